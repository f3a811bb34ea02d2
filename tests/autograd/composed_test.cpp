// First and second derivatives of special functions, linear algebra and what is composed of other functions.
#include <gtest/gtest.h>
#include <rectify/autograd/node.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/linalg.h>
#include <rectify/ops/special.h>

#include <cmath>

#include "autograd/check.h"

using namespace rectify;
using autograd::variable_list;
using F = std::function<variable_list(const variable_list&)>;

namespace {

Tensor leaf(const Tensor& t) { return t.detach().clone().requires_grad_(); }
// Numbers without pattern, away from kinks and ties.
Tensor numbers(IntArrayRef sizes, double low = -1.7, double high = 1.9) {
  Tensor t = empty(sizes, TensorOptions(kDouble));
  double phase = 0.37;
  for (int64_t i = 0; i < t.numel(); i++) {
    phase = std::fmod(phase + 0.6180339887498949, 1.0);
    t.data_ptr<double>()[i] = low + (high - low) * phase;
  }
  return leaf(t);
}
Tensor positive_definite(int64_t n) {
  Tensor a = numbers({n, n}).detach();
  return leaf(mm(a, a.t()) + eye(n, TensorOptions(kDouble)) * 2);
}
#define ONE(expr)                                \
  [](const variable_list& in) -> variable_list { \
    const Tensor& x = in[0];                     \
    return {expr};                               \
  }
#define TWO(expr)                                \
  [](const variable_list& in) -> variable_list { \
    const Tensor &x = in[0], &y = in[1];         \
    return {expr};                               \
  }
#define PAIR(expr, n)                            \
  [](const variable_list& in) -> variable_list { \
    const Tensor& x = in[0];                     \
    return {std::get<n>(expr)};                  \
  }

TEST(ComposedGrad, Special) {
  Tensor x = numbers({5}), p = numbers({5}, 0.1, 0.9), big = numbers({5}, 0.6, 4);
  const struct {
    const char* name;
    F f;
    Tensor in;
  } table[] = {
      {"erfinv", ONE(erfinv(x)), numbers({5}, -0.8, 0.8)},
      {"lgamma", ONE(lgamma(x)), big},
      {"digamma", ONE(digamma(x)), big},
      {"polygamma", ONE(polygamma(2, x)), big},
      {"mvlgamma", ONE(mvlgamma(x, 2)), numbers({5}, 1.2, 4)},
      {"i0", ONE(i0(x)), x},
      {"i0e", ONE(special_i0e(x)), x},
      {"i1", ONE(special_i1(x)), x},
      {"i1e", ONE(special_i1e(x)), x},
      {"sinc", ONE(sinc(x)), x},
      {"logit", ONE(logit(x)), p},
      {"logit eps", ONE(logit(x, 0.05)), p},
      {"entr", ONE(special_entr(x)), p},
      {"erfcx", ONE(special_erfcx(x)), x},
      {"ndtr", ONE(special_ndtr(x)), x},
      {"ndtri", ONE(special_ndtri(x)), p},
      {"log_ndtr", ONE(special_log_ndtr(x)), x},
      {"deg2rad", ONE(deg2rad(x).sin()), x},
      {"float_power", ONE(float_power(x, Scalar(2.5))), big},
      {"logcumsumexp", ONE(logcumsumexp(x, 0)), x},
      {"cov", ONE(cov(x)), numbers({3, 4})},
      {"corrcoef", ONE(corrcoef(x)), numbers({3, 4})},
      {"diff", ONE(diff(x, 2).pow(3)), x},
      {"trapezoid", ONE(trapezoid(x * x)), x},
      {"quantile", ONE(quantile(x * x * x, 0.3)), x},
      {"nanmean", ONE(nanmean(x * x)), x},
      {"renorm", ONE(renorm(x, 2, 0, 0.5)), numbers({3, 4})},
      {"ldexp", ONE(ldexp(x * x, tensor({1, 2, 3, 0, -1}))), x},
  };
  for (const auto& row : table) EXPECT_EQ(check(row.f, {row.in}), "") << row.name;
  EXPECT_EQ(check(TWO(igamma(y.detach(), x)), {big, numbers({5}, 0.5, 3).detach()}), "");
  EXPECT_EQ(check(TWO(special_xlog1py(x, y)), {x, p}), "");
  EXPECT_EQ(check(TWO(copysign(x * x * x, y)), {x, numbers({5}, 0.5, 2)}), "");
  EXPECT_EQ(check(TWO(trapezoid(x, y)), {x, big}), "");
}

TEST(ComposedGrad, LinearAlgebra) {
  Tensor a = positive_definite(3), b = numbers({3, 2}), tall = numbers({4, 3}), wide = numbers({3, 4}),
         batch = leaf(stack({a.detach(), a.detach() * 1.5}));
  const struct {
    const char* name;
    F f;
    Tensor in;
  } table[] = {
      {"det", ONE(det(x)), a},
      {"det of a batch", ONE(det(x)), batch},
      {"logdet", ONE(logdet(x)), a},
      {"slogdet", PAIR(slogdet(x), 1), a},
      {"inverse", ONE(inverse(x)), batch},
      {"cholesky", ONE(linalg_cholesky((x + x.mT()) / 2)), a},
      {"cholesky upper", ONE(linalg_cholesky((x + x.mT()) / 2, true)), batch},
      {"q", PAIR(linalg_qr(x), 0), tall},
      {"r", PAIR(linalg_qr(x), 1), tall},
      {"q of a wide matrix", PAIR(linalg_qr(x), 0), wide},
      {"r of a wide matrix", PAIR(linalg_qr(x), 1), wide},
      {"eigenvalues", ONE(linalg_eigvalsh((x + x.mT()) / 2)), a},
      {"eigenvectors", ONE(std::get<1>(linalg_eigh((x + x.mT()) / 2)).pow(2)), a},
      {"singular values", ONE(linalg_svdvals(x)), tall},
      {"singular values of a wide matrix", ONE(linalg_svdvals(x)), wide},
      {"left vectors", ONE(std::get<0>(linalg_svd(x, false)).pow(2)), tall},
      {"right vectors", ONE(std::get<2>(linalg_svd(x, false)).pow(2)), wide},
      {"pinv", ONE(linalg_pinv(x)), tall},
      {"pinv of a wide matrix", ONE(linalg_pinv(x)), wide},
      {"matrix_power", ONE(matrix_power(x, 3)), a},
      {"matrix_power -2", ONE(matrix_power(x, -2)), a},
      {"matrix_exp", ONE(matrix_exp(x / 4)), a},
      {"nuclear norm", ONE(linalg_matrix_norm(x, "nuc")), tall},
      {"2-norm", ONE(linalg_matrix_norm(x, Scalar(2))), tall},
      {"1-norm", ONE(linalg_matrix_norm(x, Scalar(1))), tall},
      {"cond", ONE(linalg_cond(x)), a},
      {"vander", ONE(linalg_vander(x)), numbers({3})},
  };
  for (const auto& row : table) EXPECT_EQ(check(row.f, {row.in}), "") << row.name;
  EXPECT_EQ(check(TWO(linalg_solve(x, y)), {a, b}), "");
  EXPECT_EQ(check(TWO(linalg_solve(x, y.t(), false)), {a, b}), "");
  EXPECT_EQ(check(TWO(linalg_solve(x, y)), {batch, b}), "");
  EXPECT_EQ(check(TWO(linalg_solve_triangular(x, y, true)), {a, b}), "");
  EXPECT_EQ(check(TWO(linalg_solve_triangular(x, y.t(), false, false)), {a, b}), "");
  EXPECT_EQ(check(TWO(cross(x, y)), {numbers({2, 3}), numbers({2, 3}, -1, 2)}), "");
  EXPECT_EQ(check(TWO(cdist(x, y)), {numbers({2, 3}), numbers({4, 3}, -3, 2)}), "");
  Tensor singular = leaf(tensor({1., 2., 3., 2., 4., 6., 1., 0., 1.}, TensorOptions(kDouble)).view({3, 3}));
  EXPECT_TRUE(autograd::gradcheck(ONE(det(x)), {singular}));
}

TEST(ComposedGrad, Scattering) {
  Tensor x = numbers({3, 4}), src = numbers({2, 4}, 0.5, 2), index = tensor({0, 1, 1, 2, 2, 0, 1, 0}).view({2, 4});
  for (const char* reduce : {"sum", "prod", "mean", "amax", "amin"})
    for (bool self : {true, false}) {
      auto f = [&](const variable_list& in) -> variable_list {
        return {in[0].scatter_reduce(0, index, in[1], reduce, self)};
      };
      EXPECT_EQ(check(f, {x, src}), "") << reduce << self;
    }
  EXPECT_EQ(check(TWO(x.select_scatter(y, 0, 1) * x), {x, numbers({4})}), "");
  EXPECT_EQ(check(TWO(x.slice_scatter(y, 1, 0, 4, 2) * x), {x, numbers({3, 2})}), "");
  EXPECT_EQ(check(TWO(x.diagonal_scatter(y) * x), {x, numbers({3})}), "");
  EXPECT_EQ(check(TWO(block_diag({x, y}).pow(2)), {x, src}), "");
  EXPECT_EQ(check(ONE(x.split(2, 1)[0] * x.split(2, 1)[1]), {x}), "");
  EXPECT_EQ(check(ONE(x.unbind(0)[0] * x.unbind(0)[2]), {x}), "");
  EXPECT_EQ(check(ONE(combinations(x).pow(2)), {numbers({3})}), "");
}

TEST(ComposedGrad, InPlaceChangesOfViewsOfAnyBase) {
  auto f = [](const variable_list& in) -> variable_list {
    Tensor y = (in[0] * 1).view({2, 3}).t(), z = y.clone().t();
    z[0] = y.t()[1] * 2;
    z.select(1, 2).mul_(in[0].slice(0, 0, 2));
    return {z * z};
  };
  EXPECT_EQ(check(f, {numbers({6})}), "");
  auto g = [](const variable_list& in) -> variable_list {
    Tensor base = (in[0] * in[0]).t();  // not contiguous
    base.select(0, 1).mul_(in[0].select(1, 0));
    return {base.exp()};
  };
  EXPECT_EQ(check(g, {numbers({2, 3})}), "");
}

}  // namespace
