// Skip-gram with negative samples: Embedding, bmm, logsigmoid, cosine similarity, the nearest words.
#include <torch/torch.h>

#include <iostream>
#include <map>
#include <sstream>
#include <string>

namespace F = torch::nn::functional;

struct SkipGramImpl : torch::nn::Module {
  SkipGramImpl(int64_t vocabulary, int64_t size)
      : center(torch::nn::EmbeddingOptions(vocabulary, size)), context(vocabulary, size) {
    register_module("center", center);
    register_module("context", context);
    torch::nn::init::uniform_(center->weight, -0.1, 0.1);
    torch::nn::init::uniform_(context->weight, -0.1, 0.1);
  }
  torch::Tensor forward(torch::Tensor word, torch::Tensor positive, torch::Tensor negative) {
    auto w = center(word).unsqueeze(2);
    auto good = torch::bmm(context(positive).unsqueeze(1), w).flatten();
    auto bad = torch::bmm(context(negative), w).squeeze(2);
    return -(F::logsigmoid(good) + F::logsigmoid(bad.neg()).sum(1)).mean();
  }
  torch::nn::Embedding center, context;
};
TORCH_MODULE(SkipGram);

int main() {
  torch::manual_seed(8);
  const std::string text =
      "the cat eats fish the dog eats meat the cat drinks milk the dog drinks water a cat sees a dog a dog sees a cat ";
  std::map<std::string, int64_t> index;
  std::vector<std::string> words;
  std::vector<int64_t> corpus;
  std::istringstream in(text + text + text);
  for (std::string w; in >> w;) {
    if (index.emplace(w, static_cast<int64_t>(words.size())).second) words.push_back(w);
    corpus.push_back(index[w]);
  }
  std::vector<int64_t> word, positive;
  for (size_t i = 0; i < corpus.size(); i++)
    for (int d : {-2, -1, 1, 2})
      if (static_cast<int64_t>(i) + d >= 0 && i + d < corpus.size())
        word.push_back(corpus[i]), positive.push_back(corpus[i + d]);
  std::cout << words.size() << " words, " << word.size() << " pairs\n";

  SkipGram model(static_cast<int64_t>(words.size()), 6);
  torch::optim::Adagrad optimizer(model->parameters(), torch::optim::AdagradOptions(0.3));
  auto w = torch::tensor(word, torch::kLong),
       p = torch::from_blob(positive.data(), {static_cast<int64_t>(positive.size())}, torch::kInt64).clone();
  for (int epoch = 0; epoch < 12; epoch++) {
    auto negative = torch::randint(static_cast<int64_t>(words.size()), {w.size(0), 3}, torch::kLong);
    auto loss = model->forward(w, p, negative);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (epoch % 4 == 0) std::printf("%d %.2f\n", epoch, loss.item<float>());
  }
  torch::NoGradGuard off;
  auto e = F::normalize(model->center->weight, F::NormalizeFuncOptions().p(2).dim(1));
  std::cout << "unit vectors: " << e.norm(2, 1).sub(1).abs().max().lt(1e-5).item<bool>() << "\n";
  auto similarity = F::cosine_similarity(model->center->weight[index["cat"]].unsqueeze(0), model->center->weight,
                                         F::CosineSimilarityFuncOptions().dim(1));
  std::cout << "most like cat: " << words[std::get<1>(similarity.topk(1)).item<int64_t>()] << "\n";
  auto counts = torch::bincount(torch::tensor(corpus));
  std::cout << "most frequent: " << words[counts.argmax().item<int64_t>()] << " " << counts.max().item<int64_t>()
            << "\n";
  auto frozen =
      torch::nn::Embedding::from_pretrained(torch::eye(4), torch::nn::EmbeddingFromPretrainedOptions().freeze(true));
  std::cout << frozen(torch::tensor({2, 0})) << frozen->weight.requires_grad() << "\n";
  torch::nn::EmbeddingBag bag(torch::nn::EmbeddingBagOptions(4, 2).mode(torch::kSum));
  bag->weight.data().copy_(torch::arange(8.).view({4, 2}));
  std::cout << bag(torch::tensor({0, 1, 3, 3}), torch::tensor({0, 2})) << "\n";
}
