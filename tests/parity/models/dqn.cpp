// Deep Q-learning: a replay buffer, a target network copied by name, epsilon-greedy, Huber loss, gather.
#include <torch/torch.h>

#include <deque>
#include <iostream>
#include <random>

struct QNetImpl : torch::nn::Module {
  QNetImpl(int64_t in, int64_t actions) : l1(in, 24), l2(24, actions) {
    register_module("l1", l1);
    register_module("l2", l2);
  }
  torch::Tensor forward(const torch::Tensor& x) { return l2(torch::relu(l1(x))); }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(QNet);

struct Transition {
  torch::Tensor state;
  int64_t action;
  float reward;
  torch::Tensor next;
  bool done;
};

static void copy_parameters(QNet& from, QNet& to) {
  torch::autograd::GradMode::set_enabled(false);
  auto source = from->named_parameters(true);
  auto target = to->named_parameters(true);
  for (auto& p : source) {
    auto* t = target.find(p.key());
    if (t != nullptr) t->copy_(p.value());
  }
  torch::autograd::GradMode::set_enabled(true);
}

int main() {
  torch::manual_seed(5);
  std::mt19937 gen(5);
  QNet online(2, 3), target(2, 3);
  copy_parameters(online, target);
  torch::optim::RMSprop optimizer(online->parameters(), torch::optim::RMSpropOptions(2e-3).alpha(0.95));
  std::deque<Transition> replay;
  auto uniform = [&] { return static_cast<double>(gen() % 10000) / 10000; };
  // Keep a ball at the origin: position and speed, push left, nothing or right.
  auto step = [](torch::Tensor s, int64_t a) {
    auto v = s[1] + 0.2 * (a - 1), x = s[0] + 0.2 * v;
    return torch::stack({x, v}).clamp(-2, 2);
  };
  double epsilon = 1.0, last_loss = 0;
  auto state = torch::tensor({1.0f, 0.0f});
  for (int t = 0; t < 400; t++) {
    int64_t action;
    if (uniform() < epsilon) {
      action = static_cast<int64_t>(gen() % 3);
    } else {
      torch::NoGradGuard no_grad;
      action = online(state.unsqueeze(0)).argmax(1).item<int64_t>();
    }
    auto next = step(state, action);
    float reward = -std::abs(next[0].item<float>());
    bool done = t % 20 == 19;
    replay.push_back({state, action, reward, next, done});
    if (replay.size() > 200) replay.pop_front();
    state = done ? torch::tensor({t % 40 == 19 ? -1.0f : 1.0f, 0.0f}) : next;
    epsilon = std::max(0.1, epsilon * 0.99);
    if (replay.size() < 32) continue;
    std::vector<torch::Tensor> s, n;
    std::vector<int64_t> a;
    std::vector<float> r, alive;
    for (int i = 0; i < 32; i++) {
      const auto& e = replay[gen() % replay.size()];
      s.push_back(e.state), n.push_back(e.next), a.push_back(e.action), r.push_back(e.reward),
          alive.push_back(e.done ? 0 : 1);
    }
    auto actions = torch::tensor(a, torch::kInt64).unsqueeze(1);
    auto q = online->forward(torch::stack(s)).gather(1, actions).squeeze(1);
    auto best = std::get<0>(target->forward(torch::stack(n)).max(1)).detach();
    auto expected = torch::tensor(r) + 0.9 * best * torch::tensor(alive);
    auto loss = torch::nn::functional::smooth_l1_loss(q, expected);
    optimizer.zero_grad();
    loss.backward();
    for (auto& p : online->parameters()) p.grad().data().clamp_(-1, 1);
    optimizer.step();
    last_loss = loss.item<double>();
    if (t % 50 == 0) copy_parameters(online, target);
  }
  std::cout << "replay " << replay.size() << ", loss below 0.1: " << (last_loss < 0.1) << "\n";
  auto probe = torch::tensor({{1.5f, 1.0f}, {-1.5f, -1.0f}});
  std::cout << "push " << online(probe).argmax(1).view({-1}).sub(1) << "\n";
}
