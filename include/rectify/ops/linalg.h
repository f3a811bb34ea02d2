#pragma once
// Linear algebra of small dense matrices, as torch::linalg: matrices are the last two dimensions, the others are
// batches; float32 and float64 (computed in float64). Gradients of first and second order.
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

namespace rectify::api {

Tensor linalg_det(const Tensor& A);
std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A);               // sign, log |det|
Tensor linalg_inv(const Tensor& A);                                       // Error: singular
Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left = true);  // X with AX = B (left) or XA = B
Tensor linalg_solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left = true,
                               bool unitriangular = false);
Tensor linalg_cholesky(const Tensor& A, bool upper = false);  // Error: not positive-definite
std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A, std::string_view mode = "reduced");
std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& A, std::string_view UPLO = "L");  // ascending values, vectors
Tensor linalg_eigvalsh(const Tensor& A, std::string_view UPLO = "L");
std::tuple<Tensor, Tensor, Tensor> linalg_svd(const Tensor& A, bool full_matrices = true,
                                              optional<std::string_view> driver = nullopt);  // U, S, Vh
Tensor linalg_svdvals(const Tensor& A, optional<std::string_view> driver = nullopt);
Tensor linalg_pinv(const Tensor& A, double rcond = 1e-15, bool hermitian = false);
Tensor linalg_matrix_rank(const Tensor& A, double tol, bool hermitian = false);
Tensor linalg_matrix_rank(const Tensor& A);
std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(const Tensor& A, const Tensor& B,
                                                        optional<double> rcond = nullopt,
                                                        optional<std::string_view> driver = nullopt);
Tensor linalg_matrix_power(const Tensor& A, int64_t n);
Tensor linalg_matrix_exp(const Tensor& A);
Tensor linalg_multi_dot(TensorList tensors);
Tensor linalg_vector_norm(const Tensor& x, const Scalar& ord = 2, OptionalIntArrayRef dim = nullopt,
                          bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor linalg_matrix_norm(const Tensor& A, const Scalar& ord, IntArrayRef dim = {-2, -1}, bool keepdim = false,
                          optional<ScalarType> dtype = nullopt);
Tensor linalg_matrix_norm(const Tensor& A, std::string_view ord = "fro", IntArrayRef dim = {-2, -1},
                          bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor linalg_norm(const Tensor& A, const optional<Scalar>& ord = nullopt, OptionalIntArrayRef dim = nullopt,
                   bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor linalg_norm(const Tensor& A, std::string_view ord, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                   optional<ScalarType> dtype = nullopt);
Tensor linalg_cond(const Tensor& A, const optional<Scalar>& p = nullopt);
Tensor linalg_cross(const Tensor& a, const Tensor& b, int64_t dim = -1);
Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim = -1);
Tensor linalg_diagonal(const Tensor& A, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
Tensor linalg_matmul(const Tensor& a, const Tensor& b);
Tensor linalg_vander(const Tensor& x, optional<int64_t> N = nullopt);

Tensor cross(const Tensor& self, const Tensor& other, optional<int64_t> dim = nullopt);  // dim: the first of size 3
Tensor det(const Tensor& self);
Tensor logdet(const Tensor& self);
std::tuple<Tensor, Tensor> slogdet(const Tensor& self);
Tensor inverse(const Tensor& self);
Tensor pinverse(const Tensor& self, double rcond = 1e-15);
Tensor matrix_power(const Tensor& self, int64_t n);
Tensor matrix_exp(const Tensor& self);
Tensor cholesky(const Tensor& self, bool upper = false);
Tensor cholesky_solve(const Tensor& self, const Tensor& input2, bool upper = false);
Tensor cholesky_inverse(const Tensor& self, bool upper = false);
std::tuple<Tensor, Tensor> qr(const Tensor& self, bool some = true);
std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& self, bool some = true, bool compute_uv = true);  // U, S, V
std::tuple<Tensor, Tensor> triangular_solve(const Tensor& self, const Tensor& A, bool upper = true,
                                            bool transpose = false, bool unitriangular = false);
Tensor frobenius_norm(const Tensor& self, IntArrayRef dim, bool keepdim = false);
Tensor nuclear_norm(const Tensor& self, bool keepdim = false);
// Distances: p-norms of differences. cdist [*, P, M], [*, R, M] -> [*, P, R].
Tensor cdist(const Tensor& x1, const Tensor& x2, double p = 2, optional<int64_t> compute_mode = nullopt);

inline Tensor Tensor::cross(const Tensor& o, optional<int64_t> d) const { return rectify::cross(*this, o, d); }
inline Tensor Tensor::det() const { return rectify::det(*this); }
inline Tensor Tensor::logdet() const { return rectify::logdet(*this); }
inline std::tuple<Tensor, Tensor> Tensor::slogdet() const { return rectify::slogdet(*this); }
inline Tensor Tensor::inverse() const { return rectify::inverse(*this); }
inline Tensor Tensor::pinverse(double rcond) const { return rectify::pinverse(*this, rcond); }
inline Tensor Tensor::matrix_power(int64_t n) const { return rectify::matrix_power(*this, n); }
inline Tensor Tensor::matrix_exp() const { return rectify::matrix_exp(*this); }
inline Tensor Tensor::cholesky(bool upper) const { return rectify::cholesky(*this, upper); }
inline std::tuple<Tensor, Tensor> Tensor::qr(bool some) const { return rectify::qr(*this, some); }
inline std::tuple<Tensor, Tensor, Tensor> Tensor::svd(bool some, bool uv) const {
  return rectify::svd(*this, some, uv);
}

}  // namespace rectify::api
namespace rectify::linalg {
using namespace rectify::api;
inline Tensor det(const Tensor& A) { return linalg_det(A); }
inline std::tuple<Tensor, Tensor> slogdet(const Tensor& A) { return linalg_slogdet(A); }
inline Tensor inv(const Tensor& A) { return linalg_inv(A); }
inline Tensor solve(const Tensor& A, const Tensor& B, bool left = true) { return linalg_solve(A, B, left); }
inline Tensor solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left = true, bool uni = false) {
  return linalg_solve_triangular(A, B, upper, left, uni);
}
inline Tensor cholesky(const Tensor& A) { return linalg_cholesky(A); }
inline std::tuple<Tensor, Tensor> qr(const Tensor& A, std::string_view mode = "reduced") { return linalg_qr(A, mode); }
inline std::tuple<Tensor, Tensor> eigh(const Tensor& A, std::string_view UPLO = "L") { return linalg_eigh(A, UPLO); }
inline Tensor eigvalsh(const Tensor& A, std::string_view UPLO = "L") { return linalg_eigvalsh(A, UPLO); }
inline std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool full = true,
                                              optional<std::string_view> driver = nullopt) {
  return linalg_svd(A, full, driver);
}
inline Tensor svdvals(const Tensor& A, optional<std::string_view> driver = nullopt) {
  return linalg_svdvals(A, driver);
}
inline Tensor pinv(const Tensor& A, double rcond = 1e-15, bool hermitian = false) {
  return linalg_pinv(A, rcond, hermitian);
}
inline Tensor matrix_rank(const Tensor& A, double tol, bool hermitian = false) {
  return linalg_matrix_rank(A, tol, hermitian);
}
inline Tensor matrix_power(const Tensor& A, int64_t n) { return linalg_matrix_power(A, n); }
inline Tensor matrix_exp(const Tensor& A) { return linalg_matrix_exp(A); }
inline Tensor multi_dot(TensorList list) { return linalg_multi_dot(list); }
inline Tensor vector_norm(const Tensor& x, Scalar ord = 2, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                          optional<ScalarType> dtype = nullopt) {
  return linalg_vector_norm(x, ord, dim, keepdim, dtype);
}
inline Tensor matrix_norm(const Tensor& A, const Scalar& ord, IntArrayRef dim = {-2, -1}, bool keepdim = false,
                          optional<ScalarType> dtype = nullopt) {
  return linalg_matrix_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor matrix_norm(const Tensor& A, std::string_view ord = "fro", IntArrayRef dim = {-2, -1},
                          bool keepdim = false, optional<ScalarType> dtype = nullopt) {
  return linalg_matrix_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor norm(const Tensor& A, const optional<Scalar>& ord = nullopt, OptionalIntArrayRef dim = nullopt,
                   bool keepdim = false, optional<ScalarType> dtype = nullopt) {
  return linalg_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor norm(const Tensor& A, std::string_view ord, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
                   optional<ScalarType> dtype = nullopt) {
  return linalg_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor cross(const Tensor& a, const Tensor& b, int64_t dim = -1) { return linalg_cross(a, b, dim); }
}  // namespace rectify::linalg
