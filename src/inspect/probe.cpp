#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/autograd/observer.h>
#include <rectify/inspect/probe.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include <algorithm>
#include <unordered_map>

#include "inspect/values.h"
#include "kernels/units.h"

namespace rectify::inspect {

using autograd::Observer;

// --- values ----------------------------------------------------------------------------------------------------------

Values::Values(const Tensor& t, int64_t dim) {
  if (!t.defined() || t.dim() == 0 || !t.is_floating_point()) return;
  if (dim < 0) dim += t.dim();
  if (dim >= t.dim()) return;
  rows = positions = 1;
  for (int64_t d = 0; d < t.dim(); d++)
    if (d < dim)
      rows *= t.size(d);
    else if (d > dim)
      positions *= t.size(d);
  units = t.size(dim);
  const Tensor plain =
      t.scalar_type() == kFloat && !t.impl()->has_payload() && t.is_contiguous() ? t : detail::plain_copy(t);
  held_ = plain.detach().to(kFloat).contiguous();
  data = reinterpret_cast<const float*>(held_.impl()->data());
}

bool all_finite(const Tensor& t) {
  if (!t.defined() || !t.is_floating_point() || t.numel() == 0) return true;
  const Tensor plain = detail::plain_copy(t).detach().to(kDouble).contiguous();
  const auto* v = reinterpret_cast<const double*>(plain.impl()->data());
  return std::all_of(v, v + plain.numel(), [](double x) { return std::isfinite(x); });
}
double Values::mean() const {
  double sum = 0;
  const int64_t n = rows * units * positions;
  for (int64_t i = 0; i < n; i++) sum += data[i];
  return n ? sum / static_cast<double>(n) : 0;
}

int64_t unit_dim(const Tensor& t) { return t.dim() >= 3 ? 1 : t.dim() - 1; }
Centre centre_of(const Values& v) {
  Centre c;
  if (v.empty()) return c;
  UnitStatistics s(v.units);
  c.not_finite = s.add(v.data, v.data, v.rows, v.positions, Regions(), 0, false);
  for (int64_t u = 0; u < v.units; u++) {
    const double mean = s.units[u].mean, variance = s.variance(u);
    c.mean += mean * mean, c.deviation += variance, c.size += mean * mean + variance;
  }
  c.mean = std::sqrt(c.mean), c.deviation = std::sqrt(c.deviation);
  c.size = std::sqrt(c.size / static_cast<double>(v.units));
  return c;
}

// --- what one layer did ----------------------------------------------------------------------------------------------

Fire fire_of(const UnitStatistics& s, int64_t unit) {
  const double rate = s.firing_rate(unit);
  if (s.units[unit].not_finite > 0) return Fire::NotFinite;
  return rate == 0 ? Fire::No : rate < 0.01 ? Fire::Seldom : rate < 1 ? Fire::Often : Fire::Always;
}
std::vector<double> dormancy(const UnitStatistics& s) {
  std::vector<double> r(s.units.size(), 0.0);
  const double mean = s.mean_abs();
  for (size_t u = 0; u < r.size() && mean > 0; u++) r[u] = s.units[u].not_finite > 0 ? NAN : s.units[u].out_abs / mean;
  return r;
}

namespace {
// Joins the points of a history in pairs.
void halve(std::vector<Moment>& history) {
  size_t to = 0;
  for (size_t i = 0; i + 1 < history.size(); i += 2) {
    Moment &a = history[i], &b = history[i + 1];
    b.loss = std::isnan(a.loss) ? b.loss : std::isnan(b.loss) ? a.loss : (a.loss + b.loss) / 2;
    b.lr = std::fmax(a.lr, b.lr);  // of a number and NaN the number
    for (size_t k = 0; k < a.layers.size(); k++) {
      auto &p = a.layers[k], &q = b.layers[k];
      q.gradient = std::fmax(p.gradient, q.gradient);
      q.update_ratio = std::fmax(p.update_ratio, q.update_ratio);
      q.not_finite = std::max(p.not_finite, q.not_finite);
      if (p.fire.size() != q.fire.size()) continue;
      int64_t dead = 0;
      for (size_t u = 0; u < p.fire.size(); u++) {  // a unit that fired in either half did fire
        const Fire most = std::max(p.fire[u], q.fire[u]);
        q.fire[u] = p.fire[u] == q.fire[u] || most == Fire::NotFinite ? most : std::min(Fire::Often, most);
        dead += q.fire[u] == Fire::No;
      }
      if (!q.fire.empty()) q.dead = static_cast<float>(dead) / static_cast<float>(q.fire.size());
    }
    history[to++] = std::move(b);
  }
  if (history.size() % 2) history[to++] = std::move(history.back());
  history.resize(to);
}

}  // namespace

struct Probe::Impl final : Observer, std::enable_shared_from_this<Probe::Impl> {
  struct Weights {  // a module with a weight
    std::string name, kind;
    nn::Module* module = nullptr;
    Tensor weight;
    std::vector<float> before;
    double input_mean = NAN, input_deviation = NAN, update_ratio = NAN, norm = NAN;
    int64_t dims = 0, dim = -1, outputs = 0;  // of its last output: dimensions, that of the units, how many
    std::vector<size_t> spots;                // in the order in which they follow it
    size_t next = 0;
    bool last = false;
  };
  struct Spot {
    size_t weights;
    Layer layer;
    UnitStatistics window;
    std::vector<Fire> now;
  };

  nn::Module& model;
  ProbeOptions options;
  std::vector<Weights> weights;
  std::unordered_map<TensorImpl*, size_t> by_weight;
  std::vector<Spot> spots;
  std::vector<Moment> history;
  int64_t step = 0, window = 1, in_window = 0, watched = 0;
  double loss_sum = 0, lr_max = NAN;
  int64_t losses = 0;
  NotFinite not_finite;
  bool paused = false;
  // The layer whose output is on its way to an activation.
  size_t current = SIZE_MAX;
  TensorImpl* last = nullptr;
  Storage* last_storage = nullptr;
  Tensor pending;  // its output, until an activation has been seen to take it
  uint32_t pending_version = 0;

  Impl(nn::Module& m, const ProbeOptions& o) : model(m), options(o), window(o.window()) {
    TORCH_CHECK(o.every() >= 1, "Probe: every has to be positive, but got ", o.every());
    TORCH_CHECK(o.details_every() >= 1, "Probe: details_every has to be positive, but got ", o.details_every());
    TORCH_CHECK(o.window() >= 1, "Probe: window has to be positive, but got ", o.window());
    TORCH_CHECK(o.points() >= 2, "Probe: points has to be at least 2, but got ", o.points());
    know(m.name(), m);
    for (const auto& item : m.named_modules("", false)) know(item.key(), *item.value());
    if (!weights.empty()) weights.back().last = true;
  }
  void know(const std::string& name, nn::Module& module) {
    const auto own = module.named_parameters(false);
    const Tensor* w = own.find("weight");
    if (!w || !w->defined() || w->dim() < 2 || by_weight.count(w->impl())) return;
    by_weight[w->impl()] = weights.size();
    weights.emplace_back();
    weights.back().name = name, weights.back().module = &module, weights.back().weight = *w;
  }

  bool details() const { return watched % options.details_every() == 0; }
  bool wanted() const { return !paused && step % options.every() == 0; }
  void follow() { wanted() ? watch() : unwatch(); }

  void called(const Call& call) override {
    if (options.training_only() && !model.is_training()) return;
    const NoGradGuard no_grad;
    switch (call.op) {
      case Op::Linear:
      case Op::Convolution:
      case Op::Transposed:
        of_weights(call);
        break;
      case Op::Activation:
      case Op::Shaped:
        of_activation(call);
        break;
      default:  // something else takes the layer's output
        if (call.input.is_same(pending) || call.other.is_same(pending) || call.output.is_same(pending)) pending.reset();
    }
    last = call.output.impl();
    last_storage = call.output.impl()->storage.get();
  }

  void of_weights(const Call& call) {
    flush();
    const auto found = by_weight.find(call.other.impl());
    current = found == by_weight.end() ? SIZE_MAX : found->second;
    if (current == SIZE_MAX) return;
    Weights& w = weights[current];
    w.kind = call.name;
    w.dims = call.output.dim();
    const int64_t spatial = call.op == Op::Linear ? 0 : call.other.dim() - 2;
    w.dim = call.op == Op::Linear ? w.dims - 1 : w.dims - spatial - 1;
    w.outputs = call.output.size(w.dim);
    w.next = 0;
    pending = call.output;
    pending_version = call.output.impl()->version();
    if (w.last && options.gradients() && pending.requires_grad() && !pending.is_leaf())
      pending.register_hook([self = weak_from_this(), at = current, generation = generation](const Tensor& g) {
        if (const auto impl = self.lock())
          if (impl->generation == generation) impl->see_last_gradient(at, g);
      });
    if (details()) look_at_input(w, call.input, call.op == Op::Linear ? -1 : call.input.dim() - spatial - 1);
  }
  // ‖mean‖ and ‖deviation‖ over the features of what the layer is given.
  void look_at_input(Weights& w, const Tensor& x, int64_t dim) {
    const Values v(x, dim);
    if (v.empty()) return;
    const Centre c = centre_of(v);
    w.input_mean = c.mean, w.input_deviation = c.deviation;
    if (c.not_finite && not_finite.step < 0) not_finite = {step, w.name, "inputs"};
  }

  void of_activation(const Call& call) {
    if (current == SIZE_MAX) return;
    Weights& w = weights[current];
    const bool direct =
        last == call.input.impl() || last == call.output.impl() || last_storage == call.input.impl()->storage.get();
    if (!direct && w.last) return flush();  // what follows a network's last layer at a distance is its loss
    pending.reset();
    const int64_t dim = call.output.dim() == w.dims ? w.dim : -1;
    const size_t spot = spot_of(current, w.next++, call.name, call.function, call.params, dim);
    see(spot, call.op == Op::Activation || call.input.sizes().equals(call.output.sizes()) ? call.input : call.output,
        call.output, call);
  }
  // What no activation took: the output of the network, mostly.
  void flush() {
    if (!pending.defined()) return;
    const Tensor y = std::move(pending);
    pending.reset();
    if (y.impl()->version() != pending_version) return;
    Weights& w = weights[current];
    if (w.next > 0) return;
    see(spot_of(current, w.next++, "", Activation::count, {}, w.dim), y, y, {Op::Linear, "", y, y, {}});
  }
  size_t spot_of(size_t of, size_t nth, const char* activation, Activation f, const kernels::Params& p, int64_t dim) {
    Weights& w = weights[of];
    if (nth < w.spots.size() && spots[w.spots[nth]].layer.activation == activation) return w.spots[nth];
    for (const size_t s : w.spots)
      if (spots[s].layer.activation == activation) return s;
    Spot s{of, {}, {}, {}};
    s.layer.name = w.name, s.layer.kind = w.kind, s.layer.activation = activation;
    s.layer.function = f, s.layer.params = p, s.layer.module = w.module, s.layer.weight = w.weight;
    s.layer.unit_dim = dim;
    if (f != Activation::count) s.layer.regions = regions_of(f, p);
    w.spots.push_back(spots.size());
    spots.push_back(std::move(s));
    return spots.size() - 1;
  }
  void see(size_t spot, const Tensor& x, const Tensor& y, const Call& call) {
    Spot& s = spots[spot];
    const Values vx(x, s.layer.unit_dim), vy = x.is_same(y) ? vx : Values(y, s.layer.unit_dim);
    if (vy.empty() || vx.units != vy.units) return;
    if (s.window.size() != vy.units) {
      if (s.window.size() != 0) return;  // another number of units than before
      s.window = UnitStatistics(vy.units);
    }
    if (s.window.add(vx.data, vy.data, vy.rows, vy.positions, regions(s.layer, call), step, details()) &&
        not_finite.step < 0)
      not_finite = {step, s.layer.label(), weights_finite(weights[s.weights]) ? "outputs" : "weights"};
    if (s.layer.activation.empty() || !options.gradients() || !call.output.requires_grad() || call.output.is_leaf())
      return;
    call.output.register_hook([self = weak_from_this(), spot, generation = generation](const Tensor& g) {
      if (const auto impl = self.lock())
        if (impl->generation == generation) impl->see_gradient(spot, g);
    });
  }
  static bool weights_finite(const Weights& w) {
    const auto own = w.module->named_parameters(false);
    return std::all_of(own.begin(), own.end(), [](const auto& p) { return all_finite(p.value()); });
  }
  // Of activations with learned or random slopes, or gates.
  static Regions regions(const Layer& layer, const Call& call) {
    if (call.op == Op::Activation) return layer.regions;
    Regions r;
    const std::string name = call.name;
    if (name == "prelu" && call.other.defined()) {
      double slope = 0;
      const Values w(call.other, -1);
      for (int64_t i = 0; i < w.units * w.rows; i++) slope = std::max(slope, std::fabs(static_cast<double>(w.data[i])));
      if (slope == 0) r.off_low = -INFINITY, r.off_high = 0;
      if (slope < 0.01) r.flat_below = 0;
    } else if (name == "glu" || name == "reglu" || name == "geglu" || name == "swiglu" || name == "crelu") {
      r.off_low = r.off_high = 0;  // of the output
    } else if (name == "swish") {
      const double b = call.other.defined() ? Values(call.other, -1).mean() : 1;
      const auto gate = [b](double x) { return 1 / (1 + std::exp(-b * x)); };
      r = regions_of([&](double x) { return x * gate(x); },
                     [&](double x) { return gate(x) * (1 + b * x * (1 - gate(x))); }, false);
    }
    return r;
  }
  // Of the network's output, if no activation took it.
  void see_last_gradient(size_t at, const Tensor& g) {
    if (current == at) {
      const autograd::UnobservedGuard quiet;
      const NoGradGuard no_grad;
      flush();
    }
    for (const size_t s : weights[at].spots)
      if (spots[s].layer.activation.empty()) see_gradient(s, g);
  }
  void see_gradient(size_t spot, const Tensor& g) {
    const autograd::UnobservedGuard quiet;
    const NoGradGuard no_grad;
    Spot& s = spots[spot];
    const Values v(g, s.layer.unit_dim);
    if (v.units != s.window.size() || v.empty()) return;
    if (s.window.add_gradient(v.data, v.rows, v.positions) && not_finite.step < 0)
      not_finite = {step, s.layer.label(), "gradients"};
  }

  // f(first, count) over the weights that are compared with those before a step: all, or of many a part spread evenly.
  template <class F>
  static void each_stretch(int64_t n, const F& f) {
    constexpr int64_t kAll = 65536, kStretch = 1024, kStretches = kAll / kStretch;
    if (n <= kAll) return f(0, n);
    for (int64_t i = 0; i < kStretches; i++) f(i * (n - kStretch) / (kStretches - 1), kStretch);
  }
  static Tensor floats_of(const Tensor& weight) {
    return weight.scalar_type() == kFloat && weight.is_contiguous() ? weight : weight.detach().to(kFloat).contiguous();
  }
  void look_at_weights() {
    for (Weights& w : weights) {
      const Tensor weight = floats_of(w.weight);
      const float* now = reinterpret_cast<const float*>(weight.impl()->data());
      kernels::ChangeSums sums;
      size_t at = 0;
      int64_t seen = 0;
      each_stretch(weight.numel(), [&](int64_t first, int64_t n) {
        if (at + static_cast<size_t>(n) > w.before.size()) return;  // it has another size than before
        const auto s = kernels::weight_change(now + first, w.before.data() + at, n);
        sums.weight += s.weight, sums.change += s.change;
        at += static_cast<size_t>(n), seen += n;
      });
      if (seen == 0 || at != w.before.size()) continue;
      w.norm = std::sqrt(sums.weight * static_cast<double>(weight.numel()) / static_cast<double>(seen));
      w.update_ratio = sums.weight > 0 ? std::sqrt(sums.change / sums.weight) : sums.change > 0 ? INFINITY : 0;
    }
  }
  void copy_weights() {
    for (Weights& w : weights) {
      const Tensor weight = floats_of(w.weight);
      const float* now = reinterpret_cast<const float*>(weight.impl()->data());
      w.before.clear();
      each_stretch(weight.numel(),
                   [&](int64_t first, int64_t n) { w.before.insert(w.before.end(), now + first, now + first + n); });
    }
  }

  int64_t generation = 0;
  void end_step(double loss, double lr) {
    const autograd::UnobservedGuard quiet;
    if (wanted()) {
      flush();
      if (details()) look_at_weights();
      watched++;
    }
    generation++;
    current = SIZE_MAX, last = nullptr, last_storage = nullptr;
    if (!std::isnan(loss)) loss_sum += loss, losses++;
    lr_max = std::fmax(lr, lr_max);
    step++;
    if (++in_window >= window) close_window();
  }
  void close_window() {
    Moment m;
    m.step = step - 1;
    m.loss = losses ? loss_sum / static_cast<double>(losses) : NAN;
    m.lr = lr_max;
    for (Spot& s : spots) {
      Moment::OfLayer of;
      if (!s.window.empty()) {
        const auto score = dormancy(s.window);
        int64_t dead = 0, dormant = 0, not_finite = 0;
        s.now.resize(s.window.units.size());
        for (int64_t u = 0; u < s.window.size(); u++) {
          s.now[u] = fire_of(s.window, u);
          dead += s.now[u] == Fire::No, dormant += score[u] <= 0.025;
          not_finite += s.now[u] == Fire::NotFinite;
        }
        const auto units = static_cast<float>(s.window.size());
        of.dead = static_cast<float>(dead) / units, of.dormant = static_cast<float>(dormant) / units;
        of.not_finite = static_cast<float>(not_finite) / units;
        of.zeros = static_cast<float>(s.window.zeros());
        if (s.window.gradients > 0) of.gradient = static_cast<float>(s.window.gradient_rms());
        of.update_ratio = static_cast<float>(weights[s.weights].update_ratio);
        of.fire = s.now;
        s.layer.units.merge(s.window);
        s.window = UnitStatistics(s.window.size());
      }
      m.layers.push_back(std::move(of));
    }
    history.push_back(std::move(m));
    in_window = 0, loss_sum = 0, losses = 0, lr_max = NAN;
    if (static_cast<int64_t>(history.size()) >= options.points()) {
      halve(history);
      window *= 2;
    }
  }
};

Probe::Probe(nn::Module& model, ProbeOptions o) : impl_(std::make_shared<Impl>(model, o)) {
  impl_->follow();
  impl_->copy_weights();
}
Probe::~Probe() {
  if (impl_) impl_->unwatch();
}
Probe::Probe(Probe&&) noexcept = default;

void Probe::step(double loss, double lr) {
  impl_->end_step(loss, lr);
  impl_->follow();
  // The change of one step is looked at: the weights before it are needed.
  if (impl_->wanted() && impl_->details()) impl_->copy_weights();
}
int64_t Probe::steps() const { return impl_->step; }
void Probe::start_at(int64_t step) {
  impl_->step = step;
  impl_->follow();
}
void Probe::pause() {
  impl_->paused = true;
  impl_->follow();
}
void Probe::resume() {
  impl_->paused = false;
  impl_->follow();
}
void Probe::reset() {
  impl_->spots.clear();
  impl_->history.clear();
  for (auto& w : impl_->weights) w.spots.clear();
  impl_->pending.reset();
  impl_->current = SIZE_MAX;
  impl_->in_window = impl_->losses = 0;
  impl_->loss_sum = 0, impl_->lr_max = NAN;
  impl_->not_finite = {};
  impl_->window = impl_->options.window();
  impl_->generation++;
}
std::vector<Layer> Probe::layers() const {
  const autograd::UnobservedGuard quiet;
  const NoGradGuard no_grad;
  impl_->flush();
  std::vector<Layer> r;
  for (const auto& s : impl_->spots) {
    r.push_back(s.layer);
    Layer& layer = r.back();
    const auto& w = impl_->weights[s.weights];
    layer.input_mean = w.input_mean, layer.input_deviation = w.input_deviation;
    layer.update_ratio = w.update_ratio, layer.weight_norm = w.norm;
    layer.units.merge(s.window);
  }
  return r;
}
std::vector<std::pair<std::string, bool>> Probe::labels() const {
  std::vector<std::pair<std::string, bool>> r;
  for (const auto& s : impl_->spots) r.emplace_back(s.layer.label(), !s.layer.activation.empty());
  return r;
}
Recording Probe::recording() const { return {impl_->step, layers(), impl_->history, impl_->not_finite}; }
const Layer* Recording::find(const std::string& label) const {
  for (const Layer& l : layers)
    if (l.label() == label) return &l;
  return nullptr;
}
Recording joined(Recording a, const Recording& b, int64_t points) {
  std::vector<Layer> layers;
  for (const Layer& l : b.layers) {
    const Layer* before = a.find(l.label());
    layers.push_back(l);
    if (!before || before->units.size() != l.units.size()) continue;
    layers.back().units = before->units;
    layers.back().units.merge(l.units);
  }
  // Moments have their layers in the order of the layers, which is that of first use in both.
  a.layers = std::move(layers);
  a.steps = b.steps;
  if (a.not_finite.step < 0) a.not_finite = b.not_finite;
  a.history.insert(a.history.end(), b.history.begin(), b.history.end());
  while (static_cast<int64_t>(a.history.size()) > points) halve(a.history);
  return a;
}
const std::vector<Moment>& Probe::history() const { return impl_->history; }
const NotFinite& Probe::not_finite() const { return impl_->not_finite; }
int64_t Probe::window() const { return impl_->window; }
std::vector<Fire> Probe::now(const Layer& layer) const {
  for (const auto& s : impl_->spots)
    if (s.layer.name == layer.name && s.layer.activation == layer.activation) return s.now;
  return {};
}

}  // namespace rectify::inspect
