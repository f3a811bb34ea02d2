#pragma once
// Pooling over the last 1 to 3 dimensions of [n, channels, spatial…] or [channels, spatial…]. An empty stride is the
// kernel's size. Indices count within one channel's plane. Shapes and errors as in PyTorch's documentation of each
// name.
#include <rectify/core/tensor.h>

namespace rectify::api {

#define RECTIFY_POOL(d)                                                                                             \
  Tensor max_pool##d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0, \
                     IntArrayRef dilation = 1, bool ceil_mode = false);                                             \
  std::tuple<Tensor, Tensor> max_pool##d##_with_indices(const Tensor& self, IntArrayRef kernel_size,                \
                                                        IntArrayRef stride = {}, IntArrayRef padding = 0,           \
                                                        IntArrayRef dilation = 1, bool ceil_mode = false);          \
  Tensor adaptive_avg_pool##d(const Tensor& self, IntArrayRef output_size);                                         \
  std::tuple<Tensor, Tensor> adaptive_max_pool##d(const Tensor& self, IntArrayRef output_size);
RECTIFY_POOL(1d)
RECTIFY_POOL(2d)
RECTIFY_POOL(3d)
#undef RECTIFY_POOL
Tensor avg_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true);
Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true, optional<int64_t> divisor_override = nullopt);
Tensor avg_pool3d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true, optional<int64_t> divisor_override = nullopt);
Tensor max_unpool2d(const Tensor& self, const Tensor& indices, IntArrayRef output_size);
Tensor max_unpool3d(const Tensor& self, const Tensor& indices, IntArrayRef output_size, IntArrayRef stride,
                    IntArrayRef padding);
// random_samples [n, channels, 2 or 3] in [0, 1) places the windows.
std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef output_size,
                                                 const Tensor& random_samples);
std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef output_size,
                                                 const Tensor& random_samples);

}  // namespace rectify::api
