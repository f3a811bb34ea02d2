// parity: compiled only, for it prints how long it took and a long run magnifies rounding.
// Balances a pole on a cart by REINFORCE: a policy network of a few thousand weights, asked for one state at a time.
// Usage: cartpole [SEED [EPISODES]]. Solved when the last 100 episodes last 475 of 500 steps in the mean.
#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <numeric>
#include <vector>

// The equations of Barto, Sutton and Anderson (1983), with the constants of Gym's CartPole-v1.
struct CartPole {
  float state[4];  // position, velocity, angle, angular velocity
  int steps = 0;

  void reset() {
    auto start = torch::rand({4}) * 0.1 - 0.05;
    for (int i = 0; i < 4; ++i) state[i] = start[i].item<float>();
    steps = 0;
  }
  // Pushes left (0) or right (1) for 20 ms; false when the pole has fallen, the cart has left the track or time is up.
  bool step(int64_t action) {
    const float gravity = 9.8f, cart = 1.0f, pole = 0.1f, half_length = 0.5f, tau = 0.02f;
    const float force = action == 1 ? 10.0f : -10.0f, sine = std::sin(state[2]), cosine = std::cos(state[2]);
    const float pushed = (force + pole * half_length * state[3] * state[3] * sine) / (cart + pole);
    const float angular =
        (gravity * sine - cosine * pushed) / (half_length * (4.0f / 3.0f - pole * cosine * cosine / (cart + pole)));
    const float linear = pushed - pole * half_length * angular * cosine / (cart + pole);
    state[0] += tau * state[1];
    state[1] += tau * linear;
    state[2] += tau * state[3];
    state[3] += tau * angular;
    return ++steps < 500 && std::abs(state[0]) < 2.4f && std::abs(state[2]) < 0.2094395f;
  }
};

int main(int argc, char** argv) {
  torch::set_num_threads(1);
  torch::manual_seed(argc > 1 ? std::atoi(argv[1]) : 1);
  const int most = argc > 2 ? std::atoi(argv[2]) : 2000;
  torch::nn::Sequential policy(torch::nn::Linear(4, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2));
  torch::optim::Adam optimizer(policy->parameters(), torch::optim::AdamOptions(5e-3));

  CartPole game;
  std::deque<int> lengths;
  std::vector<torch::Tensor> chosen;  // the log-probability of each action taken
  std::vector<float> returns;
  long steps = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };

  for (int episode = 1; episode <= most; ++episode) {
    chosen.clear();
    game.reset();
    for (bool on = true; on;) {
      auto observation = torch::from_blob(game.state, {1, 4}).clone();
      auto log_probabilities = torch::log_softmax(policy->forward(observation), 1);
      const int64_t action = log_probabilities.detach().exp().multinomial(1).item<int64_t>();
      chosen.push_back(log_probabilities[0][action]);
      on = game.step(action);
    }

    // every step's reward is 1: what is still to come, discounted, with mean 0 and deviation 1
    returns.assign(chosen.size(), 0.0f);
    float sum = 0.0f;
    for (size_t i = chosen.size(); i-- > 0;) returns[i] = sum = 1.0f + 0.99f * sum;
    auto advantage = torch::tensor(returns);
    advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-6);
    optimizer.zero_grad();
    auto loss = -(torch::stack(chosen) * advantage).mean();
    loss.backward();
    optimizer.step();

    steps += game.steps;
    lengths.push_back(game.steps);
    if (lengths.size() > 100) lengths.pop_front();
    const double mean = std::accumulate(lengths.begin(), lengths.end(), 0.0) / static_cast<double>(lengths.size());
    if (episode % 50 == 0) std::printf("episode %4d: %5.1f steps in the mean of the last 100\n", episode, mean);
    if (lengths.size() == 100 && mean >= 475) {
      std::printf("solved after %d episodes and %ld steps in %.2f s, %.2f us a step\n", episode, steps, seconds(),
                  seconds() / static_cast<double>(steps) * 1e6);
      return 0;
    }
  }
  std::printf("not solved in %d episodes and %ld steps, %.2f s\n", most, steps, seconds());
  return 0;
}
