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
Tensor leaf(const std::vector<double>& v) { return leaf(v, {static_cast<int64_t>(v.size())}); }
void expect_values(const Tensor& t, const std::vector<double>& want, const char* what = "") {
  ASSERT_TRUE(t.defined()) << what;
  Tensor c = t.detach().to(kDouble).contiguous();
  ASSERT_EQ(c.numel(), static_cast<int64_t>(want.size())) << what;
  for (size_t i = 0; i < want.size(); i++)
    if (std::isinf(want[i]))
      EXPECT_EQ(c.data_ptr<double>()[i], want[i]) << what << i;
    else
      EXPECT_NEAR(c.data_ptr<double>()[i], want[i], 1e-12) << what << i;
}

// First and second derivatives against central differences; inputs keep away from kinks.
TEST(ElementwiseGrad, UnaryGradcheck) {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&);
    std::vector<double> x;
  };
  const std::vector<double> any = {-1.3, -0.4, 0.3, 1.7}, positive = {0.2, 0.7, 1.1, 2.3},
                            inside = {-0.8, -0.3, 0.1, 0.6}, above = {1.2, 1.7, 2.4, 3.1};
  const Row rows[] = {
      {"sqrt", sqrt, positive},   {"rsqrt", rsqrt, positive}, {"reciprocal", reciprocal, any},
      {"exp", exp, any},          {"exp2", exp2, any},        {"expm1", expm1, any},
      {"log", log, positive},     {"log2", log2, positive},   {"log10", log10, positive},
      {"log1p", log1p, positive}, {"sin", sin, any},          {"cos", cos, any},
      {"tan", tan, inside},       {"asin", asin, inside},     {"acos", acos, inside},
      {"atan", atan, any},        {"sinh", sinh, any},        {"cosh", cosh, any},
      {"asinh", asinh, any},      {"acosh", acosh, above},    {"atanh", atanh, inside},
      {"erf", erf, any},          {"erfc", erfc, any},        {"neg", neg, any},
      {"abs", abs, any},          {"sign", sign, any},        {"sgn", sgn, any},
      {"square", square, any},    {"floor", floor, any},      {"ceil", ceil, any},
      {"round", round, any},      {"trunc", trunc, any},      {"frac", frac, any},
  };
  for (const Row& row : rows) {
    auto f = [&](const variable_list& v) {
      return variable_list{row.f(v[0]) + v[0] * v[0]};
    };  // the square: a second derivative exists
    EXPECT_EQ(check(f, {leaf(row.x)}), "") << row.name;
  }
}

TEST(ElementwiseGrad, BinaryGradcheck) {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&, const Tensor&);
    bool positive = false;
  };
  const Row rows[] = {
      {"add", [](const Tensor& a, const Tensor& b) { return add(a, b, 0.7); }},
      {"sub", [](const Tensor& a, const Tensor& b) { return sub(a, b, 0.7); }},
      {"rsub", [](const Tensor& a, const Tensor& b) { return rsub(a, b, 2); }},
      {"mul", mul},
      {"div", div},
      {"div trunc", [](const Tensor& a, const Tensor& b) { return div(a, b, "trunc"); }},
      {"remainder", remainder},
      {"fmod", fmod},
      {"pow", pow, true},
      {"xlogy", xlogy, true},
      {"atan2", atan2},
      {"hypot", hypot},
      {"maximum", maximum},
      {"minimum", minimum},
      {"fmax", fmax},
      {"fmin", fmin},
      {"logaddexp", logaddexp},
      {"logaddexp2", logaddexp2},
      {"where", [](const Tensor& a, const Tensor& b) { return where(a > b, a * 2, b); }},
      {"lerp", [](const Tensor& a, const Tensor& b) { return lerp(a, b, 0.3); }},
      {"lerp tensor", [](const Tensor& a, const Tensor& b) { return lerp(a, b * 3, b); }},
      {"addcmul", [](const Tensor& a, const Tensor& b) { return addcmul(a, a, b, 0.5); }},
      {"addcdiv", [](const Tensor& a, const Tensor& b) { return addcdiv(a, a, b, 0.5); }},
      {"clamp",
       [](const Tensor& a, const Tensor& b) { return clamp(a * b, optional<Tensor>(b), optional<Tensor>(a)); }},
      {"scalars",
       [](const Tensor& a, const Tensor& b) {
         return (2 - a) * 3 / 4 + 1 / b + pow(a, 3) + pow(2, b) + clamp(a, -1, 1) + remainder(5, b) + fmod(a, 2);
       }},
      {"in place",
       [](const Tensor& a, const Tensor& b) {
         Tensor y = a * 1.5;
         return y.add_(b).mul_(b).div_(b + 4).sub_(a).sin_().pow_(2).sqrt_();
       }},
      {"in place, output kept",
       [](const Tensor& a, const Tensor& b) {
         Tensor y = a * 1.5;
         return y.mul_(b).clamp_(-2, 2).exp_();
       }},
      {"in place, same tensor",
       [](const Tensor& a, const Tensor& b) {
         Tensor y = a * b;
         return y.mul_(y).add_(y);
       }},
      {"copy",
       [](const Tensor& a, const Tensor& b) {
         Tensor y = (a * b).clone();
         y.select(0, 0).copy_(b.sum());
         return y * y;
       }},
      {"fill",
       [](const Tensor& a, const Tensor& b) {
         Tensor y = a * b;
         y.select(0, 0).zero_();
         return y * a;
       }},
  };
  struct Sizes {
    std::vector<int64_t> a, b;
  };
  const std::vector<double> any = {-1.31, 0.47, 0.29, 1.73, -0.61, 0.97},
                            other = {0.83, -1.27, 1.61, -0.37, 2.19, 0.53};
  for (const Row& row : rows)
    for (const Sizes& s : {Sizes{{2, 3}, {2, 3}}, Sizes{{2, 3}, {3}}, Sizes{{2, 3}, {2, 1}}, Sizes{{2, 3}, {}}}) {
      auto input = [&](const std::vector<double>& v, const std::vector<int64_t>& sizes) {
        int64_t n = 1;
        for (int64_t k : sizes) n *= k;
        std::vector<double> x(v.begin(), v.begin() + n);
        if (row.positive)
          for (double& e : x) e = std::abs(e);
        return leaf(x, sizes);
      };
      auto f = [&](const variable_list& v) { return variable_list{row.f(v[0], v[1]) + v[0] * v[1] * 0.1}; };
      variable_list in = {input(any, s.a), input(other, s.b)};
      EXPECT_EQ(check(f, in), "") << row.name << IntArrayRef(s.b);
    }
}

// The gradients at kinks and edges; values of PyTorch 1.13.
TEST(ElementwiseGrad, Edges) {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&);
    std::vector<double> x, want;
  };
  const double inf = INFINITY;
  const Row rows[] = {
      {"abs", abs, {0, -0.0, -2}, {0, 0, -1}},
      {"sqrt", sqrt, {0, 4}, {inf, 0.25}},
      {"clamp", [](const Tensor& x) { return clamp(x, -1, 1); }, {-1, 1, 0, 2, -3}, {1, 1, 1, 0, 0}},
      {"clamp_min", [](const Tensor& x) { return clamp_min(x, 0); }, {0, -1, 1}, {1, 0, 1}},
      {"pow 0", [](const Tensor& x) { return pow(x, 0); }, {0, 2}, {0, 0}},
      {"pow 2", [](const Tensor& x) { return pow(x, 2); }, {0, 3}, {0, 6}},
      {"0 ** x", [](const Tensor& x) { return pow(0, x); }, {0, 2}, {0, 0}},
      {"maximum of equals",
       [](const Tensor& x) {
         return maximum(x, tensor(ArrayRef<double>(std::vector<double>{1, 1, 1}), kDouble));
       },
       {1, 0, 2},
       {0.5, 0, 1}},
      {"minimum of equals",
       [](const Tensor& x) {
         return minimum(x, tensor(ArrayRef<double>(std::vector<double>{1, 1, 1}), kDouble));
       },
       {1, 0, 2},
       {0.5, 1, 0}},
      {"nan_to_num", [](const Tensor& x) { return nan_to_num(x); }, {NAN, inf, 1}, {0, 0, 1}},
      {"where", [](const Tensor& x) { return where(x > 0, x * 3, x); }, {0, 1}, {1, 3}},
      {"atan2(0, 0)", [](const Tensor& x) { return atan2(x, x.detach()); }, {0}, {0}},
      {"to float", [](const Tensor& x) { return x.to(kFloat) * 2; }, {1, 2}, {2, 2}},
      {"promotion", [](const Tensor& x) { return x.to(kFloat) * x; }, {1, 2}, {2, 4}},
  };
  for (const Row& row : rows) {
    Tensor x = leaf(row.x);
    row.f(x).sum().backward();
    EXPECT_EQ(x.grad().scalar_type(), kDouble) << row.name;
    expect_values(x.grad(), row.want, row.name);
  }
}

TEST(ElementwiseGrad, GradientsKeepTheDtypeOfTheirInput) {
  Tensor h = ones({2}, kHalf).requires_grad_(), f = ones({1}).requires_grad_(),
         d = ones({3, 2}, kDouble).requires_grad_();
  (h * f + d).sum().backward();
  EXPECT_EQ(h.grad().scalar_type(), kHalf);
  EXPECT_EQ(f.grad().sizes(), IntArrayRef({1}));
  expect_values(f.grad(), {6});
  expect_values(h.grad(), {3, 3});
}

TEST(ElementwiseGrad, InPlace) {
  Tensor x = leaf({1, 2});
  EXPECT_THROW(x.mul_(2), Error);
  EXPECT_THROW(x.fill_(2), Error);
  {
    NoGradGuard guard;
    x.mul_(2);
  }
  expect_values(x, {2, 4});
  Tensor y = x * 1;
  y.fill_(3);
  y.add_(x);
  y.sum().backward();
  expect_values(x.grad(), {1, 1});
  Tensor z = x.exp();
  z.add_(1);
  EXPECT_THROW(z.sum().backward(), Error) << "exp keeps its output";
}

}  // namespace
