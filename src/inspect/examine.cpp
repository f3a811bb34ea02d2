// Statistics to states: runs the network on the data, and looks at every unit.
#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <numeric>

#include "inspect/examination.h"
#include "inspect/values.h"

namespace rectify::inspect {
namespace {

constexpr int64_t kSample = 512;  // rows whose activations are compared with each other

// Whether the activation is a straight line on [low, high].
bool straight(const Layer& l, double low, double high) {
  if (l.function == Activation::count || !(low < high) || !std::isfinite(low) || !std::isfinite(high)) return false;
  const auto& e = activations::entry(l.function);
  const double a = e.reference(low, l.params), b = e.reference(high, l.params);
  for (int i = 1; i < 16; i++) {
    const double x = low + (high - low) * i / 16, chord = a + (b - a) * i / 16;
    if (std::fabs(e.reference(x, l.params) - chord) > 1e-6 * (high - low)) return false;
  }
  return true;
}

// A loss without targets: the outputs times fixed signs, a mean over the samples.
Tensor fixed_sum(const Tensor& y) {
  const Tensor signs = new_tensor(y.sizes(), kFloat);
  float* s = signs.data_ptr<float>();
  uint32_t state = 12345;
  for (int64_t i = 0; i < y.numel(); i++) {
    state = state * 1664525 + 1013904223;
    s[i] = state >> 31 ? 1.0F : -1.0F;
  }
  return (y * signs.to(y.scalar_type())).sum() / static_cast<double>(y.dim() ? std::max<int64_t>(1, y.size(0)) : 1);
}
Tensor loss_of(const Tensor& y, const Tensor& targets, int64_t first) {
  if (!targets.defined() || y.dim() != 2 || targets.scalar_type() != kLong) return fixed_sum(y);
  return nn::functional::cross_entropy(y, targets.narrow(0, first, y.size(0)));
}

int64_t rows_not_finite(const Tensor& y) {
  const Values v(y, 0);
  int64_t n = 0;
  for (int64_t i = 0; i < v.units; i++)
    n += !std::all_of(v.data + i * v.positions, v.data + (i + 1) * v.positions,
                      [](float f) { return std::isfinite(f); });
  return n;
}

// Gives how many samples have outputs that are not finite.
int64_t run(const Subject& subject, const Tensor& x, const ExamineOptions& o, Probe& probe,
            const std::vector<Tensor>& wanted) {
  int64_t not_finite = 0;
  const int64_t rows = x.size(0);
  for (int64_t at = 0, batch = 0; at < rows; at += o.batch_size(), batch++) {
    const Tensor part = x.narrow(0, at, std::min(o.batch_size(), rows - at));
    const AutoGradMode grad(batch < o.gradient_batches() && !wanted.empty());
    const Tensor y = subject.forward(part);
    not_finite += rows_not_finite(y);
    if (GradMode::is_enabled() && y.requires_grad())
      autograd::grad({loss_of(y, o.targets(), at)}, wanted, {}, nullopt, false, true);
    probe.step();
  }
  return not_finite;
}

// Units that repeat an earlier one: columns of h, made to have mean 0 and norm 1, whose product is above the limit.
void find_duplicates(LayerHealth& l, const Tensor& activation, double limit) {
  const Values v(activation, l.layer.unit_dim);
  const int64_t n = v.units;
  if (v.empty() || n != static_cast<int64_t>(l.units.size())) return;
  const int64_t total = v.rows * v.positions, rows = std::min<int64_t>(total, 2 * kSample);
  if (rows < 3) return;
  const Tensor columns = new_tensor({n, rows}, kFloat);
  float* c = columns.data_ptr<float>();
  for (int64_t u = 0; u < n; u++) {
    double mean = 0, square = 0;
    for (int64_t i = 0; i < rows; i++) {
      const int64_t at = i * total / rows;  // spread over the samples and their positions
      mean += c[u * rows + i] = v.data[(at / v.positions * n + u) * v.positions + at % v.positions];
    }
    mean /= static_cast<double>(rows);
    for (int64_t i = 0; i < rows; i++) {
      const double d = c[u * rows + i] - mean;
      square += d * d;
    }
    const double scale = square > 1e-20 ? 1 / std::sqrt(square) : 0;
    for (int64_t i = 0; i < rows; i++) c[u * rows + i] = static_cast<float>((c[u * rows + i] - mean) * scale);
  }
  constexpr int64_t kBlock = 512;
  for (int64_t at = 0; at < n; at += kBlock) {
    const int64_t m = std::min(kBlock, n - at);
    const Tensor products = matmul(columns.narrow(0, at, m), columns.narrow(0, 0, at + m).t()).contiguous();
    const float* p = products.data_ptr<float>();
    for (int64_t i = 0; i < m; i++)
      for (int64_t k = 0; k < at + i; k++)
        if (p[i * (at + m) + k] > limit && !(l.units[k].states & kDuplicate)) {
          l.units[at + i].states |= kDuplicate;
          l.units[at + i].like = k;
          break;
        }
  }
}

// Sums of |weights| with which the units' outputs go on; empty where that is not known.
std::vector<double> outgoing(const Trace& t, const Trace::Step& activation, int64_t units) {
  std::vector<double> sums(static_cast<size_t>(units), 0.0);
  const auto takers = t.takers(activation.output);
  for (const auto* s : takers) {
    if (!s->other.defined()) return {};
    const bool transposed = s->op == autograd::Observer::Op::Transposed;
    const Values w(s->other, transposed ? 0 : 1);      // [out, in, window]; a transposed one's inputs come first
    if (w.empty() || w.units % units != 0) return {};  // the units' positions became features: each has several
    const int64_t each = w.units / units;
    for (int64_t r = 0; r < w.rows; r++)
      for (int64_t i = 0; i < w.units; i++)
        for (int64_t k = 0; k < w.positions; k++)
          sums[i / each] += std::fabs(w.data[(r * w.units + i) * w.positions + k]);
  }
  return takers.empty() ? std::vector<double>() : sums;
}

double gain_of(const Tensor& weight) {
  const Values w(weight, 0);  // [out, in and window]
  double square = 0;
  for (int64_t i = 0; i < w.units * w.positions; i++) square += static_cast<double>(w.data[i]) * w.data[i];
  return w.units ? std::sqrt(square / static_cast<double>(w.units)) : NAN;
}

void find_states(LayerHealth& l, const ExamineOptions& o) {
  const UnitStatistics& s = l.layer.units;
  const auto scores = dormancy(s);
  double utility = 0;
  for (size_t u = 0; u < l.units.size(); u++) {
    UnitHealth& h = l.units[u];
    const Unit& unit = s.units[u];
    if (unit.not_finite > 0) {
      h.states = kNotFinite;
      continue;
    }
    h.score = scores[u];
    h.utility = unit.utility * (l.outgoing.empty() ? 1 : l.outgoing[u]);
    utility += h.utility;
    const Regions& r = l.layer.regions;
    if (r.off_low <= r.off_high && h.bounds.low >= r.off_low && h.bounds.high <= static_cast<float>(r.off_high))
      h.states |= kCertifiedDead;
    if (unit.fired == 0) h.states |= kSilent;
    if (h.score <= o.tau()) h.states |= kDormant;
    if (!(h.states & kDead)) {
      // A flat place where the unit does not fire is not a saturated one.
      if (unit.flat - (s.values - unit.fired) >= o.saturated() * s.values) h.states |= kSaturated;
      if (unit.fired == s.values && straight(l.layer, unit.low, unit.high)) h.states |= kAlwaysOn;
    }
  }
  utility /= static_cast<double>(std::max<size_t>(1, l.units.size()));
  for (UnitHealth& h : l.units) {
    if (h.states & kNotFinite) continue;
    h.utility = utility > 0 ? h.utility / utility : 0;
    if (h.utility <= o.utility()) h.states |= kLowUtility;
  }
}

}  // namespace

Examination look(const Subject& subject, const Tensor& x, const ExamineOptions& o) {
  TORCH_CHECK(x.defined() && x.dim() >= 1 && x.size(0) > 0, "examine: there are no samples");
  TORCH_CHECK(!o.targets().defined() || o.targets().size(0) == x.size(0), "examine: ", x.size(0), " samples and ",
              o.targets().defined() ? o.targets().size(0) : 0, " targets");
  TORCH_CHECK(o.batch_size() >= 1, "examine: batch_size has to be positive, but got ", o.batch_size());
  TORCH_CHECK(o.margin() >= 0, "examine: margin has to be at least 0, but got ", o.margin());
  Examination e;
  const autograd::UnobservedGuard others;  // the user's probe is not to count this
  const EvalGuard eval(*subject.model);
  std::vector<Tensor> wanted;
  for (const Tensor& p : subject.model->parameters())
    if (p.requires_grad()) wanted.push_back(p);
  Probe probe(*subject.model, ProbeOptions().details_every(1).window(int64_t{1} << 40));
  e.outputs_not_finite = run(subject, x, o, probe, wanted);
  probe.pause();
  e.report.samples = x.size(0);
  for (const auto& p : subject.model->named_parameters())
    if (!all_finite(p.value())) e.not_finite.push_back(p.key());
  for (const auto& b : subject.model->named_buffers())
    if (!all_finite(b.value())) e.not_finite.push_back(b.key());

  const int64_t rows = std::min(x.dim() > 2 ? kSample / 4 : kSample, x.size(0));  // all values of the trace are kept
  const NoGradGuard no_grad;
  e.trace = trace(subject, x.narrow(0, 0, rows));
  const auto boxes = bounds_of(e.trace, range_of(x, o.margin()));
  const auto acts = activations_of(e.trace);
  for (Layer& layer : probe.layers()) {
    LayerHealth l;
    l.layer = std::move(layer);
    l.gain = gain_of(l.layer.weight);
    e.steps.push_back(nullptr);
    const UnitStatistics& s = l.layer.units;
    if (s.gradients > 0) {
      double square = 0;
      for (const Unit& u : s.units) square += u.gradient;
      const double positions = s.values / static_cast<double>(s.samples);
      l.gradient = s.gradient_not_finite() ? INFINITY : std::sqrt(square * positions / s.gradients);
    }
    if (!l.layer.activation.empty() && !s.empty()) {
      l.units.resize(s.units.size());
      bool first = true;
      for (const auto& [label, step] : acts) {
        if (label != l.layer.label()) continue;
        const auto& box = boxes[step->input];
        for (size_t u = 0; u < l.units.size(); u++) {
          const Interval now = box.size() == l.units.size() ? box[u] : Interval{-INFINITY, INFINITY};
          Interval& all = l.units[u].bounds;
          all = first ? now : Interval{std::min(all.low, now.low), std::max(all.high, now.high)};
        }
        if (first) {
          e.steps.back() = step;
          l.outgoing = outgoing(e.trace, *step, s.size());
          find_duplicates(l, e.trace.values[step->output], o.duplicate());
        }
        first = false;
      }
      find_states(l, o);
    }
    e.report.layers.push_back(std::move(l));
  }
  return e;
}

int64_t LayerHealth::count(uint16_t states) const {
  return std::count_if(units.begin(), units.end(), [&](const UnitHealth& u) { return u.states & states; });
}
double LayerHealth::share(uint16_t states) const {
  return units.empty() ? 0 : static_cast<double>(count(states)) / static_cast<double>(units.size());
}
int64_t Report::count(uint16_t states) const {
  return std::accumulate(layers.begin(), layers.end(), int64_t{0},
                         [&](int64_t n, const LayerHealth& l) { return n + l.count(states); });
}
int64_t Report::units() const {
  return std::accumulate(layers.begin(), layers.end(), int64_t{0},
                         [](int64_t n, const LayerHealth& l) { return n + static_cast<int64_t>(l.units.size()); });
}
bool Report::finite() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& f) { return f.what == "not_finite"; });
}
const Finding* Report::find(const std::string& what) const {
  for (const Finding& f : findings)
    if (f.what == what) return &f;
  return nullptr;
}

Report examine(const Subject& subject, const Tensor& inputs, const ExamineOptions& options) {
  Examination e = look(subject, inputs, options);
  find_causes(e, inputs, options);
  find_findings(e, inputs, options);
  return std::move(e.report);
}

}  // namespace rectify::inspect
