#include <rectify/autograd/grad_mode.h>
#include <rectify/ops/factories.h>

#include <cmath>
#include <cstring>

#include "ops/elementwise.h"

namespace rectify::api {
namespace {

Tensor finish(Tensor t, const TensorOptions& o) {
  if (o.has_device()) check_device(o.device());
  if (o.requires_grad()) t.set_requires_grad(true);
  return t;
}
Tensor filled(IntArrayRef size, const Scalar& v, ScalarType t, const TensorOptions& o) {
  Tensor r = new_tensor(size, t);
  ops::fill_(r, v);
  return finish(std::move(r), o);
}
TensorOptions like(const Tensor& t, const TensorOptions& o) { return t.options().merge_in(o); }
ScalarType range_dtype(const TensorOptions& o, std::initializer_list<Scalar> values) {
  if (o.has_dtype()) return o.dtype();
  for (const Scalar& s : values)
    if (s.isFloatingPoint()) return get_default_dtype_as_scalartype();
  return kLong;
}
// start + i * step, in the type that the result is made for.
Tensor sequence(const Scalar& start, const Scalar& step, int64_t n, ScalarType t) {
  Tensor r = new_tensor({n}, t);
  TORCH_CHECK_NOT_IMPLEMENTED(t != kBool, "\"arange_cpu\" not implemented for 'Bool'");
  visit_dtype(t, "arange", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* p = reinterpret_cast<T*>(r.impl()->data());
    if constexpr (std::is_integral_v<T>) {
      int64_t s = start.cast<int64_t>(), d = step.cast<int64_t>();
      for (int64_t i = 0; i < n; i++) p[i] = static_cast<T>(s + i * d);
    } else {
      double s = start.toDouble(), d = step.toDouble();
      for (int64_t i = 0; i < n; i++) p[i] = static_cast<T>(static_cast<opmath_t<T>>(s + static_cast<double>(i) * d));
    }
  });
  return r;
}

}  // namespace

Tensor empty(IntArrayRef size, TensorOptions o, optional<MemoryFormat> f) {
  return finish(new_tensor(size, o.dtype(), ops::format_of(o, f).value_or(MemoryFormat::Contiguous)), o);
}
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions o) {
  TORCH_CHECK(size.size() == stride.size(), "dimensionality of sizes (", size.size(),
              ") must match dimensionality of strides (", stride.size(), ")");
  for (int64_t s : stride)
    TORCH_CHECK(s >= 0, "Storage size calculation overflowed with sizes=", size, " and strides=", stride);
  return finish(new_strided(size, stride, o.dtype()), o);
}
Tensor zeros(IntArrayRef size, TensorOptions o) {
  Tensor r = new_tensor(size, o.dtype());
  std::memset(r.impl()->data(), 0, r.nbytes());
  return finish(std::move(r), o);
}
Tensor ones(IntArrayRef size, TensorOptions o) { return filled(size, 1, o.dtype(), o); }
Tensor full(IntArrayRef size, const Scalar& v, TensorOptions o) {
  ScalarType t = o.has_dtype()         ? o.dtype().toScalarType()
                 : v.isFloatingPoint() ? get_default_dtype_as_scalartype()
                                       : v.type();
  return filled(size, v, t, o);
}
Tensor scalar_tensor(const Scalar& s, TensorOptions o) { return filled({}, s, o.dtype(), o); }

Tensor arange(const Scalar& end, TensorOptions o) { return arange(0, end, 1, o); }
Tensor arange(const Scalar& start, const Scalar& end, TensorOptions o) { return arange(start, end, 1, o); }
Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions o) {
  ScalarType t = range_dtype(o, {start, end, step});
  double s = start.toDouble(), e = end.toDouble(),
         d = isIntegralType(t, false) ? step.cast<int64_t>() : step.toDouble();
  TORCH_CHECK(d != 0, "step must be nonzero");
  TORCH_CHECK(std::isfinite(s) && std::isfinite(e), "unsupported range: ", s, " -> ", e);
  TORCH_CHECK((d > 0 && e >= s) || (d < 0 && e <= s), "upper bound and larger bound inconsistent with step sign");
  double count = std::ceil((e - s) / d);
  TORCH_CHECK(count >= 0 && count < 0x1p62, "invalid size, possible overflow?");
  return finish(sequence(start, step, static_cast<int64_t>(count), t), o);
}
Tensor range(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions o) {
  double s = start.toDouble(), e = end.toDouble(), d = step.toDouble();
  TORCH_CHECK(d != 0, "step must be nonzero");
  TORCH_CHECK((d > 0 && e >= s) || (d < 0 && e <= s), "upper bound and lower bound inconsistent with step sign");
  return finish(sequence(start, step, static_cast<int64_t>((e - s) / d) + 1, o.dtype()), o);
}
Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, TensorOptions o) {
  TORCH_CHECK(steps >= 0, "number of steps must be non-negative");
  Tensor r = new_tensor({steps}, o.dtype());
  visit_dtype(r.scalar_type(), "linspace", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using M = std::conditional_t<std::is_same_v<opmath_t<T>, float>, float, double>;
    T* p = reinterpret_cast<T*>(r.impl()->data());
    M s = start.cast<M>(), e = end.cast<M>(), step = steps > 1 ? (e - s) / static_cast<M>(steps - 1) : 0;
    for (int64_t i = 0; i < steps; i++)  // from both ends, so that both are exact
      p[i] = static_cast<T>(i < steps / 2 ? s + step * static_cast<M>(i)
                            : steps == 1  ? s
                                          : e - step * static_cast<M>(steps - 1 - i));
  });
  return finish(std::move(r), o);
}
Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base, TensorOptions o) {
  Tensor exponents = linspace(start, end, steps, TensorOptions(kDouble));
  for (int64_t i = 0; i < steps; i++) exponents.data_ptr<double>()[i] = std::pow(base, exponents.data_ptr<double>()[i]);
  return finish(ops::to(exponents, o.dtype()), o);
}
Tensor eye(int64_t n, TensorOptions o) { return eye(n, n, o); }
Tensor eye(int64_t n, int64_t m, TensorOptions o) {
  TORCH_CHECK(n >= 0, "n must be greater or equal to 0, got ", n);
  TORCH_CHECK(m >= 0, "m must be greater or equal to 0, got ", m);
  Tensor r = zeros({n, m}, o.dtype());
  visit_dtype(r.scalar_type(), "eye", [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (int64_t i = 0; i < std::min(n, m); i++) reinterpret_cast<T*>(r.impl()->data())[i * (m + 1)] = T(1);
  });
  return finish(std::move(r), o);
}
Tensor empty_like(const Tensor& t, TensorOptions o, optional<MemoryFormat> f) {
  return finish(ops::new_like(t, like(t, o).dtype(), ops::format_of(o, f)), o);
}
Tensor zeros_like(const Tensor& t, TensorOptions o, optional<MemoryFormat> f) { return full_like(t, 0, o, f); }
Tensor ones_like(const Tensor& t, TensorOptions o, optional<MemoryFormat> f) { return full_like(t, 1, o, f); }
Tensor full_like(const Tensor& t, const Scalar& v, TensorOptions o, optional<MemoryFormat> f) {
  Tensor r = empty_like(t, o.requires_grad(nullopt), f);
  ops::fill_(r, v);
  return finish(std::move(r), o);
}
Tensor Tensor::new_empty(IntArrayRef size, TensorOptions o) const { return empty(size, like(*this, o)); }
Tensor Tensor::new_zeros(IntArrayRef size, TensorOptions o) const { return zeros(size, like(*this, o)); }
Tensor Tensor::new_ones(IntArrayRef size, TensorOptions o) const { return ones(size, like(*this, o)); }
Tensor Tensor::new_full(IntArrayRef size, const Scalar& v, TensorOptions o) const {
  return full(size, v, like(*this, o));
}

namespace {
Tensor borrow(void* data, IntArrayRef sizes, const IntArrayRef* strides, std::function<void(void*)> deleter,
              const TensorOptions& o) {
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = o.dtype();
  impl->inference = InferenceMode::is_enabled();
  for (int64_t s : sizes) TORCH_CHECK(s >= 0, "Trying to create tensor with negative dimension ", s, ": ", sizes);
  if (strides) {
    TORCH_CHECK(strides->size() == sizes.size(), "mismatch in length of strides and shape");
    impl->set_geometry(sizes, *strides);
  } else {
    impl->set_contiguous(sizes);
  }
  int64_t extent = impl->numel ? 1 : 0;
  for (int d = 0; impl->numel && d < impl->ndim; d++) extent += (impl->sizes[d] - 1) * impl->strides[d];
  impl->storage = Storage::borrow(data, extent * elementSize(impl->dtype), std::move(deleter));
  impl->plain = static_cast<char*>(data);
  return finish(Tensor(std::move(impl)), o);
}
}  // namespace
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& o) { return borrow(data, sizes, nullptr, {}, o); }
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& o) {
  return borrow(data, sizes, &strides, {}, o);
}
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter, const TensorOptions& o) {
  return borrow(data, sizes, nullptr, std::move(deleter), o);
}
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, std::function<void(void*)> deleter,
                 const TensorOptions& o) {
  return borrow(data, sizes, &strides, std::move(deleter), o);
}

}  // namespace rectify::api
namespace rectify::detail {
TensorData::TensorData(std::initializer_list<TensorData> list) : kind_(Kind::List), list_(list) {
  sizes_.push_back(static_cast<int64_t>(list_.size()));
  dtype_ = list_.empty() ? get_default_dtype_as_scalartype() : list_[0].dtype_;
  if (!list_.empty()) type_ = list_[0].type_;
  if (list_.empty()) return;
  const TensorData& first = list_[0];
  for (const TensorData& d : list_) {
    TORCH_CHECK(d.sizes_ == first.sizes_, "Expected all sub-lists to have sizes: ", first.sizes_, " (e.g. ", first,
                "), but got sub-list ", d, " with sizes: ", d.sizes_);
    TORCH_CHECK(d.type_ == first.type_ || d.type_ == ScalarType::Undefined || first.type_ == ScalarType::Undefined,
                "Expected all elements of the tensor to have the same scalar type: ", toString(first.type_),
                ", but got element of scalar type: ", toString(d.type_));
    TORCH_CHECK(d.dtype_ == first.dtype_,
                "Expected all elements of the tensor to have the same scalar type: ", toString(first.dtype_),
                ", but got element of scalar type: ", toString(d.dtype_));
  }
  sizes_.insert(sizes_.end(), first.sizes_.begin(), first.sizes_.end());
}
std::ostream& operator<<(std::ostream& out, const TensorData& d) {
  if (d.kind_ == TensorData::Kind::Number) return d.scalar_.isBoolean() ? out << d.scalar_.toBool() : out << d.scalar_;
  if (d.kind_ == TensorData::Kind::Tensor) {
    out << "{";
    for (int64_t i = 0; i < d.tensor_.numel(); i++) out << (i ? ", " : "") << d.tensor_[i].item();
    return out << "}";
  }
  out << "{";
  for (size_t i = 0; i < d.list_.size(); i++) out << (i ? ", " : "") << d.list_[i];
  return out << "}";
}
const Scalar& TensorData::scalar() const {
  TORCH_CHECK(is_scalar(), "Can only call `scalar()` on a TensorDataContainer that has `is_scalar() == true`");
  return scalar_;
}
const std::vector<TensorData>& TensorData::init_list() const {
  TORCH_CHECK(is_init_list(), "Can only call `init_list()` on a TensorDataContainer that has `is_init_list() == true`");
  return list_;
}
const Tensor& TensorData::tensor() const {
  TORCH_CHECK(is_tensor(), "Can only call `tensor()` on a TensorDataContainer that has `is_tensor() == true`");
  return tensor_;
}
Tensor TensorData::copy_in(const void* data, size_t n, ScalarType t) {
  Tensor r = new_tensor({static_cast<int64_t>(n)}, t);
  if (n) std::memcpy(r.impl()->data(), data, r.nbytes());
  return r;
}
void TensorData::write(const Tensor& to, int64_t& at) const {
  if (kind_ == Kind::Number) {
    visit_dtype(to.scalar_type(), "tensor", [&](auto tag) {
      using T = typename decltype(tag)::type;
      reinterpret_cast<T*>(to.impl()->data())[at++] = scalar_.to<T>();
    });
  } else if (kind_ == Kind::Tensor) {
    Tensor part = alias_as(to, {tensor_.numel()}, {1}, at * to.element_size());
    ops::copy_(part, tensor_);
    at += tensor_.numel();
  } else {
    for (const TensorData& d : list_) d.write(to, at);
  }
}
Tensor TensorData::make(TensorOptions o) const {
  Tensor r = new_tensor(sizes_, o.has_dtype() ? o.dtype().toScalarType() : dtype_);
  int64_t at = 0;
  write(r, at);
  return finish(std::move(r), o);
}
}  // namespace rectify::detail
