#pragma once
// Sums of float32 rows that lie apart: embedding bags, interpolation.
#include <cstdint>

namespace rectify::kernels {

// y = Σ_k weight[k] x[index[k]] over rows of n floats; weight may be null (each counts 1); count 0 gives zeros.
void sum_rows(const float* x, int64_t n, const int64_t* index, const float* weight, int64_t count, float* y);
// y[j] = x[index[j]] for j < n
void gather(const uint32_t* x, const int32_t* index, uint32_t* y, int64_t n);
// y[j] = Σ_k weight[k n + j] x[index[k n + j]] for j < n and k < count
void gather_sum(const float* x, const int32_t* index, const float* weight, int64_t count, float* y, int64_t n);

}  // namespace rectify::kernels
