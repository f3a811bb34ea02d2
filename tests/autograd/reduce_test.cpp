#include <gtest/gtest.h>
#include <rectify/autograd/node.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <cmath>

#include "autograd/check.h"

using namespace rectify;
using autograd::variable_list;

namespace {

Tensor leaf(const std::vector<double>& v, IntArrayRef sizes) {
  return tensor(ArrayRef<double>(v), kDouble).reshape(sizes).clone().detach().requires_grad_();
}

struct Row {
  const char* name;
  Tensor (*f)(const Tensor&);
};
const Row kRows[] = {
    {"sum", [](const Tensor& x) { return x.sum(); }},
    {"sum dim", [](const Tensor& x) { return x.sum(1); }},
    {"sum keepdim",
     [](const Tensor& x) {
       return x.sum({0, 2}, true);
     }},
    {"nansum", [](const Tensor& x) { return x.nansum({0}); }},
    {"sum_to_size",
     [](const Tensor& x) {
       return x.sum_to_size({3, 1});
     }},
    {"mean", [](const Tensor& x) { return x.mean(); }},
    {"mean dims",
     [](const Tensor& x) {
       return x.mean({0, 2});
     }},
    {"prod", [](const Tensor& x) { return x.prod(); }},
    {"prod dim", [](const Tensor& x) { return x.prod(1); }},
    {"max", [](const Tensor& x) { return x.max(); }},
    {"min", [](const Tensor& x) { return x.min(); }},
    {"max dim", [](const Tensor& x) { return std::get<0>(x.max(1)); }},
    {"min keepdim", [](const Tensor& x) { return std::get<0>(x.min(2, true)); }},
    {"amax",
     [](const Tensor& x) {
       return x.amax({0, 2});
     }},
    {"amin", [](const Tensor& x) { return x.amin({1}, true); }},
    {"aminmax",
     [](const Tensor& x) {
       auto [lo, hi] = x.aminmax(1);
       return hi - lo;
     }},
    {"var", [](const Tensor& x) { return x.var(); }},
    {"var dims",
     [](const Tensor& x) {
       return x.var({0, 2}, false);
     }},
    {"std", [](const Tensor& x) { return x.std(); }},
    {"std dim", [](const Tensor& x) { return x.std({1}, true, true); }},
    {"var_mean",
     [](const Tensor& x) {
       auto [v, m] = var_mean(x, IntArrayRef({1}));
       return v * m;
     }},
    {"std_mean",
     [](const Tensor& x) {
       auto [v, m] = std_mean(x, IntArrayRef({1}));
       return v * m;
     }},
    {"norm", [](const Tensor& x) { return x.norm(); }},
    {"norm 1", [](const Tensor& x) { return x.norm(1, 1); }},
    {"norm 1.5",
     [](const Tensor& x) {
       return x.norm(1.5, {0, 2});
     }},
    {"norm 3", [](const Tensor& x) { return x.norm(3, 1, true); }},
    {"norm inf", [](const Tensor& x) { return x.norm(INFINITY, 1); }},
    {"dist", [](const Tensor& x) { return dist(x, x * x); }},
    {"logsumexp", [](const Tensor& x) { return x.logsumexp(1); }},
    {"logsumexp dims",
     [](const Tensor& x) {
       return x.logsumexp({0, 2}, true);
     }},
    {"cumsum", [](const Tensor& x) { return x.cumsum(1); }},
    {"cumprod", [](const Tensor& x) { return x.cumprod(1); }},
    {"cummax", [](const Tensor& x) { return std::get<0>(x.cummax(1)); }},
    {"cummin", [](const Tensor& x) { return std::get<0>(x.cummin(2)); }},
    {"median", [](const Tensor& x) { return x.median(); }},
    {"median dim", [](const Tensor& x) { return std::get<0>(x.median(1)); }},
};

TEST(ReduceGrad, Gradcheck) {
  std::vector<double> v;
  for (int i = 0; i < 12; i++) v.push_back(1.4 * std::sin(2.3 * i + 0.4));
  for (const Row& row : kRows) {
    auto f = [&](const variable_list& in) { return variable_list{row.f(in[0])}; };
    EXPECT_EQ(check(f, {leaf(v, {2, 3, 2})}), "") << row.name;
  }
}

TEST(ReduceGrad, ProductsWithZeros) {
  for (const std::vector<double>& v :
       {std::vector<double>{1.5, 0, 2, 0.5, -1, 3}, std::vector<double>{0, 0, 2, 0.5, 0, 3},
        std::vector<double>{0, 0, 0, 0.5, 1, 3}})
    for (auto f : {+[](const Tensor& x) { return x.prod(); }, +[](const Tensor& x) { return x.prod(1); },
                   +[](const Tensor& x) { return x.cumprod(1); }}) {
      auto g = [&](const variable_list& in) { return variable_list{f(in[0])}; };
      EXPECT_EQ(check(g, {leaf(v, {2, 3})}), "");
    }
}

// Ties and edges; values of PyTorch 1.13.
TEST(ReduceGrad, Edges) {
  struct Case {
    const char* name;
    Tensor (*f)(const Tensor&);
    std::vector<double> x, want;
  };
  const Case cases[] = {
      {"max of equals shares", [](const Tensor& x) { return x.max(); }, {3, 3, 1}, {0.5, 0.5, 0}},
      {"amax of equals shares", [](const Tensor& x) { return x.amax(0); }, {3, 3, 1}, {0.5, 0.5, 0}},
      {"max along a dim takes the first", [](const Tensor& x) { return std::get<0>(x.max(0)); }, {3, 3, 1}, {1, 0, 0}},
      {"norm at 0", [](const Tensor& x) { return x.norm(); }, {0, 0}, {0, 0}},
      {"norm 3 at 0", [](const Tensor& x) { return x.norm(3); }, {0, 0}, {0, 0}},
      {"norm 1 at 0", [](const Tensor& x) { return x.norm(1); }, {0, -2}, {0, -1}},
      {"std of equals", [](const Tensor& x) { return x.std(); }, {2, 2}, {0, 0}},
      {"nansum", [](const Tensor& x) { return x.nansum(); }, {NAN, 1}, {0, 1}},
      {"prod of one zero", [](const Tensor& x) { return x.prod(); }, {0, 2, 3}, {6, 0, 0}},
      {"sum to float", [](const Tensor& x) { return x.sum(kFloat); }, {1, 2}, {1, 1}},
      {"mean", [](const Tensor& x) { return x.mean(); }, {1, 2, 3, 4}, {0.25, 0.25, 0.25, 0.25}},
  };
  for (const Case& c : cases) {
    Tensor x = leaf(c.x, {static_cast<int64_t>(c.x.size())});
    c.f(x).backward();
    ASSERT_EQ(x.grad().scalar_type(), kDouble) << c.name;
    Tensor g = x.grad().contiguous();
    for (size_t i = 0; i < c.want.size(); i++) EXPECT_NEAR(g.data_ptr<double>()[i], c.want[i], 1e-12) << c.name << i;
  }
}

}  // namespace
