// A layer and its activation, one after the other and as Sequential computes them: in turn, best times. Written
// against libtorch's API, where the two are the same.
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {
using namespace torch;
using Clock = std::chrono::steady_clock;

template <class F>
double seconds(const F& f, int n) {
  const auto start = Clock::now();
  for (int i = 0; i < n; i++) f();
  return std::chrono::duration<double>(Clock::now() - start).count() / n;
}
template <class F, class G>
void pair(const char* what, const char* activation, const char* shape, const F& apart, const G& together) {
  for (int i = 0; i < 5; i++) {
    apart();
    together();
  }
  const int n = std::max(1, static_cast<int>(5e-3 / seconds(apart, 3)));
  double best[] = {1e9, 1e9};
  for (int round = 0; round < 15; round++) {
    best[0] = std::min(best[0], seconds(apart, n));
    best[1] = std::min(best[1], seconds(together, n));
  }
  std::printf("%s/%s/%s/apart %.3f us\n", what, activation, shape, best[0] * 1e6);
  std::printf("%s/%s/%s/together %.3f us\n", what, activation, shape, best[1] * 1e6);
}
template <class Layer, class Holder>
void measure(const char* name, const char* shape, Layer layer, Holder activation, const Tensor& x) {
  nn::Sequential net(layer, activation);
  Tensor g;
  {
    NoGradGuard off;
    g = torch::randn(layer->forward(x).sizes());
    pair(
        "inference", name, shape, [&] { return activation->forward(layer->forward(x)); },
        [&] { return net->forward(x); });
  }
  const Tensor leaf = x.clone().requires_grad_();
  const auto step = [&](const Tensor& y) { autograd::grad({y}, {leaf, layer->weight, layer->bias}, {g}); };
  pair(
      "training", name, shape, [&] { step(activation->forward(layer->forward(leaf))); },
      [&] { step(net->forward(leaf)); });
}
template <class Holder>
void measure(const char* name, Holder activation) {
  measure(name, "Linear_1x64_to_64", nn::Linear(64, 64), activation, torch::randn({1, 64}));
  measure(name, "Linear_32x784_to_256", nn::Linear(784, 256), activation, torch::randn({32, 784}));
  measure(name, "Linear_128x784_to_256", nn::Linear(784, 256), activation, torch::randn({128, 784}));
  measure(name, "Linear_1024x512_to_512", nn::Linear(512, 512), activation, torch::randn({1024, 512}));
  measure(name, "Linear_8192x64_to_64", nn::Linear(64, 64), activation, torch::randn({8192, 64}));
  measure(name, "Conv2d_32x1x28x28_to_6", nn::Conv2d(1, 6, 5), activation, torch::randn({32, 1, 28, 28}));
  measure(name, "Conv2d_1x32x28x28_to_64", nn::Conv2d(32, 64, 3), activation, torch::randn({1, 32, 28, 28}));
  measure(name, "Conv2d_32x16x28x28_to_32", nn::Conv2d(16, 32, 3), activation, torch::randn({32, 16, 28, 28}));
}
}  // namespace

int main(int argc, char** argv) {
  set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  measure("relu", nn::ReLU());
  measure("leaky_relu", nn::LeakyReLU());
  measure("tanh", nn::Tanh());
  measure("silu", nn::SiLU());
}
