// REINFORCE on a two-armed bandit with context, with Bernoulli sampling and a baseline.
#include <torch/torch.h>

#include <iostream>

class Policy : public torch::nn::Module {
 public:
  Policy()
      : affine1(register_module("affine1", torch::nn::Linear(3, 8))),
        dropout(register_module("dropout", torch::nn::Dropout(0.1))),
        affine2(register_module("affine2", torch::nn::Linear(8, 1))) {}
  torch::Tensor forward(torch::Tensor x) {
    return affine2->forward(torch::relu(dropout->forward(affine1->forward(x))))
        .sigmoid()
        .clamp(1e-3, 1 - 1e-3)
        .squeeze(1);
  }

 private:
  torch::nn::Linear affine1;
  torch::nn::Dropout dropout;
  torch::nn::Linear affine2;
};

int main(int, const char**) {
  torch::manual_seed(543);
  auto policy = std::make_shared<Policy>();
  torch::optim::Adam optimizer(policy->parameters(), /*lr=*/3e-2);
  double baseline = 0, running = 0;
  for (int episode = 0; episode <= 90; episode++) {
    auto context = torch::randn({16, 3});
    auto p = policy->forward(context);
    auto action = torch::bernoulli(p.detach());
    auto right = context.index({torch::indexing::Slice(), 0}) > 0;
    auto reward = torch::where(action == right.to(torch::kFloat), torch::ones({}), torch::full({}, -1.0));
    auto log_prob = action * p.log() + (1 - action) * torch::log1p(-p);
    auto policy_loss = (log_prob.neg() * (reward - baseline)).sum();
    optimizer.zero_grad();
    policy_loss.backward();
    optimizer.step();
    baseline = 0.9 * baseline + 0.1 * reward.mean().item<double>();
    running = 0.8 * running + 0.2 * reward.mean().item<double>();
    if (episode % 30 == 0)
      std::cout << "Episode " << episode << "\tbetter than chance: " << (running > 0.3) << std::endl;
  }
  policy->eval();
  torch::NoGradGuard off;
  auto probe = torch::tensor({{2.0, 0.0, 0.0}, {-2.0, 0.0, 0.0}});
  std::cout << policy->forward(probe).round() << std::endl;
}
