#pragma once
// Pooling as modules and functions. Strides start as the kernel's size.
#include <rectify/core/arg.h>
#include <rectify/core/expanding_array.h>
#include <rectify/nn/module.h>
#include <rectify/ops/pooling.h>

namespace rectify::nn::api {

template <size_t D>
struct AvgPoolOptions {
  AvgPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(bool, ceil_mode) = false;
  TORCH_ARG(bool, count_include_pad) = true;
  TORCH_ARG(optional<int64_t>, divisor_override) = nullopt;  // two and three dimensions only
};
template <size_t D>
struct MaxPoolOptions {
  MaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(bool, ceil_mode) = false;
};
template <class output_size_t>
struct AdaptiveMaxPoolOptions {
  AdaptiveMaxPoolOptions(output_size_t output_size) : output_size_(output_size) {}
  TORCH_ARG(output_size_t, output_size);
};
template <class output_size_t>
struct AdaptiveAvgPoolOptions {
  AdaptiveAvgPoolOptions(output_size_t output_size) : output_size_(output_size) {}
  TORCH_ARG(output_size_t, output_size);
};
template <size_t D>
struct MaxUnpoolOptions {
  MaxUnpoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
};
template <size_t D>
struct FractionalMaxPoolOptions {
  FractionalMaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size) {}
  using ExpandingArrayDouble = ExpandingArray<D, double>;
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(optional<ExpandingArray<D>>, output_size) = nullopt;
  TORCH_ARG(optional<ExpandingArrayDouble>, output_ratio) = nullopt;
  TORCH_ARG(Tensor, _random_samples) = Tensor();
};
template <size_t D>
struct LPPoolOptions {
  LPPoolOptions(double norm_type, ExpandingArray<D> kernel_size)
      : norm_type_(norm_type), kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(double, norm_type);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(bool, ceil_mode) = false;
};
using FractionalMaxPool2dOptions = FractionalMaxPoolOptions<2>;
using FractionalMaxPool3dOptions = FractionalMaxPoolOptions<3>;
using LPPool1dOptions = LPPoolOptions<1>;
using LPPool2dOptions = LPPoolOptions<2>;
using AdaptiveMaxPool1dOptions = AdaptiveMaxPoolOptions<ExpandingArray<1>>;
using AdaptiveMaxPool2dOptions = AdaptiveMaxPoolOptions<ExpandingArrayWithOptionalElem<2>>;
using AdaptiveMaxPool3dOptions = AdaptiveMaxPoolOptions<ExpandingArrayWithOptionalElem<3>>;
using AdaptiveAvgPool1dOptions = AdaptiveAvgPoolOptions<ExpandingArray<1>>;
using AdaptiveAvgPool2dOptions = AdaptiveAvgPoolOptions<ExpandingArrayWithOptionalElem<2>>;
using AdaptiveAvgPool3dOptions = AdaptiveAvgPoolOptions<ExpandingArrayWithOptionalElem<3>>;
}  // namespace rectify::nn::api
namespace rectify::nn::functional {
template <size_t D>
struct MaxUnpoolFuncOptions {
  MaxUnpoolFuncOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(optional<std::vector<int64_t>>, output_size) = nullopt;
};
}  // namespace rectify::nn::functional
namespace rectify::nn::api {

#define RECTIFY_POOL(D)                           \
  using AvgPool##D##dOptions = AvgPoolOptions<D>; \
  using MaxPool##D##dOptions = MaxPoolOptions<D>; \
  using MaxUnpool##D##dOptions = MaxUnpoolOptions<D>;
RECTIFY_POOL(1)
RECTIFY_POOL(2)
RECTIFY_POOL(3)
#undef RECTIFY_POOL
}  // namespace rectify::nn::api
namespace rectify::nn::functional {
#define RECTIFY_POOL(D)                                                                                             \
  using AvgPool##D##dFuncOptions = AvgPool##D##dOptions;                                                            \
  using MaxPool##D##dFuncOptions = MaxPool##D##dOptions;                                                            \
  using AdaptiveMaxPool##D##dFuncOptions = AdaptiveMaxPool##D##dOptions;                                            \
  using AdaptiveAvgPool##D##dFuncOptions = AdaptiveAvgPool##D##dOptions;                                            \
  using MaxUnpool##D##dFuncOptions = MaxUnpoolFuncOptions<D>;                                                       \
  Tensor avg_pool##D##d(const Tensor& input, const AvgPool##D##dFuncOptions& options);                              \
  Tensor max_pool##D##d(const Tensor& input, const MaxPool##D##dFuncOptions& options);                              \
  std::tuple<Tensor, Tensor> max_pool##D##d_with_indices(const Tensor& input,                                       \
                                                         const MaxPool##D##dFuncOptions& options);                  \
  Tensor adaptive_max_pool##D##d(const Tensor& input, const AdaptiveMaxPool##D##dFuncOptions& options);             \
  std::tuple<Tensor, Tensor> adaptive_max_pool##D##d_with_indices(const Tensor& input,                              \
                                                                  const AdaptiveMaxPool##D##dFuncOptions& options); \
  Tensor adaptive_avg_pool##D##d(const Tensor& input, const AdaptiveAvgPool##D##dFuncOptions& options);             \
  Tensor max_unpool##D##d(const Tensor& input, const Tensor& indices, const MaxUnpool##D##dFuncOptions& options);
RECTIFY_POOL(1)
RECTIFY_POOL(2)
RECTIFY_POOL(3)
#undef RECTIFY_POOL
using FractionalMaxPool2dFuncOptions = FractionalMaxPool2dOptions;
using FractionalMaxPool3dFuncOptions = FractionalMaxPool3dOptions;
using LPPool1dFuncOptions = LPPool1dOptions;
using LPPool2dFuncOptions = LPPool2dOptions;
Tensor fractional_max_pool2d(const Tensor& input, const FractionalMaxPool2dFuncOptions& options);
Tensor fractional_max_pool3d(const Tensor& input, const FractionalMaxPool3dFuncOptions& options);
std::tuple<Tensor, Tensor> fractional_max_pool2d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool2dFuncOptions& options);
std::tuple<Tensor, Tensor> fractional_max_pool3d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool3dFuncOptions& options);
// (sum of x^norm_type over each window)^(1 / norm_type)
Tensor lp_pool1d(const Tensor& input, const LPPool1dFuncOptions& options);
Tensor lp_pool2d(const Tensor& input, const LPPool2dFuncOptions& options);
}  // namespace rectify::nn::functional
namespace rectify::nn::detail {
// What every pooling module has: options and a printed form.
template <class Derived, class Options>
class PoolImpl : public Cloneable<Derived> {
 public:
  explicit PoolImpl(const Options& o) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Options options;
};
}  // namespace rectify::nn::detail
namespace rectify::nn::api {

#define RECTIFY_MODULE(Name, Kernel, function)                                           \
  class Name##Impl : public detail::PoolImpl<Name##Impl, Name##Options> {                \
   public:                                                                               \
    using detail::PoolImpl<Name##Impl, Name##Options>::PoolImpl;                         \
    Name##Impl(Kernel size) : Name##Impl(Name##Options(size)) {}                         \
    Tensor forward(const Tensor& input) { return functional::function(input, options); } \
  };                                                                                     \
  RECTIFY_TORCH_MODULE(Name);
#define RECTIFY_INDICES_MODULE(Name, Kernel, function)                                   \
  class Name##Impl : public detail::PoolImpl<Name##Impl, Name##Options> {                \
   public:                                                                               \
    using detail::PoolImpl<Name##Impl, Name##Options>::PoolImpl;                         \
    Name##Impl(Kernel size) : Name##Impl(Name##Options(size)) {}                         \
    Tensor forward(const Tensor& input) { return functional::function(input, options); } \
    std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input) {               \
      return functional::function##_with_indices(input, options);                        \
    }                                                                                    \
  };                                                                                     \
  RECTIFY_TORCH_MODULE(Name);
RECTIFY_MODULE(AvgPool1d, ExpandingArray<1>, avg_pool1d)
RECTIFY_MODULE(AvgPool2d, ExpandingArray<2>, avg_pool2d)
RECTIFY_MODULE(AvgPool3d, ExpandingArray<3>, avg_pool3d)
RECTIFY_INDICES_MODULE(MaxPool1d, ExpandingArray<1>, max_pool1d)
RECTIFY_INDICES_MODULE(MaxPool2d, ExpandingArray<2>, max_pool2d)
RECTIFY_INDICES_MODULE(MaxPool3d, ExpandingArray<3>, max_pool3d)
RECTIFY_MODULE(AdaptiveAvgPool1d, ExpandingArray<1>, adaptive_avg_pool1d)
RECTIFY_MODULE(AdaptiveAvgPool2d, ExpandingArrayWithOptionalElem<2>, adaptive_avg_pool2d)
RECTIFY_MODULE(AdaptiveAvgPool3d, ExpandingArrayWithOptionalElem<3>, adaptive_avg_pool3d)
RECTIFY_INDICES_MODULE(AdaptiveMaxPool1d, ExpandingArray<1>, adaptive_max_pool1d)
RECTIFY_INDICES_MODULE(AdaptiveMaxPool2d, ExpandingArrayWithOptionalElem<2>, adaptive_max_pool2d)
RECTIFY_INDICES_MODULE(AdaptiveMaxPool3d, ExpandingArrayWithOptionalElem<3>, adaptive_max_pool3d)
#undef RECTIFY_MODULE
#undef RECTIFY_INDICES_MODULE

#define RECTIFY_MODULE(D)                                                                              \
  class MaxUnpool##D##dImpl : public detail::PoolImpl<MaxUnpool##D##dImpl, MaxUnpool##D##dOptions> {   \
   public:                                                                                             \
    using detail::PoolImpl<MaxUnpool##D##dImpl, MaxUnpool##D##dOptions>::PoolImpl;                     \
    MaxUnpool##D##dImpl(ExpandingArray<D> size) : MaxUnpool##D##dImpl(MaxUnpool##D##dOptions(size)) {} \
    Tensor forward(const Tensor& input, const Tensor& indices,                                         \
                   const optional<std::vector<int64_t>>& output_size = nullopt) {                      \
      auto o = functional::MaxUnpool##D##dFuncOptions(options.kernel_size());                          \
      o.stride(options.stride()).padding(options.padding()).output_size(output_size);                  \
      return functional::max_unpool##D##d(input, indices, o);                                          \
    }                                                                                                  \
                                                                                                       \
   protected:                                                                                          \
    DefaultArgs _forward_default_args() override;                                                      \
  };                                                                                                   \
  RECTIFY_TORCH_MODULE(MaxUnpool##D##d);
RECTIFY_MODULE(1)
RECTIFY_MODULE(2)
RECTIFY_MODULE(3)
#undef RECTIFY_MODULE

// Windows at random places; exactly one of output_size and output_ratio is given (Error otherwise).
#define RECTIFY_MODULE(D)                                                                      \
  class FractionalMaxPool##D##dImpl                                                            \
      : public detail::PoolImpl<FractionalMaxPool##D##dImpl, FractionalMaxPool##D##dOptions> { \
   public:                                                                                     \
    FractionalMaxPool##D##dImpl(ExpandingArray<D> size)                                        \
        : FractionalMaxPool##D##dImpl(FractionalMaxPool##D##dOptions(size)) {}                 \
    explicit FractionalMaxPool##D##dImpl(FractionalMaxPool##D##dOptions o);                    \
    void reset() override;                                                                     \
    Tensor forward(const Tensor& input) { return std::get<0>(forward_with_indices(input)); }   \
    std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);                      \
    Tensor _random_samples;                                                                    \
  };                                                                                           \
  RECTIFY_TORCH_MODULE(FractionalMaxPool##D##d);
RECTIFY_MODULE(2)
RECTIFY_MODULE(3)
#undef RECTIFY_MODULE

#define RECTIFY_MODULE(D)                                                                     \
  class LPPool##D##dImpl : public detail::PoolImpl<LPPool##D##dImpl, LPPool##D##dOptions> {   \
   public:                                                                                    \
    using detail::PoolImpl<LPPool##D##dImpl, LPPool##D##dOptions>::PoolImpl;                  \
    LPPool##D##dImpl(double norm_type, ExpandingArray<D> kernel_size)                         \
        : LPPool##D##dImpl(LPPool##D##dOptions(norm_type, kernel_size)) {}                    \
    Tensor forward(const Tensor& input) { return functional::lp_pool##D##d(input, options); } \
  };                                                                                          \
  RECTIFY_TORCH_MODULE(LPPool##D##d);
RECTIFY_MODULE(1)
RECTIFY_MODULE(2)
#undef RECTIFY_MODULE

}  // namespace rectify::nn::api
