// Training that is broken off and goes on: model, optimizer, epoch and generator in files, streams and archives.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>
#include <sstream>

struct Net : torch::nn::Cloneable<Net> {
  Net() { reset(); }
  void reset() override {
    fc1 = register_module("fc1", torch::nn::Linear(4, 8));
    bn = register_module("bn", torch::nn::BatchNorm1d(8));
    fc2 = register_module("fc2", torch::nn::Linear(8, 1));
    scale = register_parameter("scale", torch::ones(1));
    seen = register_buffer("seen", torch::zeros(1, torch::kLong));
  }
  torch::Tensor forward(torch::Tensor x) {
    seen += x.size(0);
    return fc2(torch::relu(bn(fc1(x)))) * scale;
  }
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
  torch::nn::BatchNorm1d bn{nullptr};
  torch::Tensor scale, seen;
};

static double train(std::shared_ptr<Net> net, torch::optim::Optimizer& optimizer, int steps) {
  double last = 0;
  for (int i = 0; i < steps; i++) {
    auto x = torch::randn({16, 4});
    auto y = x.sum(1, /*keepdim=*/true);
    optimizer.zero_grad();
    auto loss = (net->forward(x) - y).abs().mean();
    loss.backward();
    optimizer.step();
    last = loss.item<double>();
  }
  return last;
}

int main() {
  torch::manual_seed(17);
  auto net = std::make_shared<Net>();
  torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(0.01).amsgrad(true));
  train(net, optimizer, 10);

  std::ostringstream model_stream, optimizer_stream;
  torch::save(net, model_stream);
  torch::save(optimizer, optimizer_stream);
  auto twin = std::dynamic_pointer_cast<Net>(net->clone());
  auto generator = at::detail::getDefaultCPUGenerator();
  auto state = generator.get_state().clone();
  double whole = train(net, optimizer, 10);

  auto again = std::make_shared<Net>();
  torch::optim::Adam other(again->parameters(), torch::optim::AdamOptions(0.01).amsgrad(true));
  {
    std::istringstream in(model_stream.str()), in2(optimizer_stream.str());
    torch::load(again, in);
    torch::load(other, in2);
  }
  generator.set_state(state);
  double resumed = train(again, other, 10);
  std::cout << "the same loss: " << (whole == resumed) << ", seen " << again->seen.item<int64_t>() << ", clone saw "
            << twin->seen.item<int64_t>() << "\n";
  for (const auto& p : net->named_parameters())
    if (!torch::equal(p.value(), again->named_parameters()[p.key()])) std::cout << p.key() << " differs\n";
  std::cout << "lr " << static_cast<torch::optim::AdamOptions&>(other.param_groups()[0].options()).lr() << "\n";

  const std::string path = "parity_checkpoint.pt";
  torch::serialize::OutputArchive archive, inner;
  net->save(inner);
  archive.write("epoch", torch::tensor(12), /*is_buffer=*/true);
  archive.write("model", inner);
  archive.save_to(path);
  torch::serialize::InputArchive in, model;
  in.load_from(path);
  torch::Tensor epoch;
  in.read("epoch", epoch, true);
  in.read("model", model);
  auto third = std::make_shared<Net>();
  third->load(model);
  std::cout << "epoch " << epoch.item<int>() << " " << torch::allclose(third->scale, net->scale) << third->is_training()
            << "\n";
  torch::Tensor missing;
  std::cout << std::boolalpha << in.try_read("nothing", missing) << "\n";
  try {
    in.read("nothing", missing);
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  torch::save(torch::arange(3), path);
  torch::Tensor t;
  torch::load(t, path);
  std::cout << t << "\n";
  std::vector<torch::Tensor> tensors{torch::ones(2), torch::zeros({1, 2})}, back;
  torch::save(tensors, path);
  torch::load(back, path);
  std::cout << back.size() << back[1].sizes() << "\n";
  std::remove(path.c_str());
}
