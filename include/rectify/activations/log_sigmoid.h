// log_sigmoid(x) = -log(1 + exp(-x)); nn::functional::logsigmoid
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(log_sigmoid, LogSigmoid, )
#elif defined(RECTIFY_FORMULA)
struct log_sigmoid {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return hn::Add(hn::Zero(d),
                   per_lane(d, x, [](double v) { return (v < 0 ? v : 0.0) - std::log1p(std::exp(-std::abs(v))); }));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V y, const Params&) {
    return per_lane(d, y, [](double v) { return -std::expm1(v); });
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V y, const Params&) {
    return hn::Neg(exp_nonpositive(d, y));
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
  static double reference(double x, const Params&) { return (x < 0 ? x : -0.0) - std::log1p(std::exp(-std::abs(x))); }
  static double reference_derivative(double x, const Params&) {
    const double e = std::exp(-std::abs(x));
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
