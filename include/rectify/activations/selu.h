// selu(x) = scale (x > 0 ? x : alpha (exp(x) - 1)), with the constants that keep mean 0 and variance 1
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(selu, SELU, )
#elif defined(RECTIFY_FORMULA)
struct selu {
  static constexpr double kScale = 1.0507009873554804934193349852946, kAlpha = 1.6732632423543772848170429916717;
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    const V low = math::expm1(d, x, kScale * kAlpha), high = math::times(d, x, kScale);
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), high, hn::Add(low, hn::Zero(d)));  // selu(-0.0) = 0.0
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    using T = hn::TFromD<D>;
    const V low = hn::Add(y, hn::Set(d, static_cast<T>(kScale * kAlpha)));
    return hn::IfThenElse(hn::Le(y, hn::Zero(d)), low, hn::Set(d, static_cast<T>(kScale)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::IfThenElseZero(hn::Lt(y, hn::Zero(d)), hn::Set(d, hn::TFromD<D>(1)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SELU_H_)
#define RECTIFY_ACTIVATIONS_SELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct SELUOptions {
  /* implicit */ SELUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct selu {
  using Options = nn::SELUOptions;
  static constexpr Activation id = Activation::selu;
  static constexpr Record record = [] {
    Record r("selu", "SELU");
    r.node = "EluBackward0";
    r.inplace_node = "EluBackward1";
    r.kernel = "elu_cpu";
    r.formula = "1.0507 (x > 0 ? x : 1.6733 (exp(x) - 1))";
    r.slope = "x > 0 ? 1.0507 : 1.7581 exp(x)";
    r.source = "Klambauer, Unterthiner, Mayr and Hochreiter 2017";
    r.kinks = "0: 1.7581";
    r.low = -1.7580993408473766;
    r.gain = 0.75;
    return r;
  }();
  static constexpr double kScale = 1.0507009873554804934193349852946, kAlpha = 1.6732632423543772848170429916717;
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::expm1;
    return x > 0 ? kScale * x : kScale * kAlpha * expm1(x) + 0.0;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::exp;
    return x <= 0 ? kScale * kAlpha * exp(x) : kScale;
  }
  template <class T>
  static T curvature(const T& y, const Params&) {
    return y.lt(0).to(y.scalar_type());
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(selu)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(selu, SELU, = {})
#endif
