// Exponentials and logistic functions with a few units in the last place, for the loops that sum them or take them of a
// learned multiple. Included once per instruction set.
#if defined(RECTIFY_KERNELS_EXPONENTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_EXPONENTIAL_INL_H_
#undef RECTIFY_KERNELS_EXPONENTIAL_INL_H_
#else
#define RECTIFY_KERNELS_EXPONENTIAL_INL_H_
#endif
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace quick {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct ExpConstants;
template <>
struct ExpConstants<float> {
  static constexpr int kMantissa = 23, kBias = 127;
  static constexpr float kRound = 0x1.8p23f, kLn2Hi = 0.693359375f, kLn2Lo = -2.12194440e-4f;
  static constexpr float kLowest = -110;  // x exp(x) rounds to -0 below
  // (exp(r) - 1 - r) / r^2, so that exp(r) is right to 2^-28
  static constexpr float kTail[] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558bp-5f, 0x1.12398ep-7f, 0x1.6a4d5ap-10f};
};
template <>
struct ExpConstants<double> {
  static constexpr int kMantissa = 52, kBias = 1023;
  static constexpr double kRound = 0x1.8p52, kLn2Hi = 6.93147180369123816490e-01, kLn2Lo = 1.90821492927058770002e-10;
  static constexpr double kLowest = -760;
  static constexpr double kTail[] = {
      1.0 / 2,         1.0 / 6,          1.0 / 24,          1.0 / 120,          1.0 / 720,
      1.0 / 5040,      1.0 / 40320,      1.0 / 362880,      1.0 / 3628800,      1.0 / 39916800,
      1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200, 1.0 / 1307674368000};
};

// The greater of both; NaN where x is: x86 gives the second operand where one is NaN.
template <class V>
HWY_INLINE V at_least(V x, V lowest) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  return hn::IfThenElse(hn::Lt(x, lowest), lowest, x);
#else
  return hn::Max(lowest, x);
#endif
}
template <class D, class DI = hn::RebindToSigned<D>>
HWY_INLINE hn::Vec<D> two_to(D d, hn::Vec<DI> k) {
  using C = ExpConstants<hn::TFromD<D>>;
  return hn::BitCast(d, hn::ShiftLeft<C::kMantissa>(hn::Add(k, hn::Set(DI(), C::kBias))));
}
// x = k ln 2 + r with |r| <= ln(2) / 2; returns exp(r) - 1. k stands in the low bits of `shifted`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1_reduced(D d, V x, V& shifted) {
  using T = hn::TFromD<D>;
  using C = ExpConstants<T>;
  const V round = hn::Set(d, C::kRound);
  shifted = hn::MulAdd(x, hn::Set(d, T(1.44269504088896340736)), round);
  const V whole = hn::Sub(shifted, round);
  V r = hn::NegMulAdd(whole, hn::Set(d, C::kLn2Hi), x);
  r = hn::NegMulAdd(whole, hn::Set(d, C::kLn2Lo), r);
  const auto c = [&](int i) HWY_ATTR { return hn::Set(d, C::kTail[i]); };
  const V r2 = hn::Mul(r, r);
  constexpr int kTerms = sizeof C::kTail / sizeof(T), kEven = kTerms & ~1;
  V q = kTerms == kEven ? hn::MulAdd(c(kTerms - 1), r, c(kTerms - 2)) : c(kTerms - 1);
  for (int i = kTerms == kEven ? kEven - 4 : kEven - 2; i >= 0; i -= 2)
    q = hn::MulAdd(q, r2, hn::MulAdd(c(i + 1), r, c(i)));
  return hn::MulAdd(r2, q, r);
}
template <class D, class V = hn::Vec<D>, class DI = hn::RebindToSigned<D>>
HWY_INLINE hn::Vec<DI> whole_of(D d, V shifted) {
  return hn::Sub(hn::BitCast(DI(), shifted), hn::BitCast(DI(), hn::Set(d, ExpConstants<hn::TFromD<D>>::kRound)));
}
template <class D, class V = hn::Vec<D>, class VI>
HWY_INLINE V scale_by(D d, V x, VI k) {  // x 2^k, rounded once where the result is subnormal
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) return V{_mm512_scalef_ps(x.raw, hn::ConvertTo(d, k).raw)};
#endif
  const VI half = hn::ShiftRight<1>(k);
  return hn::Mul(hn::Mul(x, two_to(d, half)), two_to(d, hn::Sub(k, half)));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_nonpositive(D d, V x) {
  V shifted;
  const V m = expm1_reduced(d, at_least(x, hn::Set(d, ExpConstants<hn::TFromD<D>>::kLowest)), shifted);
  return scale_by(d, hn::Add(m, hn::Set(d, hn::TFromD<D>(1))), whole_of(d, shifted));
}
// scale / (1 + exp(-x)), without overflow and with subnormal results rounded once.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V logistic(D d, V x, V scale) {
  using T = hn::TFromD<D>;
  using C = ExpConstants<T>;
  V shifted;
  const V one = hn::Set(d, T(1)), lowest = hn::Set(d, C::kLowest);
  const V m = expm1_reduced(d, at_least(hn::Neg(hn::Abs(x)), lowest), shifted);
  const auto k = whole_of(d, shifted);
  const V p = hn::Add(m, one), p_lost = hn::Sub(m, hn::Sub(p, one));
  const V z = scale_by(d, p, k), den = hn::Add(one, z), den_lost = hn::Sub(z, hn::Sub(den, one));
  const V inverse = hn::Div(one, den);
#if HWY_TARGET <= HWY_AVX2  // fused: the division's remainder is exact
  const V rest = hn::Mul(inverse, hn::NegMulAdd(inverse, den_lost, hn::NegMulAdd(inverse, den, one)));
#else
  const V rest = hn::Neg(hn::Mul(hn::Mul(inverse, inverse), den_lost));
#endif
  const auto negative = hn::Lt(x, hn::Zero(d));
  const V low = hn::MulAdd(p, inverse, hn::MulAdd(p, rest, hn::Mul(p_lost, inverse)));
  const V q = hn::Mul(scale, hn::IfThenElse(negative, low, hn::Add(inverse, rest)));
  const V small = hn::IfThenElse(hn::Lt(x, lowest), hn::Mul(scale, hn::Zero(d)), scale_by(d, q, k));
  return hn::IfThenElse(negative, small, q);
}
// 1 / (1 + exp(-x)) and 1 minus that, neither lost to cancellation.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V logistic_pair(D d, V x, V& rest) {
  const V one = hn::Set(d, hn::TFromD<D>(1)), z = exp_nonpositive(d, hn::Neg(hn::Abs(x)));
  const V large = hn::Div(one, hn::Add(one, z)), small = hn::Mul(z, large);
  const auto negative = hn::Lt(x, hn::Zero(d));
  rest = hn::IfThenElse(negative, large, small);
  return hn::IfThenElse(negative, small, large);
}
}  // namespace quick
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
