#pragma once
// The four floating dtypes, in the order in which the tables of kernels have them.
#include <rectify/core/dtype.h>

namespace rectify::kernels {

inline int floating_column(ScalarType t) {  // -1: not a floating dtype
  return t == kFloat ? 0 : t == kDouble ? 1 : t == kBFloat16 ? 2 : t == kHalf ? 3 : -1;
}

}  // namespace rectify::kernels
