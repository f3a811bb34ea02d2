// Fits a cubic to sin(x) with gradients taken by hand, by autograd, and by autograd::grad; prints the polynomial.
#include <torch/torch.h>

#include <cmath>
#include <iostream>

using torch::Tensor;

static void show(const char* name, const std::vector<Tensor>& c) {
  std::printf("%-9s y = %.3f + %.3f x + %.3f x^2 + %.3f x^3\n", name, c[0].item<double>() + 0.0, c[1].item<double>(),
              c[2].item<double>() + 0.0, c[3].item<double>());
}
static std::vector<Tensor> start(bool grad) {
  std::vector<Tensor> c;
  for (double v : {0.2, 0.7, -0.1, -0.05})
    c.push_back(torch::tensor(v, torch::dtype(torch::kFloat64).requires_grad(grad)));
  return c;
}

int main() {
  const double pi = 3.14159265358979323846;
  Tensor x = torch::linspace(-pi, pi, 500, torch::kFloat64), y = torch::sin(x);
  std::vector<Tensor> powers{torch::ones_like(x), x, x.pow(2), x * x * x};
  const double lr = 1e-6;
  const int steps = 400;

  auto c = start(false);
  for (int t = 0; t < steps; t++) {
    Tensor p = torch::zeros_like(x);
    for (int i = 0; i < 4; i++) p += c[i] * powers[i];
    Tensor g = 2.0 * (p - y);
    for (int i = 0; i < 4; i++) c[i] -= lr * (g * powers[i]).sum();
  }
  show("by hand", c);

  c = start(true);
  for (int t = 0; t < steps; t++) {
    Tensor p = c[0] + c[1] * x + c[2] * x.pow(2) + c[3] * x.pow(3);
    Tensor loss = (p - y).pow(2).sum();
    loss.backward();
    for (auto& k : c) {
      k.data().sub_(k.grad() * lr);
      k.grad().zero_();
    }
  }
  show("backward", c);

  c = start(true);
  for (int t = 0; t < steps; t++) {
    Tensor p = torch::einsum("i,ij->j", {torch::stack(c), torch::stack(powers)});
    auto grads = torch::autograd::grad({(p - y).square().sum()}, c);
    torch::AutoGradMode off(false);
    for (size_t i = 0; i < 4; i++) c[i].add_(grads[i], -lr);
  }
  show("grad", c);
  std::cout << "sin(1) is about " << std::round(1000 * (c[0] + c[1] + c[2] + c[3]).item<double>()) / 1000 << "\n";
}
