// Learns XOR with a small Sequential.
#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::manual_seed(1);
  torch::nn::Sequential net(torch::nn::Linear(2, 8), torch::nn::Tanh(), torch::nn::Linear(8, 1), torch::nn::Sigmoid());
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.5).momentum(0.9));

  auto x = torch::tensor({{0.f, 0.f}, {0.f, 1.f}, {1.f, 0.f}, {1.f, 1.f}});
  auto y = torch::tensor({0.f, 1.f, 1.f, 0.f}).unsqueeze(1);
  for (int epoch = 1; epoch <= 500; ++epoch) {
    optimizer.zero_grad();
    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward();
    optimizer.step();
    if (epoch % 100 == 0) std::printf("epoch %3d: loss %.4f\n", epoch, loss.item<double>());
  }

  torch::NoGradGuard no_grad;
  auto out = net->forward(x);
  for (int64_t i = 0; i < x.size(0); ++i)
    std::printf("%.0f xor %.0f = %d\n", x[i][0].item<float>(), x[i][1].item<float>(), out[i].item<float>() > 0.5f);
}
