// softsign(x) = x / (1 + |x|)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(softsign, Softsign, )
#elif defined(RECTIFY_FORMULA)
struct softsign {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::CopySign(math::softsign(d, x), x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    const V rest = hn::Sub(hn::Set(d, hn::TFromD<D>(1)), hn::Abs(y));
    return hn::Mul(rest, rest);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    using T = hn::TFromD<D>;
    const V c = hn::Mul(hn::CopySign(hn::Set(d, T(-2)), hn::Neg(y)), hn::Sub(hn::Set(d, hn::TFromD<D>(1)), hn::Abs(y)));
    return hn::IfThenZeroElse(hn::Eq(y, hn::Zero(d)), c);
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SOFTSIGN_H_)
#define RECTIFY_ACTIVATIONS_SOFTSIGN_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct softsign {
  using Options = NoOptions;
  static constexpr Activation id = Activation::softsign;
  static constexpr Record record = [] {
    Record r("softsign", "Softsign");
    r.node = "DivBackward0";
    r.kernel = "softsign_cpu";
    r.integers = Integers::Promote;
    r.formula = "x / (1 + |x|)";
    r.slope = "(1 - |y|)^2";
    r.source = "Bergstra, Desjardins, Lamblin and Bengio 2009";
    r.low = -1;
    r.high = 1;
    r.gain = 2.33753;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::abs;
    return x / (1 + abs(x));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::abs;
    return 1 / ((1 + abs(x)) * (1 + abs(x)));
  }
  template <class T>
  static T curvature(const T& y, const Params&) {
    return y.abs().sub(1).mul(y.sign()).mul(2);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(softsign)
RECTIFY_ACTIVATION_FUNCTIONAL(softsign)
#endif
