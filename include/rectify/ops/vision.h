#pragma once
// Resizing, sub-pixel shuffling and patches of images.
#include <rectify/core/tensor.h>

namespace rectify::api {

// input [N, C, W], [N, C, H, W] or [N, C, D, H, W] → output_size in the last dimensions. A scale that is given replaces
// the ratio of the sizes where positions are computed. Each has gradients of any order.
Tensor upsample_nearest1d(const Tensor& self, IntArrayRef output_size, optional<double> scales = nullopt);
Tensor upsample_nearest2d(const Tensor& self, IntArrayRef output_size, optional<double> scales_h = nullopt,
                          optional<double> scales_w = nullopt);
Tensor upsample_nearest3d(const Tensor& self, IntArrayRef output_size, optional<double> scales_d = nullopt,
                          optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor _upsample_nearest_exact1d(const Tensor& self, IntArrayRef output_size, optional<double> scales = nullopt);
Tensor _upsample_nearest_exact2d(const Tensor& self, IntArrayRef output_size, optional<double> scales_h = nullopt,
                                 optional<double> scales_w = nullopt);
Tensor _upsample_nearest_exact3d(const Tensor& self, IntArrayRef output_size, optional<double> scales_d = nullopt,
                                 optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor upsample_linear1d(const Tensor& self, IntArrayRef output_size, bool align_corners,
                         optional<double> scales = nullopt);
Tensor upsample_bilinear2d(const Tensor& self, IntArrayRef output_size, bool align_corners,
                           optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor upsample_trilinear3d(const Tensor& self, IntArrayRef output_size, bool align_corners,
                            optional<double> scales_d = nullopt, optional<double> scales_h = nullopt,
                            optional<double> scales_w = nullopt);
Tensor upsample_bicubic2d(const Tensor& self, IntArrayRef output_size, bool align_corners,
                          optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor _upsample_bilinear2d_aa(const Tensor& self, IntArrayRef output_size, bool align_corners,
                               optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);
Tensor _upsample_bicubic2d_aa(const Tensor& self, IntArrayRef output_size, bool align_corners,
                              optional<double> scales_h = nullopt, optional<double> scales_w = nullopt);

// [*, C r², H, W] ↔ [*, C, H r, W r]
Tensor pixel_shuffle(const Tensor& self, int64_t upscale_factor);
Tensor pixel_unshuffle(const Tensor& self, int64_t downscale_factor);

// The patches of an image as columns, [N, C, H, W] → [N, C kh kw, L], and their sum back into an image; both also
// without N.
Tensor im2col(const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride);
Tensor col2im(const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
              IntArrayRef padding, IntArrayRef stride);

}  // namespace rectify::api
namespace rectify::detail {
// The mean over output_size parts of each of the last dimensions, as adaptive average pooling has them.
Tensor resize_area(const Tensor& x, IntArrayRef output_size);
}  // namespace rectify::detail
