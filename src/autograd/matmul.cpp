
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <algorithm>

#include "ops/matmul.h"

namespace rectify {
namespace {
void check_dtypes(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "expected m1 and m2 to have the same dtype, but got: ", a.dtype(), " != ", b.dtype());
}
}  // namespace

Tensor mm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 2, "self must be a matrix");
  TORCH_CHECK(b.dim() == 2, "mat2 must be a matrix");
  TORCH_CHECK(a.size(1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (", a.size(0), "x", a.size(1), " and ", b.size(0), "x", b.size(1), ")");
  check_dtypes(a, b);
  Tensor y = ops::mm(a, b);
  if (any_wants_grad(a, b))
    record(y, "MmBackward0", {&a, &b}, [sa = wants_grad(b) ? Saved(a) : Saved(), sb = wants_grad(a) ? Saved(b) : Saved()](Node& self, const Tensor* in, Tensor* out) {
      if (self.needs(0)) out[0] = mm(in[0], sb.unpack(self).t());
      if (self.needs(1)) out[1] = mm(sa.unpack(self).t(), in[0]);
    });
  return y;
}
Tensor bmm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 3, "batch1 must be a 3D tensor");
  TORCH_CHECK(b.dim() == 3, "batch2 must be a 3D tensor");
  TORCH_CHECK(a.size(0) == b.size(0) && a.size(2) == b.size(1), "Expected size for first two dimensions of batch2 tensor to be: [", a.size(0), ", ", a.size(2), "] but got: [", b.size(0), ", ", b.size(1), "].");
  check_dtypes(a, b);
  Tensor y = ops::bmm(a, b);
  if (any_wants_grad(a, b))
    record(y, "BmmBackward0", {&a, &b}, [sa = wants_grad(b) ? Saved(a) : Saved(), sb = wants_grad(a) ? Saved(b) : Saved()](Node& self, const Tensor* in, Tensor* out) {
      if (self.needs(0)) out[0] = bmm(in[0], sb.unpack(self).transpose(1, 2));
      if (self.needs(1)) out[1] = bmm(sa.unpack(self).transpose(1, 2), in[0]);
    });
  return y;
}
Tensor mv(const Tensor& a, const Tensor& v) {
  TORCH_CHECK(a.dim() == 2 && v.dim() == 1, "vector + matrix @ vector expected, got 1, ", a.dim(), ", ", v.dim());
  TORCH_CHECK(a.size(1) == v.size(0), "size mismatch, got ", a.size(0), ", ", a.size(0), "x", a.size(1), ",", v.size(0));
  return mm(a, v.unsqueeze(1)).squeeze(1);
}
Tensor dot(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 1 && b.dim() == 1, "1D tensors expected, but got ", a.dim(), "D and ", b.dim(), "D tensors");
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "dot : expected both vectors to have same dtype, but found ", toString(a.scalar_type()), " and ", toString(b.scalar_type()));
  TORCH_CHECK(a.numel() == b.numel(), "inconsistent tensor size, expected tensor [", a.numel(), "] and src [", b.numel(), "] to have the same number of elements, but got ", a.numel(), " and ", b.numel(), " elements respectively");
  return mm(a.unsqueeze(0), b.unsqueeze(1)).reshape({});
}
Tensor outer(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 1, "outer: Expected 1-D argument self, but got ", a.dim(), "-D");
  TORCH_CHECK(b.dim() == 1, "outer: Expected 1-D argument vec2, but got ", b.dim(), "-D");
  return a.unsqueeze(1) * b;
}
Tensor matmul(const Tensor& a, const Tensor& b) {
  int64_t da = a.dim(), db = b.dim();
  TORCH_CHECK(da != 0 && db != 0, "both arguments to matmul need to be at least 1D, but they are ", da, "D and ", db, "D");
  if (da == 1 && db == 1) return dot(a, b);
  if (da == 2 && db == 1) return mv(a, b);
  if (da == 1 && db == 2) return mm(a.unsqueeze(0), b).squeeze(0);
  if (da == 2 && db == 2) return mm(a, b);
  if (da == 1) return matmul(a.unsqueeze(0), b).squeeze(-2);
  if (db == 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  if (db == 2) {  // one product of all rows
    std::vector<int64_t> shape = a.sizes().vec();
    shape.back() = b.size(1);
    TORCH_CHECK(a.size(-1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (", a.size(-1) ? a.numel() / a.size(-1) : 0, "x", a.size(-1), " and ", b.size(0), "x", b.size(1), ")");
    if (a.numel() == 0) return (a.unsqueeze(-1) * b).sum(-2);
    return mm(a.reshape({-1, a.size(-1)}), b).view(shape);
  }
  auto batch_of = [](const Tensor& t) { return std::vector<int64_t>(t.sizes().begin(), t.sizes().end() - 2); };
  std::vector<int64_t> batch = batch_of(a), other = batch_of(b);
  while (batch.size() < other.size()) batch.insert(batch.begin(), 1);
  while (other.size() < batch.size()) other.insert(other.begin(), 1);
  int64_t count = 1;
  for (size_t i = 0; i < batch.size(); i++) {
    TORCH_CHECK(batch[i] == other[i] || batch[i] == 1 || other[i] == 1, "The size of tensor a (", batch[i], ") must match the size of tensor b (", other[i], ") at non-singleton dimension ", i);
    if (batch[i] == 1) batch[i] = other[i];
    count *= batch[i];
  }
  auto batched = [&](const Tensor& t) {
    std::vector<int64_t> shape = batch;
    shape.insert(shape.end(), {t.size(-2), t.size(-1)});
    return t.expand(shape).reshape({count, t.size(-2), t.size(-1)});
  };
  Tensor y = bmm(batched(a), batched(b));
  batch.insert(batch.end(), {a.size(-2), b.size(-1)});
  return y.view(batch);
}
namespace {
Tensor scaled_sum(const Tensor& self, Tensor product, const Scalar& beta, const Scalar& alpha) {
  if (!alpha.equal(1)) product = product * alpha;
  if (beta.equal(0)) return product;
  return beta.equal(1) ? product + self : product + self * beta;
}
}  // namespace
Tensor addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  TORCH_CHECK(a.dim() == 2 && b.dim() == 2, "mat1 and mat2 must be matrices, but are ", a.dim(), "D and ", b.dim(), "D");
  Tensor product = mm(a, b);
  return scaled_sum(self.expand(product.sizes()), product, beta, alpha);
}
Tensor addmv(const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta, const Scalar& alpha) { return scaled_sum(self, mv(a, v), beta, alpha); }
Tensor baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) { return scaled_sum(self, bmm(a, b), beta, alpha); }
Tensor& Tensor::addmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  if (!beta.equal(1)) mul_(beta);
  return add_(rectify::mm(a, b), alpha);
}
Tensor& mm_out(Tensor& out, const Tensor& a, const Tensor& b) {
  TORCH_CHECK(!any_wants_grad(out, a, b), "mm(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.");
  Tensor y = mm(a, b);
  if (out.sizes() != y.sizes()) out.resize_(y.sizes());
  return out.copy_(y);
}
Tensor& matmul_out(Tensor& out, const Tensor& a, const Tensor& b) {
  TORCH_CHECK(!any_wants_grad(out, a, b), "matmul(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.");
  Tensor y = matmul(a, b);
  if (out.sizes() != y.sizes()) out.resize_(y.sizes());
  return out.copy_(y);
}

Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  TORCH_CHECK(w.dim() == 2 || w.dim() == 1, "linear(): weight must have 1 or 2 dimensions, got ", w.dim());
  if (w.dim() == 1) return bias.defined() ? matmul(x, w) + bias : matmul(x, w);
  if (x.dim() != 2) {
    if (x.dim() == 1) return linear(x.unsqueeze(0), w, bias).squeeze(0);
    TORCH_CHECK(x.dim() > 0, "both arguments to linear need to be at least 1D, but they are 0D and 2D");
    std::vector<int64_t> shape = x.sizes().vec();
    TORCH_CHECK(shape.back() == w.size(1), "mat1 and mat2 shapes cannot be multiplied (", shape.back() ? x.numel() / shape.back() : 0, "x", shape.back(), " and ", w.size(1), "x", w.size(0), ")");
    int64_t rows = 1;
    for (size_t i = 0; i + 1 < shape.size(); i++) rows *= shape[i];
    shape.back() = w.size(0);
    return linear(x.reshape({rows, w.size(1)}), w, bias).view(shape);
  }
  TORCH_CHECK(x.size(1) == w.size(1), "mat1 and mat2 shapes cannot be multiplied (", x.size(0), "x", x.size(1), " and ", w.size(1), "x", w.size(0), ")");
  check_dtypes(x, w);
  if (bias.defined()) {
    TORCH_CHECK(bias.scalar_type() == x.scalar_type(), "expected bias to have the same dtype as the input, but got: ", bias.dtype(), " != ", x.dtype());
    TORCH_CHECK(bias.dim() <= 1 && (bias.numel() == 1 || bias.numel() == w.size(0)), "The expanded size of the tensor (", w.size(0), ") must match the existing size (", bias.numel(), ") at non-singleton dimension 1.  Target sizes: [", x.size(0), ", ", w.size(0), "].  Tensor sizes: ", bias.sizes());
    if (bias.numel() != w.size(0) || bias.dim() == 0) return linear(x, w, bias.expand({w.size(0)}));
  }
  Tensor y = ops::linear(x, w, bias);
  if (any_wants_grad(x, w, bias))
    record(y, bias.defined() ? "AddmmBackward0" : "MmBackward0", {&x, &w, &bias},
           [sx = wants_grad(w) ? Saved(x) : Saved(), sw = wants_grad(x) ? Saved(w) : Saved()](Node& self, const Tensor* in, Tensor* out) {
             const Tensor& g = in[0];
             if (self.needs(0)) out[0] = mm(g, sw.unpack(self));
             if (self.needs(1)) out[1] = mm(g.t(), sx.unpack(self));
             if (self.needs(2)) out[2] = g.scalar_type() == kFloat && g.is_contiguous() && !GradMode::is_enabled() ? ops::column_sums(g) : g.sum(0);
           });
  return y;
}

}  // namespace rectify
