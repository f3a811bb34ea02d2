// A layer and its activation in one pass: bit for bit what the two give one after the other, for every activation.
#include <gtest/gtest.h>
#include <rectify/activations/table.h>
#include <rectify/torch.h>

namespace {
using namespace rectify;
using namespace rectify::nn;
using activations::entry;

kernels::Params defaults(Activation f) {
  const auto& r = *entry(f).record;
  return {r.defaults[0], r.defaults[1], r.defaults[2]};
}
template <class F>
void every_activation(F body) {
  for (int i = 0; i < kActivations; i++) {
    SCOPED_TRACE(activations::kTable[i].record->name);
    body(static_cast<Activation>(i));
  }
}
bool same(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || (a.equal(b) && a.sizes() == b.sizes()));
}

TEST(Fused, BitForBit) {
  const std::vector<int64_t> shapes[] = {{1, 5}, {2, 7}, {33, 20}, {300, 12}, {2, 3, 9}, {3, 1, 4, 6}, {130, 300}};
  every_activation([&](Activation f) {
    manual_seed(4);
    for (const auto& shape : shapes)
      for (const int64_t out : {1, 6, 17, 64})
        for (const bool with_bias : {true, false}) {
          SCOPED_TRACE(testing::Message() << IntArrayRef(shape) << " to " << out << (with_bias ? " with bias" : ""));
          const Tensor x = randn(shape).requires_grad_(), w = randn({out, shape.back()}).requires_grad_(),
                       b = with_bias ? randn({out}).requires_grad_() : Tensor();
          const auto p = defaults(f);
          const Tensor y = linear_act(x, w, b, f), want = rectify::detail::activate(f, linear(x, w, b), p);
          ASSERT_TRUE(same(y, want));
          EXPECT_EQ(y.grad_fn()->name(), want.grad_fn()->name());
          {
            NoGradGuard off;
            ASSERT_TRUE(same(linear_act(x, w, b, entry(f).record->name), want));
          }
          const Tensor g = randn(y.sizes());
          std::vector<Tensor> in{x, w};
          if (with_bias) in.push_back(b);
          const auto got = autograd::grad({y}, in, {g}), expected = autograd::grad({want}, in, {g});
          for (size_t i = 0; i < in.size(); i++) EXPECT_TRUE(same(got[i], expected[i])) << "gradient " << i;
        }
  });
}
TEST(Fused, OnlySomeGradientsAreWanted) {
  const Tensor x = randn({40, 8}), w = randn({6, 8}), b = randn({6}), g = randn({40, 6});
  every_activation([&](Activation f) {
    for (int k = 0; k < 3; k++) {
      Tensor in[] = {x.detach(), w.detach(), b.detach()};
      in[k].requires_grad_();
      const Tensor y = linear_act(in[0], in[1], in[2], f),
                   z = rectify::detail::activate(f, linear(in[0], in[1], in[2]), defaults(f));
      EXPECT_TRUE(same(autograd::grad({y}, {in[k]}, {g})[0], autograd::grad({z}, {in[k]}, {g})[0])) << k;
    }
  });
}
TEST(Fused, SecondDerivatives) {
  const Tensor x = randn({5, 4}), w = randn({3, 4}), b = randn({3}), g = randn({5, 3});
  every_activation([&](Activation f) {
    std::vector<Tensor> second[2];
    for (const bool fused : {false, true}) {
      const std::vector<Tensor> in = {x.detach().requires_grad_(), w.detach().requires_grad_(),
                                      b.detach().requires_grad_(), g.detach().requires_grad_()};
      const Tensor y = fused ? linear_act(in[0], in[1], in[2], f)
                             : rectify::detail::activate(f, linear(in[0], in[1], in[2]), defaults(f));
      const auto first = autograd::grad({y}, {in[0], in[1], in[2]}, {in[3]}, nullopt, true);
      const Tensor sum = first[0].square().sum() + first[1].square().sum() + first[2].square().sum();
      second[fused] = autograd::grad({sum}, in);
    }
    for (size_t i = 0; i < 4; i++) EXPECT_TRUE(second[0][i].allclose(second[1][i], 1e-5, 1e-6)) << i;
  });
}
TEST(Fused, OtherDtypesAndLayouts) {
  for (const ScalarType t : {kDouble, kBFloat16, kHalf}) {
    const Tensor x = randn({6, 5}, kFloat).to(t), w = randn({4, 5}, kFloat).to(t), b = randn({4}, kFloat).to(t);
    EXPECT_TRUE(same(linear_act(x, w, b, "elu"), elu(linear(x, w, b))));
  }
  const Tensor x = randn({5, 6}).t(), w = randn({5, 4}).t(), b = randn({8}).slice(0, 0, 8, 2);
  EXPECT_TRUE(same(linear_act(x, w, b, "relu"), relu(linear(x, w, b))));
  EXPECT_TRUE(same(linear_act(x[0], w, b, "relu"), relu(linear(x[0], w, b))));
  EXPECT_TRUE(same(linear_act(zeros({0, 5}), w, b, "relu"), zeros({0, 4})));
  EXPECT_TRUE(same(linear_act(x.contiguous(), w.contiguous(), b[0], "tanh"),
                   tanh(linear(x.contiguous(), w.contiguous(), b[0]))));
  const Tensor y = randn({3, 5}).requires_grad_(), turned = randn({4, 3}).t();
  EXPECT_TRUE(autograd::grad({linear_act(y, w.contiguous(), {}, "silu")}, {y}, {turned})[0].allclose(
      autograd::grad({silu(linear(y, w))}, {y}, {turned})[0]));
}
TEST(Fused, OptionsByPosition) {
  const Tensor x = randn({6, 5}), w = randn({4, 5}), b = randn({4});
  EXPECT_TRUE(same(linear_act(x, w, b, "leaky_relu", {0.2}), leaky_relu(linear(x, w, b), 0.2)));
  EXPECT_TRUE(same(linear_act(x, w, b, Activation::elu, {0.5}), elu(linear(x, w, b), 0.5)));
  EXPECT_TRUE(same(nn::functional::linear_act(x, w, b, "relu"), relu(linear(x, w, b))));
  EXPECT_TRUE(same(nn::functional::linear_act(x, w, b, GELU(GELUOptions().approximate("tanh"))),
                   gelu(linear(x, w, b), "tanh")));
}
// What libtorch lets a user do with the result between forward and backward.
TEST(Fused, ResultChangedInPlace) {
  const Tensor x = randn({6, 5}), w = randn({4, 5}).requires_grad_(), b = randn({4}).requires_grad_();
  every_activation([&](Activation f) {
    const auto run = [&](bool fused) -> std::string {
      try {
        Tensor y = fused ? linear_act(x, w, b, f) : rectify::detail::activate(f, linear(x, w, b), defaults(f));
        y.mul_(2);
        const Tensor dw = autograd::grad({y.sum()}, {w})[0];
        return std::to_string(dw.sum().item<float>());
      } catch (const Error& e) {
        return std::string(e.what()).substr(0, 120);
      }
    };
    EXPECT_EQ(run(true), run(false));
  });
}
TEST(Fused, FreedAndChangedAsUsual) {
  const Tensor x = randn({6, 5}), w = randn({4, 5}).requires_grad_();
  Tensor y = linear_act(x, w, {}, "relu").sum();
  y.backward();
  EXPECT_THROW(y.backward(), Error);
  y = linear_act(x, w, {}, "silu").sum();
  {
    NoGradGuard off;
    w.mul_(2);
  }
  const Tensor z = linear_act(x.clone().requires_grad_(), w, {}, "silu").sum();
  z.backward();
  Tensor input = x.clone();
  y = linear_act(input, w, {}, "silu").sum();
  input.add_(1);
  EXPECT_THROW(y.backward(), Error);
}
TEST(Fused, Errors) {
  const Tensor x = randn({2, 3}), w = randn({4, 3});
  const auto said = [](const std::function<void()>& f) -> std::string {
    try {
      f();
    } catch (const Error& e) {
      return e.what();
    }
    return "nothing";
  };
  EXPECT_NE(said([&] { linear_act(x, w, {}, "rellu"); }).find("linear_act: unknown activation 'rellu'"),
            std::string::npos);
  EXPECT_NE(
      said([&] { linear_act(x, w, {}, "relu", {1}); }).find("linear_act: relu takes 0 options at most, but got 1"),
      std::string::npos);
  EXPECT_NE(said([&] {
              linear_act(x, w, {}, static_cast<Activation>(-1));
            }).find("linear_act: no activation has the number -1"),
            std::string::npos);
  EXPECT_NE(said([&] {
              linear_act(x, randn({4, 2}), {}, "relu");
            }).find("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x4)"),
            std::string::npos);
}

// What modules give one after the other.
Tensor unfused(Sequential& net, Tensor x) {
  for (auto& m : *net) x = m.forward<Tensor>(x);
  return x;
}
int calls = 0;
struct CountingLinearImpl : LinearImpl {
  using LinearImpl::LinearImpl;
  Tensor forward(const Tensor& x) {
    calls++;
    return LinearImpl::forward(x) + 1;
  }
};
TORCH_MODULE(CountingLinear);
struct CountingReLUImpl : ReLUImpl {
  using ReLUImpl::ReLUImpl;
  Tensor forward(const Tensor& x) {
    calls++;
    return ReLUImpl::forward(x) * 3;
  }
};
TORCH_MODULE(CountingReLU);

TEST(FusedInSequential, AsOneAfterTheOther) {
  manual_seed(1);
  Sequential net(Linear(6, 8), ReLU(ReLUOptions(true)), Linear(8, 7), LeakyReLU(LeakyReLUOptions().negative_slope(0.2)),
                 Linear(7, 7), SiLU(), Tanh(), Linear(7, 5), ELU(ELUOptions().alpha(0.5).inplace(true)), Linear(5, 5));
  const Tensor x = randn({32, 6});
  for (const bool training : {true, false}) {
    net->train(training);
    EXPECT_TRUE(same(net->forward(x), unfused(net, x)));
    NoGradGuard off;
    EXPECT_TRUE(same(net->forward(x), unfused(net, x)));
  }
  net->zero_grad();
  net->forward(x).square().sum().backward();
  std::vector<Tensor> got;
  for (auto& p : net->parameters()) got.push_back(p.grad().clone());
  net->zero_grad();
  unfused(net, x).square().sum().backward();
  for (size_t i = 0; i < got.size(); i++) EXPECT_TRUE(same(got[i], net->parameters()[i].grad())) << i;
  EXPECT_EQ(net->named_modules().size(), 11u);
  EXPECT_EQ(net->children().size(), 10u);
  EXPECT_TRUE(same(Sequential(std::dynamic_pointer_cast<SequentialImpl>(net->clone()))->forward(x), net->forward(x)));
}
TEST(FusedInSequential, Convolutions) {
  manual_seed(2);
  every_activation([&](Activation f) {
    const auto p = defaults(f);
    for (const auto& shape : std::vector<std::vector<int64_t>>{{2, 16, 9, 9}, {1, 3, 5, 4}, {3, 6, 6}}) {
      const int64_t channels = shape[shape.size() - 3];
      Conv2d conv(Conv2dOptions(channels, 32, 3).padding(1));
      const nn::detail::FusedActivation a{f, p, false};
      const auto together = [&](const Tensor& x) {
        return nn::detail::FusesActivation<Conv2dImpl>::forward(*conv, x, a);
      };
      const Tensor x = randn(shape).requires_grad_(), before = x.detach().clone();
      const Tensor want = rectify::detail::activate(f, conv->forward(x), p), y = together(x);
      EXPECT_TRUE(same(y, want));
      EXPECT_EQ(y.grad_fn()->name(), want.grad_fn()->name());
      const Tensor g = randn_like(y);
      EXPECT_TRUE(same(autograd::grad({y}, {x}, {g})[0], autograd::grad({want}, {x}, {g})[0]));
      NoGradGuard off;
      const Tensor z = together(x);
      EXPECT_TRUE(same(z, rectify::detail::activate(f, conv->forward(x), p)));
      EXPECT_EQ(z._version(), 0u);
      EXPECT_TRUE(same(x, before));
    }
  });
  Sequential net(Conv1d(2, 4, 3), Softplus(), Conv1d(4, 4, 3), ReLU(true));
  Sequential cube(Conv3d(2, 4, 3), GELU(), Conv3d(4, 4, 1), ReLU6());
  NoGradGuard off;
  for (auto [n, x] : {std::pair{&net, randn({3, 2, 12})}, {&cube, randn({2, 2, 4, 5, 6})}})
    EXPECT_TRUE(same((*n)->forward(x), unfused(*n, x)));
}
TEST(FusedInSequential, OptionsAreChecked) {
  Sequential net(Linear(3, 2), CELU());
  net->at<CELUImpl>(1).options.alpha(0);
  EXPECT_THROW(unfused(net, randn({1, 3})), Error);
  EXPECT_THROW(net->forward(randn({1, 3})), Error);
}
TEST(FusedInSequential, NeverASubclass) {
  const Tensor x = randn({4, 6});
  Sequential net(CountingLinear(6, 5), ReLU(), Linear(5, 3), CountingReLU());
  calls = 0;
  const Tensor y = net->forward(x);
  EXPECT_EQ(calls, 2);
  const Tensor h = relu(net->at<CountingLinearImpl>(0).LinearImpl::forward(x) + 1);
  EXPECT_TRUE(same(y, relu(net->at<LinearImpl>(2).forward(h)) * 3));
}
TEST(FusedInSequential, ChangesAreSeen) {
  Sequential net(Linear(6, 5), LeakyReLU());
  const Tensor x = randn({4, 6});
  net->at<LeakyReLUImpl>(1).options.negative_slope(0.7);
  EXPECT_TRUE(same(net->forward(x), leaky_relu(net->at<LinearImpl>(0).forward(x), 0.7)));
  *(net->begin() + 1) = AnyModule(std::make_shared<TanhImpl>());
  EXPECT_TRUE(same(net->forward(x), tanh(net->at<LinearImpl>(0).forward(x))));
  net->at<LinearImpl>(0).bias = Tensor();
  EXPECT_TRUE(same(net->forward(x), tanh(linear(x, net->at<LinearImpl>(0).weight))));
  net->to(kDouble);
  EXPECT_EQ(net->forward(x.to(kDouble)).scalar_type(), kDouble);
}
TEST(FusedInSequential, RefusesWhatTheInPlaceFormRefuses) {
  Sequential net(Linear(6, 5), LeakyReLU(LeakyReLUOptions().negative_slope(-0.5).inplace(true)));
  const Tensor y = net->forward(randn({4, 6}));
  EXPECT_THROW(y.sum().backward(), Error);
  net = Sequential(Linear(6, 5), LeakyReLU(LeakyReLUOptions().negative_slope(-0.5)));
  net->forward(randn({4, 6})).sum().backward();
}

}  // namespace
