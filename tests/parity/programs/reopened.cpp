// A program that adds to libtorch's namespaces and takes them in.
#include <torch/torch.h>
#include <iostream>
namespace torch {
namespace nn {
namespace functional {
inline Tensor swish2(const Tensor& x) { return x * sigmoid(x) + relu(x, ReLUFuncOptions()); }
}  // namespace functional
namespace init {
inline Tensor fill_half_(Tensor t) {
  NoGradGuard g;
  return constant_(t, 0.5);
}
}  // namespace init
namespace utils {
inline int64_t count(const std::vector<Tensor>& p) { return parameters_to_vector(p).numel(); }
}  // namespace utils
struct WishImpl : Module {
  Tensor forward(Tensor x) { return functional::swish2(x); }
};
TORCH_MODULE(Wish);
}  // namespace nn
namespace optim {
struct Lion : SGD {
  using SGD::SGD;
};
}  // namespace optim
namespace data {
namespace datasets {
struct Ones : Dataset<Ones> {
  Example<> get(size_t) override { return {torch::ones(2), torch::ones(1)}; }
  c10::optional<size_t> size() const override { return 4; }
};
}  // namespace datasets
namespace transforms {
struct Twice : Lambda<Example<>> {
  using Lambda::Lambda;
};
}  // namespace transforms
namespace samplers {
struct Mine : SequentialSampler {
  using SequentialSampler::SequentialSampler;
};
}  // namespace samplers
}  // namespace data
namespace autograd {
struct Sq : Function<Sq> {
  static Variable forward(AutogradContext* c, Variable x) {
    c->save_for_backward({x});
    return x * x;
  }
  static variable_list backward(AutogradContext* c, variable_list g) {
    return {2 * c->get_saved_variables()[0] * g[0]};
  }
};
}  // namespace autograd
namespace serialize {
inline int x() { return 1; }
}  // namespace serialize
namespace indexing {
inline at::indexing::Slice all() { return at::indexing::Slice(0, 2); }
}  // namespace indexing
}  // namespace torch
namespace F = torch::nn::functional;
using namespace torch;
using namespace torch::nn;
struct Net : nn::Module {
  Net() {
    register_module("a", a);
    register_module("s", s);
  }
  Tensor forward(Tensor x) { return functional::relu(s(a(x))); }
  Linear a{3, 2};
  Wish s;
};
int main() {
  torch::manual_seed(1);
  Net net;
  init::fill_half_(net.a->weight);
  init::zeros_(net.a->bias);
  std::cout << net.forward(torch::ones({1, 3})) << "\n" << nn::utils::count(net.parameters()) << "\n";
  std::cout << F::swish2(torch::ones(2)) << functional::swish2(torch::ones(1)) << nn::functional::relu(torch::ones(1))
            << "\n";
  nn::utils::clip_grad_norm_(net.parameters(), 1.0);
  nn::utils::clip_grad_value_(net.parameters(), 1.0);
  std::cout << net << "\n" << net.name() << " " << nn::Wish()->name() << "\n";
  auto x = torch::ones(2, torch::requires_grad());
  autograd::Sq::apply(x).sum().backward();
  std::cout << x.grad() << "\n";
  auto d = data::datasets::Ones().map(data::transforms::Stack<>());
  auto loader = data::make_data_loader<data::samplers::Mine>(std::move(d), 2);
  for (auto& b : *loader) std::cout << b.data.sizes() << "\n";
}
