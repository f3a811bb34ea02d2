// Convolutions in a row pass on oneDNN's order. Whatever a program does with a tensor in between, it sees plain values:
// every case is compared with the same steps in float64, which never leave plain memory.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <sstream>
#include <thread>

#include "onednn/conv.h"

namespace {

using namespace torch;
using List = std::vector<Tensor>;

bool lazy(const Tensor& t) { return t.impl()->has_payload(); }
void near(const Tensor& a, const Tensor& b, double tolerance, const std::string& what) {
  ASSERT_EQ(a.sizes(), b.sizes()) << what;
  Tensor x = a.detach().to(kDouble), y = b.detach().to(kDouble);
  if (x.numel() == 0) return;
  double scale = y.abs().max().item<double>() + 1;
  ASSERT_LT((x - y).abs().max().item<double>() / scale, tolerance) << what;
}

// Runs f on float32 and on float64 tensors; compares its result and all gradients.
void alike(const std::string& what, const List& inputs, const std::function<Tensor(const List&)>& f,
           double tolerance = 2e-5) {
  auto run = [&](ScalarType t) {
    List in;
    for (const Tensor& x : inputs) in.push_back(x.to(t, false, true).detach().requires_grad_());
    Tensor y = f(in);
    Tensor g = torch::cos(torch::arange(y.numel(), kDouble)).reshape(y.sizes()).to(t);
    List out = autograd::grad({y}, in, {g}, {}, false, true);
    out.push_back(y);
    return out;
  };
  List single = run(kFloat), exact = run(kDouble);
  for (size_t i = 0; i < exact.size(); i++) {
    ASSERT_EQ(single[i].defined(), exact[i].defined()) << what << " " << i;
    if (exact[i].defined()) near(single[i], exact[i], tolerance, what + " " + std::to_string(i));
  }
}
List inputs(int64_t n, int64_t c, int64_t size, int64_t out) {
  manual_seed(7);
  return {randn({n, c, size, size}),     randn({out, c, 3, 3}) * 0.2, randn({out}),
          randn({out, out, 3, 3}) * 0.1, rand({out}) + 0.5,           randn({out})};
}
Tensor norm(const Tensor& x, const List& v, bool training = true) {
  Tensor mean = zeros({x.size(1)}, x.options()), var = ones({x.size(1)}, x.options());
  return batch_norm(x, v[4], v[5], mean, var, training, 0.1, 1e-5, false);
}

struct Chain {
  const char* name;
  std::function<Tensor(const List&)> f;
};
const std::vector<Chain>& chains() {
  static const std::vector<Chain> all = {
      {"conv relu conv", [](const List& v) { return conv2d(relu(conv2d(v[0], v[1], v[2])), v[3]); }},
      {"conv bn relu conv", [](const List& v) { return conv2d(relu(norm(conv2d(v[0], v[1]), v)), v[3], v[2]); }},
      {"bn in evaluation", [](const List& v) { return conv2d(relu(norm(conv2d(v[0], v[1]), v, false)), v[3]); }},
      {"bn alone", [](const List& v) { return norm(conv2d(v[0], v[1]), v) * 2; }},
      {"residual",
       [](const List& v) {
         Tensor a = relu(norm(conv2d(v[0], v[1], {}, 1, 1), v));
         return relu(norm(conv2d(a, v[3], {}, 1, 1), v) + a);
       }},
      {"residual of two",
       [](const List& v) {
         Tensor a = norm(conv2d(v[0], v[1], {}, 1, 1), v);
         return relu(a + norm(conv2d(relu(a), v[3], {}, 1, 1), v)) + a;
       }},
      {"in place",
       [](const List& v) {
         Tensor a = conv2d(v[0], v[1], v[2], 1, 1);
         relu_(a);
         Tensor b = norm(conv2d(a, v[3], {}, 1, 1), v);
         b += a;
         return relu_(b);
       }},
      {"the output before relu is used too",
       [](const List& v) {
         Tensor a = norm(conv2d(v[0], v[1], {}, 1, 1), v), b = relu(a);
         return conv2d(b, v[3], {}, 1, 1) + a * b;
       }},
      {"max pool", [](const List& v) { return conv2d(max_pool2d(relu(conv2d(v[0], v[1], v[2])), 2), v[3], {}, 1, 1); }},
      {"max pool, overlapping",
       [](const List& v) { return max_pool2d(relu(norm(conv2d(v[0], v[1]), v)), 3, 2, 1).sigmoid(); }},
      {"max pool of a convolution",
       [](const List& v) {
         return max_pool2d(conv2d(v[0], v[1]), {3, 2}, {2, 1});
       }},
      {"max pool, ceil", [](const List& v) { return max_pool2d(conv2d(v[0], v[1]), 3, 2, 0, 1, true); }},
      {"mean",
       [](const List& v) {
         return adaptive_avg_pool2d(relu(conv2d(v[0], v[1])), {1, 1}).flatten(1).tanh();
       }},
      {"flatten", [](const List& v) { return relu(conv2d(v[0], v[1])).flatten(1).cumsum(1); }},
      {"views",
       [](const List& v) { return conv2d(v[0], v[1]).transpose(1, 2).select(1, 1) * conv2d(v[0], v[1])[0][0][0][0]; }},
      {"activations",
       [](const List& v) {
         return tanh(silu(leaky_relu(elu(conv2d(v[0], v[1]), 0.7), 0.2))) + sigmoid(conv2d(v[0], v[1]));
       }},
      {"transposed", [](const List& v) { return conv_transpose2d(relu(conv2d(v[0], v[1])), v[3], v[2], 2, 1); }},
      {"concatenated",
       [](const List& v) {
         return torch::cat({conv2d(v[0], v[1]), relu(conv2d(v[0], v[1]))}, 1).pow(2);
       }},
      {"average pool", [](const List& v) { return avg_pool2d(relu(conv2d(v[0], v[1])), 2); }},
      {"clone and detach",
       [](const List& v) {
         Tensor a = conv2d(v[0], v[1]);
         return a.clone() * a.detach() + relu(a);
       }},
  };
  return all;
}

TEST(Blocked, ChainsAgreeWithPlainMemory) {
  for (const Chain& c : chains()) {
    alike(c.name, inputs(2, 16, 8, 32), c.f);
    alike(std::string(c.name) + ", odd channels", inputs(3, 3, 7, 17), c.f);
    alike(std::string(c.name) + ", one channel", inputs(1, 1, 6, 1), c.f, 1e-4);
  }
}
TEST(Blocked, WithoutGradients) {
  NoGradGuard off;
  for (const Chain& c : chains())
    for (auto in : {inputs(2, 16, 8, 32), inputs(1, 3, 9, 17)}) {
      List wide;
      for (const Tensor& t : in) wide.push_back(t.to(kDouble));
      near(c.f(in), c.f(wide), 2e-5, c.name);
    }
}
TEST(Blocked, OrderIsPassedOn) {
  auto v = inputs(2, 16, 8, 32);
  v[1].requires_grad_();
  Tensor a = conv2d(v[0], v[1], v[2]), b = relu(a), c = norm(b, v), d = relu(c + b), e = max_pool2d(d, 2);
  for (const Tensor& t : {a, b, c, d, e}) EXPECT_TRUE(lazy(t));
  EXPECT_EQ(b.strides(), IntArrayRef({32 * 36, 36, 6, 1}));
  EXPECT_TRUE(b.is_contiguous());
  EXPECT_EQ(b.nbytes(), 2u * 32 * 36 * 4);
  Tensor shared = b.detach();
  EXPECT_TRUE(lazy(shared));
  float first = b[0][0][0][0].item<float>();
  EXPECT_FALSE(lazy(b));
  EXPECT_FALSE(lazy(shared));
  EXPECT_EQ(shared.data_ptr<float>(), b.data_ptr<float>());
  EXPECT_EQ(first, std::max(0.0f, a[0][0][0][0].item<float>()));
  e.sum().backward();
  EXPECT_TRUE(v[1].grad().defined());
}
TEST(Blocked, InPlaceChangesAreSeenByAllThatShare) {
  auto v = inputs(2, 16, 8, 32);
  Tensor a = conv2d(v[0], v[1]), alias = a.detach(), before = a.clone();
  Tensor kept = norm(a, v), kept_before = kept.clone();  // pending work that reads a's values
  Tensor later = norm(conv2d(v[0], v[1]), v);
  Tensor b = conv2d(v[0], v[1]), c = norm(b, v);
  relu_(b);
  EXPECT_TRUE(torch::equal(b, relu(before)));
  EXPECT_TRUE(allclose(c, later));  // b changed after c was asked for
  relu_(a);
  EXPECT_TRUE(torch::equal(alias, relu(before)));
  EXPECT_TRUE(torch::equal(kept, kept_before));
  EXPECT_EQ(a._version(), 1);
  EXPECT_EQ(alias._version(), 1);
}
TEST(Blocked, VersionErrorsStay) {
  auto v = inputs(2, 16, 8, 32);
  v[1].requires_grad_();
  v[3].requires_grad_();
  Tensor a = conv2d(v[0], v[1]), y = conv2d(a, v[3]);
  a.add_(a.detach());
  try {
    y.sum().backward();
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("has been modified by an inplace operation"), std::string::npos) << e.what();
  }
}
TEST(Blocked, SecondDerivatives) {
  auto run = [](ScalarType t) {
    List v;
    for (Tensor x : inputs(2, 4, 6, 5)) v.push_back(x.to(t).requires_grad_());
    Tensor y = max_pool2d(relu(norm(conv2d(v[0], v[1], v[2]), v)), 2).pow(2).sum() +
               adaptive_avg_pool2d(relu(conv2d(v[0], v[1])), {1, 1}).pow(3).sum();
    Tensor g = autograd::grad({y}, {v[1]}, {}, true, true)[0];
    return autograd::grad({g.pow(2).sum()}, {v[0]})[0];
  };
  near(run(kFloat), run(kDouble), 1e-4, "second derivative");
}
TEST(Blocked, NotANumberPasses) {
  auto v = inputs(1, 16, 8, 32);
  v[0][0][3][4][4] = NAN;
  NoGradGuard off;
  Tensor a = conv2d(v[0], v[1]), y = relu(norm(a, v, false));
  EXPECT_TRUE(torch::equal(torch::isnan(y), torch::isnan(a)));
  EXPECT_GT(torch::isnan(y).sum().item<int64_t>(), 0);
  Tensor minus = relu(conv2d(v[0] * 0, v[1], full({32}, -0.0)));
  EXPECT_EQ(minus[0][0][0][0].item<float>(), 0);
}
TEST(Blocked, PrintsAndCopies) {
  auto v = inputs(1, 2, 4, 3);
  Tensor a = conv2d(v[0], v[1]), b = conv2d(v[0], v[1]);
  std::ostringstream lazily, plainly;
  lazily << a;
  plainly << b.clone();
  EXPECT_EQ(lazily.str(), plainly.str());
  Tensor c = torch::empty_like(a);
  c.copy_(conv2d(v[0], v[1]));
  EXPECT_TRUE(torch::equal(c, a));
  EXPECT_EQ(conv2d(v[0], v[1]).storage_offset(), 0);
  Tensor r = conv2d(v[0], v[1]);
  r.resize_({3, 4});
  EXPECT_TRUE(torch::equal(r.flatten(), a.flatten()));
  Tensor s = conv2d(v[0], v[1]).flatten().slice(0, 2, 7);
  EXPECT_TRUE(torch::equal(s, a.flatten().slice(0, 2, 7)));
}
TEST(Blocked, ThreadsMayAskAtOnce) {
  auto v = inputs(4, 16, 16, 32);
  Tensor expected = relu(norm(conv2d(v[0], v[1]), v)).clone();
  for (int round = 0; round < 20; round++) {
    Tensor y = relu(norm(conv2d(v[0], v[1]), v));
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 4; t++)
      threads.emplace_back([&, t] {
        if (t % 2) {
          if (!torch::equal(y.detach(), expected)) wrong++;
        } else {
          NoGradGuard off;
          if (!torch::equal(max_pool2d(y, 2), max_pool2d(expected, 2))) wrong++;
        }
      });
    for (auto& t : threads) t.join();
    EXPECT_EQ(wrong, 0);
  }
}
TEST(Blocked, ChannelsLastStays) {
  auto v = inputs(2, 16, 8, 32);
  Tensor x = v[0].permute({0, 2, 3, 1}).contiguous().permute({0, 3, 1, 2});
  Tensor a = conv2d(x, v[1]), b = max_pool2d(relu(a), 2);
  EXPECT_EQ(a.suggest_memory_format(), MemoryFormat::ChannelsLast);
  EXPECT_EQ(b.suggest_memory_format(), MemoryFormat::ChannelsLast);
  near(b, max_pool2d(relu(conv2d(v[0], v[1])), 2), 1e-5, "channels last");
}

// A weight's reordered copies are used only while the weight is what it was.
TEST(WeightCopies, FollowEveryWayToChangeAWeight) {
  manual_seed(1);
  Tensor x = randn({1, 16, 8, 8});
  nn::Conv2d m(nn::Conv2dOptions(16, 32, 3).bias(false));
  auto check = [&](const char* what) {
    NoGradGuard off;
    Tensor exact = conv2d(x.to(kDouble), m->weight.to(kDouble));
    near(m(x), exact, 1e-5, what);
    near(m(x), exact, 1e-5, what);
  };
  auto change = [&](const char* what, const std::function<void()>& f) {
    check(what);
    {
      NoGradGuard off;
      f();
    }
    check(what);
  };
  change("in place", [&] { m->weight.mul_(2); });
  change("element", [&] { m->weight[3][2][1][1] = 5; });
  change("data()", [&] { m->weight.data().add_(1); });
  change("init", [&] { nn::init::normal_(m->weight); });
  change("detach", [&] { m->weight.detach().fill_(0.1); });
  change("view", [&] { m->weight.view({-1}).slice(0, 0, 10).copy_(ones({10})); });
  change("set_data", [&] { m->weight.set_data(randn({32, 16, 3, 3})); });
  for (int kind = 0; kind < 4; kind++)
    change("optimizer", [&] {
      AutoGradMode on(true);
      m->zero_grad();
      m(x).pow(2).mean().backward();
      std::vector<Tensor> p = m->parameters();
      if (kind == 0) optim::SGD(p, optim::SGDOptions(0.1)).step();
      if (kind == 1) optim::SGD(p, optim::SGDOptions(0.1).momentum(0.9).nesterov(true)).step();
      if (kind == 2) optim::Adam(p, optim::AdamOptions(0.1)).step();
      if (kind == 3) optim::RMSprop(p, optim::RMSpropOptions(0.1)).step();
    });
  change("address", [&] { m->weight.data_ptr<float>()[7] = 3; });
  change("address again", [&] { m->weight.data_ptr<float>()[4000] = -3; });
  change("accessor", [&] { m->weight.accessor<float, 4>()[1][2][0][1] = 9; });
  std::vector<float> memory(32 * 16 * 9, 0.25f);
  change("from_blob", [&] { m->weight.set_data(from_blob(memory.data(), {32, 16, 3, 3})); });
  change("somebody else's memory", [&] { memory[100] = 4; });
}

TEST(Winograd, AgreesWithTheDirectAlgorithm) {
  manual_seed(2);
  Tensor x = randn({8, 64, 28, 28}), w = randn({64, 64, 3, 3}) / 24, b = randn({64});
  auto run = [&](bool on) {
    rectify::onednn::set_winograd(on);
    Tensor xx = x.detach().clone().requires_grad_(), ww = w.detach().clone().requires_grad_();
    Tensor y = conv2d(xx, ww, b, 1, 1);
    List g = autograd::grad({y}, {xx, ww}, {torch::cos(y.detach())});
    return List{y.detach(), g[0], g[1]};
  };
  List fast = run(true), direct = run(false);
  rectify::onednn::set_winograd(true);
  for (int i = 0; i < 3; i++) {
    double rms = direct[i].pow(2).mean().sqrt().item<double>();
    EXPECT_LT((fast[i] - direct[i]).abs().max().item<double>(), 1e-4 * rms) << i;
  }
}

}  // namespace
