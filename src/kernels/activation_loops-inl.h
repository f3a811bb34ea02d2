// The loops around a formula: dtypes, tails, streaming stores. Included once per instruction set.
#if defined(RECTIFY_KERNELS_ACTIVATION_LOOPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_ACTIVATION_LOOPS_INL_H_
#undef RECTIFY_KERNELS_ACTIVATION_LOOPS_INL_H_
#else
#define RECTIFY_KERNELS_ACTIVATION_LOOPS_INL_H_
#endif
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <cmath>
#include <cstring>
#include <type_traits>

#include "kernels/activation_table.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How elements of type S travel to and from vectors of float or double.
template <class S>
struct Element {  // float, double
  using D = hn::ScalableTag<S>;
  static HWY_INLINE hn::Vec<D> load(D d, const S* p) { return hn::LoadU(d, p); }
  static HWY_INLINE void store(D d, hn::Vec<D> v, S* p) { hn::StoreU(v, d, p); }
};
template <>
struct Element<BFloat16> {
  using D = hn::ScalableTag<float>;
  using DU = hn::RebindToUnsigned<D>;
  using DI = hn::RebindToSigned<D>;
  using D16 = hn::Rebind<uint16_t, D>;
  static HWY_INLINE hn::Vec<D> load(D d, const BFloat16* p) {
    return hn::BitCast(d,
                       hn::ShiftLeft<16>(hn::PromoteTo(DU(), hn::LoadU(D16(), reinterpret_cast<const uint16_t*>(p)))));
  }
  static HWY_INLINE void store(D d, hn::Vec<D> v, BFloat16* p) {
    const DU du;
    const auto u = hn::BitCast(du, v), odd = hn::And(hn::ShiftRight<16>(u), hn::Set(du, 1));
    auto r = hn::ShiftRight<16>(hn::Add(hn::Add(u, hn::Set(du, 0x7FFF)), odd));
    r = hn::IfThenElse(hn::RebindMask(du, hn::Ne(v, v)), hn::Set(du, 0x7FC0), r);
    hn::StoreU(hn::DemoteTo(D16(), hn::BitCast(DI(), r)), D16(), reinterpret_cast<uint16_t*>(p));
    (void)d;
  }
};
template <>
struct Element<Half> {
  using D = hn::ScalableTag<float>;
  using DI = hn::RebindToSigned<D>;
  using DU = hn::RebindToUnsigned<D>;
  using D16 = hn::Rebind<uint16_t, D>;
  static HWY_INLINE hn::Vec<D> load(D d, const Half* p) {
    const DI di;
    const auto x = hn::BitCast(di, hn::PromoteTo(DU(), hn::LoadU(D16(), reinterpret_cast<const uint16_t*>(p))));
    const auto sign = hn::ShiftLeft<16>(hn::And(x, hn::Set(di, 0x8000)));
    const auto m = hn::ShiftLeft<13>(hn::And(x, hn::Set(di, 0x7FFF)));
    const auto finite = hn::BitCast(di, hn::Mul(hn::BitCast(d, m), hn::Set(d, 0x1p112f)));
    const auto special = hn::Gt(m, hn::Set(di, (0x7C00 << 13) - 1));
    return hn::BitCast(d, hn::Or(sign, hn::IfThenElse(special, hn::Or(m, hn::Set(di, 0x7F800000)), finite)));
  }
  static HWY_INLINE void store(D d, hn::Vec<D> v, Half* p) {
    const DI di;
    const auto u = hn::BitCast(di, v), sign = hn::And(hn::ShiftRight<16>(u), hn::Set(di, 0x8000));
    const auto a = hn::And(u, hn::Set(di, 0x7FFFFFFF)), odd = hn::And(hn::ShiftRight<13>(a), hn::Set(di, 1));
    const auto normal = hn::ShiftRight<13>(hn::Add(hn::Sub(a, hn::Set(di, 0x38000000 - 0xFFF)), odd));
    const auto small = hn::Sub(hn::BitCast(di, hn::Add(hn::BitCast(d, a), hn::Set(d, 0.5f))), hn::Set(di, 0x3F000000));
    auto r = hn::IfThenElse(hn::Lt(a, hn::Set(di, 0x38800000)), small, normal);  // float addition rounds subnormals
    r = hn::IfThenElse(hn::Gt(a, hn::Set(di, 0x477FEFFF)), hn::Set(di, 0x7C00), r);
    r = hn::IfThenElse(hn::Gt(a, hn::Set(di, 0x7F800000)), hn::Set(di, 0x7E00), r);
    hn::StoreU(hn::DemoteTo(D16(), hn::Or(r, sign)), D16(), reinterpret_cast<uint16_t*>(p));
  }
};

// One loop for one or two inputs: y[i] = f(x[i], g[i]). The last vector is partial and goes through the same f.
template <class S, bool kTwo, class F>
HWY_INLINE void loop(const S* x, const S* g, S* y, size_t n, const F& f) {
  using E = Element<S>;
  const typename E::D d;
  const size_t N = hn::Lanes(d);
  size_t i = 0;
  const auto partial = [&](size_t count) HWY_ATTR __attribute__((noinline)) {
#if HWY_TARGET <= HWY_AVX2
    if constexpr (std::is_floating_point_v<S>) {
      const auto mask = hn::FirstN(d, count);
      const auto v = hn::MaskedLoad(mask, d, x + i);
      hn::BlendedStore(f(d, v, kTwo ? hn::MaskedLoad(mask, d, g + i) : v), mask, d, y + i);
      i += count;
      return;
    }
#endif
    S a[hn::MaxLanes(d)], b[hn::MaxLanes(d)];
    std::memset(static_cast<void*>(a), 0, sizeof a);
    std::memcpy(static_cast<void*>(a), x + i, count * sizeof(S));
    if (kTwo) {
      std::memset(static_cast<void*>(b), 0, sizeof b);
      std::memcpy(static_cast<void*>(b), g + i, count * sizeof(S));
    }
    const auto v = E::load(d, a);
    E::store(d, f(d, v, kTwo ? E::load(d, b) : v), a);
    std::memcpy(static_cast<void*>(y + i), a, count * sizeof(S));
    i += count;
  };
  if constexpr (std::is_floating_point_v<S>) {
    if (HWY_UNLIKELY(n >= kStreamingBytes / sizeof(S)) && y != x && y != g) {
      const size_t bytes = N * sizeof(S), past = reinterpret_cast<uintptr_t>(y) % bytes;
      if (past) partial((bytes - past) / sizeof(S));
      for (; i + N <= n; i += N) {
        const auto v = E::load(d, x + i);
        hn::Stream(f(d, v, kTwo ? E::load(d, g + i) : v), d, y + i);
      }
      hwy::FlushStream();
      if (i < n) partial(n - i);
      return;
    }
  }
  for (; i + N <= n; i += N) {
    const auto v = E::load(d, x + i);
    E::store(d, f(d, v, kTwo ? E::load(d, g + i) : v), y + i);
  }
  if (i < n) partial(n - i);
}

// f of each lane as a double: where no vector formula is at hand.
template <class D, class V = hn::Vec<D>, class F>
HWY_NOINLINE V per_lane(D d, V x, const F& f) {
  using T = hn::TFromD<D>;
  HWY_ALIGN T lanes[hn::MaxLanes(d)];
  hn::Store(x, d, lanes);
  for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = static_cast<T>(f(static_cast<double>(lanes[i])));
  return hn::Load(d, lanes);
}

// A piecewise linear formula says with active() where its slope is slope(p); elsewhere it is rest(p), or 0. Every other
// formula has derivative() and curvature().
template <class A>
concept PiecewiseLinear = requires(const Params& p) {
  A::slope(p);
};
template <class A>
concept HasRest = requires(const Params& p) {
  A::rest(p);
};

template <class A, class D, class M, class V = hn::Vec<D>>
HWY_INLINE V slope_times(D d, M active, V g, const Params& p) {
  using T = hn::TFromD<D>;
  const V slope = hn::Set(d, static_cast<T>(A::slope(p)));
  if constexpr (HasRest<A>) return hn::Mul(g, hn::IfThenElse(active, slope, hn::Set(d, static_cast<T>(A::rest(p)))));
  return hn::IfThenElseZero(active, hn::Mul(g, slope));  // 0 even where g is not finite
}

template <class A, class S>
void forward_loop(const void* x, void* y, size_t n, const Params& params) {
  const Params p = params;
  loop<S, false>(static_cast<const S*>(x), static_cast<const S*>(x), static_cast<S*>(y), n,
                 [&](auto d, auto v, auto) RECTIFY_FLAT { return A::forward(d, v, p); });
}
template <class A, class S>
void backward_loop(const void* saved, const void* dy, void* dx, size_t n, const Params& params) {
  const Params p = params;
  loop<S, true>(static_cast<const S*>(saved), static_cast<const S*>(dy), static_cast<S*>(dx), n,
                [&](auto d, auto s, auto g) RECTIFY_FLAT {
                  if constexpr (PiecewiseLinear<A>)
                    return slope_times<A>(d, A::active(d, s, p), g, p);
                  else
                    return hn::Mul(g, A::derivative(d, s, p));
                });
}
template <class A, class S>
void double_backward_loop(const void* saved, const void* dy, void* dx, size_t n, const Params& params) {
  const Params p = params;
  loop<S, true>(static_cast<const S*>(saved), static_cast<const S*>(dy), static_cast<S*>(dx), n,
                [&](auto d, auto s, auto g) RECTIFY_FLAT {
                  if constexpr (PiecewiseLinear<A>)
                    return hn::Zero(d);
                  else
                    return hn::Mul(g, A::curvature(d, s, p));
                });
}

// One step of the loops with bits: whole bytes of bits, that is eight elements, or a vector's if that is more.
template <class D>
HWY_INLINE size_t bits_step(D d) {
  return hn::Lanes(d) < 8 ? 8 : hn::Lanes(d);
}
template <class A, class S, bool kStream, class E = Element<S>>
HWY_INLINE void forward_bits_step(typename E::D d, const S* x, S* y, uint8_t* bits, const Params& p) {
  const size_t N = hn::Lanes(d);
  uint8_t out[8] = {}, part[8];
  for (size_t j = 0; j < bits_step(d); j += N) {
    const auto v = E::load(d, x + j);
    hn::StoreMaskBits(d, A::active(d, v, p), part);
    if (N < 8)
      out[0] |= static_cast<uint8_t>(part[0] << j);
    else
      std::memcpy(out, part, sizeof out);
    const auto r = A::forward(d, v, p);
    if constexpr (kStream)
      hn::Stream(r, d, y + j);
    else
      E::store(d, r, y + j);
  }
  std::memcpy(bits, out, bits_step(d) / 8);
}
template <class A, class S, class E = Element<S>>
HWY_INLINE void backward_bits_step(typename E::D d, const uint8_t* bits, const S* dy, S* dx, const Params& p) {
  const size_t N = hn::Lanes(d);
  uint8_t in[8] = {}, part[8] = {};
  std::memcpy(in, bits, bits_step(d) / 8);
  for (size_t j = 0; j < bits_step(d); j += N) {
    if (N < 8)
      part[0] = static_cast<uint8_t>(in[0] >> j);
    else
      std::memcpy(part, in, sizeof part);
    E::store(d, slope_times<A>(d, hn::LoadMaskBits(d, part), E::load(d, dy + j), p), dx + j);
  }
}
template <class A, class S>
void forward_bits_loop(const void* from, void* to, uint8_t* bits, size_t n, const Params& params) {
  const Params p = params;
  const typename Element<S>::D d;
  const S* x = static_cast<const S*>(from);
  S* y = static_cast<S*>(to);
  const size_t step = bits_step(d);
  size_t i = 0;
  if constexpr (std::is_floating_point_v<S>) {
    if (n >= kStreamingBytes / sizeof(S) && y != x &&
        reinterpret_cast<uintptr_t>(y) % (hn::Lanes(d) * sizeof(S)) == 0) {
      for (; i + step <= n; i += step) forward_bits_step<A, S, true>(d, x + i, y + i, bits + i / 8, p);
      hwy::FlushStream();
    }
  }
  for (; i + step <= n; i += step) forward_bits_step<A, S, false>(d, x + i, y + i, bits + i / 8, p);
  if (i == n) return;
  S a[hn::MaxLanes(d) < 8 ? 8 : hn::MaxLanes(d)];
  uint8_t b[8];
  std::memset(static_cast<void*>(a), 0, sizeof a);
  std::memcpy(static_cast<void*>(a), x + i, (n - i) * sizeof(S));
  forward_bits_step<A, S, false>(d, a, a, b, p);
  std::memcpy(static_cast<void*>(y + i), a, (n - i) * sizeof(S));
  std::memcpy(bits + i / 8, b, bytes_of_bits(n - i));
}
template <class A, class S>
void backward_bits_loop(const uint8_t* bits, const void* from, void* to, size_t n, const Params& params) {
  const Params p = params;
  const typename Element<S>::D d;
  const S* dy = static_cast<const S*>(from);
  S* dx = static_cast<S*>(to);
  const size_t step = bits_step(d);
  size_t i = 0;
  for (; i + step <= n; i += step) backward_bits_step<A, S>(d, bits + i / 8, dy + i, dx + i, p);
  if (i == n) return;
  S a[hn::MaxLanes(d) < 8 ? 8 : hn::MaxLanes(d)];
  uint8_t b[8] = {};
  std::memset(static_cast<void*>(a), 0, sizeof a);
  std::memcpy(static_cast<void*>(a), dy + i, (n - i) * sizeof(S));
  std::memcpy(b, bits + i / 8, bytes_of_bits(n - i));
  backward_bits_step<A, S>(d, b, a, a, p);
  std::memcpy(static_cast<void*>(dx + i), a, (n - i) * sizeof(S));
}

template <class A>
constexpr ActivationTable table_of() {
  ActivationTable t{
      {forward_loop<A, float>, forward_loop<A, double>, forward_loop<A, BFloat16>, forward_loop<A, Half>},
      {backward_loop<A, float>, backward_loop<A, double>, backward_loop<A, BFloat16>, backward_loop<A, Half>},
      {double_backward_loop<A, float>, double_backward_loop<A, double>, double_backward_loop<A, BFloat16>,
       double_backward_loop<A, Half>},
      {},
      {}};
  if constexpr (PiecewiseLinear<A>) {
    t.forward_bits[0] = forward_bits_loop<A, float>;
    t.forward_bits[1] = forward_bits_loop<A, double>;
    t.forward_bits[2] = forward_bits_loop<A, BFloat16>;
    t.forward_bits[3] = forward_bits_loop<A, Half>;
    t.backward_bits[0] = backward_bits_loop<A, float>;
    t.backward_bits[1] = backward_bits_loop<A, double>;
    t.backward_bits[2] = backward_bits_loop<A, BFloat16>;
    t.backward_bits[3] = backward_bits_loop<A, Half>;
  }
  return t;
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
