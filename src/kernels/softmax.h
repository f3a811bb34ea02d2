#pragma once
// Softmax and its logarithm, for every floating dtype. A tensor is seen as [outer][cols][inner] and softmax runs over
// cols; sums are compensated, so that log_softmax keeps its digits where one class has nearly all.
#include <rectify/core/dtype.h>

#include <cstdint>

#include "kernels/sixteen.h"

namespace rectify::kernels {

// inner = 1: `rows` rows of cols elements. y may be x.
using LastFn = void (*)(const void* x, void* y, int64_t rows, int64_t cols);
// Positions [from, to) of inner, of one [cols][inner]. y may be x.
using InnerFn = void (*)(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to);
// dx from the result y and dy: y (dy - Σ dy y), of the logarithm dy - exp(y) Σ dy. dx may be dy.
using LastBackwardFn = void (*)(const void* y, const void* dy, void* dx, int64_t rows, int64_t cols);
using InnerBackwardFn = void (*)(const void* y, const void* dy, void* dx, int64_t cols, int64_t inner, int64_t from,
                                 int64_t to);
struct SoftmaxLoops {
  LastFn last = nullptr;
  InnerFn inner = nullptr;
  LastBackwardFn last_backward = nullptr;
  InnerBackwardFn inner_backward = nullptr;
};
// The same, for every floating dtype: elements of 16 bits pass, some rows at a time, through the loops of float.
struct SoftmaxKernels {
  SoftmaxLoops loops;  // none where the dtype is not a floating one
  const Sixteen* through = nullptr;

  void last(const void* x, void* y, int64_t rows, int64_t cols) const;
  void inner(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to) const;
  void last_backward(const void* y, const void* dy, void* dx, int64_t rows, int64_t cols) const;
  void inner_backward(const void* y, const void* dy, void* dx, int64_t cols, int64_t inner, int64_t from,
                      int64_t to) const;
};
SoftmaxKernels softmax_kernels(ScalarType t, bool log);

}  // namespace rectify::kernels
