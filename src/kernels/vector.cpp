#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/vector.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_bias_row(float* y, const float* bias, int64_t n) {
  const hn::ScalableTag<float> d;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + N <= n; i += N) hn::StoreU(hn::Add(hn::LoadU(d, y + i), hn::LoadU(d, bias + i)), d, y + i);
  for (; i < n; ++i) y[i] += bias[i];
}

void relu_backward_bias_loop(float* dh, const float* h, float* gb, int64_t rows, int64_t cols) {
  const hn::ScalableTag<float> d;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t c = 0;
  for (; c + 4 * N <= cols; c += 4 * N) {  // four vectors of columns at a time: their sums stay in registers
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (int64_t r = 0; r < rows; ++r) {
      float* g = dh + r * cols + c;
      const float* y = h + r * cols + c;
      const auto zero = hn::Zero(d);
      const auto v0 = hn::IfThenZeroElse(hn::Le(hn::LoadU(d, y), zero), hn::LoadU(d, g));
      const auto v1 = hn::IfThenZeroElse(hn::Le(hn::LoadU(d, y + N), zero), hn::LoadU(d, g + N));
      const auto v2 = hn::IfThenZeroElse(hn::Le(hn::LoadU(d, y + 2 * N), zero), hn::LoadU(d, g + 2 * N));
      const auto v3 = hn::IfThenZeroElse(hn::Le(hn::LoadU(d, y + 3 * N), zero), hn::LoadU(d, g + 3 * N));
      hn::StoreU(v0, d, g);
      hn::StoreU(v1, d, g + N);
      hn::StoreU(v2, d, g + 2 * N);
      hn::StoreU(v3, d, g + 3 * N);
      s0 = hn::Add(s0, v0);
      s1 = hn::Add(s1, v1);
      s2 = hn::Add(s2, v2);
      s3 = hn::Add(s3, v3);
    }
    if (gb) {
      hn::StoreU(hn::Add(hn::LoadU(d, gb + c), s0), d, gb + c);
      hn::StoreU(hn::Add(hn::LoadU(d, gb + c + N), s1), d, gb + c + N);
      hn::StoreU(hn::Add(hn::LoadU(d, gb + c + 2 * N), s2), d, gb + c + 2 * N);
      hn::StoreU(hn::Add(hn::LoadU(d, gb + c + 3 * N), s3), d, gb + c + 3 * N);
    }
  }
  for (; c < cols; ++c) {
    float sum = 0;
    for (int64_t r = 0; r < rows; ++r) {
      float& g = dh[r * cols + c];
      if (h[r * cols + c] <= 0) g = 0;
      sum += g;
    }
    if (gb) gb[c] += sum;
  }
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(add_bias_row);
HWY_EXPORT(relu_backward_bias_loop);

void bias_act(float* y, const float* bias, int64_t rows, int64_t cols, Activation f, const Params& p) {
  const UnaryFn act = forward_kernel(f, kFloat);
  if (!bias) return act(y, y, static_cast<size_t>(rows * cols), p);
  for (int64_t r = 0; r < rows; ++r, y += cols) {
    HWY_DYNAMIC_DISPATCH(add_bias_row)(y, bias, cols);
    act(y, y, static_cast<size_t>(cols), p);
  }
}
void relu_backward_bias(float* dh, const float* h, float* gb, int64_t rows, int64_t cols) {
  HWY_DYNAMIC_DISPATCH(relu_backward_bias_loop)(dh, h, gb, rows, cols);
}
}  // namespace rectify::kernels
#endif
