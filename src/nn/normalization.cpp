#include <rectify/nn/init.h>
#include <rectify/nn/normalization.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/reduce.h>

#include <ostream>

namespace rectify::nn {
namespace {
const char* yes_no(bool b) { return b ? "true" : "false"; }
}  // namespace

LayerNormImpl::LayerNormImpl(const LayerNormOptions& o) : options(o) { LayerNormImpl::reset(); }
void LayerNormImpl::reset() {
  const bool affine = options.elementwise_affine();
  weight = register_parameter("weight", affine ? rectify::empty(options.normalized_shape()) : Tensor(), affine);
  bias = register_parameter("bias", affine ? rectify::empty(options.normalized_shape()) : Tensor(), affine);
  reset_parameters();
}
void LayerNormImpl::reset_parameters() {
  if (!options.elementwise_affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
Tensor LayerNormImpl::forward(const Tensor& input) {
  return layer_norm(input, options.normalized_shape(), weight, bias, options.eps());
}
void LayerNormImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::LayerNorm(" << IntArrayRef(options.normalized_shape()) << ", eps=" << options.eps()
         << ", elementwise_affine=" << yes_no(options.elementwise_affine()) << ")";
}

GroupNormImpl::GroupNormImpl(const GroupNormOptions& o) : options(o) { GroupNormImpl::reset(); }
void GroupNormImpl::reset() {
  const bool affine = options.affine();
  weight = register_parameter("weight", affine ? rectify::empty({options.num_channels()}) : Tensor(), affine);
  bias = register_parameter("bias", affine ? rectify::empty({options.num_channels()}) : Tensor(), affine);
  reset_parameters();
}
void GroupNormImpl::reset_parameters() {
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
Tensor GroupNormImpl::forward(const Tensor& input) {
  return group_norm(input, options.num_groups(), weight, bias, options.eps());
}
void GroupNormImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::GroupNorm(" << options.num_groups() << ", " << options.num_channels()
         << ", eps=" << options.eps() << ", affine=" << yes_no(options.affine()) << ")";
}

Tensor LocalResponseNormImpl::forward(const Tensor& input) { return functional::local_response_norm(input, options); }
void LocalResponseNormImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::LocalResponseNorm(" << options.size() << ", alpha=" << options.alpha()
         << ", beta=" << options.beta() << ", k=" << options.k() << ")";
}
Tensor CrossMapLRN2dImpl::forward(const Tensor& input) {
  TORCH_CHECK(input.dim() == 4, "Expected input.dim() == 4 to be true, but got false.");
  const int64_t reach = (options.size() - 1) / 2;
  // libtorch's running sum never lets go of the first channel
  return rectify::detail::local_response_norm(input, reach, reach, options.size(), options.alpha(), options.beta(),
                                              static_cast<double>(options.k()), true);
}
void CrossMapLRN2dImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CrossMapLRN2d(" << options.size() << ", alpha=" << options.alpha()
         << ", beta=" << options.beta() << ", k=" << options.k() << ")";
}

Tensor functional::local_response_norm(const Tensor& input, const LocalResponseNormFuncOptions& o) {
  TORCH_CHECK(input.dim() >= 3, "Expected 3D or higher dimensionality input (got ", input.dim(), " dimensions)");
  TORCH_CHECK(o.size() > 0, "kernel size should be greater than zero, but got kH: ", o.size(), " kW: 1");
  return rectify::detail::local_response_norm(input, o.size() / 2, (o.size() - 1) / 2, o.size(), o.alpha(), o.beta(),
                                              o.k());
}
Tensor functional::normalize(const Tensor& input, NormalizeFuncOptions o) {
  const Tensor norm = input.norm(o.p(), o.dim(), true).clamp_min(o.eps()).expand_as(input);
  return o.out() ? div_out(*o.out(), input, norm) : input / norm;
}

}  // namespace rectify::nn
