// sigmoid(x) = 1 / (1 + exp(-x)), the logistic function; also special_expit
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(sigmoid, Sigmoid, Tensor sigmoid() const; Tensor & sigmoid_() const;)
#elif defined(RECTIFY_FORMULA)
struct sigmoid {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::logistic(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    return hn::Mul(y, hn::Sub(hn::Set(d, hn::TFromD<D>(1)), y));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Sub(hn::Set(d, hn::TFromD<D>(1)), hn::Add(y, y));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SIGMOID_H_)
#define RECTIFY_ACTIVATIONS_SIGMOID_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct sigmoid {
  using Options = NoOptions;
  static constexpr Activation id = Activation::sigmoid;
  static constexpr Record record = [] {
    Record r("sigmoid", "Sigmoid");
    r.node = "SigmoidBackward0";
    r.kernel = "sigmoid_cpu";
    r.output_is_fixed = true;
    r.cast_out = true;
    r.integers = Integers::Promote;
    r.formula = "1 / (1 + exp(-x))";
    r.slope = "y (1 - y)";
    r.source = "Verhulst 1845";
    r.low = 0;
    r.high = 1;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::exp;
    return 1 / (1 + exp(-x));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::abs, std::exp;
    const T e = exp(-abs(x));
    return e / ((1 + e) * (1 + e));
  }
  template <class T>
  static T curvature(const T& y, const Params&) {
    return y.mul(-2).add(1);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(sigmoid)
RECTIFY_ACTIVATION_FUNCTIONAL(sigmoid)
namespace rectify::api {
inline Tensor Tensor::sigmoid() const { return rectify::sigmoid(*this); }
inline Tensor& Tensor::sigmoid_() const { return rectify::sigmoid_(*this); }
inline Tensor special_expit(const Tensor& self) { return rectify::sigmoid(self); }
inline Tensor& special_expit_out(Tensor& out, const Tensor& self) { return rectify::sigmoid_out(out, self); }
}  // namespace rectify::api
namespace rectify::special {
inline Tensor expit(const Tensor& self) { return rectify::sigmoid(self); }
inline Tensor& expit_out(Tensor& out, const Tensor& self) { return rectify::sigmoid_out(out, self); }
}  // namespace rectify::special
#endif
