// softplus(x) = log(1 + exp(beta x)) / beta, and x where beta x > threshold
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(softplus, Softplus, )
#elif defined(RECTIFY_FORMULA)
struct softplus {
  static constexpr Params usual = {1, 20};
  static bool keeps_output(const Params& p, bool is_double) { return p.a > 0 && p.b >= (is_double ? 37 : 17.4); }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> linear(D d, V v, const Params& p) {
    return hn::Gt(is_one(p.a) ? v : hn::Mul(v, constant(d, p.a)), constant(d, p.b));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return hn::IfThenElse(linear(d, x, p), x, math::softplus(d, x, p.a));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V saved, const Params& p) {
    const bool output = keeps_output(p, sizeof(hn::TFromD<D>) == 8);
    const V low = output ? hn::Neg(math::expm1(d, hn::Neg(saved), 1, p.a)) : math::logistic(d, saved, p.a);
    return hn::IfThenElse(linear(d, saved, p), constant(d, 1), low);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V saved, const Params& p) {
    const bool output = keeps_output(p, sizeof(hn::TFromD<D>) == 8);
    const V low = output ? math::exp(d, saved, -p.a) : math::logistic_slope(d, saved, p.a);
    return hn::IfThenZeroElse(linear(d, saved, p), hn::Mul(low, constant(d, p.a)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_SOFTPLUS_H_)
#define RECTIFY_ACTIVATIONS_SOFTPLUS_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct SoftplusOptions {
  TORCH_ARG(double, beta) = 1.0;
  TORCH_ARG(double, threshold) = 20.0;
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct softplus {
  using Options = nn::SoftplusOptions;
  static constexpr Activation id = Activation::softplus;
  static constexpr Record record = [] {
    Record r("softplus", "Softplus");
    r.node = "SoftplusBackward0";
    r.kernel = "softplus_cpu";
    r.parameters = 2;
    r.parameter[0] = "beta";
    r.parameter[1] = "threshold";
    r.defaults[0] = 1;
    r.defaults[1] = 20;
    r.formula = "beta x > threshold ? x : log(1 + exp(beta x)) / beta";
    r.slope = "beta x > threshold ? 1 : 1 - exp(-beta y)";
    r.source = "Dugas, Bengio, Bélisle, Nadeau and Garcia 2001";
    r.low = 0;
    r.gain = 1.04187;
    return r;
  }();
  static Params params(const Scalar& beta, const Scalar& threshold) { return {beta.toDouble(), threshold.toDouble()}; }
  static Params params(const Options& o) { return {o.beta(), o.threshold()}; }
  // The output tells the slope unless a low threshold makes two pieces overlap.
  static Keep keep(const Params& p, ScalarType t) {
    return p.a > 0 && p.b >= (t == kDouble ? 37 : 17.4) ? Keep::Output : Keep::Input;
  }
  template <class T>
  static T reference(T x, const Params& p) {
    using std::abs, std::exp, std::log1p;
    const T z = p.a * x;
    return z > p.b ? x : ((z > 0 ? z : 0) + log1p(exp(-abs(z)))) / p.a;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    using std::abs, std::exp;
    const T z = p.a * x, e = exp(-abs(z));
    return z > p.b ? 1 : (z < 0 ? e : 1) / (1 + e);
  }
  template <class T>
  static T curvature(const T& saved, const Params& p) {
    const T z = saved.mul(p.a), below = z.le(p.b).to(saved.scalar_type());
    if (keep(p, saved.scalar_type()) == Keep::Output) return z.neg().exp().mul(p.a).mul(below);
    const T s = z.sigmoid();
    return s.mul(s.neg().add(1)).mul(p.a).mul(below);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(softplus, (const Scalar& beta = 1, const Scalar& threshold = 20), (beta, threshold))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(softplus, Softplus, = {})
#endif
