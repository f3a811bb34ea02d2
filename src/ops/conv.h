#pragma once
// Raw convolutions of every dtype, with 1 to 3 spatial dimensions; sizes are checked by the caller.
#include <rectify/core/tensor.h>

#include "onednn/conv.h"

namespace rectify::ops {

using onednn::Convolution;

// y [n, out, …] of x [n, in, …] and w [out, in / groups, …]; bias may be undefined.
Tensor conv(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias);
// The gradient of x, which is also the transposed convolution of dy; then with a bias.
Tensor conv_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias, IntArrayRef x_sizes);
// The gradient of w, and that of the bias where `db` is given.
Tensor conv_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes, Tensor* db);
std::vector<int64_t> conv_sizes(const Convolution& c, IntArrayRef x, IntArrayRef w);  // of y

}  // namespace rectify::ops
