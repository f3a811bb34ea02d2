#include "ops/iterate.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cstring>

namespace rectify::ops {

#ifdef RECTIFY_HAS_AVX2_TARGET
const bool has_avx2 = (__builtin_cpu_init(), __builtin_cpu_supports("avx2") != 0);
#else
const bool has_avx2 = false;
#endif

std::vector<int64_t> broadcast_shapes(IntArrayRef a, IntArrayRef b) {
  size_t n = std::max(a.size(), b.size());
  std::vector<int64_t> shape(n);
  for (size_t k = 0; k < n; k++) {
    size_t d = n - 1 - k;
    int64_t x = k < a.size() ? a[a.size() - 1 - k] : 1, y = k < b.size() ? b[b.size() - 1 - k] : 1;
    TORCH_CHECK(x == y || x == 1 || y == 1, "The size of tensor a (", x, ") must match the size of tensor b (", y,
                ") at non-singleton dimension ", d);
    shape[d] = x == 1 ? y : x;
  }
  return shape;
}

Iter::Iter(IntArrayRef shape) : ndim(static_cast<int>(shape.size())), given_ndim_(ndim) {
  TORCH_CHECK(ndim <= kMaxDims, "tensors have at most 64 dimensions, got ", ndim);
  for (int d = 0; d < ndim; d++) {
    sizes[d] = shape[ndim - 1 - d];
    numel *= sizes[d];
  }
}
void Iter::add(const Tensor& t) {
  const TensorImpl& x = *t.impl();
  int k = operands++;
  data[k] = x.data();
  int64_t width = elementSize(x.dtype);
  TORCH_CHECK(x.ndim <= given_ndim_, "output with shape of ", given_ndim_,
              " dimensions doesn't match the broadcast shape of ", x.ndim);
  for (int d = 0; d < given_ndim_; d++) {
    int from = x.ndim - 1 - d;
    strides[d][k] = from < 0 || x.sizes[from] == 1 ? 0 : x.strides[from] * width;
  }
}
void Iter::add_scalar(void* p) {
  int k = operands++;
  data[k] = static_cast<char*>(p);
  for (int d = 0; d < given_ndim_; d++) strides[d][k] = 0;
}

void Iter::simplify() {
  auto swap_dims = [&](int a, int b) {
    std::swap(sizes[a], sizes[b]);
    for (int k = 0; k < operands; k++) std::swap(strides[a][k], strides[b][k]);
  };
  int kept = 0;
  for (int d = 0; d < ndim; d++)
    if (sizes[d] != 1) {
      if (kept != d) swap_dims(kept, d);
      kept++;
    }
  ndim = kept;
  // Insertion sort, by the first operand that distinguishes two dimensions.
  auto before = [&](int a, int b) {
    for (int k = 0; k < operands; k++) {
      int64_t x = std::abs(strides[a][k]), y = std::abs(strides[b][k]);
      if (x && y && x != y) return x < y;
    }
    return false;
  };
  for (int i = 1; i < ndim; i++)
    for (int j = i; j > 0 && before(j, j - 1); j--) swap_dims(j, j - 1);
  int last = 0;
  for (int d = 1; d < ndim; d++) {
    bool merge = true;
    for (int k = 0; k < operands; k++) merge = merge && strides[last][k] * sizes[last] == strides[d][k];
    if (merge) {
      sizes[last] *= sizes[d];
    } else if (++last != d) {
      swap_dims(last, d);
    }
  }
  if (ndim) ndim = last + 1;
}

void Iter::run(Loop loop, const void* context, int64_t grain) {
  if (numel == 0) return;
  simplify();
  if (ndim == 0) {
    sizes[0] = 1;
    for (int k = 0; k < operands; k++) strides[0][k] = 0;
    loop(data, strides[0], 1, context);
    return;
  }
  if (ndim == 1) {
    if (numel < 2 * grain) {
      loop(data, strides[0], numel, context);
      return;
    }
    parallel::parallel_for(0, numel, grain, [&](int64_t b, int64_t e) {
      char* p[kMaxOperands];
      for (int k = 0; k < operands; k++) p[k] = data[k] + b * strides[0][k];
      loop(p, strides[0], e - b, context);
    });
    return;
  }
  int64_t inner = sizes[0], outer = numel / inner;
  auto rows = [&](int64_t b, int64_t e) {
    int64_t at[kMaxDims];
    char* p[kMaxOperands];
    for (int k = 0; k < operands; k++) p[k] = data[k];
    int64_t rest = b;
    for (int d = 1; d < ndim; d++) {
      at[d] = rest % sizes[d];
      rest /= sizes[d];
      for (int k = 0; k < operands; k++) p[k] += at[d] * strides[d][k];
    }
    for (int64_t i = b; i < e; i++) {
      loop(p, strides[0], inner, context);
      for (int d = 1; d < ndim; d++) {
        for (int k = 0; k < operands; k++) p[k] += strides[d][k];
        if (++at[d] < sizes[d]) break;
        for (int k = 0; k < operands; k++) p[k] -= sizes[d] * strides[d][k];
        at[d] = 0;
      }
    }
  };
  if (numel < 2 * grain)
    rows(0, outer);
  else
    parallel::parallel_for(0, outer, std::max<int64_t>(1, grain / inner), rows);
}

bool dense(const TensorImpl& x) {  // every element once, no holes
  if (x.contiguous) return true;
  int order[Iter::kMaxDims], n = 0;
  for (int d = 0; d < x.ndim; d++)
    if (x.sizes[d] != 1) order[n++] = d;
  std::sort(order, order + n, [&](int a, int b) { return x.strides[a] < x.strides[b]; });
  int64_t step = 1;
  for (int i = 0; i < n; i++) {
    if (x.strides[order[i]] != step) return false;
    step *= x.sizes[order[i]];
  }
  return true;
}

void check_no_internal_overlap(const Tensor& out) {
  const TensorImpl& x = *out.impl();
  if (x.contiguous) return;
  for (int d = 0; d < x.ndim; d++)
    TORCH_CHECK(
        x.strides[d] != 0 || x.sizes[d] <= 1,
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
        "Please clone() the tensor before performing the operation.");
}
void check_no_partial_overlap(const Tensor& out, const Tensor& in) {
  const TensorImpl &a = *out.impl(), &b = *in.impl();
  if (!(a.storage == b.storage) || &a == &b || a.numel == 0 || b.numel == 0) return;
  if (a.data() == b.data() && same_sizes(a, b) && a.stride_ref() == b.stride_ref()) return;
  if (!dense(a) || !dense(b)) return;
  const char *a_end = a.data() + a.numel * elementSize(a.dtype), *b_end = b.data() + b.numel * elementSize(b.dtype);
  bool apart = a_end <= b.data() || b_end <= a.data();
  TORCH_CHECK(
      apart || (a.data() == b.data() && a_end == b_end),
      "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
      "location. Please clone() the tensor before performing the operation.");
}

Tensor new_like(const Tensor& t, ScalarType dtype) {
  const TensorImpl& x = t.self();
  if (x.contiguous) return new_tensor(x.size_ref(), dtype);
  return dense(x) ? new_strided(x.size_ref(), x.stride_ref(), dtype) : new_ordered(x.size_ref(), {&t}, dtype);
}
Tensor new_like(const Tensor& t) { return new_like(t, t.self().dtype); }
Tensor new_like(const Tensor& t, ScalarType dtype, optional<MemoryFormat> f) {
  const TensorImpl& x = t.self();
  if (f && *f != MemoryFormat::Preserve) return new_tensor(x.size_ref(), dtype, *f);
  Tensor y = new_like(t, dtype);
  if (x.contiguous) std::copy(x.strides, x.strides + x.ndim, y.impl()->strides);  // those of sizes 1 and 0 too
  return y;
}
Tensor new_ordered(IntArrayRef shape, std::initializer_list<const Tensor*> operands, ScalarType dtype) {
  const int n = static_cast<int>(shape.size());
  bool plain = true;
  for (const Tensor* t : operands) plain = plain && t->impl()->contiguous;
  if (plain || n > Iter::kMaxDims) return new_tensor(shape, dtype);
  auto stride = [&](const Tensor& t, int d) {
    const TensorImpl& x = *t.impl();
    const int at = d - (n - x.ndim);
    return at < 0 || (x.sizes[at] == 1 && shape[d] != 1) ? 0 : x.strides[at];
  };
  auto inside = [&](int a, int b) {  // 1: a belongs inside b, -1: outside, 0: nobody minds
    for (const Tensor* t : operands) {
      const int64_t p = stride(*t, a), q = stride(*t, b);
      if (p == 0 || q == 0) continue;
      if (p != q) return p < q ? 1 : -1;
      if (shape[a] > shape[b]) return -1;
    }
    return 0;
  };
  int order[Iter::kMaxDims];  // from the inside
  for (int i = 0; i < n; i++) {
    order[i] = n - 1 - i;
    for (int at = i, j = i - 1; j >= 0; j--) {
      const int verdict = inside(order[at], order[j]);
      if (verdict < 0) break;
      if (verdict > 0) {
        std::swap(order[at], order[j]);
        at = j;
      }
    }
  }
  int64_t strides[Iter::kMaxDims], step = 1;
  for (int i = 0; i < n; i++) {
    strides[order[i]] = step;
    step *= std::max<int64_t>(shape[order[i]], 1);
  }
  return new_strided(shape, {strides, shape.size()}, dtype);
}
optional<MemoryFormat> format_of(const TensorOptions& o, const optional<MemoryFormat>& f) {
  TORCH_CHECK(!(o.has_memory_format() && f),
              "Cannot set memory_format both in TensorOptions and explicit argument; please delete "
              "the redundant setter.");
  return f ? f : o.memory_format_opt();
}

Element::Element(const Scalar& s, ScalarType t) {
  std::memset(bytes, 0, sizeof bytes);
  visit_dtype(t, "fill", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T v = s.cast<T>();
    std::memcpy(bytes, &v, sizeof v);
  });
}
Scalar fitted(const Scalar& s, ScalarType t) {
  return visit_dtype(t, "fill", [&](auto tag) { return Scalar(s.to<typename decltype(tag)::type>()); });
}

}  // namespace rectify::ops
