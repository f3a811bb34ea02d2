// k-means and a nearest-neighbour classifier with tensor operations only.
#include <torch/torch.h>

#include <iostream>

static std::pair<torch::Tensor, torch::Tensor> kmeans(const torch::Tensor& x, int64_t k, int iterations) {
  auto centers = x.index_select(0, torch::randperm(x.size(0)).slice(0, 0, k)).clone();
  torch::Tensor label;
  for (int i = 0; i < iterations; i++) {
    label = std::get<1>(torch::cdist(x, centers).min(1));
    auto sums = torch::zeros_like(centers).scatter_add_(0, label.unsqueeze(1).expand({-1, x.size(1)}), x);
    auto counts = torch::bincount(label, {}, k).clamp_min(1).unsqueeze(1);
    auto next = sums / counts;
    if (torch::allclose(next, centers)) break;
    centers = next;
  }
  return {centers, label};
}

int main() {
  torch::manual_seed(71);
  auto truth = torch::tensor({{0.0f, 0.0f}, {8.0f, 0.0f}, {0.0f, 8.0f}});
  auto label = torch::arange(90).remainder(3);
  auto x = truth.index({label}) + torch::randn({90, 2});
  auto [centers, found] = kmeans(x, 3, 20);
  auto order = std::get<1>((centers.select(1, 0) + 10 * centers.select(1, 1)).sort());
  std::cout << (centers.index_select(0, order)).round() << "\n";
  auto table = torch::zeros({3, 3}, torch::kLong);
  table.index_put_({label, found}, torch::ones({90}, torch::kLong), /*accumulate=*/true);
  std::cout << "one cluster for each class: " << std::get<0>(table.max(1)).ge(28).all().item<bool>() << " total "
            << table.sum().item<int64_t>() << "\n";

  auto query = torch::tensor({{0.5f, 0.5f}, {7.0f, 1.0f}, {1.0f, 9.0f}});
  auto near = std::get<1>(torch::cdist(query, x).topk(5, 1, /*largest=*/false));
  auto votes = torch::nn::functional::one_hot(label.index({near}), 3).sum(1);
  std::cout << votes.argmax(1) << "\n";
  auto [unique, inverse, counts] = torch::_unique2(label, true, true, true);
  std::cout << unique << counts << torch::equal(unique.index({inverse}), label) << "\n";
  auto d = torch::pdist(truth);
  std::cout << d << torch::cartesian_prod({torch::arange(2), torch::arange(2)}) << torch::combinations(torch::arange(3))
            << "\n";
  auto sorted = std::get<0>(x.select(1, 0).sort());
  std::cout << torch::searchsorted(sorted, torch::tensor({-100.0f, 100.0f})) << (sorted.diff().min().item<float>() >= 0)
            << x.isfinite().all().item<bool>() << "\n";
  std::cout << torch::tril(torch::ones({3, 3})) << torch::triu(torch::ones({2, 3}), 1)
            << torch::diag(torch::arange(1, 3)) << torch::roll(torch::arange(5), 2) << "\n";
}
