// What the formulas are made of: for float and double vectors, right to 1 unit in the last place (float; slopes 2) or 2
// (double). Included once per instruction set.
#if defined(RECTIFY_KERNELS_ACTIVATION_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_ACTIVATION_MATH_INL_H_
#undef RECTIFY_KERNELS_ACTIVATION_MATH_INL_H_
#else
#define RECTIFY_KERNELS_ACTIVATION_MATH_INL_H_
#endif
#include <algorithm>

#include "kernels/activation_single-inl.h"
#include "kernels/activation_wide-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace math {

// y, but x 0 where x is so low that y is 0: -0, and NaN of -inf.
template <class D, class V>
HWY_INLINE V fading(D d, V x, V y) {
  return hn::IfThenElse(hn::Lt(x, constant(d, -kExpEdge)), hn::Mul(x, hn::Zero(d)), y);
}
template <class D, class V>
HWY_INLINE bool all_above(D d, V x, double bound) {  // NaN counts as above
  return hn::AllFalse(d, hn::Lt(x, constant(d, bound)));
}
template <class D, class V>
HWY_INLINE bool all_within(D d, V x, double bound) {
  return hn::AllFalse(d, hn::Gt(hn::Abs(x), constant(d, bound)));
}
// Whether the pieces P hold for all of x.
template <class P, class D, class V>
HWY_INLINE bool all_in(D d, V x) {
  return HWY_LIKELY(all_within(d, x, P::kEdge));
}
// c x, with c not rounded to float first but split into two of its sign: infinities and zeros keep theirs.
struct Factor {
  float high, low;
};
HWY_INLINE Factor split(double c) {
  const double kept = __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, c) & ~uint64_t{0x1FFFFFFF});
  const double low = std::max(std::abs(c) * 0x1p-50, std::abs(c - kept));  // not 0: an infinity times it stays one
  return {static_cast<float>(kept), static_cast<float>(std::copysign(low, c))};
}
template <class D, class V>
HWY_INLINE V times(D d, V x, double c) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    const Factor f = split(c);
    return hn::MulAdd(x, hn::Set(d, f.high), hn::Mul(x, hn::Set(d, f.low)));
  }
#endif
  return widened(d, x, [&](auto, auto dw, auto v) RECTIFY_FLAT { return hn::Mul(v, constant(dw, c)); });
}

// 1 / (1 + exp(-x)).
template <class D, class V>
HWY_INLINE V logistic(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<LogisticPieces>(d, x)) return single::rounded(single::mirrored<LogisticPieces>(d, x));
  }
#elif HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (HWY_LIKELY(all_within(d, x, 86))) return single::logistic(d, x);
  }
#endif
  return widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT {
    return wide::logistic(m, dw, wide::argument(m, dw, v), constant(dw, 1));
  });
}
// 1 / (1 + exp(-beta x)), and its derivative less the factor beta.
template <class D, class V>
HWY_INLINE V logistic(D d, V x, double beta) {
  return widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    return wide::logistic(m, dw, wide::argument(m, dw, v, beta), constant(dw, 1));
  });
}
template <class D, class V>
HWY_INLINE V logistic_slope(D d, V x, double beta) {
  return widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    decltype(v) s, rest;
    wide::logistic_both(m, dw, wide::argument(m, dw, v, beta), s, rest);
    return hn::Mul(s, rest);
  });
}
// x / (1 + exp(-beta x)), and its derivative.
template <class D, class V>
HWY_NOINLINE V swish_far(D d, V x, double beta) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && all_within(d, x, 86)) return single::swish(d, x);
  }
#endif
  const V y = widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    return wide::logistic(m, dw, wide::argument(m, dw, v, beta), v);
  });
  return beta >= 1 ? fading(d, x, y) : y;
}
template <class D, class V>
HWY_INLINE V swish(D d, V x, double beta = 1) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && all_in<LogisticPieces>(d, x)) return single::gated<LogisticPieces>(d, x);
  }
#elif HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && HWY_LIKELY(all_within(d, x, 86))) return single::swish(d, x);
  }
#endif
  return swish_far(d, x, beta);
}
template <class D, class V>
HWY_NOINLINE V swish_slope_far(D d, V x, double beta) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && all_within(d, x, 86)) return single::swish_slope(d, x);
  }
#endif
  const V y = widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    return wide::logistic_slope(m, dw, wide::argument(m, dw, v, beta));
  });
  return hn::Add(y, hn::Sub(x, x));  // NaN at infinity, as in PyTorch
}
template <class D, class V>
HWY_INLINE V swish_slope(D d, V x, double beta = 1) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && all_in<LogisticSlopePieces>(d, x)) return single::quick_mirrored<LogisticSlopePieces>(d, x);
  }
#elif HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(beta) && HWY_LIKELY(all_within(d, x, 86))) return single::swish_slope(d, x);
  }
#endif
  return swish_slope_far(d, x, beta);
}
// alpha (exp(c x) - 1); with c = 1 only for x <= 0.
template <class D, class V>
HWY_INLINE V expm1(D d, V x, double alpha = 1, double c = 1) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (is_one(c)) return single::expm1(d, x, alpha);
  }
#endif
  return widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    return hn::Mul(wide::expm1(m, dw, wide::argument(m, dw, v, c)), constant(dw, alpha));
  });
}
// exp(c x).
template <class D, class V>
HWY_INLINE V exp(D d, V x, double c = 1) {
  return widened(d, x,
                 [&](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::exp(m, dw, wide::argument(m, dw, v, c)); });
}
template <class D, class V>
HWY_INLINE V tanh(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<single::Tanh>(d, x)) return single::tanh(d, x);
  }
#endif
  return widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::tanh(m, dw, v); });
}
// log(1 + exp(x)).
template <class D, class V>
HWY_INLINE V softplus(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<SoftplusPieces>(d, x)) return single::softplus(d, x);
  }
#endif
  return widened(d, x,
                 [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::softplus(m, dw, wide::argument(m, dw, v)); });
}
// log(1 + exp(beta x)) / beta.
template <class D, class V>
HWY_INLINE V softplus(D d, V x, double beta) {
  if (is_one(beta)) return softplus(d, x);
  return widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    return hn::Div(wide::softplus(m, dw, wide::argument(m, dw, v, beta)), constant(dw, beta));
  });
}
// x tanh(log(1 + exp(x))) and its derivative.
template <class D, class V>
HWY_NOINLINE V mish_far(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_above(d, x, -80)) return single::mish(d, x);
  }
#endif
  return fading(d, x, widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::mish(m, dw, v); }));
}
template <class D, class V>
HWY_INLINE V mish(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<MishPieces>(d, x)) return single::mish_pieces(d, x);
  }
#elif HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (HWY_LIKELY(all_above(d, x, -80))) return single::mish(d, x);
  }
#endif
  return mish_far(d, x);
}
template <class D, class V>
HWY_INLINE V mish_slope(D d, V x) {
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::mish_slope(m, dw, v); });
  return hn::Add(y, hn::Sub(x, x));
}
template <class D, class V>
HWY_INLINE V mish_curvature(D d, V x) {
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::mish_curvature(m, dw, v); });
  return hn::Add(y, hn::Sub(x, x));
}
// x Phi(x), Phi the normal distribution's, and its derivative.
template <class D, class V>
HWY_INLINE V gelu(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    using P = single::Gaussian;
    if (all_in<P>(d, x)) return single::gated<P>(d, x);
  }
#endif
  return fading(d, x, widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::gelu(m, dw, v); }));
}
template <class D, class V>
HWY_INLINE V gelu_slope(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    using P = single::GaussianSlope;
    if (all_in<P>(d, x)) return single::quick_mirrored<P>(d, x);
  }
#endif
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::gelu_slope(m, dw, v); });
  return hn::Add(y, hn::Sub(x, x));
}
// x / (1 + exp(-v)), v = 2 sqrt(2 / pi) (x + 0.044715 x^3), and its derivative.
template <class D, class V>
HWY_INLINE V gelu_tanh(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<CubicPieces>(d, x)) return single::gated<CubicPieces>(d, x);
  }
#endif
  return fading(d, x, widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::gelu_tanh(m, dw, v); }));
}
template <class D, class V>
HWY_INLINE V gelu_tanh_slope(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<CubicSlopePieces>(d, x)) return single::quick_mirrored<CubicSlopePieces>(d, x);
  }
#endif
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::gelu_tanh_slope(m, dw, v); });
  return hn::Add(y, hn::Sub(x, x));
}
template <class D, class V>
HWY_INLINE V gelu_tanh_curvature(D d, V x) {
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::gelu_tanh_curvature(m, dw, v); });
  return hn::Add(y, hn::Sub(x, x));
}
// x - tanh(x), and its derivative tanh(x)^2.
template <class D, class V>
HWY_INLINE V tanhshrink(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<TanhShrinkPieces>(d, x)) return single::tanhshrink(d, x);
  }
#endif
  const V y = widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::tanhshrink(m, dw, v); });
  return hn::Add(y, hn::Zero(d));  // x - x is 0, not -0
}
template <class D, class V>
HWY_INLINE V tanh_squared(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    if (all_in<single::Tanh>(d, x)) return single::tanh_squared(d, x);
  }
#endif
  return widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT {
    const auto t = wide::tanh(m, dw, v);
    return hn::Mul(t, t);
  });
}
// x / (1 + |x|).
template <class D, class V>
HWY_INLINE V softsign(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    // AVX-512's reciprocal does not lose subnormal results.
    if (HWY_TARGET <= HWY_AVX3 || HWY_LIKELY(all_within(d, x, 0x1p100))) return single::softsign(d, x);
  }
#endif
  return widened(d, x, [](auto m, auto dw, auto v) RECTIFY_FLAT { return wide::softsign(m, dw, v); });
}

// a x^2 + b.
template <class D, class V>
HWY_INLINE V scaled_square(D d, V x, double a, double b) {
  return widened(d, x, [&](auto m, auto dw, auto v) RECTIFY_FLAT {
    const auto plain = hn::MulAdd(hn::Mul(v, constant(dw, a)), v, constant(dw, b));
    if constexpr (decltype(m)::full) {  // it may cross zero
      const wide::Pair<decltype(v)> near = {at_most(dw, v, 0x1p400), hn::Zero(dw)};
      const auto y = wide::plus(wide::product(dw, wide::product(dw, near.hi, constant(dw, a)), near), constant(dw, b));
      return hn::IfThenElse(hn::Gt(v, near.hi), plain, hn::Add(y.hi, y.lo));
    }
    return plain;
  });
}
// min(max(x + 3, 0), 6) / 6, and x times that.
template <class D, class V>
HWY_INLINE V hardsigmoid(D d, V x) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    const V near = at_most(d, x, 3), sixth = hn::Set(d, single::kSixth), low = hn::Set(d, single::kSixthLost);
    const V y = hn::MulAdd(near, low, hn::MulAdd(near, sixth, hn::Set(d, 0.5f)));
    return hn::IfThenZeroElse(hn::Le(x, hn::Set(d, -3.0f)), y);
  }
#endif
  const V near = at_most(d, at_least(d, x, -3), 3);
  return widened(d, near, [](auto, auto dw, auto v) RECTIFY_FLAT {
    const auto s = wide::fast_sum(constant(dw, 3), v);
    return hn::Add(hn::Div(s.hi, constant(dw, 6)), hn::Mul(s.lo, constant(dw, 1.0 / 6)));
  });
}
template <class D, class V>
HWY_INLINE V hardswish(D d, V x) {
  const V three = constant(d, 3);
#if HWY_TARGET <= HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    const V near = at_most(d, at_least(d, x, -3), 3), sum = hn::Add(near, three);
    const V lost = hn::Sub(near, hn::Sub(sum, three)), sixth = hn::Set(d, single::kSixth), h = hn::Mul(sum, sixth);
    const V e = hn::MulAdd(lost, sixth, hn::MulSub(sum, sixth, h));  // (sum + lost) / 6 is (h + e) (1 - 2^-25)
    return hn::MulAdd(x, h, hn::Mul(near, e));
  }
#endif
  const V y = widened(d, x, [](auto, auto dw, auto v) RECTIFY_FLAT {
    const auto s = wide::fast_sum(constant(dw, 3), at_most(dw, at_least(dw, v, -3), 3));
    return hn::Mul(v, hn::Add(hn::Div(s.hi, constant(dw, 6)), hn::Mul(s.lo, constant(dw, 1.0 / 6))));
  });
  return hn::IfThenElse(hn::Ge(x, three), x, y);
}

}  // namespace math

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
