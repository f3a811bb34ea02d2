// Every loss with its options, forward and gradient, on one set of numbers.
#include <torch/torch.h>

#include <iostream>

using namespace torch::nn;
using torch::Tensor;

static void row(const char* name, Tensor loss, const Tensor& leaf) {
  leaf.mutable_grad() = Tensor();
  loss.sum().backward({}, true);
  std::printf("%s %.3f grad %.3f\n", name, loss.sum().item<double>(), leaf.grad().abs().sum().item<double>());
}

int main() {
  torch::manual_seed(2);
  auto x = torch::linspace(-1.5, 2, 12).view({4, 3}).requires_grad_(),
       y = torch::linspace(1, -1.1, 12).view({4, 3}).contiguous();
  auto p = torch::sigmoid(x), c = torch::tensor({0, 2, 1, 2}), b = (y > 0).to(torch::kFloat), s = y.sign();
  row("L1", L1Loss()(x, y), x);
  row("L1 none", L1Loss(L1LossOptions(torch::kNone))(x, y), x);
  row("MSE sum", MSELoss(MSELossOptions().reduction(torch::kSum))(x, y), x);
  row("SmoothL1", SmoothL1Loss(SmoothL1LossOptions().beta(0.5))(x, y), x);
  row("Huber", HuberLoss(HuberLossOptions().delta(0.7))(x, y), x);
  row("BCE", BCELoss(BCELossOptions().weight(torch::tensor({1.0, 2.0, 0.5})))(p, b), x);
  row("BCEWithLogits", BCEWithLogitsLoss(BCEWithLogitsLossOptions().pos_weight(torch::tensor({2.0, 1.0, 3.0})))(x, b),
      x);
  row("NLL", NLLLoss(NLLLossOptions().ignore_index(1))(torch::log_softmax(x, 1), c), x);
  row("CrossEntropy",
      CrossEntropyLoss(CrossEntropyLossOptions().weight(torch::tensor({1.0, 0.5, 2.0})).label_smoothing(0.2))(x, c), x);
  row("CrossEntropy soft", CrossEntropyLoss()(x, torch::softmax(y, 1)), x);
  row("KLDiv",
      KLDivLoss(KLDivLossOptions().reduction(torch::kBatchMean))(torch::log_softmax(x, 1), torch::softmax(y, 1)), x);
  row("KLDiv log",
      KLDivLoss(KLDivLossOptions().log_target(true).reduction(torch::kSum))(torch::log_softmax(x, 1),
                                                                            torch::log_softmax(y, 1)),
      x);
  row("PoissonNLL", PoissonNLLLoss(PoissonNLLLossOptions().log_input(true).full(true))(x, b * 3), x);
  row("HingeEmbedding",
      HingeEmbeddingLoss(HingeEmbeddingLossOptions().margin(0.5))(x, s.where(s != 0, torch::ones({}))), x);
  row("MarginRanking", MarginRankingLoss(MarginRankingLossOptions().margin(0.1))(x, y, s), x);
  row("MultiMargin", MultiMarginLoss(MultiMarginLossOptions().p(2).margin(0.8))(x, c), x);
  row("MultiLabelMargin", MultiLabelMarginLoss()(x, torch::tensor({{0, 2, -1}, {1, -1, 0}, {2, 1, 0}, {-1, 0, 1}})), x);
  row("MultiLabelSoftMargin", MultiLabelSoftMarginLoss()(x, b), x);
  row("SoftMargin", SoftMarginLoss()(x, b * 2 - 1), x);
  row("CosineEmbedding",
      CosineEmbeddingLoss(CosineEmbeddingLossOptions().margin(0.2))(x, y, torch::tensor({1, -1, 1, -1})), x);
  row("TripletMargin", TripletMarginLoss(TripletMarginLossOptions().margin(2).p(1))(x, y, y.flip(0)), x);
  namespace F = torch::nn::functional;
  row("F::gaussian by hand", (0.5 * (F::softplus(x).log() + (y - x).square() / F::softplus(x))).mean(), x);
  row("F::cosine", 1 - F::cosine_similarity(x, y, F::CosineSimilarityFuncOptions().dim(1)), x);
  row("F::pairwise", F::pairwise_distance(x, y, F::PairwiseDistanceFuncOptions().p(3)), x);
  row("focal", (-(1 - p).pow(2) * p.log() * b).mean(), x);
  std::cout << TripletMarginLoss() << KLDivLoss() << CrossEntropyLoss() << BCEWithLogitsLoss() << PoissonNLLLoss()
            << MultiMarginLoss() << "\n";
  for (auto f : std::vector<std::function<void()>>{[&] {
                                                     NLLLoss()(x, torch::tensor({0, 1, 2}));
                                                   },
                                                   [&] { BCELoss()(x, b); },
                                                   [&] {
                                                     CrossEntropyLoss()(x, torch::tensor({0, 1, 2, 3}));
                                                   },
                                                   [&] { CosineEmbeddingLoss()(x, y[0], torch::ones(4)); },
                                                   [&] { MarginRankingLoss()(x, y.unsqueeze(0).unsqueeze(0), s); }}) {
    try {
      f();
      std::cout << "no error\n";
    } catch (const c10::Error& e) {
      std::string m = e.what_without_backtrace();
      std::cout << m.substr(0, m.find('\n')) << "\n";
    }
  }
}
