#pragma once
// Optimizer: parameter groups, each with its options, and what it keeps for each parameter.
#include <rectify/autograd/archive.h>
#include <rectify/autograd/node.h>
#include <rectify/core/arg.h>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace rectify::optim {

// What a class does not override throws.
class OptimizerParamState {
 public:
  virtual ~OptimizerParamState() = default;
  virtual std::unique_ptr<OptimizerParamState> clone() const;
  virtual void serialize(::rectify::serialize::InputArchive& archive);
  virtual void serialize(::rectify::serialize::OutputArchive& archive) const;
};
class OptimizerOptions {
 public:
  virtual ~OptimizerOptions() = default;
  virtual std::unique_ptr<OptimizerOptions> clone() const;
  virtual void serialize(::rectify::serialize::InputArchive& archive);
  virtual void serialize(::rectify::serialize::OutputArchive& archive) const;
  virtual double get_lr() const;
  virtual void set_lr(double lr);
};
// Derive from these two and clone() is there.
template <class Derived>
class OptimizerCloneableParamState : public OptimizerParamState {
 public:
  std::unique_ptr<OptimizerParamState> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};
template <class Derived>
class OptimizerCloneableOptions : public OptimizerOptions {
 public:
  std::unique_ptr<OptimizerOptions> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};
class OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options)
      : params_(std::move(params)), options_(std::move(options)) {}
  OptimizerParamGroup(const OptimizerParamGroup& o)
      : params_(o.params_), options_(o.options_ ? o.options_->clone() : nullptr) {}
  OptimizerParamGroup& operator=(OptimizerParamGroup o) {
    params_ = std::move(o.params_);
    options_ = std::move(o.options_);
    return *this;
  }
  bool has_options() const { return options_ != nullptr; }
  OptimizerOptions& options() {
    TORCH_CHECK(has_options());
    return *options_;
  }
  const OptimizerOptions& options() const {
    TORCH_CHECK(has_options());
    return *options_;
  }
  void set_options(std::unique_ptr<OptimizerOptions> o) { options_ = std::move(o); }
  std::vector<Tensor>& params() { return params_; }
  const std::vector<Tensor>& params() const { return params_; }

 private:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
};

class Optimizer {
 public:
  using LossClosure = std::function<Tensor()>;
  using State = std::unordered_map<std::string, std::unique_ptr<OptimizerParamState>>;  // by state_key
  Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults)
      : Optimizer(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(parameters))}, std::move(defaults)) {}
  Optimizer(const Optimizer&) = delete;
  virtual ~Optimizer() = default;
  // Adds a group with the defaults where it has no options. Error: a parameter is no leaf, or is in a group already.
  void add_param_group(const OptimizerParamGroup& group);
  virtual Tensor step(LossClosure closure = nullptr) = 0;
  void zero_grad(bool set_to_none = false);
  void add_parameters(const std::vector<Tensor>& parameters);  // to the first group
  const std::vector<Tensor>& parameters() const;               // of the first group
  std::vector<Tensor>& parameters();
  size_t size() const;
  OptimizerOptions& defaults() { return *defaults_; }
  const OptimizerOptions& defaults() const { return *defaults_; }
  std::vector<OptimizerParamGroup>& param_groups() { return param_groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const { return param_groups_; }
  State& state() {
    state_changed_ = true;
    return state_;
  }
  const State& state() const { return state_; }
  // Options of every group and what is kept for every parameter, by position.
  virtual void save(serialize::OutputArchive& archive) const;
  virtual void load(serialize::InputArchive& archive);  // Error: other groups than were saved
  static std::string state_key(const Tensor& p) {
    return std::to_string(reinterpret_cast<uintptr_t>(p.unsafeGetTensorImpl()));
  }

 protected:
  // The loss of the closure, which is called with gradients on; undefined without a closure.
  static Tensor evaluate(const LossClosure& closure);
  // What is kept for p, the position-th of all parameters; made when missing.
  template <class S>
  S& state_of(const Tensor& p, size_t position) {
    if (state_changed_) slots_.clear();
    state_changed_ = false;
    if (position >= slots_.size()) slots_.resize(position + 1);
    Slot& slot = slots_[position];
    if (slot.param != p.impl()) {
      auto& kept = state_[state_key(p)];
      if (!kept) kept = std::make_unique<S>();
      slot = {p.impl(), kept.get()};
    }
    return static_cast<S&>(*slot.state);
  }
  std::vector<OptimizerParamGroup> param_groups_;
  State state_;
  std::unique_ptr<OptimizerOptions> defaults_;

 private:
  struct Slot {
    TensorImpl* param;
    OptimizerParamState* state;
  };
  static std::unique_ptr<OptimizerParamState> new_state(const OptimizerOptions& options);
  std::vector<Slot> slots_;    // where each parameter's state is
  bool state_changed_ = true;  // by the user: pointers into it are stale
};

serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const Optimizer& optimizer);
serialize::InputArchive& operator>>(serialize::InputArchive& archive, Optimizer& optimizer);

}  // namespace rectify::optim
