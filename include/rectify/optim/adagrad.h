#pragma once
// Adagrad, as torch::optim::Adagrad.
#include <rectify/optim/optimizer.h>

namespace rectify::optim {

struct AdagradOptions : public OptimizerCloneableOptions<AdagradOptions> {
  AdagradOptions(double lr = 1e-2) : lr_(lr) {}
  TORCH_ARG(double, lr) = 1e-2;
  TORCH_ARG(double, lr_decay) = 0;
  TORCH_ARG(double, weight_decay) = 0;
  TORCH_ARG(double, initial_accumulator_value) = 0;
  TORCH_ARG(double, eps) = 1e-10;

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  double get_lr() const override { return lr(); }
  void set_lr(double v) override { lr(v); }
  friend bool operator==(const AdagradOptions& a, const AdagradOptions& b);
};
struct AdagradParamState : public OptimizerCloneableParamState<AdagradParamState> {
  TORCH_ARG(Tensor, sum);
  TORCH_ARG(int64_t, step) = 0;

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdagradParamState& a, const AdagradParamState& b);
};

// Its state is there from the start: every sum is initial_accumulator_value.
class Adagrad : public Optimizer {
 public:
  explicit Adagrad(std::vector<OptimizerParamGroup> groups, AdagradOptions defaults = {});
  explicit Adagrad(std::vector<Tensor> params, AdagradOptions defaults = {})
      : Adagrad(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
  Tensor step(LossClosure closure = nullptr) override;
};

}  // namespace rectify::optim
