#pragma once
// The losses built on softmax, and others. Targets are class indices (int64) unless said otherwise.
#include <rectify/core/tensor.h>
#include <rectify/ops/softmax.h>

namespace rectify::api {

namespace Reduction {
enum Reduction : int64_t { None, Mean, Sum };
}
// self: log-probabilities [C], [N, C] or [N, C, d1, …]; target [], [N] or [N, d1, …]
Tensor nll_loss(const Tensor& self, const Tensor& target, const Tensor& weight = {},
                int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
// self: logits, as nll_loss; target: class indices, or probabilities of self's shape
Tensor cross_entropy_loss(const Tensor& self, const Tensor& target, const Tensor& weight = {},
                          int64_t reduction = Reduction::Mean, int64_t ignore_index = -100, double label_smoothing = 0);
Tensor mse_loss(const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean);
Tensor l1_loss(const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean);

}  // namespace rectify::api
