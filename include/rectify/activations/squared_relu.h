// squared_relu(x) = max(x, 0)^2
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(squared_relu, SquaredReLU, )
#elif defined(RECTIFY_FORMULA)
struct squared_relu {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    const V y = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
    return hn::Mul(y, y);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    const V y = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
    return hn::Add(y, y);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), hn::Set(d, hn::TFromD<D>(2)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SQUARED_RELU_H_)
#define RECTIFY_ACTIVATIONS_SQUARED_RELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::own {
struct SquaredReLUOptions {
  /* implicit */ SquaredReLUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::own
namespace rectify::activations {
struct squared_relu {
  using Options = nn::SquaredReLUOptions;
  static constexpr Activation id = Activation::squared_relu;
  static constexpr Record record = [] {
    Record r("squared_relu", "SquaredReLU");
    r.node = "SquaredReluBackward0";
    r.kernel = "squared_relu_cpu";
    r.formula = "max(x, 0)^2";
    r.slope = "2 max(x, 0)";
    r.source = "So et al. 2021";
    r.low = 0;
    r.gain = 0.816497;
    r.slope_ulp = 1;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params&) {
    return x < 0 ? 0 : x * x;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    return x < 0 ? 0 : 2 * x;
  }
  template <class T>
  static T curvature(const T& x, const Params&) {
    return x.gt(0).to(x.scalar_type()).mul(2);
  }
};
}  // namespace rectify::activations
RECTIFY_OWN_FUNCTIONS(squared_relu)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(squared_relu, SquaredReLU, = {})
#endif
