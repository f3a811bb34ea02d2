// thresholded_relu(x) = x > theta ? x : 0
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(thresholded_relu, ThresholdedReLU, )
#elif defined(RECTIFY_FORMULA)
struct thresholded_relu {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return hn::IfThenElseZero(active(d, x, p), x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params& p) {
    return hn::Not(hn::Le(x, hn::Set(d, static_cast<hn::TFromD<D> >(p.a))));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_THRESHOLDED_RELU_H_)
#define RECTIFY_ACTIVATIONS_THRESHOLDED_RELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::own {
struct ThresholdedReLUOptions {
  TORCH_ARG(double, theta) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::own
namespace rectify::activations {
struct thresholded_relu {
  using Options = nn::ThresholdedReLUOptions;
  static constexpr Activation id = Activation::thresholded_relu;
  static constexpr Record record = [] {
    Record r("thresholded_relu", "ThresholdedReLU");
    r.node = "ThresholdedReluBackward0";
    r.kernel = "thresholded_relu_cpu";
    r.parameters = 1;
    r.parameter[0] = "theta";
    r.defaults[0] = 1;
    r.formula = "x > theta ? x : 0";
    r.slope = "x > theta ? 1 : 0";
    r.source = "Konda, Memisevic and Krueger 2014";
    r.kinks = "theta: 0 (and y jumps)";
    r.low = 0;
    r.gain = 1.5799;
    r.ulp = 0;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Scalar& theta) { return {theta.toDouble()}; }
  static Params params(const Options& o) { return {o.theta()}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x <= p.a ? 0 : x;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x <= p.a ? 0 : 1;
  }
};
}  // namespace rectify::activations
RECTIFY_OWN_FUNCTIONS_WITH(thresholded_relu, (const Scalar& theta = 1.0), (theta))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(thresholded_relu, ThresholdedReLU, = {})
#endif
