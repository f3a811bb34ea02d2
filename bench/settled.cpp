// Page faults and system calls of a settled training step (batch 128): prints the faults of 1000 steps; the marks on
// stderr are for scripts/bench.py, which counts the system calls between them with strace.
#include <sys/resource.h>
#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::set_num_threads(1);
  torch::nn::Sequential net(torch::nn::Linear(784, 256), torch::nn::ReLU(), torch::nn::Linear(256, 10));
  torch::nn::CrossEntropyLoss criterion;
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.01));
  auto x = torch::randn({128, 784});
  auto y = torch::randint(0, 10, {128}, torch::kLong);
  auto step = [&] {
    optimizer.zero_grad();
    criterion(net->forward(x), y).backward();
    optimizer.step();
  };
  for (int i = 0; i < 50; i++) step();
  rusage before, after;
  std::fprintf(stderr, "settled\n");
  getrusage(RUSAGE_SELF, &before);
  for (int i = 0; i < 1000; i++) step();
  getrusage(RUSAGE_SELF, &after);
  std::fprintf(stderr, "done\n");
  std::printf("page_faults %ld per_1000_steps\n",
              after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt);
}
