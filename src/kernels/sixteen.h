#pragma once
// bfloat16 and float16 are storage: loops compute in float.
#include <rectify/core/dtype.h>

#include <cstddef>
#include <cstdint>

namespace rectify::kernels {

struct Sixteen {
  using Convert = void (*)(const void* from, void* to, size_t n);
  Convert widen;   // to floats, exactly
  Convert narrow;  // from floats, to the nearest, ties to even
  // The same, but the floats lie in an order that is quicker to make: for loops to which an element's place is nothing.
  // Their NaNs have no bits in the lower half.
  Convert widen_anyhow, narrow_anyhow;

  // Positions [at, at + count) of each of some rows of x, which are `apart`, to rows of `count` floats; and back.
  void widen_rows(const void* x, int64_t rows, int64_t apart, int64_t at, int64_t count, float* to) const {
    for (int64_t r = 0; r < rows; r++)
      widen(static_cast<const uint16_t*>(x) + r * apart + at, to + r * count, static_cast<size_t>(count));
  }
  void narrow_rows(const float* from, int64_t rows, int64_t apart, int64_t at, int64_t count, void* y) const {
    for (int64_t r = 0; r < rows; r++)
      narrow(from + r * count, static_cast<uint16_t*>(y) + r * apart + at, static_cast<size_t>(count));
  }
};
const Sixteen& sixteen(ScalarType t);  // kBFloat16 or kHalf

}  // namespace rectify::kernels
