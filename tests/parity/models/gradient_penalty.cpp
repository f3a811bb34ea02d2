// WGAN-GP: gradients of gradients through a critic with layer normalisation.
#include <torch/torch.h>

#include <iostream>

namespace {

struct CriticImpl : torch::nn::Module {
  CriticImpl() : l1(2, 16), norm(torch::nn::LayerNormOptions({16})), l2(16, 1) {
    register_module("l1", l1);
    register_module("norm", norm);
    register_module("l2", l2);
  }
  torch::Tensor forward(torch::Tensor x) { return l2(torch::silu(norm(l1(x)))); }
  torch::nn::Linear l1;
  torch::nn::LayerNorm norm;
  torch::nn::Linear l2;
};
TORCH_MODULE(Critic);

torch::Tensor penalty(Critic& critic, const torch::Tensor& real, const torch::Tensor& fake) {
  auto alpha = torch::rand({real.size(0), 1});
  auto between = (alpha * real + (1 - alpha) * fake).requires_grad_(true);
  auto score = critic(between);
  auto gradients = torch::autograd::grad({score}, {between}, /*grad_outputs=*/{torch::ones_like(score)},
                                         /*retain_graph=*/true, /*create_graph=*/true, /*allow_unused=*/false)[0];
  return gradients.view({gradients.size(0), -1}).norm(2, 1).sub(1).pow(2).mean();
}

}  // namespace

int main() {
  torch::manual_seed(13);
  Critic critic;
  torch::nn::Sequential generator(torch::nn::Linear(2, 16), torch::nn::ReLU(), torch::nn::Linear(16, 2));
  torch::optim::Adam critic_optimizer(critic->parameters(), torch::optim::AdamOptions(1e-2).betas({0.0, 0.9}));
  torch::optim::Adam generator_optimizer(generator->parameters(), torch::optim::AdamOptions(1e-2).betas({0.0, 0.9}));
  for (int step = 0; step < 15; step++) {
    double distance = 0, gp = 0;
    for (int k = 0; k < 3; k++) {
      auto angle = torch::rand({32}) * 2 * M_PI;
      auto real = torch::stack({angle.cos(), angle.sin()}, 1),
           fake = generator->forward(torch::randn({32, 2})).detach();
      auto wasserstein = critic(fake).mean() - critic(real).mean(), p = penalty(critic, real, fake);
      critic->zero_grad();
      (wasserstein + 10 * p).backward();
      critic_optimizer.step();
      distance = wasserstein.item<double>(), gp = p.item<double>();
    }
    for (auto& p : critic->parameters()) p.requires_grad_(false);
    generator_optimizer.zero_grad();
    auto loss = -critic(generator->forward(torch::randn({32, 2}))).mean();
    loss.backward();
    generator_optimizer.step();
    for (auto& p : critic->parameters()) p.requires_grad_(true);
    if (step % 5 == 0) std::printf("%2d: distance %.1f penalty %.1f\n", step, distance, gp);
  }
  auto x = torch::tensor({{0.5, -0.5}}, torch::requires_grad());
  auto first = torch::autograd::grad({critic(x).sum()}, {x}, {}, c10::nullopt, true)[0];
  auto second = torch::autograd::grad({first.pow(2).sum()}, {x})[0];
  std::cout << first.sizes() << first.requires_grad() << second.requires_grad() << " "
            << second.isfinite().all().item<bool>() << "\n";
}
