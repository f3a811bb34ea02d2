#pragma once
// Padding of the last dimensions. pad: {left, right} of the last dimension, then of the one before it, …
#include <rectify/core/tensor.h>

#include <string_view>

namespace rectify::api {

// mode: "constant" (any number of dimensions, negative amounts cut off), "reflect", "replicate" or "circular" (the last
// 1, 2 or 3 of one or two more dimensions).
Tensor pad(const Tensor& self, IntArrayRef pad, std::string_view mode = "constant", optional<double> value = nullopt);
Tensor constant_pad_nd(const Tensor& self, IntArrayRef pad, const Scalar& value = 0);
Tensor reflection_pad1d(const Tensor& self, IntArrayRef padding);
Tensor reflection_pad2d(const Tensor& self, IntArrayRef padding);
Tensor reflection_pad3d(const Tensor& self, IntArrayRef padding);
Tensor replication_pad1d(const Tensor& self, IntArrayRef padding);
Tensor replication_pad2d(const Tensor& self, IntArrayRef padding);
Tensor replication_pad3d(const Tensor& self, IntArrayRef padding);

}  // namespace rectify::api
