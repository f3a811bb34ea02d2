#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>
#include <rectify/optim/lbfgs.h>

#include <algorithm>
#include <cmath>

namespace rectify::optim {
namespace {

double number(const Tensor& t) { return t.item().toDouble(); }
double product(const Tensor& a, const Tensor& b) { return number(a.dot(b)); }
double greatest(const Tensor& t) { return t.numel() ? number(t.abs().max()) : 0; }

// A point of the line search: length, loss, gradient and its slope along the direction.
struct Point {
  double t = 0, f = 0;
  Tensor g;
  double slope = 0;
};
// The minimum of the cubic through two points with their slopes, inside [low, high].
double cubic_minimum(const Point& a, const Point& b, double low, double high) {
  const double d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t), square = d1 * d1 - a.slope * b.slope;
  if (square < 0) return (low + high) / 2;
  const double d2 = std::sqrt(square);
  const double t = a.t <= b.t ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
                              : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return std::min(std::max(t, low), high);
}
// A length that meets the strong Wolfe conditions, or the best found in 25 evaluations.
template <class Evaluate>
Point strong_wolfe(const Evaluate& evaluate, const Point& start, double t, double reach, double tolerance,
                   int64_t& evaluations) {
  constexpr double kArmijo = 1e-4, kCurvature = 0.9;
  constexpr int kMost = 25;
  auto too_high = [&](const Point& p) { return p.f > start.f + kArmijo * p.t * start.slope; };
  auto flat = [&](const Point& p) { return std::abs(p.slope) <= -kCurvature * start.slope; };
  Point before = start, now = evaluate(t);
  evaluations = 1;
  std::vector<Point> bracket;
  bool done = false;
  int count = 0;
  for (; count < kMost; count++) {
    if (too_high(now) || (count > 1 && now.f >= before.f) || (!flat(now) && now.slope >= 0)) {
      bracket = {before, now};
      break;
    }
    if (flat(now)) {
      bracket = {now};
      done = true;
      break;
    }
    const double next = cubic_minimum(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
    before = now;
    now = evaluate(next);
    evaluations++;
  }
  if (count == kMost) bracket = {start, now};

  bool little_progress = false;
  size_t low = bracket.front().f <= bracket.back().f ? 0 : 1, high = 1 - low;
  if (bracket.size() == 1) low = 0;
  for (; !done && count < kMost; count++) {
    const double least = std::min(bracket[0].t, bracket[1].t), most = std::max(bracket[0].t, bracket[1].t);
    if ((most - least) * reach < tolerance) break;
    double next = cubic_minimum(bracket[0], bracket[1], least, most);
    // close to an end twice in a row: a tenth away from it
    const double margin = 0.1 * (most - least);
    if (std::min(most - next, next - least) < margin) {
      if (little_progress || next >= most || next <= least) {
        next = std::abs(next - most) < std::abs(next - least) ? most - margin : least + margin;
        little_progress = false;
      } else {
        little_progress = true;
      }
    } else {
      little_progress = false;
    }
    now = evaluate(next);
    evaluations++;
    if (too_high(now) || now.f >= bracket[low].f) {
      bracket[high] = now;
      low = bracket[0].f <= bracket[1].f ? 0 : 1;
      high = 1 - low;
    } else {
      if (flat(now))
        done = true;
      else if (now.slope * (bracket[high].t - bracket[low].t) >= 0)
        bracket[high] = bracket[low];
      bracket[low] = now;
    }
  }
  return bracket[low];
}

}  // namespace

LBFGS::LBFGS(std::vector<OptimizerParamGroup> groups, LBFGSOptions defaults)
    : Optimizer(std::move(groups), std::make_unique<LBFGSOptions>(defaults)) {
  TORCH_CHECK(param_groups_.size() == 1, "LBFGS doesn't support per-parameter options (parameter groups)");
  if (!defaults.max_eval()) {
    const int64_t most = defaults.max_iter() * 5 / 4;
    static_cast<LBFGSOptions&>(param_groups_[0].options()).max_eval(most);
    static_cast<LBFGSOptions&>(*defaults_).max_eval(most);
  }
}
Tensor LBFGS::flat_gradient() {
  std::vector<Tensor> parts;
  for (const auto& p : param_groups_[0].params())
    parts.push_back(p.grad().defined() ? p.grad().detach().reshape(-1) : zeros({p.numel()}, p.options()));
  return cat(parts);
}
void LBFGS::move(double length, const Tensor& direction) {
  int64_t at = 0;
  for (const auto& p : param_groups_[0].params()) {
    p.add_(direction.slice(0, at, at + p.numel()).view_as(p), length);
    at += p.numel();
  }
}

Tensor LBFGS::step(LossClosure closure) {
  TORCH_CHECK(closure != nullptr, "LBFGS requires a closure function");
  rectify::detail::RawGuard off;
  const auto& o = static_cast<const LBFGSOptions&>(param_groups_[0].options());
  TORCH_CHECK(!o.line_search_fn() || *o.line_search_fn() == "strong_wolfe", "only 'strong_wolfe' is supported");
  auto& params = param_groups_[0].params();
  TORCH_CHECK(!params.empty(), "LBFGS has no parameter");
  auto& s = state_of<LBFGSParamState>(params[0], 0);

  const Tensor first = evaluate(closure);
  double loss = number(first);
  int64_t evaluations = 1;
  s.func_evals(s.func_evals() + 1);
  Tensor g = flat_gradient();
  if (greatest(g) <= o.tolerance_grad()) return first;

  Tensor d = s.d();
  double t = s.t();
  for (int64_t n = 1; n <= o.max_iter(); n++) {
    s.n_iter(s.n_iter() + 1);
    if (s.n_iter() == 1) {
      d = g.neg();
      s.H_diag(ones({}, g.options()));
      s.old_dirs().clear();
      s.old_stps().clear();
      s.ro().clear();
    } else {
      const Tensor y = g - s.prev_flat_grad(), moved = d * t, ys = y.dot(moved);
      if (number(ys) > 1e-10) {
        if (static_cast<int64_t>(s.old_dirs().size()) == o.history_size()) {
          s.old_dirs().pop_front();
          s.old_stps().pop_front();
          s.ro().pop_front();
        }
        s.old_dirs().push_back(y);
        s.old_stps().push_back(moved);
        s.ro().push_back(ys.reciprocal());
        s.H_diag(ys / y.dot(y));
      }
      // the two loops that multiply the gradient by the inverse Hessian's estimate
      const size_t known = s.old_dirs().size();
      std::vector<Tensor> alpha(known);
      d = g.neg();
      for (size_t i = known; i-- > 0;) {
        alpha[i] = s.old_stps()[i].dot(d) * s.ro()[i];
        d = d - s.old_dirs()[i] * alpha[i];
      }
      d = d * s.H_diag();
      for (size_t i = 0; i < known; i++) d = d + s.old_stps()[i] * (alpha[i] - s.old_dirs()[i].dot(d) * s.ro()[i]);
    }
    s.prev_flat_grad(g.clone());
    s.prev_loss(loss);
    t = s.n_iter() == 1 ? std::min(1.0, 1 / number(g.abs().sum())) * o.lr() : o.lr();
    const double slope = product(g, d);
    if (slope > -o.tolerance_change()) break;

    int64_t used = 0;
    bool settled = false;
    if (o.line_search_fn()) {
      std::vector<Tensor> origin;
      for (const auto& p : params) origin.push_back(p.detach().clone());
      auto back = [&] {
        for (size_t i = 0; i < params.size(); i++) params[i].copy_(origin[i]);
      };
      auto at = [&](double length) {
        move(length, d);
        Point p{length, number(evaluate(closure)), flat_gradient(), 0};
        back();
        p.slope = product(p.g, d);
        return p;
      };
      const Point found = strong_wolfe(at, {0, loss, g.clone(), slope}, t, greatest(d), o.tolerance_change(), used);
      t = found.t;
      loss = found.f;
      g = found.g;
      move(t, d);
      settled = greatest(g) <= o.tolerance_grad();
    } else {
      move(t, d);
      if (n != o.max_iter()) {
        loss = number(evaluate(closure));
        g = flat_gradient();
        settled = greatest(g) <= o.tolerance_grad();
        used = 1;
      }
    }
    evaluations += used;
    s.func_evals(s.func_evals() + used);
    if (n == o.max_iter() || evaluations >= *o.max_eval() || settled || greatest(d * t) <= o.tolerance_change() ||
        std::abs(loss - s.prev_loss()) < o.tolerance_change())
      break;
  }
  s.d(d);
  s.t(t);
  return first;
}

}  // namespace rectify::optim
