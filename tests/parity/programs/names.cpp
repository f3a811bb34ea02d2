// Classes and functions whose names rectify uses for something of its own, in a program that takes libtorch's
// namespaces in.
#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <vector>

using namespace torch;
using namespace torch::nn;
using namespace torch::optim;

struct SwishImpl : Module {
  Tensor forward(const Tensor& x) { return x * torch::sigmoid(x); }
};
TORCH_MODULE(Swish);
struct MaxoutImpl : Module {
  MaxoutImpl(int64_t in, int64_t out, int64_t pieces) : pieces(pieces) {
    lin = register_module("lin", Linear(in, out * pieces));
  }
  Tensor forward(const Tensor& x) { return std::get<0>(lin(x).view({x.size(0), -1, pieces}).max(2)); }
  int64_t pieces;
  Linear lin{nullptr};
};
TORCH_MODULE(Maxout);
struct SwiGLU : Module {
  Tensor forward(const Tensor& x) {
    auto halves = x.chunk(2, -1);
    return halves[0] * torch::silu(halves[1]);
  }
};
struct CReLU : Module {};
struct GEGLU : Module {};
struct ReGLU : Module {};
struct SquaredReLU : Module {};
struct StarReLU : Module {};
struct QuickGELU : Module {};
struct ThresholdedReLU : Module {};
struct Payload {
  std::vector<int> data{1, 2};
};
struct Edge {
  int to = 3;
};
struct Node {
  std::vector<Edge> edges{Edge()};
};
struct Keeper {};
struct Saved {};
struct Pooled {};
enum class Activation { relu, tanh };

static Tensor squared_relu(const Tensor& x) { return torch::relu(x).square(); }
static Tensor swish(const Tensor& x, const Tensor& beta) { return x * torch::sigmoid(beta * x); }
static Tensor maxout(const Tensor& x, int64_t pieces, int64_t dim) {
  return std::get<0>(x.unflatten(dim, {-1, pieces}).max(dim + 1));
}
static Tensor crelu(const Tensor& x, int64_t dim) { return torch::cat({torch::relu(x), torch::relu(-x)}, dim); }
static Tensor swiglu(const Tensor& x, int64_t dim) { return std::make_shared<SwiGLU>()->forward(x.transpose(dim, -1)); }
static void record(const Tensor& x, const char* name) { std::cout << name << x.sizes() << "\n"; }
static bool wants_grad(const Tensor& x) { return x.requires_grad(); }
static void check_inplace(const Tensor& x) { std::cout << x.is_leaf() << "\n"; }

int main() {
  torch::manual_seed(1);
  auto x = torch::tensor({{-1.0f, 0.5f, 2.0f, -3.0f}});
  Sequential net(Linear(4, 4), Swish(), Maxout(4, 2, 3));
  std::cout << net << "\n" << net->forward(x) << "\n";
  std::cout << SwiGLU().forward(x) << squared_relu(x) << swish(x, torch::ones({1})) << maxout(x, 2, 1) << crelu(x, 1)
            << swiglu(x, 1) << "\n";
  record(x, "x");
  check_inplace(x);
  std::cout << wants_grad(x) << Payload().data.size() << Node().edges[0].to << static_cast<int>(Activation::tanh)
            << SwiGLU().name() << CReLU().name() << "\n";
  return 0;
}
