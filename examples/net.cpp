// A fully connected network with ReLU, and one step of training.
#include <torch/torch.h>

#include <iostream>

struct Net : torch::nn::Module {
  Net() {
    fc1 = register_module("fc1", torch::nn::Linear(784, 256));
    fc2 = register_module("fc2", torch::nn::Linear(256, 10));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(fc1->forward(x));
    x = fc2->forward(x);
    return x;
  }

  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};

int main() {
  torch::manual_seed(0);
  auto net = std::make_shared<Net>();
  torch::nn::CrossEntropyLoss criterion;
  torch::optim::SGD optimizer(net->parameters(), /*lr=*/0.01);

  auto inputs = torch::randn({32, 784});
  auto targets = torch::randint(0, 10, {32}, torch::kLong);

  optimizer.zero_grad();
  auto outputs = net->forward(inputs);
  auto loss = criterion(outputs, targets);
  loss.backward();
  optimizer.step();

  std::cout << *net << std::endl;
  std::cout << "output sizes: " << outputs.sizes() << std::endl;
  std::cout << "loss: " << loss.item<float>() << std::endl;
  std::cout << "loss after the step: " << criterion(net->forward(inputs), targets).item<float>() << std::endl;
}
