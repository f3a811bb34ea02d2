// Replaying a generator: seeds, states, several generators, what each function draws.
#include <torch/torch.h>

#include <iostream>

static void show(const char* name, const torch::Tensor& t) {
  std::cout << name << " "
            << (t.is_floating_point() ? (t * 1000).round() / 1000 : t).flatten().slice(0, 0, 6).view({1, -1}) << "\n";
}

int main() {
  auto all = [](torch::optional<at::Generator> g) {
    show("rand", torch::rand({3}, g));
    show("randn", torch::randn({2, 2}, g));
    show("randint", torch::randint(0, 100, {5}, g));
    show("randperm", torch::randperm(6, g));
    show("uniform_", torch::empty(3).uniform_(-1, 1, g));
    show("normal_", torch::empty(20).normal_(5, 2, g));
    show("bernoulli", torch::full(6, 0.5).bernoulli(g));
    show("exponential_", torch::empty(3).exponential_(2, g));
    show("multinomial", torch::tensor({0.1, 0.2, 0.7}).multinomial(4, true, g));
    show("random_", torch::empty(4, torch::kInt).random_(10, g));
    show("geometric_", torch::empty(4).geometric_(0.3, g));
  };
  torch::manual_seed(1);
  all(torch::nullopt);
  auto own = at::detail::createCPUGenerator(1);
  std::cout << "the same from a generator of one's own\n";
  all(own);
  auto state = own.get_state();
  auto a = torch::rand({4}, own);
  own.set_state(state);
  auto b = torch::rand({4}, own);
  std::cout << torch::equal(a, b) << " " << own.current_seed() << "\n";
  torch::manual_seed(2);
  auto mask = torch::dropout(torch::ones(8), 0.5, true);
  torch::manual_seed(2);
  std::cout << torch::equal(mask, torch::nn::Dropout(0.5)(torch::ones(8))) << mask.view({1, 8}) << "\n";
  torch::manual_seed(3);
  torch::nn::Linear l(2, 2);
  torch::nn::Conv2d c(1, 1, 2);
  show("linear", l->weight);
  show("conv", c->weight);
  torch::nn::init::orthogonal_(l->weight);
  auto product = l->weight.detach().mm(l->weight.detach().t());
  std::cout << torch::allclose(product, torch::eye(2), 1e-4, 1e-5) << "\n";
  torch::nn::init::kaiming_normal_(c->weight, 0.0, torch::kFanOut, torch::kReLU);
  show("kaiming", c->weight);
  torch::nn::init::xavier_normal_(l->weight, 2.0);
  show("xavier", l->weight);
}
