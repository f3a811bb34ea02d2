// Writes print.txt: what libtorch 1.13 prints for print_cases.inc.
//   g++ -std=c++17 make_print.cpp -I/usr/include/torch/csrc/api/include -ltorch -ltorch_cpu -lc10 && ./a.out >
//   print.txt
#include <ATen/ATen.h>
#include <c10/core/Scalar.h>

#include <iostream>
#include <limits>
using namespace at;
static const double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();
static Tensor T(IntArrayRef size, std::vector<double> v, ScalarType t) {
  Tensor r = at::empty(size, kDouble);
  std::copy(v.begin(), v.end(), r.data_ptr<double>());
  return r.to(t);
}
static Tensor Wide(IntArrayRef size, double step, ScalarType t) {
  Tensor r = at::empty(size, kDouble);
  for (int64_t i = 0; i < r.numel(); i++) r.data_ptr<double>()[i] = (i - 3) * step;
  return r.to(t);
}
int main() {
#define CASE(...) std::cout << "### " << #__VA_ARGS__ << "\n" << (__VA_ARGS__) << "\n";
#include "print_cases.inc"
}
