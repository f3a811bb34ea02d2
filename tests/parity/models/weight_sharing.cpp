// Tied weights: an autoencoder with one matrix, one module registered twice, one tensor in two layers, set_data.
#include <torch/torch.h>

#include <iostream>

struct TiedImpl : torch::nn::Module {
  TiedImpl(int64_t in, int64_t code) {
    weight = register_parameter("weight", torch::empty({code, in}));
    b1 = register_parameter("b1", torch::zeros(code));
    b2 = register_parameter("b2", torch::zeros(in));
    torch::nn::init::xavier_uniform_(weight, torch::nn::init::calculate_gain(torch::kTanh));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::tanh(torch::nn::functional::linear(x, weight, b1));
    return torch::nn::functional::linear(h, weight.t(), b2);
  }
  torch::Tensor weight, b1, b2;
};
TORCH_MODULE(Tied);

struct Twice : torch::nn::Module {
  Twice() : shared(4, 4) {
    register_module("first", shared);
    register_module("second", shared);
    free = register_parameter("free", torch::ones(1), /*requires_grad=*/false);
  }
  torch::Tensor forward(torch::Tensor x) { return shared(torch::relu(shared(x))); }
  torch::nn::Linear shared;
  torch::Tensor free;
};

int main() {
  torch::manual_seed(14);
  Tied model(8, 3);
  auto basis = torch::randn({3, 8});
  torch::optim::SGD sgd(model->parameters(), torch::optim::SGDOptions(0.05).momentum(0.8));
  for (int i = 0; i < 60; i++) {
    auto x = 0.3 * torch::randn({16, 3}).mm(basis);
    sgd.zero_grad();
    auto loss = torch::mse_loss(model(x), x);
    loss.backward();
    sgd.step();
    if (i % 20 == 0) std::printf("%.2f\n", loss.item<float>());
  }
  auto module = std::make_shared<Twice>();
  Twice& twice = *module;
  std::cout << twice.parameters().size() << " parameters, " << twice.named_modules().size() << " modules, children "
            << twice.named_children().size() << "\n";
  for (auto& p : twice.named_parameters()) std::cout << p.key() << " " << p->requires_grad() << "\n";
  twice.forward(torch::ones({1, 4})).sum().backward();
  std::cout << twice.free.grad().defined() << twice.shared->weight.grad().defined() << "\n";

  torch::nn::Linear a(2, 2), b(2, 2);
  torch::NoGradGuard guard;
  b->weight.set_data(a->weight);
  a->weight.fill_(1.5);
  std::cout << b->weight << (a->weight.data_ptr() == b->weight.data_ptr()) << a->weight.is_same(b->weight) << "\n";
  auto copy = std::dynamic_pointer_cast<torch::nn::LinearImpl>(a->clone());
  copy->weight.zero_();
  std::cout << a->weight.sum().item<float>() << " " << copy->weight.sum().item<float>() << "\n";
  auto vector = torch::nn::utils::parameters_to_vector(a->parameters());
  std::cout << vector.sizes() << "\n";
  torch::nn::utils::vector_to_parameters(torch::arange(6.), b->parameters());
  std::cout << b->weight << b->bias << a->weight.sum().item<float>() << "\n";
}
