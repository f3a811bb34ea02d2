#pragma once
// Networks with a planted fault, and healthy ones. They are made here with nothing but tensors and modules: no code is
// shared with what examines them.
#include <rectify/inspect.h>
#include <torch/torch.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bank {

using torch::Tensor;
namespace nn = torch::nn;

struct Case {
  std::string fault;  // "healthy", "born_dead", …
  std::string shape;  // in words
  nn::Sequential net;
  Tensor inputs, targets;
  std::vector<int64_t> units;                      // that were planted as dead
  std::string cause, layer;                        // of not_finite: what was planted, and in which layer
  std::unique_ptr<rectify::inspect::Probe> probe;  // of a training
};
inline const std::vector<std::string> kFaults{"healthy",   "born_dead",       "killed",    "negative_bias",
                                              "starved",   "vanishing",       "exploding", "saturated",
                                              "symmetric", "uncentred_input", "not_finite"};

class Maker {
 public:
  explicit Maker(uint64_t seed) : state_(seed * 2654435761U + 12345) { torch::manual_seed(seed); }
  Case make(const std::string& fault);

 private:
  int64_t pick(int64_t low, int64_t high) {  // both can be had
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return low + static_cast<int64_t>((state_ >> 33) % static_cast<uint64_t>(high - low + 1));
  }
  double between(double low, double high) { return low + (high - low) * static_cast<double>(pick(0, 10000)) / 10000; }
  static void set(const Tensor& t, const Tensor& v) {
    torch::NoGradGuard off;
    t.copy_(v);
  }
  static nn::LinearImpl& linear(nn::Sequential& net, size_t i) { return net->at<nn::LinearImpl>(i); }
  void he(nn::Sequential& net, double scale = 1) {
    torch::NoGradGuard off;
    for (auto& m : net->modules(false)) {
      Tensor w, b;
      if (auto* l = m->as<nn::LinearImpl>()) w = l->weight, b = l->bias;
      if (auto* c = m->as<nn::Conv2dImpl>()) w = c->weight, b = c->bias;
      if (!w.defined()) continue;
      const double fan_in = static_cast<double>(w.numel() / w.size(0));
      w.normal_(0, scale * std::sqrt(2 / fan_in));
      if (b.defined()) b.zero_();
    }
  }
  void add_activation(nn::Sequential& net, int kind) {
    switch (kind) {
      case 0:
        net->push_back(nn::ReLU());
        break;
      case 1:
        net->push_back(nn::LeakyReLU());
        break;
      case 2:
        net->push_back(nn::ELU());
        break;
      case 3:
        net->push_back(nn::GELU());
        break;
      case 4:
        net->push_back(nn::SiLU());
        break;
      case 5:
        net->push_back(nn::PReLU());
        break;
      case 6:
        net->push_back(nn::Tanh());
        break;
      default:
        net->push_back(nn::Sigmoid());
    }
  }
  nn::Sequential mlp(int64_t in, int64_t width, int64_t depth, int64_t out, int kind, bool norm = false) {
    nn::Sequential net;
    for (int64_t d = 0; d < depth; d++) {
      net->push_back(nn::Linear(d ? width : in, width));
      if (norm) net->push_back(nn::BatchNorm1d(width));
      add_activation(net, kind);
    }
    net->push_back(nn::Linear(width, out));
    return net;
  }
  void train(Case& c, int steps, double lr, int64_t rows = 64) {
    torch::optim::SGD sgd(c.net->parameters(), lr);
    for (int i = 0; i < steps; i++) {
      const int64_t at = i * rows % (c.inputs.size(0) - rows + 1);
      sgd.zero_grad();
      auto loss =
          nn::functional::cross_entropy(c.net->forward(c.inputs.narrow(0, at, rows)), c.targets.narrow(0, at, rows));
      loss.backward();
      sgd.step();
      if (c.probe) c.probe->step(loss.item<double>(), lr);
    }
  }
  static std::vector<int64_t> never_positive(const Tensor& h) {  // columns of h that are 0 for every row
    std::vector<int64_t> r;
    const auto top = h.detach().amax(0);
    for (int64_t u = 0; u < h.size(1); u++)
      if (top[u].item<float>() <= 0) r.push_back(u);
    return r;
  }

  void healthy(Case& c);
  void born_dead(Case& c);
  void killed(Case& c);
  void negative_bias(Case& c);
  void starved(Case& c);
  void not_finite(Case& c);
  uint64_t state_;
};

inline void Maker::healthy(Case& c) {
  const int64_t n = c.inputs.size(0);
  if (pick(0, 3) == 0) {  // a convolutional one
    const int64_t channels = pick(1, 3), side = 8 + 4 * pick(0, 2), a = pick(8, 16), b = pick(8, 24);
    const bool norm = pick(0, 1);
    c.inputs = torch::randn({n, channels, side, side});
    c.net = nn::Sequential(nn::Conv2d(nn::Conv2dOptions(channels, a, 3).padding(1)));
    if (norm) c.net->push_back(nn::BatchNorm2d(a));
    c.net->push_back(nn::ReLU());
    c.net->push_back(nn::MaxPool2d(2));
    c.net->push_back(nn::Conv2d(nn::Conv2dOptions(a, b, 3).padding(1)));
    add_activation(c.net, static_cast<int>(pick(0, 4)));
    c.net->push_back(nn::Flatten());
    c.net->push_back(nn::Linear(b * side * side / 4, 10));
    he(c.net);
    c.shape = "cnn";
    return;
  }
  const int kind = static_cast<int>(pick(0, 6));
  const int64_t depth = pick(1, 4), width = 32 * pick(1, 6), in = pick(8, 96);
  c.inputs = pick(0, 1) ? torch::randn({n, in}) : torch::rand({n, in}) * 2 - 1;
  c.net = mlp(in, width, depth, 10, kind, pick(0, 3) == 0);
  he(c.net, kind >= 6 ? 0.7 : 1);
  c.shape = "mlp";
  if (pick(0, 1)) train(c, 40, 0.02);
}
// A share of the second layer's units is given only negative weights; its inputs are positive or 0.
inline void Maker::born_dead(Case& c) {
  const int64_t width = 16 * pick(1, 8), in = pick(6, 64);
  c.inputs = torch::randn({c.inputs.size(0), in});
  c.net = mlp(in, width, pick(2, 3), 10, 0);
  he(c.net);
  auto& layer = linear(c.net, 2);
  const int64_t dead = std::max<int64_t>(2, width * pick(20, 60) / 100);
  Tensor w = layer.weight.detach().clone();
  w.narrow(0, 0, dead).copy_(-w.narrow(0, 0, dead).abs());
  set(layer.weight, w);
  for (int64_t u = 0; u < dead; u++) c.units.push_back(u);
  if (pick(0, 1)) {  // watched from the start
    c.probe = std::make_unique<rectify::inspect::Probe>(c.net, rectify::inspect::ProbeOptions().window(5));
    train(c, 20, 0.01);
  }
}
// A training in which one step has a rate that is far too high.
inline void Maker::killed(Case& c) {
  const int64_t width = 16 * pick(1, 6), in = pick(8, 64);
  c.inputs = torch::rand({c.inputs.size(0), in});
  for (double lr = 2;; lr *= 1.7) {
    c.net = mlp(in, width, pick(1, 2), 10, 0);
    he(c.net);
    c.probe = std::make_unique<rectify::inspect::Probe>(c.net, rectify::inspect::ProbeOptions().window(5));
    train(c, 20 + static_cast<int>(pick(0, 20)), 0.02);
    const auto before = never_positive(torch::relu(linear(c.net, 0).forward(c.inputs)));
    train(c, 1, lr);
    train(c, 3, 0.001);
    torch::NoGradGuard off;
    c.units = never_positive(torch::relu(linear(c.net, 0).forward(c.inputs)));
    const double share = static_cast<double>(c.units.size() - before.size()) / static_cast<double>(width);
    if (before.empty() && share >= 0.2) return;
    if (lr > 1e6) lr = 2;
  }
}
inline void Maker::negative_bias(Case& c) {
  const int64_t width = 16 * pick(1, 8), in = pick(6, 64);
  c.inputs = torch::randn({c.inputs.size(0), in});
  c.net = mlp(in, width, pick(1, 3), 10, pick(0, 3) == 0 ? 3 : 0);
  he(c.net);
  auto& layer = linear(c.net, 0);
  const int64_t dead = std::max<int64_t>(2, width * pick(20, 70) / 100);
  Tensor b = layer.bias.detach().clone();
  b.narrow(0, 0, dead).fill_(-between(12, 60));
  set(layer.bias, b);
  for (int64_t u = 0; u < dead; u++) c.units.push_back(u);
}
// The whole first layer is off; the second gets nothing but its biases.
inline void Maker::starved(Case& c) {
  const int64_t width = 16 * pick(1, 8), in = pick(6, 64);
  c.inputs = torch::randn({c.inputs.size(0), in});
  c.net = mlp(in, width, pick(2, 4), 10, 0);
  he(c.net);
  set(linear(c.net, 0).bias, torch::full({width}, -between(100, 1000)));
  for (int64_t u = 0; u < width; u++) c.units.push_back(u);
}

// NaN or infinity in a weight or bias, a normalisation or the data; a product beyond a float; a training gone wild.
inline void Maker::not_finite(Case& c) {
  const int64_t width = 16 * pick(1, 6), in = pick(6, 64), depth = pick(2, 4), at = pick(0, depth);
  const bool norm = pick(0, 2) == 0;
  const double value = std::vector<double>{NAN, INFINITY, -INFINITY}[static_cast<size_t>(pick(0, 2))];
  c.inputs = torch::randn({c.inputs.size(0), in});
  c.net = mlp(in, width, depth, 10, static_cast<int>(pick(0, 4)), norm);
  he(c.net);
  const size_t place = static_cast<size_t>(at * (norm ? 3 : 2));  // of a linear layer
  c.layer = std::to_string(place);
  c.cause = "not_finite_weights";
  torch::NoGradGuard off;
  switch (pick(0, 4)) {
    case 0: {
      auto& w = linear(c.net, place).weight;
      w[pick(0, w.size(0) - 1)][pick(0, w.size(1) - 1)] = value;
      break;
    }
    case 1: {
      auto& b = linear(c.net, place).bias;
      b[pick(0, b.size(0) - 1)] = value;
      break;
    }
    case 2:
      c.inputs[pick(0, c.inputs.size(0) - 1)][pick(0, in - 1)] = value;
      c.cause = "not_finite_input", c.layer = "";
      break;
    case 3:
      for (auto& m : c.net->modules(false))
        if (auto* l = m->as<nn::LinearImpl>()) l->weight.mul_(1e16);
      c.cause = "overflow", c.layer = "";
      break;
    default: {
      torch::AutoGradMode on(true);
      c.net = mlp(in, width, depth, 10, 0);
      he(c.net);
      c.probe = std::make_unique<rectify::inspect::Probe>(c.net, rectify::inspect::ProbeOptions().window(5));
      c.layer = "0";
      torch::optim::SGD sgd(c.net->parameters(), 1e4);
      for (int i = 0; i < 40; i++) {  // squares: nothing holds them back
        sgd.zero_grad();
        c.net->forward(c.inputs).square().sum().backward();
        sgd.step();
        c.probe->step(1, 1e4);
      }
    }
  }
}

inline Case Maker::make(const std::string& fault) {
  Case c;
  c.fault = fault;
  const int64_t n = pick(0, 1) ? 512 : 768;
  c.inputs = torch::randn({n, 8});
  c.targets = torch::randint(0, 10, {n}, torch::kLong);
  if (fault == "healthy") healthy(c);
  if (fault == "born_dead") born_dead(c);
  if (fault == "killed") killed(c);
  if (fault == "negative_bias") negative_bias(c);
  if (fault == "starved") starved(c);
  if (fault == "not_finite") not_finite(c);
  if (fault == "vanishing") {
    const int64_t in = pick(8, 64), width = 32 * pick(1, 4);
    const bool sigmoid = pick(0, 1);
    c.inputs = torch::randn({n, in});
    if (sigmoid) {
      c.net = mlp(in, width, pick(7, 16), 10, 7);
    } else {
      c.net = mlp(in, width, pick(8, 16), 10, pick(0, 1) ? 0 : 1);
      he(c.net, between(0.2, 0.35));
    }
    c.shape = sigmoid ? "sigmoid" : "small";
  }
  if (fault == "exploding") {
    const int64_t in = pick(8, 64), width = 64 * pick(1, 3);
    c.inputs = torch::randn({n, in});
    c.net = mlp(in, width, pick(9, 14), 10, pick(0, 1) ? 0 : 1);
    he(c.net, between(2.6, 4));
  }
  if (fault == "saturated") {
    const int64_t in = pick(8, 64), width = 32 * pick(1, 4);
    c.inputs = torch::randn({n, in});
    c.net = mlp(in, width, pick(1, 3), 10, pick(6, 7));
    he(c.net, between(150, 400));
  }
  if (fault == "symmetric") {
    const int64_t in = pick(8, 64), width = 16 * pick(1, 6);
    c.inputs = torch::randn({n, in});
    c.net = mlp(in, width, pick(1, 3), 10, static_cast<int>(pick(0, 4)));
    he(c.net);
    auto &layer = linear(c.net, 0), &next = linear(c.net, 2);
    set(layer.weight, layer.weight.detach().narrow(0, 0, 1).clone().expand({width, in}));
    set(next.weight, next.weight.detach().narrow(1, 0, 1).clone().expand({next.weight.size(0), width}));
    if (pick(0, 1)) train(c, 10, 0.01);
  }
  if (fault == "uncentred_input") {
    const int64_t in = pick(8, 64), width = 16 * pick(2, 8);
    c.inputs = torch::randn({n, in}) * between(0.2, 1.5) + between(8, 200) * (pick(0, 1) ? 1 : -1);
    c.net = mlp(in, width, pick(1, 3), 10, pick(0, 1) ? 0 : 1);
    he(c.net);
  }
  return c;
}

// The faults that a report names, in the bank's words.
inline std::vector<std::string> faults_of(const rectify::inspect::Report& r) {
  using rectify::inspect::Cause;
  using rectify::inspect::Severity;
  std::vector<std::string> names;
  for (const auto& f : r.findings) {
    if (f.severity == Severity::Note) continue;
    std::string name = f.what;
    if (f.what == "dead_units")
      name = f.cause == Cause::BornDead    ? "born_dead"
             : f.cause == Cause::Killed    ? "killed"
             : f.cause == Cause::BiasDrift ? "negative_bias"
             : f.cause == Cause::Starved   ? "starved"
                                           : "uncentred_input";
    if (f.what == "vanishing_gradient") name = "vanishing";
    if (f.what == "exploding_gradient") name = "exploding";
    if (f.what == "saturated_units") name = "saturated";
    if (f.what == "symmetric_units") name = "symmetric";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}
// Whether the report has the planted units under the planted cause.
inline bool found(const Case& c, const rectify::inspect::Report& r) {
  const auto names = faults_of(r);
  if (c.fault == "healthy") return names.empty();
  if (std::find(names.begin(), names.end(), c.fault) == names.end()) return false;
  if (c.fault == "not_finite") {
    const auto& f = r.findings.front();  // the worst
    return f.what == c.fault && name_of(f.cause) == c.cause &&
           (c.layer.empty() || f.layer == c.layer || f.layer.rfind(c.layer + " ", 0) == 0);
  }
  if (c.units.empty()) return true;
  std::vector<int64_t> all;
  for (const auto& f : r.findings)
    if (f.what == "dead_units")
      for (const int64_t u : f.units) all.push_back(u);
  return std::all_of(c.units.begin(), c.units.end(),
                     [&](int64_t u) { return std::find(all.begin(), all.end(), u) != all.end(); });
}
inline rectify::inspect::Report examine(const Case& c) {
  rectify::inspect::ExamineOptions o;
  o.targets(c.targets);
  rectify::inspect::Recording recording;
  if (c.probe) {
    c.probe->pause();
    recording = c.probe->recording();
    o.recording(&recording);
  }
  return rectify::inspect::examine(c.net, c.inputs, o);
}

}  // namespace bank
