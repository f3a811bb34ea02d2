// States, causes, findings and bounds of networks whose weights say what is to be found.
#include <gtest/gtest.h>
#include <rectify/inspect.h>
#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "error.h"

namespace {

using namespace rectify::inspect;
namespace nn = torch::nn;
using torch::Tensor;

void set(const Tensor& t, const Tensor& v) {
  torch::NoGradGuard off;
  t.copy_(v);
}

TEST(Examine, EveryStateOfAUnit) {
  nn::Sequential net(nn::Linear(2, 7), nn::ReLU(), nn::Linear(7, 2));
  auto& l = net->at<nn::LinearImpl>(0);
  //                             certified  silent      dormant     always on  one        its double  low utility
  set(l.weight,
      torch::tensor({0.1F, 0.1F, -5.F, -5.F, 1e-3F, 0.F, 1.F, 1.F, 1.F, -1.F, 2.F, -2.F, 0.F, 1.F}).view({7, 2}));
  set(l.bias, torch::tensor({-1.F, -3.F, 0.F, 4.F, 0.5F, 1.F, 0.F}));
  auto& out = net->at<nn::LinearImpl>(2);
  torch::manual_seed(1);
  Tensor w = torch::randn({2, 7}) + 2;
  w.select(1, 6).fill_(1e-4);
  set(out.weight, w);
  Tensor x = torch::rand({500, 2}) * 2 - 1;
  x = torch::where(x.sum(1, true) < -0.55, x.abs(), x);  // so the second unit could fire, but does not
  const Report r = examine(net, x);
  ASSERT_EQ(r.layers.size(), 2U);
  const auto& u = r.layers[0].units;
  EXPECT_EQ(u[0].states & (kDead), kDead);
  EXPECT_EQ(u[1].states & kDead, kSilent);
  EXPECT_EQ(u[2].states & (kDormant | kDead), kDormant);
  EXPECT_TRUE(u[3].states & kAlwaysOn);
  EXPECT_EQ(u[4].states & (kAlwaysOn | kDead | kDormant | kDuplicate), 0);
  EXPECT_TRUE(u[5].states & kDuplicate);
  EXPECT_EQ(u[5].like, 4);
  EXPECT_TRUE(u[6].states & kLowUtility);
  EXPECT_EQ(r.samples, 500);
  EXPECT_EQ(r.units(), 7);
  EXPECT_EQ(r.count(kDead), 2);
  EXPECT_NEAR(r.dead_share(), 2.0 / 7, 1e-12);
  EXPECT_EQ(r.layers[0].count(kCertifiedDead), 1);
  ASSERT_TRUE(r.find("dead_units"));
  EXPECT_NE(r.text().find("never fired on 500 samples"), std::string::npos) << r.text();
  EXPECT_NE(r.text().find("0.6 % (with 95 % confidence)"), std::string::npos) << r.text();
}

// A wholly silent layer has no mean to compare with.
TEST(Examine, AllDeadIsNotZeroOverZero) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 5), nn::ReLU(), nn::Linear(5, 2));
  set(net->at<nn::LinearImpl>(0).bias, torch::full({4}, -50));
  set(net->at<nn::LinearImpl>(2).bias, torch::full({5}, -0.1));
  const Report r = examine(net, torch::randn({40, 3}));
  for (const auto& u : r.layers[0].units) {
    EXPECT_EQ(u.score, 0);
    EXPECT_EQ(u.cause, Cause::BiasDrift);
    EXPECT_TRUE(u.states & kDormant);
  }
  for (const auto& u : r.layers[1].units) {
    EXPECT_EQ(u.cause, Cause::Starved);
    EXPECT_TRUE(u.states & kCertifiedDead);
  }
  EXPECT_NE(r.text().find("Nothing reaches them"), std::string::npos);
}

TEST(Examine, LeavesTheNetworkAsItWas) {
  torch::manual_seed(3);
  nn::Sequential net(nn::Conv2d(1, 4, 3), nn::BatchNorm2d(4), nn::ReLU(), nn::Dropout(0.5), nn::Flatten(),
                     nn::Linear(144, 3));
  net->ptr(2)->eval();  // a mode of its own
  const auto before = net->named_buffers();
  std::vector<Tensor> buffers, parameters;
  for (const auto& b : net->buffers()) buffers.push_back(b.clone());
  for (const auto& p : net->parameters()) parameters.push_back(p.detach().clone());
  const auto state = torch::rand({1});
  torch::manual_seed(4);
  const auto expected = torch::rand({3});
  torch::manual_seed(4);
  examine(net, torch::ones({6, 1, 8, 8}));
  EXPECT_TRUE(torch::equal(torch::rand({3}), expected));
  EXPECT_TRUE(net->is_training());
  EXPECT_TRUE(net->ptr(1)->is_training());
  EXPECT_FALSE(net->ptr(2)->is_training());
  for (size_t i = 0; i < buffers.size(); i++) EXPECT_TRUE(torch::equal(net->buffers()[i], buffers[i]));
  for (size_t i = 0; i < parameters.size(); i++) {
    EXPECT_TRUE(torch::equal(net->parameters()[i], parameters[i]));
    EXPECT_FALSE(net->parameters()[i].grad().defined());
  }
}

// A probe of the training does not count what an examination or a repair computes.
TEST(Examine, IsNotSeenByOtherProbes) {
  torch::manual_seed(4);
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  Probe probe(net);
  const Tensor x = torch::randn({10, 3});
  net->forward(x);
  examine(net, x);
  bounds(net, x, std::vector<Interval>(3, {-9, 9}));
  recycle(net, x);
  prune(net, x);
  probe.step();
  EXPECT_EQ(probe.layers()[0].units.samples, 10);
}

TEST(Examine, JsonHasTheFindings) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2));
  set(net->at<nn::LinearImpl>(0).bias, torch::full({4}, -50));
  const Report r = examine(net, torch::randn({40, 3}));
  const auto j = nlohmann::json::parse(r.json());
  EXPECT_EQ(j.at("dead"), 4);
  EXPECT_EQ(j.at("dead_share"), 1.0);
  EXPECT_EQ(j.at("layers").size(), 2U);
  EXPECT_EQ(j.at("layers")[0].at("states").at("certified_dead"), 4);
  EXPECT_EQ(j.at("findings")[0].at("cause"), "bias_drift");
  EXPECT_EQ(j.at("findings")[0].at("severity"), "error");
  EXPECT_EQ(j.at("layers")[0].at("unwell")[2].at("unit"), 2);
}

TEST(Examine, RefusesNoSamples) {
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU());
  EXPECT_EQ(error([&] { examine(net, torch::empty({0, 3})); }), "examine: there are no samples");
  EXPECT_EQ(error([&] { examine(net, Tensor()); }), "examine: there are no samples");
  EXPECT_EQ(error([&] {
              examine(net, torch::ones({4, 3}), ExamineOptions().batch_size(0));
            }),
            "examine: batch_size has to be positive, but got 0");
  EXPECT_EQ(error([&] {
              examine(net, torch::ones({4, 3}), ExamineOptions().margin(-1));
            }),
            "examine: margin has to be at least 0, but got -1");
  EXPECT_EQ(error([&] {
              examine(net, torch::ones({2, 3}), ExamineOptions().targets(torch::zeros({3}, torch::kLong)));
            }),
            "examine: 2 samples and 3 targets");
  EXPECT_EQ(error([&] {
              bounds(net, torch::ones({1, 3}), {{0, 1}});
            }),
            "bounds: 1 intervals for 3 features or channels");
  EXPECT_EQ(error([&] {
              bounds(net, torch::ones({1, 3}), {{0, 1}, {1, 0}, {0, 1}});
            }),
            "bounds: an interval goes from 1 to 0");
}

// --- bounds ----------------------------------------------------------------------------------------------------------

struct ResidualImpl : nn::Module {
  nn::Conv2d a{nullptr}, b{nullptr};
  nn::BatchNorm2d norm{nullptr};
  nn::Linear out{nullptr};
  ResidualImpl() {
    a = register_module("a", nn::Conv2d(nn::Conv2dOptions(2, 6, 3).padding(1)));
    b = register_module("b", nn::Conv2d(nn::Conv2dOptions(6, 6, 3).padding(1).groups(2)));
    norm = register_module("norm", nn::BatchNorm2d(6));
    out = register_module("out", nn::Linear(6 * 9, 5));
  }
  Tensor forward(const Tensor& x) {
    const Tensor h = torch::relu(a(x));
    Tensor y = torch::nn::functional::gelu(norm(b(h)) + h);
    y = torch::avg_pool2d(torch::max_pool2d(y, 2), 2, 1, 1);
    return torch::relu(out(y.flatten(1).narrow(1, 0, 54)));
  }
};
TORCH_MODULE(Residual);

// All activations whose outputs may come out of bounds, on inputs that were searched for the worst.
template <class Net>
void inside(Net net, const std::vector<int64_t>& shape, double low, double high, uint64_t seed) {
  torch::manual_seed(seed);
  std::vector<int64_t> sizes = shape;
  sizes.insert(sizes.begin(), 64);
  const int64_t units = shape[0];
  net->eval();
  const std::vector<Interval> box(static_cast<size_t>(units), {low, high});
  const Tensor some = torch::rand(sizes) * (high - low) + low;
  const auto claimed = bounds(net, some, box);
  ASSERT_FALSE(claimed.empty());
  Probe probe(net);
  const auto look = [&](const Tensor& x) { net->forward(x); };
  look(some);
  look(torch::full(sizes, low));
  look(torch::full(sizes, high));
  for (int i = 0; i < 20; i++) {  // corners, where linear layers are greatest
    const Tensor corner = (torch::rand(sizes) > 0.5).to(torch::kFloat) * (high - low) + low;
    look(corner);
  }
  for (const auto& layer : probe.layers()) {
    const auto found = claimed.find(layer.label());
    if (found == claimed.end()) continue;
    ASSERT_EQ(found->second.size(), layer.units.units.size()) << layer.label();
    for (size_t u = 0; u < found->second.size(); u++) {
      EXPECT_LE(found->second[u].low, layer.units.units[u].low) << layer.label() << " " << u;
      EXPECT_GE(found->second[u].high, layer.units.units[u].high) << layer.label() << " " << u;
    }
  }
}

TEST(Bounds, HoldForEveryActivation) {
  torch::manual_seed(5);
#define RECTIFY_ACTIVATION(function, Module, methods)                                                                 \
  inside(nn::Sequential(nn::Linear(6, 16),                                                                            \
                        rectify::nn::Module(rectify::activations::default_options<rectify::activations::function>()), \
                        nn::Linear(16, 8),                                                                            \
                        rectify::nn::Module(rectify::activations::default_options<rectify::activations::function>()), \
                        nn::Linear(8, 4), nn::ReLU()),                                                                \
         {6}, -3, 3, 6);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  inside(nn::Sequential(nn::Linear(6, 16), nn::PReLU(nn::PReLUOptions().init(-0.5)), nn::Linear(16, 8), nn::RReLU(),
                        nn::Linear(8, 4), nn::ReLU()),
         {6}, -3, 3, 7);
  inside(nn::Sequential(nn::Linear(6, 16), nn::Threshold(1.5, -2), nn::Linear(16, 4), nn::ReLU()), {6}, -3, 3, 8);
}
TEST(Bounds, HoldForConvolutions) {
  torch::manual_seed(9);
  Residual net;
  inside(net, {2, 6, 6}, -1, 2, 10);
  const auto claimed = bounds(net, torch::zeros({1, 2, 6, 6}), {{-1, 2}, {-1, 2}});
  EXPECT_EQ(claimed.count("a → relu"), 1U);
  EXPECT_EQ(claimed.count("b → gelu"), 1U);
  inside(nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 8, 3).stride(2)), nn::BatchNorm2d(8), nn::ReLU(true),
                        nn::MaxPool2d(2), nn::Flatten(), nn::Linear(8 * 9, 7), nn::Dropout(0.3), nn::Hardswish(),
                        nn::Linear(7, 3), nn::ReLU()),
         {3, 14, 14}, -2, 2, 11);
}
TEST(Examine, SaysThatThereIsNoActivation) {
  nn::Sequential net(nn::Linear(3, 2));
  EXPECT_EQ(examine(net, torch::randn({10, 3})).verdict,
            "No layer has an activation (10 samples): the network is well.");
}
// `like` says the shape only.
TEST(Bounds, DoNotDependOnTheValuesOfLike) {
  torch::manual_seed(10);
  nn::Sequential net(nn::Linear(3, 4), nn::ReLU(), nn::Linear(4, 2), nn::Tanh());
  const std::vector<Interval> box{{-1, 1}, {0.1, 0.1}, {2, 5}};
  const auto a = bounds(net, torch::full({2, 3}, 1e6), box), b = bounds(net, torch::zeros({1, 3}), box);
  ASSERT_EQ(a.size(), 2U);
  for (const auto& [label, intervals] : a)
    for (size_t u = 0; u < intervals.size(); u++) {
      EXPECT_EQ(intervals[u].low, b.at(label)[u].low);
      EXPECT_EQ(intervals[u].high, b.at(label)[u].high);
    }
}
// The bounds of a single linear layer are reached.
TEST(Bounds, AreTight) {
  torch::manual_seed(12);
  nn::Sequential net(nn::Linear(20, 9), nn::ReLU());
  auto& l = net->at<nn::LinearImpl>(0);
  const auto claimed = bounds(net, torch::zeros({1, 20}), std::vector<Interval>(20, {-1, 1}));
  const Tensor high = l.weight.abs().sum(1) + l.bias;
  for (int64_t u = 0; u < 9; u++) EXPECT_NEAR(claimed.at("0 → relu")[u].high, high[u].item<float>(), 1e-4);
}

// Climbs the pre-activation of units that are certified dead: none fires.
TEST(Bounds, CertifiedIsNeverWrong) {
  int64_t certified = 0;
  for (uint64_t seed = 0; seed < 40; seed++) {
    torch::manual_seed(seed);
    const bool conv = seed % 3 == 0;
    nn::Sequential net;
    if (conv)
      net = nn::Sequential(nn::Conv2d(nn::Conv2dOptions(2, 8, 3).padding(1)), nn::BatchNorm2d(8), nn::ReLU(),
                           nn::MaxPool2d(2), nn::Conv2d(8, 8, 3), nn::ReLU());
    else
      net = nn::Sequential(nn::Linear(10, 24), nn::ReLU(), nn::Linear(24, 24), nn::GELU(), nn::Linear(24, 24),
                           nn::ReLU());
    {
      torch::NoGradGuard off;
      for (auto& p : net->named_parameters())
        if (p.key().find("bias") != std::string::npos) p.value().sub_(torch::rand(p.value().sizes()) * 1.6);
    }
    net->eval();
    Tensor x = conv ? torch::rand({32, 2, 8, 8}) : torch::rand({32, 10});
    const Report r = examine(net, x);
    const Tensor low = std::get<0>(x.min(0, true)), high = std::get<0>(x.max(0, true));
    const auto channel_low = conv ? x.amin(std::vector<int64_t>{0, 2, 3}, true) : low;
    const auto channel_high = conv ? x.amax(std::vector<int64_t>{0, 2, 3}, true) : high;
    for (size_t layer = 0; layer < r.layers.size(); layer++) {
      std::vector<int64_t> dead;
      for (size_t u = 0; u < r.layers[layer].units.size(); u++)
        if (r.layers[layer].units[u].states & kCertifiedDead) dead.push_back(static_cast<int64_t>(u));
      if (dead.empty()) continue;
      certified += static_cast<int64_t>(dead.size());
      // The network up to the layer's pre-activation.
      nn::Sequential part;
      const std::string name = r.layers[layer].layer.name;
      for (size_t i = 0; i < net->size(); i++) {
        part->push_back(*(net->begin() + static_cast<std::ptrdiff_t>(i)));
        if (std::to_string(i) == name) {
          if (conv && i == 0) part->push_back(*(net->begin() + 1));
          break;
        }
      }
      part->eval();
      Tensor z = (channel_low + (channel_high - channel_low) * torch::rand(x.sizes())).detach();
      float worst = -INFINITY;
      for (int step = 0; step < 15; step++) {
        z.set_requires_grad(true);
        const Tensor y = part->forward(z);
        Tensor sum = torch::zeros({});
        for (const int64_t u : dead) {
          sum = sum + y.select(1, u).sum();
          worst = std::max(worst, y.select(1, u).max().item<float>());
        }
        const Tensor g = torch::autograd::grad({sum}, {z})[0];
        torch::NoGradGuard off;
        z = (z.detach() + 0.2 * (channel_high - channel_low) * g.sign())
                .minimum(channel_high)
                .maximum(channel_low)
                .detach();
      }
      EXPECT_LE(worst, 0) << "seed " << seed << " layer " << name;
    }
  }
  EXPECT_GT(certified, 100);
}

// NaN and infinities are neither dead nor well, wherever they come from.
TEST(Examine, NotFinite) {
  torch::manual_seed(21);
  const auto x = torch::randn({64, 5});
  const auto make = [] {
    torch::manual_seed(22);
    return nn::Sequential(nn::Linear(5, 8), nn::BatchNorm1d(8), nn::ReLU(), nn::Linear(8, 6), nn::ReLU(),
                          nn::Linear(6, 3));
  };
  const auto parameter = [](nn::Sequential& net, const char* name) {
    const auto parameters = net->named_parameters();
    const Tensor* p = parameters.find(name);
    return p ? *p : net->named_buffers()[name];
  };
  struct Row {
    const char* parameter;
    double value;
    const char *layer, *cause;
    int64_t units;
  };
  for (const Row& r : std::vector<Row>{{"0.weight", NAN, "0 → relu", "not_finite_weights", 14},
                                       {"0.bias", INFINITY, "0 → relu", "not_finite_weights", 1},
                                       {"0.bias", -INFINITY, "0 → relu", "not_finite_weights", 1},
                                       {"1.running_var", NAN, "0 → relu", "not_finite_weights", 14},
                                       {"3.weight", NAN, "3 → relu", "not_finite_weights", 6},
                                       {"5.bias", NAN, "5", "not_finite_weights", 0},
                                       {"5.weight", 3e38, "5", "overflow", 0}}) {
    auto net = make();
    const Tensor p = parameter(net, r.parameter);
    {
      torch::NoGradGuard off;
      if (r.value == 3e38) {
        p.fill_(r.value);
        parameter(net, "3.bias").add_(10);
      } else if (p.numel() == 8 || p.dim() == 1) {
        p[0] = r.value;
      } else {
        p[0][0] = r.value;
      }
      if (std::isnan(r.value) && p.dim() == 2) p.fill_(NAN);
    }
    const Report report = examine(net, x);
    const std::string what = std::string(r.parameter) + " " + std::to_string(r.value) + "\n" + report.text();
    EXPECT_FALSE(report.finite()) << what;
    ASSERT_FALSE(report.findings.empty()) << what;
    const Finding& f = report.findings[0];
    EXPECT_EQ(f.what, "not_finite") << what;
    EXPECT_EQ(f.severity, Severity::Error) << what;
    EXPECT_EQ(std::string(name_of(f.cause)), r.cause) << what;
    EXPECT_EQ(f.layer, r.layer) << what;
    EXPECT_TRUE(r.units != 14 || report.count(kDead) == 0) << what;
    if (std::isinf(r.value)) {
      EXPECT_EQ(report.layers[0].count(kNotFinite), 1) << what;
    } else if (p.dim() == 2 || r.units == 0) {
      EXPECT_EQ(report.count(kNotFinite), r.units) << what;
    }
    EXPECT_EQ(report.verdict.find("The network is not finite"), 0U) << what;
    const auto json = nlohmann::json::parse(report.json());
    EXPECT_EQ(json["finite"], false);
    EXPECT_EQ(report.text().find("nan"), std::string::npos) << what;
    EXPECT_EQ(report.text().find("inf "), std::string::npos) << what;
  }
  // The data.
  auto net = make();
  auto bad = x.clone();
  bad[7][2] = NAN;
  const Report report = examine(net, bad);
  EXPECT_EQ(std::string(name_of(report.findings[0].cause)), "not_finite_input");
  EXPECT_NE(report.text().find("in 1 of 64 samples; the first is number 7."), std::string::npos) << report.text();
  EXPECT_TRUE(examine(make(), x).finite());
  // Statistics are of what is finite.
  const auto &s = report.layers[0].layer.units,
             clean = examine(make(), torch::cat({x.narrow(0, 0, 7), x.narrow(0, 8, 56)})).layers[0].layer.units;
  for (int64_t u = 0; u < 8; u++) {
    EXPECT_EQ(s.units[u].not_finite, 1);
    EXPECT_NEAR(s.units[u].mean, clean.units[u].mean, 1e-6);
    EXPECT_NEAR(s.variance(u), clean.variance(u), 1e-5);
    EXPECT_EQ(s.units[u].fired, clean.units[u].fired);
    EXPECT_EQ(s.units[u].histogram, clean.units[u].histogram);
  }
  // A function behind the layers, and a gradient alone.
  nn::Linear last(5, 3);
  const Report log = examine(Subject(*last, [&](const Tensor& v) { return last->forward(v).abs().neg().log(); }), x);
  EXPECT_EQ(log.findings[0].what, "not_finite");
  EXPECT_EQ(log.findings[0].layer, "");
  const Report root = examine(Subject(*last, [&](const Tensor& v) { return last->forward(v * 0).mul(0).sqrt(); }), x);
  EXPECT_EQ(root.findings[0].what, "not_finite") << root.text();
  EXPECT_NE(root.text().find("gradient is NaN or infinite"), std::string::npos) << root.text();
}

// A training says in which step it went wrong, and where.
TEST(Examine, NotFiniteWhileTraining) {
  torch::manual_seed(23);
  const auto x = torch::randn({64, 5});
  nn::Sequential net(nn::Linear(5, 8), nn::ReLU(), nn::Linear(8, 6), nn::ReLU(), nn::Linear(6, 3));
  Probe probe(net, ProbeOptions().window(4));
  for (int i = 0; i < 12; i++) {
    if (i == 5) {
      torch::NoGradGuard off;
      net->at<nn::LinearImpl>(2).weight[1][1] = NAN;
    }
    net->forward(x).sum().backward();
    probe.step(1, 0.1);
  }
  EXPECT_EQ(probe.not_finite().step, 5);
  EXPECT_EQ(probe.not_finite().layer, "2 → relu");
  EXPECT_EQ(probe.not_finite().values, "weights");
  EXPECT_EQ(probe.history()[0].layers[1].fire[1] == Fire::NotFinite, false);
  EXPECT_EQ(probe.history()[1].layers[1].fire[1], Fire::NotFinite);
  EXPECT_NEAR(probe.history()[2].layers[1].not_finite, 1.0 / 6, 1e-6);
  EXPECT_EQ(probe.history()[2].layers[0].not_finite, 0);
  const Recording recording = probe.recording();
  const Report report = examine(net, x, ExamineOptions().recording(&recording));
  EXPECT_NE(report.text().find("in step 5, in the weights of 2 → relu, under a learning rate of 0.1"),
            std::string::npos)
      << report.text();
  Probe later(net);
  later.start_at(12);
  net->forward(x);
  later.step();
  EXPECT_EQ(later.not_finite().step, 12);
  EXPECT_EQ(joined(recording, later.recording()).not_finite.step, 5);
  later.reset();
  EXPECT_EQ(later.not_finite().step, -1);
  // Gradients come from behind, data from the front.
  Probe other(net, ProbeOptions().details_every(1));
  net->forward(x * NAN);
  other.step();
  EXPECT_EQ(other.not_finite().layer, "0");
  EXPECT_EQ(other.not_finite().values, "inputs");
}

// A layer that is used twice has the bounds of both uses; of bfloat16 nothing is certified.
TEST(Bounds, OfWhatIsUsedAgainAndOfShortNumbers) {
  nn::Linear one(1, 1);
  set(one->weight, torch::full({1, 1}, 2.0F));
  set(one->bias, torch::zeros({1}));
  const Subject twice(*one, [&](const Tensor& v) { return torch::relu(one(torch::relu(one(v)))); });
  const auto box = bounds(twice, torch::rand({4, 1}), {{0, 1}});
  ASSERT_EQ(box.size(), 1U);
  EXPECT_NEAR(box.begin()->second[0].high, 4, 1e-5);
  EXPECT_NEAR(box.begin()->second[0].low, 0, 1e-5);
  nn::Sequential net(nn::Linear(1, 4), nn::ReLU());
  set(net->at<nn::LinearImpl>(0).bias, torch::full({4}, -50));
  EXPECT_EQ(examine(net, torch::rand({4, 1})).count(kCertifiedDead), 4);
  net->to(torch::kBFloat16);
  const Report r = examine(net, torch::rand({4, 1}).to(torch::kBFloat16));
  EXPECT_EQ(r.count(kCertifiedDead), 0);
  EXPECT_EQ(r.count(kSilent), 4);
}

TEST(Examine, OutputsOfAnyShape) {
  torch::manual_seed(41);
  const auto x = torch::randn({16, 3});
  nn::Linear l(3, 4);
  const auto units = [&](auto f) {
    return examine(Subject(*l, [&](const Tensor& v) -> Tensor { return f(torch::relu(l(v))); }), x).units();
  };
  EXPECT_EQ(units([](const Tensor& h) { return h.mean(); }), 4);
  EXPECT_EQ(units([](const Tensor& h) { return h.sum(1); }), 4);
  EXPECT_EQ(units([](const Tensor& h) { return h.detach(); }), 4);
  EXPECT_EQ(units([](const Tensor& h) { return h.argmax(1); }), 4);
  EXPECT_EQ(units([](const Tensor& h) { return h.view({16, 2, 2}); }), 4);
}

// An activation that gives more units than its layer has: the negative half of the second unit and more are dead.
TEST(Examine, MoreUnitsThanTheLayer) {
  nn::Sequential net(nn::Linear(2, 2), rectify::nn::CReLU(), nn::Linear(4, 2));
  auto& l = net->at<nn::LinearImpl>(0);
  set(l.weight, torch::eye(2));
  set(l.bias, torch::tensor({-9.F, 9.F}));
  const Report r = examine(net, torch::rand({40, 2}) * 2 - 1);
  EXPECT_EQ(r.count(kDead), 2);
  EXPECT_TRUE(r.layers[0].units[0].states & kSilent);
  EXPECT_TRUE(r.layers[0].units[3].states & kSilent);
  EXPECT_EQ(r.layers[0].units[3].cause, Cause::BornDead);
}

}  // namespace
