// Two blobs, logistic regression, a confusion matrix.
#include <torch/torch.h>

#include <iostream>

struct LogisticRegression : torch::nn::Module {
  LogisticRegression(int64_t in) { fc = register_module("fc", torch::nn::Linear(in, 1)); }
  torch::Tensor forward(torch::Tensor x) { return torch::sigmoid(fc(x)).squeeze(-1); }
  torch::nn::Linear fc{nullptr};
};

int main() {
  torch::manual_seed(42);
  auto a = torch::randn({100, 2}) + torch::tensor({2.0, 2.0});
  auto b = torch::randn({100, 2}) - torch::tensor({1.5, 1.0});
  auto x = torch::vstack({a, b});
  auto y = torch::cat({torch::ones({100}), torch::zeros({100})});
  auto order = torch::randperm(200);
  x = x.index_select(0, order);
  y = y.index({order});

  auto net = std::make_shared<LogisticRegression>(2);
  net->to(torch::kFloat32);
  torch::nn::BCELoss criterion;
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.5).momentum(0.5));
  for (size_t epoch = 1; epoch <= 5; ++epoch) {
    double total = 0;
    auto xs = x.split(50), ys = y.chunk(4);
    for (size_t i = 0; i < xs.size(); ++i) {
      opt.zero_grad();
      auto loss = criterion(net->forward(xs[i]), ys[i]);
      loss.backward();
      opt.step();
      total += loss.item().toDouble();
    }
    std::printf("epoch %zu: loss %.3f\n", epoch, total / xs.size());
  }
  net->eval();
  torch::NoGradGuard guard;
  auto guess = net->forward(x).gt(0.5);
  auto truth = y.to(torch::kBool);
  std::cout << "tp " << (guess & truth).sum().item<int64_t>() << " tn " << (~guess & ~truth).sum().item<int64_t>()
            << " fp " << guess.logical_and(truth.logical_not()).sum().item<int64_t>() << " fn "
            << (~guess).bitwise_and(truth).sum().item<int>() << std::endl;
  auto accuracy = guess.eq(truth).to(torch::kFloat).mean();
  std::cout << "accuracy above 0.95: " << std::boolalpha << (accuracy.item<float>() > 0.95f) << std::endl;
  std::cout << *net << std::endl;
}
