#pragma once
// L-BFGS with an optional line search for the strong Wolfe conditions, as torch::optim::LBFGS. step() wants a closure
// that evaluates the loss and its gradients anew.
#include <rectify/optim/optimizer.h>

#include <deque>
#include <string>

namespace rectify::optim {

struct LBFGSOptions : public OptimizerCloneableOptions<LBFGSOptions> {
  LBFGSOptions(double lr = 1) : lr_(lr) {}
  TORCH_ARG(double, lr) = 1;
  TORCH_ARG(int64_t, max_iter) = 20;
  TORCH_ARG(optional<int64_t>, max_eval) = nullopt;  // max_iter · 5 / 4
  TORCH_ARG(double, tolerance_grad) = 1e-7;
  TORCH_ARG(double, tolerance_change) = 1e-9;
  TORCH_ARG(int64_t, history_size) = 100;
  TORCH_ARG(optional<std::string>, line_search_fn) = nullopt;  // or "strong_wolfe"

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
  double get_lr() const override { return lr(); }
  void set_lr(double v) override { lr(v); }
};
struct LBFGSParamState : public OptimizerCloneableParamState<LBFGSParamState> {
  TORCH_ARG(int64_t, func_evals) = 0;
  TORCH_ARG(int64_t, n_iter) = 0;
  TORCH_ARG(double, t) = 0;
  TORCH_ARG(double, prev_loss) = 0;
  TORCH_ARG(Tensor, d) = {};
  TORCH_ARG(Tensor, H_diag) = {};
  TORCH_ARG(Tensor, prev_flat_grad) = {};
  TORCH_ARG(std::deque<Tensor>, old_dirs);                 // changes of the gradient
  TORCH_ARG(std::deque<Tensor>, old_stps);                 // changes of the parameters
  TORCH_ARG(std::deque<Tensor>, ro);                       // 1 / (their product)
  TORCH_ARG(optional<std::vector<Tensor>>, al) = nullopt;  // unused: libtorch's scratch

 public:
  void serialize(::rectify::serialize::InputArchive& archive) override;
  void serialize(::rectify::serialize::OutputArchive& archive) const override;
};

// One parameter group, else Error; its state is kept for the first parameter.
class LBFGS : public Optimizer {
 public:
  explicit LBFGS(std::vector<OptimizerParamGroup> groups, LBFGSOptions defaults = {});
  explicit LBFGS(std::vector<Tensor> params, LBFGSOptions defaults = {})
      : LBFGS(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
  Tensor step(LossClosure closure) override;

 private:
  Tensor flat_gradient();
  void move(double length, const Tensor& direction);
};

}  // namespace rectify::optim
