// tanh(x), the hyperbolic tangent
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(tanh, Tanh, Tensor tanh() const; Tensor & tanh_() const;)
#elif defined(RECTIFY_FORMULA)
struct tanh {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::tanh(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    const V one = hn::Set(d, hn::TFromD<D>(1));
    return hn::Mul(hn::Sub(one, y), hn::Add(one, y));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Mul(hn::Set(d, hn::TFromD<D>(-2)), y);
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_TANH_H_)
#define RECTIFY_ACTIVATIONS_TANH_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct tanh {
  using Options = NoOptions;
  static constexpr Activation id = Activation::tanh;
  static constexpr Record record = [] {
    Record r("tanh", "Tanh");
    r.node = "TanhBackward0";
    r.kernel = "tanh_vml_cpu";
    r.output_is_fixed = true;
    r.cast_out = true;
    r.integers = Integers::Promote;
    r.formula = "(exp(x) - exp(-x)) / (exp(x) + exp(-x))";
    r.slope = "1 - y^2";
    r.low = -1;
    r.high = 1;
    r.gain = 5.0 / 3;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::tanh;
    return tanh(x);
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::abs, std::exp;
    const T e = exp(-2 * abs(x));
    return 4 * e / ((1 + e) * (1 + e));
  }
  template <class T>
  static T curvature(const T& y, const Params&) {
    return y.mul(-2);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(tanh)
RECTIFY_ACTIVATION_FUNCTIONAL(tanh)
namespace rectify::api {
inline Tensor Tensor::tanh() const { return rectify::tanh(*this); }
inline Tensor& Tensor::tanh_() const { return rectify::tanh_(*this); }
}  // namespace rectify::api
#endif
