// Writes what libtorch 1.13 makes of NAME_cases.inc:
//   g++ -std=c++17 -DCASES='"optim_cases.inc"' make_cases.cpp -I/usr/include/torch/csrc/api/include -ltorch -ltorch_cpu
//   -lc10
//   && ./a.out > optim.txt
#include "cases.h"

#include <iostream>

namespace golden {
void all() {
#include CASES
}
}  // namespace golden
int main() {
  torch::set_num_threads(1);
  golden::all();
  std::cout << golden::out().str();
}
