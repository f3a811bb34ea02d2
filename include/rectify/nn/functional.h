#pragma once
// Layers and losses as functions.
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/distance.h>
#include <rectify/nn/dropout.h>
#include <rectify/nn/embedding.h>
#include <rectify/nn/instancenorm.h>
#include <rectify/nn/layers.h>
#include <rectify/nn/loss.h>
#include <rectify/nn/normalization.h>
#include <rectify/nn/padding.h>
#include <rectify/nn/pooling.h>
#include <rectify/nn/shaped.h>
#include <rectify/nn/vision.h>
#include <rectify/ops/fused.h>
#include <rectify/ops/loss.h>

namespace rectify::nn::functional {

using rectify::linear_act;
// activation: a module of list.def, with its options.
template <class M, class = std::enable_if_t<nn::detail::IsActivation<M>::value>>
Tensor linear_act(const Tensor& input, const Tensor& weight, const Tensor& bias, const ModuleHolder<M>& activation) {
  const auto a = nn::detail::IsActivation<M>::of(*activation);
  return rectify::detail::linear_act(input, weight, bias, a.function, a.params);
}
inline Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {}) {
  return rectify::linear(input, weight, bias);
}
inline Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight, const Tensor& bias = {}) {
  return rectify::bilinear(input1, input2, weight, bias);
}

}  // namespace rectify::nn::functional
