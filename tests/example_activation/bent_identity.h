// bent_identity(x) = x + (sqrt(x^2 + 1) - 1) / 2
#if defined(RECTIFY_ACTIVATION)
RECTIFY_ACTIVATION(bent_identity, BentIdentity, )
#elif defined(RECTIFY_FORMULA)
struct bent_identity {
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V forward(D d, V x, const Params&) {  // (sqrt(x^2 + 1) - 1) / 2 = x^2 / (2 (sqrt(x^2 + 1) + 1))
    const V xx = hn::Mul(x, x), root = hn::Sqrt(hn::Add(xx, one(d)));
    return hn::Add(x, hn::Div(hn::Mul(half(d), xx), hn::Add(root, one(d))));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V derivative(D d, V x, const Params&) {
    const V root = hn::Sqrt(hn::MulAdd(x, x, one(d)));
    return hn::Add(one(d), hn::Div(hn::Mul(half(d), x), root));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V curvature(D d, V x, const Params&) {
    const V square = hn::MulAdd(x, x, one(d));
    return hn::Div(half(d), hn::Mul(square, hn::Sqrt(square)));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V one(D d) {
    return hn::Set(d, hn::TFromD<D>(1));
  }
  template <class D, class V = hn::Vec<D> >
  static HWY_INLINE V half(D d) {
    return hn::Set(d, hn::TFromD<D>(0.5));
  }
};
#elif !defined(RECTIFY_ACTIVATIONS_BENT_IDENTITY_H_)
#define RECTIFY_ACTIVATIONS_BENT_IDENTITY_H_
#include <rectify/activations/activation.h>

namespace rectify::activations {
struct bent_identity {
  using Options = NoOptions;
  static constexpr Activation id = Activation::bent_identity;
  static constexpr Record record = [] {
    Record r("bent_identity", "BentIdentity");
    r.node = "BentIdentityBackward0";
    r.kernel = "bent_identity_cpu";
    r.formula = "x + (sqrt(x^2 + 1) - 1) / 2";
    r.slope = "1 + x / (2 sqrt(x^2 + 1))";
    r.ulp = 3;
    return r;
  }();
  static Params params(const Options&) { return {}; }
  static Keep keep(const Params&, ScalarType) { return Keep::Input; }
  static double reference(double x, const Params&) { return x + x * x / (2 * (std::sqrt(x * x + 1) + 1)); }
  static double reference_derivative(double x, const Params&) { return 1 + x / (2 * std::sqrt(x * x + 1)); }
  template <class T>
  static T curvature(const T& x, const Params&) {
    return x.square().add(1).pow(-1.5).mul(0.5);
  }
};
}  // namespace rectify::activations
RECTIFY_OWN_FUNCTIONS(bent_identity)
RECTIFY_ACTIVATION_FUNCTIONAL(bent_identity)
#endif
