// quick_gelu(x) = x / (1 + exp(-1.702 x))
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(quick_gelu, QuickGELU, )
#elif defined(RECTIFY_FORMULA)
struct quick_gelu {
  static constexpr double kBeta = 1.702;
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::swish(d, x, kBeta);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    return math::swish_slope(d, x, kBeta);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    using T = hn::TFromD<D>;
    V rest;
    const V beta = hn::Set(d, static_cast<T>(kBeta)), z = hn::Mul(x, beta), s = quick::logistic_pair(d, z, rest);
    return hn::Mul(hn::Mul(beta, hn::Mul(s, rest)), hn::MulAdd(z, hn::Sub(rest, s), hn::Set(d, T(2))));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_QUICK_GELU_H_)
#define RECTIFY_ACTIVATIONS_QUICK_GELU_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct quick_gelu {
  using Options = NoOptions;
  static constexpr Activation id = Activation::quick_gelu;
  static constexpr Record record = [] {
    Record r("quick_gelu", "QuickGELU");
    r.node = "QuickGeluBackward0";
    r.kernel = "quick_gelu_cpu";
    r.formula = "x / (1 + exp(-1.702 x))";
    r.slope = "s (1 + 1.702 x (1 - s)), s = sigmoid(1.702 x)";
    r.source = "Hendrycks and Gimpel 2016";
    r.low = -0.163610189632997;
    r.gain = 1.53946;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::exp;
    return x / (1 + exp(-1.702 * x));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::exp;
    const T z = 1.702 * x, s = 1 / (1 + exp(-z)), rest = 1 / (1 + exp(z));
    return s * (1 + z * rest);
  }
  template <class T>
  static T curvature(const T& x, const Params&) {
    const T z = x.mul(1.702), s = z.sigmoid(), rest = s.neg().add(1);
    return s.mul(rest).mul(1.702).mul(z.mul(rest.sub(s)).add(2));
  }
};
}  // namespace rectify::activations
RECTIFY_OWN_FUNCTIONS(quick_gelu)
RECTIFY_ACTIVATION_FUNCTIONAL(quick_gelu)
#endif
