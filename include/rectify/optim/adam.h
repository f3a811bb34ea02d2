#pragma once
// Adam, as torch::optim::Adam.
#include <rectify/optim/optimizer.h>

#include <tuple>

namespace rectify::optim {

struct AdamOptions : public OptimizerCloneableOptions<AdamOptions> {
  AdamOptions(double lr = 1e-3) : lr_(lr) {}
  using betas_t = std::tuple<double, double>;
  TORCH_ARG(double, lr) = 1e-3;
  TORCH_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  TORCH_ARG(double, eps) = 1e-8;
  TORCH_ARG(double, weight_decay) = 0;
  TORCH_ARG(bool, amsgrad) = false;

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  double get_lr() const override { return lr(); }
  void set_lr(double v) override { lr(v); }
  friend bool operator==(const AdamOptions& a, const AdamOptions& b);
};
struct AdamParamState : public OptimizerCloneableParamState<AdamParamState> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(Tensor, exp_avg);
  TORCH_ARG(Tensor, exp_avg_sq);
  TORCH_ARG(Tensor, max_exp_avg_sq) = {};  // with amsgrad
  TORCH_ARG(Tensor, restarted) = {};       // of each entry: the step after which it began anew; undefined: all at 0

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamParamState& a, const AdamParamState& b);
};

class Adam : public Optimizer {
 public:
  explicit Adam(std::vector<OptimizerParamGroup> groups, AdamOptions defaults = {});
  explicit Adam(std::vector<Tensor> params, AdamOptions defaults = {})
      : Adam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
  Tensor step(LossClosure closure = nullptr) override;
};

}  // namespace rectify::optim
