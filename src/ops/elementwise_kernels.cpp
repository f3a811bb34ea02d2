#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include <numbers>
#include <numeric>

#include "ops/elementwise_loops.h"

namespace rectify::ops {
namespace {

template <class T>
inline constexpr bool is_float = std::is_floating_point_v<T>;
template <class T>
using unsigned_t =
    std::conditional_t<std::is_same_v<T, bool>, unsigned,
                       std::make_unsigned_t<std::conditional_t<std::is_same_v<T, bool> || is_float<T>, int, T>>>;

// Integer arithmetic wraps, as two's complement does.
#define RECTIFY_WRAPPING(name, op, bool_expr)                                                  \
  struct name {                                                                                \
    static constexpr bool simple = true;                                                       \
    template <class T>                                                                         \
    static RECTIFY_INLINE T f(T a, T b) {                                                      \
      if constexpr (is_float<T>)                                                               \
        return a op b;                                                                         \
      else if constexpr (std::is_same_v<T, bool>)                                              \
        return bool_expr;                                                                      \
      else if constexpr (sizeof(T) < 4)                                                        \
        return static_cast<T>(static_cast<int>(a) op static_cast<int>(b));                     \
      else                                                                                     \
        return static_cast<T>(static_cast<unsigned_t<T>>(a) op static_cast<unsigned_t<T>>(b)); \
    }                                                                                          \
  };
RECTIFY_WRAPPING(Add, +, a || b)
RECTIFY_WRAPPING(Sub, -, a != b)
RECTIFY_WRAPPING(Mul, *, a&& b)

template <class T>
RECTIFY_INLINE void check_divisor(T b) {
  if (__builtin_expect(b == T(0), 0)) detail::fail<Error>(RECTIFY_WHERE, "ZeroDivisionError");
}
struct Div {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    return a / b;
  }
};
struct DivTrunc {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return std::trunc(a / b);
    else {
      check_divisor(b);
      if constexpr (std::is_signed_v<T>)
        if (b == T(-1)) return static_cast<T>(0 - static_cast<uint64_t>(a));
      return static_cast<T>(a / b);
    }
  }
};
struct DivFloor {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>) {  // as Python: exact where a / b rounds up
      if (b == 0) return a / b;
      T mod = std::fmod(a, b), div = (a - mod) / b;
      if (mod != 0 && (b < 0) != (mod < 0)) div -= 1;
      if (div == 0) return std::copysign(T(0), a / b);
      T floored = std::floor(div);
      return div - floored > T(0.5) ? floored + 1 : floored;
    } else {
      T q = DivTrunc::f(a, b);
      if constexpr (std::is_signed_v<T>)
        if ((a < 0) != (b < 0) && b != T(-1) && a % b != 0) q -= 1;
      return q;
    }
  }
};
struct Fmod {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return std::fmod(a, b);
    else {
      check_divisor(b);
      if constexpr (std::is_signed_v<T>)
        if (b == T(-1)) return 0;
      return static_cast<T>(a % b);
    }
  }
};
struct Remainder {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    T m = Fmod::f(a, b);
    if constexpr (is_float<T> || std::is_signed_v<T>)
      if (m != T(0) && (b < T(0)) != (m < T(0))) m += b;
    return m;
  }
};
struct Pow {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>) {
      if (b == T(2)) return a * a;
      return std::pow(a, b);
    } else {
      if constexpr (std::is_signed_v<T>)
        if (b < 0) return a == 1 ? 1 : a == T(-1) ? (b % 2 ? T(-1) : T(1)) : T(0);
      uint64_t r = 1, x = static_cast<uint64_t>(a), e = static_cast<uint64_t>(b);
      for (; e; e >>= 1, x *= x)
        if (e & 1) r *= x;
      return static_cast<T>(r);
    }
  }
};
// NaN wins.
struct Maximum {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return a > b || a != a ? a : b;
    else
      return a > b ? a : b;
  }
};
struct Minimum {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return a < b || a != a ? a : b;
    else
      return a < b ? a : b;
  }
};
// NaN loses.
struct Fmax {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return a > b || b != b ? a : b;
    else
      return a > b ? a : b;
  }
};
struct Fmin {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (is_float<T>)
      return a < b || b != b ? a : b;
    else
      return a < b ? a : b;
  }
};
#define RECTIFY_FLOAT_FUNCTOR(name, expr) \
  struct name {                           \
    static constexpr bool simple = false; \
    template <class T>                    \
    static RECTIFY_INLINE T f(T a, T b) { \
      return expr;                        \
    }                                     \
  };
RECTIFY_FLOAT_FUNCTOR(Xlogy, b != b ? b : a == 0 ? T(0) : a * std::log(b))
RECTIFY_FLOAT_FUNCTOR(Atan2, std::atan2(a, b))
RECTIFY_FLOAT_FUNCTOR(Hypot, std::hypot(a, b))
RECTIFY_FLOAT_FUNCTOR(Logaddexp, std::isinf(a) && a == b ? a : std::fmax(a, b) + std::log1p(std::exp(-std::abs(a - b))))
RECTIFY_FLOAT_FUNCTOR(Logaddexp2, std::isinf(a) && a == b ? a
                                                          : std::fmax(a, b) + std::log1p(std::exp2(-std::abs(a - b))) /
                                                                                  std::numbers::ln2_v<T>)

RECTIFY_FLOAT_FUNCTOR(Copysign, std::copysign(a, b))
RECTIFY_FLOAT_FUNCTOR(Heaviside, a == 0 ? b : T(a > 0))
struct Gcd {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      return static_cast<T>(std::gcd(static_cast<int64_t>(a), static_cast<int64_t>(b)));
    else
      return a;
  }
};
struct Lcm {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE T f(T a, T b) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      T g = Gcd::f(a, b);
      return g == 0 ? T(0) : static_cast<T>(std::abs(static_cast<int64_t>(a / g * b)));
    } else {
      return a;
    }
  }
};
// The next number of the type itself: 16-bit floats do not widen.
template <class T>
void nextafter_loop(char* const* p, const int64_t* s, int64_t n, const void*) {
  for (int64_t i = 0; i < n; i++) {
    T a = *reinterpret_cast<const T*>(p[1] + i * s[1]), b = *reinterpret_cast<const T*>(p[2] + i * s[2]), y = b;
    if constexpr (std::is_floating_point_v<T>) {
      y = std::nextafter(a, b);
    } else {
      float x = a, to = b;
      if (x != x || to != to) {
        y = T(std::numeric_limits<float>::quiet_NaN());
      } else if (x == 0 && to != 0) {
        y.x = static_cast<uint16_t>(1 | (to < 0 ? 0x8000 : 0));
      } else if (x != to) {
        y = a;
        y.x = static_cast<uint16_t>((x < to) == (x > 0) ? y.x + 1 : y.x - 1);
      }
    }
    *reinterpret_cast<T*>(p[0] + i * s[0]) = y;
  }
}

template <class F>
Loop for_floats(ScalarType t) {
  switch (t) {
    case kFloat:
      return binary_loop<F, float, float>();
    case kDouble:
      return binary_loop<F, double, double>();
    case kHalf:
      return binary_loop<F, Half, Half>();
    case kBFloat16:
      return binary_loop<F, BFloat16, BFloat16>();
    default:
      return nullptr;
  }
}
template <class F, bool with_bool>
Loop for_numbers(ScalarType t) {
  const Loop loop = for_integers<F, with_bool>(t);
  return loop ? loop : for_floats<F>(t);
}

}  // namespace

Loop arithmetic_loop(Binary op, ScalarType t) {
  switch (op) {
    case Binary::add:
      return for_numbers<Add, true>(t);
    case Binary::sub:
      return for_numbers<Sub, true>(t);
    case Binary::mul:
      return for_numbers<Mul, true>(t);
    case Binary::div_trunc:
      return for_numbers<DivTrunc, false>(t);
    case Binary::div_floor:
      return for_numbers<DivFloor, false>(t);
    case Binary::remainder:
      return for_numbers<Remainder, false>(t);
    case Binary::fmod:
      return for_numbers<Fmod, false>(t);
    case Binary::pow:
      return for_numbers<Pow, false>(t);
    case Binary::maximum:
      return for_numbers<Maximum, true>(t);
    case Binary::minimum:
      return for_numbers<Minimum, true>(t);
    case Binary::fmax:
      return for_numbers<Fmax, true>(t);
    case Binary::fmin:
      return for_numbers<Fmin, true>(t);
    case Binary::heaviside:
      return for_numbers<Heaviside, true>(t);
    case Binary::gcd:
      return isFloatingType(t) ? nullptr : for_numbers<Gcd, false>(t);
    case Binary::lcm:
      return isFloatingType(t) ? nullptr : for_numbers<Lcm, false>(t);
    default:
      return nullptr;
  }
}
Loop floating_loop(Binary op, ScalarType t) {
  switch (op) {
    case Binary::div:
      return for_floats<Div>(t);
    case Binary::xlogy:
      return for_floats<Xlogy>(t);
    case Binary::atan2:
      return for_floats<Atan2>(t);
    case Binary::hypot:
      return for_floats<Hypot>(t);
    case Binary::logaddexp:
      return for_floats<Logaddexp>(t);
    case Binary::logaddexp2:
      return for_floats<Logaddexp2>(t);
    case Binary::copysign:
      return for_floats<Copysign>(t);
    case Binary::nextafter:
      switch (t) {
        case kFloat:
          return nextafter_loop<float>;
        case kDouble:
          return nextafter_loop<double>;
        case kHalf:
          return nextafter_loop<Half>;
        case kBFloat16:
          return nextafter_loop<BFloat16>;
        default:
          return nullptr;
      }
    default:
      return nullptr;
  }
}
const char* name_of(Binary op) {
  static const char* const names[] = {"add_stub",
                                      "sub",
                                      "mul_cpu",
                                      "div_true_cpu",
                                      "div_trunc_cpu",
                                      "div_floor_cpu",
                                      "remainder_cpu",
                                      "fmod_cpu",
                                      "pow",
                                      "xlogy_cpu",
                                      "atan2_cpu",
                                      "hypot_cpu",
                                      "maximum_cpu",
                                      "minimum_cpu",
                                      "fmax_cpu",
                                      "fmin_cpu",
                                      "logaddexp_cpu",
                                      "logaddexp2_cpu",
                                      "copysign_cpu",
                                      "nextafter_cpu",
                                      "heaviside_cpu",
                                      "gcd_cpu",
                                      "lcm_cpu",
                                      "bitwise_and_cpu",
                                      "bitwise_or_cpu",
                                      "bitwise_xor_cpu",
                                      "lshift_cpu",
                                      "rshift_cpu",
                                      "eq_cpu",
                                      "ne_cpu",
                                      "lt_cpu",
                                      "le_cpu",
                                      "gt_cpu",
                                      "ge_cpu",
                                      "logical_and_cpu",
                                      "logical_or_cpu",
                                      "logical_xor_cpu"};
  return names[static_cast<int>(op)];
}

}  // namespace rectify::ops
