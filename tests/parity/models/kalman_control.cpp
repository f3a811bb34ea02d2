// Control: a dynamics model learned by rollouts, then actions optimised through it by gradient descent.
#include <torch/torch.h>

#include <iostream>

struct Dynamics : torch::nn::Module {
  Dynamics() : residual(torch::nn::Linear(3, 16), torch::nn::Tanh(), torch::nn::Linear(16, 2)) {
    register_module("residual", residual);
  }
  torch::Tensor forward(torch::Tensor state, torch::Tensor action) {
    return state + 0.1 * residual->forward(torch::cat({state, action}, -1));
  }
  torch::nn::Sequential residual;
};
static torch::Tensor world(const torch::Tensor& s, const torch::Tensor& a) {
  auto x = s.select(-1, 0), v = s.select(-1, 1);
  return torch::stack({x + 0.1 * v, v + 0.1 * (a.select(-1, 0) - torch::sin(x))}, -1);
}

int main() {
  torch::manual_seed(50);
  Dynamics model;
  torch::optim::AdamW optimizer(model.parameters(), torch::optim::AdamWOptions(1e-2).weight_decay(1e-3));
  for (int i = 0; i <= 80; i++) {
    auto s = torch::rand({64, 2}) * 4 - 2, a = torch::rand({64, 1}) * 2 - 1;
    auto loss = (model.forward(s, a) - world(s, a)).mul(10).pow(2).sum(1).mean();
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (i % 40 == 0) std::printf("model %.2f\n", loss.item<float>());
  }
  for (auto& p : model.parameters()) p.requires_grad_(false);
  auto actions = torch::zeros({15, 1, 1}).requires_grad_();
  torch::optim::Adam planner({actions}, torch::optim::AdamOptions(0.1));
  double first = 0, last = 0;
  for (int i = 0; i < 25; i++) {
    auto s = torch::tensor({{1.0f, 0.0f}});
    auto cost = torch::zeros({});
    for (int64_t t = 0; t < actions.size(0); t++) {
      s = model.forward(s, actions[t].tanh() * 2);
      cost = cost + s.pow(2).sum() + 0.01 * actions[t].pow(2).sum();
    }
    planner.zero_grad();
    cost.backward();
    planner.step();
    (i == 0 ? first : last) = cost.item<double>();
  }
  std::cout << "planned: " << (last < 0.9 * first) << "\n";
  torch::NoGradGuard no_grad;
  auto s = torch::tensor({{1.0f, 0.0f}});
  for (auto& a : actions.unbind(0)) s = world(s, a.tanh() * 2);
  std::cout << "nearer: " << (s[0][0].abs() < 1).item<bool>() << " " << s.sizes() << "\n";

  auto A = torch::tensor({{1.0, 0.1}, {0.0, 1.0}}, torch::kDouble), B = torch::tensor({{0.0}, {0.1}}, torch::kDouble),
       P = torch::eye(2, torch::kDouble);
  torch::Tensor K;
  for (int i = 0; i < 200; i++) {
    K = torch::inverse(B.t().mm(P).mm(B) + 0.1).mm(B.t()).mm(P).mm(A);
    P = torch::eye(2, torch::kDouble) + A.t().mm(P).mm(A - B.mm(K));
  }
  std::cout << "gain " << K.mul(100).round().div(100) << "\n";
}
