#include <rectify/autograd/node.h>
#include <rectify/autograd/observer.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <algorithm>

#include "autograd/elementwise.h"
#include "ops/matmul.h"

namespace rectify::api {
namespace {
void check_dtypes(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "expected scalar type ", toString(a.scalar_type()), " but found ",
              toString(b.scalar_type()));
}
void check_factors(const Tensor& a, const Tensor& b) {  // of a product that something is added to
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "mat1 and mat2 must have the same dtype");
}
void check_dot(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 1 && b.dim() == 1, "1D tensors expected, but got ", a.dim(), "D and ", b.dim(), "D tensors");
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "dot : expected both vectors to have same dtype, but found ",
              toString(a.scalar_type()), " and ", toString(b.scalar_type()));
  TORCH_CHECK(a.numel() == b.numel(), "inconsistent tensor size, expected tensor [", a.numel(), "] and src [",
              b.numel(), "] to have the same number of elements, but got ", a.numel(), " and ", b.numel(),
              " elements respectively");
}
Tensor column(const Tensor& v) { return alias_as(v, {v.size(0), 1}, {v.stride(0), 1}, 0); }
Tensor dot_as(const char* name, const Tensor& a, const Tensor& b) {
  check_dot(a, b);
  int64_t n = a.size(0);
  Tensor y = alias_as(ops::mm(alias_as(a, {1, n}, {n, a.stride(0)}, 0), column(b)), {}, {}, 0);
  if (any_wants_grad(a, b))
    record(y, name, {&a, &b},
           [sa = wants_grad(b) ? Saved(a) : Saved(), sb = wants_grad(a) ? Saved(b) : Saved()](
               Node& self, const Tensor* in, Tensor* out) {
             if (self.needs(0)) out[0] = sb.unpack(self) * in[0];
             if (self.needs(1)) out[1] = sa.unpack(self) * in[0];
           });
  return y;
}
}  // namespace

Tensor mm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 2, "self must be a matrix");
  TORCH_CHECK(b.dim() == 2, "mat2 must be a matrix");
  TORCH_CHECK(a.size(1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (", a.size(0), "x", a.size(1), " and ",
              b.size(0), "x", b.size(1), ")");
  check_dtypes(a, b);
  Tensor y = ops::mm(a, b);
  if (any_wants_grad(a, b))
    record(y, "MmBackward0", {&a, &b},
           [sa = wants_grad(b) ? Saved(a) : Saved(), sb = wants_grad(a) ? Saved(b) : Saved()](
               Node& self, const Tensor* in, Tensor* out) {
             if (self.needs(0)) out[0] = mm(in[0], sb.unpack(self).t());
             if (self.needs(1)) out[1] = mm(sa.unpack(self).t(), in[0]);
           });
  return y;
}
Tensor bmm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 3, "batch1 must be a 3D tensor");
  TORCH_CHECK(b.dim() == 3, "batch2 must be a 3D tensor");
  TORCH_CHECK(a.size(0) == b.size(0) && a.size(2) == b.size(1),
              "Expected size for first two dimensions of batch2 tensor to be: [", a.size(0), ", ", a.size(2),
              "] but got: [", b.size(0), ", ", b.size(1), "].");
  check_dtypes(a, b);
  Tensor y = ops::bmm(a, b);
  if (any_wants_grad(a, b))
    record(y, "BmmBackward0", {&a, &b},
           [sa = wants_grad(b) ? Saved(a) : Saved(), sb = wants_grad(a) ? Saved(b) : Saved()](
               Node& self, const Tensor* in, Tensor* out) {
             if (self.needs(0)) out[0] = bmm(in[0], sb.unpack(self).transpose(1, 2));
             if (self.needs(1)) out[1] = bmm(sa.unpack(self).transpose(1, 2), in[0]);
           });
  return y;
}
Tensor mv(const Tensor& a, const Tensor& v) {
  (void)a.size(0);  // an IndexError of a number
  TORCH_CHECK(a.dim() == 2 && v.dim() == 1, "vector + matrix @ vector expected, got 1, ", a.dim(), ", ", v.dim());
  TORCH_CHECK(a.size(1) == v.size(0), "size mismatch, got ", a.size(0), ", ", a.size(0), "x", a.size(1), ",",
              v.size(0));
  check_dtypes(a, v);
  Tensor y = alias_as(ops::mm(a, column(v)), {a.size(0)}, {1}, 0);
  if (any_wants_grad(a, v))
    record(y, "MvBackward0", {&a, &v},
           [sa = wants_grad(v) ? Saved(a) : Saved(), sv = wants_grad(a) ? Saved(v) : Saved()](
               Node& self, const Tensor* in, Tensor* out) {
             if (self.needs(0)) out[0] = outer(in[0], sv.unpack(self));
             if (self.needs(1)) out[1] = mv(sa.unpack(self).t(), in[0]);
           });
  return y;
}
Tensor dot(const Tensor& a, const Tensor& b) { return dot_as("DotBackward0", a, b); }
Tensor vdot(const Tensor& a, const Tensor& b) { return dot_as("VdotBackward0", a, b); }
Tensor outer(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.dim() == 1, "outer: Expected 1-D argument self, but got ", a.dim(), "-D");
  TORCH_CHECK(b.dim() == 1, "outer: Expected 1-D argument vec2, but got ", b.dim(), "-D");
  return a.unsqueeze(1) * b;
}
Tensor matmul(const Tensor& a, const Tensor& b) {
  int64_t da = a.dim(), db = b.dim();
  TORCH_CHECK(da != 0 && db != 0, "both arguments to matmul need to be at least 1D, but they are ", da, "D and ", db,
              "D");
  if (da == 1 && db == 1) return dot(a, b);
  if (da == 2 && db == 1) return mv(a, b);
  if (da == 1 && db == 2) return mm(a.unsqueeze(0), b).squeeze(0);
  if (da == 2 && db == 2) return mm(a, b);
  if (da == 1) return matmul(a.unsqueeze(0), b).squeeze(-2);
  if (db == 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  if (db == 2) {  // one product of all rows
    std::vector<int64_t> shape = a.sizes().vec();
    shape.back() = b.size(1);
    TORCH_CHECK(a.size(-1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (",
                a.size(-1) ? a.numel() / a.size(-1) : 0, "x", a.size(-1), " and ", b.size(0), "x", b.size(1), ")");
    if (a.numel() == 0) return (a.unsqueeze(-1) * b).sum(-2);
    return mm(a.reshape({-1, a.size(-1)}), b).view(shape);
  }
  auto batch_of = [](const Tensor& t) { return std::vector<int64_t>(t.sizes().begin(), t.sizes().end() - 2); };
  std::vector<int64_t> batch = batch_of(a), other = batch_of(b);
  while (batch.size() < other.size()) batch.insert(batch.begin(), 1);
  while (other.size() < batch.size()) other.insert(other.begin(), 1);
  int64_t count = 1;
  for (size_t i = 0; i < batch.size(); i++) {
    TORCH_CHECK(batch[i] == other[i] || batch[i] == 1 || other[i] == 1, "The size of tensor a (", batch[i],
                ") must match the size of tensor b (", other[i], ") at non-singleton dimension ", i);
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
// beta self + alpha product(a, b) as one node; d_product gives the gradients of a and b from that of the product.
template <class P, class D>
Tensor scaled_sum(const char* name, const Tensor& self, const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha,
                  P product, D d_product) {
  Tensor y;
  {
    detail::RawGuard off;
    y = product(a, b);
    TORCH_CHECK(self.scalar_type() == y.scalar_type(), "expected scalar type ", toString(self.scalar_type()),
                " but found ", toString(y.scalar_type()));
    Tensor expanded = self.expand(y.sizes());
    if (isIntegralType(y.scalar_type(), true)) {
      beta = ops::fitted(beta, y.scalar_type());
      alpha = ops::fitted(alpha, y.scalar_type());
    }
    if (!alpha.equal(1)) y = y * alpha;
    if (!beta.equal(0)) y = y + (beta.equal(1) ? expanded : expanded * beta);
  }
  if (any_wants_grad(self, a, b))
    record(y, name, {&self, &a, &b},
           [sizes = self.sizes().vec(), sa = wants_grad(b) ? Saved(a) : Saved(),
            sb = wants_grad(a) ? Saved(b) : Saved(), beta, alpha, d_product](Node& n, const Tensor* in, Tensor* out) {
             if (n.needs(0)) out[0] = sum_to_size(beta.equal(1) ? in[0] : in[0] * beta, sizes);
             if (!n.needs(1) && !n.needs(2)) return;
             Tensor g = alpha.equal(1) ? in[0] : in[0] * alpha;
             d_product(g, n.needs(2) ? sa.unpack(n) : Tensor(), n.needs(1) ? sb.unpack(n) : Tensor(),
                       n.needs(1) ? &out[1] : nullptr, n.needs(2) ? &out[2] : nullptr);
           });
  return y;
}
}  // namespace
Tensor addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  TORCH_CHECK(a.dim() == 2, "mat1 must be a matrix, got ", a.dim(), "-D tensor");
  TORCH_CHECK(b.dim() == 2, "mat2 must be a matrix, got ", b.dim(), "-D tensor");
  check_factors(a, b);
  return scaled_sum("AddmmBackward0", self, a, b, beta, alpha, mm,
                    [](const Tensor& g, const Tensor& a, const Tensor& b, Tensor* da, Tensor* db) {
                      if (da) *da = mm(g, b.t());
                      if (db) *db = mm(a.t(), g);
                    });
}
Tensor addmv(const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta, const Scalar& alpha) {
  TORCH_CHECK(a.dim() == 2 && v.dim() == 1 && self.dim() <= 1, "vector + matrix @ vector expected, got ", self.dim(),
              ", ", a.dim(), ", ", v.dim());
  return scaled_sum("AddmvBackward0", self, a, v, beta, alpha, mv,
                    [](const Tensor& g, const Tensor& a, const Tensor& v, Tensor* da, Tensor* dv) {
                      if (da) *da = outer(g, v);
                      if (dv) *dv = mv(a.t(), g);
                    });
}
Tensor baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  (void)a.size(0), (void)a.size(1), (void)b.size(2);  // an IndexError where there is no such dimension
  return scaled_sum("BaddbmmBackward0", self, a, b, beta, alpha, bmm,
                    [](const Tensor& g, const Tensor& a, const Tensor& b, Tensor* da, Tensor* db) {
                      if (da) *da = bmm(g, b.transpose(1, 2));
                      if (db) *db = bmm(a.transpose(1, 2), g);
                    });
}
Tensor addbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  (void)a.size(1), (void)b.size(2);
  return scaled_sum(
      "AddbmmBackward0", self, a, b, beta, alpha, [](const Tensor& a, const Tensor& b) { return bmm(a, b).sum(0); },
      [](const Tensor& g, const Tensor& a, const Tensor& b, Tensor* da, Tensor* db) {
        if (da) *da = matmul(g, b.transpose(1, 2));
        if (db) *db = matmul(a.transpose(1, 2), g);
      });
}
Tensor addr(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  TORCH_CHECK(a.dim() == 1, "addr: Expected 1-D argument vec1, but got ", a.dim(), "-D");
  TORCH_CHECK(b.dim() == 1, "addr: Expected 1-D argument vec2, but got ", b.dim(), "-D");
  const ScalarType t = ops::result_type(self, a, b);
  for (const auto& [s, name] : {std::pair{&beta, "beta"}, {&alpha, "alpha"}}) {
    TORCH_CHECK(!s->isBoolean() || t == kBool, "Boolean ", name, " only supported for Boolean results.");
    TORCH_CHECK(isFloatingType(t) || s->isIntegral(true), "For integral input tensors, argument ", name,
                " must not be a floating point number.");
  }
  return scaled_sum("AddrBackward0", self, a, b, beta, alpha, outer,
                    [](const Tensor& g, const Tensor& a, const Tensor& b, Tensor* da, Tensor* db) {
                      if (da) *da = mv(g, b);
                      if (db) *db = mv(g.t(), a);
                    });
}
Tensor& Tensor::addmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  // Of integers, the factors are integers as well.
  const auto factor = [&](const Scalar& s) {
    return is_floating_point() && !s.isBoolean() ? s : Scalar(s.to<int64_t>());
  };
  const Tensor product = rectify::mm(a, b);
  TORCH_CHECK(product.sizes() == sizes(), "Bad in-place call: input tensor size ", sizes(), " and output tensor size ",
              product.sizes(), " should match");
  TORCH_CHECK(product.scalar_type() == scalar_type(), "self and mat2 must have the same dtype");
  if (!beta.equal(1)) mul_(factor(beta));
  return add_(product, factor(alpha));
}
#define RECTIFY_INPLACE(f)                                                                                  \
  Tensor& Tensor::f##_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {   \
    check_inplace(*this);                                                                                   \
    Tensor y = rectify::f(clone(), a, b, beta, alpha);                                                      \
    TORCH_CHECK(y.sizes() == sizes(), "output with shape ", sizes(), " doesn't match the broadcast shape ", \
                y.sizes());                                                                                 \
    return copy_(y);                                                                                        \
  }
RECTIFY_INPLACE(addmv)
RECTIFY_INPLACE(baddbmm)
RECTIFY_INPLACE(addbmm)
RECTIFY_INPLACE(addr)
#undef RECTIFY_INPLACE
namespace {
template <class F, class... Ts>
Tensor& into(const char* name, Tensor& out, F f, const Ts&... inputs) {
  detail::check_out(name, out, inputs...);
  Tensor y = f(inputs...);
  if (y.dim() == 0 && std::string_view(name) == "dot")
    TORCH_CHECK(out.scalar_type() == y.scalar_type(), "result dtype ", toString(out.scalar_type()),
                " does not match input dtype ", toString(y.scalar_type()));
  TORCH_CHECK(out.scalar_type() == y.scalar_type(), "Expected out tensor to have dtype ", y.dtype(), ", but got ",
              out.dtype(), " instead");
  if (out.sizes() != y.sizes()) out.resize_(y.sizes());
  return out.copy_(y);
}
}  // namespace
#define RECTIFY_OUT(f)                                                                                                \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,              \
                  const Scalar& alpha) {                                                                              \
    return into(                                                                                                      \
        #f, out, [&](const Tensor& s, const Tensor& x, const Tensor& y) { return f(s, x, y, beta, alpha); }, self, a, \
        b);                                                                                                           \
  }
RECTIFY_OUT(addmm)
RECTIFY_OUT(addmv)
RECTIFY_OUT(baddbmm)
RECTIFY_OUT(addbmm)
RECTIFY_OUT(addr)
#undef RECTIFY_OUT
Tensor& outer_out(Tensor& out, const Tensor& a, const Tensor& b) { return into("outer", out, outer, a, b); }
Tensor& mm_out(Tensor& out, const Tensor& a, const Tensor& b) { return into("mm", out, mm, a, b); }
Tensor& bmm_out(Tensor& out, const Tensor& a, const Tensor& b) { return into("bmm", out, bmm, a, b); }
Tensor& mv_out(Tensor& out, const Tensor& a, const Tensor& v) { return into("mv", out, mv, a, v); }
Tensor& dot_out(Tensor& out, const Tensor& a, const Tensor& b) { return into("dot", out, dot, a, b); }
Tensor& matmul_out(Tensor& out, const Tensor& a, const Tensor& b) { return into("matmul", out, matmul, a, b); }

Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  if (detail::observed())
    return detail::observe(autograd::Observer::Op::Linear, "linear", x, w, [&] { return linear(x, w, bias); });
  TORCH_CHECK(w.dim() == 2 || w.dim() == 1, "linear(): weight must have 1 or 2 dimensions, got ", w.dim());
  if (w.dim() == 1) return bias.defined() ? matmul(x, w) + bias : matmul(x, w);
  if (x.dim() != 2) {
    if (x.dim() == 1) {
      if (x.size(0) == w.size(1)) check_dtypes(x, w);
      return linear(x.unsqueeze(0), w, bias).squeeze(0);
    }
    TORCH_CHECK(x.dim() > 0, "both arguments to linear need to be at least 1D, but they are 0D and 2D");
    std::vector<int64_t> shape = x.sizes().vec();
    TORCH_CHECK(shape.back() == w.size(1), "mat1 and mat2 shapes cannot be multiplied (",
                shape.back() ? x.numel() / shape.back() : 0, "x", shape.back(), " and ", w.size(1), "x", w.size(0),
                ")");
    int64_t rows = 1;
    for (size_t i = 0; i + 1 < shape.size(); i++) rows *= shape[i];
    shape.back() = w.size(0);
    return linear(x.reshape({rows, w.size(1)}), w, bias).view(shape);
  }
  TORCH_CHECK(x.size(1) == w.size(1), "mat1 and mat2 shapes cannot be multiplied (", x.size(0), "x", x.size(1), " and ",
              w.size(1), "x", w.size(0), ")");
  if (!bias.defined()) check_dtypes(x, w);
  if (bias.defined()) {
    check_factors(x, w);
    TORCH_CHECK(bias.scalar_type() == x.scalar_type(),
                "expected bias to have the same dtype as the input, but got: ", bias.dtype(), " != ", x.dtype());
    TORCH_CHECK(bias.dim() <= 1 && (bias.numel() == 1 || bias.numel() == w.size(0)),
                "The expanded size of the tensor (", w.size(0), ") must match the existing size (", bias.numel(),
                ") at non-singleton dimension 1.  Target sizes: [", x.size(0), ", ", w.size(0),
                "].  Tensor sizes: ", bias.sizes());
    if (bias.numel() != w.size(0) || bias.dim() == 0) return linear(x, w, bias.expand({w.size(0)}));
  }
  Tensor y = ops::linear(x, w, bias);
  if (any_wants_grad(x, w, bias))
    record(y, bias.defined() ? "AddmmBackward0" : "MmBackward0", {&x, &w, &bias},
           [sx = wants_grad(w) ? Saved(x) : Saved(), sw = wants_grad(x) ? Saved(w) : Saved()](
               Node& self, const Tensor* in, Tensor* out) {
             const Tensor& g = in[0];
             if (self.needs(2))  // first, for its partial sums take room
               out[2] = g.scalar_type() == kFloat && g.is_contiguous() && !GradMode::is_enabled() ? ops::column_sums(g)
                                                                                                  : g.sum(0);
             if (self.needs(1)) out[1] = mm(g.t(), sx.unpack(self));
             if (self.needs(0)) out[0] = mm(g, sw.unpack(self));
           });
  return y;
}

}  // namespace rectify::api
