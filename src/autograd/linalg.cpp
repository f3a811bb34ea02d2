// Linear algebra: factorisations in double, gradients by public functions.
#include <rectify/autograd/node.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/linalg.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ops/elementwise.h"
#include "ops/factor.h"

namespace rectify::api {
namespace {
using Dims = std::vector<int64_t>;

void check_floating(const char* name, const Tensor& A) {
  ScalarType t = A.scalar_type();
  TORCH_CHECK(isFloatingType(t), name, ": Expected a floating point or complex tensor as input. Got ", toString(t));
  TORCH_CHECK(t == kFloat || t == kDouble, name, ": Low precision dtypes not supported. Got ", toString(t));
}
void check_matrix(const char* name, const Tensor& A, const char* argument = "A") {
  TORCH_CHECK(A.dim() >= 2, name, ": The input tensor ", argument, " must have at least 2 dimensions.");
}
void check_square(const char* name, const Tensor& A, const char* argument = "A") {
  check_matrix(name, A, argument);
  TORCH_CHECK(A.size(-1) == A.size(-2), name, ": ", argument, " must be batches of square matrices, but they are ",
              A.size(-2), " by ", A.size(-1), " matrices");
}
Tensor in_double(const Tensor& t) { return ops::contiguous(ops::to(t.detach(), kDouble)); }
int64_t matrices(const Tensor& A) {
  int64_t n = 1;
  for (int64_t d = 0; d + 2 < A.dim(); d++) n *= A.size(d);
  return n;
}
Dims batch_of(const Tensor& A) { return Dims(A.sizes().begin(), A.sizes().end() - 2); }
Tensor like_batch(const Tensor& A, std::initializer_list<int64_t> tail) {
  Dims s = batch_of(A);
  s.insert(s.end(), tail);
  return new_tensor(s, kDouble);
}
double* at(const Tensor& t, int64_t matrix, int64_t elements) { return t.data_ptr<double>() + matrix * elements; }
std::string of_batch(const Tensor& A, int64_t i) { return A.dim() > 2 ? str("(Batch element ", i, "): ") : ""; }
// Gradients: in[i] may be undefined for an output that nobody used.
Tensor or_zero(const Tensor& g, const Tensor& like) { return g.defined() ? g : zeros_like(like); }
Tensor diagonal_matrix(const Tensor& v) { return v.diag_embed(); }
}  // namespace

Tensor linalg_solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left, bool unit) {
  const char* name = "linalg.solve_triangular";
  check_square(name, A);
  check_matrix(name, B, "B");
  if (!left)
    return linalg_solve_triangular(A.transpose(-2, -1), B.transpose(-2, -1), !upper, true, unit).transpose(-2, -1);
  check_floating(name, A);
  TORCH_CHECK(A.size(-1) == B.size(-2), name, ": Incompatible shapes of A and B for the equation AX = B (", A.size(-2),
              "x", A.size(-1), " and ", B.size(-2), "x", B.size(-1), ")");
  Dims batch = ops::broadcast_shapes(batch_of(A), batch_of(B)), sa = batch, sb = batch;
  sa.insert(sa.end(), {A.size(-2), A.size(-1)});
  sb.insert(sb.end(), {B.size(-2), B.size(-1)});
  Tensor a = in_double(A.detach().expand(sa)), x = in_double(B.detach().expand(sb)).clone();
  int64_t n = a.size(-1), c = x.size(-1);
  for (int64_t i = 0; i < matrices(x); i++)
    ops::factor::solve_triangular(at(a, i, n * n), at(x, i, n * c), n, c, upper, unit);
  Tensor y = ops::to(x, A.scalar_type());
  if (any_wants_grad(A, B))
    record(y, "LinalgSolveTriangularBackward0", {&A, &B},
           [s = Saved(A), r = Saved::output(y), upper, unit, sa = A.sizes().vec(), sb = B.sizes().vec()](
               Node& self, const Tensor* in, Tensor* out) {
             Tensor T = s.unpack(self), X = r.unpack(self);
             Tensor g = linalg_solve_triangular(T.transpose(-2, -1), in[0], !upper, true, unit);
             if (self.needs(0)) {
               Tensor d = -matmul(g, X.transpose(-2, -1));
               out[0] = sum_to_size(upper ? d.triu(unit ? 1 : 0) : d.tril(unit ? -1 : 0), sa);
             }
             if (self.needs(1)) out[1] = sum_to_size(g, sb);
           });
  return y;
}
Tensor linalg_inv(const Tensor& A) {
  check_square("linalg.inv", A);
  check_floating("linalg.inv", A);
  Tensor a = in_double(A).clone(), x = like_batch(A, {A.size(-1), A.size(-1)});
  int64_t n = A.size(-1);
  Dims swaps(n);
  ops::zero_(x);
  for (int64_t i = 0; i < matrices(A); i++) {
    int64_t failed = ops::factor::lu(at(a, i, n * n), swaps.data(), n);
    TORCH_CHECK_WITH(LinAlgError, !failed, "linalg.inv: ", of_batch(A, i), "The diagonal element ", failed,
                     " is zero, the inversion could not be completed because the input matrix is singular.");
    for (int64_t k = 0; k < n; k++) at(x, i, n * n)[k * n + k] = 1;
    ops::factor::lu_solve(at(a, i, n * n), swaps.data(), at(x, i, n * n), n, n);
  }
  Tensor y = ops::to(x, A.scalar_type());
  if (any_wants_grad(A))
    record(y, "LinalgInvExBackward0", {&A}, [r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
      Tensor t = r.unpack(self).transpose(-2, -1);
      out[0] = -matmul(matmul(t, in[0]), t);
    });
  return y;
}
Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left) {
  const char* name = "linalg.solve";
  check_square(name, A);
  check_floating(name, A);
  TORCH_CHECK(A.scalar_type() == B.scalar_type(), name,
              ": Expected A and B to have the same dtype, but found A of type ", toString(A.scalar_type()),
              " and B of type ", toString(B.scalar_type()), " instead");
  // B is a batch of vectors when its shape is A's without the last dimension
  bool vector = B.dim() == 1 || (B.dim() + 1 == A.dim() && B.sizes() == A.sizes().slice(0, A.dim() - 1));
  if (vector) return linalg_solve(A, B.unsqueeze(-1), true).squeeze(-1);
  if (!left) return linalg_solve(A.transpose(-2, -1), B.transpose(-2, -1), true).transpose(-2, -1);
  check_matrix(name, B, "B");
  TORCH_CHECK(A.size(-1) == B.size(-2), name, ": Incompatible shapes of A and B for the equation AX = B (", A.size(-2),
              "x", A.size(-1), " and ", B.size(-2), "x", B.size(-1), ")");
  Dims batch = ops::broadcast_shapes(batch_of(A), batch_of(B)), sa = batch, sb = batch;
  sa.insert(sa.end(), {A.size(-2), A.size(-1)});
  sb.insert(sb.end(), {B.size(-2), B.size(-1)});
  Tensor a = in_double(A.detach().expand(sa)).clone(), x = in_double(B.detach().expand(sb)).clone();
  int64_t n = a.size(-1), c = x.size(-1);
  Dims swaps(n);
  for (int64_t i = 0; i < matrices(x); i++) {
    TORCH_CHECK_WITH(LinAlgError, !ops::factor::lu(at(a, i, n * n), swaps.data(), n),
                     "torch.linalg.solve: ", of_batch(a, i), "The solver failed because the input matrix is singular.");
    ops::factor::lu_solve(at(a, i, n * n), swaps.data(), at(x, i, n * c), n, c);
  }
  Tensor y = ops::to(x, A.scalar_type());
  if (any_wants_grad(A, B))
    record(y, "LinalgSolveExBackward0", {&A, &B},
           [s = Saved(A), r = Saved::output(y), sa = A.sizes().vec(), sb = B.sizes().vec()](
               Node& self, const Tensor* in, Tensor* out) {
             Tensor g = linalg_solve(s.unpack(self).transpose(-2, -1), in[0]);
             if (self.needs(0)) out[0] = sum_to_size(-matmul(g, r.unpack(self).transpose(-2, -1)), sa);
             if (self.needs(1)) out[1] = sum_to_size(g, sb);
           });
  return y;
}

namespace {
// Sign and logarithm of the absolute determinant of every matrix.
std::pair<Tensor, Tensor> sign_and_log(const Tensor& A) {
  Tensor a = in_double(A).clone(), sign = like_batch(A, {}), log = like_batch(A, {});
  int64_t n = A.size(-1);
  Dims swaps(n);
  for (int64_t i = 0; i < matrices(A); i++) {
    double* m = at(a, i, n * n);
    ops::factor::lu(m, swaps.data(), n);
    double s = 1, l = 0;
    for (int64_t k = 0; k < n; k++) {
      double d = m[k * n + k];
      s *= (d > 0 ? 1 : d < 0 ? -1 : d) * (swaps[k] == k ? 1 : -1);
      l += std::log(std::abs(d));
    }
    *at(sign, i, 1) = s;
    *at(log, i, 1) = l;
  }
  return {sign, log};
}
// d det / dA: the cofactors, by minors where the matrix is singular.
Tensor cofactors(const Tensor& A, const Tensor& det) {
  if (A.numel() == 0) return A;
  bool singular;
  {
    detail::RawGuard off;
    singular = any(det == 0).item<bool>();
  }
  if (!singular) return det.unsqueeze(-1).unsqueeze(-1) * linalg_inv(A).transpose(-2, -1);
  int64_t n = A.size(-1);
  std::vector<Tensor> rows;
  for (int64_t i = 0; i < n; i++) {
    std::vector<Tensor> row;
    for (int64_t j = 0; j < n; j++) {
      Tensor m = cat({A.slice(-2, 0, i), A.slice(-2, i + 1)}, -2);
      m = cat({m.slice(-1, 0, j), m.slice(-1, j + 1)}, -1);
      row.push_back(linalg_det(m) * ((i + j) % 2 ? -1 : 1));
    }
    rows.push_back(stack(row, -1));
  }
  return stack(rows, -2);
}
}  // namespace
Tensor linalg_det(const Tensor& A) {
  check_square("linalg.det", A);
  check_floating("linalg.det", A);
  Tensor a = in_double(A).clone(), d = like_batch(A, {});
  int64_t n = A.size(-1);
  Dims swaps(n);
  for (int64_t i = 0; i < matrices(A); i++) {
    ops::factor::lu(at(a, i, n * n), swaps.data(), n);
    double p = 1;
    for (int64_t k = 0; k < n; k++) p *= at(a, i, n * n)[k * n + k] * (swaps[k] == k ? 1 : -1);
    *at(d, i, 1) = p;
  }
  Tensor y = ops::to(d, A.scalar_type());
  if (any_wants_grad(A))
    record(y, "LinalgDetBackward0", {&A},
           [s = Saved(A), r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
             Tensor m = s.unpack(self);
             out[0] = in[0].unsqueeze(-1).unsqueeze(-1) * cofactors(m, r.unpack(self));
           });
  return y;
}
std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A) {
  check_square("linalg.slogdet", A);
  check_floating("linalg.slogdet", A);
  auto [sign, log] = sign_and_log(A);
  Tensor s = ops::to(sign, A.scalar_type()), l = ops::to(log, A.scalar_type());
  if (any_wants_grad(A))
    record(l, "LinalgSlogdetBackward0", {&A}, [s = Saved(A)](Node& self, const Tensor* in, Tensor* out) {
      out[0] = in[0].unsqueeze(-1).unsqueeze(-1) * linalg_inv(s.unpack(self)).transpose(-2, -1);
    });
  return {s, l};
}

Tensor linalg_cholesky(const Tensor& A, bool upper) {
  check_square("linalg.cholesky", A);
  check_floating("linalg.cholesky", A);
  if (upper) return linalg_cholesky(A.transpose(-2, -1)).transpose(-2, -1);
  Tensor x = in_double(A).clone();
  int64_t n = A.size(-1);
  for (int64_t i = 0; i < matrices(A); i++) {
    int64_t failed = ops::factor::cholesky(at(x, i, n * n), n);
    TORCH_CHECK_WITH(LinAlgError, !failed, "linalg.cholesky: ", of_batch(A, i),
                     "The factorization could not be completed because the input is not positive-definite (the leading "
                     "minor of order ",
                     failed, " is not positive-definite).");
  }
  Tensor y = ops::to(x, A.scalar_type());
  if (any_wants_grad(A))
    record(y, "LinalgCholeskyExBackward0", {&A}, [r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
      Tensor L = r.unpack(self), phi = matmul(L.transpose(-2, -1), in[0]).tril();
      phi = phi + phi.tril(-1).transpose(-2, -1);
      phi = linalg_solve_triangular(L.transpose(-2, -1), phi * 0.5, true, true);
      out[0] = linalg_solve_triangular(L, phi, false, false);
    });
  return y;
}

namespace {
// The gradient through A = QR with square R.
Tensor qr_gradient(const Tensor& Q, const Tensor& R, const Tensor& gQ, const Tensor& gR) {
  Tensor M = matmul(R, gR.transpose(-2, -1)) - matmul(gQ.transpose(-2, -1), Q);
  M = M.tril() + M.tril(-1).transpose(-2, -1);
  return linalg_solve_triangular(R.transpose(-2, -1), gQ + matmul(Q, M), false, false);
}
}  // namespace
std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A, std::string_view mode) {
  check_matrix("linalg.qr", A);
  check_floating("linalg.qr", A);
  TORCH_CHECK(mode == "reduced" || mode == "complete" || mode == "r", "qr received unrecognized mode '", mode,
              "' but expected one of 'reduced' (default), 'r', or 'complete'");
  int64_t m = A.size(-2), n = A.size(-1), k = mode == "complete" ? m : std::min(m, n);
  bool with_q = mode != "r";
  Tensor a = in_double(A), q = with_q ? like_batch(A, {m, k}) : new_tensor({0}, kDouble), r = like_batch(A, {k, n});
  for (int64_t i = 0; i < matrices(A); i++)
    ops::factor::qr(at(a, i, m * n), with_q ? at(q, i, m * k) : nullptr, at(r, i, k * n), m, n, k);
  Tensor Q = ops::to(q, A.scalar_type()), R = ops::to(r, A.scalar_type());
  if (any_wants_grad(A)) {
    record_list(
        {Q, R}, "LinalgQrBackward0", {A},
        [sq = Saved(Q), sr = Saved(R), A = Saved(A), m, n, mode = std::string(mode)](Node& self, const Tensor* in,
                                                                                     Tensor* out) {
          TORCH_CHECK(mode != "r",
                      "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. "
                      "Please use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.");
          TORCH_CHECK(mode == "reduced" || m <= n,
                      "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.");
          // Q and R again, as functions of A
          auto [Q, R] = linalg_qr(A.unpack(self));
          Tensor gQ = or_zero(in[0], Q), gR = or_zero(in[1], R);
          if (m >= n) {
            out[0] = qr_gradient(Q, R, gQ, gR);
          } else {
            Tensor gV = gR.narrow(-1, m, n - m), Y = A.unpack(self).narrow(-1, m, n - m);
            out[0] = cat({qr_gradient(Q, R.narrow(-1, 0, m), gQ + matmul(Y, gV.transpose(-2, -1)), gR.narrow(-1, 0, m)),
                          matmul(Q, gV)},
                         -1);
          }
        });
  }
  return {Q, R};
}

std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& A, std::string_view uplo) {
  check_square("linalg.eigh", A);
  check_floating("linalg.eigh", A);
  char side = uplo.empty() ? ' ' : static_cast<char>(uplo[0] & ~0x20);
  TORCH_CHECK(uplo.size() == 1 && (side == 'L' || side == 'U'), "Expected UPLO argument to be 'L' or 'U', but got ",
              uplo);
  int64_t n = A.size(-1);
  Tensor a = in_double(A).clone(), w = like_batch(A, {n}), v = like_batch(A, {n, n});
  for (int64_t b = 0; b < matrices(A); b++) {
    double* m = at(a, b, n * n);
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < i; j++) side == 'L' ? m[j * n + i] = m[i * n + j] : m[i * n + j] = m[j * n + i];
    ops::factor::eigh(m, at(w, b, n), at(v, b, n * n), n);
  }
  Tensor L = ops::to(w, A.scalar_type()), V = ops::to(v, A.scalar_type());
  if (any_wants_grad(A))
    record_list({L, V}, "LinalgEighBackward0", {A},
                [A = Saved(A), uplo = std::string(uplo)](Node& self, const Tensor* in, Tensor* out) {
                  auto [L, V] = linalg_eigh(A.unpack(self), uplo);
                  Tensor inner = in[0].defined() ? diagonal_matrix(in[0]) : Tensor();
                  if (in[1].defined()) {
                    Tensor gaps = L.unsqueeze(-2) - L.unsqueeze(-1), one = diagonal_matrix(ones_like(L));
                    Tensor part = matmul(V.transpose(-2, -1), in[1]) * (1 - one) / (gaps + one);
                    inner = inner.defined() ? inner + part : part;
                  }
                  out[0] = matmul(matmul(V, inner), V.transpose(-2, -1));
                });
  return {L, V};
}
Tensor linalg_eigvalsh(const Tensor& A, std::string_view uplo) { return std::get<0>(linalg_eigh(A, uplo)); }

std::tuple<Tensor, Tensor, Tensor> linalg_svd(const Tensor& A, bool full, optional<std::string_view> driver) {
  check_matrix("linalg.svd", A);
  check_floating("linalg.svd", A);
  TORCH_CHECK(!driver,
              "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER "
              "backend.");
  int64_t m = A.size(-2), n = A.size(-1), k = std::min(m, n), cu = full ? m : k, cv = full ? n : k;
  Tensor a = in_double(m >= n ? A.detach() : A.detach().transpose(-2, -1));
  Tensor u = like_batch(A, {m, cu}), s = like_batch(A, {k}), v = like_batch(A, {n, cv});
  int64_t tall = std::max(m, n);
  std::vector<double> p(tall * k), q(k * k);
  for (int64_t b = 0; b < matrices(A); b++) {
    ops::factor::svd(at(a, b, m * n), p.data(), at(s, b, k), q.data(), tall, k);
    const auto &left = m >= n ? p : q, &right = m >= n ? q : p;
    auto fill = [&](double* to, const std::vector<double>& from, int64_t rows, int64_t columns) {
      for (int64_t i = 0; i < rows; i++) std::copy_n(from.data() + i * k, k, to + i * columns);
      ops::factor::complete(to, rows, k, columns);
    };
    fill(at(u, b, m * cu), left, m, cu);
    fill(at(v, b, n * cv), right, n, cv);
  }
  Tensor U = ops::to(u, A.scalar_type()), S = ops::to(s, A.scalar_type()),
         Vh = ops::contiguous_copy(ops::to(v, A.scalar_type()).transpose(-2, -1));
  if (any_wants_grad(A))
    record_list({U, S, Vh}, "LinalgSvdBackward0", {A},
                [A = Saved(A), full, m, n](Node& self, const Tensor* in, Tensor* out) {
                  TORCH_CHECK(!full || m == n || (!in[0].defined() && !in[2].defined()),
                              "svd_backward: The singular vectors in the complete case are not differentiable; use "
                              "full_matrices=False");
                  auto [U, S, Vh] = linalg_svd(A.unpack(self), false);
                  Tensor inner = in[1].defined() ? diagonal_matrix(in[1]) : Tensor(), rest;
                  auto plus = [](Tensor& to, const Tensor& t) { to = to.defined() ? to + t : t; };
                  Tensor squares = S * S, one = diagonal_matrix(ones_like(S)),
                         E = squares.unsqueeze(-2) - squares.unsqueeze(-1) + one;
                  auto skew = [&](const Tensor& t) { return (t - t.transpose(-2, -1)) / E; };
                  int64_t k = S.size(-1);
                  if (in[0].defined()) {
                    Tensor g = in[0].narrow(-1, 0, k), t = matmul(U.transpose(-2, -1), g);
                    plus(inner, skew(t) * S.unsqueeze(-2));
                    if (m > k) plus(rest, matmul((g - matmul(U, t)) / S.unsqueeze(-2), Vh));
                  }
                  if (in[2].defined()) {
                    Tensor g = in[2].narrow(-2, 0, k), t = matmul(g, Vh.transpose(-2, -1));  // k x k: gVh V
                    plus(inner, S.unsqueeze(-1) * skew(t.transpose(-2, -1)));
                    if (n > k) plus(rest, matmul(U, (g - matmul(t, Vh)) / S.unsqueeze(-1)));
                  }
                  out[0] = matmul(matmul(U, inner), Vh);
                  if (rest.defined()) out[0] = out[0] + rest;
                });
  return {U, S, Vh};
}
Tensor linalg_svdvals(const Tensor& A, optional<std::string_view> driver) {
  return std::get<1>(linalg_svd(A, false, driver));
}
namespace {
// The full matrices that a symmetric matrix's lower triangles stand for.
Tensor symmetric(const char* name, const Tensor& A) {
  check_square(name, A);
  return A.tril() + A.tril(-1).transpose(-2, -1);
}
}  // namespace
Tensor linalg_pinv(const Tensor& A, double rcond, bool hermitian) {
  if (hermitian) return linalg_pinv(symmetric("linalg.eigh", A), rcond);
  Tensor y;
  {
    detail::RawGuard off;
    check_matrix("linalg.pinv", A);
    auto [U, S, Vh] = linalg_svd(A.detach(), false);
    if (A.numel() == 0) return A.transpose(-2, -1);
    Tensor limit = S.amax({-1}, true) * rcond;
    Tensor inverse = where(S > limit, S.reciprocal(), Scalar(0));
    y = matmul(Vh.transpose(-2, -1) * inverse.unsqueeze(-2), U.transpose(-2, -1));
  }
  if (any_wants_grad(A))
    record(y, "LinalgPinvBackward0", {&A},
           [s = Saved(A), r = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
             Tensor A = s.unpack(self), P = r.unpack(self), Pt = P.transpose(-2, -1), gt = in[0].transpose(-2, -1);
             Tensor d = -matmul(matmul(Pt, in[0]), Pt), u = matmul(gt, matmul(P, Pt)), v = matmul(matmul(Pt, P), gt);
             out[0] = d + u - matmul(A, matmul(P, u)) + v - matmul(matmul(v, P), A);
           });
  return y;
}
Tensor linalg_matrix_rank(const Tensor& A, double tol, bool hermitian) {
  return linalg_svdvals(hermitian ? symmetric("linalg.eigh", A.detach()) : A.detach()).gt(tol).sum(-1);
}
Tensor linalg_matrix_rank(const Tensor& A) {
  Tensor S = linalg_svdvals(A.detach());
  double eps =
      A.scalar_type() == kFloat ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  return S.gt(S.amax({-1}, true) * (eps * static_cast<double>(std::max(A.size(-1), A.size(-2))))).sum(-1);
}
std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(const Tensor& A, const Tensor& B, optional<double> rcond,
                                                        optional<std::string_view>) {
  check_matrix("torch.linalg.lstsq", A);
  bool vector = B.dim() + 1 == A.dim();
  Tensor b = vector ? B.unsqueeze(-1) : B;
  double eps =
      A.scalar_type() == kFloat ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  int64_t m = A.size(-2), n = A.size(-1);
  Tensor x = matmul(linalg_pinv(A, rcond.value_or(eps * static_cast<double>(std::max(m, n)))), b);
  Tensor rank = linalg_matrix_rank(A), residuals = A.new_empty({0});
  if (m > n && rank.eq(n).all().item<bool>()) residuals = square(matmul(A, x) - b).sum(-2);
  return {vector ? x.squeeze(-1) : x, residuals, rank, A.new_empty({0})};
}

Tensor linalg_matrix_power(const Tensor& A, int64_t n) {
  check_square("linalg.matrix_power", A);
  if (n < 0) return linalg_matrix_power(linalg_inv(A), -n);
  if (n == 0) return eye(A.size(-1), A.options()).expand(A.sizes()).clone();
  Tensor r, p = A;
  for (; n; n >>= 1) {
    if (n & 1) r = r.defined() ? matmul(r, p) : p;
    if (n > 1) p = matmul(p, p);
  }
  return r.is_same(A) ? A.clone() : r;
}
Tensor linalg_matrix_exp(const Tensor& A) {
  check_square("linalg.matrix_exp", A);
  check_floating("linalg.matrix_exp", A);
  if (A.numel() == 0) return A.clone();
  Tensor x = A.to(kDouble);
  double norm = x.detach().abs().sum(-1).max().item<double>();
  int halvings = 0;
  for (; norm > 0.25; norm /= 2) halvings++;
  x = x * std::ldexp(1.0, -halvings);
  Tensor one = eye(A.size(-1), x.options().requires_grad(false)), y = one + x / 13;
  for (int k = 12; k >= 1; k--) y = one + matmul(x, y) / k;  // Taylor, by Horner
  for (int i = 0; i < halvings; i++) y = matmul(y, y);
  return y.to(A.scalar_type());
}
Tensor linalg_multi_dot(TensorList ts) {
  TORCH_CHECK(ts.size() >= 2, "multi_dot(): expected at least 2 tensors but got ", ts.size());
  std::vector<Tensor> list = ts.vec();
  bool first = list.front().dim() == 1, last = list.back().dim() == 1;
  if (first) list.front() = list.front().unsqueeze(0);
  if (last) list.back() = list.back().unsqueeze(1);
  Tensor y = chain_matmul(list);
  if (last) y = y.squeeze(-1);
  return first ? y.squeeze(0) : y;
}

namespace {
void check_wider(const char* name, const Tensor& x, optional<ScalarType> dtype) {
  TORCH_CHECK(!dtype || promote_types(x.scalar_type(), *dtype) == *dtype, name, ": the dtype of the input (",
              toString(x.scalar_type()), ") should be convertible without narrowing to the specified dtype (",
              toString(dtype.value_or(x.scalar_type())), ")");
}
// Any floating dtype: only singular values want more.
void check_matrix_norm(const Tensor& A, optional<ScalarType> dtype) {
  check_matrix("linalg.matrix_norm", A);
  TORCH_CHECK(A.is_floating_point(), "linalg.matrix_norm: Expected a floating point or complex tensor as input. Got ",
              toString(A.scalar_type()));
  check_wider("linalg.matrix_norm", A, dtype);
}
}  // namespace
Tensor linalg_vector_norm(const Tensor& x, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim,
                          optional<ScalarType> dtype) {
  TORCH_CHECK(isFloatingType(x.scalar_type()),
              "linalg.vector_norm: Expected a floating point or complex tensor as input. Got ",
              toString(x.scalar_type()));
  check_wider("linalg.vector_norm", x, dtype);
  Tensor v = dtype ? x.to(*dtype) : x;
  return norm(v, optional<Scalar>(ord), dim ? *dim : IntArrayRef(), keepdim);
}
namespace {
std::pair<int64_t, int64_t> matrix_dims(const Tensor& A, IntArrayRef dim) {
  TORCH_CHECK(dim.size() == 2, "linalg.matrix_norm: dim must be a 2-tuple. Got ", dim);
  int64_t a = maybe_wrap_dim(dim[0], A.dim()), b = maybe_wrap_dim(dim[1], A.dim());
  TORCH_CHECK(a != b, "linalg.matrix_norm: dims must be different. Got (", dim[0], ", ", dim[1], ")");
  return {a, b};
}
Tensor with_dims(const Tensor& y, int64_t a, int64_t b) {
  return y.unsqueeze(std::min(a, b)).unsqueeze(std::max(a, b));
}
}  // namespace
Tensor linalg_matrix_norm(const Tensor& given, const Scalar& ord, IntArrayRef dim, bool keepdim,
                          optional<ScalarType> dtype) {
  check_matrix_norm(given, dtype);
  Tensor A = dtype ? given.to(*dtype) : given;
  auto [a, b] = matrix_dims(A, dim);
  double p = ord.toDouble(), size = std::abs(p);
  TORCH_CHECK(size == 1 || size == 2 || std::isinf(size), "linalg.matrix_norm: Order ", p, " not supported.");
  Tensor y;
  if (size == 2) {
    Tensor S = linalg_svdvals(A.movedim({a, b}, {-2, -1}));
    y = p > 0 ? S.amax({-1}) : S.amin({-1});
  } else {
    int64_t summed = size == 1 ? a : b, other = size == 1 ? b : a;
    Tensor sums = abs(A).sum(IntArrayRef(summed));
    if (summed < other) other--;
    y = p > 0 ? sums.amax({other}) : sums.amin({other});
  }
  return keepdim ? with_dims(y, a, b) : y;
}
Tensor linalg_matrix_norm(const Tensor& given, std::string_view ord, IntArrayRef dim, bool keepdim,
                          optional<ScalarType> dtype) {
  check_matrix_norm(given, dtype);
  TORCH_CHECK(ord == "fro" || ord == "nuc", "linalg.matrix_norm: Order ", ord, " not supported.");
  Tensor A = dtype ? given.to(*dtype) : given;
  auto [a, b] = matrix_dims(A, dim);
  if (ord == "fro") return norm(A, optional<Scalar>(2), IntArrayRef({a, b}), keepdim);
  Tensor y = linalg_svdvals(A.movedim({a, b}, {-2, -1})).sum(-1);
  return keepdim ? with_dims(y, a, b) : y;
}
Tensor linalg_norm(const Tensor& A, const optional<Scalar>& ord, OptionalIntArrayRef dim, bool keepdim,
                   optional<ScalarType> dtype) {
  if (dim)
    TORCH_CHECK(dim->size() == 1 || dim->size() == 2,
                "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ", *dim);
  else if (ord)
    TORCH_CHECK(A.dim() == 1 || A.dim() == 2,
                "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. "
                "Got ",
                A.dim(), "D.");
  if (ord && ((dim && dim->size() == 2) || (!dim && A.dim() == 2)))
    return linalg_matrix_norm(A, *ord, dim ? *dim : IntArrayRef({0, 1}), keepdim, dtype);
  return linalg_vector_norm(A, ord.value_or(2), dim, keepdim, dtype);
}
Tensor linalg_norm(const Tensor& A, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                   optional<ScalarType> dtype) {
  if (dim)
    TORCH_CHECK(dim->size() == 1 || dim->size() == 2,
                "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ", *dim);
  else
    TORCH_CHECK(A.dim() == 1 || A.dim() == 2,
                "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. "
                "Got ",
                A.dim(), "D.");
  return linalg_matrix_norm(A, ord, dim ? *dim : IntArrayRef({0, 1}), keepdim, dtype);
}
Tensor linalg_cond(const Tensor& A, const optional<Scalar>& p) {
  double order = p ? p->toDouble() : 2;
  if (std::abs(order) == 2) {
    Tensor S = linalg_svdvals(A), high = S.narrow(-1, 0, 1).squeeze(-1),
           low = S.narrow(-1, S.size(-1) - 1, 1).squeeze(-1);
    return order > 0 ? high / low : low / high;
  }
  return linalg_matrix_norm(A, *p) * linalg_matrix_norm(linalg_inv(A), *p);
}
Tensor linalg_cross(const Tensor& a, const Tensor& b, int64_t dim) {
  TORCH_CHECK(a.dim() == b.dim(), "linalg.cross: inputs must have the same number of dimensions.");
  int64_t d = maybe_wrap_dim(dim, a.dim());
  TORCH_CHECK(a.size(d) == 3 && b.size(d) == 3, "linalg.cross: inputs dimension ", dim, " must have length 3. Got ",
              a.size(d), " and ", b.size(d));
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "expected scalar type ", toString(a.scalar_type()), " but found ",
              toString(b.scalar_type()));
  return a.roll(-1, d) * b.roll(-2, d) - a.roll(-2, d) * b.roll(-1, d);
}
Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim) {
  TORCH_CHECK(x.is_floating_point(), "linalg.vecdot: Expected a floating point or complex tensor as input. Got ",
              toString(x.scalar_type()));
  TORCH_CHECK(x.scalar_type() == y.scalar_type(),
              "linalg.vecdot: Expected x and y to have the same dtype, but found x of type ", toString(x.scalar_type()),
              " and y of type ", toString(y.scalar_type()), " instead");
  return x.dim() == 1 && y.dim() == 1 ? dot(x, y) : (x * y).sum(dim);
}
Tensor linalg_diagonal(const Tensor& A, int64_t offset, int64_t a, int64_t b) { return A.diagonal(offset, a, b); }
Tensor linalg_matmul(const Tensor& a, const Tensor& b) { return matmul(a, b); }
Tensor linalg_vander(const Tensor& given, optional<int64_t> N) {
  const Tensor x = given.dim() ? given : given.unsqueeze(0);
  int64_t n = N.value_or(x.size(-1));
  TORCH_CHECK(n > 1, "linalg.vander: N must be greater than 1.");
  const ScalarType t = x.scalar_type();
  TORCH_CHECK(t != kBool, "linalg.vander supports floating point, complex, and integer tensors, but got Bool");
  const Tensor base = isIntegralType(t, false) ? x.to(kLong) : x;
  std::vector<Tensor> columns{ones_like(base)};
  for (int64_t i = 1; i < n; i++) columns.push_back(columns.back() * base);
  return stack(columns, -1);
}

Tensor cross(const Tensor& a, const Tensor& b, optional<int64_t> dim) {
  if (!dim) {
    for (int64_t d = 0; d < a.dim() && !dim; d++)
      if (a.size(d) == 3) dim = d;
    TORCH_CHECK(dim, "no dimension of size 3 in input");
  }
  return linalg_cross(a, b, *dim);
}
Tensor det(const Tensor& A) { return linalg_det(A); }
Tensor logdet(const Tensor& A) {
  auto [sign, log] = linalg_slogdet(A);
  return where(sign < 0, Scalar(std::numeric_limits<double>::quiet_NaN()), log);
}
std::tuple<Tensor, Tensor> slogdet(const Tensor& A) { return linalg_slogdet(A); }
Tensor inverse(const Tensor& A) { return linalg_inv(A); }
Tensor pinverse(const Tensor& A, double rcond) { return linalg_pinv(A, rcond); }
Tensor matrix_power(const Tensor& A, int64_t n) { return linalg_matrix_power(A, n); }
Tensor matrix_exp(const Tensor& A) { return linalg_matrix_exp(A); }
Tensor cholesky(const Tensor& A, bool upper) {
  if (A.numel() == 0) return A.clone();
  return linalg_cholesky(A, upper);
}
Tensor cholesky_solve(const Tensor& B, const Tensor& L, bool upper) {
  TORCH_CHECK(B.dim() >= 2, "b should have at least 2 dimensions, but has ", B.dim(), " dimensions instead");
  TORCH_CHECK(L.dim() >= 2, "u should have at least 2 dimensions, but has ", L.dim(), " dimensions instead");
  TORCH_CHECK(B.scalar_type() == L.scalar_type(), "Expected b and A to have the same dtype, but found b of type ",
              toString(B.scalar_type()), " and A of type ", toString(L.scalar_type()), " instead.");
  Tensor l = upper ? L.transpose(-2, -1) : L;
  return linalg_solve_triangular(l.transpose(-2, -1), linalg_solve_triangular(l, B, false), true);
}
Tensor cholesky_inverse(const Tensor& L, bool upper) {
  TORCH_CHECK(L.dim() >= 2, "cholesky_inverse: The input tensor A must have at least 2 dimensions.");
  const Tensor diagonal = in_double(L.detach().diagonal(0, -2, -1));
  for (int64_t k = 0; k < diagonal.numel(); k++)
    TORCH_CHECK_WITH(LinAlgError, diagonal.data_ptr<double>()[k] != 0,
                     "cholesky_inverse: ", of_batch(L, k / diagonal.size(-1)), "The diagonal element ",
                     k % diagonal.size(-1) + 1,
                     " is zero, the inversion could not be completed because the input matrix is singular.");
  return cholesky_solve(eye(L.size(-1), L.options().requires_grad(false)), L, upper);
}
std::tuple<Tensor, Tensor> qr(const Tensor& A, bool some) { return linalg_qr(A, some ? "reduced" : "complete"); }
std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool some, bool compute_uv) {
  auto [U, S, Vh] = linalg_svd(A, !some);
  if (!compute_uv) return {zeros_like(U), S, zeros_like(Vh.transpose(-2, -1))};
  return {U, S, Vh.transpose(-2, -1)};
}
std::tuple<Tensor, Tensor> triangular_solve(const Tensor& B, const Tensor& A, bool upper, bool transpose, bool unit) {
  TORCH_CHECK(B.dim() >= 2, "torch.triangular_solve: Expected b to have at least 2 dimensions, but it has ", B.dim(),
              " dimensions instead");
  TORCH_CHECK(A.dim() >= 2, "torch.triangular_solve: Expected A to have at least 2 dimensions, but it has ", A.dim(),
              " dimensions instead");
  TORCH_CHECK(A.scalar_type() == B.scalar_type(), "Expected b and A to have the same dtype, but found b of type ",
              toString(B.scalar_type()), " and A of type ", toString(A.scalar_type()), " instead.");
  Tensor t = transpose ? A.transpose(-2, -1) : A;
  return {linalg_solve_triangular(t, B, transpose ? !upper : upper, true, unit), A.clone()};
}
Tensor frobenius_norm(const Tensor& x, IntArrayRef dim, bool keepdim) {
  return norm(x, optional<Scalar>(2), dim, keepdim);
}
Tensor nuclear_norm(const Tensor& x, bool keepdim) {
  TORCH_CHECK(x.dim() == 2, "Expected a tensor with 2 dimensions, but got a tensor with ", x.dim(),
              " dimensions instead.");
  return linalg_matrix_norm(x, "nuc", {-2, -1}, keepdim);
}

Tensor cdist(const Tensor& a, const Tensor& b, double p, optional<int64_t>) {
  TORCH_CHECK(isFloatingType(a.scalar_type()),
              "cdist only supports floating-point dtypes, X1 got: ", toString(a.scalar_type()));
  TORCH_CHECK(isFloatingType(b.scalar_type()),
              "cdist only supports floating-point dtypes, X2 got: ", toString(b.scalar_type()));
  TORCH_CHECK(a.dim() >= 2, "cdist only supports at least 2D tensors, X1 got: ", a.dim(), "D");
  TORCH_CHECK(b.dim() >= 2, "cdist only supports at least 2D tensors, X2 got: ", b.dim(), "D");
  TORCH_CHECK(a.size(-1) == b.size(-1), "X1 and X2 must have the same number of columns. X1: ", a.size(-1),
              " X2: ", b.size(-1));
  TORCH_CHECK(p >= 0, "cdist only supports non-negative p values");
  return norm(a.unsqueeze(-2) - b.unsqueeze(-3), optional<Scalar>(p), IntArrayRef(-1));
}
}  // namespace rectify::api
