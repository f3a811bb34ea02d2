// hardshrink(x) = |x| > lambda ? x : 0
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(hardshrink, Hardshrink, Tensor hardshrink(const Scalar& lambd = 0.5) const;)
#elif defined(RECTIFY_FORMULA)
struct hardshrink {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return hn::IfThenZeroElse(hn::Le(hn::Abs(x), constant(d, p.a)), x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params& p) {
    return hn::Not(hn::Le(hn::Abs(x), constant(d, p.a)));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_HARDSHRINK_H_)
#define RECTIFY_ACTIVATIONS_HARDSHRINK_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct HardshrinkOptions {
  /* implicit */ HardshrinkOptions(double lambda = 0.5) : lambda_(lambda) {}
  TORCH_ARG(double, lambda);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct hardshrink {
  using Options = nn::HardshrinkOptions;
  static constexpr Activation id = Activation::hardshrink;
  static constexpr Record record = [] {
    Record r("hardshrink", "Hardshrink");
    r.node = "HardshrinkBackward0";
    r.kernel = "hardshrink_cpu";
    r.parameters = 1;
    r.parameter[0] = "lambda";
    r.defaults[0] = 0.5;
    r.printed_names = false;
    r.formula = "|x| > lambda ? x : 0";
    r.slope = "|x| > lambda ? 1 : 0";
    r.source = "Donoho and Johnstone 1994";
    r.kinks = "-lambda: 0; lambda: 0 (and y jumps)";
    r.gain = 1.0158;
    r.ulp = 0;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Scalar& lambda) { return {lambda.toDouble()}; }
  static Params params(const Options& o) { return {o.lambda()}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x >= -p.a && x <= p.a ? 0 : x;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x >= -p.a && x <= p.a ? 0 : 1;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(hardshrink, (const Scalar& lambd = 0.5), (lambd))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(hardshrink, Hardshrink, = {})
namespace rectify::api {
inline Tensor Tensor::hardshrink(const Scalar& lambd) const { return rectify::hardshrink(*this, lambd); }
}  // namespace rectify::api
#endif
