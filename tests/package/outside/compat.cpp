#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::nn::ReLU relu;
  auto y = relu(torch::tensor({-1.0f, 0.0f, 1.0f}));
  std::printf("%g %g %g\n", y[0].item<float>(), y[1].item<float>(), y[2].item<float>());
}
