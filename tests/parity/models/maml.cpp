// MAML on sine waves: inner steps by autograd::grad with create_graph, the outer step through them.
#include <torch/torch.h>

#include <iostream>
#include <vector>

using torch::Tensor;
using Weights = std::vector<Tensor>;

static Tensor network(const Weights& w, const Tensor& x) {
  Tensor h = torch::tanh(torch::addmm(w[1], x, w[0]));
  h = torch::tanh(torch::nn::functional::linear(h, w[2], w[3]));
  return h.matmul(w[4]) + w[5];
}
static Weights adapted(const Weights& w, const Tensor& x, const Tensor& y, int steps, double rate, bool second_order) {
  Weights fast = w;
  for (int s = 0; s < steps; s++) {
    Tensor loss = torch::mse_loss(network(fast, x), y);
    auto grads = torch::autograd::grad({loss}, fast, {}, /*retain_graph=*/second_order, /*create_graph=*/second_order);
    for (size_t i = 0; i < fast.size(); i++) fast[i] = fast[i] - rate * grads[i];
  }
  return fast;
}

int main() {
  torch::manual_seed(61);
  Weights w;
  for (auto& shape : std::vector<std::vector<int64_t>>{{1, 16}, {16}, {16, 16}, {16}, {16, 1}, {1}}) {
    auto t = torch::randn(shape) * (shape.size() == 2 ? 0.4 : 0.0);
    w.push_back(t.detach().set_requires_grad(true));
  }
  torch::optim::Adam outer(w, 5e-3);
  auto task = [](double amplitude, double phase) {
    return [=](const Tensor& x) { return amplitude * torch::sin(x + phase); };
  };
  std::vector<double> history;
  for (int iteration = 0; iteration < 20; iteration++) {
    outer.zero_grad();
    Tensor total = torch::zeros({});
    for (int k = 0; k < 3; k++) {
      auto f = task(1 + 0.5 * ((iteration + k) % 4), 0.3 * ((iteration * 3 + k) % 10));
      Tensor support = torch::rand({10, 1}) * 6 - 3, query = torch::rand({10, 1}) * 6 - 3;
      auto fast = adapted(w, support, f(support), 2, 0.05, true);
      total = total + torch::mse_loss(network(fast, query), f(query));
    }
    total.div(3).backward();
    outer.step();
    history.push_back(total.item<double>() / 3);
    if (iteration % 5 == 0) std::printf("%2d %.2f\n", iteration, history.back());
  }
  auto h = torch::tensor(history);
  std::cout << "falls: " << (h.slice(0, 15).mean() < h.slice(0, 0, 5).mean()).item<bool>() << "\n";
  auto f = task(2.0, 0.5);
  Tensor x = torch::linspace(-3, 3, 11).unsqueeze(1);
  Tensor before = torch::mse_loss(network(w, x), f(x)),
         after = torch::mse_loss(network(adapted(w, x, f(x), 5, 0.05, false), x), f(x));
  std::cout << "adapts: " << (after < before).item<bool>() << "\n";
}
