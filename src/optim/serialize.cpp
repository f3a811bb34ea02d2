// Optimizers in archives: options by group, state by the parameter's position.
#include <rectify/optim/adagrad.h>
#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/lbfgs.h>
#include <rectify/optim/rmsprop.h>
#include <rectify/optim/sgd.h>

namespace rectify::optim {

using serialize::InputArchive;
using serialize::OutputArchive;

void OptimizerParamState::serialize(InputArchive&) {
  AT_ERROR(
      "void serialize(torch::serialize::InputArchive& archive) has not been implemented for "
      "torch::optim::OptimizerParamState. ",
      "It must be overridden in subclass.");
}
void OptimizerParamState::serialize(OutputArchive&) const {
  AT_ERROR(
      "void serialize(torch::serialize::OutputArchive& archive) has not been implemented for "
      "torch::optim::OptimizerParamState. ",
      "It must be overridden in subclass.");
}
void OptimizerOptions::serialize(InputArchive&) {
  AT_ERROR(
      "void serialize(torch::serialize::InputArchive& archive) has not been implemented for "
      "torch::optim::OptimizerOptions. ",
      "It must be overridden in subclass.");
}
void OptimizerOptions::serialize(OutputArchive&) const {
  AT_ERROR(
      "void serialize(torch::serialize::OutputArchive& archive) has not been implemented for "
      "torch::optim::OptimizerOptions. ",
      "It must be overridden in subclass.");
}

namespace {
void put(OutputArchive& a, const std::string& key, double v) { a.write(key, IValue(v)); }
void put(OutputArchive& a, const std::string& key, bool v) { a.write(key, IValue(v)); }
void put(OutputArchive& a, const std::string& key, int64_t v) { a.write(key, IValue(v)); }
void put(OutputArchive& a, const std::string& key, const Tensor& v) {
  if (v.defined()) a.write(key, v, true);
}
void put(OutputArchive& a, const std::string& key, const std::tuple<double, double>& v) {
  put(a, key + "_0", std::get<0>(v));
  put(a, key + "_1", std::get<1>(v));
}
void put(OutputArchive& a, const std::string& key, const optional<int64_t>& v) {
  if (v) put(a, key, *v);
}
void put(OutputArchive& a, const std::string& key, const optional<std::string>& v) {
  if (v) a.write(key, IValue(*v));
}
void put(OutputArchive& a, const std::string& key, const std::deque<Tensor>& v) {
  put(a, key + "_size", static_cast<int64_t>(v.size()));
  for (size_t i = 0; i < v.size(); i++) a.write(key + "_" + std::to_string(i), v[i], true);
}
IValue value(InputArchive& a, const std::string& key) {
  IValue v;
  a.read(key, v);
  return v;
}
void get(InputArchive& a, const std::string& key, double& v) { v = value(a, key).toDouble(); }
void get(InputArchive& a, const std::string& key, bool& v) { v = value(a, key).toBool(); }
void get(InputArchive& a, const std::string& key, int64_t& v) { v = value(a, key).toInt(); }
void get(InputArchive& a, const std::string& key, Tensor& v) {
  v = Tensor();
  a.try_read(key, v, true);
}
void get(InputArchive& a, const std::string& key, std::tuple<double, double>& v) {
  get(a, key + "_0", std::get<0>(v));
  get(a, key + "_1", std::get<1>(v));
}
void get(InputArchive& a, const std::string& key, optional<int64_t>& v) {
  IValue read;
  v = a.try_read(key, read) ? optional<int64_t>(read.toInt()) : nullopt;
}
void get(InputArchive& a, const std::string& key, optional<std::string>& v) {
  IValue read;
  v = a.try_read(key, read) ? optional<std::string>(read.toStringRef()) : nullopt;
}
void get(InputArchive& a, const std::string& key, std::deque<Tensor>& v) {
  v.resize(static_cast<size_t>(value(a, key + "_size").toInt()));
  for (size_t i = 0; i < v.size(); i++) get(a, key + "_" + std::to_string(i), v[i]);
}
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
#define RECTIFY_FIELDS(_) _(step) _(exp_avg) _(exp_avg_sq) _(max_exp_avg_sq)
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
  _(func_evals) _(n_iter) _(t) _(prev_loss) _(d) _(H_diag) _(prev_flat_grad) _(old_dirs) _(old_stps) _(ro)
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
  archive.write("groups", IValue(static_cast<int64_t>(param_groups_.size())));
  size_t position = 0;
  for (size_t g = 0; g < param_groups_.size(); g++) {
    OutputArchive group;
    param_groups_[g].options().serialize(group);
    group.write("size", IValue(static_cast<int64_t>(param_groups_[g].params().size())));
    archive.write("group" + std::to_string(g), group);
    for (const Tensor& p : param_groups_[g].params()) {
      auto at = state_.find(state_key(p));
      if (at != state_.end()) {
        OutputArchive kept;
        kept.write("kept", IValue(true));
        at->second->serialize(kept);
        archive.write("state" + std::to_string(position), kept);
      }
      position++;
    }
  }
}
void Optimizer::load(InputArchive& archive) {
  IValue groups = value(archive, "groups");
  TORCH_CHECK(groups.toInt() == static_cast<int64_t>(param_groups_.size()),
              "loaded state dict has a different number of parameter groups");
  State& state = this->state();
  size_t position = 0;
  for (size_t g = 0; g < param_groups_.size(); g++) {
    InputArchive group;
    archive.read("group" + std::to_string(g), group);
    TORCH_CHECK(value(group, "size").toInt() == static_cast<int64_t>(param_groups_[g].params().size()),
                "loaded state dict has contains a parameter group that has a different size than the optimizer's "
                "parameter group");
    param_groups_[g].options().serialize(group);
    for (const Tensor& p : param_groups_[g].params()) {
      InputArchive kept;
      if (archive.try_read("state" + std::to_string(position++), kept)) {
        auto fresh = new_state(param_groups_[g].options());
        fresh->serialize(kept);
        state[state_key(p)] = std::move(fresh);
      } else {
        state.erase(state_key(p));
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
