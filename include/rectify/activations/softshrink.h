// softshrink(x) = x > lambda ? x - lambda : x < -lambda ? x + lambda : 0
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(softshrink, Softshrink, )
#elif defined(RECTIFY_FORMULA)
struct softshrink {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    const V lambda = hn::Set(d, static_cast<hn::TFromD<D> >(p.a));
    return hn::IfThenZeroElse(hn::Le(hn::Abs(x), lambda), hn::Sub(x, hn::CopySign(lambda, x)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params& p) {
    return hn::Not(hn::Le(hn::Abs(x), constant(d, p.a)));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_SOFTSHRINK_H_)
#define RECTIFY_ACTIVATIONS_SOFTSHRINK_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct SoftshrinkOptions {
  /* implicit */ SoftshrinkOptions(double lambda = 0.5) : lambda_(lambda) {}
  TORCH_ARG(double, lambda);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct softshrink {
  using Options = nn::SoftshrinkOptions;
  static constexpr Activation id = Activation::softshrink;
  static constexpr Record record = [] {
    Record r("softshrink", "Softshrink");
    r.node = "SoftshrinkBackward0";
    r.kernel = "softshrink_cpu";
    r.parameters = 1;
    r.parameter[0] = "lambda";
    r.defaults[0] = 0.5;
    r.printed_names = false;
    r.formula = "x > lambda ? x - lambda : x < -lambda ? x + lambda : 0";
    r.slope = "|x| > lambda ? 1 : 0";
    r.source = "Donoho and Johnstone 1994";
    r.kinks = "-lambda: 0; lambda: 0";
    r.gain = 1.54436;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Scalar& lambda) { return {lambda.toDouble()}; }
  static Params params(const Options& o) { return {o.lambda()}; }
  static void check(const Params& p) {
    TORCH_CHECK(p.a >= 0, "lambda must be greater or equal to 0, but found to be ", p.a, ".");
  }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x >= -p.a && x <= p.a ? 0 : x < 0 ? x + p.a : x - p.a;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x >= -p.a && x <= p.a ? 0 : 1;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(softshrink, (const Scalar& lambd = 0.5), (lambd))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(softshrink, Softshrink, = {})
#endif
