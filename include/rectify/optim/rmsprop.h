#pragma once
// RMSprop, as torch::optim::RMSprop.
#include <rectify/optim/optimizer.h>

namespace rectify::optim {

struct RMSpropOptions : public OptimizerCloneableOptions<RMSpropOptions> {
  RMSpropOptions(double lr = 1e-2) : lr_(lr) {}
  TORCH_ARG(double, lr) = 1e-2;
  TORCH_ARG(double, alpha) = 0.99;
  TORCH_ARG(double, eps) = 1e-8;
  TORCH_ARG(double, weight_decay) = 0;
  TORCH_ARG(double, momentum) = 0;
  TORCH_ARG(bool, centered) = false;

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  double get_lr() const override { return lr(); }
  void set_lr(double v) override { lr(v); }
  friend bool operator==(const RMSpropOptions& a, const RMSpropOptions& b);
};
struct RMSpropParamState : public OptimizerCloneableParamState<RMSpropParamState> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(Tensor, square_avg);
  TORCH_ARG(Tensor, momentum_buffer) = {};  // with momentum
  TORCH_ARG(Tensor, grad_avg) = {};         // when centered

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  friend bool operator==(const RMSpropParamState& a, const RMSpropParamState& b);
};

class RMSprop : public Optimizer {
 public:
  explicit RMSprop(std::vector<OptimizerParamGroup> groups, RMSpropOptions defaults = {});
  explicit RMSprop(std::vector<Tensor> params, RMSpropOptions defaults = {})
      : RMSprop(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
  Tensor step(LossClosure closure = nullptr) override;
};

}  // namespace rectify::optim
