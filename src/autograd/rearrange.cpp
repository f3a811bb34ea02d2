// Rearranging, joining and scattering that is composed of other functions.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <limits>
#include <ostream>

#include "autograd/elementwise.h"
#include "ops/elementwise.h"

namespace rectify::indexing {
std::ostream& operator<<(std::ostream& out, const Slice& s) {
  return out << s.start() << ":" << s.stop() << ":" << s.step();
}
std::ostream& operator<<(std::ostream& out, const TensorIndex& i) {
  switch (i.kind) {
    case TensorIndex::Kind::None:
      return out << "None";
    case TensorIndex::Kind::Ellipsis:
      return out << "...";
    case TensorIndex::Kind::Integer:
      return out << i.integer();
    case TensorIndex::Kind::Boolean:
      return out << (i.boolean() ? "true" : "false");
    case TensorIndex::Kind::Slice:
      return out << i.slice();
    default:
      return out << i.tensor();
  }
}
std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices) {
  out << "(";
  for (size_t i = 0; i < indices.size(); i++) out << (i ? ", " : "") << indices[i];
  return out << ")";
}
}  // namespace rectify::indexing

namespace rectify::api {
namespace {
using Dims = std::vector<int64_t>;
using indexing::TensorIndex;
}  // namespace

Tensor Tensor::moveaxis(int64_t from, int64_t to) const { return movedim(from, to); }
Tensor Tensor::moveaxis(IntArrayRef from, IntArrayRef to) const { return movedim(from, to); }
Tensor& Tensor::swapaxes_(int64_t a, int64_t b) const { return transpose_(a, b); }
Tensor& Tensor::swapdims_(int64_t a, int64_t b) const { return transpose_(a, b); }
Tensor Tensor::mH() const { return mT(); }
Tensor Tensor::adjoint() const {
  if (dim() == 0) return alias();
  TORCH_CHECK(dim() >= 2, "tensor.adjoint() is only supported on matrices or batches of matrices. Got ", dim(),
              "-D tensor.");
  return transpose(-2, -1);
}
Tensor Tensor::narrow(int64_t d, const Tensor& start, int64_t length) const {
  TORCH_CHECK(start.dim() == 0 && isIntegralType(start.scalar_type(), false),
              "start must be an 0-dim integral Tensor.");
  return narrow(d, start.item().toLong(), length);
}
Tensor Tensor::narrow_copy(int64_t d, int64_t start, int64_t length) const {
  TORCH_CHECK(dim() > 0, "narrow() cannot be applied to a 0-dim tensor.");
  TORCH_CHECK(d < dim(), "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.");
  const int64_t n = size(d);
  if (start < 0) start = maybe_wrap_dim(start, n);
  TORCH_CHECK(length >= 0 && start + length <= n, "start (", start, ") + length (", length,
              ") exceeds dimension size (", n, ").");
  return narrow(d, start, length).clone();
}
Tensor& Tensor::as_strided_(IntArrayRef size, IntArrayRef stride, optional<int64_t> offset) const {
  set_(as_strided(size, stride, offset));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::resize_as_(const Tensor& o, optional<MemoryFormat> format) const {
  return resize_(o.sizes(), format == MemoryFormat::Preserve ? o.suggest_memory_format() : format);
}
std::vector<Tensor> Tensor::tensor_split(const Tensor& where, int64_t d) const {
  TORCH_CHECK(where.scalar_type() == kLong,
              "tensor_split expected tensor_indices_or_sections to have dtype of long, "
              "but got ",
              rectify::toString(where.scalar_type()));
  TORCH_CHECK(where.dim() <= 1,
              "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
              "one-dimensional tensor, but got a tensor with ",
              where.dim(), " dims");
  if (where.dim() == 0) return tensor_split(where.item<int64_t>(), d);
  Tensor c = where.contiguous();
  return tensor_split(IntArrayRef(c.data_ptr<int64_t>(), c.numel()), d);
}
std::vector<Tensor> Tensor::unsafe_chunk(int64_t chunks, int64_t d) const { return chunk(chunks, d); }
std::vector<Tensor> Tensor::unsafe_split(int64_t size, int64_t d) const { return split(size, d); }
std::vector<Tensor> Tensor::unsafe_split_with_sizes(IntArrayRef sizes, int64_t d) const { return split(sizes, d); }
namespace {
int64_t split_dim(const char* name, const Tensor& x, int64_t least, int64_t d, int64_t sections) {
  TORCH_CHECK(x.dim() >= least, "torch.", name, " requires a tensor with at least ", least,
              " dimension, but got a tensor with ", x.dim(), " dimensions!");
  TORCH_CHECK(sections < 0 || (sections > 0 && x.size(d) % sections == 0), "torch.", name,
              " attempted to split along dimension ", d, ", but the size of the dimension ", x.size(d),
              " is not divisible by the split_size ", sections, "!");
  return d;
}
}  // namespace
#define RECTIFY_SPLIT(f, least, d)                                           \
  std::vector<Tensor> Tensor::f(int64_t sections) const {                    \
    return tensor_split(sections, split_dim(#f, *this, least, d, sections)); \
  }                                                                          \
  std::vector<Tensor> Tensor::f(IntArrayRef indices) const {                 \
    return tensor_split(indices, split_dim(#f, *this, least, d, -1));        \
  }
RECTIFY_SPLIT(hsplit, 1, (dim() > 1 ? 1 : 0))
RECTIFY_SPLIT(vsplit, 2, 0)
RECTIFY_SPLIT(dsplit, 3, 2)
#undef RECTIFY_SPLIT
Tensor Tensor::fliplr() const {
  TORCH_CHECK(dim() >= 2, "Input must be >= 2-d.");
  return flip({1});
}
Tensor Tensor::flipud() const {
  TORCH_CHECK(dim() >= 1, "Input must be >= 1-d.");
  return flip({0});
}
Tensor Tensor::diagflat(int64_t offset) const { return contiguous().view({-1}).diag(offset); }
Tensor& Tensor::fill_diagonal_(const Scalar& value, bool wrap) const {
  TORCH_CHECK(dim() >= 2, "dimensions must larger than 1");
  int64_t least = size(0);
  for (int64_t d = 1; d < dim(); d++) {
    TORCH_CHECK(dim() == 2 || size(d) == size(0), "all dimensions of input must be of equal length");
    least = std::min(least, size(d));
  }
  int64_t step = 0, offset = storage_offset();
  for (int64_t d = 0; d < dim(); d++) step += stride(d);
  as_strided({least}, {step}, offset).fill_(value);
  if (wrap && dim() == 2 && size(0) > size(1) + 1)
    for (int64_t first = size(1) + 1; first < size(0); first += size(1) + 1)
      as_strided({std::min(size(1), size(0) - first)}, {step}, offset + first * stride(0)).fill_(value);
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::scatter(int64_t d, const Tensor& index, const Tensor& src, std::string_view reduce) const {
  return clone().scatter_(d, index, src, reduce);
}
Tensor Tensor::scatter(int64_t d, const Tensor& index, const Scalar& v, std::string_view reduce) const {
  return clone().scatter_(d, index, v, reduce);
}

namespace {
// Extremes and products along the index, one layer after the other: positions that meet are combined in order.
template <class F>
Tensor by_layers(Tensor y, int64_t d, const Tensor& index, const Tensor& src, F combine) {
  detail::RawGuard off;
  for (int64_t k = 0; k < (index.dim() ? index.size(d) : 1); k++) {
    Tensor i = index.dim() ? index.narrow(d, k, 1) : index, s = src.detach();
    for (int64_t e = 0; e < i.dim(); e++) s = s.narrow(e, e == d ? k : 0, i.size(e));
    y = y.scatter(d, i, combine(y.gather(d, i), s));
  }
  return y;
}
Tensor part_of(const Tensor& src, const Tensor& index) {  // the part of src that the index covers
  Tensor s = src;
  for (int64_t e = 0; e < s.dim(); e++)
    if (s.size(e) != index.size(e)) s = s.narrow(e, 0, index.size(e));
  return s;
}
double extreme_of(ScalarType t, bool greatest) {
  if (isFloatingType(t))
    return greatest ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  return visit_dtype(t, "scatter_reduce", [&](auto tag) {
    using L = std::numeric_limits<typename decltype(tag)::type>;
    return greatest ? static_cast<double>(L::max()) : static_cast<double>(L::lowest());
  });
}
Tensor scatter_extreme(const Tensor& self, int64_t d, const Tensor& index, const Tensor& src, bool max) {
  Tensor y = by_layers(self.detach(), d, index, src,
                       [max](const Tensor& a, const Tensor& b) { return max ? maximum(a, b) : minimum(a, b); });
  if (any_wants_grad(self, src))
    record(
        y, "ScatterReduceBackward0", {&self, &src},
        [ss = Saved(self), sr = Saved(src), r = Saved(y.detach()), index, d](Node& n, const Tensor* in, Tensor* out) {
          Tensor x = ss.unpack(n), s = sr.unpack(n), y = r.unpack(n);
          Tensor own = (x == y).to(y.scalar_type()), theirs = (s == y.gather(d, index)).to(y.scalar_type());
          Tensor each = in[0] / (own.scatter_add(d, index, theirs));
          if (n.needs(0)) out[0] = each * own;
          if (n.needs(1)) out[1] = each.gather(d, index) * theirs;
        });
  return y;
}
Tensor scatter_prod(const Tensor& self, int64_t d, const Tensor& index, const Tensor& src) {
  Tensor y = by_layers(self.detach(), d, index, src, [](const Tensor& a, const Tensor& b) { return a * b; });
  if (any_wants_grad(self, src))
    record(y, "ScatterReduceBackward0", {&self, &src},
           [ss = Saved(self), sr = Saved(src), index, d](Node& n, const Tensor* in, Tensor* out) {
             Tensor x = ss.unpack(n), s = sr.unpack(n), zero = s == 0;
             if (n.needs(0)) {
               Tensor one = x.masked_fill(x == 0, 1);
               out[0] = in[0] * scatter_prod(one, d, index, s) / one;
             }
             if (n.needs(1)) {
               Tensor zeros = zeros_like(x).scatter_add(d, index, zero.to(x.scalar_type())).gather(d, index);
               Tensor single = logical_and(zero, zeros == 1);
               Tensor others = (in[0] * scatter_prod(x, d, index, s.masked_fill(single, 1))).gather(d, index);
               Tensor plain = (in[0] * scatter_prod(x, d, index, s)).gather(d, index) / s.masked_fill(zero, 1);
               out[1] = where(single, others, plain);
             }
           });
  return y;
}
}  // namespace
Tensor Tensor::scatter_reduce(int64_t given, const Tensor& index, const Tensor& source, std::string_view reduce,
                              bool include_self) const {
  int64_t d = maybe_wrap_dim(given, dim());
  TORCH_CHECK(reduce == "sum" || reduce == "prod" || reduce == "mean" || reduce == "amax" || reduce == "amin",
              "reduce argument must be either sum, prod, mean, amax or amin.");
  TORCH_CHECK(source.scalar_type() == scalar_type(), "scatter(): Expected self.dtype to be equal to src.dtype");
  Tensor src = part_of(source, index), x = *this;
  bool add = reduce == "sum" || reduce == "mean";
  if (!include_self) {
    Scalar neutral = add                   ? Scalar(0)
                     : reduce == "prod"    ? Scalar(1)
                     : is_floating_point() ? Scalar(extreme_of(scalar_type(), reduce == "amin"))
                                           : Scalar(static_cast<int64_t>(extreme_of(scalar_type(), reduce == "amin")));
    x = x.scatter(d, index, neutral);
  }
  if (reduce == "prod") return scatter_prod(x, d, index, src);
  if (!add) return scatter_extreme(x, d, index, src, reduce == "amax");
  Tensor y = x.scatter_add(d, index, src);
  if (reduce == "sum") return y;
  Tensor count =
      (include_self ? ones_like(x.detach()) : zeros_like(x.detach())).scatter_add(d, index, ones_like(src.detach()));
  count = count.clamp_min(1);
  return is_floating_point() ? y / count : rectify::div(y, count, "floor");
}
Tensor& Tensor::scatter_reduce_(int64_t d, const Tensor& index, const Tensor& src, std::string_view reduce,
                                bool include_self) const {
  return copy_(clone().scatter_reduce(d, index, src, reduce, include_self));
}
Tensor Tensor::index_reduce(int64_t given, const Tensor& index, const Tensor& source, std::string_view reduce,
                            bool include_self) const {
  TORCH_CHECK(reduce == "prod" || reduce == "mean" || reduce == "amax" || reduce == "amin",
              "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ", reduce, ".");
  int64_t d = maybe_wrap_dim(given, dim());
  TORCH_CHECK_INDEX(index.dim() <= 1, "index_reduce_(): Index is supposed to be a vector, but got dim: ", index.dim(),
                    " with type: ", rectify::toString(index.scalar_type()), " and size: ", index.sizes());
  TORCH_CHECK(
      index.scalar_type() == kLong || index.scalar_type() == kInt,
      "index_reduce_(): Expected dtype int32/int64 for index but got: ", rectify::toString(index.scalar_type()));
  TORCH_CHECK(scalar_type() == source.scalar_type(), "index_reduce_(): self (", rectify::toString(scalar_type()),
              ") and source (", rectify::toString(source.scalar_type()), ") must have the same scalar type");
  if (dim() == 0) {
    TORCH_CHECK(source.dim() <= 1, "index_reduce_(): a source of ", source.dim(), " dimensions for a self of none");
    return reshape({1}).index_reduce(0, index, source.reshape({-1}), reduce, include_self).reshape(IntArrayRef());
  }
  TORCH_CHECK(index.numel() == source.size(d), "index_reduce(): Number of indices (", index.numel(),
              ") should be equal to source.size(dim): (", source.size(d), "), for dim: ", d);
  Dims shape(dim(), 1);
  shape[d] = index.numel();
  return scatter_reduce(d, index.to(kLong).view(shape).expand(source.sizes()), source, reduce, include_self);
}
Tensor& Tensor::index_reduce_(int64_t d, const Tensor& index, const Tensor& source, std::string_view reduce,
                              bool include_self) const {
  return copy_(clone().index_reduce(d, index, source, reduce, include_self));
}
Tensor& Tensor::index_fill_(int64_t d, const Tensor& index, const Tensor& value) const {
  TORCH_CHECK(value.dim() == 0, "index_fill_ only supports a 0-dimensional value tensor, but got tensor with ",
              value.dim(), " dimension(s).");
  if (!wants_grad(value)) return index_fill_(d, index, value.item());
  d = maybe_wrap_dim(d, dim());
  Dims shape = sizes().vec();
  if (shape.empty())  // a number: however often it is filled
    return index_copy_(d, index.dim() && index.numel() > 1 ? index.narrow(0, 0, 1) : index, value.to(scalar_type()));
  shape[d] = index.numel();
  return index_copy_(d, index, value.to(scalar_type()).expand(shape));
}
Tensor Tensor::index_fill(int64_t d, const Tensor& index, const Tensor& v) const {
  return clone().index_fill_(d, index, v);
}
Tensor Tensor::put(const Tensor& index, const Tensor& source, bool accumulate) const {
  return clone().put_(index, source, accumulate);
}
namespace {
template <class View>
Tensor replaced(const char* name, const Tensor& x, const Tensor& src, View view) {
  Tensor y = x.clone().contiguous(), slot = view(y);
  TORCH_CHECK(slot.sizes() == src.sizes(), "expected src to have a size equal to the ", name,
              " of self. src size = ", src.sizes(), ", ", name, " size = ", slot.sizes());
  slot.copy_(src);
  return y;
}
}  // namespace
Tensor Tensor::select_scatter(const Tensor& src, int64_t d, int64_t i) const {
  return replaced("slice", *this, src, [&](const Tensor& y) { return y.select(d, i); });
}
Tensor Tensor::slice_scatter(const Tensor& src, int64_t d, optional<int64_t> a, optional<int64_t> b, int64_t s) const {
  return replaced("slice", *this, src, [&](const Tensor& y) { return y.slice(d, a, b, s); });
}
Tensor Tensor::diagonal_scatter(const Tensor& src, int64_t offset, int64_t a, int64_t b) const {
  return replaced("slice", *this, src, [&](const Tensor& y) { return y.diagonal(offset, a, b); });
}
Tensor Tensor::new_empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions o) const {
  return empty_strided(size, stride, options().merge_in(o));
}
Tensor Tensor::to(optional<ScalarType> t, optional<Layout>, optional<Device> device, optional<bool>, bool non_blocking,
                  bool copy, optional<MemoryFormat> format) const {
  if (device) check_device(*device);
  return to(t.value_or(scalar_type()), non_blocking, copy, format);
}
Tensor Tensor::pin_memory(optional<Device>) const {
  AT_ERROR("Cannot access accelerator device when none is available.");
}

Tensor atleast_1d(const Tensor& x) { return x.dim() ? x : x.reshape({1}); }
Tensor atleast_2d(const Tensor& x) { return x.dim() >= 2 ? x : x.dim() == 1 ? x.unsqueeze(0) : x.reshape({1, 1}); }
Tensor atleast_3d(const Tensor& x) {
  if (x.dim() >= 3) return x;
  return x.dim() == 2 ? x.unsqueeze(-1) : x.dim() == 1 ? x.unsqueeze(0).unsqueeze(-1) : x.reshape({1, 1, 1});
}
#define RECTIFY_LIST(f)                           \
  std::vector<Tensor> f(TensorList ts) {          \
    std::vector<Tensor> r;                        \
    for (const Tensor& t : ts) r.push_back(f(t)); \
    return r;                                     \
  }
RECTIFY_LIST(atleast_1d)
RECTIFY_LIST(atleast_2d)
RECTIFY_LIST(atleast_3d)
#undef RECTIFY_LIST
Tensor column_stack(TensorList ts) {
  TORCH_CHECK(!ts.empty(), "column_stack expects a non-empty TensorList");
  std::vector<Tensor> list;
  for (const Tensor& t : ts) list.push_back(t.dim() <= 1 ? t.reshape({t.numel(), 1}) : t);
  return hstack(list);
}
Tensor block_diag(TensorList ts) {
  int64_t rows = 0, columns = 0;
  ScalarType t = ts.empty() ? get_default_dtype_as_scalartype() : ts[0].scalar_type();
  std::vector<Tensor> list;
  for (const Tensor& x : ts) {
    TORCH_CHECK(x.dim() <= 2, "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ",
                &x - ts.begin(), " has ", x.dim(), " dimensions");
    list.push_back(atleast_2d(x));
    rows += list.back().size(0);
    columns += list.back().size(1);
    t = promote_types(t, x.scalar_type());
  }
  if (ts.empty()) return empty({1, 0});
  Tensor y = zeros({rows, columns}, t);
  rows = columns = 0;
  for (const Tensor& x : list) {
    y.narrow(0, rows, x.size(0)).narrow(1, columns, x.size(1)).copy_(x);
    rows += x.size(0);
    columns += x.size(1);
  }
  return y;
}
Tensor cartesian_prod(TensorList ts) {
  for (const Tensor& t : ts) TORCH_CHECK(t.dim() == 1, "Expect a 1D vector, but got shape ", t.sizes());
  if (ts.size() == 1) return ts[0];
  std::vector<Tensor> grid = meshgrid(ts, "ij");
  for (Tensor& t : grid) t = t.flatten();
  return stack(grid, 1);
}
Tensor combinations(const Tensor& x, int64_t r, bool with_replacement) {
  TORCH_CHECK(x.dim() == 1, "Expect a 1D vector, but got shape ", x.sizes());
  TORCH_CHECK(r >= 0, "Expect a non-negative number, but got ", r);
  int64_t n = x.numel(), rows = 0;
  Dims places, at(r);
  auto extend = [&](auto& self, int64_t k, int64_t from) -> void {
    if (k == r) {
      places.insert(places.end(), at.begin(), at.end());
      rows++;
      return;
    }
    for (at[k] = from; at[k] < n; at[k]++) self(self, k + 1, at[k] + !with_replacement);
  };
  if (r == 0) return empty({0}, x.options());
  extend(extend, 0, 0);
  return x.index_select(0, tensor(places)).view({rows, r});
}
Tensor vander(const Tensor& x, optional<int64_t> N, bool increasing) {
  TORCH_CHECK(x.dim() == 1, "x must be a one-dimensional tensor.");
  int64_t n = N.value_or(x.size(0));
  TORCH_CHECK(n >= 0, "N must be non-negative.");
  std::vector<Tensor> columns;
  const Tensor base = x.is_floating_point() ? x : x.to(kLong);
  for (int64_t k = 0; k < n; k++) columns.push_back(pow(base, Scalar(increasing ? k : n - 1 - k)));
  return n ? stack(columns, 1) : empty({x.size(0), 0}, base.options());
}
Tensor isin(const Tensor& elements, const Tensor& among, bool, bool invert) {
  detail::RawGuard off;
  Tensor found = zeros(elements.sizes(), kBool);
  if (elements.numel() && among.numel()) {
    Tensor sorted = std::get<0>(among.reshape({-1}).sort());
    ScalarType t = promote_types(elements.scalar_type(), among.scalar_type());
    Tensor x = elements.to(t), s = sorted.to(t);
    Tensor place = searchsorted(s, x.contiguous()).clamp_max(s.numel() - 1);
    found = s.index_select(0, place.reshape({-1})).view(x.sizes()) == x;
  }
  return invert ? found.logical_not() : found;
}
Tensor isin(const Tensor& elements, const Scalar& v, bool unique, bool invert) {
  return isin(elements, full({1}, v), unique, invert);
}
Tensor isin(const Scalar& v, const Tensor& among, bool unique, bool invert) {
  return isin(full({}, v), among, unique, invert);
}
Tensor repeat_interleave(const Tensor& repeats, optional<int64_t> output_size) {
  TORCH_CHECK(repeats.dim() == 1, "repeat_interleave only accept 1D vector as repeat");
  return arange(repeats.size(0)).repeat_interleave(repeats, 0, output_size).to(repeats.scalar_type());
}
Tensor searchsorted(const Tensor& sequence, const Scalar& v, bool out_int32, bool right) {
  return searchsorted(sequence, full({}, v, TensorOptions(v.isFloatingPoint() ? kDouble : kLong)), out_int32, right);
}
Tensor bucketize(const Scalar& v, const Tensor& boundaries, bool out_int32, bool right) {
  return bucketize(full({}, v, TensorOptions(v.isFloatingPoint() ? kDouble : kLong)), boundaries, out_int32, right);
}
std::vector<Tensor> where(const Tensor& condition) {
  if (condition.dim() == 0) return condition.reshape({1}).nonzero().unbind(1);
  return condition.nonzero().unbind(1);
}

Tensor& cat_out(Tensor& out, TensorList ts, int64_t d) { return detail::written("cat", out, cat(ts, d)); }
Tensor& stack_out(Tensor& out, TensorList ts, int64_t d) { return detail::written("stack", out, stack(ts, d)); }
Tensor& index_select_out(Tensor& out, const Tensor& x, int64_t d, const Tensor& i) {
  return detail::written("index_select", out, x.index_select(d, i));
}
Tensor& gather_out(Tensor& out, const Tensor& x, int64_t d, const Tensor& i, bool) {
  return detail::written("gather", out, x.gather(d, i));
}
Tensor& masked_select_out(Tensor& out, const Tensor& x, const Tensor& mask) {
  return detail::written("masked_select", out, x.masked_select(mask));
}
Tensor& take_out(Tensor& out, const Tensor& x, const Tensor& i) { return detail::written("take", out, x.take(i)); }
Tensor& nonzero_out(Tensor& out, const Tensor& x) { return detail::written("nonzero", out, x.nonzero()); }
Tensor& tril_out(Tensor& out, const Tensor& x, int64_t k) { return detail::written("tril", out, x.tril(k)); }
Tensor& triu_out(Tensor& out, const Tensor& x, int64_t k) { return detail::written("triu", out, x.triu(k)); }
Tensor& diag_out(Tensor& out, const Tensor& x, int64_t k) { return detail::written("diag", out, x.diag(k)); }
std::tuple<Tensor&, Tensor&> sort_out(Tensor& v, Tensor& i, const Tensor& x, int64_t d, bool descending) {
  auto [values, places] = x.sort(d, descending);
  return {detail::written("sort", v, values), detail::written("sort", i, places)};
}
std::tuple<Tensor&, Tensor&> topk_out(Tensor& v, Tensor& i, const Tensor& x, int64_t k, int64_t d, bool largest,
                                      bool sorted) {
  auto [values, places] = x.topk(k, d, largest, sorted);
  return {detail::written("topk", v, values), detail::written("topk", i, places)};
}

}  // namespace rectify::api
