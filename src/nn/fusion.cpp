#include <rectify/nn/fusion.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

namespace rectify::nn::utils {
namespace fusion {

std::tuple<Tensor, Tensor> fuse_conv_bn_weights(const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                                                const Tensor& running_var, double eps, const Tensor& bn_weight,
                                                const Tensor& bn_bias, bool transpose) {
  const int64_t channels = running_mean.numel(), nd = weight.dim();
  TORCH_CHECK(transpose ? weight.size(1) > 0 && channels % weight.size(1) == 0 : weight.size(0) == channels,
              "fuse_conv_bn_weights: a layer with weight ", weight.sizes(), " does not have the ", channels,
              " channels of the normalisation");
  Tensor scale = (running_var + eps).rsqrt();
  if (bn_weight.defined()) scale = scale * bn_weight;
  Tensor shift = (bias.defined() ? bias - running_mean : -running_mean) * scale;
  if (bn_bias.defined()) shift = shift + bn_bias;
  std::vector<int64_t> along(nd, 1);
  if (!transpose) {
    along[0] = channels;
    return {(weight * scale.view(along)).to(weight.scalar_type()), shift.to(weight.scalar_type())};
  }
  const int64_t groups = channels / weight.size(1);  // [in, out / groups, …]: the inputs come group by group
  std::vector<int64_t> grouped = weight.sizes().vec();
  grouped[0] /= groups;
  grouped.insert(grouped.begin(), groups);
  along.insert(along.begin(), groups);
  along[2] = weight.size(1);
  const Tensor w = (weight.reshape(grouped) * scale.view(along)).reshape(weight.sizes());
  return {w.to(weight.scalar_type()), shift.to(weight.scalar_type())};
}
std::tuple<Tensor, Tensor> fuse_linear_bn_weights(const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                                                  const Tensor& running_var, double eps, const Tensor& bn_weight,
                                                  const Tensor& bn_bias) {
  return fuse_conv_bn_weights(weight, bias, running_mean, running_var, eps, bn_weight, bn_bias);
}

void detail::check_fusion(bool training, const Tensor& running_mean, const Tensor& running_var) {
  TORCH_CHECK(!training, "Fusion only for eval!");
  TORCH_CHECK(running_mean.defined() && running_var.defined(),
              "Fusion needs a normalisation with running statistics (track_running_stats)");
}

}  // namespace fusion
}  // namespace rectify::nn::utils
