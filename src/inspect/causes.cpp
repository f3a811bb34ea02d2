// Why a unit is dead.
#include <rectify/ops/indexing.h>

#include <algorithm>

#include "inspect/examination.h"
#include "inspect/values.h"

namespace rectify::inspect {
namespace {

using autograd::Observer;

// What a layer with weights is given: of each input unit the mean and the greatest size.
struct Given {
  std::vector<double> mean, size;
};
Given given_to(const Trace& t, const Trace::Step& layer, const Tensor& all) {
  const bool first = layer.input == 0;
  const Tensor& x = first ? all : t.values[layer.input];
  const Values v(x, layer.op == Observer::Op::Linear ? -1 : 1);
  Given g;
  g.mean.assign(v.units, 0), g.size.assign(v.units, 0);
  for (int64_t i = 0; i < v.rows; i++)
    for (int64_t u = 0; u < v.units; u++)
      for (int64_t k = 0; k < v.positions; k++) {
        const double value = v.data[(i * v.units + u) * v.positions + k];
        g.mean[u] += value, g.size[u] = std::max(g.size[u], std::fabs(value));
      }
  for (double& m : g.mean) m /= static_cast<double>(std::max<int64_t>(1, v.rows * v.positions));
  return g;
}

}  // namespace

void find_causes(Examination& e, const Tensor& x, const ExamineOptions& o) {
  for (size_t at = 0; at < e.report.layers.size(); at++) {
    LayerHealth& l = e.report.layers[at];
    const Trace::Step* activation = e.steps[at];
    if (!l.count(kDead)) continue;
    const Trace::Step* layer = activation ? e.trace.source(activation->input) : nullptr;
    const bool plain = layer && layer->output == activation->input;  // no normalisation in between
    const auto parameters = l.layer.module->named_parameters(false);
    const Tensor* own = parameters.find("bias");
    const Values w(l.layer.weight, 0), bias(own ? *own : Tensor(), -1);
    const bool weights = layer && layer->op != Observer::Op::Transposed && layer->other.is_same(l.layer.weight) &&
                         w.units == l.layer.units.size();
    Given in;
    if (weights) in = given_to(e.trace, *layer, x);
    const bool from_data = layer && (layer->input == 0 || layer->reshaped == 0);
    const Centre centre = from_data ? centre_of(Values(x, unit_dim(x))) : Centre();
    const Layer* seen = o.recording() ? o.recording()->find(l.layer.label()) : nullptr;
    if (seen && seen->units.size() != l.layer.units.size()) seen = nullptr;
    const int64_t inputs = static_cast<int64_t>(in.mean.size());
    for (size_t u = 0; u < l.units.size(); u++) {
      UnitHealth& h = l.units[u];
      if (!(h.states & kDead)) continue;
      const Unit& unit = l.layer.units.units[u];
      // What reaches it, and what its inputs' means do to it.
      double reach = 0, shift = 0;
      if (weights) {
        const int64_t per = l.layer.weight.size(1), window = w.positions / per;  // inputs of its group
        const int64_t groups = inputs / per,
                      first = static_cast<int64_t>(u) / (w.units / std::max<int64_t>(1, groups)) * per;
        for (int64_t i = 0; i < per; i++)
          for (int64_t k = 0; k < window; k++) {
            const double v = w.data[(static_cast<int64_t>(u) * per + i) * window + k];
            reach += std::fabs(v) * in.size[first + i], shift += v * in.mean[first + i];
          }
      }
      const double b = plain && bias.units == l.layer.units.size() ? bias.data[u] : 0;  // CReLU has more units
      const double deviation = std::sqrt(l.layer.units.variance(static_cast<int64_t>(u)));
      if (weights && reach == 0 && !from_data)
        h.cause = Cause::Starved;
      else if (seen && seen->units.units[u].last_fired >= 0 && seen->units.units[u].fired > 0)
        h.cause = Cause::Killed, h.step = seen->units.units[u].last_fired;
      else if (plain && weights && from_data && centre.ratio() > o.uncentred() && unit.high - shift > 0)
        h.cause = Cause::UncentredInput;
      else if (plain && b < 0 && unit.high - b > 0 && -b > 2 * deviation)
        h.cause = Cause::BiasDrift;
      else
        h.cause = Cause::BornDead;
    }
  }
}

}  // namespace rectify::inspect
