#pragma once
// Gated units for every floating dtype: a row of x is a half a and a half b of n elements each, and y = a f(b) with
//   glu  f = sigmoid;  reglu  f = relu;  geglu  f = gelu;  swiglu  f = silu.
// crelu goes the other way: a row of n elements becomes relu(x) and relu(-x).
#include <rectify/core/dtype.h>

#include <cstdint>

#include "kernels/sixteen.h"

namespace rectify::kernels {

enum class Gated : uint8_t { glu, reglu, geglu, swiglu, crelu };

struct GatedKernels {
  // Positions [from, to) of n in each row. Elements of 16 bits pass, a block at a time, through the loops of float.
  void forward(const void* x, void* y, int64_t rows, int64_t n, int64_t from, int64_t to) const;
  void backward(const void* x, const void* dy, void* dx, int64_t rows, int64_t n, int64_t from, int64_t to) const;

  void (*forward_loop)(const void* x, void* y, int64_t rows, int64_t n, int64_t from, int64_t to) = nullptr;
  void (*backward_loop)(const void* x, const void* dy, void* dx, int64_t rows, int64_t n, int64_t from,
                        int64_t to) = nullptr;
  const Sixteen* through = nullptr;
  int64_t pieces_of_x = 2, pieces_of_y = 1;
};
GatedKernels gated_kernels(Gated f, ScalarType t);  // without loops where t is no floating dtype

}  // namespace rectify::kernels
