// datasets::MNIST without its files, and the transforms of the example.
#include <torch/torch.h>

#include <iostream>
#include <string>

int main() {
  torch::manual_seed(1);
  std::string error;
  try {
    torch::data::datasets::MNIST missing("/nowhere");
  } catch (const c10::Error& e) {
    error = e.what_without_backtrace();
  }
  std::cout << error << "\n";
  auto x = torch::randint(0, 255, {2, 1, 28, 28}).to(torch::kFloat).div(255);
  auto normalize = torch::data::transforms::Normalize<>(0.1307, 0.3081);
  auto e = normalize.apply(torch::data::Example<>{x[0], torch::tensor(3)});
  std::cout << torch::allclose(e.data, (x[0] - 0.1307) / 0.3081) << e.target.item<int64_t>() << "\n";
  torch::data::transforms::Stack<> stack;
  auto batch = stack.apply_batch({e, e, e});
  std::cout << batch.data.sizes() << batch.target.sizes() << "\n";
}
