#include "ops/pool.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>

#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

// A tensor [planes…, d, h, w] with strides, the spatial ones padded to three in front.
struct View {
  char* data;
  int64_t n = 1, c = 1, size[3] = {1, 1, 1}, stride_n = 0, stride_c = 0, stride[3] = {0, 0, 0};
  View(const Tensor& t, int dims) : data(t.impl()->data()) {
    int64_t lead = t.dim() - dims;
    if (lead >= 1) c = t.size(lead - 1), stride_c = t.stride(lead - 1);
    if (lead >= 2) n = t.size(0), stride_n = t.stride(0);
    for (int d = 0; d < dims; d++) {
      size[3 - dims + d] = t.size(lead + d);
      stride[3 - dims + d] = t.stride(lead + d);
    }
  }
  template <class T>
  T* plane(int64_t i) const {
    return reinterpret_cast<T*>(data) + i / c * stride_n + i % c * stride_c;
  }
};
const Windows kOne{{0}, {1}, {1}, 1};
const Windows& windows_of(const Pool& p, int d) { return d < 3 - p.dims ? kOne : p.w[d - (3 - p.dims)]; }
bool last(const Tensor& t) { return t.suggest_memory_format() == MemoryFormat::ChannelsLast; }
Tensor usable(const Tensor& t) { return t.is_contiguous() || last(t) ? t : contiguous_copy(t); }
Tensor result(IntArrayRef sizes, const Tensor& like, ScalarType t) {
  if (!last(like)) return new_tensor(sizes, t);
  int64_t c = sizes[1], h = sizes[2], w = sizes[3];
  return new_strided(sizes, {c * h * w, 1, w * c, c}, t);
}
template <class F>
void each_plane(const View& x, int64_t work, const F& f) {
  parallel::parallel_for(0, x.n * x.c, std::max<int64_t>(1, kGrain / std::max<int64_t>(work, 1)),
                         [&](int64_t b, int64_t e) {
                           for (int64_t i = b; i < e; i++) f(i);
                         });
}
// f(place in the output, taps of the window as from/to of each dimension)
template <class F>
void each_window(const Pool& p, const View& y, const F& f) {
  const Windows &a = windows_of(p, 0), &b = windows_of(p, 1), &c = windows_of(p, 2);
  for (int64_t i = 0; i < a.size(); i++)
    for (int64_t j = 0; j < b.size(); j++)
      for (int64_t k = 0; k < c.size(); k++) f(i * y.stride[0] + j * y.stride[1] + k * y.stride[2], i, j, k);
}
template <class F>
void each_tap(const Pool& p, int64_t i, int64_t j, int64_t k, const F& f) {
  const Windows &a = windows_of(p, 0), &b = windows_of(p, 1), &c = windows_of(p, 2);
  for (int64_t q = a.from[i]; q < a.to[i]; q += a.step)
    for (int64_t r = b.from[j]; r < b.to[j]; r += b.step)
      for (int64_t s = c.from[k]; s < c.to[k]; s += c.step) f(q, r, s);
}
int64_t divisor(const Pool& p, int64_t i, int64_t j, int64_t k) {
  return p.divisor ? *p.divisor : windows_of(p, 0).count[i] * windows_of(p, 1).count[j] * windows_of(p, 2).count[k];
}
template <class T>
bool is_nan(T v) {
  if constexpr (std::is_integral_v<T>)
    return false;
  else
    return v != v;
}

}  // namespace

std::vector<int64_t> pooled_sizes(const Pool& p, const Tensor& x) {
  std::vector<int64_t> s = x.sizes().vec();
  for (int d = 0; d < p.dims; d++) s[x.dim() - p.dims + d] = p.w[d].size();
  return s;
}

Tensor max_pool(const Pool& p, const Tensor& input, Tensor* indices, const char* name) {
  Tensor x = usable(input), y = result(pooled_sizes(p, x), x, x.scalar_type());
  if (indices) *indices = result(y.sizes(), x, kLong);
  visit_floating(x.scalar_type(), name, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using O = opmath_t<T>;
    if (y.numel() == 0) return;
    View from(x, p.dims), to(y, p.dims);
    each_plane(to, from.size[0] * from.size[1] * from.size[2], [&](int64_t plane) {
      const T* px = from.plane<T>(plane);
      T* py = to.plane<T>(plane);
      int64_t* pi = indices ? reinterpret_cast<int64_t*>(indices->impl()->data()) + (py - to.plane<T>(0)) : nullptr;
      each_window(p, to, [&](int64_t at, int64_t i, int64_t j, int64_t k) {
        const Windows &a = windows_of(p, 0), &b = windows_of(p, 1), &c = windows_of(p, 2);
        int64_t best = (a.from[i] * from.size[1] + b.from[j]) * from.size[2] + c.from[k];
        O most = -INFINITY;
        each_tap(p, i, j, k, [&](int64_t q, int64_t r, int64_t s) {
          O v = px[q * from.stride[0] + r * from.stride[1] + s * from.stride[2]];
          if (v > most || is_nan(v)) {
            most = v;
            best = (q * from.size[1] + r) * from.size[2] + s;
          }
        });
        py[at] = T(most);
        if (pi) pi[at] = best;
      });
    });
  });
  return y;
}

Tensor avg_pool(const Pool& p, const Tensor& input, const char* name) {
  Tensor x = usable(input), y = result(pooled_sizes(p, x), x, x.scalar_type());
  visit_dtype(x.scalar_type(), name, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using O = opmath_t<T>;
    if constexpr (!std::is_same_v<T, bool>) {
      if (y.numel() == 0) return;
      View from(x, p.dims), to(y, p.dims);
      each_plane(to, from.size[0] * from.size[1] * from.size[2], [&](int64_t plane) {
        const T* px = from.plane<T>(plane);
        T* py = to.plane<T>(plane);
        each_window(p, to, [&](int64_t at, int64_t i, int64_t j, int64_t k) {
          O sum = 0;
          each_tap(p, i, j, k, [&](int64_t q, int64_t r, int64_t s) {
            sum =
                static_cast<O>(sum + static_cast<O>(px[q * from.stride[0] + r * from.stride[1] + s * from.stride[2]]));
          });
          py[at] = T(static_cast<O>(sum / static_cast<O>(divisor(p, i, j, k))));
        });
      });
    }
  });
  return y;
}
Tensor avg_pool_gradient(const Pool& p, const Tensor& grad, const Tensor& like, const char* name) {
  Tensor dy = contiguous(grad), dx = new_tensor(like.sizes(), dy.scalar_type());
  zero_(dx);
  visit_floating(dy.scalar_type(), name, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using O = opmath_t<T>;
    if (dy.numel() == 0) return;
    View to(dx, p.dims), from(dy, p.dims);
    each_plane(to, to.size[0] * to.size[1] * to.size[2], [&](int64_t plane) {
      T* px = to.plane<T>(plane);
      const T* py = from.plane<T>(plane);
      each_window(p, from, [&](int64_t at, int64_t i, int64_t j, int64_t k) {
        O g = static_cast<O>(py[at]) / static_cast<O>(divisor(p, i, j, k));
        each_tap(p, i, j, k, [&](int64_t q, int64_t r, int64_t s) {
          T& v = px[q * to.stride[0] + r * to.stride[1] + s * to.stride[2]];
          v = T(static_cast<O>(v) + g);
        });
      });
    });
  });
  return dx;
}

Tensor scatter_planes(const Tensor& grad, const Tensor& indices, IntArrayRef x_sizes, int dims, bool add) {
  Tensor dy = contiguous(grad), at = contiguous(indices), dx = new_tensor(x_sizes, dy.scalar_type());
  zero_(dx);
  if (dy.numel() == 0) return dx;
  View to(dx, dims), from(dy, dims);
  int64_t in = from.size[0] * from.size[1] * from.size[2], out = to.size[0] * to.size[1] * to.size[2];
  visit_dtype(dy.scalar_type(), "max_pool_backward", [&](auto tag) {
    using T = typename decltype(tag)::type;
    each_plane(to, in, [&](int64_t plane) {
      T* px = to.plane<T>(plane);
      const T* py = from.plane<T>(plane);
      const int64_t* pi = reinterpret_cast<const int64_t*>(at.impl()->data()) + plane * in;
      for (int64_t i = 0; i < in; i++) {
        if (pi[i] < 0 || pi[i] >= out) {
          std::string volume;
          for (int d = 3 - dims; d < 3; d++) volume += (volume.empty() ? "" : "x") + std::to_string(to.size[d]);
          AT_ERROR("Found an invalid max index: ", pi[i], " (output volumes are of size ", volume);
        }
        px[pi[i]] = add ? static_cast<T>(px[pi[i]] + py[i]) : py[i];
      }
    });
  });
  return dx;
}

}  // namespace rectify::ops
