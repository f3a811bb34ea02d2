// A layer and its activation together: a linear layer's are one node.
#include <rectify/autograd/observer.h>
#include <rectify/ops/fused.h>

#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include "autograd/activation.h"
#include "ops/activation.h"
#include "ops/elementwise.h"
#include "ops/fused.h"
#include "ops/matmul.h"

namespace rectify::own {
namespace {

using activations::entry;
using activations::Keep;
using kernels::Params;

Tensor rows_of(const Tensor& t, int64_t cols) { return alias_as(t, {t.numel() / cols, cols}, {cols, 1}, 0); }

struct LinearActivationNode final : ActivationNode {  // inputs: x, w, bias
  Saved sx, sw, sb;
  using ActivationNode::ActivationNode;

  void backward(const Tensor* in, Tensor* out) override {
    if (released) detail::backward_twice();
    const Tensor x = sx.unpack(*this), w = sw.unpack(*this);
    const int64_t cols = w.size(0), inner = w.size(1);
    if (GradMode::is_enabled()) {
      const Tensor dz =
          activation_slope_times(f, in[0], linear(x, w, sb.unpack(*this)), p).reshape({in[0].numel() / cols, cols});
      if (needs(0)) out[0] = mm(dz, w).reshape(x.sizes());
      if (needs(1)) out[1] = mm(dz.t(), x.reshape({dz.size(0), inner}));
      if (needs(2)) out[2] = dz.sum(0);
      return;
    }
    const Tensor dy = ops::contiguous(in[0]);
    const int64_t rows = dy.numel() / cols;
    Tensor sums;
    const Tensor dz = ops::activation_backward_columns(f, dy, bits.defined() ? Tensor() : saved.unpack(*this), bits, p,
                                                       rows, cols, needs(2) ? &sums : nullptr);
    if (needs(0)) {
      const Tensor dx = ops::mm(dz, w);
      out[0] = x.dim() == 2 ? dx : alias_as(dx, x.sizes(), x.strides(), 0);
    }
    if (needs(1)) out[1] = ops::mm(alias_as(dz, {cols, rows}, {1, cols}, 0), rows_of(x, inner));
    if (needs(2)) out[2] = sums;
  }
  void release_variables() override {
    ActivationNode::release_variables();
    sx = sw = sb = {};
  }
};

bool fits(const Tensor& x, const Tensor& w, const Tensor& bias) {
  if (!x.defined() || !w.defined()) return false;
  const TensorImpl &a = *x.impl(), &b = *w.impl();
  return a.dtype == kFloat && b.dtype == kFloat && a.contiguous && b.contiguous && a.ndim >= 2 && b.ndim == 2 &&
         a.numel > 0 && b.numel > 0 && a.sizes[a.ndim - 1] == b.sizes[1] &&
         (!bias.defined() || (bias.impl()->dtype == kFloat && bias.impl()->contiguous && bias.impl()->ndim == 1 &&
                              bias.impl()->numel == b.sizes[0]));
}
Params with_options(Activation f, ArrayRef<double> options) {
  const auto& r = *entry(f).record;
  TORCH_CHECK(options.size() <= static_cast<size_t>(r.parameters), "linear_act: ", r.name, " takes ", r.parameters,
              " options at most, but got ", options.size());
  Params p{r.defaults[0], r.defaults[1], r.defaults[2]};
  double* to[] = {&p.a, &p.b, &p.c};
  for (size_t i = 0; i < options.size(); i++) *to[i] = options[i];
  return p;
}

}  // namespace

Tensor linear_act(const Tensor& x, const Tensor& w, const Tensor& bias, Activation f, ArrayRef<double> options) {
  TORCH_CHECK(static_cast<int>(f) >= 0 && f < Activation::count, "linear_act: no activation has the number ",
              static_cast<int>(f));
  return detail::linear_act(x, w, bias, f, with_options(f, options));
}
Tensor linear_act(const Tensor& x, const Tensor& w, const Tensor& bias, const std::string& name,
                  ArrayRef<double> options) {
  for (int i = 0; i < kActivations; i++)
    if (name == activations::kTable[i].record->name) return linear_act(x, w, bias, static_cast<Activation>(i), options);
  AT_ERROR("linear_act: unknown activation '", name, "'");
}

}  // namespace rectify::own
namespace rectify::detail {

Tensor linear_act(const Tensor& x, const Tensor& w, const Tensor& bias, Activation f, const kernels::Params& p) {
  if (observed() || !fits(x, w, bias)) return activate(f, linear(x, w, bias), p);
  const TensorImpl& a = *x.impl();
  const int64_t out = w.impl()->sizes[0];
  int64_t small[TensorImpl::kInlineDims];
  std::vector<int64_t> large;
  int64_t* sizes = small;
  if (a.ndim > TensorImpl::kInlineDims) {
    large.resize(a.ndim);
    sizes = large.data();
  }
  std::copy(a.sizes, a.sizes + a.ndim - 1, sizes);
  sizes[a.ndim - 1] = out;
  const IntArrayRef shape(sizes, static_cast<size_t>(a.ndim));
  Tensor kept;
  if (!any_wants_grad(x, w, bias)) return ops::linear_activation(f, x, w, bias, shape, p, Keep::Output, kept);

  auto* n = new LinearActivationNode(f, p);
  auto owner = intrusive_ptr<Node>::adopt(n);
  const Keep keep = entry(f).keep(p, kFloat);
  Tensor y = ops::linear_activation(f, x, w, bias, shape, p, keep, kept);
  if (keep == Keep::Output) n->keep_output(y);
  if (keep == Keep::Bits) n->bits = kept;
  if (keep == Keep::Input) n->saved = Saved(kept);
  n->sx = Saved(x);
  n->sw = Saved(w);
  if (bias.defined()) n->sb = Saved(bias);
  const Tensor* inputs[] = {&x, &w, &bias};
  collect_edges(*n, inputs, 3);
  set_history(y, std::move(owner), 0);
  return y;
}
Tensor activate_over(Activation f, Tensor x, const kernels::Params& p) {
  if (observed() || any_wants_grad(x) || !isFloatingType(x.scalar_type())) return activate(f, x, p);
  ops::activation_into(f, x, x, p);
  return x;
}

}  // namespace rectify::detail
