// mish(x) = x tanh(log(1 + exp(x)))
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(mish, Mish, )
#elif defined(RECTIFY_FORMULA)
struct mish {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return per_lane(d, x, [](double v) {
      const double e = std::exp(-std::abs(v)), n = v < 0 ? e * (e + 2) : 1 + 2 * e;
      return v * (n / (n + (v < 0 ? 2 : 2 * e * e)));
    });
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    return per_lane(d, x, [](double v) {
      const double e = std::exp(-std::abs(v)), n = v < 0 ? e * (e + 2) : 1 + 2 * e, m = n + (v < 0 ? 2 : 2 * e * e);
      return n / m + v * (4 * (v < 0 ? e : e * e) * (1 + e) / (m * m));
    });
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    return per_lane(d, x, [](double v) {
      const double e = std::exp(-std::abs(v)), m = v < 0 ? e * (e + 2) + 2 : 1 + 2 * e + 2 * e * e;
      const double g = 4 * (v < 0 ? e : e * e) * (1 + e) / (m * m);
      const double h = v < 0 ? e * (2 + e * (2 - e * (3 + 2 * e))) : e * e * (e * (e * (2 * e + 2) - 3) - 2);
      return 2 * g + v * (4 * h / (m * m * m));
    });
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
  static double reference(double x, const Params&) {
    return x * std::tanh(x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)));
  }
  static double reference_derivative(double x, const Params&) {
    const double t = std::tanh(x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)));
    const double e = std::exp(-std::abs(x)), s = (x < 0 ? e : 1) / (1 + e);
    return t + x * ((1 - t) * (1 + t) * s);
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
