// rectify's side of the activations' benchmark. Usage: bench_activations THREADS [INSTRUCTION_SET]; see activations.h.
// With the argument "list" it prints the activations' names.
#include "kernels/activation.h"

#include <rectify/activations/table.h>
#include <rectify/torch.h>

#include <algorithm>

#include "activations.h"

int main(int argc, char** argv) {
  using namespace rectify;
  std::map<std::string, bench_activations::Functions> functions;
  for (int i = 0; i < kActivations; i++) {
    const auto& r = *activations::kTable[i].record;
    if (argc > 1 && !std::strcmp(argv[1], "list")) std::cout << r.name << "\n";
    const auto id = static_cast<Activation>(i);
    const kernels::Params p{r.defaults[0], r.defaults[1], r.defaults[2]};
    functions[r.name] = {[=](const Tensor& x) { return rectify::detail::activate(id, x, p); },
                         [=](Tensor& x) { rectify::detail::activate_(id, x, p); }};
  }
  if (argc > 1 && !std::strcmp(argv[1], "list")) {
    for (const auto& [name, f] : bench_activations::shaped()) std::cout << name << "\n";
    return 0;
  }
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  const int sets = kernels::instruction_sets();  // switching to one hides the rest
  for (int i = 0; argc > 2 && i < sets; i++)
    if (!std::strcmp(kernels::use_instruction_set(i), argv[2])) break;
  return bench_activations::serve(functions);
}
