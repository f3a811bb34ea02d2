// Proximal policy optimisation with a Gaussian policy: ratios, clipping, generalised advantages, minibatches.
#include <torch/torch.h>

#include <cmath>
#include <iostream>

struct GaussianPolicyImpl : torch::nn::Module {
  GaussianPolicyImpl(int64_t n_in, int64_t n_out, double std)
      : a_lin1_(torch::nn::Linear(n_in, 16)),
        a_lin2_(torch::nn::Linear(16, n_out)),
        c_lin1_(torch::nn::Linear(n_in, 16)),
        c_val_(torch::nn::Linear(16, 1)),
        log_std_(torch::full(n_out, std::log(std))) {
    register_module("a_lin1", a_lin1_);
    register_module("a_lin2", a_lin2_);
    register_module("c_lin1", c_lin1_);
    register_module("c_val", c_val_);
    register_parameter("log_std", log_std_);
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    mu_ = torch::tanh(a_lin2_(torch::relu(a_lin1_(x))));
    auto value = c_val_(torch::relu(c_lin1_(x)));
    return std::make_tuple(mu_, value);
  }
  torch::Tensor log_prob(torch::Tensor action) {
    auto var = (log_std_ + log_std_).exp();
    return -((action - mu_) * (action - mu_)) / (2 * var) - log_std_ - std::log(std::sqrt(2 * M_PI));
  }
  torch::Tensor entropy() { return 0.5 + 0.5 * std::log(2 * M_PI) + log_std_; }
  torch::nn::Linear a_lin1_, a_lin2_, c_lin1_, c_val_;
  torch::Tensor mu_, log_std_;
};
TORCH_MODULE(GaussianPolicy);

int main() {
  torch::manual_seed(20);
  GaussianPolicy policy(2, 1, 0.4);
  torch::optim::Adam optimizer(policy->parameters(), 5e-3);
  std::vector<double> rewards;
  for (int iteration = 0; iteration < 15; iteration++) {
    std::vector<torch::Tensor> states, actions, log_probs, returns, values;
    {
      torch::NoGradGuard no_grad;
      auto position = torch::rand({8, 1}) * 2 - 1;
      std::vector<torch::Tensor> r;
      for (int t = 0; t < 8; t++) {
        auto s = torch::cat({position, torch::full({8, 1}, t / 8.0)}, 1);
        auto [mu, v] = policy->forward(s);
        auto a = at::normal(mu, policy->log_std_.exp().expand_as(mu));
        states.push_back(s), actions.push_back(a), log_probs.push_back(policy->log_prob(a)), values.push_back(v);
        position = position + 0.5 * a;
        r.push_back(-position.abs());
      }
      auto gae = torch::zeros({8, 1}), next = torch::zeros({8, 1});
      returns.resize(8);
      for (int t = 7; t >= 0; t--) {
        gae = r[t] + 0.9 * next - values[t] + 0.9 * 0.95 * gae;
        next = values[t];
        returns[t] = gae + values[t];
      }
      rewards.push_back(torch::stack(r).mean().item<double>());
    }
    auto s = torch::cat(states), a = torch::cat(actions), old = torch::cat(log_probs), ret = torch::cat(returns),
         adv = ret - torch::cat(values);
    adv = (adv - adv.mean()) / (adv.std() + 1e-8);
    for (int epoch = 0; epoch < 3; epoch++) {
      auto order = torch::randperm(s.size(0));
      for (auto& idx : order.split(32)) {
        auto [mu, v] = policy->forward(s.index({idx}));
        auto ratio = (policy->log_prob(a.index({idx})) - old.index({idx})).exp();
        auto surr1 = ratio * adv.index({idx}), surr2 = torch::clamp(ratio, 0.8, 1.2) * adv.index({idx});
        auto loss = -torch::min(surr1, surr2).mean() + 0.5 * (ret.index({idx}) - v).pow(2).mean() -
                    1e-3 * policy->entropy().mean();
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
      }
    }
  }
  auto r = torch::tensor(rewards);
  std::cout << "better: " << (r.slice(0, 10).mean() > r.slice(0, 0, 5).mean()).item<bool>() << "\n";
  for (const auto& p : policy->named_parameters()) std::cout << p.key() << p->sizes() << " ";
  std::cout << "\n";
}
