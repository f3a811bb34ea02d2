// ReLU by name and in place.
#include <torch/torch.h>

#include <iostream>

int main() {
  torch::Tensor x = torch::tensor({-1.0, 0.0, 1.0});
  std::cout << "relu:  " << torch::relu(x) << std::endl;
  std::cout << "input: " << x << std::endl;
  x.relu_();
  std::cout << "relu_: " << x << std::endl;
}
