// The MNIST example's network on made-up digits: dropout, log_softmax, nll_loss, accuracy, train and eval.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

struct Net : torch::nn::Module {
  Net() : fc1(64, 32), fc2(32, 16), fc3(torch::nn::LinearOptions(16, 4)) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
    drop = register_module("drop", torch::nn::Dropout(torch::nn::DropoutOptions().p(0.25)));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = x.view({-1, 64});
    x = torch::relu(fc1->forward(x));
    x = drop->forward(x);
    x = torch::relu(fc2->forward(x));
    x = torch::dropout(x, /*p=*/0.1, /*training=*/is_training());
    return torch::log_softmax(fc3->forward(x), /*dim=*/1);
  }
  torch::nn::Linear fc1, fc2, fc3;
  torch::nn::Dropout drop{nullptr};
};

// Four classes: a bar in one of four places of an 8 x 8 picture.
static std::pair<torch::Tensor, torch::Tensor> pictures(int64_t n) {
  auto labels = torch::randint(0, 4, {n}, torch::TensorOptions().dtype(torch::kInt64));
  auto images = torch::randn({n, 1, 8, 8}) * 0.3;
  for (int64_t i = 0; i < n; i++) images[i][0].narrow(0, 2 * labels[i].item<int64_t>(), 2) += 1;
  return {images, labels};
}

int main() {
  torch::manual_seed(1);
  torch::DeviceType device_type = torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  torch::Device device(device_type);
  Net model;
  model.to(device);
  torch::optim::SGD optimizer(model.parameters(), torch::optim::SGDOptions(0.1).momentum(0.5));
  for (int epoch = 1; epoch <= 3; ++epoch) {
    model.train();
    float last = 0;
    for (int batch = 0; batch < 12; ++batch) {
      auto [data, targets] = pictures(32);
      data = data.to(device), targets = targets.to(device);
      optimizer.zero_grad();
      auto output = model.forward(data);
      auto loss = torch::nll_loss(output, targets);
      AT_ASSERT(!std::isnan(loss.template item<float>()));
      loss.backward();
      optimizer.step();
      last = loss.template item<float>();
    }
    torch::NoGradGuard no_grad;
    model.eval();
    auto [data, targets] = pictures(256);
    auto output = model.forward(data);
    auto loss = torch::nll_loss(output, targets, /*weight=*/{}, torch::Reduction::Sum).item<float>() / 256;
    auto correct = output.argmax(1).eq(targets).sum().item<int64_t>();
    std::printf("Train Epoch: %d Loss: %.2f\nTest set: Average loss: %.2f | Accuracy: %.2f\n", epoch, last, loss,
                correct / 256.0);
  }
  int64_t count = 0;
  for (const auto& p : model.parameters()) count += p.numel();
  std::cout << count << " parameters\n";
  for (const auto& pair : model.named_parameters()) std::cout << pair.key() << " " << pair.value().sizes() << "\n";
}
