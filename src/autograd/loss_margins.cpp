// Losses of vectors: distances between them, and margins between classes.
#include <algorithm>
#include <vector>

#include "autograd/elementwise.h"
#include "autograd/loss.h"

namespace rectify::api {
namespace {

Tensor distance(const Tensor& a, const Tensor& b, double p, double eps) {
  return norm(a - b + eps, optional<Scalar>(p), {-1});
}
// Rows of classes with their targets: [C] or [N, C].
struct Rows {
  int64_t count, classes;
};
Rows rows_of(const Tensor& x) {
  TORCH_CHECK((x.dim() == 2 && x.size(1) != 0) || (x.dim() == 1 && x.size(0) != 0) || x.dim() == 0,
              "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ", x.sizes());
  return {x.dim() == 2 ? x.size(0) : 1, x.dim() == 0 ? 1 : x.size(-1)};
}

// y = sum over `pairs` of weight * max(0, margin - x[right] + x[wrong])^power, for each row or reduced. The pairs are
// found once; the gradient is theirs again.
struct Pair {
  int64_t row, right, wrong;
  double weight;
};
Tensor of_margins(const Tensor& x, const Rows& r, std::vector<Pair> pairs, double margin, int power,
                  int64_t reduction) {
  loss::check_reduction(reduction);
  const int64_t n = static_cast<int64_t>(pairs.size());
  Tensor row = new_tensor({n}, kLong), right = new_tensor({n}, kLong), wrong = new_tensor({n}, kLong),
         weight = new_tensor({n}, kDouble);
  for (int64_t i = 0; i < n; i++) {
    const Pair& p = pairs[i];
    row.data_ptr<int64_t>()[i] = p.row;
    right.data_ptr<int64_t>()[i] = p.row * r.classes + p.right;
    wrong.data_ptr<int64_t>()[i] = p.row * r.classes + p.wrong;
    weight.data_ptr<double>()[i] = p.weight / static_cast<double>(r.classes);
  }
  weight = weight.to(x.scalar_type());
  const Tensor flat = x.reshape({-1});
  const Tensor d = margin - flat.index_select(0, right) + flat.index_select(0, wrong);
  const Tensor over = where(d.gt(0), d, zeros_like(d));  // the slope at the kink is 0
  const Tensor cost = (power == 1 ? over : over * over) * weight;
  if (reduction == Reduction::None) {
    const Tensor each = zeros({r.count}, x.scalar_type()).index_add(0, row, cost);
    return x.dim() == 2 ? each : each.reshape({});
  }
  const Tensor sum = cost.sum();
  return reduction == Reduction::Sum ? sum : sum / static_cast<double>(r.count);
}

}  // namespace

Tensor cosine_embedding_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin, int64_t reduction) {
  const int64_t d = target.dim();
  TORCH_CHECK(d <= 1, "0D or 1D target tensor expected, multi-target not supported");
  TORCH_CHECK(a.dim() == d + 1, d, "D target tensor expects ", d + 1, "D input tensors, but found inputs with sizes ",
              a.sizes(), " and ", b.sizes(), ".");
  constexpr double eps = 1e-12;
  const Tensor cosine = (a * b).sum(d) / (((a * a).sum(d) + eps) * ((b * b).sum(d) + eps)).sqrt(),
               zero = zeros_like(cosine);
  return loss::reduced(
      where(target.eq(1), 1 - cosine, zero) + where(target.eq(-1), (cosine - margin).clamp_min(0), zero), reduction);
}
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative, double margin,
                           double p, double eps, bool swap, int64_t reduction) {
  TORCH_CHECK(anchor.dim() == positive.dim() && positive.dim() == negative.dim(),
              "All inputs should have same dimension but got ", anchor.dim(), "D, ", positive.dim(), "D and ",
              negative.dim(), "D inputs.");
  const Tensor near = distance(anchor, positive, p, eps);
  Tensor far = distance(anchor, negative, p, eps);
  if (swap) far = minimum(far, distance(positive, negative, p, eps));
  return loss::reduced((margin + near - far).clamp_min(0), reduction);
}

Tensor multi_margin_loss(const Tensor& x, const Tensor& target, const Scalar& p, const Scalar& margin,
                         const Tensor& weight, int64_t reduction) {
  detail::check_no_grad("multi_margin_loss", "weight", weight);
  const int64_t power = p.to<int64_t>();
  TORCH_CHECK(power == 1 || power == 2, "only p == 1 and p == 2 supported");
  const Rows r = rows_of(x);
  detail::check_floating("multi_margin_loss_cpu_kernel", x.scalar_type());
  TORCH_CHECK(target.dim() <= 1 && target.numel() == r.count, "inconsistent target size, got: ", target.sizes());
  TORCH_CHECK(target.scalar_type() == kLong, "expected scalar type Long but found ", toString(target.scalar_type()));
  TORCH_CHECK(!weight.defined() || (weight.dim() <= 1 && weight.numel() == r.classes),
              "inconsistent weight size, got: ", weight.defined() ? weight.sizes() : IntArrayRef());
  const Tensor t = target.contiguous(), w = weight.defined() ? weight.detach().to(kDouble).contiguous() : Tensor();
  std::vector<Pair> pairs;
  for (int64_t i = 0; i < r.count; i++) {
    const int64_t k = t.data_ptr<int64_t>()[i];
    TORCH_CHECK(k >= 0 && k < r.classes, "target out of range");
    for (int64_t c = 0; c < r.classes; c++)
      if (c != k) pairs.push_back({i, k, c, w.defined() ? w.data_ptr<double>()[k] : 1});
  }
  return of_margins(x, r, std::move(pairs), margin.to<double>(), static_cast<int>(power), reduction);
}
Tensor multilabel_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  const Rows r = rows_of(x);
  TORCH_CHECK(target.dim() <= 2 &&
                  (x.dim() == 2 ? target.sizes().equals(x.sizes()) : target.dim() <= 1 && target.numel() == r.classes),
              "inconsistent size ", target.sizes(), " for argument #2 'target'");
  detail::check_floating("multilabel_margin_loss_forward_out_frame", x.scalar_type());
  TORCH_CHECK(target.scalar_type() == kLong, "expected scalar type Long but found ", toString(target.scalar_type()));
  const Tensor t = target.contiguous();
  const int64_t* labels = t.data_ptr<int64_t>();
  for (int64_t i = 0; i < t.numel(); i++)
    TORCH_CHECK(labels[i] >= -1 && labels[i] < r.classes, "argument #2 'target' is out of range");
  std::vector<Pair> pairs;
  for (int64_t i = 0; i < r.count; i++, labels += r.classes) {
    const int64_t* end = std::find(labels, labels + r.classes, -1);
    for (const int64_t* k = labels; k != end; k++)
      for (int64_t c = 0; c < r.classes; c++)
        if (std::find(labels, end, c) == end) pairs.push_back({i, *k, c, 1});
  }
  return of_margins(x, r, std::move(pairs), 1, 1, reduction);
}

}  // namespace rectify::api
