#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/optimizer.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <cstring>

#include "kernels/optimizer.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;

// Calls body(d, a, i) for every whole vector; the last, partial one goes through copies. The last array is only read.
template <size_t K, class F>
HWY_INLINE void each(float* const (&a)[K], int64_t n, const F& body) {
  const D d;
  const int64_t N = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + N <= n; i += N) body(d, a, i);
  if (i == n) return;
  HWY_ALIGN float rest[K][hn::MaxLanes(d)] = {};
  float* b[K];
  const size_t bytes = static_cast<size_t>(n - i) * sizeof(float);
  for (size_t k = 0; k < K; k++) std::memcpy(b[k] = rest[k], a[k] + i, bytes);
  body(d, b, 0);
  for (size_t k = 0; k + 1 < K; k++) std::memcpy(a[k] + i, rest[k], bytes);
}

template <size_t K>
void adam_loop(float* const (&arrays)[K], int64_t n, const AdamRule& rule) {
  const AdamRule r = rule;
  each(arrays, n, [&](D d, float* const(&a)[K], int64_t i) HWY_ATTR {
    const auto p = hn::Mul(hn::LoadU(d, a[0] + i), hn::Set(d, r.keep));
    const auto g = hn::MulAdd(hn::Set(d, r.weight_decay), p, hn::LoadU(d, a[K - 1] + i));
    const auto m = hn::MulAdd(hn::Set(d, r.beta1), hn::LoadU(d, a[1] + i), hn::Mul(hn::Set(d, r.rest1), g));
    auto v = hn::MulAdd(hn::Set(d, r.beta2), hn::LoadU(d, a[2] + i), hn::Mul(hn::Set(d, r.rest2), hn::Mul(g, g)));
    hn::StoreU(m, d, a[1] + i);
    hn::StoreU(v, d, a[2] + i);
    if constexpr (K == 5) {
      const auto top = hn::LoadU(d, a[3] + i);
      v = hn::IfThenElse(hn::Le(v, top), top, v);  // a NaN in v stays
      hn::StoreU(v, d, a[3] + i);
    }
    const auto denominator = hn::MulAdd(hn::Sqrt(v), hn::Set(d, r.scale), hn::Set(d, r.eps));
    hn::StoreU(hn::NegMulAdd(hn::Set(d, r.step), hn::Div(m, denominator), p), d, a[0] + i);
  });
}
void adam(float* p, float* m, float* v, float* vmax, float* g, int64_t n, const AdamRule& rule) {
  if (vmax)
    adam_loop<5>({p, m, v, vmax, g}, n, rule);
  else
    adam_loop<4>({p, m, v, g}, n, rule);
}

template <bool kMean, bool kBuffer, size_t K>
void rmsprop_loop(float* const (&arrays)[K], int64_t n, const RmspropRule& rule) {
  const RmspropRule r = rule;
  each(arrays, n, [&](D d, float* const(&a)[K], int64_t i) HWY_ATTR {
    const auto p = hn::LoadU(d, a[0] + i);
    const auto g = hn::MulAdd(hn::Set(d, r.weight_decay), p, hn::LoadU(d, a[K - 1] + i));
    auto s = hn::MulAdd(hn::Set(d, r.alpha), hn::LoadU(d, a[1] + i), hn::Mul(hn::Set(d, r.rest), hn::Mul(g, g)));
    hn::StoreU(s, d, a[1] + i);
    if constexpr (kMean) {
      const auto mean = hn::MulAdd(hn::Set(d, r.alpha), hn::LoadU(d, a[2] + i), hn::Mul(hn::Set(d, r.rest), g));
      hn::StoreU(mean, d, a[2] + i);
      s = hn::Sub(s, hn::Mul(mean, mean));
    }
    auto change = hn::Div(g, hn::Add(hn::Sqrt(s), hn::Set(d, r.eps)));
    if constexpr (kBuffer) {
      change = hn::MulAdd(hn::Set(d, r.momentum), hn::LoadU(d, a[K - 2] + i), change);
      hn::StoreU(change, d, a[K - 2] + i);
    }
    hn::StoreU(hn::NegMulAdd(hn::Set(d, r.lr), change, p), d, a[0] + i);
  });
}
void rmsprop(float* p, float* s, float* mean, float* buffer, float* g, int64_t n, const RmspropRule& rule) {
  if (mean && buffer)
    rmsprop_loop<true, true, 5>({p, s, mean, buffer, g}, n, rule);
  else if (mean)
    rmsprop_loop<true, false, 4>({p, s, mean, g}, n, rule);
  else if (buffer)
    rmsprop_loop<false, true, 4>({p, s, buffer, g}, n, rule);
  else
    rmsprop_loop<false, false, 3>({p, s, g}, n, rule);
}

void adagrad(float* p, float* s, float* g, int64_t n, const AdagradRule& rule) {
  const AdagradRule r = rule;
  each<3>({p, s, g}, n, [&](D d, float* const(&a)[3], int64_t i) HWY_ATTR {
    const auto x = hn::LoadU(d, a[0] + i);
    const auto dx = hn::MulAdd(hn::Set(d, r.weight_decay), x, hn::LoadU(d, a[2] + i));
    const auto sum = hn::MulAdd(dx, dx, hn::LoadU(d, a[1] + i));
    hn::StoreU(sum, d, a[1] + i);
    const auto change = hn::Div(dx, hn::Add(hn::Sqrt(sum), hn::Set(d, r.eps)));
    hn::StoreU(hn::NegMulAdd(hn::Set(d, r.lr), change, x), d, a[0] + i);
  });
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(adam);
HWY_EXPORT(rmsprop);
HWY_EXPORT(adagrad);

void adam_step(float* p, float* m, float* v, float* vmax, const float* g, int64_t n, const AdamRule& rule) {
  HWY_DYNAMIC_DISPATCH(adam)(p, m, v, vmax, const_cast<float*>(g), n, rule);
}
void rmsprop_step(float* p, float* s, float* mean, float* buffer, const float* g, int64_t n, const RmspropRule& rule) {
  HWY_DYNAMIC_DISPATCH(rmsprop)(p, s, mean, buffer, const_cast<float*>(g), n, rule);
}
void adagrad_step(float* p, float* s, const float* g, int64_t n, const AdagradRule& rule) {
  HWY_DYNAMIC_DISPATCH(adagrad)(p, s, const_cast<float*>(g), n, rule);
}
}  // namespace rectify::kernels
#endif
