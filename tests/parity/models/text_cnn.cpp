// Characters to classes: Embedding, several Conv1d widths, max over time, concatenation, label smoothing.
#include <torch/torch.h>

#include <iostream>
#include <string>

struct TextCNNImpl : torch::nn::Module {
  TextCNNImpl(int64_t vocabulary, std::vector<int64_t> widths, int64_t classes) {
    embedding =
        register_module("embedding", torch::nn::Embedding(torch::nn::EmbeddingOptions(vocabulary, 6).padding_idx(0)));
    for (auto w : widths) convs->push_back(torch::nn::Conv1d(torch::nn::Conv1dOptions(6, 8, w).padding(w / 2)));
    register_module("convs", convs);
    fc = register_module("fc", torch::nn::Linear(8 * static_cast<int64_t>(widths.size()), classes));
  }
  torch::Tensor forward(torch::Tensor ids) {
    auto x = embedding(ids).transpose(1, 2);
    std::vector<torch::Tensor> pooled;
    for (auto& conv : *convs)
      pooled.push_back(std::get<0>(torch::relu(conv->as<torch::nn::Conv1d>()->forward(x)).max(2)));
    return fc(torch::dropout(torch::cat(pooled, 1), 0.1, is_training()));
  }
  torch::nn::Embedding embedding{nullptr};
  torch::nn::ModuleList convs;
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(TextCNN);

static torch::Tensor encode(const std::string& s, int64_t length) {
  auto t = torch::zeros(length, torch::kLong);
  auto a = t.accessor<int64_t, 1>();
  for (size_t i = 0; i < s.size() && static_cast<int64_t>(i) < length; i++) a[i] = s[i] - 'a' + 1;
  return t;
}

int main() {
  torch::manual_seed(3);
  std::vector<std::string> words{"running", "walking", "sitting", "jumping", "eating",  "walked", "jumped", "played",
                                 "rested",  "opened",  "quickly", "slowly",  "happily", "sadly",  "nearly"};
  std::vector<torch::Tensor> rows;
  for (auto& w : words) rows.push_back(encode(w, 9));
  auto x = torch::stack(rows), y = torch::arange(15).floor_divide(5).to(torch::kLong);
  std::cout << y.view({3, 5}) << x.sizes() << "\n";
  TextCNN net(27, std::vector<int64_t>{2, 3}, 3);
  torch::optim::Adam adam(net->parameters(), 0.02);
  torch::nn::CrossEntropyLoss criterion(torch::nn::CrossEntropyLossOptions().label_smoothing(0.1));
  for (int i = 0; i <= 30; i++) {
    adam.zero_grad();
    auto loss = criterion(net->forward(x), y);
    loss.backward();
    adam.step();
    if (i % 15 == 0) std::printf("%.2f\n", loss.item<float>());
  }
  net->eval();
  torch::NoGradGuard off;
  auto p = net->forward(torch::stack({encode("singing", 9), encode("closed", 9), encode("badly", 9)}));
  std::cout << p.argmax(1).view({1, 3})
            << "\npadding stays zero: " << (net->embedding->weight[0].abs().sum().item<float>() == 0) << "\n"
            << net << "\n";
}
