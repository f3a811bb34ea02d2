#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/rows.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void sum_rows_loop(const float* x, int64_t n, const int64_t* index, const float* weight, int64_t count, float* y) {
  const hn::ScalableTag<float> d;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + 2 * N <= n; i += 2 * N) {
    auto a = hn::Zero(d), b = a;
    for (int64_t k = 0; k < count; k++) {
      const float* row = x + index[k] * n + i;
      const auto w = hn::Set(d, weight ? weight[k] : 1.0f);
      a = hn::MulAdd(w, hn::LoadU(d, row), a);
      b = hn::MulAdd(w, hn::LoadU(d, row + N), b);
    }
    hn::StoreU(a, d, y + i);
    hn::StoreU(b, d, y + i + N);
  }
  for (; i + N <= n; i += N) {
    auto a = hn::Zero(d);
    for (int64_t k = 0; k < count; k++)
      a = hn::MulAdd(hn::Set(d, weight ? weight[k] : 1.0f), hn::LoadU(d, x + index[k] * n + i), a);
    hn::StoreU(a, d, y + i);
  }
  for (; i < n; i++) {
    float a = 0;
    for (int64_t k = 0; k < count; k++) a += (weight ? weight[k] : 1.0f) * x[index[k] * n + i];
    y[i] = a;
  }
}
void axpy_loop(float a, const float* x, float* y, int64_t n) {
  const hn::ScalableTag<float> d;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  const auto v = hn::Set(d, a);
  int64_t i = 0;
  for (; i + N <= n; i += N) hn::StoreU(hn::MulAdd(v, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, y + i);
  for (; i < n; i++) y[i] += a * x[i];
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(sum_rows_loop);
HWY_EXPORT(axpy_loop);

void sum_rows(const float* x, int64_t n, const int64_t* index, const float* weight, int64_t count, float* y) {
  HWY_DYNAMIC_DISPATCH(sum_rows_loop)(x, n, index, weight, count, y);
}
void axpy(float a, const float* x, float* y, int64_t n) { HWY_DYNAMIC_DISPATCH(axpy_loop)(a, x, y, n); }
}  // namespace rectify::kernels
#endif
