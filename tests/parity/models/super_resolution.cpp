// Pictures: PixelShuffle, interpolation, padding, unfold, total variation, PSNR; channels-last memory.
#include <torch/torch.h>

#include <cmath>
#include <iostream>

namespace F = torch::nn::functional;

struct SuperResolution : torch::nn::Module {
  explicit SuperResolution(int64_t upscale) : shuffle(torch::nn::PixelShuffleOptions(upscale)) {
    conv1 = register_module(
        "conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 5).padding(2).padding_mode(torch::kReplicate)));
    conv2 = register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 8, 3).padding(1).groups(2)));
    conv3 = register_module("conv3", torch::nn::Conv2d(torch::nn::Conv2dOptions(8, upscale * upscale, 3).padding(1)));
    register_module("shuffle", shuffle);
  }
  torch::Tensor forward(torch::Tensor x) {
    auto base = F::interpolate(x, F::InterpolateFuncOptions()
                                      .scale_factor(std::vector<double>({2.0, 2.0}))
                                      .mode(torch::kBicubic)
                                      .align_corners(false));
    x = torch::prelu(conv1(x), torch::tensor(0.1f));
    x = F::leaky_relu(conv2(x), F::LeakyReLUFuncOptions().negative_slope(0.1));
    return base + shuffle(conv3(x));
  }
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, conv3{nullptr};
  torch::nn::PixelShuffle shuffle;
};
static torch::Tensor total_variation(const torch::Tensor& x) {
  return x.diff(1, 2).abs().mean() + x.diff(1, 3).abs().mean();
}

int main() {
  torch::manual_seed(90);
  SuperResolution net(2);
  std::cout << net << "\n";
  auto t = torch::linspace(0, 6, 16);
  auto high = (torch::sin(t).unsqueeze(0) * torch::cos(t).unsqueeze(1)).expand({2, 1, 16, 16}).clone();
  high[1] = high[1].flip({1});
  auto low = F::avg_pool2d(high, F::AvgPool2dFuncOptions(2));
  torch::optim::Adam optimizer(net.parameters(), 5e-3);
  double first = 0, last = 0;
  for (int i = 0; i < 30; i++) {
    optimizer.zero_grad();
    auto out = net.forward(low);
    auto loss = F::l1_loss(out, high) + 0.001 * total_variation(out);
    loss.backward();
    optimizer.step();
    (i ? last : first) = loss.item<double>();
  }
  std::cout << "falls: " << (last < first) << " " << std::round(first * 100) / 100 << "\n";
  auto nearest =
      F::interpolate(low, F::InterpolateFuncOptions().size(std::vector<int64_t>({16, 16})).mode(torch::kNearest));
  auto psnr = [&](const torch::Tensor& x) { return (10 * torch::log10(4.0 / F::mse_loss(x, high))).item<double>(); };
  std::printf("nearest %.1f dB\n", psnr(nearest));
  std::cout << F::pad(low, F::PadFuncOptions({1, 2, 0, 1}).mode(torch::kReflect)).sizes()
            << F::pad(low, F::PadFuncOptions({1, 1}).value(5)).sum().item<float>() - low.sum().item<float>() << "\n";
  auto patches = F::unfold(low, F::UnfoldFuncOptions({3, 3}).stride(2).padding(1));
  auto folded = F::fold(patches, F::FoldFuncOptions({8, 8}, {3, 3}).stride(2).padding(1));
  std::cout << patches.sizes() << folded.sizes() << low.unfold(2, 4, 2).sizes() << "\n";
  auto last_format = low.to(torch::MemoryFormat::ChannelsLast);
  std::cout << last_format.is_contiguous(torch::MemoryFormat::ChannelsLast)
            << torch::allclose(net.forward(last_format), net.forward(low), 1e-4, 1e-5) << "\n";
  std::cout << torch::pixel_unshuffle(high, 2).sizes()
            << torch::upsample_bilinear2d(low, std::vector<int64_t>{5, 5}, true).sizes() << "\n";
}
