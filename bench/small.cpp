// What a game or a control loop does, one call at a time. One source for rectify and libtorch. Usage: small THREADS
#include <torch/torch.h>

#include <cstdlib>
#include <vector>

#include "harness.h"

namespace nn = torch::nn;

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  torch::manual_seed(0);
  auto m = torch::zeros({16, 32});
  std::vector<float> observation(4, 0.5f);
  {
    torch::NoGradGuard no_grad;
    auto x = torch::randn({16});
    std::vector<torch::Tensor> eight(8, torch::randn({16}));
    bench::report("relu_16", [&] { bench::keep(torch::relu(x)); });
    bench::report("relu__16", [&] { torch::relu_(x); });
    bench::report("write_element", [&] { m[3][7] = 1.5f; });
    bench::report("read_element", [&] { bench::keep(m[3][7].item<float>()); });
    bench::report("from_blob_clone", [&] { bench::keep(torch::from_blob(observation.data(), {1, 4}).clone()); });
    bench::report("slice_rows", [&] { bench::keep(m.index({torch::indexing::Slice(2, 9)})); });
    bench::report("argmax_item", [&] { bench::keep(m[3].argmax().item<int64_t>()); });
    bench::report("add_16", [&] { bench::keep(x + x); });
    bench::report("stack_8", [&] { bench::keep(torch::stack(eight)); });
    nn::Sequential net(nn::Linear(4, 64), nn::ReLU(), nn::Linear(64, 64), nn::ReLU(), nn::Linear(64, 2));
    auto in = torch::randn({1, 4});
    bench::report("mlp_4_64_64_2_inference", [&] { bench::keep(net->forward(in)); });
  }
  auto x = torch::randn({16}, torch::requires_grad());
  bench::report("relu_recorded", [&] { bench::keep(torch::relu(x)); });
  bench::report("relu_sum_backward", [&] { torch::relu(x).sum().backward(); });
  for (const int batch : {1, 32}) {
    nn::Sequential net(nn::Linear(4, 64), nn::ReLU(), nn::Linear(64, 64), nn::ReLU(), nn::Linear(64, 2));
    torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(1e-3));
    auto in = torch::randn({batch, 4}), out = torch::randn({batch, 2});
    bench::report(batch == 1 ? "mlp_4_64_64_2_adam_step_1" : "mlp_4_64_64_2_adam_step_32", [&] {
      adam.zero_grad();
      torch::mse_loss(net->forward(in), out).backward();
      adam.step();
    });
  }
}
