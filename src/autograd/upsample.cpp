#include <rectify/ops/elementwise.h>
#include <rectify/ops/vision.h>

#include <algorithm>
#include <cmath>

#include "autograd/resample.h"

namespace rectify::api {
namespace {
using Scale = optional<double>;
using Scales = std::vector<Scale>;
using ops::Taps;

// Positions are computed in the type that the elements are computed in, as PyTorch does: it decides where a position
// falls on the border of two sources.
template <class M>
M ratio(int64_t in, int64_t out, const Scale& scale) {
  return scale && *scale > 0 ? static_cast<M>(1.0 / *scale) : static_cast<M>(in) / static_cast<M>(out);
}
template <class M>
M aligned_ratio(int64_t in, int64_t out, bool align_corners, const Scale& scale) {
  if (!align_corners) return ratio<M>(in, out, scale);
  return out > 1 ? static_cast<M>(in - 1) / static_cast<M>(out - 1) : M(0);
}
template <class M>
M source_position(M scale, int64_t j, bool align_corners, bool cubic) {
  if (align_corners) return scale * static_cast<M>(j);
  const M x = scale * (static_cast<M>(j) + M(0.5)) - M(0.5);
  return !cubic && x < 0 ? M(0) : x;
}

Taps nearest(int64_t in, int64_t out, const Scale& s, bool exact) {
  Taps t;
  t.in = in;
  const float scale = ratio<float>(in, out, s);
  for (int64_t j = 0; j < out; j++) {
    const float x = static_cast<float>(j);
    const int64_t i = static_cast<int64_t>(std::floor(exact ? (x + 0.5f) * scale : x * scale));
    t.add(std::min(i, in - 1));
    t.next();
  }
  return t;
}
template <class M>
Taps linear_taps(int64_t in, int64_t out, bool align, const Scale& s) {
  Taps t;
  t.in = in;
  const M scale = aligned_ratio<M>(in, out, align, s);
  for (int64_t j = 0; j < out; j++) {
    if (in == out) {
      t.add(j, 1);
    } else {
      const M x = source_position(scale, j, align, false);
      const int64_t i = std::min(static_cast<int64_t>(x), in - 1);
      const M part = std::min(std::max(x - static_cast<M>(i), M(0)), M(1));
      t.add(i, static_cast<double>(M(1) - part));
      t.add(std::min(i + 1, in - 1), static_cast<double>(part));
    }
    t.next();
  }
  return t;
}
template <class M>
Taps cubic_taps(int64_t in, int64_t out, bool align, const Scale& s) {
  Taps t;
  t.in = in;
  const M scale = aligned_ratio<M>(in, out, align, s), a = M(-0.75);
  auto near = [&](M x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };       // |x| <= 1
  auto far = [&](M x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };  // 1 < |x| < 2
  for (int64_t j = 0; j < out; j++) {
    const M x = source_position(scale, j, align, true), below = std::floor(x), p = x - below;
    const int64_t i = static_cast<int64_t>(below);
    const M weight[] = {far(p + 1), near(p), near(1 - p), far(2 - p)};
    for (int64_t k = 0; k < 4; k++) t.add(std::clamp<int64_t>(i - 1 + k, 0, in - 1), static_cast<double>(weight[k]));
    t.next();
  }
  return t;
}
// The filter is widened where the image shrinks.
template <class M>
Taps antialiased(int64_t in, int64_t out, bool align, const Scale& s, bool cubic) {
  Taps t;
  t.in = in;
  const M scale = aligned_ratio<M>(in, out, align, s), wide = std::max(scale, M(1));
  const M support = (cubic ? M(2) : M(1)) * wide;
  auto filter = [&](M x) {
    x = std::abs(x);
    if (!cubic) return x < 1 ? 1 - x : M(0);
    const M a = M(-0.5);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : M(0);
  };
  for (int64_t j = 0; j < out; j++) {
    const M centre = scale * (static_cast<M>(j) + M(0.5));
    const int64_t first = std::max<int64_t>(static_cast<int64_t>(centre - support + M(0.5)), 0);
    const int64_t last = std::min<int64_t>(static_cast<int64_t>(centre + support + M(0.5)), in);
    M total = 0;
    for (int64_t i = first; i < last; i++) total += filter((static_cast<M>(i) - centre + M(0.5)) / wide);
    for (int64_t i = first; i < last; i++) {
      const M w = filter((static_cast<M>(i) - centre + M(0.5)) / wide);
      t.add(i, static_cast<double>(total != 0 ? w / total : w));
    }
    t.next();
  }
  return t;
}

void check(const Tensor& x, IntArrayRef sizes, int64_t k) {
  TORCH_CHECK(static_cast<int64_t>(sizes.size()) == k, "It is expected output_size equals to ", k, ", but got size ",
              sizes.size());
  TORCH_CHECK(x.dim() == k + 2, "It is expected input_size equals to ", k + 2, ", but got size ", x.dim());
  bool positive = true;
  for (int64_t i = 0; i < k; i++) positive = positive && x.size(2 + i) > 0 && sizes[i] > 0;
  if (!positive) {
    const char letters[] = {'D', 'H', 'W'};
    auto list = [&](auto value) {
      std::string s = "(";
      for (int64_t i = 0; i < k; i++)
        s += (i ? str(", ", letters[3 - k + i]) : str(letters[3 - k + i])) + ": " + std::to_string(value(i));
      return s + ")";
    };
    TORCH_CHECK(false, "Input and output sizes should be greater than 0, but got input ",
                list([&](int64_t i) { return x.size(2 + i); }), k == 1 ? " and output " : " output ",
                list([&](int64_t i) { return sizes[i]; }));
  }
  for (int64_t d = 1; d < x.dim(); d++)
    TORCH_CHECK(x.size(d) != 0, "Non-empty ", k + 2, "D data tensor expected but got a tensor with sizes ", x.sizes());
}
// Resizes the last dimensions one after the other, the innermost first.
template <class F>
Tensor resize(const char* name, const Tensor& x, IntArrayRef sizes, const Scales& scales, const F& taps) {
  const int64_t k = static_cast<int64_t>(scales.size());
  check(x, sizes, k);
  Tensor y = x;
  for (int64_t i = k - 1; i >= 0; i--)
    y = resample(y, 2 + i, std::make_shared<const Taps>(taps(x.size(2 + i), sizes[i], scales[i])), name);
  return y.contiguous(x.suggest_memory_format());
}
Tensor resize_nearest(const char* name, const Tensor& x, IntArrayRef sizes, const Scales& scales, bool exact) {
  return resize(name, x, sizes, scales,
                [&](int64_t in, int64_t out, const Scale& s) { return nearest(in, out, s, exact); });
}
enum class Filter : uint8_t { Linear, Cubic, LinearAA, CubicAA };
template <class M>
Taps filter_taps(Filter f, int64_t in, int64_t out, bool align, const Scale& s) {
  if (f == Filter::Linear) return linear_taps<M>(in, out, align, s);
  if (f == Filter::Cubic) return cubic_taps<M>(in, out, align, s);
  return antialiased<M>(in, out, align, s, f == Filter::CubicAA);
}
Tensor resize_by(const char* name, const char* op, Filter f, const Tensor& x, IntArrayRef sizes, bool align,
                 const Scales& scales) {
  check(x, sizes, static_cast<int64_t>(scales.size()));
  visit_floating(x.scalar_type(), op, [](auto) {});
  return resize(name, x, sizes, scales, [&](int64_t in, int64_t out, const Scale& s) {
    return x.scalar_type() == kDouble ? filter_taps<double>(f, in, out, align, s)
                                      : filter_taps<float>(f, in, out, align, s);
  });
}

}  // namespace

Tensor upsample_nearest1d(const Tensor& x, IntArrayRef size, Scale w) {
  return resize_nearest("UpsampleNearest1DBackward0", x, size, {w}, false);
}
Tensor upsample_nearest2d(const Tensor& x, IntArrayRef size, Scale h, Scale w) {
  return resize_nearest("UpsampleNearest2DBackward0", x, size, {h, w}, false);
}
Tensor upsample_nearest3d(const Tensor& x, IntArrayRef size, Scale d, Scale h, Scale w) {
  return resize_nearest("UpsampleNearest3DBackward0", x, size, {d, h, w}, false);
}
Tensor _upsample_nearest_exact1d(const Tensor& x, IntArrayRef size, Scale w) {
  return resize_nearest("UpsampleNearestExact1DBackward0", x, size, {w}, true);
}
Tensor _upsample_nearest_exact2d(const Tensor& x, IntArrayRef size, Scale h, Scale w) {
  return resize_nearest("UpsampleNearestExact2DBackward0", x, size, {h, w}, true);
}
Tensor _upsample_nearest_exact3d(const Tensor& x, IntArrayRef size, Scale d, Scale h, Scale w) {
  return resize_nearest("UpsampleNearestExact3DBackward0", x, size, {d, h, w}, true);
}
Tensor upsample_linear1d(const Tensor& x, IntArrayRef size, bool align, Scale w) {
  return resize_by("UpsampleLinear1DBackward0", "compute_indices_weights_linear", Filter::Linear, x, size, align, {w});
}
Tensor upsample_bilinear2d(const Tensor& x, IntArrayRef size, bool align, Scale h, Scale w) {
  return resize_by("UpsampleBilinear2DBackward0", "compute_indices_weights_linear", Filter::Linear, x, size, align,
                   {h, w});
}
Tensor upsample_trilinear3d(const Tensor& x, IntArrayRef size, bool align, Scale d, Scale h, Scale w) {
  return resize_by("UpsampleTrilinear3DBackward0", "compute_indices_weights_linear", Filter::Linear, x, size, align,
                   {d, h, w});
}
Tensor upsample_bicubic2d(const Tensor& x, IntArrayRef size, bool align, Scale h, Scale w) {
  return resize_by("UpsampleBicubic2DBackward0", "compute_indices_weights_cubic", Filter::Cubic, x, size, align,
                   {h, w});
}
Tensor _upsample_bilinear2d_aa(const Tensor& x, IntArrayRef size, bool align, Scale h, Scale w) {
  return resize_by("UpsampleBilinear2DAaBackward0", "compute_indices_weights_aa", Filter::LinearAA, x, size, align,
                   {h, w});
}
Tensor _upsample_bicubic2d_aa(const Tensor& x, IntArrayRef size, bool align, Scale h, Scale w) {
  return resize_by("UpsampleBicubic2DAaBackward0", "compute_indices_weights_aa", Filter::CubicAA, x, size, align,
                   {h, w});
}

}  // namespace rectify::api
namespace rectify::detail {

Tensor resize_area(const Tensor& x, IntArrayRef sizes) {
  Tensor y = x;
  const int64_t k = static_cast<int64_t>(sizes.size());
  for (int64_t i = k - 1; i >= 0; i--) {
    ops::Taps t;
    const int64_t in = t.in = x.size(2 + i), out = sizes[i];
    for (int64_t j = 0; j < out; j++) {
      const int64_t first = j * in / out, last = ((j + 1) * in + out - 1) / out;
      for (int64_t s = first; s < last; s++) t.add(s, 1.0 / static_cast<double>(last - first));
      t.next();
    }
    y = resample(y, 2 + i, std::make_shared<const ops::Taps>(std::move(t)), "AdaptiveAvgPool2DBackward0");
  }
  return y;
}

}  // namespace rectify::detail
