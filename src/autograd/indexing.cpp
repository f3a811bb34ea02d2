// Indexing: t[i], index, index_put_, gather, scatter and their kind.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "ops/elementwise.h"

namespace rectify::indexing {

Slice::Slice(optional<int64_t> start, optional<int64_t> stop, optional<int64_t> step) : step_(step.value_or(1)) {
  TORCH_CHECK_VALUE(step_ != 0, "slice step cannot be zero");
  start_ = start.value_or(step_ < 0 ? INDEX_MAX : 0);
  stop_ = stop.value_or(step_ < 0 ? INDEX_MIN : INDEX_MAX);
}

}  // namespace rectify::indexing

namespace rectify::api {
namespace {

using Dims = std::vector<int64_t>;
using indexing::TensorIndex;

// The integer, slice and new-axis part of an index is a view; what remains are index tensors, one slot a dimension of
// the view.
struct Resolved {
  Tensor view;
  std::vector<Tensor> tensors;  // undefined: the whole dimension
  bool advanced = false;
};

void check_index_dtype(const Tensor& t) {
  ScalarType s = t.scalar_type();
  TORCH_CHECK_INDEX(s == kLong || s == kByte || s == kBool,
                    "tensors used as indices must be long, byte or bool tensors");
}

Resolved resolve(const Tensor& x, ArrayRef<TensorIndex> indices) {
  using Kind = TensorIndex::Kind;
  TORCH_CHECK_INDEX(x.dim() > 0 || indices.size() != 1 || indices[0].kind != Kind::Integer,
                    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                    "convert a 0-dim tensor to a number");
  int64_t specified = 0;
  for (const TensorIndex& i : indices) {
    if (i.kind == Kind::Integer || i.kind == Kind::Slice)
      specified++;
    else if (i.kind == Kind::Tensor)
      specified += i.tensor().scalar_type() == kBool || i.tensor().scalar_type() == kByte ? i.tensor().dim() : 1;
  }
  TORCH_CHECK_INDEX(specified <= x.dim(), "too many indices for tensor of dimension ", x.dim());
  Resolved r{x, {}, false};
  int64_t d = 0, gone = 0;  // gone: dimensions of x that are no longer in the view, less the new ones
  for (const TensorIndex& i : indices) switch (i.kind) {
      case Kind::None:
        r.view = r.view.unsqueeze(d++);
        gone--;
        r.tensors.emplace_back();
        break;
      case Kind::Ellipsis:
        for (int64_t k = x.dim() - specified; k > 0; k--, d++) r.tensors.emplace_back();
        break;
      case Kind::Integer: {
        int64_t n = r.view.size(d);
        TORCH_CHECK_INDEX(i.integer() >= -n && i.integer() < n, "index ", i.integer(),
                          " is out of bounds for dimension ", d + gone, " with size ", n);
        r.view = r.view.select(d, i.integer());
        gone++;
        break;
      }
      case Kind::Slice:
        TORCH_CHECK_VALUE(i.slice().step() > 0, "step must be greater than zero");
        r.view = r.view.slice(d++, i.slice().start(), i.slice().stop(), i.slice().step());
        r.tensors.emplace_back();
        break;
      case Kind::Boolean:
      case Kind::Tensor: {
        Tensor t = i.kind == Kind::Boolean ? full({}, i.boolean(), TensorOptions(kBool)) : i.tensor();
        check_index_dtype(t);
        r.advanced = true;
        if (t.scalar_type() == kLong) {
          if (t.dim() == 0 && i.kind == Kind::Tensor) {  // one number: as an integer index
            int64_t at = t.item<int64_t>(), n = r.view.size(d);
            TORCH_CHECK_INDEX(at >= -n && at < n, "index ", at, " is out of bounds for dimension ", d, " with size ",
                              n);
          }
          r.tensors.push_back(t);
          d++;
        } else if (t.dim() == 0) {
          r.view = r.view.unsqueeze(d++);
          r.tensors.push_back(t.item().toBool() ? zeros({1}, kLong) : empty({0}, kLong));
        } else {
          for (int64_t k = 0; k < t.dim(); k++)
            TORCH_CHECK_INDEX(t.size(k) == r.view.size(d + k), "The shape of the mask ", t.sizes(), " at index ", k,
                              " does not match the shape of the indexed tensor ", r.view.sizes(), " at index ", d + k);
          if (t.scalar_type() == kByte)
            TORCH_WARN("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.");
          Tensor places = t.nonzero();
          for (int64_t k = 0; k < t.dim(); k++, d++) r.tensors.push_back(places.select(1, k).contiguous());
        }
        break;
      }
    }
  while (static_cast<int64_t>(r.tensors.size()) < r.view.dim()) r.tensors.emplace_back();
  return r;
}

// Where every element of x.index(tensors) lies: its shape, and offsets in elements from x's first, in order.
struct Places {
  Dims shape;
  Tensor offsets;  // int64, contiguous, of that shape
};
Places locate(const Tensor& x, const std::vector<Tensor>& given) {
  detail::RawGuard off;
  std::vector<Tensor> list;
  std::vector<int64_t> dims;
  for (size_t d = 0; d < given.size(); d++)
    if (given[d].defined()) {
      list.push_back(given[d]);
      dims.push_back(static_cast<int64_t>(d));
    }
  Dims common;
  for (const Tensor& t : list) {
    Dims s = t.sizes().vec();
    if (s.size() > common.size()) common.insert(common.begin(), s.size() - common.size(), 1);
    for (size_t i = 0; i < s.size(); i++) {
      int64_t& want = common[common.size() - s.size() + i];
      if (s[i] != want && s[i] != 1 && want != 1) {
        std::string shapes;
        for (const Tensor& o : list) shapes += (shapes.empty() ? "" : ", ") + str(o.sizes());
        detail::fail<IndexError>(
            RECTIFY_WHERE, "shape mismatch: indexing tensors could not be broadcast together with shapes ", shapes);
      }
      if (s[i] != 1) want = s[i];
    }
  }
  bool together = true;
  for (size_t i = 1; i < dims.size(); i++) together &= dims[i] == dims[i - 1] + 1;
  // result dimensions: the index tensors' common shape at the first indexed dimension when they stand together, else in
  // front
  Places p;
  struct Dim {
    int64_t size, stride;  // a kept dimension of x, or (stride -1) one of the common shape
  };
  std::vector<Dim> out;
  auto put_common = [&] {
    for (int64_t s : common) out.push_back({s, -1});
  };
  if (!together) put_common();
  for (int64_t d = 0; d < x.dim(); d++) {
    if (given[d].defined()) {
      if (together && d == dims[0]) put_common();
    } else {
      out.push_back({x.size(d), x.stride(d)});
    }
  }
  Tensor base = zeros(common, kLong);
  for (size_t i = 0; i < list.size(); i++) {
    int64_t n = x.size(dims[i]), step = x.stride(dims[i]);
    Tensor e = list[i].expand(common).contiguous();
    const int64_t* src = e.data_ptr<int64_t>();
    int64_t* to = base.data_ptr<int64_t>();
    for (int64_t k = 0; k < e.numel(); k++) {
      int64_t at = src[k];
      TORCH_CHECK_INDEX(at >= -n && at < n, "index ", at, " is out of bounds for dimension ", dims[i], " with size ",
                        n);
      to[k] += (at < 0 ? at + n : at) * step;
    }
  }
  int64_t total = 1;
  for (const Dim& d : out) {
    p.shape.push_back(d.size);
    total *= d.size;
  }
  p.offsets = empty(p.shape, kLong);
  int64_t* to = p.offsets.data_ptr<int64_t>();
  const int64_t* from = base.data_ptr<int64_t>();
  Dims at(out.size());
  for (int64_t k = 0; k < total; k++) {
    int64_t place = 0, common_at = 0;
    for (size_t d = 0; d < out.size(); d++) {
      if (out[d].stride == -1)
        common_at = common_at * out[d].size + at[d];
      else
        place += at[d] * out[d].stride;
    }
    to[k] = place + from[common_at];
    for (size_t d = out.size(); d-- > 0;) {
      if (++at[d] < out[d].size) break;
      at[d] = 0;
    }
  }
  return p;
}
// Calls f with an unsigned type of the element's size: moving elements needs no arithmetic.
template <class F>
void by_size(ScalarType t, F f) {
  switch (elementSize(t)) {
    case 1:
      return f(uint8_t{});
    case 2:
      return f(uint16_t{});
    case 4:
      return f(uint32_t{});
    default:
      return f(uint64_t{});
  }
}
// dst[offsets[k]] op= src[k]
void put_at(const Tensor& dst, const Tensor& offsets, const Tensor& src, bool accumulate) {
  const int64_t* at = offsets.data_ptr<int64_t>();
  int64_t n = offsets.numel();
  if (!accumulate) {
    by_size(dst.scalar_type(), [&](auto u) {
      using U = decltype(u);
      auto* d = static_cast<U*>(dst.data_ptr());
      auto* s = static_cast<const U*>(src.data_ptr());
      for (int64_t k = 0; k < n; k++) d[at[k]] = s[k];
    });
  } else {
    visit_dtype(dst.scalar_type(), "index_put", [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* d = static_cast<T*>(dst.data_ptr());
      const T* s = static_cast<const T*>(src.data_ptr());
      for (int64_t k = 0; k < n; k++) {
        if constexpr (std::is_same_v<T, bool>)
          d[at[k]] = d[at[k]] || s[k];
        else
          d[at[k]] = static_cast<T>(d[at[k]] + s[k]);
      }
    });
  }
}
Tensor take_at(const Tensor& x, const Places& p) {
  Tensor y = new_tensor(p.shape, x.scalar_type());
  const int64_t* at = p.offsets.data_ptr<int64_t>();
  by_size(x.scalar_type(), [&](auto u) {
    using U = decltype(u);
    auto* s = static_cast<const U*>(x.data_ptr());
    auto* d = static_cast<U*>(y.data_ptr());
    for (int64_t k = 0, n = y.numel(); k < n; k++) d[k] = s[at[k]];
  });
  return y;
}
Tensor advanced_index(const Tensor& x, const std::vector<Tensor>& tensors) {
  Tensor y = take_at(x, locate(x, tensors));
  if (any_wants_grad(x))
    record(y, "IndexBackward0", {&x}, [tensors, sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) {
      Tensor g = in[0].new_zeros(sizes);
      // accumulate: one element may have been taken many times
      Places p = locate(g, tensors);
      if (wants_grad(in[0])) {
        out[0] = g.view({-1}).index_add(0, p.offsets.view({-1}), in[0].reshape({-1})).view(sizes);
      } else {
        put_at(g, p.offsets, in[0].contiguous(), true);
        out[0] = g;
      }
    });
  return y;
}
Tensor& put_into(const Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& value, bool accumulate = false) {
  TORCH_CHECK_INDEX(!indices.empty(), "Passing an empty index list to Tensor::index_put_() is not valid syntax");
  Resolved r = resolve(self, indices);
  if (!r.advanced) {
    Tensor v = value;
    while (v.dim() > r.view.dim() && v.size(0) == 1) v = v.squeeze(0);
    if (accumulate)
      r.view.add_(v);
    else
      r.view.copy_(v.sizes() == r.view.sizes() ? v : v.expand(r.view.sizes()));
  } else {
    const Tensor& x = r.view;
    TORCH_CHECK(value.scalar_type() == x.scalar_type() || value.dim() == 0,
                "Index put requires the source and destination dtypes match, got ", toString(x.scalar_type()),
                " for the destination and ", toString(value.scalar_type()), " for the source.");
    Places p = locate(x, r.tensors);
    check_inplace(x);
    Tensor source = value.to(x.scalar_type());
    while (source.dim() > static_cast<int64_t>(p.shape.size()) && source.size(0) == 1) source = source.squeeze(0);
    Tensor v;
    try {
      v = source.detach().expand(p.shape).contiguous();
    } catch (const Error&) {
      AT_ERROR("shape mismatch: value tensor of shape ", value.sizes(),
               " cannot be broadcast to indexing result of shape ", IntArrayRef(p.shape));
    }
    put_at(x, p.offsets, v, accumulate);
    bump_version(x);
    if (any_wants_grad(x, source))
      record_inplace(
          x, "IndexPutBackward0", {&x, &source},
          [tensors = r.tensors, sizes = source.sizes().vec(), accumulate](Node& self, const Tensor* in, Tensor* out) {
            if (self.needs(0) && accumulate) {
              out[0] = in[0];
            } else if (self.needs(0)) {
              Tensor g = in[0].clone().contiguous();
              Places p = locate(g, tensors);
              g.view({-1}).index_fill_(0, p.offsets.view({-1}), 0);
              out[0] = g;
            }
            if (self.needs(1)) out[1] = sum_to_size(advanced_index(in[0], tensors), sizes);
          });
  }
  return const_cast<Tensor&>(self);
}
}  // namespace

Tensor& Tensor::operator=(const Tensor& src) && {
  copy_(src);
  return *this;
}
Tensor& Tensor::operator=(Tensor&& src) && {
  copy_(src);
  return *this;
}
Tensor& Tensor::operator=(const Scalar& v) && {
  if (numel() == 1 && !requires_grad() && scalar_type() == kFloat && !impl_->meta) {
    impl_->storage->will_change();
    *reinterpret_cast<float*>(impl_->data()) = v.cast<float>();
    impl_->bump_version();
    return *this;
  }
  fill_(v);
  return *this;
}

Tensor Tensor::operator[](int64_t index) const { return select(0, index); }
Tensor Tensor::operator[](const Scalar& index) const {
  TORCH_CHECK_INDEX(index.isIntegral(false), "Can only index tensors with integral scalars");
  return select(0, index.toLong());
}
Tensor Tensor::operator[](const Tensor& index) const {
  TORCH_CHECK_INDEX(index.defined(), "Can only index with tensors that are defined");
  TORCH_CHECK_INDEX(index.dim() == 0, "Can only index with tensors that are scalars (zero-dim)");
  TORCH_CHECK_INDEX(isIntegralType(index.scalar_type(), false), "Can only index tensors with integral scalars");
  return select(0, index.item().toLong());
}
Tensor Tensor::index(ArrayRef<TensorIndex> indices) const {
  TORCH_CHECK_INDEX(!indices.empty(), "Passing an empty index list to Tensor::index() is not valid syntax");
  if (indices.size() == 1 && indices[0].kind == TensorIndex::Kind::Slice && indices[0].slice().step() > 0)
    return slice(0, indices[0].slice().start(), indices[0].slice().stop(), indices[0].slice().step());
  Resolved r = resolve(*this, indices);
  return r.advanced ? advanced_index(r.view, r.tensors) : r.view.is_same(*this) ? alias() : r.view;
}
Tensor Tensor::index(std::initializer_list<TensorIndex> indices) const { return index(ArrayRef<TensorIndex>(indices)); }
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, const Tensor& rhs) const {
  return put_into(*this, indices, rhs);
}
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, const Scalar& v) const {
  return put_into(*this, indices, full({}, v, TensorOptions(scalar_type())));
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> i, const Tensor& rhs) const {
  return index_put_(ArrayRef<TensorIndex>(i), rhs);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> i, const Scalar& v) const {
  return index_put_(ArrayRef<TensorIndex>(i), v);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> i, const Tensor& values, bool accumulate) const {
  return put_into(*this, ArrayRef<TensorIndex>(i), values, accumulate);
}
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> i, const Tensor& values, bool accumulate) const {
  return put_into(*this, i, values, accumulate);
}
Tensor Tensor::index_put(ArrayRef<TensorIndex> i, const Tensor& values, bool accumulate) const {
  return clone().index_put_(i, values, accumulate);
}
Tensor Tensor::index_put(std::initializer_list<TensorIndex> i, const Tensor& values, bool accumulate) const {
  return clone().index_put_(i, values, accumulate);
}

namespace {
std::vector<TensorIndex> each(const List<optional<Tensor>>& indices) {
  std::vector<TensorIndex> list;
  for (const auto& i : indices) list.push_back(i && i->defined() ? TensorIndex(*i) : TensorIndex(indexing::Slice()));
  return list;
}
}  // namespace
Tensor Tensor::index(const List<optional<Tensor>>& i) const { return index(each(i)); }
Tensor& Tensor::index_put_(const List<optional<Tensor>>& i, const Tensor& values, bool accumulate) const {
  return index_put_(each(i), values, accumulate);
}
Tensor Tensor::index_put(const List<optional<Tensor>>& i, const Tensor& values, bool accumulate) const {
  return index_put(each(i), values, accumulate);
}
Tensor index(const Tensor& x, const List<optional<Tensor>>& i) { return x.index(i); }
Tensor index_put(const Tensor& x, const List<optional<Tensor>>& i, const Tensor& values, bool accumulate) {
  return x.index_put(i, values, accumulate);
}
Tensor& index_put_(Tensor& x, const List<optional<Tensor>>& i, const Tensor& values, bool accumulate) {
  return x.index_put_(i, values, accumulate);
}

namespace {
void check_index_vector(const char* op, const Tensor& index) {
  TORCH_CHECK_INDEX(index.dim() <= 1, op, "(): Index is supposed to be a vector");
  TORCH_CHECK(index.scalar_type() == kLong || index.scalar_type() == kInt, op,
              "(): Expected dtype int32 or int64 for index");
}
// x's dimension d seen as [outer, n, inner] blocks of a contiguous tensor.
struct Blocks {
  int64_t outer = 1, n = 1, inner = 1;
  Blocks(IntArrayRef sizes, int64_t d) {
    for (int64_t k = 0; k < static_cast<int64_t>(sizes.size()); k++) (k < d ? outer : k == d ? n : inner) *= sizes[k];
  }
};
int64_t checked(int64_t at, int64_t n) {
  TORCH_CHECK_INDEX(at >= 0 && at < n, "index out of range in self");
  return at;
}
}  // namespace

Tensor Tensor::index_select(int64_t d, const Tensor& given) const {
  d = maybe_wrap_dim(d, dim());
  check_index_vector("index_select", given);
  Tensor index = given.to(kLong).contiguous(), x = ops::contiguous(*this);
  Dims s = sizes().vec();
  if (!s.empty()) s[d] = index.numel();
  Tensor y = new_tensor(s, scalar_type());
  Blocks b(x.sizes(), d);
  size_t bytes = b.inner * element_size();
  const int64_t* at = index.data_ptr<int64_t>();
  const char* from = static_cast<const char*>(x.data_ptr());
  char* to = static_cast<char*>(y.data_ptr());
  for (int64_t o = 0; o < b.outer; o++)
    for (int64_t k = 0; k < index.numel(); k++, to += bytes)
      std::memcpy(to, from + (o * b.n + checked(at[k], b.n)) * bytes, bytes);
  if (any_wants_grad(*this))
    record(y, "IndexSelectBackward0", {this}, [d, index, sizes = sizes().vec()](Node&, const Tensor* in, Tensor* out) {
      out[0] = in[0].new_zeros(sizes).index_add(d, index, in[0]);
    });
  return y;
}
namespace {
// Calls check(size, size in source, dimension of a slice) for the dimensions besides d.
template <class F>
void check_slices(const Tensor& x, const Tensor& source, int64_t d, F check) {
  TORCH_CHECK(x.dim() <= 1 || source.dim() == x.dim(), "index_add_(): self has ", x.dim(),
              " dimensions, but source has ", source.dim());
  for (int64_t e = 0; e < x.dim() && x.dim() > 1; e++)
    if (e != d) check(x.size(e), source.size(e), e - (e > d));
}
}  // namespace
Tensor& Tensor::index_add_(int64_t d, const Tensor& given, const Tensor& source, const Scalar& alpha) const {
  d = maybe_wrap_dim(d, dim());
  check_index_vector("index_add", given);
  TORCH_CHECK(source.scalar_type() == scalar_type(), "index_add_(): self (", rectify::toString(scalar_type()),
              ") and source (", rectify::toString(source.scalar_type()), ") must have the same scalar type");
  TORCH_CHECK(given.numel() == (source.dim() ? source.size(d) : 1), "index_add_(): Number of indices (", given.numel(),
              ") should be equal to source.size(dim): (", source.dim() ? source.size(d) : 1, "), for dim: ", d);
  check_inplace(*this);
  check_slices(*this, source, d, [](int64_t to, int64_t from, int64_t e) {
    TORCH_CHECK(to == from, "The size of tensor a (", to, ") must match the size of tensor b (", from,
                ") at non-singleton dimension ", e);
  });
  Tensor index = given.to(kLong).contiguous(), src = ops::contiguous(source.detach());
  if (!alpha.equal(1)) src = src * alpha;
  Tensor whole = is_contiguous() ? detach() : ops::contiguous_copy(detach());
  Blocks b(whole.sizes(), d);
  const int64_t* at = index.data_ptr<int64_t>();
  visit_dtype(scalar_type(), "index_add_", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* to = static_cast<T*>(whole.data_ptr());
    const T* s = static_cast<const T*>(src.data_ptr());
    for (int64_t o = 0; o < b.outer; o++)
      for (int64_t k = 0; k < index.numel(); k++) {
        T* row = to + (o * b.n + checked(at[k], b.n)) * b.inner;
        for (int64_t i = 0; i < b.inner; i++, s++) {
          if constexpr (std::is_same_v<T, bool>)
            row[i] = row[i] || *s;
          else
            row[i] = static_cast<T>(row[i] + *s);
        }
      }
  });
  if (!is_contiguous()) ops::copy_(*this, whole);
  bump_version(*this);
  if (any_wants_grad(*this, source))
    record_inplace(*this, "IndexAddBackward0", {this, &source},
                   [d, index, alpha](Node& self, const Tensor* in, Tensor* out) {
                     if (self.needs(0)) out[0] = in[0];
                     if (self.needs(1)) out[1] = in[0].index_select(d, index) * alpha;
                   });
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::index_add(int64_t d, const Tensor& index, const Tensor& source, const Scalar& alpha) const {
  return clone().index_add_(d, index, source, alpha);
}
Tensor& Tensor::index_copy_(int64_t d, const Tensor& index, const Tensor& source) const {
  d = maybe_wrap_dim(d, dim());
  TORCH_CHECK_INDEX(index.dim() <= 1, "index_copy_(): Index should have dimension 1 or 0 (got ", index.dim(), ")");
  TORCH_CHECK_INDEX(source.dim() > 0 || index.numel() == 1,
                    "index_copy_(): When source is scalar, index should have one element (got ", index.numel(), ")");
  TORCH_CHECK_INDEX(source.dim() == 0 || dim() == 0 || source.dim() == dim(),
                    "index_copy_(): When source and destination are not scalars, their dimensionality must match. "
                    "Source dimensionality (",
                    source.dim(), "), destination dimensionality (", dim(), ")");
  TORCH_CHECK(index.scalar_type() == kLong, "index_copy_(): Expected a long tensor for index, but got ",
              rectify::toString(index.scalar_type()));
  TORCH_CHECK(source.scalar_type() == scalar_type(),
              "index_copy_(): self and source expected to have the same dtype, but got (self) ",
              rectify::toString(scalar_type()), " and (source) ", rectify::toString(source.scalar_type()));
  TORCH_CHECK_INDEX(index.numel() == (source.dim() ? source.size(d) : 1), "index_copy_(): Number of indices (",
                    index.numel(), ") should be equal to source.size(dim) (", source.dim() ? source.size(d) : 1, ")");
  if (source.dim())
    check_slices(*this, source, d, [&](int64_t to, int64_t from, int64_t e) {
      TORCH_CHECK(to == from,
                  "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ", to,
                  " at dimension ", e, " and source slice shape: ", from, " at dimension ", e, ".");
    });
  if (!dim()) {
    if (index.numel()) {
      const int64_t at = index.reshape({-1})[0].item<int64_t>();
      TORCH_CHECK_INDEX(at == 0, "index_copy_(): index ", at, " is out of bounds for dimension 0 with size 1");
    }
    return copy_(source.reshape({}));
  }
  Tensor i = index.contiguous();
  for (int64_t k = 0; k < i.numel(); k++) {
    const int64_t at = i.data_ptr<int64_t>()[k];
    TORCH_CHECK_INDEX(at >= 0 && at < size(d), "index_copy_(): index ", at, " is out of bounds for dimension ", d,
                      " with size ", size(d));
    select(d, at).copy_(source.dim() ? source.select(d, k) : source);
  }
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_fill_(int64_t d, const Tensor& index, const Scalar& value) const {
  d = maybe_wrap_dim(d, dim());
  TORCH_CHECK_INDEX(index.scalar_type() == kLong, "index_fill_(): Expected dtype int64 for index.");
  TORCH_CHECK(index.dim() <= 1, "Index has to be a vector/scalar");
  Tensor mask = zeros({dim() ? size(d) : 1}, kBool), i = index.to(kLong).contiguous();
  for (int64_t k = 0; k < i.numel(); k++) {
    int64_t at = i.data_ptr<int64_t>()[k], n = mask.numel();
    TORCH_CHECK_INDEX(at >= -n && at < n, "index ", at, " is out of bounds for dimension ", d, " with size ", n);
    mask.data_ptr<bool>()[at < 0 ? at + n : at] = true;
  }
  Dims shape(dim(), 1);
  if (dim()) shape[d] = size(d);
  return masked_fill_(mask.view(shape), value);
}

namespace {
// Calls f(position in index, offset in the indexed tensor) for gather and scatter.
template <class F>
void each_gathered(const Tensor& x, int64_t d, const Tensor& index, F f) {
  int64_t nd = std::max<int64_t>(x.dim(), 1);
  Dims at(nd), sizes = index.dim() ? index.sizes().vec() : Dims{1};
  Tensor i = index.contiguous();
  const int64_t* p = i.data_ptr<int64_t>();
  int64_t n = x.dim() ? x.size(d) : 1;
  for (int64_t k = 0, total = index.numel(); k < total; k++) {
    int64_t place = 0;
    TORCH_CHECK(p[k] >= 0 && p[k] < n, "index ", p[k], " is out of bounds for dimension ", d, " with size ", n);
    for (int64_t e = 0; e < nd && x.dim(); e++) place += (e == d ? p[k] : at[e]) * x.stride(e);
    f(k, at, place);
    for (int64_t e = nd; e-- > 0;) {
      if (++at[e] < sizes[e]) break;
      at[e] = 0;
    }
  }
}
void check_gather(const char* op, const Tensor& x, int64_t d, const Tensor& index, const Tensor* src) {
  if (index.numel() == 0) return;
  TORCH_CHECK(index.scalar_type() == kLong, op, "(): Expected dtype int64 for index");
  TORCH_CHECK(std::max<int64_t>(x.dim(), 1) == std::max<int64_t>(index.dim(), 1),
              "Index tensor must have the same number of dimensions as ", src ? "self" : "input", " tensor");
  TORCH_CHECK(!src || std::max<int64_t>(src->dim(), 1) == std::max<int64_t>(index.dim(), 1),
              "Index tensor must have the same number of dimensions as src tensor");
  const auto size = [](const Tensor& t, int64_t e) { return t.dim() ? t.size(e) : 1; };
  for (int64_t e = 0; e < std::max<int64_t>(index.dim(), 1); e++) {
    const bool fits = (e == d || size(index, e) <= size(x, e)) && (!src || size(index, e) <= size(*src, e));
    TORCH_CHECK(fits || !src, "Expected index ", index.sizes(), " to be smaller than self ", x.sizes(),
                " apart from dimension ", d, " and to be smaller size than src ", src->sizes());
    TORCH_CHECK(fits, "Size does not match at dimension ", e, " expected index ", index.sizes(),
                " to be smaller than self ", x.sizes(), " apart from dimension ", d);
  }
}
// The source may be larger than the index: what was not read has no gradient.
Tensor source_grad(const Tensor& g, IntArrayRef sizes) {
  if (g.sizes() == sizes) return g;
  Tensor whole = g.new_zeros(sizes), part = whole;
  for (int64_t e = 0; e < g.dim(); e++) part = part.narrow(e, 0, g.size(e));
  part.copy_(g);
  return whole;
}
int64_t source_offset(const Tensor& src, const Dims& at) {
  int64_t o = 0;
  for (int64_t e = 0; e < src.dim(); e++) o += at[e] * src.stride(e);
  return o;
}
}  // namespace

Tensor Tensor::gather(int64_t d, const Tensor& index, bool) const {
  d = maybe_wrap_dim(d, dim());
  check_gather("gather", *this, d, index, nullptr);
  Tensor y = new_tensor(index.sizes(), scalar_type());
  by_size(scalar_type(), [&](auto u) {
    using U = decltype(u);
    auto* from = static_cast<const U*>(data_ptr());
    auto* to = static_cast<U*>(y.data_ptr());
    each_gathered(*this, d, index, [&](int64_t k, const Dims&, int64_t place) { to[k] = from[place]; });
  });
  if (any_wants_grad(*this))
    record(y, "GatherBackward0", {this}, [d, index, sizes = sizes().vec()](Node&, const Tensor* in, Tensor* out) {
      out[0] = in[0].new_zeros(sizes).scatter_add(d, index, in[0]);
    });
  return y;
}
Tensor& Tensor::scatter_(int64_t d, const Tensor& index, const Tensor& src) const {
  d = maybe_wrap_dim(d, dim());
  check_gather("scatter", *this, d, index, &src);
  TORCH_CHECK(src.scalar_type() == scalar_type(), "scatter(): Expected self.dtype to be equal to src.dtype");
  check_inplace(*this);
  by_size(scalar_type(), [&](auto u) {
    using U = decltype(u);
    auto* from = static_cast<const U*>(src.data_ptr());
    auto* to = static_cast<U*>(data_ptr());
    each_gathered(*this, d, index,
                  [&](int64_t, const Dims& at, int64_t place) { to[place] = from[source_offset(src, at)]; });
  });
  bump_version(*this);
  if (any_wants_grad(*this, src))
    record_inplace(*this, "ScatterBackward0", {this, &src},
                   [d, index, sizes = src.sizes().vec()](Node& self, const Tensor* in, Tensor* out) {
                     if (self.needs(0)) out[0] = in[0].scatter(d, index, 0);
                     if (self.needs(1)) out[1] = source_grad(in[0].gather(d, index), sizes);
                   });
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::scatter_(int64_t d, const Tensor& index, const Scalar& value) const {
  d = maybe_wrap_dim(d, dim());
  check_gather("scatter", *this, d, index, nullptr);
  check_inplace(*this);
  visit_dtype(scalar_type(), "scatter", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* to = static_cast<T*>(data_ptr());
    T v = value.to<T>();
    each_gathered(*this, d, index, [&](int64_t, const Dims&, int64_t place) { to[place] = v; });
  });
  bump_version(*this);
  if (any_wants_grad(*this))
    record_inplace(*this, "ScatterBackward1", {this},
                   [d, index](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].scatter(d, index, 0); });
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::scatter(int64_t d, const Tensor& index, const Tensor& src) const {
  return clone().scatter_(d, index, src);
}
Tensor Tensor::scatter(int64_t d, const Tensor& index, const Scalar& v) const { return clone().scatter_(d, index, v); }
Tensor& Tensor::scatter_add_(int64_t d, const Tensor& index, const Tensor& src) const {
  d = maybe_wrap_dim(d, dim());
  check_gather("scatter_add", *this, d, index, &src);
  TORCH_CHECK(src.scalar_type() == scalar_type(), "scatter(): Expected self.dtype to be equal to src.dtype");
  check_inplace(*this);
  visit_dtype(scalar_type(), "scatter_add", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* to = static_cast<T*>(data_ptr());
    const T* from = static_cast<const T*>(src.data_ptr());
    each_gathered(*this, d, index, [&](int64_t, const Dims& at, int64_t place) {
      if constexpr (std::is_same_v<T, bool>)
        to[place] = to[place] || from[source_offset(src, at)];
      else
        to[place] = static_cast<T>(to[place] + from[source_offset(src, at)]);
    });
  });
  bump_version(*this);
  if (any_wants_grad(*this, src))
    record_inplace(*this, "ScatterAddBackward0", {this, &src},
                   [d, index, sizes = src.sizes().vec()](Node& self, const Tensor* in, Tensor* out) {
                     if (self.needs(0)) out[0] = in[0];
                     if (self.needs(1)) out[1] = source_grad(in[0].gather(d, index), sizes);
                   });
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::scatter_add(int64_t d, const Tensor& index, const Tensor& src) const {
  return clone().scatter_add_(d, index, src);
}

namespace {
void check_mask(const Tensor& mask) {
  TORCH_CHECK(mask.scalar_type() == kBool || mask.numel() == 0 || mask.max().item<int64_t>() <= 1,
              "Mask tensor can take 0 and 1 values only");
}
}  // namespace
Tensor& Tensor::masked_fill_(const Tensor& mask, const Scalar& value) const {
  return masked_fill_(mask, full({}, value, TensorOptions(scalar_type())));
}
Tensor& Tensor::masked_fill_(const Tensor& mask, const Tensor& value) const {
  TORCH_CHECK(mask.scalar_type() == kBool || mask.scalar_type() == kByte,
              "masked_fill only supports boolean masks, but got dtype ", rectify::toString(mask.scalar_type()));
  TORCH_CHECK(value.dim() == 0, "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ",
              value.dim(), " dimension(s).");
  check_mask(mask);
  if (mask.scalar_type() == kByte)
    TORCH_WARN(
        "masked_fill_ received a mask with dtype torch.uint8, this behavior is now deprecated,please use a mask with "
        "dtype torch.bool instead.");
  check_inplace(*this);
  const auto wider = broadcast_tensors({*this, mask})[0].sizes().vec();
  TORCH_CHECK(sizes() == wider, "output with shape ", sizes(), " doesn't match the broadcast shape ",
              IntArrayRef(wider));
  Tensor v = value.to(scalar_type()), m = mask.to(kBool).expand(sizes());
  ops::copy_(*this, ops::where(m, v.detach(), detach()));
  bump_version(*this);
  if (any_wants_grad(*this, v))
    record_inplace(*this, "MaskedFillBackward0", {this, &v}, [m](Node& self, const Tensor* in, Tensor* out) {
      if (self.needs(0)) out[0] = in[0].masked_fill(m, 0);
      if (self.needs(1)) out[1] = in[0].masked_fill(m.logical_not(), 0).sum();
    });
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::masked_fill(const Tensor& mask, const Scalar& v) const {
  return broadcast_tensors({mask, *this})[1].clone().contiguous().masked_fill_(mask, v);
}
Tensor Tensor::masked_fill(const Tensor& mask, const Tensor& v) const {
  return broadcast_tensors({mask, *this})[1].clone().contiguous().masked_fill_(mask, v);
}
Tensor Tensor::masked_select(const Tensor& mask) const {
  TORCH_CHECK(mask.scalar_type() == kBool || mask.scalar_type() == kByte,
              "masked_select: expected BoolTensor or ByteTensor for mask");
  check_mask(mask);
  auto both = broadcast_tensors({mask, *this});
  return both[1].index({both[0]});
}
Tensor Tensor::take(const Tensor& index) const {
  TORCH_CHECK(index.scalar_type() == kLong, "take(): Expected a long tensor for index, but got ",
              rectify::toString(index.scalar_type()));
  int64_t n = numel();
  Tensor at = index.contiguous();
  for (int64_t k = 0; k < at.numel(); k++)
    TORCH_CHECK_INDEX(at.data_ptr<int64_t>()[k] >= -n && at.data_ptr<int64_t>()[k] < n,
                      "out of range: tried to access index ", at.data_ptr<int64_t>()[k], " on a tensor of ", n,
                      " elements.");
  return reshape({-1}).index({index.reshape({-1})}).view(index.sizes());
}
Tensor Tensor::nonzero() const {
  detail::RawGuard off;
  Tensor truth = ne(0).contiguous();
  const bool* p = truth.data_ptr<bool>();
  int64_t count = std::count(p, p + truth.numel(), true), row = 0;
  Tensor y = empty({count, dim()}, kLong);
  Dims at(dim());
  for (int64_t k = 0; k < truth.numel(); k++) {
    if (p[k]) std::copy(at.begin(), at.end(), y.data_ptr<int64_t>() + row++ * dim());
    for (size_t d = at.size(); d-- > 0;) {
      if (++at[d] < size(static_cast<int64_t>(d))) break;
      at[d] = 0;
    }
  }
  return y;
}
Tensor Tensor::argwhere() const { return nonzero(); }

}  // namespace rectify::api
