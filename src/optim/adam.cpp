#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>

#include <algorithm>
#include <cmath>

#include "kernels/optimizer.h"
#include "optim/adaptive.h"

namespace rectify::optim {
namespace {

template <class Options>
void check(const Options& o) {
  TORCH_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  TORCH_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
  const auto [beta1, beta2] = o.betas();
  TORCH_CHECK(0 <= beta1 && beta1 < 1, "Invalid beta parameter at index 0: ", beta1);
  TORCH_CHECK(0 <= beta2 && beta2 < 1, "Invalid beta parameter at index 1: ", beta2);
  TORCH_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
}

// One parameter's step; keep multiplies it first, decay goes into the gradient.
template <class Options, class State>
void update(const Options& o, State& s, const Tensor& p, const Tensor& g, double keep, double decay) {
  if (!s.exp_avg().defined()) {
    s.step(0);
    s.exp_avg(zeros_like(p));
    s.exp_avg_sq(zeros_like(p));
  }
  if (o.amsgrad() && !s.max_exp_avg_sq().defined()) s.max_exp_avg_sq(zeros_like(p));
  s.step(s.step() + 1);
  const auto [beta1, beta2] = o.betas();
  const double correction1 = 1 - std::pow(beta1, s.step()), correction2 = 1 - std::pow(beta2, s.step());
  const double scale = 1 / std::sqrt(correction2), step = o.lr() / correction1;
  Tensor &m = s.exp_avg(), &v = s.exp_avg_sq(), top = s.max_exp_avg_sq();
  if (s.restarted().defined() && s.step() % 1024 == 0) {  // what is old enough needs no correction
    const double youngest = static_cast<double>(s.step()) - s.restarted().max().item().toDouble();
    if (std::pow(std::max(beta1, beta2), youngest) < 1e-8) s.restarted(Tensor());
  }
  if (!s.restarted().defined() && is_flat(p, p) && is_flat(g, p) && is_flat(m, p) && is_flat(v, p) &&
      (!o.amsgrad() || is_flat(top, p))) {
    const kernels::AdamRule rule{
        static_cast<float>(keep),  static_cast<float>(decay),     static_cast<float>(beta1),
        static_cast<float>(beta2), static_cast<float>(1 - beta1), static_cast<float>(1 - beta2),
        static_cast<float>(step),  static_cast<float>(scale),     static_cast<float>(o.eps())};
    float *x = floats(p), *dx = floats(g), *mm = floats(m), *vv = floats(v), *tt = o.amsgrad() ? floats(top) : nullptr;
    split(p.impl()->numel,
          [&](int64_t b, int64_t e) { kernels::adam_step(x + b, mm + b, vv + b, at(tt, b), dx + b, e - b, rule); });
    bump_version(p);
    return;
  }
  if (keep != 1) p.mul_(keep);
  const Tensor d = decay != 0 ? g.add(p, decay) : g;
  m.mul_(beta1).add_(d, 1 - beta1);
  v.mul_(beta2).addcmul_(d, d, 1 - beta2);
  if (o.amsgrad()) top.copy_(maximum(top, v));
  if (s.restarted().defined()) {  // each entry has made its own number of steps
    const Tensor age = s.restarted().neg().add_(s.step());
    const Tensor corrected1 = age.mul(std::log(beta1)).expm1_().neg_(),
                 corrected2 = age.mul(std::log(beta2)).expm1_().neg_();
    p.addcdiv_(m / corrected1, ((o.amsgrad() ? top : v) / corrected2).sqrt_().add_(o.eps()), -o.lr());
    return;
  }
  p.addcdiv_(m, ((o.amsgrad() ? top : v).sqrt() / std::sqrt(correction2)).add_(o.eps()), -step);
}
template <class Options>
bool equal_options(const Options& a, const Options& b) {
  return a.lr() == b.lr() && a.betas() == b.betas() && a.eps() == b.eps() && a.weight_decay() == b.weight_decay() &&
         a.amsgrad() == b.amsgrad();
}
template <class State>
bool equal_states(const State& a, const State& b) {
  return a.step() == b.step() && same(a.exp_avg(), b.exp_avg()) && same(a.exp_avg_sq(), b.exp_avg_sq()) &&
         same(a.max_exp_avg_sq(), b.max_exp_avg_sq()) && same(a.restarted(), b.restarted());
}

}  // namespace

bool operator==(const AdamOptions& a, const AdamOptions& b) { return equal_options(a, b); }
bool operator==(const AdamParamState& a, const AdamParamState& b) { return equal_states(a, b); }
bool operator==(const AdamWOptions& a, const AdamWOptions& b) { return equal_options(a, b); }
bool operator==(const AdamWParamState& a, const AdamWParamState& b) { return equal_states(a, b); }

Adam::Adam(std::vector<OptimizerParamGroup> groups, AdamOptions defaults)
    : Optimizer(std::move(groups), std::make_unique<AdamOptions>(defaults)) {
  check(defaults);
}
Tensor Adam::step(LossClosure closure) {
  rectify::detail::RawGuard off;
  Tensor loss = evaluate(closure);
  for_each_gradient<AdamOptions>(param_groups_, [&](const AdamOptions& o, const Tensor& p, const Tensor& g, size_t at) {
    update(o, state_of<AdamParamState>(p, at), p, g, 1, o.weight_decay());
  });
  return loss;
}

AdamW::AdamW(std::vector<OptimizerParamGroup> groups, AdamWOptions defaults)
    : Optimizer(std::move(groups), std::make_unique<AdamWOptions>(defaults)) {
  check(defaults);
}
Tensor AdamW::step(LossClosure closure) {
  rectify::detail::RawGuard off;
  Tensor loss = evaluate(closure);
  for_each_gradient<AdamWOptions>(
      param_groups_, [&](const AdamWOptions& o, const Tensor& p, const Tensor& g, size_t at) {
        update(o, state_of<AdamWParamState>(p, at), p, g, o.weight_decay() != 0 ? 1 - o.lr() * o.weight_decay() : 1, 0);
      });
  return loss;
}

}  // namespace rectify::optim
