// Probe: what it counts, compared with plain loops in double, and that it changes nothing.
#include <gtest/gtest.h>
#include <rectify/inspect.h>
#include <torch/torch.h>

#include <cmath>
#include <cstring>
#include <map>

#include "error.h"

namespace {

using rectify::inspect::Fire;
using rectify::inspect::Layer;
using rectify::inspect::Probe;
using rectify::inspect::ProbeOptions;
using rectify::inspect::UnitStatistics;
namespace F = torch::nn::functional;

const Layer& layer_of(const std::vector<Layer>& layers, const std::string& label) {
  for (const Layer& l : layers)
    if (l.label() == label) return l;
  std::string all;
  for (const Layer& l : layers) all += " [" + l.label() + "]";
  throw std::runtime_error("no layer " + label + " in" + all);
}

struct Expected {
  double fired = 0, zeros = 0, flat = 0, sum = 0, square = 0, low = INFINITY, high = -INFINITY, out = 0, out_abs = 0;
};
// Of unit u of x and y, whose units are dimension `dim`.
template <class Fired, class Flat>
Expected expect(const torch::Tensor& x, const torch::Tensor& y, int64_t dim, int64_t u, Fired fired, Flat flat) {
  const auto xs = x.select(dim, u).contiguous().reshape({-1}).to(torch::kDouble);
  const auto ys = y.select(dim, u).contiguous().reshape({-1}).to(torch::kDouble);
  Expected e;
  for (int64_t i = 0; i < xs.numel(); i++) {
    const double a = xs[i].item<double>(), b = ys[i].item<double>();
    e.fired += fired(a), e.flat += flat(a), e.zeros += b == 0, e.sum += a, e.square += a * a, e.out += b,
        e.out_abs += std::fabs(b);
    e.low = std::min(e.low, a), e.high = std::max(e.high, a);
  }
  return e;
}
void same(const UnitStatistics& s, int64_t u, const Expected& e, double n) {
  const auto& unit = s.units[u];
  const double scale = 1 + std::fabs(e.sum / n);
  EXPECT_EQ(s.values, n);
  EXPECT_EQ(unit.fired, e.fired);
  EXPECT_EQ(unit.flat, e.flat);
  EXPECT_EQ(unit.zeros, e.zeros);
  EXPECT_NEAR(unit.mean, e.sum / n, 1e-6 * scale);
  EXPECT_NEAR(s.variance(u), e.square / n - e.sum / n * e.sum / n, 2e-5 * scale);
  EXPECT_EQ(unit.low, e.low);
  EXPECT_EQ(unit.high, e.high);
  EXPECT_NEAR(unit.out_mean, e.out / n, 1e-6 * scale);
  EXPECT_NEAR(unit.out_abs, e.out_abs / n, 1e-6 * scale);
  double counted = 0;
  for (const auto c : unit.histogram) counted += c;
  EXPECT_EQ(counted, n);
}

TEST(Probe, CountsOfALinearLayer) {
  for (const int64_t rows : {1, 7, 128, 1500})
    for (const int64_t units : {1, 16, 21}) {
      torch::manual_seed(1);
      torch::nn::Sequential net(torch::nn::Linear(5, units), torch::nn::ReLU(), torch::nn::Linear(units, 3));
      Probe probe(net);
      const auto x = torch::randn({rows, 5});
      const auto out = net->forward(x);
      const auto layers = probe.layers();
      ASSERT_EQ(layers.size(), 2U);
      const auto z = x.matmul(layers[0].weight.t()) + net->at<torch::nn::LinearImpl>(0).bias;
      const auto positive = [](double v) { return v > 0; };
      const auto negative = [](double v) { return v <= 0; };
      const auto& s = layer_of(layers, "0 → relu").units;
      ASSERT_EQ(s.size(), units);
      for (int64_t u = 0; u < units; u++)
        same(s, u, expect(z, torch::relu(z), 1, u, positive, negative), static_cast<double>(rows));
      const auto& last = layer_of(layers, "2").units;
      EXPECT_EQ(last.size(), 3);
      EXPECT_NEAR(last.units[1].mean, out.select(1, 1).mean().item<double>(), 1e-5);
    }
}

TEST(Probe, CountsOfAConvolution) {
  torch::manual_seed(2);
  for (const bool batch_norm : {false, true}) {
    torch::nn::Sequential net(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 5, 3).padding(1)));
    if (batch_norm) net->push_back(torch::nn::BatchNorm2d(5));
    net->push_back(torch::nn::SiLU());
    net->eval();
    const auto x = torch::randn({4, 3, 9, 7});
    torch::Tensor z = net->at<torch::nn::Conv2dImpl>(0).forward(x);
    if (batch_norm) z = net->at<torch::nn::BatchNorm2dImpl>(1).forward(z);
    Probe probe(net);
    net->forward(x);
    const auto layers = probe.layers();
    ASSERT_EQ(layers.size(), 1U);
    const auto& l = layer_of(layers, "0 → silu");
    EXPECT_EQ(l.kind, "conv2d");
    const auto r = l.regions;
    for (int64_t u = 0; u < 5; u++)
      same(l.units, u,
           expect(
               z, F::silu(z), 1, u, [&](double v) { return !(v >= r.off_low && v <= r.off_high); },
               [&](double v) { return v <= r.flat_below || (v >= r.flat_low && v <= r.flat_high); }),
           4 * 63);
  }
}

// A far mean costs no digits.
TEST(Probe, VarianceAboutALargeMean) {
  torch::manual_seed(3);
  torch::nn::Sequential net(torch::nn::Linear(1, 4), torch::nn::ReLU());
  {
    torch::NoGradGuard off;
    net->at<torch::nn::LinearImpl>(0).weight.fill_(1);
    net->at<torch::nn::LinearImpl>(0).bias.fill_(10000);
  }
  Probe probe(net);
  const auto x = torch::randn({4096, 1});
  net->forward(x);
  const double expected = (x + 10000 - 10000).var(false).item<double>();
  EXPECT_NEAR(probe.layers()[0].units.variance(2), expected, 1e-3);
}

TEST(Probe, MergesToWhatOneHasSeen) {
  torch::manual_seed(4);
  torch::nn::Sequential net(torch::nn::Linear(6, 9), torch::nn::Tanh(), torch::nn::Linear(9, 2));
  Probe all(net), first(net), second(net);
  second.pause();
  for (int i = 0; i < 6; i++) {
    if (i == 3) first.pause(), second.resume();
    net->forward(torch::randn({10 + i, 6}) * (i + 1));
  }
  auto a = first.layers()[0].units;
  const auto b = second.layers()[0].units, c = all.layers()[0].units;
  a.merge(b);
  EXPECT_EQ(a.samples, c.samples);
  EXPECT_EQ(a.batches, 6);
  for (int64_t u = 0; u < 9; u++) {
    EXPECT_EQ(a.units[u].flat, c.units[u].flat);
    EXPECT_NEAR(a.units[u].mean, c.units[u].mean, 1e-9);
    EXPECT_NEAR(a.variance(u), c.variance(u), 1e-9);
    EXPECT_NEAR(a.units[u].out_abs, c.units[u].out_abs, 1e-9);
    EXPECT_NEAR(a.units[u].utility, c.units[u].utility, 1e-9);
    EXPECT_EQ(a.units[u].histogram, c.units[u].histogram);
  }
  UnitStatistics other(8);
  EXPECT_EQ(error([&] { other.merge(c); }), "UnitStatistics::merge: 8 units and 9");
}

struct CustomImpl : torch::nn::Module {
  torch::nn::Linear fc1{nullptr}, fc2{nullptr}, fc3{nullptr};
  torch::nn::ReLU relu{torch::nn::ReLUOptions(true)};
  CustomImpl() {
    fc1 = register_module("fc1", torch::nn::Linear(8, 12));
    fc2 = register_module("fc2", torch::nn::Linear(12, 12));
    fc3 = register_module("fc3", torch::nn::Linear(12, 4));
    register_module("relu", relu);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = relu->forward(fc1->forward(x));              // the module, in place
    x = x + torch::elu(fc2->forward(x) * 0.5, 0.7);  // the function, at a distance
    return fc3->forward(x);
  }
};
TORCH_MODULE(Custom);

TEST(Probe, SeesActivationsOfACustomModule) {
  torch::manual_seed(5);
  Custom net;
  Probe probe(net);
  const auto x = torch::randn({33, 8});
  const auto loss =
      net(x).relu().sub(1).relu().sum();  // of these the first takes fc3's output, the second is the loss's
  loss.backward();
  probe.step(loss.item<double>(), 0.1);
  const auto layers = probe.layers();
  std::string labels;
  for (const Layer& l : layers) labels += l.label() + "; ";
  EXPECT_EQ(labels, "fc1 → relu; fc2 → elu; fc3 → relu; ");
  const auto z = net->fc1->forward(x);
  const auto& first = layer_of(layers, "fc1 → relu");
  for (int64_t u = 0; u < 12; u++) EXPECT_EQ(first.units.units[u].fired, (z.select(1, u) > 0).sum().item<int64_t>());
  EXPECT_EQ(layer_of(layers, "fc2 → elu").units.size(), 12);
  EXPECT_EQ(layer_of(layers, "fc2 → elu").params.a, 0.7);
  EXPECT_EQ(layer_of(layers, "fc3 → relu").units.size(), 4);
  EXPECT_EQ(first.units.gradients, 33);
}

TEST(Probe, KeepsNetworksApart) {
  torch::manual_seed(6);
  torch::nn::Sequential a(torch::nn::Linear(3, 4), torch::nn::ReLU()), b(torch::nn::Linear(3, 4), torch::nn::ReLU());
  Probe of_a(a), of_b(b);
  a->forward(torch::randn({5, 3}));
  b->forward(torch::randn({7, 3}));
  b->forward(torch::randn({7, 3}));
  EXPECT_EQ(of_a.layers()[0].units.samples, 5);
  EXPECT_EQ(of_b.layers()[0].units.samples, 14);
}

// Gradients of the loss by the outputs, and the change of the weights.
TEST(Probe, GradientsAndUpdates) {
  torch::manual_seed(7);
  torch::nn::Sequential net(torch::nn::Linear(6, 10), torch::nn::ReLU(), torch::nn::Linear(10, 3));
  Probe probe(net, ProbeOptions().details_every(1));
  torch::optim::SGD sgd(net->parameters(), 0.5);
  const auto x = torch::randn({20, 6});
  auto &linear = net->at<torch::nn::LinearImpl>(0), &last = net->at<torch::nn::LinearImpl>(2);
  const auto before = linear.weight.detach().clone();
  const auto to_h = last.weight.detach().clone();
  auto y = net->forward(x);
  y.square().sum().backward();
  sgd.step();
  probe.step();
  const auto g = (2 * y.detach()).matmul(to_h);
  const auto layers = probe.layers();
  for (int64_t u = 0; u < 10; u++)
    EXPECT_NEAR(layers[0].units.units[u].gradient, g.select(1, u).square().sum().item<double>(), 1e-3);
  EXPECT_NEAR(layers[0].units.gradient_rms(), g.square().mean().sqrt().item<double>(), 1e-4);
  EXPECT_NEAR(layer_of(layers, "2").units.gradient_rms(), (2 * y.detach()).square().mean().sqrt().item<double>(), 1e-4);
  const double ratio = (linear.weight - before).norm().item<double>() / linear.weight.norm().item<double>();
  EXPECT_NEAR(layers[0].update_ratio, ratio, 1e-5);
  const auto mean = x.mean(0).norm().item<double>();
  EXPECT_NEAR(layers[0].input_mean, mean, 1e-5);
}

// Of a large weight a part is compared, and one of doubles as floats.
TEST(Probe, UpdatesOfLargeWeightsAndOfDoubles) {
  for (const auto dtype : {torch::kFloat, torch::kDouble}) {
    torch::manual_seed(11);
    torch::nn::Linear net(500, 300);
    net->to(dtype);
    Probe probe(net, ProbeOptions().details_every(1));
    const auto before = net->weight.detach().clone();
    net(torch::randn({4, 500}, dtype));
    {
      torch::NoGradGuard off;
      net->weight.add_(torch::randn({300, 500}, dtype) * 1e-3);
    }
    probe.step();
    const double ratio = (net->weight - before).norm().item<double>() / net->weight.norm().item<double>();
    const auto layers = probe.layers();
    ASSERT_EQ(layers.size(), 1U);
    EXPECT_NEAR(layers[0].update_ratio, ratio, 0.02 * ratio);
    EXPECT_NEAR(layers[0].weight_norm, net->weight.norm().item<double>(), 0.02 * layers[0].weight_norm);
  }
}

// With and without a probe: every loss and every weight has the same bits.
template <class Net, class Make>
void same_bits(Make make, const torch::Tensor& x, const torch::Tensor& y, int64_t every, bool adam) {
  const auto run = [&](bool probed, std::vector<float>& losses) {
    torch::manual_seed(8);
    Net net = make();
    std::optional<Probe> probe;
    if (probed) probe.emplace(net, ProbeOptions().every(every).details_every(2).window(2));
    std::unique_ptr<torch::optim::Optimizer> o;
    if (adam)
      o = std::make_unique<torch::optim::Adam>(net->parameters(), 1e-3);
    else
      o = std::make_unique<torch::optim::SGD>(net->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));
    for (int i = 0; i < 6; i++) {
      o->zero_grad();
      const auto loss = F::cross_entropy(net->forward(x), y);
      loss.backward();
      o->step();
      losses.push_back(loss.template item<float>());
      if (probe) probe->step(losses.back(), 0.05);
    }
    return net;
  };
  std::vector<float> a, b;
  const Net with = run(true, a), without = run(false, b);
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0);
  const auto p = with->parameters(), q = without->parameters();
  for (size_t i = 0; i < p.size(); i++) EXPECT_TRUE(torch::equal(p[i], q[i])) << "parameter " << i;
}

struct BlockImpl : torch::nn::Module {
  torch::nn::Sequential main, end;
  BlockImpl() {
    main = register_module(
        "main", torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 8, 3).padding(1).bias(false)),
                                      torch::nn::BatchNorm2d(8), torch::nn::ReLU(),
                                      torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 8, 3).padding(1)),
                                      torch::nn::BatchNorm2d(8)));
    end = register_module("end", torch::nn::Sequential(torch::nn::ReLU(torch::nn::ReLUOptions(true))));
  }
  torch::Tensor forward(const torch::Tensor& x) { return end->forward(x + main->forward(x)); }
};

TEST(Probe, ChangesNoBit) {
  torch::manual_seed(9);
  const auto y = torch::randint(0, 10, {128}, torch::kLong);
  const auto mlp = [](auto make) {
    return [make] {
      return torch::nn::Sequential(torch::nn::Linear(64, 50), make(), torch::nn::Linear(50, 40), make(),
                                   torch::nn::Linear(40, 10));
    };
  };
  const auto x = torch::randn({128, 64});
  for (const int64_t every : {1, 3})
    for (const bool adam : {false, true}) {
      const auto same = [&](auto make) { same_bits<torch::nn::Sequential>(mlp(make), x, y, every, adam); };
      same([] { return torch::nn::ReLU(); });
      same([] { return torch::nn::ReLU(torch::nn::ReLUOptions(true)); });
      same([] { return torch::nn::GELU(); });
      same([] { return torch::nn::Sigmoid(); });
      same([] { return torch::nn::PReLU(); });
      same([] { return torch::nn::RReLU(); });
    }
  const auto pictures = torch::randn({128, 1, 12, 12});
  const auto cnn = [] {
    return torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).padding(1).bias(false)),
                                 torch::nn::BatchNorm2d(8), torch::nn::ReLU(), torch::nn::MaxPool2d(2),
                                 std::make_shared<BlockImpl>(), torch::nn::Conv2d(8, 6, 3), torch::nn::LeakyReLU(),
                                 torch::nn::Flatten(), torch::nn::Linear(96, 10));
  };
  for (const int64_t every : {1, 3}) same_bits<torch::nn::Sequential>(cnn, pictures, y, every, false);
}

TEST(Probe, GatesAndLearnedSlopes) {
  torch::manual_seed(10);
  const auto x = torch::randn({16, 6});
  const auto units = [&](auto activation, const char* name) {
    torch::nn::Sequential net(torch::nn::Linear(6, 8), activation);
    Probe probe(net);
    net->forward(x);
    const auto layers = probe.layers();
    return layer_of(layers, std::string("0 → ") + name).units.size();
  };
  EXPECT_EQ(units(torch::nn::GLU(), "glu"), 4);
  EXPECT_EQ(units(rectify::nn::ReGLU(), "reglu"), 4);
  EXPECT_EQ(units(rectify::nn::GEGLU(), "geglu"), 4);
  EXPECT_EQ(units(rectify::nn::SwiGLU(), "swiglu"), 4);
  EXPECT_EQ(units(rectify::nn::CReLU(), "crelu"), 16);
  EXPECT_EQ(units(rectify::nn::Maxout(2), "maxout"), 4);
  EXPECT_EQ(units(rectify::nn::Swish(), "swish"), 8);
  EXPECT_EQ(units(torch::nn::PReLU(), "prelu"), 8);
  EXPECT_EQ(units(torch::nn::RReLU(), "rrelu"), 8);
#define RECTIFY_ACTIVATION(function, Module, methods)                                                                 \
  EXPECT_EQ(                                                                                                          \
      units(rectify::nn::Module(rectify::activations::default_options<rectify::activations::function>()), #function), \
      8);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
}

TEST(Probe, WhereActivationsAreOffAndFlat) {
  using rectify::inspect::regions_of;
  using A = rectify::Activation;
  struct Row {
    A f;
    rectify::kernels::Params p;
    double off_low, off_high, below, above;
  };
  const double inf = INFINITY;
  for (const Row& r : std::vector<Row>{{A::relu, {}, -inf, 0, 0, inf},
                                       {A::relu6, {}, -inf, 0, 0, 6},
                                       {A::leaky_relu, {0.01}, 1, 0, -inf, inf},
                                       {A::hardsigmoid, {}, -inf, -3, -3, 3},
                                       {A::hardtanh, {-1, 1}, 1, 0, -1, 1},
                                       {A::softshrink, {0.5}, -0.5, 0.5, -inf, inf}}) {
    const auto g = regions_of(r.f, r.p);
    EXPECT_EQ(g.off_low, r.off_low) << static_cast<int>(r.f);
    EXPECT_EQ(g.off_high, r.off_high) << static_cast<int>(r.f);
    EXPECT_EQ(g.flat_below, r.below) << static_cast<int>(r.f);
    EXPECT_EQ(g.flat_above, r.above) << static_cast<int>(r.f);
  }
  const auto sigmoid = regions_of(A::sigmoid, {});  // s(1 - s) = 0.0025
  EXPECT_NEAR(sigmoid.flat_above, std::log((1 + std::sqrt(0.99)) / (1 - std::sqrt(0.99))), 1e-9);
  EXPECT_GT(sigmoid.off_low, sigmoid.off_high);
}

TEST(Probe, HistoryJoinsItsPoints) {
  torch::nn::Sequential net(torch::nn::Linear(2, 3), torch::nn::ReLU());
  {
    torch::NoGradGuard off;
    net->at<torch::nn::LinearImpl>(0).bias.copy_(torch::tensor({-100.0F, 100.0F, 0.0F}));
  }
  Probe probe(net, ProbeOptions().window(1).points(8));
  for (int i = 0; i < 1000; i++) {
    net->forward(torch::randn({4, 2}));
    probe.step(i, 0.1);
  }
  EXPECT_LT(probe.history().size(), 8U);
  EXPECT_EQ(probe.window(), 128);
  double last = -1;
  for (const auto& m : probe.history()) {
    EXPECT_GT(static_cast<double>(m.step), last);
    last = static_cast<double>(m.step);
    EXPECT_EQ(m.layers[0].fire[0], Fire::No);
    EXPECT_EQ(m.layers[0].fire[1], Fire::Always);
    EXPECT_EQ(m.layers[0].fire[2], Fire::Often);
    EXPECT_NEAR(m.layers[0].dead, 1.0 / 3, 1e-6);
  }
  EXPECT_EQ(probe.layers()[0].units.samples, 4000);
  EXPECT_EQ(probe.layers()[0].units.units[1].last_fired, 999);
  EXPECT_EQ(probe.layers()[0].units.units[0].last_fired, -1);
}

TEST(Probe, RefusesImpossibleOptions) {
  torch::nn::Linear net(2, 3);
  const auto of = [&](const ProbeOptions& o) { return error([&] { Probe probe(net, o); }); };
  EXPECT_EQ(of(ProbeOptions().every(0)), "Probe: every has to be positive, but got 0");
  EXPECT_EQ(of(ProbeOptions().details_every(0)), "Probe: details_every has to be positive, but got 0");
  EXPECT_EQ(of(ProbeOptions().window(-1)), "Probe: window has to be positive, but got -1");
  EXPECT_EQ(of(ProbeOptions().points(1)), "Probe: points has to be at least 2, but got 1");
}

}  // namespace
