// relu(x) = max(x, 0)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(relu, ReLU, Tensor relu() const; Tensor & relu_() const;)
#elif defined(RECTIFY_FORMULA)
struct relu {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return at_least(d, x, 0);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V y, const Params&) {
    return hn::Not(hn::Le(y, hn::Zero(d)));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_RELU_H_)
#define RECTIFY_ACTIVATIONS_RELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct ReLUOptions {
  /* implicit */ ReLUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct relu {
  using Options = nn::ReLUOptions;
  static constexpr Activation id = Activation::relu;
  static constexpr Record record = [] {
    Record r("relu", "ReLU");
    r.node = "ReluBackward0";
    r.kernel = "clamp_min_cpu";
    r.output_is_fixed = true;
    r.cast_out = true;
    r.integers = Integers::Exact;
    r.boolean = "Boolean inputs not supported for relu";
    r.formula = "x > 0 ? x : 0";
    r.slope = "x > 0 ? 1 : 0";
    r.source = "Nair and Hinton 2010";
    r.kinks = "0: 0";
    r.low = 0;
    r.gain = 1.4142135623730951;
    r.ulp = r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    return x < 0 ? 0 : x;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    return x <= 0 ? 0 : 1;
  }
  static int64_t integer(int64_t x, const Params&, ScalarType) { return x > 0 ? x : 0; }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(relu)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(relu, ReLU, = {})
namespace rectify::api {
inline Tensor Tensor::relu() const { return rectify::relu(*this); }
inline Tensor& Tensor::relu_() const { return rectify::relu_(*this); }
}  // namespace rectify::api
#endif
