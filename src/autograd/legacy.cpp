#include <rectify/autograd/node.h>
#include <rectify/core/legacy.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/legacy.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/more.h>
#include <rectify/ops/random.h>

#include "autograd/elementwise.h"

namespace rectify::api {

// --- type() and storage() --------------------------------------------------------------------------------------------

DeprecatedTypeProperties& CPU(ScalarType t) {
#define RECTIFY_TYPE(T, N) DeprecatedTypeProperties(ScalarType::N),
  static DeprecatedTypeProperties all[] = {RECTIFY_FORALL_DTYPES(RECTIFY_TYPE)
                                               DeprecatedTypeProperties(ScalarType::Undefined)};
#undef RECTIFY_TYPE
  for (auto& p : all)
    if (p.scalarType() == t) return p;
  return *(std::end(all) - 1);
}
DeprecatedTypeProperties& DeprecatedTypeProperties::cpu() const { return CPU(t_); }
DeprecatedTypeProperties& DeprecatedTypeProperties::toScalarType(ScalarType t) const { return CPU(t); }
std::ostream& operator<<(std::ostream& out, const DeprecatedTypeProperties& t) { return out << t.toString(); }
DeprecatedTypeProperties& Tensor::type() const { return CPU(scalar_type()); }

void* StorageHandle::data() const {
  if (!s_) return nullptr;
  s_->materialise();
  s_->will_change();
  s_->exposed.store(true, std::memory_order_relaxed);
  return s_->data;
}
size_t StorageHandle::nbytes() const { return s_ ? s_->nbytes : 0; }
StorageHandle Tensor::storage() const { return StorageHandle(self().storage); }
Tensor& Tensor::set_() const { return set_(empty({0}, TensorOptions(scalar_type()))); }
Tensor& Tensor::set_(const StorageHandle& source) const {
  return set_(source, 0, {static_cast<int64_t>(source.nbytes() / element_size())});
}
Tensor& Tensor::set_(const StorageHandle& source, int64_t offset, IntArrayRef size, IntArrayRef stride) const {
  TORCH_CHECK(offset >= 0, "Tensor: invalid storage offset ", offset);
  TORCH_CHECK(stride.empty() || stride.size() == size.size(), "unequal size length (", size.size(),
              ") and stride length (", stride.size(), ")");
  for (int64_t s : stride)
    TORCH_CHECK(s >= 0, "Negative strides are not supported at the moment, got strides: ", stride);
  Tensor t = new_tensor({0}, scalar_type());
  TensorImpl& x = *t.impl();
  if (stride.empty())
    x.set_contiguous(size);
  else
    x.set_geometry(size, stride);
  int64_t extent = x.numel ? offset + 1 : 0;
  for (int d = 0; x.numel && d < x.ndim; d++) extent += (x.sizes[d] - 1) * x.strides[d];
  TORCH_CHECK(static_cast<size_t>(extent * element_size()) <= source.nbytes(), "setStorage: sizes ", size, ", strides ",
              x.stride_ref(), ", storage offset ", offset, ", and itemsize ", element_size(),
              " requiring a storage size of ", extent * element_size(), " are out of bounds for storage of size ",
              source.nbytes());
  x.storage = source.pointer();
  x.plain = static_cast<char*>(source.data()) + offset * element_size();
  return set_(t);
}

// --- functions -------------------------------------------------------------------------------------------------------

Tensor divide(const Tensor& x, const Tensor& y, optional<std::string_view> mode) { return div(x, y, mode); }
Tensor divide(const Tensor& x, const Scalar& y, optional<std::string_view> mode) { return div(x, y, mode); }
Tensor& divide_out(Tensor& out, const Tensor& x, const Tensor& y, optional<std::string_view> mode) {
  return div_out(out, x, y, mode);
}
Tensor Tensor::divide(const Tensor& y, optional<std::string_view> mode) const { return div(y, mode); }
Tensor Tensor::divide(const Scalar& y, optional<std::string_view> mode) const { return div(y, mode); }
Tensor& Tensor::divide_(const Tensor& y, optional<std::string_view> mode) const { return div_(y, mode); }
Tensor& Tensor::divide_(const Scalar& y, optional<std::string_view> mode) const { return div_(y, mode); }
Tensor Tensor::argsort(bool, int64_t d, bool descending) const { return argsort(d, descending); }
Tensor argsort(const Tensor& x, bool, int64_t d, bool descending) { return x.argsort(d, descending); }
Tensor& argsort_out(Tensor& out, const Tensor& x, bool, int64_t d, bool descending) {
  return detail::written("argsort", out, x.argsort(d, descending));
}
Tensor bernoulli(const Tensor& x, const Tensor& p, optional<Generator> g) {
  return empty_like(x).bernoulli_(p, std::move(g));
}
Tensor frobenius_norm(const Tensor& x) { return norm(x); }
Tensor nuclear_norm(const Tensor& x, IntArrayRef dim, bool keepdim) {
  TORCH_CHECK(dim.size() == 2, "nuclear norm requires a 'dim' argument of size 2");
  return linalg_matrix_norm(x, "nuc", dim, keepdim);
}
Tensor linalg_cond(const Tensor& A, std::string_view p) {
  TORCH_CHECK(p == "fro" || p == "nuc", "linalg.cond got an invalid norm type: ", p);
  return linalg_matrix_norm(A, p) * linalg_matrix_norm(linalg_inv(A), p);
}
Tensor searchsorted(const Tensor& sequence, const Tensor& values, bool out_int32, bool right,
                    optional<std::string_view> side, const optional<Tensor>& sorter) {
  if (side) {
    TORCH_CHECK(*side == "left" || *side == "right",
                "torch.searchsorted(): side can only be 'left' or 'right' but got ", *side);
    TORCH_CHECK(!right || *side == "right",
                "torch.searchsorted(): side and right can't be set to opposites, got side of ", *side,
                " while right was True");
    right = *side == "right";
  }
  if (!sorter || !sorter->defined()) return searchsorted(sequence, values, out_int32, right);
  TORCH_CHECK(sorter->sizes() == sequence.sizes(),
              "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor ",
              sequence.sizes(), "and got sorter tensor ", sorter->sizes());
  TORCH_CHECK(sorter->scalar_type() == kLong,
              "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype ", sorter->scalar_type());
  return searchsorted(sequence.gather(-1, *sorter), values, out_int32, right);
}
Tensor& searchsorted_out(Tensor& out, const Tensor& sequence, const Tensor& values, bool out_int32, bool right,
                         optional<std::string_view> side, const optional<Tensor>& sorter) {
  const Tensor y = searchsorted(sequence, values, out_int32, right, side, sorter);
  TORCH_CHECK(out.scalar_type() == y.scalar_type(),
              "torch.searchsorted(): output tensor's dtype is wrong, it can only "
              "be Int(int32) or Long(int64) depending on whether out_int32 flag is True, but we got output tensor's "
              "dtype ",
              out.scalar_type(), " and out_int32 flag is ", out_int32 ? "True" : "False");
  return detail::give(out, y);
}
Tensor as_strided_scatter(const Tensor& x, const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          optional<int64_t> offset) {
  Tensor y = x.clone(), slice = y.as_strided(size, stride, offset);
  TORCH_CHECK(slice.sizes() == src.sizes(),
              "expected src to have a size equal to the slice of self. src size = ", src.sizes(),
              ", slice size = ", slice.sizes());
  slice.copy_(src);
  return y;
}
Tensor Tensor::as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                                  optional<int64_t> offset) const {
  return rectify::as_strided_scatter(*this, src, size, stride, offset);
}
Tensor _reshape_alias(const Tensor& x, IntArrayRef size, IntArrayRef stride) { return x.as_strided(size, stride); }
Tensor _shape_as_tensor(const Tensor& x) { return rectify::tensor(x.sizes()); }
Tensor norm_except_dim(const Tensor& v, int64_t pow, int64_t dim) {
  if (dim == -1) return v.norm(pow);
  std::vector<int64_t> others;
  for (int64_t d = 0; d < v.dim(); d++)
    if (d != dim) others.push_back(d);
  return v.norm(optional<Scalar>(pow), others, true);
}
std::vector<Tensor> gradient(const Tensor& x, const optional<Scalar>& spacing, optional<int64_t> dim,
                             int64_t edge_order) {
  TORCH_CHECK(edge_order == 1 || edge_order == 2, "torch.gradient only supports edge_order=1 and edge_order=2.");
  const double h = spacing ? spacing->toDouble() : 1;
  std::vector<Tensor> all;
  for (int64_t d = 0; d < x.dim(); d++) {
    if (dim && maybe_wrap_dim(*dim, x.dim()) != d) continue;
    const int64_t n = x.size(d);
    TORCH_CHECK(n > edge_order, "torch.gradient expected each dimension size to be at least edge_order+1");
    auto at = [&](int64_t i) { return x.narrow(d, i, 1); };
    const Tensor middle = (x.narrow(d, 2, n - 2) - x.narrow(d, 0, n - 2)) / (2 * h);
    const Tensor first = edge_order == 1 ? (at(1) - at(0)) / h : (at(1) * 4 - at(2) - at(0) * 3) / (2 * h);
    const Tensor last =
        edge_order == 1 ? (at(n - 1) - at(n - 2)) / h : (at(n - 1) * 3 - at(n - 2) * 4 + at(n - 3)) / (2 * h);
    all.push_back(cat({first, middle, last}, d));
  }
  return all;
}
std::vector<Tensor> nonzero_numpy(const Tensor& x) { return where(x); }
std::vector<Tensor> Tensor::nonzero_numpy() const { return rectify::where(*this); }
int64_t get_device(const Tensor& x) { return x.get_device(); }
Tensor& clip_(Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max) { return clamp_(x, min, max); }
Tensor& clip_(Tensor& x, const optional<Tensor>& min, const optional<Tensor>& max) { return clamp_(x, min, max); }
Tensor& addmv_(Tensor& x, const Tensor& mat, const Tensor& vec, const Scalar& beta, const Scalar& alpha) {
  return x.addmv_(mat, vec, beta, alpha);
}
const Tensor& as_strided_(const Tensor& x, IntArrayRef size, IntArrayRef stride, optional<int64_t> offset) {
  return x.as_strided_(size, stride, offset);
}
const Tensor& resize_as_(const Tensor& x, const Tensor& like, optional<MemoryFormat> format) {
  return x.resize_as_(like, format);
}
Tensor Tensor::to_dense(optional<ScalarType> t) const { return to(t.value_or(scalar_type())); }
Tensor Tensor::matrix_H() const { return mH(); }
Tensor Tensor::cholesky_solve(const Tensor& A, bool upper) const { return rectify::cholesky_solve(*this, A, upper); }
Tensor Tensor::cholesky_inverse(bool upper) const { return rectify::cholesky_inverse(*this, upper); }
std::tuple<Tensor, Tensor> Tensor::triangular_solve(const Tensor& A, bool upper, bool transpose, bool unit) const {
  return rectify::triangular_solve(*this, A, upper, transpose, unit);
}
std::tuple<Tensor, Tensor> Tensor::histogram(const Tensor& bins, const optional<Tensor>& weight, bool density) const {
  return rectify::histogram(*this, bins, weight, density);
}
std::tuple<Tensor, Tensor> Tensor::histogram(int64_t bins, optional<ArrayRef<double>> range,
                                             const optional<Tensor>& weight, bool density) const {
  return rectify::histogram(*this, bins, range, weight, density);
}
Tensor Tensor::igamma(const Tensor& x) const { return rectify::igamma(*this, x); }
Tensor Tensor::igammac(const Tensor& x) const { return rectify::igammac(*this, x); }
Tensor& Tensor::igamma_(const Tensor& x) const { return copy_(igamma(x)); }
Tensor& Tensor::igammac_(const Tensor& x) const { return copy_(igammac(x)); }

// --- out forms -------------------------------------------------------------------------------------------------------

#define RECTIFY_OUT(f, params, args) \
  Tensor& f##_out params { return detail::written(#f, out, f args); }
RECTIFY_OUT(binary_cross_entropy,
            (Tensor & out, const Tensor& x, const Tensor& target, const optional<Tensor>& weight, int64_t reduction),
            (x, target, weight, reduction))
RECTIFY_OUT(nll_loss,
            (Tensor & out, const Tensor& x, const Tensor& target, const optional<Tensor>& weight, int64_t reduction,
             int64_t ignore_index),
            (x, target, weight, reduction, ignore_index))
RECTIFY_OUT(multi_margin_loss,
            (Tensor & out, const Tensor& x, const Tensor& target, const Scalar& p, const Scalar& margin,
             const optional<Tensor>& weight, int64_t reduction),
            (x, target, p, margin, weight, reduction))
RECTIFY_OUT(linear, (Tensor & out, const Tensor& x, const Tensor& weight, const optional<Tensor>& bias),
            (x, weight, bias))
#undef RECTIFY_OUT
Tensor& copy_out(Tensor& out, const Tensor& x, const Tensor& src, bool) {
  return detail::written("copy", out, x.clone().copy_(src));
}
Tensor& fill_out(Tensor& out, const Tensor& x, const Scalar& v) {
  return detail::written("fill", out, full_like(x, v));
}
Tensor& repeat_out(Tensor& out, const Tensor& x, IntArrayRef repeats) {
  return detail::written("repeat", out, x.repeat(repeats));
}
Tensor& special_logit_out(Tensor& out, const Tensor& x, optional<double> eps) { return logit_out(out, x, eps); }
Tensor& special_polygamma_out(Tensor& out, int64_t n, const Tensor& x) { return polygamma_out(out, n, x); }
Tensor& special_multigammaln_out(Tensor& out, const Tensor& x, int64_t p) { return mvlgamma_out(out, x, p); }
Tensor& special_gammainc_out(Tensor& out, const Tensor& x, const Tensor& y) { return igamma_out(out, x, y); }
Tensor& special_gammaincc_out(Tensor& out, const Tensor& x, const Tensor& y) { return igammac_out(out, x, y); }
Tensor& special_xlogy_out(Tensor& out, const Tensor& x, const Tensor& y) { return xlogy_out(out, x, y); }
Tensor& special_round_out(Tensor& out, const Tensor& x, int64_t decimals) { return round_out(out, x, decimals); }
Tensor& special_logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef dim, bool keepdim) {
  return logsumexp_out(out, x, dim, keepdim);
}

}  // namespace rectify::api
