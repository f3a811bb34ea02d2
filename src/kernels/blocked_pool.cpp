// Max pooling of channel blocks: a vector of channels at a time.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocked_pool.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

#include "kernels/blocked.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A window: its first place (which padding may put outside), and the taps of it that lie inside.
struct Window {
  int64_t out, h, w, a0, a1, b0, b1;
  HWY_INLINE Window(const PoolShape& s, int64_t oh, int64_t ow)
      : out(oh * s.out_w + ow),
        h(oh * s.stride_h - s.pad_h),
        w(ow * s.stride_w - s.pad_w),
        a0(std::max<int64_t>(0, -h)),
        a1(std::min(s.kernel_h, s.in_h - h)),
        b0(std::max<int64_t>(0, -w)),
        b1(std::min(s.kernel_w, s.in_w - w)) {}
};

void max_pool_loop(const float* HWY_RESTRICT x, const PoolShape& s, int64_t width, float* HWY_RESTRICT y,
                   uint8_t* HWY_RESTRICT tap) {
  const hn::CappedTag<float, 16> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(di)> d8;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t oh = 0; oh < s.out_h; oh++)
    for (int64_t ow = 0; ow < s.out_w; ow++) {
      const Window p(s, oh, ow);
      int64_t c = 0;
      for (; c + N <= width; c += N) {
        auto best = hn::LoadU(d, x + ((p.h + p.a0) * s.in_w + p.w + p.b0) * width + c);
        auto at = hn::Set(di, static_cast<int32_t>(p.a0 * s.kernel_w + p.b0));
        for (int64_t a = p.a0; a < p.a1; a++)
          for (int64_t b = p.b0; b < p.b1; b++) {
            const auto v = hn::LoadU(d, x + ((p.h + a) * s.in_w + p.w + b) * width + c);
            const auto more = hn::Or(hn::Gt(v, best), hn::Ne(v, v));
            best = hn::IfThenElse(more, v, best);
            at = hn::IfThenElse(hn::RebindMask(di, more), hn::Set(di, static_cast<int32_t>(a * s.kernel_w + b)), at);
          }
        hn::StoreU(best, d, y + p.out * width + c);
        hn::StoreU(hn::DemoteTo(d8, at), d8, tap + p.out * width + c);
      }
      for (; c < width; c++) {
        float best = x[((p.h + p.a0) * s.in_w + p.w + p.b0) * width + c];
        int64_t at = p.a0 * s.kernel_w + p.b0;
        for (int64_t a = p.a0; a < p.a1; a++)
          for (int64_t b = p.b0; b < p.b1; b++) {
            const float v = x[((p.h + a) * s.in_w + p.w + b) * width + c];
            if (v > best || v != v) best = v, at = a * s.kernel_w + b;
          }
        y[p.out * width + c] = best;
        tap[p.out * width + c] = static_cast<uint8_t>(at);
      }
    }
}
template <bool kMasked, bool kDisjoint>
HWY_INLINE void gradient(const float* HWY_RESTRICT dy, const uint8_t* HWY_RESTRICT tap, const float* HWY_RESTRICT input,
                         const PoolShape& s, int64_t width, float* HWY_RESTRICT dx) {
  const hn::CappedTag<float, 16> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(di)> d8;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  const auto zero = hn::Zero(d);
  for (int64_t oh = 0; oh < s.out_h; oh++)
    for (int64_t ow = 0; ow < s.out_w; ow++) {
      const Window p(s, oh, ow);
      int64_t c = 0;
      for (; c + N <= width; c += N) {
        const auto g = hn::LoadU(d, dy + p.out * width + c);
        const auto at = hn::PromoteTo(di, hn::LoadU(d8, tap + p.out * width + c));
        for (int64_t a = p.a0; a < p.a1; a++)
          for (int64_t b = p.b0; b < p.b1; b++) {
            float* to = dx + ((p.h + a) * s.in_w + p.w + b) * width + c;
            const auto here = hn::Eq(at, hn::Set(di, static_cast<int32_t>(a * s.kernel_w + b)));
            auto v = hn::IfThenElseZero(hn::RebindMask(d, here), g);
            if (kMasked)
              v = hn::IfThenZeroElse(hn::Le(hn::LoadU(d, input + ((p.h + a) * s.in_w + p.w + b) * width + c), zero), v);
            if (!kDisjoint) v = hn::Add(v, hn::LoadU(d, to));
            hn::StoreU(v, d, to);
          }
      }
      for (; c < width; c++) {
        const int64_t at = tap[p.out * width + c];
        const int64_t to = ((p.h + at / s.kernel_w) * s.in_w + p.w + at % s.kernel_w) * width + c;
        if (!kMasked || !(input[to] <= 0)) dx[to] += dy[p.out * width + c];
      }
    }
}
void max_pool_gradient_loop(const float* dy, const uint8_t* tap, const float* input, const PoolShape& s, int64_t width,
                            float* dx) {
  // Windows that cover the plane once, in whole vectors, write every place themselves.
  const bool disjoint = s.stride_h == s.kernel_h && s.stride_w == s.kernel_w && width % 16 == 0;
  if (!disjoint || s.pad_h || s.pad_w || s.out_h * s.stride_h < s.in_h || s.out_w * s.stride_w < s.in_w)
    std::memset(dx, 0, static_cast<size_t>(s.in_h * s.in_w * width) * sizeof(float));
  if (input)
    disjoint ? gradient<true, true>(dy, tap, input, s, width, dx) : gradient<true, false>(dy, tap, input, s, width, dx);
  else
    disjoint ? gradient<false, true>(dy, tap, input, s, width, dx)
             : gradient<false, false>(dy, tap, input, s, width, dx);
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(max_pool_loop);
HWY_EXPORT(max_pool_gradient_loop);

void block_max_pool(const float* x, const PoolShape& s, int64_t width, float* y, uint8_t* tap) {
  HWY_DYNAMIC_DISPATCH(max_pool_loop)(x, s, width, y, tap);
}
void block_max_pool_gradient(const float* dy, const uint8_t* tap, const float* input, const PoolShape& s, int64_t width,
                             float* dx) {
  HWY_DYNAMIC_DISPATCH(max_pool_gradient_loop)(dy, tap, input, s, width, dx);
}
}  // namespace rectify::kernels
#endif
