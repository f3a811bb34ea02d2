#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cmath>
#include <thread>

#include "error.h"

using namespace rectify;
using autograd::variable_list;

namespace {

Tensor leaf(std::initializer_list<double> v) { return torch::tensor(ArrayRef<double>(v), kDouble).requires_grad_(); }
void expect_close(const Tensor& t, std::vector<double> want) {
  ASSERT_TRUE(t.defined());
  Tensor c = t.detach().to(kDouble).contiguous().view({-1});
  ASSERT_EQ(c.numel(), static_cast<int64_t>(want.size()));
  for (size_t i = 0; i < want.size(); i++) EXPECT_NEAR(c.data_ptr<double>()[i], want[i], 1e-12) << i;
}
#define EXPECT_ERROR(statement, part) \
  EXPECT_NE(error([&] { statement; }).find(part), std::string::npos) << error([&] { statement; })

TEST(Engine, AccumulatesIntoLeaves) {
  Tensor x = leaf({1, 2, 3});
  (x * x).sum().backward();
  expect_close(x.grad(), {2, 4, 6});
  (x * 3).sum().backward();
  expect_close(x.grad(), {5, 7, 9});
}
TEST(Engine, OneTensorManyUses) {
  Tensor x = leaf({2});
  Tensor y = x;
  for (int i = 0; i < 10; i++) y = y + y;
  y.backward();
  expect_close(x.grad(), {1024});
}
TEST(Engine, DeepGraphsNeedNoStack) {
  Tensor x = leaf({1}), y = x;
  for (int i = 0; i < 300000; i++) y = y + 1;
  y.backward();
  expect_close(x.grad(), {1});
}
TEST(Engine, GraphIsFreedUnlessRetained) {
  Tensor x = leaf({3}), y = (x * x).sum();
  y.backward({}, true);
  y.backward();
  expect_close(x.grad(), {12});
  EXPECT_ERROR(y.backward(), "Trying to backward through the graph a second time");
}
TEST(Engine, SecondDerivatives) {
  Tensor x = leaf({2, -3});
  Tensor g = autograd::grad({(x * x * x).sum()}, {x}, {}, true, true)[0];
  expect_close(g, {12, 27});
  expect_close(autograd::grad({g.sum()}, {x})[0], {12, -18});
}
TEST(Engine, GradOfIntermediateAndUnused) {
  Tensor x = leaf({2}), z = leaf({1}), y = x * x, w = (y * y).sum();
  auto g = autograd::grad({w}, {y, x}, {}, true);
  expect_close(g[0], {8});
  expect_close(g[1], {32});
  EXPECT_FALSE(x.grad().defined());
  EXPECT_ERROR(autograd::grad({w}, {z}, {}, true), "appears to not have been used in the graph");
  EXPECT_FALSE(autograd::grad({w}, {z}, {}, true, false, true)[0].defined());
}
TEST(Engine, BackwardWithInputs) {
  Tensor a = leaf({2}), b = leaf({5}), y = a * b;
  y.backward({}, false, false, variable_list{a});
  expect_close(a.grad(), {5});
  EXPECT_FALSE(b.grad().defined());
}
TEST(Engine, RootErrors) {
  Tensor x = leaf({1, 2});
  EXPECT_ERROR((x * 2).backward(), "grad can be implicitly created only for scalar outputs");
  EXPECT_ERROR(torch::ones({1}).backward(), "element 0 of tensors does not require grad and does not have a grad_fn");
  EXPECT_ERROR((x * 2).backward(torch::ones({3}, kDouble)),
               "invalid gradient at index 0 - got [3] but expected shape compatible with [2]");
}
TEST(Engine, Guards) {
  Tensor x = leaf({1});
  {
    NoGradGuard off;
    EXPECT_FALSE((x * 2).requires_grad());
    AutoGradMode on(true);
    EXPECT_TRUE((x * 2).requires_grad());
  }
  EXPECT_TRUE((x * 2).requires_grad());
  EXPECT_FALSE(x.detach().requires_grad());
}
TEST(Engine, LeafRules) {
  Tensor x = leaf({1});
  EXPECT_ERROR(x.add_(1), "a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_ERROR(x.view({1}).add_(1),
               "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_ERROR(torch::ones({1}, kLong).requires_grad_(),
               "Only Tensors of floating point and complex dtype can require gradients");
  EXPECT_ERROR((x * 2).requires_grad_(false), "you can only change requires_grad flags of leaf variables.");
  NoGradGuard off;
  x.add_(1);
  expect_close(x, {2});
}
TEST(Engine, ChangedInPlaceIsAnError) {
  Tensor x = leaf({1, 2}), y = x * 1, z = y * y;
  y.add_(1);
  EXPECT_ERROR(z.sum().backward(), "has been modified by an inplace operation: [CPUDoubleType [2]]");
  Tensor e = torch::exp(x);
  e.mul_(2);
  EXPECT_ERROR(e.sum().backward(), "output 0 of ExpBackward0, is at version 1; expected version 0 instead");
}
TEST(Engine, InPlaceOnViewReachesTheBase) {
  Tensor x = leaf({1, 2, 3, 4}), y = x * 1;
  y[1].mul_(10);
  y.slice(0, 2, 4).add_(y[0]);
  y.sum().backward();
  expect_close(x.grad(), {3, 10, 1, 1});
}
TEST(Engine, AssignmentToAnUntrackedBase) {
  Tensor w = leaf({3}), base = torch::zeros({3}, kDouble);
  base[1] = w[0] * 2;
  EXPECT_TRUE(base.requires_grad());
  base.sum().backward();
  expect_close(w.grad(), {2});
}
TEST(Engine, ViewSeesLaterChangeOfBase) {
  Tensor x = leaf({1, 2}), y = x * 1, v = y[0];
  y.mul_(5);
  v.backward();
  expect_close(x.grad(), {5, 0});
}
TEST(Engine, HooksSeeAndReplace) {
  Tensor x = leaf({1, 2}), y = x * 2;
  Tensor seen;
  unsigned h = y.register_hook([&](Tensor g) {
    seen = g;
    return g * 10;
  });
  y.register_hook([](Tensor) {});
  y.sum().backward({}, true);
  expect_close(seen, {1, 1});
  expect_close(x.grad(), {20, 20});
  y.remove_hook(h);
  y.sum().backward();
  expect_close(x.grad(), {22, 22});
  Tensor w = leaf({1});
  w.register_hook([](Tensor g) { return g * 3; });
  (w * 2).backward();
  expect_close(w.grad(), {6});
  EXPECT_ERROR(torch::ones({1}).register_hook([](Tensor) {}), "doesn't require gradient");
}
TEST(Engine, RetainGrad) {
  Tensor x = leaf({1, 2}), y = x * 2;
  y.retain_grad();
  (y * y).sum().backward();
  expect_close(y.grad(), {4, 8});
}
TEST(Engine, ZeroGradKeepsWhatOthersHold) {
  Tensor x = leaf({1});
  (x * 2).backward();
  Tensor held = x.grad();
  zero_grad_of(x);
  expect_close(held, {0});
  held = Tensor();
  (x * 3).backward();
  zero_grad_of(x);
  expect_close(x.grad(), {0});
  (x * 4).backward();
  expect_close(x.grad(), {4});
}

struct Cube : autograd::Function<Cube> {
  static Tensor forward(autograd::AutogradContext* ctx, Tensor x, double scale) {
    ctx->save_for_backward({x});
    ctx->saved_data["scale"] = scale;
    return x * x * x * scale;
  }
  static variable_list backward(autograd::AutogradContext* ctx, variable_list g) {
    Tensor x = ctx->get_saved_variables()[0];
    return {g[0] * x * x * 3 * ctx->saved_data["scale"].toDouble(), Tensor()};
  }
};
TEST(Engine, CustomFunction) {
  Tensor x = leaf({2, 3});
  Tensor y = Cube::apply(x, 2.0);
  EXPECT_EQ(y.grad_fn()->name(), "torch::autograd::CppNode<(anonymous namespace)::Cube>");
  y.sum().backward();
  expect_close(x.grad(), {24, 54});
  EXPECT_TRUE(autograd::gradcheck([](const variable_list& v) { return variable_list{Cube::apply(v[0], 0.5)}; },
                                  {leaf({1, -2})}));
  EXPECT_TRUE(autograd::gradgradcheck([](const variable_list& v) { return variable_list{Cube::apply(v[0], 0.5)}; },
                                      {leaf({1, -2})}));
}
struct WrongGradient : autograd::Function<WrongGradient> {
  static Tensor forward(autograd::AutogradContext*, Tensor x) { return x * 2; }
  static variable_list backward(autograd::AutogradContext*, variable_list g) { return {g[0] * 3}; }
};
TEST(Engine, GradcheckFindsAWrongGradient) {
  auto f = [](const variable_list& v) { return variable_list{WrongGradient::apply(v[0])}; };
  EXPECT_ERROR(autograd::gradcheck(f, {leaf({1})}), "Jacobian mismatch for input 0 at element 0");
}
struct Reentrant : autograd::Function<Reentrant> {
  static Tensor forward(autograd::AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static variable_list backward(autograd::AutogradContext* ctx, variable_list g) {
    AutoGradMode on(true);
    Tensor x = ctx->get_saved_variables()[0].detach().requires_grad_();
    (x * x).sum().backward();
    return {x.grad() * g[0]};
  }
};
TEST(Engine, BackwardInsideBackward) {
  Tensor x = leaf({3});
  Reentrant::apply(Reentrant::apply(x) * 1).backward();
  expect_close(x.grad(), {4 * 27});
}
TEST(Engine, ThreadsShareALeaf) {
  Tensor x = leaf({1});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; t++)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; i++) (x * 2).backward();
    });
  for (auto& t : threads) t.join();
  expect_close(x.grad(), {1600});
}

struct Made : FunctionPostHook {  // which gradients a node gave
  std::vector<std::string>& seen;
  explicit Made(std::vector<std::string>& to) : seen(to) {}
  std::vector<Tensor> operator()(const std::vector<Tensor>& outputs, const std::vector<Tensor>&) override {
    std::string r;
    for (const Tensor& t : outputs) r += t.defined() ? '1' : '0';
    seen.push_back(r);
    return outputs;
  }
};
TEST(Engine, GradientsNobodyAsksForAreNotMade) {
  manual_seed(1);
  const Tensor x = randn({2, 3, 5, 5}).requires_grad_(), w = randn({4, 3, 3, 3}).requires_grad_(),
               b = randn({4}).requires_grad_(), c = randn({2, 4, 3, 3}).requires_grad_();
  const Tensor z = conv2d(x, w, b), y = z * c;
  std::vector<std::string> seen;
  z.grad_fn()->add_post_hook(std::make_unique<Made>(seen));
  y.grad_fn()->add_post_hook(std::make_unique<Made>(seen));
  const Tensor one = ones_like(y);
  const auto all = autograd::grad({y}, {x, w, b, c}, {one}, true);
  const std::vector<Tensor> in{x, w, b, c};
  for (size_t i = 0; i < in.size(); i++)
    EXPECT_TRUE(allclose(autograd::grad({y}, {in[i]}, {one}, true)[0], all[i])) << i;
  EXPECT_TRUE(allclose(autograd::grad({y}, {z}, {one}, true)[0], c));
  y.backward(one, true, false, {{w}});
  y.backward(one);
  EXPECT_EQ(seen, (std::vector<std::string>{"11", "111", "10", "100", "10", "010", "10", "001", "01", "10", "10", "010",
                                            "11", "111"}));
}

}  // namespace
