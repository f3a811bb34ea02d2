// parity: compiled only, for libtorch reads no .gz files and a run on few images takes seconds.
// A convolutional network on Fashion-MNIST. Usage: fashion_cnn [FOLDER [EPOCHS]]; without EPOCHS, 200 batches and 2000
// images of the test set. FOLDER holds the four files in MNIST's form.
#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

struct Net : torch::nn::Module {
  Net() {
    conv1 = register_module("conv1", torch::nn::Conv2d(1, 32, 3));
    conv2 = register_module("conv2", torch::nn::Conv2d(32, 64, 3));
    drop = register_module("drop", torch::nn::Dropout(0.25));
    fc1 = register_module("fc1", torch::nn::Linear(9216, 128));
    fc2 = register_module("fc2", torch::nn::Linear(128, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(conv1->forward(x));
    x = torch::max_pool2d(torch::relu(conv2->forward(x)), 2);
    x = torch::relu(fc1->forward(drop->forward(x).flatten(1)));
    return fc2->forward(x);
  }
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
  torch::nn::Dropout drop{nullptr};
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/usr/share/datasets/fashion-mnist";
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 1;
  const int64_t batches = argc > 2 ? std::numeric_limits<int64_t>::max() : 200, tested = argc > 2 ? 10000 : 2000;
  using torch::data::datasets::MNIST;
  torch::manual_seed(0);

  auto net = std::make_shared<Net>();
  std::printf("%zu parameters\n", [&] {
    size_t n = 0;
    for (const auto& p : net->parameters()) n += p.numel();
    return n;
  }());
  torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(1e-3).weight_decay(1e-4));
  torch::optim::StepLR schedule(optimizer, 1, 0.7);
  auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      MNIST(folder).map(torch::data::transforms::Normalize<>(0.2860, 0.3530)).map(torch::data::transforms::Stack<>()),
      torch::data::DataLoaderOptions().batch_size(64).drop_last(true));

  for (int epoch = 1; epoch <= epochs; ++epoch) {
    net->train();
    double total = 0;
    int64_t seen = 0;
    for (auto& batch : *loader) {
      optimizer.zero_grad();
      auto loss = torch::nn::functional::cross_entropy(net->forward(batch.data), batch.target);
      loss.backward();
      torch::nn::utils::clip_grad_norm_(net->parameters(), 5.0);
      optimizer.step();
      total += loss.item<double>();
      if (++seen == batches) break;
    }
    schedule.step();

    net->eval();
    torch::NoGradGuard no_grad;
    MNIST test(folder, MNIST::Mode::kTest);
    auto images = (test.images().slice(0, 0, tested) - 0.2860) / 0.3530;
    auto targets = test.targets().slice(0, 0, tested);
    int64_t right = 0;
    for (int64_t at = 0; at < tested; at += 500)
      right += net->forward(images.slice(0, at, at + 500))
                   .argmax(1)
                   .eq(targets.slice(0, at, at + 500))
                   .sum()
                   .item<int64_t>();
    std::printf("epoch %d: loss %.4f, test accuracy %.4f\n", epoch, total / static_cast<double>(seen),
                static_cast<double>(right) / static_cast<double>(tested));
  }
}
