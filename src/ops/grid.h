#pragma once
// Values of an image between its pixels, at places that a grid gives.
#include <rectify/core/tensor.h>

namespace rectify::ops {

struct GridSampling {
  enum Mode : uint8_t { Linear, Nearest, Cubic } mode;
  enum Padding : uint8_t { Zeros, Border, Reflection } padding;
  bool align_corners;
};
// x [N, C, H, W] and grid [N, h, w, 2] of (x, y), or with a depth in front and (x, y, z); the image spans -1 … 1.
Tensor grid_sample(const Tensor& x, const Tensor& grid, GridSampling how);
// The gradients for x and for the grid; a null pointer where it is not wanted.
void grid_sample_backward(const Tensor& dy, const Tensor& x, const Tensor& grid, GridSampling how, Tensor* dx,
                          Tensor* dgrid);

}  // namespace rectify::ops
