// The activations of list.def as differentiable functions: one node, one node for its gradient, and no names.
#include <rectify/autograd/observer.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>

#include "autograd/activation.h"
#include "autograd/elementwise.h"
#include "kernels/activation.h"
#include "ops/activation.h"
#include "ops/blocked.h"

namespace rectify::api {
namespace {

using activations::entry;
using activations::Integers;
using activations::Keep;
using kernels::Params;

// "EluBackward0" has "EluBackwardBackward0" as the node of its gradient.
const char* name_of_gradient(Activation f) {
  static const auto names = [] {
    std::array<std::string, kActivations> r;
    for (int i = 0; i < kActivations; i++) {
      std::string node = entry(static_cast<Activation>(i)).record->node;
      r[i] = node.substr(0, node.size() - 1) + "Backward0";
    }
    return r;
  }();
  return names[static_cast<size_t>(f)].c_str();
}

// d f'(saved) / d saved of differentiable functions: for third and higher derivatives.
using Expression = Tensor (*)(const Tensor& saved, const Params& p);
template <class A>
constexpr Expression expression_of() {
  if constexpr (requires { &A::template curvature<Tensor>; })
    return A::template curvature<Tensor>;
  else
    return nullptr;
}
constexpr Expression kCurvatures[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) expression_of<activations::name>(),
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};

// dy (d f'(saved) / d saved), differentiable in both.
Tensor curvature_times(Activation f, const Tensor& dy, const Tensor& saved, const Params& p) {
  if (!any_wants_grad(dy, saved)) return ops::activation_double_backward(f, dy, saved, p);
  const Expression curvature = kCurvatures[static_cast<int>(f)];
  if (curvature) return dy * curvature(saved, p);
  Tensor r = ops::activation_double_backward(f, dy, saved, p);
  record(r, name_of_gradient(f), {&dy, &saved}, [f, p, s = Saved(saved)](Node& self, const Tensor* in, Tensor* out) {
    const Tensor saved = s.unpack(self);
    if (self.needs(0)) out[0] = curvature_times(f, in[0], saved, p);
    if (!self.needs(1)) return;
    TORCH_CHECK_NOT_IMPLEMENTED(kernels::forward_bits_kernel(f, saved.scalar_type()), "the third derivative of ",
                                entry(f).record->name, " is not implemented");
    out[1] = detail::zeros_of(in[0]);  // piecewise linear
  });
  return r;
}
// dy f'(saved), differentiable in both.
Tensor slope_times(Activation f, const Tensor& dy, const Tensor& saved, const Params& p) {
  Tensor dx = ops::activation_backward(f, dy, saved, p, false);
  if (any_wants_grad(dy, saved))
    record(dx, name_of_gradient(f), {&dy, &saved},
           [f, p, g = Saved(dy), s = Saved(saved)](Node& self, const Tensor* in, Tensor* out) {
             const Tensor saved = s.unpack(self);
             if (self.needs(0)) out[0] = slope_times(f, in[0], saved, p);
             if (self.needs(1)) out[1] = curvature_times(f, in[0] * g.unpack(self), saved, p);
           });
  return dx;
}
// The same of a piecewise linear function: its second derivative is zero. x stands for the input.
Tensor slope_times_bits(Activation f, const Tensor& dy, const Tensor& bits, const Tensor& x, const Params& p) {
  Tensor dx = ops::activation_backward_bits(f, dy, bits, p, false);
  if (any_wants_grad(dy, x))
    record(dx, name_of_gradient(f), {&dy, &x}, [f, p, bits, x](Node& self, const Tensor* in, Tensor* out) {
      if (self.needs(0)) out[0] = slope_times_bits(f, in[0], bits, x, p);
      if (self.needs(1)) out[1] = detail::zeros_of(in[0]);
    });
  return dx;
}

}  // namespace

// libtorch keeps the input of many an activation whose output is kept here: the output may be changed all the same.
void ActivationNode::keep_output(const Tensor& y) {
  saved = Saved::output(y);
  if (!entry(f).record->output_is_fixed) watch(saved.storage());
}
void ActivationNode::backward(const Tensor* in, Tensor* out) {
  if (released) detail::backward_twice();
  if (refuse) AT_ERROR(refuse);
  if (!bits.defined()) {
    const Tensor s = saved.unpack(*this);
    out[0] = GradMode::is_enabled() ? slope_times(f, in[0], s, p)
                                    : ops::activation_backward(f, in[0], s, p, detail::sole(in[0]));
  } else if (GradMode::is_enabled()) {
    Tensor x = alias(bits);
    if (needs(0)) detail::set_history(x, next[0].function, next[0].input_nr);
    out[0] = slope_times_bits(f, in[0], bits, x, p);
  } else {
    out[0] = ops::activation_backward_bits(f, in[0], bits, p, detail::sole(in[0]));
  }
}
void ActivationNode::release_variables() {
  released = true;
  unwatch();
  saved = {};
  bits.reset();
}
Tensor activation_slope_times(Activation f, const Tensor& dy, const Tensor& x, const Params& p) {
  switch (entry(f).keep(p, x.scalar_type())) {
    case Keep::Output:
      return slope_times(f, dy, detail::activate(f, x, p), p);
    case Keep::Bits: {
      Tensor bits;
      ops::activation_with_bits(f, x.detach(), p, bits);
      return slope_times_bits(f, dy, bits, x, p);
    }
    default:
      return slope_times(f, dy, x, p);
  }
}

namespace {

Tensor recorded(Activation f, const Tensor& x, const Params& p) {
  auto* n = new ActivationNode(f, p);
  auto owner = intrusive_ptr<Node>::adopt(n);
  Tensor y;
  Keep keep = entry(f).keep(p, x.impl()->dtype);
  if (keep == Keep::Bits && ops::maybe_blocked(x)) keep = Keep::Input;  // passes a convolution's order on
  switch (keep) {
    case Keep::Output:
      y = ops::activation(f, x, p);
      n->keep_output(y);
      break;
    case Keep::Bits:
      y = ops::activation_with_bits(f, x, p, n->bits);
      break;
    case Keep::Input:
      y = ops::activation(f, x, p);
      n->saved = Saved(x);
  }
  const Tensor* inputs[] = {&x};
  detail::collect_edges(*n, inputs, 1);
  detail::set_history(y, std::move(owner), 0);
  return y;
}

// Tensors that are not floating.
const Tensor checked_integers(Activation f, const Tensor& x) {
  const auto& r = *entry(f).record;
  if (x.scalar_type() == kBool && r.boolean) AT_ERROR(r.boolean);
  TORCH_CHECK_NOT_IMPLEMENTED(
      r.integers == Integers::Promote || (r.integers == Integers::Exact && x.scalar_type() != kBool), "\"", r.kernel,
      "\" not implemented for '", toString(x.scalar_type()), "'");
  return r.integers == Integers::Promote ? x.to(get_default_dtype_as_scalartype()) : x;
}

}  // namespace
}  // namespace rectify::api
namespace rectify::detail {

namespace {

void tell(Activation f, const Tensor& x, const Tensor& y, const Params& p, bool in_place) {
  autograd::tell_observers({autograd::Observer::Op::Activation, entry(f).record->name, x, y, {}, f, p, in_place});
}
Tensor seen(Activation f, const Tensor& x, const Params& p) {
  Tensor y;
  {
    const autograd::UnobservedGuard quiet;
    y = activate(f, x, p);
  }
  tell(f, x, y, p, false);
  return y;
}
Tensor& seen_(Activation f, const Tensor& x, const Params& p) {
  Tensor before;
  {
    const autograd::UnobservedGuard quiet;
    before = plain_copy(x);
    activate_(f, x, p);
  }
  tell(f, before, x, p, true);
  return const_cast<Tensor&>(x);
}

}  // namespace

Tensor activate(Activation f, const Tensor& x, const Params& p) {
  if (observed()) return seen(f, x, p);
  if (__builtin_expect(!isFloatingType(x.self().dtype), 0)) {
    const Tensor z = checked_integers(f, x);
    if (!z.is_same(x)) return ops::activation(f, z, p);
    Tensor y = ops::new_like(x);
    ops::activation_of_integers(f, y, x, p);
    return y;
  }
  return any_wants_grad(x) ? recorded(f, x, p) : ops::activation(f, x, p);
}

Tensor& activate_(Activation f, const Tensor& x, const Params& p) {
  if (observed()) return seen_(f, x, p);
  check_inplace(x);
  if (__builtin_expect(!x.impl()->contiguous, 0)) ops::check_no_internal_overlap(x);
  if (__builtin_expect(!isFloatingType(x.impl()->dtype), 0)) {
    if (entry(f).record->integers == Integers::Promote) check_cast(get_default_dtype_as_scalartype(), x.scalar_type());
    ops::activation_of_integers(f, x, checked_integers(f, x), p);
    bump_version(x);
    return const_cast<Tensor&>(x);
  }
  if (!any_wants_grad(x)) {
    ops::activation_into(f, x, x, p);
    bump_version(x);
    return const_cast<Tensor&>(x);
  }
  auto* n = new ActivationNode(f, p);
  auto owner = intrusive_ptr<Node>::adopt(n);
  const Keep keep = entry(f).keep(p, x.impl()->dtype);
  if (entry(f).record->inplace_node) n->op_name = entry(f).record->inplace_node;
  if (entry(f).inplace_refusal) n->refuse = entry(f).inplace_refusal(p);
  if (keep == Keep::Input && !n->refuse) n->saved = Saved(x.clone());
  if (keep == Keep::Bits)
    ops::activation_with_bits_into(f, x, x, p, n->bits);
  else
    ops::activation_into(f, x, x, p);
  bump_version(x);
  if (keep == Keep::Output && !n->refuse) n->keep_output(x);
  const Tensor* inputs[] = {&x};
  collect_edges(*n, inputs, 1);
  rebase_history(x, std::move(owner));
  return const_cast<Tensor&>(x);
}

Tensor& activate_out(Activation f, Tensor& out, const Tensor& x, const Params& p) {
  const auto& r = *entry(f).record;
  check_out(r.name, out, x);
  const bool floating = isFloatingType(x.self().dtype);
  const Tensor from = floating ? x.detach() : checked_integers(f, x);
  if (r.cast_out)
    check_cast(from.scalar_type(), out.scalar_type());
  else
    TORCH_CHECK(out.scalar_type() == from.scalar_type(), "Found dtype ", toString(out.scalar_type()), " but expected ",
                toString(from.scalar_type()));
  ops::resize_output(out, x.sizes());
  ops::check_no_internal_overlap(out);
  if (!isFloatingType(from.scalar_type()))
    ops::activation_of_integers(f, out, from, p);
  else if (out.scalar_type() == from.scalar_type())
    ops::activation_into(f, out, from, p);
  else
    ops::copy_(out, ops::activation(f, from, p));
  bump_version(out);
  return out;
}

}  // namespace rectify::detail
