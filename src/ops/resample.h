#pragma once
// y[…, j, …] = Σ weight x[…, index, …] along one dimension: padding, interpolation, patches and their gradients.
#include <rectify/core/tensor.h>

#include <memory>

namespace rectify::ops {

// For output j the sources are index[start[j]] … index[start[j + 1] - 1]; without weights each counts 1.
struct Taps {
  int64_t in = 0;  // length of the input's dimension
  std::vector<int64_t> start{0};
  std::vector<int64_t> index;
  std::vector<double> weight;
  int64_t out() const { return static_cast<int64_t>(start.size()) - 1; }
  void add(int64_t from) { index.push_back(from); }
  void add(int64_t from, double w) {
    index.push_back(from);
    weight.push_back(w);
  }
  void next() { start.push_back(static_cast<int64_t>(index.size())); }
};
Taps transposed(const Taps& taps);  // of the gradient
// Outputs without a source are 0. Any dtype without weights and with at most one source each, else floating ones.
Tensor resample(const Tensor& x, int64_t dim, const Taps& taps);

// before and after: what to add to each dimension, at least 0. Any dtype.
Tensor pad_constant(const Tensor& x, IntArrayRef before, IntArrayRef after, const Scalar& value);

}  // namespace rectify::ops
