// Writes promotion.txt: the dtypes that libtorch 1.13 gives for promotion_cases.inc.
//   g++ -std=c++17 make_promotion.cpp -I/usr/include/torch/csrc/api/include -ltorch -ltorch_cpu -lc10 && ./a.out >
//   promotion.txt
#include "cases.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <regex>

namespace golden {
using namespace torch;
#include "promotion_cases.inc"
}  // namespace golden
int main() {
  golden::promotion_cases();
  std::cout << golden::out().str();
}
