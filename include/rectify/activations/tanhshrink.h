// tanhshrink(x) = x - tanh(x)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(tanhshrink, Tanhshrink, )
#elif defined(RECTIFY_FORMULA)
struct tanhshrink {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::Add(
        hn::Zero(d), per_lane(d, x, [&](double v) {
          const double s = v * v;
          if (s > 0.01) return v - std::tanh(v);
          return v * s *
                 (1.0 / 3 - s * (2.0 / 15 - s * (17.0 / 315 -
                                                 s * (62.0 / 2835 - s * (1382.0 / 155925 - s * (21844.0 / 6081075))))));
        }));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    const V t = tanh_nonnegative(d, hn::Abs(x));
    return hn::Mul(t, t);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    const V t = hn::CopySign(tanh_nonnegative(d, hn::Abs(x)), x);
    return hn::Mul(hn::Add(t, t),
                   hn::Mul(hn::Sub(hn::Set(d, hn::TFromD<D>(1)), t), hn::Add(hn::Set(d, hn::TFromD<D>(1)), t)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_TANHSHRINK_H_)
#define RECTIFY_ACTIVATIONS_TANHSHRINK_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct tanhshrink {
  using Options = NoOptions;
  static constexpr Activation id = Activation::tanhshrink;
  static constexpr Record record = [] {
    Record r("tanhshrink", "Tanhshrink");
    r.node = "SubBackward0";
    r.kernel = "tanhshrink_cpu";
    r.integers = Integers::Promote;
    r.formula = "x - tanh(x)";
    r.slope = "tanh(x)^2";
    r.gain = 2.33837;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  static double reference(double x, const Params&) {
    const double s = x * x;
    if (s > 0.01) return x - std::tanh(x);
    return x * s *
           (1.0 / 3 -
            s * (2.0 / 15 -
                 s * (17.0 / 315 - s * (62.0 / 2835 - s * (1382.0 / 155925 -
                                                           s * (21844.0 / 6081075 - s * (929569.0 / 638512875)))))));
  }
  static double reference_derivative(double x, const Params&) { return std::tanh(x) * std::tanh(x); }
  template <class T>
  static T curvature(const T& x, const Params&) {
    const T t = x.tanh();
    return t.mul(2).mul(t.square().neg().add(1));
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(tanhshrink)
RECTIFY_ACTIVATION_FUNCTIONAL(tanhshrink)
#endif
