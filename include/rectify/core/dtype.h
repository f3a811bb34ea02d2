#pragma once
// Element types, their promotion, and the two 16-bit storage types.
#include <rectify/core/error.h>

#include <cstdint>
#include <iosfwd>
#include <type_traits>

namespace rectify::detail {
template <class To, class From>
constexpr To bit_cast(From x) {  // std::bit_cast, for programs in C++17
  return __builtin_bit_cast(To, x);
}
}  // namespace rectify::detail

namespace rectify::api {
enum class ScalarType : int8_t {  // libtorch's numbers
  Byte = 0,
  Char = 1,
  Short = 2,
  Int = 3,
  Long = 4,
  Half = 5,
  Float = 6,
  Double = 7,
  Bool = 11,
  BFloat16 = 15,
  Undefined = 18,
};
inline constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = kByte, kChar = ScalarType::Char, kInt8 = kChar,
                            kShort = ScalarType::Short, kInt16 = kShort, kInt = ScalarType::Int, kInt32 = kInt,
                            kLong = ScalarType::Long, kInt64 = kLong, kHalf = ScalarType::Half, kFloat16 = kHalf,
                            kFloat = ScalarType::Float, kFloat32 = kFloat, kDouble = ScalarType::Double,
                            kFloat64 = kDouble, kBool = ScalarType::Bool, kBFloat16 = ScalarType::BFloat16;

// bfloat16: the upper half of a float32, rounded to nearest even.
struct BFloat16 {
  uint16_t x;
  struct from_bits_t {};
  static constexpr from_bits_t from_bits() { return {}; }
  BFloat16() = default;
  constexpr BFloat16(unsigned short bits, from_bits_t) : x(bits) {}
  BFloat16(float f) {
    uint32_t u = detail::bit_cast<uint32_t>(f);
    x = f != f ? 0x7FC0 : static_cast<uint16_t>((u + 0x7FFF + ((u >> 16) & 1)) >> 16);
  }
  operator float() const { return detail::bit_cast<float>(static_cast<uint32_t>(x) << 16); }
};
// IEEE binary16, rounded to nearest even.
struct Half {
  uint16_t x;
  struct from_bits_t {};
  static constexpr from_bits_t from_bits() { return {}; }
  Half() = default;
  constexpr Half(unsigned short bits, from_bits_t) : x(bits) {}
  Half(float f) {
    uint32_t u = detail::bit_cast<uint32_t>(f), sign = (u >> 16) & 0x8000, a = u & 0x7FFFFFFF;
    if (a > 0x7F800000)
      x = static_cast<uint16_t>(sign | 0x7E00);
    else if (a >= 0x477FF000)
      x = static_cast<uint16_t>(sign | 0x7C00);
    else if (a < 0x38800000) {  // subnormal: let float addition round
      float r = detail::bit_cast<float>(a) + 0.5f;
      x = static_cast<uint16_t>(sign | (detail::bit_cast<uint32_t>(r) - 0x3F000000));
    } else {
      a += 0xC8000FFF + ((a >> 13) & 1);
      x = static_cast<uint16_t>(sign | (a >> 13));
    }
  }
  operator float() const {
    uint32_t sign = static_cast<uint32_t>(x & 0x8000) << 16, m = (x & 0x7FFF);
    if (m >= 0x7C00) return detail::bit_cast<float>(sign | 0x7F800000 | ((m & 0x3FF) << 13));
    float f = detail::bit_cast<float>(m << 13) * 0x1p112f;
    return detail::bit_cast<float>(sign | detail::bit_cast<uint32_t>(f));
  }
};

// clang-format off
#define RECTIFY_FORALL_DTYPES(_)                                                                       \
  _(uint8_t, Byte) _(int8_t, Char) _(int16_t, Short) _(int32_t, Int) _(int64_t, Long)                  \
  _(::rectify::Half, Half) _(float, Float) _(double, Double) _(bool, Bool) _(::rectify::BFloat16, BFloat16)
// clang-format on

template <class T>
struct CppTypeToScalarType;
#define RECTIFY_MAP(T, N)                              \
  template <>                                          \
  struct CppTypeToScalarType<T> {                      \
    static constexpr ScalarType value = ScalarType::N; \
  };
RECTIFY_FORALL_DTYPES(RECTIFY_MAP)
#undef RECTIFY_MAP
template <class T>
inline constexpr ScalarType dtype_of = CppTypeToScalarType<std::remove_cv_t<T>>::value;

constexpr size_t elementSize(ScalarType t) {
  switch (t) {
    case kByte:
    case kChar:
    case kBool:
      return 1;
    case kShort:
    case kHalf:
    case kBFloat16:
      return 2;
    case kInt:
    case kFloat:
      return 4;
    default:
      return 8;
  }
}
constexpr bool isFloatingType(ScalarType t) { return t == kFloat || t == kDouble || t == kHalf || t == kBFloat16; }
constexpr bool isIntegralType(ScalarType t, bool include_bool = false) {
  return (t >= kByte && t <= kLong) || (include_bool && t == kBool);
}
const char* toString(ScalarType t);          // "Float", "Long", ...
const char* type_name(ScalarType t);         // "float", "long int", ... (how a TypeMeta prints)
const char* scalar_type_name(ScalarType t);  // "float", "int64_t", ... (how conversions call it)
ScalarType promote_types(ScalarType a, ScalarType b);
bool can_cast(ScalarType from, ScalarType to);
inline bool canCast(ScalarType from, ScalarType to) { return can_cast(from, to); }
constexpr bool isSignedType(ScalarType t) { return t != kByte && t != kBool; }
constexpr bool isComplexType(ScalarType) { return false; }
constexpr bool isReducedFloatingType(ScalarType t) { return t == kHalf || t == kBFloat16; }
inline ScalarType promoteTypes(ScalarType a, ScalarType b) { return promote_types(a, b); }
std::ostream& operator<<(std::ostream& out, ScalarType t);

// The type of arithmetic for an element type: 16-bit floats compute in float.
template <class T>
using opmath_t = std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;

}  // namespace rectify::api
namespace rectify::own {
template <class T>
struct Tag {
  using type = T;
};
}  // namespace rectify::own

namespace rectify::api {
// Calls f(Tag<T>{}) with the C++ type of the dtype: visit_dtype(t, "sum", [&](auto tag) { using T = typename
// decltype(tag)::type; … }).
template <class F>
decltype(auto) visit_dtype(ScalarType t, const char* op, F&& f) {
  switch (t) {
#define RECTIFY_CASE(T, N) \
  case ScalarType::N:      \
    return f(Tag<T>{});
    RECTIFY_FORALL_DTYPES(RECTIFY_CASE)
#undef RECTIFY_CASE
    default:
      detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", op, "\" not implemented for '", toString(t), "'");
  }
}
// As visit_dtype, for the four floating types only.
template <class F>
decltype(auto) visit_floating(ScalarType t, const char* op, F&& f) {
  switch (t) {
    case kFloat:
      return f(Tag<float>{});
    case kDouble:
      return f(Tag<double>{});
    case kHalf:
      return f(Tag<Half>{});
    case kBFloat16:
      return f(Tag<BFloat16>{});
    default:
      detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", op, "\" not implemented for '", toString(t), "'");
  }
}

// What Tensor::dtype() returns: compares with ScalarType, prints the C++ name.
class TypeMeta {
 public:
  TypeMeta() = default;
  TypeMeta(ScalarType t) : t_(t) {}
  operator ScalarType() const { return t_; }
  ScalarType toScalarType() const { return t_; }
  size_t itemsize() const { return elementSize(t_); }
  std::string name() const { return type_name(t_); }
  template <class T>
  static TypeMeta Make() {
    return dtype_of<T>;
  }
  template <class T>
  bool Match() const {
    return t_ == dtype_of<T>;
  }
  friend bool operator==(TypeMeta a, TypeMeta b) { return a.t_ == b.t_; }
  friend bool operator==(TypeMeta a, ScalarType b) { return a.t_ == b; }
  friend std::ostream& operator<<(std::ostream& out, TypeMeta t);

 private:
  ScalarType t_ = ScalarType::Undefined;
};
using Dtype = ScalarType;
inline constexpr ScalarType kU8 = kByte, kI8 = kChar, kI16 = kShort, kI32 = kInt, kI64 = kLong, kF16 = kHalf,
                            kF32 = kFloat, kF64 = kDouble;
constexpr ScalarType toRealValueType(ScalarType t) { return t; }
inline ScalarType typeMetaToScalarType(TypeMeta t) { return t.toScalarType(); }
inline TypeMeta scalarTypeToTypeMeta(ScalarType t) { return t; }

ScalarType get_default_dtype_as_scalartype();
inline TypeMeta get_default_dtype() { return get_default_dtype_as_scalartype(); }
void set_default_dtype(TypeMeta t);  // a floating type, else Error

}  // namespace rectify::api
