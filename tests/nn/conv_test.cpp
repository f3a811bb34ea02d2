// Convolutional layers, pooling and batch normalisation as modules: printed forms, defaults, errors, state.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include "error.h"

namespace {

using namespace torch;
namespace F = torch::nn::functional;

TEST(ConvModules, PrintAsLibtorch) {
  const std::pair<std::string, std::string> table[] = {
      {rectify::str(nn::Conv1d(1, 2, 3)), "Conv1d(1, 2, kernel_size=3, stride=1)"},
      {rectify::str(nn::Conv2d(nn::Conv2dOptions(4, 8, {3, 5})
                                   .stride(2)
                                   .padding({1, 2})
                                   .dilation(2)
                                   .groups(2)
                                   .bias(false)
                                   .padding_mode(kReflect))),
       "Conv2d(4, 8, kernel_size=[3, 5], stride=[2, 2], padding=[1, 2], dilation=[2, 2], groups=2, bias=false, "
       "padding_mode=kReflect)"},
      {rectify::str(nn::Conv2d(nn::Conv2dOptions(4, 8, 3).padding(kSame))),
       "Conv2d(4, 8, kernel_size=[3, 3], stride=[1, 1], padding='same')"},
      {rectify::str(nn::Conv2d(nn::Conv2dOptions(4, 8, 3).padding(kValid).padding_mode(kCircular))),
       "Conv2d(4, 8, kernel_size=[3, 3], stride=[1, 1], padding='valid', padding_mode=kCircular)"},
      {rectify::str(nn::Conv3d(nn::Conv3dOptions(4, 8, 3).padding_mode(kReplicate).padding(1))),
       "Conv3d(4, 8, kernel_size=[3, 3, 3], stride=[1, 1, 1], padding=[1, 1, 1], padding_mode=kReplicate)"},
      {rectify::str(nn::ConvTranspose1d(1, 2, 3)), "ConvTranspose1d(1, 2, kernel_size=3, stride=1)"},
      {rectify::str(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 8, {3, 5})
                                            .stride(2)
                                            .padding({1, 2})
                                            .output_padding(1)
                                            .dilation(2)
                                            .groups(2)
                                            .bias(false))),
       "ConvTranspose2d(4, 8, kernel_size=[3, 5], stride=[2, 2], padding=[1, 2], dilation=[2, 2], output_padding=[1, "
       "1], groups=2, bias=false)"},
      {rectify::str(nn::ConvTranspose3d(1, 2, 3)), "ConvTranspose3d(1, 2, kernel_size=[3, 3, 3], stride=[1, 1, 1])"},
      {rectify::str(nn::MaxPool1d(2)), "MaxPool1d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=false)"},
      {rectify::str(nn::MaxPool2d(nn::MaxPool2dOptions({2, 3}).stride(1).padding({1, 0}).dilation(2).ceil_mode(true))),
       "MaxPool2d(kernel_size=[2, 3], stride=[1, 1], padding=[1, 0], dilation=[2, 2], ceil_mode=true)"},
      {rectify::str(nn::MaxPool3d(2)),
       "MaxPool3d(kernel_size=[2, 2, 2], stride=[2, 2, 2], padding=[0, 0, 0], dilation=[1, 1, 1], ceil_mode=false)"},
      {rectify::str(nn::AvgPool1d(2)), "AvgPool1d(kernel_size=2, stride=2, padding=0)"},
      {rectify::str(
           nn::AvgPool2d(nn::AvgPool2dOptions({2, 3}).stride(1).padding(1).ceil_mode(true).divisor_override(3))),
       "AvgPool2d(kernel_size=[2, 3], stride=[1, 1], padding=[1, 1])"},
      {rectify::str(nn::AvgPool3d(2)), "AvgPool3d(kernel_size=[2, 2, 2], stride=[2, 2, 2], padding=[0, 0, 0])"},
      {rectify::str(nn::AdaptiveAvgPool1d(2)), "AdaptiveAvgPool1d(output_size=2)"},
      {rectify::str(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({nullopt, 3}))),
       "AdaptiveAvgPool2d(output_size=[None, 3])"},
      {rectify::str(nn::AdaptiveAvgPool3d(2)), "AdaptiveAvgPool3d(output_size=[2, 2, 2])"},
      {rectify::str(nn::AdaptiveMaxPool1d(2)), "AdaptiveMaxPool1d(output_size=2)"},
      {rectify::str(nn::AdaptiveMaxPool2d(nn::AdaptiveMaxPool2dOptions({2, nullopt}))),
       "AdaptiveMaxPool2d(output_size=[2, None])"},
      {rectify::str(nn::AdaptiveMaxPool3d(2)), "AdaptiveMaxPool3d(output_size=[2, 2, 2])"},
      {rectify::str(nn::MaxUnpool1d(2)), "MaxUnpool1d(kernel_size=2, stride=2, padding=0)"},
      {rectify::str(nn::MaxUnpool2d(nn::MaxUnpool2dOptions({2, 3}).stride(1).padding(1))),
       "MaxUnpool2d(kernel_size=[2, 3], stride=[1, 1], padding=[1, 1])"},
      {rectify::str(nn::MaxUnpool3d(2)), "MaxUnpool3d(kernel_size=[2, 2, 2], stride=[2, 2, 2], padding=[0, 0, 0])"},
      {rectify::str(nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_size(3))),
       "FractionalMaxPool2d()"},
      {rectify::str(nn::FractionalMaxPool3d(nn::FractionalMaxPool3dOptions(2).output_ratio(0.5))),
       "FractionalMaxPool3d()"},
      {rectify::str(nn::LPPool1d(2, 3)), "LPPool1d(norm_type=2, kernel_size=3, stride=3, ceil_mode=false)"},
      {rectify::str(nn::LPPool2d(nn::LPPool2dOptions(1.5, {2, 3}).stride(1).ceil_mode(true))),
       "LPPool2d(norm_type=1.5, kernel_size=[2, 3], stride=[1, 1], ceil_mode=true)"},
      {rectify::str(nn::BatchNorm1d(3)),
       "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=true, track_running_stats=true)"},
      {rectify::str(nn::BatchNorm2d(
           nn::BatchNorm2dOptions(3).momentum(nullopt).eps(1e-3).affine(false).track_running_stats(false))),
       "BatchNorm2d(3, eps=0.001, momentum=None, affine=false, track_running_stats=false)"},
      {rectify::str(nn::BatchNorm3d(nn::BatchNormOptions(3).momentum(0.2))),
       "BatchNorm3d(3, eps=1e-05, momentum=0.2, affine=true, track_running_stats=true)"},
  };
  for (const auto& [got, want] : table) EXPECT_EQ(got, "torch::nn::" + want);
}

TEST(ConvModules, ErrorsAsLibtorch) {
  Tensor x = rand({1, 3, 8, 8}), w = rand({4, 3, 3, 3});
  auto conv = [&](const Tensor& a, const Tensor& b, const Tensor& bias = {}, IntArrayRef stride = 1,
                  IntArrayRef padding = 0, IntArrayRef dilation = 1,
                  int64_t groups = 1) { return error([&] { conv2d(a, b, bias, stride, padding, dilation, groups); }); };
  auto transposed = [&](const Tensor& a, const Tensor& b, const Tensor& bias = {}, IntArrayRef stride = 1,
                        IntArrayRef padding = 0, IntArrayRef out = 0, int64_t groups = 1) {
    return error([&] { conv_transpose2d(a, b, bias, stride, padding, out, groups); });
  };
  auto pool = [&](const Tensor& a, IntArrayRef k, IntArrayRef s = {}, IntArrayRef p = 0, IntArrayRef d = 1) {
    return error([&] { max_pool2d(a, k, s, p, d); });
  };
  auto pool1 = [&](const Tensor& a, IntArrayRef k, IntArrayRef s = {}, IntArrayRef p = 0, IntArrayRef d = 1) {
    return error([&] { max_pool1d(a, k, s, p, d); });
  };
  auto average = [&](const Tensor& a, IntArrayRef k, IntArrayRef s = {}, IntArrayRef p = 0,
                     optional<int64_t> divisor = nullopt) {
    return error([&] { avg_pool2d(a, k, s, p, false, true, divisor); });
  };
  Tensor plane = rand({1, 8, 8}), line = rand({1, 8}), cube = rand({1, 8, 8, 8});
  Tensor up = rand({1, 1, 2, 2}), at = zeros({1, 1, 2, 2}, kLong);
  Tensor up3 = rand({1, 1, 2, 2, 2}), at3 = zeros({1, 1, 2, 2, 2}, kLong);
  auto norm = [](const Tensor& a, const Tensor& mean, const Tensor& var, const Tensor& weight = {},
                 const Tensor& bias = {}, bool training = false) {
    return error([&] { batch_norm(a, weight, bias, mean, var, training, 0.1, 1e-5, false); });
  };
  const std::pair<std::string, std::string> table[] = {
      {conv(x, rand({4, 2, 3, 3})),
       "Given groups=1, weight of size [4, 2, 3, 3], expected input[1, 3, 8, 8] to have 2 channels, but got 3 channels "
       "instead"},
      {conv(rand({1, 4, 8, 8}), rand({3, 2, 3, 3}), {}, 1, 0, 1, 2),
       "Given groups=2, expected weight to be divisible by 2 at dimension 0, but got weight of size [[3, 2, 3, 3]] "
       "instead"},
      {conv(rand({1, 3, 2, 2}), w),
       "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than "
       "actual input size"},
      {conv(rand({3, 8}), w), "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 8]"},
      {error([&] {
         conv1d(rand({3}), rand({4, 3, 3}));
       }),
       "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [3]"},
      {conv(x, rand({4, 3, 3}), {}, {1, 1}),
       "expected stride to be a single integer value or a list of 1 values to match the convolution dimensions, but "
       "got "
       "stride=[1, 1]"},
      {conv(x, w, rand({3})),
       "Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 elements, but got bias of size [3] "
       "instead"},
      {conv(x, w.to(kDouble)),
       "Input type (CPUFloatType) and weight type (CPUDoubleType) should be the same or input should be a MKLDNN "
       "tensor and "
       "weight is a dense tensor"},
      {conv(x, w, rand({4}, kDouble)),
       "Input type (CPUFloatType) and bias type (CPUDoubleType) should be the same or input should be a MKLDNN tensor "
       "and "
       "bias is a dense tensor"},
      {conv(x, w, {}, 0), "non-positive stride is not supported"},
      {conv(x, w, {}, 1, -1), "negative padding is not supported"},
      {conv(x, w, {}, 1, 0, 0), "non-positive dilation is not supported"},
      {conv(x, w, {}, 1, 0, 1, 0), "non-positive groups is not supported"},
      {conv(x, w, {}, {1, 1, 1}),
       "expected stride to be a single integer value or a list of 2 values to match the convolution dimensions, but "
       "got "
       "stride=[1, 1, 1]"},
      {conv(x, w, {}, 1, {1, 1, 1}),
       "expected padding to be a single integer value or a list of 2 values to match the convolution dimensions, but "
       "got padding=[1, 1, 1]"},
      {conv(rand({2, 3, 0, 8}), rand({4, 3, 1, 1}), {}, 1, 1),
       "Only zero batch or zero channel inputs are supported, but got input shape: [2, 3, 0, 8]"},
      {conv(x, rand({0, 3, 1, 1})),
       "Given groups=1, expected weight to be at least 1 at dimension 0, but got weight of size [0, 3, 1, 1] instead"},
      {conv(x.to(kHalf), w.to(kHalf)), "\"slow_conv2d_cpu\" not implemented for 'Half'"},
      {conv(x.to(kBool), w.to(kBool)), "\"slow_conv2d_cpu\" not implemented for 'Bool'"},
      {error([&] {
         conv3d(rand({1, 3, 8, 8, 8}).to(kHalf), rand({4, 3, 3, 3, 3}).to(kHalf));
       }),
       "\"compute_columns3d\" not implemented for 'Half'"},
      {error([&] { conv2d(x, w, {}, 1, "foo"); }), "Invalid padding string: 'foo'"},
      {error([&] { conv2d(x, w, {}, 2, "same"); }), "padding='same' is not supported for strided convolutions"},
      {transposed(x, rand({4, 2, 3, 3})),
       "Given transposed=1, weight of size [4, 2, 3, 3], expected input[1, 3, 8, 8] to have 4 channels, but got 3 "
       "channels instead"},
      {transposed(x, rand({3, 4, 3, 3}), {}, 1, 0, 1),
       "output padding must be smaller than either stride or dilation, but got output_padding_height: 1 "
       "output_padding_width: 1 stride_height: 1 stride_width: 1 dilation_height: 1 dilation_width: 1"},
      {transposed(x, rand({3, 4, 3, 3}), {}, 2, 0, -1), "negative output_padding is not supported"},
      {transposed(rand({1, 3, 1, 1}), rand({3, 4, 1, 1}), {}, 1, 2),
       "Given input size per channel: (1 x 1). Calculated output size per channel: (-3 x -3). Output size is too "
       "small"},
      {transposed(x, rand({3, 4, 3, 3}), rand({3})),
       "Given transposed=1, weight of size [3, 4, 3, 3], expected bias to be 1-dimensional with 4 elements, but got "
       "bias "
       "of size [3] instead"},
      {error([] { nn::Conv2d(nn::Conv2dOptions(3, 4, 3).groups(2)); }), "in_channels must be divisible by groups"},
      {error([] { nn::Conv2d(nn::Conv2dOptions(4, 3, 3).groups(2)); }), "out_channels must be divisible by groups"},
      {error([] { nn::Conv2d(nn::Conv2dOptions(4, 4, 3).stride(2).padding(kSame)); }),
       "padding='same' is not supported for strided convolutions"},
      {error([] {
         nn::Conv2d(nn::Conv2dOptions(4, 4, {1, 2, 3}));
       }),
       "Expected 2 values, but instead got 3"},
      {error([] {
         nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 4, 3).padding_mode(kReflect))->forward(rand({1, 4, 8, 8}));
       }),
       "Only `zeros` padding mode is supported for ConvTranspose2d"},
      {error([] {
         nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 4, 3).stride(2))
             ->forward(rand({1, 4, 8, 8}), IntArrayRef({99, 99}));
       }),
       "requested an output size of [99, 99], but valid sizes range from 17 17 to 18 18 (for an input of [8, 8])"},
      {error([] {
         nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 4, 3).stride(2))
             ->forward(rand({1, 4, 8, 8}), IntArrayRef({99}));
       }),
       "output_size must have 2 or 4 elements (got 1)"},
      {pool(rand({8, 8}), 2), "non-empty 3D or 4D (batch mode) tensor expected for input"},
      {pool(plane, 2, {}, 2), "pad should be at most half of kernel size, but got pad=2 and kernel_size=2"},
      {pool(plane, 2, {}, -1), "pad must be non-negative, but got pad: -1"},
      {pool(plane, 0), "stride should not be zero"},
      {pool(plane, 2, {}, 0, 0), "dilation should be greater than zero, but got dilationH: 0 dilationW: 0"},
      {pool(rand({1, 2, 2}), 3),
       "Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small"},
      {pool(plane, {2, 2, 2}), "max_pool2d: kernel_size must either be a single int, or a tuple of two ints"},
      {pool(plane, 2, {2, 2, 2}), "max_pool2d: stride must either be omitted, a single int, or a tuple of two ints"},
      {pool(plane, 2, {}, {1, 1, 1}), "max_pool2d: padding must be either be a single int, or a tuple of two ints"},
      {pool(plane, 2, {}, 0, {1, 1, 1}), "max_pool2d: dilation must be either a single int, or a tuple of two ints"},
      {pool(rand({1, 0, 8, 8}), 2),
       "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[1, 0, 8, 8]"},
      {pool(plane.to(kHalf), 2), "\"max_pool2d\" not implemented for 'Half'"},
      {pool(plane.to(kLong), 2), "\"max_pool2d\" not implemented for 'Long'"},
      {pool1(rand({8}), 2),
       "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:[8]"},
      {pool1(line, {2, 2}),
       "max_pool1d() kernel_size must be an int, list of ints or tuple of ints of size 1 but got size 2"},
      {pool1(line, 0), "max_pool1d() kernel_size must be greater than zero, but got 0"},
      {pool1(line, 2, 0), "max_pool1d() stride must be greater than zero, but got 0"},
      {pool1(line, 2, {}, 2),
       "max_pool1d() padding should be at most half of kernel size, but got padding=2 and "
       "kernel_size=2"},
      {pool1(line, 2, {}, -1), "max_pool1d() padding must be non-negative, but got -1"},
      {pool1(line, 2, {}, 0, 0), "max_pool1d() dilation must be greater than zero, but got 0"},
      {error([&] {
         max_pool3d(rand({2, 8, 8}), 2);
       }),
       "non-empty 4D or 5D (batch mode) tensor expected for input"},
      {error([&] { max_pool3d(cube.to(kBFloat16), 2); }),
       "\"max_pool3d_with_indices_cpu\" not implemented for 'BFloat16'"},
      {average(plane, 2, {}, 0, 0), "divisor must be not zero"},
      {average(plane, 2, {}, 2), "pad should be at most half of kernel size, but got pad=2 and kernel_size=2"},
      {average(plane, {2, 2, 2}), "avg_pool2d: kernel_size must either be a single int, or a tuple of two ints"},
      {average(plane.to(kInt), 2), "\"avg_pool2d\" not implemented for 'Int'"},
      {average(rand({8, 8}), 2), "Dimension out of range (expected to be in range of [-2, 1], but got -3)"},
      {error([&] { avg_pool1d(rand({8}), 2); }),
       "Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while checking arguments for "
       "avg_pool1d)"},
      {error([&] {
         avg_pool3d(rand({1, 2, 2, 2}), 3);
       }),
       "input image (T: 2 H: 2 W: 2) smaller than kernel size (kT: 3 kH: 3 kW: 3)"},
      {error([&] {
         avg_pool3d(cube, {2, 2});
       }),
       "avg_pool3d: kernel_size must be a single int, or a tuple of three "
       "ints"},
      {error([&] {
         adaptive_avg_pool2d(rand({8, 8}), {2, 2});
       }),
       "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [8, 8]"},
      {error([&] {
         adaptive_avg_pool2d(rand({1, 3, 0, 8}), {2, 2});
       }),
       "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes [1, "
       "3, 0, 8] with dimension 2 being empty"},
      {error([&] {
         adaptive_avg_pool2d(x, {-1, 2});
       }),
       "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-1, 2}"},
      {error([&] {
         adaptive_avg_pool2d(x, {2, 2, 2});
       }),
       "adaptive_avg_pool2d: output_size must be 2"},
      {error([&] {
         adaptive_max_pool2d(rand({8, 8}), {2, 2});
       }),
       "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: [8, 8]"},
      {error([&] {
         adaptive_max_pool2d(x, {2, 2, 2});
       }),
       "adaptive_max_pool2d(): internal error: output_size.size() must be 2"},
      {error([&] {
         F::adaptive_avg_pool2d(rand({2}), F::AdaptiveAvgPool2dFuncOptions({nullopt, 3}));
       }),
       "Input dimension should be at least 3"},
      {error([&] {
         max_unpool2d(up, at.to(kInt), {4, 4});
       }),
       "elements in indices should be type int64 but got: Int"},
      {error([&] {
         max_unpool2d(up, zeros({1, 1, 3, 3}, kLong), {4, 4});
       }),
       "Expected shape of indices to be same as that of the input tensor ([1, 1, 2, 2]) but got indices tensor with "
       "shape: [1, 1, 3, 3]"},
      {error([&] {
         max_unpool2d(up, at, {4, 4, 4});
       }),
       "There should be exactly two elements (height, width) in output_size, but got 3 elements."},
      {error([&] {
         max_unpool2d(up, at + 99, {4, 4});
       }),
       "Found an invalid max index: 99 (output volumes are of size 4x4"},
      {error([&] {
         max_unpool3d(up3, at3 + 999, {4, 4, 4}, {2, 2, 2}, {0, 0, 0});
       }),
       "Found an invalid max index: 999 (output volumes are of size 4x4x4"},
      {error([&] {
         max_unpool3d(up3, at3, {4, 4, 4}, {2, 2, 0}, {0, 0, 0});
       }),
       "strides should be greater than zero, but got stride: [2, 2, 0]"},
      {error([&] { F::max_unpool2d(up, at, F::MaxUnpool2dFuncOptions(2).output_size(std::vector<int64_t>{9})); }),
       "output_size should be a sequence containing 2 or 4 elements, but it has a length of '1'"},
      {error([] { nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2)); }),
       "FractionalMaxPool2d requires specifying either an output size, or a pooling ratio"},
      {error([] { nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_size(3).output_ratio(0.5)); }),
       "only one of output_size and output_ratio may be specified"},
      {error([] { nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_ratio(1.5)); }),
       "output_ratio must be between 0 and 1 (got [1.5, 1.5])"},
      {norm(x, zeros({2}), ones({3})), "running_mean should contain 3 elements not 2"},
      {norm(x, zeros({3}), ones({2})), "running_var should contain 3 elements not 2"},
      {norm(x, zeros({3}), ones({3}), ones({2})), "weight should contain 3 elements not 2"},
      {norm(x, zeros({3}), ones({3}), ones({3}), ones({2})), "bias should contain 3 elements not 2"},
      {norm(x, {}, {}), "running_mean must be defined in evaluation mode"},
      {norm(x, zeros({3}), {}), "running_var must be defined in evaluation mode"},
      {norm(x.to(kDouble), zeros({3}), ones({3})), "mixed dtype (CPU): expect input to have scalar type of BFloat16"},
      {norm(x.to(kHalf), {}, {}, {}, {}, true), "\"batch_norm\" not implemented for 'Half'"},
      {error([] {
         nn::BatchNorm1d(3)->forward(rand({2, 3, 4, 4}));
       }),
       "expected 2D or 3D input (got 4D input)"},
      {error([] {
         nn::BatchNorm2d(3)->forward(rand({2, 3, 4}));
       }),
       "expected 4D input (got 3D input)"},
      {error([] {
         nn::BatchNorm3d(3)->forward(rand({2, 3, 4}));
       }),
       "expected 5D input (got 3D input)"},
      {error([] {
         nn::BatchNorm2d(3)->forward(rand({1, 3, 1, 1}));
       }),
       "Expected more than 1 value per channel when training, got input size [1, 3, 1, 1]"},
  };
  for (const auto& [got, want] : table) EXPECT_EQ(got, want);
}

TEST(ConvModules, StridesFollowTheInput) {
  Tensor x = rand({2, 3, 8, 8}).permute({0, 2, 3, 1}).contiguous().permute({0, 3, 1, 2}), w = rand({4, 3, 3, 3});
  ASSERT_EQ(x.suggest_memory_format(), MemoryFormat::ChannelsLast);
  EXPECT_EQ(conv2d(x, w).strides(), IntArrayRef({144, 1, 24, 4}));
  EXPECT_EQ(max_pool2d(x, 2).strides(), IntArrayRef({48, 1, 12, 3}));
  EXPECT_EQ(std::get<1>(max_pool2d_with_indices(x, 2)).strides(), IntArrayRef({48, 1, 12, 3}));
  EXPECT_EQ(avg_pool2d(x, 2).strides(), IntArrayRef({48, 1, 12, 3}));
  EXPECT_EQ(adaptive_avg_pool2d(x, {2, 2}).strides(), IntArrayRef({12, 1, 6, 3}));
  EXPECT_EQ(batch_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, false).strides(), IntArrayRef({192, 1, 24, 3}));
  EXPECT_EQ(conv2d(x.contiguous(), w).strides(), IntArrayRef({144, 36, 6, 1}));
}

TEST(ConvModules, PaddingModes) {
  Tensor x = arange(12, kFloat).view({1, 1, 3, 4});
  auto edge = [&](nn::detail::conv_padding_mode_t mode) {
    nn::Conv2d c(nn::Conv2dOptions(1, 1, 1).padding({1, 2}).bias(false).padding_mode(mode));
    NoGradGuard off;
    c->weight.fill_(1);
    Tensor row = c(x)[0][0][0].contiguous();
    return std::vector<float>(row.data_ptr<float>(), row.data_ptr<float>() + row.numel());
  };
  EXPECT_EQ(edge(kReflect), (std::vector<float>{6, 5, 4, 5, 6, 7, 6, 5}));
  EXPECT_EQ(edge(kReplicate), (std::vector<float>{0, 0, 0, 1, 2, 3, 3, 3}));
  EXPECT_EQ(edge(kCircular), (std::vector<float>{10, 11, 8, 9, 10, 11, 8, 9}));
  EXPECT_EQ(edge(kZeros), (std::vector<float>(8, 0)));
}

TEST(ConvModules, BatchNormKeepsRunningStatistics) {
  nn::BatchNorm2d m(nn::BatchNorm2dOptions(2).momentum(nullopt));
  Tensor a = arange(16, kFloat).view({2, 2, 2, 2}), b = a * 3;
  m(a);
  m(b);
  EXPECT_EQ(m->num_batches_tracked.item<int64_t>(), 2);
  // means of a: 5.5, 9.5; of b: three times that; the average of both
  EXPECT_TRUE(allclose(m->running_mean, tensor({11.0f, 19.0f})));
  EXPECT_EQ(m->named_buffers().keys(),
            (std::vector<std::string>{"running_mean", "running_var", "num_batches_tracked"}));
  m->eval();
  Tensor before = m->running_mean.clone();
  Tensor y = m(a);
  EXPECT_TRUE(equal(before, m->running_mean));
  Tensor scale = (m->running_var + 1e-5).rsqrt().view({1, 2, 1, 1});
  EXPECT_TRUE(allclose(y, (a - before.view({1, 2, 1, 1})) * scale, 1e-5, 1e-5));
  m->reset_running_stats();
  EXPECT_EQ(m->running_var.sum().item<float>(), 2);
}

TEST(ConvModules, UnpoolInvertsPool) {
  Tensor x = rand({1, 2, 6, 6}) + 1;
  nn::MaxPool2d pool(2);
  auto [y, at] = pool->forward_with_indices(x);
  Tensor back = nn::MaxUnpool2d(2)->forward(y, at);
  EXPECT_EQ(back.sizes(), x.sizes());
  EXPECT_TRUE(equal(pool(back), y));
  EXPECT_EQ(back.count_nonzero().item<int64_t>(), y.numel());
}

TEST(ConvModules, ConvTransposeChoosesASize) {
  nn::ConvTranspose2d m(nn::ConvTranspose2dOptions(2, 3, 3).stride(2));
  EXPECT_EQ(m(rand({1, 2, 8, 8}), IntArrayRef({18, 17})).sizes(), IntArrayRef({1, 3, 18, 17}));
  EXPECT_EQ(m(rand({1, 2, 8, 8}), IntArrayRef({1, 3, 18, 18})).sizes(), IntArrayRef({1, 3, 18, 18}));
  nn::Sequential s(m, nn::Conv2d(3, 1, 2));
  EXPECT_EQ(s->forward(rand({1, 2, 8, 8})).sizes(), IntArrayRef({1, 1, 16, 16}));
}

TEST(ConvModules, OutputPaddingPastTheLastElement) {
  const Tensor x = randn({1, 2, 3, 4}), w = randn({2, 3, 2, 2}), bias = randn({3});
  const Tensor y = conv_transpose2d(x, w, bias, {1, 1}, 0, {2, 1}, 1, 3);
  EXPECT_EQ(y.sizes(), IntArrayRef({1, 3, 8, 8}));
  EXPECT_TRUE(y.slice(2, 0, 6).slice(3, 0, 7).allclose(conv_transpose2d(x, w, bias, 1, 0, 0, 1, 3), 1e-5, 1e-6));
  const Tensor column = bias.view({1, 3, 1, 1});
  EXPECT_TRUE(y.slice(2, 6).equal(column.expand({1, 3, 2, 8})));
  EXPECT_TRUE(y.slice(3, 7).equal(column.expand({1, 3, 8, 1})));
}
TEST(ConvGradients, FirstAndSecondOrder) {
  using List = autograd::variable_list;
  manual_seed(3);
  auto in = [](std::vector<std::vector<int64_t>> sizes) {
    List l;
    for (auto& s : sizes) l.push_back(rand(s, kDouble).requires_grad_());
    return l;
  };
  auto both = [](const std::function<List(const List&)>& f, const List& l) {
    return autograd::gradcheck(f, l) && autograd::gradgradcheck(f, l);
  };
  EXPECT_TRUE(both([](const List& v) { return List{conv2d(v[0], v[1], v[2], 2, 1, 1, 2)}; },
                   in({{1, 4, 5, 4}, {2, 2, 3, 2}, {2}})));
  EXPECT_TRUE(
      both([](const List& v) { return List{conv1d(v[0], v[1], v[2], 1, "same", 2)}; }, in({{2, 6}, {3, 2, 2}, {3}})));
  EXPECT_TRUE(both([](const List& v) { return List{conv_transpose2d(v[0], v[1], v[2], 2, 1, 1, 2)}; },
                   in({{1, 4, 3, 2}, {4, 1, 3, 2}, {2}})));
  EXPECT_TRUE(both([](const List& v) { return List{conv3d(v[0], v[1])}; }, in({{1, 1, 3, 2, 3}, {2, 1, 2, 2, 2}})));
  EXPECT_TRUE(both([](const List& v) { return List{max_pool2d(v[0], 2, 1)}; }, in({{1, 2, 4, 3}})));
  EXPECT_TRUE(both([](const List& v) { return List{avg_pool2d(v[0], 3, 2, 1)}; }, in({{1, 2, 4, 5}})));
  EXPECT_TRUE(both([](const List& v) { return List{adaptive_avg_pool2d(v[0], {2, 1})}; }, in({{1, 2, 5, 3}})));
  EXPECT_TRUE(both([](const List& v) { return List{std::get<0>(adaptive_max_pool1d(v[0], 2))}; }, in({{2, 5}})));
  for (bool training : {false, true}) {
    Tensor mean = rand({3}, kDouble), var = rand({3}, kDouble) + 0.5;
    EXPECT_TRUE(both(
        [&](const List& v) {
          return List{batch_norm(v[0], v[1], v[2], mean.clone(), var.clone(), training, 0.1, 1e-3, false)};
        },
        in({{2, 3, 2, 2}, {3}, {3}})));
  }
}

TEST(ConvGradients, IntegersConvolve) {
  Tensor x = arange(16, kLong).view({1, 1, 4, 4}), w = ones({1, 1, 2, 2}, kLong);
  EXPECT_EQ(conv2d(x, w).flatten().slice(0, 0, 3).sum().item<int64_t>(), 10 + 14 + 18);
  EXPECT_EQ(conv_transpose2d(x, w).sum().item<int64_t>(), 4 * 120);
}

}  // namespace
