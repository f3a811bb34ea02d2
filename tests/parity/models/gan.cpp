// A GAN that learns a Gaussian: generator and discriminator with their own Adam, detach, label smoothing.
#include <torch/torch.h>

#include <iostream>

struct GeneratorImpl : torch::nn::Module {
  GeneratorImpl(int64_t noise, int64_t hidden)
      : l1(register_module("l1", torch::nn::Linear(noise, hidden))),
        l2(register_module("l2", torch::nn::Linear(hidden, hidden))),
        out(register_module("out", torch::nn::Linear(hidden, 1))) {}
  torch::Tensor forward(const torch::Tensor& z) {
    auto x = torch::leaky_relu(l1(z), 0.2);
    return out(torch::elu(l2(x)));
  }
  torch::nn::Linear l1, l2, out;
};
TORCH_MODULE(Generator);

int main() {
  torch::manual_seed(3);
  const int64_t noise = 4, batch = 64;
  Generator generator(noise, 16);
  torch::nn::Sequential discriminator(
      torch::nn::Linear(1, 16), torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2)),
      torch::nn::Linear(16, 16), torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2).inplace(true)),
      torch::nn::Linear(16, 1), torch::nn::Sigmoid());
  generator->apply([](torch::nn::Module& m) {
    if (auto* linear = m.as<torch::nn::Linear>()) {
      torch::nn::init::normal_(linear->weight, 0.0, 0.3);
      torch::nn::init::constant_(linear->bias, 0.01);
    }
  });
  torch::optim::Adam g_optim(generator->parameters(),
                             torch::optim::AdamOptions(2e-3).betas(std::make_tuple(0.5, 0.999)));
  torch::optim::Adam d_optim(discriminator->parameters(), torch::optim::AdamOptions(5e-3).betas({0.5, 0.999}));
  std::cout << generator << "\n" << discriminator << "\n";

  for (int64_t step = 0; step <= 60; ++step) {
    discriminator->zero_grad();
    auto real = torch::randn({batch, 1}) * 0.5 + 2;
    auto real_labels = torch::empty(batch).uniform_(0.8, 1.0);
    auto d_real = torch::binary_cross_entropy(discriminator->forward(real).reshape(real_labels.sizes()), real_labels);
    d_real.backward();
    auto fake = generator->forward(torch::randn({batch, noise}));
    auto d_fake =
        torch::binary_cross_entropy(discriminator->forward(fake.detach()).reshape(batch), torch::zeros(batch));
    d_fake.backward();
    d_optim.step();

    generator->zero_grad();
    auto g_loss = torch::binary_cross_entropy(discriminator->forward(fake).reshape(batch), torch::ones(batch));
    g_loss.backward();
    g_optim.step();
    if (step % 20 == 0)
      std::printf("[%2ld] D_loss: %.3f | G_loss: %.3f\n", static_cast<long>(step), (d_real + d_fake).item<float>(),
                  g_loss.item<float>());
  }
  torch::NoGradGuard no_grad;
  auto samples = generator->forward(torch::randn({1000, noise}));
  std::printf("mean %.2f\n", samples.mean().item<float>());
}
