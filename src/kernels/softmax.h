#pragma once
// Softmax and its logarithm, for every floating dtype. A tensor is seen as [outer][cols][inner] and softmax runs over
// cols; sums are compensated, so that log_softmax keeps its digits where one class has nearly all.
#include <rectify/core/dtype.h>

#include <cstdint>

namespace rectify::kernels {

struct SoftmaxKernels {
  // inner = 1: `rows` rows of cols elements. y may be x.
  void (*last)(const void* x, void* y, int64_t rows, int64_t cols);
  // Positions [from, to) of inner, of one [cols][inner]. y may be x.
  void (*inner)(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to);
  // dx from the result y and dy: y (dy - Σ dy y), of the logarithm dy - exp(y) Σ dy. dx may be dy.
  void (*last_backward)(const void* y, const void* dy, void* dx, int64_t rows, int64_t cols);
  void (*inner_backward)(const void* y, const void* dy, void* dx, int64_t cols, int64_t inner, int64_t from,
                         int64_t to);
};
const SoftmaxKernels* softmax_kernels(ScalarType t, bool log);  // null: not a floating dtype

}  // namespace rectify::kernels
