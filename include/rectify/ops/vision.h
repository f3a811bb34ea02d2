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
Tensor channel_shuffle(const Tensor& self, int64_t groups);  // [N, groups · C, *]: C changes places with groups

// The values of input [N, C, H, W] at the places of grid [N, h, w, 2], each (x, y) with the image spanning -1 … 1, as
// [N, C, h, w]; or one dimension more. interpolation_mode: 0 linear, 1 nearest, 2 cubic (4 dimensions only);
// padding_mode: 0 zeros, 1 border, 2 reflection. float32 and float64; gradients of first order.
Tensor grid_sampler(const Tensor& input, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                    bool align_corners);
Tensor grid_sampler_2d(const Tensor& input, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners);
Tensor grid_sampler_3d(const Tensor& input, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners);
// The grid of an affine map: theta [N, 2, 3] and size N, C, H, W give [N, H, W, 2]; [N, 3, 4] for one dimension more.
Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size, bool align_corners);

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
