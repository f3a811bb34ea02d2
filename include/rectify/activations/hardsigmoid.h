// hardsigmoid(x) = min(max(x + 3, 0), 6) / 6
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(hardsigmoid, Hardsigmoid, )
#elif defined(RECTIFY_FORMULA)
struct hardsigmoid {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::hardsigmoid(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params&) {
    return hn::Lt(hn::Abs(x), hn::Set(d, hn::TFromD<D>(3)));
  }
  static double slope(const Params&) { return 1.0 / 6; }
};
#elif !defined(RECTIFY_ACTIVATIONS_HARDSIGMOID_H_)
#define RECTIFY_ACTIVATIONS_HARDSIGMOID_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct HardsigmoidOptions {
  /* implicit */ HardsigmoidOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct hardsigmoid {
  using Options = nn::HardsigmoidOptions;
  static constexpr Activation id = Activation::hardsigmoid;
  static constexpr Record record = [] {
    Record r("hardsigmoid", "Hardsigmoid");
    r.node = "HardsigmoidBackward0";
    r.kernel = "hardsigmoid_cpu";
    r.formula = "min(max(x + 3, 0), 6) / 6";
    r.slope = "|x| < 3 ? 1/6 : 0";
    r.source = "Courbariaux, Bengio and David 2015";
    r.kinks = "-3: 0; 3: 0";
    r.low = 0;
    r.high = 1;
    r.gain = 1.89784;
    r.slope_ulp = 1;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params&) {
    return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::abs;
    return abs(x) < 3 ? 1.0 / 6 : 0;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(hardsigmoid)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(hardsigmoid, Hardsigmoid, = {})
#endif
