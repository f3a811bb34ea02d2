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

#if HWY_TARGET <= HWY_AVX3
using Gaussian = GaussianPieces;
using GaussianSlope = GaussianSlopePieces;
using Tanh = TanhPieces;
#else  // eight pieces
using Gaussian = GaussianWidePieces;
using GaussianSlope = GaussianSlopeWidePieces;
using Tanh = TanhWidePieces;
#endif
using wide::fast_sum;
using wide::Pair;

inline constexpr float kSixth = 1.0f / 6, kSixthLost = static_cast<float>(1.0 / 6 - 1.0f / 6);

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
HWY_INLINE V exp_tail(D d, V r, V r2, double alpha) {  // alpha (exp(r) - 1 - r) / r^2
  const auto c = [&](int k) RECTIFY_FLAT { return constant(d, alpha * static_cast<double>(kExpTail[k])); };
  const V c0 = hn::MulAdd(c(1), r, c(0)), c1 = hn::MulAdd(c(3), r, c(2)), c2 = hn::MulAdd(c(5), r, c(4));
  return hn::MulAdd(r2, hn::MulAdd(r2, c2, c1), c0);
}
// alpha (exp(x) - 1).
template <class D, class V>
HWY_INLINE V expm1(D d, V x, double alpha) {
  V t, r2;
  const V r = expm1_parts(d, x, t, r2), tail = exp_tail(d, r, r2, alpha), below = hn::Sub(t, hn::Set(d, 1.0f));
  if (is_one(alpha)) return hn::MulAdd(t, hn::MulAdd(r2, tail, r), below);
  const V e = hn::MulAdd(t, r, below), lost = hn::MulAdd(t, r, hn::Sub(below, e));
  const V high = constant(d, alpha), low = constant(d, alpha - static_cast<double>(static_cast<float>(alpha)));
  return hn::MulAdd(high, e, hn::MulAdd(hn::Mul(t, r2), tail, hn::MulAdd(low, e, hn::Mul(high, lost))));
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
template <class V>
HWY_INLINE V rounded(Pair<V> y) {
  return hn::Add(y.hi, y.lo);
}
// a + b = hi + lo, whichever is the greater.
template <class V>
HWY_INLINE Pair<V> sum(V a, V b) {
  return fast_sum(hn::Max(a, b), hn::Min(a, b));
}
template <class D, class V>
HWY_INLINE Pair<V> one_more(D d, Pair<V> z) {
  const Pair<V> s = sum(z.hi, hn::Set(d, 1.0f));
  return {s.hi, hn::Add(s.lo, z.lo)};
}
// 1 / (1 + exp(-x)) = y (1 + c), |x| <= 86. z is exp(-x).
template <class D, class V>
HWY_INLINE V logistic_parts(D d, V x, V& c, Pair<V>& z) {
  z = exp(d, hn::Neg(x));
  const Pair<V> den = one_more(d, z);
  const V y = hn::ApproximateReciprocal(rounded(den));
  const V e = hn::NegMulAdd(den.lo, y, hn::NegMulAdd(den.hi, y, hn::Set(d, 1.0f)));
  c = hn::MulAdd(e, e, e);
  return y;
}
template <class D, class V>
HWY_INLINE V logistic(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const Pair<V> den = one_more(d, exp(d, hn::Neg(x)));
  const auto step = [&](V y) RECTIFY_FLAT {  // all but exact, for the slope near 1 hangs on the last half unit
    return hn::MulAdd(y, hn::NegMulAdd(den.lo, y, hn::NegMulAdd(den.hi, y, one)), y);
  };
  return step(step(hn::ApproximateReciprocal(rounded(den))));
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

// 1 / v = y (1 + c).
template <class D, class V>
HWY_INLINE V reciprocal(D d, Pair<V> v, V& c) {
  const V y = hn::ApproximateReciprocal(v.hi), e = hn::NegMulAdd(v.lo, y, hn::NegMulAdd(v.hi, y, hn::Set(d, 1.0f)));
#if HWY_TARGET <= HWY_AVX3
  c = e;
#else
  c = hn::MulAdd(e, e, e);
#endif
  return y;
}
// n y (1 + c) = hi + lo.
template <class D, class V>
HWY_INLINE Pair<V> scaled(D, Pair<V> n, V y, V c) {
  const V p = hn::Mul(n.hi, y);
  return {p, hn::MulAdd(p, c, hn::MulAdd(n.lo, y, hn::MulSub(n.hi, y, p)))};
}
// x tanh(log(1 + exp(x))) = x n / (n + 2), n = exp(2 x) + 2 exp(x), x >= -80.
template <class D, class V>
HWY_INLINE V mish(D d, V x) {
  const V most = hn::Set(d, 20.0f), two = hn::Set(d, 2.0f);
  const Pair<V> e = exp(d, hn::Min(most, x)), z = fast_sum(e.hi, e.lo);
  const V twice = hn::Add(z.hi, z.hi), n = hn::MulAdd(z.hi, z.hi, twice);
  const V lost = hn::MulAdd(z.lo, hn::Add(twice, two), hn::MulAdd(z.hi, z.hi, hn::Sub(twice, n)));
  Pair<V> den = sum(n, two);
  den.lo = hn::Add(den.lo, lost);
  V c;
  const V y = reciprocal(d, den, c);
  const Pair<V> w = scaled(d, Pair<V>{n, lost}, y, c);
  return hn::IfThenElse(hn::Gt(x, most), x, hn::MulAdd(x, w.hi, hn::Mul(x, w.lo)));
}
// x / (1 + |x|), |x| < 2^100 unless the reciprocal has subnormal results.
template <class D, class V>
HWY_INLINE V softsign(D d, V x) {
  V c;
  const V y = reciprocal(d, sum(hn::Set(d, 1.0f), hn::Abs(x)), c), p = hn::Mul(x, y);
  return hn::Add(p, hn::MulAdd(p, c, hn::MulSub(x, y, p)));
}

// Piecewise polynomials, a register a coefficient: of 0 <= a <= edge, or |a| <= edge where there are pieces below 0.
template <class P, int kRow, class V, class VI>
HWY_INLINE V row(VI index) {
#if HWY_TARGET <= HWY_AVX3
  static_assert(P::kPieces == 16);
  return V{_mm512_permutexvar_ps(index.raw, _mm512_load_ps(P::kTable[kRow]))};
#else
  static_assert(P::kPieces == 8);
  return V{_mm256_permutevar8x32_ps(_mm256_load_ps(P::kTable[kRow]), index.raw)};
#endif
}
// c_k + c_k+1 h + …, from the coefficient k on.
template <class P, int k, class V, class VI>
HWY_INLINE V rest_of(VI i, V h, V h2) {
  if constexpr (k == P::kDegree)
    return row<P, k + 1, V>(i);
  else {
    const V low = hn::MulAdd(row<P, k + 2, V>(i), h, row<P, k + 1, V>(i));
    if constexpr (k + 1 == P::kDegree)
      return low;
    else
      return hn::MulAdd(rest_of<P, k + 2>(i, h, h2), h2, low);
  }
}
// f(a) = c0 + c1 h + q h2.
template <class V>
struct Piece {
  V c0, c1, q, h, h2;
};
template <class P, class D, class V>
HWY_INLINE Piece<V> piece_of(D d, V a) {
  const hn::RebindToSigned<D> di;
  const V scale = hn::Set(d, 1 / P::kStep), whole = hn::Set(d, 0x1.8p23f + P::kBelow);
  const V steps = P::kSquare ? hn::MulAdd(a, scale, hn::Set(d, 2 / P::kStep)) : scale;
  const auto i = hn::BitCast(di, hn::MulAdd(a, steps, whole));
  const V h = hn::Sub(a, row<P, 0, V>(i)), h2 = hn::Mul(h, h);
  return {row<P, 1, V>(i), row<P, 2, V>(i), rest_of<P, 2>(i, h, h2), h, h2};
}
// Its sum as hi + lo, quickly, or so that hi is nearly right alone.
template <class V>
HWY_INLINE Pair<V> quick_sum(const Piece<V>& p) {
  return {p.c0, hn::MulAdd(p.c1, p.h, hn::Mul(p.q, p.h2))};
}
template <class V>
HWY_INLINE Pair<V> exact_sum(const Piece<V>& p) {
  const V y = hn::MulAdd(p.c1, p.h, p.c0);
  return {y, hn::MulAdd(p.q, p.h2, hn::MulAdd(p.c1, p.h, hn::Sub(p.c0, y)))};
}
// x < 0 ? f(-x) : 1 - f(x), |x| <= edge.
template <class P, class D, class V>
HWY_INLINE Pair<V> mirrored(D d, V x) {
  const V sign = hn::AndNot(x, hn::Set(d, -0.0f));
  Piece<V> p = piece_of<P>(d, hn::Abs(x));
  p.c0 = hn::IfNegativeThenElse(x, p.c0, hn::Sub(hn::Set(d, 1.0f), p.c0));
  p.h = hn::Xor(p.h, sign), p.h2 = hn::Xor(p.h2, sign);
  return exact_sum(p);
}
template <class P, class D, class V>
HWY_INLINE V quick_mirrored(D d, V x) {
  const Pair<V> f = quick_sum(piece_of<P>(d, hn::Abs(x)));
  return hn::IfNegativeThenElse(x, hn::Add(f.hi, f.lo), hn::Sub(hn::Sub(hn::Set(d, 1.0f), f.hi), f.lo));
}
// x times that.
template <class P, class D, class V>
HWY_INLINE V gated(D d, V x) {
  if constexpr (P::kPieces < 16) {  // wide ones: quickly is not well enough
    const Pair<V> f = mirrored<P>(d, x);
    return hn::CopySign(hn::MulAdd(x, f.hi, hn::Mul(x, f.lo)), x);
  }
  const V a = hn::Abs(x);
  const Pair<V> f = quick_sum(piece_of<P>(d, a));
  const V most = hn::IfNegativeThenElse(x, f.hi, hn::Sub(hn::Set(d, 1.0f), f.hi));
  return hn::CopySign(hn::MulSub(x, most, hn::Mul(a, f.lo)), x);  // of -0, too
}
template <class D, class V>
HWY_INLINE V tanh(D d, V x) {
  return hn::CopySign(rounded(quick_sum(piece_of<Tanh>(d, hn::Abs(x)))), x);
}
template <class D, class V>
HWY_INLINE V tanh_squared(D d, V x) {
  const Pair<V> f = quick_sum(piece_of<Tanh>(d, hn::Abs(x)));
  const V t = rounded(f), lost = hn::Add(hn::Sub(f.hi, t), f.lo);
  return hn::MulAdd(t, t, hn::Mul(hn::Add(t, t), lost));
}
#if HWY_TARGET <= HWY_AVX3
// x - tanh(x) = x^3 f(|x|).
template <class D, class V>
HWY_INLINE V tanhshrink(D d, V x) {
  const V a = hn::Abs(x), u = hn::Mul(a, a);
  const Pair<V> f = quick_sum(piece_of<TanhShrinkPieces>(d, a));
  const V w = hn::Mul(u, f.hi);
  const Pair<V> slope = fast_sum(w, hn::MulAdd(u, f.lo, hn::MulAdd(hn::MulSub(a, a, u), f.hi, hn::MulSub(u, f.hi, w))));
  const V large = hn::Mul(x, hn::Set(d, 0x1p60f)), y = hn::MulAdd(large, slope.hi, hn::Mul(large, slope.lo));
  return hn::MulAdd(y, hn::Set(d, 0x1p-60f), hn::Zero(d));  // no term was subnormal; x - x is 0, not -0
}
// x tanh(log(1 + exp(x))), |x| <= edge.
template <class D, class V>
HWY_INLINE V mish_pieces(D d, V x) {
  const Pair<V> p = quick_sum(piece_of<MishPieces>(d, x)), f = fast_sum(p.hi, p.lo);
  return hn::CopySign(hn::MulAdd(x, f.hi, hn::Mul(x, f.lo)), x);
}
// log(1 + exp(x)), |x| <= edge.
template <class D, class V>
HWY_INLINE V softplus(D d, V x) {
  const Pair<V> f = quick_sum(piece_of<SoftplusPieces>(d, hn::Abs(x)));
  const Pair<V> s = sum(f.hi, at_least(d, x, 0));
  return hn::Add(s.hi, hn::Add(s.lo, f.lo));
}
#endif
}  // namespace single
#endif

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
