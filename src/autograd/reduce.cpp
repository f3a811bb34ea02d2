// Differentiable reductions and scans.
#include <cmath>
#include <limits>

#include <rectify/ops/indexing.h>

#include "autograd/elementwise.h"
#include "ops/reduce.h"

namespace rectify::api {

using detail::zeros_of;
using ops::DimSet;
using ops::Reduce;

namespace {

IntArrayRef list(const OptionalIntArrayRef& d) { return d ? *d : IntArrayRef(); }

// What a reduction's backward needs to know of its input.
struct Shape {
  std::vector<int64_t> sizes;
  DimSet dims;
  bool keepdim;
  Shape(const Tensor& x, DimSet d, bool k) : sizes(x.sizes().vec()), dims(d), keepdim(k) {}
  std::vector<int64_t> kept() const { return ops::reduced_sizes(sizes, dims, true); }
  // t, a reduced tensor, with the reduced dimensions back as ones.
  Tensor unreduce(const Tensor& t) const {
    return keepdim || t.dim() == static_cast<int64_t>(sizes.size()) ? t : t.reshape(kept());
  }
  Tensor expand(const Tensor& t) const { return unreduce(t).expand(sizes); }
  double count() const {
    double n = 1;
    for (size_t d = 0; d < sizes.size(); d++)
      if (dims >> d & 1) n *= static_cast<double>(sizes[d]);
    return n;
  }
  std::vector<int64_t> dim_list() const {
    std::vector<int64_t> r;
    for (size_t d = 0; d < sizes.size(); d++)
      if (dims >> d & 1) r.push_back(static_cast<int64_t>(d));
    return r;
  }
};
Tensor as(const Tensor& t, ScalarType dtype) { return t.scalar_type() == dtype ? t : t.to(dtype); }

Tensor sum_dims(const char* node, Reduce op, const Tensor& x, DimSet dims, bool keepdim, optional<ScalarType> dtype) {
  Tensor y = ops::reduce(op, x, dims, keepdim, dtype);
  if (any_wants_grad(x) && isFloatingType(y.scalar_type())) {
    if (op == Reduce::nansum)
      record(y, node, {&x}, [s = Saved(x), shape = Shape(x, dims, keepdim)](Node& self, const Tensor* in, Tensor* out) {
        Tensor v = s.unpack(self);
        out[0] = as(where(isnan(v), Scalar(0), shape.expand(in[0])), v.scalar_type());
      });
    else
      record(y, node, {&x},
             [shape = Shape(x, dims, keepdim), from = x.scalar_type()](Node&, const Tensor* in, Tensor* out) {
               out[0] = as(shape.expand(in[0]), from);
             });
  }
  return y;
}
ScalarType mean_dtype(const Tensor& x, optional<ScalarType> dtype) {
  TORCH_CHECK(isFloatingType(dtype.value_or(x.scalar_type())), "mean(): could not infer output dtype. ",
              dtype ? "Optional" : "Input", " dtype must be either a floating point or complex dtype. Got: ",
              toString(dtype.value_or(x.scalar_type())));
  return dtype.value_or(x.scalar_type());
}
Tensor mean_dims(const char* node, const Tensor& x, DimSet dims, bool keepdim, ScalarType t) {
  Shape shape(x, dims, keepdim);
  double n = shape.count();
  Tensor s = ops::reduce(Reduce::sum, x, dims, keepdim, t == kHalf || t == kBFloat16 ? kFloat : t),
         y = ops::to(ops::div(s, n), t);
  if (any_wants_grad(x))
    record(y, node, {&x}, [shape = std::move(shape), from = x.scalar_type(), n](Node&, const Tensor* in, Tensor* out) {
      out[0] = as(shape.expand(in[0]) / n, from);
    });
  return y;
}
void check_dim_nonzero(const char* name, const Tensor& x, int64_t d) {
  TORCH_CHECK_INDEX(x.dim() == 0 || x.size(d) != 0, name, "(): Expected reduction dim ", d, " to have non-zero size.");
}
void check_nonempty(const char* name, const Tensor& x) {
  TORCH_CHECK(x.numel() != 0, name,
              "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the "
              "'dim' argument.");
}
// The gradient goes to the elements that equal the result, in equal parts.
Tensor share(const Shape& shape, const Tensor& g, const Tensor& x, const Tensor& y) {
  Tensor mask = (x == shape.unreduce(y)).to(g.scalar_type());
  Tensor count = shape.sizes.empty() ? mask : sum(mask, shape.dim_list(), true);
  return mask * (shape.unreduce(g) / count);
}
Tensor extreme_dims(Reduce op, const char* node, const char* name, const Tensor& x, DimSet dims, bool keepdim) {
  if (x.numel() == 0) {
    if (dims == ops::dim_set({}, x.dim())) check_nonempty(name, x);
    for (int64_t d = 0; d < x.dim(); d++)
      if (dims >> d & 1) check_dim_nonzero(name, x, d);
  }
  Tensor y = ops::reduce(op, x, dims, keepdim);
  if (any_wants_grad(x))
    record(y, node, {&x},
           [s = Saved(x), r = Saved::output(y), shape = Shape(x, dims, keepdim)](Node& self, const Tensor* in,
                                                                                 Tensor* out) {
             out[0] = share(shape, in[0], s.unpack(self), r.unpack(self).detach());
           });
  return y;
}
// Gradients of values picked by indices along dim go back to where they were.
void record_picked(const Tensor& y, const char* node, const Tensor& x, int64_t dim, bool keepdim,
                   const Tensor& indices) {
  if (!any_wants_grad(x)) return;
  record(y, node, {&x},
         [sizes = x.sizes().vec(), dim, keepdim, i = Saved(indices)](Node& self, const Tensor* in, Tensor* out) {
           Tensor at = i.unpack(self), g = in[0];
           if (sizes.empty()) {
             out[0] = g;
             return;
           }
           if (!keepdim) {
             at = at.unsqueeze(dim);
             g = g.unsqueeze(dim);
           }
           Tensor z = new_tensor(sizes, g.scalar_type());
           ops::zero_(z);
           out[0] = z.scatter_add(dim, at, g);
         });
}
std::tuple<Tensor, Tensor> extreme_dim(bool max, const Tensor& x, int64_t d, bool keepdim) {
  const char* name = max ? "max" : "min";
  int64_t dim = maybe_wrap_dim(d, x.dim());
  check_dim_nonzero(name, x, dim);
  Tensor values, indices;
  ops::extreme(max, x, dim, keepdim, &values, &indices);
  record_picked(values, max ? "MaxBackward0" : "MinBackward0", x, dim, keepdim, indices);
  return {values, indices};
}
Tensor arg(bool max, const Tensor& x, optional<int64_t> d, bool keepdim) {
  const char* name = max ? "argmax" : "argmin";
  Tensor indices;
  if (d) {
    int64_t dim = maybe_wrap_dim(*d, x.dim());
    check_dim_nonzero(name, x, dim);
    ops::extreme(max, x, dim, keepdim, nullptr, &indices);
    return indices;
  }
  TORCH_CHECK_INDEX(x.numel() != 0, name, "(): Expected reduction dim to be specified for input.numel() == 0.");
  if (x.dim() <= 1) {
    ops::extreme(max, x, 0, keepdim && x.dim() == 1, nullptr, &indices);
    return indices;
  }
  int64_t n = x.numel();
  Tensor flat = alias_as(ops::contiguous(x), n, 1, 0);
  ops::extreme(max, flat, 0, false, nullptr, &indices);
  return keepdim ? alias_as(indices, std::vector<int64_t>(x.dim(), 1), std::vector<int64_t>(x.dim(), 1), 0) : indices;
}

}  // namespace

Tensor sum_to_size(const Tensor& t, IntArrayRef sizes) {
  if (t.sizes() == sizes) return t;
  int64_t lead = t.dim() - static_cast<int64_t>(sizes.size());
  bool ok = lead >= 0;
  DimSet dims = 0;
  for (int64_t d = 0; ok && d < t.dim(); d++) {
    if (d < lead || (sizes[d - lead] == 1 && t.size(d) != 1))
      dims |= DimSet{1} << d;
    else
      ok = sizes[d - lead] == t.size(d);
  }
  TORCH_CHECK(ok, "size {", sizes, "} is not expandable to size {", t.sizes(), "}.");
  Tensor y = sum_dims("SumBackward1", Reduce::sum, t, dims, true, nullopt);
  return lead ? y.reshape(sizes) : y;
}
Tensor sum(const Tensor& x, optional<ScalarType> dtype) {
  if (dtype) return sum_dims("SumBackward0", Reduce::sum, x, ops::dim_set({}, x.dim()), false, dtype);
  Tensor y = ops::sum(x);
  if (any_wants_grad(x))
    record(y, "SumBackward0", {&x},
           [sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].expand(sizes); });
  return y;
}
Tensor sum(const Tensor& x, OptionalIntArrayRef d, bool keepdim, optional<ScalarType> dtype) {
  return sum_dims("SumBackward1", Reduce::sum, x, ops::dim_set(list(d), x.dim()), keepdim, dtype);
}
Tensor nansum(const Tensor& x, OptionalIntArrayRef d, bool keepdim, optional<ScalarType> dtype) {
  return sum_dims("NansumBackward0", Reduce::nansum, x, ops::dim_set(list(d), x.dim()), keepdim, dtype);
}
Tensor mean(const Tensor& x, optional<ScalarType> dtype) {
  return mean_dims("MeanBackward0", x, ops::dim_set({}, x.dim()), false, mean_dtype(x, dtype));
}
Tensor mean(const Tensor& x, OptionalIntArrayRef d, bool keepdim, optional<ScalarType> dtype) {
  return mean_dims("MeanBackward1", x, ops::dim_set(list(d), x.dim()), keepdim, mean_dtype(x, dtype));
}

namespace {
// The product of all other elements along dim, also where some are zero.
Tensor products_of_others(const Tensor& x, int64_t dim) {
  int64_t n = x.size(dim);
  if (n == 0) return x;
  Tensor ones = new_tensor(x.narrow(dim, 0, 1).sizes(), x.scalar_type());
  ops::fill_(ones, 1);
  if (n == 1) return ones;
  Tensor before = cat(std::vector<Tensor>{ones, cumprod(x.narrow(dim, 0, n - 1), dim)}, dim);
  Tensor after = cumprod(x.flip({dim}).narrow(dim, 0, n - 1), dim);
  return before * cat(std::vector<Tensor>{ones, after}, dim).flip({dim});
}
bool has_zero(const Tensor& x) {
  detail::RawGuard guard;
  return any(x == 0).item<bool>();
}
}  // namespace
Tensor prod(const Tensor& x, optional<ScalarType> dtype) {
  Tensor y = ops::reduce(Reduce::prod, x, ops::dim_set({}, x.dim()), false, dtype);
  if (any_wants_grad(x) && isFloatingType(y.scalar_type()))
    record(y, "ProdBackward0", {&x}, [s = Saved(x), r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
      Tensor v = s.unpack(self), p = as(r.unpack(self), v.scalar_type()), g = as(in[0], v.scalar_type());
      if (v.dim() == 0)
        out[0] = g.clone();
      else if (!has_zero(v))
        out[0] = g * p / v;
      else
        out[0] = g * products_of_others(v.reshape({-1}), 0).reshape(v.sizes());
    });
  return y;
}
Tensor prod(const Tensor& x, int64_t d, bool keepdim, optional<ScalarType> dtype) {
  int64_t dim = maybe_wrap_dim(d, x.dim());
  DimSet dims = x.dim() ? DimSet{1} << dim : 0;
  Tensor y = ops::reduce(Reduce::prod, x, dims, keepdim, dtype);
  if (any_wants_grad(x) && isFloatingType(y.scalar_type()))
    record(y, "ProdBackward1", {&x},
           [s = Saved(x), r = Saved::output(y), shape = Shape(x, dims, keepdim), dim](Node& self, const Tensor* in,
                                                                                      Tensor* out) {
             Tensor v = s.unpack(self), p = shape.unreduce(as(r.unpack(self), v.scalar_type())),
                    g = shape.unreduce(as(in[0], v.scalar_type()));
             if (v.dim() == 0)
               out[0] = g.clone();
             else if (!has_zero(v))
               out[0] = g * p / v;
             else
               out[0] = g * products_of_others(v, dim);
           });
  return y;
}

Tensor max(const Tensor& x) {
  return extreme_dims(Reduce::max, "MaxBackward1", "max", x, ops::dim_set({}, x.dim()), false);
}
Tensor min(const Tensor& x) {
  return extreme_dims(Reduce::min, "MinBackward1", "min", x, ops::dim_set({}, x.dim()), false);
}
Tensor max(const Tensor& a, const Tensor& b) { return maximum(a, b); }
Tensor min(const Tensor& a, const Tensor& b) { return minimum(a, b); }
std::tuple<Tensor, Tensor> max(const Tensor& x, int64_t d, bool keepdim) { return extreme_dim(true, x, d, keepdim); }
std::tuple<Tensor, Tensor> min(const Tensor& x, int64_t d, bool keepdim) { return extreme_dim(false, x, d, keepdim); }
Tensor amax(const Tensor& x, IntArrayRef d, bool keepdim) {
  return extreme_dims(Reduce::max, "AmaxBackward0", "amax", x, ops::dim_set(d, x.dim()), keepdim);
}
Tensor amin(const Tensor& x, IntArrayRef d, bool keepdim) {
  return extreme_dims(Reduce::min, "AminBackward0", "amin", x, ops::dim_set(d, x.dim()), keepdim);
}
std::tuple<Tensor, Tensor> aminmax(const Tensor& x, optional<int64_t> d, bool keepdim) {
  TORCH_CHECK(x.numel() != 0,
              "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
  if (d) return {amin(x, *d, keepdim), amax(x, *d, keepdim)};
  return {amin(x, {}, keepdim), amax(x, {}, keepdim)};
}
Tensor argmax(const Tensor& x, optional<int64_t> d, bool keepdim) { return arg(true, x, d, keepdim); }
Tensor argmin(const Tensor& x, optional<int64_t> d, bool keepdim) { return arg(false, x, d, keepdim); }

namespace {
Tensor all_or_any(Reduce op, const Tensor& x, int64_t d, bool keepdim) {
  int64_t dim = maybe_wrap_dim(d, x.dim());
  return ops::reduce(op, x, x.dim() ? DimSet{1} << dim : 0, keepdim);
}
}  // namespace
Tensor all(const Tensor& x) { return ops::reduce(Reduce::all, x, ops::dim_set({}, x.dim()), false); }
Tensor any(const Tensor& x) { return ops::reduce(Reduce::any, x, ops::dim_set({}, x.dim()), false); }
Tensor all(const Tensor& x, int64_t d, bool keepdim) { return all_or_any(Reduce::all, x, d, keepdim); }
Tensor any(const Tensor& x, int64_t d, bool keepdim) { return all_or_any(Reduce::any, x, d, keepdim); }

// Two passes: the mean first, then the squares of the deviations. 16-bit floats are computed in float.
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, OptionalIntArrayRef d, optional<int64_t> correction,
                                    bool keepdim) {
  ScalarType t = self.scalar_type();
  TORCH_CHECK(isFloatingType(t), "std and var only support floating point and complex dtypes");
  Shape shape(self, ops::dim_set(list(d), self.dim()), keepdim);
  Tensor x = t == kHalf || t == kBFloat16 ? self.to(kFloat) : self;
  Tensor m = mean_dims("MeanBackward1", x, shape.dims, true, x.scalar_type());
  double freedom = std::max(0.0, shape.count() - static_cast<double>(correction.value_or(1)));
  Tensor v = sum_dims("SumBackward1", Reduce::sum, square(x - m), shape.dims, keepdim, nullopt) / freedom;
  return {as(v, t), as(keepdim ? m : m.reshape(ops::reduced_sizes(shape.sizes, shape.dims, false)), t)};
}
namespace {
// The square root, whose gradient at 0 is 0 here.
Tensor root(const Tensor& v) {
  Tensor y = ops::unary(ops::Unary::sqrt, v);
  if (any_wants_grad(v))
    record(y, "StdBackward0", {&v}, [r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
      Tensor s = r.unpack(self);
      out[0] = where(s == 0, Scalar(0), in[0] / (s * 2));
    });
  return y;
}
}  // namespace
Tensor var(const Tensor& x, OptionalIntArrayRef d, optional<int64_t> c, bool k) {
  return std::get<0>(var_mean(x, d, c, k));
}
Tensor var(const Tensor& x, OptionalIntArrayRef d, bool unbiased, bool k) {
  return var(x, d, optional<int64_t>(unbiased), k);
}
Tensor var(const Tensor& x, bool unbiased) { return var(x, nullopt, optional<int64_t>(unbiased), false); }
Tensor std(const Tensor& x, OptionalIntArrayRef d, optional<int64_t> c, bool k) { return root(var(x, d, c, k)); }
Tensor std(const Tensor& x, OptionalIntArrayRef d, bool unbiased, bool k) {
  return root(var(x, d, optional<int64_t>(unbiased), k));
}
Tensor std(const Tensor& x, bool unbiased) { return root(var(x, nullopt, optional<int64_t>(unbiased), false)); }
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, OptionalIntArrayRef d, bool unbiased, bool k) {
  return var_mean(x, d, optional<int64_t>(unbiased), k);
}
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, bool unbiased) {
  return var_mean(x, nullopt, optional<int64_t>(unbiased), false);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef d, optional<int64_t> c, bool k) {
  auto [v, m] = var_mean(x, d, c, k);
  return {root(v), m};
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef d, bool unbiased, bool k) {
  return std_mean(x, d, optional<int64_t>(unbiased), k);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, bool unbiased) {
  return std_mean(x, nullopt, optional<int64_t>(unbiased), false);
}

namespace {
// Subgradient 0 where the norm is 0.
Tensor norm_dims(const Tensor& x, double p, DimSet dims, bool keepdim) {
  ScalarType t = x.scalar_type();
  TORCH_CHECK(isFloatingType(t), "norm(): input dtype should be either floating point or complex. Got ", toString(t),
              " instead.");
  Tensor y;
  {
    detail::RawGuard guard;
    Tensor v = (t == kHalf || t == kBFloat16 ? x.to(kFloat) : x).detach();
    auto total = [&](const Tensor& u) { return ops::reduce(Reduce::sum, u, dims, keepdim); };
    if (p == 2)
      y = sqrt(total(v * v));
    else if (p == 1)
      y = total(abs(v));
    else if (p == 0)
      y = total((v != 0).to(v.scalar_type()));
    else if (std::isinf(p))
      y = v.numel() ? ops::reduce(p > 0 ? Reduce::max : Reduce::min, abs(v), dims, keepdim) : total(v);
    else
      y = pow(total(pow(abs(v), p)), 1 / p);
    y = ops::to(y, t);
  }
  if (any_wants_grad(x))
    record(y, "NormBackward0", {&x},
           [s = Saved(x), r = Saved::output(y), shape = Shape(x, dims, keepdim), p](Node& self, const Tensor* in,
                                                                                    Tensor* out) {
             Tensor v = s.unpack(self), n = shape.unreduce(r.unpack(self)), g = shape.unreduce(in[0]);
             auto safe = [&](const Tensor& u) { return where(n == 0, Scalar(0), u); };
             if (p == 0)
               out[0] = zeros_of(v);
             else if (p == 1)
               out[0] = sgn(v) * g;
             else if (p == 2)
               out[0] = safe(v * (g / n));
             else if (std::isinf(p)) {
               Tensor mask = (abs(v) == n).to(v.scalar_type());
               out[0] = sgn(v) * mask * (g / (shape.sizes.empty() ? mask : sum(mask, shape.dim_list(), true)));
             } else if (p < 2)
               out[0] = where(v == 0, Scalar(0), sgn(v) * pow(abs(v), p - 1) * safe(g / pow(n, p - 1)));
             else
               out[0] = v * pow(abs(v), p - 2) * safe(g / pow(n, p - 1));
           });
  return y;
}
double exponent(const optional<Scalar>& p) { return p ? p->toDouble() : 2; }
}  // namespace
Tensor norm(const Tensor& x, const Scalar& p) { return norm_dims(x, p.toDouble(), ops::dim_set({}, x.dim()), false); }
Tensor norm(const Tensor& x, const optional<Scalar>& p, ScalarType t) {
  return norm_dims(x.to(t), exponent(p), ops::dim_set({}, x.dim()), false);
}
Tensor norm(const Tensor& x, const optional<Scalar>& p, IntArrayRef d, bool keepdim) {
  return norm_dims(x, exponent(p), ops::dim_set(d, x.dim()), keepdim);
}
Tensor norm(const Tensor& x, const optional<Scalar>& p, IntArrayRef d, bool keepdim, ScalarType t) {
  return norm_dims(x.to(t), exponent(p), ops::dim_set(d, x.dim()), keepdim);
}
Tensor dist(const Tensor& a, const Tensor& b, const Scalar& p) { return norm(a - b, p); }

Tensor logsumexp(const Tensor& self, IntArrayRef d, bool keepdim) {
  Tensor x = isIntegralType(self.scalar_type(), true) ? self.to(get_default_dtype_as_scalartype()) : self;
  DimSet dims = ops::dim_set(d, x.dim());
  Tensor y;
  {
    detail::RawGuard guard;
    if (x.numel() == 0) {
      y = log(ops::reduce(Reduce::sum, exp(x), dims, keepdim));
    } else {
      Tensor top = ops::reduce(Reduce::max, x, dims, true);
      top = where(abs(top) == std::numeric_limits<double>::infinity(), Scalar(0), top);
      Tensor flat = alias_as(top, ops::reduced_sizes(x.sizes(), dims, keepdim),
                             new_tensor(ops::reduced_sizes(x.sizes(), dims, keepdim), kBool).strides(), 0);
      y = log(ops::reduce(Reduce::sum, exp(x - top), dims, keepdim)) + flat;
    }
  }
  if (any_wants_grad(x))
    record(y, "LogsumexpBackward0", {&x},
           [s = Saved(x), r = Saved::output(y), shape = Shape(x, dims, keepdim)](Node& self, const Tensor* in,
                                                                                 Tensor* out) {
             out[0] = shape.unreduce(in[0]) * exp(s.unpack(self) - shape.unreduce(r.unpack(self)));
           });
  return y;
}

namespace {
Tensor scan_input(const char* kernel, const Tensor& x, optional<ScalarType> dtype) {
  TORCH_CHECK_NOT_IMPLEMENTED(dtype != kBool || x.dim() == 0 || x.numel() == 0, "\"", kernel,
                              "\" not implemented for 'Bool'");
  if (dtype) return x.to(*dtype);
  return isIntegralType(x.scalar_type(), true) ? x.to(kLong) : x;
}
Tensor reverse_cumsum(const Tensor& x, int64_t dim) { return cumsum(x.flip({dim}), dim).flip({dim}); }
}  // namespace
namespace {
// In place the dtype stays.
ScalarType kept_dtype(const Tensor& self, int64_t dim, optional<ScalarType> dtype) {
  maybe_wrap_dim(dim, self.dim());
  const ScalarType own = self.scalar_type();
  TORCH_CHECK(dtype.value_or(own) == own, "Bad in-place call: input tensor dtype ", self.dtype(),
              " and output tensor dtype ", scalarTypeToTypeMeta(*dtype), " should match");
  return own;
}
}  // namespace
Tensor& Tensor::cumsum_(int64_t d, optional<ScalarType> t) const {
  return copy_(rectify::cumsum(clone(), d, kept_dtype(*this, d, t)));
}
Tensor& Tensor::cumprod_(int64_t d, optional<ScalarType> t) const {
  return copy_(rectify::cumprod(clone(), d, kept_dtype(*this, d, t)));
}
Tensor cumsum(const Tensor& self, int64_t d, optional<ScalarType> dtype) {
  int64_t dim = maybe_wrap_dim(d, self.dim());
  Tensor x = scan_input("cumsum_out_cpu", self, dtype), y = ops::scan(ops::Scan::sum, x, dim);
  if (any_wants_grad(x))
    record(y, "CumsumBackward0", {&x},
           [dim](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].dim() ? reverse_cumsum(in[0], dim) : in[0]; });
  return y;
}
Tensor cumprod(const Tensor& self, int64_t d, optional<ScalarType> dtype) {
  int64_t dim = maybe_wrap_dim(d, self.dim());
  Tensor x = scan_input("cumprod_out_cpu", self, dtype), y = ops::scan(ops::Scan::prod, x, dim);
  if (any_wants_grad(x))
    record(y, "CumprodBackward0", {&x},
           [s = Saved(x), r = Saved::output(y), dim](Node& node, const Tensor* in, Tensor* out) {
             Tensor v = s.unpack(node), g = in[0];
             if (v.dim() == 0 || v.numel() == 0) {
               out[0] = g;
             } else if (!has_zero(v)) {
               out[0] = reverse_cumsum(g * r.unpack(node), dim) / v;
             } else {  // element k: the sum over j >= k of g[j] times the product of the others up to j
               int64_t n = v.size(dim);
               std::vector<Tensor> parts;
               for (int64_t k = 0; k < n; k++) {
                 Tensor before = k ? prod(v.narrow(dim, 0, k), dim, true) : Tensor();
                 Tensor part = g.narrow(dim, k, 1);
                 if (k + 1 < n)
                   part = part + sum(g.narrow(dim, k + 1, n - k - 1) * cumprod(v.narrow(dim, k + 1, n - k - 1), dim),
                                     dim, true);
                 parts.push_back(before.defined() ? part * before : part);
               }
               out[0] = cat(parts, dim);
             }
           });
  return y;
}
namespace {
std::tuple<Tensor, Tensor> scan_extreme(ops::Scan op, const char* node, const Tensor& x, int64_t d) {
  int64_t dim = maybe_wrap_dim(d, x.dim());
  Tensor indices, y = ops::scan(op, x, dim, &indices);
  record_picked(y, node, x, dim, true, indices);
  return {y, indices};
}
}  // namespace
std::tuple<Tensor, Tensor> cummax(const Tensor& x, int64_t d) {
  return scan_extreme(ops::Scan::max, "CummaxBackward0", x, d);
}
std::tuple<Tensor, Tensor> cummin(const Tensor& x, int64_t d) {
  return scan_extreme(ops::Scan::min, "CumminBackward0", x, d);
}

Tensor median(const Tensor& x) {
  if (x.numel() == 0) {
    Tensor y = new_tensor({}, x.scalar_type());
    ops::fill_(y, x.is_floating_point() ? Scalar(std::numeric_limits<double>::quiet_NaN()) : Scalar(0));
    if (any_wants_grad(x))
      record(y, "MedianBackward0", {&x},
             [sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].expand(sizes); });
    return y;
  }
  int64_t n = x.numel();
  Tensor y, indices;
  ops::median(alias_as(ops::contiguous(x), n, 1, 0), 0, false, y, indices);
  if (any_wants_grad(x))
    record(y, "MedianBackward0", {&x},
           [s = Saved(x), r = Saved::output(y), shape = Shape(x, ops::dim_set({}, x.dim()), false)](
               Node& self, const Tensor* in, Tensor* out) {
             out[0] = share(shape, in[0], s.unpack(self), r.unpack(self).detach());
           });
  return y;
}
std::tuple<Tensor, Tensor> median(const Tensor& x, int64_t d, bool keepdim) {
  int64_t dim = maybe_wrap_dim(d, x.dim());
  check_dim_nonzero("median", x, dim);
  Tensor y, indices;
  ops::median(x, dim, keepdim, y, indices);
  record_picked(y, "MedianBackward1", x, dim, keepdim, indices);
  return {y, indices};
}
Tensor count_nonzero(const Tensor& x, IntArrayRef d) {
  return ops::reduce(Reduce::sum, x.scalar_type() == kBool ? x : ops::binary(ops::Binary::ne, x, Scalar(0)),
                     ops::dim_set(d, x.dim()), false);
}
Tensor count_nonzero(const Tensor& x, optional<int64_t> d) {
  return d ? count_nonzero(x, IntArrayRef(*d)) : count_nonzero(x, IntArrayRef());
}

bool equal(const Tensor& a, const Tensor& b) { return ops::equal(a, b); }
bool allclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  return all(isclose(a, b, rtol, atol, equal_nan)).item<bool>();
}
bool is_nonzero(const Tensor& x) {
  TORCH_CHECK(x.numel() != 0, "Boolean value of Tensor with no values is ambiguous");
  TORCH_CHECK(x.numel() == 1, "Boolean value of Tensor with more than one value is ambiguous");
  return x.item().toBool();
}

}  // namespace rectify::api
