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
void gather_loop(const uint32_t* x, const int32_t* index, uint32_t* y, int64_t n) {
  const hn::ScalableTag<uint32_t> d;
  const hn::RebindToSigned<decltype(d)> di;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t j = 0;
  for (; j + N <= n; j += N) hn::StoreU(hn::GatherIndex(d, x, hn::LoadU(di, index + j)), d, y + j);
  for (; j < n; j++) y[j] = x[index[j]];
}
void gather_sum_loop(const float* x, const int32_t* index, const float* weight, int64_t count, float* y, int64_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t j = 0;
  for (; j + N <= n; j += N) {
    auto sum = hn::Zero(d);
    for (int64_t k = 0; k < count; k++)
      sum = hn::MulAdd(hn::LoadU(d, weight + k * n + j), hn::GatherIndex(d, x, hn::LoadU(di, index + k * n + j)), sum);
    hn::StoreU(sum, d, y + j);
  }
  for (; j < n; j++) {
    float sum = 0;
    for (int64_t k = 0; k < count; k++) sum += weight[k * n + j] * x[index[k * n + j]];
    y[j] = sum;
  }
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(sum_rows_loop);
HWY_EXPORT(gather_loop);
HWY_EXPORT(gather_sum_loop);

void sum_rows(const float* x, int64_t n, const int64_t* index, const float* weight, int64_t count, float* y) {
  HWY_DYNAMIC_DISPATCH(sum_rows_loop)(x, n, index, weight, count, y);
}
void gather(const uint32_t* x, const int32_t* index, uint32_t* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(gather_loop)(x, index, y, n);
}
void gather_sum(const float* x, const int32_t* index, const float* weight, int64_t count, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(gather_sum_loop)(x, index, weight, count, y, n);
}
}  // namespace rectify::kernels
#endif
