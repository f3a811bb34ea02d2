#pragma once
// The activations as functions. Formulas, kinks and accuracy: <rectify/activations/NAME.h>. The in-place forms follow
// PyTorch's rules: leaky_relu_ with a negative slope and elu_ with a negative alpha fail at backward.
#include <rectify/core/tensor.h>

namespace rectify::api {

Tensor relu(const Tensor& x);
Tensor& relu_(const Tensor& x);
Tensor leaky_relu(const Tensor& x, const Scalar& negative_slope = 0.01);
Tensor& leaky_relu_(const Tensor& x, const Scalar& negative_slope = 0.01);
Tensor elu(const Tensor& x, const Scalar& alpha = 1);
Tensor& elu_(const Tensor& x, const Scalar& alpha = 1);
Tensor silu(const Tensor& x);
Tensor& silu_(const Tensor& x);
Tensor sigmoid(const Tensor& x);
Tensor& sigmoid_(const Tensor& x);
Tensor tanh(const Tensor& x);
Tensor& tanh_(const Tensor& x);

inline Tensor Tensor::relu() const { return rectify::relu(*this); }
inline Tensor& Tensor::relu_() const { return rectify::relu_(*this); }
inline Tensor Tensor::sigmoid() const { return rectify::sigmoid(*this); }
inline Tensor& Tensor::sigmoid_() const { return rectify::sigmoid_(*this); }
inline Tensor Tensor::tanh() const { return rectify::tanh(*this); }
inline Tensor& Tensor::tanh_() const { return rectify::tanh_(*this); }

}  // namespace rectify::api
