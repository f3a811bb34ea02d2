#pragma once
// Scalar: one number, tagged double, int64 or bool. to<T>() converts and checks the range.
#include <rectify/core/dtype.h>

#include <limits>

namespace rectify::api {

class Scalar {
 public:
  Scalar() : kind_(Kind::Int) { v_.i = 0; }
  Scalar(double v) : kind_(Kind::Double) { v_.d = v; }
  Scalar(float v) : Scalar(static_cast<double>(v)) {}
  Scalar(Half v) : Scalar(static_cast<float>(v)) {}
  Scalar(BFloat16 v) : Scalar(static_cast<float>(v)) {}
  template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int> = 0>
  Scalar(T v) : kind_(Kind::Int) {
    v_.i = static_cast<int64_t>(v);
  }
  template <class T, std::enable_if_t<std::is_same_v<T, bool>, int> = 0>
  Scalar(T v) : kind_(Kind::Bool) {
    v_.i = v;
  }

  bool isFloatingPoint() const { return kind_ == Kind::Double; }
  bool isIntegral() const { return kind_ == Kind::Int; }
  bool isIntegral(bool include_bool) const { return kind_ == Kind::Int || (include_bool && kind_ == Kind::Bool); }
  bool isBoolean() const { return kind_ == Kind::Bool; }
  bool isComplex() const { return false; }
  bool isSymInt() const { return false; }
  ScalarType type() const { return kind_ == Kind::Double ? kDouble : kind_ == Kind::Int ? kLong : kBool; }
  // The value as T without a range check.
  template <class T>
  T cast() const {
    if constexpr (std::is_same_v<T, bool>)
      return kind_ == Kind::Double ? v_.d != 0 : v_.i != 0;
    else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>)
      return T(kind_ == Kind::Double ? static_cast<float>(v_.d) : static_cast<float>(v_.i));
    else
      return kind_ == Kind::Double ? static_cast<T>(v_.d) : static_cast<T>(v_.i);
  }
  template <class T>
  T to() const {
    if (__builtin_expect(overflows<T>(), 0))
      detail::fail<Error>(RECTIFY_WHERE, "value cannot be converted to type ", scalar_type_name(dtype_of<T>),
                          " without overflow");
    return cast<T>();
  }
  double toDouble() const { return to<double>(); }
  float toFloat() const { return to<float>(); }
  int64_t toLong() const { return to<int64_t>(); }
  int toInt() const { return to<int>(); }
  bool toBool() const { return to<bool>(); }
  uint8_t toByte() const { return to<uint8_t>(); }
  int8_t toChar() const { return to<int8_t>(); }
  int16_t toShort() const { return to<int16_t>(); }
  Half toHalf() const { return to<Half>(); }
  BFloat16 toBFloat16() const { return to<BFloat16>(); }
  Scalar operator-() const {
    TORCH_CHECK(!isBoolean(), "torch boolean negative, the `-` operator, is not supported.");
    return isFloatingPoint() ? Scalar(-v_.d) : Scalar(-v_.i);
  }
  template <class T>
  bool equal(T x) const {
    return isFloatingPoint() ? v_.d == static_cast<double>(x) : v_.i == static_cast<int64_t>(x);
  }
  friend std::ostream& operator<<(std::ostream& out, const Scalar& s);

 private:
  // As libtorch: integers may be negative down to minus the greatest of an unsigned type; infinity and NaN are floats.
  template <class T>
  bool overflows() const {
    using L = std::numeric_limits<T>;
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double>) {
      return false;
    } else if constexpr (std::is_integral_v<T>) {
      if (kind_ == Kind::Double) {
        if constexpr (sizeof(T) == 8)
          return !(v_.d >= static_cast<double>(L::lowest()) && v_.d < 2.0 * static_cast<double>(L::max() / 2 + 1));
        else
          return !(v_.d >= static_cast<double>(L::lowest()) && v_.d <= static_cast<double>(L::max()));
      }
      if constexpr (sizeof(T) == 8)
        return false;
      else
        return v_.i > static_cast<int64_t>(L::max()) ||
               v_.i < (std::is_signed_v<T> ? static_cast<int64_t>(L::lowest()) : -static_cast<int64_t>(L::max()));
    } else {
      constexpr double most = std::is_same_v<T, Half>       ? 65504
                              : std::is_same_v<T, BFloat16> ? 3.3895313892515355e38
                                                            : static_cast<double>(std::numeric_limits<float>::max());
      double d = kind_ == Kind::Double ? v_.d : static_cast<double>(v_.i);
      return (d > most || d < -most) && d - d == 0;
    }
  }
  enum class Kind : uint8_t { Double, Int, Bool } kind_;
  union {
    double d;
    int64_t i;
  } v_;
};

}  // namespace rectify::api
