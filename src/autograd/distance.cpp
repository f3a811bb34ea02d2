#include <rectify/ops/distance.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include "ops/elementwise.h"

namespace rectify::api {

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, int64_t dim, double eps) {
  const ScalarType common = ops::result_type(x1, x2);
  TORCH_CHECK(isFloatingType(common), "expected common dtype to be floating point, yet common dtype is ",
              toString(common));
  const std::vector<int64_t> shape = ops::broadcast_shapes(x1.sizes(), x2.sizes());
  auto unit = [&](const Tensor& given) {
    const Tensor x = given.to(common).expand(shape);
    const Tensor n = norm(x, optional<Scalar>(2), {dim}, true);
    if (eps <= 0) return x / n;
    // A norm below eps counts as eps, with the slope x / eps, as in PyTorch.
    const Tensor s = (x * x).sum(dim, true);
    return x / where(n < eps, (s - s.detach()) / (2 * eps) + eps, n);
  };
  return (unit(x1) * unit(x2)).sum(dim);
}
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdim) {
  return (x1 - x2 + eps).norm(p, {std::max(x1.dim(), x2.dim()) - 1}, keepdim);
}
Tensor pdist(const Tensor& x, double p) {
  TORCH_CHECK(x.dim() == 2, "pdist only supports 2D tensors, got: ", x.dim(), "D");
  TORCH_CHECK(x.is_floating_point(), "pdist only supports floating-point dtypes");
  TORCH_CHECK(p >= 0, "pdist only supports non-negative p values");
  const int64_t n = x.size(0);
  std::vector<int64_t> first, second;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = i + 1; j < n; j++) {
      first.push_back(i);
      second.push_back(j);
    }
  return (x.index_select(0, tensor(first, kLong)) - x.index_select(0, tensor(second, kLong))).norm(p, {1});
}

}  // namespace rectify::api
