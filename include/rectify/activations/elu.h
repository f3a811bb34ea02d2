// elu(x) = x > 0 ? x : alpha (exp(x) - 1)
#ifndef RECTIFY_ACTIVATIONS_ELU_H_
#define RECTIFY_ACTIVATIONS_ELU_H_
#include <rectify/activations/activation.h>
#include <rectify/core/arg.h>

#include <cmath>

namespace rectify::nn {
struct ELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn
namespace rectify::activations {
struct elu {
  using Options = nn::ELUOptions;
  static constexpr Record record{"elu",
                                 "ELU",
                                 "EluBackward0",
                                 1,
                                 {"alpha"},
                                 {1},
                                 true,
                                 "x > 0 ? x : alpha (exp(x) - 1)",
                                 "x > 0 ? 1 : alpha exp(x)",
                                 "0: alpha",
                                 2};
  static Params params(const Options& o) { return {o.alpha()}; }
  static Keep keep(const Params& p) { return p.a >= 0 ? Keep::Output : Keep::Input; }
  static double reference(double x, const Params& p) { return x > 0 ? x : p.a * std::expm1(x) + 0.0; }
  static double reference_derivative(double x, const Params& p) { return x <= 0 ? p.a * std::exp(x) : 1; }
};
}  // namespace rectify::activations
#endif  // RECTIFY_ACTIVATIONS_ELU_H_

// The formulas, read again for every instruction set by src/kernels.
#if defined(RECTIFY_FORMULAS) && defined(RECTIFY_ACTIVATIONS_ELU_FORMULA) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_ACTIVATIONS_ELU_FORMULA
#undef RECTIFY_ACTIVATIONS_ELU_FORMULA
#else
#define RECTIFY_ACTIVATIONS_ELU_FORMULA
#endif
HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
struct elu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    const V low = hn::Mul(hn::Set(d, static_cast<hn::TFromD<D>>(p.a)), expm1_nonpositive(d, x));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Add(low, hn::Zero(d)));  // elu(-0.0) = 0.0
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V derivative(D d, V saved, const Params& p) {
    using T = hn::TFromD<D>;
    const V alpha = hn::Set(d, static_cast<T>(p.a));
    const V low = p.a >= 0 ? hn::Add(saved, alpha) : hn::Mul(alpha, exp_nonpositive(d, saved));
    return hn::IfThenElse(hn::Le(saved, hn::Zero(d)), low, hn::Set(d, T(1)));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V curvature(D d, V saved, const Params& p) {
    using T = hn::TFromD<D>;
    const V low = p.a >= 0 ? hn::Set(d, T(1)) : hn::Mul(hn::Set(d, static_cast<T>(p.a)), exp_nonpositive(d, saved));
    return hn::IfThenElseZero(hn::Le(saved, hn::Zero(d)), low);
  }
};
}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
