#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/reduce.h>

#include <cmath>

#include "autograd/elementwise.h"
#include "autograd/loss.h"
#include "kernels/dense.h"
#include "ops/elementwise.h"

namespace rectify::api {
namespace {

bool in_range(int64_t t, int64_t classes) {
  TORCH_CHECK_INDEX(t >= 0 && t < classes, "Target ", t, " is out of bounds.");
  return true;
}

// Mean or sum of cross-entropies of float32 rows: forward keeps the probabilities, backward is one pass.
Tensor cross_entropy_rows(const Tensor& z, const Tensor& target, int64_t reduction, int64_t ignore_index) {
  int64_t n = z.size(0), classes = z.size(1), count = 0;
  Tensor x = ops::contiguous(z), t = ops::contiguous(target);
  Tensor p = new_tensor(x.sizes(), kFloat), log_sum = new_tensor({n}, kFloat);
  const float* logits = static_cast<const float*>(x.data_ptr());
  const int64_t* at = static_cast<const int64_t*>(t.data_ptr());
  float* sums = static_cast<float*>(log_sum.data_ptr());
  float* probabilities = static_cast<float*>(p.data_ptr());
  kernels::softmax_rows(logits, probabilities, sums, n, classes);
  double loss = 0;
  for (int64_t r = 0; r < n; r++)
    if (at[r] != ignore_index && in_range(at[r], classes)) {
      // From the probability while it has its digits: the logarithm of the sum has few beside huge logits.
      const float p_target = probabilities[r * classes + at[r]];
      loss += p_target > 1e-30f ? -std::log(static_cast<double>(p_target))
                                : static_cast<double>(sums[r]) - static_cast<double>(logits[r * classes + at[r]]);
      count++;
    }
  if (reduction == Reduction::Mean) loss /= static_cast<double>(count);
  Tensor y = new_tensor({}, kFloat);
  *static_cast<float*>(y.data_ptr()) = static_cast<float>(loss);
  if (any_wants_grad(z))
    record(y, "NllLossBackward0", {&z},
           [sz = Saved(z), p, t, ignore_index,
            scale = reduction == Reduction::Mean ? 1.0f / static_cast<float>(count) : 1.0f](
               Node& self, const Tensor* in, Tensor* out) {
             Tensor logits = sz.unpack(self);
             const int64_t* at = static_cast<const int64_t*>(t.data_ptr());
             int64_t n = p.size(0), classes = p.size(1);
             if (GradMode::is_enabled()) {
               Tensor keep = t.ne(ignore_index),
                      one_hot = zeros({n, classes}).scatter_(1, t.masked_fill(keep.logical_not(), 0).unsqueeze(1), 1);
               out[0] =
                   ((softmax(logits, 1) - one_hot) * (in[0] * scale)).masked_fill(keep.logical_not().unsqueeze(1), 0);
               return;
             }
             Tensor g = new_tensor(p.sizes(), kFloat);
             float s = in[0].item<float>() * scale;
             const float* from = static_cast<const float*>(p.data_ptr());
             float* to = static_cast<float*>(g.data_ptr());
             for (int64_t r = 0; r < n; r++, from += classes, to += classes) {
               float row = at[r] == ignore_index ? 0 : s;
               for (int64_t c = 0; c < classes; c++) to[c] = from[c] * row;
               if (row != 0) to[at[r]] -= row;
             }
             out[0] = g;
           });
  return y;
}

}  // namespace

Tensor nll_loss(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction, int64_t ignore_index) {
  loss::check_reduction(reduction);
  TORCH_CHECK(x.dim() > 0, "input tensor should be 1D or more");
  int64_t class_dim = x.dim() == 1 ? 0 : 1, classes = x.size(class_dim);
  TORCH_CHECK(x.dim() > 2 || target.dim() <= 1, "0D or 1D target tensor expected, multi-target not supported");
  if (x.dim() > 1) {
    TORCH_CHECK(target.dim() > 0 && x.size(0) == target.size(0), "size mismatch (got input: ", x.sizes(),
                ", target: ", target.sizes(), ")");
    TORCH_CHECK(x.dim() != 4 || target.dim() == 3,
                "only batches of spatial targets supported (3D tensors) but got targets of dimension: ", target.dim());
    std::vector<int64_t> want = x.sizes().vec();
    want.erase(want.begin() + 1);
    TORCH_CHECK(x.dim() != 4 || target.sizes() == IntArrayRef(want), "size mismatch (got input: ", x.sizes(),
                " , target: ", target.sizes());
    TORCH_CHECK(target.sizes() == IntArrayRef(want), "Expected target size ", IntArrayRef(want), ", got ",
                target.sizes());
  } else {
    TORCH_CHECK(target.dim() == 0 || (target.numel() == 1 && classes == 1), "size mismatch (got input: ", x.sizes(),
                ", target: ", target.sizes(), ")");
  }
  TORCH_CHECK(
      !weight.defined() || (weight.dim() == 1 && weight.numel() == classes),
      "weight tensor should be defined either for all ", classes,
      " classes or no classes but got weight tensor of shape: ", weight.defined() ? weight.sizes() : IntArrayRef());
  TORCH_CHECK(target.scalar_type() == kLong || target.scalar_type() == kByte, "expected scalar type Long but found ",
              toString(target.scalar_type()));
  detail::check_floating(x.dim() > 2 ? "nll_loss2d_forward_out_frame" : "nll_loss_out_frame", x.scalar_type());
  Tensor t = target.to(kLong).reshape(x.dim() == 1 ? IntArrayRef() : target.sizes()).contiguous();
  for (int64_t k = 0; k < t.numel(); k++)
    t.data_ptr<int64_t>()[k] == ignore_index || in_range(t.data_ptr<int64_t>()[k], classes);
  Tensor y, safe, w, at;
  {
    detail::RawGuard off;
    Tensor keep = t.ne(ignore_index), drop = keep.logical_not();
    safe = t.masked_fill(drop, 0);
    w = keep.to(x.scalar_type());
    if (weight.defined()) w = w * weight.index({safe});
    at = x.dim() == 1 ? safe.reshape({1}) : safe.unsqueeze(class_dim);
    Tensor picked = x.gather(class_dim, at).reshape(t.sizes());
    // an ignored element's log-probability may be infinite: it counts as 0, not as 0 times infinity
    y = (-picked).masked_fill(drop, 0) * w;
    if (reduction == Reduction::Mean) {
      Tensor total = w.sum();
      y = y.sum() / total;
      w = w / total;
    } else if (reduction == Reduction::Sum) {
      y = y.sum();
    }
    w = (-w).masked_fill(drop, 0);
  }
  if (any_wants_grad(x))
    record(y, x.dim() > 2 ? "NllLoss2DBackward0" : "NllLossBackward0", {&x},
           [sizes = x.sizes().vec(), class_dim, at, w](Node&, const Tensor* in, Tensor* out) {
             out[0] = zeros(sizes, w.scalar_type()).scatter(class_dim, at, (in[0] * w).reshape(at.sizes()));
           });
  return y;
}

Tensor nll_loss_nd(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                   int64_t ignore_index) {
  TORCH_CHECK_VALUE(x.dim() > 0, "Expected 1 or more dimensions (got 0)");
  TORCH_CHECK_VALUE(x.dim() == 1 || (target.dim() > 0 && x.size(0) == target.size(0)), "Expected input batch_size (",
                    x.size(0), ") to match target batch_size (", target.dim() ? target.size(0) : 1, ").");
  return nll_loss(x, target, weight, reduction, ignore_index);
}
Tensor cross_entropy_loss(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                          int64_t ignore_index, double smoothing) {
  loss::check_reduction(reduction);
  TORCH_CHECK(smoothing >= 0 && smoothing <= 1, "label_smoothing must be between 0.0 and 1.0. Got: ", smoothing);
  TORCH_CHECK(x.dim() > 0 || (target.dim() == 0 && !target.is_floating_point()), "input tensor should be 1D or more");
  int64_t d = x.dim() <= 1 ? 0 : 1, classes = x.dim() == 0 ? 1 : x.size(d);
  if (x.sizes() == target.sizes()) {  // probabilities
    TORCH_CHECK(target.is_floating_point(), "Expected floating point type for target with class probabilities, got ",
                toString(target.scalar_type()));
    TORCH_CHECK(ignore_index < 0, "ignore_index is not supported for floating point target");
    Tensor p = smoothing > 0 ? target * (1 - smoothing) + smoothing / static_cast<double>(classes) : target;
    Tensor terms = log_softmax(x, d) * p;
    TORCH_CHECK(
        !weight.defined() || (weight.dim() == 1 && weight.numel() == classes),
        "cross_entropy: weight tensor should be defined either for all ", classes,
        " classes or no classes but got weight tensor of shape: ", weight.defined() ? weight.sizes() : IntArrayRef());
    if (weight.defined()) {
      std::vector<int64_t> shape(x.dim(), 1);
      shape[d] = classes;
      terms = terms * weight.view(shape);
    }
    if (reduction == Reduction::None) return -terms.sum(d);
    Tensor sum = -terms.sum();
    return reduction == Reduction::Sum ? sum : sum / static_cast<double>(x.numel() / std::max<int64_t>(classes, 1));
  }
  detail::check_floating(d + 1 == x.dim() ? "log_softmax_lastdim_kernel_impl" : "softmax_kernel_impl", x.scalar_type());
  if (x.dim() == 2) {
    TORCH_CHECK_VALUE(target.dim() == 1 || target.dim() > 1,
                      "0D or 1D target tensor expected, multi-target not supported");
    TORCH_CHECK_VALUE(x.size(0) == target.size(0), "Expected input batch_size (", x.size(0),
                      ") to match target batch_size (", target.size(0), ").");
    TORCH_CHECK(target.dim() == 1, "0D or 1D target tensor expected, multi-target not supported");
    if (x.scalar_type() == kFloat && target.scalar_type() == kLong && !weight.defined() && smoothing == 0 &&
        reduction != Reduction::None && classes > 0)
      return cross_entropy_rows(x, target, reduction, ignore_index);
  }
  Tensor logp = log_softmax(x, d), nll = nll_loss_nd(logp, target, weight, reduction, ignore_index);
  if (smoothing == 0) return nll;
  Tensor t = target.to(kLong), keep = t.ne(ignore_index),
         w = weight.defined() ? weight : ones({classes}, x.scalar_type());
  std::vector<int64_t> shape(x.dim(), 1);
  shape[d] = classes;
  Tensor smooth = (-(logp * w.view(shape)).sum(d)).masked_fill(keep.logical_not(), 0);
  if (reduction == Reduction::Mean) {
    Tensor total = weight.defined()
                       ? (weight.index({t.masked_fill(keep.logical_not(), 0)}) * keep.to(x.scalar_type())).sum()
                       : keep.to(x.scalar_type()).sum();
    smooth = smooth.sum() / total;
  } else {
    smooth = loss::reduced(smooth, reduction);
  }
  return nll * (1 - smoothing) + smooth * (smoothing / static_cast<double>(classes));
}

}  // namespace rectify::api
