// leaky_relu(x) = x > 0 ? x : negative_slope x
#ifndef RECTIFY_ACTIVATIONS_LEAKY_RELU_H_
#define RECTIFY_ACTIVATIONS_LEAKY_RELU_H_
#include <rectify/activations/activation.h>
#include <rectify/core/arg.h>

#include <cmath>

namespace rectify::nn {
struct LeakyReLUOptions {
  TORCH_ARG(double, negative_slope) = 1e-2;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn
namespace rectify::activations {
struct leaky_relu {
  using Options = nn::LeakyReLUOptions;
  static constexpr Record record{"leaky_relu",
                                 "LeakyReLU",
                                 "LeakyReluBackward0",
                                 1,
                                 {"negative_slope"},
                                 {0.01},
                                 true,
                                 "x > 0 ? x : negative_slope x",
                                 "x > 0 ? 1 : negative_slope",
                                 "0: negative_slope",
                                 1};
  static Params params(const Options& o) { return {o.negative_slope()}; }
  static Keep keep(const Params& p) { return p.a >= 0 ? Keep::Output : Keep::Input; }
  static double reference(double x, const Params& p) { return x > 0 ? x : p.a * x; }
  static double reference_derivative(double x, const Params& p) { return x > 0 ? 1 : p.a; }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_LEAKY_RELU_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_LEAKY_RELU_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_LEAKY_RELU_FORMULA
#undef RECTIFY_ACTIVATIONS_LEAKY_RELU_FORMULA
#else
#define RECTIFY_ACTIVATIONS_LEAKY_RELU_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct leaky_relu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(x, hn::Set(d, static_cast<hn::TFromD<D>>(p.a))));
  }
  // x > 0 and y > 0 say the same while negative_slope >= 0.
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V saved, const Params& p) {
    using T = hn::TFromD<D>;
    return hn::IfThenElse(hn::Gt(saved, hn::Zero(d)), hn::Set(d, T(1)), hn::Set(d, static_cast<T>(p.a)));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V, const Params&) {
    return hn::Zero(d);
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
