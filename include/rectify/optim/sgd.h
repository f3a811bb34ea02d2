#pragma once
// Stochastic gradient descent with momentum, as torch::optim::SGD.
#include <rectify/optim/optimizer.h>

namespace rectify::optim {

struct SGDOptions : public OptimizerOptions {
  SGDOptions(double lr) : lr_(lr) {}
  TORCH_ARG(double, lr);
  TORCH_ARG(double, momentum) = 0;
  TORCH_ARG(double, dampening) = 0;
  TORCH_ARG(double, weight_decay) = 0;
  TORCH_ARG(bool, nesterov) = false;

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<SGDOptions>(*this); }
  double get_lr() const override { return lr(); }
  void set_lr(double v) override { lr(v); }
  friend bool operator==(const SGDOptions& a, const SGDOptions& b) {
    return a.lr() == b.lr() && a.momentum() == b.momentum() && a.dampening() == b.dampening() &&
           a.weight_decay() == b.weight_decay() && a.nesterov() == b.nesterov();
  }
};
struct SGDParamState : public OptimizerParamState {
  TORCH_ARG(Tensor, momentum_buffer);

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  std::unique_ptr<OptimizerParamState> clone() const override { return std::make_unique<SGDParamState>(*this); }
};

class SGD : public Optimizer {
 public:
  SGD(std::vector<OptimizerParamGroup> groups, SGDOptions defaults);
  SGD(std::vector<Tensor> params, SGDOptions defaults)
      : SGD(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
  Tensor step(LossClosure closure = nullptr) override;
};

}  // namespace rectify::optim
