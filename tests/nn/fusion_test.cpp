// A layer with a batch normalisation folded into it computes what the two compute.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include "error.h"

namespace {
using namespace rectify;
using namespace rectify::nn;

template <class Norm>
void settle(Norm& bn) {  // statistics and an affine map of a trained one
  NoGradGuard off;
  bn->running_mean.normal_();
  bn->running_var.uniform_(0.5, 2);
  if (bn->weight.defined()) {
    bn->weight.normal_();
    bn->bias.normal_();
  }
  bn->eval();
}
template <class Layer, class Norm, class Fuse>
void check(Layer layer, Norm bn, const Tensor& x, Fuse fuse) {
  manual_seed(1);
  settle(bn);
  layer->eval();
  const Tensor before = layer->weight.clone(), y = bn->forward(layer->forward(x));
  Layer one = fuse(layer, bn);
  SCOPED_TRACE(testing::Message() << one);
  EXPECT_TRUE(allclose(one->forward(x), y, 1e-4, 1e-5));
  EXPECT_FALSE(one->is_training());
  EXPECT_TRUE(one->weight.requires_grad());
  EXPECT_EQ(one->parameters().size(), 2u);
  EXPECT_TRUE(layer->weight.equal(before)) << "the layer itself must stay";
}
template <class Layer, class Norm>
void check_conv(Layer layer, Norm bn, const Tensor& x) {
  check(layer, bn, x, [](const Layer& l, const Norm& n) { return utils::fuse_conv_bn_eval(l, n); });
}

TEST(Fusion, SameResult) {
  check_conv(Conv1d(4, 6, 3), BatchNorm1d(6), randn({2, 4, 9}));
  check_conv(Conv2d(Conv2dOptions(4, 6, 3).groups(2).bias(false)), BatchNorm2d(6), randn({2, 4, 6, 6}));
  check_conv(Conv2d(4, 6, 3), BatchNorm2d(BatchNorm2dOptions(6).affine(false).eps(0.1)), randn({1, 4, 6, 6}));
  check_conv(Conv3d(2, 3, 2), BatchNorm3d(3), randn({1, 2, 3, 4, 3}));
  check_conv(ConvTranspose2d(ConvTranspose2dOptions(4, 6, 3).groups(2)), BatchNorm2d(6), randn({2, 4, 5, 5}));
  check_conv(ConvTranspose1d(ConvTranspose1dOptions(4, 6, 3).stride(2).bias(false)), BatchNorm1d(6), randn({2, 4, 5}));
  check(Linear(LinearOptions(5, 3).bias(false)), BatchNorm1d(3), randn({4, 5}),
        [](const Linear& l, const BatchNorm1d& n) { return utils::fusion::fuse_linear_bn_eval(l, n); });
}
TEST(Fusion, Weights) {
  const Tensor none, w = ones({2, 1}), zero = zeros({2}), one = ones({2});
  auto [weight, bias] = utils::fuse_linear_bn_weights(w, none, one, one * 4 - 0.5, 0.5, none, none);
  EXPECT_TRUE(allclose(weight, w / 2) && allclose(bias, one * -0.5));
}
TEST(Fusion, Errors) {
  Conv2d conv(1, 2, 3);
  BatchNorm2d bn(2), narrow(3), without(BatchNorm2dOptions(2).track_running_stats(false));
  EXPECT_EQ(error([&] { utils::fuse_conv_bn_eval(conv, bn); }).find("Fusion only for eval!"), 0u);
  for (BatchNorm2d* b : {&bn, &narrow, &without}) (*b)->eval();
  EXPECT_EQ(error([&] { utils::fuse_conv_bn_eval(conv, bn); }).find("Fusion only for eval!"), 0u);
  conv->eval();
  EXPECT_EQ(error([&] { utils::fuse_conv_bn_eval(conv, bn); }), "no error");
  EXPECT_NE(error([&] { utils::fuse_conv_bn_eval(conv, narrow); }).find("does not have the 3 channels"),
            std::string::npos);
  EXPECT_NE(error([&] { utils::fuse_conv_bn_eval(conv, without); }).find("running statistics"), std::string::npos);
}

}  // namespace
