// celu(x) = x > 0 ? x : alpha (exp(x / alpha) - 1)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(celu, CELU, )
#elif defined(RECTIFY_FORMULA)
struct celu {
  static constexpr Params usual = {1};
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    const V low = math::expm1(d, x, p.a, 1 / p.a);
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Add(low, hn::Zero(d)));  // celu(-0.0) = 0.0
  }
  // 1 + y / alpha = exp(x / alpha), whatever alpha's sign; y <= 0 and x <= 0 say the same.
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params& p) {
    using T = hn::TFromD<D>;
    const V low = hn::Add(hn::Set(d, hn::TFromD<D>(1)), hn::Mul(y, hn::Set(d, static_cast<T>(1 / p.a))));
    return hn::IfThenElse(hn::Le(y, hn::Zero(d)), low, hn::Set(d, hn::TFromD<D>(1)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params& p) {
    return hn::IfThenElseZero(hn::Lt(y, hn::Zero(d)), hn::Set(d, static_cast<hn::TFromD<D> >(1 / p.a)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_CELU_H_)
#define RECTIFY_ACTIVATIONS_CELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct CELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct celu {
  using Options = nn::CELUOptions;
  static constexpr Activation id = Activation::celu;
  static constexpr Record record = [] {
    Record r("celu", "CELU");
    r.node = "CeluBackward0";
    r.inplace_node = "CeluBackward1";
    r.kernel = "elu_cpu";
    r.parameters = 1;
    r.parameter[0] = "alpha";
    r.defaults[0] = 1;
    r.formula = "x > 0 ? x : alpha (exp(x / alpha) - 1)";
    r.slope = "x > 0 ? 1 : exp(x / alpha)";
    r.source = "Barron 2017";
    r.low = -1;
    r.gain = 1.2452;
    return r;
  }();
  static Params params(const Scalar& alpha) { return {alpha.toDouble()}; }
  static Params params(const Options& o) { return {o.alpha()}; }
  static void check(const Params& p) { TORCH_CHECK(p.a != 0, "ZeroDivisionError: alpha cannot be 0 for CELU"); }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params& p) {
    using std::expm1;
    return x > 0 ? x : p.a * expm1(x / p.a) + 0.0;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    using std::exp;
    return x <= 0 ? exp(x / p.a) : 1;
  }
  template <class T>
  static T curvature(const T& y, const Params& p) {
    return y.lt(0).to(y.scalar_type()).mul(1 / p.a);
  }
  static const char* inplace_refusal(const Params& p) {
    return p.a < 0 ? "In-place elu backward calculation is triggered with a negative slope which is not supported. "
                     "This is caused by calling in-place forward function with a negative slope, please call "
                     "out-of-place version instead."
                   : nullptr;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(celu, (const Scalar& alpha = 1.0), (alpha))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(celu, CELU, = {})
#endif
