#pragma once
// Normalisation over groups of elements: rows of a contiguous tensor, each an affine map per element or per channel.
#include <rectify/core/tensor.h>

namespace rectify::ops {

// rows of n elements. channels = 0: weight and bias have n elements (layer norm). Else each row has n / span runs of
// `span` elements, and run k of row r belongs to channel (r · (n / span) + k) % channels (group norm).
struct NormShape {
  int64_t rows, n, channels, span;
};
struct Normalized {
  Tensor y, mean, rstd;  // mean and rstd: [rows], in x's dtype or float
};
// x: contiguous, floating; weight and bias: undefined, or of n or `channels` elements.
Normalized normalize(const Tensor& x, const NormShape& shape, const Tensor& weight, const Tensor& bias, double eps);
// Gradients; those whose flag is off stay undefined.
struct NormGradients {
  Tensor dx, dw, db;
};
NormGradients normalize_backward(const Tensor& dy, const Tensor& x, const Tensor& mean, const Tensor& rstd,
                                 const NormShape& shape, const Tensor& weight, bool want_x, bool want_w, bool want_b);

}  // namespace rectify::ops
