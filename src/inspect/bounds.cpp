// Interval bounds through a network. All arithmetic is in double, and every step adds what float arithmetic may err by,
// so that what the network computes lies inside.
#include <rectify/activations/table.h>
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/layers.h>

#include <algorithm>

#include "inspect/trace.h"
#include "inspect/values.h"

namespace rectify::inspect {
namespace {

using autograd::Observer;
using Box = std::vector<Interval>;  // of each unit; empty: nothing is known

constexpr double kUnit = 5.97e-8;  // 2^-24, and a little
Interval widened(double low, double high, double error) {
  return {std::nextafter(low - error, -INFINITY), std::nextafter(high + error, INFINITY)};
}
Interval hull(Interval a, Interval b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }
double size_of(const Interval& i) { return std::max(std::fabs(i.low), std::fabs(i.high)); }
bool sound(const Box& b) {
  return std::all_of(b.begin(), b.end(),
                     [](const Interval& i) { return std::isfinite(i.low) && std::isfinite(i.high); });
}

// Sums of weights times intervals. w: [out, in / groups, window]
Box weighted(const Tensor& weight, const Tensor& bias, const Box& in, int64_t groups) {
  const Values w(weight, 1), b(bias, -1);
  const int64_t out = weight.size(0), each = weight.size(1), window = w.positions;
  Box r(out);
  for (int64_t o = 0; o < out; o++) {
    double low = 0, high = 0, size = 0;
    const int64_t first = o / (out / groups) * each;
    for (int64_t i = 0; i < each; i++) {
      const Interval x = in[first + i];
      for (int64_t k = 0; k < window; k++) {
        const double v = w.data[(o * each + i) * window + k];
        low += v > 0 ? v * x.low : v * x.high;
        high += v > 0 ? v * x.high : v * x.low;
        size += std::fabs(v) * size_of(x);
      }
    }
    const double shift = b.empty() ? 0 : b.data[o];
    // n products and sums in any order err by at most (n + 2) 2^-24 of the sum of sizes.
    const double error = (static_cast<double>(each * window) + 3) * kUnit * (size + std::fabs(shift)) + 1e-37;
    r[o] = widened(low + shift, high + shift, 1.01 * error);
  }
  return r;
}
template <class Conv>
bool of_conv(const Trace::Step& s, const Tensor& x, const Box& in, Box& out) {
  const auto* conv = dynamic_cast<const Conv*>(s.module);
  if (!conv || x.dim() != conv->weight.dim()) return false;
  Box padded = in;  // with zeros, perhaps
  for (Interval& i : padded) i = hull(i, {0, 0});
  out = weighted(conv->weight, conv->bias, padded, conv->options.groups());
  return true;
}
template <class Norm>
bool of_norm(const Trace::Step& s, const Box& in, Box& out) {
  const auto* norm = dynamic_cast<const Norm*>(s.module);
  if (!norm) return false;
  const Values mean(norm->running_mean, -1), var(norm->running_var, -1), w(norm->weight, -1), b(norm->bias, -1);
  out.resize(in.size());
  for (size_t i = 0; i < in.size(); i++) {
    const double scale =
        (w.empty() ? 1 : w.data[i]) / std::sqrt(static_cast<double>(var.data[i]) + norm->options.eps());
    const double shift = (b.empty() ? 0 : b.data[i]) - mean.data[i] * scale;
    const double p = in[i].low * scale, q = in[i].high * scale;
    const double size =
        std::max(std::fabs(p), std::fabs(q)) + std::fabs(mean.data[i] * scale) + (b.empty() ? 0 : std::fabs(b.data[i]));
    out[i] = widened(std::min(p, q) + shift, std::max(p, q) + shift, 16 * kUnit * size + 1e-37);
  }
  return true;
}

// The range of f over an interval: its values at the ends, where its slope changes sign and where it may jump.
class Range {
 public:
  Range(Activation f, const kernels::Params& p) : e_(activations::entry(f)), p_(p) {
    constexpr double kReach = 64, kStep = 1.0 / 64;
    const auto sign = [&](double x) { return e_.slope(x, p_) >= 0; };
    for (double x = -kReach; x < kReach; x += kStep) {
      if (sign(x) == sign(x + kStep)) continue;
      double a = x, b = x + kStep;
      for (int i = 0; i < 100; i++) {
        const double m = a + (b - a) / 2;
        if (m == a || m == b) break;
        (sign(m) == sign(a) ? a : b) = m;
      }
      turns_.push_back(a), turns_.push_back(b);
    }
    for (const double k : {0.0, p.a, -p.a, p.b, -p.b, p.c, -p.c})
      for (const double x : {k, std::nextafter(k, -INFINITY), std::nextafter(k, INFINITY),
                             static_cast<double>(std::nextafter(static_cast<float>(k), INFINITY))})
        turns_.push_back(x);
  }
  Interval of(const Interval& x) const {
    double low = INFINITY, high = -INFINITY;
    const auto see = [&](double at) {
      const double y = e_.reference(at, p_);
      low = std::min(low, y), high = std::max(high, y);
      if (std::isnan(y)) low = -INFINITY, high = INFINITY;
    };
    see(x.low), see(x.high);
    for (const double t : turns_)
      if (t > x.low && t < x.high) see(t);
    return widened(low, high, 1e-6 * std::max(std::fabs(low), std::fabs(high)) + 1e-37);
  }

 private:
  const activations::Entry& e_;
  kernels::Params p_;
  std::vector<double> turns_;
};

Box of_shaped(const Trace::Step& s, const Box& in) {
  if (s.name == "rrelu") {
    Box out;
    for (const Interval& i : in) out.push_back(widened(std::min(i.low, 0.0), std::max(i.high, 0.0), 1e-6 * size_of(i)));
    return out;
  }
  if (s.name != "prelu") return {};
  const Values w(s.other, -1);
  Box out;
  for (size_t u = 0; u < in.size(); u++) {
    const double slope = w.data[w.units == 1 ? 0 : u];
    const auto f = [&](double x) { return x > 0 ? x : slope * x; };
    double low = std::min(f(in[u].low), f(in[u].high)), high = std::max(f(in[u].low), f(in[u].high));
    if (in[u].low < 0 && in[u].high > 0) low = std::min(low, 0.0), high = std::max(high, 0.0);
    out.push_back(widened(low, high, 1e-6 * std::max(std::fabs(low), std::fabs(high)) + 1e-37));
  }
  return out;
}

// The box of a value in another shape: the same units, or every unit's positions as units.
Box reshaped(const Tensor& from, const Box& box, const Tensor& to) {
  if (box.empty() || from.dim() < 1 || to.dim() < 1) return {};
  const int64_t units = from.size(unit_dim(from)), now = to.size(unit_dim(to));
  if (from.dim() == to.dim() && from.sizes().equals(to.sizes())) return box;
  if (to.dim() != 2 || from.dim() < 3 || from.size(0) != to.size(0) || now % units != 0) return {};
  Box r;
  for (const Interval& i : box) r.insert(r.end(), static_cast<size_t>(now / units), i);
  return r;
}

Box step_box(const Trace& t, const Trace::Step& s, const Box& in, const Box& second) {
  const Tensor& x = t.values[s.input];
  Box out;
  switch (s.op) {
    case Observer::Op::Linear: {
      const auto* linear = dynamic_cast<const nn::LinearImpl*>(s.module);
      if (linear && static_cast<int64_t>(in.size()) == linear->weight.size(1) && x.dim() == 2)
        return weighted(linear->weight, linear->bias, in, 1);
      return {};
    }
    case Observer::Op::Convolution:
      if (of_conv<nn::Conv2dImpl>(s, x, in, out) || of_conv<nn::Conv1dImpl>(s, x, in, out) ||
          of_conv<nn::Conv3dImpl>(s, x, in, out))
        return out;
      return {};
    case Observer::Op::BatchNorm:
      if (s.params.a == 0 && (of_norm<nn::BatchNorm1dImpl>(s, in, out) || of_norm<nn::BatchNorm2dImpl>(s, in, out) ||
                              of_norm<nn::BatchNorm3dImpl>(s, in, out)))
        return out;
      return {};
    case Observer::Op::Activation: {
      const Range range(s.function, s.params);
      for (const Interval& i : in) out.push_back(range.of(i));
      return out;
    }
    case Observer::Op::Shaped:
      return of_shaped(s, in);
    case Observer::Op::MaxPool:
      return in;
    case Observer::Op::AveragePool:
      for (const Interval& i : in) {
        const Interval padded = hull(i, {0, 0});
        out.push_back(widened(padded.low, padded.high, 1e-3 * size_of(i)));
      }
      return out;
    case Observer::Op::Add:
      if (in.size() != second.size() || !x.sizes().equals(t.values[s.second].sizes())) return {};
      for (size_t i = 0; i < in.size(); i++)
        out.push_back(widened(in[i].low + second[i].low, in[i].high + second[i].high,
                              4 * kUnit * (size_of(in[i]) + size_of(second[i]))));
      return out;
    default:
      return {};
  }
}

// The errors that are added here are those of float; of shorter numbers nothing is known.
bool counts_in_floats(const Tensor& t) { return t.scalar_type() == kFloat || t.scalar_type() == kDouble; }

// Whether the values lie in the box: if not, something happened that the trace does not know.
bool holds(const Tensor& t, const Box& box) {
  const Values v(t, unit_dim(t));
  if (v.units != static_cast<int64_t>(box.size())) return false;
  for (int64_t i = 0; i < v.rows * v.units * v.positions; i++) {
    const Interval& b = box[(i / v.positions) % v.units];
    if (!(v.data[i] >= b.low && v.data[i] <= b.high)) return false;
  }
  return true;
}

}  // namespace

std::vector<Interval> range_of(const Tensor& x, double margin) {
  const Values v(x, unit_dim(x));
  std::vector<Interval> r(static_cast<size_t>(v.units), {INFINITY, -INFINITY});
  for (int64_t i = 0; i < v.rows; i++)
    for (int64_t u = 0; u < v.units; u++)
      for (int64_t k = 0; k < v.positions; k++) {
        const double value = v.data[(i * v.units + u) * v.positions + k];
        r[u] = {std::min(r[u].low, value), std::max(r[u].high, value)};
      }
  for (Interval& i : r) i = {i.low - margin * (i.high - i.low), i.high + margin * (i.high - i.low)};
  return r;
}

std::vector<Box> bounds_of(const Trace& t, const Box& inputs) {
  std::vector<Box> boxes(t.values.size());
  const auto keep = [&](int value, Box box) {
    if (!box.empty() && sound(box) && holds(t.values[value], box)) boxes[value] = std::move(box);
  };
  keep(0, inputs);
  for (const auto& s : t.steps) {
    if (s.reshaped >= 0 && boxes[s.input].empty())
      keep(s.input, reshaped(t.values[s.reshaped], boxes[s.reshaped], t.values[s.input]));
    if (boxes[s.input].empty() || !counts_in_floats(t.values[s.output])) continue;
    keep(s.output, step_box(t, s, boxes[s.input], s.second >= 0 ? boxes[s.second] : Box()));
  }
  return boxes;
}

std::map<std::string, std::vector<Interval>> bounds(const Subject& subject, const Tensor& like,
                                                    const std::vector<Interval>& inputs) {
  const Values shape(like, unit_dim(like));
  TORCH_CHECK(shape.units == static_cast<int64_t>(inputs.size()), "bounds: ", inputs.size(), " intervals for ",
              shape.units, " features or channels");
  const Tensor x = like.to(kFloat).contiguous().clone();  // inside the box, as what the network computes is to be
  Box box = inputs;
  for (int64_t i = 0; i < x.numel(); i++) {
    Interval& b = box[static_cast<size_t>((i / shape.positions) % shape.units)];
    TORCH_CHECK(b.low <= b.high, "bounds: an interval goes from ", b.low, " to ", b.high);
    float& v = x.data_ptr<float>()[i];
    v = static_cast<float>(std::clamp<double>(v, b.low, b.high));
    b = hull(b, {v, v});  // which may have been rounded
  }
  const Trace t = trace(subject, x.to(like.scalar_type()));
  const auto boxes = bounds_of(t, box);
  std::map<std::string, std::vector<Interval>> r;
  std::map<std::string, bool> known;  // a layer that is used again has both uses' bounds
  for (const auto& [label, step] : activations_of(t)) {
    const auto& box = boxes[step->input];
    auto& all = r[label];
    const bool first = known.emplace(label, true).second;
    if (box.empty() || (!first && all.size() != box.size())) known[label] = false;
    if (first)
      all = box;
    else if (known[label])
      for (size_t u = 0; u < box.size(); u++) all[u] = hull(all[u], box[u]);
  }
  for (const auto& [label, is] : known)
    if (!is) r.erase(label);
  return r;
}

}  // namespace rectify::inspect
