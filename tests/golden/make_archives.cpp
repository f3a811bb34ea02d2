// Files of every kind that torch::save and archives write. Built against libtorch it writes golden/archive/libtorch,
// against rectify golden/archive/rectify; make_archives.py writes golden/archive/python. Usage: make_archives FOLDER
#include <torch/torch.h>

#include <fstream>

namespace archives {

struct NetImpl : torch::nn::Module {
  NetImpl() {
    a = register_module("a", torch::nn::Linear(2, 3));
    s = register_module(
        "s", torch::nn::Sequential(torch::nn::Conv2d(1, 2, 3), torch::nn::BatchNorm2d(2), torch::nn::ReLU()));
    steps = register_buffer("steps", torch::zeros({1}, torch::kLong));
    torch::NoGradGuard off;
    for (auto& p : parameters()) p.copy_(torch::arange(1.0, p.numel() + 1).view(p.sizes()) / 8);
  }
  torch::nn::Linear a{nullptr};
  torch::nn::Sequential s{nullptr};
  torch::Tensor steps;
};
TORCH_MODULE(Net);

inline std::vector<std::shared_ptr<torch::optim::Optimizer>> optimizers(Net& net) {
  using namespace torch::optim;
  auto p = net->a->parameters();
  return {std::make_shared<SGD>(p, SGDOptions(0.1).momentum(0.9)),
          std::make_shared<Adam>(p, AdamOptions(0.1).amsgrad(true)), std::make_shared<AdamW>(p, AdamWOptions(0.1)),
          std::make_shared<RMSprop>(p, RMSpropOptions(0.1).momentum(0.5).centered(true)),
          std::make_shared<Adagrad>(p, AdagradOptions(0.1))};
}
inline void train(Net& net, torch::optim::Optimizer& o) {
  for (int i = 0; i < 3; i++) {
    o.zero_grad();
    net->a->forward(torch::ones({1, 2}) * (i + 1)).pow(2).sum().backward();
    o.step();
  }
}
inline void write(const std::string& folder) {
  torch::save(torch::arange(6.).view({2, 3}), folder + "tensor.pt");
  torch::Tensor base = torch::arange(10);
  std::vector<torch::Tensor> many{torch::ones(2).requires_grad_(),
                                  torch::tensor(true),
                                  torch::arange(4).view({2, 2}).t(),
                                  torch::empty({0, 3}),
                                  torch::tensor(2.5, torch::kHalf),
                                  torch::ones({2}, torch::kBFloat16),
                                  base.slice(0, 2, 8, 2),
                                  base.slice(0, 5, 7),
                                  torch::ones({1}).expand({4}),
                                  torch::arange(18.).view({1, 2, 3, 3}).contiguous(torch::MemoryFormat::ChannelsLast),
                                  torch::tensor({1, 2}, torch::kUInt8),
                                  torch::tensor({-1, 2}, torch::kInt8),
                                  torch::tensor({-1, 2}, torch::kInt16),
                                  torch::tensor({-1, 2}, torch::kInt32),
                                  torch::tensor({-1.5, 2.5}, torch::kDouble)};
  torch::save(many, folder + "vector.pt");
  Net net;
  net->steps += 5;
  torch::save(net, folder + "net.pt");
  torch::nn::Sequential mlp(torch::nn::Linear(4, 6), torch::nn::ReLU(), torch::nn::Linear(6, 3));
  {
    torch::NoGradGuard off;  // -1, -2, …, 3 by turns: one unit is dead where inputs are at least 0
    int64_t k = 0;
    for (auto& p : mlp->parameters())
      for (int64_t i = 0; i < p.numel(); i++) p.view(-1)[i] = k++ < 4 ? -1.0F : static_cast<float>(k % 5 - 1) / 4;
    mlp->parameters()[1][0] = -0.5;
  }
  torch::save(mlp, folder + "mlp.pt");
  auto all = optimizers(net);
  for (size_t i = 0; i < all.size(); i++) {
    train(net, *all[i]);
    torch::save(*all[i], folder + "optimizer" + std::to_string(i) + ".pt");
  }
  torch::serialize::OutputArchive out, inner;
  inner.write("t", torch::ones({2}));
  inner.write("n", torch::IValue(int64_t{5}));
  out.write("inner", inner);
  out.write("d", torch::IValue(0.1));
  out.write("s", torch::IValue("text with \"quotes\""));
  out.write("b", torch::IValue(true));
  out.write("l", torch::IValue(std::vector<int64_t>{1, -2, int64_t{1} << 40}));
  out.write("buf", torch::ones(1), true);
  out.write("none", torch::IValue());
  out.write("two words", torch::IValue(1.5));
  out.save_to(folder + "archive.pt");
  const auto bytes = torch::pickle_save(torch::ones({2, 2}));
  std::ofstream(folder + "pickle.pt", std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace archives

#ifndef ARCHIVES_ONLY
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  archives::write(argv[1] + std::string("/"));
}
#endif
