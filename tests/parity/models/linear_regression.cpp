// A line through noisy points: first by hand with autograd, then with nn::Linear and SGD, then in closed form.
#include <torch/torch.h>

#include <iomanip>
#include <iostream>

int main() {
  torch::manual_seed(0);
  const int64_t n = 200;
  auto x = torch::linspace(-3, 3, n).unsqueeze(1);
  auto y = 2.5 * x - 1.25 + 0.1 * torch::randn({n, 1});

  auto w = torch::zeros({1, 1}, torch::requires_grad());
  auto b = torch::zeros(1, torch::requires_grad());
  for (int epoch = 0; epoch < 60; ++epoch) {
    auto loss = torch::mean(torch::pow(torch::mm(x, w) + b - y, 2));
    loss.backward();
    {
      torch::NoGradGuard no_grad;
      w -= 0.05 * w.grad();
      b -= 0.05 * b.grad();
    }
    w.mutable_grad().zero_();
    b.mutable_grad().zero_();
    if (epoch % 20 == 0)
      std::cout << "epoch " << epoch << " loss " << std::fixed << std::setprecision(4) << loss.item<float>() << "\n";
  }
  std::cout << "by hand: " << w.item<float>() << " " << b.item<float>() << "\n";

  torch::nn::Linear model(torch::nn::LinearOptions(1, 1).bias(true));
  torch::nn::init::zeros_(model->weight);
  torch::nn::init::zeros_(model->bias);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.05));
  for (int epoch = 0; epoch < 60; ++epoch) {
    optimizer.zero_grad();
    auto loss = torch::nn::functional::mse_loss(model->forward(x), y);
    loss.backward();
    optimizer.step();
  }
  std::cout << "module:  " << model->weight.item<float>() << " " << model->bias.item<float>() << "\n";

  auto A = torch::cat({x, torch::ones_like(x)}, /*dim=*/1);
  auto solution = torch::matmul(torch::inverse(torch::matmul(A.t(), A)), torch::matmul(A.t(), y));
  std::cout << "closed:  " << solution[0].item<float>() << " " << solution[1].item<float>() << "\n";
  auto residual = (torch::matmul(A, solution) - y).flatten();
  std::cout << "std of the residual " << residual.std().item<float>() << ", mean " << std::setprecision(3)
            << std::abs(residual.mean().item<float>()) << "\n";
  return 0;
}
