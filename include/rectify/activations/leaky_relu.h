// leaky_relu(x) = x > 0 ? x : negative_slope x
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(leaky_relu, LeakyReLU, )
#elif defined(RECTIFY_FORMULA)
struct leaky_relu {
  static constexpr Params usual = {0.01};
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    if (p.a > 0 && p.a <= 1) return hn::Max(math::times(d, x, p.a), x);
    return hn::IfThenElse(active(d, x, p), x, math::times(d, x, p.a));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params&) {
    return hn::Gt(x, hn::Zero(d));
  }
  static double slope(const Params&) { return 1; }
  static double rest(const Params& p) { return p.a; }
};
#elif !defined(RECTIFY_ACTIVATIONS_LEAKY_RELU_H_)
#define RECTIFY_ACTIVATIONS_LEAKY_RELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct LeakyReLUOptions {
  TORCH_ARG(double, negative_slope) = 1e-2;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct leaky_relu {
  using Options = nn::LeakyReLUOptions;
  static constexpr Activation id = Activation::leaky_relu;
  static constexpr Record record = [] {
    Record r("leaky_relu", "LeakyReLU");
    r.node = "LeakyReluBackward0";
    r.inplace_node = "LeakyReluBackward1";
    r.kernel = "leaky_relu_cpu";
    r.parameters = 1;
    r.parameter[0] = "negative_slope";
    r.defaults[0] = 0.01;
    r.formula = "x > 0 ? x : negative_slope x";
    r.slope = "x > 0 ? 1 : negative_slope";
    r.source = "Maas, Hannun and Ng 2013";
    r.kinks = "0: negative_slope";
    r.gain = 1.4141428569978354;  // sqrt(2 / (1 + negative_slope^2))
    r.slope_ulp = 1;
    return r;
  }();
  static Params params(const Scalar& negative_slope) { return {negative_slope.toDouble()}; }
  static Params params(const Options& o) { return {o.negative_slope()}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x > 0 ? x : p.a * x;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x > 0 ? 1 : p.a;
  }
  static const char* inplace_refusal(const Params& p) {
    return p.a < 0 ? "In-place leakyReLu backward calculation is triggered with a negative slope which is not "
                     "supported. This is caused by calling in-place forward function with a negative slope, please "
                     "call out-of-place version instead. File an issue at https://github.com/pytorch/pytorch if you "
                     "do require supporting in-place leakRelu backward calculation with negative slope"
                   : nullptr;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(leaky_relu, (const Scalar& negative_slope = 0.01), (negative_slope))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(leaky_relu, LeakyReLU, = {})
#endif
