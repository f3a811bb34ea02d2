#include <rectify/activations/all.h>
#include <rectify/autograd/node.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>
#include <rectify/parallel/parallel.h>

#include "kernels/activation.h"
#include "ops/blocked.h"
#include "ops/elementwise.h"

namespace rectify::api {
namespace {

using activations::Keep;
using kernels::Params;

const char* node_name(Activation f) {
  switch (f) {
#define RECTIFY_ACTIVATION(name, Class) \
  case Activation::name:                \
    return activations::name::record.node;
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
    default:
      return "";
  }
}
// What the derivative's kernel reads.
Keep read_by(Activation f, const Params& p) {
  switch (f) {
#define RECTIFY_ACTIVATION(name, Class) \
  case Activation::name:                \
    return activations::name::keep(p);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
    default:
      return Keep::Input;
  }
}
// PyTorch keeps the input of these, so that their output may be changed in place: so does the node here, and makes the
// output anew.
bool output_may_change(Activation f) { return f == Activation::leaky_relu || f == Activation::elu; }

constexpr int64_t kGrain = 1 << 15;
void forward_into(Activation f, const Tensor& x, const Tensor& y, const Params& p) {
  size_t item = elementSize(x.impl()->dtype);
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  int64_t n = x.impl()->numel;
  kernels::UnaryFn kernel = kernels::forward_kernel(f, x.impl()->dtype);
  TORCH_CHECK_NOT_IMPLEMENTED(kernel, "\"", node_name(f), "\" not implemented for '", toString(x.impl()->dtype), "'");
  if (n <= kGrain) return kernel(from, to, n, p);
  parallel::parallel_for(0, n, kGrain, [&](int64_t b, int64_t e) { kernel(from + b * item, to + b * item, e - b, p); });
}
bool dense_alike(const TensorImpl& a, const TensorImpl& b) {
  if (a.contiguous && b.contiguous) return true;
  for (int d = 0; d < a.ndim; d++)
    if (a.strides[d] != b.strides[d]) return false;
  return true;
}
Tensor forward_raw(Activation f, const Tensor& x, const Params& p) {
  if (ops::maybe_blocked(x))
    if (Tensor y = ops::blocked_activation(f, x, p); y.defined()) return y;
  if (x.self().contiguous) {
    Tensor y = new_tensor(x.sizes(), x.impl()->dtype);
    forward_into(f, x, y, p);
    return y;
  }
  Tensor y = ops::new_like(x);  // keeps the order of a dense tensor's strides
  if (dense_alike(*x.impl(), *y.impl()))
    forward_into(f, x, y, p);
  else {
    ops::copy_(y, x);
    forward_into(f, y, y, p);
  }
  return y;
}

// f' at the kept value (an output or an input) as a differentiable expression, for second derivatives.
Tensor derivative(Activation f, const Tensor& kept, const Params& p, bool from_output) {
  ScalarType t = kept.scalar_type();
  switch (f) {
    case Activation::relu:
      return kept.gt(0).to(t);
    case Activation::leaky_relu: {
      Tensor positive = kept.gt(0).to(t);
      return positive + (1 - positive) * p.a;
    }
    case Activation::elu: {
      Tensor positive = kept.gt(0);
      Tensor below = kept.masked_fill(positive, 0);
      return where(positive, ones_like(kept), from_output ? below + p.a : below.exp() * p.a);
    }
    case Activation::silu: {
      Tensor s = sigmoid(kept);
      return s * (1 + kept * (1 - s));
    }
    case Activation::sigmoid:
      return kept * (1 - kept);
    case Activation::tanh:
      return 1 - kept * kept;
    default:
      return {};
  }
}
Tensor backward(Activation f, const Tensor& g, const Tensor& kept, const Params& p, bool from_output) {
  if (GradMode::is_enabled()) return g * derivative(f, kept, p, from_output);
  if (ops::maybe_blocked(kept) && (from_output || read_by(f, p) != Keep::Output))
    if (Tensor dx = ops::blocked_activation_gradient(f, g, kept, p); dx.defined()) return dx;
  Tensor k = kept, dy = g;
  if (!(k.is_contiguous() && dy.is_contiguous())) {
    k = ops::contiguous(k);
    dy = ops::contiguous(dy);
  }
  Tensor dx = new_tensor(k.sizes(), k.scalar_type());
  size_t item = elementSize(k.scalar_type());
  if (!from_output && read_by(f, p) == Keep::Output) {
    forward_into(f, k, dx, p);
    k = dx;
  }
  kernels::BackwardFn kernel = kernels::backward_kernel(f, k.scalar_type());
  auto run = [&](int64_t b, int64_t e) {
    kernel(k.impl()->data() + b * item, dy.impl()->data() + b * item, dx.impl()->data() + b * item, e - b, p);
  };
  if (k.numel() <= kGrain)
    run(0, k.numel());
  else
    parallel::parallel_for(0, k.numel(), kGrain, run);
  return dx;
}
bool computes(ScalarType t) { return isFloatingType(t); }

Tensor apply(Activation f, const Tensor& x, const Params& p = {}) {
  Tensor y = forward_raw(f, x, p);
  if (any_wants_grad(x)) {
    bool from_output = !output_may_change(f) && read_by(f, p) == Keep::Output;
    record(y, node_name(f), {&x},
           [f, p, from_output, kept = from_output ? Saved::output(y) : Saved(x)](Node& self, const Tensor* in,
                                                                                 Tensor* out) {
             out[0] = backward(f, in[0], kept.unpack(self), p, from_output);
           });
  }
  return y;
}
Tensor& apply_(Activation f, const Tensor& x, const Params& p = {}, const char* refuse = nullptr) {
  check_inplace(x);
  bool tracked = any_wants_grad(x);
  bool from_output = refuse || read_by(f, p) == Keep::Output;
  Tensor before = tracked && !from_output ? x.clone() : Tensor();
  if (ops::maybe_blocked(x) && ops::blocked_activation_(f, x, p)) {
  } else if (x.is_contiguous())
    forward_into(f, x, x, p);
  else {
    Tensor y = forward_raw(f, x.detach(), p);
    ops::copy_(x, y);
  }
  bump_version(x);
  if (tracked) {
    if (from_output)
      record_inplace(x, node_name(f), {&x},
                     [f, p, refuse, kept = Saved::output(x)](Node& self, const Tensor* in, Tensor* out) {
                       if (refuse) AT_ERROR(refuse);
                       out[0] = backward(f, in[0], kept.unpack(self), p, true);
                     });
    else
      record_inplace(x, node_name(f), {&x}, [f, p, kept = Saved(before)](Node& self, const Tensor* in, Tensor* out) {
        out[0] = backward(f, in[0], kept.unpack(self), p, false);
      });
  }
  return const_cast<Tensor&>(x);
}
// sigmoid and tanh of integers are floating; the others refuse them as their kernels do.
Tensor floating(const Tensor& x) { return computes(x.scalar_type()) ? x : x.to(get_default_dtype_as_scalartype()); }
void check_result_type(const Tensor& x) {
  TORCH_CHECK(computes(x.scalar_type()), "result type ", toString(get_default_dtype_as_scalartype()),
              " can't be cast to the desired output type ", toString(x.scalar_type()));
}
Params one(const Scalar& s) { return {s.toDouble(), 0, 0}; }

}  // namespace

Tensor relu(const Tensor& x) {
  if (__builtin_expect(!computes(x.self().dtype), 0)) {
    TORCH_CHECK(x.scalar_type() != kBool, "Boolean inputs not supported for relu");
    return x.clamp_min(0);
  }
  return apply(Activation::relu, x);
}
Tensor& relu_(const Tensor& x) {
  if (__builtin_expect(!computes(x.self().dtype), 0)) {
    TORCH_CHECK(x.scalar_type() != kBool, "Boolean inputs not supported for relu");
    return x.clamp_min_(0);
  }
  return apply_(Activation::relu, x);
}
Tensor leaky_relu(const Tensor& x, const Scalar& slope) { return apply(Activation::leaky_relu, x, one(slope)); }
Tensor& leaky_relu_(const Tensor& x, const Scalar& slope) {
  return apply_(Activation::leaky_relu, x, one(slope),
                slope.toDouble() < 0
                    ? "In-place leakyReLu backward calculation is triggered with a negative slope which is not "
                      "supported. This is caused by calling in-place forward function with a negative slope, please "
                      "call out-of-place version instead. File an issue at https://github.com/pytorch/pytorch if you "
                      "do require supporting in-place leakRelu backward calculation with negative slope"
                    : nullptr);
}
Tensor elu(const Tensor& x, const Scalar& alpha) { return apply(Activation::elu, x, one(alpha)); }
Tensor& elu_(const Tensor& x, const Scalar& alpha) {
  return apply_(Activation::elu, x, one(alpha),
                alpha.toDouble() < 0 ? "In-place elu backward calculation is triggered with a negative slope which is "
                                       "not supported. This is caused by calling in-place forward function with a "
                                       "negative slope, please call out-of-place version instead."
                                     : nullptr);
}
Tensor silu(const Tensor& x) { return apply(Activation::silu, x); }
Tensor& silu_(const Tensor& x) { return apply_(Activation::silu, x); }
Tensor sigmoid(const Tensor& x) { return apply(Activation::sigmoid, floating(x)); }
Tensor& sigmoid_(const Tensor& x) {
  check_result_type(x);
  return apply_(Activation::sigmoid, x);
}
Tensor tanh(const Tensor& x) { return apply(Activation::tanh, floating(x)); }
Tensor& tanh_(const Tensor& x) {
  check_result_type(x);
  return apply_(Activation::tanh, x);
}

}  // namespace rectify::api
