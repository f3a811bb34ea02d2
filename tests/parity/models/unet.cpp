// A small U-Net: double convolutions in a ModuleList, max pooling, upsampling, concatenated skips, dice loss.
#include <torch/torch.h>

#include <iostream>

struct DoubleConvImpl : torch::nn::Module {
  DoubleConvImpl(int64_t in, int64_t out)
      : block(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1).bias(false)),
              torch::nn::GroupNorm(torch::nn::GroupNormOptions(2, out)), torch::nn::SiLU(),
              torch::nn::Conv2d(torch::nn::Conv2dOptions(out, out, 3).padding(torch::kSame)), torch::nn::ReLU()) {
    register_module("block", block);
  }
  torch::Tensor forward(torch::Tensor x) { return block->forward(x); }
  torch::nn::Sequential block;
};
TORCH_MODULE(DoubleConv);

struct UNetImpl : torch::nn::Module {
  explicit UNetImpl(std::vector<int64_t> widths) {
    int64_t in = 1;
    for (auto w : widths) {
      down->push_back(DoubleConv(in, w));
      in = w;
    }
    for (size_t i = widths.size() - 1; i-- > 0;) up->push_back(DoubleConv(widths[i + 1] + widths[i], widths[i]));
    register_module("down", down);
    register_module("up", up);
    head = register_module("head", torch::nn::Conv2d(widths[0], 1, 1));
  }
  torch::Tensor forward(torch::Tensor x) {
    std::vector<torch::Tensor> skips;
    for (size_t i = 0; i < down->size(); i++) {
      x = down[i]->as<DoubleConv>()->forward(x);
      if (i + 1 < down->size()) {
        skips.push_back(x);
        x = torch::max_pool2d(x, 2);
      }
    }
    namespace F = torch::nn::functional;
    for (const auto& module : *up) {
      auto skip = skips.back();
      skips.pop_back();
      x = F::interpolate(x, F::InterpolateFuncOptions()
                                .size(std::vector<int64_t>{skip.size(2), skip.size(3)})
                                .mode(torch::kBilinear)
                                .align_corners(false));
      x = module->as<DoubleConv>()->forward(torch::cat({skip, x}, 1));
    }
    return head(x);
  }
  torch::nn::ModuleList down, up;
  torch::nn::Conv2d head{nullptr};
};
TORCH_MODULE(UNet);

static torch::Tensor dice_loss(const torch::Tensor& logits, const torch::Tensor& target) {
  auto p = torch::sigmoid(logits).flatten(1), t = target.flatten(1);
  auto inter = (p * t).sum(1);
  return 1 - ((2 * inter + 1) / (p.sum(1) + t.sum(1) + 1)).mean();
}

int main() {
  torch::manual_seed(21);
  UNet net(std::vector<int64_t>{4, 8, 8});
  auto image = torch::rand({2, 1, 20, 20});
  image.slice(2, 5, 12).slice(3, 6, 14).add_(1.0);
  auto mask = (image > 1).to(torch::kFloat32);
  torch::optim::Adam optimizer(net->parameters(), 0.01);
  for (int i = 0; i < 12; i++) {
    optimizer.zero_grad();
    auto logits = net->forward(image);
    auto loss = dice_loss(logits, mask) + torch::binary_cross_entropy_with_logits(logits, mask);
    loss.backward();
    optimizer.step();
    if (i % 4 == 3) std::printf("%d: %.2f\n", i, loss.item<float>());
  }
  std::cout << net->forward(torch::zeros({1, 1, 13, 17})).sizes() << "\n";
  int64_t parameters = 0;
  for (auto& p : net->named_parameters()) parameters += p.value().numel();
  std::cout << parameters << " " << net->modules(/*include_self=*/false).size() << " " << net->children().size()
            << "\n";
  std::cout << net->up << "\n";
}
