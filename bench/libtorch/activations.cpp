// libtorch's side of the activations' benchmark: built by scripts/bench_activations.py. Usage: activations THREADS
#include <torch/torch.h>

#include <algorithm>

#include "../activations.h"

int main(int argc, char** argv) {
  namespace F = torch::nn::functional;
  using torch::Tensor;
  at::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  const std::map<std::string, bench_activations::Functions> functions = {
      {"relu", {[](const Tensor& x) { return torch::relu(x); }, [](Tensor& x) { torch::relu_(x); }}},
      {"relu6", {[](const Tensor& x) { return torch::relu6(x); }, [](Tensor& x) { torch::relu6_(x); }}},
      {"leaky_relu", {[](const Tensor& x) { return torch::leaky_relu(x); }, [](Tensor& x) { torch::leaky_relu_(x); }}},
      {"elu", {[](const Tensor& x) { return torch::elu(x); }, [](Tensor& x) { torch::elu_(x); }}},
      {"selu", {[](const Tensor& x) { return torch::selu(x); }, [](Tensor& x) { torch::selu_(x); }}},
      {"celu", {[](const Tensor& x) { return torch::celu(x); }, [](Tensor& x) { torch::celu_(x); }}},
      {"gelu", {[](const Tensor& x) { return torch::gelu(x); }, [](Tensor& x) { at::gelu_(x); }}},
      {"silu", {[](const Tensor& x) { return torch::silu(x); }, [](Tensor& x) { torch::silu_(x); }}},
      {"mish", {[](const Tensor& x) { return torch::mish(x); }, [](Tensor& x) { torch::mish_(x); }}},
      {"softplus", {[](const Tensor& x) { return torch::softplus(x); }, {}}},
      {"sigmoid", {[](const Tensor& x) { return torch::sigmoid(x); }, [](Tensor& x) { torch::sigmoid_(x); }}},
      {"log_sigmoid", {[](const Tensor& x) { return torch::log_sigmoid(x); }, {}}},
      {"tanh", {[](const Tensor& x) { return torch::tanh(x); }, [](Tensor& x) { torch::tanh_(x); }}},
      {"softsign", {[](const Tensor& x) { return F::softsign(x); }, {}}},
      {"tanhshrink", {[](const Tensor& x) { return F::tanhshrink(x); }, {}}},
      {"hardtanh", {[](const Tensor& x) { return torch::hardtanh(x); }, [](Tensor& x) { torch::hardtanh_(x); }}},
      {"hardsigmoid",
       {[](const Tensor& x) { return torch::hardsigmoid(x); }, [](Tensor& x) { torch::hardsigmoid_(x); }}},
      {"hardswish", {[](const Tensor& x) { return torch::hardswish(x); }, [](Tensor& x) { torch::hardswish_(x); }}},
      {"hardshrink", {[](const Tensor& x) { return torch::hardshrink(x); }, {}}},
      {"softshrink", {[](const Tensor& x) { return torch::softshrink(x); }, {}}},
      {"threshold",
       {[](const Tensor& x) { return torch::threshold(x, 0, 0); }, [](Tensor& x) { torch::threshold_(x, 0, 0); }}},
  };
  return bench_activations::serve(functions);
}
