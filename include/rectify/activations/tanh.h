// tanh(x), the hyperbolic tangent
#ifndef RECTIFY_ACTIVATIONS_TANH_H_
#define RECTIFY_ACTIVATIONS_TANH_H_
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {
struct tanh {
  using Options = NoOptions;
  static constexpr Record record{"tanh", "Tanh", "TanhBackward0", 0, {}, {}, false, "tanh(x)", "1 - y^2", "", 3};
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&) { return Keep::Output; }
  static double reference(double x, const Params&) { return std::tanh(x); }
  static double reference_derivative(double x, const Params&) {
    double c = std::cosh(x);
    return 1 / (c * c);
  }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_TANH_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_TANH_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_TANH_FORMULA
#undef RECTIFY_ACTIVATIONS_TANH_FORMULA
#else
#define RECTIFY_ACTIVATIONS_TANH_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct tanh {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::CopySign(tanh_nonnegative(d, hn::Abs(x)), x);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    const V one = hn::Set(d, hn::TFromD<D>(1));
    return hn::Mul(hn::Sub(one, y), hn::Add(one, y));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Mul(hn::Set(d, hn::TFromD<D>(-2)), y);
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
