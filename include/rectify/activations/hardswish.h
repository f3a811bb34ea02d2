// hardswish(x) = x min(max(x + 3, 0), 6) / 6
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(hardswish, Hardswish, )
#elif defined(RECTIFY_FORMULA)
struct hardswish {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {
    return math::hardswish(d, x);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    const V three = constant(d, 3), y = hn::Div(hn::Add(x, constant(d, 1.5)), three);  // exact where it crosses zero
    return hn::IfThenElse(hn::Gt(x, three), constant(d, 1), y);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> dead(D d, V x, const Params&) {
    return hn::Lt(x, constant(d, -3));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    using T = hn::TFromD<D>;
    const V three = hn::Set(d, T(3));
    return hn::IfThenElseZero(hn::Lt(hn::Abs(x), three), hn::Set(d, T(1.0 / 3)));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_HARDSWISH_H_)
#define RECTIFY_ACTIVATIONS_HARDSWISH_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct HardswishOptions {
  /* implicit */ HardswishOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct hardswish {
  using Options = nn::HardswishOptions;
  static constexpr Activation id = Activation::hardswish;
  static constexpr Record record = [] {
    Record r("hardswish", "Hardswish");
    r.node = "HardswishBackward0";
    r.kernel = "hardswish_cpu";
    r.formula = "x min(max(x + 3, 0), 6) / 6";
    r.slope = "x < -3 ? 0 : x <= 3 ? x / 3 + 1/2 : 1";
    r.source = "Howard et al. 2019";
    r.kinks = "-3: -1/2; 3: 3/2";
    r.low = -0.375;
    r.gain = 1.73666;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  template <class T>
  static T reference(T x, const Params&) {
    return x <= -3 ? x * 0.0 : x >= 3 ? x : x * (x + 3) / 6;
  }
  template <class T>
  static T reference_derivative(T x, const Params&) {
    return x < -3 ? 0 : x <= 3 ? x / 3 + 0.5 : 1;
  }
  template <class T>
  static T curvature(const T& x, const Params&) {
    return x.abs().lt(3).to(x.scalar_type()).mul(1.0 / 3);
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS(hardswish)
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(hardswish, Hardswish, = {})
#endif
