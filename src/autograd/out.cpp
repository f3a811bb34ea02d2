#include <rectify/ops/activation.h>
#include <rectify/ops/batch_norm.h>
#include <rectify/ops/conv.h>
#include <rectify/ops/distance.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/embedding.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/linalg.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/more.h>
#include <rectify/ops/normalization.h>
#include <rectify/ops/out.h>
#include <rectify/ops/padding.h>
#include <rectify/ops/pooling.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>
#include <rectify/ops/shaped.h>
#include <rectify/ops/softmax.h>
#include <rectify/ops/special.h>
#include <rectify/ops/vision.h>

#include <algorithm>

#include "autograd/elementwise.h"

namespace rectify::detail {
void check_out_dtype(const char* name, const Tensor& out, const Tensor& y) {
  auto among = [name](std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  const auto has = out.scalar_type(), wants = y.scalar_type();
  TORCH_CHECK(!among({"argmax", "argmin", "gather", "tril", "triu", "sort", "topk", "max", "min", "qr", "scatter",
                      "scatter_add", "index_add", "avg_pool2d", "cross", "inverse", "renorm"}),
              "Expected out tensor to have dtype ", y.dtype(), ", but got ", out.dtype(), " instead");
  TORCH_CHECK(!among({"index_select", "masked_select"}), name, "(): self and result must have the same scalar type");
  TORCH_CHECK(!among({"take"}), "take(): self and out expected to have the same dtype, but got self.dtype = ", wants,
              " and out.dtype = ", has);
  TORCH_CHECK(!among({"nonzero"}), "nonzero: Expected out tensor to have scalar type Long but got scalar type", has);
  TORCH_CHECK(!among({"diag"}), "expected scalar type ", wants, " but found ", has);
  TORCH_CHECK(!among({"kthvalue"}) || wants == kLong, "output values must be of same type as input");
  TORCH_CHECK(!among({"kthvalue"}), "output indices must be of scalar type Long");
  TORCH_CHECK(!among({"mode"}), "expected scalar type '", wants, "' but got '", has, "' for ",
              wants == kLong ? "indices" : "values", " output");
  TORCH_CHECK(!among({"cummax", "cummin"}), "expected scalar_type ", wants, " but found ", has);
  TORCH_CHECK(!among({"all", "any"}) || has == kByte, name, " only supports bool tensor for result, got: ", has);
  TORCH_CHECK(!among({"amax", "amin"}), "Expected the dtype for input and out to match, but got ", wants,
              " for input's dtype and ", has, " for out's dtype.");
  TORCH_CHECK(!among({"bitwise_not", "clamp", "round", "abs", "square", "sign", "pow"}), "Found dtype ", has,
              " but expected ", wants);
  TORCH_CHECK(!among({"histc"}),
              "torch.histogram: input tensor and hist tensor should have the same dtype, but got input ", y.dtype(),
              " and hist ", out.dtype());
  TORCH_CHECK(!among({"multinomial"}), "multinomial expects Long tensor out, got: ", has);
  TORCH_CHECK(!among({"nan_to_num"}), "nan_to_num: dtype of out: ", has, " should be same as input: ", wants);
}
}  // namespace rectify::detail

namespace rectify::api {
Tensor& index_out(Tensor& out, const Tensor& x, const List<optional<Tensor>>& i) {
  return detail::written("index", out, x.index(i));
}
namespace {
template <class... Outs, class... Ts>
std::tuple<Outs&...> each(const char* name, std::tuple<Outs&...> outs, const std::tuple<Ts...>& results) {
  auto all = [&]<size_t... I>(std::index_sequence<I...>) {
    (detail::written(name, std::get<I>(outs), std::get<I>(results)), ...);
  };
  all(std::index_sequence_for<Ts...>());
  return outs;
}
}  // namespace

#define RECTIFY_PARAMETERS(...) __VA_ARGS__
#define RECTIFY_OUT(f, parameters, arguments) \
  Tensor& f##_out(Tensor& out, RECTIFY_PARAMETERS parameters) { return detail::written(#f, out, f arguments); }
RECTIFY_OUT(absolute, (const Tensor& self), (self))
RECTIFY_OUT(adaptive_avg_pool2d, (const Tensor& self, IntArrayRef output_size), (self, output_size))
RECTIFY_OUT(adaptive_avg_pool3d, (const Tensor& self, IntArrayRef output_size), (self, output_size))
std::tuple<Tensor&, Tensor&> adaptive_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size) {
  return each("adaptive_max_pool2d", std::tie(out, indices), adaptive_max_pool2d(self, output_size));
}
std::tuple<Tensor&, Tensor&> adaptive_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size) {
  return each("adaptive_max_pool3d", std::tie(out, indices), adaptive_max_pool3d(self, output_size));
}
RECTIFY_OUT(add, (const Tensor& self, const Scalar& other, const Scalar& alpha), (self, other, alpha))
RECTIFY_OUT(affine_grid_generator, (const Tensor& theta, IntArrayRef size, bool align_corners),
            (theta, size, align_corners))
RECTIFY_OUT(all, (const Tensor& self), (self))
std::tuple<Tensor&, Tensor&> aminmax_out(Tensor& min, Tensor& max, const Tensor& self, optional<int64_t> dim,
                                         bool keepdim) {
  return each("aminmax", std::tie(min, max), aminmax(self, dim, keepdim));
}
RECTIFY_OUT(any, (const Tensor& self), (self))
RECTIFY_OUT(arccos, (const Tensor& self), (self))
RECTIFY_OUT(arccosh, (const Tensor& self), (self))
RECTIFY_OUT(arcsin, (const Tensor& self), (self))
RECTIFY_OUT(arcsinh, (const Tensor& self), (self))
RECTIFY_OUT(arctan2, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(arctan, (const Tensor& self), (self))
RECTIFY_OUT(arctanh, (const Tensor& self), (self))
RECTIFY_OUT(avg_pool2d,
            (const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding, bool ceil_mode,
             bool count_include_pad, optional<int64_t> divisor_override),
            (self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override))
RECTIFY_OUT(avg_pool3d,
            (const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding, bool ceil_mode,
             bool count_include_pad, optional<int64_t> divisor_override),
            (self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override))
RECTIFY_OUT(bartlett_window, (int64_t window_length), (window_length))
RECTIFY_OUT(bartlett_window, (int64_t window_length, bool periodic), (window_length, periodic))
RECTIFY_OUT(bincount, (const Tensor& self, const optional<Tensor>& weights, int64_t minlength),
            (self, weights, minlength))
RECTIFY_OUT(bitwise_and, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(bitwise_left_shift, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(bitwise_or, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(bitwise_right_shift, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(bitwise_xor, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(blackman_window, (int64_t window_length), (window_length))
RECTIFY_OUT(blackman_window, (int64_t window_length, bool periodic), (window_length, periodic))
RECTIFY_OUT(block_diag, (TensorList tensors), (tensors))
RECTIFY_OUT(bucketize, (const Scalar& self, const Tensor& boundaries, bool out_int32, bool right),
            (self, boundaries, out_int32, right))
RECTIFY_OUT(bucketize, (const Tensor& self, const Tensor& boundaries, bool out_int32, bool right),
            (self, boundaries, out_int32, right))
RECTIFY_OUT(chain_matmul, (TensorList matrices), (matrices))
RECTIFY_OUT(channel_shuffle, (const Tensor& self, int64_t groups), (self, groups))
RECTIFY_OUT(cholesky_inverse, (const Tensor& self, bool upper), (self, upper))
RECTIFY_OUT(cholesky, (const Tensor& self, bool upper), (self, upper))
RECTIFY_OUT(cholesky_solve, (const Tensor& self, const Tensor& input2, bool upper), (self, input2, upper))
RECTIFY_OUT(clamp_max, (const Tensor& self, const Tensor& max), (self, max))
RECTIFY_OUT(clamp_min, (const Tensor& self, const Tensor& min), (self, min))
RECTIFY_OUT(clamp, (const Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max), (self, min, max))
RECTIFY_OUT(clip, (const Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max), (self, min, max))
RECTIFY_OUT(clip, (const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max), (self, min, max))
RECTIFY_OUT(clone, (const Tensor& self, optional<MemoryFormat> memory_format), (self, memory_format))
RECTIFY_OUT(col2im,
            (const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
             IntArrayRef padding, IntArrayRef stride),
            (self, output_size, kernel_size, dilation, padding, stride))
RECTIFY_OUT(column_stack, (TensorList tensors), (tensors))
RECTIFY_OUT(concat, (TensorList tensors, int64_t dim), (tensors, dim))
RECTIFY_OUT(concatenate, (TensorList tensors, int64_t dim), (tensors, dim))
RECTIFY_OUT(conj_physical, (const Tensor& self), (self))
RECTIFY_OUT(constant_pad_nd, (const Tensor& self, IntArrayRef pad, const Scalar& value), (self, pad, value))
RECTIFY_OUT(convolution,
            (const Tensor& input, const Tensor& weight, const optional<Tensor>& bias, IntArrayRef stride,
             IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding, int64_t groups),
            (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups))
RECTIFY_OUT(count_nonzero, (const Tensor& self, optional<int64_t> dim), (self, dim))
RECTIFY_OUT(count_nonzero, (const Tensor& self, IntArrayRef dim), (self, dim))
RECTIFY_OUT(cross, (const Tensor& self, const Tensor& other, optional<int64_t> dim), (self, other, dim))
std::tuple<Tensor&, Tensor&> cummax_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim) {
  return each("cummax", std::tie(values, indices), cummax(self, dim));
}
std::tuple<Tensor&, Tensor&> cummin_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim) {
  return each("cummin", std::tie(values, indices), cummin(self, dim));
}
RECTIFY_OUT(diag_embed, (const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2), (self, offset, dim1, dim2))
RECTIFY_OUT(diagonal_scatter, (const Tensor& self, const Tensor& src, int64_t offset, int64_t dim1, int64_t dim2),
            (self, src, offset, dim1, dim2))
RECTIFY_OUT(diff,
            (const Tensor& self, int64_t n, int64_t dim, const optional<Tensor>& prepend,
             const optional<Tensor>& append),
            (self, n, dim, prepend, append))
RECTIFY_OUT(dist, (const Tensor& self, const Tensor& other, const Scalar& p), (self, other, p))
RECTIFY_OUT(div, (const Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode),
            (self, other, rounding_mode))
RECTIFY_OUT(divide, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(dstack, (TensorList tensors), (tensors))
RECTIFY_OUT(embedding,
            (const Tensor& weight, const Tensor& indices, int64_t padding_idx, bool scale_grad_by_freq, bool sparse),
            (weight, indices, padding_idx, scale_grad_by_freq, sparse))
RECTIFY_OUT(empty_strided, (IntArrayRef size, IntArrayRef stride), (size, stride))
RECTIFY_OUT(fix, (const Tensor& self), (self))
RECTIFY_OUT(flip, (const Tensor& self, IntArrayRef dims), (self, dims))
RECTIFY_OUT(float_power, (const Scalar& self, const Tensor& exponent), (self, exponent))
RECTIFY_OUT(float_power, (const Tensor& self, const Scalar& exponent), (self, exponent))
RECTIFY_OUT(float_power, (const Tensor& self, const Tensor& exponent), (self, exponent))
std::tuple<Tensor&, Tensor&> fractional_max_pool2d_out(Tensor& output, Tensor& indices, const Tensor& self,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples) {
  return each("fractional_max_pool2d", std::tie(output, indices),
              fractional_max_pool2d(self, kernel_size, output_size, random_samples));
}
std::tuple<Tensor&, Tensor&> fractional_max_pool3d_out(Tensor& output, Tensor& indices, const Tensor& self,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples) {
  return each("fractional_max_pool3d", std::tie(output, indices),
              fractional_max_pool3d(self, kernel_size, output_size, random_samples));
}
std::tuple<Tensor&, Tensor&> frexp_out(Tensor& mantissa, Tensor& exponent, const Tensor& self) {
  return each("frexp", std::tie(mantissa, exponent), frexp(self));
}
RECTIFY_OUT(frobenius_norm, (const Tensor& self, IntArrayRef dim, bool keepdim), (self, dim, keepdim))
RECTIFY_OUT(greater_equal, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(greater_equal, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(greater, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(greater, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(grid_sampler_2d,
            (const Tensor& input, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
             bool align_corners),
            (input, grid, interpolation_mode, padding_mode, align_corners))
RECTIFY_OUT(grid_sampler_3d,
            (const Tensor& input, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
             bool align_corners),
            (input, grid, interpolation_mode, padding_mode, align_corners))
RECTIFY_OUT(hamming_window, (int64_t window_length), (window_length))
RECTIFY_OUT(hamming_window, (int64_t window_length, bool periodic), (window_length, periodic))
RECTIFY_OUT(hamming_window, (int64_t window_length, bool periodic, double alpha), (window_length, periodic, alpha))
RECTIFY_OUT(hamming_window, (int64_t window_length, bool periodic, double alpha, double beta),
            (window_length, periodic, alpha, beta))
RECTIFY_OUT(hann_window, (int64_t window_length), (window_length))
RECTIFY_OUT(hann_window, (int64_t window_length, bool periodic), (window_length, periodic))
RECTIFY_OUT(histc, (const Tensor& self, int64_t bins, const Scalar& min, const Scalar& max), (self, bins, min, max))
RECTIFY_OUT(hstack, (TensorList tensors), (tensors))
RECTIFY_OUT(huber_loss, (const Tensor& self, const Tensor& target, int64_t reduction, double delta),
            (self, target, reduction, delta))
RECTIFY_OUT(igamma, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(igammac, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(im2col,
            (const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
             IntArrayRef stride),
            (self, kernel_size, dilation, padding, stride))
RECTIFY_OUT(index_add,
            (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha),
            (self, dim, index, source, alpha))
RECTIFY_OUT(index_fill, (const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value),
            (self, dim, index, value))
RECTIFY_OUT(index_fill, (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value),
            (self, dim, index, value))
RECTIFY_OUT(index_reduce,
            (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
             bool include_self),
            (self, dim, index, source, reduce, include_self))
RECTIFY_OUT(inner, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(inverse, (const Tensor& self), (self))
RECTIFY_OUT(isin, (const Scalar& element, const Tensor& test_elements, bool assume_unique, bool invert),
            (element, test_elements, assume_unique, invert))
RECTIFY_OUT(isin, (const Tensor& elements, const Scalar& test_element, bool assume_unique, bool invert),
            (elements, test_element, assume_unique, invert))
RECTIFY_OUT(isin, (const Tensor& elements, const Tensor& test_elements, bool assume_unique, bool invert),
            (elements, test_elements, assume_unique, invert))
RECTIFY_OUT(isinf, (const Tensor& self), (self))
RECTIFY_OUT(isnan, (const Tensor& self), (self))
RECTIFY_OUT(isneginf, (const Tensor& self), (self))
RECTIFY_OUT(isposinf, (const Tensor& self), (self))
RECTIFY_OUT(kaiser_window, (int64_t window_length), (window_length))
RECTIFY_OUT(kaiser_window, (int64_t window_length, bool periodic), (window_length, periodic))
RECTIFY_OUT(kaiser_window, (int64_t window_length, bool periodic, double beta), (window_length, periodic, beta))
RECTIFY_OUT(kron, (const Tensor& self, const Tensor& other), (self, other))
std::tuple<Tensor&, Tensor&> kthvalue_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t k, int64_t dim,
                                          bool keepdim) {
  return each("kthvalue", std::tie(values, indices), kthvalue(self, k, dim, keepdim));
}
RECTIFY_OUT(ldexp, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(less_equal, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(less_equal, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(less, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(less, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(linalg_cholesky, (const Tensor& self, bool upper), (self, upper))
RECTIFY_OUT(linalg_cond, (const Tensor& self, const optional<Scalar>& p), (self, p))
RECTIFY_OUT(linalg_cross, (const Tensor& self, const Tensor& other, int64_t dim), (self, other, dim))
RECTIFY_OUT(linalg_det, (const Tensor& A), (A))
std::tuple<Tensor&, Tensor&> linalg_eigh_out(Tensor& eigvals, Tensor& eigvecs, const Tensor& self,
                                             std::string_view UPLO) {
  return each("linalg_eigh", std::tie(eigvals, eigvecs), linalg_eigh(self, UPLO));
}
RECTIFY_OUT(linalg_eigvalsh, (const Tensor& self, std::string_view UPLO), (self, UPLO))
RECTIFY_OUT(linalg_inv, (const Tensor& A), (A))
std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> linalg_lstsq_out(Tensor& solution, Tensor& residuals, Tensor& rank,
                                                                Tensor& singular_values, const Tensor& self,
                                                                const Tensor& b, optional<double> rcond,
                                                                optional<std::string_view> driver) {
  return each("linalg_lstsq", std::tie(solution, residuals, rank, singular_values),
              linalg_lstsq(self, b, rcond, driver));
}
RECTIFY_OUT(linalg_matmul, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(linalg_matrix_exp, (const Tensor& self), (self))
RECTIFY_OUT(linalg_matrix_norm,
            (const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim, optional<ScalarType> dtype),
            (self, ord, dim, keepdim, dtype))
RECTIFY_OUT(linalg_matrix_norm,
            (const Tensor& self, const Scalar& ord, IntArrayRef dim, bool keepdim, optional<ScalarType> dtype),
            (self, ord, dim, keepdim, dtype))
RECTIFY_OUT(linalg_matrix_power, (const Tensor& self, int64_t n), (self, n))
RECTIFY_OUT(linalg_matrix_rank, (const Tensor& self, double tol, bool hermitian), (self, tol, hermitian))
RECTIFY_OUT(linalg_multi_dot, (TensorList tensors), (tensors))
RECTIFY_OUT(linalg_norm,
            (const Tensor& self, const optional<Scalar>& ord, OptionalIntArrayRef dim, bool keepdim,
             optional<ScalarType> dtype),
            (self, ord, dim, keepdim, dtype))
RECTIFY_OUT(linalg_norm,
            (const Tensor& self, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
             optional<ScalarType> dtype),
            (self, ord, dim, keepdim, dtype))
RECTIFY_OUT(linalg_pinv, (const Tensor& self, double rcond, bool hermitian), (self, rcond, hermitian))
std::tuple<Tensor&, Tensor&> linalg_qr_out(Tensor& Q, Tensor& R, const Tensor& A, std::string_view mode) {
  return each("linalg_qr", std::tie(Q, R), linalg_qr(A, mode));
}
std::tuple<Tensor&, Tensor&> linalg_slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& A) {
  return each("linalg_slogdet", std::tie(sign, logabsdet), linalg_slogdet(A));
}
RECTIFY_OUT(linalg_solve, (const Tensor& A, const Tensor& B, bool left), (A, B, left))
RECTIFY_OUT(linalg_solve_triangular, (const Tensor& self, const Tensor& B, bool upper, bool left, bool unitriangular),
            (self, B, upper, left, unitriangular))
std::tuple<Tensor&, Tensor&, Tensor&> linalg_svd_out(Tensor& U, Tensor& S, Tensor& Vh, const Tensor& A,
                                                     bool full_matrices, optional<std::string_view> driver) {
  return each("linalg_svd", std::tie(U, S, Vh), linalg_svd(A, full_matrices, driver));
}
RECTIFY_OUT(linalg_svdvals, (const Tensor& A, optional<std::string_view> driver), (A, driver))
RECTIFY_OUT(linalg_vecdot, (const Tensor& x, const Tensor& y, int64_t dim), (x, y, dim))
RECTIFY_OUT(linalg_vector_norm,
            (const Tensor& self, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim, optional<ScalarType> dtype),
            (self, ord, dim, keepdim, dtype))
RECTIFY_OUT(logcumsumexp, (const Tensor& self, int64_t dim), (self, dim))
RECTIFY_OUT(logit, (const Tensor& self, optional<double> eps), (self, eps))
RECTIFY_OUT(logspace, (const Scalar& start, const Scalar& end, int64_t steps, double base), (start, end, steps, base))
RECTIFY_OUT(masked_fill, (const Tensor& self, const Tensor& mask, const Scalar& value), (self, mask, value))
RECTIFY_OUT(masked_fill, (const Tensor& self, const Tensor& mask, const Tensor& value), (self, mask, value))
RECTIFY_OUT(masked_scatter, (const Tensor& self, const Tensor& mask, const Tensor& source), (self, mask, source))
RECTIFY_OUT(matrix_power, (const Tensor& self, int64_t n), (self, n))
std::tuple<Tensor&, Tensor&> max_pool2d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                         IntArrayRef kernel_size, IntArrayRef stride,
                                                         IntArrayRef padding, IntArrayRef dilation, bool ceil_mode) {
  return each("max_pool2d_with_indices", std::tie(out, indices),
              max_pool2d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode));
}
std::tuple<Tensor&, Tensor&> max_pool3d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                         IntArrayRef kernel_size, IntArrayRef stride,
                                                         IntArrayRef padding, IntArrayRef dilation, bool ceil_mode) {
  return each("max_pool3d_with_indices", std::tie(out, indices),
              max_pool3d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode));
}
RECTIFY_OUT(max_unpool2d, (const Tensor& self, const Tensor& indices, IntArrayRef output_size),
            (self, indices, output_size))
RECTIFY_OUT(max_unpool3d,
            (const Tensor& self, const Tensor& indices, IntArrayRef output_size, IntArrayRef stride,
             IntArrayRef padding),
            (self, indices, output_size, stride, padding))
RECTIFY_OUT(median, (const Tensor& self), (self))
std::tuple<Tensor&, Tensor&> median_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                        bool keepdim) {
  return each("median", std::tie(values, indices), median(self, dim, keepdim));
}
std::tuple<Tensor&, Tensor&> mode_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim, bool keepdim) {
  return each("mode", std::tie(values, indices), mode(self, dim, keepdim));
}
RECTIFY_OUT(mse_loss, (const Tensor& self, const Tensor& target, int64_t reduction), (self, target, reduction))
RECTIFY_OUT(msort, (const Tensor& self), (self))
RECTIFY_OUT(multilabel_margin_loss, (const Tensor& self, const Tensor& target, int64_t reduction),
            (self, target, reduction))
RECTIFY_OUT(multinomial, (const Tensor& self, int64_t num_samples, bool replacement, optional<Generator> generator),
            (self, num_samples, replacement, generator))
RECTIFY_OUT(multiply, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(mvlgamma, (const Tensor& self, int64_t p), (self, p))
RECTIFY_OUT(nanmean, (const Tensor& self, OptionalIntArrayRef dim, bool keepdim, optional<ScalarType> dtype),
            (self, dim, keepdim, dtype))
RECTIFY_OUT(nanmedian, (const Tensor& self), (self))
std::tuple<Tensor&, Tensor&> nanmedian_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                           bool keepdim) {
  return each("nanmedian", std::tie(values, indices), nanmedian(self, dim, keepdim));
}
RECTIFY_OUT(nanquantile,
            (const Tensor& self, const Tensor& q, optional<int64_t> dim, bool keepdim, std::string_view interpolation),
            (self, q, dim, keepdim, interpolation))
RECTIFY_OUT(nanquantile,
            (const Tensor& self, double q, optional<int64_t> dim, bool keepdim, std::string_view interpolation),
            (self, q, dim, keepdim, interpolation))
RECTIFY_OUT(nansum, (const Tensor& self, OptionalIntArrayRef dim, bool keepdim, optional<ScalarType> dtype),
            (self, dim, keepdim, dtype))
RECTIFY_OUT(negative, (const Tensor& self), (self))
RECTIFY_OUT(norm, (const Tensor& self, const Scalar& p), (self, p))
RECTIFY_OUT(norm, (const Tensor& self, const optional<Scalar>& p, ScalarType dtype), (self, p, dtype))
RECTIFY_OUT(norm, (const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype),
            (self, p, dim, keepdim, dtype))
RECTIFY_OUT(normal, (const Tensor& mean, const Tensor& std, optional<Generator> generator), (mean, std, generator))
RECTIFY_OUT(normal, (double mean, const Tensor& std, optional<Generator> generator), (mean, std, generator))
RECTIFY_OUT(normal, (double mean, double std, IntArrayRef size, optional<Generator> generator),
            (mean, std, size, generator))
RECTIFY_OUT(not_equal, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(not_equal, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(nuclear_norm, (const Tensor& self, bool keepdim), (self, keepdim))
RECTIFY_OUT(pixel_shuffle, (const Tensor& self, int64_t upscale_factor), (self, upscale_factor))
RECTIFY_OUT(pixel_unshuffle, (const Tensor& self, int64_t downscale_factor), (self, downscale_factor))
RECTIFY_OUT(polygamma, (int64_t n, const Tensor& self), (n, self))
RECTIFY_OUT(prod, (const Tensor& self, optional<ScalarType> dtype), (self, dtype))
RECTIFY_OUT(put, (const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate),
            (self, index, source, accumulate))
std::tuple<Tensor&, Tensor&> qr_out(Tensor& Q, Tensor& R, const Tensor& self, bool some) {
  return each("qr", std::tie(Q, R), qr(self, some));
}
RECTIFY_OUT(quantile,
            (const Tensor& self, const Tensor& q, optional<int64_t> dim, bool keepdim, std::string_view interpolation),
            (self, q, dim, keepdim, interpolation))
RECTIFY_OUT(quantile,
            (const Tensor& self, double q, optional<int64_t> dim, bool keepdim, std::string_view interpolation),
            (self, q, dim, keepdim, interpolation))
RECTIFY_OUT(rand, (IntArrayRef size), (size))
RECTIFY_OUT(rand, (IntArrayRef size, optional<Generator> generator), (size, generator))
RECTIFY_OUT(randint, (int64_t high, IntArrayRef size), (high, size))
RECTIFY_OUT(randint, (int64_t high, IntArrayRef size, optional<Generator> generator), (high, size, generator))
RECTIFY_OUT(randint, (int64_t low, int64_t high, IntArrayRef size), (low, high, size))
RECTIFY_OUT(randint, (int64_t low, int64_t high, IntArrayRef size, optional<Generator> generator),
            (low, high, size, generator))
RECTIFY_OUT(randn, (IntArrayRef size), (size))
RECTIFY_OUT(randn, (IntArrayRef size, optional<Generator> generator), (size, generator))
RECTIFY_OUT(randperm, (int64_t n), (n))
RECTIFY_OUT(randperm, (int64_t n, optional<Generator> generator), (n, generator))
RECTIFY_OUT(range, (const Scalar& start, const Scalar& end), (start, end))
RECTIFY_OUT(range, (const Scalar& start, const Scalar& end, const Scalar& step), (start, end, step))
RECTIFY_OUT(reflection_pad1d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(reflection_pad2d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(reflection_pad3d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(remainder, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(renorm, (const Tensor& self, const Scalar& p, int64_t dim, const Scalar& maxnorm), (self, p, dim, maxnorm))
RECTIFY_OUT(repeat_interleave, (const Tensor& repeats, optional<int64_t> output_size), (repeats, output_size))
RECTIFY_OUT(replication_pad1d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(replication_pad2d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(replication_pad3d, (const Tensor& self, IntArrayRef padding), (self, padding))
RECTIFY_OUT(roll, (const Tensor& self, IntArrayRef shifts, IntArrayRef dims), (self, shifts, dims))
RECTIFY_OUT(rot90, (const Tensor& self, int64_t k, IntArrayRef dims), (self, k, dims))
RECTIFY_OUT(round, (const Tensor& self, int64_t decimals), (self, decimals))
RECTIFY_OUT(row_stack, (TensorList tensors), (tensors))
RECTIFY_OUT(rsub, (const Tensor& self, const Scalar& other, const Scalar& alpha), (self, other, alpha))
RECTIFY_OUT(rsub, (const Tensor& self, const Tensor& other, const Scalar& alpha), (self, other, alpha))
RECTIFY_OUT(scalar_tensor, (const Scalar& s), (s))
RECTIFY_OUT(scatter_add, (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src),
            (self, dim, index, src))
RECTIFY_OUT(scatter, (const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value),
            (self, dim, index, value))
RECTIFY_OUT(scatter,
            (const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value, std::string_view reduce),
            (self, dim, index, value, reduce))
RECTIFY_OUT(scatter, (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src), (self, dim, index, src))
RECTIFY_OUT(scatter, (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce),
            (self, dim, index, src, reduce))
RECTIFY_OUT(scatter_reduce,
            (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
             bool include_self),
            (self, dim, index, src, reduce, include_self))
RECTIFY_OUT(select_scatter, (const Tensor& self, const Tensor& src, int64_t dim, int64_t index),
            (self, src, dim, index))
RECTIFY_OUT(signbit, (const Tensor& self), (self))
RECTIFY_OUT(slice_scatter,
            (const Tensor& self, const Tensor& src, int64_t dim, optional<int64_t> start, optional<int64_t> end,
             int64_t step),
            (self, src, dim, start, end, step))
std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& self) {
  return each("slogdet", std::tie(sign, logabsdet), slogdet(self));
}
RECTIFY_OUT(smooth_l1_loss, (const Tensor& self, const Tensor& target, int64_t reduction, double beta),
            (self, target, reduction, beta))
RECTIFY_OUT(soft_margin_loss, (const Tensor& self, const Tensor& target, int64_t reduction), (self, target, reduction))
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& self, optional<bool> stable,
                                      int64_t dim, bool descending) {
  return each("sort", std::tie(values, indices), sort(self, stable, dim, descending));
}
RECTIFY_OUT(special_digamma, (const Tensor& self), (self))
RECTIFY_OUT(special_entr, (const Tensor& self), (self))
RECTIFY_OUT(special_erf, (const Tensor& self), (self))
RECTIFY_OUT(special_erfc, (const Tensor& self), (self))
RECTIFY_OUT(special_erfcx, (const Tensor& self), (self))
RECTIFY_OUT(special_erfinv, (const Tensor& self), (self))
RECTIFY_OUT(special_exp2, (const Tensor& self), (self))
RECTIFY_OUT(special_expm1, (const Tensor& self), (self))
RECTIFY_OUT(special_gammaln, (const Tensor& self), (self))
RECTIFY_OUT(special_i0, (const Tensor& self), (self))
RECTIFY_OUT(special_i0e, (const Tensor& self), (self))
RECTIFY_OUT(special_i1, (const Tensor& self), (self))
RECTIFY_OUT(special_i1e, (const Tensor& self), (self))
RECTIFY_OUT(special_log1p, (const Tensor& self), (self))
RECTIFY_OUT(special_log_ndtr, (const Tensor& self), (self))
RECTIFY_OUT(special_ndtr, (const Tensor& self), (self))
RECTIFY_OUT(special_ndtri, (const Tensor& self), (self))
RECTIFY_OUT(special_psi, (const Tensor& self), (self))
RECTIFY_OUT(special_sinc, (const Tensor& self), (self))
RECTIFY_OUT(special_xlog1py, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(special_xlog1py, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(special_xlog1py, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(special_zeta, (const Scalar& self, const Tensor& other), (self, other))
RECTIFY_OUT(special_zeta, (const Tensor& self, const Scalar& other), (self, other))
RECTIFY_OUT(special_zeta, (const Tensor& self, const Tensor& other), (self, other))
std::tuple<Tensor&, Tensor&> std_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim) {
  return each("std_mean", std::tie(out0, out1), std_mean(self, dim, correction, keepdim));
}
RECTIFY_OUT(std, (const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim),
            (self, dim, correction, keepdim))
RECTIFY_OUT(sub, (const Tensor& self, const Scalar& other, const Scalar& alpha), (self, other, alpha))
RECTIFY_OUT(subtract, (const Tensor& self, const Tensor& other, const Scalar& alpha), (self, other, alpha))
RECTIFY_OUT(sum, (const Tensor& self, optional<ScalarType> dtype), (self, dtype))
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& U, Tensor& S, Tensor& V, const Tensor& self, bool some,
                                              bool compute_uv) {
  return each("svd", std::tie(U, S, V), svd(self, some, compute_uv));
}
RECTIFY_OUT(take_along_dim, (const Tensor& self, const Tensor& indices, optional<int64_t> dim), (self, indices, dim))
RECTIFY_OUT(tensordot, (const Tensor& self, const Tensor& other, IntArrayRef dims_self, IntArrayRef dims_other),
            (self, other, dims_self, dims_other))
RECTIFY_OUT(trace, (const Tensor& self), (self))
std::tuple<Tensor&, Tensor&> triangular_solve_out(Tensor& X, Tensor& M, const Tensor& self, const Tensor& A, bool upper,
                                                  bool transpose, bool unitriangular) {
  return each("triangular_solve", std::tie(X, M), triangular_solve(self, A, upper, transpose, unitriangular));
}
RECTIFY_OUT(tril_indices, (int64_t row, int64_t col, int64_t offset), (row, col, offset))
RECTIFY_OUT(triu_indices, (int64_t row, int64_t col, int64_t offset), (row, col, offset))
RECTIFY_OUT(true_divide, (const Tensor& self, const Tensor& other), (self, other))
std::tuple<Tensor&, Tensor&, Tensor&> unique_consecutive_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                             const Tensor& self, bool return_inverse,
                                                             bool return_counts, optional<int64_t> dim) {
  return each("unique_consecutive", std::tie(out0, out1, out2),
              unique_consecutive(self, return_inverse, return_counts, dim));
}
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& self,
                                                     int64_t dim, bool sorted, bool return_inverse,
                                                     bool return_counts) {
  return each("unique_dim", std::tie(out0, out1, out2), unique_dim(self, dim, sorted, return_inverse, return_counts));
}
RECTIFY_OUT(upsample_bicubic2d,
            (const Tensor& self, IntArrayRef output_size, bool align_corners, optional<double> scales_h,
             optional<double> scales_w),
            (self, output_size, align_corners, scales_h, scales_w))
RECTIFY_OUT(upsample_bilinear2d,
            (const Tensor& self, IntArrayRef output_size, bool align_corners, optional<double> scales_h,
             optional<double> scales_w),
            (self, output_size, align_corners, scales_h, scales_w))
RECTIFY_OUT(upsample_linear1d,
            (const Tensor& self, IntArrayRef output_size, bool align_corners, optional<double> scales),
            (self, output_size, align_corners, scales))
RECTIFY_OUT(upsample_nearest1d, (const Tensor& self, IntArrayRef output_size, optional<double> scales),
            (self, output_size, scales))
RECTIFY_OUT(upsample_nearest2d,
            (const Tensor& self, IntArrayRef output_size, optional<double> scales_h, optional<double> scales_w),
            (self, output_size, scales_h, scales_w))
RECTIFY_OUT(upsample_nearest3d,
            (const Tensor& self, IntArrayRef output_size, optional<double> scales_d, optional<double> scales_h,
             optional<double> scales_w),
            (self, output_size, scales_d, scales_h, scales_w))
RECTIFY_OUT(upsample_trilinear3d,
            (const Tensor& self, IntArrayRef output_size, bool align_corners, optional<double> scales_d,
             optional<double> scales_h, optional<double> scales_w),
            (self, output_size, align_corners, scales_d, scales_h, scales_w))
std::tuple<Tensor&, Tensor&> var_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim) {
  return each("var_mean", std::tie(out0, out1), var_mean(self, dim, correction, keepdim));
}
RECTIFY_OUT(var, (const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim),
            (self, dim, correction, keepdim))
RECTIFY_OUT(vdot, (const Tensor& self, const Tensor& other), (self, other))
RECTIFY_OUT(vstack, (TensorList tensors), (tensors))
RECTIFY_OUT(xlogy, (const Scalar& self, const Tensor& other), (self, other))
#undef RECTIFY_OUT
#undef RECTIFY_PARAMETERS

}  // namespace rectify::api
