// mish(x) = x tanh(log(1 + exp(x)))
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(mish, Mish, )
#elif defined(RECTIFY_FORMULA)
struct mish {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::mish(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    return math::mish_slope(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    return math::mish_curvature(d, x);
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_MISH_H_)
#define RECTIFY_ACTIVATIONS_MISH_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct mish {
  using Options = NoOptions;
  static constexpr Activation id = Activation::mish;
  static constexpr Record record = [] {
    Record r("mish", "Mish");
    r.node = "MishBackward0";
    r.kernel = "mish_cpu";
    r.formula = "x tanh(log(1 + exp(x)))";
    r.slope = "t + x (1 - t^2) sigmoid(x), t = tanh(log(1 + exp(x)))";
    r.source = "Misra 2019";
    r.low = -0.30884341301705354;
    r.gain = 1.48685;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::exp;
    if (x > 90) return x;
    const T e = exp(x), n = e * (e + 2);
    return x * n / (n + 2);
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::exp;
    if (x > 90) return 1;
    const T e = exp(x), n = e * (e + 2), w = 1 / (n + 2);
    return w * (n + 4 * x * e * (e + 1) * w);
  }
  template <class T>
  static T curvature(const T& x, const Params&) {  // 2 g + x g', g = 4 e (1 + e) / m^2; nothing is left of it past 20
    const T e = x.clamp_max(20).exp(), m = e.mul(e.add(2)).add(2);
    const T cubic = e.mul(e.mul(e.mul(-2).sub(3)).add(2)).add(2);
    return e.mul(4).div(m.square()).mul(e.add(1).mul(2).add(x.mul(cubic).div(m)));
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(mish)
RECTIFY_ACTIVATION_FUNCTIONAL(mish)
#endif
