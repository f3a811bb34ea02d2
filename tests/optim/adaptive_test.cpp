// Optimizers against libtorch's values (golden/optim.txt), schedulers against Python's torch (golden/schedulers.json).
#include "golden/cases.h"

#include <nlohmann/json.hpp>

#include "golden/compare.h"

namespace golden {
static void optimizers() {
#include "golden/optim_cases.inc"
}
}  // namespace golden

namespace {

TEST(Optimizers, AsLibtorch) {
  golden::optimizers();
  golden::compare(golden::out().str(), RECTIFY_GOLDEN_DIR "/optim.txt", 50);
}

using namespace torch::optim;
std::vector<torch::Tensor> one() { return {torch::zeros({1})}; }
std::vector<OptimizerParamGroup> two() {
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(one(), std::make_unique<SGDOptions>(SGDOptions(0.5).momentum(0.9)));
  groups.emplace_back(one());
  return groups;
}
struct Rates {
  double lr, momentum;
};
std::vector<Rates> look(Optimizer& o) {
  std::vector<Rates> r;
  for (auto& g : o.param_groups()) {
    auto* sgd = dynamic_cast<SGDOptions*>(&g.options());
    auto* adam = dynamic_cast<AdamOptions*>(&g.options());
    r.push_back({g.options().get_lr(), sgd ? sgd->momentum() : std::get<0>(adam->betas())});
  }
  return r;
}

TEST(Schedulers, AsPython) {
  std::ifstream in(RECTIFY_GOLDEN_DIR "/schedulers.json");
  const auto golden = nlohmann::json::parse(in);
  const double metrics[] = {1.0,     0.9,     0.95, 0.95, 0.95, 0.95, 0.8, 0.79995,
                            0.79995, 0.79995, 0.9,  0.9,  0.9,  0.9,  0.9, 0.9};
  using S = std::unique_ptr<LRScheduler>;
  const std::vector<std::pair<std::string, std::function<S(Optimizer&)>>> table = {
      {"exponential", [](auto& o) { return S(new ExponentialLR(o, 0.9)); }},
      {"multistep",
       [](auto& o) {
         return S(new MultiStepLR(o, {2, 5, 5, 7}, 0.5));
       }},
      {"lambda", [](auto& o) { return S(new LambdaLR(o, [](int64_t e) { return std::pow(0.95, e); })); }},
      {"lambdas",
       [](auto& o) {
         return S(new LambdaLR(o, {[](int64_t e) { return 1.0 / static_cast<double>(1 + e); },
                                   [](int64_t e) { return std::pow(0.5, e); }}));
       }},
      {"linear", [](auto& o) { return S(new LinearLR(o, 0.25, 1.0, 4)); }},
      {"linear defaults", [](auto& o) { return S(new LinearLR(o)); }},
      {"cosine", [](auto& o) { return S(new CosineAnnealingLR(o, 5)); }},
      {"cosine eta_min", [](auto& o) { return S(new CosineAnnealingLR(o, 8, 0.01)); }},
      {"onecycle", [](auto& o) { return S(new OneCycleLR(o, 1.0, 20)); }},
      {"onecycle adam",
       [](auto& o) { return S(new OneCycleLR(o, OneCycleLROptions(0.1).epochs(3).steps_per_epoch(5))); }},
      {"onecycle linear",
       [](auto& o) {
         return S(new OneCycleLR(o, OneCycleLROptions(std::vector<double>{1.0, 0.3})
                                        .total_steps(15)
                                        .pct_start(0.4)
                                        .anneal_strategy("linear")
                                        .base_momentum(0.8)
                                        .max_momentum(0.9)
                                        .div_factor(10)
                                        .final_div_factor(100)));
       }},
      {"onecycle three",
       [](auto& o) {
         return S(new OneCycleLR(o, OneCycleLROptions(1.0).total_steps(20).three_phase(true).cycle_momentum(false)));
       }},
      {"plateau", nullptr},
      {"plateau max", nullptr},
  };
  EXPECT_EQ(table.size(), golden.size());
  for (const auto& [name, make] : table) {
    std::unique_ptr<Optimizer> o;
    if (name == "onecycle adam")
      o = std::make_unique<Adam>(one(), AdamOptions(0.2));
    else
      o = std::make_unique<SGD>(two(), SGDOptions(0.2).momentum(0.9));
    std::unique_ptr<LRScheduler> scheduler = make ? make(*o) : nullptr;
    ReduceLROnPlateauScheduler least(*o, ReduceLROnPlateauScheduler::min, 0.1f, 2);
    ReduceLROnPlateauScheduler most(*o, ReduceLROnPlateauScheduler::max, 0.5f, 1, 0.01, ReduceLROnPlateauScheduler::abs,
                                    2, name == "plateau max" ? std::vector<float>{0.2f, 0.01f} : std::vector<float>{});
    const auto& want = golden.at(name);
    for (size_t step = 0; step < want.size(); step++) {
      const auto seen = look(*o);
      ASSERT_EQ(seen.size(), want[step].size()) << name;
      for (size_t g = 0; g < seen.size(); g++) {
        EXPECT_NEAR(seen[g].lr, want[step][g][0].get<double>(), 1e-7) << name << " step " << step << " group " << g;
        EXPECT_NEAR(seen[g].momentum, want[step][g][1].get<double>(), 1e-9) << name << " step " << step;
      }
      if (step + 1 == want.size()) break;
      if (scheduler)
        scheduler->step();
      else
        (name == "plateau" ? least : most).step(metrics[step]);
    }
  }
}

TEST(Schedulers, Errors) {
  SGD sgd(two(), SGDOptions(0.2).momentum(0.9));
  Adagrad adagrad(one(), 0.1);
  const std::vector<std::pair<std::function<void()>, std::string>> table = {
      {[&] { OneCycleLR(sgd, OneCycleLROptions(1.0)); },
       "You must define either total_steps OR (epochs AND steps_per_epoch)"},
      {[&] { OneCycleLR(sgd, 1.0, 0); }, "Expected positive integer total_steps, but got 0"},
      {[&] { OneCycleLR(sgd, OneCycleLROptions(1.0).epochs(0).steps_per_epoch(1)); },
       "Expected positive integer epochs, but got 0"},
      {[&] { OneCycleLR(sgd, OneCycleLROptions(1.0).epochs(1).steps_per_epoch(-2)); },
       "Expected positive integer steps_per_epoch, but got -2"},
      {[&] { OneCycleLR(sgd, OneCycleLROptions(1.0).total_steps(5).pct_start(1.5)); },
       "Expected float between 0 and 1 pct_start, but got 1.5"},
      {[&] { OneCycleLR(sgd, OneCycleLROptions(1.0).total_steps(5).anneal_strategy("sin")); },
       "anneal_strategy must by one of 'cos' or 'linear', instead got sin"},
      {[&] {
         OneCycleLR(sgd, OneCycleLROptions(std::vector<double>{1, 2, 3}).total_steps(5));
       },
       "expected 2 values for max_lr, got 3"},
      {[&] { OneCycleLR(adagrad, 1.0, 5); }, "optimizer must support momentum with `cycle_momentum` option enabled"},
      {[&] {
         OneCycleLR s(sgd, 1.0, 3);
         for (int i = 0; i < 4; i++) s.step();
       },
       "Tried to step 5 times. The specified number of total steps is 3"},
      {[&] { LambdaLR(sgd, std::vector<LambdaLR::Lambda>{[](int64_t) { return 1.0; }}); },
       "Expected 2 lr_lambdas, but got 1"},
      {[&] { LinearLR(sgd, 2); }, "Starting multiplicative factor expected to be between 0 and 1."},
      {[&] { LinearLR(sgd, 1, -1); }, "Ending multiplicative factor expected to be between 0 and 1."},
      {[&] { ReduceLROnPlateauScheduler(sgd, ReduceLROnPlateauScheduler::min, 1.0f); }, "Factor should be < 1.0."},
      {[&] {
         ReduceLROnPlateauScheduler(sgd, ReduceLROnPlateauScheduler::min, 0.5f, 1, 0, ReduceLROnPlateauScheduler::rel,
                                    0, {0.1f});
       },
       "Number of learning rates not equal to the number of param groups\nNumber of learning rates given: 1\nNumber of "
       "param groups: 2"},
  };
  for (const auto& [f, words] : table) try {
      f();
      ADD_FAILURE() << words;
    } catch (const c10::Error& e) {
      EXPECT_EQ(e.what(), words);
    }
}

}  // namespace
