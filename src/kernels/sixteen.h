#pragma once
// bfloat16 and float16 are storage: loops compute in float.
#include <rectify/core/dtype.h>

#include <cstddef>

namespace rectify::kernels {

struct Sixteen {
  void (*widen)(const void* x, float* y, size_t n);   // exact
  void (*narrow)(const float* x, void* y, size_t n);  // rounds to nearest, ties to even
};
const Sixteen& sixteen(ScalarType t);  // kBFloat16 or kHalf

}  // namespace rectify::kernels
