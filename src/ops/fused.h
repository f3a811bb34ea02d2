#pragma once
// Raw passes over a layer's result and its activation: float32, contiguous, no gradients.
#include <rectify/activations/activation.h>
#include <rectify/core/tensor.h>

namespace rectify::ops {

// y = f(x wᵀ + bias) for x [n, in], w [out, in], bias undefined or [out]; y has the sizes given. What backward reads
// is put into kept: nothing (the output), the bits, or x wᵀ + bias.
Tensor linear_activation(Activation f, const Tensor& x, const Tensor& w, const Tensor& bias, IntArrayRef sizes,
                         const kernels::Params& p, activations::Keep keep, Tensor& kept);
// dy f'(saved) as [rows, cols], from f's output or input, or from the bits; and its column sums where wanted.
Tensor activation_backward_columns(Activation f, const Tensor& dy, const Tensor& saved, const Tensor& bits,
                                   const kernels::Params& p, int64_t rows, int64_t cols, Tensor* sums);

}  // namespace rectify::ops
