// A convolutional autoencoder: strided convolutions down, transposed ones up, skip of the printed shapes.
#include <torch/torch.h>

#include <iostream>

namespace nn = torch::nn;

struct AutoEncoder : nn::Module {
  AutoEncoder()
      : encoder(nn::Conv2d(nn::Conv2dOptions(1, 4, 3).stride(2).padding(1)), nn::ReLU(),
                nn::Conv2d(nn::Conv2dOptions(4, 8, 3).stride(2).padding(1).bias(false)), nn::BatchNorm2d(8),
                nn::ReLU(nn::ReLUOptions(true)), nn::Flatten(), nn::Linear(8 * 4 * 4, 10)),
        decoder(nn::Linear(10, 128), nn::Unflatten(nn::UnflattenOptions(1, {8, 4, 4})),
                nn::ConvTranspose2d(nn::ConvTranspose2dOptions(8, 4, 2).stride(2)), nn::GELU(),
                nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 1, 3).stride(2).padding(1).output_padding(1)),
                nn::Sigmoid()) {
    register_module("encoder", encoder);
    register_module("decoder", decoder);
  }
  torch::Tensor forward(torch::Tensor x) { return decoder->forward(encoder->forward(x)); }
  nn::Sequential encoder, decoder;
};

int main() {
  torch::manual_seed(5);
  AutoEncoder model;
  std::cout << model << "\n";
  auto grid = torch::meshgrid({torch::arange(16), torch::arange(16)});
  std::vector<torch::Tensor> images;
  for (int i = 0; i < 16; i++) {
    auto d = (grid[0] - (4 + i % 4 * 3)).pow(2) + (grid[1] - (4 + i / 4 * 3)).pow(2);
    images.push_back(d.lt(9).to(torch::kFloat).unsqueeze(0));
  }
  auto x = torch::stack(images);
  std::cout << x.sizes() << " " << x.sum().item<float>() << "\n";
  torch::optim::AdamW optimizer(model.parameters(), torch::optim::AdamWOptions(3e-3).weight_decay(1e-4));
  for (int step = 0; step < 40; step++) {
    optimizer.zero_grad();
    auto loss = torch::nn::functional::mse_loss(model.forward(x), x);
    loss.backward();
    optimizer.step();
    if (step % 13 == 0) std::printf("%d %.3f\n", step, loss.item<float>());
  }
  model.eval();
  auto code = model.encoder->forward(x);
  std::cout << code.sizes() << " " << model.decoder->size() << " " << model.encoder[0]->as<nn::Conv2d>()->weight.sizes()
            << "\n";
}
