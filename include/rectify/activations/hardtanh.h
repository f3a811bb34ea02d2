// hardtanh(x) = min(max(x, min_val), max_val)
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(hardtanh, Hardtanh, )
#elif defined(RECTIFY_FORMULA)
struct hardtanh {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params& p) {
    return at_most(d, at_least(d, x, p.a), p.b);
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE hn::Mask<D> active(D d, V x, const Params& p) {
    using T = hn::TFromD<D>;
    const V low = hn::Set(d, static_cast<T>(p.a)), high = hn::Set(d, static_cast<T>(p.b));
    return hn::Not(hn::Or(hn::Le(x, low), hn::Ge(x, high)));
  }
  static double slope(const Params&) { return 1; }
};
#elif !defined(RECTIFY_ACTIVATIONS_HARDTANH_H_)
#define RECTIFY_ACTIVATIONS_HARDTANH_H_
#include <rectify/activations/activation.h>

namespace rectify::nn::api {
struct HardtanhOptions {
  TORCH_ARG(double, min_val) = -1.0;
  TORCH_ARG(double, max_val) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
}  // namespace rectify::nn::api
namespace rectify::activations {
struct hardtanh {
  using Options = nn::HardtanhOptions;
  static constexpr Activation id = Activation::hardtanh;
  static constexpr Record record = [] {
    Record r("hardtanh", "Hardtanh");
    r.node = "HardtanhBackward0";
    r.kernel = "clamp_scalar_cpu";
    r.parameters = 2;
    r.parameter[0] = "min_val";
    r.parameter[1] = "max_val";
    r.defaults[0] = -1;
    r.defaults[1] = 1;
    r.integers = Integers::Exact;
    r.boolean = "Bool inputs not supported for hardtanh";
    r.formula = "min(max(x, min_val), max_val)";
    r.slope = "min_val < x < max_val ? 1 : 0";
    r.source = "Collobert 2004";
    r.kinks = "min_val: 0; max_val: 0";
    r.low = -1;
    r.high = 1;
    r.gain = 1.39204;
    r.ulp = 0;
    r.slope_ulp = 0;
    return r;
  }();
  static Params params(const Scalar& min_val, const Scalar& max_val) {
    return {min_val.toDouble(), max_val.toDouble()};
  }
  static Params params(const Options& o) { return {o.min_val(), o.max_val()}; }
  static void check_module(const Options& o) {
    TORCH_CHECK(o.min_val() < o.max_val(), "max_val must be greater than min_val");
  }
  static Keep keep(const Params&, ScalarType) { return Keep::Bits; }
  template <class T>
  static T reference(T x, const Params& p) {
    const T y = x < p.a ? p.a : x;
    return y > p.b ? p.b : y;
  }
  template <class T>
  static T reference_derivative(T x, const Params& p) {
    return x <= p.a || x >= p.b ? 0 : 1;
  }
  static int64_t integer(int64_t x, const Params& p, ScalarType t) {
    const auto low = static_cast<int64_t>(p.a), high = static_cast<int64_t>(p.b);
    TORCH_CHECK(t != kByte || (low >= 0 && high >= 0), "cannot do hardtanh on an unsigned type with negative limits");
    const int64_t y = x < low ? low : x;
    return y > high ? high : y;
  }
};
}  // namespace rectify::activations
RECTIFY_ACTIVATION_FUNCTIONS_WITH(hardtanh, (const Scalar& min_val = -1, const Scalar& max_val = 1), (min_val, max_val))
RECTIFY_ACTIVATION_FUNCTIONAL_WITH(hardtanh, Hardtanh, = {})
#endif
