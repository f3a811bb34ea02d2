#include "ops/factor.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace rectify::ops::factor {

int64_t lu(double* a, int64_t* swaps, int64_t n) {
  int64_t failed = 0;
  for (int64_t k = 0; k < n; k++) {
    int64_t best = k;
    for (int64_t i = k + 1; i < n; i++)
      if (std::abs(a[i * n + k]) > std::abs(a[best * n + k])) best = i;
    swaps[k] = best;
    if (best != k) std::swap_ranges(a + k * n, a + (k + 1) * n, a + best * n);
    if (a[k * n + k] == 0) {
      if (!failed) failed = k + 1;
      continue;
    }
    for (int64_t i = k + 1; i < n; i++) {
      double f = a[i * n + k] /= a[k * n + k];
      for (int64_t j = k + 1; j < n; j++) a[i * n + j] -= f * a[k * n + j];
    }
  }
  return failed;
}
void lu_solve(const double* a, const int64_t* swaps, double* b, int64_t n, int64_t c) {
  for (int64_t k = 0; k < n; k++)
    if (swaps[k] != k) std::swap_ranges(b + k * c, b + (k + 1) * c, b + swaps[k] * c);
  solve_triangular(a, b, n, c, false, true);
  solve_triangular(a, b, n, c, true, false);
}
void solve_triangular(const double* t, double* b, int64_t n, int64_t c, bool upper, bool unit) {
  for (int64_t step = 0; step < n; step++) {
    int64_t i = upper ? n - 1 - step : step;
    for (int64_t k = upper ? i + 1 : 0; k < (upper ? n : i); k++)
      for (int64_t j = 0; j < c; j++) b[i * c + j] -= t[i * n + k] * b[k * c + j];
    for (int64_t j = 0; !unit && j < c; j++) b[i * c + j] /= t[i * n + i];
  }
}
int64_t cholesky(double* a, int64_t n) {
  for (int64_t j = 0; j < n; j++) {
    double d = a[j * n + j];
    for (int64_t k = 0; k < j; k++) d -= a[j * n + k] * a[j * n + k];
    if (!(d > 0)) return j + 1;
    a[j * n + j] = d = std::sqrt(d);
    for (int64_t i = j + 1; i < n; i++) {
      double s = a[i * n + j];
      for (int64_t k = 0; k < j; k++) s -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = s / d;
    }
    std::fill(a + j * n + j + 1, a + (j + 1) * n, 0.0);
  }
  return 0;
}
void qr(const double* a, double* q, double* r, int64_t m, int64_t n, int64_t c) {
  std::vector<double> w(a, a + m * n), tau(std::min(m, n));
  int64_t k = std::min(m, n);
  // H = I - tau v vᵀ with v[0] = 1 turns a column into beta e1; beta has the sign opposite to the column's first
  // element, as in LAPACK.
  for (int64_t j = 0; j < k; j++) {
    double below = 0, alpha = w[j * n + j];
    for (int64_t i = j + 1; i < m; i++) below = std::hypot(below, w[i * n + j]);
    if (below == 0) continue;
    double beta = -std::copysign(std::hypot(alpha, below), alpha);
    tau[j] = (beta - alpha) / beta;
    for (int64_t i = j + 1; i < m; i++) w[i * n + j] /= alpha - beta;
    w[j * n + j] = beta;
    for (int64_t l = j + 1; l < n; l++) {
      double s = w[j * n + l];
      for (int64_t i = j + 1; i < m; i++) s += w[i * n + j] * w[i * n + l];
      w[j * n + l] -= tau[j] * s;
      for (int64_t i = j + 1; i < m; i++) w[i * n + l] -= tau[j] * s * w[i * n + j];
    }
  }
  for (int64_t i = 0; i < c; i++)
    for (int64_t j = 0; j < n; j++) r[i * n + j] = i <= j && i < m ? w[i * n + j] : 0;
  if (!q) return;
  std::fill(q, q + m * c, 0.0);
  for (int64_t j = 0; j < c; j++) q[j * c + j] = 1;
  for (int64_t j = k - 1; j >= 0; j--)
    for (int64_t l = 0; l < c; l++) {
      double s = q[j * c + l];
      for (int64_t i = j + 1; i < m; i++) s += w[i * n + j] * q[i * c + l];
      q[j * c + l] -= tau[j] * s;
      for (int64_t i = j + 1; i < m; i++) q[i * c + l] -= tau[j] * s * w[i * n + j];
    }
}
namespace {
// The rotation that makes the off-diagonal element of [[p, r], [r, q]] zero.
bool rotation(double p, double q, double r, double& c, double& s) {
  if (r == 0) return false;
  double t = (q - p) / (2 * r);
  t = (t >= 0 ? 1 : -1) / (std::abs(t) + std::hypot(1, t));
  c = 1 / std::hypot(1, t);
  s = t * c;
  return true;
}
void sort_columns(double* values, double* a, int64_t rows, double* b, int64_t rows_b, int64_t n, bool descending) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t i, int64_t j) { return descending ? values[i] > values[j] : values[i] < values[j]; });
  auto apply = [&](double* m, int64_t count) {
    std::vector<double> row(n);
    for (int64_t i = 0; m && i < count; i++) {
      for (int64_t j = 0; j < n; j++) row[j] = m[i * n + order[j]];
      std::copy(row.begin(), row.end(), m + i * n);
    }
  };
  apply(a, rows);
  apply(b, rows_b);
  apply(values, 1);
}
constexpr int kSweeps = 60;
}  // namespace
void eigh(double* a, double* values, double* v, int64_t n) {
  std::fill(v, v + n * n, 0.0);
  for (int64_t i = 0; i < n; i++) v[i * n + i] = 1;
  for (int sweep = 0; sweep < kSweeps; sweep++) {
    double off = 0, all = 0;
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < n; j++) {
        all += a[i * n + j] * a[i * n + j];
        if (i != j) off += a[i * n + j] * a[i * n + j];
      }
    if (!(off > 1e-32 * all)) break;
    for (int64_t p = 0; p < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        double c, s;
        if (!rotation(a[p * n + p], a[q * n + q], a[p * n + q], c, s)) continue;
        for (int64_t k = 0; k < n; k++) {
          double x = a[k * n + p], y = a[k * n + q];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (int64_t k = 0; k < n; k++) {
          double x = a[p * n + k], y = a[q * n + k], vx = v[k * n + p], vy = v[k * n + q];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
          v[k * n + p] = c * vx - s * vy;
          v[k * n + q] = s * vx + c * vy;
        }
      }
  }
  for (int64_t i = 0; i < n; i++) values[i] = a[i * n + i];
  sort_columns(values, v, n, nullptr, 0, n, false);
}
void svd(const double* a, double* u, double* s, double* v, int64_t m, int64_t n) {
  std::copy(a, a + m * n, u);
  std::fill(v, v + n * n, 0.0);
  for (int64_t i = 0; i < n; i++) v[i * n + i] = 1;
  for (int sweep = 0; sweep < kSweeps; sweep++) {  // one-sided Jacobi: rotate columns until all are orthogonal
    bool turned = false;
    for (int64_t p = 0; p < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        double pp = 0, qq = 0, pq = 0;
        for (int64_t i = 0; i < m; i++) {
          double x = u[i * n + p], y = u[i * n + q];
          pp += x * x;
          qq += y * y;
          pq += x * y;
        }
        double c, d;
        if (!(std::abs(pq) > 1e-15 * std::sqrt(pp * qq)) || !rotation(pp, qq, pq, c, d)) continue;
        turned = true;
        auto turn = [&](double* w, int64_t rows) {
          for (int64_t i = 0; i < rows; i++) {
            double x = w[i * n + p], y = w[i * n + q];
            w[i * n + p] = c * x - d * y;
            w[i * n + q] = d * x + c * y;
          }
        };
        turn(u, m);
        turn(v, n);
      }
    if (!turned) break;
  }
  for (int64_t j = 0; j < n; j++) {
    double norm = 0;
    for (int64_t i = 0; i < m; i++) norm = std::hypot(norm, u[i * n + j]);
    s[j] = norm;
  }
  sort_columns(s, u, m, v, n, n, true);
  int64_t rank = 0;
  while (rank < n && s[rank] > s[0] * 1e-14) rank++;
  for (int64_t j = 0; j < rank; j++)
    for (int64_t i = 0; i < m; i++) u[i * n + j] /= s[j];
  complete(u, m, rank, n);
}
void complete(double* q, int64_t m, int64_t have, int64_t columns) {
  int64_t unit = 0;
  for (int64_t j = have; j < columns; j++)
    for (; unit < m; unit++) {  // the next unit vector that is not in the span already
      for (int64_t i = 0; i < m; i++) q[i * columns + j] = i == unit;
      double norm = 0;
      for (int twice = 0; twice < 2; twice++)
        for (int64_t k = 0; k < j; k++) {
          double d = 0;
          for (int64_t i = 0; i < m; i++) d += q[i * columns + k] * q[i * columns + j];
          for (int64_t i = 0; i < m; i++) q[i * columns + j] -= d * q[i * columns + k];
        }
      for (int64_t i = 0; i < m; i++) norm = std::hypot(norm, q[i * columns + j]);
      if (norm < 1e-6) continue;
      for (int64_t i = 0; i < m; i++) q[i * columns + j] /= norm;
      unit++;
      break;
    }
}

}  // namespace rectify::ops::factor
