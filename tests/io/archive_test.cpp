#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <fstream>
#include <sstream>

#include "error.h"

namespace {

const std::string kPath = ::testing::TempDir() + "rectify_archive_test.pt";

struct NetImpl : torch::nn::Module {
  NetImpl() : a(register_module("a", torch::nn::Linear(3, 4))), b(register_module("b", torch::nn::Linear(4, 2))) {
    steps = register_buffer("steps", torch::zeros({1}, torch::kLong));
    register_module("act", torch::nn::ReLU());
  }
  torch::Tensor forward(const torch::Tensor& x) { return b(torch::relu(a(x))); }
  torch::nn::Linear a, b;
  torch::Tensor steps;
};
TORCH_MODULE(Net);

TEST(Archive, TensorsComeBackFromFilesAndStreams) {
  torch::Tensor x = torch::arange(6).view({2, 3}).to(torch::kBFloat16), y;
  torch::save(x, kPath);
  torch::load(y, kPath);
  EXPECT_TRUE(torch::equal(x, y));
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  std::stringstream stream;
  std::vector<torch::Tensor> many{x, torch::tensor(true), torch::empty({0, 2})}, back;
  torch::save(many, stream);
  torch::load(back, stream);
  ASSERT_EQ(back.size(), 3u);
  for (size_t i = 0; i < 3; i++) EXPECT_TRUE(torch::equal(many[i], back[i])) << i;
}

TEST(Archive, ModulesTakeParametersAndBuffersOver) {
  torch::manual_seed(3);
  Net net, other;
  net->steps += 7;
  torch::Tensor weight = other->a->weight, x = torch::randn({5, 3});
  torch::save(net, kPath);
  torch::load(other, kPath);
  EXPECT_TRUE(torch::equal(net->forward(x), other->forward(x)));
  EXPECT_EQ(other->steps.item<int64_t>(), 7);
  EXPECT_TRUE(weight.is_same(other->a->weight));  // an optimizer still holds the same tensor
  EXPECT_TRUE(other->a->weight.requires_grad());
  torch::nn::Linear small(2, 2);
  EXPECT_EQ(error([&] { torch::load(small, kPath); }), "No such serialized tensor 'weight'");
  torch::nn::Sequential layers(torch::nn::Linear(3, 4));
  EXPECT_EQ(error([&] { torch::load(layers, kPath); }), "No such serialized submodule: '0'");
}

template <class Make>
void continues(Make make) {
  auto train = [](Net& net, torch::optim::Optimizer& o, int steps) {
    for (int i = 0; i < steps; i++) {
      o.zero_grad();
      net->forward(torch::linspace(-1, 1, 12).view({4, 3})).square().mean().backward();
      o.step();
    }
  };
  torch::manual_seed(1);
  Net whole, first, second;
  torch::save(whole, kPath);
  torch::load(first, kPath);
  auto a = make(whole), b = make(first);
  train(whole, *a, 6);
  train(first, *b, 3);
  std::stringstream weights, state;
  torch::save(first, weights);
  torch::save(*b, state);
  torch::load(second, weights);
  auto c = make(second);
  torch::load(*c, state);
  train(second, *c, 3);
  for (size_t i = 0; i < whole->parameters().size(); i++)
    EXPECT_TRUE(torch::equal(whole->parameters()[i], second->parameters()[i])) << i;
}
TEST(Archive, OptimizersContinueWhereTheyWere) {
  using namespace torch::optim;
  continues([](Net& n) { return std::make_unique<SGD>(n->parameters(), SGDOptions(0.1).momentum(0.9)); });
  continues([](Net& n) { return std::make_unique<Adam>(n->parameters(), AdamOptions(0.01).amsgrad(true)); });
  continues([](Net& n) { return std::make_unique<AdamW>(n->parameters(), AdamWOptions(0.01)); });
  continues([](Net& n) { return std::make_unique<RMSprop>(n->parameters(), RMSpropOptions(0.01).momentum(0.5)); });
  continues([](Net& n) { return std::make_unique<Adagrad>(n->parameters(), AdagradOptions(0.01)); });
}
TEST(Archive, OptimizerOptionsComeBack) {
  Net net;
  torch::optim::SGD a(net->parameters(), torch::optim::SGDOptions(0.25).nesterov(true).momentum(0.5)),
      b(net->parameters(), 0.1);
  std::stringstream s;
  torch::save(a, s);
  torch::load(b, s);
  auto& o = static_cast<torch::optim::SGDOptions&>(b.param_groups()[0].options());
  EXPECT_EQ(o.lr(), 0.25);
  EXPECT_TRUE(o.nesterov());
  torch::optim::SGD other(net->a->parameters(), 0.1);
  s.clear();
  s.seekg(0);
  EXPECT_EQ(error([&] { torch::load(other, s); }),
            "loaded state dict contains a parameter group that has a different size than the optimizer's parameter "
            "group");
}

TEST(Archive, ValuesAndNests) {
  torch::serialize::OutputArchive out, inner;
  inner.write("t", torch::ones({2}));
  inner.write("n", torch::IValue(int64_t{5}));
  out.write("inner", inner);
  out.write("d", torch::IValue(0.1));
  out.write("s", torch::IValue("text with \"quotes\""));
  out.write("b", torch::IValue(true));
  out.write("l", torch::IValue(std::vector<int64_t>{1, -2}));
  std::stringstream s;
  out.save_to(s);
  torch::serialize::InputArchive in, nested;
  in.load_from(s);
  EXPECT_EQ(in.keys(), (std::vector<std::string>{"inner", "d", "s", "b", "l"}));
  in.read("inner", nested);
  torch::IValue v;
  nested.read("n", v);
  EXPECT_EQ(v.toInt(), 5);
  in.read("d", v);
  EXPECT_EQ(v.toDouble(), 0.1);
  in.read("s", v);
  EXPECT_EQ(v.toStringRef(), "text with \"quotes\"");
  in.read("b", v);
  EXPECT_TRUE(v.toBool());
  in.read("l", v);
  EXPECT_EQ(v.toIntVector(), (std::vector<int64_t>{1, -2}));
  torch::Tensor t;
  EXPECT_FALSE(in.try_read("none", t));
  EXPECT_EQ(error([&] { nested.read("none", t); }), "No such serialized tensor 'inner.none'");
  EXPECT_EQ(error([&] { in.read("none", v); }), "No such serialized IValue 'none'");
  EXPECT_EQ(error([&] { out.write("u", torch::Tensor()); }), "cannot save the undefined tensor 'u'");
}

TEST(Archive, DamagedFilesAreOneLine) {
  torch::save(torch::ones({3}), kPath);
  std::stringstream whole;
  whole << std::ifstream(kPath, std::ios::binary).rdbuf();
  const std::string bytes = whole.str();
  for (size_t n = 0; n < bytes.size(); n++) {
    std::ofstream(kPath, std::ios::binary) << bytes.substr(0, n);
    torch::Tensor t;
    const std::string m = error([&] { torch::load(t, kPath); });
    EXPECT_EQ(m.find(kPath), 0u) << n << m;
    EXPECT_EQ(m.find('\n'), std::string::npos) << n << m;
  }
  torch::Tensor t;
  EXPECT_NE(error([&] { torch::load(t, kPath + ".none"); }).find("No such file"), std::string::npos);
  EXPECT_NE(error([&] { torch::save(torch::ones({1}), "/nowhere/x.pt"); }).find("cannot write /nowhere/x.pt"),
            std::string::npos);
}

}  // namespace
