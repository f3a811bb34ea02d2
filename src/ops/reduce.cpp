#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include "ops/reduce.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace rectify::ops {

DimSet dim_set(IntArrayRef dims, int64_t ndim, bool empty_is_all) {
  TORCH_CHECK(ndim <= 64, "tensor has dimension > 64");
  DimSet all = ndim == 64 ? ~DimSet{0} : (DimSet{1} << ndim) - 1;
  if (dims.empty()) return empty_is_all ? all : 0;
  DimSet set = 0;
  for (int64_t d : dims) {
    int64_t w = maybe_wrap_dim(d, ndim);
    TORCH_CHECK(!(set >> w & 1), "dim ", w, " appears multiple times in the list of dims");
    set |= DimSet{1} << w;
  }
  return set & all;
}
std::vector<int64_t> reduced_sizes(IntArrayRef sizes, DimSet dims, bool keepdim) {
  std::vector<int64_t> r;
  for (size_t d = 0; d < sizes.size(); d++)
    if (!(dims >> d & 1))
      r.push_back(sizes[d]);
    else if (keepdim)
      r.push_back(1);
  return r;
}

namespace {

constexpr int kLanes = 32;

template <class T>
inline constexpr bool is_float = std::is_floating_point_v<T>;

// first(x): the value of one element; merge(a, b). Sums of floats are taken in blocks of lanes, and blocks pairwise.
template <class T>
struct Sum {
  using wide = Sum<std::conditional_t<std::is_same_v<T, float>, double, T>>;
  static RECTIFY_INLINE T start() { return 0; }
  static RECTIFY_INLINE T merge(T a, T b) {
    if constexpr (is_float<T>)
      return a + b;
    else
      return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
};
template <class T>
struct Prod {
  using wide = Prod<std::conditional_t<std::is_same_v<T, float>, double, T>>;
  static RECTIFY_INLINE T start() { return 1; }
  static RECTIFY_INLINE T merge(T a, T b) {
    if constexpr (is_float<T>)
      return a * b;
    else
      return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
};
template <class T>
struct Max {
  using wide = Max<std::conditional_t<std::is_same_v<T, float>, double, T>>;
  static RECTIFY_INLINE T start() {
    return is_float<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  }
  static RECTIFY_INLINE T merge(T a, T b) { return b > a || b != b ? b : a; }
};
template <class T>
struct Min {
  using wide = Min<std::conditional_t<std::is_same_v<T, float>, double, T>>;
  static RECTIFY_INLINE T start() {
    return is_float<T> ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  }
  static RECTIFY_INLINE T merge(T a, T b) { return b < a || b != b ? b : a; }
};
template <class Op, class T>
RECTIFY_INLINE T run_body(const T* x, int64_t n) {
  if (n < kLanes) {
    T r = Op::start();
    for (int64_t i = 0; i < n; i++) r = Op::merge(r, x[i]);
    return r;
  }
  T lane[kLanes];
  for (int k = 0; k < kLanes; k++) lane[k] = x[k];
  int64_t i = kLanes;
  for (; i + kLanes <= n; i += kLanes)
    for (int k = 0; k < kLanes; k++) lane[k] = Op::merge(lane[k], x[i + k]);
  const int rest = static_cast<int>(n - i);
  for (int k = 0; k < rest && k < kLanes; k++) lane[k] = Op::merge(lane[k], x[i + k]);
  for (int half = kLanes / 2; half; half /= 2)
    for (int k = 0; k < half; k++) lane[k] = Op::merge(lane[k], lane[k + half]);
  return lane[0];
}
// acc[i] = merge over r < rows of x[r * stride + i], i < n <= kColumns; rows in two levels, which keeps sums exact.
constexpr int64_t kColumns = 64;
template <class Op, class T>
RECTIFY_INLINE void columns_body(const T* x, int64_t rows, int64_t stride, int64_t n, T* y) {
  using Wide = std::conditional_t<std::is_same_v<T, float>, double, T>;
  Wide total[kColumns];
  T part[kColumns];
  for (int64_t i = 0; i < n; i++) total[i] = Op::start();
  for (int64_t r = 0; r < rows;) {
    int64_t e = std::min(rows, r + 64);
    for (int64_t i = 0; i < n; i++) part[i] = x[r * stride + i];
    for (r++; r < e; r++) {
      const T* row = x + r * stride;
      for (int64_t i = 0; i < n; i++) part[i] = Op::merge(part[i], row[i]);
    }
    for (int64_t i = 0; i < n; i++) total[i] = Op::wide::merge(total[i], static_cast<Wide>(part[i]));
  }
  for (int64_t i = 0; i < n; i++) y[i] = static_cast<T>(total[i]);
}
template <class Op, class T>
struct Kernels {
  static T run_plain(const T* x, int64_t n) { return run_body<Op>(x, n); }
  static void columns_plain(const T* x, int64_t rows, int64_t stride, int64_t n, T* y) {
    columns_body<Op>(x, rows, stride, n, y);
  }
#ifdef RECTIFY_HAS_AVX2_TARGET
  RECTIFY_AVX2 static T run_avx2(const T* x, int64_t n) { return run_body<Op>(x, n); }
  RECTIFY_AVX2 static void columns_avx2(const T* x, int64_t rows, int64_t stride, int64_t n, T* y) {
    columns_body<Op>(x, rows, stride, n, y);
  }
  static T run(const T* x, int64_t n) { return has_avx2 ? run_avx2(x, n) : run_plain(x, n); }
  static void columns(const T* x, int64_t rows, int64_t stride, int64_t n, T* y) {
    has_avx2 ? columns_avx2(x, rows, stride, n, y) : columns_plain(x, rows, stride, n, y);
  }
#else
  static T run(const T* x, int64_t n) { return run_plain(x, n); }
  static void columns(const T* x, int64_t rows, int64_t stride, int64_t n, T* y) {
    columns_plain(x, rows, stride, n, y);
  }
#endif
  static T pairwise(const T* x, int64_t n) {
    if (n <= 1024) return run(x, n);
    int64_t half = (n / 2 + 1023) / 1024 * 1024;
    return Op::merge(pairwise(x, half), pairwise(x + half, n - half));
  }
  // x is (outer, rows, inner), y is (outer, inner).
  static void reduce(const T* x, int64_t outer, int64_t rows, int64_t inner, T* y) {
    if (outer == 1 && inner == 1) {
      if (rows < 4 * kGrain) {
        *y = pairwise(x, rows);
        return;
      }
      // Fixed parts, so that the result does not depend on the number of threads.
      int64_t parts = (rows + kGrain - 1) / kGrain;
      std::vector<T> part(parts);
      parallel::parallel_for(0, parts, 1, [&](int64_t b, int64_t e) {
        for (int64_t k = b; k < e; k++) part[k] = pairwise(x + k * kGrain, std::min(kGrain, rows - k * kGrain));
      });
      *y = pairwise(part.data(), parts);
      return;
    }
    auto over = [&](int64_t b, int64_t e) {
      if (inner == 1) {
        for (int64_t o = b; o < e; o++) y[o] = pairwise(x + o * rows, rows);
        return;
      }
      int64_t blocks = (inner + kColumns - 1) / kColumns;
      for (int64_t k = b; k < e; k++) {
        int64_t o = k / blocks, c = k % blocks * kColumns;
        columns(x + o * rows * inner + c, rows, inner, std::min(kColumns, inner - c), y + o * inner + c);
      }
    };
    int64_t units = inner == 1 ? outer : outer * ((inner + kColumns - 1) / kColumns),
            each = rows * (inner == 1 ? 1 : std::min(inner, kColumns));
    if (units * each < 2 * kGrain || units < 2)
      over(0, units);
    else
      parallel::parallel_for(0, units, std::max<int64_t>(1, kGrain / std::max<int64_t>(each, 1)), over);
  }
};
template <class Op>
void reduce_as(const Tensor& x, int64_t outer, int64_t rows, int64_t inner, const Tensor& y) {
  using T = decltype(Op::start());
  Kernels<Op, T>::reduce(reinterpret_cast<const T*>(x.impl()->data()), outer, rows, inner,
                         reinterpret_cast<T*>(y.impl()->data()));
}
// all and any: bytes that are 0 or 1.
template <bool all>
void reduce_bool(const Tensor& x, int64_t outer, int64_t rows, int64_t inner, const Tensor& y) {
  const char* p = x.impl()->data();
  char* q = y.impl()->data();
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      const char* c = p + o * rows * inner + i;
      bool r = all;
      if (inner == 1)
        r = all ? !std::memchr(c, 0, rows) : std::memchr(c, 1, rows) != nullptr;
      else
        for (int64_t k = 0; k < rows && r == all; k++) r = c[k * inner] != 0;
      q[o * inner + i] = r;
    }
}

// x as (outer, rows, inner) with the set's dimensions in rows; dimensions that are not neighbours are moved to the end.
struct Folded {
  Tensor x;
  int64_t outer = 1, rows = 1, inner = 1;
};
Folded fold(const Tensor& t, DimSet dims) {
  const TensorImpl& x = t.self();
  int first = -1, last = -1;
  for (int d = 0; d < x.ndim; d++)
    if (dims >> d & 1 && x.sizes[d] != 1) {
      if (first < 0) first = d;
      last = d;
    }
  bool neighbours = true;
  for (int d = first; first >= 0 && d <= last; d++) neighbours = neighbours && (dims >> d & 1 || x.sizes[d] == 1);
  Folded f;
  if (neighbours) {
    f.x = contiguous(t);
    for (int d = 0; d < x.ndim; d++) (first < 0 || d < first ? f.outer : d <= last ? f.rows : f.inner) *= x.sizes[d];
    return f;
  }
  std::vector<int64_t> sizes, strides;
  for (int pass = 0; pass < 2; pass++)
    for (int d = 0; d < x.ndim; d++)
      if (static_cast<int>(dims >> d & 1) == pass) {
        sizes.push_back(x.sizes[d]);
        strides.push_back(x.strides[d]);
        (pass ? f.rows : f.outer) *= x.sizes[d];
      }
  f.x = contiguous(alias_as(t, sizes, strides, 0));
  return f;
}
ScalarType wide(ScalarType t) { return t == kHalf || t == kBFloat16 ? kFloat : isIntegralType(t, true) ? kLong : t; }

template <template <class> class Op>
void dispatch(const Folded& f, const Tensor& y) {
  switch (y.scalar_type()) {
    case kFloat:
      return reduce_as<Op<float>>(f.x, f.outer, f.rows, f.inner, y);
    case kDouble:
      return reduce_as<Op<double>>(f.x, f.outer, f.rows, f.inner, y);
    default:
      return reduce_as<Op<int64_t>>(f.x, f.outer, f.rows, f.inner, y);
  }
}

}  // namespace

Tensor sum(const Tensor& t) {
  const TensorImpl& x = t.self();
  if (x.dtype == kFloat && x.contiguous) {
    Tensor y = new_tensor({}, kFloat);
    Kernels<Sum<float>, float>::reduce(reinterpret_cast<const float*>(x.data()), 1, x.numel, 1,
                                       reinterpret_cast<float*>(y.impl()->data()));
    return y;
  }
  return reduce(Reduce::sum, t, dim_set({}, x.ndim), false);
}
Tensor reduce(Reduce op, const Tensor& x, DimSet dims, bool keepdim, optional<ScalarType> dtype) {
  ScalarType in = x.self().dtype, result = in;
  bool adds = op == Reduce::sum || op == Reduce::prod || op == Reduce::nansum;
  if (adds) result = dtype ? *dtype : isIntegralType(in, true) ? kLong : in;
  if (adds && result == kBool && in != kBool)
    return reduce(op, to(x, kBool), dims, keepdim, dtype);  // as PyTorch casts first
  if (op == Reduce::all || op == Reduce::any) {
    Tensor b = in == kBool ? x : binary(Binary::ne, x, Scalar(0));
    Tensor y = new_tensor(reduced_sizes(x.sizes(), dims, keepdim), kBool);
    Folded f = fold(b, dims);
    if (op == Reduce::all)
      reduce_bool<true>(f.x, f.outer, f.rows, f.inner, y);
    else
      reduce_bool<false>(f.x, f.outer, f.rows, f.inner, y);
    return in == kByte ? to(y, kByte) : y;
  }
  ScalarType computing = wide(result);
  Tensor source = to(x, adds ? promote_types(result, wide(result)) : computing);
  if (op == Reduce::nansum && isFloatingType(computing))
    source = nan_to_num(source, 0.0, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity());
  Folded f = fold(source, dims);
  Tensor y = new_tensor(reduced_sizes(x.sizes(), dims, keepdim), computing);
  if (f.rows == 0 && !adds && y.numel())
    detail::fail<IndexError>(RECTIFY_WHERE, op == Reduce::max ? "amax" : "amin",
                             "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                             "dim with the 'dim' argument.");
  switch (op) {
    case Reduce::sum:
    case Reduce::nansum:
      dispatch<Sum>(f, y);
      break;
    case Reduce::prod:
      dispatch<Prod>(f, y);
      break;
    case Reduce::max:
      dispatch<Max>(f, y);
      break;
    default:
      dispatch<Min>(f, y);
  }
  return to(y, result);
}

namespace {
template <class T, bool max>
RECTIFY_INLINE int64_t extreme_run(const T* x, int64_t n) {
  if (n >= 64) {  // the extreme first, with lanes; then where it is
    using Op = std::conditional_t<max, Max<T>, Min<T>>;
    T best = Kernels<Op, T>::pairwise(x, n);
    if (best == best) {
      for (int64_t i = 0; i < n; i++)
        if (x[i] == best) return i;
    }
  }
  int64_t at = 0;
  T best = x[0];
  for (int64_t i = 1; i < n; i++) {
    if (best != best) break;
    bool better = (max ? x[i] > best : x[i] < best) || x[i] != x[i];
    if (better) {
      best = x[i];
      at = i;
    }
  }
  return at;
}
template <class T>
void extreme_all(bool max, const T* x, int64_t outer, int64_t rows, int64_t inner, T* values, int64_t* indices) {
  auto over = [&](int64_t b, int64_t e) {
    std::vector<T> column(inner == 1 ? 0 : rows);
    for (int64_t k = b; k < e; k++) {
      const T* p = x + k * rows;
      if (inner != 1) {
        const T* from = x + k / inner * rows * inner + k % inner;
        for (int64_t r = 0; r < rows; r++) column[r] = from[r * inner];
        p = column.data();
      }
      int64_t at = max ? extreme_run<T, true>(p, rows) : extreme_run<T, false>(p, rows);
      if (values) values[k] = p[at];
      if (indices) indices[k] = at;
    }
  };
  int64_t n = outer * inner;
  if (n * rows < 2 * kGrain || n < 2)
    over(0, n);
  else
    parallel::parallel_for(0, n, std::max<int64_t>(1, kGrain / rows), over);
}
// Calls f with pointers of the wide type.
template <class F>
void visit_wide(ScalarType t, F&& f) {
  switch (t) {
    case kFloat:
      return f(Tag<float>{});
    case kDouble:
      return f(Tag<double>{});
    default:
      return f(Tag<int64_t>{});
  }
}
}  // namespace

void extreme(bool max, const Tensor& t, int64_t dim, bool keepdim, Tensor* values, Tensor* indices) {
  const TensorImpl& x = t.self();
  if (!values && x.ndim <= 1 && x.dtype == kFloat && x.contiguous && x.numel) {  // argmax of a vector
    *indices = keepdim && x.ndim ? new_tensor({1}, kLong) : new_tensor({}, kLong);
    const float* p = reinterpret_cast<const float*>(x.data());
    *reinterpret_cast<int64_t*>(indices->impl()->data()) =
        max ? extreme_run<float, true>(p, x.numel) : extreme_run<float, false>(p, x.numel);
    return;
  }
  DimSet set = x.ndim ? DimSet{1} << dim : 0;
  ScalarType computing = wide(x.dtype);
  Folded f = fold(to(t, computing), set);
  std::vector<int64_t> sizes = reduced_sizes(x.size_ref(), set, keepdim);
  Tensor v = new_tensor(sizes, computing), i = new_tensor(sizes, kLong);
  if (v.numel()) {
    visit_wide(computing, [&](auto tag) {
      using T = typename decltype(tag)::type;
      extreme_all<T>(max, reinterpret_cast<const T*>(f.x.impl()->data()), f.outer, f.rows, f.inner,
                     reinterpret_cast<T*>(v.impl()->data()), reinterpret_cast<int64_t*>(i.impl()->data()));
    });
  }
  if (values) *values = to(v, x.dtype);
  if (indices) *indices = i;
}

namespace {
// The elements of a contiguous tensor as [outer, rows, inner], with `dim` in the middle.
struct Around {
  int64_t outer, rows, inner;
};
Around around(const TensorImpl& x, int64_t dim) {
  Around a{1, x.ndim ? x.sizes[dim] : 1, 1};
  for (int d = 0; d < x.ndim; d++)
    if (d != dim) (d < dim ? a.outer : a.inner) *= x.sizes[d];
  return a;
}
}  // namespace

Tensor scan(Scan op, const Tensor& t, int64_t dim, Tensor* indices) {
  const TensorImpl& x = t.self();
  ScalarType computing = wide(x.dtype);
  Tensor from = contiguous(to(t, computing)), y = new_tensor(x.size_ref(), computing);
  Tensor at = indices ? new_tensor(x.size_ref(), kLong) : Tensor();
  const auto [outer, rows, inner] = around(x, dim);
  visit_wide(computing, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using A = std::conditional_t<std::is_same_v<T, float>, double, T>;
    const T* p = reinterpret_cast<const T*>(from.impl()->data());
    T* q = reinterpret_cast<T*>(y.impl()->data());
    int64_t* w = indices ? reinterpret_cast<int64_t*>(at.impl()->data()) : nullptr;
    for (int64_t o = 0; o < outer; o++)
      for (int64_t i = 0; i < inner; i++) {
        int64_t base = o * rows * inner + i;
        if (op == Scan::sum || op == Scan::prod) {
          A acc = op == Scan::sum ? 0 : 1;
          for (int64_t r = 0; r < rows; r++) {
            T v = p[base + r * inner];
            acc = op == Scan::sum ? Sum<A>::merge(acc, v) : Prod<A>::merge(acc, v);
            q[base + r * inner] = static_cast<T>(acc);
          }
        } else {
          T best{};
          int64_t where = 0;
          for (int64_t r = 0; r < rows; r++) {
            T v = p[base + r * inner];
            if (r == 0 || v != v || (best == best && (op == Scan::max ? v >= best : v <= best))) {
              best = v;
              where = r;
            }
            q[base + r * inner] = best;
            w[base + r * inner] = where;
          }
        }
      }
  });
  if (indices) *indices = at;
  return to(y, x.dtype);
}

void median(const Tensor& t, int64_t dim, bool keepdim, Tensor& values, Tensor& indices) {
  const TensorImpl& x = t.self();
  DimSet set = x.ndim ? DimSet{1} << dim : 0;
  ScalarType computing = wide(x.dtype);
  Tensor from = contiguous(to(t, computing));
  std::vector<int64_t> sizes = reduced_sizes(x.size_ref(), set, keepdim);
  Tensor v = new_tensor(sizes, computing);
  indices = new_tensor(sizes, kLong);
  const auto [outer, rows, inner] = around(x, dim);
  visit_wide(computing, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = reinterpret_cast<const T*>(from.impl()->data());
    std::vector<int64_t> order(rows);
    for (int64_t k = 0; k < outer * inner; k++) {
      const T* c = p + k / inner * rows * inner + k % inner;
      int64_t nan = -1;
      for (int64_t r = 0; r < rows; r++) {
        order[r] = r;
        if (nan < 0 && c[r * inner] != c[r * inner]) nan = r;
      }
      int64_t at = nan;
      if (nan < 0) {
        auto middle = order.begin() + (rows - 1) / 2;
        std::nth_element(order.begin(), middle, order.end(), [&](int64_t a, int64_t b) {
          return c[a * inner] != c[b * inner] ? c[a * inner] < c[b * inner] : a < b;
        });
        at = *middle;
      }
      reinterpret_cast<T*>(v.impl()->data())[k] = c[at * inner];
      reinterpret_cast<int64_t*>(indices.impl()->data())[k] = at;
    }
  });
  values = to(v, x.dtype);
}

bool equal(const Tensor& a, const Tensor& b) {
  const TensorImpl &x = a.self(), &y = b.self();
  if (!same_sizes(x, y)) return false;
  if (x.numel == 0) return true;
  Tensor same = binary(Binary::eq, a, b);
  Tensor all = reduce(Reduce::all, same, dim_set({}, x.ndim), false);
  return *reinterpret_cast<bool*>(all.impl()->data());
}

}  // namespace rectify::ops
