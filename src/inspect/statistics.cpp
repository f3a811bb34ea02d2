#include <rectify/activations/table.h>
#include <rectify/inspect/statistics.h>

#include <algorithm>

#include "kernels/units.h"

namespace rectify::inspect {
namespace {

static_assert(Unit::kBins == kernels::kLogBins);
constexpr double kReach = 64, kStep = 1.0 / 64;  // where formulas are looked at
constexpr double kDecay = 0.99;

// The border between `in` and `out`, on the side of `in`.
template <class F>
double border(double in, double out, const F& holds) {
  for (int i = 0; i < 200 && in != out; i++) {
    const double middle = in + (out - in) / 2;
    if (middle == in || middle == out) break;
    (holds(middle) ? in : out) = middle;
  }
  return in;
}
// The intervals of [-kReach, kReach] where `holds`; an end at the reach is infinite.
template <class F>
std::vector<std::pair<double, double>> intervals(const F& holds) {
  std::vector<std::pair<double, double>> r;
  bool before = false;
  for (double x = -kReach; x <= kReach; x += kStep) {
    const bool now = holds(x);
    if (now && !before) r.push_back({x == -kReach ? -INFINITY : border(x, x - kStep, holds), INFINITY});
    if (!now && before) r.back().second = border(x - kStep, x, holds);
    before = now;
  }
  return r;
}

void join_moments(double& mean, double& m2, double n, double other_mean, double other_m2, double m) {
  if (m == 0) return;
  const double d = other_mean - mean;
  mean += d * m / (n + m);
  m2 += other_m2 + d * d * n * m / (n + m);
}
// The mean and the squares about it of n values.
struct Moments {
  double n = 0, mean = 0, m2 = 0;
  void add(double v) {
    const double d = v - mean;
    mean += d / ++n, m2 += d * (v - mean);
  }
};
// One unit's values where sums in floats overflow or some value is not finite: one after the other, in double.
struct Exact {
  Moments x, y;
  double abs_y = 0, low = INFINITY, high = -INFINITY, fired = 0, flat = 0, zeros = 0, not_finite = 0;
  Exact(const float* xs, const float* ys, int64_t n, int64_t stride, const kernels::UnitRegions& r) {
    for (int64_t i = 0; i < n; i++) {
      const float a = xs[i * stride], b = ys[i * stride];
      if (!std::isfinite(a) || !std::isfinite(b)) {
        not_finite++;
        continue;
      }
      x.add(a), y.add(b), abs_y += std::fabs(b);
      low = std::min<double>(low, a), high = std::max<double>(high, a);
      fired += !(a >= r.off_low && a <= r.off_high), zeros += b == 0;
      flat += a <= r.flat_below || a >= r.flat_above || (a >= r.flat_low && a <= r.flat_high);
    }
  }
};
bool all_finite(const kernels::UnitSums& s) {
  const float sizes = std::fabs(s.x) + s.xx + std::fabs(s.y) + s.yy + s.abs_y;
  return std::isfinite(sizes) && std::isfinite(s.low) && std::isfinite(s.high);
}
kernels::UnitRegions in_floats(const Regions& r) {
  const auto f = [](double v) { return static_cast<float>(v); };
  return {f(r.off_low), f(r.off_high), f(r.flat_below), f(r.flat_above), f(r.flat_low), f(r.flat_high)};
}

}  // namespace

Regions regions_of(const Curve& f, const Curve& derivative, bool bounded) {
  const auto slope = [&](double x) { return std::fabs(derivative(x)); };
  double peak = 0;
  for (double x = -kReach; x <= kReach; x += kStep) peak = std::max(peak, std::isfinite(slope(x)) ? slope(x) : 0);
  const auto flat = [&](double x) { return slope(x) < 0.01 * peak || slope(x) == 0; };
  const auto off = [&](double x) {
    const double y = std::fabs(f(x));
    return flat(x) && (bounded ? y == 0 && slope(x) == 0 : y <= 0.01);
  };
  Regions r;
  for (const auto& [low, high] : intervals(flat)) {
    if (std::isinf(low))
      r.flat_below = high;
    else if (std::isinf(high))
      r.flat_above = low;
    else if (r.flat_low > r.flat_high || high - low > r.flat_high - r.flat_low)
      r.flat_low = low, r.flat_high = high;
  }
  for (const auto& [low, high] : intervals(off))
    if (r.off_low > r.off_high || high - low > r.off_high - r.off_low) r.off_low = low, r.off_high = high;
  return r;
}
Regions regions_of(Activation f, const kernels::Params& p) {
  const auto& e = activations::entry(f);
  return regions_of([&](double x) { return e.reference(x, p); }, [&](double x) { return e.slope(x, p); },
                    std::isfinite(e.record->low) && std::isfinite(e.record->high));
}

// --- a layer's figures -----------------------------------------------------------------------------------------------

namespace {
template <class F>
double mean_over(const UnitStatistics& s, double count, const F& f) {
  if (s.units.empty() || count == 0) return 0;
  double sum = 0;
  for (const Unit& u : s.units) sum += f(u);
  return sum / static_cast<double>(s.units.size());
}
}  // namespace

double UnitStatistics::mean_abs() const {
  return mean_over(*this, values, [](const Unit& u) { return u.out_abs; });
}
double UnitStatistics::zeros() const {
  return mean_over(*this, values, [&](const Unit& u) { return u.zeros / values; });
}
double UnitStatistics::flat() const {
  return mean_over(*this, values, [&](const Unit& u) { return u.flat / values; });
}
double UnitStatistics::out_mean() const {
  return mean_over(*this, values, [](const Unit& u) { return u.out_mean; });
}
double UnitStatistics::out_variance() const {
  return mean_over(*this, values, [&](const Unit& u) { return out_variance(&u - units.data()); });
}
int64_t UnitStatistics::not_finite() const {
  return std::count_if(units.begin(), units.end(), [](const Unit& u) { return u.not_finite > 0; });
}
int64_t UnitStatistics::gradient_not_finite() const {
  return std::count_if(units.begin(), units.end(), [](const Unit& u) { return u.gradient_not_finite > 0; });
}
double UnitStatistics::gradient_rms() const {
  return std::sqrt(mean_over(*this, gradients, [&](const Unit& u) { return u.gradient / gradients; }));
}
double UnitStatistics::gradient_zeros() const {
  return mean_over(*this, gradients, [&](const Unit& u) { return u.gradient_zeros / gradients; });
}

// --- adding up -------------------------------------------------------------------------------------------------------

void UnitStatistics::merge(const UnitStatistics& o) {
  if (o.units.empty()) return;
  if (units.empty()) units.resize(o.units.size());
  TORCH_CHECK(size() == o.size(), "UnitStatistics::merge: ", size(), " units and ", o.size());
  const double decay = std::pow(kDecay, static_cast<double>(o.batches));
  for (size_t i = 0; i < units.size(); i++) {
    Unit& a = units[i];
    const Unit& b = o.units[i];
    a.fired += b.fired, a.flat += b.flat, a.zeros += b.zeros;
    const double mine = values - a.not_finite, theirs = o.values - b.not_finite;
    join_moments(a.mean, a.m2, mine, b.mean, b.m2, theirs);
    join_moments(a.out_mean, a.out_m2, mine, b.out_mean, b.out_m2, theirs);
    if (theirs > 0) a.out_abs += (b.out_abs - a.out_abs) * theirs / (mine + theirs);
    a.not_finite += b.not_finite, a.gradient_not_finite += b.gradient_not_finite;
    a.low = std::min(a.low, b.low), a.high = std::max(a.high, b.high);
    // Each average weighs its batches by powers of the decay, scaled to 1.
    const double old = decay * (1 - std::pow(kDecay, static_cast<double>(batches)));
    if (o.batches > 0) a.utility = (old * a.utility + (1 - decay) * b.utility) / (old + 1 - decay);
    a.gradient += b.gradient, a.gradient_zeros += b.gradient_zeros;
    a.last_fired = std::max(a.last_fired, b.last_fired);
    for (int k = 0; k < Unit::kBins; k++) a.histogram[k] += b.histogram[k];
  }
  samples += o.samples, batches += o.batches, values += o.values;
  gradients += o.gradients;
}

int64_t UnitStatistics::add(const float* x, const float* y, int64_t rows, int64_t positions, const Regions& regions,
                            int64_t step, bool histogram) {
  const int64_t n = size();
  if (rows == 0 || positions == 0 || n == 0) return 0;
  const kernels::UnitRegions r = in_floats(regions);
  const double old = kDecay * (1 - std::pow(kDecay, static_cast<double>(batches))), weight = old + 1 - kDecay;
  std::vector<double> batch_abs(units.size(), 0.0);
  double seen = values;
  int64_t not_finite = 0;
  const auto fold_exact = [&](int64_t u, const Exact& s) {
    Unit& a = units[u];
    const double before = seen - a.not_finite;
    join_moments(a.mean, a.m2, before, s.x.mean, s.x.m2, s.x.n);
    join_moments(a.out_mean, a.out_m2, before, s.y.mean, s.y.m2, s.y.n);
    if (s.x.n > 0) a.out_abs += (s.abs_y / s.x.n - a.out_abs) * s.x.n / (before + s.x.n);
    a.low = std::min(a.low, s.low), a.high = std::max(a.high, s.high);
    a.fired += s.fired, a.flat += s.flat, a.zeros += s.zeros, a.not_finite += s.not_finite;
    if (s.fired > 0) a.last_fired = step;
    batch_abs[u] += s.abs_y, not_finite += static_cast<int64_t>(s.not_finite);
  };
  const auto fold = [&](int64_t u, const kernels::UnitSums& s, const float* xs, const float* ys, int64_t count,
                        int64_t stride) {
    if (!all_finite(s)) return fold_exact(u, Exact(xs, ys, count, stride, r));
    Unit& a = units[u];
    const double m = static_cast<double>(count), before = seen - a.not_finite, dx = s.x / m, dy = s.y / m;
    join_moments(a.mean, a.m2, before, *xs + dx, std::max(0.0, s.xx - m * dx * dx), m);
    join_moments(a.out_mean, a.out_m2, before, *ys + dy, std::max(0.0, s.yy - m * dy * dy), m);
    a.out_abs += (s.abs_y / m - a.out_abs) * m / (before + m);
    a.low = std::min<double>(a.low, s.low), a.high = std::max<double>(a.high, s.high);
    a.fired += s.fired, a.flat += s.flat, a.zeros += s.zeros;
    if (s.fired > 0) a.last_fired = step;
    batch_abs[u] += s.abs_y;
  };
  // Sums are taken about a value of the data: a large mean costs no digits.
  if (positions == 1) {
    constexpr int64_t kRows = 256;
    std::vector<kernels::UnitSums> sums(n);
    for (int64_t at = 0; at < rows; at += kRows) {
      const int64_t m = std::min(kRows, rows - at);
      const float *xs = x + at * n, *ys = y + at * n;
      kernels::unit_columns(xs, ys, m, n, xs, ys, r, sums.data());
      for (int64_t u = 0; u < n; u++) fold(u, sums[u], xs + u, ys + u, m, n);
      seen += static_cast<double>(m);
    }
  } else {
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t u = 0; u < n; u++) {
        const int64_t at = (i * n + u) * positions;
        fold(u, kernels::unit_plane(x + at, y + at, positions, x[at], y[at], r), x + at, y + at, positions, 1);
      }
      seen += static_cast<double>(positions);
    }
  }
  const double count = static_cast<double>(rows * positions);
  for (int64_t u = 0; u < n; u++)
    units[u].utility = (old * units[u].utility + (1 - kDecay) * batch_abs[u] / count) / weight;
  if (histogram) {
    std::vector<uint8_t> bins(std::max<int64_t>(n, positions));
    const int64_t width = positions == 1 ? n : positions;
    for (int64_t i = 0; i < rows * n * positions; i += width) {
      kernels::log_bins(x + i, width, bins.data());
      if (positions == 1)
        for (int64_t u = 0; u < n; u++)
          units[u].histogram[bins[u]] += not_finite == 0 || (std::isfinite(x[i + u]) && std::isfinite(y[i + u]));
      else
        for (int64_t k = 0; k < positions; k++)
          units[(i / positions) % n].histogram[bins[k]] +=
              not_finite == 0 || (std::isfinite(x[i + k]) && std::isfinite(y[i + k]));
    }
  }
  samples += rows, batches++, values += count;
  return not_finite;
}

int64_t UnitStatistics::add_gradient(const float* g, int64_t rows, int64_t positions) {
  const int64_t n = size();
  int64_t not_finite = 0;
  const auto fold = [&](Unit& u, const kernels::SquareSums& s, const float* at, int64_t count, int64_t stride) {
    u.gradient_zeros += s.zeros;
    if (std::isfinite(s.square)) {
      u.gradient += s.square;
      return;
    }
    for (int64_t i = 0; i < count; i++) {
      const double v = at[i * stride];
      if (std::isfinite(v))
        u.gradient += v * v;
      else
        u.gradient_not_finite++, not_finite++;
    }
  };
  if (positions == 1) {
    std::vector<kernels::SquareSums> sums(n);
    kernels::square_columns(g, rows, n, sums.data());
    for (int64_t u = 0; u < n; u++) fold(units[u], sums[u], g + u, rows, n);
  } else {
    for (int64_t i = 0; i < rows * n; i++) {
      const float* at = g + i * positions;
      fold(units[i % n], kernels::square_plane(at, positions), at, positions, 1);
    }
  }
  gradients += static_cast<double>(rows * positions);
  return not_finite;
}

}  // namespace rectify::inspect
