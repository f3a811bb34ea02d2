// The loops around a formula: tails, streaming stores. Included once per instruction set.
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

#include "kernels/activation_table.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first n < N elements of p to a whole vector in a, zeros after them; and back.
template <class D, class S>
HWY_INLINE void load_rest(D d, const S* p, size_t n, S* a) {
#if HWY_TARGET <= HWY_AVX2
  hn::Store(hn::MaskedLoad(hn::FirstN(d, n), d, p), d, a);
#else
  hn::Store(hn::Zero(d), d, a);
  std::memcpy(a, p, n * sizeof(S));
#endif
}
template <class D, class S>
HWY_INLINE void store_rest(D d, const S* a, size_t n, S* p) {
#if HWY_TARGET <= HWY_AVX2
  hn::BlendedStore(hn::Load(d, a), hn::FirstN(d, n), d, p);
#else
  std::memcpy(p, a, n * sizeof(S));
  (void)d;
#endif
}
// A short formula in place of a great tensor asks for its input so far ahead: the machine's own prefetching ends with
// the page.
constexpr size_t kAheadBytes = 8192;
// One loop for one or two inputs: y[i] = f(x[i], g[i]). The formula stands in it once, for it is most of the library's
// size: what is left after the whole vectors takes the same way again in a buffer, and whether to bypass the caches is
// asked at every vector, unless the formula is short (kSimple).
template <class S, bool kTwo, bool kSimple, class F>
HWY_INLINE void loop(const S* x, const S* g, S* y, size_t n, const F& f) {
  const hn::ScalableTag<S> d;
  const size_t N = hn::Lanes(d), left = n % N;
  const bool stream =
      n >= kStreamingBytes / sizeof(S) && y != x && y != g && reinterpret_cast<uintptr_t>(y) % (N * sizeof(S)) == 0;
  const bool far = n >= kStreamingBytes / sizeof(S) && y == x;
  HWY_ALIGN S a[hn::MaxLanes(d)];
  HWY_ALIGN S b[hn::MaxLanes(d)];
  const S *from = x, *with = g;
  S* to = y;
  size_t whole = n - left;
  const auto rest = [&]() HWY_ATTR {
    load_rest(d, x + whole, left, a);
    if (kTwo) load_rest(d, g + whole, left, b);
    from = to = a;
    with = b;
    y += whole;
    whole = N;
  };
  bool last = whole == 0;
  if (last) {
    if (left == 0) return;
    rest();
  }
  for (;; last = true) {
    size_t i = 0;
    if (kSimple && stream && !last) {
      for (; i < whole; i += N) {
        const auto v = hn::LoadU(d, from + i);
        hn::Stream(f(d, v, kTwo ? hn::LoadU(d, with + i) : v), d, to + i);
      }
    } else if (kSimple && far && !last) {
      for (; i < whole; i += N) {
        hwy::Prefetch(from + i + kAheadBytes / sizeof(S));
        const auto v = hn::LoadU(d, from + i);
        hn::StoreU(f(d, v, kTwo ? hn::LoadU(d, with + i) : v), d, to + i);
      }
    } else {
      do {  // at least once, so that what does not change is computed before it
        const auto v = hn::LoadU(d, from + i);
        const auto r = f(d, v, kTwo ? hn::LoadU(d, with + i) : v);
        if (!kSimple && stream && !last)
          hn::Stream(r, d, to + i);
        else
          hn::StoreU(r, d, to + i);
        i += N;
      } while (i < whole);
    }
    if (last || left == 0) break;
    rest();
  }
  if (stream) hwy::FlushStream();
  if (left) store_rest(d, a, left, y);
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
// A formula may say with dead() where its slope is 0 whatever the gradient, infinite or NaN, and with `usual` which
// parameters are worth a loop of their own, without the branches on them.
template <class A, class D>
concept HasDead = requires(D d, hn::Vec<D> saved, const Params& p) {
  A::dead(d, saved, p);
};
template <class A>
concept HasUsual = requires {
  A::usual;
};

template <class A, class D, class M, class V = hn::Vec<D>>
HWY_INLINE V slope_times(D d, M active, V g, const Params& p) {
  using T = hn::TFromD<D>;
  const V slope = hn::Set(d, static_cast<T>(A::slope(p)));
  if constexpr (HasRest<A>) return hn::Mul(g, hn::IfThenElse(active, slope, hn::Set(d, static_cast<T>(A::rest(p)))));
  return hn::IfThenElseZero(active, hn::Mul(g, slope));  // 0 even where g is not finite
}

template <class A, class S>
void forward_loop(const void* from, void* y, size_t n, const Params& params) {
  const Params p = params;
  const S* x = static_cast<const S*>(from);
  if constexpr (HasUsual<A> && std::is_same_v<S, float>) {
    constexpr Params usual = A::usual;
    if (p.a == usual.a && p.b == usual.b && p.c == usual.c)
      return loop<S, false, PiecewiseLinear<A>>(
          x, x, static_cast<S*>(y), n, [](auto d, auto v, auto) RECTIFY_FLAT { return A::forward(d, v, A::usual); });
  }
  loop<S, false, PiecewiseLinear<A>>(x, x, static_cast<S*>(y), n,
                                     [&](auto d, auto v, auto) RECTIFY_FLAT { return A::forward(d, v, p); });
}
template <class A, class S>
void backward_loop(const void* saved, const void* dy, void* dx, size_t n, const Params& params) {
  const Params p = params;
  loop<S, true, PiecewiseLinear<A>>(static_cast<const S*>(saved), static_cast<const S*>(dy), static_cast<S*>(dx), n,
                                    [&](auto d, auto s, auto g) RECTIFY_FLAT {
                                      if constexpr (PiecewiseLinear<A>)
                                        return slope_times<A>(d, A::active(d, s, p), g, p);
                                      else if constexpr (HasDead<A, decltype(d)>)
                                        return hn::IfThenZeroElse(A::dead(d, s, p), hn::Mul(g, A::derivative(d, s, p)));
                                      else
                                        return hn::Mul(g, A::derivative(d, s, p));
                                    });
}
template <class A, class S>
void double_backward_loop(const void* saved, const void* dy, void* dx, size_t n, const Params& params) {
  const Params p = params;
  loop<S, true, PiecewiseLinear<A>>(static_cast<const S*>(saved), static_cast<const S*>(dy), static_cast<S*>(dx), n,
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
template <class A, class S, bool kStream>
HWY_INLINE void forward_bits_step(hn::ScalableTag<S> d, const S* x, S* y, uint8_t* bits, const Params& p) {
  const size_t N = hn::Lanes(d);
  uint8_t out[8] = {}, part[8];
  for (size_t j = 0; j < bits_step(d); j += N) {
    const auto v = hn::LoadU(d, x + j);
    hn::StoreMaskBits(d, A::active(d, v, p), part);
    if (N < 8)
      out[0] |= static_cast<uint8_t>(part[0] << j);
    else
      std::memcpy(out, part, sizeof out);
    const auto r = A::forward(d, v, p);
    if constexpr (kStream)
      hn::Stream(r, d, y + j);
    else
      hn::StoreU(r, d, y + j);
  }
  std::memcpy(bits, out, bits_step(d) / 8);
}
template <class A, class S>
HWY_INLINE void backward_bits_step(hn::ScalableTag<S> d, const uint8_t* bits, const S* dy, S* dx, const Params& p) {
  const size_t N = hn::Lanes(d);
  uint8_t in[8] = {}, part[8] = {};
  std::memcpy(in, bits, bits_step(d) / 8);
  for (size_t j = 0; j < bits_step(d); j += N) {
    if (N < 8)
      part[0] = static_cast<uint8_t>(in[0] >> j);
    else
      std::memcpy(part, in, sizeof part);
    hn::StoreU(slope_times<A>(d, hn::LoadMaskBits(d, part), hn::LoadU(d, dy + j), p), d, dx + j);
  }
}
template <class A, class S>
void forward_bits_loop(const void* from, void* to, uint8_t* bits, size_t n, const Params& params) {
  const Params p = params;
  const hn::ScalableTag<S> d;
  const S* x = static_cast<const S*>(from);
  S* y = static_cast<S*>(to);
  const size_t step = bits_step(d);
  size_t i = 0;
  if (n >= kStreamingBytes / sizeof(S) && y != x && reinterpret_cast<uintptr_t>(y) % (hn::Lanes(d) * sizeof(S)) == 0) {
    for (; i + step <= n; i += step) forward_bits_step<A, S, true>(d, x + i, y + i, bits + i / 8, p);
    hwy::FlushStream();
  }
  for (; i + step <= n; i += step) forward_bits_step<A, S, false>(d, x + i, y + i, bits + i / 8, p);
  if (i == n) return;
  S a[hn::MaxLanes(d) < 8 ? 8 : hn::MaxLanes(d)];
  uint8_t b[8];
  std::memset(a, 0, sizeof a);
  std::memcpy(a, x + i, (n - i) * sizeof(S));
  forward_bits_step<A, S, false>(d, a, a, b, p);
  std::memcpy(y + i, a, (n - i) * sizeof(S));
  std::memcpy(bits + i / 8, b, bytes_of_bits(n - i));
}
template <class A, class S>
void backward_bits_loop(const uint8_t* bits, const void* from, void* to, size_t n, const Params& params) {
  const Params p = params;
  const hn::ScalableTag<S> d;
  const S* dy = static_cast<const S*>(from);
  S* dx = static_cast<S*>(to);
  const size_t step = bits_step(d);
  size_t i = 0;
  for (; i + step <= n; i += step) backward_bits_step<A, S>(d, bits + i / 8, dy + i, dx + i, p);
  if (i == n) return;
  S a[hn::MaxLanes(d) < 8 ? 8 : hn::MaxLanes(d)];
  uint8_t b[8] = {};
  std::memset(a, 0, sizeof a);
  std::memcpy(a, dy + i, (n - i) * sizeof(S));
  std::memcpy(b, bits + i / 8, bytes_of_bits(n - i));
  backward_bits_step<A, S>(d, b, a, a, p);
  std::memcpy(dx + i, a, (n - i) * sizeof(S));
}

template <class A>
constexpr ActivationTable table_of() {
  ActivationTable t{{forward_loop<A, float>, forward_loop<A, double>},
                    {backward_loop<A, float>, backward_loop<A, double>},
                    {double_backward_loop<A, float>, double_backward_loop<A, double>},
                    {},
                    {}};
  if constexpr (PiecewiseLinear<A>) {
    t.forward_bits[0] = forward_bits_loop<A, float>;
    t.forward_bits[1] = forward_bits_loop<A, double>;
    t.backward_bits[0] = backward_bits_loop<A, float>;
    t.backward_bits[1] = backward_bits_loop<A, double>;
  }
  return t;
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
