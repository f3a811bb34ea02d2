#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/random.h>

#include <cmath>

namespace rectify::autograd {
namespace {

variable_list differentiable(const variable_list& ts) {
  variable_list list;
  for (const Tensor& t : ts)
    if (wants_grad(t)) list.push_back(t);
  return list;
}

// sum over outputs of sum(weight * output), in float64, without recording.
double weighted_sum(const variable_list& outputs, const variable_list& weights) {
  double s = 0;
  for (size_t i = 0; i < outputs.size(); i++) {
    Tensor y = outputs[i].contiguous(), w = weights[i].contiguous();
    for (int64_t k = 0; k < y.numel(); k++) s += y.data_ptr<double>()[k] * w.data_ptr<double>()[k];
  }
  return s;
}

}  // namespace

bool gradcheck(const std::function<variable_list(const variable_list&)>& f, const variable_list& inputs, double eps,
               double atol, double rtol) {
  variable_list tracked = differentiable(inputs);
  TORCH_CHECK_VALUE(
      !tracked.empty(),
      "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.");
  for (const Tensor& t : tracked)
    TORCH_CHECK_VALUE(t.scalar_type() == kDouble && t.is_contiguous(),
                      "gradcheck expects contiguous inputs of double precision");
  variable_list outputs = differentiable(f(inputs));
  TORCH_CHECK_VALUE(!outputs.empty(), "gradcheck: no output requires gradient");
  auto outputs_now = [&] {
    AutoGradMode on(true);
    return differentiable(f(inputs));
  };
  // Each output element would need a backward of its own; a few fixed pseudo-random weightings test them together.
  for (int round = 0; round < 2; round++) {
    variable_list weights;
    double phase = 0.5 + round;
    for (const Tensor& y : outputs) {
      Tensor w = new_tensor(y.sizes(), kDouble);
      for (int64_t k = 0; k < w.numel(); k++) w.data_ptr<double>()[k] = 1.5 * std::sin(phase += 1.618033988749895);
      weights.push_back(w);
    }
    variable_list analytic = grad(outputs, tracked, weights, true, false, true);
    for (size_t i = 0; i < tracked.size(); i++) {
      TORCH_CHECK(!analytic[i].defined() || analytic[i].sizes() == tracked[i].sizes(),
                  "gradcheck: the gradient of input ", i, " has shape ", analytic[i].sizes(), " where the input has ",
                  tracked[i].sizes());
      Tensor g = analytic[i].defined() ? analytic[i].detach().contiguous() : zeros(tracked[i].sizes(), kDouble);
      TORCH_CHECK(g.scalar_type() == kDouble, "gradcheck: the gradient of input ", i, " is of type ",
                  toString(g.scalar_type()));
      double* x = tracked[i].data_ptr<double>();
      for (int64_t k = 0; k < tracked[i].numel(); k++) {
        double before = x[k];
        x[k] = before + eps;
        double up = weighted_sum(outputs_now(), weights);
        x[k] = before - eps;
        double down = weighted_sum(outputs_now(), weights);
        x[k] = before;
        double numeric = (up - down) / (2 * eps), got = g.data_ptr<double>()[k];
        TORCH_CHECK(std::abs(got - numeric) <= atol + rtol * std::abs(numeric), "Jacobian mismatch for input ", i,
                    " at element ", k, ": numerical ", numeric, ", analytical ", got);
      }
    }
  }
  return true;
}

bool gradgradcheck(const std::function<variable_list(const variable_list&)>& f, const variable_list& inputs, double eps,
                   double atol, double rtol) {
  variable_list tracked = differentiable(inputs), outputs = differentiable(f(inputs)), all = inputs;
  double phase = 0.25;
  for (const Tensor& y : outputs) {
    Tensor w = new_tensor(y.sizes(), kDouble);
    for (int64_t k = 0; k < w.numel(); k++) w.data_ptr<double>()[k] = std::cos(phase += 1.618033988749895);
    all.push_back(w.requires_grad_());
  }
  auto first = [&](const variable_list& xs) {
    variable_list own(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(inputs.size())),
        weights(xs.begin() + static_cast<std::ptrdiff_t>(inputs.size()), xs.end());
    variable_list made = grad(differentiable(f(own)), differentiable(own), weights, true, true, true), result;
    for (const Tensor& g : made)
      if (g.defined()) result.push_back(g);
    return result;
  };
  return gradcheck(first, all, eps, atol, rtol);
}

}  // namespace rectify::autograd
