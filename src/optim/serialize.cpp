// Optimizers in archives: options by group, state by the parameter's position.
#include <rectify/ops/factories.h>
#include <rectify/optim/adagrad.h>
#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/lbfgs.h>
#include <rectify/optim/rmsprop.h>
#include <rectify/optim/sgd.h>

namespace rectify::optim {

using serialize::InputArchive;
using serialize::OutputArchive;

#define RECTIFY_MISSING(signature, Class, Cloneable)                      \
  AT_ERROR(signature " has not been implemented for torch::optim::" Class \
                     ". You must override it in your subclass of torch::optim::" Cloneable "<Your" Class ">.")
#define RECTIFY_NO_CLONE(Class, Cloneable)                                                                   \
  AT_ERROR("clone() has not been implemented for torch::optim::" Class ". Subclass torch::optim::" Cloneable \
           "<Your" Class "> instead of torch::optim::" Class " to inherit the ability to clone.")
void OptimizerParamState::serialize(InputArchive&) {
  RECTIFY_MISSING("void serialize(torch::serialize::InputArchive& archive)", "OptimizerParamState",
                  "OptimizerCloneableParamState");
}
void OptimizerParamState::serialize(OutputArchive&) const {
  RECTIFY_MISSING("void serialize(torch::serialize::OutputArchive& archive)", "OptimizerParamState",
                  "OptimizerCloneableParamState");
}
std::unique_ptr<OptimizerParamState> OptimizerParamState::clone() const {
  RECTIFY_NO_CLONE("OptimizerParamState", "OptimizerCloneableParamState");
}
void OptimizerOptions::serialize(InputArchive&) {
  RECTIFY_MISSING("void serialize(torch::serialize::InputArchive& archive)", "OptimizerOptions",
                  "OptimizerCloneableOptions");
}
void OptimizerOptions::serialize(OutputArchive&) const {
  RECTIFY_MISSING("void serialize(torch::serialize::OutputArchive& archive)", "OptimizerOptions",
                  "OptimizerCloneableOptions");
}
std::unique_ptr<OptimizerOptions> OptimizerOptions::clone() const {
  RECTIFY_NO_CLONE("OptimizerOptions", "OptimizerCloneableOptions");
}
double OptimizerOptions::get_lr() const {
  AT_ERROR(
      "double get_lr() has not been overidden and implemented in subclass of torch::optim::OptimizerOptions, you must "
      "override it in your subclass.");
}
void OptimizerOptions::set_lr(double) {
  AT_ERROR(
      "double set_lr() has not been overidden and implemented in subclass of torch::optim::OptimizerOptions, you must "
      "override it in your subclass.");
}
#undef RECTIFY_NO_CLONE
#undef RECTIFY_MISSING

// libtorch's names and types, so that its archives are read and it reads these.
namespace {
template <class T>
void put(OutputArchive& a, const std::string& key, const T& v) {
  a.write(key, IValue(v));
}
void put(OutputArchive& a, const std::string& key, const Tensor& v) {
  if (v.defined()) a.write(key, v, true);
}
void put(OutputArchive& a, const std::string& key, const std::deque<Tensor>& v) {
  a.write(key, IValue(std::vector<Tensor>(v.begin(), v.end())));
}
IValue value(InputArchive& a, const std::string& key) {
  IValue v;
  a.read(key, v);
  return v;
}
template <class T>
void get(InputArchive& a, const std::string& key, T& v) {
  v = value(a, key).to<T>();
}
void get(InputArchive& a, const std::string& key, Tensor& v) {
  v = Tensor();
  a.try_read(key, v, true);
}
template <class T>
void get(InputArchive& a, const std::string& key, optional<T>& v) {
  IValue read;
  if (a.try_read(key, read)) v = read.toOptional<T>();
}
void get(InputArchive& a, const std::string& key, std::deque<Tensor>& v) {
  const IValue list = value(a, key);
  // an empty list has no type
  const std::vector<Tensor> tensors = list.isTensorList() ? list.toTensorVector() : std::vector<Tensor>();
  v.assign(tensors.begin(), tensors.end());
}
int64_t count(InputArchive& a, const std::string& key) {
  Tensor t;
  a.read(key, t);
  return t.item<int64_t>();
}
Tensor count(size_t n) { return full({}, static_cast<int64_t>(n), kLong); }
}  // namespace

#define RECTIFY_PUT(f) put(archive, #f, f());
#define RECTIFY_GET(f) get(archive, #f, f());
#define RECTIFY_SERIALIZE(Class, FIELDS)                                      \
  void Class::serialize(OutputArchive& archive) const { FIELDS(RECTIFY_PUT) } \
  void Class::serialize(InputArchive& archive) { FIELDS(RECTIFY_GET) }
#define RECTIFY_FIELDS(_) _(lr) _(momentum) _(dampening) _(weight_decay) _(nesterov)
RECTIFY_SERIALIZE(SGDOptions, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(momentum_buffer)
RECTIFY_SERIALIZE(SGDParamState, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(lr) _(betas) _(eps) _(weight_decay) _(amsgrad)
RECTIFY_SERIALIZE(AdamOptions, RECTIFY_FIELDS)
RECTIFY_SERIALIZE(AdamWOptions, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(step) _(exp_avg) _(exp_avg_sq) _(max_exp_avg_sq) _(restarted)
RECTIFY_SERIALIZE(AdamParamState, RECTIFY_FIELDS)
RECTIFY_SERIALIZE(AdamWParamState, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(lr) _(alpha) _(eps) _(weight_decay) _(momentum) _(centered)
RECTIFY_SERIALIZE(RMSpropOptions, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(step) _(square_avg) _(momentum_buffer) _(grad_avg)
RECTIFY_SERIALIZE(RMSpropParamState, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(lr) _(lr_decay) _(weight_decay) _(initial_accumulator_value) _(eps)
RECTIFY_SERIALIZE(AdagradOptions, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) _(sum) _(step)
RECTIFY_SERIALIZE(AdagradParamState, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS

#define RECTIFY_FIELDS(_) \
  _(lr) _(max_iter) _(max_eval) _(tolerance_grad) _(tolerance_change) _(history_size) _(line_search_fn)
RECTIFY_SERIALIZE(LBFGSOptions, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS
#define RECTIFY_FIELDS(_) \
  _(func_evals) _(n_iter) _(t) _(prev_loss) _(d) _(H_diag) _(prev_flat_grad) _(old_dirs) _(old_stps) _(ro) _(al)
RECTIFY_SERIALIZE(LBFGSParamState, RECTIFY_FIELDS)
#undef RECTIFY_FIELDS

// The state of an optimizer with such options.
std::unique_ptr<OptimizerParamState> Optimizer::new_state(const OptimizerOptions& o) {
  if (dynamic_cast<const SGDOptions*>(&o)) return std::make_unique<SGDParamState>();
  if (dynamic_cast<const AdamOptions*>(&o)) return std::make_unique<AdamParamState>();
  if (dynamic_cast<const AdamWOptions*>(&o)) return std::make_unique<AdamWParamState>();
  if (dynamic_cast<const RMSpropOptions*>(&o)) return std::make_unique<RMSpropParamState>();
  if (dynamic_cast<const AdagradOptions*>(&o)) return std::make_unique<AdagradParamState>();
  if (dynamic_cast<const LBFGSOptions*>(&o)) return std::make_unique<LBFGSParamState>();
  AT_ERROR("this optimizer does not say how its state is loaded: it must override load()");
}
void Optimizer::save(OutputArchive& archive) const {
  archive.write("pytorch_version", IValue("1.5.0"));
  OutputArchive states, groups;
  groups.write("param_groups/size", count(param_groups_.size()));
  size_t position = 0;
  for (size_t g = 0; g < param_groups_.size(); g++) {
    const auto& params = param_groups_[g].params();
    OutputArchive group, options;
    group.write("params/size", count(params.size()));
    for (size_t i = 0; i < params.size(); i++) {
      const std::string name = std::to_string(position++);
      group.write("params/" + std::to_string(i), IValue(name));
      auto at = state_.find(state_key(params[i]));
      if (at == state_.end()) continue;
      OutputArchive kept;
      at->second->serialize(kept);
      states.write(name, kept);
    }
    param_groups_[g].options().serialize(options);
    group.write("options", options);
    groups.write("param_groups/" + std::to_string(g), group);
  }
  archive.write("state", states);
  archive.write("param_groups", groups);
}
// Archives of before PyTorch 1.5: lists of what is kept, of the first group only.
namespace {
std::vector<Tensor> list(InputArchive& a, const std::string& key) {
  std::vector<Tensor> tensors(count(a, key + "/size"));
  for (size_t i = 0; i < tensors.size(); i++) a.read(key + "/" + std::to_string(i), tensors[i], true);
  return tensors;
}
// The state at a place of the first group; null where there is no such parameter.
template <class S>
S* old_state(Optimizer& o, size_t i) {
  auto& params = o.param_groups().at(0).params();
  if (i >= params.size()) return nullptr;
  auto& kept = o.state()[Optimizer::state_key(params[i])];
  if (!kept) kept = std::make_unique<S>();
  return static_cast<S*>(kept.get());
}
template <class S, class Set>
void old_list(Optimizer& o, InputArchive& a, const char* key, Set set) {
  const auto tensors = list(a, key);
  for (size_t i = 0; i < tensors.size(); i++)
    if (S* state = old_state<S>(o, i)) set(*state, tensors[i]);
}
void warn_old(const char* name, const char* lost = "") {
  TORCH_WARN("Your serialized ", name, " optimizer is still using the old serialization format. ", lost,
             "You should re-save your ", name, " optimizer to use the new serialization format.");
}
template <class S>
void load_old_adam(Optimizer& o, InputArchive& a, const char* name) {
  warn_old(name);
  old_list<S>(o, a, "step_buffers", [](S& s, const Tensor& t) { s.step(t.item<int64_t>()); });
  old_list<S>(o, a, "exp_average_buffers", [](S& s, const Tensor& t) { s.exp_avg(t); });
  old_list<S>(o, a, "exp_average_sq_buffers", [](S& s, const Tensor& t) { s.exp_avg_sq(t); });
  old_list<S>(o, a, "max_exp_average_sq_buffers", [](S& s, const Tensor& t) { s.max_exp_avg_sq(t); });
}
void load_old(Optimizer& o, InputArchive& a) {
  const OptimizerOptions* options = &o.defaults();
  if (dynamic_cast<const SGDOptions*>(options)) {
    warn_old("SGD");
    old_list<SGDParamState>(o, a, "momentum_buffers", [](SGDParamState& s, const Tensor& t) { s.momentum_buffer(t); });
  } else if (dynamic_cast<const AdamOptions*>(options)) {
    load_old_adam<AdamParamState>(o, a, "Adam");
  } else if (dynamic_cast<const AdamWOptions*>(options)) {
    load_old_adam<AdamWParamState>(o, a, "AdamW");
  } else if (dynamic_cast<const AdagradOptions*>(options)) {
    using S = AdagradParamState;
    warn_old("Adagrad");
    old_list<S>(o, a, "sum_buffers", [](S& s, const Tensor& t) { s.sum(t); });
    old_list<S>(o, a, "step_buffers", [](S& s, const Tensor& t) { s.step(t.item<int64_t>()); });
  } else if (dynamic_cast<const RMSpropOptions*>(options)) {
    using S = RMSpropParamState;
    warn_old("RMSprop",
             "The step value in state will be set to 0 because the old RMSprop optimizer didn't track the step value.");
    old_list<S>(o, a, "square_average_buffers", [](S& s, const Tensor& t) { s.square_avg(t); });
    old_list<S>(o, a, "momentum_buffers", [](S& s, const Tensor& t) { s.momentum_buffer(t); });
    old_list<S>(o, a, "grad_average_buffers", [](S& s, const Tensor& t) { s.grad_avg(t); });
  } else if (dynamic_cast<const LBFGSOptions*>(options)) {
    warn_old("LBFGS",
             "The func_evals and n_iter value in state will be set to 0, ro will be set to an empty deque and al will "
             "be set to c10::nullopt because the old LBFGS optimizer didn't save these values.");
    auto read = [&a](const char* key) {
      Tensor t;
      a.read(key, t, true);
      return t;
    };
    if (auto* s = old_state<LBFGSParamState>(o, 0)) {
      s->d(read("d")).t(read("t").item<double>()).H_diag(read("H_diag")).prev_flat_grad(read("prev_flat_grad"));
      s->prev_loss(read("prev_loss").item<double>());
      const auto dirs = list(a, "old_dirs"), steps = list(a, "old_stps");
      s->old_dirs({dirs.begin(), dirs.end()}).old_stps({steps.begin(), steps.end()});
    }
  } else {
    AT_ERROR("this optimizer does not say how its state is loaded: it must override load()");
  }
}
}  // namespace
void Optimizer::load(InputArchive& archive) {
  if (IValue version; !archive.try_read("pytorch_version", version)) return load_old(*this, archive);
  InputArchive states, groups;
  archive.read("state", states);
  archive.read("param_groups", groups);
  TORCH_CHECK(count(groups, "param_groups/size") == static_cast<int64_t>(param_groups_.size()),
              "loaded state dict has a different number of parameter groups");
  State& state = this->state();
  for (size_t g = 0; g < param_groups_.size(); g++) {
    auto& params = param_groups_[g].params();
    InputArchive group, options;
    groups.read("param_groups/" + std::to_string(g), group);
    TORCH_CHECK(count(group, "params/size") == static_cast<int64_t>(params.size()),
                "loaded state dict contains a parameter group that has a different size than the optimizer's parameter "
                "group");
    group.read("options", options);
    param_groups_[g].options().serialize(options);
    for (size_t i = 0; i < params.size(); i++) {
      InputArchive kept;
      if (states.try_read(value(group, "params/" + std::to_string(i)).toStringRef(), kept)) {
        auto fresh = new_state(param_groups_[g].options());
        fresh->serialize(kept);
        state[state_key(params[i])] = std::move(fresh);
      } else {
        state.erase(state_key(params[i]));
      }
    }
  }
}
OutputArchive& operator<<(OutputArchive& archive, const Optimizer& optimizer) {
  optimizer.save(archive);
  return archive;
}
InputArchive& operator>>(InputArchive& archive, Optimizer& optimizer) {
  optimizer.load(archive);
  return archive;
}

}  // namespace rectify::optim
