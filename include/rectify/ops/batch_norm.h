#pragma once
// Batch normalisation over every dimension of [n, channels, …] but the channels.
#include <rectify/core/tensor.h>

namespace rectify::api {

// (x - mean) / sqrt(var + eps) · weight + bias, with the batch's mean and variance in training (then the running ones
// follow them: (1 - momentum) running + momentum new, the variance unbiased) and the running ones otherwise.
Tensor batch_norm(const Tensor& input, const optional<Tensor>& weight, const optional<Tensor>& bias,
                  const optional<Tensor>& running_mean, const optional<Tensor>& running_var, bool training,
                  double momentum, double eps, bool cudnn_enabled);
// The same with the mean and 1 / sqrt(var + eps) that it used (empty outside training).
std::tuple<Tensor, Tensor, Tensor> native_batch_norm(const Tensor& input, const optional<Tensor>& weight,
                                                     const optional<Tensor>& bias, const optional<Tensor>& running_mean,
                                                     const optional<Tensor>& running_var, bool training,
                                                     double momentum, double eps);

}  // namespace rectify::api
