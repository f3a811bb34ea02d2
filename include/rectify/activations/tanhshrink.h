// tanhshrink(x) = x - tanh(x)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(tanhshrink, Tanhshrink, )
#elif defined(RECTIFY_FORMULA)
struct tanhshrink {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::tanhshrink(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    return math::tanh_squared(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    const V t = math::tanh(d, x), one = constant(d, 1);
    return hn::Mul(hn::Add(t, t), hn::Mul(hn::Sub(one, t), hn::Add(one, t)));
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
  template <class T>
  static T reference(T x, const Params&) {
    using std::tanh;
    const T u = x * x;
    if (u > T(0.01)) return x - tanh(x);
    // The series of x - tanh(x).
    return x * u *
           (T(1) / 3 -
            u * (T(2) / 15 -
                 u * (T(17) / 315 -
                      u * (T(62) / 2835 - u * (T(1382) / 155925 - u * (T(21844) / 6081075 -
                                                                       u * (T(929569) / 638512875 -
                                                                            u * (T(6404582) / T(10854718875.0)))))))));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::tanh;
    const T t = tanh(x);
    return t * t;
  }
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
