#pragma once
// Convolutions. input [n, in, spatial…] (or without n), weight [out, in / groups, kernel…], of a transposed one
// [in, out / groups, kernel…], bias [out]. Shapes and errors as in PyTorch's documentation of each name.
#include <rectify/core/tensor.h>

#include <array>
#include <string_view>

namespace rectify::api {

// "same" or "valid"; not an integer, which is an amount of padding.
struct PaddingName {
  std::string_view text;
  template <class S, class = std::enable_if_t<std::is_convertible_v<S, std::string_view>>>
  PaddingName(const S& name) : text(name) {}
};

#define RECTIFY_CONV(name)                                                                                          \
  Tensor name(const Tensor& input, const Tensor& weight, const optional<Tensor>& bias = {}, IntArrayRef stride = 1, \
              IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);                               \
  Tensor name(const Tensor& input, const Tensor& weight, const optional<Tensor>& bias, IntArrayRef stride,          \
              PaddingName padding, IntArrayRef dilation = 1, int64_t groups = 1);
RECTIFY_CONV(conv1d)
RECTIFY_CONV(conv2d)
RECTIFY_CONV(conv3d)
#undef RECTIFY_CONV
#define RECTIFY_CONV(name)                                                                                          \
  Tensor name(const Tensor& input, const Tensor& weight, const optional<Tensor>& bias = {}, IntArrayRef stride = 1, \
              IntArrayRef padding = 0, IntArrayRef output_padding = 0, int64_t groups = 1, IntArrayRef dilation = 1);
RECTIFY_CONV(conv_transpose1d)
RECTIFY_CONV(conv_transpose2d)
RECTIFY_CONV(conv_transpose3d)
#undef RECTIFY_CONV
Tensor convolution(const Tensor& input, const Tensor& weight, const optional<Tensor>& bias, IntArrayRef stride,
                   IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
                   int64_t groups);
// The gradients of input, weight and bias, each undefined where its place in the mask is false.
std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& grad_output, const Tensor& input,
                                                        const Tensor& weight, optional<IntArrayRef> bias_sizes,
                                                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                                                        bool transposed, IntArrayRef output_padding, int64_t groups,
                                                        std::array<bool, 3> output_mask);

}  // namespace rectify::api
