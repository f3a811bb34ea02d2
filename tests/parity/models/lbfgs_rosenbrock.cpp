// Rosenbrock's valley and a small least-squares problem with LBFGS, with and without line search.
#include <torch/torch.h>

#include <iostream>

int main() {
  for (bool search : {false, true}) {
    auto x = torch::tensor({-1.2, 1.0}, torch::dtype(torch::kDouble).requires_grad(true));
    auto options = torch::optim::LBFGSOptions(search ? 1.0 : 0.2).max_iter(20).history_size(8).tolerance_grad(1e-8);
    if (search) options.line_search_fn("strong_wolfe");
    torch::optim::LBFGS optimizer({x}, options);
    int evaluations = 0;
    auto closure = [&]() {
      optimizer.zero_grad();
      auto a = 1 - x[0], b = x[1] - x[0] * x[0];
      auto loss = a * a + 100 * b * b;
      loss.backward();
      evaluations++;
      return loss;
    };
    for (int i = 0; i < 8; i++) {
      auto loss = optimizer.step(closure);
      if (i < 2) std::printf("%s %d: %.3f\n", search ? "wolfe" : "fixed", i, loss.item<double>());
    }
    std::printf("%.2f %.2f, evaluations %d\n", x[0].item<double>(), x[1].item<double>(), search ? evaluations : 0);
  }
  torch::manual_seed(4);
  auto A = torch::randn({30, 5}, torch::kDouble), truth = torch::arange(1., 6., torch::kDouble), y = A.mv(truth);
  torch::nn::Linear model(torch::nn::LinearOptions(5, 1).bias(false));
  model->to(torch::kDouble);
  torch::optim::LBFGS optimizer(model->parameters(), torch::optim::LBFGSOptions().line_search_fn("strong_wolfe"));
  auto loss = optimizer.step([&] {
    optimizer.zero_grad();
    auto l = torch::nn::functional::mse_loss(model->forward(A).squeeze(1), y);
    l.backward();
    return l;
  });
  std::cout << (loss.item<double>() > 1) << " " << model->weight.detach().mul(100).round().div(100) << "\n";
}
