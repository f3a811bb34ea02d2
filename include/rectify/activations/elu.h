// elu(x) = scale (x > 0 ? x : alpha (exp(input_scale x) - 1)); scale and input_scale are arguments of the function only
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(elu, ELU, )
#elif defined(RECTIFY_FORMULA)
struct elu {
  static constexpr Params usual = {1, 1, 1};
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    const V low = math::expm1(d, x, p.a, p.c), high = is_one(p.b) ? x : math::times(d, x, p.b);
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), high, hn::Add(low, hn::Zero(d)));  // elu(-0.0) = 0.0
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V saved, const Params& p) {
    const V low = keeps_output(p) ? hn::Mul(constant(d, p.c), hn::Add(saved, constant(d, p.a)))
                                  : hn::Mul(constant(d, p.a * p.c), math::exp(d, saved, p.c));
    return hn::IfThenElse(hn::Le(saved, hn::Zero(d)), low, constant(d, p.b));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V saved, const Params& p) {
    const V low = keeps_output(p) ? constant(d, p.c) : hn::Mul(constant(d, p.a * p.c * p.c), math::exp(d, saved, p.c));
    return hn::IfThenElseZero(hn::Lt(saved, hn::Zero(d)), low);
  }
  static bool keeps_output(const Params& p) { return p.a >= 0 && p.b > 0 && p.c > 0; }
};
#elif !defined(RECTIFY_ACTIVATIONS_ELU_H_)
#define RECTIFY_ACTIVATIONS_ELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct ELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::api
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
    return r;
  }();
  static Params params(const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
    return {alpha.toDouble() * scale.toDouble(), scale.toDouble(), input_scale.toDouble()};
  }
  static Params params(const Options& o) { return {o.alpha(), 1, 1}; }
  static Keep keep(const Params& p, ScalarType) { return p.a >= 0 && p.b > 0 && p.c > 0 ? Keep::Output : Keep::Input; }
  template <class T>
  static T reference(T x, const Params& p) {
    using std::expm1;
    return x > 0 ? p.b * x : p.a * expm1(p.c * x) + 0.0;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    using std::exp;
    return x <= 0 ? p.a * p.c * exp(p.c * x) : p.b;
  }
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
