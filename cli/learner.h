#pragma once
// The optimizer and its schedule, with all of their state.
#include <rectify/optim/optimizer.h>
#include <rectify/optim/schedulers.h>

#include <memory>
#include <string>

#include "run.h"

namespace rectify::cli {

struct LearnerOptions {
  std::string optimizer, schedule;
  double lr = 0, momentum = 0, weight_decay = 0;
  int64_t total_steps = 1;  // for the schedule
};

class Learner {
 public:
  Learner(const std::vector<Tensor>& parameters, const LearnerOptions& options);
  void zero_grad() { optimizer_->zero_grad(); }
  void step();  // the weights, then the learning rate of the next step
  double lr() const;
  optim::Optimizer& optimizer() { return *optimizer_; }

  void save(NamedTensors& to) const;
  // As after `steps` steps. Error: something is missing, or of another shape than its parameter.
  void load(const NamedTensors& from, int64_t steps, const std::string& path);

 private:
  void advance();
  LearnerOptions options_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::unique_ptr<optim::LRScheduler> schedule_;
  int64_t steps_ = 0;
};

}  // namespace rectify::cli
