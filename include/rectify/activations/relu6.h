// relu6(x) = min(max(x, 0), 6)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(relu6, ReLU6, )
#elif defined(RECTIFY_FORMULA)
struct relu6 {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return at_most(d, at_least(d, x, 0), 6);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params&) {
    const V six = hn::Set(d, hn::TFromD<D>(6));
    return hn::Not(hn::Or(hn::Le(x, hn::Zero(d)), hn::Ge(x, six)));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_RELU6_H_)
#define RECTIFY_ACTIVATIONS_RELU6_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct ReLU6Options {
  /* implicit */ ReLU6Options(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct relu6 {
  using Options = nn::ReLU6Options;
  static constexpr Activation id = Activation::relu6;
  static constexpr Record record = [] {
    Record r("relu6", "ReLU6");
    r.node = "HardtanhBackward0";
    r.kernel = "clamp_scalar_cpu";
    r.integers = Integers::Exact;
    r.boolean = "Bool inputs not supported for hardtanh";
    r.formula = "min(max(x, 0), 6)";
    r.slope = "0 < x < 6 ? 1 : 0";
    r.source = "Krizhevsky 2010";
    r.kinks = "0: 0; 6: 0";
    r.low = 0;
    r.high = 6;
    r.gain = 1.41421;
    r.ulp = 0;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params&) {
    return x < 0 ? 0 : x > 6 ? 6 : x;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    return x <= 0 || x >= 6 ? 0 : 1;
  }
  static int64_t integer(int64_t x, const Params&, ScalarType) { return x < 0 ? 0 : x > 6 ? 6 : x; }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(relu6)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(relu6, ReLU6, = {})
#endif
