// Indexing, rearranging and counting that is composed of other functions, or has no gradient.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <cmath>

#include "ops/elementwise.h"

namespace rectify::api {
namespace {
using Dims = std::vector<int64_t>;
}  // namespace

Tensor Tensor::index_copy(int64_t d, const Tensor& index, const Tensor& source) const {
  return clone().index_copy_(d, index, source);
}
Tensor Tensor::index_fill(int64_t d, const Tensor& index, const Scalar& v) const {
  return clone().index_fill_(d, index, v);
}
Tensor Tensor::take_along_dim(const Tensor& indices, optional<int64_t> given) const {
  TORCH_CHECK(indices.scalar_type() == kLong, "torch.take_along_dim(): dtype of indices should be Long but got ",
              rectify::toString(indices.scalar_type()));
  if (!given) return reshape({-1}).gather(0, indices.reshape({-1}));
  TORCH_CHECK(dim() == indices.dim(),
              "torch.take_along_dim(): input and indices should have the same number of dimensions, but got ", dim(),
              " dimensions for input, and ", indices.dim(), " dimensions for indices");
  int64_t d = wrap_dim(*given);
  Dims a = sizes().vec(), b = indices.sizes().vec();
  for (int64_t e = 0; e < dim(); e++)
    if (e != d) a[e] = b[e] = a[e] == 1 ? b[e] : a[e];
  return expand(a).gather(d, indices.expand(b));
}
Tensor& Tensor::put_(const Tensor& index, const Tensor& source, bool accumulate) const {
  TORCH_CHECK(index.scalar_type() == kLong, "put_(): Expected a long tensor for index, but got ",
              rectify::toString(index.scalar_type()));
  TORCH_CHECK(source.scalar_type() == scalar_type(),
              "put_(): self and source expected to have the same dtype, but got self.dtype = ",
              rectify::toString(scalar_type()), " and source.dtype = ", rectify::toString(source.scalar_type()));
  TORCH_CHECK_INDEX(index.numel() == source.numel(),
                    "put_(): Expected source and index to have the same number of elements, but got source.numel() = ",
                    source.numel(), ", index.numel() = ", index.numel());
  const Tensor at = index.detach().reshape({-1}).contiguous();
  for (int64_t k = 0; k < at.numel(); k++)
    TORCH_CHECK_INDEX(at.data_ptr<int64_t>()[k] >= -numel() && at.data_ptr<int64_t>()[k] < numel(),
                      "out of range: tried to access index ", at.data_ptr<int64_t>()[k], " on a tensor of ", numel(),
                      " elements.");
  if (is_contiguous()) {
    view({-1}).index_put_({index.reshape({-1})}, source.reshape({-1}), accumulate);
  } else {
    copy_(reshape({-1}).clone().index_put_({index.reshape({-1})}, source.reshape({-1}), accumulate).view(sizes()));
  }
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::masked_scatter_(const Tensor& mask, const Tensor& source) const {
  TORCH_CHECK(scalar_type() == source.scalar_type(),
              "masked_scatter: expected self and source to have same dtypes but got", rectify::toString(scalar_type()),
              " and ", rectify::toString(source.scalar_type()));
  TORCH_CHECK(mask.scalar_type() == kBool, "masked_scatter only supports boolean masks, but got mask with dtype ",
              mask.dtype());
  Tensor m = mask.expand(sizes()).contiguous();
  int64_t n = std::count(m.data_ptr<bool>(), m.data_ptr<bool>() + m.numel(), true);
  TORCH_CHECK(n <= source.numel(), "Number of elements of source < number of ones in mask");
  index_put_({m}, source.reshape({-1}).narrow(0, 0, n));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::masked_scatter(const Tensor& mask, const Tensor& source) const {
  return broadcast_tensors({mask, *this})[1].clone(MemoryFormat::Contiguous).masked_scatter_(mask, source);
}
Tensor& Tensor::scatter_(int64_t d, const Tensor& index, const Tensor& src, std::string_view reduce) const {
  TORCH_CHECK(reduce == "add" || reduce == "multiply", "reduce argument must be either add or multiply.");
  if (reduce == "add") return scatter_add_(d, index, src);
  TORCH_CHECK(!any_wants_grad(*this, src), "scatter_ with reduce='multiply' cannot be differentiated");
  d = maybe_wrap_dim(d, dim());
  // one layer of the index at a time, in its order: positions that meet are multiplied one after the other
  for (int64_t k = 0; k < (index.dim() ? index.size(d) : 1); k++) {
    Tensor i = index.dim() ? index.narrow(d, k, 1) : index, s = src;
    for (int64_t e = 0; e < i.dim(); e++) s = s.narrow(e, e == d ? k : 0, i.size(e));
    scatter_(d, i, gather(d, i) * s);
  }
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::scatter_(int64_t d, const Tensor& index, const Scalar& value, std::string_view reduce) const {
  return scatter_(d, index, full(index.sizes(), value, TensorOptions(scalar_type())), reduce);
}
Tensor Tensor::movedim(IntArrayRef from, IntArrayRef to) const {
  TORCH_CHECK(from.size() == to.size(), "movedim: Invalid source or destination dims: source (", from,
              " dims) should contain the same number of dims as destination (", to, " dims)");
  Dims order(dim(), -1);
  std::vector<bool> used(dim());
  for (size_t i = 0; i < from.size(); i++) {
    int64_t a = wrap_dim(from[i]), b = wrap_dim(to[i]);
    TORCH_CHECK(!used[a], "movedim: repeated dim in `source` (", from, ")");
    TORCH_CHECK(order[b] < 0, "movedim: repeated dim in `destination` (", to, ")");
    used[a] = true;
    order[b] = a;
  }
  int64_t next = 0;
  for (int64_t& o : order) {
    if (o >= 0) continue;
    while (used[next]) next++;
    o = next++;
  }
  return permute(order);
}
std::vector<Tensor> Tensor::tensor_split(IntArrayRef indices, int64_t d) const {
  TORCH_CHECK(dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ", dim(),
              " dims");
  std::vector<Tensor> r;
  int64_t start = 0;
  for (int64_t end : indices) {
    r.push_back(slice(d, start, end));
    start = end;
  }
  r.push_back(slice(d, start));
  return r;
}
Tensor& Tensor::set_(const Tensor& source) const {
  TORCH_CHECK(source.scalar_type() == scalar_type(), "Could not set tensor of type ",
              rectify::toString(source.scalar_type()), " to a tensor of type ", rectify::toString(scalar_type()));
  check_inplace(*this);
  TensorImpl& x = const_cast<TensorImpl&>(self());
  Dims s = source.sizes().vec(), st = source.strides().vec();
  x.storage = source.impl()->storage;
  x.plain = source.impl()->data();
  x.set_geometry(s, st);
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::diag_embed(int64_t offset, int64_t a, int64_t b) const {
  int64_t nd = dim() + 1;
  a = maybe_wrap_dim(a, nd);
  b = maybe_wrap_dim(b, nd);
  TORCH_CHECK(a != b, "diagonal dimensions cannot be identical ", a, ", ", b);
  int64_t n = size(-1) + std::abs(offset);
  Dims s = sizes().vec();
  s.pop_back();
  s.insert(s.begin() + std::min(a, b), n);
  s.insert(s.begin() + std::max(a, b), n);
  Tensor y = new_zeros(s);
  y.diagonal(offset, a, b).copy_(*this);
  return y;
}
Tensor Tensor::rot90(int64_t k, IntArrayRef dims) const {
  TORCH_CHECK(dims.size() == 2, "expected total rotation dims == 2, but got dims = ", dims.size());
  TORCH_CHECK(dim() >= 2, "expected total dims >= 2, but got total dims = ", dim());
  int64_t a = wrap_dim(dims[0]), b = wrap_dim(dims[1]);
  TORCH_CHECK(a != b, "expected rotation dims to be different, but got dim0 = ", dims[0], " and dim1 = ", dims[1]);
  switch ((k % 4 + 4) % 4) {
    case 1:
      return flip({b}).transpose(a, b);
    case 2:
      return flip({a, b});
    case 3:
      return flip({a}).transpose(a, b);
    default:
      return clone();
  }
}
Tensor Tensor::repeat_interleave(const Tensor& repeats, optional<int64_t> given, optional<int64_t> output_size) const {
  Tensor x = given ? *this : reshape({-1});
  int64_t d = given ? wrap_dim(*given) : 0, n = x.size(d);
  TORCH_CHECK(repeats.scalar_type() == kLong || repeats.scalar_type() == kInt, "repeats has to be Long or Int tensor");
  TORCH_CHECK(repeats.dim() <= 1, "repeats must be 0-dim or 1-dim tensor");
  Tensor r = repeats.to(kLong).reshape({-1});
  if (r.numel() == 1) r = r.expand({n});
  TORCH_CHECK(r.numel() == n, "repeats must have the same size as input along dim");
  Dims places;
  for (int64_t i = 0; i < n; i++) {
    int64_t k = r[i].item<int64_t>();
    TORCH_CHECK(k >= 0, "repeats can not be negative");
    places.insert(places.end(), k, i);
  }
  TORCH_CHECK(!output_size || *output_size == static_cast<int64_t>(places.size()),
              "allocated size does not match required size");
  return x.index_select(d, tensor(places));
}
Tensor dstack(TensorList ts) {
  TORCH_CHECK(!ts.empty(), "dstack expects a non-empty TensorList");
  std::vector<Tensor> list;
  for (const Tensor& t : ts) list.push_back(t.dim() < 2 ? t.reshape({1, -1, 1}) : t.dim() == 2 ? t.unsqueeze(2) : t);
  return cat(list, 2);
}

std::tuple<Tensor, Tensor> Tensor::sort(optional<bool>, int64_t d, bool descending) const {
  return sort(d, descending);
}  // always stable
Tensor Tensor::msort() const { return std::get<0>(sort(int64_t{0})); }
std::tuple<Tensor, Tensor> Tensor::mode(int64_t d, bool keepdim) const {
  d = maybe_wrap_dim(d, dim());
  if (!dim()) return {clone(), zeros({}, kLong)};
  auto [sorted, places] = detach().sort(d, false);
  Tensor v = sorted.movedim(d, -1).contiguous(), p = places.movedim(d, -1).contiguous();
  int64_t n = v.size(-1), rows = n ? v.numel() / n : 0;
  TORCH_CHECK_INDEX(n > 0, "mode(): Expected reduction dim ", d, " to have non-zero size.");
  Dims s = v.sizes().vec();
  s.back() = 1;
  Tensor best = empty(s, kLong);
  visit_dtype(scalar_type(), "mode", [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (int64_t r = 0; r < rows; r++) {
      const T* x = v.data_ptr<T>() + r * n;
      int64_t longest = 0, last = 0;
      for (int64_t i = 0, run = 0; i < n; i++) {
        run = i && x[i] == x[i - 1] ? run + 1 : 1;
        if (run > longest) {
          longest = run;
          last = i;
        }
      }
      best.data_ptr<int64_t>()[r] = p.data_ptr<int64_t>()[r * n + last];
    }
  });
  best = best.movedim(-1, d).contiguous();
  Tensor values = gather(d, best);
  if (keepdim) return {values, best};
  return {values.squeeze(d), best.squeeze(d)};
}
Tensor Tensor::bincount(const optional<Tensor>& weights, int64_t minlength) const {
  TORCH_CHECK_NOT_IMPLEMENTED(isIntegralType(scalar_type(), false), "\"bincount_cpu\" not implemented for '",
                              api::toString(scalar_type()), "'");
  TORCH_CHECK(minlength >= 0, "minlength should be >= 0");
  bool weighted = weights && weights->defined();
  TORCH_CHECK(!weighted || (weights->dim() == 1 && weights->numel() == numel()),
              "weights should be 1-d and have the same length as input");
  Tensor x = to(kLong).contiguous();
  int64_t n = minlength;
  const int64_t* p = x.data_ptr<int64_t>();
  for (int64_t i = 0; i < x.numel(); i++) {
    TORCH_CHECK(dim() == 1 && p[i] >= 0, "bincount only supports 1-d non-negative integral inputs.");
    n = std::max(n, p[i] + 1);
  }
  if (!weighted) return zeros({n}, kLong).index_add_(0, x, ones({x.numel()}, kLong));
  ScalarType t = weights->scalar_type() == kFloat ? kFloat : kDouble;
  return zeros({n}, t).index_add_(0, x, weights->detach().to(t));
}
Tensor Tensor::histc(int64_t bins, const Scalar& min, const Scalar& max) const {
  TORCH_CHECK(bins > 0, "torch.histogram(): bins must be > 0, but got ", bins, " for dimension 0");
  TORCH_CHECK(is_floating_point(), "\"histogram_cpu\" not implemented for '", rectify::toString(scalar_type()), "'");
  Tensor x = detach().to(kDouble).contiguous(), y = zeros({bins}, kDouble);
  const double* p = x.data_ptr<double>();
  double low = min.toDouble(), high = max.toDouble();
  if (low == high && x.numel()) {
    low = *std::min_element(p, p + x.numel());
    high = *std::max_element(p, p + x.numel());
  }
  if (low == high) {
    low -= 1;
    high += 1;
  }
  TORCH_CHECK(std::isfinite(low) && std::isfinite(high), "torch.histc: range of [", low, ", ", high, "] is not finite");
  TORCH_CHECK(low < high, "torch.histc: max must be larger than min");
  for (int64_t i = 0; i < x.numel(); i++)
    if (p[i] >= low && p[i] <= high)
      y.data_ptr<double>()[std::min(static_cast<int64_t>((p[i] - low) / (high - low) * static_cast<double>(bins)),
                                    bins - 1)]++;
  return y.to(scalar_type());
}

namespace {
void check_unique_dim(const Tensor& x, int64_t d) {
  int64_t empty = 0;
  for (int64_t s : x.sizes()) empty += s == 0;
  if (x.size(d) == 0)
    TORCH_CHECK(empty == 1, "Number of zero sized dimensions is more than one, so unique cannot be applied ");
  else
    TORCH_CHECK(empty == 0, "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
}
}  // namespace
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool want_inverse, bool want_counts,
                                                      optional<int64_t> d) {
  const int64_t along = d ? x.wrap_dim(*d) : 0;
  if (d && x.dim()) check_unique_dim(x, along);
  // Rows of the dimension, or single elements.
  const Tensor v = (d && x.dim() ? x.detach().movedim(along, 0) : x.detach()).contiguous();
  const int64_t n = d && x.dim() ? x.size(along) : x.numel(), width = n ? x.numel() / n : 0;
  Tensor inverse = empty(!want_inverse ? IntArrayRef({0}) : d ? IntArrayRef({n}) : x.sizes(), kLong);
  Dims first, counts;
  visit_dtype(x.scalar_type(), "unique", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = v.data_ptr<T>();
    for (int64_t i = 0; i < n; i++) {
      if (i == 0 || !std::equal(p + i * width, p + (i + 1) * width, p + (i - 1) * width)) {
        first.push_back(i);
        counts.push_back(0);
      }
      counts.back()++;
      if (want_inverse) inverse.data_ptr<int64_t>()[i] = static_cast<int64_t>(first.size()) - 1;
    }
  });
  const Tensor values = d && x.dim() ? x.detach().index_select(along, tensor(first, TensorOptions(kLong)))
                                     : v.reshape({-1}).index_select(0, tensor(first, TensorOptions(kLong)));
  return {values, inverse, want_counts ? tensor(counts) : empty({0}, kLong)};
}
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& given, int64_t d, bool, bool, bool) {
  detail::RawGuard off;
  d = given.wrap_dim(d);
  check_unique_dim(given, d);
  Tensor x = given.detach().movedim(d, 0).contiguous();
  int64_t n = x.size(0), width = x.numel() / std::max<int64_t>(n, 1);
  Dims order(n), first, counts, inverse(n);
  for (int64_t i = 0; i < n; i++) order[i] = i;
  visit_dtype(x.scalar_type(), "unique", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = static_cast<const T*>(x.data_ptr());
    auto less = [&](int64_t a, int64_t b) {
      return std::lexicographical_compare(p + a * width, p + (a + 1) * width, p + b * width, p + (b + 1) * width,
                                          [](opmath_t<T> u, opmath_t<T> v) { return u < v; });
    };
    std::stable_sort(order.begin(), order.end(), less);
    for (int64_t i = 0; i < n; i++) {
      if (i == 0 || less(order[i - 1], order[i])) {
        first.push_back(order[i]);
        counts.push_back(0);
      }
      counts.back()++;
      inverse[order[i]] = static_cast<int64_t>(first.size()) - 1;
    }
  });
  return {x.index_select(0, tensor(first, TensorOptions(kLong))).movedim(0, d).contiguous(), tensor(inverse),
          tensor(counts)};
}
std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool, bool want_inverse, bool want_counts) {
  auto [sorted, places] = x.detach().reshape({-1}).sort(int64_t{0}, false);
  auto [values, of_sorted, counts] = unique_consecutive(sorted, want_inverse, want_counts);
  if (!want_inverse) return {values, of_sorted, counts};
  return {values, empty({x.numel()}, kLong).scatter_(0, places, of_sorted).view(x.sizes()), counts};
}
Tensor searchsorted(const Tensor& sequence, const Tensor& values, bool out_int32, bool right) {
  TORCH_CHECK(sequence.dim() > 0,
              "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
  bool shared = sequence.dim() == 1;
  TORCH_CHECK(shared || (sequence.dim() == values.dim() &&
                         sequence.sizes().slice(0, sequence.dim() - 1) == values.sizes().slice(0, values.dim() - 1)),
              "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
              "tensor and input value tensor must match, but we got boundaries tensor ",
              sequence.sizes(), " and input value tensor ", values.sizes());
  const ScalarType common = result_type(sequence, values);
  Tensor s = sequence.detach().to(common).contiguous(), v = values.detach().to(common).contiguous(),
         y = empty(values.sizes(), kLong);
  int64_t n = s.size(-1), per_row = v.dim() ? std::max<int64_t>(v.size(-1), 1) : 1;
  visit_dtype(s.scalar_type(), "searchsorted", [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (int64_t i = 0; i < v.numel(); i++) {
      const T* from = s.data_ptr<T>() + (shared ? 0 : i / per_row * n);
      const T* to = from + n;
      T key = v.data_ptr<T>()[i];
      y.data_ptr<int64_t>()[i] = (right ? std::upper_bound(from, to, key) : std::lower_bound(from, to, key)) - from;
    }
  });
  return out_int32 ? y.to(kInt) : y;
}
Tensor bucketize(const Tensor& values, const Tensor& boundaries, bool out_int32, bool right) {
  TORCH_CHECK(boundaries.dim() == 1, "boundaries tensor must be 1 dimension, but got dim(", boundaries.dim(), ")");
  return searchsorted(boundaries, values, out_int32, right);
}
Tensor tril_indices(int64_t row, int64_t col, int64_t offset, TensorOptions o) {
  return ones({row, col}, kLong).tril(offset).nonzero().t().contiguous().to(o.dtype().toScalarType());
}
Tensor triu_indices(int64_t row, int64_t col, int64_t offset, TensorOptions o) {
  return ones({row, col}, kLong).triu(offset).nonzero().t().contiguous().to(o.dtype().toScalarType());
}

}  // namespace rectify::api
