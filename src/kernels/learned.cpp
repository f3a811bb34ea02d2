#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/learned.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

#include "kernels/exponential-inl.h"
#include "kernels/floating.h"
#include "kernels/learned.h"
#include "kernels/partial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct PReLU {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, V w) {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(w, x));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V x, V w, V g, V& dw) {
    const auto positive = hn::Gt(x, hn::Zero(d));
    dw = hn::IfThenZeroElse(positive, hn::Mul(x, g));
    return hn::IfThenElse(positive, g, hn::Mul(w, g));
  }
};
struct Swish {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V forward(D d, V x, V w) {
    return quick::logistic(d, hn::Mul(w, x), x);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V backward(D d, V x, V w, V g, V& dw) {
    V rest;
    const V z = hn::Mul(w, x), s = quick::logistic_pair(d, z, rest);
    dw = hn::Mul(hn::Mul(x, hn::Mul(x, hn::Mul(s, rest))), g);
    return hn::Mul(g, hn::Mul(s, hn::MulAdd(z, rest, hn::Set(d, hn::TFromD<D>(1)))));
  }
};

template <class F, class S>
void run(const void* from, void* to, int64_t n, double weight) {
  using D = typename Element<S>::D;
  const D d;
  const S* x = static_cast<const S*>(from);
  S* y = static_cast<S*>(to);
  const auto w = hn::Set(d, static_cast<hn::TFromD<D>>(weight));
  each_vector(static_cast<size_t>(n), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
    store_upto(d, F::forward(d, load_upto(d, x + i, count), w), y + i, count);
  });
}
template <class F, class S>
void rows(const void* from, const void* weights, void* to, int64_t rows, int64_t cols) {
  using D = typename Element<S>::D;
  const D d;
  const S *x = static_cast<const S*>(from), *w = static_cast<const S*>(weights);
  S* y = static_cast<S*>(to);
  for (int64_t r = 0; r < rows; r++, x += cols, y += cols)
    each_vector(static_cast<size_t>(cols), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      store_upto(d, F::forward(d, load_upto(d, x + i, count), load_upto(d, w + i, count)), y + i, count);
    });
}
constexpr size_t kBlock = 4096;  // elements whose dw is summed in one vector, before it goes to a double
constexpr int64_t kRows = 256;

template <class F, class S>
double run_backward(const void* from, const void* dfrom, void* dto, int64_t n, double weight) {
  using D = typename Element<S>::D;
  using T = hn::TFromD<D>;
  const D d;
  const S *x = static_cast<const S*>(from), *dy = static_cast<const S*>(dfrom);
  S* dx = static_cast<S*>(dto);
  double total = 0;
  for (size_t left = static_cast<size_t>(n); left > 0;) {
    const size_t size = std::min(left, kBlock);
    auto even = hn::Zero(d), odd = even;
    each_vector(size, hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      hn::Vec<D> dw;
      const auto v = F::backward(d, load_upto(d, x + i, count), hn::Set(d, static_cast<T>(weight)),
                                 load_upto(d, dy + i, count), dw);
      store_upto(d, v, dx + i, count);
      if (count != hn::Lanes(d)) dw = hn::IfThenElseZero(hn::FirstN(d, count), dw);
      const auto sum = hn::Add(even, dw);
      even = odd;
      odd = sum;
    });
    total += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd))));
    left -= size;
    x += size;
    dy += size;
    dx += size;
  }
  return total;
}
template <class F, class S>
void rows_backward(const void* from, const void* weights, const void* dfrom, void* dto, double* sums, int64_t rows,
                   int64_t cols) {
  using D = typename Element<S>::D;
  using T = hn::TFromD<D>;
  const D d;
  const S *x = static_cast<const S*>(from), *w = static_cast<const S*>(weights), *dy = static_cast<const S*>(dfrom);
  S* dx = static_cast<S*>(dto);
  for (int64_t r = 0; r < rows; r += kRows)
    each_vector(static_cast<size_t>(cols), hn::Lanes(d), [&](size_t i, size_t count) RECTIFY_FLAT {
      const auto weight = load_upto(d, w + i, count);
      auto sum = hn::Zero(d);
      for (int64_t at = r * cols; at < std::min(r + kRows, rows) * cols; at += cols) {
        hn::Vec<D> dw;
        const auto v = F::backward(d, load_upto(d, x + at + i, count), weight, load_upto(d, dy + at + i, count), dw);
        store_upto(d, v, dx + at + i, count);
        sum = hn::Add(sum, dw);
      }
      T lanes[hn::MaxLanes(d)];
      hn::StoreU(sum, d, lanes);
      for (size_t k = 0; k < count; k++) sums[i + k] += static_cast<double>(lanes[k]);
    });
}

template <class F, class S>
constexpr LearnedKernels learned_of() {
  return {run<F, S>, rows<F, S>, run_backward<F, S>, rows_backward<F, S>};
}
const LearnedKernels* learned_chosen(Learned f, int column) {
  static constexpr LearnedKernels table[2][4] = {{learned_of<PReLU, float>(), learned_of<PReLU, double>(),
                                                  learned_of<PReLU, BFloat16>(), learned_of<PReLU, Half>()},
                                                 {learned_of<Swish, float>(), learned_of<Swish, double>(),
                                                  learned_of<Swish, BFloat16>(), learned_of<Swish, Half>()}};
  return &table[static_cast<int>(f)][column];
}

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rectify::kernels {
HWY_EXPORT(learned_chosen);
const LearnedKernels* learned_kernels(Learned f, ScalarType t) {
  const int column = floating_column(t);
  return column < 0 ? nullptr : HWY_DYNAMIC_DISPATCH(learned_chosen)(f, column);
}
}  // namespace rectify::kernels
#endif
