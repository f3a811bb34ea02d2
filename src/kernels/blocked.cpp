#include "kernels/blocked.h"

#include <algorithm>

#include "kernels/clones.h"

namespace rectify::kernels {
namespace {

constexpr int64_t kRun = 64;   // rows that are summed in float before they join a double
constexpr int64_t kMost = 64;  // channels that a loop keeps at once

// Σ u and Σ v over the rows, of each of n channels: f(row, channel, u, v) gives the terms.
template <int W, class F>
inline __attribute__((always_inline)) void two_sums(int64_t rows, int64_t n, double* su, double* sv, const F& f) {
  const int64_t width = W ? W : n;
  for (int64_t r = 0; r < rows; r += kRun) {
    float s[kMost] = {}, q[kMost] = {};
    const int64_t end = std::min(rows, r + kRun);
    for (int64_t i = r; i < end; i++)
#pragma omp simd
      for (int64_t w = 0; w < width; w++) {
        float u, v;
        f(i, w, u, v);
        s[w] += u;
        q[w] += v;
      }
    for (int64_t w = 0; w < width; w++) {
      su[w] += static_cast<double>(s[w]);
      sv[w] += static_cast<double>(q[w]);
    }
  }
}
template <int W>
inline __attribute__((always_inline)) void moments(const float* x, int64_t rows, int64_t step, int64_t n,
                                                   const float* pivot, double* sum, double* squares) {
  two_sums<W>(
      rows, n, sum, squares, [=](int64_t i, int64_t w, float& u, float& v) __attribute__((always_inline)) {
        u = x[i * step + w] - pivot[w];
        v = u * u;
      });
}
template <int W>
inline __attribute__((always_inline)) void products(const float* dy, const float* x, const float* mean, int64_t rows,
                                                    int64_t step, int64_t n, double* sum, double* dot) {
  two_sums<W>(
      rows, n, sum, dot, [=](int64_t i, int64_t w, float& u, float& v) __attribute__((always_inline)) {
        u = dy[i * step + w];
        v = u * (x[i * step + w] - mean[w]);
      });
}
template <int W, bool kAdd, bool kRelu>
inline __attribute__((always_inline)) void affine(const float* x, const float* scale, const float* shift,
                                                  const float* add, float* y, int64_t rows, int64_t n) {
  const int64_t width = W ? W : n;
  for (int64_t i = 0; i < rows; i++)
#pragma omp simd
    for (int64_t w = 0; w < width; w++) {
      float v = x[i * width + w] * scale[w] + shift[w];
      if (kAdd) v += add[i * width + w];
      if (kRelu) v = v < 0 ? 0 : v;
      y[i * width + w] = v;
    }
}
template <int W>
inline __attribute__((always_inline)) void affine_as(const float* x, const float* scale, const float* shift,
                                                     const float* add, bool relu, float* y, int64_t rows, int64_t n) {
  if (add)
    relu ? affine<W, true, true>(x, scale, shift, add, y, rows, n)
         : affine<W, true, false>(x, scale, shift, add, y, rows, n);
  else
    relu ? affine<W, false, true>(x, scale, shift, add, y, rows, n)
         : affine<W, false, false>(x, scale, shift, add, y, rows, n);
}
template <int W>
inline __attribute__((always_inline)) void combine(const float* dy, const float* x, const float* a, const float* b,
                                                   const float* c, float* dx, int64_t rows, int64_t n) {
  const int64_t width = W ? W : n;
  for (int64_t i = 0; i < rows; i++)
#pragma omp simd
    for (int64_t w = 0; w < width; w++) dx[i * width + w] = a[w] * dy[i * width + w] + (b[w] * x[i * width + w] + c[w]);
}
}  // namespace

RECTIFY_CLONES void block_moments(const float* x, int64_t rows, int64_t width, const float* pivot, double* sum,
                                  double* squares) {
  if (width == 16) return moments<16>(x, rows, 16, 16, pivot, sum, squares);
  if (width == 8) return moments<8>(x, rows, 8, 8, pivot, sum, squares);
  for (int64_t w = 0; w < width; w += kMost)
    moments<0>(x + w, rows, width, std::min(kMost, width - w), pivot + w, sum + w, squares + w);
}
RECTIFY_CLONES void block_products(const float* dy, const float* x, const float* mean, int64_t rows, int64_t width,
                                   double* sum, double* dot) {
  if (width == 16) return products<16>(dy, x, mean, rows, 16, 16, sum, dot);
  if (width == 8) return products<8>(dy, x, mean, rows, 8, 8, sum, dot);
  for (int64_t w = 0; w < width; w += kMost)
    products<0>(dy + w, x + w, mean + w, rows, width, std::min(kMost, width - w), sum + w, dot + w);
}
RECTIFY_CLONES void block_affine(const float* x, const float* scale, const float* shift, const float* add, bool relu,
                                 float* y, int64_t rows, int64_t width) {
  if (width == 16) return affine_as<16>(x, scale, shift, add, relu, y, rows, 16);
  if (width == 8) return affine_as<8>(x, scale, shift, add, relu, y, rows, 8);
  affine_as<0>(x, scale, shift, add, relu, y, rows, width);
}
RECTIFY_CLONES void block_combine(const float* dy, const float* x, const float* a, const float* b, const float* c,
                                  float* dx, int64_t rows, int64_t width) {
  if (width == 16) return combine<16>(dy, x, a, b, c, dx, rows, 16);
  if (width == 8) return combine<8>(dy, x, a, b, c, dx, rows, 8);
  combine<0>(dy, x, a, b, c, dx, rows, width);
}
RECTIFY_CLONES void add(const float* x, const float* y, float* z, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) z[i] = x[i] + y[i];
}
RECTIFY_CLONES void relu_gradient(const float* y, const float* dy, float* dx, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) dx[i] = y[i] <= 0 ? 0 : dy[i];
}
RECTIFY_CLONES void block_mean(const float* x, int64_t rows, int64_t width, float* mean) {
  for (int64_t w = 0; w < width; w += kMost) {
    const int64_t n = std::min(kMost, width - w);
    double sum[kMost] = {};
    for (int64_t i = 0; i < rows; i++)
#pragma omp simd
      for (int64_t l = 0; l < n; l++) sum[l] += static_cast<double>(x[i * width + w + l]);
    for (int64_t l = 0; l < n; l++) mean[w + l] = static_cast<float>(sum[l] / static_cast<double>(rows));
  }
}
RECTIFY_CLONES void block_fill(const float* v, int64_t rows, int64_t width, float* dx) {
  for (int64_t i = 0; i < rows; i++)
#pragma omp simd
    for (int64_t w = 0; w < width; w++) dx[i * width + w] = v[w];
}

}  // namespace rectify::kernels
