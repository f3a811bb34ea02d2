// Differentiable arithmetic: binary operations, clamp, where and what is composed of them.
#include "autograd/elementwise.h"

#include <rectify/autograd/observer.h>
#include <rectify/ops/factories.h>

#include <cmath>

namespace rectify::api {

using detail::check_out;
using detail::Like;
using detail::saved_if;
using detail::zeros_of;
using ops::Binary;

namespace {

// y = a op b, with the gradients ga(g, a, b) and gb(g, a, b).
template <class GA, class GB>
Tensor differentiable(Binary op, const char* name, const Tensor& a, const Tensor& b, GA ga, GB gb) {
  Tensor y = ops::binary(op, a, b);
  if (any_wants_grad(a, b)) {
    bool both = op != Binary::mul;
    record(y, name, {&a, &b},
           [sa = saved_if(both || wants_grad(b), a), sb = saved_if(both || wants_grad(a), b), la = Like(a, y),
            lb = Like(b, y), ga, gb](Node& self, const Tensor* in, Tensor* out) {
             Tensor a = sa.defined() ? sa.unpack(self) : Tensor(), b = sb.defined() ? sb.unpack(self) : Tensor();
             if (self.needs(0)) out[0] = la.fit(ga(in[0], a, b));
             if (self.needs(1)) out[1] = lb.fit(gb(in[0], a, b));
           });
  }
  return y;
}
template <class GA, class GB>
Tensor& differentiable_(Binary op, const char* name, Tensor& self, const Tensor& b, GA ga, GB gb) {
  check_inplace(self);
  bool tracked = any_wants_grad(self, b);
  Saved sa, sb;
  if (tracked) {
    bool both = op != Binary::mul;
    if (both || wants_grad(b)) sa = Saved(clone(self));
    if (both || wants_grad(self)) sb = Saved(self.is_same(b) ? clone(b) : b);
  }
  ops::binary_inplace(op, self, b);
  bump_version(self);
  if (tracked)
    record_inplace(
        self, name, {&self, &b},
        [sa, sb, dtype = self.scalar_type(), lb = Like(b, self), ga, gb](Node& node, const Tensor* in, Tensor* out) {
          Tensor a = sa.defined() ? sa.unpack(node) : Tensor(), b = sb.defined() ? sb.unpack(node) : Tensor();
          if (node.needs(0)) out[0] = ga(in[0], a, b).to(dtype);
          if (node.needs(1)) out[1] = lb.fit(gb(in[0], a, b));
        });
  return self;
}
// y = a op s, with the gradient ga(g, a, s); a is kept when keep says so.
template <class GA>
Tensor differentiable(Binary op, const char* name, const Tensor& a, const Scalar& s, bool keep, GA ga) {
  Tensor y = ops::binary(op, a, s);
  if (any_wants_grad(a))
    record(y, name, {&a}, [sa = saved_if(keep, a), la = Like(a, y), s, ga](Node& self, const Tensor* in, Tensor* out) {
      out[0] = la.fit(ga(in[0], sa.defined() ? sa.unpack(self) : Tensor(), s));
    });
  return y;
}
template <class GA>
Tensor& differentiable_(Binary op, const char* name, Tensor& self, const Scalar& s, bool keep, GA ga) {
  check_inplace(self);
  bool tracked = any_wants_grad(self);
  Saved sa = tracked && keep ? Saved(clone(self)) : Saved();
  ops::binary_inplace(op, self, s);
  bump_version(self);
  if (tracked)
    record_inplace(self, name, {&self}, [sa, s, ga](Node& node, const Tensor* in, Tensor* out) {
      out[0] = ga(in[0], sa.defined() ? sa.unpack(node) : Tensor(), s);
    });
  return self;
}
void resize_to_broadcast(Tensor& out, const Tensor& a, const Tensor& b) {
  ops::resize_output(out, ops::broadcast_shapes(a.sizes(), b.sizes()));
}
Tensor& out_of(Binary op, const char* name, Tensor& out, const Tensor& a, const Tensor& b) {
  check_out(name, out, a, b);
  resize_to_broadcast(out, a, b);
  ops::binary_into(op, out, a, b);
  bump_version(out);
  return out;
}
Tensor& out_of(Binary op, const char* name, Tensor& out, const Tensor& a, const Scalar& b) {
  check_out(name, out, a);
  ops::resize_output(out, a.sizes());
  ops::binary_into(op, out, a, b);
  bump_version(out);
  return out;
}
// g where the condition holds, else 0.
Tensor keep_where(const Tensor& condition, const Tensor& g) { return where(condition, g, Scalar(0)); }
bool is_one(const Scalar& s) { return s.equal(1); }

// Gradients by operation: a's and b's.
#define RECTIFY_GRAD2(name, expr)                                                         \
  struct name {                                                                           \
    Tensor operator()([[maybe_unused]] const Tensor& g, [[maybe_unused]] const Tensor& a, \
                      [[maybe_unused]] const Tensor& b) const {                           \
      return expr;                                                                        \
    }                                                                                     \
  };
#define RECTIFY_GRAD_BOTH(name, expr)                                                     \
  struct name {                                                                           \
    template <class B>                                                                    \
    Tensor operator()([[maybe_unused]] const Tensor& g, [[maybe_unused]] const Tensor& a, \
                      [[maybe_unused]] const B& b) const {                                \
      return expr;                                                                        \
    }                                                                                     \
  };
RECTIFY_GRAD_BOTH(mul_a, g* b)
RECTIFY_GRAD2(mul_b, g* a)
RECTIFY_GRAD_BOTH(div_a, g / b)
RECTIFY_GRAD2(div_b, -g*((a / b) / b))
RECTIFY_GRAD_BOTH(pass, g)
RECTIFY_GRAD_BOTH(nothing, zeros_of(g))
RECTIFY_GRAD2(remainder_b, -g* div(a, b, "floor"))
RECTIFY_GRAD2(fmod_b, -g* div(a, b, "trunc"))
struct pow_a {
  Tensor operator()(const Tensor& g, const Tensor& a, const Tensor& b) const {
    return where(b == 0, Scalar(0), g * (b * pow(a, b - 1)));
  }
  Tensor operator()(const Tensor& g, const Tensor& a, const Scalar& b) const {
    if (b.equal(0)) return zeros_of(g);
    if (b.equal(2)) return g * (a * 2);
    return g * (pow(a, b.isFloatingPoint() ? Scalar(b.toDouble() - 1) : Scalar(b.toLong() - 1)) * b);
  }
};
RECTIFY_GRAD2(pow_b, g* where(logical_and(a == 0, b >= 0), Scalar(0), pow(a, b) * log(a)))
// At a = 0 the formula's value, 0, also where log b is not finite.
RECTIFY_GRAD2(xlogy_a, g* where(logical_and(a == 0, b <= 0), Scalar(0), log(b)))
RECTIFY_GRAD2(xlogy_b, g* a / b)
RECTIFY_GRAD2(atan2_a, keep_where(logical_or(a != 0, b != 0), g* b / (a * a + b * b)))
RECTIFY_GRAD2(atan2_b, keep_where(logical_or(a != 0, b != 0), -g* a / (a * a + b * b)))
RECTIFY_GRAD2(hypot_a, g*(a / hypot(a, b)))
RECTIFY_GRAD2(hypot_b, g*(b / hypot(a, b)))
RECTIFY_GRAD_BOTH(copysign_a, g* sgn(copysign(a, b)) * sgn(a))
RECTIFY_GRAD2(maximum_a, where(a < b, Scalar(0), where(a == b, g / 2, g)))
RECTIFY_GRAD2(maximum_b, where(b < a, Scalar(0), where(a == b, g / 2, g)))
RECTIFY_GRAD2(minimum_a, where(a > b, Scalar(0), where(a == b, g / 2, g)))
RECTIFY_GRAD2(minimum_b, where(b > a, Scalar(0), where(a == b, g / 2, g)))
RECTIFY_GRAD2(fmax_a, keep_where(logical_or(a >= b, isnan(b)), g))
RECTIFY_GRAD2(fmax_b, keep_where(logical_not(logical_or(a >= b, isnan(b))), g))
RECTIFY_GRAD2(fmin_a, keep_where(logical_or(a <= b, isnan(b)), g))
RECTIFY_GRAD2(fmin_b, keep_where(logical_not(logical_or(a <= b, isnan(b))), g))
RECTIFY_GRAD2(logaddexp_a, g / (exp(b - a) + 1))
RECTIFY_GRAD2(logaddexp_b, g / (exp(a - b) + 1))
RECTIFY_GRAD2(logaddexp2_a, g / (exp2(b - a) + 1))
RECTIFY_GRAD2(logaddexp2_b, g / (exp2(a - b) + 1))

}  // namespace

#define RECTIFY_TENSOR(f, op, node, ga, gb)                               \
  Tensor f(const Tensor& self, const Tensor& other) {                     \
    return differentiable(Binary::op, node, self, other, ga{}, gb{});     \
  }                                                                       \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Tensor& other) { \
    return out_of(Binary::op, #f, out, self, other);                      \
  }
#define RECTIFY_INPLACE(f, op, node, ga, gb) \
  RECTIFY_TENSOR(f, op, node, ga, gb)        \
  Tensor& f##_(Tensor& self, const Tensor& other) { return differentiable_(Binary::op, node, self, other, ga{}, gb{}); }
#define RECTIFY_SCALAR_OUT(f, op, node, ga, keep)                         \
  Tensor f(const Tensor& self, const Scalar& other) {                     \
    return differentiable(Binary::op, node, self, other, keep, ga{});     \
  }                                                                       \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Scalar& other) { \
    return out_of(Binary::op, #f, out, self, other);                      \
  }
#define RECTIFY_SCALAR(f, op, node, ga, keep) \
  RECTIFY_SCALAR_OUT(f, op, node, ga, keep)   \
  Tensor& f##_(Tensor& self, const Scalar& other) { return differentiable_(Binary::op, node, self, other, keep, ga{}); }

RECTIFY_INPLACE(mul, mul, "MulBackward0", mul_a, mul_b)
RECTIFY_SCALAR(mul, mul, "MulBackward1", mul_a, false)
RECTIFY_INPLACE(div, div, "DivBackward0", div_a, div_b)
RECTIFY_SCALAR(div, div, "DivBackward1", div_a, false)
RECTIFY_INPLACE(floor_divide, div_floor, "FloorDivideBackward0", nothing, nothing)
RECTIFY_SCALAR(floor_divide, div_floor, "FloorDivideBackward0", nothing, false)
RECTIFY_INPLACE(remainder, remainder, "RemainderBackward1", pass, remainder_b)
RECTIFY_SCALAR(remainder, remainder, "RemainderBackward0", pass, false)
RECTIFY_INPLACE(fmod, fmod, "FmodBackward1", pass, fmod_b)
RECTIFY_SCALAR(fmod, fmod, "FmodBackward0", pass, false)
RECTIFY_INPLACE(pow, pow, "PowBackward1", pow_a, pow_b)
RECTIFY_SCALAR_OUT(pow, pow, "PowBackward0", pow_a, true)
Tensor& pow_(Tensor& self, const Scalar& exponent) {
  TORCH_CHECK(can_cast(ops::result_type(self, exponent), self.scalar_type()), "Found dtype ",
              toString(self.scalar_type()), " but expected ", toString(ops::result_type(self, exponent)));
  return differentiable_(Binary::pow, "PowBackward0", self, exponent, true, pow_a{});
}
RECTIFY_INPLACE(xlogy, xlogy, "XlogyBackward0", xlogy_a, xlogy_b)
RECTIFY_INPLACE(atan2, atan2, "Atan2Backward0", atan2_a, atan2_b)
RECTIFY_INPLACE(hypot, hypot, "HypotBackward0", hypot_a, hypot_b)
RECTIFY_INPLACE(copysign, copysign, "CopysignBackward0", copysign_a, nothing)
RECTIFY_INPLACE(nextafter, nextafter, "NextafterBackward0", nothing, nothing)
RECTIFY_INPLACE(heaviside, heaviside, "HeavisideBackward0", nothing, nothing)
RECTIFY_INPLACE(gcd, gcd, "GcdBackward0", nothing, nothing)
RECTIFY_INPLACE(lcm, lcm, "LcmBackward0", nothing, nothing)
RECTIFY_TENSOR(maximum, maximum, "MaximumBackward0", maximum_a, maximum_b)
RECTIFY_TENSOR(minimum, minimum, "MinimumBackward0", minimum_a, minimum_b)
RECTIFY_TENSOR(fmax, fmax, "FmaxBackward0", fmax_a, fmax_b)
RECTIFY_TENSOR(fmin, fmin, "FminBackward0", fmin_a, fmin_b)
RECTIFY_TENSOR(logaddexp, logaddexp, "LogaddexpBackward0", logaddexp_a, logaddexp_b)
RECTIFY_TENSOR(logaddexp2, logaddexp2, "Logaddexp2Backward0", logaddexp2_a, logaddexp2_b)

namespace {
struct xlogy_scalar {
  Tensor operator()(const Tensor& g, const Tensor& a, const Scalar& b) const {
    const Tensor y = g * std::log(b.toDouble());
    return b.toDouble() > 0 ? y : where(a == 0, Scalar(0), y);
  }
};
}  // namespace
RECTIFY_SCALAR(copysign, copysign, "CopysignBackward1", copysign_a, true)
RECTIFY_SCALAR(xlogy, xlogy, "XlogyBackward2", xlogy_scalar, true)

// Without gradients: results are bool or integers.
#define RECTIFY_PLAIN_TENSOR(f)                                                                     \
  Tensor f(const Tensor& self, const Tensor& other) { return ops::binary(Binary::f, self, other); } \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Tensor& other) {                           \
    return out_of(Binary::f, #f, out, self.detach(), other.detach());                               \
  }                                                                                                 \
  Tensor& f##_(Tensor& self, const Tensor& other) {                                                 \
    return differentiable_(Binary::f, #f, self, other, nothing{}, nothing{});                       \
  }
#define RECTIFY_PLAIN(f, op)                                                                        \
  RECTIFY_PLAIN_TENSOR(f)                                                                           \
  Tensor f(const Tensor& self, const Scalar& other) { return ops::binary(Binary::f, self, other); } \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Scalar& other) {                           \
    return out_of(Binary::f, #f, out, self.detach(), other);                                        \
  }                                                                                                 \
  Tensor& f##_(Tensor& self, const Scalar& other) {                                                 \
    return differentiable_(Binary::f, #f, self, other, false, nothing{});                           \
  }
RECTIFY_COMPARE(RECTIFY_PLAIN)
RECTIFY_BITWISE(RECTIFY_PLAIN)
RECTIFY_LOGICAL(RECTIFY_PLAIN_TENSOR)
#define RECTIFY_SCALAR_FIRST(f, op) \
  Tensor f(const Scalar& self, const Tensor& other) { return ops::binary(Binary::f, self, other); }
RECTIFY_BITWISE(RECTIFY_SCALAR_FIRST)

Tensor remainder(const Scalar& self, const Tensor& other) {
  Tensor y = ops::binary(Binary::remainder, self, other);
  if (any_wants_grad(other))
    record(y, "RemainderBackward1", {&other},
           [sb = Saved(other), self, lb = Like(other, y)](Node& node, const Tensor* in, Tensor* out) {
             Tensor b = sb.unpack(node);
             out[0] = lb.fit(-in[0] * floor(self / b));
           });
  return y;
}
Tensor pow(const Scalar& self, const Tensor& exponent) {
  Tensor y = ops::binary(Binary::pow, self, exponent);
  if (any_wants_grad(exponent))
    record(y, "PowBackward2", {&exponent},
           [sb = Saved(exponent), self, lb = Like(exponent, y)](Node& node, const Tensor* in, Tensor* out) {
             Tensor b = sb.unpack(node), g = in[0] * (pow(self, b) * std::log(self.toDouble()));
             out[0] = lb.fit(self.equal(0) ? where(b >= 0, Scalar(0), g) : g);
           });
  return y;
}
Tensor xlogy(const Scalar& self, const Tensor& other) {
  Tensor y = ops::binary(Binary::xlogy, self, other);
  if (any_wants_grad(other))
    record(y, "XlogyBackward1", {&other},
           [sb = Saved(other), self, lb = Like(other, y)](Node& node, const Tensor* in, Tensor* out) {
             out[0] = lb.fit(in[0] * self / sb.unpack(node));
           });
  return y;
}
// libtorch fills a tensor of b's dtype with a: 1 / b of integers is an error.
Tensor operator/(const Scalar& a, const Tensor& b) {
  return isFloatingType(b.scalar_type()) ? mul(reciprocal(b), a) : full_like(b, a).div_(b);
}
Tensor operator-(const Scalar& a, const Tensor& b) {
  return isFloatingType(b.scalar_type()) && !a.isBoolean() ? rsub(b, a) : full_like(b, a).sub_(b);
}

namespace {
Binary rounded(optional<std::string_view> mode) {
  if (!mode) return Binary::div;
  if (*mode == "trunc") return Binary::div_trunc;
  TORCH_CHECK(*mode == "floor", "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '", *mode,
              "'");
  return Binary::div_floor;
}
}  // namespace
Tensor div(const Tensor& self, const Tensor& other, optional<std::string_view> mode) {
  Binary op = rounded(mode);
  return op == Binary::div ? div(self, other) : differentiable(op, "DivBackward2", self, other, nothing{}, nothing{});
}
Tensor div(const Tensor& self, const Scalar& other, optional<std::string_view> mode) {
  Binary op = rounded(mode);
  return op == Binary::div ? div(self, other) : differentiable(op, "DivBackward3", self, other, false, nothing{});
}
Tensor& div_(Tensor& self, const Tensor& other, optional<std::string_view> mode) {
  Binary op = rounded(mode);
  return op == Binary::div ? div_(self, other) : differentiable_(op, "DivBackward2", self, other, nothing{}, nothing{});
}
Tensor& div_(Tensor& self, const Scalar& other, optional<std::string_view> mode) {
  Binary op = rounded(mode);
  return op == Binary::div ? div_(self, other) : differentiable_(op, "DivBackward3", self, other, false, nothing{});
}
Tensor& div_out(Tensor& out, const Tensor& self, const Tensor& other, optional<std::string_view> mode) {
  return out_of(rounded(mode), "div", out, self, other);
}

namespace {
Scalar negated(const Scalar& s) { return s.isBoolean() ? Scalar(-s.toLong()) : -s; }
Tensor scaled(const Tensor& g, const Scalar& alpha) { return is_one(alpha) ? g : g * alpha; }
void record_sum(const Tensor& y, const char* name, const Tensor& a, const Tensor& b, const Scalar& beta) {
  record(y, name, {&a, &b}, [la = Like(a, y), lb = Like(b, y), beta](Node& self, const Tensor* in, Tensor* out) {
    if (self.needs(0)) out[0] = la.fit(in[0]);
    if (self.needs(1)) out[1] = lb.fit(scaled(in[0], beta));
  });
}
void record_sum_(const Tensor& self, const char* name, const Tensor& b, const Scalar& beta) {
  record_inplace(self, name, {&self, &b}, [lb = Like(b, self), beta](Node& node, const Tensor* in, Tensor* out) {
    if (node.needs(0)) out[0] = in[0];
    if (node.needs(1)) out[1] = lb.fit(scaled(in[0], beta));
  });
}
void record_pass(const Tensor& y, const char* name, const Tensor& a) {
  if (any_wants_grad(a))
    record(y, name, {&a}, [la = Like(a, y)](Node&, const Tensor* in, Tensor* out) { out[0] = la.fit(in[0]); });
}
}  // namespace

Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  if (detail::observed() && is_one(alpha))
    return detail::observe(autograd::Observer::Op::Add, "add", a, b, [&] { return add(a, b, alpha); });
  Tensor y = ops::add(a, b, alpha);
  if (any_wants_grad(a, b)) record_sum(y, "AddBackward0", a, b, alpha);
  return y;
}
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  Tensor y = ops::add(a, b, alpha);
  record_pass(y, "AddBackward1", a);
  return y;
}
Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  Tensor y = ops::sub(a, b, alpha);
  if (any_wants_grad(a, b)) record_sum(y, "SubBackward0", a, b, negated(alpha));
  return y;
}
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  Tensor y = ops::sub(a, b, alpha);
  record_pass(y, "SubBackward1", a);
  return y;
}
Tensor& add_(Tensor& self, const Tensor& b, const Scalar& alpha) {
  if (detail::observed() && is_one(alpha)) {
    const Tensor before = detail::plain_copy(self);
    {
      const autograd::UnobservedGuard quiet;
      add_(self, b, alpha);
    }
    autograd::tell_observers({autograd::Observer::Op::Add, "add_", before, self, b, Activation::count, {}, true});
    return self;
  }
  check_inplace(self);
  ops::add_(self, b, alpha);
  bump_version(self);
  if (any_wants_grad(self, b)) record_sum_(self, "AddBackward0", b, alpha);
  return self;
}
Tensor& add_(Tensor& self, const Scalar& b, const Scalar& alpha) {
  check_inplace(self);
  ops::add_(self, b, alpha);
  bump_version(self);
  if (any_wants_grad(self))
    record_inplace(self, "AddBackward1", {&self}, [](Node&, const Tensor* in, Tensor* out) { out[0] = in[0]; });
  return self;
}
Tensor& sub_(Tensor& self, const Tensor& b, const Scalar& alpha) {
  check_inplace(self);
  ops::sub_(self, b, alpha);
  bump_version(self);
  if (any_wants_grad(self, b)) record_sum_(self, "SubBackward0", b, negated(alpha));
  return self;
}
Tensor& sub_(Tensor& self, const Scalar& b, const Scalar& alpha) {
  check_inplace(self);
  ops::sub_(self, b, alpha);
  bump_version(self);
  return self;
}
Tensor& add_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha) {
  if (alpha.equal(1)) return out_of(Binary::add, "add", out, a, b);
  check_out("add", out, a, b);
  return out_of(Binary::add, "add", out, a, ops::scaled(b, alpha, ops::result_type(a, b)));
}
Tensor& sub_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha) {
  if (alpha.equal(1)) return out_of(Binary::sub, "sub", out, a, b);
  check_out("sub", out, a, b);
  return out_of(Binary::sub, "sub", out, a, ops::scaled(b, alpha, ops::result_type(a, b)));
}
Tensor rsub(const Tensor& self, const Tensor& other, const Scalar& alpha) { return sub(other, self, alpha); }
Tensor rsub(const Tensor& self, const Scalar& other, const Scalar& alpha) {
  if (self.scalar_type() == kBool || other.isBoolean()) return sub(self, other);  // which refuses
  Tensor y = ops::binary(Binary::sub, other, ops::scaled(self, alpha, ops::result_type(self, other)));
  if (any_wants_grad(self))
    record(y, "SubBackward0", {&self},
           [la = Like(self, y), beta = negated(alpha)](Node&, const Tensor* in, Tensor* out) {
             out[0] = la.fit(in[0] * beta);
           });
  return y;
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  Tensor y = ops::where(condition, a, b);
  if (any_wants_grad(a, b))
    record(y, "WhereBackward0", {&a, &b},
           [c = Saved(condition), la = Like(a, y), lb = Like(b, y)](Node& self, const Tensor* in, Tensor* out) {
             Tensor m = c.unpack(self);
             if (self.needs(0)) out[0] = la.fit(where(m, in[0], Scalar(0)));
             if (self.needs(1)) out[1] = lb.fit(where(m, Scalar(0), in[0]));
           });
  return y;
}
namespace {
Tensor number(const Scalar& s, ScalarType t) {
  Tensor x = new_tensor({}, t);
  ops::fill_(x, s);
  return x;
}
ScalarType dtype_of_number(const Scalar& s) {
  return s.isFloatingPoint() ? get_default_dtype_as_scalartype() : s.type();
}
}  // namespace
Tensor where(const Tensor& condition, const Tensor& a, const Scalar& b) {
  ScalarType t = ops::result_type(a, b);
  return where(condition, a.to(t), number(b, t));
}
Tensor where(const Tensor& condition, const Scalar& a, const Tensor& b) {
  ScalarType t = ops::result_type(b, a);
  return where(condition, number(a, t), b.to(t));
}
Tensor where(const Tensor& condition, const Scalar& a, const Scalar& b) {
  ScalarType t = result_type(a, b);
  return where(condition, number(a, t), number(b, t));
}

ScalarType result_type(const Tensor& a, const Tensor& b) { return ops::result_type(a, b); }
ScalarType result_type(const Tensor& a, const Scalar& b) { return ops::result_type(a, b); }
ScalarType result_type(const Scalar& a, const Tensor& b) { return ops::result_type(b, a); }
ScalarType result_type(const Scalar& a, const Scalar& b) {
  return promote_types(dtype_of_number(a), dtype_of_number(b));
}

namespace {
// Inside the bounds, the bounds included, the gradient passes.
Tensor clamp_mask(const Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max) {
  if (min && max) return logical_and(x >= *min, x <= *max);
  return min ? x >= *min : x <= *max;
}
}  // namespace
Tensor clamp(const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max) {
  Tensor y = ops::clamp(self, min, max);
  if (any_wants_grad(self))
    record(y, "ClampBackward1", {&self}, [s = Saved(self), min, max](Node& node, const Tensor* in, Tensor* out) {
      out[0] = keep_where(clamp_mask(s.unpack(node), min, max), in[0]);
    });
  return y;
}
Tensor& clamp_(Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max) {
  check_inplace(self);
  bool tracked = any_wants_grad(self);
  Saved s = tracked ? Saved(clone(self)) : Saved();
  ops::clamp_into(self, self, min, max);
  bump_version(self);
  if (tracked)
    record_inplace(self, "ClampBackward1", {&self}, [s, min, max](Node& node, const Tensor* in, Tensor* out) {
      out[0] = keep_where(clamp_mask(s.unpack(node), min, max), in[0]);
    });
  return self;
}
Tensor& clamp_out(Tensor& out, const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max) {
  check_out("clamp", out, self);
  ops::resize_output(out, self.sizes());
  ops::clamp_into(out, self, min, max);
  bump_version(out);
  return out;
}
Tensor clamp(const Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max) {
  bool lower = min && min->defined(), upper = max && max->defined();
  TORCH_CHECK(lower || upper, "torch.clamp: At least one of 'min' or 'max' must not be None");
  Tensor none, low = lower ? *min : none, high = upper ? *max : none, y = self.detach();
  if (lower) y = ops::binary(Binary::maximum, y, low);
  if (upper) y = ops::binary(Binary::minimum, y, high);
  if (any_wants_grad(self, low, high)) {
    Tensor none_like = self.detach();
    record(y, "ClampBackward0", {&self, &low, &high},
           [s = Saved(self), sl = saved_if(lower, low), sh = saved_if(upper, high), la = Like(self, y),
            ll = Like(lower ? low : none_like, y),
            lh = Like(upper ? high : none_like, y)](Node& node, const Tensor* in, Tensor* out) {
             Tensor x = s.unpack(node), g = in[0], low = sl.defined() ? sl.unpack(node) : Tensor(),
                    high = sh.defined() ? sh.unpack(node) : Tensor();
             if (node.needs(0)) {
               Tensor inside = low.defined() && high.defined() ? logical_and(x >= low, x <= high)
                               : low.defined()                 ? x >= low
                                                               : x <= high;
               out[0] = la.fit(keep_where(inside, g));
             }
             if (node.needs(1))
               out[1] = ll.fit(keep_where(high.defined() ? logical_and(x < low, low < high) : x < low, g));
             if (node.needs(2))
               out[2] = lh.fit(keep_where(low.defined() ? logical_or(x > high, high < low) : x > high, g));
           });
  }
  return y;
}
namespace {
void check_inplace_result(const Tensor& self, const Tensor& y) {
  detail::check_cast(y.scalar_type(), self.scalar_type());
  TORCH_CHECK(y.sizes() == self.sizes(), "output with shape ", self.sizes(), " doesn't match the broadcast shape ",
              y.sizes());
}
}  // namespace
Tensor& clamp_(Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max) {
  check_inplace(self);
  Tensor y = clamp(clone(self), min, max);
  check_inplace_result(self, y);
  return self.copy_(y);
}
Tensor clamp_min(const Tensor& self, const Scalar& min) { return clamp(self, optional<Scalar>(min)); }
Tensor clamp_min(const Tensor& self, const Tensor& min) { return clamp(self, optional<Tensor>(min)); }
Tensor clamp_max(const Tensor& self, const Scalar& max) {
  return clamp(self, optional<Scalar>(), optional<Scalar>(max));
}
Tensor clamp_max(const Tensor& self, const Tensor& max) {
  return clamp(self, optional<Tensor>(), optional<Tensor>(max));
}

namespace {
void check_lerp(const Tensor& self, const char* kernel) {
  TORCH_CHECK_NOT_IMPLEMENTED(self.is_floating_point(), "\"", kernel, "\" not implemented for '",
                              toString(self.scalar_type()), "'");
}
}  // namespace
Tensor lerp(const Tensor& self, const Tensor& end, const Scalar& weight) {
  TORCH_CHECK(self.scalar_type() == end.scalar_type(), "expected dtype ", self.dtype(), " for `end` but got dtype ",
              end.dtype());
  check_lerp(self, "lerp_kernel_scalar");
  double w = weight.toDouble();
  return std::abs(w) < 0.5 ? self + (end - self) * w : end - (end - self) * (1 - w);
}
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight) {
  TORCH_CHECK(self.scalar_type() == end.scalar_type(), "expected dtype ", self.dtype(), " for `end` but got dtype ",
              end.dtype());
  TORCH_CHECK(self.scalar_type() == weight.scalar_type(), "expected dtype ", self.dtype(),
              " for `weight` but got dtype ", weight.dtype());
  check_lerp(self, "lerp_kernel_tensor");
  Tensor d = end - self;
  return where(abs(weight) < 0.5, self + d * weight, end - d * (1 - weight));
}
Tensor& lerp_(Tensor& self, const Tensor& end, const Scalar& weight) {
  check_inplace(self);
  Tensor y = lerp(clone(self), end, weight);
  check_inplace_result(self, y);
  return self.copy_(y);
}
Tensor& lerp_(Tensor& self, const Tensor& end, const Tensor& weight) {
  check_inplace(self);
  Tensor y = lerp(clone(self), end, weight);
  check_inplace_result(self, y);
  return self.copy_(y);
}
namespace {
// a and b in the dtype that they and self have in common.
std::pair<Tensor, Tensor> common(const Tensor& self, const Tensor& a, const Tensor& b) {
  ScalarType t = ops::result_type(self, a, b);
  return {a.to(t), b.to(t)};
}
}  // namespace
namespace {
// a * value in the dtype of a: of integers, the value is one as well.
Tensor times(const Tensor& a, const Scalar& value) {
  if (is_one(value)) return a;
  if (isFloatingType(a.scalar_type())) return a * value;
  return a * visit_dtype(a.scalar_type(), "addcmul_cpu_out", [&](auto tag) {
           return Scalar(static_cast<int64_t>(value.to<typename decltype(tag)::type>()));
         });
}
}  // namespace
Tensor addcmul(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  auto [x, y] = common(self, a, b);
  return add(self, times(x, value) * y);
}
Tensor& addcmul_(Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  auto [x, y] = common(self, a, b);
  return add_(self, times(x, value) * y);
}
namespace {
void check_addcdiv(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(!(isIntegralType(a.scalar_type(), true) && isIntegralType(b.scalar_type(), true)),
              "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
              "true division of tensor1 and tensor2. "
              "The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / "
              "tensor2)).to(input.dtype) for integer inputs and as "
              "(input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
              "implementation: (input + value * tensor1 / tensor2), for all dtypes.");
}
}  // namespace
Tensor addcdiv(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  check_addcdiv(a, b);
  auto [x, y] = common(self, a, b);
  return add(self, is_one(value) ? x / y : x * value / y);
}
Tensor& addcdiv_(Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  check_addcdiv(a, b);
  auto [x, y] = common(self, a, b);
  return add_(self, is_one(value) ? x / y : x * value / y);
}
Tensor nan_to_num(const Tensor& self, optional<double> nan, optional<double> posinf, optional<double> neginf) {
  Tensor y = ops::nan_to_num(self, nan, posinf, neginf);
  if (any_wants_grad(self))
    record(y, "NanToNumBackward0", {&self}, [s = Saved(self)](Node& node, const Tensor* in, Tensor* out) {
      out[0] = keep_where(isfinite(s.unpack(node)), in[0]);
    });
  return y;
}
Tensor& nan_to_num_(Tensor& self, optional<double> nan, optional<double> posinf, optional<double> neginf) {
  check_inplace(self);
  return self.copy_(nan_to_num(clone(self), nan, posinf, neginf));
}
Tensor isclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  TORCH_CHECK(self.scalar_type() == other.scalar_type(), toString(self.scalar_type()), " did not match ",
              toString(other.scalar_type()));
  TORCH_CHECK(rtol >= 0, "rtol must be greater than or equal to zero, but got ", rtol);
  TORCH_CHECK(atol >= 0, "atol must be greater than or equal to zero, but got ", atol);
  detail::RawGuard guard;
  Tensor close = self == other;
  if (equal_nan && self.is_floating_point()) close.logical_or_(logical_and(isnan(self), isnan(other)));
  if (rtol == 0 && atol == 0) return close;
  Tensor a = self.is_floating_point() ? self : self.to(get_default_dtype_as_scalartype()),
         b = self.is_floating_point() ? other : other.to(get_default_dtype_as_scalartype());
  Tensor error = abs(a - b), allowed = abs(b * rtol) + atol;
  return logical_or(close, logical_and(isfinite(error), error <= allowed));
}

}  // namespace rectify::api
