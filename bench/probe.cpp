// What a Probe costs: training steps of the article's network at batch 128, without one, watched every step, and every
// tenth. Turn about, so that all see the same machine. Usage: probe THREADS
#include <rectify/inspect.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

namespace {

struct Trained {
  torch::nn::Sequential net{torch::nn::Linear(784, 256), torch::nn::ReLU(), torch::nn::Linear(256, 10)};
  torch::optim::SGD optimizer{net->parameters(), torch::optim::SGDOptions(0.01)};
  torch::nn::CrossEntropyLoss criterion;
  std::optional<rectify::inspect::Probe> probe;
  explicit Trained(int64_t every) {
    if (every > 0) probe.emplace(net, rectify::inspect::ProbeOptions().every(every));
    if (probe) probe->pause();
  }
  double seconds(const torch::Tensor& x, const torch::Tensor& y, int steps) {
    if (probe) probe->resume();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; i++) {
      optimizer.zero_grad();
      const auto loss = criterion(net->forward(x), y);
      loss.backward();
      optimizer.step();
      if (probe) probe->step(loss.item<float>(), 0.01);
    }
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (probe) probe->pause();
    return spent;
  }
};

}  // namespace

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  torch::manual_seed(0);
  const auto x = torch::rand({128, 784});
  const auto y = torch::randint(0, 10, {128}, torch::kLong);
  Trained plain(0), all(1), tenth(10);
  constexpr int kSteps = 100, kRounds = 41;
  std::vector<double> bare, every, every_tenth;
  for (int r = -3; r < kRounds; r++) {
    const double a = plain.seconds(x, y, kSteps), b = all.seconds(x, y, kSteps), c = tenth.seconds(x, y, kSteps);
    if (r < 0) continue;
    bare.push_back(a), every.push_back(b / a), every_tenth.push_back(c / a);
  }
  const auto median = [](std::vector<double> v) {
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  };
  std::printf("step %.1f us\n", median(bare) / kSteps * 1e6);
  std::printf("watched every step +%.2f %%\n", (median(every) - 1) * 100);
  std::printf("watched every 10th step +%.2f %%\n", (median(every_tenth) - 1) * 100);
}
