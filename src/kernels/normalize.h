#pragma once
// Loops of the normalisation layers over runs of n numbers; T is float or double.
#include <cstdint>

namespace rectify::kernels {

template <class T>
struct NormalizeLoops {
  // mean and 1 / sqrt(variance + eps)
  static void moments(const T* x, int64_t n, double eps, T* mean, T* rstd);
  // y = (x - mean) rstd w + b; w and b may be null
  static void normalize(const T* x, T* y, int64_t n, T mean, T rstd, const T* w, const T* b);
  // y = a x + c
  static void scale_shift(const T* x, T* y, int64_t n, T a, T c);
  // Σ dy and Σ dy x
  static void sums(const T* dy, const T* x, int64_t n, T* sum_dy, T* sum_dyx);
  // Σ dy w and Σ dy w x
  static void weighted_sums(const T* dy, const T* x, const T* w, int64_t n, T* sum_dy, T* sum_dyx);
  // dw += dy (x - mean) rstd and db += dy; either may be null
  static void affine_gradient(const T* dy, const T* x, int64_t n, T mean, T rstd, T* dw, T* db);
  // dx = a dy w + b x + c; w may be null
  static void combine(const T* dy, const T* x, const T* w, T* dx, int64_t n, T a, T b, T c);
};

}  // namespace rectify::kernels
