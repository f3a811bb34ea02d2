// Exponentials, logistic, tanh, log(1 + exp) and the normal distribution's tail for the formulas, on double vectors.
// Included once per instruction set.
//
// A float formula goes through double: widened() splits the vector, the functions here then take the mode Narrow, whose
// polynomials are right to 2^-27 and whose result is rounded to float once. A double formula takes the mode Full, which
// carries what a double loses along in a second one and comes out within 2 units in the last place, with or without
// fused multiply-add. Sollya's fpminimax made the coefficients.
#if defined(RECTIFY_KERNELS_ACTIVATION_WIDE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_ACTIVATION_WIDE_INL_H_
#undef RECTIFY_KERNELS_ACTIVATION_WIDE_INL_H_
#else
#define RECTIFY_KERNELS_ACTIVATION_WIDE_INL_H_
#endif
#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

#include "kernels/exponential-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Narrow {
  static constexpr bool full = false;
};
struct Full {
  static constexpr bool full = true;
};
// f(mode, d, v) on vectors of double. One copy for all the loops of an activation: it is long.
template <class D, class V, class F>
HWY_NOINLINE V widened(D d, V x, const F& f) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return f(Full(), d, x);
  } else {
#if HWY_TARGET == HWY_SCALAR
    const hn::Rebind<double, D> wide;
    return hn::Set(d,
                   static_cast<float>(hn::GetLane(f(Narrow(), wide, hn::PromoteTo(wide, x)))));  // DemoteTo saturates
#else
    const hn::Half<D> half;
    const hn::Rebind<double, hn::Half<D>> wide;
    const auto low = f(Narrow(), wide, hn::PromoteTo(wide, hn::LowerHalf(half, x)));
    const auto high = f(Narrow(), wide, hn::PromoteTo(wide, hn::UpperHalf(half, x)));
    return hn::Combine(d, hn::DemoteTo(half, high), hn::DemoteTo(half, low));
#endif
  }
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V constant(D d, double c) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(c));
}
// Whether a parameter is 1: a comparison of whole numbers costs a loop nothing.
HWY_INLINE bool is_one(double c) { return __builtin_bit_cast(int64_t, c) == __builtin_bit_cast(int64_t, 1.0); }
// At least / at most a bound; NaN stays NaN: x86 gives the second operand where one is NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V at_least(D d, V x, double bound) {
  return quick::at_least(x, constant(d, bound));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V at_most(D d, V x, double bound) {
  const V b = constant(d, bound);
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  return hn::IfThenElse(hn::Gt(x, b), b, x);
#else
  return hn::Min(b, x);
#endif
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V minus_abs(D d, V x) {
  return hn::Or(x, hn::Set(d, static_cast<hn::TFromD<D>>(-0.0)));
}
template <class D, class V, size_t N>
HWY_INLINE V polynomial(D d, V x, const double (&c)[N]) {
  V y = constant(d, c[N - 1]);
  for (size_t i = N - 1; i-- > 0;) y = hn::MulAdd(y, x, constant(d, c[i]));
  return y;
}

inline constexpr double kLog2e = 1.44269504088896340736, kExpEdge = 760;  // beyond, exp is 0 or infinite in any dtype

namespace wide {  // on vectors of double

// Pairs hi + lo.
template <class V>
struct Pair {
  V hi, lo;
};
template <class V>
HWY_INLINE Pair<V> fast_sum(V a, V b) {  // |a| >= |b|, or a is 0
  const V s = hn::Add(a, b);
  return {s, hn::Sub(b, hn::Sub(s, a))};
}
template <class V>
HWY_INLINE Pair<V> sum(V a, V b) {
  const V s = hn::Add(a, b), t = hn::Sub(s, a);
  return {s, hn::Add(hn::Sub(a, hn::Sub(s, t)), hn::Sub(b, t))};
}
template <class D, class V>
HWY_INLINE V product_error(D d, V a, V b, V p) {  // a b - p, exactly
#if HWY_TARGET <= HWY_AVX2
  (void)d;
  return hn::MulSub(a, b, p);
#else
  const V split = constant(d, 0x1p27 + 1);
  const V a1 = hn::Mul(a, split), a_hi = hn::Sub(a1, hn::Sub(a1, a)), a_lo = hn::Sub(a, a_hi);
  const V b1 = hn::Mul(b, split), b_hi = hn::Sub(b1, hn::Sub(b1, b)), b_lo = hn::Sub(b, b_hi);
  return hn::Add(hn::Mul(a_lo, b_lo),
                 hn::Add(hn::Add(hn::Sub(hn::Mul(a_hi, b_hi), p), hn::Mul(a_hi, b_lo)), hn::Mul(a_lo, b_hi)));
#endif
}
template <class D, class V>
HWY_INLINE Pair<V> product(D d, V a, V b) {
  const V p = hn::Mul(a, b);
  return {p, product_error(d, a, b, p)};
}
template <class D, class V>
HWY_INLINE Pair<V> product(D d, Pair<V> a, Pair<V> b) {
  const Pair<V> p = product(d, a.hi, b.hi);
  return fast_sum(p.hi, hn::Add(p.lo, hn::MulAdd(a.hi, b.lo, hn::Mul(a.lo, b.hi))));
}
template <class V>
HWY_INLINE Pair<V> plus(Pair<V> a, V b) {
  const Pair<V> s = sum(a.hi, b);
  return fast_sum(s.hi, hn::Add(s.lo, a.lo));
}
template <class V>
HWY_INLINE Pair<V> plus(Pair<V> a, Pair<V> b) {
  const Pair<V> s = sum(a.hi, b.hi);
  return fast_sum(s.hi, hn::Add(s.lo, hn::Add(a.lo, b.lo)));
}
template <class D, class V>
HWY_INLINE Pair<V> quotient(D d, Pair<V> a, Pair<V> b) {
  const V inverse = hn::Div(constant(d, 1), b.hi), q = hn::Mul(a.hi, inverse), p = hn::Mul(q, b.hi);
  const V rest = hn::Sub(hn::Sub(a.hi, p), product_error(d, q, b.hi, p));
  return fast_sum(q, hn::Mul(hn::Add(rest, hn::NegMulAdd(q, b.lo, a.lo)), inverse));
}
template <class V>
HWY_INLINE Pair<V> negative(Pair<V> a) {
  return {hn::Neg(a.hi), hn::Neg(a.lo)};
}
template <class D, class V>
HWY_INLINE V times(D d, V x, Pair<V> p) {
  const V finite = at_most(d, at_least(d, x, -0x1.fffffffffffffp1023), 0x1.fffffffffffffp1023);  // inf - inf is NaN
  return hn::MulAdd(x, p.hi, hn::Mul(finite, p.lo));
}

// 1 / v.
template <class D, class V>
HWY_INLINE V reciprocal(Full, D d, V v) {
  return hn::Div(constant(d, 1), v);
}
template <class D, class V>
HWY_INLINE V reciprocal(Narrow, D d, V v) {
#if HWY_TARGET <= HWY_AVX3
  const V r{_mm512_rcp14_pd(v.raw)};
  return hn::MulAdd(r, hn::NegMulAdd(v, r, constant(d, 1)), r);
#else
  return hn::Div(constant(d, 1), v);
#endif
}

// v between two bounds; what is beyond has no rest.
template <class D, class V>
HWY_INLINE Pair<V> clamped(D d, Pair<V> v, double low, double high) {
  const V hi = at_most(d, at_least(d, v.hi, low), high);
  return {hi, hn::IfThenElseZero(hn::Eq(hi, v.hi), v.lo)};
}

// exp. k is a whole number in the low bits of `whole`: 2^k times anything is an addition to its exponent.
inline constexpr double kRound = 0x1.8p52;
template <class D, class V>
HWY_INLINE V shifted_exponent(D d, V v, V whole) {
  const hn::RebindToSigned<D> di;
  return hn::BitCast(d, hn::Add(hn::BitCast(di, v), hn::ShiftLeft<52>(hn::BitCast(di, whole))));
}
template <class D, class V>
HWY_INLINE V power_of_two(D d, V whole) {  // 2^k, -1022 <= k <= 1023
  const hn::RebindToSigned<D> di;
  return hn::BitCast(d, hn::ShiftLeft<52>(hn::Add(hn::BitCast(di, whole), hn::Set(di, 1023))));
}
template <class D, class V>
HWY_INLINE V scaled(D d, V v, V whole) {  // v 2^k, rounded once where subnormal; |k| < 2000
  const hn::RebindToSigned<D> di;
  const auto k = hn::Sub(hn::BitCast(di, whole), hn::BitCast(di, constant(d, kRound))), half = hn::ShiftRight<1>(k);
  const auto power = [&](auto e)
                         RECTIFY_FLAT { return hn::BitCast(d, hn::ShiftLeft<52>(hn::Add(e, hn::Set(di, 1023)))); };
  return hn::Mul(hn::Mul(v, power(half)), power(hn::Sub(k, half)));
}
// Narrow: x = (k + f) ln 2, |f| <= 1/2. For |x| < 700.
inline constexpr double kExp2[] = {0x1p0,
                                   0x1.62e430af270cbp-1,
                                   0x1.ebfbdc3c31671p-3,
                                   0x1.c6aee88e97a4p-5,
                                   0x1.3b2d4cf0fbd52p-7,
                                   0x1.5f3e52f138af3p-10,
                                   0x1.41fbbc91efe2ep-13};
inline constexpr double kExp2m1[] = {0x1.62e42fefd32c2p-1, 0x1.ebfbe045300dp-3,   0x1.c6b08cb16834ap-5,
                                     0x1.3b2a1c3666ce3p-7, 0x1.5d88bdb12b329p-10, 0x1.443f620076d32p-13,
                                     0x1.ffcbdd8e1778ep-17};
template <class D, class V>
HWY_INLINE V reduce(D d, V x, V& whole) {
  whole = hn::MulAdd(x, constant(d, kLog2e), constant(d, kRound));
  return hn::MulSub(x, constant(d, kLog2e), hn::Sub(whole, constant(d, kRound)));
}
template <class D, class V>
HWY_INLINE V exp_narrow(D d, V x) {
  V whole;
  const V f = reduce(d, x, whole);
  return shifted_exponent(d, polynomial(d, f, kExp2), whole);
}
template <class D, class V>
HWY_INLINE V expm1_narrow(D d, V x) {
  V whole;
  const V f = reduce(d, x, whole), t = power_of_two(d, whole);
  return hn::MulAdd(t, hn::Mul(f, polynomial(d, f, kExp2m1)), hn::Sub(t, constant(d, 1)));
}
// Full: exp(x.hi + x.lo) = 2^k (1 + m.hi + m.lo), |m.hi| <= 0.42, right to 2^-56 of it.
inline constexpr double kExpTail[] = {0x1p-1,
                                      0x1.5555555555555p-3,
                                      0x1.5555555555556p-5,
                                      0x1.111111111137bp-7,
                                      0x1.6c16c16c15ffbp-10,
                                      0x1.a01a019eac075p-13,
                                      0x1.a01a01a81870fp-16,
                                      0x1.71de40457205dp-19,
                                      0x1.27e4d817548d9p-22,
                                      0x1.ae4ddbbb85bb2p-26,
                                      0x1.1f78e4fabb986p-29,
                                      0x1.8118dd71bd775p-33};
template <class D, class V>
HWY_INLINE Pair<V> expm1_reduced(D d, Pair<V> x, V& whole) {
  const V round = constant(d, kRound);
  whole = hn::MulAdd(x.hi, constant(d, kLog2e), round);
  const V k = hn::Sub(whole, round);
  const V a = hn::NegMulAdd(k, constant(d, 6.93147180369123816490e-01), x.hi);
  const V b = hn::Mul(k, constant(d, 1.90821492927058770002e-10)), r = hn::Sub(a, b);
  const V lost = hn::Add(hn::Sub(hn::Sub(a, r), b), x.lo);
  const V tail = hn::Mul(hn::Mul(r, r), polynomial(d, r, kExpTail));
  return fast_sum(r, hn::Add(tail, hn::MulAdd(lost, hn::Add(r, tail), lost)));
}
// exp(x) - 1, for -60 <= x <= 709.
template <class D, class V>
HWY_INLINE Pair<V> expm1_full(D d, Pair<V> x) {
  V whole;
  const Pair<V> m = expm1_reduced(d, x, whole);
  const V t = power_of_two(d, whole);
  const Pair<V> s = plus(sum(t, constant(d, -1)), hn::Mul(t, m.hi));
  return fast_sum(s.hi, hn::MulAdd(t, m.lo, s.lo));
}
// exp(x) = 2^k p, 0.7 < p < 1.5.
template <class D, class V>
HWY_INLINE Pair<V> exp_full(D d, Pair<V> x, V& whole) {
  const Pair<V> m = expm1_reduced(d, x, whole), s = fast_sum(constant(d, 1), m.hi);
  return fast_sum(s.hi, hn::Add(s.lo, m.lo));
}

// 1 / (1 + exp(-x)) = 2^k times the pair. k <= 0.
template <class D, class V>
HWY_INLINE Pair<V> logistic_full(D d, Pair<V> x, V& whole) {
  const auto below = hn::Lt(x.hi, hn::Zero(d));
  const V one = constant(d, 1), zero = hn::Zero(d);
  const Pair<V> a = {hn::IfThenElse(below, x.hi, hn::Neg(x.hi)), hn::IfThenElse(below, x.lo, hn::Neg(x.lo))};
  const Pair<V> p = exp_full(d, a, whole);
  const V t = power_of_two(d, at_least(d, whole, kRound - 1000));
  const Pair<V> s = fast_sum(one, hn::Mul(p.hi, t)), den = {s.hi, hn::MulAdd(p.lo, t, s.lo)};
  whole = hn::IfThenElse(below, whole, constant(d, kRound));
  return quotient(d, Pair<V>{hn::IfThenElse(below, p.hi, one), hn::IfThenElse(below, p.lo, zero)}, den);
}
// scale / (1 + exp(-v)).
template <class D, class V>
HWY_INLINE V logistic(Full, D d, Pair<V> v, V scale) {
  V whole;
  v = clamped(d, v, -kExpEdge, kExpEdge);
  return scaled(d, times(d, scale, logistic_full(d, v, whole)), whole);
}
template <class D, class V>
HWY_INLINE V logistic(Narrow, D d, V v, V scale) {
  const V z = exp_narrow(d, hn::Neg(at_most(d, at_least(d, v, -700), 700)));
  return hn::Div(scale, hn::Add(constant(d, 1), z));
}
// 1 / (1 + exp(-v)) and what is missing to 1.
template <class D, class V>
HWY_INLINE void logistic_both(Full m, D d, Pair<V> v, V& s, V& rest) {
  const V one = constant(d, 1);
  s = logistic(m, d, v, one);
  rest = logistic(m, d, negative(v), one);
}
template <class D, class V>
HWY_INLINE void logistic_both(Narrow, D d, V v, V& s, V& rest) {
  const V z = exp_narrow(d, hn::Neg(at_most(d, at_least(d, v, -350), 350)));
  s = reciprocal(Narrow(), d, hn::Add(constant(d, 1), z));
  rest = hn::Mul(z, s);
}
// s (1 + v (1 - s)), s = 1 / (1 + exp(-v)): the derivative of v s.
template <class D, class V>
HWY_INLINE V logistic_slope(Full, D d, Pair<V> v) {
  V whole;
  v = clamped(d, v, -kExpEdge, kExpEdge);
  Pair<V> rest = logistic_full(d, negative(v), whole);
  rest = {scaled(d, rest.hi, whole), scaled(d, rest.lo, whole)};
  const Pair<V> s = logistic_full(d, v, whole);
  const Pair<V> y = product(d, s, plus(product(d, v, rest), constant(d, 1)));
  return scaled(d, hn::Add(y.hi, y.lo), whole);
}
template <class D, class V>
HWY_INLINE V logistic_slope(Narrow m, D d, V v) {
  V s, rest;
  logistic_both(m, d, v, s, rest);
  return hn::Mul(s, hn::MulAdd(v, rest, constant(d, 1)));
}
// c x, as the two above take it.
template <class D, class V>
HWY_INLINE Pair<V> argument(Full, D d, V x, double c = 1) {
  if (c == 1) return {x, hn::Zero(d)};
  return product(d, at_most(d, at_least(d, x, -0x1p500), 0x1p500), constant(d, c));
}
template <class D, class V>
HWY_INLINE V argument(Narrow, D d, V x, double c = 1) {
  return c == 1 ? x : hn::Mul(x, constant(d, c));
}

// exp(x) - 1.
template <class D, class V>
HWY_INLINE V expm1(Full, D d, Pair<V> x) {
  const auto beyond = hn::Gt(x.hi, constant(d, 709.782712893384));
  x = clamped(d, x, -60, 709.782712893384);
  const Pair<V> e = expm1_full(d, x);
  return hn::IfThenElse(beyond, constant(d, INFINITY), hn::Add(e.hi, e.lo));
}
template <class D, class V>
HWY_INLINE V expm1(Narrow, D d, V x) {
  return expm1_narrow(d, at_most(d, at_least(d, x, -700), 700));
}
// exp(x).
template <class D, class V>
HWY_INLINE V exp(Full, D d, Pair<V> x) {
  V whole;
  x = clamped(d, x, -kExpEdge, kExpEdge);
  const Pair<V> p = exp_full(d, x, whole);
  return scaled(d, hn::Add(p.hi, p.lo), whole);
}
template <class D, class V>
HWY_INLINE V exp(Narrow, D d, V x) {
  return exp_narrow(d, at_most(d, at_least(d, x, -700), 700));
}

// tanh.
template <class D, class V>
HWY_INLINE Pair<V> tanh_full(D d, V x) {  // of x >= 0
  const Pair<V> e = expm1_full(d, Pair<V>{hn::Mul(constant(d, -2), at_most(d, x, 30)), hn::Zero(d)});
  return quotient(d, negative(e), plus(e, constant(d, 2)));
}
template <class D, class V>
HWY_INLINE V tanh(Full, D d, V x) {
  const Pair<V> y = tanh_full(d, hn::Abs(x));
  return hn::CopySign(hn::Add(y.hi, y.lo), x);
}
template <class D, class V>
HWY_INLINE V tanh(Narrow, D d, V x) {
  const V e = expm1_narrow(d, at_most(d, at_least(d, hn::Mul(x, constant(d, -2)), -60), 60));
  return hn::Neg(hn::Mul(e, reciprocal(Narrow(), d, hn::Add(e, constant(d, 2)))));
}
// x - tanh(x). Near 0 it is x^3 times a polynomial.
inline constexpr double kTanhShrink[] = {0x1.55555543cd1c2p-2,  -0x1.1110f59cdee79p-3, 0x1.ba0d94f05a315p-5,
                                         -0x1.64faeecb975a1p-6, 0x1.1395568deda4cp-7,  -0x1.36c02483e9163p-9};
inline constexpr double kTanhShrinkFull[] = {-0x1.111111111105p-3,   0x1.ba1ba1ba0b679p-5,  -0x1.664f487dadd25p-6,
                                             0x1.226e347a378b7p-7,   -0x1.d6d39f27aa7cap-9, 0x1.7d9fd63b8d9ebp-10,
                                             -0x1.352c20287cd27p-11, 0x1.f2939cdb39d9cp-13, -0x1.85b3c05d10fcep-14,
                                             0x1.09555ddbf6f52p-15,  -0x1.c295369b8f996p-18};
template <class D, class V>
HWY_INLINE V tanhshrink(Full, D d, V x) {
  const V third = constant(d, 1.0 / 3), a = hn::Abs(x), t = at_most(d, a, 0.6);
  const Pair<V> u = product(d, t, t), c = fast_sum(third, hn::Mul(u.hi, polynomial(d, u.hi, kTanhShrinkFull)));
  const Pair<V> w = product(d, u, Pair<V>{c.hi, hn::Add(c.lo, constant(d, 0x1.5555555555555p-56))});
  const Pair<V> y = tanh_full(d, a), far = sum(a, hn::Neg(y.hi));
  const V result = hn::IfThenElse(hn::Gt(a, constant(d, 0.6)), hn::Add(far.hi, hn::Sub(far.lo, y.lo)), times(d, a, w));
  return hn::CopySign(hn::IfThenElse(hn::Gt(a, constant(d, 0x1p60)), a, result), x);
}
template <class D, class V>
HWY_INLINE V tanhshrink(Narrow m, D d, V x) {
  const V u = hn::Mul(x, x);
  return hn::IfThenElse(hn::Gt(u, constant(d, 0.36)), hn::Sub(x, tanh(m, d, x)),
                        hn::Mul(hn::Mul(x, u), polynomial(d, u, kTanhShrink)));
}

// log(1 + exp(a)), a <= 0: 2 atanh(s) with s = z / (2 + z), z = exp(a).
inline constexpr double kAtanh[] = {0x1.ffffffff2616p0,   0x1.55555997cff5bp-1, 0x1.99962809818bp-2,
                                    0x1.2513d8f9c268fp-2, 0x1.b61a58799d13dp-3, 0x1.f41a5a8e22656p-3};
inline constexpr double kAtanhFull[] = {
    0x1.5555555555555p-1, 0x1.9999999999c0cp-2, 0x1.2492492467c1fp-2, 0x1.c71c71f1f15cap-3, 0x1.745d0b3328d7p-3,
    0x1.3b15cb8c74b15p-3, 0x1.10d3d5f404f01p-3, 0x1.eb3dc4a44f0acp-4, 0x1.33322539060a8p-4, 0x1.73a513956042fp-2,
    -0x1.6d5a46998c953p0, 0x1.41df5a46ba22cp2,  -0x1.c156ea72f8326p2};
template <class D, class V>
HWY_INLINE V log1p_exp(Full, D d, Pair<V> a) {
  V whole;
  a = clamped(d, a, -kExpEdge, 0);
  const Pair<V> p = exp_full(d, a, whole);
  const V t = power_of_two(d, at_least(d, whole, kRound - 1000));
  const Pair<V> s = quotient(d, p, plus(Pair<V>{hn::Mul(p.hi, t), hn::Mul(p.lo, t)}, constant(d, 2)));
  const V st = hn::Mul(s.hi, t), u = hn::Mul(st, st), more = hn::Mul(u, polynomial(d, u, kAtanhFull));
  return scaled(d, hn::Add(hn::Add(s.hi, s.hi), hn::MulAdd(s.hi, more, hn::Add(s.lo, s.lo))), whole);
}
template <class D, class V>
HWY_INLINE V log1p_exp(Narrow, D d, V a) {
  const V z = exp_narrow(d, at_least(d, a, -700)), s = hn::Mul(z, reciprocal(Narrow(), d, hn::Add(z, constant(d, 2))));
  return hn::Mul(s, polynomial(d, hn::Mul(s, s), kAtanh));
}
// log(1 + exp(v)).
template <class D, class V>
HWY_INLINE V softplus(Full m, D d, Pair<V> v) {
  const auto above = hn::Gt(v.hi, hn::Zero(d));
  const Pair<V> a = {hn::IfThenElse(above, hn::Neg(v.hi), v.hi), hn::IfThenElse(above, hn::Neg(v.lo), v.lo)};
  const V low = log1p_exp(m, d, a);
  return hn::IfThenElse(above, hn::Add(v.hi, hn::Add(v.lo, low)), low);
}
template <class D, class V>
HWY_INLINE V softplus(Narrow m, D d, V v) {
  return hn::Add(at_least(d, v, 0), log1p_exp(m, d, minus_abs(d, v)));
}

// x tanh(log(1 + exp(x))) = x n / (n + 2), n = exp(2 x) + 2 exp(x).
template <class D, class V>
HWY_INLINE V mish(Full, D d, V x) {
  V whole;
  const Pair<V> p = exp_full(d, Pair<V>{at_most(d, at_least(d, x, -kExpEdge), 44), hn::Zero(d)}, whole);
  const V two = constant(d, 2), t = power_of_two(d, at_least(d, whole, kRound - 1000));
  const Pair<V> n = product(d, p, plus(Pair<V>{hn::Mul(p.hi, t), hn::Mul(p.lo, t)}, two));
  const Pair<V> q = quotient(d, n, plus(Pair<V>{hn::Mul(n.hi, t), hn::Mul(n.lo, t)}, two));
  return scaled(d, times(d, x, q), whole);
}
template <class D, class V>
HWY_INLINE V mish(Narrow, D d, V x) {
  const V z = exp_narrow(d, at_most(d, at_least(d, x, -700), 44)), two = constant(d, 2),
          n = hn::Mul(z, hn::Add(z, two));
  return hn::Mul(hn::Mul(x, n), reciprocal(Narrow(), d, hn::Add(n, two)));
}

// Its derivative: (n + 4 x z (z + 1) / (n + 2)) / (n + 2), z = exp(x).
template <class D, class V>
HWY_INLINE V mish_slope(Full, D d, V x) {
  V whole;
  const V v = at_most(d, at_least(d, x, -kExpEdge), 44);
  const Pair<V> p = exp_full(d, Pair<V>{v, hn::Zero(d)}, whole);
  const V two = constant(d, 2), t = power_of_two(d, at_least(d, whole, kRound - 1000));
  const Pair<V> z = {hn::Mul(p.hi, t), hn::Mul(p.lo, t)}, n = product(d, p, plus(z, two));
  const Pair<V> below = plus(Pair<V>{hn::Mul(n.hi, t), hn::Mul(n.lo, t)}, two);
  const Pair<V> b =
      product(d, product(d, p, plus(z, constant(d, 1))), Pair<V>{hn::Mul(v, constant(d, 4)), hn::Zero(d)});
  const Pair<V> y = quotient(d, plus(n, quotient(d, b, below)), below);
  return scaled(d, hn::Add(y.hi, y.lo), whole);
}
template <class D, class V>
HWY_INLINE V mish_slope(Narrow m, D d, V x) {
  const V v = at_most(d, at_least(d, x, -700), 44), z = exp_narrow(d, v), n = hn::Mul(z, hn::Add(z, constant(d, 2)));
  const V w = reciprocal(m, d, hn::Add(n, constant(d, 2))),
          b = hn::Mul(hn::Mul(v, z), hn::MulAdd(z, constant(d, 4), constant(d, 4)));
  return hn::Mul(w, hn::MulAdd(b, w, n));
}

// Its second: s (1 - t^2) (2 + x (1 - s - 2 t s)) with s = z / (1 + z), t = n / (n + 2).
template <class M, class D, class V>
HWY_INLINE V mish_curvature(M m, D d, V x) {
  const V v = at_most(d, x, 44), z = exp(m, d, argument(m, d, v)), one = constant(d, 1), two = constant(d, 2);
  const V n = hn::Mul(z, hn::Add(z, two)), w = reciprocal(m, d, hn::Add(n, two)), t = hn::Mul(n, w);
  const V q = reciprocal(m, d, hn::Add(z, one)), inner = hn::Mul(q, hn::NegMulAdd(hn::Mul(two, t), z, one));
  const V outer = hn::Mul(hn::Mul(hn::Mul(constant(d, 4), z), hn::Mul(hn::Add(z, one), w)), w);
  return hn::Mul(outer, hn::MulAdd(v, inner, two));
}

// The normal distribution's upper tail Q(a) = exp(-a^2 / 2) g(a), a >= 0; g is a ratio of polynomials.
inline constexpr double kInverseRoot2Pi = 0.398942280401432677940;
inline constexpr double kTail[] = {0.5000000029895474028335, 0.438489161590484570953, 0.1833790209318272175999,
                                   0.04068173210318222014989, 0.004123509849210546617889};
inline constexpr double kTailBelow[] = {1.0,
                                        1.674863309119598838594,
                                        1.203100778025803246481,
                                        0.4698504756699910775359,
                                        0.1019803601671252002164,
                                        0.01033598828374956265247};
inline constexpr double kTailFull[] = {0x1.0000000000000p-1,  0x1.a7d98ededbee7p-1,  0x1.5be2f771c744cp-1,
                                       0x1.6dcf4975531e3p-2,  0x1.0e52a2556dd4dp-3,  0x1.240bc51e283f4p-5,
                                       0x1.d286b9efe960fp-8,  0x1.105cddeb11fdbp-10, 0x1.bea10ed96fb64p-14,
                                       0x1.d3b324c5bb0acp-18, 0x1.e0e48587b509fp-23};
inline constexpr double kTailFullLow[] = {0x1.0974be1d55450p-61,  0x1.a1cd2e830604ep-58,  0x1.ca06c51a9c749p-56,
                                          -0x1.b468587e05312p-58, -0x1.ffd3b1f0937aep-58, 0x1.0cdbbddd779eap-59,
                                          -0x1.66c55179f18edp-63, 0x1.49e76b8f9cd7fp-65,  -0x1.f803f236536d5p-68,
                                          -0x1.18c1c0b19ec70p-72, -0x1.235b37201fbf2p-77};
inline constexpr double kTailBelowFull[] = {0x1.0000000000000p+0,  0x1.3a0ddc3ebed08p+1,  0x1.6885b1dc7f0e5p+1,
                                            0x1.001fa1fe1adcbp+1,  0x1.f5a67bd3f81afp-1,  0x1.6487cca40bb4ep-2,
                                            0x1.788cb3fc641bep-4,  0x1.28b4eef127dc9p-6,  0x1.57a5560c0c52cp-9,
                                            0x1.1878cd91760d6p-12, 0x1.25165e149b901p-16, 0x1.2d5ad34525ea1p-21};
inline constexpr double kTailBelowFullLow[] = {0x0.0p+0,
                                               0x1.09a02e42adcc8p-54,
                                               0x1.d16e7640091fap-53,
                                               0x1.8b2338c9cc854p-54,
                                               0x1.5695f5818d4aep-56,
                                               -0x1.1bb8ae7f991e1p-56,
                                               0x1.af263ad1091d3p-58,
                                               -0x1.a4471021b3715p-60,
                                               -0x1.7fb43388af94dp-64,
                                               0x1.fb9931c7b7826p-67,
                                               0x1.39bdeae847d3ap-70,
                                               -0x1.4137f0f9c3a1dp-75};
template <class D, class V, size_t N>
HWY_INLINE Pair<V> pair_polynomial(D d, V x, const double (&c)[N], const double (&low)[N]) {
  Pair<V> y = {constant(d, c[N - 1]), constant(d, low[N - 1])};
  for (size_t i = N - 1; i-- > 0;) {
    const Pair<V> p = product(d, y.hi, x), s = sum(constant(d, c[i]), p.hi);
    y = {s.hi, hn::Add(s.lo, hn::Add(hn::MulAdd(y.lo, x, p.lo), constant(d, low[i])))};
  }
  return y;
}
// x Phi(x) = max(x, 0) - |x| Q(|x|).
template <class D, class V>
HWY_INLINE V gelu(Narrow, D d, V x) {
  const V a = at_most(d, hn::Abs(x), 30);
  const V z = hn::Mul(exp_narrow(d, hn::Mul(hn::Mul(a, a), constant(d, -0.5))), polynomial(d, a, kTail));
  return hn::Sub(at_least(d, x, 0), hn::Mul(hn::Mul(a, z), reciprocal(Narrow(), d, polynomial(d, a, kTailBelow))));
}
template <class D, class V>
HWY_INLINE V gelu(Full, D d, V x) {
  V whole;
  const V a = at_most(d, hn::Abs(x), 39);
  const Pair<V> u = product(d, a, hn::Mul(a, constant(d, -0.5)));
  const Pair<V> q = product(d, exp_full(d, u, whole),
                            quotient(d, pair_polynomial(d, a, kTailFull, kTailFullLow),
                                     pair_polynomial(d, a, kTailBelowFull, kTailBelowFullLow)));
  return hn::CopySign(hn::Sub(at_least(d, x, 0), scaled(d, times(d, a, q), whole)), x);  // -0 far below
}
// Phi(x) + x phi(x): h = exp(-a^2 / 2) (g(a) - a / sqrt(2 pi)) below 0, 1 - h above.
template <class D, class V>
HWY_INLINE V gelu_slope(Narrow, D d, V x) {
  const V a = at_most(d, hn::Abs(x), 30), z = exp_narrow(d, hn::Mul(hn::Mul(a, a), constant(d, -0.5)));
  const V g = hn::Mul(polynomial(d, a, kTail), reciprocal(Narrow(), d, polynomial(d, a, kTailBelow)));
  const V h = hn::Mul(z, hn::NegMulAdd(a, constant(d, kInverseRoot2Pi), g));
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), h, hn::Sub(constant(d, 1), h));
}
template <class D, class V>
HWY_INLINE V gelu_slope(Full, D d, V x) {
  V whole;
  const V a = at_most(d, hn::Abs(x), 39);
  const Pair<V> u = product(d, a, hn::Mul(a, constant(d, -0.5)));
  const Pair<V> g = quotient(d, pair_polynomial(d, a, kTailFull, kTailFullLow),
                             pair_polynomial(d, a, kTailBelowFull, kTailBelowFullLow));
  const Pair<V> c =
      product(d, Pair<V>{a, hn::Zero(d)}, Pair<V>{constant(d, -kInverseRoot2Pi), constant(d, 0x1.cbc0d30ebfd15p-56)});
  const Pair<V> p = product(d, exp_full(d, u, whole), plus(g, c));
  const V h = scaled(d, hn::Add(p.hi, p.lo), whole);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), h, hn::Sub(constant(d, 1), h));
}

// x / (1 + exp(-v)), v = c (x + 0.044715 x^3), and its derivative s (1 + x v' (1 - s)).
inline constexpr double kCubic = 0.044715, kCubicScale = 1.59576912160573071176;  // 2 sqrt(2 / pi)
template <class D, class V>
HWY_INLINE V cubic(Narrow, D d, V x) {
  return hn::Mul(hn::Mul(x, constant(d, kCubicScale)), hn::MulAdd(hn::Mul(x, x), constant(d, kCubic), constant(d, 1)));
}
template <class D, class V>
HWY_INLINE Pair<V> cubic(Full, D d, V x) {
  const Pair<V> c = {constant(d, kCubicScale), constant(d, -0x1.cbc0d30ebfd15p-54)},
                k = {constant(d, kCubic), constant(d, 0x1.441355475a31ap-59)};
  return product(d, product(d, c, Pair<V>{x, hn::Zero(d)}), plus(product(d, product(d, x, x), k), constant(d, 1)));
}
template <class M, class D, class V>
HWY_INLINE V gelu_tanh(M m, D d, V x) {
  const V near = at_most(d, at_least(d, x, -40), 40);
  return logistic(m, d, cubic(m, d, near), x);
}
template <class D, class V>
HWY_INLINE V gelu_tanh_slope(Narrow m, D d, V x) {
  const V near = at_most(d, at_least(d, x, -9), 9), u = hn::Mul(near, near);
  V s, rest;
  logistic_both(m, d, cubic(m, d, near), s, rest);
  const V slope =
      hn::Mul(hn::Mul(near, constant(d, kCubicScale)), hn::MulAdd(u, constant(d, 3 * kCubic), constant(d, 1)));
  return hn::IfThenElse(hn::Lt(x, constant(d, -12)), hn::Zero(d), hn::Mul(s, hn::MulAdd(slope, rest, constant(d, 1))));
}
template <class D, class V>
HWY_INLINE V gelu_tanh_slope(Full m, D d, V x) {
  V whole;
  const V near = at_most(d, at_least(d, x, -24), 24);
  const Pair<V> c = {constant(d, kCubicScale), constant(d, -0x1.cbc0d30ebfd15p-54)},
                k = {constant(d, 3 * kCubic), constant(d, 0x1.f30e7ff583a54p-57)};
  const Pair<V> slope = product(d, product(d, c, Pair<V>{near, hn::Zero(d)}),
                                plus(product(d, product(d, near, near), k), constant(d, 1)));
  const Pair<V> v = cubic(m, d, near);
  Pair<V> rest = logistic_full(d, negative(v), whole);
  rest = {scaled(d, rest.hi, whole), scaled(d, rest.lo, whole)};
  const Pair<V> s = logistic_full(d, v, whole), y = product(d, s, plus(product(d, slope, rest), constant(d, 1)));
  return scaled(d, hn::Add(y.hi, y.lo), whole);
}
// s (1 - s) (2 v' + x (v'' + v'^2 (1 - 2 s))).
template <class M, class D, class V>
HWY_INLINE V gelu_tanh_curvature(M m, D d, V x) {
  const V near = at_most(d, at_least(d, x, -9), 9), u = hn::Mul(near, near), two = constant(d, 2);
  V s, rest;
  logistic_both(m, d, cubic(m, d, near), s, rest);
  const V slope = hn::MulAdd(u, constant(d, 3 * kCubic * kCubicScale), constant(d, kCubicScale));
  const V bend = hn::Mul(near, constant(d, 6 * kCubic * kCubicScale));
  const V inner = hn::MulAdd(hn::Mul(slope, slope), hn::Sub(rest, s), bend);
  return hn::Mul(hn::Mul(s, rest), hn::MulAdd(near, inner, hn::Mul(two, slope)));
}
// x / (1 + |x|).
template <class D, class V>
HWY_INLINE V softsign(Narrow m, D d, V x) {
  return hn::Mul(x, reciprocal(m, d, hn::Add(hn::Abs(x), constant(d, 1))));
}
template <class D, class V>
HWY_INLINE V softsign(Full, D d, V x) {
  const V near = at_most(d, at_least(d, x, -0x1p80), 0x1p80);
  const Pair<V> y = quotient(d, Pair<V>{near, hn::Zero(d)}, sum(hn::Abs(near), constant(d, 1)));
  const V inf_to_nan = hn::Mul(hn::Sub(x, x), hn::Zero(d));
  return hn::Add(hn::Add(y.hi, y.lo), hn::CopySign(inf_to_nan, x));
}

}  // namespace wide
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
