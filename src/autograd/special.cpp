// Special functions, and elementwise functions that are composed of others.
#include <rectify/ops/factories.h>
#include <rectify/ops/special.h>

#include <cmath>
#include <numbers>

#include "autograd/elementwise.h"
#include "ops/special.h"

namespace rectify::api {

using detail::Like;
namespace sp = ops::special;

namespace {
Tensor floating(const Tensor& x) {
  return isIntegralType(x.scalar_type(), true) ? x.to(get_default_dtype_as_scalartype()) : x;
}
// y = f(x) element by element, in double.
template <class F>
Tensor map(const Tensor& given, F f) {
  Tensor x = ops::contiguous(ops::to(given.detach(), kDouble)), y = new_tensor(x.sizes(), kDouble);
  for (int64_t i = 0; i < x.numel(); i++) y.data_ptr<double>()[i] = f(x.data_ptr<double>()[i]);
  return ops::to(y, given.scalar_type());
}
template <class F>
Tensor map(const Tensor& a, const Tensor& b, F f) {
  ScalarType t = ops::result_type(a, b);
  std::vector<int64_t> shape = ops::broadcast_shapes(a.sizes(), b.sizes());
  Tensor x = ops::contiguous(ops::to(a.detach().expand(shape), kDouble)),
         z = ops::contiguous(ops::to(b.detach().expand(shape), kDouble)), y = new_tensor(shape, kDouble);
  for (int64_t i = 0; i < y.numel(); i++) y.data_ptr<double>()[i] = f(x.data_ptr<double>()[i], z.data_ptr<double>()[i]);
  return ops::to(y, t);
}
// The same with the gradient g * d(x).
template <class F, class D>
Tensor differentiable(const char* name, const Tensor& given, F f, D d) {
  Tensor x = floating(given), y = map(x, f);
  if (any_wants_grad(x))
    record(y, name, {&x},
           [s = Saved(x), d](Node& self, const Tensor* in, Tensor* out) { out[0] = in[0] * d(s.unpack(self)); });
  return y;
}
const double kRoot = std::sqrt(2 * std::numbers::pi);
}  // namespace

Tensor polygamma(int64_t n, const Tensor& x) {
  TORCH_CHECK(n >= 0, "polygamma(n, x) does not support negative n.");
  return differentiable(
      "PolygammaBackward0", x, [n](double v) { return sp::polygamma(n, v); },
      [n](const Tensor& v) { return polygamma(n + 1, v); });
}
Tensor mvlgamma(const Tensor& given, int64_t p) {
  TORCH_CHECK(p >= 1, "p has to be greater than or equal to 1");
  TORCH_CHECK(given.scalar_type() != kBool, "The input tensor may not be a boolean tensor.");
  Tensor x = floating(given), y = lgamma(x);
  for (int64_t k = 1; k < p; k++) y = y + lgamma(x - 0.5 * static_cast<double>(k));
  return y + 0.25 * static_cast<double>(p * (p - 1)) * std::log(std::numbers::pi);
}
namespace {
Tensor& write_back(const Tensor& self, const Tensor& y) {
  detail::check_cast(y.scalar_type(), self.scalar_type());
  return self.copy_(y);
}
}  // namespace
Tensor& Tensor::polygamma_(int64_t n) const { return write_back(*this, rectify::polygamma(n, clone())); }
Tensor& Tensor::mvlgamma_(int64_t p) const { return write_back(*this, rectify::mvlgamma(clone(), p)); }
Tensor logit(const Tensor& given, optional<double> eps) {
  Tensor x = floating(given);
  const double low = eps.value_or(0), outside = eps ? 0 : NAN;  // NaN where the slope does not exist
  const Tensor inside = eps ? x.detach().clamp(low, 1 - low) : x.detach();
  Tensor y = log(inside / (1 - inside));
  if (any_wants_grad(x))
    record(y, "LogitBackward0", {&x}, [s = Saved(x), low, outside](Node& self, const Tensor* in, Tensor* out) {
      Tensor v = s.unpack(self);
      out[0] = where((v < low).logical_or(v > 1 - low), Scalar(outside), in[0] / (v * (1 - v)));
    });
  return y;
}
Tensor& logit_(Tensor& self, optional<double> eps) { return write_back(self, logit(clone(self), eps)); }
namespace {
Tensor incomplete(const char* name, const Tensor& a, const Tensor& x, double (*f)(double, double), double sign) {
  TORCH_CHECK_NOT_IMPLEMENTED(isFloatingType(ops::result_type(a, x)), "\"", name, "_cpu\" not implemented for '",
                              toString(ops::result_type(a, x)), "'");
  Tensor y = map(a, x, f);
  if (any_wants_grad(a, x))
    record(y, "IgammaBackward0", {&a, &x},
           [sa = Saved(a), sx = Saved(x), sign, la = Like(a, y), lx = Like(x, y)](Node& self, const Tensor* in,
                                                                                  Tensor* out) {
             TORCH_CHECK_NOT_IMPLEMENTED(!self.needs(0), "the derivative for 'igamma: input' is not implemented.");
             Tensor a = sa.unpack(self), x = sx.unpack(self);
             out[1] = lx.fit(in[0] * exp((a - 1) * log(x) - x - lgamma(a)) * sign);
           });
  return y;
}
}  // namespace
Tensor igamma(const Tensor& a, const Tensor& x) { return incomplete("igamma", a, x, sp::igamma, 1); }
Tensor igammac(const Tensor& a, const Tensor& x) { return incomplete("igammac", a, x, sp::igammac, -1); }
Tensor special_i0e(const Tensor& x) {
  return differentiable("SpecialI0EBackward0", x, sp::i0e,
                        [](const Tensor& v) { return special_i1e(v) - sgn(v) * special_i0e(v); });
}
namespace {
// i1(x) / x, whose value at 0 is 1/2.
Tensor over(const Tensor& y, const Tensor& x) { return where(x == 0, Scalar(0.5), y / where(x == 0, Scalar(1), x)); }
}  // namespace
Tensor special_i1(const Tensor& x) {
  return differentiable("SpecialI1Backward0", x, sp::i1,
                        [](const Tensor& v) { return i0(v) - over(special_i1(v), v); });
}
Tensor special_i1e(const Tensor& x) {
  return differentiable("SpecialI1EBackward0", x, sp::i1e, [](const Tensor& v) {
    Tensor y = special_i1e(v);
    return special_i0e(v) - y * sgn(v) - over(y, v);
  });
}
Tensor special_entr(const Tensor& x) {
  return differentiable(
      "SpecialEntrBackward0", x, [](double v) { return v > 0    ? -v * std::log(v)
                                                       : v == 0 ? 0
                                                       : v < 0  ? -INFINITY
                                                                : v; },
      [](const Tensor& v) { return -log(v) - 1; });
}
Tensor special_erfcx(const Tensor& x) {
  return differentiable("SpecialErfcxBackward0", x, sp::erfcx,
                        [](const Tensor& v) { return v * special_erfcx(v) * 2 - 2 * std::numbers::inv_sqrtpi; });
}
Tensor special_ndtr(const Tensor& x) { return erfc(floating(x) * (-std::numbers::sqrt2 / 2)) * 0.5; }
Tensor special_ndtri(const Tensor& x) {
  return differentiable("SpecialNdtriBackward0", x, sp::ndtri,
                        [](const Tensor& v) { return kRoot * exp(square(special_ndtri(v)) * 0.5); });
}
Tensor special_log_ndtr(const Tensor& x) {
  return differentiable("SpecialLogNdtrBackward0", x, sp::log_ndtr,
                        [](const Tensor& v) { return exp(square(v) * -0.5 - special_log_ndtr(v)) / kRoot; });
}
Tensor special_xlog1py(const Tensor& a, const Tensor& b) {
  ScalarType t = ops::result_type(a, b);
  if (!isFloatingType(t)) t = get_default_dtype_as_scalartype();
  const Tensor x = a.to(t), y = b.to(t), nothing = logical_and(x == 0, logical_or(y <= -1, isinf(y)));
  return where(nothing, Scalar(0), x * log1p(where(nothing, Scalar(0), y)));
}
Tensor special_xlog1py(const Tensor& a, const Scalar& b) { return special_xlog1py(a, full_like(floating(a), b)); }
Tensor special_xlog1py(const Scalar& a, const Tensor& b) { return special_xlog1py(full_like(floating(b), a), b); }
Tensor special_zeta(const Tensor& s, const Tensor& q) {
  Tensor a = floating(s), b = floating(q), y = map(a, b, sp::zeta);
  if (any_wants_grad(a, b))
    record(y, "SpecialZetaBackward0", {&a, &b},
           [sa = Saved(a), sb = Saved(b), lb = Like(b, y)](Node& self, const Tensor* in, Tensor* out) {
             TORCH_CHECK_NOT_IMPLEMENTED(!self.needs(0), "the derivative for 'self' is not implemented.");
             Tensor a = sa.unpack(self);
             out[1] = lb.fit(in[0] * -a * special_zeta(a + 1, sb.unpack(self)));
           });
  return y;
}
Tensor special_zeta(const Tensor& s, const Scalar& q) { return special_zeta(s, full_like(floating(s), q)); }
Tensor special_zeta(const Scalar& s, const Tensor& q) { return special_zeta(full_like(floating(q), s), q); }

// --- composed elementwise functions

namespace {
Tensor& written(const char* name, Tensor& out, const Tensor& y) {
  detail::check_cast(y.scalar_type(), out.scalar_type());
  detail::check_out(name, out, y);
  return detail::give(out, y);
}
}  // namespace
#define RECTIFY_ANGLE(f, factor)                                     \
  Tensor f(const Tensor& self) { return floating(self) * (factor); } \
  Tensor& f##_(Tensor& self) { return self.mul_(factor); }           \
  Tensor& f##_out(Tensor& out, const Tensor& self) { return written(#f, out, f(self)); }
RECTIFY_ANGLE(deg2rad, std::numbers::pi / 180)
RECTIFY_ANGLE(rad2deg, 180 / std::numbers::pi)
Tensor ldexp(const Tensor& self, const Tensor& other) { return self * pow(Scalar(2.0), other); }
Tensor& ldexp_(Tensor& self, const Tensor& other) { return self.mul_(pow(Scalar(2.0), other)); }
std::tuple<Tensor, Tensor> frexp(const Tensor& self) {
  TORCH_CHECK(self.is_floating_point(), "torch.frexp() only supports floating-point dtypes");
  Tensor e = map(self.to(kDouble), [](double v) {
               int n = 0;
               if (std::isfinite(v)) std::frexp(v, &n);
               return static_cast<double>(n);
             }).to(kInt);
  return {self * pow(Scalar(2.0), -e.to(kDouble)).to(self.scalar_type()), e};
}
Tensor float_power(const Tensor& a, const Tensor& b) { return pow(a.to(kDouble), b.to(kDouble)); }
Tensor float_power(const Tensor& a, const Scalar& b) { return pow(a.to(kDouble), Scalar(b.toDouble())); }
Tensor float_power(const Scalar& a, const Tensor& b) { return pow(Scalar(a.toDouble()), b.to(kDouble)); }
namespace {
void check_float_power(const Tensor& self) {
  TORCH_CHECK(self.scalar_type() == kDouble, "the base given to float_power_ has dtype ", toString(self.scalar_type()),
              " but the operation's result requires dtype Double");
}
}  // namespace
Tensor& float_power_(Tensor& self, const Tensor& e) {
  check_float_power(self);
  return pow_(self, e.to(kDouble));
}
Tensor& float_power_(Tensor& self, const Scalar& e) {
  check_float_power(self);
  return pow_(self, Scalar(e.toDouble()));
}
Tensor round(const Tensor& self, int64_t decimals) {
  if (decimals == 0) return round(self);
  TORCH_CHECK_NOT_IMPLEMENTED(self.is_floating_point(), "\"round_vml_cpu\" not implemented for '",
                              toString(self.scalar_type()), "'");
  double scale = std::pow(10.0, static_cast<double>(std::abs(decimals)));
  return decimals > 0 ? round(self * scale) / scale : round(self / scale) * scale;
}
Tensor& round_(Tensor& self, int64_t decimals) { return self.copy_(round(clone(self), decimals)); }
Tensor isreal(const Tensor& self) {
  Tensor y = ops::new_like(self, kBool);
  ops::fill_(y, true);
  return y;
}
Tensor& where_out(Tensor& out, const Tensor& c, const Tensor& a, const Tensor& b) {
  return written("where", out, where(c, a, b));
}
Tensor& clamp_min_out(Tensor& out, const Tensor& x, const Scalar& v) {
  return written("clamp_min", out, clamp_min(x, v));
}
Tensor& clamp_max_out(Tensor& out, const Tensor& x, const Scalar& v) {
  return written("clamp_max", out, clamp_max(x, v));
}
Tensor& lerp_out(Tensor& out, const Tensor& x, const Tensor& e, const Scalar& w) {
  return written("lerp", out, lerp(x, e, w));
}
Tensor& lerp_out(Tensor& out, const Tensor& x, const Tensor& e, const Tensor& w) {
  return written("lerp", out, lerp(x, e, w));
}
Tensor& addcmul_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  return written("addcmul", out, addcmul(x, a, b, v));
}
Tensor& addcdiv_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  return written("addcdiv", out, addcdiv(x, a, b, v));
}
Tensor& pow_out(Tensor& out, const Scalar& a, const Tensor& b) { return written("pow", out, pow(a, b)); }
Tensor& nan_to_num_out(Tensor& out, const Tensor& x, optional<double> nan, optional<double> posinf,
                       optional<double> neginf) {
  return written("nan_to_num", out, nan_to_num(x, nan, posinf, neginf));
}

}  // namespace rectify::api
