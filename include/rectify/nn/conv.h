#pragma once
// Convolutions as modules and functions.
#include <rectify/core/arg.h>
#include <rectify/core/expanding_array.h>
#include <rectify/nn/enum.h>
#include <rectify/nn/fuse.h>
#include <rectify/nn/module.h>
#include <rectify/ops/conv.h>

namespace rectify::nn::detail {

using conv_padding_mode_t =
    std::variant<enumtype::kZeros, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
template <size_t D>
using conv_padding_t = std::variant<ExpandingArray<D>, enumtype::kValid, enumtype::kSame>;

template <size_t D>
struct ConvNdOptions {
  using padding_t = conv_padding_t<D>;
  ConvNdOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  TORCH_ARG(int64_t, in_channels);
  TORCH_ARG(int64_t, out_channels);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(padding_t, padding) = 0;

 public:
  decltype(auto) padding(std::initializer_list<int64_t> list) { return padding(IntArrayRef(list)); }
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(bool, transposed) = false;
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(conv_padding_mode_t, padding_mode) = kZeros;
};

}  // namespace rectify::nn::detail
namespace rectify::nn::api {

template <size_t D>
struct ConvOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  using padding_t = detail::conv_padding_t<D>;
  ConvOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  TORCH_ARG(int64_t, in_channels);
  TORCH_ARG(int64_t, out_channels);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(padding_t, padding) = 0;

 public:
  decltype(auto) padding(std::initializer_list<int64_t> list) { return padding(IntArrayRef(list)); }
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(padding_mode_t, padding_mode) = kZeros;
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using Conv3dOptions = ConvOptions<3>;

template <size_t D>
struct ConvTransposeOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  ConvTransposeOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  TORCH_ARG(int64_t, in_channels);
  TORCH_ARG(int64_t, out_channels);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(padding_mode_t, padding_mode) = kZeros;
};
using ConvTranspose1dOptions = ConvTransposeOptions<1>;
using ConvTranspose2dOptions = ConvTransposeOptions<2>;
using ConvTranspose3dOptions = ConvTransposeOptions<3>;

}  // namespace rectify::nn::api
namespace rectify::nn::functional {
template <size_t D>
struct ConvFuncOptions {
  using padding_t = nn::detail::conv_padding_t<D>;
  TORCH_ARG(Tensor, bias) = Tensor();
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(padding_t, padding) = 0;

 public:
  decltype(auto) padding(std::initializer_list<int64_t> list) { return padding(IntArrayRef(list)); }
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(int64_t, groups) = 1;
};
using Conv1dFuncOptions = ConvFuncOptions<1>;
using Conv2dFuncOptions = ConvFuncOptions<2>;
using Conv3dFuncOptions = ConvFuncOptions<3>;
template <size_t D>
struct ConvTransposeFuncOptions {
  TORCH_ARG(Tensor, bias) = Tensor();
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
};
using ConvTranspose1dFuncOptions = ConvTransposeFuncOptions<1>;
using ConvTranspose2dFuncOptions = ConvTransposeFuncOptions<2>;
using ConvTranspose3dFuncOptions = ConvTransposeFuncOptions<3>;

#define RECTIFY_CONV(d)                                                                                \
  Tensor conv##d(const Tensor& input, const Tensor& weight, const Conv##d##FuncOptions& options = {}); \
  Tensor conv_transpose##d(const Tensor& input, const Tensor& weight,                                  \
                           const ConvTranspose##d##FuncOptions& options = {});
RECTIFY_CONV(1d)
RECTIFY_CONV(2d)
RECTIFY_CONV(3d)
#undef RECTIFY_CONV
}  // namespace rectify::nn::functional
namespace rectify::nn::api {

// Weight [out, in / groups, kernel…], of a transposed one [in, out / groups, kernel…]; both start uniform in
// ±1 / sqrt(fan in). Errors when the channels do not divide by groups.
template <size_t D, class Derived>
class ConvNdImpl : public Cloneable<Derived> {
 public:
  explicit ConvNdImpl(const detail::ConvNdOptions<D>& o) : options(o) { ConvNdImpl::reset(); }
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  detail::ConvNdOptions<D> options;
  Tensor weight, bias;
};

#define RECTIFY_CONV(D)                                                                                      \
  class Conv##D##dImpl : public ConvNdImpl<D, Conv##D##dImpl> {                                              \
   public:                                                                                                   \
    Conv##D##dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)                 \
        : Conv##D##dImpl(Conv##D##dOptions(in_channels, out_channels, kernel_size)) {}                       \
    explicit Conv##D##dImpl(Conv##D##dOptions options);                                                      \
    Tensor forward(const Tensor& input);                                                                     \
  };                                                                                                         \
  RECTIFY_TORCH_MODULE(Conv##D##d);                                                                          \
  class ConvTranspose##D##dImpl : public ConvNdImpl<D, ConvTranspose##D##dImpl> {                            \
   public:                                                                                                   \
    ConvTranspose##D##dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)        \
        : ConvTranspose##D##dImpl(ConvTranspose##D##dOptions(in_channels, out_channels, kernel_size)) {}     \
    explicit ConvTranspose##D##dImpl(ConvTranspose##D##dOptions options);                                    \
    /* output_size: the spatial one, or the whole; it chooses among the sizes that the stride leaves open */ \
    Tensor forward(const Tensor& input, const optional<IntArrayRef>& output_size = nullopt);                 \
                                                                                                             \
   protected:                                                                                                \
    DefaultArgs _forward_default_args() override;                                                            \
  };                                                                                                         \
  RECTIFY_TORCH_MODULE(ConvTranspose##D##d);
RECTIFY_CONV(1)
RECTIFY_CONV(2)
RECTIFY_CONV(3)
#undef RECTIFY_CONV

}  // namespace rectify::nn::api
namespace rectify::nn::detail {
#define RECTIFY_CONV(D)                                                                  \
  template <>                                                                            \
  struct FusesActivation<Conv##D##dImpl> : std::true_type {                              \
    static Tensor forward(Conv##D##dImpl& m, const Tensor& x, const FusedActivation& a); \
  };
RECTIFY_CONV(1)
RECTIFY_CONV(2)
RECTIFY_CONV(3)
#undef RECTIFY_CONV
}  // namespace rectify::nn::detail
