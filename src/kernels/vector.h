#pragma once
// Fused float32 loops of a layer with its activation. Rows are contiguous. dense.h has the loops without one.
#include "kernels/activation.h"

#include <cstdint>

namespace rectify::kernels {

// y[r][c] = f(y[r][c] + bias[c]); bias may be null.
void bias_act(float* y, const float* bias, int64_t rows, int64_t cols, Activation f, const Params& p = {});
// h is relu's output. dh = h > 0 ? dh : 0 in place and gb[c] += Σ_r dh[r][c], in one pass; gb may be null.
void relu_backward_bias(float* dh, const float* h, float* gb, int64_t rows, int64_t cols);

}  // namespace rectify::kernels
