#pragma once
// Layers and losses as functions.
#include <rectify/nn/activation.h>
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/layers.h>
#include <rectify/nn/loss.h>
#include <rectify/nn/pooling.h>
#include <rectify/ops/loss.h>

namespace rectify::nn {
namespace functional {

using ReLUFuncOptions = ReLUOptions;
using LeakyReLUFuncOptions = LeakyReLUOptions;
using ELUFuncOptions = ELUOptions;
struct DropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = true;
  TORCH_ARG(bool, inplace) = false;
};

inline Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {}) {
  return rectify::linear(input, weight, bias);
}
inline Tensor relu(Tensor input, const ReLUFuncOptions& o = {}) {
  return o.inplace() ? rectify::relu_(input) : rectify::relu(input);
}
inline Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& o = {}) {
  return o.inplace() ? rectify::leaky_relu_(input, o.negative_slope()) : rectify::leaky_relu(input, o.negative_slope());
}
inline Tensor elu(Tensor input, const ELUFuncOptions& o = {}) {
  return o.inplace() ? rectify::elu_(input, o.alpha()) : rectify::elu(input, o.alpha());
}
inline Tensor silu(const Tensor& input) { return rectify::silu(input); }
Tensor dropout(Tensor input, const DropoutFuncOptions& o = {});

}  // namespace functional
}  // namespace rectify::nn
