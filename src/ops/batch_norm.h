#pragma once
// Raw batch normalisation; arguments are checked by the caller. Statistics are float32, or float64 for float64.
#include <rectify/core/tensor.h>

namespace rectify::ops {

struct BatchNorm {
  Tensor y, mean, invstd;
};
// In training the batch's statistics are used and the running ones, where defined, are updated.
BatchNorm batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool training, double momentum, double eps);
// mean and invstd: what forward used. Each gradient is wanted where its pointer is given.
void batch_norm_backward(const Tensor& dy, const Tensor& x, const Tensor& weight, const Tensor& mean,
                         const Tensor& invstd, bool training, Tensor* dx, Tensor* dweight, Tensor* dbias);

}  // namespace rectify::ops
