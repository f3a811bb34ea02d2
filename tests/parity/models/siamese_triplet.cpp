// One tower for three inputs: triplet loss with three kinds of distance, contrastive and cosine losses, retrieval with
// cdist.
#include <torch/torch.h>

#include <iostream>

struct Tower : torch::nn::Module {
  Tower()
      : net(torch::nn::Linear(6, 12), torch::nn::PReLU(), torch::nn::LayerNorm(torch::nn::LayerNormOptions({12})),
            torch::nn::Linear(12, 3)) {
    register_module("net", net);
  }
  torch::Tensor forward(torch::Tensor x) { return torch::nn::functional::normalize(net->forward(x)); }
  torch::nn::Sequential net;
};

int main() {
  torch::manual_seed(31);
  auto tower = std::make_shared<Tower>();
  auto centers = torch::randn({4, 6}) * 2;
  auto sample = [&](torch::Tensor labels) {
    return centers.index_select(0, labels) + 0.3 * torch::randn({labels.size(0), 6});
  };
  torch::nn::TripletMarginLoss triplet(torch::nn::TripletMarginLossOptions().margin(0.5).p(2).swap(true));
  torch::nn::TripletMarginWithDistanceLoss with_distance(
      torch::nn::TripletMarginWithDistanceLossOptions()
          .distance_function(
              [](const torch::Tensor& a, const torch::Tensor& b) { return 1 - torch::cosine_similarity(a, b); })
          .margin(0.2));
  torch::nn::CosineEmbeddingLoss cosine(torch::nn::CosineEmbeddingLossOptions().margin(0.1));
  torch::nn::HingeEmbeddingLoss hinge(torch::nn::HingeEmbeddingLossOptions().margin(1.0));
  torch::optim::Adam optimizer(tower->parameters(), 0.01);
  for (int step = 0; step < 30; step++) {
    auto labels = torch::randint(4, {16}, torch::kLong),
         others = (labels + torch::randint(1, 4, {16}, torch::kLong)).remainder(4);
    auto a = tower->forward(sample(labels)), p = tower->forward(sample(labels)), n = tower->forward(sample(others));
    auto same = torch::cat({torch::ones(16), -torch::ones(16)});
    auto t = triplet(a, p, n), d = with_distance(a, p, n), c = cosine(torch::cat({a, a}), torch::cat({p, n}), same);
    auto h = hinge(torch::pairwise_distance(torch::cat({a, a}), torch::cat({p, n})), same);
    optimizer.zero_grad();
    (t + d + c + h).backward();
    optimizer.step();
    if (step % 10 == 0)
      std::printf("%2d: %.2f %.2f %.2f %.2f\n", step, t.item<float>(), d.item<float>(), c.item<float>(),
                  h.item<float>());
  }
  tower->eval();
  torch::InferenceMode guard;
  auto gallery = tower->forward(centers), labels = torch::arange(32).fmod(4).to(torch::kLong);
  auto distance = torch::cdist(tower->forward(sample(labels)), gallery);
  auto found = std::get<1>(distance.min(1));
  std::cout << distance.sizes() << " right: " << (found.eq(labels).sum().item<int64_t>() >= 28) << " "
            << distance.is_inference() << "\n";
  std::cout << triplet << "\n" << cosine << "\n" << hinge << "\n" << with_distance << "\n";
}
