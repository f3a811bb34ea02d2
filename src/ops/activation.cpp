#include "ops/activation.h"

#include <rectify/activations/table.h>
#include <rectify/parallel/parallel.h>

#include "kernels/activation.h"
#include "ops/blocked.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

constexpr int64_t kBitsGroup = 64;  // elements whose bits one thread writes: whole bytes, and whole cache lines of y

bool same_strides(const TensorImpl& a, const TensorImpl& b) {
  if (a.contiguous && b.contiguous) return true;
  if (a.contiguous || b.contiguous) return false;  // the sizes are the same
  for (int d = 0; d < a.ndim; d++)
    if (a.strides[d] != b.strides[d] && a.sizes[d] != 1) return false;
  return true;
}
[[noreturn, gnu::noinline]] void not_implemented(Activation f, ScalarType t) {
  rectify::detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", activations::entry(f).record->kernel,
                                             "\" not implemented for '", toString(t), "'");
}
constexpr int64_t kLinearGrain = 2 * kGrain;  // of piecewise linear functions, which take a few instructions an element
template <class F>
void split(int64_t n, int64_t grain, const F& f) {
  if (n <= grain) return f(0, n);
  parallel::parallel_for(0, n, grain, f);
}
template <class F>
void split_bits(int64_t n, const F& f) {
  if (n <= kLinearGrain) return f(0, n);
  parallel::parallel_for(0, (n + kBitsGroup - 1) / kBitsGroup, kLinearGrain / kBitsGroup,
                         [&](int64_t b, int64_t e) { f(b * kBitsGroup, std::min(e * kBitsGroup, n)); });
}
// Over memory: x and y have the same strides and are dense.
void run(Activation f, const Tensor& y, const Tensor& x, const Params& p) {
  const ScalarType t = x.impl()->dtype;
  const size_t item = elementSize(t);
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  const auto kernel = kernels::forward_kernel(f, t);
  if (__builtin_expect(!kernel, 0)) not_implemented(f, t);
  const int64_t n = x.impl()->numel;
  if (n <= kGrain) return kernel(from, to, n, p);
  split(n, kernels::forward_bits_kernel(f, t) ? kLinearGrain : kGrain,
        [&](int64_t b, int64_t e) { kernel(from + b * item, to + b * item, e - b, p); });
}
void run_bits(Activation f, const Tensor& y, const Tensor& x, const Params& p, const Tensor& bits) {
  const ScalarType t = x.impl()->dtype;
  const size_t item = elementSize(t);
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  auto* out = reinterpret_cast<uint8_t*>(bits.impl()->data());
  const auto kernel = kernels::forward_bits_kernel(f, t);
  if (__builtin_expect(!kernel, 0)) not_implemented(f, t);
  split_bits(x.impl()->numel,
             [&](int64_t b, int64_t e) { kernel(from + b * item, to + b * item, out + b / 8, e - b, p); });
}
// dy in the order of like's memory and in its dtype.
Tensor arranged(const Tensor& dy, const Tensor& like) {
  if (dy.impl()->dtype == like.impl()->dtype && same_strides(*dy.impl(), *like.impl())) return dy;
  Tensor r = new_like(like);
  copy_(r, dy);
  return r;
}
// A tensor for dx: g's own memory where it is a copy that was just made of dy, or dy itself, spent and plain.
Tensor room_for(const Tensor& g, const Tensor& dy, bool spent, const Tensor& like) {
  return !g.is_same(dy) || (spent && !dy.impl()->has_payload()) ? g : new_like(like);
}
Tensor gradient(const Tensor& dy, Tensor saved, const kernels::Kernel<kernels::BackwardFn>& kernel, const Params& p,
                bool spent) {
  if (!dense(*saved.impl())) saved = contiguous_copy(saved);
  const Tensor g = arranged(dy, saved), dx = room_for(g, dy, spent, saved);
  const size_t item = elementSize(saved.impl()->dtype);
  const char *s = saved.impl()->data(), *from = g.impl()->data();
  char* to = dx.impl()->data();
  split(saved.impl()->numel, kGrain,
        [&](int64_t b, int64_t e) { kernel(s + b * item, from + b * item, to + b * item, e - b, p); });
  return dx;
}

}  // namespace

Tensor activation(Activation f, const Tensor& x, const Params& p) {
  if (maybe_blocked(x))
    if (Tensor y = blocked_activation(f, x, p); y.defined()) return y;
  if (__builtin_expect(x.impl()->contiguous, 1)) {
    Tensor y = new_tensor(x.impl()->size_ref(), x.impl()->dtype);
    run(f, y, x, p);
    return y;
  }
  Tensor y = new_like(x);
  activation_into(f, y, x, p);
  return y;
}
void activation_into(Activation f, const Tensor& y, const Tensor& x, const Params& p) {
  if (y.is_same(x) && maybe_blocked(x) && blocked_activation_(f, x, p)) return;
  if (same_strides(*x.impl(), *y.impl()) && dense(*y.impl())) return run(f, y, x, p);
  if (y.impl()->contiguous || (y.impl() != x.impl() && dense(*y.impl()))) {
    copy_(y, x);
    return run(f, y, y, p);
  }
  copy_(y, activation(f, x, p));
}
void activation_of_integers(Activation f, const Tensor& y, const Tensor& x, const Params& p) {
  const ScalarType t = x.scalar_type();
  const auto integer = activations::entry(f).integer;
  Tensor from = to(x, kLong);
  if (from.is_same(x) || !from.is_contiguous()) from = contiguous_copy(from);
  auto* v = reinterpret_cast<int64_t*>(from.impl()->data());
  for (int64_t i = 0; i < from.numel(); i++) v[i] = integer(v[i], p, t);
  copy_(y, from);
}

Tensor new_bits(const Tensor& like) {
  Tensor bits = alias(like);
  bits.impl()->storage = Storage::make(kernels::bytes_of_bits(like.impl()->numel));
  bits.impl()->plain = static_cast<char*>(bits.impl()->storage->data);
  return bits;
}
Tensor activation_with_bits(Activation f, const Tensor& x, const Params& p, Tensor& bits) {
  Tensor y = new_like(x);
  activation_with_bits_into(f, y, x, p, bits);
  return y;
}
void activation_with_bits_into(Activation f, const Tensor& y, const Tensor& x, const Params& p, Tensor& bits) {
  if (dense(*y.impl())) {
    bits = new_bits(y);
    if (same_strides(*x.impl(), *y.impl())) return run_bits(f, y, x, p, bits);
    copy_(y, x);
    return run_bits(f, y, y, p, bits);
  }
  copy_(y, activation_with_bits(f, x, p, bits));
}

Tensor activation_backward(Activation f, const Tensor& dy, const Tensor& saved, const Params& p, bool spent) {
  if (maybe_blocked(saved))
    if (Tensor dx = blocked_activation_gradient(f, dy, saved, p); dx.defined()) return dx;
  return gradient(dy, saved, kernels::backward_kernel(f, saved.impl()->dtype), p, spent);
}
Tensor activation_double_backward(Activation f, const Tensor& dy, const Tensor& saved, const Params& p) {
  return gradient(dy, saved, kernels::double_backward_kernel(f, saved.impl()->dtype), p, false);
}
Tensor activation_backward_bits(Activation f, const Tensor& dy, const Tensor& bits, const Params& p, bool spent) {
  const Tensor g = arranged(dy, bits), dx = room_for(g, dy, spent, bits);
  const ScalarType t = bits.impl()->dtype;
  const size_t item = elementSize(t);
  const auto* in = reinterpret_cast<const uint8_t*>(bits.impl()->data());
  const char* from = g.impl()->data();
  char* to = dx.impl()->data();
  const auto kernel = kernels::backward_bits_kernel(f, t);
  split_bits(bits.impl()->numel,
             [&](int64_t b, int64_t e) { kernel(in + b / 8, from + b * item, to + b * item, e - b, p); });
  return dx;
}

}  // namespace rectify::ops
