// Losses of an input and a target of the same shape.
#include <cmath>

#include "autograd/elementwise.h"
#include "autograd/loss.h"

namespace rectify::api {
namespace {

// log(1 + exp(x)), which neither overflows nor loses small results.
Tensor softplus_of(const Tensor& x) {
  Tensor y;
  {
    detail::RawGuard off;
    y = x.clamp_min(0) + x.abs().neg().exp().log1p();
  }
  if (any_wants_grad(x))
    record(y, "SoftplusBackward0", {&x},
           [sx = Saved(x)](Node& self, const Tensor* in, Tensor* out) { out[0] = in[0] * sx.unpack(self).sigmoid(); });
  return y;
}
// Of integers there is no loss, as in PyTorch.
void check_pair(const char* kernel, const Tensor& x, const Tensor& target) {
  detail::check_floating(kernel, ops::result_type(x, target));
}
// The loss is written where the first operand is, whose shape the others may not widen.
void check_fits(const Tensor& to, const Tensor& other) {
  const std::vector<int64_t> shape = ops::broadcast_shapes(to.sizes(), other.sizes());
  TORCH_CHECK(to.sizes() == IntArrayRef(shape), "output with shape ", to.sizes(), " doesn't match the broadcast shape ",
              IntArrayRef(shape));
}
// The loss has the shape and the dtype of `to`, which is x or the target.
void check_result(const Tensor& x, const Tensor& target, const Tensor& to) {
  const ScalarType common = ops::result_type(x, target);
  detail::check_cast(isFloatingType(common) ? common : get_default_dtype_as_scalartype(), to.scalar_type());
  check_fits(to, to.is_same(x) ? target : x);
}
Tensor weighted(const Tensor& x, const Tensor& weight) { return weight.defined() ? x * weight : x; }

}  // namespace

Tensor l1_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  return loss::reduced((x - target).abs(), reduction);
}
Tensor mse_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  check_pair("mse_cpu", x, target);
  return loss::of_pairs(
      "MseLossBackward0", x, target, reduction,
      [](const Tensor& a, const Tensor& b) {
        const Tensor d = a - b;
        return d * d;
      },
      [](const Tensor& a, const Tensor& b) { return (a - b) * 2; },
      [](const Tensor& a, const Tensor& b) { return (b - a) * 2; });
}
Tensor huber_loss(const Tensor& x, const Tensor& target, int64_t reduction, double delta) {
  TORCH_CHECK(delta > 0, "huber_loss does not support non-positive values for delta.");
  check_pair("huber_cpu", x, target);
  detail::check_cast(ops::result_type(x, target), x.scalar_type());
  return loss::of_pairs(
      "HuberLossBackward0", x, target, reduction,
      [delta](const Tensor& a, const Tensor& b) {
        const Tensor d = (a - b).abs();
        return where(d.le(delta), d * d * 0.5, (d - 0.5 * delta) * delta).to(a.scalar_type());
      },
      [delta](const Tensor& a, const Tensor& b) { return (a - b).clamp(Scalar(-delta), Scalar(delta)); },
      [delta](const Tensor& a, const Tensor& b) { return (b - a).clamp(Scalar(-delta), Scalar(delta)); });
}
Tensor smooth_l1_loss(const Tensor& x, const Tensor& target, int64_t reduction, double beta) {
  TORCH_CHECK(beta >= 0, "smooth_l1_loss does not support negative values for beta.");
  check_pair("smooth_l1_cpu", x, target);
  if (beta == 0) return l1_loss(x, target, reduction);
  return loss::of_pairs(
      "SmoothL1LossBackward0", x, target, reduction,
      [beta](const Tensor& a, const Tensor& b) {
        const Tensor d = (a - b).abs();
        return where(d.lt(beta), d * d * 0.5 / beta, d - 0.5 * beta);
      },
      [beta](const Tensor& a, const Tensor& b) { return ((a - b) / beta).clamp(Scalar(-1), Scalar(1)); },
      [beta](const Tensor& a, const Tensor& b) { return ((b - a) / beta).clamp(Scalar(-1), Scalar(1)); });
}

Tensor binary_cross_entropy(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction) {
  detail::check_no_grad("binary_cross_entropy", "weight", weight);
  TORCH_CHECK(x.scalar_type() == target.scalar_type(), "Found dtype ", toString(target.scalar_type()), " but expected ",
              toString(x.scalar_type()));
  detail::check_floating("binary_cross_entropy", x.scalar_type());
  check_fits(x, target);
  TORCH_CHECK(x.ge(0).logical_and(x.le(1)).all().item<bool>(), "all elements of input should be between 0 and 1");
  return loss::of_pairs(
      "BinaryCrossEntropyBackward0", x, target, reduction,
      [&](const Tensor& p, const Tensor& t) {
        return weighted((t - 1) * p.neg().log1p().clamp_min(-100) - t * p.log().clamp_min(-100), weight);
      },
      [weight](const Tensor& p, const Tensor& t) {
        return weighted((p - t) / ((1 - p) * p).clamp_min(1e-12f), weight);
      },
      [weight](const Tensor& p, const Tensor&) {
        return weighted(p.neg().log1p().clamp_min(-100) - p.log().clamp_min(-100), weight);
      });
}
Tensor binary_cross_entropy_with_logits(const Tensor& x, const Tensor& target, const Tensor& weight,
                                        const Tensor& pos_weight, int64_t reduction) {
  detail::check_no_grad("binary_cross_entropy_with_logits", "weight", weight);
  detail::check_no_grad("binary_cross_entropy_with_logits", "pos_weight", pos_weight);
  check_result(x, target, target);
  return loss::of_pairs(
      "BinaryCrossEntropyWithLogitsBackward0", x, target, reduction,
      [&](const Tensor& z, const Tensor& t) {
        const Tensor cost = softplus_of(z.neg());
        return weighted((1 - t) * z + (pos_weight.defined() ? ((pos_weight - 1) * t + 1) * cost : cost), weight);
      },
      [weight, pos_weight](const Tensor& z, const Tensor& t) {
        if (!pos_weight.defined()) return weighted(z.sigmoid() - t, weight);
        const Tensor positive = pos_weight * t;
        return weighted((positive + 1 - t) * z.sigmoid() - positive, weight);
      },
      [weight, pos_weight](const Tensor& z, const Tensor&) {
        if (!pos_weight.defined()) return weighted(z.neg(), weight);
        return weighted(pos_weight * softplus_of(z.neg()) - softplus_of(z), weight);
      });
}

Tensor kl_div(const Tensor& x, const Tensor& target, int64_t reduction, bool log_target) {
  TORCH_CHECK(!isIntegralType(x.scalar_type(), true) && !isIntegralType(target.scalar_type(), true),
              "kl_div: Integral inputs not supported.");
  return loss::reduced(log_target ? target.exp() * (target - x) : xlogy(target, target) - target * x, reduction);
}
Tensor soft_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  detail::check_no_grad("soft_margin_loss", "target", target);
  check_result(x, target, x);
  return loss::reduced(softplus_of(x.neg() * target).to(x.scalar_type()), reduction);
}
Tensor hinge_embedding_loss(const Tensor& x, const Tensor& target, double margin, int64_t reduction) {
  const Tensor zero = zeros_like(x);
  return loss::reduced(where(target.ne(1), (margin - x).clamp_min(0), zero) + where(target.ne(-1), x, zero), reduction);
}
Tensor margin_ranking_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin, int64_t reduction) {
  return loss::reduced((target.neg() * (a - b) + margin).clamp_min(0), reduction);
}
Tensor poisson_nll_loss(const Tensor& x, const Tensor& target, bool log_input, bool full, double eps,
                        int64_t reduction) {
  Tensor y = log_input ? x.exp() - target * x : x - target * (x + eps).log();
  if (full) {
    const Tensor stirling = target * target.log() - target + (target * (2 * M_PI)).log() * 0.5;
    y = y + stirling.masked_fill(target.le(1), 0).to(y.scalar_type());
  }
  return loss::reduced(y, reduction);
}

}  // namespace rectify::api
