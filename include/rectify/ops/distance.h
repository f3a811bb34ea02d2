#pragma once
// Distances and similarities of vectors along one dimension.
#include <rectify/core/tensor.h>

namespace rectify::api {

// Σ x1 x2 / (max(|x1|, eps) max(|x2|, eps)) along dim; shapes broadcast.
Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, int64_t dim = 1, double eps = 1e-08);
// The p-norm of x1 - x2 + eps along the last dimension.
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p = 2, double eps = 1e-06, bool keepdim = false);
// The p-norms of the differences of all pairs of rows, [N, M] → [N (N - 1) / 2].
Tensor pdist(const Tensor& self, double p = 2);

}  // namespace rectify::api
