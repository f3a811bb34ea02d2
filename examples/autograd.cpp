// Gradients: leaves, second derivatives, hooks, no_grad, and a function of one's own.
#include <torch/torch.h>

#include <iostream>

struct Square : torch::autograd::Function<Square> {
  static torch::Tensor forward(torch::autograd::AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* ctx,
                                               torch::autograd::tensor_list grads) {
    auto x = ctx->get_saved_variables()[0];
    return {2 * x * grads[0]};
  }
};

int main() {
  auto x = torch::tensor({-2.0, -0.5, 0.0, 0.5, 2.0}, torch::requires_grad());
  for (auto f : {torch::relu, torch::sigmoid, torch::tanh, torch::silu}) {
    auto y = f(x).sum();
    std::cout << torch::autograd::grad({y}, {x})[0] << "\n";
  }

  auto y = torch::tanh(x).sum();
  auto g = torch::autograd::grad({y}, {x}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
  std::cout << torch::autograd::grad({g.sum()}, {x})[0] << "\n";

  auto w = torch::ones({2, 2}, torch::requires_grad());
  w.register_hook([](torch::Tensor grad) { return grad * 10; });
  (w * w).sum().backward();
  (w * 3).sum().backward();
  std::cout << w.grad() << "\n";

  Square::apply(x).sum().backward();
  std::cout << x.grad() << "\n";
  std::cout << std::boolalpha << x.is_leaf() << " " << (x * 2).requires_grad() << " ";
  {
    torch::NoGradGuard no_grad;
    std::cout << (x * 2).requires_grad() << " ";
  }
  std::cout << x.detach().requires_grad() << "\n";

  try {
    auto leaf = torch::ones({2}, torch::requires_grad());
    leaf.relu_();
  } catch (const std::exception& e) {
    std::cout << std::string(e.what()).substr(0, 70) << "\n";
  }
}
