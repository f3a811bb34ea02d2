#include "ops/resample.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cstring>

#include "kernels/rows.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

// Rows b … e of the output, each of `inner` numbers; m of them come from n rows of the input.
template <class T>
void gather_rows(const T* x, T* y, int64_t b, int64_t e, int64_t n, int64_t inner, const Taps& taps) {
  const int64_t m = taps.out(), *start = taps.start.data(), *index = taps.index.data();
  for (int64_t o = b / m, j = b % m; b < e; b++) {
    T* to = y + b * inner;
    if (start[j] == start[j + 1])
      std::fill(to, to + inner, T(0));
    else if (inner == 1)
      *to = x[o * n + index[start[j]]];
    else
      std::memcpy(to, x + (o * n + index[start[j]]) * inner, static_cast<size_t>(inner) * sizeof(T));
    if (++j == m) {
      j = 0;
      o++;
    }
  }
}
template <class T>
void sum_rows(const T* x, T* y, int64_t b, int64_t e, int64_t n, int64_t inner, const Taps& taps,
              const opmath_t<T>* weight) {
  using M = opmath_t<T>;
  const int64_t m = taps.out(), *start = taps.start.data(), *index = taps.index.data();
  for (int64_t o = b / m, j = b % m; b < e; b++) {
    const T* from = x + o * n * inner;
    T* to = y + b * inner;
    const int64_t first = start[j], last = start[j + 1];
    bool done = false;
    if constexpr (std::is_same_v<T, float>) {
      done = inner > 1;
      if (done) kernels::sum_rows(from, inner, index + first, weight ? weight + first : nullptr, last - first, to);
    }
    for (int64_t i = 0; i < inner && !done; i++) {
      M sum = 0;
      for (int64_t k = first; k < last; k++) sum += (weight ? weight[k] : M(1)) * M(from[index[k] * inner + i]);
      to[i] = T(sum);
    }
    if (++j == m) {
      j = 0;
      o++;
    }
  }
}

// Every output has as many sources: they are kept as `each` rows of m indices, for loops over vectors of outputs.
struct Uniform {
  int64_t each = 0;  // 0: not uniform, or too large for 32 bits
  std::vector<int32_t> index;
  std::vector<float> weight;
  explicit Uniform(const Taps& t) {
    const int64_t m = t.out(), k = m ? t.start[1] : 0;
    if (k == 0 || k > 16 || t.in > INT32_MAX) return;
    for (int64_t j = 0; j < m; j++)
      if (t.start[j + 1] - t.start[j] != k) return;
    each = k;
    index.resize(static_cast<size_t>(k * m));
    weight.assign(static_cast<size_t>(k * m), 1.0f);
    for (int64_t j = 0; j < m; j++)
      for (int64_t i = 0; i < k; i++) {
        index[i * m + j] = static_cast<int32_t>(t.index[j * k + i]);
        if (!t.weight.empty()) weight[i * m + j] = static_cast<float>(t.weight[j * k + i]);
      }
  }
};

// Copies a row, a short one without the call that a memcpy of unknown length is. kRepeat: `from` holds a piece, some
// items over and over, to be written again and again.
template <bool kRepeat, int64_t kPiece>
RECTIFY_INLINE void move_row(const char* from, char* to, int64_t bytes) {
  auto piece = [&](auto size, int64_t at) { std::memcpy(to + at, kRepeat ? from : from + at, size); };
  auto both_ends = [&](auto size) {
    piece(size, 0);
    piece(size, bytes - static_cast<int64_t>(size));
  };
  using std::integral_constant;
  constexpr integral_constant<size_t, kPiece> whole;
  if (bytes >= kPiece) {
    int64_t i = 0;
    do {
      piece(whole, i);
      i += kPiece;
    } while (i + kPiece <= bytes);
    if (i < bytes) piece(whole, bytes - kPiece);
  } else if (bytes >= 16) {
    both_ends(integral_constant<size_t, 16>());
  } else if (bytes >= 8) {
    both_ends(integral_constant<size_t, 8>());
  } else if (bytes >= 4) {
    both_ends(integral_constant<size_t, 4>());
  } else {
    for (int64_t i = 0; i < bytes; i++) to[i] = from[i];
  }
}
// Rows of n bytes, each followed by what fills it up to width; after the last one `end` bytes are filled.
template <int64_t kPiece>
RECTIFY_INLINE void pad_rows(const char* from, char* to, int64_t rows, int64_t n, int64_t width, int64_t end,
                             const char* fill) {
  for (int64_t i = 0; i < rows; i++, from += n, to += width) {
    move_row<false, kPiece>(from, to, n);
    move_row<true, kPiece>(fill, to + n, i + 1 < rows ? width - n : end);
  }
}
#ifdef RECTIFY_HAS_AVX2_TARGET
RECTIFY_AVX2 void pad_rows_avx2(const char* from, char* to, int64_t rows, int64_t n, int64_t width, int64_t end,
                                const char* fill) {
  pad_rows<32>(from, to, rows, n, width, end, fill);
}
#endif

// Calls f(Tag<T>{}) with the unsigned integer of `bytes` bytes: what only moves elements needs no dtype.
template <class F>
void visit_item(int64_t bytes, const F& f) {
  switch (bytes) {
    case 1:
      return f(Tag<uint8_t>{});
    case 2:
      return f(Tag<uint16_t>{});
    case 4:
      return f(Tag<uint32_t>{});
    default:
      return f(Tag<uint64_t>{});
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

Tensor resample(const Tensor& given, int64_t dim, const Taps& taps) {
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
  const int64_t rows = outer * m, grain = std::max<int64_t>(1, kGrain / inner);
  if (inner == 1 && item == 4 && m >= 8 && outer > 1 && (single || x.scalar_type() == kFloat)) {
    const Uniform u(taps);
    if (u.each > 0) {
      parallel::parallel_for(0, outer, std::max<int64_t>(1, kGrain / m), [&](int64_t b, int64_t e) {
        for (int64_t o = b; o < e; o++) {
          if (single)
            kernels::gather(reinterpret_cast<const uint32_t*>(from) + o * n, u.index.data(),
                            reinterpret_cast<uint32_t*>(to) + o * m, m);
          else
            kernels::gather_sum(reinterpret_cast<const float*>(from) + o * n, u.index.data(), u.weight.data(), u.each,
                                reinterpret_cast<float*>(to) + o * m, m);
        }
      });
      return y;
    }
  }
  if (single) {
    auto run = [&](auto tag) {
      using T = typename decltype(tag)::type;
      parallel::parallel_for(0, rows, grain, [&](int64_t b, int64_t e) {
        gather_rows(reinterpret_cast<const T*>(from), reinterpret_cast<T*>(to), b, e, n, inner, taps);
      });
    };
    visit_item(item, run);
    return y;
  }
  visit_floating(x.scalar_type(), "resample", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const std::vector<opmath_t<T>> weight(taps.weight.begin(), taps.weight.end());
    parallel::parallel_for(0, rows, grain, [&](int64_t b, int64_t e) {
      sum_rows(reinterpret_cast<const T*>(from), reinterpret_cast<T*>(to), b, e, n, inner, taps,
               weight.empty() ? nullptr : weight.data());
    });
  });
  return y;
}

Tensor pad_constant(const Tensor& given, IntArrayRef before, IntArrayRef after, const Scalar& value) {
  const Tensor x = contiguous(given);
  std::vector<int64_t> sizes = x.sizes().vec();
  const int64_t nd = x.dim();
  for (int64_t d = 0; d < nd; d++) sizes[d] += before[d] + after[d];
  Tensor y = new_tensor(sizes, x.scalar_type());
  if (y.numel() == 0 || nd == 0) {
    if (nd == 0) copy_(y, x);
    return y;
  }
  // dimensions at the end that stay whole are one with the last that does not; it and the one before make a plane
  int64_t last = nd - 1, inner = elementSize(x.scalar_type());  // lengths are in bytes
  while (last > 0 && before[last] == 0 && after[last] == 0) inner *= sizes[last--];
  const int64_t n = x.size(last) * inner, left = before[last] * inner, right = after[last] * inner,
                width = left + n + right;
  const int64_t rows = last > 0 ? x.size(last - 1) : 1, top = last > 0 ? before[last - 1] : 0,
                bottom = last > 0 ? after[last - 1] : 0, height = top + rows + bottom;
  const Element blank(fitted(value, x.scalar_type()), x.scalar_type());
  char fill[32];
  for (size_t i = 0; i < sizeof fill; i++) fill[i] = blank.bytes[i % elementSize(x.scalar_type())];
  const int64_t plane = height * width, planes = static_cast<int64_t>(y.nbytes()) / plane;
  auto pad = pad_rows<16>;
#ifdef RECTIFY_HAS_AVX2_TARGET
  if (has_avx2) pad = pad_rows_avx2;
#endif
  parallel::parallel_for(0, planes, std::max<int64_t>(1, 4 * kGrain / plane), [&](int64_t b, int64_t e) {
    for (int64_t p = b; p < e; p++) {
      char* out = y.impl()->data() + p * plane;
      int64_t rest = p, source = 0, scale = 1;
      bool inside = n > 0 && rows > 0;
      for (int64_t d = last - 2; d >= 0 && inside; d--) {
        const int64_t i = rest % sizes[d] - before[d];
        rest /= sizes[d];
        inside = i >= 0 && i < x.size(d);
        source += i * scale;
        scale *= x.size(d);
      }
      if (!inside) {
        move_row<true, 16>(fill, out, plane);
        continue;
      }
      move_row<true, 16>(fill, out, top * width + left);
      pad(x.impl()->data() + source * rows * n, out + top * width + left, rows, n, width, right + bottom * width, fill);
    }
  });
  return to(y, y.scalar_type(), given.suggest_memory_format());
}

}  // namespace rectify::ops
