// Writes losses.txt: what libtorch 1.13 gives for loss_cases.inc.
//   g++ -std=c++17 make_losses.cpp -I/usr/include/torch/csrc/api/include -ltorch -ltorch_cpu -lc10 && ./a.out >
//   losses.txt
#include <torch/torch.h>

#include <cstdio>
#include <iostream>
#include <sstream>

#include "loss_cases.inc"

struct Report {
  void numbers(const std::string& name, const std::vector<Tensor>& tensors) {
    std::printf("%s", name.c_str());
    for (const auto& t : tensors) {
      std::printf(" :");
      const Tensor d = t.detach().to(torch::kDouble).contiguous();
      for (int64_t i = 0; i < d.numel(); i++)
        std::printf(" %.*g", t.scalar_type() == torch::kDouble ? 12 : 7, d.data_ptr<double>()[i]);
    }
    std::printf("\n");
  }
  void text(const std::string& name, const std::string& words) {
    std::printf("%s = %s\n", name.c_str(), words.c_str());
  }
};
int main() {
  Report report;
  loss_cases(report);
}
