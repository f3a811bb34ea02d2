#pragma once
// Gated units for every floating dtype: a row of x is a half a and a half b of n elements each, and y = a f(b) with
//   glu  f = sigmoid;  reglu  f = relu;  geglu  f = gelu;  swiglu  f = silu.
// crelu goes the other way: a row of n elements becomes relu(x) and relu(-x).
#include <rectify/core/dtype.h>

#include <cstdint>

namespace rectify::kernels {

enum class Gated : uint8_t { glu, reglu, geglu, swiglu, crelu };

struct GatedKernels {  // positions [from, to) of n in each row
  void (*forward)(const void* x, void* y, int64_t rows, int64_t n, int64_t from, int64_t to);
  void (*backward)(const void* x, const void* dy, void* dx, int64_t rows, int64_t n, int64_t from, int64_t to);
};
const GatedKernels* gated_kernels(Gated f, ScalarType t);  // null: not a floating dtype

}  // namespace rectify::kernels
