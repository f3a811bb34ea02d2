#pragma once
// A tensor's values as plain floats, seen as [rows, units, positions].
#include <rectify/core/tensor.h>

#include <cmath>

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
int64_t unit_dim(const Tensor& t);  // features or channels
bool all_finite(const Tensor& t);   // true of what is not floating point

// The norm of the means over that of the deviations of the units, and the root mean square.
struct Centre {
  double mean = 0, deviation = 0, size = 0;
  int64_t not_finite = 0;  // values that are in none of them
  double ratio() const { return deviation > 0 ? mean / deviation : mean > 0 ? INFINITY : 0; }
};
Centre centre_of(const Values& v);

}  // namespace rectify::inspect
