#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "error.h"

namespace {

TEST(Printing, AsLibtorch) {
  using namespace torch::nn;
  EXPECT_EQ(rectify::str(Linear(2, 3)), "torch::nn::Linear(in_features=2, out_features=3, bias=true)");
  EXPECT_EQ(rectify::str(ReLU()), "torch::nn::ReLU()");
  EXPECT_EQ(rectify::str(ReLU(true)), "torch::nn::ReLU(inplace=true)");
  EXPECT_EQ(rectify::str(LeakyReLU(LeakyReLUOptions().negative_slope(0.2).inplace(true))),
            "torch::nn::LeakyReLU(negative_slope=0.2, inplace=true)");
  EXPECT_EQ(rectify::str(ELU()), "torch::nn::ELU(alpha=1)");
  EXPECT_EQ(rectify::str(PReLU()), "torch::nn::PReLU(num_parameters=1)");
  EXPECT_EQ(rectify::str(Dropout()), "torch::nn::Dropout(p=0.5, inplace=false)");
  EXPECT_EQ(rectify::str(Flatten()), "torch::nn::Flatten(start_dim=1, end_dim=-1)");
  EXPECT_EQ(rectify::str(Sequential(Linear(1, 2), Sequential(Tanh()))),
            "torch::nn::Sequential(\n  (0): torch::nn::Linear(in_features=1, out_features=2, bias=true)\n  (1): "
            "torch::nn::Sequential(\n    (0): torch::nn::Tanh()\n  )\n)");
}

TEST(Random, MatchesPyTorch) {
  std::ifstream in(std::string(RECTIFY_GOLDEN_DIR) + "/random.json");
  const auto golden = nlohmann::json::parse(in);
  int seen = 0;
  for (const auto& row : golden.at("random")) {
    const std::string call = row.at("call");
    torch::manual_seed(row.at("manual_seed").get<uint64_t>());
    torch::Tensor t;
    if (call == "Linear(7, 5).weight")
      t = torch::nn::Linear(7, 5)->weight;
    else if (call == "Linear(7, 5).bias")
      t = torch::nn::Linear(7, 5)->bias;
    else if (call == "Conv2d(2, 3, 3).weight")
      t = torch::nn::Conv2d(2, 3, 3)->weight;
    else if (call == "Conv2d(2, 3, 3).bias")
      t = torch::nn::Conv2d(2, 3, 3)->bias;
    else if (call == "init.kaiming_normal_(empty({6,4}))")
      t = torch::nn::init::kaiming_normal_(torch::empty({6, 4}));
    else if (call == "init.kaiming_uniform_(empty({6,4}))")
      t = torch::nn::init::kaiming_uniform_(torch::empty({6, 4}));
    else if (call == "init.orthogonal_(empty({6,4}))")
      t = torch::nn::init::orthogonal_(torch::empty({6, 4}));
    else if (call == "init.xavier_normal_(empty({6,4}))")
      t = torch::nn::init::xavier_normal_(torch::empty({6, 4}));
    else if (call == "init.xavier_uniform_(empty({6,4}))")
      t = torch::nn::init::xavier_uniform_(torch::empty({6, 4}));
    else if (call == "dropout(ones({24}), 0.5, true)")
      t = torch::dropout(torch::ones({24}), 0.5, true);
    else
      continue;
    seen++;
    const auto want = row.at("values").get<std::vector<double>>();
    ASSERT_EQ(t.numel(), static_cast<int64_t>(want.size())) << call;
    for (size_t i = 0; i < want.size(); i++)
      EXPECT_NEAR(t.detach().contiguous().data_ptr<float>()[i], want[i], 1e-6) << call << " at " << i;
  }
  EXPECT_GE(seen, 10);
}

TEST(Module, Errors) {
  torch::nn::Module m;
  m.register_parameter("w", torch::ones({1}));
  EXPECT_EQ(error([&] { m.register_parameter("w", torch::ones({1})); }), "Parameter 'w' already defined");
  EXPECT_EQ(error([&] { m.register_buffer("a.b", torch::ones({1})); }),
            "Buffer name must not contain a dot (got 'a.b')");
  EXPECT_EQ(error([&] { m.register_module("", torch::nn::Linear(1, 1)); }), "Submodule name must not be empty");
  EXPECT_EQ(error([&] { m.unregister_module("x"); }), "No Module with name `x` is registered");
  EXPECT_NE(error([&] { m.clone(); }).find("clone() has not been implemented for torch::nn::Module"),
            std::string::npos);
  EXPECT_EQ(error([] { torch::nn::Sequential()->forward(torch::ones({1})); }),
            "Cannot call forward() on an empty Sequential");
  EXPECT_EQ(error([] { torch::nn::Linear(nullptr)->forward(torch::ones({1})); }), "Accessing empty ModuleHolder");
  EXPECT_EQ(error([] { torch::nn::Dropout(1.5); }), "dropout probability has to be between 0 and 1, but got 1.5");
}

TEST(Module, CloneIsDeep) {
  torch::nn::Sequential net(torch::nn::Linear(2, 3), torch::nn::ReLU());
  auto copy = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(net->clone());
  const auto x = torch::ones({1, 2});
  EXPECT_TRUE(torch::equal(net->forward(x), copy->forward(x)));
  {
    torch::NoGradGuard off;
    copy->parameters()[0].zero_();
  }
  EXPECT_GT(net->parameters()[0].abs().sum().item<float>(), 0);
  EXPECT_EQ(net->named_parameters().keys(), (std::vector<std::string>{"0.weight", "0.bias"}));
}

}  // namespace
