#pragma once
// Functions and out forms that few programs call. Errors are those of the functions they stand for.
#include <rectify/core/tensor.h>
#include <rectify/ops/linalg.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/out.h>
#include <rectify/ops/special.h>

namespace rectify::api {

Tensor divide(const Tensor& self, const Tensor& other, optional<std::string_view> rounding_mode);
Tensor divide(const Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode);
Tensor& divide_out(Tensor& out, const Tensor& self, const Tensor& other, optional<std::string_view> rounding_mode);
Tensor argsort(const Tensor& self, bool stable, int64_t dim, bool descending = false);
Tensor& argsort_out(Tensor& out, const Tensor& self, bool stable, int64_t dim = -1, bool descending = false);
Tensor bernoulli(const Tensor& self, const Tensor& p, optional<Generator> generator = nullopt);

Tensor frobenius_norm(const Tensor& self);
Tensor nuclear_norm(const Tensor& self, IntArrayRef dim, bool keepdim = false);
Tensor linalg_cond(const Tensor& self, std::string_view p);
inline Tensor linalg_cond(const Tensor& self, const char* p) { return linalg_cond(self, std::string_view(p)); }
// side: "left" or "right". sorter: the order of an unsorted sequence.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool out_int32, bool right,
                    optional<std::string_view> side, const optional<Tensor>& sorter = {});
Tensor& searchsorted_out(Tensor& out, const Tensor& sorted_sequence, const Tensor& values, bool out_int32 = false,
                         bool right = false, optional<std::string_view> side = nullopt,
                         const optional<Tensor>& sorter = {});
Tensor as_strided_scatter(const Tensor& self, const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          optional<int64_t> storage_offset = nullopt);
Tensor _reshape_alias(const Tensor& self, IntArrayRef size, IntArrayRef stride);
Tensor _shape_as_tensor(const Tensor& self);
Tensor norm_except_dim(const Tensor& v, int64_t pow = 2, int64_t dim = 0);
std::vector<Tensor> gradient(const Tensor& self, const optional<Scalar>& spacing = nullopt,
                             optional<int64_t> dim = nullopt, int64_t edge_order = 1);
std::vector<Tensor> nonzero_numpy(const Tensor& self);
int64_t get_device(const Tensor& self);
Tensor& clip_(Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt);
Tensor& clip_(Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {});
Tensor& addmv_(Tensor& self, const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1);
const Tensor& as_strided_(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                          optional<int64_t> storage_offset = nullopt);
const Tensor& resize_as_(const Tensor& self, const Tensor& the_template, optional<MemoryFormat> format = nullopt);
Tensor& binary_cross_entropy_out(Tensor& out, const Tensor& self, const Tensor& target,
                                 const optional<Tensor>& weight = {}, int64_t reduction = Reduction::Mean);
Tensor& nll_loss_out(Tensor& out, const Tensor& self, const Tensor& target, const optional<Tensor>& weight = {},
                     int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
Tensor& multi_margin_loss_out(Tensor& out, const Tensor& self, const Tensor& target, const Scalar& p = 1,
                              const Scalar& margin = 1, const optional<Tensor>& weight = {},
                              int64_t reduction = Reduction::Mean);
Tensor& linear_out(Tensor& out, const Tensor& input, const Tensor& weight, const optional<Tensor>& bias = {});
Tensor& copy_out(Tensor& out, const Tensor& self, const Tensor& src, bool non_blocking = false);
Tensor& fill_out(Tensor& out, const Tensor& self, const Scalar& value);
Tensor& repeat_out(Tensor& out, const Tensor& self, IntArrayRef repeats);
Tensor& special_logit_out(Tensor& out, const Tensor& self, optional<double> eps = nullopt);
Tensor& special_polygamma_out(Tensor& out, int64_t n, const Tensor& self);
Tensor& special_multigammaln_out(Tensor& out, const Tensor& self, int64_t p);
Tensor& special_gammainc_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& special_gammaincc_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& special_xlogy_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& special_round_out(Tensor& out, const Tensor& self, int64_t decimals = 0);
Tensor& special_logsumexp_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim = false);

}  // namespace rectify::api
namespace rectify::linalg {
#define RECTIFY_SAME(f)                             \
  template <class... Args>                          \
  decltype(auto) f(Args&&... args) {                \
    return linalg_##f(std::forward<Args>(args)...); \
  }
RECTIFY_SAME(eigh_out)
RECTIFY_SAME(eigvalsh_out)
RECTIFY_SAME(inv_out)
RECTIFY_SAME(lstsq)
RECTIFY_SAME(matrix_norm_out)
RECTIFY_SAME(matrix_rank_out)
RECTIFY_SAME(multi_dot_out)
RECTIFY_SAME(pinv_out)
RECTIFY_SAME(qr_out)
RECTIFY_SAME(solve_out)
RECTIFY_SAME(solve_triangular_out)
RECTIFY_SAME(svd_out)
RECTIFY_SAME(svdvals_out)
RECTIFY_SAME(vector_norm_out)
#undef RECTIFY_SAME
}  // namespace rectify::linalg
namespace rectify::special {
#define RECTIFY_SAME(f)                              \
  template <class... Args>                           \
  Tensor& f(Args&&... args) {                        \
    return special_##f(std::forward<Args>(args)...); \
  }
RECTIFY_SAME(entr_out)
RECTIFY_SAME(erfcx_out)
RECTIFY_SAME(gammainc_out)
RECTIFY_SAME(gammaincc_out)
RECTIFY_SAME(gammaln_out)
RECTIFY_SAME(i0e_out)
RECTIFY_SAME(i1_out)
RECTIFY_SAME(i1e_out)
RECTIFY_SAME(log_ndtr_out)
RECTIFY_SAME(multigammaln_out)
RECTIFY_SAME(ndtr_out)
RECTIFY_SAME(ndtri_out)
RECTIFY_SAME(psi_out)
RECTIFY_SAME(xlog1py_out)
RECTIFY_SAME(zeta_out)
#undef RECTIFY_SAME
}  // namespace rectify::special
