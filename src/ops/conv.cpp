#include "ops/conv.h"

#include <algorithm>

#include "onednn/gemm.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

using Dims = std::vector<int64_t>;

Dims strides_for(IntArrayRef sizes, bool channels_last) {
  size_t n = sizes.size();
  Dims st(n);
  int64_t step = 1;
  auto place = [&](size_t d) {
    st[d] = step;
    step *= std::max<int64_t>(sizes[d], 1);
  };
  if (channels_last) place(1);
  for (size_t d = n; d-- > (channels_last ? 2u : 0u);) place(d);
  if (channels_last) place(0);
  return st;
}
bool last(const Tensor& t) { return t.suggest_memory_format() == MemoryFormat::ChannelsLast; }
bool empty(IntArrayRef sizes) { return std::find(sizes.begin(), sizes.end(), 0) != sizes.end(); }
Tensor zeros(IntArrayRef sizes, ScalarType t) {
  Tensor y = new_tensor(sizes, t);
  zero_(y);
  return y;
}
// oneDNN reads any dense order well; other strides are copied first.
Tensor dense(const Tensor& t) { return t.self().contiguous || last(t) ? t : contiguous_copy(t); }
bool narrow(ScalarType t) { return t == kBFloat16 || t == kHalf; }
Tensor widen(const Tensor& t) { return t.defined() ? to(t, kFloat) : t; }

// --- float64 and integers: every window becomes a column, then a matrix product
struct Shape {  // of one group, padded to three spatial dimensions in front
  int64_t n, groups, in, out, x[3], k[3], y[3], stride[3], padding[3], dilation[3];
  int64_t x_plane() const { return x[0] * x[1] * x[2]; }
  int64_t y_plane() const { return y[0] * y[1] * y[2]; }
  int64_t taps() const { return k[0] * k[1] * k[2]; }
};
Shape shape_of(const Convolution& c, IntArrayRef x, IntArrayRef w, IntArrayRef y) {
  Shape s{x[0], c.groups, x[1] / c.groups, y[1] / c.groups, {}, {}, {}, {}, {}, {}};
  for (int d = 0; d < 3; d++) {
    int from = d - (3 - c.dims);
    bool real = from >= 0;
    s.x[d] = real ? x[from + 2] : 1;
    s.k[d] = real ? w[from + 2] : 1;
    s.y[d] = real ? y[from + 2] : 1;
    s.stride[d] = real ? c.stride[from] : 1;
    s.padding[d] = real ? c.padding[from] : 0;
    s.dilation[d] = real ? c.dilation[from] : 1;
  }
  return s;
}
// f(place in x or -1, place in the columns) for every tap of every window of one image's group; columns are
// [in · taps, windows].
template <class F>
void each_tap(const Shape& s, const F& f) {
  int64_t at = 0;
  for (int64_t c = 0; c < s.in; c++)
    for (int64_t a = 0; a < s.k[0]; a++)
      for (int64_t b = 0; b < s.k[1]; b++)
        for (int64_t e = 0; e < s.k[2]; e++)
          for (int64_t i = 0; i < s.y[0]; i++)
            for (int64_t j = 0; j < s.y[1]; j++)
              for (int64_t l = 0; l < s.y[2]; l++, at++) {
                int64_t p = i * s.stride[0] - s.padding[0] + a * s.dilation[0],
                        q = j * s.stride[1] - s.padding[1] + b * s.dilation[1],
                        r = l * s.stride[2] - s.padding[2] + e * s.dilation[2];
                bool inside = p >= 0 && p < s.x[0] && q >= 0 && q < s.x[1] && r >= 0 && r < s.x[2];
                f(inside ? ((c * s.x[0] + p) * s.x[1] + q) * s.x[2] + r : -1, at);
              }
}
template <class T>
void product(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, const T* b, bool accumulate, T* c) {
  if constexpr (std::is_same_v<T, double>) {
    onednn::gemm(ta, tb, m, n, k, a, ta ? m : k, b, tb ? k : n, accumulate ? 1 : 0, c, n);
  } else {
    if (!accumulate) std::fill(c, c + m * n, T(0));
    for (int64_t i = 0; i < m; i++)
      for (int64_t l = 0; l < k; l++)
        for (int64_t j = 0; j < n; j++) {
          T v = static_cast<T>((ta ? a[l * m + i] : a[i * k + l]) * (tb ? b[j * k + l] : b[l * n + j]));
          c[i * n + j] = static_cast<T>(c[i * n + j] + v);
        }
  }
}
template <class F>
void visit(ScalarType t, const F& f) {
  visit_dtype(t, "slow_conv2d_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, double> || (std::is_integral_v<T> && !std::is_same_v<T, bool>))
      f(tag);
    else
      detail::fail<Error>(RECTIFY_WHERE, "\"slow_conv2d_cpu\" not implemented for '", toString(t), "'");
  });
}
template <class T>
T* data_of(const Tensor& t) {
  return reinterpret_cast<T*>(t.impl()->data());
}
void add_bias(const Tensor& y, const Tensor& bias) {
  if (!bias.defined()) return;
  Dims sizes(y.dim(), 1), strides(y.dim(), 0);
  sizes[1] = bias.size(0);
  strides[1] = bias.stride(0);
  binary_inplace(Binary::add, y, alias_as(bias, sizes, strides, 0));
}

}  // namespace

std::vector<int64_t> conv_sizes(const Convolution& c, IntArrayRef x, IntArrayRef w) {
  Dims y{x[0], w[0]};
  for (int d = 0; d < c.dims; d++)
    y.push_back((x[d + 2] + 2 * c.padding[d] - c.dilation[d] * (w[d + 2] - 1) - 1) / c.stride[d] + 1);
  return y;
}

Tensor conv(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias) {
  Dims sizes = conv_sizes(c, x.sizes(), w.sizes());
  ScalarType t = x.scalar_type();
  if (narrow(t)) return to(ops::conv(c, widen(x), widen(w), widen(bias)), t);
  if (empty(sizes) || x.numel() == 0 || w.numel() == 0) {
    Tensor y = zeros(sizes, t);
    add_bias(y, bias);
    return y;
  }
  Dims strides = strides_for(sizes, last(x) || last(w));
  if (t == kFloat) return onednn::conv(c, dense(x), dense(w), bias, sizes, strides);
  Tensor y = new_strided(sizes, strides, t), plain = y.is_contiguous() ? y : new_tensor(sizes, t);
  Tensor dx = contiguous(x), dw = contiguous(w);
  Shape s = shape_of(c, x.sizes(), w.sizes(), sizes);
  int64_t rows = s.in * s.taps(), windows = s.y_plane();
  visit(t, [&](auto tag) {
    using T = typename decltype(tag)::type;
    Tensor columns = new_tensor({rows, windows}, t);
    for (int64_t i = 0; i < s.n * s.groups; i++) {
      const T* from = data_of<T>(dx) + i * s.in * s.x_plane();
      T* to = data_of<T>(columns);
      each_tap(s, [&](int64_t p, int64_t q) { to[q] = p < 0 ? T(0) : from[p]; });
      product<T>(false, false, s.out, windows, rows, data_of<T>(dw) + i % s.groups * s.out * rows, to, false,
                 data_of<T>(plain) + i * s.out * windows);
    }
  });
  add_bias(plain, bias);
  if (!plain.is_same(y)) copy_(y, plain);
  return y;
}

Tensor conv_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias, IntArrayRef x_sizes) {
  ScalarType t = dy.scalar_type();
  if (narrow(t)) return to(ops::conv_input(c, widen(dy), widen(w), widen(bias), x_sizes), t);
  if (empty(x_sizes) || dy.numel() == 0 || w.numel() == 0) {
    Tensor x = zeros(x_sizes, t);
    add_bias(x, bias);
    return x;
  }
  Dims strides = strides_for(x_sizes, last(dy) || last(w));
  if (t == kFloat) return onednn::conv_input(c, dense(dy), dense(w), bias, x_sizes, strides);
  Tensor x = zeros(x_sizes, t), g = contiguous(dy), dw = contiguous(w);
  Shape s = shape_of(c, x_sizes, w.sizes(), dy.sizes());
  int64_t rows = s.in * s.taps(), windows = s.y_plane();
  visit(t, [&](auto tag) {
    using T = typename decltype(tag)::type;
    Tensor columns = new_tensor({rows, windows}, t);
    for (int64_t i = 0; i < s.n * s.groups; i++) {
      T* from = data_of<T>(columns);
      T* to = data_of<T>(x) + i * s.in * s.x_plane();
      product<T>(true, false, rows, windows, s.out, data_of<T>(dw) + i % s.groups * s.out * rows,
                 data_of<T>(g) + i * s.out * windows, false, from);
      each_tap(s, [&](int64_t p, int64_t q) {
        if (p >= 0) to[p] = static_cast<T>(to[p] + from[q]);
      });
    }
  });
  add_bias(x, bias);
  return x;
}

Tensor conv_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes, Tensor* db) {
  ScalarType t = dy.scalar_type();
  if (narrow(t)) {
    Tensor w = ops::conv_weight(c, widen(dy), widen(x), w_sizes, db);
    if (db) *db = to(*db, t);
    return to(w, t);
  }
  if (empty(w_sizes) || dy.numel() == 0 || x.numel() == 0) {
    if (db) *db = zeros({dy.size(1)}, t);
    return zeros(w_sizes, t);
  }
  if (t == kFloat) return onednn::conv_weight(c, dense(dy), dense(x), w_sizes, db);
  Tensor w = zeros(w_sizes, t), g = contiguous(dy), from = contiguous(x);
  Shape s = shape_of(c, x.sizes(), w_sizes, dy.sizes());
  int64_t rows = s.in * s.taps(), windows = s.y_plane();
  visit(t, [&](auto tag) {
    using T = typename decltype(tag)::type;
    Tensor columns = new_tensor({rows, windows}, t);
    for (int64_t i = 0; i < s.n * s.groups; i++) {
      T* to = data_of<T>(columns);
      const T* image = data_of<T>(from) + i * s.in * s.x_plane();
      each_tap(s, [&](int64_t p, int64_t q) { to[q] = p < 0 ? T(0) : image[p]; });
      product<T>(false, true, s.out, rows, windows, data_of<T>(g) + i * s.out * windows, to, true,
                 data_of<T>(w) + i % s.groups * s.out * rows);
    }
    if (db) {
      *db = zeros({dy.size(1)}, t);
      T* sum = data_of<T>(*db);
      for (int64_t i = 0; i < dy.size(0) * dy.size(1); i++)
        for (int64_t j = 0; j < windows; j++) sum[i % dy.size(1)] += data_of<T>(g)[i * windows + j];
    }
  });
  return w;
}

}  // namespace rectify::ops
