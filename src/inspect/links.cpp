#include "inspect/links.h"

#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/layers.h>

#include <algorithm>

namespace rectify::inspect {
namespace {

using autograd::Observer;

template <class Conv>
bool is_conv(const nn::Module* m) {
  const auto* conv = dynamic_cast<const Conv*>(m);
  return conv && conv->options.groups() == 1;
}
// What is done to the module's weights is done to this step alone.
bool used_once(const Trace& t, const nn::Module* m) {
  return std::count_if(t.steps.begin(), t.steps.end(), [&](const Trace::Step& o) { return o.module == m; }) == 1;
}
bool is_plain(const Trace& t, const Trace::Step& s) {
  const bool known = dynamic_cast<const nn::LinearImpl*>(s.module) || is_conv<nn::Conv1dImpl>(s.module) ||
                     is_conv<nn::Conv2dImpl>(s.module) || is_conv<nn::Conv3dImpl>(s.module);
  return known && used_once(t, s.module);
}
bool is_norm(const nn::Module* m) {
  return dynamic_cast<const nn::BatchNorm1dImpl*>(m) || dynamic_cast<const nn::BatchNorm2dImpl*>(m) ||
         dynamic_cast<const nn::BatchNorm3dImpl*>(m);
}
std::vector<const Trace::Step*> users(const Trace& t, int value) {
  std::vector<const Trace::Step*> r;
  for (const auto& s : t.steps)
    if (s.input == value || s.second == value || s.reshaped == value) r.push_back(&s);
  return r;
}
// All that takes the value in the end; false: something else does.
bool gather(const Trace& t, int value, std::vector<const Trace::Step*>& takers) {
  if (t.values[value].is_same(t.result)) return false;
  const auto all = users(t, value);
  for (const auto* s : all) {
    if (s->op == Observer::Op::MaxPool || s->op == Observer::Op::AveragePool) {
      if (!gather(t, s->output, takers)) return false;
    } else if ((s->op == Observer::Op::Linear || s->op == Observer::Op::Convolution) && is_plain(t, *s)) {
      takers.push_back(s);
    } else {
      return false;
    }
  }
  return !all.empty();
}

}  // namespace

std::vector<Link> links_of(const Trace& t) {
  std::vector<Link> r;
  for (const auto& [label, activation] : activations_of(t)) {
    if (activation->op != Observer::Op::Activation && activation->name != "prelu") continue;
    if (activation->module && activation->other.numel() > 1 && !used_once(t, activation->module)) continue;
    Link l;
    l.label = label, l.activation = activation;
    const Trace::Step* before = t.maker(activation->input);
    if (before && before->op == Observer::Op::BatchNorm && before->params.a == 0 && is_norm(before->module)) {
      l.norm = before;
      if (users(t, before->output).size() != 1 || !used_once(t, before->module)) continue;
      before = t.maker(before->input);
    }
    if (!before || (before->op != Observer::Op::Linear && before->op != Observer::Op::Convolution) ||
        !is_plain(t, *before))
      continue;
    if (users(t, before->output).size() != 1) continue;
    l.producer = before;
    l.units = before->other.size(0);
    if (!gather(t, activation->output, l.takers)) continue;
    const bool fits = std::all_of(l.takers.begin(), l.takers.end(),
                                  [&](const Trace::Step* s) { return s->other.size(kInputDim) % l.units == 0; });
    if (fits) r.push_back(std::move(l));
  }
  return r;
}
int64_t inputs_of_unit(const Link& link, const Trace::Step& taker) { return taker.other.size(kInputDim) / link.units; }

}  // namespace rectify::inspect
