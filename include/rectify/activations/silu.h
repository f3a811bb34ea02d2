// silu(x) = x / (1 + exp(-x)), also called swish
#ifndef RECTIFY_ACTIVATIONS_SILU_H_
#define RECTIFY_ACTIVATIONS_SILU_H_
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {
struct silu {
  using Options = NoOptions;
  static constexpr Record record{
      "silu", "SiLU", "SiluBackward0", 0, {}, {}, false, "x / (1 + exp(-x))", "s (1 + x (1 - s)), s = sigmoid(x)",
      "",     3};
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&) { return Keep::Input; }
  static double reference(double x, const Params&) { return x < -700 ? x * 0.0 : x / (1 + std::exp(-x)); }
  static double reference_derivative(double x, const Params&) {
    double s = 1 / (1 + std::exp(-x));
    return s * (1 + x * (1 - s));
  }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_SILU_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_SILU_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_SILU_FORMULA
#undef RECTIFY_ACTIVATIONS_SILU_FORMULA
#else
#define RECTIFY_ACTIVATIONS_SILU_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct silu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return logistic(d, x, x);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    V rest;
    const V s = logistic_pair(d, x, rest);
    return hn::Mul(s, hn::MulAdd(x, rest, hn::Set(d, hn::TFromD<D>(1))));
  }
  // s (1 - s) (2 + x (1 - 2 s))
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    V rest;
    const V s = logistic_pair(d, x, rest);
    return hn::Mul(hn::Mul(s, rest), hn::MulAdd(x, hn::Sub(rest, s), hn::Set(d, hn::TFromD<D>(2))));
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
