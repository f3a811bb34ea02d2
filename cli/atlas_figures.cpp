// What follows from an activation's formula (moments, kinks, dead ranges) and what this machine makes of it (time,
// error).
#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/core/allocator.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/random.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "atlas.h"

namespace rectify::cli {
namespace {

double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0)); }
double below(double x) { return 0.5 * std::erfc(-x * std::sqrt(0.5)); }
double share(const std::vector<Interval>& intervals) {
  double sum = 0;
  for (const Interval& i : intervals) sum += below(i.to) - below(i.from);
  return sum;
}

struct Moments {
  double weight = 0, first = 0, second = 0, zeros = 0;
  void add(double y, double w) {
    weight += w;
    first += w * y;
    second += w * y * y;
    if (y == 0) zeros += w;
  }
};
// The midpoint rule; the points lie on both sides of every kink at a multiple of 0.001.
Moments moments(const Subject& s) {
  Moments m;
  if (!s.of_two) {
    for (int i = -80000; i < 80000; i++) {
      const double x = (i + 0.5) * 1e-4;
      m.add(s.f(x), density(x));
    }
  } else {
    for (int i = -350; i < 350; i++)
      for (int k = -350; k < 350; k++) {
        const double a = (i + 0.5) * 0.02, b = (k + 0.5) * 0.02;
        m.add(s.of_two(a, b), density(a) * density(b));
      }
  }
  return m;
}

constexpr double kFar = 20;  // what holds from here on is taken to hold for ever
constexpr int kPerUnit = 200;
std::vector<Interval> where(const std::function<bool(double)>& holds) {
  std::vector<Interval> found;
  bool inside = false;
  const auto edge = [&](double a, double b) {  // between a point where it holds and one where it does not
    const bool at_a = holds(a);
    for (int i = 0; i < 60; i++) {
      const double mid = (a + b) / 2;
      (holds(mid) == at_a ? a : b) = mid;
    }
    return std::round(b * 1e6) / 1e6;
  };
  const int n = static_cast<int>(2 * kFar * kPerUnit);
  for (int i = 0; i <= n; i++) {
    const double x = -kFar + (i + 0.5) / kPerUnit, before = x - 1.0 / kPerUnit;
    const bool now = holds(x);
    if (now && !inside) found.push_back({i == 0 ? -INFINITY : edge(before, x), INFINITY});
    if (!now && inside) found.back().to = edge(before, x);
    inside = now;
  }
  std::erase_if(found, [](const Interval& i) { return i.to - i.from < 0.1; });  // where f' only changes its sign
  return found;
}
std::vector<Kink> kinks(const Subject& s) {
  std::vector<Kink> found;
  for (int i = -25 * 100; i <= 25 * 100; i++) {
    const double x = i / 100.0, e = 1e-7;
    const double left = s.df(x - e), right = s.df(x + e);
    const bool jump = std::fabs(s.f(x + e) - s.f(x - e)) > 1e-4;
    if (std::fabs(left - right) > 1e-4 || jump) found.push_back({x, left, right, s.df(x), jump});
  }
  return found;
}

double ulps(float got, double exact) {
  const float nearest = static_cast<float>(exact);
  if (std::isnan(exact) || std::isinf(nearest)) return std::isnan(got) || got == nearest ? 0 : INFINITY;
  const float a = std::fabs(nearest);
  const double step = static_cast<double>(std::nextafter(a, INFINITY)) - static_cast<double>(a);
  return std::fabs(static_cast<double>(got) - exact) / step;
}
// The worst forward error over float32 inputs spread over all bit patterns.
double worst_error(const Subject& s) {
  constexpr int64_t n = 1 << 16;
  Tensor x = empty({n}, kFloat);
  float* p = static_cast<float*>(x.data_ptr());
  for (int64_t i = 0; i < n; i++) {
    const uint32_t bits = static_cast<uint32_t>(i) * 65521u + 12345u;
    std::memcpy(p + i, &bits, sizeof bits);
    if (!std::isfinite(p[i])) p[i] = static_cast<float>(i) / 4096 - 8;
  }
  const Tensor y = s.call(x);
  const float* q = static_cast<const float*>(y.data_ptr());
  double worst = 0;
  for (int64_t i = 0; i < n; i++) worst = std::max(worst, ulps(q[i], s.f(static_cast<double>(p[i]))));
  return worst;
}

using Clock = std::chrono::steady_clock;
// The least time of one call in nanoseconds; tries for a few milliseconds.
template <class F>
double best(const F& f) {
  double least = INFINITY, spent = 0;
  for (int i = 0; i < 200 && (i < 5 || spent < 8e6); i++) {
    const auto start = Clock::now();
    f();
    const double ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    least = std::min(least, ns);
    spent += ns;
  }
  return least;
}

// What lives on when only the graph is held.
double bytes_kept(const Subject& s) {
  count_memory(true);
  Tensor x = randn(s.sizes, kFloat).requires_grad_(), y = s.call(x);
  const double n = static_cast<double>(x.numel());
  const auto node = y.grad_fn();
  x.reset();
  y.reset();
  const double bytes = static_cast<double>(memory_use().live);
  count_memory(false);
  return std::round(bytes / n * 1000) / 1000;
}

}  // namespace

Figures atlas_figures(const Subject& s) {
  Figures f;
  const Moments m = moments(s);
  f.mean = m.first / m.weight;
  if (std::fabs(f.mean) < 5e-7) f.mean = 0;
  f.variance = m.second / m.weight - f.mean * f.mean;
  f.zeros = m.zeros / m.weight;
  f.gain = std::isnan(s.gain) ? 1 / std::sqrt(m.second / m.weight) : s.gain;
  f.kinks = kinks(s);
  f.dead = where([&](double x) { return s.df(x) == 0; });
  f.saturated = where([&](double x) {
    const double d = std::fabs(s.df(x));
    return d > 0 && d < 1e-3;
  });
  f.dead_share = share(f.dead);
  f.saturated_share = share(f.saturated);
  if (s.elementwise) f.ulp = worst_error(s);
  f.kept = bytes_kept(s);

  Tensor x = randn(s.sizes, kFloat), y;
  {
    NoGradGuard off;
    f.forward_ns = best([&] { y = s.call(x); }) / static_cast<double>(x.numel());
  }
  const Tensor in = x.detach().requires_grad_(), out = s.call(in), g = randn(out.sizes(), kFloat);
  f.backward_ns = best([&] { autograd::grad({out}, {in}, {g}, true); }) / static_cast<double>(x.numel());
  return f;
}

}  // namespace rectify::cli
