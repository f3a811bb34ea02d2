#pragma once
// Activations with a learned parameter w, for every floating dtype:
//   prelu  x > 0 ? x : w x
//   swish  x / (1 + exp(-w x))
#include <rectify/core/dtype.h>

#include <cstdint>

namespace rectify::kernels {

enum class Learned : uint8_t { prelu, swish };

struct LearnedKernels {
  void (*run)(const void* x, void* y, int64_t n, double w);  // one parameter; y may be x
  // One parameter a column: w has the dtype of x.
  void (*rows)(const void* x, const void* w, void* y, int64_t rows, int64_t cols);
  // dx; returns dw. dx may be dy.
  double (*run_backward)(const void* x, const void* dy, void* dx, int64_t n, double w);
  void (*rows_backward)(const void* x, const void* w, const void* dy, void* dx, double* dw, int64_t rows,
                        int64_t cols);  // dw[c] += …
};
const LearnedKernels* learned_kernels(Learned f, ScalarType t);  // null: not a floating dtype

}  // namespace rectify::kernels
