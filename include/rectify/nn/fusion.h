#pragma once
// A batch normalisation folded into the layer before it, for evaluation: PyTorch's torch.nn.utils.fusion.
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/layers.h>

#include <tuple>

namespace rectify::nn::utils {
inline namespace fusion {

// The weight and bias of a layer that does the normalisation as well. An undefined bias, bn_weight or bn_bias counts as
// 0, 1 or 0. transpose: the weight is a transposed convolution's.
std::tuple<Tensor, Tensor> fuse_conv_bn_weights(const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                                                const Tensor& running_var, double eps, const Tensor& bn_weight,
                                                const Tensor& bn_bias, bool transpose = false);
std::tuple<Tensor, Tensor> fuse_linear_bn_weights(const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                                                  const Tensor& running_var, double eps, const Tensor& bn_weight,
                                                  const Tensor& bn_bias);

namespace detail {
void check_fusion(bool training, const Tensor& running_mean, const Tensor& running_var);
inline LinearOptions with_bias(const LinearImpl& linear) { return LinearOptions(linear.options).bias(true); }
template <size_t D, class Impl>
auto with_bias(const ConvNdImpl<D, Impl>& conv) {
  const auto& o = conv.options;
  auto shared = [&](auto to) {
    return to.stride(o.stride()).dilation(o.dilation()).groups(o.groups()).bias(true).padding_mode(o.padding_mode());
  };
  if constexpr (std::is_constructible_v<Impl, ConvOptions<D>>)
    return shared(ConvOptions<D>(o.in_channels(), o.out_channels(), o.kernel_size()).padding(o.padding()));
  else
    return shared(ConvTransposeOptions<D>(o.in_channels(), o.out_channels(), o.kernel_size())
                      .padding(std::get<ExpandingArray<D>>(o.padding()))
                      .output_padding(o.output_padding()));
}
template <class Layer, class Norm>
Layer fused(const Layer& layer, const Norm& bn, bool transpose) {
  check_fusion(layer->is_training() || bn->is_training(), bn->running_mean, bn->running_var);
  auto [w, b] = fuse_conv_bn_weights(layer->weight, layer->bias, bn->running_mean, bn->running_var, bn->options.eps(),
                                     bn->weight, bn->bias, transpose);
  Layer r(with_bias(*layer));
  r->weight.set_data(w.detach());
  r->bias.set_data(b.detach());
  for (auto& p : r->parameters()) p.set_requires_grad(layer->weight.requires_grad());
  r->eval();
  return r;
}
}  // namespace detail

// A new layer that does what layer followed by bn does, both in evaluation mode (else Error).
template <class Convolution, class Norm>
Convolution fuse_conv_bn_eval(const Convolution& conv, const Norm& bn) {
  return detail::fused(conv, bn, conv->options.transposed());
}
template <class Norm>
Linear fuse_linear_bn_eval(const Linear& linear, const Norm& bn) {
  return detail::fused(linear, bn, false);
}

}  // namespace fusion
}  // namespace rectify::nn::utils
