// Observers: what they are told, and by whom.
#include <gtest/gtest.h>
#include <rectify/autograd/observer.h>
#include <torch/torch.h>

#include <thread>

namespace {

struct Log final : rectify::autograd::Observer {
  std::string text;
  void called(const Call& call) override {
    text += std::string(call.name) + (call.in_place ? "! " : " ");
    torch::relu(call.input);  // is not observed
  }
};

TEST(Observer, IsToldWhatLayersCompute) {
  Log log;
  const auto x = torch::randn({2, 4, 8, 8});
  torch::nn::Sequential net(torch::nn::Conv2d(4, 4, 3), torch::nn::BatchNorm2d(4), torch::nn::ReLU(true),
                            torch::nn::MaxPool2d(2), torch::nn::AvgPool2d(2), torch::nn::ConvTranspose2d(4, 4, 2),
                            torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten(), torch::nn::Linear(4, 4),
                            torch::nn::GELU(), torch::nn::Linear(4, 4), torch::nn::PReLU());
  net->forward(x);
  EXPECT_EQ(log.text, "");
  log.watch();
  log.watch();
  const auto y = net->forward(x);
  EXPECT_EQ(log.text,
            "conv2d batch_norm relu! max_pool2d avg_pool2d conv_transpose2d adaptive_avg_pool2d linear gelu linear "
            "prelu ");
  log.text.clear();
  auto z = y + y;
  z += y;
  z.add(y, 2);
  torch::tanh_(z);
  rectify::linear_act(y, torch::ones({3, 4}), {}, "elu");
  EXPECT_EQ(log.text, "add add_! tanh! linear elu ");
  log.text.clear();
  std::thread([&] { torch::relu(y); }).join();  // another thread's
  {
    const rectify::autograd::UnobservedGuard quiet;
    torch::relu(y);
  }
  log.unwatch();
  log.unwatch();
  torch::relu(y);
  EXPECT_EQ(log.text, "");
}

TEST(Observer, SeveralWatchAndLeaveInAnyOrder) {
  const auto x = torch::randn({3});
  Log a, c;
  a.watch();
  {
    Log b;
    b.watch();
    c.watch();
    torch::relu(x);
    EXPECT_EQ(b.text, "relu ");
    a.unwatch();
    torch::relu(x);
    EXPECT_EQ(b.text, "relu relu ");
  }
  torch::relu(x);
  EXPECT_EQ(a.text, "relu ");
  EXPECT_EQ(c.text, "relu relu relu ");
}

TEST(Observer, InPlaceShowsWhatWasThere) {
  struct Sees final : rectify::autograd::Observer {
    torch::Tensor before;
    void called(const Call& call) override { before = call.input.clone(); }
  } sees;
  sees.watch();
  auto x = torch::tensor({-1.0F, 2.0F});
  x.relu_();
  EXPECT_TRUE(torch::equal(sees.before, torch::tensor({-1.0F, 2.0F})));
  EXPECT_TRUE(torch::equal(x, torch::tensor({0.0F, 2.0F})));
}

}  // namespace
