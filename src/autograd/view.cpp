// Views: tensors that share their input's storage.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include <algorithm>

namespace rectify::api {
namespace {

using Dims = std::vector<int64_t>;

// Notes the view, and records it with f(self, in, out) when x is tracked.
template <class F>
Tensor as_view(Tensor y, const Tensor& x, const char* name, F f) {
  make_view(y, x);
  if (any_wants_grad(x)) record(y, name, {&x}, std::move(f));
  return y;
}
template <class F>
Tensor make(const Tensor& x, IntArrayRef sizes, IntArrayRef strides, int64_t offset, const char* name, F f) {
  return as_view(alias_as(x, sizes, strides, offset * x.element_size()), x, name, std::move(f));
}
Tensor& replace(const Tensor& self, Tensor y) {  // in-place forms that change the shape
  check_inplace(self);
  TensorImpl& x = const_cast<TensorImpl&>(self.self());
  x.set_geometry(y.sizes(), y.strides());
  if (wants_grad(y)) {
    AutogradMeta& m = autograd_meta(self);
    m.grad_fn = autograd_meta(y).grad_fn;
    m.output_nr = autograd_meta(y).output_nr;
  }
  return const_cast<Tensor&>(self);
}

// The sizes with -1 filled in.
Dims infer(IntArrayRef shape, int64_t numel) {
  Dims r = shape.vec();
  int64_t known = 1, unknown = -1;
  for (size_t i = 0; i < r.size(); i++) {
    if (r[i] == -1) {
      TORCH_CHECK(unknown < 0, "only one dimension can be inferred");
      unknown = static_cast<int64_t>(i);
    } else {
      TORCH_CHECK(r[i] >= 0, "invalid shape dimension ", r[i]);
      known *= r[i];
    }
  }
  if (unknown >= 0) {
    TORCH_CHECK(known != 0 || numel != 0, "cannot reshape tensor of 0 elements into shape ", shape,
                " because the unspecified dimension size -1 can be any value and is ambiguous");
    TORCH_CHECK(known != 0 && numel % known == 0, "shape '", shape, "' is invalid for input of size ", numel);
    r[unknown] = numel / known;
  } else {
    TORCH_CHECK(known == numel, "shape '", shape, "' is invalid for input of size ", numel);
  }
  return r;
}
// Strides with which x's memory has the new shape; nothing when only a copy can have it.
optional<Dims> view_strides(const TensorImpl& x, const Dims& shape) {
  Dims strides(shape.size());
  if (x.numel == 0 || x.contiguous) {
    int64_t step = 1;
    for (size_t d = shape.size(); d-- > 0;) {
      strides[d] = step;
      step *= std::max<int64_t>(shape[d], 1);
    }
    return strides;
  }
  int64_t at = static_cast<int64_t>(shape.size()) - 1, base = x.strides[x.ndim - 1], in = 1, out = 1;
  for (int64_t d = x.ndim - 1; d >= 0; d--) {
    in *= x.sizes[d];
    if (d == 0 || (x.sizes[d - 1] != 1 && x.strides[d - 1] != in * base)) {
      while (at >= 0 && (out < in || shape[at] == 1)) {
        strides[at] = out * base;
        out *= shape[at--];
      }
      if (out != in) return nullopt;
      if (d > 0) {
        base = x.strides[d - 1];
        in = out = 1;
      }
    }
  }
  return at == -1 ? optional<Dims>(strides) : nullopt;
}
Tensor view_as_shape(const Tensor& x, const Dims& shape, const Dims& strides, const char* name) {
  return make(x, shape, strides, 0, name,
              [sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].reshape(sizes); });
}

}  // namespace

Tensor Tensor::view(IntArrayRef size) const {
  Dims shape = infer(size, numel());
  auto strides = view_strides(*impl_, shape);
  TORCH_CHECK(strides,
              "view size is not compatible with input tensor's size and stride (at least one dimension spans across "
              "two contiguous subspaces). Use .reshape(...) instead.");
  return view_as_shape(*this, shape, *strides, "ViewBackward0");
}
Tensor Tensor::view(ScalarType t) const {
  if (t == scalar_type()) return alias();
  size_t from = elementSize(scalar_type()), to = elementSize(t);
  Tensor y = rectify::alias(*this);
  y.impl()->dtype = t;
  if (from == to) return y;
  const char *a = rectify::toString(scalar_type()), *b = rectify::toString(t);
  TORCH_CHECK(dim() > 0, "self.dim() cannot be 0 to view ", a, " as ", b, " (different element sizes)");
  TORCH_CHECK(stride(-1) == 1, "self.stride(-1) must be 1 to view ", a, " as ", b,
              " (different element sizes), but got ", stride(-1));
  Dims s = sizes().vec(), st = strides().vec();
  if (from < to) {
    int64_t ratio = static_cast<int64_t>(to / from);
    TORCH_CHECK(s.back() % ratio == 0, "self.size(-1) must be divisible by ", ratio, " to view ", a, " as ", b,
                " (different element sizes), but got ", s.back());
    TORCH_CHECK(storage_offset() % ratio == 0, "self.storage_offset() must be divisible by ", ratio, " to view ", a,
                " as ", b, " (different element sizes), but got ", storage_offset());
    s.back() /= ratio;
    for (size_t d = 0; d + 1 < st.size(); d++) {
      TORCH_CHECK(st[d] % ratio == 0, "self.stride(", d, ") must be divisible by ", ratio, " to view ", a, " as ", b,
                  " (different element sizes), but got ", st[d]);
      st[d] /= ratio;
    }
  } else {
    int64_t ratio = static_cast<int64_t>(from / to);
    s.back() *= ratio;
    for (size_t d = 0; d + 1 < st.size(); d++) st[d] *= ratio;
  }
  y.impl()->set_geometry(s, st);
  return y;
}
Tensor Tensor::view_as(const Tensor& o) const { return view(o.sizes()); }
Tensor Tensor::reshape(IntArrayRef size) const {
  if (size == sizes() && GradMode::is_enabled() == false) return rectify::alias(*this);
  Dims shape = infer(size, numel());
  if (auto strides = view_strides(*impl_, shape)) return view_as_shape(*this, shape, *strides, "ReshapeAliasBackward0");
  return clone().contiguous().view(shape);
}
Tensor Tensor::reshape_as(const Tensor& o) const { return reshape(o.sizes()); }
Tensor Tensor::flatten(int64_t start, int64_t end) const {
  start = maybe_wrap_dim(start, dim());
  end = maybe_wrap_dim(end, dim());
  TORCH_CHECK(start <= end, "flatten() has invalid args: start_dim cannot come after end_dim");
  if (dim() == 0) return reshape({1});
  if (start == end) return *this;
  Dims shape;
  int64_t merged = 1;
  for (int64_t d = 0; d < dim(); d++) {
    if (d < start || d > end)
      shape.push_back(size(d));
    else
      merged *= size(d);
    if (d == end) shape.push_back(merged);
  }
  return reshape(shape);
}
Tensor Tensor::ravel() const { return contiguous().view({-1}); }
Tensor Tensor::unflatten(int64_t d, IntArrayRef to) const {
  d = wrap_dim(d);
  TORCH_CHECK(!to.empty(), "unflatten: sizes must be non-empty");
  Dims part, shape = sizes().vec();
  try {
    part = infer(to, size(d));
  } catch (const Error&) {
    AT_ERROR("unflatten: Provided sizes ", to, " don't multiply up to the size of dim ", d, " (", size(d),
             ") in the input tensor");
  }
  shape.erase(shape.begin() + d);
  shape.insert(shape.begin() + d, part.begin(), part.end());
  return view(shape);
}

Tensor Tensor::squeeze() const {
  Dims s, st;
  for (int64_t d = 0; d < dim(); d++)
    if (size(d) != 1) {
      s.push_back(size(d));
      st.push_back(stride(d));
    }
  return view_as_shape(*this, s, st, "SqueezeBackward0");
}
Tensor Tensor::squeeze(int64_t d) const {
  d = maybe_wrap_dim(d, dim());
  Dims s = sizes().vec(), st = strides().vec();
  if (dim() > 0 && s[d] == 1) {
    s.erase(s.begin() + d);
    st.erase(st.begin() + d);
  }
  return view_as_shape(*this, s, st, "SqueezeBackward1");
}
Tensor Tensor::unsqueeze(int64_t d) const {
  d = maybe_wrap_dim(d, dim() + 1);
  Dims s = sizes().vec(), st = strides().vec();
  st.insert(st.begin() + d, d < dim() ? s[d] * st[d] : 1);
  s.insert(s.begin() + d, 1);
  return view_as_shape(*this, s, st, "UnsqueezeBackward0");
}
Tensor& Tensor::squeeze_() const { return replace(*this, squeeze()); }
Tensor& Tensor::squeeze_(int64_t d) const { return replace(*this, squeeze(d)); }
Tensor& Tensor::unsqueeze_(int64_t d) const { return replace(*this, unsqueeze(d)); }
Tensor& Tensor::transpose_(int64_t a, int64_t b) const { return replace(*this, transpose(a, b)); }
Tensor& Tensor::t_() const {
  TORCH_CHECK(dim() <= 2, "t_() expects a tensor with <= 2 dimensions, but self is ", dim(), "D");
  return replace(*this, t());
}

namespace {
Tensor swap(const Tensor& x, int64_t a, int64_t b, const char* name) {
  Dims s = x.sizes().vec(), st = x.strides().vec();
  if (!s.empty()) {
    std::swap(s[a], s[b]);
    std::swap(st[a], st[b]);
  }
  return make(x, s, st, 0, name, [a, b](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].transpose(a, b); });
}
}  // namespace
Tensor Tensor::transpose(int64_t a, int64_t b) const {
  return swap(*this, maybe_wrap_dim(a, dim()), maybe_wrap_dim(b, dim()), "TransposeBackward0");
}
Tensor Tensor::swapaxes(int64_t a, int64_t b) const { return transpose(a, b); }
Tensor Tensor::swapdims(int64_t a, int64_t b) const { return transpose(a, b); }
Tensor Tensor::t() const {
  TORCH_CHECK(dim() <= 2, "t() expects a tensor with <= 2 dimensions, but self is ", dim(), "D");
  return swap(*this, 0, dim() < 2 ? 0 : 1, "TBackward0");
}
Tensor Tensor::numpy_T() const {
  Dims dims(dim());
  for (size_t d = 0; d < dims.size(); d++) dims[d] = dim() - 1 - static_cast<int64_t>(d);
  return permute(dims);
}
Tensor Tensor::mT() const {
  TORCH_CHECK(dim() >= 2, "tensor.mT is only supported on matrices or batches of matrices. Got ", dim(), "-D tensor.");
  return transpose(-2, -1);
}
Tensor Tensor::permute(IntArrayRef dims) const {
  TORCH_CHECK(static_cast<int64_t>(dims.size()) == dim(),
              "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
              "ordering of dimensions i.e. input.dim() = ",
              dim(), " is not equal to len(dims) = ", dims.size());
  Dims s(dims.size()), st(dims.size()), inverse(dims.size(), -1);
  for (size_t i = 0; i < dims.size(); i++) {
    int64_t d = maybe_wrap_dim(dims[i], dim());
    TORCH_CHECK(inverse[d] == -1, "permute(): duplicate dims are not allowed.");
    inverse[d] = static_cast<int64_t>(i);
    s[i] = size(d);
    st[i] = stride(d);
  }
  return make(*this, s, st, 0, "PermuteBackward0",
              [inverse](Node&, const Tensor* in, Tensor* out) { out[0] = in[0].permute(inverse); });
}
Tensor Tensor::movedim(int64_t from, int64_t to) const {
  from = maybe_wrap_dim(from, dim());
  to = maybe_wrap_dim(to, dim());
  Dims order;
  for (int64_t d = 0; d < dim(); d++)
    if (d != from) order.push_back(d);
  if (dim()) order.insert(order.begin() + to, from);
  return permute(order);
}
Tensor Tensor::expand(IntArrayRef size, bool) const {
  int64_t n = static_cast<int64_t>(size.size()), extra = n - dim();
  TORCH_CHECK(extra >= 0, "expand(", toString(), "{", sizes(), "}, size=", size, "): the number of sizes provided (", n,
              ") must be greater or equal to the number of dimensions in the tensor (", dim(), ")");
  Dims s(n), st(n);
  for (int64_t i = n - 1; i >= 0; i--) {
    int64_t d = i - extra, have = d >= 0 ? impl_->sizes[d] : 1, want = size[i];
    if (want == -1) {
      TORCH_CHECK(d >= 0, "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ",
                  i);
      want = have;
    }
    TORCH_CHECK(have == 1 || have == want, "The expanded size of the tensor (", want,
                ") must match the existing size (", have, ") at non-singleton dimension ", i, ".  Target sizes: ", size,
                ".  Tensor sizes: ", sizes());
    s[i] = want;
    st[i] = d >= 0 && have == want ? impl_->strides[d] : 0;
  }
  return make(*this, s, st, 0, "ExpandBackward0", [sizes = sizes().vec()](Node&, const Tensor* in, Tensor* out) {
    out[0] = rectify::sum_to_size(in[0], sizes);
  });
}
Tensor Tensor::expand_as(const Tensor& o) const { return expand(o.sizes()); }
Tensor Tensor::broadcast_to(IntArrayRef size) const { return expand(size); }

Tensor Tensor::select(int64_t d, int64_t index) const {
  TORCH_CHECK_INDEX(dim() > 0, "select() cannot be applied to a 0-dim tensor.");
  d = maybe_wrap_dim(d, dim());
  int64_t n = impl_->sizes[d];
  TORCH_CHECK_INDEX(index >= -n && index < n, "select(): index ", index, " out of range for tensor of size ", sizes(),
                    " at dimension ", d);
  if (index < 0) index += n;
  auto y = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  const TensorImpl& x = *impl_;
  y->dtype = x.dtype;
  y->inference = x.inference;
  y->own_version = x.own_version;
  y->storage = x.storage;
  y->plain = x.data() + index * x.strides[d] * static_cast<int64_t>(elementSize(x.dtype));
  y->set_ndim(x.ndim - 1);
  y->numel = 1;
  for (int i = 0, k = 0; i < x.ndim; i++)
    if (i != d) {
      y->sizes[k] = x.sizes[i];
      y->strides[k++] = x.strides[i];
      y->numel *= x.sizes[i];
    }
  y->refresh_contiguous();
  return as_view(Tensor(std::move(y)), *this, "SelectBackward0",
                 [d, index, sizes = wants_grad(*this) ? sizes().vec() : Dims()](Node&, const Tensor* in, Tensor* out) {
                   Tensor g = in[0].new_zeros(sizes);
                   g.select(d, index).copy_(in[0]);
                   out[0] = g;
                 });
}
Tensor Tensor::slice(int64_t d, optional<int64_t> from, optional<int64_t> to, int64_t step) const {
  TORCH_CHECK_INDEX(dim() > 0, "slice() cannot be applied to a 0-dim tensor.");
  d = maybe_wrap_dim(d, dim());
  TORCH_CHECK(step > 0, "slice step must be positive");
  int64_t n = impl_->sizes[d], start = from.value_or(0), end = to.value_or(n);
  if (start < 0) start += n;
  if (end < 0) end += n;
  start = std::clamp<int64_t>(start, 0, n);
  end = std::clamp<int64_t>(end, start, n);
  Tensor y = rectify::alias(*this);
  TensorImpl& r = *y.impl();
  int64_t length = (end - start + step - 1) / step;
  r.plain = r.data() + start * r.strides[d] * element_size();
  r.numel = n ? r.numel / n * length : 0;
  r.sizes[d] = length;
  r.strides[d] *= step;
  r.refresh_contiguous();
  return as_view(
      std::move(y), *this, "SliceBackward0",
      [d, start, end, step, sizes = wants_grad(*this) ? sizes().vec() : Dims()](Node&, const Tensor* in, Tensor* out) {
        Tensor g = in[0].new_zeros(sizes);
        g.slice(d, start, end, step).copy_(in[0]);
        out[0] = g;
      });
}
Tensor Tensor::narrow(int64_t d, int64_t start, int64_t length) const {
  TORCH_CHECK(dim() > 0, "narrow() cannot be applied to a 0-dim tensor.");
  int64_t n = size(d);
  if (start != n) start = maybe_wrap_dim(start, n);
  TORCH_CHECK(length >= 0 && start <= n - length, "start (", start, ") + length (", length,
              ") exceeds dimension size (", n, ").");
  return slice(d, start, start + length, 1);
}
Tensor Tensor::as_strided(IntArrayRef size, IntArrayRef stride, optional<int64_t> offset) const {
  TORCH_CHECK(size.size() == stride.size(), "mismatch in length of strides and shape");
  int64_t at = offset.value_or(storage_offset()), last = at, item = element_size();
  bool any = true;
  for (size_t d = 0; d < size.size(); d++) {
    TORCH_CHECK(size[d] >= 0, "Trying to create tensor with negative dimension ", size[d], ": ", size);
    TORCH_CHECK(stride[d] >= 0, "as_strided: Negative strides are not supported at the moment, got strides: ", stride);
    any &= size[d] > 0;
    last += (size[d] - 1) * stride[d];
  }
  TORCH_CHECK(at >= 0 && (!any || (last + 1) * item <= static_cast<int64_t>(impl_->storage->nbytes)),
              "setStorage: sizes ", size, ", strides ", stride, ", storage offset ", at, ", and itemsize ", item,
              " requiring a storage size of ", (last + 1) * item, " are out of bounds for storage of size ",
              impl_->storage->nbytes);
  int64_t from = storage_offset();
  return make(*this, size, stride, at - from, "AsStridedBackward0",
              [sizes = sizes().vec(), strides = strides().vec(), size = size.vec(), stride = stride.vec(),
               first = at - from](Node&, const Tensor* in, Tensor* out) {
                // The input's gradient, laid out as its memory was: every element that the view showed receives what
                // was shown of it.
                int64_t low = std::min<int64_t>(first, 0), high = 0, end = first;
                for (size_t d = 0; d < sizes.size(); d++) high += (sizes[d] - 1) * strides[d];
                for (size_t d = 0; d < size.size(); d++) end += (size[d] - 1) * stride[d];
                Tensor memory = in[0].new_zeros({std::max(high, end) - low + 1});
                Tensor places = arange(memory.numel()).as_strided(size, stride, first - low);
                memory = memory.index_add(0, places.reshape({-1}), in[0].reshape({-1}));
                out[0] = memory.as_strided(sizes, strides, -low);
              });
}
Tensor Tensor::alias() const {
  return as_view(rectify::alias(*this), *this, "AliasBackward0",
                 [](Node&, const Tensor* in, Tensor* out) { out[0] = in[0]; });
}
Tensor Tensor::diagonal(int64_t offset, int64_t a, int64_t b) const {
  a = maybe_wrap_dim(a, dim());
  b = maybe_wrap_dim(b, dim());
  TORCH_CHECK(a != b, "diagonal dimensions cannot be identical ", a, ", ", b);
  int64_t n = offset >= 0 ? std::min(size(a), size(b) - offset) : std::min(size(a) + offset, size(b));
  n = std::max<int64_t>(n, 0);
  int64_t skip = n == 0 ? 0 : offset >= 0 ? offset * stride(b) : -offset * stride(a);
  Dims s, st;
  for (int64_t d = 0; d < dim(); d++)
    if (d != a && d != b) {
      s.push_back(size(d));
      st.push_back(stride(d));
    }
  s.push_back(n);
  st.push_back(stride(a) + stride(b));
  return make(*this, s, st, skip, "DiagonalBackward0",
              [sizes = sizes().vec(), offset, a, b](Node&, const Tensor* in, Tensor* out) {
                Tensor g = in[0].new_zeros(sizes);
                g.diagonal(offset, a, b).copy_(in[0]);
                out[0] = g;
              });
}
Tensor Tensor::unfold(int64_t d, int64_t length, int64_t step) const {
  d = maybe_wrap_dim(d, dim());
  int64_t n = dim() ? size(d) : 1;
  TORCH_CHECK(length >= 0 && length <= n, "maximum size for tensor at dimension ", d, " is ", n, " but size is ",
              length);
  TORCH_CHECK(step > 0, "step is ", step, " but must be > 0");
  Dims s = sizes().vec(), st = strides().vec();
  int64_t along = dim() ? st[d] : 1;
  if (dim()) {
    s[d] = (n - length) / step + 1;
    st[d] = along * step;
  }
  s.push_back(length);
  st.push_back(along);
  return as_strided(s, st);
}
Tensor& Tensor::resize_(IntArrayRef size, optional<MemoryFormat> format) const {
  TensorImpl& x = const_cast<TensorImpl&>(self());
  TORCH_CHECK(!x.requires_grad, "cannot resize variables that require grad");
  Tensor fresh = new_tensor(size, x.dtype, format.value_or(MemoryFormat::Contiguous));
  size_t need = fresh.nbytes(), have = x.storage->nbytes - static_cast<size_t>(x.byte_offset());
  if (need > have) {
    TORCH_CHECK(!x.storage->borrowed, "Trying to resize storage that is not resizable");
    __builtin_memcpy(fresh.data_ptr(), x.data(), have);
    x.storage = fresh.impl()->storage;
    x.plain = fresh.impl()->data();
  }
  x.set_geometry(size, fresh.strides());
  return const_cast<Tensor&>(*this);
}

namespace {
// Consecutive parts along d, as one operation.
std::vector<Tensor> parts(const Tensor& x, const Dims& lengths, int64_t d, const char* name) {
  std::vector<Tensor> r;
  {
    detail::RawGuard off;
    int64_t at = 0;
    for (int64_t n : lengths) {
      r.push_back(x.narrow(d, at, n));
      at += n;
    }
  }
  make_views(r, x);
  if (any_wants_grad(x) && !r.empty())
    record_list(r, name, {x}, [d, lengths, sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) {
      size_t some = 0;
      while (!in[some].defined()) some++;
      std::vector<Tensor> list;
      for (size_t i = 0; i < lengths.size(); i++) {
        Dims s = sizes;
        s[d] = lengths[i];
        list.push_back(in[i].defined() ? in[i] : in[some].new_zeros(s));
      }
      out[0] = cat(list, d);
    });
  return r;
}
}  // namespace
std::vector<Tensor> Tensor::split(IntArrayRef lengths, int64_t d) const {
  TORCH_CHECK(dim() > 0, "split expects at least a 1-dimensional tensor");
  d = wrap_dim(d);
  int64_t total = 0;
  for (int64_t n : lengths) {
    TORCH_CHECK(n >= 0,
                "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", lengths);
    total += n;
  }
  TORCH_CHECK(total == size(d), "split_with_sizes expects split_sizes to sum exactly to ", size(d),
              " (input tensor's size at dimension ", d, "), but got split_sizes=", lengths);
  return parts(*this, lengths.vec(), d, "SplitWithSizesBackward0");
}
std::vector<Tensor> Tensor::split_with_sizes(IntArrayRef lengths, int64_t d) const { return split(lengths, d); }
std::vector<Tensor> Tensor::split(int64_t length, int64_t d) const {
  TORCH_CHECK(dim() > 0, "split expects at least a 1-dimensional tensor");
  TORCH_CHECK(length >= 0, "split expects split_size be non-negative, but got split_size=", length);
  d = wrap_dim(d);
  int64_t n = size(d);
  TORCH_CHECK(length > 0 || n == 0, "split_size can only be 0 if dimension size is 0, but got dimension size of ", n);
  Dims lengths;
  int64_t at = 0;
  do {
    lengths.push_back(std::min(length, n - at));
    at += lengths.back();
  } while (at < n);
  return parts(*this, lengths, d, "SplitBackward0");
}
std::vector<Tensor> Tensor::chunk(int64_t chunks, int64_t d) const {
  TORCH_CHECK(dim() > 0, "chunk expects at least a 1-dimensional tensor");
  TORCH_CHECK(chunks > 0, "chunk expects `chunks` to be greater than 0, got: ", chunks);
  int64_t n = size(d), length = (n + chunks - 1) / chunks;
  if (n == 0) return split(Dims(chunks, 0), d);
  return split(length, d);
}
std::vector<Tensor> Tensor::tensor_split(int64_t sections, int64_t d) const {
  TORCH_CHECK(dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ", dim(),
              " dims");
  TORCH_CHECK(sections > 0, "number of sections must be larger than 0, got ", sections);
  int64_t n = size(d);
  Dims lengths(sections);
  int64_t at = 0;
  std::vector<Tensor> r;
  for (int64_t i = 0; i < sections; i++) {
    r.push_back(slice(d, at, at + n / sections + (i < n % sections)));
    at += r.back().size(d);
  }
  return r;
}
std::vector<Tensor> Tensor::unbind(int64_t d) const {
  d = wrap_dim(d);
  std::vector<Tensor> r;
  {
    detail::RawGuard off;
    for (int64_t i = 0; i < size(d); i++) r.push_back(select(d, i));
  }
  make_views(r, *this);
  if (any_wants_grad(*this))
    record_list(r, "UnbindBackward0", {*this},
                [d, sizes = sizes().vec(), n = r.size()](Node&, const Tensor* in, Tensor* out) {
                  Tensor zero;
                  std::vector<Tensor> list;
                  for (size_t i = 0; i < n; i++) {
                    if (!in[i].defined() && !zero.defined()) {
                      Dims s = sizes;
                      s.erase(s.begin() + d);
                      for (size_t k = 0; k < n && !zero.defined(); k++)
                        if (in[k].defined()) zero = in[k].new_zeros(s);
                    }
                    list.push_back(in[i].defined() ? in[i] : zero);
                  }
                  out[0] = stack(list, d);
                });
  return r;
}
std::vector<Tensor> broadcast_tensors(TensorList tensors) {
  Dims shape;
  for (const Tensor& t : tensors) {
    Dims s = t.sizes().vec();
    if (s.size() > shape.size()) shape.insert(shape.begin(), s.size() - shape.size(), 1);
    for (size_t i = 0; i < s.size(); i++) {
      int64_t& want = shape[shape.size() - s.size() + i];
      TORCH_CHECK(s[i] == want || s[i] == 1 || want == 1, "The size of tensor a (", want,
                  ") must match the size of tensor b (", s[i], ") at non-singleton dimension ",
                  shape.size() - s.size() + i);
      if (s[i] != 1) want = s[i];
    }
  }
  std::vector<Tensor> r;
  for (const Tensor& t : tensors) r.push_back(t.expand(shape));
  return r;
}

}  // namespace rectify::api
