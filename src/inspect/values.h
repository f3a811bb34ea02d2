#pragma once
// A tensor's values as plain floats, seen as [rows, units, positions].
#include <rectify/core/tensor.h>

namespace rectify::inspect {

struct Values {
  Values(const Tensor& t, int64_t dim);  // dim: of the units. Empty: nothing to see, or not floating point
  bool empty() const { return rows * units * positions == 0; }
  double mean() const;
  const float* data = nullptr;
  int64_t rows = 0, units = 0, positions = 1;

 private:
  Tensor held_;
};

}  // namespace rectify::inspect
