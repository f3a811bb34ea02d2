// Advantage actor-critic on a corridor: categorical sampling, entropy bonus, returns, shared trunk.
#include <torch/torch.h>

#include <iostream>
#include <vector>

struct ActorCritic : torch::nn::Module {
  ActorCritic(int64_t states, int64_t actions) {
    trunk = register_module("trunk", torch::nn::Linear(states, 16));
    actor = register_module("actor", torch::nn::Linear(16, actions));
    critic = register_module("critic", torch::nn::Linear(16, 1));
    log_temperature = register_parameter("log_temperature", torch::zeros({}));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::tanh(trunk(x));
    return std::make_pair(actor(x) / log_temperature.exp(), critic(x).squeeze(-1));
  }
  torch::nn::Linear trunk{nullptr}, actor{nullptr}, critic{nullptr};
  torch::Tensor log_temperature;
};

// Walk right along seven cells; a step costs, the end pays.
struct Corridor {
  int64_t at = 0, steps = 0;
  torch::Tensor state() const { return torch::nn::functional::one_hot(torch::tensor(at), 7).to(torch::kFloat); }
  std::pair<float, bool> step(int64_t action) {
    at = std::max<int64_t>(0, at + (action == 1 ? 1 : -1));
    steps++;
    if (at == 6) return {1.0f, true};
    return {-0.05f, steps >= 30};
  }
};

int main() {
  torch::manual_seed(123);
  ActorCritic model(7, 2);
  torch::optim::Adam optimizer(model.parameters(), torch::optim::AdamOptions(0.02));
  std::vector<double> lengths;
  for (int episode = 0; episode < 40; episode++) {
    Corridor env;
    std::vector<torch::Tensor> log_probs, values, entropies;
    std::vector<float> rewards;
    for (bool done = false; !done;) {
      auto [logits, value] = model.forward(env.state().unsqueeze(0));
      auto probs = torch::softmax(logits, -1), log_p = torch::log_softmax(logits, -1);
      auto action = probs.multinomial(1);
      log_probs.push_back(log_p.gather(1, action).squeeze());
      entropies.push_back(-(probs * log_p).sum());
      values.push_back(value[0]);
      auto [reward, end] = env.step(action.item<int64_t>());
      rewards.push_back(reward);
      done = end;
    }
    std::vector<float> returns(rewards.size());
    float R = 0;
    for (size_t i = rewards.size(); i-- > 0;) returns[i] = R = rewards[i] + 0.95f * R;
    auto target = torch::tensor(returns), value = torch::stack(values);
    auto advantage = (target - value).detach();
    auto loss = -(torch::stack(log_probs) * advantage).mean() + 0.5 * torch::smooth_l1_loss(value, target) -
                0.01 * torch::stack(entropies).mean();
    optimizer.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(model.parameters(), 0.5);
    optimizer.step();
    lengths.push_back(static_cast<double>(rewards.size()));
  }
  auto t = torch::tensor(lengths);
  std::cout << "first ten " << t.slice(0, 0, 10).mean().item<float>() << " last ten "
            << t.slice(0, -10).mean().item<float>() << "\n";
  torch::NoGradGuard off;
  auto all = model.forward(torch::eye(7)).first.argmax(1);
  std::cout << "policy " << all.view({1, 7}) << "\n";
}
