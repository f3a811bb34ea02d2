#pragma once
// Linear, Bilinear, Identity, Flatten, Unflatten and the activations of list.def as modules.
#include <rectify/core/arg.h>
#include <rectify/nn/activation_list.h>
#include <rectify/nn/containers.h>
#include <rectify/nn/dropout.h>
#include <rectify/nn/module.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/matmul.h>

namespace rectify::nn::api {

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
RECTIFY_TORCH_MODULE(Linear);
}  // namespace rectify::nn::api
namespace rectify::nn::detail {
template <>
struct FusesActivation<LinearImpl> : std::true_type {
  static Tensor forward(LinearImpl& m, const Tensor& x, const FusedActivation& a);
};
}  // namespace rectify::nn::detail
namespace rectify::nn::api {

class IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return input; }
};
RECTIFY_TORCH_MODULE(Identity);

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
RECTIFY_TORCH_MODULE(Flatten);

// Gives one dimension the given sizes. A dimension by its name: Error, for no tensor has names.
struct UnflattenOptions {
  using namedshape_t = std::vector<std::pair<std::string, int64_t>>;
  UnflattenOptions(int64_t dim, std::vector<int64_t> sizes) : dim_(dim), sizes_(std::move(sizes)) {}
  UnflattenOptions(const char* dimname, namedshape_t namedshape)
      : UnflattenOptions(std::string(dimname), std::move(namedshape)) {}
  UnflattenOptions(std::string dimname, namedshape_t namedshape)
      : dim_(0), dimname_(std::move(dimname)), namedshape_(std::move(namedshape)) {}
  TORCH_ARG(int64_t, dim);
  TORCH_ARG(std::string, dimname);
  TORCH_ARG(std::vector<int64_t>, sizes);
  TORCH_ARG(namedshape_t, namedshape);
};
class UnflattenImpl : public Cloneable<UnflattenImpl> {
 public:
  UnflattenImpl(int64_t dim, std::vector<int64_t> sizes) : options(dim, std::move(sizes)) {}
  UnflattenImpl(std::string dimname, UnflattenOptions::namedshape_t namedshape)
      : options(std::move(dimname), std::move(namedshape)) {}
  explicit UnflattenImpl(UnflattenOptions o) : options(std::move(o)) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  UnflattenOptions options;
};
RECTIFY_TORCH_MODULE(Unflatten);

// x1 [*, in1], x2 [*, in2]: x1ᵀ · weight[o] · x2 + bias[o]
struct BilinearOptions {
  BilinearOptions(int64_t in1_features, int64_t in2_features, int64_t out_features)
      : in1_features_(in1_features), in2_features_(in2_features), out_features_(out_features) {}
  TORCH_ARG(int64_t, in1_features);
  TORCH_ARG(int64_t, in2_features);
  TORCH_ARG(int64_t, out_features);
  TORCH_ARG(bool, bias) = true;
};
class BilinearImpl : public Cloneable<BilinearImpl> {
 public:
  BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features)
      : BilinearImpl(BilinearOptions(in1_features, in2_features, out_features)) {}
  explicit BilinearImpl(const BilinearOptions& o);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2) { return rectify::bilinear(input1, input2, weight, bias); }
  BilinearOptions options;
  Tensor weight, bias;
};
RECTIFY_TORCH_MODULE(Bilinear);

}  // namespace rectify::nn::api
