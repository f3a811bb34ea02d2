#include <rectify/optim/adagrad.h>
#include <rectify/optim/rmsprop.h>

#include "kernels/optimizer.h"
#include "optim/adaptive.h"

namespace rectify::optim {
namespace {

void update(const RMSpropOptions& o, RMSpropParamState& s, const Tensor& p, const Tensor& g) {
  if (!s.square_avg().defined()) {
    s.step(0);
    s.square_avg(zeros_like(p));
    if (o.momentum() > 0) s.momentum_buffer(zeros_like(p));
    if (o.centered()) s.grad_avg(zeros_like(p));
  }
  s.step(s.step() + 1);
  Tensor &square = s.square_avg(), buffer, mean;
  if (o.momentum() > 0) buffer = s.momentum_buffer();
  if (o.centered()) mean = s.grad_avg();
  if (is_flat(p, p) && is_flat(g, p) && is_flat(square, p) && (!buffer.defined() || is_flat(buffer, p)) &&
      (!mean.defined() || is_flat(mean, p))) {
    const kernels::RmspropRule rule{static_cast<float>(o.lr()),           static_cast<float>(o.alpha()),
                                    static_cast<float>(1 - o.alpha()),    static_cast<float>(o.eps()),
                                    static_cast<float>(o.weight_decay()), static_cast<float>(o.momentum())};
    float *x = floats(p), *dx = floats(g), *ss = floats(square), *mm = floats(mean), *bb = floats(buffer);
    split(p.impl()->numel, [&](int64_t b, int64_t e) {
      kernels::rmsprop_step(x + b, ss + b, at(mm, b), at(bb, b), dx + b, e - b, rule);
    });
    bump_version(p);
    return;
  }
  const Tensor d = o.weight_decay() != 0 ? g.add(p, o.weight_decay()) : g;
  square.mul_(o.alpha()).addcmul_(d, d, 1 - o.alpha());
  Tensor root;
  if (mean.defined()) {
    mean.mul_(o.alpha()).add_(d, 1 - o.alpha());
    root = square.addcmul(mean, mean, -1).sqrt_().add_(o.eps());
  } else {
    root = square.sqrt().add_(o.eps());
  }
  if (buffer.defined()) {
    buffer.mul_(o.momentum()).addcdiv_(d, root);
    p.add_(buffer, -o.lr());
  } else {
    p.addcdiv_(d, root, -o.lr());
  }
}

void update(const AdagradOptions& o, AdagradParamState& s, const Tensor& p, const Tensor& g) {
  TORCH_CHECK(s.sum().defined(), "state found NULL for the Tensor ", p);
  s.step(s.step() + 1);
  const double lr = o.lr() / (1 + static_cast<double>(s.step() - 1) * o.lr_decay());
  Tensor& sum = s.sum();
  if (is_flat(p, p) && is_flat(g, p) && is_flat(sum, p)) {
    const kernels::AdagradRule rule{static_cast<float>(lr), static_cast<float>(o.eps()),
                                    static_cast<float>(o.weight_decay())};
    float *x = floats(p), *dx = floats(g), *ss = floats(sum);
    split(p.impl()->numel, [&](int64_t b, int64_t e) { kernels::adagrad_step(x + b, ss + b, dx + b, e - b, rule); });
    bump_version(p);
    return;
  }
  const Tensor d = o.weight_decay() != 0 ? g.add(p, o.weight_decay()) : g;
  sum.addcmul_(d, d, 1);
  p.addcdiv_(d, sum.sqrt().add_(o.eps()), -lr);
}

}  // namespace

bool operator==(const RMSpropOptions& a, const RMSpropOptions& b) {
  return a.lr() == b.lr() && a.alpha() == b.alpha() && a.eps() == b.eps() && a.weight_decay() == b.weight_decay() &&
         a.momentum() == b.momentum() && a.centered() == b.centered();
}
bool operator==(const RMSpropParamState& a, const RMSpropParamState& b) {
  return a.step() == b.step() && same(a.square_avg(), b.square_avg()) &&
         same(a.momentum_buffer(), b.momentum_buffer()) && same(a.grad_avg(), b.grad_avg());
}
bool operator==(const AdagradOptions& a, const AdagradOptions& b) {
  return a.lr() == b.lr() && a.lr_decay() == b.lr_decay() && a.weight_decay() == b.weight_decay() &&
         a.initial_accumulator_value() == b.initial_accumulator_value() && a.eps() == b.eps();
}
bool operator==(const AdagradParamState& a, const AdagradParamState& b) {
  return a.step() == b.step() && same(a.sum(), b.sum());
}

RMSprop::RMSprop(std::vector<OptimizerParamGroup> groups, RMSpropOptions o)
    : Optimizer(std::move(groups), std::make_unique<RMSpropOptions>(o)) {
  TORCH_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  TORCH_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
  TORCH_CHECK(o.momentum() >= 0, "Invalid momentum value: ", o.momentum());
  TORCH_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  TORCH_CHECK(o.alpha() >= 0, "Invalid alpha value: ", o.alpha());
}
Tensor RMSprop::step(LossClosure closure) {
  rectify::detail::RawGuard off;
  Tensor loss = evaluate(closure);
  for_each_gradient<RMSpropOptions>(param_groups_,
                                    [&](const RMSpropOptions& o, const Tensor& p, const Tensor& g, size_t at) {
                                      update(o, state_of<RMSpropParamState>(p, at), p, g);
                                    });
  return loss;
}

Adagrad::Adagrad(std::vector<OptimizerParamGroup> groups, AdagradOptions o)
    : Optimizer(std::move(groups), std::make_unique<AdagradOptions>(o)) {
  TORCH_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  TORCH_CHECK(o.lr_decay() >= 0, "Invalid lr_decay value: ", o.lr_decay());
  TORCH_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  TORCH_CHECK(o.initial_accumulator_value() >= 0,
              "Invalid initial_accumulator_value value: ", o.initial_accumulator_value());
  TORCH_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
  for (const auto& group : param_groups_)
    for (const auto& p : group.params()) {
      auto s = std::make_unique<AdagradParamState>();
      s->sum(full_like(p.data(), o.initial_accumulator_value()));
      state_[state_key(p)] = std::move(s);
    }
}
Tensor Adagrad::step(LossClosure closure) {
  rectify::detail::RawGuard off;
  Tensor loss = evaluate(closure);
  for_each_gradient<AdagradOptions>(param_groups_,
                                    [&](const AdagradOptions& o, const Tensor& p, const Tensor& g, size_t at) {
                                      update(o, state_of<AdagradParamState>(p, at), p, g);
                                    });
  return loss;
}

}  // namespace rectify::optim
