// gelu(x) = x P(X <= x) for X ~ N(0, 1); approximate = "tanh": with the tanh of a cubic in place of erf
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(gelu, GELU, )
#elif defined(RECTIFY_FORMULA)
struct gelu {
  static constexpr double kRoot = 0.70710678118654752440, kDensity = 0.39894228040143267794;
  static constexpr double kInner = 1.5957691216057307118, kCubic = 0.044715;  // 2 sqrt(2 / pi)
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return per_lane(d, x, [&](double v) {
      if (p.a != 0) return v / (1 + std::exp(-kInner * (v + kCubic * v * v * v)));
      return v * (0.5 * std::erfc(-v * kRoot));
    });
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params& p) {
    return per_lane(d, x, [&](double v) {
      if (p.a == 0) return 0.5 * std::erfc(-v * kRoot) + v * (kDensity * std::exp(-0.5 * v * v));
      const double e = std::exp(-std::abs(kInner * (v + kCubic * v * v * v))), s = (v < 0 ? e : 1) / (1 + e);
      return s + v * (e / ((1 + e) * (1 + e))) * (kInner * (1 + 3 * kCubic * v * v));
    });
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params& p) {
    using T = hn::TFromD<D>;
    const V xx = hn::Mul(x, x), half = hn::Set(d, T(-0.5)), two = hn::Set(d, T(2));
    if (p.a == 0) {  // density (2 - x^2)
      const V density = hn::Mul(hn::Set(d, static_cast<T>(kDensity)), exp_nonpositive(d, hn::Mul(half, xx)));
      return hn::Mul(density, hn::Sub(two, xx));
    }
    return per_lane(d, x, [](double v) {  // s (1 - s) (2 u' + v (u'' + u'^2 (1 - 2 s)))
      const double u = kInner * (v + kCubic * v * v * v), e = std::exp(-std::abs(u));
      const double s = (v < 0 ? e : 1) / (1 + e), slope = kInner * (1 + 3 * kCubic * v * v);
      return e / ((1 + e) * (1 + e)) * (2 * slope + v * (kInner * 6 * kCubic * v + slope * slope * (1 - 2 * s)));
    });
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_GELU_H_)
#define RECTIFY_ACTIVATIONS_GELU_H_
#include <rectify/activations/activation.h>

namespace rectify::nn {
struct GELUOptions {
  TORCH_ARG(std::string, approximate) = "none";
};
}  // namespace rectify::nn
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
  static double reference(double x, const Params& p) {
    if (p.a != 0) return x / (1 + std::exp(-2 * cubic(x)));
    return x * (std::erfc(-x / std::sqrt(2.0)) / 2);
  }
  static double reference_derivative(double x, const Params& p) {
    constexpr double kPi = 3.14159265358979323846;
    if (p.a == 0) return std::erfc(-x / std::sqrt(2.0)) / 2 + x * (std::exp(-x * x / 2) / std::sqrt(2 * kPi));
    const double t = std::exp(-2 * std::abs(cubic(x))), slope = std::sqrt(2 / kPi) * (1 + 3 * 0.044715 * x * x);
    return (x < 0 ? t : 1) / (1 + t) + x * (2 * t / ((1 + t) * (1 + t)) * slope);
  }
  template <class T>
  static T curvature(const T& x, const Params& p) {
    if (p.a == 0) return x.square().mul(-0.5).exp().mul(0.39894228040143267794).mul(x.square().neg().add(2));
    const double k = 2 * std::sqrt(2 / 3.14159265358979323846), c = 0.044715;
    const T s = x.square().mul(c).add(1).mul(x).mul(k).sigmoid(), slope = x.square().mul(3 * c).add(1).mul(k);
    const T inner = x.mul(6 * c * k).add(slope.square().mul(s.mul(-2).add(1)));
    return s.mul(s.neg().add(1)).mul(slope.mul(2).add(x.mul(inner)));
  }
  static double cubic(double x) { return std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x); }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(gelu, (std::string_view approximate = "none"), (approximate))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(gelu, GELU, = {})
#endif
