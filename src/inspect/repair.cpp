#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/inspect/repair.h>
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/init.h>
#include <rectify/nn/layers.h>
#include <rectify/nn/shaped.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>
#include <rectify/optim/adagrad.h>
#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/lbfgs.h>
#include <rectify/optim/rmsprop.h>
#include <rectify/optim/sgd.h>

#include <algorithm>

#include "inspect/examination.h"
#include "inspect/links.h"
#include "inspect/values.h"

namespace rectify::inspect {
namespace {

Tensor outputs(const Subject& s, const Tensor& x) {
  const autograd::UnobservedGuard others;
  const EvalGuard eval(*s.model);
  const NoGradGuard no_grad;
  constexpr int64_t kRows = 2048;
  return s.forward(x.narrow(0, 0, std::min(kRows, x.size(0)))).detach().clone();
}
double change_of(const Tensor& before, const Tensor& after) {
  if (!before.sizes().equals(after.sizes())) return INFINITY;
  if (before.numel() == 0) return 0;
  const double size = before.abs().max().item().toDouble();
  return (after - before).abs().max().item().toDouble() / std::max(size, 1e-30);
}

Tensor bias_of(const Trace::Step& s) {
  const auto own = s.module->named_parameters(false);
  const Tensor* p = own.find("bias");
  return p ? *p : Tensor();
}
Tensor indices(const std::vector<int64_t>& v) {
  const Tensor t = new_tensor({static_cast<int64_t>(v.size())}, kLong);
  std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
  return t;
}

// What an optimizer keeps for a parameter: f(tensor, what it is at the start).
template <class F>
void each_moment(optim::Optimizer* o, const Tensor& p, const F& f) {
  if (!o || !p.defined()) return;
  const auto found = o->state().find(optim::Optimizer::state_key(p));
  if (found == o->state().end() || !found->second) return;
  const auto tell = [&](const Tensor& m, double start = 0) {
    if (m.defined() && m.sizes().equals(p.sizes())) f(m, start);
  };
  const auto adam = [&](auto* a) {
    if (!a) return;
    tell(a->exp_avg()), tell(a->exp_avg_sq()), tell(a->max_exp_avg_sq());
    tell(a->restarted(), static_cast<double>(a->step()));
  };
  optim::OptimizerParamState* s = found->second.get();
  adam(dynamic_cast<optim::AdamParamState*>(s));
  adam(dynamic_cast<optim::AdamWParamState*>(s));
  if (auto* a = dynamic_cast<optim::SGDParamState*>(s)) tell(a->momentum_buffer());
  if (auto* a = dynamic_cast<optim::RMSpropParamState*>(s))
    tell(a->square_avg()), tell(a->momentum_buffer()), tell(a->grad_avg());
  if (auto* a = dynamic_cast<optim::AdagradParamState*>(s))
    for (const auto& group : o->param_groups())
      if (std::any_of(group.params().begin(), group.params().end(), [&](const Tensor& t) { return t.is_same(p); }))
        tell(a->sum(), static_cast<const optim::AdagradOptions&>(group.options()).initial_accumulator_value());
}
// LBFGS's history is of all parameters together.
void forget_history(optim::Optimizer* o) {
  if (dynamic_cast<optim::LBFGS*>(o)) o->state().clear();
}
// The entries `at` along dim begin anew, their count of steps included.
void forget(optim::Optimizer* o, const Tensor& p, int64_t dim, const Tensor& at) {
  if (!o || !p.defined()) return;
  const auto found = o->state().find(optim::Optimizer::state_key(p));
  const auto adam = [&](auto* a) {
    if (a && a->exp_avg().defined() && !a->restarted().defined()) a->restarted(zeros_like(p));
  };
  if (found != o->state().end()) {
    adam(dynamic_cast<optim::AdamParamState*>(found->second.get()));
    adam(dynamic_cast<optim::AdamWParamState*>(found->second.get()));
  }
  each_moment(o, p, [&](const Tensor& m, double start) { m.index_fill_(dim, at, start); });
}
void zero_entries(optim::Optimizer* o, const Tensor& p, int64_t dim, const Tensor& at) {
  if (!p.defined()) return;
  forget(o, p, dim, at);
  p.detach().index_fill_(dim, at, 0);
}
void select(optim::Optimizer* o, const Tensor& p, int64_t dim, const Tensor& keep) {
  if (!p.defined()) return;
  each_moment(o, p, [&](const Tensor& m, double) { m.set_data(m.index_select(dim, keep)); });
  p.set_data(p.detach().index_select(dim, keep));
  p.mutable_grad() = Tensor();
}

void set_outputs(nn::Module* m, int64_t n) {
  if (auto* l = dynamic_cast<nn::LinearImpl*>(m)) l->options.out_features(n);
  if (auto* c = dynamic_cast<nn::Conv1dImpl*>(m)) c->options.out_channels(n);
  if (auto* c = dynamic_cast<nn::Conv2dImpl*>(m)) c->options.out_channels(n);
  if (auto* c = dynamic_cast<nn::Conv3dImpl*>(m)) c->options.out_channels(n);
  if (auto* b = dynamic_cast<nn::BatchNorm1dImpl*>(m)) b->options.num_features(n);
  if (auto* b = dynamic_cast<nn::BatchNorm2dImpl*>(m)) b->options.num_features(n);
  if (auto* b = dynamic_cast<nn::BatchNorm3dImpl*>(m)) b->options.num_features(n);
  if (auto* p = dynamic_cast<nn::PReLUImpl*>(m)) p->options.num_parameters(n);
}
void set_inputs(nn::Module* m, int64_t n) {
  if (auto* l = dynamic_cast<nn::LinearImpl*>(m)) l->options.in_features(n);
  if (auto* c = dynamic_cast<nn::Conv1dImpl*>(m)) c->options.in_channels(n);
  if (auto* c = dynamic_cast<nn::Conv2dImpl*>(m)) c->options.in_channels(n);
  if (auto* c = dynamic_cast<nn::Conv3dImpl*>(m)) c->options.in_channels(n);
}
template <class F>
void each_of_norm(const Trace::Step& norm, const F& f) {
  for (const auto& p : norm.module->named_parameters(false)) f(p.value());
  for (const auto& b : norm.module->named_buffers(false))
    if (b.value().defined() && b.value().dim() == 1) f(b.value());
}
// The positions of units among a taker's inputs.
Tensor among(const Link& link, const Trace::Step& taker, const std::vector<int64_t>& units) {
  const int64_t each = inputs_of_unit(link, taker);
  std::vector<int64_t> at;
  for (const int64_t u : units)
    for (int64_t k = 0; k < each; k++) at.push_back(u * each + k);
  return indices(at);
}

// A unit that gives one value only.
bool constant(const UnitStatistics& s, int64_t u, double& value) {
  const Unit& unit = s.units[u];
  value = unit.zeros == s.values ? 0 : unit.out_mean;
  return unit.not_finite == 0 && (unit.zeros == s.values || unit.out_m2 == 0);
}
// Adds what the units gave to the taker's bias, if it has one.
void fold(const Link& link, const Trace::Step& taker, const std::vector<std::pair<int64_t, double>>& gave) {
  const bool any = std::any_of(gave.begin(), gave.end(), [](const auto& g) { return g.second != 0; });
  const Tensor bias = bias_of(taker);
  if (!any || !bias.defined()) return;
  const Values w(taker.other, kInputDim);
  const int64_t each = inputs_of_unit(link, taker);
  const Tensor shift = zeros({taker.other.size(0)});
  float* s = shift.data_ptr<float>();
  for (int64_t o = 0; o < w.rows; o++)
    for (const auto& [u, value] : gave)
      for (int64_t k = u * each; k < (u + 1) * each; k++)
        for (int64_t i = 0; i < w.positions; i++)
          s[o] += static_cast<float>(value * w.data[(o * w.units + k) * w.positions + i]);
  bias.detach().add_(shift.to(bias.scalar_type()));
}
// Pooling and padding change what a constant gives, unless it is 0 or the taker is linear and at once behind it.
bool folds_exactly(const Link& link, const Trace::Step& taker) {
  return taker.op == autograd::Observer::Op::Linear &&
         (taker.input == link.activation->output || taker.reshaped == link.activation->output);
}

// Whether nothing but the takers sees these units: with no way through the takers, other units must change no output.
bool hidden_behind_takers(const Link& link, const std::vector<int64_t>& units, const Subject& subject,
                          const Tensor& x) {
  struct Kept {  // as they were, at the end
    std::vector<std::pair<Tensor, Tensor>> all;
    Tensor take(const Tensor& t) {
      if (t.defined()) all.emplace_back(t.detach(), t.detach().clone());
      return t.defined() ? t.detach() : t;
    }
    ~Kept() {
      for (auto i = all.rbegin(); i != all.rend(); ++i) i->first.copy_(i->second);
    }
  } kept;
  const Tensor at = indices(units);
  for (const auto* taker : link.takers) kept.take(taker->other).index_fill_(kInputDim, among(link, *taker, units), 0);
  const Tensor before = outputs(subject, x);
  const Tensor w = kept.take(link.producer->other), bias = kept.take(bias_of(*link.producer));
  w.index_fill_(0, at, 0.01);
  if (bias.defined()) bias.index_fill_(0, at, 1);
  if (link.norm)
    for (const auto& p : link.norm->module->named_parameters(false)) kept.take(p.value()).index_fill_(0, at, 1);
  return change_of(before, outputs(subject, x)) <= 1e-5;
}

std::vector<int64_t> units_of(const std::vector<std::pair<int64_t, double>>& gave) {
  std::vector<int64_t> r;
  for (const auto& g : gave) r.push_back(g.first);
  return r;
}
const LayerHealth* health_of(const Report& r, const std::string& label) {
  for (const LayerHealth& l : r.layers)
    if (l.layer.label() == label) return &l;
  return nullptr;
}
std::string names(const std::vector<std::string>& layers) {
  std::string s;
  for (const auto& l : layers) s += (s.empty() ? "" : ", ") + l;
  return s.empty() ? "no layer" : s;
}
void finish(Repaired& r, const Subject& subject, const Tensor& x, const Tensor& before, const char* what,
            optim::Optimizer* optimizer) {
  if (r.units > 0) forget_history(optimizer);
  r.change = change_of(before, outputs(subject, x));
  r.text = format("%s: %lld %s in %s; outputs on the data ", r.repair.c_str(), static_cast<long long>(r.units), what,
                  names(r.layers).c_str());
  r.text += std::isfinite(r.change) ? format("changed by %.2g of the greatest.", r.change)
                                    : std::string("are not finite, before or after it.");
}

}  // namespace

Repaired prune(const Subject& subject, const Tensor& x, const RepairOptions& o) {
  Repaired r{"prune", 0, {}, 0, ""};
  const Examination e = look(subject, x, ExamineOptions().gradient_batches(0));
  const NoGradGuard no_grad;
  const Tensor before = outputs(subject, x);
  for (const Link& link : links_of(e.trace)) {
    const LayerHealth* l = health_of(e.report, link.label);
    if (!l || l->layer.units.size() != link.units) continue;
    const bool exact = std::all_of(link.takers.begin(), link.takers.end(),
                                   [&](const auto* t) { return folds_exactly(link, *t) && bias_of(*t).defined(); });
    std::vector<int64_t> keep;
    std::vector<std::pair<int64_t, double>> gave;
    for (int64_t u = 0; u < link.units; u++) {
      double value = 0;
      if (constant(l->layer.units, u, value) && (value == 0 || exact))
        gave.emplace_back(u, value);
      else
        keep.push_back(u);
    }
    if (keep.empty() && !gave.empty()) keep.push_back(gave.back().first), gave.pop_back();
    if (gave.empty() || !hidden_behind_takers(link, units_of(gave), subject, x)) continue;
    for (const auto* taker : link.takers) fold(link, *taker, gave);
    const Tensor at = indices(keep);
    select(o.optimizer(), link.producer->other, 0, at);
    select(o.optimizer(), bias_of(*link.producer), 0, at);
    set_outputs(link.producer->module, at.numel());
    if (link.norm) {
      each_of_norm(*link.norm, [&](const Tensor& t) { select(o.optimizer(), t, 0, at); });
      set_outputs(link.norm->module, at.numel());
    }
    if (link.activation->other.defined() && link.activation->other.numel() == link.units && link.activation->module) {
      select(o.optimizer(), link.activation->other, 0, at);
      set_outputs(link.activation->module, at.numel());
    }
    for (const auto* taker : link.takers) {
      const Tensor inputs = among(link, *taker, keep);
      select(o.optimizer(), taker->other, kInputDim, inputs);
      set_inputs(taker->module, inputs.numel());
    }
    r.units += static_cast<int64_t>(gave.size());
    r.layers.push_back(link.label);
  }
  finish(r, subject, x, before, "units removed", o.optimizer());
  return r;
}

Repaired recycle(const Subject& subject, const Tensor& x, const RepairOptions& o) {
  Repaired r{"recycle", 0, {}, 0, ""};
  const Examination e = look(subject, x, ExamineOptions().gradient_batches(0).tau(o.tau()));
  const NoGradGuard no_grad;
  const Tensor before = outputs(subject, x);
  for (const Link& link : links_of(e.trace)) {
    const LayerHealth* l = health_of(e.report, link.label);
    if (!l || l->layer.units.size() != link.units) continue;
    std::vector<int64_t> units;
    std::vector<std::pair<int64_t, double>> gave;
    for (int64_t u = 0; u < link.units; u++)
      if (l->units[u].states & o.states()) units.push_back(u), gave.emplace_back(u, l->layer.units.units[u].out_mean);
    if (units.empty() || !hidden_behind_takers(link, units, subject, x)) continue;
    for (const auto* taker : link.takers) {
      fold(link, *taker, gave);
      zero_entries(o.optimizer(), taker->other, kInputDim, among(link, *taker, units));
    }
    const Tensor at = indices(units), w = link.producer->other.detach(), bias = bias_of(*link.producer);
    std::vector<int64_t> sizes = w.sizes().vec();
    sizes[0] = at.numel();
    const double fan_in = static_cast<double>(w.numel()) / static_cast<double>(std::max<int64_t>(1, w.size(0)));
    w.index_copy_(0, at, empty(sizes, w.options()).normal_(0, std::sqrt(2 / fan_in)));
    forget(o.optimizer(), link.producer->other, 0, at);
    zero_entries(o.optimizer(), bias, 0, at);
    if (link.norm) {
      for (const auto& p : link.norm->module->named_parameters(false)) {
        forget(o.optimizer(), p.value(), 0, at);
        p.value().detach().index_fill_(0, at, p.key() == "weight" ? 1 : 0);
      }
      for (const auto& b : link.norm->module->named_buffers(false))
        if (b.value().defined() && b.value().dim() == 1) b.value().index_fill_(0, at, b.key() == "running_var" ? 1 : 0);
    }
    r.units += at.numel();
    r.layers.push_back(link.label);
  }
  finish(r, subject, x, before, "units given new weights", o.optimizer());
  return r;
}

Repaired shift_biases(const Subject& subject, const Tensor& x, const RepairOptions& o) {
  TORCH_CHECK(o.rate() > 0 && o.rate() <= 1, "shift_biases: rate has to be above 0 and at most 1, but got ", o.rate());
  Repaired r{"bias_shift", 0, {}, 0, ""};
  const Tensor before = outputs(subject, x);
  const NoGradGuard no_grad;
  // From the front: what a layer gets depends on those before it.
  std::vector<std::string> done;
  for (bool more = true; more;) {
    more = false;
    const Examination e = look(subject, x, ExamineOptions().gradient_batches(0).tau(o.tau()));
    for (size_t at = 0; at < e.report.layers.size() && !more; at++) {
      const LayerHealth& l = e.report.layers[at];
      const std::string label = l.layer.label();
      const Trace::Step* activation = e.steps[at];
      if (!activation || !l.count(o.states()) || std::find(done.begin(), done.end(), label) != done.end()) continue;
      done.push_back(label);
      const Trace::Step* maker = e.trace.maker(activation->input);
      if (!maker || !maker->module) continue;
      const Tensor bias = bias_of(*maker);
      const Values z(e.trace.values[activation->input], l.layer.unit_dim);
      if (!bias.defined() || bias.numel() != z.units || z.units != static_cast<int64_t>(l.units.size())) continue;
      const Tensor shift = zeros({z.units});
      const double start = std::isfinite(l.layer.regions.off_high) ? l.layer.regions.off_high : 0;
      std::vector<int64_t> units;
      for (int64_t u = 0; u < z.units; u++) {
        if (!(l.units[u].states & o.states())) continue;
        std::vector<float> values;
        for (int64_t i = 0; i < z.rows; i++)
          for (int64_t k = 0; k < z.positions; k++) values.push_back(z.data[(i * z.units + u) * z.positions + k]);
        const auto place = static_cast<std::ptrdiff_t>((1 - o.rate()) * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), values.begin() + place, values.end());
        const double quantile = values[static_cast<size_t>(place)];
        shift.data_ptr<float>()[u] = static_cast<float>(start - quantile + 1e-4 * (1 + std::fabs(quantile)));
        units.push_back(u);
      }
      bias.detach().add_(shift.to(bias.scalar_type()));
      forget(o.optimizer(), bias, 0, indices(units));
      r.units += static_cast<int64_t>(units.size());
      r.layers.push_back(label);
      more = true;
    }
  }
  finish(r, subject, x, before, "biases raised", o.optimizer());
  return r;
}

void rai_(const Tensor& weight, const Tensor& bias) {
  const NoGradGuard no_grad;
  const int64_t out = weight.size(0), in = weight.numel() / std::max<int64_t>(1, out);
  const Tensor w = weight.detach();
  // N(0, 0.6007² / fan in), and one entry of each row, the bias among them, from Beta(2, 1).
  const double deviation = 0.6007 / std::sqrt(static_cast<double>(std::max<int64_t>(1, in)));
  w.normal_(0, deviation);
  const int64_t entries = in + (bias.defined() ? 1 : 0);
  if (bias.defined()) bias.detach().normal_(0, deviation);
  if (out == 0 || entries == 0) return;
  const Tensor which = randint(0, entries, {out}, TensorOptions(kLong)), draw = rand({out}).sqrt_();
  const Tensor rows = w.reshape({out, in}).to(kFloat).contiguous(),
               biases = bias.defined() ? bias.detach().to(kFloat).contiguous() : Tensor();
  for (int64_t o = 0; o < out; o++) {
    const int64_t k = which.data_ptr<int64_t>()[o];
    const float v = draw.data_ptr<float>()[o];
    if (k < in)
      rows.data_ptr<float>()[o * in + k] = v;
    else
      biases.data_ptr<float>()[o] = v;
  }
  w.copy_(rows.view(w.sizes()));
  if (bias.defined()) bias.detach().copy_(biases);
}

Repaired reinitialise(const Subject& subject, const Tensor& x, Init init, const std::vector<std::string>& layers,
                      optim::Optimizer* optimizer) {
  static constexpr const char* kNames[] = {"reinit_he", "reinit_lsuv", "reinit_rai"};
  Repaired r{kNames[static_cast<int>(init)], 0, {}, 0, ""};
  const Tensor before = outputs(subject, x);
  const NoGradGuard no_grad;
  const Tensor some = x.narrow(0, 0, std::min<int64_t>(512, x.size(0)));
  Trace t = trace(subject, some);
  for (const std::string& name : layers)
    TORCH_CHECK(std::any_of(t.steps.begin(), t.steps.end(), [&](const auto& s) { return s.layer == name && s.module; }),
                "reinitialise: there is no layer '", name, "'");
  std::vector<std::pair<size_t, double>> chosen;  // steps, and the gain of what follows
  std::vector<nn::Module*> seen;
  for (size_t i = 0; i < t.steps.size(); i++) {
    const auto& s = t.steps[i];
    if (!s.of_weights() || !s.module || std::find(seen.begin(), seen.end(), s.module) != seen.end()) continue;
    if (!layers.empty() && std::find(layers.begin(), layers.end(), s.layer) == layers.end()) continue;
    seen.push_back(s.module);
    double gain = 1;
    for (size_t k = i + 1; k < t.steps.size() && t.steps[k].op != s.op; k++)
      if (t.steps[k].op == autograd::Observer::Op::Activation) {
        gain = activations::entry(t.steps[k].function).record->gain;
        break;
      }
    chosen.emplace_back(i, gain);
  }
  for (const auto& [i, gain] : chosen) {
    const Trace::Step s = t.steps[i];
    const Tensor w = s.other.detach(), bias = bias_of(s);
    const double fan_in = static_cast<double>(std::get<0>(nn::init::_calculate_fan_in_and_fan_out(w)));
    if (init == Init::Rai) {
      rai_(w, bias);
    } else {
      if (init == Init::He)
        w.normal_(0, gain / std::sqrt(std::max(1.0, fan_in)));
      else
        nn::init::orthogonal_(w);
      if (bias.defined()) bias.detach().zero_();
    }
    if (init == Init::Lsuv)
      for (int round = 0; round < 10; round++) {
        t = trace(subject, some);
        const double deviation = t.values[t.steps[i].output].to(kFloat).std(false).item().toDouble();
        if (!(deviation > 1e-12) || std::fabs(deviation * deviation - 1) < 0.01) break;
        w.div_(deviation);
      }
    for (const Tensor& p : {s.other, bias})
      if (p.defined()) forget(optimizer, p, 0, arange(p.size(0), TensorOptions(kLong)));
    r.units += w.size(0);
    r.layers.push_back(s.layer);
  }
  finish(r, subject, x, before, "units drawn again", optimizer);
  return r;
}

Repaired restart_rate(optim::Optimizer& optimizer, double lr) {
  TORCH_CHECK(lr > 0 && std::isfinite(lr), "restart_rate: lr has to be positive, but got ", lr);
  Repaired r{"lr_restart", 0, {}, 0, ""};
  double before = 0;
  for (auto& group : optimizer.param_groups()) {
    before = std::max(before, group.options().get_lr());
    group.options().set_lr(lr);
    r.units++;
  }
  optimizer.state().clear();
  r.text =
      format("lr_restart: the learning rate of %lld groups is %.3g (it was %.3g at most), and all state is forgotten.",
             static_cast<long long>(r.units), lr, before);
  return r;
}

namespace {

bool listed(const nn::Module* m) {
#define RECTIFY_ACTIVATION(function, Module, methods) \
  if (dynamic_cast<const nn::Module##Impl*>(m)) return true;
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  return dynamic_cast<const nn::PReLUImpl*>(m) != nullptr;
}
template <class Holder>
nn::AnyModule made() {
  if constexpr (std::is_default_constructible_v<typename Holder::Impl>)
    return nn::AnyModule(Holder());
  else
    return nn::AnyModule(Holder(activations::default_options<typename Holder::Impl::Function>()));
}
nn::AnyModule activation_called(const std::string& name) {
#define RECTIFY_ACTIVATION(function, Module, methods) \
  if (name == #function) return made<nn::Module>();
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  TORCH_CHECK(name == "prelu", "replace_activations: there is no activation '", name, "'");
  return nn::AnyModule(nn::PReLU());
}
void replace_in(nn::Module& m, const std::string& path, const std::string& by, Repaired& r) {
  if (auto* s = dynamic_cast<nn::SequentialImpl*>(&m)) {
    const auto children = s->named_children();
    for (size_t i = 0; i < s->size(); i++) {
      if (!listed(children[i].value().get())) continue;
      const std::string& name = children[i].key();
      nn::AnyModule fresh = activation_called(by);
      fresh.ptr()->train(children[i].value()->is_training());
      s->replace_module(name, fresh.ptr());
      *(s->begin() + static_cast<std::ptrdiff_t>(i)) = std::move(fresh);
      r.units++;
      r.layers.push_back(path.empty() ? name : path + "." + name);
    }
  }
  for (const auto& child : m.named_children())
    replace_in(*child.value(), path.empty() ? child.key() : path + "." + child.key(), by, r);
}

}  // namespace

Repaired replace_activations(nn::Module& model, const std::string& by) {
  activation_called(by);
  Repaired r{"replace_activation", 0, {}, 0, ""};
  replace_in(model, "", by, r);
  TORCH_CHECK(r.units > 0, "replace_activations: there is no activation module in a Sequential");
  r.text = format("replace_activation: %lld modules (%s) are %s now. The network is another one now: train it on.",
                  static_cast<long long>(r.units), names(r.layers).c_str(), by.c_str());
  return r;
}

}  // namespace rectify::inspect
