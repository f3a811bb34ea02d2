#include "ops/grid.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>

#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

// The pixels along one dimension that a place takes its value from, their weights and the weights' derivatives.
template <class T>
struct Taps {
  int count = 0;
  int64_t at[4];  // -1: outside, where the image is 0
  T weight[4], slope[4];
  void add(int64_t i, int64_t n, T w, T s) {
    at[count] = i >= 0 && i < n ? i : -1;
    weight[count] = w;
    slope[count++] = s;
  }
};
template <class T>
int64_t whole(T v) {  // far outside where it is no place at all
  return std::abs(v) < T(1 << 30) ? static_cast<int64_t>(v) : -100;
}
// A coordinate brought back into the image; *slope is multiplied by the derivative.
template <class T>
T clipped(T v, int64_t n, T* slope) {
  const T top = static_cast<T>(n - 1);
  if (v > 0 && v < top) return v;
  *slope = 0;
  return v >= top ? top : T(0);  // NaN becomes 0
}
template <class T>
T reflected(T v, T twice_low, T twice_high, T* slope) {
  if (twice_low == twice_high) {
    *slope = 0;
    return 0;
  }
  const T low = twice_low / 2, span = (twice_high - twice_low) / 2;
  v -= low;
  if (v < 0) {
    v = -v;
    *slope = -*slope;
  }
  const T flips = std::floor(v / span), rest = std::fmod(v, span);
  if (std::fmod(flips, T(2)) == 0) return rest + low;
  *slope = -*slope;
  return span - rest + low;
}
template <class T>
T padded(T v, int64_t n, const GridSampling& how, T* slope) {
  if (how.padding == GridSampling::Zeros) return v;
  if (how.padding == GridSampling::Reflection)
    v = how.align_corners ? reflected<T>(v, 0, static_cast<T>(2 * (n - 1)), slope)
                          : reflected<T>(v, -1, static_cast<T>(2 * n - 1), slope);
  return clipped(v, n, slope);
}
template <class T>
Taps<T> taps_of(T place, int64_t n, const GridSampling& how, int dims) {
  Taps<T> t;
  T slope = static_cast<T>(how.align_corners ? n - 1 : n) / 2;
  T v = how.align_corners ? (place + 1) / 2 * static_cast<T>(n - 1) : ((place + 1) * static_cast<T>(n) - 1) / 2;
  if (how.mode != GridSampling::Cubic) v = padded(v, n, how, &slope);
  if (how.mode == GridSampling::Nearest) {
    t.add(whole(dims == 2 ? std::nearbyint(v) : std::round(v)), n, 1, 0);  // as PyTorch rounds halves
    return t;
  }
  const T base = std::floor(v), d = v - base;
  const int64_t first = whole(base);
  if (how.mode == GridSampling::Linear) {
    t.add(first, n, 1 - d, -slope);
    t.add(first + 1, n, d, slope);
    return t;
  }
  constexpr T a = T(-0.75);
  auto inner = [](T x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
  auto outer = [](T x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
  auto inner_slope = [](T x) { return (3 * (a + 2) * x - 2 * (a + 3)) * x; };
  auto outer_slope = [](T x) { return (3 * a * x - 10 * a) * x + 8 * a; };
  const T weights[4] = {outer(d + 1), inner(d), inner(1 - d), outer(2 - d)};
  const T slopes[4] = {outer_slope(d + 1), inner_slope(d), -inner_slope(1 - d), -outer_slope(2 - d)};
  for (int k = 0; k < 4; k++) {
    T ignored = 0;
    const T at = padded(base + static_cast<T>(k - 1), n, how, &ignored);
    t.add(whole(at), n, weights[k], slopes[k] * slope);
  }
  return t;
}

struct Sizes {  // padded to three spatial dimensions in front
  int dims;
  int64_t n, c, in[3] = {1, 1, 1}, places = 1, plane = 1;
  Sizes(const Tensor& x, const Tensor& grid) : dims(static_cast<int>(x.dim()) - 2), n(x.size(0)), c(x.size(1)) {
    for (int d = 0; d < dims; d++) {
      in[3 - dims + d] = x.size(d + 2);
      plane *= x.size(d + 2);
      places *= grid.size(d + 1);
    }
  }
};
// f(offset in the plane or -1, weight, the weight's slope along each given dimension) for every pixel of a place.
template <class T, class F>
void each_pixel(const Sizes& s, const T* place, const GridSampling& how, const F& f) {
  Taps<T> t[3];  // depth, height, width; the grid says width first
  for (int d = 0; d < 3; d++) {
    if (d < 3 - s.dims)
      t[d].add(0, 1, 1, 0);
    else
      t[d] = taps_of(place[2 - d], s.in[d], how, s.dims);
  }
  for (int i = 0; i < t[0].count; i++)
    for (int j = 0; j < t[1].count; j++)
      for (int k = 0; k < t[2].count; k++) {
        const int64_t a = t[0].at[i], b = t[1].at[j], c = t[2].at[k];
        const T p = t[0].weight[i], q = t[1].weight[j], r = t[2].weight[k];
        const T slopes[3] = {p * q * t[2].slope[k], p * t[1].slope[j] * r, t[0].slope[i] * q * r};
        f(a < 0 || b < 0 || c < 0 ? -1 : (a * s.in[1] + b) * s.in[2] + c, p * q * r, slopes);
      }
}
template <class F>
void visit(const Tensor& x, const F& f) {
  const ScalarType t = x.scalar_type();
  if (t == kDouble) return f(Tag<double>{});
  TORCH_CHECK_NOT_IMPLEMENTED(t == kFloat || x.dim() == 5, "grid_sampler_2d_cpu not implemented for ", toString(t));
  TORCH_CHECK_NOT_IMPLEMENTED(t == kFloat, "\"grid_sampler3d_cpu\" not implemented for '", toString(t), "'");
  f(Tag<float>{});
}

}  // namespace

Tensor grid_sample(const Tensor& given_x, const Tensor& given_grid, GridSampling how) {
  const Tensor x = contiguous(given_x), grid = contiguous(given_grid);
  std::vector<int64_t> sizes = grid.sizes().vec();
  sizes.pop_back();
  sizes.insert(sizes.begin() + 1, x.size(1));
  Tensor y = new_tensor(sizes, x.scalar_type());
  const Sizes s(x, grid);
  visit(x, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T *px = reinterpret_cast<const T*>(x.impl()->data()), *pg = reinterpret_cast<const T*>(grid.impl()->data());
    T* py = reinterpret_cast<T*>(y.impl()->data());
    parallel::parallel_for(0, s.n * s.places, std::max<int64_t>(1, kGrain / (8 * s.c + 32)), [&](int64_t b, int64_t e) {
      for (int64_t g = b; g < e; g++) {
        const T* image = px + g / s.places * s.c * s.plane;
        T* to = py + g / s.places * s.c * s.places + g % s.places;
        for (int64_t c = 0; c < s.c; c++) to[c * s.places] = 0;
        each_pixel<T>(s, pg + g * s.dims, how, [&](int64_t at, T w, const T*) {
          for (int64_t c = 0; at >= 0 && c < s.c; c++) to[c * s.places] += w * image[c * s.plane + at];
        });
      }
    });
  });
  return y;
}

void grid_sample_backward(const Tensor& given_dy, const Tensor& given_x, const Tensor& given_grid, GridSampling how,
                          Tensor* dx, Tensor* dgrid) {
  const Tensor dy = contiguous(given_dy), x = contiguous(given_x), grid = contiguous(given_grid);
  const Sizes s(x, grid);
  for (auto [t, like] : {std::pair(dx, &x), std::pair(dgrid, &grid)})
    if (t) {
      *t = new_tensor(like->sizes(), like->scalar_type());
      zero_(*t);
    }
  visit(x, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto data = [](const Tensor& t) { return reinterpret_cast<T*>(t.impl()->data()); };
    parallel::parallel_for(0, s.n, 1, [&](int64_t from, int64_t to) {  // images share no pixels
      for (int64_t g = from * s.places; g < to * s.places; g++) {
        const int64_t n = g / s.places, image = n * s.c * s.plane, place = n * s.c * s.places + g % s.places;
        each_pixel<T>(s, data(grid) + g * s.dims, how, [&](int64_t at, T w, const T* slopes) {
          if (at < 0) return;
          T along = 0;
          for (int64_t c = 0; c < s.c; c++) {
            const T d = data(dy)[place + c * s.places];
            if (dx) data(*dx)[image + c * s.plane + at] += w * d;
            along += d * data(x)[image + c * s.plane + at];
          }
          for (int k = 0; dgrid && k < s.dims; k++) data(*dgrid)[g * s.dims + k] += along * slopes[k];
        });
      }
    });
  });
}

}  // namespace rectify::ops
