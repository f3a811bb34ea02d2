#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gated.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

#include "kernels/activation_math-inl.h"
#include "kernels/exponential-inl.h"
#include "kernels/floating.h"
#include "kernels/gated.h"
#include "kernels/partial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>>
HWY_INLINE V relu_of(D d, V x) {  // keeps NaN and -0.0
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
}
// forward: f(b), times a. backward: f(b) and f'(b).
struct Glu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V a, V b) {
    return hn::Mul(a, math::logistic(d, b));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V b, V& slope) {
    V rest;
    const V s = quick::logistic_pair(d, b, rest);
    slope = hn::Mul(s, rest);
    return s;
  }
};
struct ReGlu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V a, V b) {
    return hn::Mul(a, relu_of(d, b));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V b, V& slope) {
    slope = hn::IfThenElse(hn::Le(b, hn::Zero(d)), hn::Zero(d), hn::Set(d, hn::TFromD<D>(1)));
    return relu_of(d, b);
  }
};
struct SwiGlu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V a, V b) {
    return hn::Mul(a, math::swish(d, b));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V b, V& slope) {
    V rest;
    const V s = quick::logistic_pair(d, b, rest);
    slope = hn::Mul(s, hn::MulAdd(b, rest, hn::Set(d, hn::TFromD<D>(1))));
    return hn::Mul(b, s);
  }
};

struct GeGlu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V a, V b) {
    return hn::Mul(a, math::gelu(d, b));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V b, V& slope) {
    slope = math::gelu_slope(d, b);
    return math::gelu(d, b);
  }
};

template <class F, class S>
void forward(const void* input, void* output, int64_t rows, int64_t n, int64_t from, int64_t to) {
  const hn::ScalableTag<S> d;
  const S* x = static_cast<const S*>(input) + from;
  S* y = static_cast<S*>(output) + from;
  for (int64_t r = 0; r < rows; r++, x += 2 * n, y += n)
    each_vector(static_cast<size_t>(to - from), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      store_upto(d, F::forward(d, load_upto(d, x + i, count), load_upto(d, x + n + i, count)), y + i, count);
    });
}
template <class F, class S>
void backward(const void* input, const void* doutput, void* dinput, int64_t rows, int64_t n, int64_t from, int64_t to) {
  using D = hn::ScalableTag<S>;
  const D d;
  const S *x = static_cast<const S*>(input) + from, *dy = static_cast<const S*>(doutput) + from;
  S* dx = static_cast<S*>(dinput) + from;
  for (int64_t r = 0; r < rows; r++, x += 2 * n, dx += 2 * n, dy += n)
    each_vector(static_cast<size_t>(to - from), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      hn::Vec<D> slope;
      const auto value = F::backward(d, load_upto(d, x + n + i, count), slope), g = load_upto(d, dy + i, count);
      store_upto(d, hn::Mul(g, value), dx + i, count);
      store_upto(d, hn::Mul(hn::Mul(g, load_upto(d, x + i, count)), slope), dx + n + i, count);
    });
}
template <class S>
void crelu_forward(const void* input, void* output, int64_t rows, int64_t n, int64_t from, int64_t to) {
  const hn::ScalableTag<S> d;
  const S* x = static_cast<const S*>(input) + from;
  S* y = static_cast<S*>(output) + from;
  for (int64_t r = 0; r < rows; r++, x += n, y += 2 * n)
    each_vector(static_cast<size_t>(to - from), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      const auto v = load_upto(d, x + i, count);
      store_upto(d, relu_of(d, v), y + i, count);
      store_upto(d, relu_of(d, hn::Neg(v)), y + n + i, count);
    });
}
template <class S>
void crelu_backward(const void* input, const void* doutput, void* dinput, int64_t rows, int64_t n, int64_t from,
                    int64_t to) {
  const hn::ScalableTag<S> d;
  const S *x = static_cast<const S*>(input) + from, *dy = static_cast<const S*>(doutput) + from;
  S* dx = static_cast<S*>(dinput) + from;
  for (int64_t r = 0; r < rows; r++, x += n, dx += n, dy += 2 * n)
    each_vector(static_cast<size_t>(to - from), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      const auto v = load_upto(d, x + i, count), zero = hn::Zero(d);
      const auto up = hn::IfThenZeroElse(hn::Le(v, zero), load_upto(d, dy + i, count));
      const auto down = hn::IfThenZeroElse(hn::Ge(v, zero), load_upto(d, dy + n + i, count));
      store_upto(d, hn::Sub(up, down), dx + i, count);
    });
}

template <class F, class S>
constexpr GatedKernels gated_of() {
  return {forward<F, S>, backward<F, S>};
}
template <class S>
constexpr GatedKernels crelu_of() {
  return {crelu_forward<S>, crelu_backward<S>, nullptr, 1, 2};
}
const GatedKernels* gated_chosen(Gated f, int column) {
  static constexpr GatedKernels table[5][2] = {{gated_of<Glu, float>(), gated_of<Glu, double>()},
                                               {gated_of<ReGlu, float>(), gated_of<ReGlu, double>()},
                                               {gated_of<GeGlu, float>(), gated_of<GeGlu, double>()},
                                               {gated_of<SwiGlu, float>(), gated_of<SwiGlu, double>()},
                                               {crelu_of<float>(), crelu_of<double>()}};
  return &table[static_cast<int>(f)][column];
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
namespace {

constexpr int64_t kBlock = 1024;  // positions whose floats stay in the first cache
using Bits = uint16_t;
template <class F>
void blocks(int64_t rows, int64_t from, int64_t to, const F& f) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t at = from; at < to; at += kBlock) f(r, at, std::min(kBlock, to - at));
}

}  // namespace

void GatedKernels::forward(const void* x, void* y, int64_t rows, int64_t n, int64_t from, int64_t to) const {
  if (!through) return forward_loop(x, y, rows, n, from, to);
  float a[2 * kBlock], b[2 * kBlock];
  blocks(rows, from, to, [&](int64_t r, int64_t at, int64_t count) {
    through->widen_rows(static_cast<const Bits*>(x) + r * pieces_of_x * n, pieces_of_x, n, at, count, a);
    forward_loop(a, b, 1, count, 0, count);
    through->narrow_rows(b, pieces_of_y, n, at, count, static_cast<Bits*>(y) + r * pieces_of_y * n);
  });
}
void GatedKernels::backward(const void* x, const void* dy, void* dx, int64_t rows, int64_t n, int64_t from,
                            int64_t to) const {
  if (!through) return backward_loop(x, dy, dx, rows, n, from, to);
  float a[2 * kBlock], b[2 * kBlock], c[2 * kBlock];
  blocks(rows, from, to, [&](int64_t r, int64_t at, int64_t count) {
    through->widen_rows(static_cast<const Bits*>(x) + r * pieces_of_x * n, pieces_of_x, n, at, count, a);
    through->widen_rows(static_cast<const Bits*>(dy) + r * pieces_of_y * n, pieces_of_y, n, at, count, b);
    backward_loop(a, b, c, 1, count, 0, count);
    through->narrow_rows(c, pieces_of_x, n, at, count, static_cast<Bits*>(dx) + r * pieces_of_x * n);
  });
}

HWY_EXPORT(gated_chosen);
GatedKernels gated_kernels(Gated f, ScalarType t) {
  const int column = floating_column(t);
  if (column < 0) return {};
  GatedKernels k = *HWY_DYNAMIC_DISPATCH(gated_chosen)(f, column == 1);
  if (column > 1) k.through = &sixteen(t);
  return k;
}
}  // namespace rectify::kernels
#endif
