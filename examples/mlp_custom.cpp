// A module of one's own behind TORCH_MODULE: a residual block with a choice of activation, used in a larger network.
#include <torch/torch.h>

#include <iostream>
#include <vector>

struct ResidualImpl : torch::nn::Module {
  ResidualImpl(int64_t width, double slope)
      : inner(register_module("inner", torch::nn::Linear(torch::nn::LinearOptions(width, width).bias(false)))),
        act(register_module("act", torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(slope)))) {
    scale = register_parameter("scale", torch::full({width}, 0.1));
    calls = register_buffer("calls", torch::zeros({1}, torch::kInt64));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    if (is_training()) calls += 1;
    return x + scale * act(inner(x));
  }
  torch::nn::Linear inner;
  torch::nn::LeakyReLU act;
  torch::Tensor scale, calls;
};
TORCH_MODULE(Residual);

struct MlpImpl : torch::nn::Module {
  MlpImpl(int64_t in, int64_t width, int64_t depth, int64_t out)
      : first(register_module("first", torch::nn::Linear(in, width))),
        last(register_module("last", torch::nn::Linear(width, out))) {
    for (int64_t i = 0; i < depth; ++i) blocks->push_back(Residual(width, 0.1 * (i + 1)));
    register_module("blocks", blocks);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::elu(first(x));
    return last(blocks->forward(x));
  }
  torch::nn::Linear first, last;
  torch::nn::Sequential blocks;
};
TORCH_MODULE(Mlp);

int main() {
  torch::manual_seed(7);
  Mlp net(4, 16, 2, 3);
  torch::nn::init::kaiming_uniform_(net->first->weight, 0, torch::kFanIn, torch::kReLU);
  torch::nn::init::zeros_(net->first->bias);

  std::cout << net << "\n";
  int64_t count = 0;
  for (const auto& item : net->named_parameters()) {
    std::cout << item.key() << " " << item.value().sizes() << "\n";
    count += item.value().numel();
  }
  std::cout << count << " parameters\n";

  auto x = torch::randn({64, 4});
  auto y = x.slice(1, 0, 3).argmax(1);
  torch::optim::SGD optimizer(net->parameters(),
                              torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true).weight_decay(1e-4));
  for (int step = 0; step < 60; ++step) {
    optimizer.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net->forward(x), y);
    loss.backward();
    optimizer.step();
    if (step % 20 == 0) std::cout << "step " << step << " loss " << loss.item<float>() << "\n";
  }

  net->eval();
  torch::NoGradGuard no_grad;
  auto right = net->forward(x).argmax(1).eq(y).sum().item<int64_t>();
  std::cout << "right: " << right << " of " << y.size(0) << "\n";
  for (const auto& item : net->named_buffers()) std::cout << item.key() << " " << item.value().item<int64_t>() << "\n";
}
