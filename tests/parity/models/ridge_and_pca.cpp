// Linear algebra as people use it: ridge regression, PCA by SVD, whitening by Cholesky, power iteration, least squares
// by QR.
#include <torch/torch.h>

#include <iostream>

int main() {
  torch::manual_seed(12);
  auto mix = torch::tensor({{2.0, 0.3}, {0.0, 0.5}, {1.0, -1.0}}, torch::kDouble);
  auto z = torch::randn({200, 2}, torch::kDouble);
  auto x =
      z.mm(mix.t()) + 0.01 * torch::randn({200, 3}, torch::kDouble) + torch::tensor({1.0, 2.0, 3.0}, torch::kDouble);
  auto centered = x - x.mean(0, /*keepdim=*/true);
  auto [U, S, V] = torch::svd(centered);
  auto share = S.square() / S.square().sum();
  std::cout << "two components hold nearly all: " << (share.slice(0, 0, 2).sum() > 0.999).item<bool>() << "\n";
  auto scores = centered.mm(V.slice(1, 0, 2));
  auto back = scores.mm(V.slice(1, 0, 2).t());
  std::cout << "error " << ((back - centered).norm() / centered.norm() < 0.02).item<bool>() << "\n";
  auto cov = centered.t().mm(centered) / (x.size(0) - 1);
  std::cout << torch::allclose(cov, torch::cov(x.t()), 1e-8, 1e-10)
            << torch::allclose(std::get<0>(torch::linalg_eigh(cov)).flip(0), S.square() / 199, 1e-6, 1e-9) << "\n";
  auto L = torch::cholesky(cov + 1e-6 * torch::eye(3, torch::kDouble));
  auto white = std::get<0>(torch::triangular_solve(centered.t(), L, /*upper=*/false));
  std::cout << "white: "
            << (white.mm(white.t()) / 199).sub(torch::eye(3, torch::kDouble)).abs().max().lt(0.05).item<bool>() << "\n";
  auto v = torch::ones({3, 1}, torch::kDouble);
  for (int i = 0; i < 50; i++) {
    v = cov.mm(v);
    v /= v.norm();
  }
  std::cout << "power iteration: " << torch::allclose(v.t().mm(cov).mm(v).squeeze(), S[0] * S[0] / 199, 1e-6) << "\n";
  auto w = torch::tensor({1.5, -2.0, 0.5}, torch::kDouble), y = x.mv(w);
  auto ridge = torch::linalg_solve(x.t().mm(x) + 1e-8 * torch::eye(3, torch::kDouble), x.t().mv(y));
  auto [Q, R] = torch::linalg_qr(x);
  auto ls = torch::linalg_solve_triangular(R, Q.t().mm(y.unsqueeze(1)), /*upper=*/true).squeeze(1);
  std::cout << ridge.mul(1000).round().div(1000) << ls.mul(1000).round().div(1000) << "\n";
  std::cout << torch::linalg_matrix_rank(mix).item<int64_t>() << " "
            << torch::linalg_matrix_rank(x.t().mm(x), 1e-9).item<int64_t>() << "\n";
  auto det = torch::det(cov), logdet = torch::logdet(cov);
  std::cout << torch::allclose(det.log(), logdet)
            << torch::allclose(torch::pinverse(x).mm(x), torch::eye(3, torch::kDouble), 1e-6, 1e-8) << "\n";
  auto m = torch::tensor({{4.0, 1.0}, {1.0, 3.0}}, torch::dtype(torch::kDouble).requires_grad(true));
  torch::logdet(m).backward();
  std::cout << torch::allclose(m.grad(), torch::inverse(m.detach()).t()) << " " << torch::matrix_power(m.detach(), 3)
            << "\n";
  std::cout << torch::chain_matmul({mix.t(), mix, mix.t()}).sizes() << torch::kron(torch::eye(2), torch::ones({1, 2}))
            << torch::trace(cov).sub(cov.diag().sum()).abs().lt(1e-12).item<bool>() << "\n";
}
