#pragma once
// Initialisation in place, without being recorded; PyTorch's streams after manual_seed.
#include <rectify/core/tensor.h>
#include <rectify/nn/enum.h>

namespace rectify::nn::init {

using NonlinearityType =
    std::variant<enumtype::kLinear, enumtype::kConv1D, enumtype::kConv2D, enumtype::kConv3D, enumtype::kConvTranspose1D,
                 enumtype::kConvTranspose2D, enumtype::kConvTranspose3D, enumtype::kSigmoid, enumtype::kTanh,
                 enumtype::kReLU, enumtype::kLeakyReLU>;
using FanModeType = std::variant<enumtype::kFanIn, enumtype::kFanOut>;

double calculate_gain(NonlinearityType nonlinearity, double param = 0.01);
Tensor constant_(Tensor tensor, Scalar value);
Tensor dirac_(Tensor tensor);  // 3 to 5 dimensions; a convolution with it keeps as many channels as it can
Tensor eye_(Tensor matrix);    // 2 dimensions, else Error
Tensor normal_(Tensor tensor, double mean = 0, double std = 1);
Tensor uniform_(Tensor tensor, double low = 0, double high = 1);
Tensor ones_(Tensor tensor);
Tensor zeros_(Tensor tensor);
Tensor orthogonal_(Tensor tensor,
                   double gain = 1.0);  // 2 dimensions or more; rows (or columns) orthonormal, times gain
Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01);  // 2 dimensions; this share of each column is zero
Tensor xavier_normal_(Tensor tensor, double gain = 1.0);
Tensor xavier_uniform_(Tensor tensor, double gain = 1.0);
Tensor kaiming_normal_(Tensor tensor, double a = 0, FanModeType mode = kFanIn,
                       NonlinearityType nonlinearity = kLeakyReLU);
Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanModeType mode = kFanIn,
                        NonlinearityType nonlinearity = kLeakyReLU);
std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& tensor);  // at least 2 dimensions, else Error

}  // namespace rectify::nn::init
