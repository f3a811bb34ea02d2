#pragma once
// Convolutions of float32 tensors with 1 to 3 spatial dimensions, none of size 0. Results may be in oneDNN's order
// until their data is asked for.
#include <rectify/core/tensor.h>

namespace rectify::onednn {

struct Convolution {
  int dims = 0;  // spatial
  int64_t stride[3], padding[3], dilation[3];
  int64_t groups = 1;
  bool inference = false;  // no gradient will be asked for
};

// y [n, out, …] of x [n, in, …] and w [out, in / groups, …]; bias [out] or undefined.
Tensor conv(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias, IntArrayRef y_sizes,
            IntArrayRef y_strides);
// The gradient of x, which is also the transposed convolution of dy; bias [in] is added to it.
Tensor conv_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias, IntArrayRef x_sizes,
                  IntArrayRef x_strides);
// The gradient of w (contiguous), and that of the bias where `db` is given.
Tensor conv_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes, Tensor* db);

// Whether 3x3 convolutions may use Winograd's algorithm.
void set_winograd(bool on);
bool winograd();

}  // namespace rectify::onednn
