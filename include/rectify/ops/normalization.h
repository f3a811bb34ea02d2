#pragma once
// Normalisation: y = (x - mean) / sqrt(variance + eps) · weight + bias, the variance divided by the count of elements.
#include <rectify/core/tensor.h>

namespace rectify::api {

// Over the last dimensions, which are normalized_shape; weight and bias have that shape or are undefined.
Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-05, bool cudnn_enable = true);
// input [N, C, …]: over each of num_groups groups of channels; weight and bias [C] or undefined.
Tensor group_norm(const Tensor& input, int64_t num_groups, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-05, bool cudnn_enabled = true);
// input [N, C, …]: over each channel of each sample, or by running_mean and running_var without use_input_stats; where
// they are defined they take a share `momentum` of the statistics.
Tensor instance_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats, double momentum, double eps, bool cudnn_enabled);
// The output, the mean and 1 / sqrt(variance + eps) of each group.
std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& input, IntArrayRef normalized_shape,
                                                     const Tensor& weight, const Tensor& bias, double eps);

}  // namespace rectify::api
namespace rectify::detail {
// x / (k + alpha / divisor Σ x²)^beta, the sum over the channels c - before … c + after that there are, and over the
// first one where it is asked for.
Tensor local_response_norm(const Tensor& x, int64_t before, int64_t after, int64_t divisor, double alpha, double beta,
                           double k, bool with_first = false);
}  // namespace rectify::detail
