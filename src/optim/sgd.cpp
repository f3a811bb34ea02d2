#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/optim/sgd.h>

#include "kernels/dense.h"

namespace rectify::optim {
namespace {
std::string key(const Tensor& p) { return std::to_string(reinterpret_cast<uintptr_t>(p.unsafeGetTensorImpl())); }
}  // namespace

Optimizer::Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults) : defaults_(std::move(defaults)) {
  for (const auto& g : groups) add_param_group(g);
}
void Optimizer::add_param_group(const OptimizerParamGroup& given) {
  OptimizerParamGroup group(given);
  for (const Tensor& p : group.params()) {
    TORCH_CHECK(p.is_leaf(), "can't optimize a non-leaf Tensor");
    for (const auto& g : groups_)
      for (const Tensor& q : g.params()) TORCH_CHECK(!p.is_same(q), "some parameters appear in more than one parameter group");
  }
  if (!group.has_options()) group.set_options(defaults_->clone());
  groups_.push_back(std::move(group));
}
void Optimizer::zero_grad(bool set_to_none) {
  for (auto& g : groups_)
    for (Tensor& p : g.params()) {
      AutogradMeta* m = p.impl()->meta;
      if (!m || !m->grad.defined()) continue;
      if (set_to_none) p.mutable_grad().reset();
      else zero_grad_of(p);
    }
}
size_t Optimizer::size() const {
  size_t n = 0;
  for (const auto& g : groups_) n += g.params().size();
  return n;
}

SGD::SGD(std::vector<OptimizerParamGroup> groups, SGDOptions o) : Optimizer({}, std::make_unique<SGDOptions>(o)) {
  TORCH_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  TORCH_CHECK(o.momentum() >= 0, "Invalid momentum value: ", o.momentum());
  TORCH_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  TORCH_CHECK(!o.nesterov() || (o.momentum() > 0 && o.dampening() == 0), "Nesterov momentum requires a momentum and zero dampening");
  for (const auto& g : groups) add_param_group(g);
}
SGD::SGD(std::vector<Tensor> params, SGDOptions o) : SGD(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, o) {}

Tensor SGD::step(LossClosure closure) {
  Tensor loss;
  if (closure) {
    AutoGradMode on(true);
    loss = closure();
  }
  NoGradGuard off;
  for (auto& group : groups_) {
    auto& o = static_cast<SGDOptions&>(group.options());
    kernels::SgdRule rule{static_cast<float>(o.lr()), static_cast<float>(o.momentum()), static_cast<float>(o.dampening()), static_cast<float>(o.weight_decay()), o.nesterov(), false};
    for (Tensor& p : group.params()) {
      const Tensor& g = p.grad();
      if (!g.defined()) continue;
      Tensor* buffer = nullptr;
      bool first = false;
      if (o.momentum() != 0) {
        auto& state = state_[key(p)];
        if (!state) state = std::make_unique<SGDParamState>();
        buffer = &static_cast<SGDParamState&>(*state).momentum_buffer();
        first = !buffer->defined();
        if (first) *buffer = new_tensor(p.sizes(), p.scalar_type());
      }
      bool plain = p.scalar_type() == kFloat && g.scalar_type() == kFloat && p.is_contiguous() && g.is_contiguous();
      if (plain) {
        kernels::sgd_step(p.data_ptr<float>(), g.data_ptr<float>(), buffer ? buffer->data_ptr<float>() : nullptr, first, p.numel(), rule);
        bump_version(p);
        continue;
      }
      Tensor d = o.weight_decay() != 0 ? g + p * o.weight_decay() : g;
      if (buffer) {
        if (first) buffer->copy_(d);
        else buffer->mul_(o.momentum()).add_(d, 1 - o.dampening());
        d = o.nesterov() ? d + *buffer * o.momentum() : *buffer;
      }
      p.add_(d, -o.lr());
    }
  }
  return loss;
}

std::map<std::string, Tensor> SGD::state_dict() const {
  std::map<std::string, Tensor> r;
  for (size_t g = 0; g < groups_.size(); g++)
    for (size_t i = 0; i < groups_[g].params().size(); i++) {
      auto found = state_.find(key(groups_[g].params()[i]));
      if (found != state_.end()) r[str(g, ".", i, ".momentum_buffer")] = static_cast<const SGDParamState&>(*found->second).momentum_buffer().clone();
    }
  return r;
}
void SGD::load_state_dict(const std::map<std::string, Tensor>& given) {
  State fresh;
  size_t used = 0;
  for (size_t g = 0; g < groups_.size(); g++)
    for (size_t i = 0; i < groups_[g].params().size(); i++) {
      const Tensor& p = groups_[g].params()[i];
      auto found = given.find(str(g, ".", i, ".momentum_buffer"));
      if (found == given.end()) continue;
      used++;
      TORCH_CHECK(found->second.sizes() == p.sizes(), "the momentum of parameter ", i, " of group ", g, " has shape ", found->second.sizes(), ", the parameter ", p.sizes());
      auto state = std::make_unique<SGDParamState>();
      state->momentum_buffer(found->second.to(p.scalar_type()).clone());
      fresh[key(p)] = std::move(state);
    }
  TORCH_CHECK(used == given.size(), "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
  state_ = std::move(fresh);
}

}  // namespace rectify::optim
