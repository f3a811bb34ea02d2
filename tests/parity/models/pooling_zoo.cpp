// Pools and their inverses, adaptive sizes, norms, dropouts, in three dimensions as well.
#include <torch/torch.h>

#include <iostream>

using namespace torch::nn;

static void row(const char* name, const torch::Tensor& t) {
  std::cout << name << " " << t.sizes() << " " << std::round(t.sum().item<double>() * 100) / 100 << "\n";
}

int main() {
  torch::manual_seed(44);
  auto x1 = torch::arange(24.).view({1, 2, 12}), x2 = torch::arange(64.).view({1, 1, 8, 8}).sin(),
       x3 = torch::arange(216.).view({1, 1, 6, 6, 6}).cos();
  row("MaxPool1d", MaxPool1d(MaxPool1dOptions(3).stride(2))(x1));
  row("MaxPool2d ceil", MaxPool2d(MaxPool2dOptions(3).stride(2).ceil_mode(true))(x2));
  row("MaxPool3d dilated", MaxPool3d(MaxPool3dOptions(2).dilation(2).padding(1))(x3));
  row("AvgPool1d", AvgPool1d(AvgPool1dOptions(4).padding(2).count_include_pad(false))(x1));
  row("AvgPool2d", AvgPool2d(AvgPool2dOptions({2, 3}).stride({2, 1}).divisor_override(3))(x2));
  row("AvgPool3d", AvgPool3d(3)(x3));
  row("AdaptiveAvgPool2d", AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({3, 5}))(x2));
  row("AdaptiveAvgPool3d", AdaptiveAvgPool3d(AdaptiveAvgPool3dOptions({torch::nullopt, 2, 4}))(x3));
  row("AdaptiveMaxPool1d", AdaptiveMaxPool1d(5)(x1));
  auto [value, index] = AdaptiveMaxPool2d(3)->forward_with_indices(x2);
  row("AdaptiveMaxPool2d", value);
  std::cout << index.flatten().slice(0, 0, 5).view({1, 5}) << "\n";
  auto pool = MaxPool2d(MaxPool2dOptions(2).stride(2));
  auto [pooled, where] = pool->forward_with_indices(x2);
  auto unpooled = MaxUnpool2d(MaxUnpool2dOptions(2).stride(2))(pooled, where, std::vector<int64_t>{1, 1, 8, 8});
  row("MaxUnpool2d", unpooled);
  row("LPPool1d", LPPool1d(LPPool1dOptions(2, 3).stride(2))(x1));
  row("LPPool2d", LPPool2d(LPPool2dOptions(1, {2, 2}))(x2.abs()));
  row("BatchNorm3d", BatchNorm3d(1)(x3).abs());
  row("InstanceNorm1d", InstanceNorm1d(InstanceNorm1dOptions(2).affine(true))(x1).abs());
  row("InstanceNorm2d", InstanceNorm2d(InstanceNorm2dOptions(1))(x2).abs());
  row("LayerNorm", LayerNorm(LayerNormOptions({8, 8}).elementwise_affine(false))(x2).abs());
  row("GroupNorm", GroupNorm(GroupNormOptions(2, 2))(x1).abs());
  row("LocalResponseNorm", LocalResponseNorm(LocalResponseNormOptions(2).alpha(0.5).beta(0.75).k(1.))(x1));
  row("CrossMapLRN2d", CrossMapLRN2d(CrossMapLRN2dOptions(3).alpha(1e-2))(x2));
  row("ReflectionPad1d", ReflectionPad1d(ReflectionPad1dOptions({3, 1}))(x1));
  row("ReplicationPad3d", ReplicationPad3d(1)(x3));
  row("ZeroPad2d", ZeroPad2d(ZeroPad2dOptions({1, 2, 3, 0}))(x2));
  row("ConstantPad2d", ConstantPad2d(ConstantPad2dOptions({1, 1, 0, 0}, 2.0))(x2));
  row("Upsample",
      Upsample(UpsampleOptions().scale_factor(std::vector<double>({2})).mode(torch::kLinear).align_corners(true))(x1));
  row("Unflatten", Unflatten(UnflattenOptions(2, {3, 4}))(x1));
  row("Bilinear", Bilinear(BilinearOptions(12, 12, 3))(x1, x1).sign());
  row("ConvTranspose1d", ConvTranspose1d(ConvTranspose1dOptions(2, 3, 4).stride(2).padding(1))(x1).sign().abs());
  row("ConvTranspose3d", ConvTranspose3d(ConvTranspose3dOptions(1, 2, 2).bias(false))(x3).sign().abs());
  row("Conv3d same", Conv3d(Conv3dOptions(1, 2, {3, 1, 2}).padding(torch::kSame))(x3).sign().abs());
  for (auto& m : std::vector<AnyModule>{AnyModule(Dropout2d(0.5)), AnyModule(Dropout3d(Dropout3dOptions(0.3))),
                                        AnyModule(AlphaDropout(0.2)), AnyModule(FeatureAlphaDropout(0.4))}) {
    m.ptr()->eval();
    std::cout << *m.ptr() << (torch::equal(m.forward(x3), x3) ? " same" : " changed") << "\n";
  }
  torch::manual_seed(1);
  row("Dropout2d", Dropout2d(0.5)(torch::ones({4, 8, 2, 2})));
  row("PairwiseDistance", PairwiseDistance(PairwiseDistanceOptions().p(1).keepdim(true))(x1[0], x1[0].flip(1)));
  row("CosineSimilarity", CosineSimilarity(CosineSimilarityOptions().dim(2))(x1, x1 + 1));
}
