#pragma once
// Sums of float32 rows that lie apart: embedding bags, interpolation.
#include <cstdint>

namespace rectify::kernels {

// y = Σ_k weight[k] x[index[k]] over rows of n floats; weight may be null (each counts 1); count 0 gives zeros.
void sum_rows(const float* x, int64_t n, const int64_t* index, const float* weight, int64_t count, float* y);
void axpy(float a, const float* x, float* y, int64_t n);  // y += a x

}  // namespace rectify::kernels
