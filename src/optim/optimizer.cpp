#include <rectify/ops/elementwise.h>
#include <rectify/optim/sgd.h>

#include "kernels/dense.h"

namespace rectify::optim {

Optimizer::Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  for (const auto& g : groups) add_param_group(g);
}
void Optimizer::add_param_group(const OptimizerParamGroup& group) {
  OptimizerParamGroup g(group);
  if (!g.has_options()) g.set_options(defaults_->clone());
  for (const auto& p : g.params()) TORCH_CHECK(p.is_leaf(), "can't optimize a non-leaf Tensor");
  param_groups_.push_back(std::move(g));
}
void Optimizer::zero_grad(bool set_to_none) {
  for (auto& g : param_groups_)
    for (auto& p : g.params()) {
      if (!p.defined() || !p.impl()->meta || !p.impl()->meta->grad.defined()) continue;
      if (set_to_none)
        p.mutable_grad().reset();
      else
        zero_grad_of(p);
    }
}
void Optimizer::add_parameters(const std::vector<Tensor>& parameters) {
  TORCH_WARN("Optimizer::add_parameters() will be removed in PyTorch 1.6");
  TORCH_CHECK(!param_groups_.empty(), "the optimizer has no parameter group");
  auto& to = param_groups_[0].params();
  to.insert(to.end(), parameters.begin(), parameters.end());
}
const std::vector<Tensor>& Optimizer::parameters() const {
  TORCH_WARN("Optimizer::parameters() will be removed in PyTorch 1.6");
  TORCH_CHECK(!param_groups_.empty(), "the optimizer has no parameter group");
  return param_groups_[0].params();
}
std::vector<Tensor>& Optimizer::parameters() {
  TORCH_WARN("Optimizer::parameters() will be removed in PyTorch 1.6");
  TORCH_CHECK(!param_groups_.empty(), "the optimizer has no parameter group");
  return param_groups_[0].params();
}
size_t Optimizer::size() const {
  TORCH_WARN("Optimizer::size() will be removed in PyTorch 1.6");
  size_t n = 0;
  for (const auto& g : param_groups_) n += g.params().size();
  return n;
}

Tensor Optimizer::evaluate(const LossClosure& closure) {
  if (!closure) return {};
  AutoGradMode on(true);
  return closure();
}

SGD::SGD(std::vector<OptimizerParamGroup> groups, SGDOptions o)
    : Optimizer(std::move(groups), std::make_unique<SGDOptions>(o)) {
  TORCH_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  TORCH_CHECK(o.momentum() >= 0, "Invalid momentum value: ", o.momentum());
  TORCH_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  TORCH_CHECK(!o.nesterov() || (o.momentum() > 0 && o.dampening() == 0),
              "Nesterov momentum requires a momentum and zero dampening");
}
Tensor SGD::step(LossClosure closure) {
  Tensor loss = evaluate(closure);
  rectify::detail::RawGuard off;
  size_t position = 0;
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const SGDOptions&>(group.options());
    const kernels::SgdRule rule{static_cast<float>(o.lr()),
                                static_cast<float>(o.momentum()),
                                static_cast<float>(o.dampening()),
                                static_cast<float>(o.weight_decay()),
                                o.nesterov(),
                                false};
    for (auto& p : group.params()) {
      const size_t at = position++;
      if (!p.grad().defined()) continue;
      const Tensor& g = p.grad();
      Tensor* buffer = o.momentum() != 0 ? &state_of<SGDParamState>(p, at).momentum_buffer() : nullptr;
      const bool first = buffer && !buffer->defined();
      auto plain = [&](const Tensor& t) {
        return t.impl()->dtype == kFloat && t.impl()->contiguous && t.sizes().equals(p.sizes());
      };
      if (plain(p) && plain(g) && (!buffer || first || plain(*buffer))) {
        if (first) *buffer = new_tensor(p.sizes(), kFloat);
        kernels::sgd_step(reinterpret_cast<float*>(p.impl()->data()), reinterpret_cast<const float*>(g.impl()->data()),
                          buffer ? reinterpret_cast<float*>(buffer->impl()->data()) : nullptr, first, p.numel(), rule);
        p.impl()->bump_version();
        continue;
      }
      Tensor d = g.detach();
      if (o.weight_decay() != 0) d = d.add(p.detach(), o.weight_decay());
      if (buffer) {
        if (first)
          *buffer = d.clone();
        else
          buffer->mul_(Scalar(o.momentum())).add_(d, 1 - o.dampening());
        d = o.nesterov() ? d.add(*buffer, o.momentum()) : *buffer;
      }
      p.data().add_(d, -o.lr());
    }
  }
  return loss;
}

}  // namespace rectify::optim
