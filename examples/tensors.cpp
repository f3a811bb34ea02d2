// Tensors: factories, views, indexing, broadcasting, reductions, printing, errors.
#include <torch/torch.h>

#include <iostream>
#include <vector>

using namespace torch::indexing;

int main() {
  auto a = torch::arange(12, torch::kFloat).reshape({3, 4});
  std::cout << a << "\n" << a.t() << "\n";
  std::cout << a.index({Slice(), 1}) << "\n" << a.index({Slice(0, None, 2), Slice(None, 2)}) << "\n";
  a.index_put_({1, Slice(1, 3)}, -1);
  std::cout << a << "\n";
  std::cout << a.masked_fill(a < 0, 100) << "\n";
  std::cout << torch::where(a > 5, a, torch::zeros_like(a)) << "\n";

  auto row = a[0];
  row.add_(10);  // a view: a changes as well
  std::cout << a << "\n";
  std::cout << a.sum() << "\n" << a.mean(1) << "\n" << std::get<0>(a.max(0)) << "\n" << a.argmax(1, true) << "\n";

  std::cout << (torch::ones({2, 1}) + torch::tensor({1, 2, 3})) << "\n";
  std::cout << torch::tensor({1, 2}).dtype() << " " << (torch::tensor({1, 2}) / 2).dtype() << "\n";
  std::cout << torch::cat({torch::eye(2), torch::full({1, 2}, 0.5)}) << "\n";
  std::cout << torch::linspace(0, 1, 5, torch::kDouble) << "\n";
  std::cout << torch::tensor({true, false}) << "\n" << torch::empty({0}) << "\n" << torch::tensor(1e-5) << "\n";

  auto sorted = torch::tensor({3.f, 1.f, 2.f}).sort(0, /*descending=*/true);
  std::cout << std::get<0>(sorted) << "\n" << std::get<1>(sorted) << "\n";

  std::vector<float> data{1, 2, 3, 4, 5, 6};
  auto view = torch::from_blob(data.data(), {2, 3});
  auto cells = view.accessor<float, 2>();
  float sum = 0;
  for (int64_t i = 0; i < cells.size(0); ++i)
    for (int64_t j = 0; j < cells.size(1); ++j) sum += cells[i][j];
  std::cout << "sum of cells " << sum << "\n";
  std::cout << torch::matmul(view, view.t()) << "\n";
  std::cout << std::boolalpha << torch::allclose(view.matmul(view.t()), torch::mm(view, view.t())) << "\n";

  try {
    torch::mm(torch::zeros({2, 3}), torch::zeros({2, 3}));
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  try {
    torch::zeros({2, 3}) + torch::zeros({4});
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
}
