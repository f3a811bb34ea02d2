#pragma once
// Learning rates that change with time. StepLR is libtorch's; the others have the names and values of Python's torch.
#include <rectify/optim/optimizer.h>

namespace rectify::optim {

class LRScheduler {
 public:
  explicit LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {}
  virtual ~LRScheduler() = default;
  void step();
  std::vector<double> get_last_lr() const { return get_current_lrs(); }

 protected:
  virtual std::vector<double> get_lrs() = 0;
  std::vector<double> get_current_lrs() const;
  void set_optimizer_lrs(const std::vector<double>& lrs);
  unsigned step_count_ = 0;
  Optimizer& optimizer_;
};
// Multiplies by gamma every step_size steps, counted as libtorch counts: the first step() changes nothing.
class StepLR : public LRScheduler {
 public:
  StepLR(Optimizer& optimizer, unsigned step_size, double gamma = 0.1)
      : LRScheduler(optimizer), step_size_(step_size), gamma_(gamma) {}

 private:
  std::vector<double> get_lrs() override;
  unsigned step_size_;
  double gamma_;
};

// As Python's torch: the rate of epoch 0 is set when the scheduler is made, the n-th step() sets that of epoch n.
class EpochScheduler : public LRScheduler {
 public:
  explicit EpochScheduler(Optimizer& optimizer) : LRScheduler(optimizer), base_lrs_(get_current_lrs()) {
    step_count_ = 1;
  }

 protected:
  unsigned epoch() const { return step_count_; }
  template <class F>
  std::vector<double> each_lr(const F& f) const {  // f(group's rate now, its rate at the start)
    std::vector<double> r = get_current_lrs();
    for (size_t i = 0; i < r.size(); i++) r[i] = f(r[i], i < base_lrs_.size() ? base_lrs_[i] : r[i]);
    return r;
  }
  std::vector<double> base_lrs_;
};
// Multiplies by gamma every epoch.
class ExponentialLR : public EpochScheduler {
 public:
  ExponentialLR(Optimizer& optimizer, double gamma) : EpochScheduler(optimizer), gamma_(gamma) {}

 private:
  std::vector<double> get_lrs() override;
  double gamma_;
};
// Multiplies by gamma at each of the milestones (an epoch that stands there twice counts twice).
class MultiStepLR : public EpochScheduler {
 public:
  MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma = 0.1)
      : EpochScheduler(optimizer), milestones_(std::move(milestones)), gamma_(gamma) {}

 private:
  std::vector<double> get_lrs() override;
  std::vector<int64_t> milestones_;
  double gamma_;
};
// The rate at the start times lr_lambda(epoch); one function for all groups, or one for each (else Error).
class LambdaLR : public EpochScheduler {
 public:
  using Lambda = std::function<double(int64_t)>;
  LambdaLR(Optimizer& optimizer, Lambda lr_lambda);
  LambdaLR(Optimizer& optimizer, std::vector<Lambda> lr_lambda);

 private:
  std::vector<double> get_lrs() override;
  std::vector<Lambda> lambdas_;
};
// The rate times a factor that goes linearly from start_factor to end_factor in total_iters epochs.
class LinearLR : public EpochScheduler {
 public:
  LinearLR(Optimizer& optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int64_t total_iters = 5);

 private:
  std::vector<double> get_lrs() override;
  double start_, end_;
  int64_t total_;
};
// Down to eta_min and up again on a cosine with a half period of T_max epochs.
class CosineAnnealingLR : public EpochScheduler {
 public:
  CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min = 0)
      : EpochScheduler(optimizer), t_max_(T_max), eta_min_(eta_min) {}

 private:
  std::vector<double> get_lrs() override;
  int64_t t_max_;
  double eta_min_;
};

struct OneCycleLROptions {
  OneCycleLROptions(double max_lr) : max_lr_{max_lr} {}
  OneCycleLROptions(std::vector<double> max_lr) : max_lr_(std::move(max_lr)) {}
  TORCH_ARG(std::vector<double>, max_lr);               // one, or one for each parameter group
  TORCH_ARG(optional<int64_t>, total_steps) = nullopt;  // or epochs and steps_per_epoch
  TORCH_ARG(optional<int64_t>, epochs) = nullopt;
  TORCH_ARG(optional<int64_t>, steps_per_epoch) = nullopt;
  TORCH_ARG(double, pct_start) = 0.3;
  TORCH_ARG(std::string, anneal_strategy) = "cos";  // or "linear"
  TORCH_ARG(bool, cycle_momentum) = true;           // momentum, or the first of betas
  TORCH_ARG(double, base_momentum) = 0.85;
  TORCH_ARG(double, max_momentum) = 0.95;
  TORCH_ARG(double, div_factor) = 25;
  TORCH_ARG(double, final_div_factor) = 1e4;
  TORCH_ARG(bool, three_phase) = false;
};
// From max_lr / div_factor up to max_lr and down to a div_factor · final_div_factor-th of it in total_steps; momentum
// goes the other way. step() after every batch; Error when called more often than total_steps says.
class OneCycleLR : public EpochScheduler {
 public:
  OneCycleLR(Optimizer& optimizer, OneCycleLROptions options);
  OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps)
      : OneCycleLR(optimizer, OneCycleLROptions(max_lr).total_steps(total_steps)) {}

 private:
  struct Phase {
    double end_step;
    int start_lr, end_lr;  // 0 the initial, 1 the greatest, 2 the least
    bool start_high, end_high;
  };
  std::vector<double> get_lrs() override { return at(epoch()); }
  std::vector<double> at(int64_t step);
  OneCycleLROptions options_;
  int64_t total_steps_;
  std::vector<Phase> phases_;
};

// Multiplies by factor when the metric has not improved for more than `patience` steps; as later libtorch has it.
class ReduceLROnPlateauScheduler {
 public:
  enum SchedulerMode { min, max };
  enum ThresholdMode { rel, abs };
  ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode = min, float factor = 0.1f, int patience = 10,
                             double threshold = 1e-4, ThresholdMode threshold_mode = rel, int cooldown = 0,
                             const std::vector<float>& min_lr = {}, double eps = 1e-8, bool verbose = false);
  virtual ~ReduceLROnPlateauScheduler() = default;
  void step(double metric);

 private:
  bool is_better(double a) const;
  void reduce();
  Optimizer& optimizer_;
  SchedulerMode mode_;
  double factor_;
  int patience_;
  double threshold_;
  ThresholdMode threshold_mode_;
  int cooldown_;
  std::vector<double> min_lrs_;
  double eps_;
  bool verbose_;
  double best_;
  int bad_epochs_ = 0, cooldown_counter_ = 0;
  int64_t last_epoch_ = 0;
};
using ReduceLROnPlateau = ReduceLROnPlateauScheduler;

}  // namespace rectify::optim
