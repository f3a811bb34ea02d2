// A variational autoencoder with the reparametrisation trick; a struct as result of forward.
#include <torch/torch.h>

#include <iostream>
#include <utility>

struct VAEOutput {
  torch::Tensor reconstruction, mu, log_var;
};

class VAEImpl : public torch::nn::Module {
 public:
  VAEImpl(int64_t image_size, int64_t h_dim, int64_t z_dim)
      : fc1(image_size, h_dim), fc2(h_dim, z_dim), fc3(h_dim, z_dim), fc4(z_dim, h_dim), fc5(h_dim, image_size) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
    register_module("fc4", fc4);
    register_module("fc5", fc5);
  }
  torch::Tensor decode(torch::Tensor z) {
    return torch::sigmoid(fc5->forward(torch::nn::functional::relu(fc4->forward(z))));
  }
  VAEOutput forward(torch::Tensor x) {
    auto encoded = encode(x);
    auto z = reparameterize(encoded.first, encoded.second);
    return {decode(z), encoded.first, encoded.second};
  }

 private:
  std::pair<torch::Tensor, torch::Tensor> encode(torch::Tensor x) {
    auto h = torch::nn::functional::relu(fc1->forward(x));
    return {fc2->forward(h), fc3->forward(h)};
  }
  torch::Tensor reparameterize(torch::Tensor mu, torch::Tensor log_var) {
    if (!is_training()) return mu;
    auto std = log_var.div(2).exp_();
    auto eps = torch::randn_like(std);
    return eps.mul(std).add_(mu);
  }
  torch::nn::Linear fc1, fc2, fc3, fc4, fc5;
};
TORCH_MODULE(VAE);

int main() {
  torch::manual_seed(11);
  VAE model(36, 24, 3);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(5e-3));
  auto prototypes = torch::bernoulli(torch::full({4, 36}, 0.4));
  model->train();
  for (int step = 1; step <= 60; ++step) {
    auto which = torch::randint(4, {32}, torch::kLong);
    auto images = prototypes.index_select(0, which);
    auto output = model->forward(images);
    auto reconstruction_loss = torch::nn::functional::binary_cross_entropy(
        output.reconstruction, images, torch::nn::functional::BinaryCrossEntropyFuncOptions().reduction(torch::kSum));
    auto kl_divergence = -0.5 * torch::sum(1 + output.log_var - output.mu.pow(2) - output.log_var.exp());
    auto loss = reconstruction_loss + kl_divergence;
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 20 == 0)
      std::printf("step %d, reconstruction %.1f, kl %.2f\n", step, reconstruction_loss.item<double>() / 32,
                  kl_divergence.item<double>() / 32);
  }
  model->eval();
  torch::NoGradGuard no_grad;
  auto wrong = (model->forward(prototypes).reconstruction.round() != prototypes).sum({1});
  std::cout << "pixels wrong are few: " << (wrong.max().item<int64_t>() < 12) << "\n";
  std::cout << model->decode(torch::zeros({2, 3})).sizes() << "\n";
}
