// Exponentials, logistic and piecewise polynomials on float vectors, for instruction sets with fused multiply-add: as
// exact as the way through double and quicker. Included once per instruction set.
#if defined(RECTIFY_KERNELS_ACTIVATION_SINGLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_ACTIVATION_SINGLE_INL_H_
#undef RECTIFY_KERNELS_ACTIVATION_SINGLE_INL_H_
#else
#define RECTIFY_KERNELS_ACTIVATION_SINGLE_INL_H_
#endif
#include "kernels/activation_tables.h"
#include "kernels/activation_wide-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
#if HWY_TARGET <= HWY_AVX2
namespace single {  // on vectors of float

using wide::fast_sum;
using wide::Pair;

inline constexpr float kSixth = 1.0f / 6, kSixthLost = static_cast<float>(1.0 / 6 - 1.0f / 6);

template <class D, class V>
HWY_INLINE V reciprocal_start(D, V v) {  // 12 bits or more
  return hn::ApproximateReciprocal(v);
}

// exp(x) - 1 of x <= 0.
inline constexpr float kExpTail[] = {0x1p-1f,       0x1.555556p-3f,  0x1.5555p-5f,
                                     0x1.110ffp-7f, 0x1.6d30aap-10f, 0x1.a26c1cp-13f};
// = t (r + tail) + (t - 1), with t = 2^k a power of two and |r| <= 0.35.
template <class D, class V>
HWY_INLINE V expm1_parts(D d, V x, V& t, V& r2) {
  const hn::RebindToSigned<D> di;
  const V round = hn::Set(d, 0x1.8p23f);
  x = at_least(d, x, -20);
  const V whole = hn::MulAdd(x, constant(d, kLog2e), round), k = hn::Sub(whole, round);
  V r = hn::NegMulAdd(k, hn::Set(d, 0x1.62e4p-1f), x);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.7f7d1cp-20f), r);
  t = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::BitCast(di, whole), hn::Set(di, 127))));
  r2 = hn::Mul(r, r);
  return r;
}
template <class D, class V>
HWY_INLINE V exp_tail(D d, V r, V r2) {  // (exp(r) - 1 - r) / r^2
  const V c0 = hn::MulAdd(hn::Set(d, kExpTail[1]), r, hn::Set(d, kExpTail[0]));
  const V c1 = hn::MulAdd(hn::Set(d, kExpTail[3]), r, hn::Set(d, kExpTail[2]));
  const V c2 = hn::MulAdd(hn::Set(d, kExpTail[5]), r, hn::Set(d, kExpTail[4]));
  return hn::MulAdd(r2, hn::MulAdd(r2, c2, c1), c0);
}
// alpha (exp(x) - 1).
template <class D, class V>
HWY_INLINE V expm1(D d, V x, double alpha) {
  V t, r2;
  const V r = expm1_parts(d, x, t, r2), tail = exp_tail(d, r, r2), below = hn::Sub(t, hn::Set(d, 1.0f));
  if (alpha == 1) return hn::MulAdd(t, hn::MulAdd(r2, tail, r), below);
  const Pair<V> m = fast_sum(r, hn::Mul(r2, tail));
  const V e = hn::MulAdd(t, m.hi, below), lost = hn::MulAdd(t, m.lo, hn::MulAdd(t, m.hi, hn::Sub(below, e)));
  const V high = constant(d, alpha), low = constant(d, alpha - static_cast<double>(static_cast<float>(alpha)));
  return hn::MulAdd(high, e, hn::MulAdd(high, lost, hn::Mul(low, e)));
}

// exp(x), |x| <= 86, as hi + lo: 2^(k / 8) from a table times exp(r), |r| <= ln 2 / 16.
alignas(64) inline constexpr uint32_t kRoots[16] = {  // 2^(j / 8) less j in the exponent's lower neighbour
    0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7, 0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7,
    0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7, 0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7};
alignas(64) inline constexpr float kRootsLost[16] = {  // what the float above lacks, relative to it
    0.0f,
    -0x1.9c0c22p-27f,
    0x1.12500p-25f,
    -0x1.0a355p-25f,
    0x1.26055cp-26f,
    0x1.67a1cap-28f,
    -0x1.f9c304p-27f,
    -0x1.a5217cp-28f,
    0.0f,
    -0x1.9c0c22p-27f,
    0x1.12500p-25f,
    -0x1.0a355p-25f,
    0x1.26055cp-26f,
    0x1.67a1cap-28f,
    -0x1.f9c304p-27f,
    -0x1.a5217cp-28f};
template <class D, class V>
HWY_INLINE Pair<V> exp(D d, V x) {
  const hn::RebindToSigned<D> di;
  const V round = hn::Set(d, 0x1.8p23f);
  const V whole = hn::MulAdd(x, hn::Set(d, 0x1.715476p+3f), round), k = hn::Sub(whole, round);
  V r = hn::NegMulAdd(k, hn::Set(d, 0x1.62e42p-4f), x);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.fdf474p-25f), r);
  const auto index = hn::BitCast(di, whole);
#if HWY_TARGET <= HWY_AVX3
  const hn::Vec<decltype(di)> root{_mm512_permutexvar_epi32(index.raw, _mm512_load_si512(kRoots))};
  const V lost{_mm512_permutexvar_ps(index.raw, _mm512_load_ps(kRootsLost))};
#else
  const hn::Vec<decltype(di)> root{
      _mm256_permutevar8x32_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(kRoots)), index.raw)};
  const V lost{_mm256_permutevar8x32_ps(_mm256_load_ps(kRootsLost), index.raw)};
#endif
  const V t = hn::BitCast(d, hn::Add(root, hn::ShiftLeft<20>(index)));
  const V q = hn::MulAdd(hn::MulAdd(hn::Set(d, 0x1.555888p-5f), r, hn::Set(d, 0x1.555b7ep-3f)), r, hn::Set(d, 0.5f));
  return {t, hn::Mul(t, hn::MulAdd(hn::Mul(r, r), q, hn::Add(r, lost)))};
}
// 1 / (1 + exp(-x)) = y (1 + c), x >= -86. z is exp(-x).
template <class D, class V>
HWY_INLINE V logistic_parts(D d, V x, V& c, Pair<V>& z) {
  const V one = hn::Set(d, 1.0f);
  z = exp(d, hn::Neg(at_most(d, x, 86)));
  const V big = hn::Max(z.hi, one), small = hn::Min(z.hi, one), den = hn::Add(big, small);
  const V lost = hn::Add(hn::Sub(small, hn::Sub(den, big)), z.lo);
  const V y = reciprocal_start(d, hn::Add(den, lost)), e = hn::NegMulAdd(lost, y, hn::NegMulAdd(den, y, one));
  c = hn::MulAdd(e, e, e);
  return y;
}
template <class D, class V>
HWY_INLINE V logistic(D d, V x) {
  V c;
  Pair<V> z;
  const V y = logistic_parts(d, x, c, z);
  return hn::MulAdd(y, c, y);
}
template <class D, class V>
HWY_INLINE V swish(D d, V x) {
  V c;
  Pair<V> z;
  const V y = logistic_parts(d, x, c, z), q = hn::Mul(x, y);
  return hn::Add(q, hn::MulAdd(q, c, hn::MulSub(x, y, q)));
}
// s + s x (1 - s)
template <class D, class V>
HWY_INLINE V swish_slope(D d, V x) {
  V c;
  Pair<V> z;
  const V y = logistic_parts(d, x, c, z), rest = hn::Mul(z.hi, y);
  const V lost = hn::MulAdd(y, hn::MulAdd(hn::Add(z.hi, z.lo), c, z.lo), hn::MulSub(z.hi, y, rest));
  const V s = hn::MulAdd(y, c, y);
  const auto below = hn::Lt(x, hn::Zero(d));  // s (1 + …) keeps more there, s + s … here
  const V u = hn::MulAdd(x, rest, hn::IfThenElseZero(below, hn::Set(d, 1.0f)));
  return hn::MulAdd(s, u, hn::MulAdd(hn::Mul(s, x), lost, hn::IfThenZeroElse(below, s)));
}
}  // namespace single
#endif

#if HWY_TARGET <= HWY_AVX3
namespace single {
// Piecewise polynomials, out of two registers a coefficient: f(a) = hi + lo, 0 <= a <= edge.
template <class P>
inline constexpr float kEdge = 31.49f * P::kStep;
template <class P, int kRow, class V>
HWY_INLINE V row(__m512i index) {
  return V{_mm512_permutex2var_ps(_mm512_load_ps(P::kTable[kRow]), index, _mm512_load_ps(P::kTable[kRow] + 16))};
}
template <class P, class D, class V>
HWY_INLINE Pair<V> piecewise(D d, V a) {
  static_assert(P::kDegree == 6 || P::kDegree == 7);
  const hn::RebindToSigned<D> di;
  const __m512i i = hn::BitCast(di, hn::MulAdd(a, hn::Set(d, 1 / P::kStep), hn::Set(d, 0x1.8p23f))).raw;
  const V h = hn::Sub(a, row<P, 0, V>(i)), h2 = hn::Mul(h, h);
  V q = row<P, 7, V>(i);
  if constexpr (P::kDegree == 7) q = hn::MulAdd(row<P, 8, V>(i), h, q);
  q = hn::MulAdd(q, h2, hn::MulAdd(row<P, 6, V>(i), h, row<P, 5, V>(i)));
  q = hn::MulAdd(q, h2, hn::MulAdd(row<P, 4, V>(i), h, row<P, 3, V>(i)));
  return {row<P, 1, V>(i), hn::MulAdd(row<P, 2, V>(i), h, hn::Mul(q, h2))};
}
// max(x, 0) - |x| f(|x|), |x| <= edge.
template <class P, class D, class V>
HWY_INLINE V gated(D d, V x) {
  const V a = hn::Abs(x);
  const Pair<V> f = piecewise<P>(d, a);
  const V most = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), f.hi, hn::Sub(hn::Set(d, 1.0f), f.hi));
  return hn::MulSub(x, most, hn::Mul(a, f.lo));
}
// x < 0 ? f(-x) : 1 - f(x), |x| <= edge.
template <class P, class D, class V>
HWY_INLINE V mirrored(D d, V x) {
  const Pair<V> f = piecewise<P>(d, hn::Abs(x));
  const V y = hn::Add(f.hi, f.lo);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), y, hn::Sub(hn::Set(d, 1.0f), y));
}
// 1 / (1 + exp(-x)), x >= -edge.
template <class D, class V>
HWY_INLINE V logistic_pieces(D d, V x) {
  return mirrored<LogisticPieces>(d, at_most(d, x, kEdge<LogisticPieces>));
}
template <class D, class V>
HWY_INLINE V tanh(D d, V x) {
  const Pair<V> f = piecewise<TanhPieces>(d, at_most(d, hn::Abs(x), kEdge<TanhPieces>));
  return hn::CopySign(hn::Add(f.hi, f.lo), x);
}
// log(1 + exp(x)), x >= -edge.
template <class D, class V>
HWY_INLINE V softplus(D d, V x) {
  const Pair<V> f = piecewise<SoftplusPieces>(d, at_most(d, hn::Abs(x), kEdge<SoftplusPieces>));
  const V above = at_least(d, x, 0);
  const Pair<V> s = fast_sum(hn::Max(f.hi, above), hn::Min(f.hi, above));
  return hn::Add(s.hi, hn::Add(s.lo, f.lo));
}
}  // namespace single
#endif

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
