// threshold(x) = x > threshold ? x : value
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(threshold, Threshold, )
#elif defined(RECTIFY_FORMULA)
struct threshold {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return hn::IfThenElse(active(d, x, p), x, hn::Set(d, static_cast<hn::TFromD<D> >(p.b)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params& p) {
    return hn::Not(hn::Le(x, hn::Set(d, static_cast<hn::TFromD<D> >(p.a))));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_THRESHOLD_H_)
#define RECTIFY_ACTIVATIONS_THRESHOLD_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct ThresholdOptions {
  ThresholdOptions(double threshold, double value) : threshold_(threshold), value_(value) {}
  TORCH_ARG(double, threshold);
  TORCH_ARG(double, value);
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct threshold {
  using Options = nn::ThresholdOptions;
  static constexpr Activation id = Activation::threshold;
  static constexpr Record record = [] {
    Record r("threshold", "Threshold");
    r.node = "ThresholdBackward0";
    r.inplace_node = "ThresholdBackward1";
    r.kernel = "threshold_cpu";
    r.parameters = 2;
    r.parameter[0] = "threshold";
    r.parameter[1] = "value";
    r.defaults[0] = 0;
    r.defaults[1] = 0;
    r.cast_out = true;
    r.integers = Integers::Exact;
    r.formula = "x > threshold ? x : value";
    r.slope = "x > threshold ? 1 : 0";
    r.kinks = "threshold: 0 (and y jumps)";
    r.low = 0;
    r.gain = 1.41421;
    r.ulp = 0;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Scalar& threshold, const Scalar& value) {
    return {threshold.toDouble(), value.toDouble()};
  }
  static Params params(const Options& o) { return {o.threshold(), o.value()}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x <= p.a ? p.b : x;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x <= p.a ? 0 : 1;
  }
  static int64_t integer(int64_t x, const Params& p, ScalarType) {
    return x <= static_cast<int64_t>(p.a) ? static_cast<int64_t>(p.b) : x;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(threshold, (const Scalar& threshold, const Scalar& value), (threshold, value))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(threshold, Threshold, )
#endif
