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
// Two vectors at a time: the lower halves of 32-bit words, then the upper ones.
void widen_bfloat16(const void* from, void* to, size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const uint16_t* x = static_cast<const uint16_t*>(from);
  float* y = static_cast<float*>(to);
  const size_t N = hn::Lanes(d), whole = n - n % (2 * N);
  for (size_t i = 0; i < whole; i += 2 * N) {
    const auto v = hn::LoadU(du, reinterpret_cast<const uint32_t*>(x + i));
    hn::StoreU(hn::BitCast(d, hn::ShiftLeft<16>(v)), d, y + i);
    hn::StoreU(hn::BitCast(d, hn::And(v, hn::Set(du, 0xFFFF0000))), d, y + i + N);
  }
  convert<BFloat16, float>(x + whole, y + whole, n - whole);
}
void narrow_bfloat16(const void* from, void* to, size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const float* x = static_cast<const float*>(from);
  uint16_t* y = static_cast<uint16_t*>(to);
  const size_t N = hn::Lanes(d), whole = n - n % (2 * N);
  const auto rounded = [&](const float* p) RECTIFY_FLAT {  // in the upper half
    const auto u = hn::BitCast(du, hn::LoadU(d, p));
    return hn::Add(hn::Add(u, hn::Set(du, 0x7FFF)), hn::And(hn::ShiftRight<16>(u), hn::Set(du, 1)));
  };
  for (size_t i = 0; i < whole; i += 2 * N)
    hn::StoreU(hn::Or(hn::ShiftRight<16>(rounded(x + i)), hn::And(rounded(x + i + N), hn::Set(du, 0xFFFF0000))), du,
               reinterpret_cast<uint32_t*>(y + i));
  convert<float, BFloat16>(x + whole, y + whole, n - whole);
}
const Sixteen* sixteen_chosen(bool half) {
  static constexpr Sixteen table[] = {
      {convert<BFloat16, float>, convert<float, BFloat16>, widen_bfloat16, narrow_bfloat16},
      {convert<Half, float>, convert<float, Half>, convert<Half, float>, convert<float, Half>}};
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
