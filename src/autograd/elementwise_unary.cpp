// Differentiable functions of one tensor, copies and conversions.
#include <numbers>

#include <rectify/ops/special.h>

#include "autograd/elementwise.h"
#include "ops/iterate.h"

namespace rectify::api {

using detail::check_out;
using detail::Like;
using detail::zeros_of;
using ops::Unary;

namespace {

// The gradient, from g and the value that was kept: the input x, the output y, or nothing.
enum class Keep : uint8_t { nothing, input, output };
template <class G>
Tensor differentiable(Unary op, const char* name, Keep keep, const Tensor& x, G gradient) {
  Tensor y = ops::unary(op, x);
  if (any_wants_grad(x))
    record(y, name, {&x},
           [s = keep == Keep::input    ? Saved(x)
                : keep == Keep::output ? Saved::output(y)
                                       : Saved(),
            gradient](Node& self, const Tensor* in, Tensor* out) { out[0] = gradient(in[0], s.unpack(self)); });
  return y;
}
template <class G>
Tensor& differentiable_(Unary op, const char* name, Keep keep, Tensor& self, G gradient) {
  check_inplace(self);
  TORCH_CHECK(op != Unary::square || self.scalar_type() != kBool, "Found dtype Bool but expected Long");
  bool tracked = any_wants_grad(self);
  Saved s = tracked && keep == Keep::input ? Saved(clone(self)) : Saved();
  ops::unary_into(op, self, self);
  bump_version(self);
  if (tracked) {
    if (keep == Keep::output) s = Saved::output(self);
    record_inplace(self, name, {&self}, [s, gradient](Node& node, const Tensor* in, Tensor* out) {
      out[0] = gradient(in[0], s.unpack(node));
    });
  }
  return self;
}
Tensor& out_of(Unary op, const char* name, Tensor& out, const Tensor& x) {
  check_out(name, out, x);
  ops::resize_output(out, x.sizes());
  ops::unary_into(op, out, x);
  bump_version(out);
  return out;
}
constexpr double kLn2 = std::numbers::ln2, kLn10 = std::numbers::ln10, kErf = 2 * std::numbers::inv_sqrtpi;

Tensor sinc_gradient(const Tensor& g, const Tensor& x) {
  Tensor a = x * std::numbers::pi, safe = where(x == 0, Scalar(1), x);
  return where(x == 0, Scalar(0), g * (cos(a) - sin(a) / (safe * std::numbers::pi)) / safe);
}

}  // namespace

#define RECTIFY_FUNCTION(f, node, keep, expr)                                                                    \
  namespace {                                                                                                    \
  struct G_##f {                                                                                                 \
    Tensor operator()([[maybe_unused]] const Tensor& g, [[maybe_unused]] const Tensor& x) const { return expr; } \
  };                                                                                                             \
  }                                                                                                              \
  Tensor f(const Tensor& self) { return differentiable(Unary::f, node, Keep::keep, self, G_##f{}); }             \
  Tensor& f##_(Tensor& self) { return differentiable_(Unary::f, node, Keep::keep, self, G_##f{}); }              \
  Tensor& f##_out(Tensor& out, const Tensor& self) { return out_of(Unary::f, #f, out, self); }
// x is the input or the output, as the third column says.
RECTIFY_FUNCTION(sqrt, "SqrtBackward0", output, g / (x * 2))
RECTIFY_FUNCTION(rsqrt, "RsqrtBackward0", output, g* pow(x, 3) * -0.5)
RECTIFY_FUNCTION(reciprocal, "ReciprocalBackward0", output, -g*(x* x))
RECTIFY_FUNCTION(exp, "ExpBackward0", output, g* x)
RECTIFY_FUNCTION(exp2, "Exp2Backward0", output, g* x* kLn2)
RECTIFY_FUNCTION(expm1, "Expm1Backward0", output, g*(x + 1))
RECTIFY_FUNCTION(log, "LogBackward0", input, g / x)
RECTIFY_FUNCTION(log2, "Log2Backward0", input, g / (x * kLn2))
RECTIFY_FUNCTION(log10, "Log10Backward0", input, g / (x * kLn10))
RECTIFY_FUNCTION(log1p, "Log1PBackward0", input, g / (x + 1))
RECTIFY_FUNCTION(sin, "SinBackward0", input, g* cos(x))
RECTIFY_FUNCTION(cos, "CosBackward0", input, g * -sin(x))
RECTIFY_FUNCTION(tan, "TanBackward0", output, g*(x* x + 1))
RECTIFY_FUNCTION(asin, "AsinBackward0", input, g* rsqrt(1 - x * x))
RECTIFY_FUNCTION(acos, "AcosBackward0", input, g * -rsqrt(1 - x * x))
RECTIFY_FUNCTION(atan, "AtanBackward0", input, g / (x * x + 1))
RECTIFY_FUNCTION(sinh, "SinhBackward0", input, g* cosh(x))
RECTIFY_FUNCTION(cosh, "CoshBackward0", input, g* sinh(x))
RECTIFY_FUNCTION(asinh, "AsinhBackward0", input, g* rsqrt(x* x + 1))
RECTIFY_FUNCTION(acosh, "AcoshBackward0", input, g* rsqrt(x* x - 1))
RECTIFY_FUNCTION(atanh, "AtanhBackward0", input, g / (1 - x * x))
RECTIFY_FUNCTION(erf, "ErfBackward0", input, exp(-(x* x)) * kErf * g)
RECTIFY_FUNCTION(erfc, "ErfcBackward0", input, exp(-(x* x)) * -kErf * g)
RECTIFY_FUNCTION(erfinv, "ErfinvBackward0", output, exp(x* x) * (1 / std::numbers::inv_sqrtpi / 2) * g)
RECTIFY_FUNCTION(square, "PowBackward0", input, g*(x * 2))
RECTIFY_FUNCTION(lgamma, "LgammaBackward0", input, g* digamma(x))
RECTIFY_FUNCTION(digamma, "DigammaBackward0", input, g* polygamma(1, x))
RECTIFY_FUNCTION(i0, "I0Backward0", input, g* special_i1(x))
RECTIFY_FUNCTION(sinc, "SincBackward0", input, sinc_gradient(g, x))
RECTIFY_FUNCTION(neg, "NegBackward0", nothing, -g)
RECTIFY_FUNCTION(abs, "AbsBackward0", input, g* sgn(x))
RECTIFY_FUNCTION(sign, "SignBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(sgn, "SgnBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(floor, "FloorBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(ceil, "CeilBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(round, "RoundBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(trunc, "TruncBackward0", nothing, zeros_of(g))
RECTIFY_FUNCTION(frac, "FracBackward0", nothing, g)
RECTIFY_FUNCTION(bitwise_not, "NotImplemented", nothing, zeros_of(g))

#define RECTIFY_TEST(f) \
  Tensor f(const Tensor& self) { return ops::unary(Unary::f, self); }
RECTIFY_UNARY_TEST(RECTIFY_TEST)
RECTIFY_TEST(logical_not)
Tensor& logical_not_(Tensor& self) {
  return differentiable_(Unary::logical_not, "NotImplemented", Keep::nothing, self, G_sign{});
}
Tensor& logical_not_out(Tensor& out, const Tensor& self) {
  return out_of(Unary::logical_not, "logical_not", out, self.detach());
}

// Copies and conversions.

Tensor clone(const Tensor& self, optional<MemoryFormat> memory_format) {
  Tensor y = ops::clone(self, memory_format);
  if (any_wants_grad(self))
    record(y, "CloneBackward0", {&self}, [](Node&, const Tensor* in, Tensor* out) { out[0] = in[0]; });
  return y;
}
Tensor Tensor::contiguous(MemoryFormat memory_format) const {
  if (is_contiguous(memory_format)) return *this;
  TORCH_CHECK(memory_format != MemoryFormat::Preserve,
              "preserve memory format is unsupported by the contiguous operator");
  return rectify::clone(*this, memory_format);
}
Tensor Tensor::to(ScalarType t, bool, bool copy, optional<MemoryFormat> memory_format) const {
  if (copy && self().dtype == t) return rectify::clone(*this, memory_format);
  Tensor y = ops::to(*this, t, memory_format);
  if (any_wants_grad(*this) && isFloatingType(t) && !y.is_same(*this))
    record(y, "ToCopyBackward0", {this},
           [from = self().dtype](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].to(from); });
  return y;
}
Tensor Tensor::to(TensorOptions options, bool non_blocking, bool copy, optional<MemoryFormat> memory_format) const {
  check_device(options.device());
  return to(options.has_dtype() ? options.dtype().toScalarType() : scalar_type(), non_blocking, copy,
            ops::format_of(options, memory_format));
}
Tensor Tensor::to(Device device, ScalarType t, bool non_blocking, bool copy,
                  optional<MemoryFormat> memory_format) const {
  check_device(device);
  return to(t, non_blocking, copy, memory_format);
}
Tensor Tensor::to(const Tensor& other, bool non_blocking, bool copy, optional<MemoryFormat> memory_format) const {
  return to(other.scalar_type(), non_blocking, copy, memory_format);
}
Tensor Tensor::cuda() const {
  check_device(Device(kCUDA));
  return *this;
}
Tensor& Tensor::copy_(const Tensor& src, bool) const {
  Tensor& to = const_cast<Tensor&>(*this);
  if (src.dim() > dim())
    TORCH_CHECK(false, "output with shape ", sizes(), " doesn't match the broadcast shape ",
                IntArrayRef(ops::broadcast_shapes(sizes(), src.sizes())));
  check_inplace(to);
  ops::copy_(to, src);
  bump_version(to);
  if (any_wants_grad(to, src) && is_floating_point())
    record_inplace(to, "torch::autograd::CopyBackwards", {&to, &src},
                   [like = Like(src, to)](Node& node, const Tensor* in, Tensor* out) {
                     if (node.needs(0)) out[0] = zeros_of(in[0]);
                     if (node.needs(1)) out[1] = like.fit(in[0]);
                   });
  return to;
}
Tensor& fill_(Tensor& self, const Scalar& value) {
  check_inplace(self);
  ops::fill_(self, value);
  bump_version(self);
  if (any_wants_grad(self))
    record_inplace(self, "FillBackward0", {&self},
                   [](Node&, const Tensor* in, Tensor* out) { out[0] = zeros_of(in[0]); });
  return self;
}
Tensor& fill_(Tensor& self, const Tensor& value) {
  TORCH_CHECK(value.dim() == 0, "fill_ only supports 0-dimension value tensor but got tensor with ", value.dim(),
              " dimensions.");
  return self.copy_(value);
}
Tensor& zero_(Tensor& self) {
  check_inplace(self);
  ops::zero_(self);
  bump_version(self);
  if (any_wants_grad(self))
    record_inplace(self, "ZeroBackward0", {&self},
                   [](Node&, const Tensor* in, Tensor* out) { out[0] = zeros_of(in[0]); });
  return self;
}

}  // namespace rectify::api
