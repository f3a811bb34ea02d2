#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/vision.h>

#include "autograd/resample.h"

namespace rectify::api {

Tensor pixel_shuffle(const Tensor& x, int64_t r) {
  TORCH_CHECK(x.dim() >= 3, "pixel_shuffle expects input to have at least 3 dimensions, but got input with ", x.dim(),
              " dimension(s)");
  TORCH_CHECK(r > 0, "pixel_shuffle expects a positive upscale_factor, but got ", r);
  const int64_t c = x.size(-3), h = x.size(-2), w = x.size(-1), nd = x.dim() - 3;
  TORCH_CHECK(c % (r * r) == 0,
              "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
              "but input.size(-3)=",
              c, " is not divisible by ", r * r);
  std::vector<int64_t> split(x.sizes().begin(), x.sizes().end() - 3), out = split, order;
  for (int64_t d = 0; d < nd; d++) order.push_back(d);
  split.insert(split.end(), {c / (r * r), r, r, h, w});
  order.insert(order.end(), {nd, nd + 3, nd + 1, nd + 4, nd + 2});
  out.insert(out.end(), {c / (r * r), h * r, w * r});
  return x.reshape(split).permute(order).reshape(out).contiguous(x.suggest_memory_format());
}
Tensor pixel_unshuffle(const Tensor& x, int64_t r) {
  TORCH_CHECK(x.dim() >= 3, "pixel_unshuffle expects input to have at least 3 dimensions, but got input with ", x.dim(),
              " dimension(s)");
  TORCH_CHECK(r > 0, "pixel_unshuffle expects a positive downscale_factor, but got ", r);
  const int64_t c = x.size(-3), h = x.size(-2), w = x.size(-1), nd = x.dim() - 3;
  TORCH_CHECK(h % r == 0, "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=", h,
              " is not divisible by ", r);
  TORCH_CHECK(w % r == 0, "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=", w,
              " is not divisible by ", r);
  std::vector<int64_t> split(x.sizes().begin(), x.sizes().end() - 3), out = split, order;
  for (int64_t d = 0; d < nd; d++) order.push_back(d);
  split.insert(split.end(), {c, h / r, r, w / r, r});
  order.insert(order.end(), {nd, nd + 2, nd + 4, nd + 1, nd + 3});
  out.insert(out.end(), {c * r * r, h / r, w / r});
  return x.reshape(split).permute(order).reshape(out).contiguous(x.suggest_memory_format());
}
Tensor channel_shuffle(const Tensor& x, int64_t groups) {
  TORCH_CHECK(x.dim() > 2, "channel_shuffle expects input with > 2 dims, but got input with sizes ", x.sizes());
  const int64_t c = x.size(1);
  TORCH_CHECK(groups > 0, "Number of groups to divide channels in must be positive.", " Value of groups:", groups);
  TORCH_CHECK(c % groups == 0, "Number of channels must be divisible by groups. Got ", c, " channels and ", groups,
              " groups.");
  const Tensor y = x.reshape({x.size(0), groups, c / groups, -1}).permute({0, 2, 1, 3}).reshape(x.sizes());
  return y.is_alias_of(x) ? y.clone(x.suggest_memory_format()) : y.contiguous(x.suggest_memory_format());
}

namespace {

struct Window {
  int64_t kernel, dilation, padding, stride;
  int64_t blocks(int64_t n) const {  // of an axis of n
    const int64_t span = n + 2 * padding - dilation * (kernel - 1) - 1;
    return (span >= 0 ? span / stride : -((-span + stride - 1) / stride)) + 1;
  }
  // Output k · blocks + b is position b · stride - padding + k · dilation.
  SharedTaps taps(int64_t n) const {
    ops::Taps t;
    t.in = n;
    const int64_t count = blocks(n);
    for (int64_t k = 0; k < kernel; k++)
      for (int64_t b = 0; b < count; b++) {
        const int64_t i = b * stride - padding + k * dilation;
        if (i >= 0 && i < n) t.add(i);
        t.next();
      }
    return std::make_shared<const ops::Taps>(std::move(t));
  }
};
std::pair<Window, Window> windows(IntArrayRef kernel, IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride) {
  TORCH_CHECK(kernel.size() == 2, "It is expected kernel_size equals to 2, but got size ", kernel.size());
  TORCH_CHECK(dilation.size() == 2, "It is expected dilation equals to 2, but got size ", dilation.size());
  TORCH_CHECK(padding.size() == 2, "It is expected padding equals to 2, but got size ", padding.size());
  TORCH_CHECK(stride.size() == 2, "It is expected stride equals to 2, but got size ", stride.size());
  TORCH_CHECK(kernel[0] > 0 && kernel[1] > 0,
              "kernel size should be greater than zero, but got kernel_height: ", kernel[0],
              " kernel_width: ", kernel[1]);
  TORCH_CHECK(dilation[0] > 0 && dilation[1] > 0,
              "dilation should be greater than zero, but got dilation_height: ", dilation[0],
              " dilation_width: ", dilation[1]);
  TORCH_CHECK(padding[0] >= 0 && padding[1] >= 0, "padding should be non-negative, but got pad_height: ", padding[0],
              " pad_width: ", padding[1]);
  TORCH_CHECK(stride[0] > 0 && stride[1] > 0, "stride should be greater than zero, but got stride_height: ", stride[0],
              " stride_width: ", stride[1]);
  return {{kernel[0], dilation[0], padding[0], stride[0]}, {kernel[1], dilation[1], padding[1], stride[1]}};
}
std::string pair_of(int64_t a, int64_t b) { return str("(", a, ", ", b, ")"); }

}  // namespace

Tensor im2col(const Tensor& x, IntArrayRef kernel, IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride) {
  const auto [vertical, horizontal] = windows(kernel, dilation, padding, stride);
  (void)x.size(1), (void)x.size(2);  // an IndexError where there is no such dimension
  bool valid = x.dim() == 3 || x.dim() == 4;
  for (int64_t d = x.dim() == 4 ? 1 : 0; d < x.dim(); d++) valid = valid && x.size(d) != 0;
  TORCH_CHECK(valid,
              "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for "
              "input, but got: ",
              x.sizes());
  if (x.dim() == 3) return im2col(x.unsqueeze(0), kernel, dilation, padding, stride).squeeze(0);
  const int64_t n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3);
  const int64_t rows = vertical.blocks(h), cols = horizontal.blocks(w);
  TORCH_CHECK(rows >= 1 && cols >= 1, "Given input with spatial size ", pair_of(h, w),
              ", kernel_size=", pair_of(kernel[0], kernel[1]), ", dilation=", pair_of(dilation[0], dilation[1]),
              ", padding=", pair_of(padding[0], padding[1]), ", calculated shape of the array of sliding blocks as ",
              pair_of(rows, cols), ", but its components must be at least one.");
  const Tensor y =
      resample(resample(x, 3, horizontal.taps(w), "Im2ColBackward0"), 2, vertical.taps(h), "Im2ColBackward0");
  return y.view({n, c, kernel[0], rows, kernel[1], cols})
      .permute({0, 1, 2, 4, 3, 5})
      .reshape({n, c * kernel[0] * kernel[1], rows * cols});
}
Tensor col2im(const Tensor& x, IntArrayRef output_size, IntArrayRef kernel, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride) {
  TORCH_CHECK(output_size.size() == 2, "It is expected output_size equals to 2, but got size ", output_size.size());
  const auto [vertical, horizontal] = windows(kernel, dilation, padding, stride);
  bool valid = x.dim() == 2 || x.dim() == 3;
  for (int64_t d = x.dim() == 3 ? 1 : 0; d < x.dim(); d++) valid = valid && x.size(d) != 0;
  TORCH_CHECK(valid,
              "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
              "input, but got: ",
              x.sizes());
  const int64_t axis = x.dim() - 2, patch = kernel[0] * kernel[1];
  TORCH_CHECK(x.size(axis) % patch == 0,
              "Expected size of input's dimension 1 to be divisible by the product of "
              "kernel_size, but got input.size(1)=",
              x.size(axis), " and kernel_size=", pair_of(kernel[0], kernel[1]), ".");
  if (x.dim() == 2) return col2im(x.unsqueeze(0), output_size, kernel, dilation, padding, stride).squeeze(0);
  const int64_t n = x.size(0), c = x.size(1) / patch, h = output_size[0], w = output_size[1];
  const int64_t rows = vertical.blocks(h), cols = horizontal.blocks(w);
  TORCH_CHECK(x.size(2) == rows * cols, "Given output_size=", pair_of(h, w),
              ", kernel_size=", pair_of(kernel[0], kernel[1]), ", dilation=", pair_of(dilation[0], dilation[1]),
              ", padding=", pair_of(padding[0], padding[1]), ", stride=", pair_of(stride[0], stride[1]),
              ", expected size of input's dimension 2 to match the calculated number of sliding blocks ", rows, " * ",
              cols, " = ", rows * cols, ", but got input.size(2)=", x.size(2), ".");
  TORCH_CHECK(h > 0 && w > 0, "Expected output spatial size to be positive, but got: output_size=", pair_of(h, w), ".");
  auto back = [](const SharedTaps& taps) { return std::make_shared<const ops::Taps>(ops::transposed(*taps)); };
  const Tensor y = x.reshape({n, c, kernel[0], kernel[1], rows, cols})
                       .permute({0, 1, 2, 4, 3, 5})
                       .reshape({n, c, kernel[0] * rows, kernel[1] * cols});
  return resample(resample(y, 2, back(vertical.taps(h)), "Col2ImBackward0"), 3, back(horizontal.taps(w)),
                  "Col2ImBackward0");
}

}  // namespace rectify::api
