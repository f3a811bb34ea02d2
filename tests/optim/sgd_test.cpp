#include <gtest/gtest.h>
#include <rectify/torch.h>

namespace {

TEST(SGD, FollowsTheRule) {
  for (auto dtype : {torch::kFloat, torch::kDouble}) {
    auto p = torch::full({3}, 2.0, dtype).requires_grad_();
    torch::optim::SGD sgd({p}, torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(0.01).nesterov(true));
    double want = 2, buffer = 0;
    for (int i = 0; i < 4; i++) {
      sgd.zero_grad();
      (p * p).sum().backward();
      sgd.step();
      const double g = 2 * want + 0.01 * want;
      buffer = i ? 0.9 * buffer + g : g;
      want -= 0.1 * (g + 0.9 * buffer);
      EXPECT_NEAR(p[1].item<double>(), want, 1e-5) << i;
    }
  }
}

TEST(SGD, Errors) {
  using torch::optim::SGD;
  using torch::optim::SGDOptions;
  const auto p = torch::ones({1}).requires_grad_();
  const struct {
    SGDOptions options;
    const char* words;
  } table[] = {{SGDOptions(-1), "Invalid learning rate: -1"},
               {SGDOptions(1).momentum(-2), "Invalid momentum value: -2"},
               {SGDOptions(1).weight_decay(-3), "Invalid weight_decay value: -3"},
               {SGDOptions(1).nesterov(true), "Nesterov momentum requires a momentum and zero dampening"}};
  for (const auto& row : table) try {
      SGD sgd(std::vector<torch::Tensor>{p}, row.options);
      ADD_FAILURE() << row.words;
    } catch (const c10::Error& e) {
      EXPECT_STREQ(e.what(), row.words);
    }
  EXPECT_THROW(SGD(std::vector<torch::Tensor>{p * 2}, 0.1), c10::Error);
}

}  // namespace
