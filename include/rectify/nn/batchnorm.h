#pragma once
// Batch normalisation as modules and a function.
#include <rectify/core/arg.h>
#include <rectify/nn/init.h>
#include <rectify/nn/module.h>
#include <rectify/ops/factories.h>

namespace rectify::nn::api {

struct BatchNormOptions {
  BatchNormOptions(int64_t num_features) : num_features_(num_features) {}
  TORCH_ARG(int64_t, num_features);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(optional<double>, momentum) = 0.1;  // nullopt: the running statistics are the mean over all batches
  TORCH_ARG(bool, affine) = true;
  TORCH_ARG(bool, track_running_stats) = true;
};
using BatchNorm1dOptions = BatchNormOptions;
using BatchNorm2dOptions = BatchNormOptions;
using BatchNorm3dOptions = BatchNormOptions;

}  // namespace rectify::nn::api
namespace rectify::nn::functional {
struct BatchNormFuncOptions {
  TORCH_ARG(Tensor, weight) = Tensor();
  TORCH_ARG(Tensor, bias) = Tensor();
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(optional<double>, momentum) = 0.1;
  TORCH_ARG(double, eps) = 1e-5;
};
Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& options = {});
}  // namespace rectify::nn::functional
namespace rectify::nn::api {

// What normalisations with running statistics share.
template <size_t D, class Derived, class DerivedOptions>
class NormImplBase : public Cloneable<Derived> {
 public:
  explicit NormImplBase(const DerivedOptions& o) : options(o) { NormImplBase::reset(); }
  void reset() override;
  void reset_running_stats();
  void reset_parameters();
  DerivedOptions options;
  Tensor weight, bias, running_mean, running_var, num_batches_tracked;

 protected:
  virtual void _check_input_dim(const Tensor& input) = 0;
};
template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::reset() {
  const int64_t n = options.num_features();
  weight = options.affine() ? this->register_parameter("weight", rectify::empty({n}))
                            : this->register_parameter("weight", {}, false);
  bias = options.affine() ? this->register_parameter("bias", rectify::empty({n}))
                          : this->register_parameter("bias", {}, false);
  const bool track = options.track_running_stats();
  running_mean = this->register_buffer("running_mean", track ? zeros({n}) : Tensor());
  running_var = this->register_buffer("running_var", track ? ones({n}) : Tensor());
  num_batches_tracked = this->register_buffer("num_batches_tracked", track ? zeros({}, kLong) : Tensor());
  reset_parameters();
}
template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::reset_running_stats() {
  if (!options.track_running_stats()) return;
  running_mean.zero_();
  running_var.fill_(1);
  num_batches_tracked.zero_();
}
template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::reset_parameters() {
  reset_running_stats();
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}

template <size_t D, class Derived>
class BatchNormImplBase : public NormImplBase<D, Derived, BatchNormOptions> {
 public:
  using NormImplBase<D, Derived, BatchNormOptions>::NormImplBase;
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};

#define RECTIFY_BATCH_NORM(D)                                                    \
  class BatchNorm##D##dImpl : public BatchNormImplBase<D, BatchNorm##D##dImpl> { \
   public:                                                                       \
    using BatchNormImplBase<D, BatchNorm##D##dImpl>::BatchNormImplBase;          \
                                                                                 \
   protected:                                                                    \
    void _check_input_dim(const Tensor& input) override;                         \
  };                                                                             \
  RECTIFY_TORCH_MODULE(BatchNorm##D##d);
RECTIFY_BATCH_NORM(1)
RECTIFY_BATCH_NORM(2)
RECTIFY_BATCH_NORM(3)
#undef RECTIFY_BATCH_NORM

}  // namespace rectify::nn::api
