// relu(x) = max(x, 0)
#ifndef RECTIFY_ACTIVATIONS_RELU_H_
#define RECTIFY_ACTIVATIONS_RELU_H_
#include <rectify/activations/activation.h>
#include <rectify/core/arg.h>

#include <cmath>

namespace rectify::nn {
struct ReLUOptions {
  /* implicit */ ReLUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn
namespace rectify::activations {
struct relu {
  using Options = nn::ReLUOptions;
  static constexpr Record record{"relu", "ReLU",          "ReluBackward0", 0,      {}, {},
                                 true,   "x > 0 ? x : 0", "x > 0 ? 1 : 0", "0: 0", 0};
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&) { return Keep::Output; }
  static double reference(double x, const Params&) { return std::isnan(x) ? x : x < 0 ? 0 : x; }
  static double reference_derivative(double x, const Params&) { return x <= 0 ? 0 : 1; }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_RELU_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_RELU_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_RELU_FORMULA
#undef RECTIFY_ACTIVATIONS_RELU_FORMULA
#else
#define RECTIFY_ACTIVATIONS_RELU_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct relu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);  // Max would lose NaN and -0.0
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    return hn::IfThenElse(hn::Le(y, hn::Zero(d)), hn::Zero(d), hn::Set(d, hn::TFromD<D>(1)));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V, const Params&) {
    return hn::Zero(d);
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
