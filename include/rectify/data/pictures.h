#pragma once
// PNG and JPEG pictures as tensors, in torchvision's names and shapes.
#include <rectify/core/tensor.h>

#include <string>
#include <string_view>

namespace rectify::data::api {

enum class ImageReadMode { UNCHANGED, GRAY, GRAY_ALPHA, RGB, RGB_ALPHA };

// uint8 [channels, height, width] of a PNG (any depth, palette, interlaced; 16 bits are rounded to 8) or JPEG
// (baseline, progressive; CMYK becomes RGB). What it is is told from its bytes, not its name. UNCHANGED: the channels
// of the file. Grey is (19595 R + 38470 G + 7471 B) / 2^16, rounded; an alpha channel that is not asked for is dropped,
// one that is missing is 255. EXIF orientation and colour profiles are ignored.
// Error, with the path: no such file, neither PNG nor JPEG, truncated, damaged, or more than 2^26 pixels.
Tensor read_image(const std::string& path, ImageReadMode mode = ImageReadMode::UNCHANGED);

// The same from the bytes of a file; `name` is what errors call it.
Tensor decode_image(std::string_view bytes, ImageReadMode mode = ImageReadMode::UNCHANGED,
                    const std::string& name = "image");

// A uint8 [channels, height, width] in another size: bilinear with antialiasing, that is each pixel is an average
// weighted by a triangle as wide as the coarser of the two grids, as Pillow's BILINEAR.
Tensor resize_image(const Tensor& image, int64_t height, int64_t width);

}  // namespace rectify::data::api
