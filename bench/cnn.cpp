// A small CNN's training step (batch 64), ResNet-18's inference of one picture and its training step at batch 8. One
// source for rectify and libtorch. Usage: cnn THREADS [NAME]
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace nn = torch::nn;

struct SmallImpl : nn::Module {
  nn::Conv2d c1{nn::Conv2dOptions(1, 32, 3)}, c2{nn::Conv2dOptions(32, 64, 3)};
  nn::Linear f1{9216, 128}, f2{128, 10};
  SmallImpl() {
    register_module("c1", c1);
    register_module("c2", c2);
    register_module("f1", f1);
    register_module("f2", f2);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1(x));
    x = torch::relu(c2(x));
    x = torch::max_pool2d(x, 2);
    return f2(torch::relu(f1(x.flatten(1))));
  }
};
TORCH_MODULE(Small);

struct BlockImpl : nn::Module {
  nn::Conv2d c1{nullptr}, c2{nullptr};
  nn::BatchNorm2d b1{nullptr}, b2{nullptr};
  nn::Sequential down{nullptr};
  BlockImpl(int64_t in, int64_t out, int64_t stride) {
    c1 = register_module("conv1", nn::Conv2d(nn::Conv2dOptions(in, out, 3).stride(stride).padding(1).bias(false)));
    b1 = register_module("bn1", nn::BatchNorm2d(out));
    c2 = register_module("conv2", nn::Conv2d(nn::Conv2dOptions(out, out, 3).padding(1).bias(false)));
    b2 = register_module("bn2", nn::BatchNorm2d(out));
    if (stride != 1 || in != out)
      down = register_module(
          "downsample",
          nn::Sequential(nn::Conv2d(nn::Conv2dOptions(in, out, 1).stride(stride).bias(false)), nn::BatchNorm2d(out)));
  }
  torch::Tensor forward(torch::Tensor x) {
    auto y = b2(c2(torch::relu(b1(c1(x)))));
    return torch::relu(y + (down ? down->forward(x) : x));
  }
};
TORCH_MODULE(Block);

struct ResNet18Impl : nn::Module {
  nn::Conv2d conv1{nullptr};
  nn::BatchNorm2d bn1{nullptr};
  nn::Sequential layers;
  nn::Linear fc{nullptr};
  ResNet18Impl() {
    conv1 = register_module("conv1", nn::Conv2d(nn::Conv2dOptions(3, 64, 7).stride(2).padding(3).bias(false)));
    bn1 = register_module("bn1", nn::BatchNorm2d(64));
    int64_t in = 64;
    for (int64_t out : {64, 128, 256, 512}) {
      layers->push_back(Block(in, out, out == 64 ? 1 : 2));
      layers->push_back(Block(out, out, 1));
      in = out;
    }
    register_module("layers", layers);
    fc = register_module("fc", nn::Linear(512, 1000));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(bn1(conv1(x))), 3, 2, 1);
    x = layers->forward(x);
    return fc(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
  }
};
TORCH_MODULE(ResNet18);

const char* only = nullptr;
template <class F>
void report(const char* name, int calls, F f) {
  if (only && std::strcmp(only, name)) return;
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 3; i++) f();
  std::vector<double> ms;
  for (int i = 0; i < calls; i++) {
    auto start = Clock::now();
    f();
    ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%s %.3f ms\n", name, ms[ms.size() / 2]);
  std::fflush(stdout);
}
template <class Model>
void train(const char* name, int calls, Model model, torch::Tensor x, int64_t classes) {
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.01));
  auto y = torch::randint(0, classes, {x.size(0)}, torch::kLong);
  nn::CrossEntropyLoss loss;
  report(name, calls, [&] {
    optimizer.zero_grad();
    loss(model(x), y).backward();
    optimizer.step();
  });
}

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  only = argc > 2 ? argv[2] : nullptr;
  torch::manual_seed(0);
  train("small_cnn_train_b64", 31, Small(), torch::randn({64, 1, 28, 28}), 10);
  {
    ResNet18 model;
    model->eval();
    torch::NoGradGuard no_grad;
    auto x = torch::randn({1, 3, 224, 224});
    report("resnet18_infer_b1", 31, [&] { model(x); });
  }
  train("resnet18_train_b8", 5, ResNet18(), torch::randn({8, 3, 224, 224}), 1000);
}
