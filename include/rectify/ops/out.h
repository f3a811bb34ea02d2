#pragma once
// Forms that write into `out`, which is resized: of functions whose own headers have none. Error: an argument wants a
// gradient, or out's dtype cannot take the result's.
#include <rectify/core/tensor.h>
#include <rectify/ops/loss.h>

namespace rectify::api {

Tensor& absolute_out(Tensor& out, const Tensor& self);
Tensor& adaptive_avg_pool2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size);
Tensor& adaptive_avg_pool3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size);
std::tuple<Tensor&, Tensor&> adaptive_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size);
std::tuple<Tensor&, Tensor&> adaptive_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                     IntArrayRef output_size);
Tensor& add_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& affine_grid_generator_out(Tensor& out, const Tensor& theta, IntArrayRef size, bool align_corners);
Tensor& all_out(Tensor& out, const Tensor& self);
std::tuple<Tensor&, Tensor&> aminmax_out(Tensor& min, Tensor& max, const Tensor& self, optional<int64_t> dim = nullopt,
                                         bool keepdim = false);
Tensor& any_out(Tensor& out, const Tensor& self);
Tensor& arccos_out(Tensor& out, const Tensor& self);
Tensor& arccosh_out(Tensor& out, const Tensor& self);
Tensor& arcsin_out(Tensor& out, const Tensor& self);
Tensor& arcsinh_out(Tensor& out, const Tensor& self);
Tensor& arctan2_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& arctan_out(Tensor& out, const Tensor& self);
Tensor& arctanh_out(Tensor& out, const Tensor& self);
Tensor& avg_pool2d_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                       IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                       optional<int64_t> divisor_override = nullopt);
Tensor& avg_pool3d_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                       IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                       optional<int64_t> divisor_override = nullopt);
Tensor& bartlett_window_out(Tensor& out, int64_t window_length);
Tensor& bartlett_window_out(Tensor& out, int64_t window_length, bool periodic);
Tensor& bincount_out(Tensor& out, const Tensor& self, const optional<Tensor>& weights = {}, int64_t minlength = 0);
Tensor& bitwise_and_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& bitwise_left_shift_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& bitwise_or_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& bitwise_right_shift_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& bitwise_xor_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& blackman_window_out(Tensor& out, int64_t window_length);
Tensor& blackman_window_out(Tensor& out, int64_t window_length, bool periodic);
Tensor& block_diag_out(Tensor& out, TensorList tensors);
Tensor& bucketize_out(Tensor& out, const Scalar& self, const Tensor& boundaries, bool out_int32 = false,
                      bool right = false);
Tensor& bucketize_out(Tensor& out, const Tensor& self, const Tensor& boundaries, bool out_int32 = false,
                      bool right = false);
Tensor& chain_matmul_out(Tensor& out, TensorList matrices);
Tensor& channel_shuffle_out(Tensor& out, const Tensor& self, int64_t groups);
Tensor& cholesky_inverse_out(Tensor& out, const Tensor& self, bool upper = false);
Tensor& cholesky_out(Tensor& out, const Tensor& self, bool upper = false);
Tensor& cholesky_solve_out(Tensor& out, const Tensor& self, const Tensor& input2, bool upper = false);
Tensor& clamp_max_out(Tensor& out, const Tensor& self, const Tensor& max);
Tensor& clamp_min_out(Tensor& out, const Tensor& self, const Tensor& min);
Tensor& clamp_out(Tensor& out, const Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {});
Tensor& clip_out(Tensor& out, const Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {});
Tensor& clip_out(Tensor& out, const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt);
Tensor& clone_out(Tensor& out, const Tensor& self, optional<MemoryFormat> memory_format = nullopt);
Tensor& col2im_out(Tensor& out, const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size,
                   IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride);
Tensor& column_stack_out(Tensor& out, TensorList tensors);
Tensor& concat_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& concatenate_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& conj_physical_out(Tensor& out, const Tensor& self);
Tensor& constant_pad_nd_out(Tensor& out, const Tensor& self, IntArrayRef pad, const Scalar& value = 0);
Tensor& convolution_out(Tensor& out, const Tensor& input, const Tensor& weight, const optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                        IntArrayRef output_padding, int64_t groups);
Tensor& count_nonzero_out(Tensor& out, const Tensor& self, optional<int64_t> dim = nullopt);
Tensor& count_nonzero_out(Tensor& out, const Tensor& self, IntArrayRef dim);
Tensor& cross_out(Tensor& out, const Tensor& self, const Tensor& other, optional<int64_t> dim = nullopt);
std::tuple<Tensor&, Tensor&> cummax_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim);
std::tuple<Tensor&, Tensor&> cummin_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim);
Tensor& diag_embed_out(Tensor& out, const Tensor& self, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
Tensor& diagonal_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t offset = 0, int64_t dim1 = 0,
                             int64_t dim2 = 1);
Tensor& diff_out(Tensor& out, const Tensor& self, int64_t n = 1, int64_t dim = -1, const optional<Tensor>& prepend = {},
                 const optional<Tensor>& append = {});
Tensor& dist_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& p = 2);
Tensor& div_out(Tensor& out, const Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode);
Tensor& divide_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& dstack_out(Tensor& out, TensorList tensors);
Tensor& embedding_out(Tensor& out, const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                      bool scale_grad_by_freq = false, bool sparse = false);
Tensor& empty_strided_out(Tensor& out, IntArrayRef size, IntArrayRef stride);
Tensor& fix_out(Tensor& out, const Tensor& self);
Tensor& flip_out(Tensor& out, const Tensor& self, IntArrayRef dims);
Tensor& float_power_out(Tensor& out, const Scalar& self, const Tensor& exponent);
Tensor& float_power_out(Tensor& out, const Tensor& self, const Scalar& exponent);
Tensor& float_power_out(Tensor& out, const Tensor& self, const Tensor& exponent);
std::tuple<Tensor&, Tensor&> fractional_max_pool2d_out(Tensor& output, Tensor& indices, const Tensor& self,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples);
std::tuple<Tensor&, Tensor&> fractional_max_pool3d_out(Tensor& output, Tensor& indices, const Tensor& self,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples);
std::tuple<Tensor&, Tensor&> frexp_out(Tensor& mantissa, Tensor& exponent, const Tensor& self);
Tensor& frobenius_norm_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim = false);
Tensor& greater_equal_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& greater_equal_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& greater_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& greater_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& grid_sampler_2d_out(Tensor& out, const Tensor& input, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners);
Tensor& grid_sampler_3d_out(Tensor& out, const Tensor& input, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners);
Tensor& hamming_window_out(Tensor& out, int64_t window_length);
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic);
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic, double alpha);
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic, double alpha, double beta);
Tensor& hann_window_out(Tensor& out, int64_t window_length);
Tensor& hann_window_out(Tensor& out, int64_t window_length, bool periodic);
Tensor& histc_out(Tensor& out, const Tensor& self, int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0);
Tensor& hstack_out(Tensor& out, TensorList tensors);
Tensor& huber_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean,
                       double delta = 1.0);
Tensor& igamma_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& igammac_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& im2col_out(Tensor& out, const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
                   IntArrayRef stride);
Tensor& index_add_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                      const Scalar& alpha = 1);
Tensor& index_fill_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);
Tensor& index_fill_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value);
Tensor& index_reduce_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                         std::string_view reduce, bool include_self = true);
Tensor& inner_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& inverse_out(Tensor& out, const Tensor& self);
Tensor& isin_out(Tensor& out, const Scalar& element, const Tensor& test_elements, bool assume_unique = false,
                 bool invert = false);
Tensor& isin_out(Tensor& out, const Tensor& elements, const Scalar& test_element, bool assume_unique = false,
                 bool invert = false);
Tensor& isin_out(Tensor& out, const Tensor& elements, const Tensor& test_elements, bool assume_unique = false,
                 bool invert = false);
Tensor& isinf_out(Tensor& out, const Tensor& self);
Tensor& isnan_out(Tensor& out, const Tensor& self);
Tensor& isneginf_out(Tensor& out, const Tensor& self);
Tensor& isposinf_out(Tensor& out, const Tensor& self);
Tensor& kaiser_window_out(Tensor& out, int64_t window_length);
Tensor& kaiser_window_out(Tensor& out, int64_t window_length, bool periodic);
Tensor& kaiser_window_out(Tensor& out, int64_t window_length, bool periodic, double beta);
Tensor& kron_out(Tensor& out, const Tensor& self, const Tensor& other);
std::tuple<Tensor&, Tensor&> kthvalue_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t k,
                                          int64_t dim = -1, bool keepdim = false);
Tensor& ldexp_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& less_equal_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& less_equal_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& less_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& less_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& linalg_cholesky_out(Tensor& out, const Tensor& self, bool upper = false);
Tensor& linalg_cond_out(Tensor& out, const Tensor& self, const optional<Scalar>& p = nullopt);
Tensor& linalg_cross_out(Tensor& out, const Tensor& self, const Tensor& other, int64_t dim = -1);
Tensor& linalg_det_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&> linalg_eigh_out(Tensor& eigvals, Tensor& eigvecs, const Tensor& self,
                                             std::string_view UPLO = "L");
Tensor& linalg_eigvalsh_out(Tensor& out, const Tensor& self, std::string_view UPLO = "L");
Tensor& linalg_inv_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> linalg_lstsq_out(Tensor& solution, Tensor& residuals, Tensor& rank,
                                                                Tensor& singular_values, const Tensor& self,
                                                                const Tensor& b, optional<double> rcond = nullopt,
                                                                optional<std::string_view> driver = nullopt);
Tensor& linalg_matmul_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& linalg_matrix_exp_out(Tensor& out, const Tensor& self);
Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& self, std::string_view ord = "fro",
                               IntArrayRef dim = {-2, -1}, bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& self, const Scalar& ord, IntArrayRef dim = {-2, -1},
                               bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor& linalg_matrix_power_out(Tensor& out, const Tensor& self, int64_t n);
Tensor& linalg_matrix_rank_out(Tensor& out, const Tensor& self, double tol, bool hermitian = false);
Tensor& linalg_multi_dot_out(Tensor& out, TensorList tensors);
Tensor& linalg_norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& ord = nullopt,
                        OptionalIntArrayRef dim = nullopt, bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor& linalg_norm_out(Tensor& out, const Tensor& self, std::string_view ord, OptionalIntArrayRef dim = nullopt,
                        bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor& linalg_pinv_out(Tensor& out, const Tensor& self, double rcond, bool hermitian = false);
std::tuple<Tensor&, Tensor&> linalg_qr_out(Tensor& Q, Tensor& R, const Tensor& A, std::string_view mode = "reduced");
std::tuple<Tensor&, Tensor&> linalg_slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& A);
Tensor& linalg_solve_out(Tensor& out, const Tensor& A, const Tensor& B, bool left = true);
Tensor& linalg_solve_triangular_out(Tensor& out, const Tensor& self, const Tensor& B, bool upper, bool left = true,
                                    bool unitriangular = false);
std::tuple<Tensor&, Tensor&, Tensor&> linalg_svd_out(Tensor& U, Tensor& S, Tensor& Vh, const Tensor& A,
                                                     bool full_matrices = true,
                                                     optional<std::string_view> driver = nullopt);
Tensor& linalg_svdvals_out(Tensor& out, const Tensor& A, optional<std::string_view> driver = nullopt);
Tensor& linalg_vecdot_out(Tensor& out, const Tensor& x, const Tensor& y, int64_t dim = -1);
Tensor& linalg_vector_norm_out(Tensor& out, const Tensor& self, const Scalar& ord = 2,
                               OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                               optional<ScalarType> dtype = nullopt);
Tensor& logcumsumexp_out(Tensor& out, const Tensor& self, int64_t dim);
Tensor& logit_out(Tensor& out, const Tensor& self, optional<double> eps = nullopt);
Tensor& logspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps, double base = 10.0);
Tensor& masked_fill_out(Tensor& out, const Tensor& self, const Tensor& mask, const Scalar& value);
Tensor& masked_fill_out(Tensor& out, const Tensor& self, const Tensor& mask, const Tensor& value);
Tensor& masked_scatter_out(Tensor& out, const Tensor& self, const Tensor& mask, const Tensor& source);
Tensor& matrix_power_out(Tensor& out, const Tensor& self, int64_t n);
std::tuple<Tensor&, Tensor&> max_pool2d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                         IntArrayRef kernel_size, IntArrayRef stride = {},
                                                         IntArrayRef padding = 0, IntArrayRef dilation = 1,
                                                         bool ceil_mode = false);
std::tuple<Tensor&, Tensor&> max_pool3d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& self,
                                                         IntArrayRef kernel_size, IntArrayRef stride = {},
                                                         IntArrayRef padding = 0, IntArrayRef dilation = 1,
                                                         bool ceil_mode = false);
Tensor& max_unpool2d_out(Tensor& out, const Tensor& self, const Tensor& indices, IntArrayRef output_size);
Tensor& max_unpool3d_out(Tensor& out, const Tensor& self, const Tensor& indices, IntArrayRef output_size,
                         IntArrayRef stride, IntArrayRef padding);
Tensor& median_out(Tensor& out, const Tensor& self);
std::tuple<Tensor&, Tensor&> median_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                        bool keepdim = false);
std::tuple<Tensor&, Tensor&> mode_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim = -1,
                                      bool keepdim = false);
Tensor& mse_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean);
Tensor& msort_out(Tensor& out, const Tensor& self);
Tensor& multilabel_margin_loss_out(Tensor& out, const Tensor& self, const Tensor& target,
                                   int64_t reduction = Reduction::Mean);
Tensor& multinomial_out(Tensor& out, const Tensor& self, int64_t num_samples, bool replacement = false,
                        optional<Generator> generator = nullopt);
Tensor& multiply_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& mvlgamma_out(Tensor& out, const Tensor& self, int64_t p);
Tensor& nanmean_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                    optional<ScalarType> dtype = nullopt);
Tensor& nanmedian_out(Tensor& out, const Tensor& self);
std::tuple<Tensor&, Tensor&> nanmedian_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim,
                                           bool keepdim = false);
Tensor& nanquantile_out(Tensor& out, const Tensor& self, const Tensor& q, optional<int64_t> dim = nullopt,
                        bool keepdim = false, std::string_view interpolation = "linear");
Tensor& nanquantile_out(Tensor& out, const Tensor& self, double q, optional<int64_t> dim = nullopt,
                        bool keepdim = false, std::string_view interpolation = "linear");
Tensor& nansum_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                   optional<ScalarType> dtype = nullopt);
Tensor& negative_out(Tensor& out, const Tensor& self);
Tensor& norm_out(Tensor& out, const Tensor& self, const Scalar& p = 2);
Tensor& norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& p, ScalarType dtype);
Tensor& norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                 ScalarType dtype);
Tensor& normal_out(Tensor& out, const Tensor& mean, const Tensor& std, optional<Generator> generator = nullopt);
Tensor& normal_out(Tensor& out, double mean, const Tensor& std, optional<Generator> generator = nullopt);
Tensor& normal_out(Tensor& out, double mean, double std, IntArrayRef size, optional<Generator> generator = nullopt);
Tensor& not_equal_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& not_equal_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& nuclear_norm_out(Tensor& out, const Tensor& self, bool keepdim = false);
Tensor& pixel_shuffle_out(Tensor& out, const Tensor& self, int64_t upscale_factor);
Tensor& pixel_unshuffle_out(Tensor& out, const Tensor& self, int64_t downscale_factor);
Tensor& polygamma_out(Tensor& out, int64_t n, const Tensor& self);
Tensor& prod_out(Tensor& out, const Tensor& self, optional<ScalarType> dtype = nullopt);
Tensor& put_out(Tensor& out, const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate = false);
std::tuple<Tensor&, Tensor&> qr_out(Tensor& Q, Tensor& R, const Tensor& self, bool some = true);
Tensor& quantile_out(Tensor& out, const Tensor& self, const Tensor& q, optional<int64_t> dim = nullopt,
                     bool keepdim = false, std::string_view interpolation = "linear");
Tensor& quantile_out(Tensor& out, const Tensor& self, double q, optional<int64_t> dim = nullopt, bool keepdim = false,
                     std::string_view interpolation = "linear");
Tensor& rand_out(Tensor& out, IntArrayRef size);
Tensor& rand_out(Tensor& out, IntArrayRef size, optional<Generator> generator);
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size);
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size, optional<Generator> generator);
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size);
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size, optional<Generator> generator);
Tensor& randn_out(Tensor& out, IntArrayRef size);
Tensor& randn_out(Tensor& out, IntArrayRef size, optional<Generator> generator);
Tensor& randperm_out(Tensor& out, int64_t n);
Tensor& randperm_out(Tensor& out, int64_t n, optional<Generator> generator);
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end);
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step);
Tensor& reflection_pad1d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& reflection_pad2d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& reflection_pad3d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& remainder_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& renorm_out(Tensor& out, const Tensor& self, const Scalar& p, int64_t dim, const Scalar& maxnorm);
Tensor& repeat_interleave_out(Tensor& out, const Tensor& repeats, optional<int64_t> output_size = nullopt);
Tensor& replication_pad1d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& replication_pad2d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& replication_pad3d_out(Tensor& out, const Tensor& self, IntArrayRef padding);
Tensor& roll_out(Tensor& out, const Tensor& self, IntArrayRef shifts, IntArrayRef dims = {});
Tensor& rot90_out(Tensor& out, const Tensor& self, int64_t k = 1, IntArrayRef dims = {0, 1});
Tensor& round_out(Tensor& out, const Tensor& self, int64_t decimals);
Tensor& row_stack_out(Tensor& out, TensorList tensors);
Tensor& rsub_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& rsub_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& scalar_tensor_out(Tensor& out, const Scalar& s);
Tensor& scatter_add_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src);
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value,
                    std::string_view reduce);
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src);
Tensor& scatter_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                    std::string_view reduce);
Tensor& scatter_reduce_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                           std::string_view reduce, bool include_self = true);
Tensor& select_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t dim, int64_t index);
Tensor& signbit_out(Tensor& out, const Tensor& self);
Tensor& slice_scatter_out(Tensor& out, const Tensor& self, const Tensor& src, int64_t dim = 0,
                          optional<int64_t> start = nullopt, optional<int64_t> end = nullopt, int64_t step = 1);
std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& self);
Tensor& smooth_l1_loss_out(Tensor& out, const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean,
                           double beta = 1.0);
Tensor& soft_margin_loss_out(Tensor& out, const Tensor& self, const Tensor& target,
                             int64_t reduction = Reduction::Mean);
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& self, optional<bool> stable,
                                      int64_t dim = -1, bool descending = false);
Tensor& special_digamma_out(Tensor& out, const Tensor& self);
Tensor& special_entr_out(Tensor& out, const Tensor& self);
Tensor& special_erf_out(Tensor& out, const Tensor& self);
Tensor& special_erfc_out(Tensor& out, const Tensor& self);
Tensor& special_erfcx_out(Tensor& out, const Tensor& self);
Tensor& special_erfinv_out(Tensor& out, const Tensor& self);
Tensor& special_exp2_out(Tensor& out, const Tensor& self);
Tensor& special_expm1_out(Tensor& out, const Tensor& self);
Tensor& special_gammaln_out(Tensor& out, const Tensor& self);
Tensor& special_i0_out(Tensor& out, const Tensor& self);
Tensor& special_i0e_out(Tensor& out, const Tensor& self);
Tensor& special_i1_out(Tensor& out, const Tensor& self);
Tensor& special_i1e_out(Tensor& out, const Tensor& self);
Tensor& special_log1p_out(Tensor& out, const Tensor& self);
Tensor& special_log_ndtr_out(Tensor& out, const Tensor& self);
Tensor& special_ndtr_out(Tensor& out, const Tensor& self);
Tensor& special_ndtri_out(Tensor& out, const Tensor& self);
Tensor& special_psi_out(Tensor& out, const Tensor& self);
Tensor& special_sinc_out(Tensor& out, const Tensor& self);
Tensor& special_xlog1py_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& special_xlog1py_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& special_xlog1py_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& special_zeta_out(Tensor& out, const Scalar& self, const Tensor& other);
Tensor& special_zeta_out(Tensor& out, const Tensor& self, const Scalar& other);
Tensor& special_zeta_out(Tensor& out, const Tensor& self, const Tensor& other);
std::tuple<Tensor&, Tensor&> std_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim = false);
Tensor& std_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction,
                bool keepdim = false);
Tensor& sub_out(Tensor& out, const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& subtract_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& sum_out(Tensor& out, const Tensor& self, optional<ScalarType> dtype = nullopt);
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& U, Tensor& S, Tensor& V, const Tensor& self, bool some = true,
                                              bool compute_uv = true);
Tensor& take_along_dim_out(Tensor& out, const Tensor& self, const Tensor& indices, optional<int64_t> dim = nullopt);
Tensor& tensordot_out(Tensor& out, const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                      IntArrayRef dims_other);
Tensor& trace_out(Tensor& out, const Tensor& self);
std::tuple<Tensor&, Tensor&> triangular_solve_out(Tensor& X, Tensor& M, const Tensor& self, const Tensor& A,
                                                  bool upper = true, bool transpose = false,
                                                  bool unitriangular = false);
Tensor& tril_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset = 0);
Tensor& triu_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset = 0);
Tensor& true_divide_out(Tensor& out, const Tensor& self, const Tensor& other);
std::tuple<Tensor&, Tensor&, Tensor&> unique_consecutive_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                             const Tensor& self, bool return_inverse = false,
                                                             bool return_counts = false,
                                                             optional<int64_t> dim = nullopt);
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& self,
                                                     int64_t dim, bool sorted = true, bool return_inverse = false,
                                                     bool return_counts = false);
Tensor& upsample_bicubic2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                               optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor& upsample_bilinear2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                                optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor& upsample_linear1d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                              optional<double> scales = nullopt);
Tensor& upsample_nearest1d_out(Tensor& out, const Tensor& self, IntArrayRef output_size,
                               optional<double> scales = nullopt);
Tensor& upsample_nearest2d_out(Tensor& out, const Tensor& self, IntArrayRef output_size,
                               optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor& upsample_nearest3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size,
                               optional<double> scales_d = nullopt, optional<double> scales_h = nullopt,
                               optional<double> scales_w = nullopt);
Tensor& upsample_trilinear3d_out(Tensor& out, const Tensor& self, IntArrayRef output_size, bool align_corners,
                                 optional<double> scales_d = nullopt, optional<double> scales_h = nullopt,
                                 optional<double> scales_w = nullopt);
std::tuple<Tensor&, Tensor&> var_mean_out(Tensor& out0, Tensor& out1, const Tensor& self, OptionalIntArrayRef dim,
                                          optional<int64_t> correction, bool keepdim = false);
Tensor& var_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction,
                bool keepdim = false);
Tensor& vdot_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& vstack_out(Tensor& out, TensorList tensors);
Tensor& xlogy_out(Tensor& out, const Scalar& self, const Tensor& other);

}  // namespace rectify::api
