// Every loss: values, gradients, errors and printed forms are libtorch's (golden/losses.txt, by
// golden/make_losses.cpp).
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "golden/loss_cases.inc"

namespace {

class Compare {
 public:
  Compare() {
    std::ifstream file(RECTIFY_GOLDEN_DIR "/losses.txt");
    for (std::string line; std::getline(file, line);) {
      const size_t numbers = line.find(" :"), words = line.find(" = ");
      golden_[line.substr(0, std::min(numbers, words))] = line.substr(std::min(numbers, words));
    }
  }
  void numbers(const std::string& name, const std::vector<Tensor>& tensors) {
    const std::string* line = find(name);
    if (!line) return;
    std::istringstream in(*line);
    std::string word;
    in >> word;
    for (size_t i = 0; i < tensors.size(); i++) {
      ASSERT_EQ(word, ":") << name << ": " << i << " tensors, but " << tensors.size() << " came";
      const Tensor t = tensors[i].detach().to(torch::kDouble).contiguous();
      const double tolerance = tensors[i].scalar_type() == torch::kDouble ? 1e-10 : 2e-5;
      int64_t n = 0;
      for (word.clear(); in >> word && word != ":"; n++) {
        ASSERT_LT(n, t.numel()) << name;
        const double want = std::stod(word), got = t.data_ptr<double>()[n];
        if (std::isfinite(want))
          EXPECT_NEAR(got, want, tolerance * std::max(1.0, std::abs(want))) << name << ", tensor " << i << " at " << n;
        else
          EXPECT_TRUE(std::isnan(want) ? std::isnan(got) : want == got)
              << name << ", tensor " << i << " at " << n << ": " << got;
      }
      EXPECT_EQ(n, t.numel()) << name << ", tensor " << i;
      if (!in) word.clear();
    }
    EXPECT_EQ(word, "") << name << ": more tensors are wanted";
  }
  void text(const std::string& name, const std::string& words) {
    if (const std::string* line = find(name)) {
      EXPECT_EQ(" = " + words, *line) << name;
    }
  }
  size_t left() const { return golden_.size() - seen_; }

 private:
  const std::string* find(const std::string& name) {
    const auto at = golden_.find(name);
    EXPECT_TRUE(at != golden_.end()) << name << " is not in losses.txt";
    if (at == golden_.end()) return nullptr;
    seen_++;
    return &at->second;
  }
  std::map<std::string, std::string> golden_;
  size_t seen_ = 0;
};

TEST(Loss, IsLibtorchs) {
  Compare compare;
  loss_cases(compare);
  EXPECT_EQ(compare.left(), 0u) << "cases of losses.txt were not run";
}

// First and second derivatives, away from kinks.
TEST(Loss, Gradients) {
  using namespace torch;
  using V = std::vector<Tensor>;
  const Tensor x = wave({3, 4}, 1.3, 0.2, 1.7, kDouble).set_requires_grad(true),
               y = wave({3, 4}, 0.9, 1.1, 2, kDouble).set_requires_grad(true),
               p = wave({3, 4}, 1.1, 0.3, 0.4, kDouble).add(0.5).set_requires_grad(true),
               q = wave({3, 4}, 0.7, 0.6, 0.4, kDouble).add(0.5).set_requires_grad(true);
  const Tensor sign = wave({3, 4}, 1.9, 0.5, 1, kDouble).sign(), c = longs({3}, {1, 0, 3}),
               w = wave({4}, 1, 1, 0.3, kDouble) + 1;
  const struct {
    const char* name;
    std::function<Tensor(const V&)> f;
    V inputs;
  } rows[] = {
      {"mse", [](const V& v) { return F::mse_loss(v[0], v[1]); }, {x, y}},
      {"l1", [](const V& v) { return F::l1_loss(v[0], v[1]); }, {x, y}},
      {"huber", [](const V& v) { return F::huber_loss(v[0], v[1], F::HuberLossFuncOptions().delta(0.7)); }, {x, y}},
      {"smooth_l1", [](const V& v) { return F::smooth_l1_loss(v[0], v[1], {}, 0.7); }, {x, y}},
      {"bce",
       [&](const V& v) {
         return F::binary_cross_entropy(v[0], v[1], F::BinaryCrossEntropyFuncOptions().weight(w).reduction(kNone));
       },
       {p, q}},
      {"bce logits",
       [&](const V& v) {
         return F::binary_cross_entropy_with_logits(
             v[0], v[1], F::BinaryCrossEntropyWithLogitsFuncOptions().weight(w).pos_weight(w * 2));
       },
       {x, q}},
      {"kl_div", [](const V& v) { return F::kl_div(v[0], v[1], kSum); }, {x, q}},
      {"soft_margin", [&](const V& v) { return F::soft_margin_loss(v[0], sign); }, {x}},
      {"hinge", [&](const V& v) { return F::hinge_embedding_loss(v[0], sign); }, {x}},
      {"ranking",
       [&](const V& v) {
         return F::margin_ranking_loss(v[0], v[1], sign, F::MarginRankingLossFuncOptions().margin(0.2));
       },
       {x, y}},
      {"cosine",
       [&](const V& v) {
         return F::cosine_embedding_loss(v[0], v[1], longs({3}, {1, -1, 1}));
       },
       {x, y}},
      {"triplet",
       [&](const V& v) {
         return F::triplet_margin_loss(v[0], v[1], v[2], F::TripletMarginLossFuncOptions().margin(3));
       },
       {x, y, p}},
      {"multi_margin",
       [&](const V& v) { return F::multi_margin_loss(v[0], c, F::MultiMarginLossFuncOptions().p(2).weight(w)); },
       {x}},
      {"multilabel",
       [&](const V& v) {
         return F::multilabel_margin_loss(v[0], longs({3, 4}, {3, 0, -1, 1, -1, 0, 0, 0, 2, 1, 0, 3}));
       },
       {x}},
      {"poisson",
       [&](const V& v) { return F::poisson_nll_loss(v[0], v[1], F::PoissonNLLLossFuncOptions().log_input(false)); },
       {p, q}},
      {"cross_entropy",
       [&](const V& v) {
         return F::cross_entropy(v[0], c, F::CrossEntropyFuncOptions().weight(w).label_smoothing(0.1));
       },
       {x}},
      {"nll", [&](const V& v) { return F::nll_loss(v[0], c, F::NLLLossFuncOptions().weight(w)); }, {x}},
  };
  for (const auto& r : rows) {
    const auto f = [&](const V& v) { return V{r.f(v)}; };
    EXPECT_TRUE(rectify::autograd::gradcheck(f, r.inputs)) << r.name;
    EXPECT_TRUE(rectify::autograd::gradgradcheck(f, r.inputs)) << r.name;
  }
}

}  // namespace
