// Sampling of images at places: grid_sampler and the grid of an affine map.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/vision.h>

#include "ops/grid.h"

namespace rectify::api {
namespace {

void check(const Tensor& x, const Tensor& grid) {
  TORCH_CHECK(grid.defined(), "grid_sampler(): expected grid to not be undefined");
  TORCH_CHECK(x.size(0) == grid.size(0),
              "grid_sampler(): expected grid and input to have same batch size, but got input with sizes ", x.sizes(),
              " and grid with sizes ", grid.sizes());
  TORCH_CHECK(grid.size(-1) == x.dim() - 2, "grid_sampler(): expected grid to have size ", x.dim() - 2,
              " in last dimension, but got grid with sizes ", grid.sizes());
  for (int64_t d = 2; d < x.dim(); d++)
    TORCH_CHECK(x.size(d) > 0,
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ", x.sizes(),
                " with dimension ", d, " being empty");
}
Tensor sampled(const char* name, int64_t dims, const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding,
               bool align) {
  check(x, grid);
  TORCH_CHECK(x.dim() == dims && x.dim() == grid.dim(), "grid_sampler(): expected ", dims,
              "D input and grid with same number of dimensions, but got input with sizes ", x.sizes(),
              " and grid with sizes ", grid.sizes());
  TORCH_CHECK(dims == 4 || mode != ops::GridSampling::Cubic,
              "grid_sampler(): bicubic interpolation only supports 4D input");
  TORCH_CHECK(mode >= 0 && mode <= 2 && padding >= 0 && padding <= 2,
              "grid_sampler(): interpolation_mode and padding_mode are 0, 1 or 2, got ", mode, " and ", padding);
  TORCH_CHECK(x.scalar_type() == grid.scalar_type(), "expected scalar type ", toString(x.scalar_type()), " but found ",
              toString(grid.scalar_type()));
  const ops::GridSampling how{static_cast<ops::GridSampling::Mode>(mode),
                              static_cast<ops::GridSampling::Padding>(padding), align};
  Tensor y = ops::grid_sample(x, grid, how);
  if (any_wants_grad(x, grid))
    record(y, name, {&x, &grid}, [sx = Saved(x), sg = Saved(grid), how](Node& self, const Tensor* in, Tensor* out) {
      const Tensor x = sx.unpack(self), grid = sg.unpack(self);
      ops::grid_sample_backward(in[0], x, grid, how, self.needs(0) ? &out[0] : nullptr,
                                self.needs(1) ? &out[1] : nullptr);
      for (int i = 0; i < 2; i++)
        if (out[i].defined() && any_wants_grad(in[0], x, grid))
          record(out[i], "NotImplemented", {&in[0], &x, &grid}, [dims = x.dim() - 2](Node&, const Tensor*, Tensor*) {
            AT_ERROR("derivative for aten::grid_sampler_", dims, "d_backward is not implemented");
          });
    });
  return y;
}
// n numbers from -1 to 1: the corners themselves, or the middles of n equal parts.
Tensor steps(int64_t n, bool align, const TensorOptions& o) {
  if (n <= 1) return zeros({n}, o);
  Tensor r = linspace(-1, 1, n, o);
  return align ? r : r * static_cast<double>(n - 1) / static_cast<double>(n);
}

}  // namespace

Tensor grid_sampler_2d(const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding, bool align) {
  return sampled("GridSampler2DBackward0", 4, x, grid, mode, padding, align);
}
Tensor grid_sampler_3d(const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding, bool align) {
  return sampled("GridSampler3DBackward0", 5, x, grid, mode, padding, align);
}
Tensor grid_sampler(const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding, bool align) {
  return x.dim() == 4 ? grid_sampler_2d(x, grid, mode, padding, align) : grid_sampler_3d(x, grid, mode, padding, align);
}

Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size, bool align) {
  TORCH_CHECK(size.size() == 4 || size.size() == 5,
              "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.");
  const int64_t dims = static_cast<int64_t>(size.size()) - 2;
  std::vector<int64_t> sizes{size[0]}, spatial(size.begin() + 2, size.end());
  sizes.insert(sizes.end(), spatial.begin(), spatial.end());
  sizes.push_back(dims);
  spatial.push_back(dims + 1);
  Tensor base = ones(spatial, theta.options().requires_grad(false));
  for (int64_t d = 0; d < dims; d++) {  // the last dimension of the picture comes first
    std::vector<int64_t> along(dims, 1);
    along[d] = size[d + 2];
    base.select(-1, dims - 1 - d).copy_(steps(size[d + 2], align, base.options()).view(along));
  }
  return base.view({1, -1, dims + 1}).expand({size[0], -1, -1}).bmm(theta.transpose(1, 2)).view(sizes);
}

}  // namespace rectify::api
