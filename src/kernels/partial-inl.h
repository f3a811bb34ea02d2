// Loads and stores of fewer elements than a vector has. Included once per instruction set.
#if defined(RECTIFY_KERNELS_PARTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_PARTIAL_INL_H_
#undef RECTIFY_KERNELS_PARTIAL_INL_H_
#else
#define RECTIFY_KERNELS_PARTIAL_INL_H_
#endif
#include <hwy/highway.h>

#include <cstring>
#include <type_traits>

#include "kernels/element-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first n elements of p, zeros after them.
template <class S, class D, class V = hn::Vec<D>>
HWY_INLINE V load_n(D d, const S* p, size_t n) {
  if constexpr (hn::MaxLanes(D()) == 1) return Element<S>::load(d, p);
#if HWY_TARGET <= HWY_AVX2
  if constexpr (std::is_floating_point_v<S>) return hn::MaskedLoad(hn::FirstN(d, n), d, p);
#endif
  S a[hn::MaxLanes(d)];
  std::memset(static_cast<void*>(a), 0, sizeof a);
  std::memcpy(static_cast<void*>(a), p, n * sizeof(S));
  return Element<S>::load(d, a);
}
template <class S, class D, class V = hn::Vec<D>>
HWY_INLINE void store_n(D d, V v, S* p, size_t n) {
  if constexpr (hn::MaxLanes(D()) == 1) return Element<S>::store(d, v, p);
#if HWY_TARGET <= HWY_AVX2
  if constexpr (std::is_floating_point_v<S>) {
    return hn::BlendedStore(v, hn::FirstN(d, n), d, p);
  }
#endif
  S a[hn::MaxLanes(d)];
  Element<S>::store(d, v, a);
  std::memcpy(static_cast<void*>(p), a, n * sizeof(S));
}
// Calls f(i, count) for [0, n) in steps of a vector; only the last count may be smaller than N.
template <class F>
HWY_INLINE void each_vector(size_t n, size_t N, const F& f) {
  size_t i = 0;
  for (; i + N <= n; i += N) f(i, N);
  if (i < n) f(i, n - i);
}
template <class S, class D, class V = hn::Vec<D>>
HWY_INLINE V load_upto(D d, const S* p, size_t n) {
  return n == hn::Lanes(d) ? Element<S>::load(d, p) : load_n(d, p, n);
}
template <class S, class D, class V = hn::Vec<D>>
HWY_INLINE void store_upto(D d, V v, S* p, size_t n) {
  n == hn::Lanes(d) ? Element<S>::store(d, v, p) : store_n(d, v, p, n);
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
