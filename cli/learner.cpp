#include "learner.h"

#include <fmt/format.h>
#include <rectify/ops/elementwise.h>
#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/sgd.h>

namespace rectify::cli {
namespace {

using State = optim::Optimizer::State;

Tensor number(int64_t v) {
  Tensor t = new_tensor({1}, kLong);
  t.data_ptr<int64_t>()[0] = v;
  return t;
}
// f(name, tensor) for what a parameter's state holds.
template <class S, class F>
void each_tensor(S& state, const F& f) {
  f("exp_avg", state.exp_avg());
  f("exp_avg_sq", state.exp_avg_sq());
  f("restarted", state.restarted());  // may be undefined
}
template <class F>
void each_tensor(optim::SGDParamState& state, const F& f) {
  f("momentum", state.momentum_buffer());
}
template <class F>
void each_tensor(const optim::SGDParamState& state, const F& f) {
  f("momentum", state.momentum_buffer());
}

template <class S>
void save_states(const std::vector<Tensor>& parameters, const State& states, NamedTensors& to) {
  for (size_t i = 0; i < parameters.size(); i++) {
    const auto found = states.find(optim::Optimizer::state_key(parameters[i]));
    if (found == states.end() || !found->second) continue;
    const S& state = static_cast<const S&>(*found->second);
    each_tensor(state, [&](const char* name, const Tensor& t) {
      if (t.defined()) to[fmt::format("{}.{}", name, i)] = t;
    });
    if constexpr (!std::is_same_v<S, optim::SGDParamState>) to[fmt::format("steps.{}", i)] = number(state.step());
  }
}
template <class S>
void load_states(const std::vector<Tensor>& parameters, const NamedTensors& from, State& states,
                 const std::string& path) {
  constexpr bool adam = !std::is_same_v<S, optim::SGDParamState>;
  for (size_t i = 0; i < parameters.size(); i++) {
    auto state = std::make_unique<S>();
    bool any = false;
    each_tensor(*state, [&](const char* name, Tensor& t) {
      const std::string key = fmt::format("{}.{}", name, i);
      const auto found = from.find(key);
      TORCH_CHECK(found != from.end() || !adam || name == std::string_view("restarted"), path, ": damaged: it has no ",
                  key);
      if (found == from.end()) return;
      TORCH_CHECK(found->second.sizes().equals(parameters[i].sizes()) &&
                      found->second.scalar_type() == parameters[i].scalar_type(),
                  path, ": damaged: ", key, " has another shape than the weights");
      t = found->second.clone();
      any = true;
    });
    if constexpr (adam) {
      const auto steps = from.find(fmt::format("steps.{}", i));
      TORCH_CHECK(steps != from.end() && steps->second.scalar_type() == kLong && steps->second.numel() == 1, path,
                  ": damaged: it has no steps.", i);
      state->step(int64_t{steps->second.template data_ptr<int64_t>()[0]});
    }
    if (any) states[optim::Optimizer::state_key(parameters[i])] = std::move(state);
  }
}

}  // namespace

Learner::Learner(const std::vector<Tensor>& parameters, const LearnerOptions& o) : options_(o) {
  if (o.optimizer == "sgd")
    optimizer_ = std::make_unique<optim::SGD>(
        parameters, optim::SGDOptions(o.lr).momentum(o.momentum).weight_decay(o.weight_decay));
  else if (o.optimizer == "adam")
    optimizer_ = std::make_unique<optim::Adam>(parameters, optim::AdamOptions(o.lr).weight_decay(o.weight_decay));
  else if (o.optimizer == "adamw")
    optimizer_ = std::make_unique<optim::AdamW>(parameters, optim::AdamWOptions(o.lr).weight_decay(o.weight_decay));
  else
    AT_ERROR("unknown optimizer '", o.optimizer, "'");
  if (o.schedule == "step")  // a tenth after half of the steps and after three quarters
    schedule_ = std::make_unique<optim::MultiStepLR>(
        *optimizer_, std::vector<int64_t>{(o.total_steps + 1) / 2, (3 * o.total_steps + 3) / 4});
  else if (o.schedule == "cosine")
    schedule_ = std::make_unique<optim::CosineAnnealingLR>(*optimizer_, o.total_steps);
  else if (o.schedule == "one-cycle") {
    if (o.total_steps >= 4)  // fewer are too short for a cycle: the rate stays
      schedule_ =
          std::make_unique<optim::OneCycleLR>(*optimizer_, optim::OneCycleLROptions(o.lr)
                                                               .total_steps(o.total_steps)
                                                               .cycle_momentum(o.optimizer != "sgd" || o.momentum > 0));
  } else
    TORCH_CHECK(o.schedule == "constant", "unknown schedule '", o.schedule, "'");
}
double Learner::lr() const { return optimizer_->param_groups()[0].options().get_lr(); }

void Learner::advance() {
  steps_++;
  if (schedule_ && steps_ < options_.total_steps) schedule_->step();
}
void Learner::step() {
  optimizer_->step();
  advance();
}

void Learner::save(NamedTensors& to) const {
  const optim::Optimizer& o = *optimizer_;
  if (options_.optimizer == "sgd")
    save_states<optim::SGDParamState>(o.param_groups()[0].params(), o.state(), to);
  else if (options_.optimizer == "adam")
    save_states<optim::AdamParamState>(o.param_groups()[0].params(), o.state(), to);
  else
    save_states<optim::AdamWParamState>(o.param_groups()[0].params(), o.state(), to);
}
void Learner::load(const NamedTensors& from, int64_t steps, const std::string& path) {
  if (steps == 0) return;
  if (options_.optimizer == "sgd")
    load_states<optim::SGDParamState>(optimizer_->param_groups()[0].params(), from, optimizer_->state(), path);
  else if (options_.optimizer == "adam")
    load_states<optim::AdamParamState>(optimizer_->param_groups()[0].params(), from, optimizer_->state(), path);
  else
    load_states<optim::AdamWParamState>(optimizer_->param_groups()[0].params(), from, optimizer_->state(), path);
  while (steps_ < steps) advance();
}

}  // namespace rectify::cli
