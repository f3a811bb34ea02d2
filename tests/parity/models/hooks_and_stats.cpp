// Watching a network: hooks on tensors, gradients by layer, running statistics, histograms, freezing and unfreezing.
#include <torch/torch.h>

#include <iostream>
#include <map>

int main() {
  torch::manual_seed(6);
  torch::nn::Sequential net(torch::nn::Linear(4, 8), torch::nn::BatchNorm1d(8), torch::nn::ReLU(),
                            torch::nn::Linear(8, 2));
  std::map<std::string, double> norms;
  for (auto& p : net->named_parameters()) {
    auto name = p.key();
    p->register_hook([&norms, name](torch::Tensor g) { norms[name] = g.norm().item<double>(); });
  }
  auto x = torch::randn({32, 4}), y = torch::randint(2, {32}, torch::kLong);
  torch::nn::functional::cross_entropy(net->forward(x), y).backward();
  for (auto& n : norms) std::cout << n.first << (n.second > 0 ? " has" : " has no") << " gradient\n";
  auto bn = net[1]->as<torch::nn::BatchNorm1d>();
  std::cout << bn->num_batches_tracked.item<int64_t>() << bn->running_mean.sizes() << " "
            << torch::allclose(bn->running_mean, 0.1 * net[0]->as<torch::nn::Linear>()->forward(x).mean(0), 1e-4, 1e-5)
            << "\n";

  for (auto& p : net[0]->parameters()) p.set_requires_grad(false);
  net->zero_grad();
  torch::nn::functional::cross_entropy(net->forward(x), y).backward();
  for (auto& p : net->named_parameters())
    std::cout << p.key() << " " << p->requires_grad()
              << (p->grad().defined() && p->grad().abs().sum().item<float>() > 0) << " ";
  std::cout << "\n";
  std::vector<torch::Tensor> trainable;
  for (auto& p : net->parameters())
    if (p.requires_grad()) trainable.push_back(p);
  torch::optim::SGD sgd(trainable, 0.1);
  std::cout << sgd.size() << " of " << net->parameters().size() << "\n";

  auto h = torch::relu(net[0]->as<torch::nn::Linear>()->forward(x)).detach();
  auto dead = (h == 0).to(torch::kFloat).mean(0).eq(1).sum().item<int64_t>();
  auto counts = torch::histc(h, 5, 0, 2.5);
  std::cout << "dead " << dead << ", counted " << (counts.sum().item<float>() <= h.numel()) << " nonzero "
            << (h.nonzero().size(0) + (h == 0).sum().item<int64_t>() == h.numel()) << "\n";
  std::cout << h.mean(1, true).sizes() << std::get<0>(h.max(0)).sizes() << std::get<1>(h.sort(1, true)).sizes()
            << std::get<0>(h.mode(0)).sizes() << h.cumsum(0).sizes() << "\n";
  net->train(false);
  auto a = net->forward(x), b = net->forward(x);
  std::cout << net->is_training() << torch::equal(a, b) << torch::isnan(a).any().item<bool>() << "\n";
  net->to(torch::kDouble);
  std::cout << net->parameters()[0].dtype() << " " << bn->running_var.dtype() << " " << bn->num_batches_tracked.dtype()
            << "\n";
  int linears = 0;
  net->apply([&](const std::string& name, torch::nn::Module& m) {
    linears += m.as<torch::nn::Linear>() != nullptr && !name.empty();
  });
  for (auto& m : net->named_modules("net")) std::cout << m.key() << " ";
  std::cout << linears << "\n";
}
