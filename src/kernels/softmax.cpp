#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/exponential-inl.h"
#include "kernels/floating.h"
#include "kernels/partial-inl.h"
#include "kernels/softmax.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Σ of positive numbers with what each addition loses.
template <class D>
struct Sum {
  hn::Vec<D> total, lost;
  explicit HWY_INLINE Sum(D d) : total(hn::Zero(d)), lost(hn::Zero(d)) {}
  HWY_INLINE Sum(hn::Vec<D> t, hn::Vec<D> l) : total(t), lost(l) {}
  HWY_INLINE void add(hn::Vec<D> v) {
    const auto t = hn::Add(total, v);
    lost = hn::Add(lost, hn::Sub(hn::Min(total, v), hn::Sub(t, hn::Max(total, v))));
    total = t;
  }
  // Σ of the lanes less 1, which is the largest term.
  HWY_INLINE double less_one(D d) const {
    using T = hn::TFromD<D>;
    constexpr size_t kLanes = hn::MaxLanes(D());
    T a[kLanes], b[kLanes];
    hn::StoreU(total, d, a);
    hn::StoreU(lost, d, b);
    if constexpr (sizeof(T) == 4) {
      double s[kLanes];
      for (size_t i = 0; i < kLanes; i++) s[i] = static_cast<double>(a[i]) + static_cast<double>(b[i]);
      for (size_t step = kLanes / 2; step; step /= 2)
        for (size_t i = 0; i < step; i++) s[i] += s[i + step];
      return s[0] - 1;
    } else {
      double large = 0, small = 0;
      for (size_t i = 0; i < kLanes; i++) {
        const double v = a[i], t = large + v;
        small += b[i] + (large > v ? v - (t - large) : large - (t - v));
        large = t;
      }
      return (large - 1) + small;
    }
  }
};

// exp(x - top) for x <= top: what the subtraction rounds off is made good.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_below(D d, V x, V top) {
  const V below = hn::Sub(x, top), minus_top = hn::Sub(below, x);
  const V lost = hn::Sub(hn::Sub(x, hn::Sub(below, minus_top)), hn::Add(top, minus_top));
  const V e = quick::exp_nonpositive(d, below);
  const auto vanishes = hn::Lt(below, hn::Set(d, quick::ExpConstants<hn::TFromD<D>>::kLowest));  // x may be -inf
  return hn::IfThenElse(vanishes, e, hn::MulAdd(e, lost, e));
}

constexpr size_t kFewColumns = 16;  // rows this short are taken side by side, a lane each

template <class S, class F>
void side_by_side(const S* x, const S* y, S* to, int64_t rows, size_t n, const F& f) {
  constexpr size_t kLanes = hn::MaxLanes(hn::ScalableTag<S>());
  S a[kLanes * kFewColumns], b[kLanes * kFewColumns];
  for (int64_t r = 0; r < rows; r += kLanes, x += kLanes * n, y += kLanes * n, to += kLanes * n) {
    const size_t count = std::min(kLanes, static_cast<size_t>(rows - r));
    for (size_t i = 0; i < count; i++)
      for (size_t c = 0; c < n; c++) a[c * kLanes + i] = x[i * n + c];
    if (y != x)
      for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < n; c++) b[c * kLanes + i] = y[i * n + c];
    f(a, b, static_cast<int64_t>(kLanes), static_cast<int64_t>(count));
    for (size_t i = 0; i < count; i++)
      for (size_t c = 0; c < n; c++) to[i * n + c] = a[c * kLanes + i];
  }
}

constexpr size_t kBlock = 256;  // positions that are taken together: a row of them is a run of memory

template <class S, bool kLog>
void inner(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to) {
  using D = hn::ScalableTag<S>;
  const D d;
  const size_t N = hn::Lanes(d);
  HWY_ALIGN S top[kBlock], total[kBlock], lost[kBlock];
  for (int64_t at = from; at < to; at += kBlock) {
    const size_t n = std::min(kBlock, static_cast<size_t>(to - at));
    const S* p = static_cast<const S*>(x) + at;
    S* q = static_cast<S*>(y) + at;
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        const auto v = load_upto(d, p + c * inner + i, count);
        hn::Store(c ? hn::Max(hn::Load(d, top + i), v) : v, d, top + i);
      });
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        const auto e = exp_below(d, load_upto(d, p + c * inner + i, count), hn::Load(d, top + i));
        Sum<D> sum(d);
        if (c) sum = {hn::Load(d, total + i), hn::Load(d, lost + i)};
        sum.add(e);
        hn::Store(sum.total, d, total + i);
        hn::Store(sum.lost, d, lost + i);
        if constexpr (!kLog) store_upto(d, e, q + c * inner + i, count);
      });
    if constexpr (kLog)
      for (size_t i = 0; i < n; i++) total[i] = std::log1p((total[i] - 1) + lost[i]);
    else
      each_vector(n, N, [&](size_t i, size_t) HWY_ATTR {
        hn::Store(hn::Add(hn::Load(d, total + i), hn::Load(d, lost + i)), d, total + i);
      });
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        const auto s = hn::Load(d, total + i);
        S* to_here = q + c * inner + i;
        if constexpr (!kLog) {
          store_upto(d, hn::Div(load_upto(d, to_here, count), s), to_here, count);
        } else {
          const auto v = load_upto(d, p + c * inner + i, count), most = hn::Load(d, top + i);
          store_upto(d, hn::Sub(hn::Sub(v, most), s), to_here, count);
        }
      });
  }
}

template <class S, bool kLog>
void last(const void* from, void* to, int64_t rows, int64_t cols) {
  using D = hn::ScalableTag<S>;
  const D d;
  const size_t N = hn::Lanes(d), n = static_cast<size_t>(cols);
  const S* x = static_cast<const S*>(from);
  S* y = static_cast<S*>(to);
  if (n <= kFewColumns)
    return side_by_side(x, x, y, rows, n,
                        [&](S* a, S*, int64_t lanes, int64_t count) { inner<S, kLog>(a, a, cols, lanes, 0, count); });
  for (int64_t r = 0; r < rows; r++, x += n, y += n) {
    auto most = hn::Set(d, -std::numeric_limits<S>::infinity());
    each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
      const auto v = load_upto(d, x + i, count);
      most = count == N ? hn::Max(most, v) : hn::IfThenElse(hn::FirstN(d, count), hn::Max(most, v), most);
    });
    const auto top = hn::MaxOfLanes(d, most);
    Sum<D> sum(d);
    each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
      auto v = exp_below(d, load_upto(d, x + i, count), top);
      if (count != N) v = hn::IfThenElseZero(hn::FirstN(d, count), v);
      sum.add(v);
      if constexpr (!kLog) store_upto(d, v, y + i, count);
    });
    const double rest = sum.less_one(d);
    if constexpr (kLog) {
      const auto shift = hn::Set(d, std::log1p(static_cast<S>(rest)));
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        store_upto(d, hn::Sub(hn::Sub(load_upto(d, x + i, count), top), shift), y + i, count);
      });
    } else {
      const auto total = hn::Set(d, static_cast<S>(1 + rest));
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        store_upto(d, hn::Div(load_upto(d, y + i, count), total), y + i, count);
      });
    }
  }
}

template <class S, bool kLog>
void inner_backward(const void* result, const void* dresult, void* dinput, int64_t cols, int64_t inner, int64_t from,
                    int64_t to) {
  using D = hn::ScalableTag<S>;
  const D d;
  const size_t N = hn::Lanes(d);
  HWY_ALIGN S sums[kBlock];
  for (int64_t at = from; at < to; at += kBlock) {
    const size_t n = std::min(kBlock, static_cast<size_t>(to - at));
    const S *y = static_cast<const S*>(result) + at, *dy = static_cast<const S*>(dresult) + at;
    S* dx = static_cast<S*>(dinput) + at;
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        const auto g = load_upto(d, dy + c * inner + i, count), s = c ? hn::Load(d, sums + i) : hn::Zero(d);
        hn::Store(kLog ? hn::Add(s, g) : hn::MulAdd(g, load_upto(d, y + c * inner + i, count), s), d, sums + i);
      });
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
        const auto p = load_upto(d, y + c * inner + i, count), g = load_upto(d, dy + c * inner + i, count),
                   s = hn::Load(d, sums + i);
        store_upto(d, kLog ? hn::NegMulAdd(quick::exp_nonpositive(d, p), s, g) : hn::Mul(p, hn::Sub(g, s)),
                   dx + c * inner + i, count);
      });
  }
}

template <class S, bool kLog>
void last_backward(const void* result, const void* dresult, void* dinput, int64_t rows, int64_t cols) {
  using D = hn::ScalableTag<S>;
  const D d;
  const size_t N = hn::Lanes(d), n = static_cast<size_t>(cols);
  const S *y = static_cast<const S*>(result), *dy = static_cast<const S*>(dresult);
  S* dx = static_cast<S*>(dinput);
  if (n <= kFewColumns)
    return side_by_side(dy, y, dx, rows, n, [&](S* g, S* p, int64_t lanes, int64_t count) {
      inner_backward<S, kLog>(p, g, g, cols, lanes, 0, count);
    });
  for (int64_t r = 0; r < rows; r++, y += n, dy += n, dx += n) {
    auto even = hn::Zero(d), odd = even;
    each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
      const auto g = load_upto(d, dy + i, count);
      const auto s = kLog ? hn::Add(even, g) : hn::MulAdd(g, load_upto(d, y + i, count), even);
      even = odd;
      odd = s;
    });
    const auto sum = hn::SumOfLanes(d, hn::Add(even, odd));
    each_vector(n, N, [&](size_t i, size_t count) HWY_ATTR {
      const auto p = load_upto(d, y + i, count), g = load_upto(d, dy + i, count);
      store_upto(d, kLog ? hn::NegMulAdd(quick::exp_nonpositive(d, p), sum, g) : hn::Mul(p, hn::Sub(g, sum)), dx + i,
                 count);
    });
  }
}

template <class S, bool kLog>
constexpr SoftmaxLoops softmax_of() {
  return {last<S, kLog>, inner<S, kLog>, last_backward<S, kLog>, inner_backward<S, kLog>};
}
const SoftmaxLoops* softmax_chosen(int column, bool log) {
  static constexpr SoftmaxLoops table[2][2] = {{softmax_of<float, false>(), softmax_of<double, false>()},
                                               {softmax_of<float, true>(), softmax_of<double, true>()}};
  return &table[log][column];
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
namespace {

using Bits = uint16_t;
// Calls f(row, rows) for some rows at a time: about 4096 elements.
template <class F>
void some_rows(int64_t rows, int64_t cols, const F& f) {
  const int64_t step = std::max<int64_t>(1, 4096 / cols);
  for (int64_t r = 0; r < rows; r += step) f(r, std::min(step, rows - r));
}
// Calls f(at, count) for some positions at a time.
template <class F>
void some_positions(int64_t from, int64_t to, const F& f) {
  for (int64_t at = from; at < to; at += 256) f(at, std::min<int64_t>(256, to - at));
}
// `count` positions of every one of the cols rows, which are `inner` apart; and back.
void widen(const Sixteen& s, const void* x, int64_t cols, int64_t inner, int64_t at, int64_t count, float* to) {
  for (int64_t c = 0; c < cols; c++)
    s.widen(static_cast<const Bits*>(x) + c * inner + at, to + c * count, static_cast<size_t>(count));
}
void narrow(const Sixteen& s, const float* from, int64_t cols, int64_t inner, int64_t at, int64_t count, void* y) {
  for (int64_t c = 0; c < cols; c++)
    s.narrow(from + c * count, static_cast<Bits*>(y) + c * inner + at, static_cast<size_t>(count));
}

}  // namespace

void SoftmaxKernels::last(const void* x, void* y, int64_t rows, int64_t cols) const {
  if (!through) return loops.last(x, y, rows, cols);
  std::vector<float> a(static_cast<size_t>(std::max<int64_t>(4096, cols)));
  some_rows(rows, cols, [&](int64_t r, int64_t count) {
    const auto n = static_cast<size_t>(count * cols);
    through->widen(static_cast<const Bits*>(x) + r * cols, a.data(), n);
    loops.last(a.data(), a.data(), count, cols);
    through->narrow(a.data(), static_cast<Bits*>(y) + r * cols, n);
  });
}
void SoftmaxKernels::last_backward(const void* y, const void* dy, void* dx, int64_t rows, int64_t cols) const {
  if (!through) return loops.last_backward(y, dy, dx, rows, cols);
  std::vector<float> a(static_cast<size_t>(std::max<int64_t>(4096, cols))), b(a.size());
  some_rows(rows, cols, [&](int64_t r, int64_t count) {
    const auto n = static_cast<size_t>(count * cols);
    through->widen(static_cast<const Bits*>(y) + r * cols, a.data(), n);
    through->widen(static_cast<const Bits*>(dy) + r * cols, b.data(), n);
    loops.last_backward(a.data(), b.data(), b.data(), count, cols);
    through->narrow(b.data(), static_cast<Bits*>(dx) + r * cols, n);
  });
}
void SoftmaxKernels::inner(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to) const {
  if (!through) return loops.inner(x, y, cols, inner, from, to);
  std::vector<float> a(static_cast<size_t>(cols * std::min<int64_t>(256, to - from)));
  some_positions(from, to, [&](int64_t at, int64_t count) {
    widen(*through, x, cols, inner, at, count, a.data());
    loops.inner(a.data(), a.data(), cols, count, 0, count);
    narrow(*through, a.data(), cols, inner, at, count, y);
  });
}
void SoftmaxKernels::inner_backward(const void* y, const void* dy, void* dx, int64_t cols, int64_t inner, int64_t from,
                                    int64_t to) const {
  if (!through) return loops.inner_backward(y, dy, dx, cols, inner, from, to);
  std::vector<float> a(static_cast<size_t>(cols * std::min<int64_t>(256, to - from))), b(a.size());
  some_positions(from, to, [&](int64_t at, int64_t count) {
    widen(*through, y, cols, inner, at, count, a.data());
    widen(*through, dy, cols, inner, at, count, b.data());
    loops.inner_backward(a.data(), b.data(), b.data(), cols, count, 0, count);
    narrow(*through, b.data(), cols, inner, at, count, dx);
  });
}

HWY_EXPORT(softmax_chosen);
SoftmaxKernels softmax_kernels(ScalarType t, bool log) {
  const int column = floating_column(t);
  if (column < 0) return {};
  return {*HWY_DYNAMIC_DISPATCH(softmax_chosen)(column == 1, log), column > 1 ? &sixteen(t) : nullptr};
}
}  // namespace rectify::kernels
#endif
