// Learning rates: StepLR, two of one's own, groups with their own rates, warm-up by hand.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <limits>

class CosineLR : public torch::optim::LRScheduler {
 public:
  CosineLR(torch::optim::Optimizer& optimizer, unsigned total)
      : torch::optim::LRScheduler(optimizer), base_(get_current_lrs()), total_(total) {}

 private:
  std::vector<double> get_lrs() override {
    std::vector<double> r;
    for (double b : base_) r.push_back(b * 0.5 * (1 + std::cos(M_PI * step_count_ / total_)));
    return r;
  }
  std::vector<double> base_;
  unsigned total_;
};

// Halves the rates when the metric has not fallen for a while.
struct Plateau {
  Plateau(torch::optim::Optimizer& optimizer, double factor, int patience)
      : optimizer(optimizer), factor(factor), patience(patience) {}
  void step(float metric) {
    if (metric < best) {
      best = metric;
      bad = 0;
    } else if (++bad > patience) {
      for (auto& group : optimizer.param_groups()) group.options().set_lr(group.options().get_lr() * factor);
      bad = 0;
    }
  }
  torch::optim::Optimizer& optimizer;
  double factor;
  int patience, bad = 0;
  float best = std::numeric_limits<float>::max();
};

static void rates(const char* name, torch::optim::Optimizer& o) {
  std::cout << name;
  for (auto& g : o.param_groups()) std::cout << " " << std::round(1e6 * g.options().get_lr()) / 1e6;
  std::cout << "\n";
}
static std::vector<torch::optim::OptimizerParamGroup> groups(torch::Tensor a, torch::Tensor b) {
  std::vector<torch::optim::OptimizerParamGroup> r;
  r.emplace_back(std::vector<torch::Tensor>{a});
  r.emplace_back(std::vector<torch::Tensor>{b}, std::make_unique<torch::optim::SGDOptions>(0.5));
  return r;
}

int main() {
  auto a = torch::ones(2, torch::requires_grad()), b = torch::full({2}, 3.0, torch::requires_grad());
  torch::optim::SGD sgd(groups(a, b), torch::optim::SGDOptions(0.1).momentum(0.9));
  torch::optim::StepLR step(sgd, 2, 0.1);
  for (int i = 0; i < 5; i++) {
    sgd.zero_grad();
    (a.pow(2).sum() + b.pow(2).sum()).backward();
    sgd.step();
    step.step();
    rates("step", sgd);
  }
  std::cout << (a * 1000).round().detach() << (b * 1000).round().detach() << "\n";

  torch::optim::SGD second(groups(a, b), torch::optim::SGDOptions(0.1));
  CosineLR cosine(second, 4);
  for (int i = 0; i < 4; i++) {
    cosine.step();
    rates("cosine", second);
  }

  torch::optim::Adam adam({a}, 0.01);
  Plateau plateau(adam, 0.5, 1);
  for (float metric : {1.0f, 0.9f, 0.95f, 0.92f, 0.91f, 0.93f, 0.94f, 0.9f, 0.5f}) {
    plateau.step(metric);
    rates("plateau", adam);
  }

  for (int epoch = 0; epoch < 3; epoch++) {
    for (auto& group : adam.param_groups())
      if (group.has_options()) {
        auto& options = static_cast<torch::optim::AdamOptions&>(group.options());
        options.lr(0.001 * (epoch + 1));
      }
    rates("warm-up", adam);
  }
  adam.add_param_group(torch::optim::OptimizerParamGroup({b}));
  std::cout << adam.param_groups().size() << " groups, " << adam.size() << " parameters\n";
  rates("defaults", adam);
  try {
    adam.add_param_group(torch::optim::OptimizerParamGroup({b}));
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  try {
    torch::optim::SGD bad({a}, torch::optim::SGDOptions(-1));
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
}
