#pragma once
// Factorisations of one small matrix in double, row-major. They return 0, or the 1-based position where they failed.
#include <cstdint>

namespace rectify::ops::factor {

int64_t lu(double* a, int64_t* swaps, int64_t n);  // PA = LU in place; the first zero of U's diagonal
void lu_solve(const double* lu, const int64_t* swaps, double* b, int64_t n, int64_t columns);
int64_t cholesky(double* a, int64_t n);  // the lower triangle in place, zeros above
void qr(const double* a, double* q, double* r, int64_t m, int64_t n,
        int64_t columns);                                          // q [m, columns], r [columns, n]
void eigh(double* a, double* values, double* vectors, int64_t n);  // a symmetric, destroyed; ascending
// a [m, n], m >= n: u [m, n], s [n] descending, v [n, n]
void svd(const double* a, double* u, double* s, double* v, int64_t m, int64_t n);
void complete(double* q, int64_t m, int64_t have,
              int64_t columns);  // orthonormal columns from `have` on; q [m, columns]
void solve_triangular(const double* t, double* b, int64_t n, int64_t columns, bool upper, bool unit);

}  // namespace rectify::ops::factor
