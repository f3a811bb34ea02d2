// Repairs: what they promise, on random networks.
#include <gtest/gtest.h>
#include <rectify/inspect.h>
#include <torch/torch.h>

#include <set>

#include "error.h"

namespace {

using namespace rectify::inspect;
namespace nn = torch::nn;
using torch::Tensor;

void set(const Tensor& t, const Tensor& v) {
  torch::NoGradGuard off;
  t.copy_(v);
}

struct Random {
  nn::Sequential net;
  Tensor x;
};
// A network some of whose units are off for all inputs.
Random random_network(uint64_t seed) {
  torch::manual_seed(seed);
  Random r;
  const bool conv = seed % 2, norm = seed % 3 == 0;
  const int64_t width = 5 + static_cast<int64_t>(seed % 7);
  const auto activation = [&](nn::Sequential& net) {
    switch (seed % 5) {
      case 0:
        net->push_back(nn::ReLU(true));
        break;
      case 1:
        net->push_back(nn::ReLU6());
        break;
      case 2:
        net->push_back(nn::PReLU(nn::PReLUOptions().num_parameters(width).init(0)));
        break;
      case 3:
        net->push_back(nn::Hardswish());
        break;
      default:
        net->push_back(nn::ReLU());
    }
  };
  if (conv) {
    r.net->push_back(nn::Conv2d(nn::Conv2dOptions(2, width, 3).padding(1)));
    if (norm) r.net->push_back(nn::BatchNorm2d(width));
    activation(r.net);
    r.net->push_back(nn::MaxPool2d(2));
    r.net->push_back(nn::Conv2d(nn::Conv2dOptions(width, width, 3).padding(1)));
    activation(r.net);
    r.net->push_back(nn::AvgPool2d(2));
    r.net->push_back(nn::Flatten());
    r.net->push_back(nn::Linear(4 * width, 6));
    r.x = torch::randn({40, 2, 8, 8});
  } else {
    r.net->push_back(nn::Linear(9, width));
    if (norm) r.net->push_back(nn::BatchNorm1d(width));
    activation(r.net);
    r.net->push_back(nn::Dropout(0.4));
    r.net->push_back(nn::Linear(width, width));
    activation(r.net);
    r.net->push_back(nn::Linear(width, 6));
    r.x = torch::randn({40, 9});
  }
  torch::NoGradGuard off;
  r.net->train();
  r.net->forward(r.x.clone());  // running statistics of its own
  for (auto& p : r.net->named_parameters()) {
    if (p.key().find("bias") == std::string::npos || p.value().numel() != width) continue;
    for (int64_t u = 0; u < width; u++)
      if (torch::rand({1}).item<float>() < 0.35) p.value()[u].fill_(-40);
  }
  return r;
}
double apart(const Tensor& a, const Tensor& b) {
  return (a - b).abs().max().item<double>() / a.abs().max().item<double>();
}

TEST(Repair, PrunedNetworksAreEqualAndSmaller) {
  int64_t removed = 0;
  for (uint64_t seed = 0; seed < 60; seed++) {
    Random r = random_network(seed);
    r.net->eval();
    const Tensor before = r.net->forward(r.x).clone();
    int64_t size = 0, smaller = 0;
    for (const auto& p : r.net->parameters()) size += p.numel();
    r.net->train();
    const auto result = prune(r.net, r.x);
    EXPECT_TRUE(r.net->is_training());
    r.net->eval();
    for (const auto& p : r.net->parameters()) smaller += p.numel();
    EXPECT_LT(apart(before, r.net->forward(r.x)), 1e-5) << "seed " << seed;
    EXPECT_LT(result.change, 1e-5);
    EXPECT_TRUE(result.units == 0 || smaller < size) << result.text;
    removed += result.units;
    EXPECT_EQ(prune(r.net, r.x).units, 0) << "seed " << seed;
    // What is left can be trained, printed and saved.
    torch::optim::Adam adam(r.net->parameters(), 1e-3);
    r.net->forward(r.x).square().sum().backward();
    adam.step();
    std::stringstream text;
    text << r.net;
  }
  EXPECT_GT(removed, 150);
}

TEST(Repair, PruneKeepsTheOptimizersPlace) {
  Random r = random_network(4);
  torch::optim::Adam adam(r.net->parameters(), 1e-2);
  for (int i = 0; i < 3; i++) {
    adam.zero_grad();
    r.net->forward(r.x).square().sum().backward();
    adam.step();
  }
  auto& state = static_cast<torch::optim::AdamParamState&>(
      *adam.state().at(torch::optim::Optimizer::state_key(r.net->parameters()[0])));
  const Tensor moment = state.exp_avg().clone();
  const auto result = prune(r.net, r.x, RepairOptions().optimizer(&adam));
  ASSERT_GT(result.units, 0);
  EXPECT_EQ(state.exp_avg().sizes(), r.net->parameters()[0].sizes());
  EXPECT_LT(state.exp_avg().size(0), moment.size(0));
  adam.zero_grad();
  r.net->forward(r.x).square().sum().backward();
  adam.step();
}

// A unit that gives one value, not 0, is folded into the next bias.
TEST(Repair, PruneFoldsConstants) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU6(), nn::Linear(4, 2));
  torch::manual_seed(5);
  set(net->at<nn::LinearImpl>(0).bias[1], torch::tensor(100.0F));
  const Tensor x = torch::randn({30, 3}), before = net->forward(x);
  const auto result = prune(net, x);
  EXPECT_GE(result.units, 1);
  EXPECT_LT(apart(before, net->forward(x)), 1e-5);
}

TEST(Repair, PruneLeavesWhatItDoesNotKnow) {
  struct Net : nn::Module {
    nn::Linear a{4, 6}, b{6, 2};
    Net() { register_module("a", a), register_module("b", b); }
    Tensor forward(const Tensor& x) {
      const Tensor h = torch::relu(a(x));
      return b(h) + h.sum(1, true).tanh();  // the sum is not seen, tanh takes it
    }
  };
  auto net = std::make_shared<Net>();
  set(net->a->bias, torch::full({6}, -40));
  const Subject subject(*net, [&](const Tensor& x) { return net->forward(x); });
  const auto result = prune(subject, torch::randn({20, 4}));
  EXPECT_LT(result.change, 1e-6);
}

TEST(Repair, RecycledNetworksAreEqualAndAlive) {
  int64_t renewed = 0;
  for (uint64_t seed = 0; seed < 60; seed++) {
    Random r = random_network(seed);
    r.net->eval();
    const Tensor before = r.net->forward(r.x).clone();
    torch::manual_seed(seed);
    const int64_t dead = examine(r.net, r.x).count(kDead);
    const auto result = recycle(r.net, r.x);
    EXPECT_LT(apart(before, r.net->forward(r.x)), 1e-5) << "seed " << seed;
    EXPECT_LE(result.units, dead);
    renewed += result.units;
    if (result.units < 6) continue;
    EXPECT_LT(examine(r.net, r.x).count(kDead), dead) << "seed " << seed;
  }
  EXPECT_GT(renewed, 150);
}

TEST(Repair, RecycleForgetsMoments) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  torch::optim::Adam adam(net->parameters(), 1e-3);
  const Tensor x = torch::randn({30, 3});
  net->forward(x).square().sum().backward();
  adam.step();
  auto &first = net->at<nn::LinearImpl>(0), &next = net->at<nn::LinearImpl>(2);
  set(first.bias[2], torch::tensor(-90.0F));
  const auto moments = [&](const Tensor& p) {
    return static_cast<torch::optim::AdamParamState&>(*adam.state().at(torch::optim::Optimizer::state_key(p)));
  };
  set(moments(next.weight).exp_avg(), torch::ones({2, 4}));
  const auto result = recycle(net, x, RepairOptions().optimizer(&adam));
  ASSERT_EQ(result.units, 1);
  EXPECT_EQ(moments(first.weight).exp_avg()[2].abs().sum().item<float>(), 0);
  EXPECT_EQ(moments(first.weight).exp_avg_sq()[2].abs().sum().item<float>(), 0);
  EXPECT_EQ(moments(first.bias).exp_avg()[2].item<float>(), 0);
  EXPECT_TRUE(torch::equal(moments(next.weight).exp_avg().sum(0), torch::tensor({2.0F, 2.0F, 0.0F, 2.0F})));
  EXPECT_EQ(next.weight.select(1, 2).abs().sum().item<float>(), 0);
  EXPECT_GT(first.weight[2].abs().sum().item<float>(), 0);
}

// Entries that a repair changed make the steps of a fresh optimizer, and the others go on.
template <class Optimizer, class Options>
void check_restart(const Options& options) {
  torch::manual_seed(11);
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  Optimizer old(net->parameters(), options);
  for (int i = 0; i < 50; i++) {
    for (auto& p : net->parameters()) p.mutable_grad() = torch::randn_like(p);
    old.step();
  }
  auto &first = net->at<nn::LinearImpl>(0), &next = net->at<nn::LinearImpl>(2);
  set(first.bias[2], torch::tensor(-90.0F));
  nn::Sequential same(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  Optimizer other(same->parameters(), options);  // is not told of the repair
  {
    std::stringstream weights, state;
    torch::save(old, state);
    torch::load(other, state);
  }
  ASSERT_EQ(recycle(net, torch::randn({30, 3}), RepairOptions().optimizer(&old)).units, 1);
  for (size_t i = 0; i < 4; i++) set(same->parameters()[i], net->parameters()[i]);
  nn::Sequential copy(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  for (size_t i = 0; i < 4; i++) set(copy->parameters()[i], net->parameters()[i]);
  Optimizer fresh(copy->parameters(), options);
  for (int i = 0; i < 40; i++) {
    for (size_t k = 0; k < 4; k++) {
      const Tensor g = torch::randn_like(net->parameters()[k]);
      for (auto& n : {net, same, copy}) n->parameters()[k].mutable_grad() = g.clone();
    }
    for (Optimizer* o : {&old, &other, &fresh}) o->step();
    if (i == 20) {  // archives keep it
      std::stringstream stream;
      torch::save(old, stream);
      Optimizer again(net->parameters(), options);
      torch::load(again, stream);
      old.state() = std::move(again.state());
    }
    auto &c = copy->at<nn::LinearImpl>(0), &d = copy->at<nn::LinearImpl>(2), &s = same->at<nn::LinearImpl>(0);
    ASSERT_TRUE(torch::allclose(first.weight[2], c.weight[2], 1e-5, 1e-6)) << i << first.weight << c.weight;
    ASSERT_TRUE(torch::allclose(first.bias[2], c.bias[2], 1e-5, 1e-6)) << i;
    ASSERT_TRUE(torch::allclose(next.weight.select(1, 2), d.weight.select(1, 2), 1e-5, 1e-6)) << i;
    ASSERT_TRUE(torch::allclose(first.weight[1], s.weight[1], 1e-5, 1e-6)) << i;
    ASSERT_TRUE(torch::allclose(next.bias, same->at<nn::LinearImpl>(2).bias, 1e-5, 1e-6)) << i;
  }
}
TEST(Repair, RecycledEntriesBeginAnew) {
  using namespace torch::optim;
  check_restart<Adam>(AdamOptions(0.01));
  check_restart<Adam>(AdamOptions(0.01).betas({0.0, 0.9}).weight_decay(0.1));
  check_restart<Adam>(AdamOptions(0.01).amsgrad(true));
  check_restart<AdamW>(AdamWOptions(0.01).weight_decay(0.1));
  check_restart<SGD>(SGDOptions(0.01).momentum(0.9));
  check_restart<RMSprop>(RMSpropOptions(0.01).centered(true).momentum(0.5));
  check_restart<Adagrad>(AdagradOptions(0.01).initial_accumulator_value(0.3));
}
TEST(Repair, RestartedEntriesGrowOld) {
  nn::Linear layer(2, 2);
  torch::optim::Adam adam(layer->parameters(), torch::optim::AdamOptions(1e-3).betas({0.5, 0.5}));
  const auto step = [&] {
    for (auto& p : layer->parameters()) p.mutable_grad() = torch::ones_like(p);
    adam.step();
  };
  step();
  auto& state =
      static_cast<torch::optim::AdamParamState&>(*adam.state().at(torch::optim::Optimizer::state_key(layer->weight)));
  state.restarted(torch::ones({2, 2}));
  while (state.step() < 1023) step();
  EXPECT_TRUE(state.restarted().defined());
  step();
  EXPECT_FALSE(state.restarted().defined());
}
TEST(Repair, LbfgsForgetsItsHistory) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  set(net->at<nn::LinearImpl>(0).bias[2], torch::tensor(-90.0F));
  const Tensor x = torch::randn({30, 3});
  torch::optim::LBFGS lbfgs(net->parameters(), torch::optim::LBFGSOptions(0.1));
  const auto closure = [&] {
    lbfgs.zero_grad();
    const Tensor loss = net->forward(x).square().mean();
    loss.backward();
    return loss;
  };
  lbfgs.step(closure);
  ASSERT_EQ(prune(net, x, RepairOptions().optimizer(&lbfgs)).units, 1);
  lbfgs.step(closure);
}

TEST(Repair, ShiftedBiasesFire) {
  torch::manual_seed(6);
  nn::Sequential net(nn::Linear(5, 20), nn::ReLU(), nn::Linear(20, 20), nn::BatchNorm1d(20), nn::GELU(),
                     nn::Linear(20, 3));
  set(net->at<nn::LinearImpl>(0).bias, torch::full({20}, -30));
  set(net->at<nn::BatchNorm1dImpl>(3).bias, torch::full({20}, -30));
  const Tensor x = torch::randn({400, 5});
  EXPECT_EQ(examine(net, x).count(kDead), 40);
  const auto result = shift_biases(net, x, RepairOptions().rate(0.25));
  EXPECT_EQ(result.units, 40);
  const Report after = examine(net, x);
  EXPECT_EQ(after.count(kDead), 0);
  for (int64_t u = 0; u < 20; u++) EXPECT_NEAR(after.layers[0].layer.units.firing_rate(u), 0.25, 0.02);
  EXPECT_EQ(error([&] { shift_biases(net, x, RepairOptions().rate(0)); }),
            "shift_biases: rate has to be above 0 and at most 1, but got 0");
}

TEST(Repair, LsuvGivesUnitVariance) {
  torch::manual_seed(7);
  nn::Sequential net(nn::Linear(30, 50), nn::Tanh(), nn::Linear(50, 40), nn::ReLU(), nn::Linear(40, 10));
  const Tensor x = torch::randn({500, 30}) * 7;
  reinitialise(net, x, Init::Lsuv);
  for (const auto& l : examine(net, x).layers) {
    double variance = 0, mean = 0;
    for (size_t u = 0; u < l.layer.units.units.size(); u++) mean += l.layer.units.units[u].mean;
    mean /= static_cast<double>(l.layer.units.units.size());
    for (size_t u = 0; u < l.layer.units.units.size(); u++) {
      const double d = l.layer.units.units[u].mean - mean;
      variance += l.layer.units.variance(static_cast<int64_t>(u)) + d * d;
    }
    EXPECT_NEAR(variance / static_cast<double>(l.layer.units.units.size()), 1, 0.05) << l.layer.label();
  }
}

TEST(Repair, HeHasTheGainOfTheActivation) {
  torch::manual_seed(8);
  nn::Sequential net(nn::Linear(300, 400), nn::ReLU(), nn::Linear(400, 400), nn::Sigmoid(), nn::Linear(400, 300));
  const auto result = reinitialise(net, torch::randn({10, 300}), Init::He, {"0", "2"});
  EXPECT_EQ(result.layers, (std::vector<std::string>{"0", "2"}));
  EXPECT_NEAR(net->at<nn::LinearImpl>(0).weight.std().item<double>(), std::sqrt(2.0 / 300), 1e-3);
  EXPECT_NEAR(net->at<nn::LinearImpl>(2).weight.std().item<double>(), 1 / std::sqrt(400.0), 1e-3);
  EXPECT_EQ(net->at<nn::LinearImpl>(0).bias.abs().sum().item<float>(), 0);
  EXPECT_EQ(error([&] {
              reinitialise(net, torch::randn({10, 300}), Init::He, {"7"});
            }),
            "reinitialise: there is no layer '7'");
}

// Each row, its bias included, has one entry from Beta(2, 1), whose mean is 2/3 and which is never negative.
TEST(Repair, RandomisedAsymmetric) {
  torch::manual_seed(9);
  const Tensor w = torch::zeros({4000, 20}), b = torch::zeros({4000});
  rai_(w, b);
  const Tensor all = torch::cat({w, b.unsqueeze(1)}, 1);
  const double deviation = 0.6007 / std::sqrt(20.0);
  EXPECT_NEAR(all.mean().item<double>(), 2.0 / 3 / 21, 2e-3);
  EXPECT_NEAR(all.square().mean().item<double>(), (20 * deviation * deviation + 0.5) / 21, 1e-3);
  const auto result = error(
      [&] { restart_rate(*std::make_unique<torch::optim::SGD>(std::vector<Tensor>{w.requires_grad_()}, 0.1), -1); });
  EXPECT_EQ(result, "restart_rate: lr has to be positive, but got -1");
}

// Lu et al., arXiv 1903.06733: how often a network of depth 10 and the given width is born dead.
double born_dead(int64_t width, int64_t points, bool rai, int trials) {
  torch::NoGradGuard off;
  int dead = 0;
  for (int trial = 0; trial < trials; trial++) {
    Tensor h = points == 1 ? torch::ones({1, 1}) * (trial % 2 ? 1.0 : -1.0)
                           : torch::linspace(-1.7320508, 1.7320508, points).unsqueeze(1);
    bool is_dead = false;
    for (int layer = 0; layer < 9 && !is_dead; layer++) {  // then comes the output
      const Tensor w = torch::zeros({width, layer ? width : 1}), b = torch::zeros({width});
      if (rai)
        rai_(w, b);
      else
        w.normal_(0, std::sqrt(2.0 / static_cast<double>(w.size(1))));
      h = torch::relu(torch::linear(h, w, b));
      is_dead = points == 1 ? h.max().item<float>() <= 0 : (h - h[0]).abs().max().item<float>() == 0;
    }
    dead += is_dead;
  }
  return static_cast<double>(dead) / trials;
}
TEST(Repair, BornDeadProbability) {
  torch::manual_seed(10);
  struct Row {
    int64_t width;
    double one, line;
  };
  for (const Row& r : {Row{2, 0.925, 0.86}, Row{3, 0.699, 0.59}, Row{5, 0.249, 0.13}}) {
    const double exact = 1 - std::pow(1 - std::pow(2.0, -static_cast<double>(r.width)), 9);
    EXPECT_NEAR(exact, r.one, 1e-3);
    EXPECT_NEAR(born_dead(r.width, 1, false, 1500), exact, 3.3 * std::sqrt(exact * (1 - exact) / 1500)) << r.width;
    const double line = born_dead(r.width, 101, false, 1500);
    EXPECT_NEAR(line, r.line, 0.06) << r.width;
    EXPECT_LT(born_dead(r.width, 101, true, 1500), 0.6 * line) << r.width;
  }
}

TEST(Repair, RestartOfTheRate) {
  nn::Linear net(3, 2);
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(0.001).momentum(0.9));
  net(torch::randn({4, 3})).sum().backward();
  sgd.step();
  EXPECT_FALSE(sgd.state().empty());
  const auto result = restart_rate(sgd, 0.25);
  EXPECT_EQ(sgd.param_groups()[0].options().get_lr(), 0.25);
  EXPECT_TRUE(sgd.state().empty());
  EXPECT_NE(result.text.find("it was 0.001 at most"), std::string::npos);
  sgd.step();
}

TEST(Repair, OtherActivations) {
  nn::Sequential inner(nn::Linear(4, 4), nn::Sigmoid());
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), inner, nn::Linear(4, 2));
  net->eval();
  const auto result = replace_activations(*net, "leaky_relu");
  EXPECT_EQ(result.units, 2);
  EXPECT_EQ(result.layers, (std::vector<std::string>{"1", "2.1"}));
  EXPECT_FALSE(net->ptr(1)->is_training());
  std::stringstream text;
  text << net;
  EXPECT_EQ(text.str().find("Sigmoid"), std::string::npos);
  EXPECT_EQ(text.str().find("torch::nn::ReLU"), std::string::npos);
  const Tensor x = torch::randn({5, 3});
  const Tensor h = torch::leaky_relu(net->at<nn::LinearImpl>(0).forward(x));
  const Tensor g = torch::leaky_relu(inner->at<nn::LinearImpl>(0).forward(h));
  EXPECT_TRUE(torch::equal(net->forward(x), net->at<nn::LinearImpl>(3).forward(g)));
  replace_activations(*net, "prelu");
  EXPECT_EQ(net->parameters().size(), 8U);
  replace_activations(*net, "elu");
  EXPECT_EQ(net->parameters().size(), 6U);
  EXPECT_EQ(error([&] { replace_activations(*net, "sine"); }), "replace_activations: there is no activation 'sine'");
  nn::Sequential none(nn::Linear(3, 4));
  EXPECT_EQ(error([&] { replace_activations(*none, "elu"); }),
            "replace_activations: there is no activation module in a Sequential");
}

// What an unseen function takes is left alone, and so is what two layers share.
TEST(Repair, LeavesWhatOthersSee) {
  struct Sum : nn::Module {
    nn::Linear a{nullptr}, b{nullptr};
    Sum() {
      a = register_module("a", nn::Linear(6, 8));
      b = register_module("b", nn::Linear(8, 4));
      torch::NoGradGuard off;
      a->bias.narrow(0, 0, 4).fill_(-30);
    }
    Tensor forward(const Tensor& x) {
      const Tensor h = torch::relu(a(x));
      return b(h) + h.sum(1, true);
    }
  };
  torch::manual_seed(31);
  const auto x = torch::randn({50, 6});
  Sum net;
  const Subject subject(net, [&](const Tensor& t) { return net.forward(t); });
  const auto y = net.forward(x).detach();
  std::vector<Tensor> before;
  for (const auto& p : net.parameters()) before.push_back(p.detach().clone());
  EXPECT_EQ(recycle(subject, x).units, 0);
  EXPECT_EQ(prune(subject, x).units, 0);
  for (size_t i = 0; i < before.size(); i++) EXPECT_TRUE(torch::equal(net.parameters()[i], before[i])) << i;
  EXPECT_TRUE(torch::equal(net.forward(x), y));

  nn::PReLU slope(nn::PReLUOptions().num_parameters(8));
  nn::Sequential twice(nn::Linear(6, 8), slope, nn::Linear(8, 8), slope, nn::Linear(8, 3));
  {
    torch::NoGradGuard off;
    twice->at<nn::LinearImpl>(0).weight.narrow(0, 0, 3).zero_();
  }
  const auto z = twice->forward(x).detach();
  prune(twice, x);
  EXPECT_TRUE(torch::allclose(twice->forward(x), z, 1e-5, 1e-6));
}

TEST(Repair, OfWhatIsNotFinite) {
  torch::manual_seed(32);
  const auto x = torch::randn({50, 6});
  nn::Sequential net(nn::Linear(6, 8), nn::ReLU(), nn::Linear(8, 3));
  {
    torch::NoGradGuard off;
    net->at<nn::LinearImpl>(0).weight[0][0] = NAN;
    net->at<nn::LinearImpl>(0).bias.narrow(0, 3, 2).fill_(-90);
  }
  for (const auto& r : {prune(net, x), recycle(net, x)}) {
    EXPECT_EQ(r.units, 0);
    EXPECT_NE(r.text.find("outputs on the data are not finite"), std::string::npos) << r.text;
  }
  reinitialise(net, x, Init::He);  // which draws it again
  EXPECT_TRUE(examine(net, x).finite());
}

}  // namespace
