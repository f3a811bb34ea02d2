// Joining, repeating, triangles and sorting.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "ops/elementwise.h"

namespace rectify::api {
namespace {
using Dims = std::vector<int64_t>;

bool legacy_empty(const Tensor& t) { return t.dim() == 1 && t.numel() == 0; }  // cat has always skipped these

MemoryFormat common_format(TensorList ts) {
  const MemoryFormat f = ts[0].suggest_memory_format();
  for (const Tensor& t : ts)
    if (t.suggest_memory_format() != f) return MemoryFormat::Contiguous;
  return f;
}
Tensor cat_raw(TensorList ts, int64_t d, IntArrayRef sizes, ScalarType dtype) {
  Tensor y = new_tensor(sizes, dtype, common_format(ts));
  if (!y.is_contiguous()) {
    int64_t at = 0;
    for (const Tensor& t : ts) {
      ops::copy_(alias_as(y, t.sizes(), y.strides(), at * y.stride(d) * y.element_size()), t);
      at += t.size(d);
    }
    return y;
  }
  int64_t outer = 1, inner = 1;
  for (int64_t k = 0; k < static_cast<int64_t>(sizes.size()); k++) {
    if (k < d) outer *= sizes[k];
    if (k > d) inner *= sizes[k];
  }
  size_t item = elementSize(dtype), row = inner * sizes[d] * item, at = 0;
  char* to = static_cast<char*>(y.data_ptr());
  for (const Tensor& t : ts) {
    if (legacy_empty(t) && sizes.size() != 1) continue;
    Tensor held;
    const Tensor* x = &t;
    if (t.scalar_type() != dtype || !t.impl()->contiguous) x = &(held = ops::contiguous(ops::to(t, dtype)));
    size_t bytes = inner * x->size(d) * item;
    const char* from = static_cast<const char*>(x->data_ptr());
    for (int64_t o = 0; o < outer; o++) std::memcpy(to + o * row + at, from + o * bytes, bytes);
    at += bytes;
  }
  return y;
}
Tensor stack_raw(TensorList ts, int64_t d, ScalarType dtype) {
  const int64_t nd = ts[0].dim();
  int64_t sizes[65];
  for (int64_t k = 0; k <= nd; k++)
    sizes[k] = k < d ? ts[0].size(k) : k == d ? static_cast<int64_t>(ts.size()) : ts[0].size(k - 1);
  if (d < nd && common_format(ts) != MemoryFormat::Contiguous) {
    Dims joined = ts[0].sizes().vec();
    joined[d] *= sizes[d];
    Tensor y = cat_raw(ts, d, joined, dtype);
    Dims strides = y.strides().vec();
    strides.insert(strides.begin() + d, ts[0].size(d) * strides[d]);
    return alias_as(y, IntArrayRef(sizes, nd + 1), strides, 0);
  }
  Tensor y = new_tensor(IntArrayRef(sizes, nd + 1), dtype);
  int64_t outer = 1;
  for (int64_t k = 0; k < d; k++) outer *= sizes[k];
  size_t bytes = outer ? ts[0].numel() / outer * elementSize(dtype) : 0;
  char* to = static_cast<char*>(y.data_ptr());
  for (size_t i = 0; i < ts.size(); i++) {
    Tensor held;
    const Tensor* x = &ts[i];
    if (x->scalar_type() != dtype || !x->impl()->contiguous) x = &(held = ops::contiguous(ops::to(*x, dtype)));
    const char* from = static_cast<const char*>(x->data_ptr());
    for (int64_t o = 0; o < outer; o++) std::memcpy(to + (o * ts.size() + i) * bytes, from + o * bytes, bytes);
  }
  return y;
}
}  // namespace

Tensor cat(TensorList ts, int64_t d) {
  TORCH_CHECK(!ts.empty(), "torch.cat(): expected a non-empty list of Tensors");
  const Tensor* first = nullptr;
  ScalarType dtype = ts[0].scalar_type();
  for (const Tensor& t : ts) {
    TORCH_CHECK(t.dim() > 0, "zero-dimensional tensor (at position ", &t - ts.begin(), ") cannot be concatenated");
    dtype = promote_types(dtype, t.scalar_type());
    if (!first && !legacy_empty(t)) first = &t;
  }
  if (!first) first = &ts[0];
  d = maybe_wrap_dim(d, first->dim());
  Dims sizes = first->sizes().vec();
  sizes[d] = 0;
  for (const Tensor& t : ts) {
    if (legacy_empty(t)) continue;
    TORCH_CHECK(t.dim() == first->dim(), "Tensors must have same number of dimensions: got ", first->dim(), " and ",
                t.dim());
    for (int64_t k = 0; k < t.dim(); k++)
      TORCH_CHECK(k == d || t.size(k) == first->size(k), "Sizes of tensors must match except in dimension ", d,
                  ". Expected size ", first->size(k), " but got size ", t.size(k), " for tensor number ",
                  &t - ts.begin(), " in the list.");
    sizes[d] += t.size(d);
  }
  Tensor y = cat_raw(ts, d, sizes, dtype);
  if (any_wants_grad_list(ts)) {
    std::vector<std::pair<int64_t, ScalarType>> parts;
    for (const Tensor& t : ts) parts.push_back({legacy_empty(t) ? -1 : t.size(d), t.scalar_type()});
    record_list({y}, "CatBackward0", ts, [parts, d](Node& self, const Tensor* in, Tensor* out) {
      int64_t at = 0;
      for (size_t i = 0; i < parts.size(); i++) {
        if (parts[i].first < 0) {
          if (self.needs(i)) out[i] = in[0].new_zeros({0}, parts[i].second);
          continue;
        }
        if (self.needs(i)) out[i] = in[0].narrow(d, at, parts[i].first).to(parts[i].second);
        at += parts[i].first;
      }
    });
  }
  return y;
}
Tensor stack(TensorList ts, int64_t d) {
  TORCH_CHECK(!ts.empty(), "stack expects a non-empty TensorList");
  d = maybe_wrap_dim(d, ts[0].dim() + 1);
  ScalarType dtype = ts[0].scalar_type();
  for (size_t i = 1; i < ts.size(); i++) {
    TORCH_CHECK(ts[i].sizes() == ts[0].sizes(), "stack expects each tensor to be equal size, but got ", ts[0].sizes(),
                " at entry 0 and ", ts[i].sizes(), " at entry ", i);
    dtype = promote_types(dtype, ts[i].scalar_type());
  }
  Tensor y = stack_raw(ts, d, dtype);
  if (any_wants_grad_list(ts)) {
    std::vector<ScalarType> types;
    for (const Tensor& t : ts) types.push_back(t.scalar_type());
    record_list({y}, "StackBackward0", ts, [d, types](Node& self, const Tensor* in, Tensor* out) {
      for (size_t i = 0; i < types.size(); i++)
        if (self.needs(i)) out[i] = in[0].select(d, static_cast<int64_t>(i)).to(types[i]);
    });
  }
  return y;
}
Tensor hstack(TensorList ts) {
  TORCH_CHECK(!ts.empty(), "hstack expects a non-empty TensorList");
  std::vector<Tensor> list;
  for (const Tensor& t : ts) list.push_back(t.dim() ? t : t.reshape({1}));
  return cat(list, !list.empty() && list[0].dim() > 1 ? 1 : 0);
}
Tensor vstack(TensorList ts) {
  TORCH_CHECK(!ts.empty(), "vstack expects a non-empty TensorList");
  std::vector<Tensor> list;
  for (const Tensor& t : ts) list.push_back(t.dim() > 1 ? t : t.reshape({1, -1}));
  return cat(list, 0);
}

Tensor Tensor::repeat(IntArrayRef repeats) const {
  int64_t n = static_cast<int64_t>(repeats.size()), extra = n - dim();
  TORCH_CHECK(extra >= 0, "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  Dims wide, seen, merged;
  for (int64_t i = 0; i < n; i++) {
    int64_t s = i < extra ? 1 : size(i - extra);
    TORCH_CHECK(repeats[i] >= 0, "Trying to create tensor with negative dimension ", repeats[i] * s);
    wide.insert(wide.end(), {1, s});
    seen.insert(seen.end(), {repeats[i], s});
    merged.push_back(repeats[i] * s);
  }
  const Tensor y = reshape(wide).expand(seen).reshape(merged);
  return y.is_alias_of(*this) ? y.clone(MemoryFormat::Contiguous) : y;
}
Tensor Tensor::tile(IntArrayRef dims) const {
  Dims d = dims.vec();
  while (static_cast<int64_t>(d.size()) < dim()) d.insert(d.begin(), 1);
  return repeat(d);
}
Tensor Tensor::repeat_interleave(int64_t repeats, optional<int64_t> given) const {
  TORCH_CHECK(repeats >= 0, "repeats can not be negative");
  Tensor x = given ? *this : reshape({-1});
  int64_t d = given ? wrap_dim(*given) : 0;
  Dims s = x.sizes().vec(), wide = s;
  wide.insert(wide.begin() + d + 1, repeats);
  s[d] *= repeats;
  const Tensor y = x.unsqueeze(d + 1).expand(wide).reshape(s);
  return y.is_alias_of(*this) ? y.clone(MemoryFormat::Contiguous) : y;
}
Tensor Tensor::flip(IntArrayRef dims) const {
  Tensor y = *this;
  std::vector<bool> seen(dim() ? dim() : 1);
  for (int64_t given : dims) {
    int64_t d = maybe_wrap_dim(given, dim());
    TORCH_CHECK(!seen[d], "dim ", d, " appears multiple times in the list of dims");
    seen[d] = true;
    if (dim()) y = y.index_select(d, arange(size(d) - 1, -1, -1));
  }
  return y.is_same(*this) ? clone() : y.contiguous(suggest_memory_format());
}
Tensor Tensor::roll(IntArrayRef shifts, IntArrayRef dims) const {
  TORCH_CHECK(!shifts.empty(), "`shifts` required");
  if (dims.empty()) {
    TORCH_CHECK(shifts.size() == 1, "shifts and dimensions must align. shifts: ", shifts.size(), ", dims:0");
    return contiguous().view({-1}).roll(shifts, {0}).view(sizes());
  }
  TORCH_CHECK(shifts.size() == dims.size(), "shifts and dimensions must align. shifts: ", shifts.size(),
              ", dims:", dims.size());
  Tensor y = *this;
  for (size_t i = 0; i < dims.size(); i++) {
    int64_t d = wrap_dim(dims[i]), n = size(d);
    if (!n) continue;
    int64_t start = ((n - shifts[i]) % n + n) % n;
    y = cat({y.narrow(d, start, n - start), y.narrow(d, 0, start)}, d);
  }
  return y.is_same(*this) ? clone() : y;
}

namespace {
Tensor triangle(const Tensor& x, int64_t diagonal, bool upper) {
  TORCH_CHECK_INDEX(x.dim() >= 1, "Dimension specified as -2 but tensor has no dimensions");
  if (x.dim() == 1) {
    TORCH_CHECK_INDEX(x.numel() == 0, "Dimension out of range (expected to be in range of [-1, 0], but got -2)");
    return empty({0}, kBool);
  }
  Tensor r = arange(x.size(-2)).unsqueeze(1), c = arange(x.size(-1)).unsqueeze(0);
  return upper ? (c - r).lt(diagonal) : (c - r).gt(diagonal);
}
}  // namespace
Tensor Tensor::tril(int64_t diagonal) const { return masked_fill(triangle(*this, diagonal, false), 0); }
Tensor Tensor::triu(int64_t diagonal) const { return masked_fill(triangle(*this, diagonal, true), 0); }
Tensor& Tensor::tril_(int64_t diagonal) const { return masked_fill_(triangle(*this, diagonal, false), 0); }
Tensor& Tensor::triu_(int64_t diagonal) const { return masked_fill_(triangle(*this, diagonal, true), 0); }
Tensor Tensor::diag(int64_t k) const {
  TORCH_CHECK(dim() == 1 || dim() == 2, "matrix or a vector expected");
  if (dim() == 2) return diagonal(k).clone();
  int64_t n = numel() + std::abs(k);
  Tensor y = new_zeros({n, n});
  y.diagonal(k).copy_(*this);
  return y;
}
Tensor Tensor::trace() const {
  TORCH_CHECK(dim() == 2, "trace: expected a matrix, but got tensor with dim ", dim());
  return diagonal().sum();
}
std::vector<Tensor> meshgrid(TensorList ts, std::string_view indexing) {
  TORCH_CHECK(!ts.empty(), "meshgrid expects a non-empty TensorList");
  TORCH_CHECK(indexing == "ij" || indexing == "xy",
              "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: ", indexing);
  std::vector<Tensor> list = ts.vec(), r;
  bool swap = indexing == "xy" && list.size() >= 2;
  if (swap) std::swap(list[0], list[1]);
  Dims shape;
  for (const Tensor& t : list) {
    TORCH_CHECK(t.dim() <= 1, "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ", t);
    TORCH_CHECK(t.scalar_type() == list[0].scalar_type(), "meshgrid expects all tensors to have the same dtype");
    shape.push_back(t.numel());
  }
  for (size_t i = 0; i < list.size(); i++) {
    Dims s(list.size(), 1);
    s[i] = -1;
    r.push_back(list[i].reshape(s).expand(shape));
  }
  if (swap) std::swap(r[0], r[1]);
  return r;
}

namespace {
// Positions of the first k of x along d in the asked order (NaN counts as the greatest), ties in their order.
Tensor order_of(const Tensor& x, int64_t d, bool descending, int64_t k) {
  Tensor rows = (x.dim() ? x.detach().movedim(d, -1) : x.detach().reshape({1})).contiguous();
  int64_t n = rows.size(-1), count = n ? rows.numel() / n : 0;
  Dims s = rows.sizes().vec();
  s.back() = k;
  Tensor places = empty(s, kLong);
  visit_dtype(x.scalar_type(), "sort", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using M = opmath_t<T>;
    Dims order(n);
    for (int64_t r = 0; r < count; r++) {
      const T* v = static_cast<const T*>(rows.data_ptr()) + r * n;
      std::iota(order.begin(), order.end(), 0);
      auto less = [v](int64_t a, int64_t b) {
        M p = v[a], q = v[b];
        if constexpr (std::is_floating_point_v<M>)
          return p < q || (q != q && p == p);
        else
          return p < q;
      };
      auto before = [&](int64_t a, int64_t b) {
        if (descending ? less(b, a) : less(a, b)) return true;
        return !(descending ? less(a, b) : less(b, a)) && a < b;
      };
      if (k < n)
        std::partial_sort(order.begin(), order.begin() + k, order.end(), before);
      else
        std::sort(order.begin(), order.end(), before);
      std::copy_n(order.begin(), k, places.data_ptr<int64_t>() + r * k);
    }
  });
  return x.dim() ? places.movedim(-1, d).contiguous() : places.reshape({});
}
}  // namespace

std::tuple<Tensor, Tensor> Tensor::sort(int64_t d, bool descending) const {
  d = maybe_wrap_dim(d, dim());
  Tensor places = order_of(*this, d, descending, dim() ? size(d) : 1);
  return {gather(d, places), places};
}
Tensor Tensor::argsort(int64_t d, bool descending) const { return std::get<1>(detach().sort(d, descending)); }
std::tuple<Tensor, Tensor> Tensor::topk(int64_t k, int64_t d, bool largest, bool) const {
  d = maybe_wrap_dim(d, dim());
  TORCH_CHECK(k >= 0 && k <= (dim() ? size(d) : 1), "selected index k out of range");
  Tensor places = order_of(*this, d, largest, k);
  return {gather(d, places), places};
}
std::tuple<Tensor, Tensor> Tensor::kthvalue(int64_t k, int64_t d, bool keepdim) const {
  d = maybe_wrap_dim(d, dim());
  TORCH_CHECK(k >= 1 && k <= (dim() ? size(d) : 1), "kthvalue(): selected number k out of range for dimension ", d);
  Tensor places = order_of(*this, d, false, k);
  if (dim()) places = places.narrow(d, k - 1, 1);
  Tensor values = gather(d, places);
  if (keepdim || !dim()) return {values, places};
  return {values.squeeze(d), places.squeeze(d)};
}

}  // namespace rectify::api
