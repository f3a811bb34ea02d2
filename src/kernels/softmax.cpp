#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "hwy/contrib/math/math-inl.h"
#include "kernels/exponential-inl.h"
#include "kernels/floating.h"
#include "kernels/partial-inl.h"
#include "kernels/softmax.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Σ of numbers between 0 and 2, with what each addition loses: from 2 on, so that the total is the greater.
template <class D>
struct Sum {
  hn::Vec<D> total, lost;
  explicit HWY_INLINE Sum(D d) : total(hn::Set(d, 2)), lost(hn::Zero(d)) {}
  HWY_INLINE Sum(hn::Vec<D> t, hn::Vec<D> l) : total(t), lost(l) {}
  HWY_INLINE void add(hn::Vec<D> v) {
    const auto t = hn::Add(total, v);
    lost = hn::Add(lost, hn::Sub(v, hn::Sub(t, total)));
    total = t;
  }
  HWY_INLINE hn::Vec<D> less(D d, hn::Vec<D> one) const {  // the sum less one of its numbers
    return hn::Add(hn::Sub(hn::Sub(total, hn::Set(d, 2)), one), lost);
  }
  // Σ of the lanes' sums, less one of the numbers.
  HWY_INLINE double lanes_less(D d, double one) const {
    const auto most = hn::Sub(total, hn::Set(d, 2));
#if HWY_TARGET != HWY_SCALAR
    if constexpr (sizeof(hn::TFromD<D>) == 4) {
      const hn::Half<D> half;
      const hn::Rebind<double, hn::Half<D>> wide;
      const auto sum = [&](auto v) HWY_ATTR {
        return hn::GetLane(hn::SumOfLanes(
            wide, hn::Add(hn::PromoteTo(wide, hn::LowerHalf(half, v)), hn::PromoteTo(wide, hn::UpperHalf(half, v)))));
      };
      return (sum(most) - one) + sum(lost);  // all of `most` are multiples of 2^-22: nothing is rounded
    }
#endif
    hn::TFromD<D> a[hn::MaxLanes(D())], b[hn::MaxLanes(D())];
    hn::StoreU(most, d, a);
    hn::StoreU(lost, d, b);
    double large = -one, small = 0;
    for (size_t i = 0; i < hn::MaxLanes(D()); i++) {
      const double v = static_cast<double>(a[i]), t = large + v;
      small += static_cast<double>(b[i]) + (std::fabs(large) > v ? v - (t - large) : large - (t - v));
      large = t;
    }
    return large + small;
  }
};

// exp(x) of x <= top as a multiple of 2^K, which is the power of two next to exp(top): what x - top would round off is
// kept, for the multiples are divided by one another.
template <class D>
class Below {
  using T = hn::TFromD<D>;
  using V = hn::Vec<D>;
  using C = quick::ExpConstants<T>;

 public:
  HWY_INLINE Below(D d, V top) {
    shift_ = hn::IfThenElseZero(hn::Gt(hn::Abs(top), hn::Set(d, T(1000))), top);  // x - top is exact for such, near top
    const V t = hn::Sub(top, shift_);
    lowest_ = hn::Add(t, hn::Set(d, C::kLowest));
    of_top_ = quick::expm1_reduced(d, t, shifted_);
    of_top_ = hn::Add(of_top_, hn::Set(d, T(1)));
  }
  HWY_INLINE V of_top() const { return of_top_; }  // between 0.7 and 1.5
  HWY_INLINE V operator()(D d, V x) const {
    V shifted;
    const V m = quick::expm1_reduced(d, quick::at_least(hn::Sub(x, shift_), lowest_), shifted),
            e = hn::Add(m, hn::Set(d, T(1)));
    const V k = hn::Sub(shifted, shifted_);
#if HWY_TARGET <= HWY_AVX3
    if constexpr (sizeof(T) == 4)
      return V{_mm512_scalef_ps(e.raw, k.raw)};
    else
      return V{_mm512_scalef_pd(e.raw, k.raw)};
#else
    const hn::RebindToSigned<D> di;
    const auto whole = hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, shifted_));
    if (HWY_LIKELY(hn::AllTrue(d, hn::Gt(k, hn::Set(d, T(2 - C::kBias))))))
      return hn::BitCast(d, hn::Add(hn::BitCast(di, e), hn::ShiftLeft<C::kMantissa>(whole)));
    return quick::scale_by(d, e, whole);
#endif
  }

 private:
  V shift_, lowest_, shifted_, of_top_;
};
// e / sum.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V share(D d, V e, V sum, V inverse) {
#if HWY_TARGET <= HWY_AVX2  // fused, and quicker than a division
  (void)d;
  const V q = hn::Mul(e, inverse);
  return hn::MulAdd(hn::NegMulAdd(q, sum, e), inverse, q);
#else
  (void)d, (void)inverse;
  return hn::Div(e, sum);
#endif
}

// log(1 + v), in place; n is a whole number of vectors or v has room for that.
template <class D, class T>
HWY_INLINE void log1p_all(D d, T* v, size_t n) {
  if constexpr (std::is_same_v<T, float>) {
    for (size_t i = 0; i < n; i += hn::Lanes(d)) {
      const auto x = hn::Load(d, v + i);
      hn::Store(hn::IfThenElse(hn::Eq(x, x), hn::Log1p(d, x), x), d, v + i);
    }
  } else {
    for (size_t i = 0; i < n; i++) v[i] = std::log1p(v[i]);
  }
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

constexpr size_t kRows = 64, kRowsElements = 4096;
constexpr size_t kBlock = 256;  // positions that are taken together: a row of them is a run of memory

template <class S, bool kLog>
void inner(const void* x, void* y, int64_t cols, int64_t inner, int64_t from, int64_t to) {
  using D = hn::ScalableTag<S>;
  const D d;
  const size_t N = hn::Lanes(d);
  HWY_ALIGN S top[kBlock], total[kBlock], lost[kBlock];
  const bool narrow = inner < static_cast<int64_t>(N);  // reading what was written in part just before is slow
  for (int64_t at = from; at < to; at += kBlock) {
    const size_t n = std::min(kBlock, static_cast<size_t>(to - at));
    const S* p = static_cast<const S*>(x) + at;
    S* q = static_cast<S*>(y) + at;
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        const auto v = load_upto(d, p + c * inner + i, count);
        hn::Store(c ? hn::Max(hn::Load(d, top + i), v) : v, d, top + i);
      });
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        const auto e = Below<D>(d, hn::Load(d, top + i))(d, load_upto(d, p + c * inner + i, count));
        Sum<D> sum(d);
        if (c) sum = {hn::Load(d, total + i), hn::Load(d, lost + i)};
        sum.add(e);
        hn::Store(sum.total, d, total + i);
        hn::Store(sum.lost, d, lost + i);
        if (!kLog && !narrow) store_upto(d, e, q + c * inner + i, count);
      });
    each_vector(n, N, [&](size_t i, size_t) RECTIFY_FLAT {
      const Sum<D> sum(hn::Load(d, total + i), hn::Load(d, lost + i));
      const auto one = Below<D>(d, hn::Load(d, top + i)).of_top();
      hn::Store(kLog ? hn::Div(sum.less(d, one), one) : sum.less(d, hn::Zero(d)), d, total + i);
    });
    if constexpr (kLog) log1p_all(d, total, n);
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        const auto s = hn::Load(d, total + i);
        S* to_here = q + c * inner + i;
        const auto v = load_upto(d, (kLog || narrow ? p + c * inner + i : to_here), count), most = hn::Load(d, top + i);
        if constexpr (kLog)
          store_upto(d, hn::Sub(hn::Sub(v, most), s), to_here, count);
        else
          store_upto(d, hn::Div(narrow ? Below<D>(d, most)(d, v) : v, s), to_here, count);
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
  // Some rows at a time, which the first caches hold.
  HWY_ALIGN S tops[kRows], rests[kRows];
  const size_t together = std::clamp(kRowsElements / n, size_t{1}, kRows);
  for (int64_t at = 0; at < rows; at += together) {
    const size_t count_of_rows = std::min(together, static_cast<size_t>(rows - at));
    const S* p = x + at * n;
    S* q = y + at * n;
    for (size_t r = 0; r < count_of_rows; r++, p += n, q += n) {
      auto most = hn::Set(d, -std::numeric_limits<S>::infinity());
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        const auto v = load_upto(d, p + i, count);
        most = count == N ? hn::Max(most, v) : hn::IfThenElse(hn::FirstN(d, count), hn::Max(most, v), most);
      });
      const auto top = hn::MaxOfLanes(d, most);
      Sum<D> sum(d);
      const Below<D> below(d, top);
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        auto v = below(d, load_upto(d, p + i, count));
        if (count != N) v = hn::IfThenElseZero(hn::FirstN(d, count), v);
        sum.add(v);
        if constexpr (!kLog) store_upto(d, v, q + i, count);
      });
      tops[r] = hn::GetLane(top);
      const double one = hn::GetLane(below.of_top());
      rests[r] = static_cast<S>(kLog ? sum.lanes_less(d, one) / one : sum.lanes_less(d, 0));
    }
    if constexpr (kLog) log1p_all(d, rests, count_of_rows);
    p = x + at * n, q = y + at * n;
    for (size_t r = 0; r < count_of_rows; r++, p += n, q += n) {
      const auto top = hn::Set(d, tops[r]), rest = hn::Set(d, rests[r]), inverse = hn::Div(hn::Set(d, S(1)), rest);
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        if constexpr (kLog)
          store_upto(d, hn::Sub(hn::Sub(load_upto(d, p + i, count), top), rest), q + i, count);
        else
          store_upto(d, share(d, load_upto(d, q + i, count), rest, inverse), q + i, count);
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
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
        const auto g = load_upto(d, dy + c * inner + i, count), s = c ? hn::Load(d, sums + i) : hn::Zero(d);
        hn::Store(kLog ? hn::Add(s, g) : hn::MulAdd(g, load_upto(d, y + c * inner + i, count), s), d, sums + i);
      });
    for (int64_t c = 0; c < cols; c++)
      each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
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
    each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
      const auto g = load_upto(d, dy + i, count);
      const auto s = kLog ? hn::Add(even, g) : hn::MulAdd(g, load_upto(d, y + i, count), even);
      even = odd;
      odd = s;
    });
    const auto sum = hn::SumOfLanes(d, hn::Add(even, odd));
    each_vector(n, N, [&](size_t i, size_t count) RECTIFY_FLAT {
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
constexpr int64_t kSomeElements = 4096, kSomePositions = 256;
template <class F>
void some_rows(int64_t rows, int64_t cols, const F& f) {  // f(row, rows)
  const int64_t step = std::max<int64_t>(1, kSomeElements / cols);
  for (int64_t r = 0; r < rows; r += step) f(r, std::min(step, rows - r));
}
template <class F>
void some_positions(int64_t from, int64_t to, const F& f) {  // f(at, count)
  for (int64_t at = from; at < to; at += kSomePositions) f(at, std::min(kSomePositions, to - at));
}

}  // namespace

void SoftmaxKernels::last(const void* x, void* y, int64_t rows, int64_t cols) const {
  if (!through) return loops.last(x, y, rows, cols);
  std::vector<float> a(static_cast<size_t>(std::max(kSomeElements, cols)));
  some_rows(rows, cols, [&](int64_t r, int64_t count) {
    const auto n = static_cast<size_t>(count * cols);
    through->widen(static_cast<const Bits*>(x) + r * cols, a.data(), n);
    loops.last(a.data(), a.data(), count, cols);
    through->narrow(a.data(), static_cast<Bits*>(y) + r * cols, n);
  });
}
void SoftmaxKernels::last_backward(const void* y, const void* dy, void* dx, int64_t rows, int64_t cols) const {
  if (!through) return loops.last_backward(y, dy, dx, rows, cols);
  std::vector<float> a(static_cast<size_t>(std::max(kSomeElements, cols))), b(a.size());
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
  std::vector<float> a(static_cast<size_t>(cols * std::min(kSomePositions, to - from)));
  some_positions(from, to, [&](int64_t at, int64_t count) {
    through->widen_rows(x, cols, inner, at, count, a.data());
    loops.inner(a.data(), a.data(), cols, count, 0, count);
    through->narrow_rows(a.data(), cols, inner, at, count, y);
  });
}
void SoftmaxKernels::inner_backward(const void* y, const void* dy, void* dx, int64_t cols, int64_t inner, int64_t from,
                                    int64_t to) const {
  if (!through) return loops.inner_backward(y, dy, dx, cols, inner, from, to);
  std::vector<float> a(static_cast<size_t>(cols * std::min(kSomePositions, to - from))), b(a.size());
  some_positions(from, to, [&](int64_t at, int64_t count) {
    through->widen_rows(y, cols, inner, at, count, a.data());
    through->widen_rows(dy, cols, inner, at, count, b.data());
    loops.inner_backward(a.data(), b.data(), b.data(), cols, count, 0, count);
    through->narrow_rows(b.data(), cols, inner, at, count, dx);
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
