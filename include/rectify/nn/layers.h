#pragma once
// Linear, Identity, Flatten, Dropout and the activations as modules.
#include <rectify/activations/all.h>
#include <rectify/core/arg.h>
#include <rectify/nn/containers.h>
#include <rectify/nn/module.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/matmul.h>

namespace rectify::api {

// Zeroes with probability p and scales the rest by 1 / (1 - p); returns x itself outside training.
Tensor dropout(const Tensor& x, double p, bool train);
Tensor& dropout_(Tensor& x, double p, bool train);

}  // namespace rectify::api
namespace rectify::nn {

struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features) : in_features_(in_features), out_features_(out_features) {}
  TORCH_ARG(int64_t, in_features);
  TORCH_ARG(int64_t, out_features);
  TORCH_ARG(bool, bias) = true;
};
class LinearImpl : public Cloneable<LinearImpl> {
 public:
  LinearImpl(int64_t in_features, int64_t out_features) : LinearImpl(LinearOptions(in_features, out_features)) {}
  explicit LinearImpl(const LinearOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return rectify::linear(input, weight, bias); }
  LinearOptions options;
  Tensor weight, bias;
};
TORCH_MODULE(Linear);

class IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return input; }
};
TORCH_MODULE(Identity);

struct FlattenOptions {
  TORCH_ARG(int64_t, start_dim) = 1;
  TORCH_ARG(int64_t, end_dim) = -1;
};
class FlattenImpl : public Cloneable<FlattenImpl> {
 public:
  explicit FlattenImpl(const FlattenOptions& o = {}) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  FlattenOptions options;
};
TORCH_MODULE(Flatten);

struct DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  TORCH_ARG(double, p);
  TORCH_ARG(bool, inplace) = false;
};
class DropoutImpl : public Cloneable<DropoutImpl> {
 public:
  explicit DropoutImpl(double p) : DropoutImpl(DropoutOptions(p)) {}
  explicit DropoutImpl(const DropoutOptions& o = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(Tensor input);
  DropoutOptions options;
};
TORCH_MODULE(Dropout);

namespace detail {
void print_activation(std::ostream& stream, const activations::Record& record, const kernels::Params& params,
                      bool inplace);
template <class Options, class = void>
struct Inplace {
  static bool of(const Options&) { return false; }
};
template <class Options>
struct Inplace<Options, std::void_t<decltype(std::declval<const Options&>().inplace())>> {
  static bool of(const Options& o) { return o.inplace(); }
};
}  // namespace detail

// One module for each line of list.def.
#define RECTIFY_ACTIVATION(function, Name)                                                                    \
  class Name##Impl : public Cloneable<Name##Impl> {                                                           \
   public:                                                                                                    \
    using Options = activations::function::Options;                                                           \
    explicit Name##Impl(const Options& o = {}) : options(o) {}                                                \
    void reset() override {}                                                                                  \
    void pretty_print(std::ostream& stream) const override {                                                  \
      detail::print_activation(stream, activations::function::record, activations::function::params(options), \
                               detail::Inplace<Options>::of(options));                                        \
    }                                                                                                         \
    Tensor forward(const Tensor& input) { return call<activations::function>(input); }                        \
    Options options;                                                                                          \
                                                                                                              \
   private:                                                                                                   \
    template <class A>                                                                                        \
    Tensor call(const Tensor& x) {                                                                            \
      const bool inplace = detail::Inplace<Options>::of(options);                                             \
      if constexpr (A::record.parameters == 0) {                                                              \
        return inplace ? rectify::function##_(x) : rectify::function(x);                                      \
      } else {                                                                                                \
        const auto a = A::params(options).a;                                                                  \
        return inplace ? rectify::function##_(x, a) : rectify::function(x, a);                                \
      }                                                                                                       \
    }                                                                                                         \
  };                                                                                                          \
  TORCH_MODULE(Name);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION

}  // namespace rectify::nn
