#include "ops/resample.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cstring>

#include "kernels/rows.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

// One plane of the output: m rows of `inner` from n rows.
template <class T>
void gather_plane(const char* x, char* y, int64_t inner, const Taps& taps, const char* fill) {
  const size_t row = static_cast<size_t>(inner) * sizeof(T);
  const int64_t m = taps.out(), *start = taps.start.data(), *index = taps.index.data();
  T blank;
  std::memcpy(&blank, fill, sizeof(T));
  for (int64_t j = 0; j < m; j++, y += row) {
    T* to = reinterpret_cast<T*>(y);
    if (start[j] == start[j + 1])
      std::fill(to, to + inner, blank);
    else if (inner == 1)
      *to = reinterpret_cast<const T*>(x)[index[start[j]]];
    else
      std::memcpy(y, x + static_cast<size_t>(index[start[j]]) * row, row);
  }
}
template <class T>
void sum_plane(const T* x, T* y, int64_t inner, const Taps& taps, const opmath_t<T>* weight) {
  using M = opmath_t<T>;
  const int64_t m = taps.out(), *start = taps.start.data(), *index = taps.index.data();
  for (int64_t j = 0; j < m; j++, y += inner) {
    const int64_t b = start[j], e = start[j + 1];
    if constexpr (std::is_same_v<T, float>) {
      if (inner > 1) {
        kernels::sum_rows(x, inner, index + b, weight ? weight + b : nullptr, e - b, y);
        continue;
      }
    }
    for (int64_t i = 0; i < inner; i++) {
      M sum = 0;
      for (int64_t k = b; k < e; k++) sum += (weight ? weight[k] : M(1)) * M(x[index[k] * inner + i]);
      y[i] = T(sum);
    }
  }
}

}  // namespace

Taps transposed(const Taps& t) {
  Taps r;
  r.in = t.out();
  r.start.assign(static_cast<size_t>(t.in) + 1, 0);
  for (int64_t i : t.index) r.start[static_cast<size_t>(i) + 1]++;
  for (size_t i = 1; i < r.start.size(); i++) r.start[i] += r.start[i - 1];
  std::vector<int64_t> at(r.start.begin(), r.start.end() - 1);
  r.index.resize(t.index.size());
  r.weight.resize(t.weight.size());
  for (int64_t j = 0; j < t.out(); j++)
    for (int64_t k = t.start[j]; k < t.start[j + 1]; k++) {
      const int64_t to = at[t.index[k]]++;
      r.index[to] = j;
      if (!t.weight.empty()) r.weight[to] = t.weight[k];
    }
  return r;
}

Tensor resample(const Tensor& given, int64_t dim, const Taps& taps, const Scalar& fill) {
  const Tensor x = contiguous(given);
  std::vector<int64_t> sizes = x.sizes().vec();
  int64_t outer = 1, inner = 1;
  const int64_t n = sizes[dim], m = taps.out();
  for (int64_t d = 0; d < x.dim(); d++)
    if (d != dim) (d < dim ? outer : inner) *= sizes[d];
  sizes[dim] = m;
  Tensor y = new_tensor(sizes, x.scalar_type());
  if (y.numel() == 0) return y;
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  const size_t item = elementSize(x.scalar_type());
  bool single = taps.weight.empty();
  for (int64_t j = 0; j < m && single; j++) single = taps.start[j + 1] - taps.start[j] <= 1;
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, inner * m));
  if (single) {
    const Element blank(fill, x.scalar_type());
    auto run = [&](auto tag) {
      using T = typename decltype(tag)::type;
      parallel::parallel_for(0, outer, grain, [&](int64_t b, int64_t e) {
        for (int64_t o = b; o < e; o++)
          gather_plane<T>(from + o * n * inner * sizeof(T), to + o * m * inner * sizeof(T), inner, taps, blank.bytes);
      });
    };
    switch (item) {
      case 1:
        run(Tag<uint8_t>{});
        break;
      case 2:
        run(Tag<uint16_t>{});
        break;
      case 4:
        run(Tag<uint32_t>{});
        break;
      default:
        run(Tag<uint64_t>{});
    }
    return y;
  }
  visit_floating(x.scalar_type(), "resample", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const std::vector<opmath_t<T>> weight(taps.weight.begin(), taps.weight.end());
    parallel::parallel_for(0, outer, grain, [&](int64_t b, int64_t e) {
      for (int64_t o = b; o < e; o++)
        sum_plane<T>(reinterpret_cast<const T*>(from) + o * n * inner, reinterpret_cast<T*>(to) + o * m * inner, inner,
                     taps, weight.empty() ? nullptr : weight.data());
    });
  });
  return y;
}

}  // namespace rectify::ops
