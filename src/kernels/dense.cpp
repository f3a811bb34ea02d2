#include "kernels/dense.h"

#include <algorithm>
#include <cmath>

#include "kernels/clones.h"

namespace rectify::kernels {

RECTIFY_CLONES void dot_rows(const float* x, const float* w, int64_t ldw, const float* bias, float* y, int64_t rows,
                             int64_t k) {
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const float *w0 = w + r * ldw, *w1 = w0 + ldw, *w2 = w1 + ldw, *w3 = w2 + ldw;
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
    for (int64_t i = 0; i < k; i++) {
      s0 += x[i] * w0[i];
      s1 += x[i] * w1[i];
      s2 += x[i] * w2[i];
      s3 += x[i] * w3[i];
    }
    y[r] = s0 + (bias ? bias[r] : 0);
    y[r + 1] = s1 + (bias ? bias[r + 1] : 0);
    y[r + 2] = s2 + (bias ? bias[r + 2] : 0);
    y[r + 3] = s3 + (bias ? bias[r + 3] : 0);
  }
  for (; r < rows; r++) {
    float s = 0;
#pragma omp simd reduction(+ : s)
    for (int64_t i = 0; i < k; i++) s += x[i] * w[r * ldw + i];
    y[r] = s + (bias ? bias[r] : 0);
  }
}
RECTIFY_CLONES void outer(const float* x, const float* y, float beta, float* c, int64_t ldc, int64_t m, int64_t n) {
  for (int64_t r = 0; r < m; r++) {
    float v = x[r];
    float* row = c + r * ldc;
    if (beta == 0) {
#pragma omp simd
      for (int64_t i = 0; i < n; i++) row[i] = v * y[i];
    } else {
#pragma omp simd
      for (int64_t i = 0; i < n; i++) row[i] = beta * row[i] + v * y[i];
    }
  }
}
RECTIFY_CLONES void axpy_rows(const float* x, const float* w, int64_t ldw, float beta, float* y, int64_t rows,
                              int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = beta == 0 ? 0 : beta * y[i];
  for (int64_t r = 0; r < rows; r++) {
    const float* row = w + r * ldw;
    float v = x[r];
#pragma omp simd
    for (int64_t i = 0; i < n; i++) y[i] += v * row[i];
  }
}
RECTIFY_CLONES void add_bias(float* y, const float* bias, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; r++, y += cols) {
#pragma omp simd
    for (int64_t c = 0; c < cols; c++) y[c] += bias[c];
  }
}
RECTIFY_CLONES void add_rows(const float* y, float* sums, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; r++, y += cols) {
#pragma omp simd
    for (int64_t c = 0; c < cols; c++) sums[c] += y[c];
  }
}
RECTIFY_CLONES void sgd_step(float* p, const float* g, float* buf, bool first, int64_t n, const SgdRule& rule) {
  float lr = rule.maximize ? -rule.lr : rule.lr, decay = rule.maximize ? -rule.weight_decay : rule.weight_decay;
  if (!buf) {
    if (decay == 0) {
#pragma omp simd
      for (int64_t i = 0; i < n; i++) p[i] -= lr * g[i];
    } else {
#pragma omp simd
      for (int64_t i = 0; i < n; i++) p[i] -= lr * (g[i] + decay * p[i]);
    }
    return;
  }
  float keep = first ? 0 : rule.momentum, take = first ? 1 : 1 - rule.dampening,
        ahead = rule.nesterov ? rule.momentum : 1, own = rule.nesterov ? 1 : 0;
  if (first) std::fill(buf, buf + n, 0.f);
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    float d = g[i] + decay * p[i];
    float b = keep * buf[i] + take * d;
    buf[i] = b;
    p[i] -= lr * (own * d + ahead * b);
  }
}
void softmax_rows(const float* z, float* p, float* log_sum, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; r++, z += cols, p += cols) {
    float top = z[0], sum = 0;
    for (int64_t c = 1; c < cols; c++) top = z[c] > top || z[c] != z[c] ? z[c] : top;
    if (std::isinf(top)) top = top > 0 ? top : 0;
    for (int64_t c = 0; c < cols; c++) sum += p[c] = std::exp(z[c] - top);
    log_sum[r] = std::log(sum) + top;
    float scale = 1 / sum;
    for (int64_t c = 0; c < cols; c++) p[c] *= scale;
  }
}

}  // namespace rectify::kernels
