// sigmoid(x) = 1 / (1 + exp(-x))
#ifndef RECTIFY_ACTIVATIONS_SIGMOID_H_
#define RECTIFY_ACTIVATIONS_SIGMOID_H_
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {
struct sigmoid {
  using Options = NoOptions;
  static constexpr Record record{"sigmoid", "Sigmoid",           "SigmoidBackward0", 0,  {}, {},
                                 false,     "1 / (1 + exp(-x))", "y (1 - y)",        "", 2};
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&) { return Keep::Output; }
  static double reference(double x, const Params&) { return 1 / (1 + std::exp(-x)); }
  static double reference_derivative(double x, const Params&) { return 1 / ((1 + std::exp(-x)) * (1 + std::exp(x))); }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_SIGMOID_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_SIGMOID_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_SIGMOID_FORMULA
#undef RECTIFY_ACTIVATIONS_SIGMOID_FORMULA
#else
#define RECTIFY_ACTIVATIONS_SIGMOID_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct sigmoid {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return logistic(d, x, hn::Set(d, hn::TFromD<D>(1)));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    return hn::Mul(y, hn::Sub(hn::Set(d, hn::TFromD<D>(1)), y));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Sub(hn::Set(d, hn::TFromD<D>(1)), hn::Add(y, y));
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
