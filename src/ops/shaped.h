#pragma once
// Raw activations that are more than a function of one element: no gradients. Channels-last tensors stay so; others
// come out contiguous, as libtorch's do.
#include <rectify/core/tensor.h>

#include "kernels/gated.h"
#include "kernels/learned.h"

namespace rectify::ops {

// A dense tensor in the order of its memory, as [outer][cols][inner] around dimension d.
struct Runs {
  int64_t outer = 1, cols = 1, inner = 1;
};
Tensor dense(const Tensor& x);                         // x where it is contiguous or channels-last, else a copy
Tensor dense_as(const Tensor& x, const Tensor& like);  // x with like's strides; both of one shape
Tensor new_dense(const Tensor& like, IntArrayRef sizes, ScalarType t);  // like's order of dimensions
Runs runs_of(const Tensor& x, int64_t d);                               // of a dense x; d is not negative

Tensor softmax(const Tensor& x, int64_t d, bool log);
Tensor softmax_backward(const Tensor& y, const Tensor& dy, int64_t d, bool log);

Tensor learned(kernels::Learned f, const Tensor& x, const Tensor& w);  // w: one, or one for each channel
void learned_backward(kernels::Learned f, const Tensor& x, const Tensor& w, const Tensor& dy, Tensor& dx, Tensor& dw);

Tensor gated(kernels::Gated f, const Tensor& x, int64_t d);
Tensor gated_backward(kernels::Gated f, const Tensor& x, const Tensor& dy, int64_t d);

// The greatest of each `pieces` neighbours along d, and which it was.
Tensor maxout(const Tensor& x, int64_t pieces, int64_t d, Tensor& which);
Tensor maxout_scatter(const Tensor& dy, const Tensor& which, int64_t pieces, int64_t d);
Tensor maxout_gather(const Tensor& x, const Tensor& which, int64_t pieces, int64_t d);

// y = x where x > 0, else x times a slope drawn from [lower, upper); the slopes (1 where x > 0) go to noise.
void rrelu(const Tensor& x, const Tensor& y, const Tensor& noise, double lower, double upper,
           const optional<Generator>& g);

}  // namespace rectify::ops
