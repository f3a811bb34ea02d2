#pragma once
// InstanceNorm1d, 2d and 3d: each channel of each sample by itself.
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/containers.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/normalization.h>

namespace rectify::nn::api {

struct InstanceNormOptions {
  InstanceNormOptions(int64_t num_features) : num_features_(num_features) {}
  TORCH_ARG(int64_t, num_features);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(double, momentum) = 0.1;
  TORCH_ARG(bool, affine) = false;
  TORCH_ARG(bool, track_running_stats) = false;
};
using InstanceNorm1dOptions = InstanceNormOptions;
using InstanceNorm2dOptions = InstanceNormOptions;
using InstanceNorm3dOptions = InstanceNormOptions;

// input [N, C, …] or, without a batch, [C, …]
template <size_t D, class Derived>
class InstanceNormImpl : public NormImplBase<D, Derived, InstanceNormOptions> {
 public:
  using NormImplBase<D, Derived, InstanceNormOptions>::NormImplBase;
  Tensor forward(const Tensor& input) {
    this->_check_input_dim(input);
    return input.dim() == D + 1 ? apply_instance_norm(input.unsqueeze(0)).squeeze(0) : apply_instance_norm(input);
  }
  void pretty_print(std::ostream& stream) const override {
    const auto& o = this->options;
    auto yes_no = [](bool b) { return b ? "true" : "false"; };
    stream << "torch::nn::InstanceNorm" << D << "d(" << o.num_features() << ", eps=" << o.eps()
           << ", momentum=" << o.momentum() << ", affine=" << yes_no(o.affine())
           << ", track_running_stats=" << yes_no(o.track_running_stats()) << ")";
  }

 protected:
  void _check_input_dim(const Tensor& input) override {
    TORCH_CHECK(input.dim() == D + 1 || input.dim() == D + 2, "expected ", D + 1, "D or ", D + 2, "D input (got ",
                input.dim(), "D input)");
  }

 private:
  Tensor apply_instance_norm(const Tensor& input) {
    const auto& o = this->options;
    return instance_norm(input, this->weight, this->bias, this->running_mean, this->running_var,
                         this->is_training() || !o.track_running_stats(), o.momentum(), o.eps(), true);
  }
};
#define RECTIFY_INSTANCE_NORM(D)                                                      \
  class InstanceNorm##D##dImpl : public InstanceNormImpl<D, InstanceNorm##D##dImpl> { \
   public:                                                                            \
    using InstanceNormImpl<D, InstanceNorm##D##dImpl>::InstanceNormImpl;              \
  };                                                                                  \
  RECTIFY_TORCH_MODULE(InstanceNorm##D##d);
RECTIFY_INSTANCE_NORM(1)
RECTIFY_INSTANCE_NORM(2)
RECTIFY_INSTANCE_NORM(3)
#undef RECTIFY_INSTANCE_NORM

}  // namespace rectify::nn::api
namespace rectify::nn::functional {
struct InstanceNormFuncOptions {
  TORCH_ARG(Tensor, running_mean) = Tensor();
  TORCH_ARG(Tensor, running_var) = Tensor();
  TORCH_ARG(Tensor, weight) = Tensor();
  TORCH_ARG(Tensor, bias) = Tensor();
  TORCH_ARG(bool, use_input_stats) = true;
  TORCH_ARG(double, momentum) = 0.1;
  TORCH_ARG(double, eps) = 1e-5;
};
inline Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& o = {}) {
  return rectify::instance_norm(input, o.weight(), o.bias(), o.running_mean(), o.running_var(), o.use_input_stats(),
                                o.momentum(), o.eps(), true);
}
}  // namespace rectify::nn::functional
