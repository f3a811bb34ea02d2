#include <rectify/autograd/node.h>
#include <rectify/autograd/observer.h>
#include <rectify/ops/batch_norm.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include "autograd/elementwise.h"
#include "ops/batch_norm.h"

namespace rectify::api {
namespace {

std::vector<int64_t> all_but_channels(const Tensor& x) {
  std::vector<int64_t> d{0};
  for (int64_t i = 2; i < x.dim(); i++) d.push_back(i);
  return d;
}
Tensor along_channels(const Tensor& v, int64_t dims) {
  std::vector<int64_t> s(dims, 1);
  s[1] = v.size(0);
  return v.view(s);
}
// The gradients as differentiable expressions, for second derivatives.
void differentiable_backward(const Tensor& dy, const Tensor& x, const Tensor& weight, const Tensor& running_mean,
                             const Tensor& running_var, bool training, double eps, Node& self, Tensor* out) {
  auto dims = all_but_channels(x);
  Tensor mean, invstd;
  if (training) {
    mean = x.mean(dims);
    Tensor centred = x - along_channels(mean, x.dim());
    invstd = (centred * centred).mean(dims).add(eps).rsqrt();
  } else {
    mean = running_mean;
    invstd = running_var.add(eps).rsqrt();
  }
  Tensor xhat = (x - along_channels(mean, x.dim())) * along_channels(invstd, x.dim());
  if (self.needs(0)) {
    Tensor scale = weight.defined() ? invstd * weight : invstd;
    Tensor g = dy;
    if (training)
      g = g - along_channels(dy.mean(dims), x.dim()) - xhat * along_channels((dy * xhat).mean(dims), x.dim());
    out[0] = g * along_channels(scale, x.dim());
  }
  if (self.needs(1)) out[1] = (dy * xhat).sum(dims);
  if (self.needs(2)) out[2] = dy.sum(dims);
}
void check_features(const char* name, const Tensor& t, int64_t channels) {
  TORCH_CHECK(!t.defined() || t.numel() == channels, name, " should contain ", channels, " elements not ",
              t.defined() ? t.numel() : 0);
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> native_batch_norm(const Tensor& x, const optional<Tensor>& weight_,
                                                     const optional<Tensor>& bias_, const optional<Tensor>& mean_,
                                                     const optional<Tensor>& var_, bool training, double momentum,
                                                     double eps) {
  const Tensor weight = weight_.value_or(Tensor()), bias = bias_.value_or(Tensor());
  const Tensor running_mean = mean_.value_or(Tensor()), running_var = var_.value_or(Tensor());
  detail::check_no_grad("native_batch_norm", "running_mean", running_mean);
  detail::check_no_grad("native_batch_norm", "running_var", running_var);
  const int64_t channels = x.dim() > 1 ? x.size(1) : 0;
  TORCH_CHECK(x.dim() > 0, "Dimension specified as 1 but tensor has no dimensions");
  if (!training) {
    TORCH_CHECK(running_mean.defined(), "running_mean must be defined in evaluation mode");
    TORCH_CHECK(running_var.defined(), "running_var must be defined in evaluation mode");
  }
  check_features("running_mean", running_mean, channels);
  check_features("running_var", running_var, channels);
  check_features("weight", weight, channels);
  check_features("bias", bias, channels);
  TORCH_CHECK_INDEX(x.dim() > 1, "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
  ScalarType t = x.scalar_type();
  TORCH_CHECK(isFloatingType(t) && t != kHalf, "\"batch_norm\" not implemented for '", toString(t), "'");
  for (const Tensor* p : {&weight, &bias, &running_mean, &running_var}) {
    if (!p->defined() || p->scalar_type() == t) continue;
    TORCH_CHECK(t == kBFloat16, "mixed dtype (CPU): expect input to have scalar type of BFloat16");
    TORCH_CHECK(p->scalar_type() == kFloat, "mixed dtype (CPU): expect parameter to have scalar type of Float");
  }
  ops::BatchNorm n = ops::batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps);
  if (training) {
    if (running_mean.defined()) bump_version(running_mean);
    if (running_var.defined()) bump_version(running_var);
  }
  if (any_wants_grad(x, weight, bias))
    record(n.y, "NativeBatchNormBackward0", {&x, &weight, &bias},
           [sx = Saved(x), sw = Saved(weight), mean = n.mean, invstd = n.invstd,
            rm = training ? Saved() : Saved(running_mean), rv = training ? Saved() : Saved(running_var), training,
            eps](Node& self, const Tensor* in, Tensor* out) {
             Tensor x = sx.unpack(self), w = sw.unpack(self);
             if (GradMode::is_enabled())
               return differentiable_backward(in[0], x, w, rm.unpack(self), rv.unpack(self), training, eps, self, out);
             ops::batch_norm_backward(in[0], x, w, mean, invstd, training, self.needs(0) ? &out[0] : nullptr,
                                      self.needs(1) ? &out[1] : nullptr, self.needs(2) ? &out[2] : nullptr);
           });
  if (!training) return {n.y, new_tensor({0}, n.mean.scalar_type()), new_tensor({0}, n.mean.scalar_type())};
  return {n.y, n.mean, n.invstd};
}
Tensor batch_norm(const Tensor& x, const optional<Tensor>& weight, const optional<Tensor>& bias,
                  const optional<Tensor>& running_mean, const optional<Tensor>& running_var, bool training,
                  double momentum, double eps, bool cudnn) {
  if (detail::observed())
    return detail::observe(
        autograd::Observer::Op::BatchNorm, "batch_norm", x, running_mean.value_or(Tensor()),
        [&] { return batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps, cudnn); },
        training);
  return std::get<0>(native_batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps));
}

}  // namespace rectify::api
