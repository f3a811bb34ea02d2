// Bagging: many small networks on bootstrap samples, their mean and spread; median, kthvalue, quantiles.
#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <vector>

int main() {
  torch::manual_seed(99);
  auto x = torch::rand({80, 1}) * 4 - 2;
  auto y = torch::sin(2 * x) + 0.1 * torch::randn_like(x);
  std::vector<torch::nn::Sequential> members;
  torch::nn::ModuleList ensemble;
  for (int m = 0; m < 5; m++) {
    torch::nn::Sequential net(
        {{"in", torch::nn::Linear(1, 12)}, {"act", torch::nn::Tanh()}, {"out", torch::nn::Linear(12, 1)}});
    members.push_back(net);
    ensemble->push_back(net);
  }
  std::vector<double> losses;
  for (auto& net : members) {
    auto pick = torch::randint(0, 80, {80}, torch::kLong);
    auto xs = x.index({pick}), ys = y.index({pick});
    torch::optim::Adam optimizer(net->parameters(), 0.03);
    torch::Tensor loss;
    for (int i = 0; i < 40; i++) {
      optimizer.zero_grad();
      loss = torch::mse_loss(net->forward(xs), ys);
      loss.backward();
      optimizer.step();
    }
    losses.push_back(loss.item<double>());
  }
  auto l = torch::tensor(losses);
  std::printf("losses: median %.2f least %.2f second %.2f\n", l.median().item<double>(), l.min().item<double>(),
              std::get<0>(l.kthvalue(2)).item<double>());
  torch::NoGradGuard guard;
  auto points = torch::tensor({{0.0f}, {0.7f}, {8.0f}});
  std::vector<torch::Tensor> outputs;
  for (const auto& module : *ensemble) outputs.push_back(module->as<torch::nn::SequentialImpl>()->forward(points));
  auto stacked = torch::stack(outputs);
  auto [var, mean] = torch::var_mean(stacked, /*dim=*/std::vector<int64_t>{0}, /*unbiased=*/true, /*keepdim=*/false);
  std::cout << stacked.sizes() << " " << mean.sizes() << "\n";
  std::cout << "more spread outside: " << (var[2] > var[0]).item<bool>()
            << ", peak found: " << (mean[1] > 0.5).item<bool>() << "\n";
  std::cout << "quantiles in order: " << (stacked.quantile(0.25, 0) <= stacked.quantile(0.75, 0)).all().item<bool>()
            << "\n";
  std::cout << ensemble->parameters().size() << " tensors; " << members[0]->named_parameters()["out.weight"].sizes()
            << "\n";
}
