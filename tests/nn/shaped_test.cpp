// The modules of <rectify/nn/shaped.h>: what they print, their options, parameters and forward.
#include <gtest/gtest.h>
#include <rectify/torch.h>

namespace {
using namespace rectify;
using namespace rectify::nn;

TEST(ShapedModules, Printed) {
  const std::pair<std::string, const char*> rows[] = {
      {rectify::str(PReLU()), "torch::nn::PReLU(num_parameters=1)"},
      {rectify::str(PReLU(PReLUOptions().num_parameters(42))), "torch::nn::PReLU(num_parameters=42)"},
      {rectify::str(RReLU()), "torch::nn::RReLU(lower=0.125, upper=0.333333)"},
      {rectify::str(RReLU(RReLUOptions().lower(0.24).upper(0.42).inplace(true))),
       "torch::nn::RReLU(lower=0.24, upper=0.42, inplace=true)"},
      {rectify::str(GLU()), "torch::nn::GLU(dim=-1)"},
      {rectify::str(GLU(1)), "torch::nn::GLU(dim=1)"},
      {rectify::str(Softmax(1)), "torch::nn::Softmax(dim=1)"},
      {rectify::str(Softmax(SoftmaxOptions(-1))), "torch::nn::Softmax(dim=-1)"},
      {rectify::str(Softmin(1)), "torch::nn::Softmin(dim=1)"},
      {rectify::str(LogSoftmax(1)), "torch::nn::LogSoftmax(dim=1)"},
      {rectify::str(Softmax2d()), "torch::nn::Softmax2d()"},
      {rectify::str(AlphaDropout()), "torch::nn::AlphaDropout(p=0.5, inplace=false)"},
      {rectify::str(AlphaDropout(AlphaDropoutOptions(0.3).inplace(true))),
       "torch::nn::AlphaDropout(p=0.3, inplace=true)"},
      {rectify::str(FeatureAlphaDropout(0.1)), "torch::nn::FeatureAlphaDropout(p=0.1, inplace=false)"},
      {rectify::str(Swish(SwishOptions().num_parameters(3))), "torch::nn::Swish(num_parameters=3)"},
      {rectify::str(ReGLU()), "torch::nn::ReGLU(dim=-1)"},
      {rectify::str(GEGLU()), "torch::nn::GEGLU(dim=-1)"},
      {rectify::str(SwiGLU(0)), "torch::nn::SwiGLU(dim=0)"},
      {rectify::str(CReLU()), "torch::nn::CReLU(dim=1)"},
      {rectify::str(Maxout(MaxoutOptions(3).dim(2))), "torch::nn::Maxout(pieces=3, dim=2)"},
  };
  for (const auto& [got, want] : rows) EXPECT_EQ(got, want);
}
TEST(ShapedModules, Forward) {
  const Tensor x = randn({2, 6, 3, 2});
  const Tensor h = x.select(3, 0);
  EXPECT_TRUE(PReLU(PReLUOptions().num_parameters(6).init(0.1))(x).equal(prelu(x, full({6}, 0.1f))));
  EXPECT_TRUE(Swish()(x).equal(swish(x, full({1}, 1.0f))));
  EXPECT_TRUE(Swish()(x).allclose(silu(x)));
  EXPECT_TRUE(GLU(1)(x).equal(glu(x, 1)));
  EXPECT_TRUE(ReGLU(1)(x).equal(reglu(x, 1)));
  EXPECT_TRUE(GEGLU(1)(x).equal(geglu(x, 1)));
  EXPECT_TRUE(SwiGLU()(x).equal(swiglu(x)));
  EXPECT_TRUE(CReLU()(x).equal(crelu(x)));
  EXPECT_TRUE(Maxout(3)(x).equal(maxout(x, 3)));
  EXPECT_TRUE(Softmax(1)(x).equal(softmax(x, 1)));
  EXPECT_TRUE(Softmin(1)(x).equal(softmax(-x, 1)));
  EXPECT_TRUE(LogSoftmax(1)(x).equal(log_softmax(x, 1)));
  EXPECT_TRUE(Softmax2d()(x).equal(softmax(x, 1)));
  EXPECT_TRUE(Softmax2d()(x[0]).equal(softmax(x[0], 0)));
  const Tensor weight = PReLU()->weight;
  EXPECT_TRUE(weight.requires_grad() && weight.numel() == 1 && weight.item<float>() == 0.25f);
  EXPECT_EQ(Swish()->named_parameters()[0].key(), "beta");
  auto copy = std::dynamic_pointer_cast<PReLUImpl>(PReLU(PReLUOptions().num_parameters(4))->clone());
  EXPECT_EQ(copy->weight.numel(), 4);
}
TEST(ShapedModules, TrainingAndEvaluation) {
  const Tensor x = -rand({50}) - 0.1;
  RReLU slopes(RReLUOptions().lower(0.2).upper(0.6));
  manual_seed(1);
  const Tensor drawn = slopes(x);
  manual_seed(1);
  EXPECT_TRUE(drawn.equal(rrelu(x, 0.2, 0.6, true)));
  slopes->eval();
  EXPECT_TRUE(slopes(x).equal(leaky_relu(x, 0.4)));
  Tensor y = x.clone();
  RReLU inplace(RReLUOptions().inplace(true));
  EXPECT_TRUE(inplace(y).is_alias_of(y));
  EXPECT_TRUE(y.ge(x).all().item<bool>() && y.ne(x).all().item<bool>());
  AlphaDropout drop(AlphaDropoutOptions(0.5).inplace(true));
  y = x.clone();
  EXPECT_FALSE(drop(y).equal(x));
  EXPECT_TRUE(y.equal(x));  // as libtorch's module, which ignores inplace
  drop->eval();
  EXPECT_TRUE(drop(x).equal(x));
  FeatureAlphaDropout channels(0.5);
  const Tensor z = channels(ones({4, 8, 5}));
  EXPECT_TRUE(z.amax(2).equal(z.amin(2)));
  EXPECT_FALSE(z.amax().equal(z.amin()));
  EXPECT_THROW(AlphaDropout(1.5), Error);
  EXPECT_THROW(FeatureAlphaDropout(-0.5), Error);
}
TEST(ShapedModules, TrainsInANetwork) {
  manual_seed(0);
  Sequential net(Linear(4, 12), PReLU(PReLUOptions().num_parameters(12)), Linear(12, 12), Maxout(3), Linear(4, 8),
                 SwiGLU(), Linear(4, 3), CReLU(), RReLU(), Swish(), LogSoftmax(1));
  const Tensor x = randn({64, 4}), t = x.argmax(1).remainder(3);
  optim::SGD sgd(net->parameters(), 0.3);
  float first = 0, last = 0;
  for (int i = 0; i < 60; i++) {
    sgd.zero_grad();
    const Tensor loss = nll_loss(net->forward(x).narrow(1, 0, 3), t);
    loss.backward();
    sgd.step();
    (i ? last : first) = loss.item<float>();
  }
  EXPECT_LT(last, 0.8f * first);
}

}  // namespace
