// parity: rectify only
// What happens inside a network: which units are dead and why, what to do about it, and how sure one can be.
// Writes event files for TensorBoard into the folder that is its argument, or none.
#include <rectify/inspect.h>
#include <rectify/io/tensorboard.h>
#include <torch/torch.h>

#include <iostream>
#include <memory>

namespace inspect = rectify::inspect;

// Two interleaved half moons.
std::pair<torch::Tensor, torch::Tensor> moons(int64_t n) {
  auto label = torch::randint(0, 2, {n}, torch::kLong), side = label.to(torch::kFloat);
  auto angle = torch::rand({n}) * M_PI + side * M_PI;
  auto x = torch::stack({angle.cos() + side, angle.sin() + side * 0.5 - 0.25}, 1);
  return {x + torch::randn({n, 2}) * 0.1, label};
}

double train(torch::nn::Sequential& net, torch::optim::Optimizer& optimizer, const torch::Tensor& x,
             const torch::Tensor& y, int steps, double lr, inspect::Probe* probe = nullptr,
             rectify::EventWriter* events = nullptr) {
  double last = 0;
  for (auto& group : optimizer.param_groups()) group.options().set_lr(lr);
  for (int i = 0; i < steps; i++) {
    optimizer.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net->forward(x), y);
    loss.backward();
    optimizer.step();
    last = loss.item<double>();
    if (probe) probe->step(last, lr);  // after the optimizer's step
    if (probe && events) events->add_scalar("loss", last, probe->steps());
  }
  return last;
}

int main(int argc, char** argv) {
  torch::manual_seed(1);
  auto [x, y] = moons(512);
  torch::nn::Sequential net(torch::nn::Linear(2, 32), torch::nn::ReLU(), torch::nn::Linear(32, 32), torch::nn::ReLU(),
                            torch::nn::Linear(32, 2));
  torch::optim::SGD optimizer(net->parameters(), 0.1);
  std::unique_ptr<rectify::EventWriter> events;
  if (argc > 1) events = std::make_unique<rectify::EventWriter>(argv[1]);

  // 1. A probe watches while the network trains; one step has far too high a learning rate.
  inspect::Probe probe(net, inspect::ProbeOptions().window(10));
  train(net, optimizer, x, y, 60, 0.1, &probe, events.get());
  train(net, optimizer, x, y, 1, 60, &probe, events.get());
  train(net, optimizer, x, y, 39, 0.1, &probe, events.get());
  std::cout << "dead units, ten steps a line:\n";
  for (const auto& moment : probe.history())
    std::cout << "  until step " << moment.step << ": " << moment.layers[0].dead << " of the first layer, "
              << moment.layers[1].dead << " of the second\n";
  if (events)  // how large the values are that reach each ReLU
    for (const auto& layer : probe.layers())
      events->add_histogram(layer.label() + "/weights", layer.weight.detach().data_ptr<float>(), layer.weight.numel(),
                            probe.steps());

  // 2. The report: states, causes and what to do. The recording tells which units were killed, and when.
  const inspect::Recording recording = probe.recording();
  probe.pause();  // what follows is not training
  const auto options = inspect::ExamineOptions().targets(y).recording(&recording);
  const inspect::Report report = inspect::examine(net, x, options);
  std::cout << "\n" << report.text();
  for (const auto& layer : report.layers) {  // the same as data
    int64_t killed = 0;
    for (const auto& unit : layer.units) killed += unit.cause == inspect::Cause::Killed;
    if (killed) std::cout << "\n" << killed << " units of " << layer.layer.label() << " were killed by a step\n";
  }

  // 3. Bounds: no point of the rectangle [-1.3, 2.3] x [-1.1, 1.1] gives a pre-activation outside of them. A unit whose
  // bounds lie below 0 is dead for certain, not only on these samples.
  const auto bounds = inspect::bounds(net, x, {{-1.3, 2.3}, {-1.1, 1.1}});
  for (const auto& [label, units] : bounds) {
    int64_t dead = 0;
    for (const auto& unit : units) dead += unit.high <= 0;
    std::cout << label << ": " << dead << " of " << units.size() << " units cannot fire in the rectangle\n";
  }

  // 4. Repairs, each on a copy of the damaged network, and what 100 more steps then reach.
  const auto repaired = [&](const std::string& name) {
    auto copy = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(net->clone());
    torch::nn::Sequential other(copy);
    torch::optim::SGD sgd(other->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
    const auto with = inspect::RepairOptions().optimizer(&sgd);  // its momentum is reset where weights are new
    inspect::Repaired what;
    if (name == "prune") what = inspect::prune(other, x, with);
    if (name == "recycle") what = inspect::recycle(other, x, with);
    if (name == "shift biases") what = inspect::shift_biases(other, x, with);
    if (name == "LSUV") what = inspect::reinitialise(other, x, inspect::Init::Lsuv, {}, &sgd);
    if (name == "LeakyReLU") what = inspect::replace_activations(*other, "leaky_relu");
    if (name == "restart") what = inspect::restart_rate(sgd, 0.1);
    const double loss = train(other, sgd, x, y, 100, 0.1);
    std::cout << name << ": " << what.text << "\n  then loss " << loss << ", dead "
              << inspect::examine(other, x).dead_share() << "\n";
  };
  std::cout << "\n";
  for (const char* name : {"nothing", "prune", "recycle", "shift biases", "LSUV", "LeakyReLU", "restart"})
    repaired(name);
  if (events) std::cout << "event files in " << argv[1] << "\n";
}
