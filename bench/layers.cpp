// Normalisation, embeddings, dropout, resizing, padding and the optimizers on larger tensors; one source for rectify
// and libtorch. Usage: layers THREADS
#include <torch/torch.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "harness.h"

namespace nn = torch::nn;
namespace F = torch::nn::functional;

// Forward alone, then forward and backward, of a module on an input that wants a gradient.
template <class M>
void both(const std::string& name, M module, torch::Tensor x, bool input_grad = true) {
  {
    torch::NoGradGuard off;
    bench::report((name + "_forward").c_str(), [&] { bench::keep(module->forward(x)); });
  }
  if (input_grad) x = x.detach().requires_grad_();
  const auto g = torch::randn_like(module->forward(x).detach());
  bench::report((name + "_forward_backward").c_str(), [&] { module->forward(x).backward(g); });
}
template <class O, class Options>
void optimizer(const char* name, Options options) {
  std::vector<torch::Tensor> p;
  for (int i = 0; i < 8; i++) {
    p.push_back(torch::randn({256, 512}).requires_grad_());
    p[i].mutable_grad() = torch::randn({256, 512});
  }
  O o(p, options);
  bench::report(name, [&] { o.step(); });
}

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  torch::manual_seed(0);
  both("layer_norm_16_64", nn::LayerNorm(std::vector<int64_t>{64}), torch::randn({16, 64}));
  both("layer_norm_512_768", nn::LayerNorm(std::vector<int64_t>{768}), torch::randn({512, 768}));
  both("group_norm_16_64_28_28", nn::GroupNorm(8, 64), torch::randn({16, 64, 28, 28}));
  both("instance_norm_16_64_28_28", nn::InstanceNorm2d(nn::InstanceNorm2dOptions(64).affine(true)),
       torch::randn({16, 64, 28, 28}));
  both("embedding_5000_128", nn::Embedding(5000, 128), torch::randint(5000, {64, 32}), false);
  both("embedding_bag_5000_128", nn::EmbeddingBag(5000, 128), torch::randint(5000, {64, 32}), false);
  both("dropout_1m", nn::Dropout(0.5), torch::randn({1024, 1024}));
  both("dropout2d_16_64_28_28", nn::Dropout2d(0.5), torch::randn({16, 64, 28, 28}));
  both("reflect_pad_16_64_28_28", nn::ReflectionPad2d(2), torch::randn({16, 64, 28, 28}));
  both("constant_pad_16_64_28_28", nn::ConstantPad2d(2, 1), torch::randn({16, 64, 28, 28}));
  const auto twice = nn::UpsampleOptions().scale_factor(std::vector<double>({2, 2}));
  both("upsample_nearest_8_16_32_32", nn::Upsample(twice), torch::randn({8, 16, 32, 32}));
  both("upsample_bilinear_8_16_32_32",
       nn::Upsample(nn::UpsampleOptions(twice).mode(torch::kBilinear).align_corners(false)),
       torch::randn({8, 16, 32, 32}));
  both("pixel_shuffle_8_64_16_16", nn::PixelShuffle(2), torch::randn({8, 64, 16, 16}));
  both("unfold_8_16_32_32", nn::Unfold(nn::UnfoldOptions(3).padding(1)), torch::randn({8, 16, 32, 32}));
  optimizer<torch::optim::SGD>("sgd_momentum_1m", torch::optim::SGDOptions(1e-3).momentum(0.9));
  optimizer<torch::optim::Adam>("adam_1m", torch::optim::AdamOptions(1e-3));
  optimizer<torch::optim::AdamW>("adamw_1m", torch::optim::AdamWOptions(1e-3));
  optimizer<torch::optim::RMSprop>("rmsprop_1m", torch::optim::RMSpropOptions(1e-3));
  optimizer<torch::optim::Adagrad>("adagrad_1m", torch::optim::AdagradOptions(1e-3));
}
