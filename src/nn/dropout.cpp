#include <rectify/nn/dropout.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

namespace rectify::nn::detail {
void check_dropout(double p) {
  TORCH_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
}
}  // namespace rectify::nn::detail

namespace rectify::api {
namespace {

bool idle(const Tensor& x, double p, bool train) {
  nn::detail::check_dropout(p);
  return p == 0 || !train || x.numel() == 0;
}
// 0 or 1 / (1 - p) for each element, or for each channel of each sample.
Tensor noise(const Tensor& x, double p, bool by_channel) {
  rectify::detail::RawGuard off;
  if (p == 1) return zeros({}, x.options());
  TORCH_CHECK(!by_channel || x.dim() >= 2, "Feature dropout requires at least 2 dimensions in the input");
  std::vector<int64_t> sizes = x.sizes().vec();
  for (size_t d = 2; by_channel && d < sizes.size(); d++) sizes[d] = 1;
  const Tensor n = rectify::empty(sizes, x.options());
  n.bernoulli_(1 - p);
  return n.div_(Scalar(1 - p));
}

}  // namespace

Tensor dropout(const Tensor& x, double p, bool train) { return idle(x, p, train) ? x : x.mul(noise(x, p, false)); }
Tensor& dropout_(Tensor& x, double p, bool train) { return idle(x, p, train) ? x : x.mul_(noise(x, p, false)); }
Tensor feature_dropout(const Tensor& x, double p, bool train) {
  return idle(x, p, train) ? x : x.mul(noise(x, p, true));
}
Tensor& feature_dropout_(Tensor& x, double p, bool train) { return idle(x, p, train) ? x : x.mul_(noise(x, p, true)); }

}  // namespace rectify::api
namespace rectify::nn::functional {
namespace {

Tensor dropout_channels(Tensor x, int64_t batched_dims, const DropoutFuncOptions& o) {
  nn::detail::check_dropout(o.p());
  const bool single = x.dim() != batched_dims;
  if (single) x = o.inplace() ? x.unsqueeze_(0) : x.unsqueeze(0);
  x = o.inplace() ? feature_dropout_(x, o.p(), o.training()) : feature_dropout(x, o.p(), o.training());
  if (single) x = o.inplace() ? x.squeeze_(0) : x.squeeze(0);
  return x;
}

}  // namespace

Tensor dropout(Tensor x, const DropoutFuncOptions& o) {
  return o.inplace() ? rectify::dropout_(x, o.p(), o.training()) : rectify::dropout(x, o.p(), o.training());
}
Tensor dropout2d(Tensor x, const Dropout2dFuncOptions& o) { return dropout_channels(std::move(x), 4, o); }
Tensor dropout3d(Tensor x, const Dropout3dFuncOptions& o) { return dropout_channels(std::move(x), 5, o); }

}  // namespace rectify::nn::functional
