#include "kernels/sixteen.h"

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sixteen.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/partial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class From, class To>
void convert(const void* from, void* to, size_t n) {
  const hn::ScalableTag<float> d;
  const From* x = static_cast<const From*>(from);
  To* y = static_cast<To*>(to);
  each_vector(n, hn::Lanes(d),
              [&](size_t i, size_t count) RECTIFY_FLAT { store_upto(d, load_upto(d, x + i, count), y + i, count); });
}
const Sixteen* sixteen_chosen(bool half) {
  static constexpr Sixteen table[] = {{convert<BFloat16, float>, convert<float, BFloat16>},
                                      {convert<Half, float>, convert<float, Half>}};
  return &table[half];
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(sixteen_chosen);
const Sixteen& sixteen(ScalarType t) { return *HWY_DYNAMIC_DISPATCH(sixteen_chosen)(t == kHalf); }
}  // namespace rectify::kernels
#endif
