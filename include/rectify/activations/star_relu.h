// star_relu(x) = scale max(x, 0)^2 + bias, whose defaults give mean 0 and variance 1 for x ~ N(0, 1)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(star_relu, StarReLU, )
#elif defined(RECTIFY_FORMULA)
struct star_relu {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return math::scaled_square(d, at_least(d, x, 0), p.a, p.b);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params& p) {
    return math::times(d, at_least(d, x, 0), 2 * p.a);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params& p) {
    return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), hn::Set(d, static_cast<hn::TFromD<D> >(2 * p.a)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_STAR_RELU_H_)
#define RECTIFY_ACTIVATIONS_STAR_RELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::own {
struct StarReLUOptions {
  TORCH_ARG(double, scale) = 0.8944271909999159;
  TORCH_ARG(double, bias) = -0.4472135954999579;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::own
namespace rectify::activations {
struct star_relu {
  using Options = nn::StarReLUOptions;
  static constexpr Activation id = Activation::star_relu;
  static constexpr Record record = [] {
    Record r("star_relu", "StarReLU");
    r.node = "StarReluBackward0";
    r.kernel = "star_relu_cpu";
    r.parameters = 2;
    r.parameter[0] = "scale";
    r.parameter[1] = "bias";
    r.defaults[0] = 0.8944271909999159;
    r.defaults[1] = -0.4472135954999579;
    r.formula = "scale max(x, 0)^2 + bias";
    r.slope = "2 scale max(x, 0)";
    r.source = "Yu et al. 2022";
    r.low = -0.4472135954999579;
    r.gain = 1;
    return r;
  }();
  static Params params(const Scalar& scale, const Scalar& bias) { return {scale.toDouble(), bias.toDouble()}; }
  static Params params(const Options& o) { return {o.scale(), o.bias()}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params& p) {
    return x < 0 ? p.b : p.a * (x * x) + p.b;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x < 0 ? 0 : 2 * p.a * x;
  }
  template <class T>
  static T curvature(const T& x, const Params& p) {
    return x.gt(0).to(x.scalar_type()).mul(2 * p.a);
  }
};
}  // namespace rectify::activations
RECTIFY_OWN_FUNCTIONS_WITH(star_relu,
                           (const Scalar& scale = 0.8944271909999159, const Scalar& bias = -0.4472135954999579),
                           (scale, bias))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(star_relu, StarReLU, = {})
#endif
