#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/rmsprop.h>
#include <rectify/optim/schedulers.h>
#include <rectify/optim/sgd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace rectify::optim {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Sets momentum, or the first of betas; false when the options have neither.
bool set_momentum(OptimizerOptions& options, double v) {
  if (auto* sgd = dynamic_cast<SGDOptions*>(&options))
    sgd->momentum(v);
  else if (auto* rmsprop = dynamic_cast<RMSpropOptions*>(&options))
    rmsprop->momentum(v);
  else if (auto* adam = dynamic_cast<AdamOptions*>(&options))
    std::get<0>(adam->betas()) = v;
  else if (auto* adamw = dynamic_cast<AdamWOptions*>(&options))
    std::get<0>(adamw->betas()) = v;
  else
    return false;
  return true;
}

}  // namespace

void LRScheduler::step() {
  set_optimizer_lrs(get_lrs());
  step_count_++;
}
std::vector<double> LRScheduler::get_current_lrs() const {
  std::vector<double> r;
  for (const auto& g : optimizer_.param_groups()) r.push_back(g.options().get_lr());
  return r;
}
void LRScheduler::set_optimizer_lrs(const std::vector<double>& lrs) {
  auto& groups = optimizer_.param_groups();
  TORCH_CHECK(lrs.size() == groups.size(), "Number of learning rates not equal to the number of param groups\n",
              "Number of learning rates given: ", lrs.size(), "\nNumber of param groups: ", groups.size());
  for (size_t i = 0; i < lrs.size(); i++) groups[i].options().set_lr(lrs[i]);
}

std::vector<double> StepLR::get_lrs() {
  std::vector<double> r = get_current_lrs();
  if (step_count_ != 0 && step_count_ % step_size_ == 0)
    for (double& v : r) v *= gamma_;
  return r;
}
std::vector<double> ExponentialLR::get_lrs() {
  return each_lr([this](double lr, double) { return lr * gamma_; });
}
std::vector<double> MultiStepLR::get_lrs() {
  const auto times = std::count(milestones_.begin(), milestones_.end(), static_cast<int64_t>(epoch()));
  return each_lr([&](double lr, double) { return lr * std::pow(gamma_, times); });
}

LambdaLR::LambdaLR(Optimizer& optimizer, Lambda lr_lambda)
    : LambdaLR(optimizer, std::vector<Lambda>(optimizer.param_groups().size(), std::move(lr_lambda))) {}
LambdaLR::LambdaLR(Optimizer& optimizer, std::vector<Lambda> lr_lambda)
    : EpochScheduler(optimizer), lambdas_(std::move(lr_lambda)) {
  TORCH_CHECK_VALUE(lambdas_.size() == optimizer.param_groups().size(), "Expected ", optimizer.param_groups().size(),
                    " lr_lambdas, but got ", lambdas_.size());
  step_count_ = 0;
  step();
}
std::vector<double> LambdaLR::get_lrs() {
  std::vector<double> r = base_lrs_;
  for (size_t i = 0; i < r.size(); i++) r[i] *= lambdas_[i](epoch());
  return r;
}

LinearLR::LinearLR(Optimizer& optimizer, double start_factor, double end_factor, int64_t total_iters)
    : EpochScheduler(optimizer), start_(start_factor), end_(end_factor), total_(total_iters) {
  TORCH_CHECK_VALUE(start_ >= 0 && start_ <= 1, "Starting multiplicative factor expected to be between 0 and 1.");
  TORCH_CHECK_VALUE(end_ >= 0 && end_ <= 1, "Ending multiplicative factor expected to be between 0 and 1.");
  set_optimizer_lrs(each_lr([this](double lr, double) { return lr * start_; }));
}
std::vector<double> LinearLR::get_lrs() {
  if (epoch() > static_cast<uint64_t>(total_)) return get_current_lrs();
  const double slope = end_ - start_, n = static_cast<double>(total_);
  return each_lr([&](double lr, double) { return lr * (1 + slope / (n * start_ + (epoch() - 1) * slope)); });
}

std::vector<double> CosineAnnealingLR::get_lrs() {
  const int64_t n = epoch();
  const double t = static_cast<double>(t_max_);
  return each_lr([&](double lr, double base) {
    if ((n - 1 - t_max_) % (2 * t_max_) == 0) return lr + (base - eta_min_) * (1 - std::cos(kPi / t)) / 2;
    return (1 + std::cos(kPi * static_cast<double>(n) / t)) / (1 + std::cos(kPi * static_cast<double>(n - 1) / t)) *
               (lr - eta_min_) +
           eta_min_;
  });
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, OneCycleLROptions options)
    : EpochScheduler(optimizer), options_(std::move(options)) {
  auto& o = options_;
  TORCH_CHECK_VALUE(o.total_steps() || (o.epochs() && o.steps_per_epoch()),
                    "You must define either total_steps OR (epochs AND steps_per_epoch)");
  if (o.total_steps()) {
    TORCH_CHECK_VALUE(*o.total_steps() > 0, "Expected positive integer total_steps, but got ", *o.total_steps());
    total_steps_ = *o.total_steps();
  } else {
    TORCH_CHECK_VALUE(*o.epochs() > 0, "Expected positive integer epochs, but got ", *o.epochs());
    TORCH_CHECK_VALUE(*o.steps_per_epoch() > 0, "Expected positive integer steps_per_epoch, but got ",
                      *o.steps_per_epoch());
    total_steps_ = *o.epochs() * *o.steps_per_epoch();
  }
  TORCH_CHECK_VALUE(o.pct_start() >= 0 && o.pct_start() <= 1, "Expected float between 0 and 1 pct_start, but got ",
                    o.pct_start());
  TORCH_CHECK_VALUE(o.anneal_strategy() == "cos" || o.anneal_strategy() == "linear",
                    "anneal_strategy must by one of 'cos' or 'linear', instead got ", o.anneal_strategy());
  const size_t groups = optimizer.param_groups().size();
  if (o.max_lr().size() == 1) o.max_lr().resize(groups, o.max_lr()[0]);
  TORCH_CHECK_VALUE(o.max_lr().size() == groups, "expected ", groups, " values for max_lr, got ", o.max_lr().size());
  const double steps = static_cast<double>(total_steps_), up = o.pct_start() * steps;
  if (o.three_phase())
    phases_ = {{up - 1, 0, 1, true, false}, {2 * up - 2, 1, 0, false, true}, {steps - 1, 0, 2, true, true}};
  else
    phases_ = {{up - 1, 0, 1, true, false}, {steps - 1, 1, 2, false, true}};
  if (o.cycle_momentum())
    for (auto& g : optimizer.param_groups())
      TORCH_CHECK_VALUE(set_momentum(g.options(), o.max_momentum()),
                        "optimizer must support momentum with `cycle_momentum` option enabled");
  set_optimizer_lrs(at(0));
}
std::vector<double> OneCycleLR::at(int64_t step) {
  TORCH_CHECK_VALUE(step <= total_steps_, "Tried to step ", step + 1, " times. The specified number of total steps is ",
                    total_steps_);
  size_t i = 0;
  const double x = static_cast<double>(step);
  while (i + 1 < phases_.size() && x > phases_[i].end_step) i++;
  const Phase& phase = phases_[i];
  const double start = i ? phases_[i - 1].end_step : 0, part = (x - start) / (phase.end_step - start);
  const auto& o = options_;
  auto anneal = [&](double from, double to) {
    return o.anneal_strategy() == "cos" ? to + (from - to) / 2 * (std::cos(kPi * part) + 1) : (to - from) * part + from;
  };
  if (o.cycle_momentum())
    for (auto& g : optimizer_.param_groups())
      set_momentum(g.options(), anneal(phase.start_high ? o.max_momentum() : o.base_momentum(),
                                       phase.end_high ? o.max_momentum() : o.base_momentum()));
  std::vector<double> r;
  for (double top : o.max_lr()) {
    const double rates[] = {top / o.div_factor(), top, top / o.div_factor() / o.final_div_factor()};
    r.push_back(anneal(rates[phase.start_lr], rates[phase.end_lr]));
  }
  return r;
}

ReduceLROnPlateauScheduler::ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode, float factor,
                                                       int patience, double threshold, ThresholdMode threshold_mode,
                                                       int cooldown, const std::vector<float>& min_lr, double eps,
                                                       bool verbose)
    : optimizer_(optimizer),
      mode_(mode),
      factor_(static_cast<double>(factor)),
      patience_(patience),
      threshold_(threshold),
      threshold_mode_(threshold_mode),
      cooldown_(cooldown),
      min_lrs_(min_lr.begin(), min_lr.end()),
      eps_(eps),
      verbose_(verbose),
      best_(mode == min ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity()) {
  TORCH_CHECK(factor < 1, "Factor should be < 1.0.");
  const size_t groups = optimizer.param_groups().size();
  if (min_lrs_.empty()) min_lrs_.resize(groups);
  TORCH_CHECK(min_lrs_.size() == groups, "Number of learning rates not equal to the number of param groups\n",
              "Number of learning rates given: ", min_lrs_.size(), "\nNumber of param groups: ", groups);
}
void ReduceLROnPlateauScheduler::step(double metric) {
  last_epoch_++;
  if (is_better(metric)) {
    best_ = metric;
    bad_epochs_ = 0;
  } else {
    bad_epochs_++;
  }
  if (cooldown_counter_ > 0) {
    cooldown_counter_--;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ > patience_) {
    reduce();
    cooldown_counter_ = cooldown_;
    bad_epochs_ = 0;
  }
}
bool ReduceLROnPlateauScheduler::is_better(double a) const {
  if (mode_ == min) return a < (threshold_mode_ == rel ? best_ * (1 - threshold_) : best_ - threshold_);
  return a > (threshold_mode_ == rel ? best_ * (1 + threshold_) : best_ + threshold_);
}
void ReduceLROnPlateauScheduler::reduce() {
  auto& groups = optimizer_.param_groups();
  for (size_t i = 0; i < groups.size(); i++) {
    const double before = groups[i].options().get_lr();
    const double lr = std::max(before * factor_, i < min_lrs_.size() ? min_lrs_[i] : 0.0);
    if (before - lr <= eps_) continue;
    groups[i].options().set_lr(lr);
    if (verbose_)
      std::printf("Epoch %05lld: reducing learning rate of group %zu to %.4e.\n", static_cast<long long>(last_epoch_),
                  i, lr);
  }
}

}  // namespace rectify::optim
