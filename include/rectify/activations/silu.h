// silu(x) = x / (1 + exp(-x)), also called swish
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(silu, SiLU, )
#elif defined(RECTIFY_FORMULA)
struct silu {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::swish(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    return math::swish_slope(d, x);
  }
  // s (1 - s) (2 + x (1 - 2 s))
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    V rest;
    const V s = quick::logistic_pair(d, x, rest);
    return hn::Mul(hn::Mul(s, rest), hn::MulAdd(x, hn::Sub(rest, s), hn::Set(d, hn::TFromD<D>(2))));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SILU_H_)
#define RECTIFY_ACTIVATIONS_SILU_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct silu {
  using Options = NoOptions;
  static constexpr Activation id = Activation::silu;
  static constexpr Record record = [] {
    Record r("silu", "SiLU");
    r.node = "SiluBackward0";
    r.kernel = "silu_cpu";
    r.formula = "x / (1 + exp(-x))";
    r.slope = "s (1 + x (1 - s)), s = sigmoid(x)";
    r.source = "Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya 2017";
    r.low = -0.2784645427610738;
    r.gain = 1.67653;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::exp;
    return x / (1 + exp(-x));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::exp;
    const T s = 1 / (1 + exp(-x)), rest = 1 / (1 + exp(x));
    return s * (1 + x * rest);
  }
  template <class T>
  static T curvature(const T& x, const Params&) {
    const T s = x.sigmoid(), rest = s.neg().add(1);
    return s.mul(rest).mul(x.mul(rest.sub(s)).add(2));
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(silu)
RECTIFY_ACTIVATION_FUNCTIONAL(silu)
#endif
