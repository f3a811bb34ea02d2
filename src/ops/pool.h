#pragma once
// Raw pooling: windows over up to three spatial dimensions. Sizes are checked by the caller.
#include <rectify/core/tensor.h>

namespace rectify::ops {

// The windows of one dimension: the i-th covers from[i], from[i] + step, … below to[i]; an average divides by the
// product of its dimensions' counts.
struct Windows {
  std::vector<int64_t> from, to, count;
  int64_t step = 1;
  int64_t size() const { return static_cast<int64_t>(from.size()); }
};
struct Pool {
  int dims = 0;
  Windows w[3];
  optional<int64_t> divisor;
};
std::vector<int64_t> pooled_sizes(const Pool& p, const Tensor& x);
Tensor max_pool(const Pool& p, const Tensor& x, Tensor* indices, const char* name);
Tensor avg_pool(const Pool& p, const Tensor& x, const char* name);
Tensor avg_pool_gradient(const Pool& p, const Tensor& dy, const Tensor& like, const char* name);
// dx of x_sizes: every dy added where its index says, within its channel's plane.
Tensor scatter_planes(const Tensor& dy, const Tensor& indices, IntArrayRef x_sizes, int dims, bool add);

}  // namespace rectify::ops
