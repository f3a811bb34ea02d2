#pragma once
// A linear layer and its activation in one pass over the result: f(input weightᵀ + bias). Results and gradients are,
// bit for bit, those of linear and then the activation. Sequential does the same by itself.
#include <rectify/activations/activation.h>
#include <rectify/core/tensor.h>

#include <string>

namespace rectify::own {

// options: the activation's numbers in the order in which its module prints them; what is left out has its default.
Tensor linear_act(const Tensor& input, const Tensor& weight, const Tensor& bias, Activation activation,
                  ArrayRef<double> options = {});
// activation: the function's name, such as "relu" or "leaky_relu".
Tensor linear_act(const Tensor& input, const Tensor& weight, const Tensor& bias, const std::string& activation,
                  ArrayRef<double> options = {});

}  // namespace rectify::own
namespace rectify::detail {
Tensor linear_act(const Tensor& x, const Tensor& w, const Tensor& bias, Activation f, const kernels::Params& p);
// f(x) of an x that nobody else has: written over it where no gradient is recorded.
Tensor activate_over(Activation f, Tensor x, const kernels::Params& p);
}  // namespace rectify::detail
