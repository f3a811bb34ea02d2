#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/normalization.h>
#include <rectify/ops/reduce.h>

#include <cmath>

#include "autograd/resample.h"
#include "ops/elementwise.h"
#include "ops/normalization.h"

namespace rectify::api {
namespace {
using ops::NormShape;

struct Rows {
  Tensor y, mean, rstd;
};
// The gradients by public functions, so that they have gradients themselves. x: [rows, n].
void differentiable_backward(Node& self, const Tensor& g, const Tensor& x, const Tensor& w, const NormShape& s,
                             double eps, Tensor* out) {
  const Tensor centred = x - x.mean(1, true), rstd = (centred * centred).mean(1, true).add(eps).rsqrt(),
               xhat = centred * rstd;
  const int64_t runs = s.channels ? s.n / s.span : 0;
  auto by_channel = [&](const Tensor& t) {  // [rows, n] summed to [channels]
    return t.reshape({s.rows * runs / s.channels, s.channels, s.span}).sum(IntArrayRef({0, 2}));
  };
  if (self.needs(0)) {
    Tensor gw = g;
    if (w.defined())
      gw = s.channels ? (g.reshape({s.rows * runs / s.channels, s.channels, s.span}) * w.view({1, s.channels, 1}))
                            .reshape({s.rows, s.n})
                      : g * w.reshape({1, s.n});
    out[0] = rstd * (gw - gw.mean(1, true) - xhat * (gw * xhat).mean(1, true));
  }
  if (self.needs(1)) out[1] = s.channels ? by_channel(g * xhat) : (g * xhat).sum(0);
  if (self.needs(2)) out[2] = s.channels ? by_channel(g) : g.sum(0);
}
Rows normalize_rows(const char* name, const Tensor& x, const NormShape& s, const Tensor& w, const Tensor& b, double eps,
                    MemoryFormat f = MemoryFormat::Contiguous) {
  const ops::Normalized n = ops::normalize(x, s, w, b, eps);
  Tensor y = ops::to(n.y, n.y.scalar_type(), f);
  if (any_wants_grad(x, w, b))
    record(
        y, name, {&x, &w, &b},
        [sx = Saved(x), sw = w.defined() ? Saved(w) : Saved(), mean = n.mean, rstd = n.rstd, s, eps,
         w_sizes = w.defined() ? w.sizes().vec() : std::vector<int64_t>(),
         b_sizes = b.defined() ? b.sizes().vec() : std::vector<int64_t>()](Node& self, const Tensor* in, Tensor* out) {
          const Tensor x = sx.unpack(self), w = sw.unpack(self);
          if (GradMode::is_enabled()) {
            const auto sizes = x.sizes().vec();
            differentiable_backward(self, in[0].reshape({s.rows, s.n}), x.reshape({s.rows, s.n}), w, s, eps, out);
            if (out[0].defined()) out[0] = out[0].reshape(sizes);
          } else {
            auto g = ops::normalize_backward(in[0], x, mean, rstd, s, w, self.needs(0), self.needs(1), self.needs(2));
            out[0] = g.dx;
            out[1] = g.dw;
            out[2] = g.db;
          }
          if (out[1].defined()) out[1] = out[1].reshape(w_sizes);
          if (out[2].defined()) out[2] = out[2].reshape(b_sizes);
        });
  return {y, n.mean, n.rstd};
}
Rows layer_norm_rows(const Tensor& x, IntArrayRef shape, const Tensor& w, const Tensor& b, double eps) {
  const int64_t k = static_cast<int64_t>(shape.size()), nd = x.dim();
  TORCH_CHECK(k >= 1,
              "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
              "normalized_shape = ",
              shape);
  TORCH_CHECK(!w.defined() || w.sizes() == shape,
              "Expected weight to be of same shape as normalized_shape, but got weight of shape ",
              w.defined() ? w.sizes() : IntArrayRef(), " and normalized_shape = ", shape);
  TORCH_CHECK(!b.defined() || b.sizes() == shape,
              "Expected bias to be of same shape as normalized_shape, but got bias of shape ",
              b.defined() ? b.sizes() : IntArrayRef(), " and normalized_shape = ", shape);
  bool fits = nd >= k;
  for (int64_t i = 0; i < k && fits; i++) fits = x.size(nd - k + i) == shape[i];
  if (!fits) {
    std::string want = "[*";
    for (int64_t n : shape) want += ", " + std::to_string(n);
    TORCH_CHECK(false, "Given normalized_shape=", shape, ", expected input with shape ", want,
                "], but got input of size", x.sizes());
  }
  visit_floating(x.scalar_type(), "LayerNormKernelImpl", [](auto) {});
  for (const Tensor* t : {&w, &b})
    TORCH_CHECK(!t->defined() || t->scalar_type() == x.scalar_type(), "expected scalar type ",
                toString(x.scalar_type()), " but found ", toString(t->scalar_type()));
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  int64_t rows = 1;
  for (int64_t d = 0; d < nd - k; d++) rows *= x.size(d);
  return normalize_rows("NativeLayerNormBackward0", x, {rows, n, 0, 0}, w, b, eps);
}
int64_t spatial(const Tensor& x) {
  int64_t n = 1;
  for (int64_t d = 2; d < x.dim(); d++) n *= x.size(d);
  return n;
}

}  // namespace

Tensor layer_norm(const Tensor& x, IntArrayRef shape, const Tensor& w, const Tensor& b, double eps, bool) {
  return layer_norm_rows(x, shape, w, b, eps).y;
}
std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& x, IntArrayRef shape, const Tensor& w,
                                                     const Tensor& b, double eps) {
  const Rows r = layer_norm_rows(x, shape, w, b, eps);
  std::vector<int64_t> kept = x.sizes().vec();
  for (size_t d = kept.size() - shape.size(); d < kept.size(); d++) kept[d] = 1;
  return {r.y, r.mean.reshape(kept), r.rstd.reshape(kept)};
}
Tensor group_norm(const Tensor& x, int64_t groups, const Tensor& w, const Tensor& b, double eps, bool) {
  const int64_t samples = x.size(0), channels = x.size(1);
  TORCH_CHECK(groups > 0, "Expected num groups to be greater than 0, got ", groups);
  TORCH_CHECK(channels % groups == 0,
              "Expected number of channels in input to be divisible by num_groups, but got input of shape ", x.sizes(),
              " and num_groups=", groups);
  TORCH_CHECK(!w.defined() || (w.dim() == 1 && w.numel() == channels),
              "Expected weight to be a vector of size equal to the number of channels in input, but got weight of "
              "shape ",
              w.defined() ? w.sizes() : IntArrayRef(), " and input of shape ", x.sizes());
  TORCH_CHECK(!b.defined() || (b.dim() == 1 && b.numel() == channels),
              "Expected bias to be a vector of size equal to the number of channels in input, but got bias of shape ",
              b.defined() ? b.sizes() : IntArrayRef(), " and input of shape ", x.sizes());
  visit_floating(x.scalar_type(), "GroupNormKernelImpl", [](auto) {});
  const int64_t span = spatial(x);
  return normalize_rows("NativeGroupNormBackward0", x, {samples * groups, channels / groups * span, channels, span}, w,
                        b, eps, x.suggest_memory_format())
      .y;
}
Tensor instance_norm(const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats, double momentum, double eps, bool) {
  TORCH_CHECK(use_input_stats || (running_mean.defined() && running_var.defined()),
              "Expected running_mean and running_var to be defined when use_input_stats is false");
  const int64_t samples = x.size(0), channels = x.size(1), span = spatial(x);
  const std::pair<const Tensor*, const char*> vectors[] = {
      {&running_mean, "running_mean"}, {&running_var, "running_var"}, {&w, "weight"}, {&b, "bias"}};
  for (const auto& [t, name] : vectors)
    TORCH_CHECK(!t->defined() || t->numel() == channels, name, " should contain ", samples * channels, " elements not ",
                samples * t->numel());
  visit_floating(x.scalar_type(), "batch_norm", [](auto) {});
  if (!use_input_stats) {
    std::vector<int64_t> shape(x.dim(), 1);
    shape[1] = channels;
    Tensor scale = running_var.add(eps).rsqrt();
    if (w.defined()) scale = scale * w;
    const Tensor y = (x - running_mean.view(shape)) * scale.view(shape);
    return b.defined() ? y + b.view(shape) : y;
  }
  const Rows r = normalize_rows("NativeBatchNormBackward0", x, {samples * channels, span, channels, span}, w, b, eps);
  if (running_mean.defined() || running_var.defined()) {
    detail::RawGuard off;
    auto take = [&](const Tensor& running, const Tensor& seen) {
      if (!running.defined()) return;
      const Tensor mean = seen.view({samples, channels}).mean(0).to(running.scalar_type());
      running.copy_(running * (1 - momentum) + mean * momentum);
    };
    take(running_mean, r.mean);
    const double n = static_cast<double>(span);
    take(running_var, (r.rstd.pow(-2) - eps).clamp_min(0) * (n / (n - 1)));
  }
  return r.y;
}

}  // namespace rectify::api
namespace rectify::detail {

Tensor local_response_norm(const Tensor& x, int64_t before, int64_t after, int64_t divisor, double alpha, double beta,
                           double k, bool with_first) {
  auto taps = std::make_shared<ops::Taps>();
  const int64_t n = taps->in = x.size(1);
  for (int64_t c = 0; c < n; c++) {
    if (with_first && c > before) taps->add(0, 1.0);
    for (int64_t i = std::max<int64_t>(0, c - before); i <= std::min(n - 1, c + after); i++) taps->add(i, 1.0);
    taps->next();
  }
  const Tensor sum = resample(x * x, 1, taps, "AvgPool3DBackward0");
  return x / (sum * (alpha / static_cast<double>(divisor)) + k).pow(beta);
}

}  // namespace rectify::detail
