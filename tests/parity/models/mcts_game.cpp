// Tic-tac-toe boards as bit planes: symmetries by rot90 and flip, legal moves by masks, a value net on all positions of
// a game.
#include <torch/torch.h>

#include <iostream>

using namespace torch::indexing;

static torch::Tensor planes(const torch::Tensor& board, int player) {
  return torch::stack({(board == player), (board == -player), torch::full({3, 3}, player > 0, torch::kBool)})
      .to(torch::kFloat);
}
static int winner(const torch::Tensor& b) {
  auto sums = torch::cat({b.sum(0), b.sum(1), b.trace().view(1), b.flip({1}).diagonal().sum().view(1)});
  if (sums.eq(3).any().item<bool>()) return 1;
  return sums.eq(-3).any().item().toBool() ? -1 : 0;
}

int main() {
  torch::manual_seed(33);
  std::vector<torch::Tensor> inputs;
  std::vector<float> results;
  int games[3] = {0, 0, 0};
  for (int g = 0; g < 12; g++) {
    auto board = torch::zeros({3, 3}, torch::kInt);
    std::vector<torch::Tensor> seen;
    int player = 1, won = 0;
    for (int move = 0; move < 9 && !won; move++) {
      auto legal = (board == 0).flatten();
      auto scores = torch::where(legal, torch::rand({9}), torch::full({9}, -std::numeric_limits<float>::infinity()));
      auto at = scores.argmax().item<int64_t>();
      board.index_put_({at / 3, at % 3}, player);
      seen.push_back(planes(board, player));
      won = winner(board);
      player = -player;
    }
    games[won + 1]++;
    for (auto& s : seen)
      for (int k = 0; k < 4; k++) {
        auto turned = s.rot90(k, {1, 2});
        inputs.push_back(turned);
        inputs.push_back(turned.flip(2));
        results.insert(results.end(), {static_cast<float>(won), static_cast<float>(won)});
      }
  }
  std::cout << games[0] << " " << games[1] << " " << games[2] << " games, " << inputs.size() << " positions\n";
  auto x = torch::stack(inputs), y = torch::tensor(results).unsqueeze(1);
  torch::nn::Sequential net(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 2)), torch::nn::ReLU(),
                            torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten(), torch::nn::Linear(8, 1),
                            torch::nn::Tanh());
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  for (int epoch = 0; epoch < 10; epoch++) {
    sgd.zero_grad();
    auto loss = torch::nn::functional::mse_loss(net->forward(x), y);
    loss.backward();
    sgd.step();
    if (epoch % 3 == 0) std::printf("%.2f\n", loss.item<float>());
  }
  std::cout << x.index({0, Slice(), 1, Slice(None, None, 2)}) << x.index({Slice(0, 2), Ellipsis, 0}).sizes() << "\n";
  std::cout << "symmetric: " << torch::allclose(x[0].sum({1, 2}), x[5].sum({1, 2})) << "\n";
}
