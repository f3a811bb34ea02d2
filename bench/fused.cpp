// A linear layer and its activation, one after the other and as Sequential computes them: in turn, best times. Written
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
void pair(const char* what, const char* activation, int64_t rows, int64_t in, int64_t out, const F& apart,
          const G& together) {
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
  std::printf("%s/%s/%ldx%ldx%ld/apart %.3f us\n", what, activation, static_cast<long>(rows), static_cast<long>(in),
              static_cast<long>(out), best[0] * 1e6);
  std::printf("%s/%s/%ldx%ldx%ld/together %.3f us\n", what, activation, static_cast<long>(rows), static_cast<long>(in),
              static_cast<long>(out), best[1] * 1e6);
}
template <class Holder>
void measure(const char* name, Holder activation) {
  const int64_t shapes[][3] = {{1, 64, 64}, {32, 784, 256}, {128, 784, 256}, {1024, 512, 512}, {8192, 64, 64}};
  for (const auto& [rows, in, out] : shapes) {
    nn::Linear layer(in, out);
    nn::Sequential net(layer, activation);
    const Tensor x = torch::randn(std::vector<int64_t>{rows, in}), g = torch::randn(std::vector<int64_t>{rows, out});
    const Tensor leaf = torch::randn(std::vector<int64_t>{rows, in}).requires_grad_();
    {
      NoGradGuard off;
      pair(
          "inference", name, rows, in, out, [&] { return activation->forward(layer->forward(x)); },
          [&] { return net->forward(x); });
    }
    const auto step = [&](const Tensor& y) { autograd::grad({y}, {leaf, layer->weight, layer->bias}, {g}); };
    pair(
        "training", name, rows, in, out, [&] { step(activation->forward(layer->forward(leaf))); },
        [&] { step(net->forward(leaf)); });
  }
}
}  // namespace

int main(int argc, char** argv) {
  set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  measure("relu", nn::ReLU());
  measure("leaky_relu", nn::LeakyReLU());
  measure("tanh", nn::Tanh());
  measure("silu", nn::SiLU());
}
