// Connectionist temporal classification (Graves et al. 2006): forward and backward variables in logarithms.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "autograd/loss.h"

namespace rectify::api {
namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();  // the logarithm of 0

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNone ? a : a + std::log1p(std::exp(b - a));
}

struct Sample {
  const double* log_p;  // [T, ...]: the logarithms for time t begin at log_p + t * step
  int64_t step, time, classes;
  std::vector<int64_t> path;  // the target with blanks around and between its labels
};
// from[t][s]: the logarithm of all ways to be at path[s] at time t, counted from the beginning, or from the end.
std::vector<double> ways(const Sample& a, int64_t blank, bool from_end) {
  const int64_t n = static_cast<int64_t>(a.path.size());
  std::vector<double> w(a.time * n, kNone);
  const auto label = [&](int64_t s) { return a.path[from_end ? n - 1 - s : s]; };
  for (int64_t k = 0; k < a.time; k++) {
    const int64_t t = from_end ? a.time - 1 - k : k, before = from_end ? t + 1 : t - 1;
    for (int64_t s = 0; s < n; s++) {
      const auto at = [&](int64_t time, int64_t i) -> double& { return w[time * n + (from_end ? n - 1 - i : i)]; };
      double sum = kNone;
      if (k == 0)
        sum = s <= 1 ? 0 : kNone;
      else {
        sum = at(before, s);
        if (s > 0) sum = log_add(sum, at(before, s - 1));
        if (s > 1 && label(s) != blank && label(s) != label(s - 2)) sum = log_add(sum, at(before, s - 2));
      }
      at(t, s) = sum + a.log_p[t * a.step + label(s)];
    }
  }
  return w;
}
// The negative logarithm of the target's probability; `grad` [T, C] receives its derivative, as libtorch defines it
// (that of the whole with log_softmax before it).
double solve(const Sample& a, int64_t blank, double* grad, int64_t grad_step) {
  const int64_t n = static_cast<int64_t>(a.path.size());
  const std::vector<double> forward = ways(a, blank, false);
  double total = a.time == 0 ? (n == 1 ? 0 : kNone) : forward[a.time * n - 1];
  if (a.time > 0 && n > 1) total = log_add(total, forward[a.time * n - 2]);
  if (!grad) return -total;
  const std::vector<double> back = ways(a, blank, true);
  std::vector<double> through(a.classes);
  for (int64_t t = 0; t < a.time; t++) {
    std::fill(through.begin(), through.end(), kNone);
    for (int64_t s = 0; s < n; s++)
      through[a.path[s]] = log_add(through[a.path[s]], forward[t * n + s] + back[t * n + s]);
    for (int64_t c = 0; c < a.classes; c++) {
      const double p = a.log_p[t * a.step + c];
      grad[t * grad_step + c] = std::exp(p) - std::exp(through[c] - total - p);
    }
  }
  return -total;
}

}  // namespace

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, IntArrayRef input_lengths, IntArrayRef target_lengths,
                int64_t blank, int64_t reduction, bool zero_infinity) {
  loss::check_reduction(reduction);
  TORCH_CHECK(log_probs.dim() == 2 || log_probs.dim() == 3, "Expected tensor to have 3 dimensions, but got ",
              log_probs.dim(), " dimensions (while checking arguments for ctc_loss)");
  TORCH_CHECK(isIntegralType(targets.scalar_type(), false), "targets must be integral");
  const bool batched = log_probs.dim() == 3;
  const int64_t time = log_probs.size(0), batch = batched ? log_probs.size(1) : 1, classes = log_probs.size(-1);
  TORCH_CHECK(blank >= 0 && blank < classes, "blank must be in label range");
  TORCH_CHECK(static_cast<int64_t>(input_lengths.size()) == batch, "input_lengths must be of size batch_size");
  TORCH_CHECK(static_cast<int64_t>(target_lengths.size()) == batch, "target_lengths must be of size batch_size");
  const Tensor p = log_probs.detach().to(kDouble).contiguous(), t = targets.to(kLong).contiguous();
  const int64_t* labels = t.data_ptr<int64_t>();
  const bool joined = t.dim() == 1;
  TORCH_CHECK(joined || (t.dim() == 2 && t.size(0) == batch), "Expected targets of shape (N, S), but got ", t.sizes());
  std::vector<Sample> samples;
  int64_t at = 0;
  for (int64_t b = 0; b < batch; b++) {
    const int64_t length = target_lengths[b];
    TORCH_CHECK(length >= 0, "Expected target_lengths to have value at least 0, but got value ", length,
                " (while checking arguments for ctc_loss)");
    TORCH_CHECK(input_lengths[b] >= 0 && input_lengths[b] <= time, "Expected input_lengths to have value at most ",
                time, ", but got value ", input_lengths[b], " (while checking arguments for ctc_loss)");
    const int64_t first = joined ? at : b * t.size(1);
    TORCH_CHECK(first + length <= t.numel() && (joined || length <= t.size(1)),
                "Expected tensor to have size at least ", length, " at dimension 1, but got size ", t.sizes(),
                " for argument #2 'targets' (while checking arguments for ctc_loss)");
    Sample s{p.data_ptr<double>() + b * classes, batch * classes, input_lengths[b], classes, {blank}};
    for (int64_t i = 0; i < length; i++) {
      const int64_t label = labels[first + i];
      TORCH_CHECK(label >= 0 && label < classes, "Expected targets between 0 and ", classes - 1, ", but got ", label);
      s.path.push_back(label);
      s.path.push_back(blank);
    }
    at += length;
    samples.push_back(std::move(s));
  }
  const bool recorded = any_wants_grad(log_probs);
  Tensor each = new_tensor({batch}, kDouble), grad, scale = new_tensor({batch}, kDouble);
  if (recorded) grad = zeros(p.sizes(), kDouble);
  for (int64_t b = 0; b < batch; b++) {
    double* into = recorded ? grad.data_ptr<double>() + b * classes : nullptr;
    double cost = solve(samples[b], blank, into, batch * classes);
    if (zero_infinity && std::isinf(cost)) {
      cost = 0;
      for (int64_t k = 0; into && k < samples[b].time; k++) std::fill_n(into + k * batch * classes, classes, 0.0);
    }
    each.data_ptr<double>()[b] = cost;
    scale.data_ptr<double>()[b] =
        reduction == Reduction::Mean ? 1.0 / static_cast<double>(std::max<int64_t>(target_lengths[b], 1) * batch) : 1.0;
  }
  Tensor y = (each * scale).to(log_probs.scalar_type());
  if (reduction != Reduction::None)
    y = y.sum();
  else if (!batched)
    y = y.squeeze(0);
  if (recorded)
    record(y, "CtcLossBackward0", {&log_probs},
           [grad, scale, batched, type = log_probs.scalar_type()](Node&, const Tensor* in, Tensor* out) {
             TORCH_CHECK_NOT_IMPLEMENTED(!GradMode::is_enabled(),
                                         "derivative for aten::_ctc_loss_backward is not implemented");
             const Tensor g = (in[0].to(kDouble) * scale).unsqueeze(-1);
             out[0] = (batched ? grad * g : grad * g.reshape({1, 1})).to(type);
           });
  return y;
}
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, int64_t blank, int64_t reduction, bool zero_infinity) {
  const auto list = [](const Tensor& lengths, const char* what) {
    TORCH_CHECK(isIntegralType(lengths.scalar_type(), false), what, " must be integral");
    const Tensor t = lengths.to(kLong).contiguous();
    return std::vector<int64_t>(t.data_ptr<int64_t>(), t.data_ptr<int64_t>() + t.numel());
  };
  return ctc_loss(log_probs, targets, list(input_lengths, "input_lengths"), list(target_lengths, "target_lengths"),
                  blank, reduction, zero_infinity);
}

}  // namespace rectify::api
