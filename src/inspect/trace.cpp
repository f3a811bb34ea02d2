#include "inspect/trace.h"

#include <rectify/autograd/grad_mode.h>

#include <unordered_map>

namespace rectify::inspect {

using autograd::Observer;

EvalGuard::EvalGuard(nn::Module& model) {
  before_.emplace_back(&model, model.is_training());
  for (const auto& m : model.named_modules("", false)) before_.emplace_back(m.value().get(), m.value()->is_training());
  model.eval();
}
EvalGuard::~EvalGuard() {
  // train() reaches all below a module: the outer ones come first.
  for (const auto& [module, training] : before_)
    if (module->is_training() != training) module->train(training);
}

namespace {

struct Tracer final : Observer {
  Trace t;
  std::vector<uint32_t> versions;
  struct Named {
    nn::Module* module;
    std::string name;
  };
  std::unordered_map<TensorImpl*, Named> owners;  // by weight, or running mean

  explicit Tracer(nn::Module& model) {
    know(model.name(), model);
    for (const auto& m : model.named_modules("", false)) know(m.key(), *m.value());
  }
  void know(const std::string& name, nn::Module& module) {
    const auto parameters = module.named_parameters(false), buffers = module.named_buffers(false);
    if (const Tensor* w = parameters.find("weight"); w && w->defined()) owners.insert({w->impl(), {&module, name}});
    if (const Tensor* m = buffers.find("running_mean"); m && m->defined()) owners.insert({m->impl(), {&module, name}});
  }
  int add(const Tensor& x) {
    t.values.push_back(x);
    versions.push_back(x.impl()->version());
    return static_cast<int>(t.values.size()) - 1;
  }
  bool valid(int i) const { return versions[i] == t.values[i].impl()->version(); }
  int find(const Tensor& x) const {
    for (int i = static_cast<int>(t.values.size()) - 1; i >= 0; i--)
      if (t.values[i].is_same(x)) return valid(i) ? i : -1;
    return -1;
  }
  int find_reshaped(const Tensor& x) const {  // another view of all of it, in the same order
    for (int i = static_cast<int>(t.values.size()) - 1; i >= 0; i--) {
      const Tensor& v = t.values[i];
      if (v.impl()->storage == x.impl()->storage && v.numel() == x.numel() && v.is_contiguous() && x.is_contiguous())
        return valid(i) ? i : -1;
    }
    return -1;
  }
  int known(const Tensor& x, int& reshaped) {
    int at = find(x);
    if (at >= 0) return at;
    reshaped = find_reshaped(x);
    return add(x);
  }
  void called(const Call& call) override {
    const NoGradGuard no_grad;
    Trace::Step s{call.op, call.name, -1, -1, -1, -1, call.function, call.params, call.other, nullptr, ""};
    if (call.in_place) {
      for (size_t i = 0; i < t.values.size(); i++)
        if (t.values[i].is_same(call.output) && versions[i] + 1 == call.output.impl()->version()) {
          t.values[i] = call.input;
          versions[i] = call.input.impl()->version();
          s.input = static_cast<int>(i);
        }
      if (s.input < 0) s.input = add(call.input);
    } else {
      s.input = known(call.input, s.reshaped);
    }
    if (call.op == Op::Add) {
      int reshaped = -1;
      s.second = known(call.other, reshaped);
    }
    if (const auto owner = owners.find(call.other.impl()); call.other.defined() && owner != owners.end())
      s.module = owner->second.module, s.layer = owner->second.name;
    s.output = add(call.output);
    t.steps.push_back(std::move(s));
  }
};

}  // namespace

Trace trace(const Subject& subject, const Tensor& x) {
  const autograd::UnobservedGuard others;
  const EvalGuard eval(*subject.model);
  const NoGradGuard no_grad;
  Tracer tracer(*subject.model);
  tracer.add(x);
  tracer.watch();
  tracer.t.result = subject.forward(x);
  tracer.unwatch();
  return std::move(tracer.t);
}

const Trace::Step* Trace::maker(int value) const {
  for (const Step& s : steps)
    if (s.output == value) return &s;
  return nullptr;
}
const Trace::Step* Trace::source(int value) const {
  while (value >= 0) {
    const Step* s = maker(value);
    if (!s) {  // perhaps another shape of something
      const int before = value;
      for (const Step& user : steps)
        if (user.input == before && user.reshaped >= 0) value = user.reshaped;
      if (value == before) return nullptr;
      continue;
    }
    if (s->of_weights()) return s;
    if (s->op == Observer::Op::Add && !source(s->input)) {
      value = s->second;
      continue;
    }
    value = s->input;
  }
  return nullptr;
}
std::vector<const Trace::Step*> Trace::takers(int value) const {
  std::vector<const Step*> r;
  for (const Step& s : steps) {
    if (s.input != value && s.second != value && s.reshaped != value) continue;
    switch (s.op) {
      case Observer::Op::Linear:
      case Observer::Op::Convolution:
      case Observer::Op::Transposed:
        r.push_back(&s);
        break;
      case Observer::Op::BatchNorm:
      case Observer::Op::MaxPool:
      case Observer::Op::AveragePool:
        for (const Step* next : takers(s.output)) r.push_back(next);
        break;
      default:
        break;
    }
  }
  return r;
}
std::vector<std::pair<std::string, const Trace::Step*>> activations_of(const Trace& t) {
  std::vector<std::pair<std::string, const Trace::Step*>> r;
  std::string layer;
  for (const auto& s : t.steps) {
    if (s.of_weights()) layer = s.module ? s.layer : "";
    if ((s.op == Observer::Op::Activation || s.op == Observer::Op::Shaped) && !layer.empty())
      r.emplace_back(layer + " → " + s.name, &s);
  }
  return r;
}

}  // namespace rectify::inspect
