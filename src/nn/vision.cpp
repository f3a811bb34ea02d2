#include <rectify/nn/vision.h>

#include <cmath>
#include <ostream>

namespace rectify::nn {
namespace {

using Interpolate = functional::InterpolateFuncOptions;
enum Mode : size_t { Nearest, Linear, Bilinear, Bicubic, Trilinear, Area, NearestExact };  // as mode_t's alternatives

std::vector<int64_t> output_size(const Tensor& x, const Interpolate& o) {
  TORCH_CHECK(o.size() || o.scale_factor(), "either size or scale_factor should be defined");
  TORCH_CHECK(!o.size() || !o.scale_factor(), "only one of size or scale_factor should be defined");
  const int64_t k = x.dim() - 2;
  if (o.size()) return *o.size();
  const auto& scales = *o.scale_factor();
  TORCH_CHECK(static_cast<int64_t>(scales.size()) == k, "scale_factor shape must match input shape. Input is ", k,
              "D, scale_factor size is ", ArrayRef<double>(scales));
  std::vector<int64_t> r;
  bool fraction = false;
  for (int64_t i = 0; i < k; i++) {
    fraction = fraction || std::floor(scales[i]) != scales[i];
    r.push_back(static_cast<int64_t>(std::floor(static_cast<double>(x.size(i + 2)) * scales[i])));
  }
  if (fraction && !o.recompute_scale_factor())
    TORCH_WARN(
        "The default behavior for interpolate/upsample with float scale_factor changed in 1.6.0 to align with other "
        "frameworks/libraries, and uses scale_factor directly, instead of relying on the computed output size. If you "
        "wish to keep the old behavior, please set recompute_scale_factor=True. See the documentation of nn.Upsample "
        "for details. ");
  return r;
}

}  // namespace

Tensor functional::interpolate(const Tensor& x, const InterpolateFuncOptions& o) {
  const size_t mode = o.mode().index();
  const int64_t nd = x.dim();
  bool align = o.align_corners().value_or(false);
  if (mode == Nearest || mode == Area) {
    TORCH_CHECK(!o.align_corners(),
                "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | "
                "trilinear");
  } else if (!o.align_corners()) {
    TORCH_WARN("Default upsampling behavior when mode=", enumtype::get_enum_name(o.mode()),
               " is changed to align_corners=False since 0.4.0. Please specify align_corners=True if the old behavior "
               "is desired. See the documentation of nn.Upsample for details.");
  }
  TORCH_CHECK(!o.antialias() || (nd == 4 && (mode == Bilinear || mode == Bicubic)),
              "Anti-alias option is only supported for bilinear and bicubic modes");
  const bool any_rank = mode == Nearest || mode == NearestExact || mode == Area;
  const int64_t wants = mode == Linear ? 3 : mode == Trilinear ? 5 : 4;
  TORCH_CHECK(nd >= 3 && nd <= 5 && (mode != Bicubic || nd == 4),
              "Input Error: Only 3D, 4D and 5D input Tensors supported (got ", nd,
              "D) for the modes: nearest | linear | bilinear | bicubic | trilinear (got ",
              enumtype::get_enum_name(o.mode()), ")");
  TORCH_CHECK(any_rank || nd == wants, "Got ", nd, "D input, but ",
              mode == Linear      ? "linear"
              : mode == Trilinear ? "trilinear"
                                  : "bilinear",
              " mode needs ", wants, "D input");

  const std::vector<int64_t> size = output_size(x, o);
  std::vector<optional<double>> s(3);
  if (o.scale_factor() && !o.recompute_scale_factor().value_or(false))
    for (size_t i = 0; i < o.scale_factor()->size(); i++) s[i] = (*o.scale_factor())[i];
  switch (mode) {
    case Nearest:
      return nd == 3   ? upsample_nearest1d(x, size, s[0])
             : nd == 4 ? upsample_nearest2d(x, size, s[0], s[1])
                       : upsample_nearest3d(x, size, s[0], s[1], s[2]);
    case NearestExact:
      return nd == 3   ? _upsample_nearest_exact1d(x, size, s[0])
             : nd == 4 ? _upsample_nearest_exact2d(x, size, s[0], s[1])
                       : _upsample_nearest_exact3d(x, size, s[0], s[1], s[2]);
    case Area:
      return rectify::detail::resize_area(x, size);
    case Linear:
      return upsample_linear1d(x, size, align, s[0]);
    case Trilinear:
      return upsample_trilinear3d(x, size, align, s[0], s[1], s[2]);
    case Bilinear:
      return o.antialias() ? _upsample_bilinear2d_aa(x, size, align, s[0], s[1])
                           : upsample_bilinear2d(x, size, align, s[0], s[1]);
    default:
      return o.antialias() ? _upsample_bicubic2d_aa(x, size, align, s[0], s[1])
                           : upsample_bicubic2d(x, size, align, s[0], s[1]);
  }
}
Tensor UpsampleImpl::forward(const Tensor& input) {
  return functional::interpolate(
      input, Interpolate()
                 .size(options.size())
                 .scale_factor(options.scale_factor())
                 .mode(std::visit([](const auto& m) { return Interpolate::mode_t(m); }, options.mode()))
                 .align_corners(options.align_corners()));
}
void UpsampleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Upsample(";
  if (options.scale_factor())
    stream << "scale_factor=" << ArrayRef<double>(*options.scale_factor());
  else if (options.size())
    stream << "size=" << IntArrayRef(*options.size());
  stream << ", mode=" << enumtype::get_enum_name(options.mode()) << ")";
}
void PixelShuffleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PixelShuffle(upscale_factor=" << options.upscale_factor() << ")";
}
void PixelUnshuffleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PixelUnshuffle(downscale_factor=" << options.downscale_factor() << ")";
}

Tensor functional::fold(const Tensor& input, const FoldFuncOptions& o) {
  TORCH_CHECK(input.dim() == 3 || input.dim() == 2,
              "Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got ", input.dim(), "D)");
  return col2im(input, o.output_size(), o.kernel_size(), o.dilation(), o.padding(), o.stride());
}
Tensor functional::unfold(const Tensor& input, const UnfoldFuncOptions& o) {
  TORCH_CHECK(input.dim() == 4, "Input Error: Only 4D input Tensors are supported (got ", input.dim(), "D)");
  return im2col(input, o.kernel_size(), o.dilation(), o.padding(), o.stride());
}
Tensor functional::grid_sample(const Tensor& input, const Tensor& grid, const GridSampleFuncOptions& o) {
  if (!o.align_corners())
    TORCH_WARN(
        "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
        "align_corners=True if the old behavior is desired. See the documentation of grid_sample for details.");
  return grid_sampler(input, grid, static_cast<int64_t>(o.mode().index()),
                      static_cast<int64_t>(o.padding_mode().index()), o.align_corners().value_or(false));
}
Tensor functional::affine_grid(const Tensor& theta, const IntArrayRef& size, bool align_corners) {
  TORCH_CHECK(theta.is_floating_point(), "Expected theta to have floating point type, but got ", theta.dtype());
  TORCH_CHECK(size.size() == 4 || size.size() == 5,
              "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ",
              size);
  const int64_t dims = static_cast<int64_t>(size.size()) - 2;
  TORCH_CHECK(theta.dim() == 3 && theta.size(-2) == dims && theta.size(-1) == dims + 1, "Expected a batch of ", dims,
              "D affine matrices of shape Nx", dims, "x", dims + 1, " for size ", size, ". Got ", theta.sizes(), ".");
  for (int64_t n : size) TORCH_CHECK(n > 0, "Expected non-zero, positive output size. Got ", size);
  return affine_grid_generator(theta, size, align_corners);
}
Tensor FoldImpl::forward(const Tensor& input) { return functional::fold(input, options); }
void FoldImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Fold(output_size=" << options.output_size() << ", kernel_size=" << options.kernel_size()
         << ", dilation=" << options.dilation() << ", padding=" << options.padding() << ", stride=" << options.stride()
         << ")";
}
Tensor UnfoldImpl::forward(const Tensor& input) { return functional::unfold(input, options); }
void UnfoldImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Unfold(kernel_size=" << options.kernel_size() << ", dilation=" << options.dilation()
         << ", padding=" << options.padding() << ", stride=" << options.stride() << ")";
}

}  // namespace rectify::nn
