// The article's network: a whole training step and an inference, at four batch sizes. One source for rectify and
// libtorch. Usage: step THREADS
#include <torch/torch.h>

#include <cstdlib>
#include <string>

#include "harness.h"

struct NetImpl : torch::nn::Module {
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
  torch::nn::ReLU relu{nullptr};
  NetImpl() {
    fc1 = register_module("fc1", torch::nn::Linear(784, 256));
    relu = register_module("relu", torch::nn::ReLU());
    fc2 = register_module("fc2", torch::nn::Linear(256, 10));
  }
  torch::Tensor forward(torch::Tensor x) { return fc2(relu(fc1(x))); }
};
TORCH_MODULE(Net);

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  torch::manual_seed(0);
  for (int64_t batch : {1, 32, 128, 512}) {
    Net net;
    torch::nn::CrossEntropyLoss criterion;
    torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.01));
    auto x = torch::randn({batch, 784});
    auto y = torch::randint(0, 10, {batch}, torch::kLong);
    bench::report(("step_b" + std::to_string(batch)).c_str(), [&] {
      optimizer.zero_grad();
      auto loss = criterion(net(x), y);
      loss.backward();
      optimizer.step();
    });
    torch::NoGradGuard no_grad;
    bench::report(("inference_b" + std::to_string(batch)).c_str(), [&] { bench::keep(net(x)); });
  }
}
