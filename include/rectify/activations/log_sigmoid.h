// log_sigmoid(x) = -log(1 + exp(-x)); nn::functional::logsigmoid
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(log_sigmoid, LogSigmoid, )
#elif defined(RECTIFY_FORMULA)
struct log_sigmoid {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::Sub(hn::Zero(d), math::softplus(d, hn::Neg(x)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    return hn::Neg(math::expm1(d, y));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Neg(math::exp(d, y));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_LOG_SIGMOID_H_)
#define RECTIFY_ACTIVATIONS_LOG_SIGMOID_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct log_sigmoid {
  using Options = NoOptions;
  static constexpr Activation id = Activation::log_sigmoid;
  static constexpr Record record = [] {
    Record r("log_sigmoid", "LogSigmoid");
    r.node = "LogSigmoidBackward0";
    r.kernel = "log_sigmoid_cpu";
    r.formula = "-log(1 + exp(-x))";
    r.slope = "1 - exp(y)";
    r.high = 0;
    r.gain = 1.04187;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Output; }
  template <class T>
  static T reference(T x, const Params&) {
    using std::abs, std::exp, std::log1p;
    return (x < 0 ? x : -0.0) - log1p(exp(-abs(x)));
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    using std::abs, std::exp;
    const T e = exp(-abs(x));
    return (x > 0 ? e : 1) / (1 + e);
  }
  template <class T>
  static T curvature(const T& y, const Params&) {
    return y.exp().neg();
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(log_sigmoid)
RECTIFY_ACTIVATION_FUNCTIONAL(log_sigmoid)
namespace rectify::nn::functional {
inline Tensor logsigmoid(const Tensor& input) { return rectify::log_sigmoid(input); }
}  // namespace rectify::nn::functional
#endif
