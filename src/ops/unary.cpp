#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "ops/elementwise_loops.h"
#include "ops/special.h"

namespace rectify::ops {
namespace {

template <class F, class R, class T>
RECTIFY_INLINE void unary_body(char* const* p, const int64_t* s, int64_t n) {
  using M = opmath_t<T>;
  if (s[0] == sizeof(R) && s[1] == sizeof(T)) {
    R* y = reinterpret_cast<R*>(p[0]);
    const T* x = reinterpret_cast<const T*>(p[1]);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) y[i] = R(F::f(M(x[i])));
  } else {
    for (int64_t i = 0; i < n; i++)
      *reinterpret_cast<R*>(p[0] + i * s[0]) = R(F::f(M(*reinterpret_cast<const T*>(p[1] + i * s[1]))));
  }
}
template <class F, class R, class T>
void unary_plain(char* const* p, const int64_t* s, int64_t n, const void*) {
  unary_body<F, R, T>(p, s, n);
}
#ifdef RECTIFY_HAS_AVX2_TARGET
template <class F, class R, class T>
RECTIFY_AVX2 void unary_avx2(char* const* p, const int64_t* s, int64_t n, const void*) {
  unary_body<F, R, T>(p, s, n);
}
#endif
template <class F, class R, class T>
Loop unary_loop() {
#ifdef RECTIFY_HAS_AVX2_TARGET
  if constexpr (F::simple && (std::is_same_v<T, float> || std::is_same_v<T, double>))
    if (has_avx2) return unary_avx2<F, R, T>;
#endif
  return unary_plain<F, R, T>;
}

#define RECTIFY_FUNCTOR(name, is_simple, R, expr) \
  struct F_##name {                               \
    static constexpr bool simple = is_simple;     \
    template <class T>                            \
    static RECTIFY_INLINE R f(T x) {              \
      return expr;                                \
    }                                             \
  };
RECTIFY_FUNCTOR(sqrt, true, T, std::sqrt(x))
RECTIFY_FUNCTOR(rsqrt, true, T, T(1) / std::sqrt(x))
RECTIFY_FUNCTOR(reciprocal, true, T, T(1) / x)
RECTIFY_FUNCTOR(exp, false, T, std::exp(x))
RECTIFY_FUNCTOR(exp2, false, T, std::exp2(x))
RECTIFY_FUNCTOR(expm1, false, T, std::expm1(x))
RECTIFY_FUNCTOR(log, false, T, std::log(x))
RECTIFY_FUNCTOR(log2, false, T, std::log2(x))
RECTIFY_FUNCTOR(log10, false, T, std::log10(x))
RECTIFY_FUNCTOR(log1p, false, T, std::log1p(x))
RECTIFY_FUNCTOR(sin, false, T, std::sin(x))
RECTIFY_FUNCTOR(cos, false, T, std::cos(x))
RECTIFY_FUNCTOR(tan, false, T, std::tan(x))
RECTIFY_FUNCTOR(asin, false, T, std::asin(x))
RECTIFY_FUNCTOR(acos, false, T, std::acos(x))
RECTIFY_FUNCTOR(atan, false, T, std::atan(x))
RECTIFY_FUNCTOR(sinh, false, T, std::sinh(x))
RECTIFY_FUNCTOR(cosh, false, T, std::cosh(x))
RECTIFY_FUNCTOR(asinh, false, T, std::asinh(x))
RECTIFY_FUNCTOR(acosh, false, T, std::acosh(x))
RECTIFY_FUNCTOR(atanh, false, T, std::atanh(x))
RECTIFY_FUNCTOR(erf, false, T, std::erf(x))
RECTIFY_FUNCTOR(erfc, false, T, std::erfc(x))
RECTIFY_FUNCTOR(erfinv, false, T, static_cast<T>(special::erfinv(x)))
RECTIFY_FUNCTOR(lgamma, false, T, std::lgamma(x))
RECTIFY_FUNCTOR(digamma, false, T, static_cast<T>(special::digamma(x)))
RECTIFY_FUNCTOR(i0, false, T, static_cast<T>(special::i0(x)))
RECTIFY_FUNCTOR(sinc, false, T, x == 0 ? T(1) : std::sin(std::numbers::pi_v<T> * x) / (std::numbers::pi_v<T> * x))
RECTIFY_FUNCTOR(floor, false, T, std::floor(x))
RECTIFY_FUNCTOR(ceil, false, T, std::ceil(x))
RECTIFY_FUNCTOR(round, false, T, std::nearbyint(x))
RECTIFY_FUNCTOR(trunc, false, T, std::trunc(x))
RECTIFY_FUNCTOR(frac, false, T, x - std::trunc(x))
RECTIFY_FUNCTOR(isnan, true, bool, x != x)
RECTIFY_FUNCTOR(isinf, true, bool, std::abs(x) == std::numeric_limits<T>::infinity())
RECTIFY_FUNCTOR(isfinite, true, bool, std::abs(x) <= std::numeric_limits<T>::max())
RECTIFY_FUNCTOR(isposinf, true, bool, x == std::numeric_limits<T>::infinity())
RECTIFY_FUNCTOR(isneginf, true, bool, x == -std::numeric_limits<T>::infinity())
RECTIFY_FUNCTOR(logical_not, true, bool, x == T(0))
RECTIFY_FUNCTOR(sign, true, T, static_cast<T>((x > T(0)) - (x < T(0))))
RECTIFY_FUNCTOR(bitwise_not, true, T, static_cast<T>(~x))
#undef RECTIFY_FUNCTOR
struct F_neg {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T x) {
    if constexpr (std::is_floating_point_v<T>)
      return -x;
    else
      return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(x));
  }
};
struct F_abs {
  static constexpr bool simple = true;
  template <class T>
  static RECTIFY_INLINE T f(T x) {
    if constexpr (std::is_floating_point_v<T>)
      return std::abs(x);
    else if constexpr (std::is_unsigned_v<T>)
      return x;
    else
      return x < 0 ? F_neg::f(x) : x;
  }
};
struct F_signbit_int {
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE bool f(T x) {
    return x < T(0);
  }
};
struct F_signbit {  // by its bits: gcc 12 fails on a vectorised std::signbit
  static constexpr bool simple = false;
  template <class T>
  static RECTIFY_INLINE bool f(T x) {
    if constexpr (sizeof(T) == 4)
      return std::bit_cast<int32_t>(x) < 0;
    else
      return std::bit_cast<int64_t>(x) < 0;
  }
};
struct F_not_bool {
  static constexpr bool simple = false;
  static RECTIFY_INLINE bool f(bool x) { return !x; }
};

template <class F>
Loop floats(ScalarType t) {
  switch (t) {
    case kFloat:
      return unary_loop<F, float, float>();
    case kDouble:
      return unary_loop<F, double, double>();
    case kHalf:
      return unary_loop<F, Half, Half>();
    case kBFloat16:
      return unary_loop<F, BFloat16, BFloat16>();
    default:
      return nullptr;
  }
}
template <class F>
Loop float_tests(ScalarType t) {
  switch (t) {
    case kFloat:
      return unary_loop<F, bool, float>();
    case kDouble:
      return unary_loop<F, bool, double>();
    case kHalf:
      return unary_loop<F, bool, Half>();
    case kBFloat16:
      return unary_loop<F, bool, BFloat16>();
    default:
      return nullptr;
  }
}
template <class F>
Loop integers(ScalarType t) {
  switch (t) {
    case kByte:
      return unary_loop<F, uint8_t, uint8_t>();
    case kChar:
      return unary_loop<F, int8_t, int8_t>();
    case kShort:
      return unary_loop<F, int16_t, int16_t>();
    case kInt:
      return unary_loop<F, int32_t, int32_t>();
    case kLong:
      return unary_loop<F, int64_t, int64_t>();
    default:
      return nullptr;
  }
}
template <class F>
Loop numbers(ScalarType t) {
  Loop l = floats<F>(t);
  return l ? l : integers<F>(t);
}

const char* name_of(Unary op) {
  static const char* const names[] = {
#define RECTIFY_NAME(f) #f,
      RECTIFY_UNARY_FLOAT(RECTIFY_NAME) RECTIFY_UNARY_SAME(RECTIFY_NAME) RECTIFY_UNARY_TEST(RECTIFY_NAME) "logical_not"
#undef RECTIFY_NAME
  };
  return names[static_cast<int>(op)];
}
constexpr bool floating_result(Unary op) { return op <= Unary::sinc; }
constexpr bool bool_result(Unary op) { return op >= Unary::isnan; }
constexpr bool rounds(Unary op) {
  return op == Unary::floor || op == Unary::ceil || op == Unary::round || op == Unary::trunc;
}

Loop loop_of(Unary op, ScalarType t) {
  switch (op) {
#define RECTIFY_CASE(f) \
  case Unary::f:        \
    return floats<F_##f>(t);
    RECTIFY_UNARY_FLOAT(RECTIFY_CASE)
    RECTIFY_CASE(floor)
    RECTIFY_CASE(ceil)
    RECTIFY_CASE(round)
    RECTIFY_CASE(trunc)
    RECTIFY_CASE(frac)
#undef RECTIFY_CASE
    case Unary::neg:
      return numbers<F_neg>(t);
    case Unary::abs:
      return numbers<F_abs>(t);
    case Unary::sign:
    case Unary::sgn:
      return t == kBool ? unary_loop<F_sign, bool, bool>() : numbers<F_sign>(t);
    case Unary::bitwise_not:
      return t == kBool ? unary_loop<F_not_bool, bool, bool>() : integers<F_bitwise_not>(t);
    case Unary::isnan:
      return float_tests<F_isnan>(t);
    case Unary::isinf:
      return float_tests<F_isinf>(t);
    case Unary::isfinite:
      return float_tests<F_isfinite>(t);
    case Unary::isposinf:
      return float_tests<F_isposinf>(t);
    case Unary::isneginf:
      return float_tests<F_isneginf>(t);
    case Unary::signbit:
      if (Loop l = float_tests<F_signbit>(t)) return l;
      return visit_dtype(t, "signbit", [](auto tag) -> Loop {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_integral_v<T>)
          return unary_loop<F_signbit_int, bool, T>();
        else
          return nullptr;
      });
    case Unary::logical_not:
      return visit_dtype(t, "logical_not", [](auto tag) -> Loop {
        return unary_loop<F_logical_not, bool, typename decltype(tag)::type>();
      });
    default:
      return nullptr;
  }
}

void run(Loop loop, const Tensor& out, const Tensor& x, const void* context = nullptr) {
  const TensorImpl &a = *x.impl(), &y = *out.impl();
  if (a.contiguous && y.contiguous && a.numel < kGrain) {
    char* p[2] = {y.data(), a.data()};
    int64_t s[2] = {static_cast<int64_t>(elementSize(y.dtype)), static_cast<int64_t>(elementSize(a.dtype))};
    if (a.numel) loop(p, s, a.numel, context);
    return;
  }
  Iter it(y.size_ref());
  it.add(out);
  it.add(x);
  it.run(loop, context, 4096);
}
ScalarType check(Unary op, ScalarType t) {
  TORCH_CHECK(op != Unary::neg || t != kBool,
              "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
              "the `~` or `logical_not()` operator instead.");
  if (floating_result(op) && isIntegralType(t, true)) return get_default_dtype_as_scalartype();
  return t;
}

}  // namespace

void unary_into(Unary op, const Tensor& out, const Tensor& x) {
  if (op == Unary::square) return binary_into(Binary::mul, out, x, x);
  ScalarType t = check(op, x.self().dtype), result = bool_result(op) ? kBool : t, wanted = out.scalar_type();
  TORCH_CHECK(can_cast(result, wanted) || op == Unary::logical_not, "result type ", toString(result),
              " can't be cast to the desired output type ", toString(wanted));
  bool same = out.impl() == x.impl();
  if (result == wanted && t == x.scalar_type() && !(rounds(op) && !isFloatingType(t)) &&
      (same || !out.is_alias_of(x))) {
    check_no_internal_overlap(out);
    Loop loop = loop_of(op, t);
    if (__builtin_expect(!loop, 0))
      detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", name_of(op), rounds(op) ? "_vml" : "",
                                        "_cpu\" not implemented for '", toString(t), "'");
    return run(loop, out, x);
  }
  copy_(out, unary(op, x));
}
Tensor unary(Unary op, const Tensor& x) {
  if (op == Unary::square) return x.self().dtype == kBool ? to(x, kLong) : binary(Binary::mul, x, x);
  ScalarType t = check(op, x.self().dtype);
  if (rounds(op) && isIntegralType(t, false)) return clone(x);
  if (isIntegralType(t, true) && op >= Unary::isnan && op <= Unary::isneginf) {
    Tensor y = new_like(x, kBool);
    fill_(y, op == Unary::isfinite);
    return y;
  }
  Loop loop = loop_of(op, t);
  if (__builtin_expect(!loop, 0))
    detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", name_of(op), rounds(op) ? "_vml" : "",
                                      "_cpu\" not implemented for '", toString(t), "'");
  Tensor y = new_like(x, bool_result(op) ? kBool : t);
  run(loop, y, to(x, t));
  return y;
}

namespace {
template <class T>
struct Bounds {
  T low, high;
};
template <class T>
struct Replacements {
  T nan, posinf, neginf;
};
// NaN passes, as does a NaN bound.
template <class T>
void clamp_loop(char* const* p, const int64_t* s, int64_t n, const void* context) {
  using M = opmath_t<T>;
  auto [low, high] = *static_cast<const Bounds<M>*>(context);
  for (int64_t i = 0; i < n; i++) {
    M v = M(*reinterpret_cast<const T*>(p[1] + i * s[1]));
    v = v < low ? low : v;
    *reinterpret_cast<T*>(p[0] + i * s[0]) = T(v > high ? high : v);
  }
}
template <>
void clamp_loop<float>(char* const* p, const int64_t* s, int64_t n, const void* context) {
  auto [low, high] = *static_cast<const Bounds<float>*>(context);
  if (s[0] == 4 && s[1] == 4) {
    float* y = reinterpret_cast<float*>(p[0]);
    const float* x = reinterpret_cast<const float*>(p[1]);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) {
      float v = x[i] < low ? low : x[i];
      y[i] = v > high ? high : v;
    }
    return;
  }
  for (int64_t i = 0; i < n; i++) {
    float v = *reinterpret_cast<const float*>(p[1] + i * s[1]);
    v = v < low ? low : v;
    *reinterpret_cast<float*>(p[0] + i * s[0]) = v > high ? high : v;
  }
}
template <class T>
void nan_to_num_loop(char* const* p, const int64_t* s, int64_t n, const void* context) {
  using M = opmath_t<T>;
  auto r = *static_cast<const Replacements<M>*>(context);
  constexpr M inf = std::numeric_limits<M>::infinity();
  for (int64_t i = 0; i < n; i++) {
    M v = M(*reinterpret_cast<const T*>(p[1] + i * s[1]));
    *reinterpret_cast<T*>(p[0] + i * s[0]) = T(v != v ? r.nan : v == inf ? r.posinf : v == -inf ? r.neginf : v);
  }
}
}  // namespace

void clamp_into(const Tensor& out, const Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max) {
  TORCH_CHECK(min || max, "torch.clamp: At least one of 'min' or 'max' must not be None");
  ScalarType t = x.self().dtype;
  if (min) t = promote_types(t, result_type(x, *min));
  if (max) t = promote_types(t, result_type(x, *max));
  TORCH_CHECK(can_cast(t, out.scalar_type()), "result type ", toString(t), " can't be cast to the desired output type ",
              type_name(out.scalar_type()));
  bool nan_bound = (min && min->toDouble() != min->toDouble()) || (max && max->toDouble() != max->toDouble());
  if (nan_bound) return fill_(out, std::numeric_limits<double>::quiet_NaN());
  if (t != out.scalar_type() || (out.is_alias_of(x) && out.impl() != x.impl())) return copy_(out, clamp(x, min, max));
  TORCH_CHECK_NOT_IMPLEMENTED(t != kBool, "\"clamp_scalar_cpu\" not implemented for 'Bool'");
  Tensor in = to(x, t);
  visit_dtype(t, "clamp_scalar_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using M = opmath_t<T>;
    constexpr bool fp = std::is_floating_point_v<M>;
    Bounds<M> b{min  ? min->to<M>()
                : fp ? M(-std::numeric_limits<M>::infinity())
                     : std::numeric_limits<M>::lowest(),
                max  ? max->to<M>()
                : fp ? M(std::numeric_limits<M>::infinity())
                     : std::numeric_limits<M>::max()};
    run(clamp_loop<T>, out, in, &b);
  });
}
Tensor clamp(const Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max) {
  ScalarType t = x.self().dtype;
  if (min) t = promote_types(t, result_type(x, *min));
  if (max) t = promote_types(t, result_type(x, *max));
  Tensor y = new_like(x, t);
  clamp_into(y, x, min, max);
  return y;
}
Tensor nan_to_num(const Tensor& x, optional<double> nan, optional<double> posinf, optional<double> neginf) {
  ScalarType t = x.self().dtype;
  if (isIntegralType(t, true)) return clone(x);
  Tensor y = new_like(x);
  visit_floating(t, "nan_to_num", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using M = opmath_t<T>;
    M most = std::is_same_v<T, Half>       ? M(65504)
             : std::is_same_v<T, BFloat16> ? M(3.3895313892515355e38)
                                           : std::numeric_limits<M>::max();
    Replacements<M> r{M(nan.value_or(0)), posinf ? M(*posinf) : most, neginf ? M(*neginf) : -most};
    run(nan_to_num_loop<T>, y, x, &r);
  });
  return y;
}

}  // namespace rectify::ops
