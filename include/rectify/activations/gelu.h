// gelu(x) = x P(X <= x) for X ~ N(0, 1); approximate = "tanh": with the tanh of a cubic in place of erf
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(gelu, GELU, )
#elif defined(RECTIFY_FORMULA)
struct gelu {
  static constexpr Params usual = {0};
  static constexpr double kDensity = 0.39894228040143267794;  // 1 / sqrt(2 pi)
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return is_one(p.a) ? math::gelu_tanh(d, x) : math::gelu(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params& p) {
    return is_one(p.a) ? math::gelu_tanh_slope(d, x) : math::gelu_slope(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params& p) {
    if (is_one(p.a)) return math::gelu_tanh_curvature(d, x);
    const V xx = hn::Mul(x, x), density = hn::Mul(constant(d, kDensity), math::exp(d, xx, -0.5));
    return hn::Mul(density, hn::Sub(constant(d, 2), xx));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_GELU_H_)
#define RECTIFY_ACTIVATIONS_GELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct GELUOptions {
  TORCH_ARG(std::string, approximate) = "none";
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct gelu {
  using Options = nn::GELUOptions;
  static constexpr Activation id = Activation::gelu;
  static constexpr Record record = [] {
    Record r("gelu", "GELU");
    r.node = "GeluBackward0";
    r.kernel = "GeluKernelImpl";
    r.formula = "x (1 + erf(x / sqrt(2))) / 2";
    r.slope = "(1 + erf(x / sqrt(2))) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)";
    r.source = "Hendrycks and Gimpel 2016";
    r.low = -0.16997120747990369;
    r.gain = 1.53353;
    return r;
  }();
  static Params params(std::string_view approximate) {
    return {approximate == "none" ? 0.0 : approximate == "tanh" ? 1.0 : -1.0};
  }
  static Params params(const Options& o) { return params(std::string_view(o.approximate())); }
  static void check(const Params& p) { TORCH_CHECK(p.a >= 0, "approximate argument must be either none or tanh."); }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params& p) {
    using std::erfc, std::exp, std::sqrt;
    if (p.a != 0) return x / (1 + exp(-2 * cubic(x)));
    return x * (erfc(-x / sqrt(T(2))) / 2);
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    using std::abs, std::acos, std::erfc, std::exp, std::sqrt;
    const T pi = acos(T(-1));
    if (p.a == 0) return erfc(-x / sqrt(T(2))) / 2 + x * (exp(-x * x / 2) / sqrt(2 * pi));
    const T t = exp(-2 * abs(cubic(x))), slope = sqrt(2 / pi) * (1 + 3 * (T(44715) / 1000000) * x * x);
    return (x < 0 ? t : T(1)) / (1 + t) + x * (2 * t / ((1 + t) * (1 + t)) * slope);
  }
  template <class T>
  static T curvature(const T& x, const Params& p) {
    if (p.a == 0) return x.square().mul(-0.5).exp().mul(0.39894228040143267794).mul(x.square().neg().add(2));
    const double k = 2 * std::sqrt(2 / 3.14159265358979323846), c = 0.044715;
    const T s = x.square().mul(c).add(1).mul(x).mul(k).sigmoid(), slope = x.square().mul(3 * c).add(1).mul(k);
    const T inner = x.mul(6 * c * k).add(slope.square().mul(s.mul(-2).add(1)));
    return s.mul(s.neg().add(1)).mul(slope.mul(2).add(x.mul(inner)));
  }
  template <class T>
  static T cubic(T x) {
    using std::acos, std::sqrt;
    return sqrt(2 / acos(T(-1))) * (x + T(44715) / 1000000 * x * x * x);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(gelu, (std::string_view approximate = "none"), (approximate))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(gelu, GELU, = {})
#endif
