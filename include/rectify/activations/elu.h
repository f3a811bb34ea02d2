// elu(x) = scale (x > 0 ? x : alpha (exp(input_scale x) - 1)); scale and input_scale are arguments of the function only
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(elu, ELU, )
#elif defined(RECTIFY_FORMULA)
struct elu {  // p: alpha scale, scale, input_scale
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    using T = hn::TFromD<D>;
    const V in = hn::Mul(x, hn::Set(d, static_cast<T>(p.c)));
    V low = hn::Mul(hn::Set(d, static_cast<T>(p.a)), expm1_nonpositive(d, in));
    if (p.c < 0) low = per_lane(d, x, [&](double v) { return p.a * std::expm1(p.c * v); });
    const V high = hn::Mul(x, hn::Set(d, static_cast<T>(p.b)));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), high, hn::Add(low, hn::Zero(d)));  // elu(-0.0) = 0.0
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V saved, const Params& p) {
    using T = hn::TFromD<D>;
    const V alpha = hn::Set(d, static_cast<T>(p.a)), in = hn::Set(d, static_cast<T>(p.c));
    V low = keeps_output(p) ? hn::Add(saved, alpha) : hn::Mul(alpha, exp_nonpositive(d, hn::Mul(in, saved)));
    if (p.c < 0) low = per_lane(d, saved, [&](double v) { return p.a * std::exp(p.c * v); });
    return hn::IfThenElse(hn::Le(saved, hn::Zero(d)), hn::Mul(in, low), hn::Set(d, static_cast<T>(p.b)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V saved, const Params& p) {
    using T = hn::TFromD<D>;
    const V in = hn::Set(d, static_cast<T>(p.c));
    if (keeps_output(p)) return hn::IfThenElseZero(hn::Lt(saved, hn::Zero(d)), in);
    const V low = per_lane(d, saved, [&](double v) { return p.a * p.c * p.c * std::exp(p.c * v); });
    return hn::IfThenElseZero(hn::Lt(saved, hn::Zero(d)), low);
  }
  static bool keeps_output(const Params& p) { return p.a >= 0 && p.b > 0 && p.c > 0; }
};
#elif !defined(RECTIFY_ACTIVATIONS_ELU_H_)
#define RECTIFY_ACTIVATIONS_ELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn {
struct ELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn
namespace rectify::activations {
struct elu {
  using Options = nn::ELUOptions;
  static constexpr Activation id = Activation::elu;
  static constexpr Record record = [] {
    Record r("elu", "ELU");
    r.node = "EluBackward0";
    r.inplace_node = "EluBackward1";
    r.kernel = "elu_cpu";
    r.parameters = 1;
    r.parameter[0] = "alpha";
    r.defaults[0] = r.defaults[1] = r.defaults[2] = 1;
    r.formula = "x > 0 ? x : alpha (exp(x) - 1)";
    r.slope = "x > 0 ? 1 : alpha exp(x)";
    r.source = "Clevert, Unterthiner and Hochreiter 2015";
    r.kinks = "0: alpha";
    r.low = -1;
    r.gain = 1.2452;
    r.ulp = 2;
    return r;
  }();
  static Params params(const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
    return {alpha.toDouble() * scale.toDouble(), scale.toDouble(), input_scale.toDouble()};
  }
  static Params params(const Options& o) { return {o.alpha(), 1, 1}; }
  static Keep keep(const Params& p, ScalarType) { return p.a >= 0 && p.b > 0 && p.c > 0 ? Keep::Output : Keep::Input; }
  static double reference(double x, const Params& p) { return x > 0 ? p.b * x : p.a * std::expm1(p.c * x) + 0.0; }
  static double reference_derivative(double x, const Params& p) { return x <= 0 ? p.a * p.c * std::exp(p.c * x) : p.b; }
  template <class T>
  static T curvature(const T& saved, const Params& p) {
    const T below = saved.lt(0).to(saved.scalar_type());
    if (keep(p, saved.scalar_type()) == Keep::Output) return below.mul(p.c);
    return saved.mul(below).mul(p.c).exp().mul(below).mul(p.a * p.c * p.c);
  }
  static const char* inplace_refusal(const Params& p) {
    return p.a < 0 ? "In-place elu backward calculation is triggered with a negative slope which is not supported. "
                     "This is caused by calling in-place forward function with a negative slope, please call "
                     "out-of-place version instead."
                   : nullptr;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(elu,
                                  (const Scalar& alpha = 1, const Scalar& scale = 1, const Scalar& input_scale = 1),
                                  (alpha, scale, input_scale))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(elu, ELU, = {})
#endif
