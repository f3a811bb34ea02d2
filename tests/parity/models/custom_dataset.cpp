// A dataset of one's own with map, Normalize and Stack; batches by index; an epoch of training over a DataLoader.
#include <torch/torch.h>

#include <iostream>
#include <string>
#include <vector>

class SpiralDataset : public torch::data::Dataset<SpiralDataset> {
 public:
  explicit SpiralDataset(size_t n) {
    for (size_t i = 0; i < n; i++) {
      double t = 0.1 + 3.0 * static_cast<double>(i / 2) / static_cast<double>(n / 2);
      double sign = i % 2 ? 1 : -1;
      points_.push_back(torch::tensor({sign * t * std::cos(2 * t), sign * t * std::sin(2 * t)}, torch::kFloat));
      labels_.push_back(torch::tensor(static_cast<int64_t>(i % 2)));
    }
  }
  torch::data::Example<> get(size_t index) override { return {points_.at(index).clone(), labels_.at(index)}; }
  torch::optional<size_t> size() const override { return points_.size(); }

 private:
  std::vector<torch::Tensor> points_, labels_;
};

int main() {
  torch::manual_seed(7);
  auto dataset = SpiralDataset(120)
                     .map(torch::data::transforms::TensorLambda<>([](torch::Tensor x) { return x / 2; }))
                     .map(torch::data::transforms::Lambda<torch::data::Example<>>([](torch::data::Example<> e) {
                       auto x = e.data;
                       return torch::data::Example<>{torch::cat({x, x.pow(2), x[0].mul(x[1]).view(1)}), e.target};
                     }))
                     .map(torch::data::transforms::Stack<>());
  std::cout << "size " << dataset.size().value() << "\n";
  auto batch = dataset.get_batch({0, 1, 118});
  std::cout << batch.data.sizes() << batch.target.sizes() << " " << batch.target << "\n";

  auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      std::move(dataset), torch::data::DataLoaderOptions().batch_size(32).workers(2).enforce_ordering(true));
  torch::nn::Sequential net(torch::nn::Linear(5, 24), torch::nn::Tanh(), torch::nn::Linear(24, 24), torch::nn::Tanh(),
                            torch::nn::Linear(24, 2));
  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(1e-2));
  for (int epoch = 0; epoch < 10; epoch++) {
    double total = 0;
    int64_t correct = 0, batches = 0, seen = 0;
    for (auto& b : *loader) {
      auto out = net->forward(b.data);
      auto loss = torch::nn::functional::cross_entropy(out, b.target);
      adam.zero_grad();
      loss.backward();
      adam.step();
      total += loss.item<double>();
      correct += (out.argmax(-1) == b.target).sum().item<int64_t>();
      seen += b.data.size(0);
      batches++;
    }
    if (epoch % 3 == 0)
      std::cout << "epoch " << epoch << ": " << batches << " batches, " << seen << " examples, loss "
                << std::round(total / batches * 100) / 100 << "\n";
  }
}
