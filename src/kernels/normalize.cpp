#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/normalize.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <cmath>

#include "kernels/normalize.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
int64_t lanes() {
  return static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
}
template <class T>
void moments(const T* x, int64_t n, double eps, T* mean, T* rstd) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  auto total = [&](auto f, T m) HWY_ATTR {  // Σ f(x - m)
    const auto shift = hn::Set(d, m);
    auto a = hn::Zero(d), b = a, c = a, e = a;
    int64_t i = 0;
    for (; i + 4 * N <= n; i += 4 * N) {
      a = hn::Add(a, f(hn::Sub(hn::LoadU(d, x + i), shift)));
      b = hn::Add(b, f(hn::Sub(hn::LoadU(d, x + i + N), shift)));
      c = hn::Add(c, f(hn::Sub(hn::LoadU(d, x + i + 2 * N), shift)));
      e = hn::Add(e, f(hn::Sub(hn::LoadU(d, x + i + 3 * N), shift)));
    }
    for (; i + N <= n; i += N) a = hn::Add(a, f(hn::Sub(hn::LoadU(d, x + i), shift)));
    T sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(a, b), hn::Add(c, e))));
    for (; i < n; i++) sum += hn::GetLane(f(hn::Set(d, x[i] - m)));
    return sum;
  };
  const T count = static_cast<T>(n);
  // from the first element: a mean far from 0 would cost digits
  const T m = n > 0 ? x[0] + total([](auto v) HWY_ATTR { return v; }, x[0]) / count : T(0) / count;
  const T variance = total([](auto v) HWY_ATTR { return hn::Mul(v, v); }, m) / count;
  *mean = m;
  *rstd = T(1) / std::sqrt(variance + static_cast<T>(eps));
}
template <class T>
void normalize(const T* x, T* y, int64_t n, T mean, T rstd, const T* w, const T* b) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  const auto m = hn::Set(d, mean), r = hn::Set(d, rstd), zero = hn::Zero(d), one = hn::Set(d, T(1));
  int64_t i = 0;
  for (; i + N <= n; i += N) {
    const auto v = hn::Mul(hn::Sub(hn::LoadU(d, x + i), m), r);
    hn::StoreU(hn::MulAdd(v, w ? hn::LoadU(d, w + i) : one, b ? hn::LoadU(d, b + i) : zero), d, y + i);
  }
  for (; i < n; i++) y[i] = (x[i] - mean) * rstd * (w ? w[i] : T(1)) + (b ? b[i] : T(0));
}
template <class T>
void scale_shift(const T* x, T* y, int64_t n, T a, T c) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  const auto va = hn::Set(d, a), vc = hn::Set(d, c);
  int64_t i = 0;
  for (; i + N <= n; i += N) hn::StoreU(hn::MulAdd(va, hn::LoadU(d, x + i), vc), d, y + i);
  for (; i < n; i++) y[i] = a * x[i] + c;
}
template <class T, bool kWeight>
HWY_INLINE void sums_of(const T* dy, const T* x, const T* w, int64_t n, T* sum_dy, T* sum_dyx) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  auto a = hn::Zero(d), b = a, p = a, q = a;
  const auto gradient = [&](int64_t i) HWY_ATTR {
    const auto g = hn::LoadU(d, dy + i);
    if constexpr (kWeight)
      return hn::Mul(g, hn::LoadU(d, w + i));
    else
      return g;
  };
  int64_t i = 0;
  for (; i + 2 * N <= n; i += 2 * N) {
    const auto g = gradient(i), h = gradient(i + N);
    a = hn::Add(a, g);
    b = hn::Add(b, h);
    p = hn::MulAdd(g, hn::LoadU(d, x + i), p);
    q = hn::MulAdd(h, hn::LoadU(d, x + i + N), q);
  }
  for (; i + N <= n; i += N) {
    const auto g = gradient(i);
    a = hn::Add(a, g);
    p = hn::MulAdd(g, hn::LoadU(d, x + i), p);
  }
  T s = hn::GetLane(hn::SumOfLanes(d, hn::Add(a, b))), t = hn::GetLane(hn::SumOfLanes(d, hn::Add(p, q)));
  for (; i < n; i++) {
    const T g = kWeight ? dy[i] * w[i] : dy[i];
    s += g;
    t += g * x[i];
  }
  *sum_dy = s;
  *sum_dyx = t;
}
template <class T>
void sums(const T* dy, const T* x, int64_t n, T* sum_dy, T* sum_dyx) {
  sums_of<T, false>(dy, x, dy, n, sum_dy, sum_dyx);
}
template <class T>
void weighted_sums(const T* dy, const T* x, const T* w, int64_t n, T* sum_dy, T* sum_dyx) {
  sums_of<T, true>(dy, x, w, n, sum_dy, sum_dyx);
}
template <class T>
void affine_gradient(const T* dy, const T* x, int64_t n, T mean, T rstd, T* dw, T* db) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  const auto m = hn::Set(d, mean), r = hn::Set(d, rstd);
  int64_t i = 0;
  for (; i + N <= n; i += N) {
    const auto g = hn::LoadU(d, dy + i);
    if (dw) hn::StoreU(hn::MulAdd(g, hn::Mul(hn::Sub(hn::LoadU(d, x + i), m), r), hn::LoadU(d, dw + i)), d, dw + i);
    if (db) hn::StoreU(hn::Add(hn::LoadU(d, db + i), g), d, db + i);
  }
  for (; i < n; i++) {
    if (dw) dw[i] += dy[i] * (x[i] - mean) * rstd;
    if (db) db[i] += dy[i];
  }
}
template <class T>
void combine(const T* dy, const T* x, const T* w, T* dx, int64_t n, T a, T b, T c) {
  const hn::ScalableTag<T> d;
  const int64_t N = lanes<T>();
  const auto va = hn::Set(d, a), vb = hn::Set(d, b), vc = hn::Set(d, c), one = hn::Set(d, T(1));
  int64_t i = 0;
  for (; i + N <= n; i += N) {
    const auto g = hn::Mul(hn::LoadU(d, dy + i), w ? hn::LoadU(d, w + i) : one);
    hn::StoreU(hn::MulAdd(va, g, hn::MulAdd(vb, hn::LoadU(d, x + i), vc)), d, dx + i);
  }
  for (; i < n; i++) dx[i] = a * dy[i] * (w ? w[i] : T(1)) + b * x[i] + c;
}

// HWY_EXPORT wants plain functions.
#define RECTIFY_LOOPS(T, S)                                                                                    \
  void moments_##S(const T* x, int64_t n, double eps, T* mean, T* rstd) { moments<T>(x, n, eps, mean, rstd); } \
  void normalize_##S(const T* x, T* y, int64_t n, T mean, T rstd, const T* w, const T* b) {                    \
    normalize<T>(x, y, n, mean, rstd, w, b);                                                                   \
  }                                                                                                            \
  void scale_shift_##S(const T* x, T* y, int64_t n, T a, T c) { scale_shift<T>(x, y, n, a, c); }               \
  void sums_##S(const T* dy, const T* x, int64_t n, T* s, T* t) { sums<T>(dy, x, n, s, t); }                   \
  void weighted_sums_##S(const T* dy, const T* x, const T* w, int64_t n, T* s, T* t) {                         \
    weighted_sums<T>(dy, x, w, n, s, t);                                                                       \
  }                                                                                                            \
  void affine_gradient_##S(const T* dy, const T* x, int64_t n, T mean, T rstd, T* dw, T* db) {                 \
    affine_gradient<T>(dy, x, n, mean, rstd, dw, db);                                                          \
  }                                                                                                            \
  void combine_##S(const T* dy, const T* x, const T* w, T* dx, int64_t n, T a, T b, T c) {                     \
    combine<T>(dy, x, w, dx, n, a, b, c);                                                                      \
  }
RECTIFY_LOOPS(float, f32)
RECTIFY_LOOPS(double, f64)
#undef RECTIFY_LOOPS

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
#define RECTIFY_LOOPS(T, S)                                                                                   \
  HWY_EXPORT(moments_##S);                                                                                    \
  HWY_EXPORT(normalize_##S);                                                                                  \
  HWY_EXPORT(scale_shift_##S);                                                                                \
  HWY_EXPORT(sums_##S);                                                                                       \
  HWY_EXPORT(weighted_sums_##S);                                                                              \
  HWY_EXPORT(affine_gradient_##S);                                                                            \
  HWY_EXPORT(combine_##S);                                                                                    \
  template <>                                                                                                 \
  void NormalizeLoops<T>::moments(const T* x, int64_t n, double eps, T* mean, T* rstd) {                      \
    HWY_DYNAMIC_DISPATCH(moments_##S)(x, n, eps, mean, rstd);                                                 \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::normalize(const T* x, T* y, int64_t n, T mean, T rstd, const T* w, const T* b) {    \
    HWY_DYNAMIC_DISPATCH(normalize_##S)(x, y, n, mean, rstd, w, b);                                           \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::scale_shift(const T* x, T* y, int64_t n, T a, T c) {                                \
    HWY_DYNAMIC_DISPATCH(scale_shift_##S)(x, y, n, a, c);                                                     \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::sums(const T* dy, const T* x, int64_t n, T* s, T* t) {                              \
    HWY_DYNAMIC_DISPATCH(sums_##S)(dy, x, n, s, t);                                                           \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::weighted_sums(const T* dy, const T* x, const T* w, int64_t n, T* s, T* t) {         \
    HWY_DYNAMIC_DISPATCH(weighted_sums_##S)(dy, x, w, n, s, t);                                               \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::affine_gradient(const T* dy, const T* x, int64_t n, T mean, T rstd, T* dw, T* db) { \
    HWY_DYNAMIC_DISPATCH(affine_gradient_##S)(dy, x, n, mean, rstd, dw, db);                                  \
  }                                                                                                           \
  template <>                                                                                                 \
  void NormalizeLoops<T>::combine(const T* dy, const T* x, const T* w, T* dx, int64_t n, T a, T b, T c) {     \
    HWY_DYNAMIC_DISPATCH(combine_##S)(dy, x, w, dx, n, a, b, c);                                              \
  }
RECTIFY_LOOPS(float, f32)
RECTIFY_LOOPS(double, f64)
#undef RECTIFY_LOOPS
}  // namespace rectify::kernels
#endif
