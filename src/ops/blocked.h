#pragma once
// Operations on tensors whose storage holds a convolution's output in oneDNN's order: they pass that order on. Each
// gives an undefined tensor (or false) where it cannot, and the caller goes on with plain memory.
#include <rectify/activations/activation.h>
#include <rectify/core/tensor.h>

#include "ops/batch_norm.h"

namespace rectify::ops {

inline bool maybe_blocked(const Tensor& t) {
  const TensorImpl& x = *t.impl();
  return __builtin_expect(!__atomic_load_n(&x.plain, __ATOMIC_RELAXED), 0) && x.has_payload();
}
Tensor blocked_add(const Tensor& a, const Tensor& b);
bool blocked_add_(const Tensor& a, const Tensor& b);
Tensor blocked_activation(Activation f, const Tensor& x, const kernels::Params& p);
bool blocked_activation_(Activation f, const Tensor& x, const kernels::Params& p);
// kept: what the derivative's kernel reads.
Tensor blocked_activation_gradient(Activation f, const Tensor& dy, const Tensor& kept, const kernels::Params& p);

// As batch_norm with checked arguments; y is undefined where x is not blocked.
BatchNorm blocked_batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                             const Tensor& running_var, bool training, double momentum, double eps);
bool blocked_batch_norm_backward(const Tensor& dy, const Tensor& x, const Tensor& weight, const Tensor& mean,
                                 const Tensor& invstd, bool training, Tensor* dx, Tensor* dweight, Tensor* dbias);

// Max pooling of [n, c, h, w] without indices: it keeps a byte for each output, the place in its window.
struct PoolSizes {
  int64_t kernel[2], stride[2], padding[2];
};
struct BlockedPool;
struct BlockedMax {
  Tensor y;
  std::shared_ptr<const BlockedPool> state;  // of backward
};
BlockedMax blocked_max_pool(const Tensor& x, const PoolSizes& s, int64_t out_h, int64_t out_w);
Tensor blocked_max_pool_gradient(const std::shared_ptr<const BlockedPool>& state, const Tensor& dy);
Tensor blocked_max_pool_indices(const BlockedPool& state);  // as max_pool gives them

// The mean of every channel's plane, plain [n, c, 1, …].
struct BlockedPlanes;
struct BlockedMean {
  Tensor y;
  std::shared_ptr<const BlockedPlanes> state;
};
BlockedMean blocked_mean(const Tensor& x);
Tensor blocked_mean_gradient(const BlockedPlanes& state, const Tensor& dy);

}  // namespace rectify::ops
