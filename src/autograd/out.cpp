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

#include "autograd/elementwise.h"

namespace rectify::api {
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

Tensor& absolute_out(Tensor& out, const Tensor& self) { return detail::written("absolute", out, absolute(self)); }
Tensor& adaptive_avg_pool2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size) {
  return detail::written("adaptive_avg_pool2d", out, adaptive_avg_pool2d(self, output_size));
}
Tensor& adaptive_avg_pool3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size) {
  return detail::written("adaptive_avg_pool3d", out, adaptive_avg_pool3d(self, output_size));
}
std::tuple<Tensor&, Tensor&> adaptive_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size) {
  return each("adaptive_max_pool2d", std::tie(out, indices), adaptive_max_pool2d(self, output_size));
}
std::tuple<Tensor&, Tensor&> adaptive_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size) {
  return each("adaptive_max_pool3d", std::tie(out, indices), adaptive_max_pool3d(self, output_size));
}
Tensor& add_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return detail::written("add", out, add(self, other, alpha));
}
Tensor& affine_grid_generator_out(Tensor& out, const Tensor& theta, IntArrayRef size, bool align_corners) {
  return detail::written("affine_grid_generator", out, affine_grid_generator(theta, size, align_corners));
}
Tensor& all_out(Tensor& out, const Tensor& self) { return detail::written("all", out, all(self)); }
std::tuple<Tensor&, Tensor&> aminmax_out(Tensor& min, Tensor& max, const Tensor& self, optional<int64_t> dim,
                                         bool keepdim) {
  return each("aminmax", std::tie(min, max), aminmax(self, dim, keepdim));
}
Tensor& any_out(Tensor& out, const Tensor& self) { return detail::written("any", out, any(self)); }
Tensor& arccos_out(Tensor& out, const Tensor& self) { return detail::written("arccos", out, arccos(self)); }
Tensor& arccosh_out(Tensor& out, const Tensor& self) { return detail::written("arccosh", out, arccosh(self)); }
Tensor& arcsin_out(Tensor& out, const Tensor& self) { return detail::written("arcsin", out, arcsin(self)); }
Tensor& arcsinh_out(Tensor& out, const Tensor& self) { return detail::written("arcsinh", out, arcsinh(self)); }
Tensor& arctan2_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("arctan2", out, arctan2(self, other));
}
Tensor& arctan_out(Tensor& out, const Tensor& self) { return detail::written("arctan", out, arctan(self)); }
Tensor& arctanh_out(Tensor& out, const Tensor& self) { return detail::written("arctanh", out, arctanh(self)); }
Tensor& avg_pool2d_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                       IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                       optional<int64_t> divisor_override) {
  return detail::written(
      "avg_pool2d", out,
      avg_pool2d(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override));
}
Tensor& avg_pool3d_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                       IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                       optional<int64_t> divisor_override) {
  return detail::written(
      "avg_pool3d", out,
      avg_pool3d(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override));
}
Tensor& bartlett_window_out(Tensor& out, int64_t window_length) {
  return detail::written("bartlett_window", out, bartlett_window(window_length));
}
Tensor& bartlett_window_out(Tensor& out, int64_t window_length, bool periodic) {
  return detail::written("bartlett_window", out, bartlett_window(window_length, periodic));
}
Tensor& bincount_out(Tensor& out, const Tensor& self, const optional<Tensor>& weights, int64_t minlength) {
  return detail::written("bincount", out, bincount(self, weights, minlength));
}
Tensor& bitwise_and_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("bitwise_and", out, bitwise_and(self, other));
}
Tensor& bitwise_left_shift_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("bitwise_left_shift", out, bitwise_left_shift(self, other));
}
Tensor& bitwise_or_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("bitwise_or", out, bitwise_or(self, other));
}
Tensor& bitwise_right_shift_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("bitwise_right_shift", out, bitwise_right_shift(self, other));
}
Tensor& bitwise_xor_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("bitwise_xor", out, bitwise_xor(self, other));
}
Tensor& blackman_window_out(Tensor& out, int64_t window_length) {
  return detail::written("blackman_window", out, blackman_window(window_length));
}
Tensor& blackman_window_out(Tensor& out, int64_t window_length, bool periodic) {
  return detail::written("blackman_window", out, blackman_window(window_length, periodic));
}
Tensor& block_diag_out(Tensor& out, TensorList tensors) {
  return detail::written("block_diag", out, block_diag(tensors));
}
Tensor& bucketize_out(Tensor& out, const Scalar& self, const Tensor& boundaries, bool out_int32, bool right) {
  return detail::written("bucketize", out, bucketize(self, boundaries, out_int32, right));
}
Tensor& bucketize_out(Tensor& out, const Tensor& self, const Tensor& boundaries, bool out_int32, bool right) {
  return detail::written("bucketize", out, bucketize(self, boundaries, out_int32, right));
}
Tensor& chain_matmul_out(Tensor& out, TensorList matrices) {
  return detail::written("chain_matmul", out, chain_matmul(matrices));
}
Tensor& channel_shuffle_out(Tensor& out, const Tensor& self, int64_t groups) {
  return detail::written("channel_shuffle", out, channel_shuffle(self, groups));
}
Tensor& cholesky_inverse_out(Tensor& out, const Tensor& self, bool upper) {
  return detail::written("cholesky_inverse", out, cholesky_inverse(self, upper));
}
Tensor& cholesky_out(Tensor& out, const Tensor& self, bool upper) {
  return detail::written("cholesky", out, cholesky(self, upper));
}
Tensor& cholesky_solve_out(Tensor& out, const Tensor& self, const Tensor& input2, bool upper) {
  return detail::written("cholesky_solve", out, cholesky_solve(self, input2, upper));
}
Tensor& clamp_max_out(Tensor& out, const Tensor& self, const Tensor& max) {
  return detail::written("clamp_max", out, clamp_max(self, max));
}
Tensor& clamp_min_out(Tensor& out, const Tensor& self, const Tensor& min) {
  return detail::written("clamp_min", out, clamp_min(self, min));
}
Tensor& clamp_out(Tensor& out, const Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max) {
  return detail::written("clamp", out, clamp(self, min, max));
}
Tensor& clip_out(Tensor& out, const Tensor& self, const optional<Tensor>& min, const optional<Tensor>& max) {
  return detail::written("clip", out, clip(self, min, max));
}
Tensor& clip_out(Tensor& out, const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max) {
  return detail::written("clip", out, clip(self, min, max));
}
Tensor& clone_out(Tensor& out, const Tensor& self, optional<MemoryFormat> memory_format) {
  return detail::written("clone", out, clone(self, memory_format));
}
Tensor& col2im_out(Tensor& out, const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size,
                   IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride) {
  return detail::written("col2im", out, col2im(self, output_size, kernel_size, dilation, padding, stride));
}
Tensor& column_stack_out(Tensor& out, TensorList tensors) {
  return detail::written("column_stack", out, column_stack(tensors));
}
Tensor& concat_out(Tensor& out, TensorList tensors, int64_t dim) {
  return detail::written("concat", out, concat(tensors, dim));
}
Tensor& concatenate_out(Tensor& out, TensorList tensors, int64_t dim) {
  return detail::written("concatenate", out, concatenate(tensors, dim));
}
Tensor& conj_physical_out(Tensor& out, const Tensor& self) {
  return detail::written("conj_physical", out, conj_physical(self));
}
Tensor& constant_pad_nd_out(Tensor& out, const Tensor& self, IntArrayRef pad, const Scalar& value) {
  return detail::written("constant_pad_nd", out, constant_pad_nd(self, pad, value));
}
Tensor& convolution_out(Tensor& out, const Tensor& input, const Tensor& weight, const optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                        IntArrayRef output_padding, int64_t groups) {
  return detail::written(
      "convolution", out,
      convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups));
}
Tensor& count_nonzero_out(Tensor& out, const Tensor& self, optional<int64_t> dim) {
  return detail::written("count_nonzero", out, count_nonzero(self, dim));
}
Tensor& count_nonzero_out(Tensor& out, const Tensor& self, IntArrayRef dim) {
  return detail::written("count_nonzero", out, count_nonzero(self, dim));
}
Tensor& cross_out(Tensor& out, const Tensor& self, const Tensor& other, optional<int64_t> dim) {
  return detail::written("cross", out, cross(self, other, dim));
}
std::tuple<Tensor&, Tensor&> cummax_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim) {
  return each("cummax", std::tie(values, indices), cummax(self, dim));
}
std::tuple<Tensor&, Tensor&> cummin_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim) {
  return each("cummin", std::tie(values, indices), cummin(self, dim));
}
Tensor& diag_embed_out(Tensor& out, const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  return detail::written("diag_embed", out, diag_embed(self, offset, dim1, dim2));
}
Tensor& diagonal_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t offset, int64_t dim1,
                             int64_t dim2) {
  return detail::written("diagonal_scatter", out, diagonal_scatter(self, src, offset, dim1, dim2));
}
Tensor& diff_out(Tensor& out, const Tensor& self, int64_t n, int64_t dim, const optional<Tensor>& prepend,
                 const optional<Tensor>& append) {
  return detail::written("diff", out, diff(self, n, dim, prepend, append));
}
Tensor& dist_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& p) {
  return detail::written("dist", out, dist(self, other, p));
}
Tensor& div_out(Tensor& out, const Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode) {
  return detail::written("div", out, div(self, other, rounding_mode));
}
Tensor& divide_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("divide", out, divide(self, other));
}
Tensor& dstack_out(Tensor& out, TensorList tensors) { return detail::written("dstack", out, dstack(tensors)); }
Tensor& embedding_out(Tensor& out, const Tensor& weight, const Tensor& indices, int64_t padding_idx,
                      bool scale_grad_by_freq, bool sparse) {
  return detail::written("embedding", out, embedding(weight, indices, padding_idx, scale_grad_by_freq, sparse));
}
Tensor& empty_strided_out(Tensor& out, IntArrayRef size, IntArrayRef stride) {
  return detail::written("empty_strided", out, empty_strided(size, stride));
}
Tensor& fix_out(Tensor& out, const Tensor& self) { return detail::written("fix", out, fix(self)); }
Tensor& flip_out(Tensor& out, const Tensor& self, IntArrayRef dims) {
  return detail::written("flip", out, flip(self, dims));
}
Tensor& float_power_out(Tensor& out, const Scalar& self, const Tensor& exponent) {
  return detail::written("float_power", out, float_power(self, exponent));
}
Tensor& float_power_out(Tensor& out, const Tensor& self, const Scalar& exponent) {
  return detail::written("float_power", out, float_power(self, exponent));
}
Tensor& float_power_out(Tensor& out, const Tensor& self, const Tensor& exponent) {
  return detail::written("float_power", out, float_power(self, exponent));
}
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
Tensor& frobenius_norm_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim) {
  return detail::written("frobenius_norm", out, frobenius_norm(self, dim, keepdim));
}
Tensor& greater_equal_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("greater_equal", out, greater_equal(self, other));
}
Tensor& greater_equal_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("greater_equal", out, greater_equal(self, other));
}
Tensor& greater_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("greater", out, greater(self, other));
}
Tensor& greater_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("greater", out, greater(self, other));
}
Tensor& grid_sampler_2d_out(Tensor& out, const Tensor& input, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners) {
  return detail::written("grid_sampler_2d", out,
                         grid_sampler_2d(input, grid, interpolation_mode, padding_mode, align_corners));
}
Tensor& grid_sampler_3d_out(Tensor& out, const Tensor& input, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners) {
  return detail::written("grid_sampler_3d", out,
                         grid_sampler_3d(input, grid, interpolation_mode, padding_mode, align_corners));
}
Tensor& hamming_window_out(Tensor& out, int64_t window_length) {
  return detail::written("hamming_window", out, hamming_window(window_length));
}
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic) {
  return detail::written("hamming_window", out, hamming_window(window_length, periodic));
}
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic, double alpha) {
  return detail::written("hamming_window", out, hamming_window(window_length, periodic, alpha));
}
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic, double alpha, double beta) {
  return detail::written("hamming_window", out, hamming_window(window_length, periodic, alpha, beta));
}
Tensor& hann_window_out(Tensor& out, int64_t window_length) {
  return detail::written("hann_window", out, hann_window(window_length));
}
Tensor& hann_window_out(Tensor& out, int64_t window_length, bool periodic) {
  return detail::written("hann_window", out, hann_window(window_length, periodic));
}
Tensor& histc_out(Tensor& out, const Tensor& self, int64_t bins, const Scalar& min, const Scalar& max) {
  return detail::written("histc", out, histc(self, bins, min, max));
}
Tensor& hstack_out(Tensor& out, TensorList tensors) { return detail::written("hstack", out, hstack(tensors)); }
Tensor& huber_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction, double delta) {
  return detail::written("huber_loss", out, huber_loss(self, target, reduction, delta));
}
Tensor& igamma_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("igamma", out, igamma(self, other));
}
Tensor& igammac_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("igammac", out, igammac(self, other));
}
Tensor& im2col_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
                   IntArrayRef stride) {
  return detail::written("im2col", out, im2col(self, kernel_size, dilation, padding, stride));
}
Tensor& index_add_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                      const Scalar& alpha) {
  return detail::written("index_add", out, index_add(self, dim, index, source, alpha));
}
Tensor& index_fill_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return detail::written("index_fill", out, index_fill(self, dim, index, value));
}
Tensor& index_fill_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value) {
  return detail::written("index_fill", out, index_fill(self, dim, index, value));
}
Tensor& index_reduce_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                         std::string_view reduce, bool include_self) {
  return detail::written("index_reduce", out, index_reduce(self, dim, index, source, reduce, include_self));
}
Tensor& inner_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("inner", out, inner(self, other));
}
Tensor& inverse_out(Tensor& out, const Tensor& self) { return detail::written("inverse", out, inverse(self)); }
Tensor& isin_out(Tensor& out, const Scalar& element, const Tensor& test_elements, bool assume_unique, bool invert) {
  return detail::written("isin", out, isin(element, test_elements, assume_unique, invert));
}
Tensor& isin_out(Tensor& out, const Tensor& elements, const Scalar& test_element, bool assume_unique, bool invert) {
  return detail::written("isin", out, isin(elements, test_element, assume_unique, invert));
}
Tensor& isin_out(Tensor& out, const Tensor& elements, const Tensor& test_elements, bool assume_unique, bool invert) {
  return detail::written("isin", out, isin(elements, test_elements, assume_unique, invert));
}
Tensor& isinf_out(Tensor& out, const Tensor& self) { return detail::written("isinf", out, isinf(self)); }
Tensor& isnan_out(Tensor& out, const Tensor& self) { return detail::written("isnan", out, isnan(self)); }
Tensor& isneginf_out(Tensor& out, const Tensor& self) { return detail::written("isneginf", out, isneginf(self)); }
Tensor& isposinf_out(Tensor& out, const Tensor& self) { return detail::written("isposinf", out, isposinf(self)); }
Tensor& kaiser_window_out(Tensor& out, int64_t window_length) {
  return detail::written("kaiser_window", out, kaiser_window(window_length));
}
Tensor& kaiser_window_out(Tensor& out, int64_t window_length, bool periodic) {
  return detail::written("kaiser_window", out, kaiser_window(window_length, periodic));
}
Tensor& kaiser_window_out(Tensor& out, int64_t window_length, bool periodic, double beta) {
  return detail::written("kaiser_window", out, kaiser_window(window_length, periodic, beta));
}
Tensor& kron_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("kron", out, kron(self, other));
}
std::tuple<Tensor&, Tensor&> kthvalue_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t k, int64_t dim,
                                          bool keepdim) {
  return each("kthvalue", std::tie(values, indices), kthvalue(self, k, dim, keepdim));
}
Tensor& ldexp_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("ldexp", out, ldexp(self, other));
}
Tensor& less_equal_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("less_equal", out, less_equal(self, other));
}
Tensor& less_equal_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("less_equal", out, less_equal(self, other));
}
Tensor& less_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("less", out, less(self, other));
}
Tensor& less_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("less", out, less(self, other));
}
Tensor& linalg_cholesky_out(Tensor& out, const Tensor& self, bool upper) {
  return detail::written("linalg_cholesky", out, linalg_cholesky(self, upper));
}
Tensor& linalg_cond_out(Tensor& out, const Tensor& self, const optional<Scalar>& p) {
  return detail::written("linalg_cond", out, linalg_cond(self, p));
}
Tensor& linalg_cross_out(Tensor& out, const Tensor& self, const Tensor& other, int64_t dim) {
  return detail::written("linalg_cross", out, linalg_cross(self, other, dim));
}
Tensor& linalg_det_out(Tensor& out, const Tensor& A) { return detail::written("linalg_det", out, linalg_det(A)); }
std::tuple<Tensor&, Tensor&> linalg_eigh_out(Tensor& eigvals, Tensor& eigvecs, const Tensor& self,
                                             std::string_view UPLO) {
  return each("linalg_eigh", std::tie(eigvals, eigvecs), linalg_eigh(self, UPLO));
}
Tensor& linalg_eigvalsh_out(Tensor& out, const Tensor& self, std::string_view UPLO) {
  return detail::written("linalg_eigvalsh", out, linalg_eigvalsh(self, UPLO));
}
Tensor& linalg_inv_out(Tensor& out, const Tensor& A) { return detail::written("linalg_inv", out, linalg_inv(A)); }
std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> linalg_lstsq_out(Tensor& solution, Tensor& residuals, Tensor& rank,
                                                                Tensor& singular_values, const Tensor& self,
                                                                const Tensor& b, optional<double> rcond,
                                                                optional<std::string_view> driver) {
  return each("linalg_lstsq", std::tie(solution, residuals, rank, singular_values),
              linalg_lstsq(self, b, rcond, driver));
}
Tensor& linalg_matmul_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("linalg_matmul", out, linalg_matmul(self, other));
}
Tensor& linalg_matrix_exp_out(Tensor& out, const Tensor& self) {
  return detail::written("linalg_matrix_exp", out, linalg_matrix_exp(self));
}
Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim,
                               optional<ScalarType> dtype) {
  return detail::written("linalg_matrix_norm", out, linalg_matrix_norm(self, ord, dim, keepdim, dtype));
}
Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& self, const Scalar& ord, IntArrayRef dim, bool keepdim,
                               optional<ScalarType> dtype) {
  return detail::written("linalg_matrix_norm", out, linalg_matrix_norm(self, ord, dim, keepdim, dtype));
}
Tensor& linalg_matrix_power_out(Tensor& out, const Tensor& self, int64_t n) {
  return detail::written("linalg_matrix_power", out, linalg_matrix_power(self, n));
}
Tensor& linalg_matrix_rank_out(Tensor& out, const Tensor& self, double tol, bool hermitian) {
  return detail::written("linalg_matrix_rank", out, linalg_matrix_rank(self, tol, hermitian));
}
Tensor& linalg_multi_dot_out(Tensor& out, TensorList tensors) {
  return detail::written("linalg_multi_dot", out, linalg_multi_dot(tensors));
}
Tensor& linalg_norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& ord, OptionalIntArrayRef dim,
                        bool keepdim, optional<ScalarType> dtype) {
  return detail::written("linalg_norm", out, linalg_norm(self, ord, dim, keepdim, dtype));
}
Tensor& linalg_norm_out(Tensor& out, const Tensor& self, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                        optional<ScalarType> dtype) {
  return detail::written("linalg_norm", out, linalg_norm(self, ord, dim, keepdim, dtype));
}
Tensor& linalg_pinv_out(Tensor& out, const Tensor& self, double rcond, bool hermitian) {
  return detail::written("linalg_pinv", out, linalg_pinv(self, rcond, hermitian));
}
std::tuple<Tensor&, Tensor&> linalg_qr_out(Tensor& Q, Tensor& R, const Tensor& A, std::string_view mode) {
  return each("linalg_qr", std::tie(Q, R), linalg_qr(A, mode));
}
std::tuple<Tensor&, Tensor&> linalg_slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& A) {
  return each("linalg_slogdet", std::tie(sign, logabsdet), linalg_slogdet(A));
}
Tensor& linalg_solve_out(Tensor& out, const Tensor& A, const Tensor& B, bool left) {
  return detail::written("linalg_solve", out, linalg_solve(A, B, left));
}
Tensor& linalg_solve_triangular_out(Tensor& out, const Tensor& self, const Tensor& B, bool upper, bool left,
                                    bool unitriangular) {
  return detail::written("linalg_solve_triangular", out, linalg_solve_triangular(self, B, upper, left, unitriangular));
}
std::tuple<Tensor&, Tensor&, Tensor&> linalg_svd_out(Tensor& U, Tensor& S, Tensor& Vh, const Tensor& A,
                                                     bool full_matrices, optional<std::string_view> driver) {
  return each("linalg_svd", std::tie(U, S, Vh), linalg_svd(A, full_matrices, driver));
}
Tensor& linalg_svdvals_out(Tensor& out, const Tensor& A, optional<std::string_view> driver) {
  return detail::written("linalg_svdvals", out, linalg_svdvals(A, driver));
}
Tensor& linalg_vecdot_out(Tensor& out, const Tensor& x, const Tensor& y, int64_t dim) {
  return detail::written("linalg_vecdot", out, linalg_vecdot(x, y, dim));
}
Tensor& linalg_vector_norm_out(Tensor& out, const Tensor& self, const Scalar& ord, OptionalIntArrayRef dim,
                               bool keepdim, optional<ScalarType> dtype) {
  return detail::written("linalg_vector_norm", out, linalg_vector_norm(self, ord, dim, keepdim, dtype));
}
Tensor& logcumsumexp_out(Tensor& out, const Tensor& self, int64_t dim) {
  return detail::written("logcumsumexp", out, logcumsumexp(self, dim));
}
Tensor& logit_out(Tensor& out, const Tensor& self, optional<double> eps) {
  return detail::written("logit", out, logit(self, eps));
}
Tensor& logspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps, double base) {
  return detail::written("logspace", out, logspace(start, end, steps, base));
}
Tensor& masked_fill_out(Tensor& out, const Tensor& self, const Tensor& mask, const Scalar& value) {
  return detail::written("masked_fill", out, masked_fill(self, mask, value));
}
Tensor& masked_fill_out(Tensor& out, const Tensor& self, const Tensor& mask, const Tensor& value) {
  return detail::written("masked_fill", out, masked_fill(self, mask, value));
}
Tensor& masked_scatter_out(Tensor& out, const Tensor& self, const Tensor& mask, const Tensor& source) {
  return detail::written("masked_scatter", out, masked_scatter(self, mask, source));
}
Tensor& matrix_power_out(Tensor& out, const Tensor& self, int64_t n) {
  return detail::written("matrix_power", out, matrix_power(self, n));
}
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
Tensor& max_unpool2d_out(Tensor& out, const Tensor& self, const Tensor& indices, IntArrayRef output_size) {
  return detail::written("max_unpool2d", out, max_unpool2d(self, indices, output_size));
}
Tensor& max_unpool3d_out(Tensor& out, const Tensor& self, const Tensor& indices, IntArrayRef output_size,
                         IntArrayRef stride, IntArrayRef padding) {
  return detail::written("max_unpool3d", out, max_unpool3d(self, indices, output_size, stride, padding));
}
Tensor& median_out(Tensor& out, const Tensor& self) { return detail::written("median", out, median(self)); }
std::tuple<Tensor&, Tensor&> median_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                        bool keepdim) {
  return each("median", std::tie(values, indices), median(self, dim, keepdim));
}
std::tuple<Tensor&, Tensor&> mode_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim, bool keepdim) {
  return each("mode", std::tie(values, indices), mode(self, dim, keepdim));
}
Tensor& mse_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction) {
  return detail::written("mse_loss", out, mse_loss(self, target, reduction));
}
Tensor& msort_out(Tensor& out, const Tensor& self) { return detail::written("msort", out, msort(self)); }
Tensor& multilabel_margin_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction) {
  return detail::written("multilabel_margin_loss", out, multilabel_margin_loss(self, target, reduction));
}
Tensor& multinomial_out(Tensor& out, const Tensor& self, int64_t num_samples, bool replacement,
                        optional<Generator> generator) {
  return detail::written("multinomial", out, multinomial(self, num_samples, replacement, generator));
}
Tensor& multiply_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("multiply", out, multiply(self, other));
}
Tensor& mvlgamma_out(Tensor& out, const Tensor& self, int64_t p) {
  return detail::written("mvlgamma", out, mvlgamma(self, p));
}
Tensor& nanmean_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
                    optional<ScalarType> dtype) {
  return detail::written("nanmean", out, nanmean(self, dim, keepdim, dtype));
}
Tensor& nanmedian_out(Tensor& out, const Tensor& self) { return detail::written("nanmedian", out, nanmedian(self)); }
std::tuple<Tensor&, Tensor&> nanmedian_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                           bool keepdim) {
  return each("nanmedian", std::tie(values, indices), nanmedian(self, dim, keepdim));
}
Tensor& nanquantile_out(Tensor& out, const Tensor& self, const Tensor& q, optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) {
  return detail::written("nanquantile", out, nanquantile(self, q, dim, keepdim, interpolation));
}
Tensor& nanquantile_out(Tensor& out, const Tensor& self, double q, optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) {
  return detail::written("nanquantile", out, nanquantile(self, q, dim, keepdim, interpolation));
}
Tensor& nansum_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool keepdim, optional<ScalarType> dtype) {
  return detail::written("nansum", out, nansum(self, dim, keepdim, dtype));
}
Tensor& negative_out(Tensor& out, const Tensor& self) { return detail::written("negative", out, negative(self)); }
Tensor& norm_out(Tensor& out, const Tensor& self, const Scalar& p) {
  return detail::written("norm", out, norm(self, p));
}
Tensor& norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& p, ScalarType dtype) {
  return detail::written("norm", out, norm(self, p, dtype));
}
Tensor& norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                 ScalarType dtype) {
  return detail::written("norm", out, norm(self, p, dim, keepdim, dtype));
}
Tensor& normal_out(Tensor& out, const Tensor& mean, const Tensor& std, optional<Generator> generator) {
  return detail::written("normal", out, normal(mean, std, generator));
}
Tensor& normal_out(Tensor& out, double mean, const Tensor& std, optional<Generator> generator) {
  return detail::written("normal", out, normal(mean, std, generator));
}
Tensor& normal_out(Tensor& out, double mean, double std, IntArrayRef size, optional<Generator> generator) {
  return detail::written("normal", out, normal(mean, std, size, generator));
}
Tensor& not_equal_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("not_equal", out, not_equal(self, other));
}
Tensor& not_equal_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("not_equal", out, not_equal(self, other));
}
Tensor& nuclear_norm_out(Tensor& out, const Tensor& self, bool keepdim) {
  return detail::written("nuclear_norm", out, nuclear_norm(self, keepdim));
}
Tensor& pixel_shuffle_out(Tensor& out, const Tensor& self, int64_t upscale_factor) {
  return detail::written("pixel_shuffle", out, pixel_shuffle(self, upscale_factor));
}
Tensor& pixel_unshuffle_out(Tensor& out, const Tensor& self, int64_t downscale_factor) {
  return detail::written("pixel_unshuffle", out, pixel_unshuffle(self, downscale_factor));
}
Tensor& polygamma_out(Tensor& out, int64_t n, const Tensor& self) {
  return detail::written("polygamma", out, polygamma(n, self));
}
Tensor& prod_out(Tensor& out, const Tensor& self, optional<ScalarType> dtype) {
  return detail::written("prod", out, prod(self, dtype));
}
Tensor& put_out(Tensor& out, const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  return detail::written("put", out, put(self, index, source, accumulate));
}
std::tuple<Tensor&, Tensor&> qr_out(Tensor& Q, Tensor& R, const Tensor& self, bool some) {
  return each("qr", std::tie(Q, R), qr(self, some));
}
Tensor& quantile_out(Tensor& out, const Tensor& self, const Tensor& q, optional<int64_t> dim, bool keepdim,
                     std::string_view interpolation) {
  return detail::written("quantile", out, quantile(self, q, dim, keepdim, interpolation));
}
Tensor& quantile_out(Tensor& out, const Tensor& self, double q, optional<int64_t> dim, bool keepdim,
                     std::string_view interpolation) {
  return detail::written("quantile", out, quantile(self, q, dim, keepdim, interpolation));
}
Tensor& rand_out(Tensor& out, IntArrayRef size) { return detail::written("rand", out, rand(size)); }
Tensor& rand_out(Tensor& out, IntArrayRef size, optional<Generator> generator) {
  return detail::written("rand", out, rand(size, generator));
}
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size) {
  return detail::written("randint", out, randint(high, size));
}
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size, optional<Generator> generator) {
  return detail::written("randint", out, randint(high, size, generator));
}
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size) {
  return detail::written("randint", out, randint(low, high, size));
}
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size, optional<Generator> generator) {
  return detail::written("randint", out, randint(low, high, size, generator));
}
Tensor& randn_out(Tensor& out, IntArrayRef size) { return detail::written("randn", out, randn(size)); }
Tensor& randn_out(Tensor& out, IntArrayRef size, optional<Generator> generator) {
  return detail::written("randn", out, randn(size, generator));
}
Tensor& randperm_out(Tensor& out, int64_t n) { return detail::written("randperm", out, randperm(n)); }
Tensor& randperm_out(Tensor& out, int64_t n, optional<Generator> generator) {
  return detail::written("randperm", out, randperm(n, generator));
}
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end) {
  return detail::written("range", out, range(start, end));
}
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step) {
  return detail::written("range", out, range(start, end, step));
}
Tensor& reflection_pad1d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("reflection_pad1d", out, reflection_pad1d(self, padding));
}
Tensor& reflection_pad2d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("reflection_pad2d", out, reflection_pad2d(self, padding));
}
Tensor& reflection_pad3d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("reflection_pad3d", out, reflection_pad3d(self, padding));
}
Tensor& remainder_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("remainder", out, remainder(self, other));
}
Tensor& renorm_out(Tensor& out, const Tensor& self, const Scalar& p, int64_t dim, const Scalar& maxnorm) {
  return detail::written("renorm", out, renorm(self, p, dim, maxnorm));
}
Tensor& repeat_interleave_out(Tensor& out, const Tensor& repeats, optional<int64_t> output_size) {
  return detail::written("repeat_interleave", out, repeat_interleave(repeats, output_size));
}
Tensor& replication_pad1d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("replication_pad1d", out, replication_pad1d(self, padding));
}
Tensor& replication_pad2d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("replication_pad2d", out, replication_pad2d(self, padding));
}
Tensor& replication_pad3d_out(Tensor& out, const Tensor& self, IntArrayRef padding) {
  return detail::written("replication_pad3d", out, replication_pad3d(self, padding));
}
Tensor& roll_out(Tensor& out, const Tensor& self, IntArrayRef shifts, IntArrayRef dims) {
  return detail::written("roll", out, roll(self, shifts, dims));
}
Tensor& rot90_out(Tensor& out, const Tensor& self, int64_t k, IntArrayRef dims) {
  return detail::written("rot90", out, rot90(self, k, dims));
}
Tensor& round_out(Tensor& out, const Tensor& self, int64_t decimals) {
  return detail::written("round", out, round(self, decimals));
}
Tensor& row_stack_out(Tensor& out, TensorList tensors) { return detail::written("row_stack", out, row_stack(tensors)); }
Tensor& rsub_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return detail::written("rsub", out, rsub(self, other, alpha));
}
Tensor& rsub_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha) {
  return detail::written("rsub", out, rsub(self, other, alpha));
}
Tensor& scalar_tensor_out(Tensor& out, const Scalar& s) {
  return detail::written("scalar_tensor", out, scalar_tensor(s));
}
Tensor& scatter_add_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  return detail::written("scatter_add", out, scatter_add(self, dim, index, src));
}
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return detail::written("scatter", out, scatter(self, dim, index, value));
}
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value,
                    std::string_view reduce) {
  return detail::written("scatter", out, scatter(self, dim, index, value, reduce));
}
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  return detail::written("scatter", out, scatter(self, dim, index, src));
}
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                    std::string_view reduce) {
  return detail::written("scatter", out, scatter(self, dim, index, src, reduce));
}
Tensor& scatter_reduce_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                           std::string_view reduce, bool include_self) {
  return detail::written("scatter_reduce", out, scatter_reduce(self, dim, index, src, reduce, include_self));
}
Tensor& select_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t dim, int64_t index) {
  return detail::written("select_scatter", out, select_scatter(self, src, dim, index));
}
Tensor& signbit_out(Tensor& out, const Tensor& self) { return detail::written("signbit", out, signbit(self)); }
Tensor& slice_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t dim, optional<int64_t> start,
                          optional<int64_t> end, int64_t step) {
  return detail::written("slice_scatter", out, slice_scatter(self, src, dim, start, end, step));
}
std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& self) {
  return each("slogdet", std::tie(sign, logabsdet), slogdet(self));
}
Tensor& smooth_l1_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction, double beta) {
  return detail::written("smooth_l1_loss", out, smooth_l1_loss(self, target, reduction, beta));
}
Tensor& soft_margin_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction) {
  return detail::written("soft_margin_loss", out, soft_margin_loss(self, target, reduction));
}
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& self, optional<bool> stable,
                                      int64_t dim, bool descending) {
  return each("sort", std::tie(values, indices), sort(self, stable, dim, descending));
}
Tensor& special_digamma_out(Tensor& out, const Tensor& self) {
  return detail::written("special_digamma", out, special_digamma(self));
}
Tensor& special_entr_out(Tensor& out, const Tensor& self) {
  return detail::written("special_entr", out, special_entr(self));
}
Tensor& special_erf_out(Tensor& out, const Tensor& self) {
  return detail::written("special_erf", out, special_erf(self));
}
Tensor& special_erfc_out(Tensor& out, const Tensor& self) {
  return detail::written("special_erfc", out, special_erfc(self));
}
Tensor& special_erfcx_out(Tensor& out, const Tensor& self) {
  return detail::written("special_erfcx", out, special_erfcx(self));
}
Tensor& special_erfinv_out(Tensor& out, const Tensor& self) {
  return detail::written("special_erfinv", out, special_erfinv(self));
}
Tensor& special_exp2_out(Tensor& out, const Tensor& self) {
  return detail::written("special_exp2", out, special_exp2(self));
}
Tensor& special_expm1_out(Tensor& out, const Tensor& self) {
  return detail::written("special_expm1", out, special_expm1(self));
}
Tensor& special_gammaln_out(Tensor& out, const Tensor& self) {
  return detail::written("special_gammaln", out, special_gammaln(self));
}
Tensor& special_i0_out(Tensor& out, const Tensor& self) { return detail::written("special_i0", out, special_i0(self)); }
Tensor& special_i0e_out(Tensor& out, const Tensor& self) {
  return detail::written("special_i0e", out, special_i0e(self));
}
Tensor& special_i1_out(Tensor& out, const Tensor& self) { return detail::written("special_i1", out, special_i1(self)); }
Tensor& special_i1e_out(Tensor& out, const Tensor& self) {
  return detail::written("special_i1e", out, special_i1e(self));
}
Tensor& special_log1p_out(Tensor& out, const Tensor& self) {
  return detail::written("special_log1p", out, special_log1p(self));
}
Tensor& special_log_ndtr_out(Tensor& out, const Tensor& self) {
  return detail::written("special_log_ndtr", out, special_log_ndtr(self));
}
Tensor& special_ndtr_out(Tensor& out, const Tensor& self) {
  return detail::written("special_ndtr", out, special_ndtr(self));
}
Tensor& special_ndtri_out(Tensor& out, const Tensor& self) {
  return detail::written("special_ndtri", out, special_ndtri(self));
}
Tensor& special_psi_out(Tensor& out, const Tensor& self) {
  return detail::written("special_psi", out, special_psi(self));
}
Tensor& special_sinc_out(Tensor& out, const Tensor& self) {
  return detail::written("special_sinc", out, special_sinc(self));
}
Tensor& special_xlog1py_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("special_xlog1py", out, special_xlog1py(self, other));
}
Tensor& special_xlog1py_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("special_xlog1py", out, special_xlog1py(self, other));
}
Tensor& special_xlog1py_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("special_xlog1py", out, special_xlog1py(self, other));
}
Tensor& special_zeta_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("special_zeta", out, special_zeta(self, other));
}
Tensor& special_zeta_out(Tensor& out, const Tensor& self, const Scalar& other) {
  return detail::written("special_zeta", out, special_zeta(self, other));
}
Tensor& special_zeta_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("special_zeta", out, special_zeta(self, other));
}
std::tuple<Tensor&, Tensor&> std_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim) {
  return each("std_mean", std::tie(out0, out1), std_mean(self, dim, correction, keepdim));
}
Tensor& std_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim) {
  return detail::written("std", out, std(self, dim, correction, keepdim));
}
Tensor& sub_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return detail::written("sub", out, sub(self, other, alpha));
}
Tensor& subtract_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha) {
  return detail::written("subtract", out, subtract(self, other, alpha));
}
Tensor& sum_out(Tensor& out, const Tensor& self, optional<ScalarType> dtype) {
  return detail::written("sum", out, sum(self, dtype));
}
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& U, Tensor& S, Tensor& V, const Tensor& self, bool some,
                                              bool compute_uv) {
  return each("svd", std::tie(U, S, V), svd(self, some, compute_uv));
}
Tensor& take_along_dim_out(Tensor& out, const Tensor& self, const Tensor& indices, optional<int64_t> dim) {
  return detail::written("take_along_dim", out, take_along_dim(self, indices, dim));
}
Tensor& tensordot_out(Tensor& out, const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                      IntArrayRef dims_other) {
  return detail::written("tensordot", out, tensordot(self, other, dims_self, dims_other));
}
Tensor& trace_out(Tensor& out, const Tensor& self) { return detail::written("trace", out, trace(self)); }
std::tuple<Tensor&, Tensor&> triangular_solve_out(Tensor& X, Tensor& M, const Tensor& self, const Tensor& A, bool upper,
                                                  bool transpose, bool unitriangular) {
  return each("triangular_solve", std::tie(X, M), triangular_solve(self, A, upper, transpose, unitriangular));
}
Tensor& tril_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset) {
  return detail::written("tril_indices", out, tril_indices(row, col, offset));
}
Tensor& triu_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset) {
  return detail::written("triu_indices", out, triu_indices(row, col, offset));
}
Tensor& true_divide_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("true_divide", out, true_divide(self, other));
}
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
Tensor& upsample_bicubic2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                               optional<double> scales_h, optional<double> scales_w) {
  return detail::written("upsample_bicubic2d", out,
                         upsample_bicubic2d(self, output_size, align_corners, scales_h, scales_w));
}
Tensor& upsample_bilinear2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                                optional<double> scales_h, optional<double> scales_w) {
  return detail::written("upsample_bilinear2d", out,
                         upsample_bilinear2d(self, output_size, align_corners, scales_h, scales_w));
}
Tensor& upsample_linear1d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                              optional<double> scales) {
  return detail::written("upsample_linear1d", out, upsample_linear1d(self, output_size, align_corners, scales));
}
Tensor& upsample_nearest1d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, optional<double> scales) {
  return detail::written("upsample_nearest1d", out, upsample_nearest1d(self, output_size, scales));
}
Tensor& upsample_nearest2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, optional<double> scales_h,
                               optional<double> scales_w) {
  return detail::written("upsample_nearest2d", out, upsample_nearest2d(self, output_size, scales_h, scales_w));
}
Tensor& upsample_nearest3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, optional<double> scales_d,
                               optional<double> scales_h, optional<double> scales_w) {
  return detail::written("upsample_nearest3d", out,
                         upsample_nearest3d(self, output_size, scales_d, scales_h, scales_w));
}
Tensor& upsample_trilinear3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                                 optional<double> scales_d, optional<double> scales_h, optional<double> scales_w) {
  return detail::written("upsample_trilinear3d", out,
                         upsample_trilinear3d(self, output_size, align_corners, scales_d, scales_h, scales_w));
}
std::tuple<Tensor&, Tensor&> var_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim) {
  return each("var_mean", std::tie(out0, out1), var_mean(self, dim, correction, keepdim));
}
Tensor& var_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim) {
  return detail::written("var", out, var(self, dim, correction, keepdim));
}
Tensor& vdot_out(Tensor& out, const Tensor& self, const Tensor& other) {
  return detail::written("vdot", out, vdot(self, other));
}
Tensor& vstack_out(Tensor& out, TensorList tensors) { return detail::written("vstack", out, vstack(tensors)); }
Tensor& xlogy_out(Tensor& out, const Scalar& self, const Tensor& other) {
  return detail::written("xlogy", out, xlogy(self, other));
}

}  // namespace rectify::api
