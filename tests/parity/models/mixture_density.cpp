// A mixture density network: logsumexp over Gaussians, softplus for scales, sampling with multinomial and gather.
#include <torch/torch.h>

#include <cmath>
#include <iostream>

struct MDNImpl : torch::nn::Module {
  MDNImpl(int64_t hidden, int64_t components) : k(components), hidden(1, hidden), head(hidden, 3 * components) {
    register_module("hidden", this->hidden);
    register_module("head", head);
  }
  std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto parts = head(torch::tanh(hidden(x))).split_with_sizes({k, k, k}, 1);
    return {torch::log_softmax(parts[0], 1), parts[1], torch::nn::functional::softplus(parts[2]) + 1e-2};
  }
  int64_t k;
  torch::nn::Linear hidden, head;
};
TORCH_MODULE(MDN);

static torch::Tensor nll(MDN& net, const torch::Tensor& x, const torch::Tensor& y) {
  auto [log_pi, mu, sigma] = net->forward(x);
  auto z = (y - mu) / sigma;
  auto log_normal = -0.5 * z.square() - sigma.log() - 0.5 * std::log(2 * M_PI);
  return -torch::logsumexp(log_pi + log_normal, /*dim=*/1).mean();
}

int main() {
  torch::manual_seed(77);
  auto y = torch::rand({300, 1}) * 2 - 1;
  auto x = y + 0.3 * torch::sin(2 * M_PI * y) + 0.05 * torch::randn({300, 1});
  MDN net(16, 3);
  torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions().lr(0.02));
  for (int i = 0; i <= 60; i++) {
    auto loss = nll(net, x, y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (i % 20 == 0) std::printf("nll %.2f\n", loss.item<double>());
  }
  torch::NoGradGuard off;
  auto points = torch::linspace(-1, 1, 5).unsqueeze(1);
  torch::Tensor log_pi, mu, sigma;
  std::tie(log_pi, mu, sigma) = net->forward(points);
  std::cout << log_pi.exp().sum(1) << "\n";
  auto component = torch::multinomial(log_pi.exp(), 100, /*replacement=*/true);
  auto samples = at::normal(mu.gather(1, component), sigma.gather(1, component));
  std::cout << samples.sizes() << " within two: " << samples.abs().lt(3).to(torch::kFloat).mean().gt(0.9).item<bool>()
            << " finite: " << torch::isfinite(samples).all().item<bool>() << "\n";
  std::cout << "greater x, greater y: " << (samples.mean(1)[4] > samples.mean(1)[0]).item<bool>() << "\n";
}
