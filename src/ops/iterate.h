#pragma once
// Iteration over up to four strided operands of one (broadcast) shape. The dimensions are sorted and merged, so that an
// inner loop sees the longest possible run; the loops themselves are plain functions of pointers, byte strides and a
// count.
#include <rectify/core/tensor.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define RECTIFY_HAS_AVX2_TARGET 1
#define RECTIFY_AVX2 __attribute__((target("avx2")))
#endif
#define RECTIFY_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define RECTIFY_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define RECTIFY_IVDEP _Pragma("GCC ivdep")
#endif

namespace rectify::ops {

extern const bool has_avx2;  // of this processor

constexpr int64_t kGrain = 32768;  // elements below which work is not split
using Loop = void (*)(char* const* data, const int64_t* strides, int64_t n, const void* context);

// The shape that a and b broadcast to; Error in PyTorch's words.
std::vector<int64_t> broadcast_shapes(IntArrayRef a, IntArrayRef b);

struct Iter {
  static constexpr int kMaxOperands = 4, kMaxDims = 64;
  int operands = 0, ndim = 0;
  int64_t numel = 1;
  char* data[kMaxOperands];
  int64_t sizes[kMaxDims];
  int64_t strides[kMaxDims][kMaxOperands];  // bytes; [0] is the innermost dimension

  explicit Iter(IntArrayRef shape);
  void add(const Tensor& t);  // broadcasts to the shape
  void add_scalar(void* p);   // one element for all positions
  void run(Loop loop, const void* context = nullptr, int64_t grain = kGrain);

 private:
  int given_ndim_;
  void simplify();
};

// For a tensor that is about to be written: no two elements in one place; no partial overlap with an input.
void check_no_internal_overlap(const Tensor& out);
void check_no_partial_overlap(const Tensor& out, const Tensor& in);

// An uninitialised tensor of t's shape; keeps the order of t's strides when t is dense (as libtorch's preserve_format).
Tensor new_like(const Tensor& t, ScalarType dtype);
Tensor new_like(const Tensor& t);
Tensor new_like(const Tensor& t, ScalarType dtype, optional<MemoryFormat> f);  // strides as f says, or else as t's
// The result of elementwise work on tensors that broadcast to shape: dense, in the order of their strides.
Tensor new_ordered(IntArrayRef shape, std::initializer_list<const Tensor*> operands, ScalarType dtype);
// The memory format of an argument, or of the options beside it; not of both.
optional<MemoryFormat> format_of(const TensorOptions& o, const optional<MemoryFormat>& f);

bool dense(const TensorImpl& x);  // its elements fill its memory, in some order

inline bool same_sizes(const TensorImpl& a, const TensorImpl& b) {
  if (a.ndim != b.ndim) return false;
  for (int d = 0; d < a.ndim; d++)
    if (a.sizes[d] != b.sizes[d]) return false;
  return true;
}

// A scalar as an element of some dtype.
struct Element {
  alignas(8) char bytes[8];
  Element(const Scalar& s, ScalarType t);
  template <class T>
  T get() const {
    T v;
    __builtin_memcpy(&v, bytes, sizeof(T));
    return v;
  }
};
// The number as the dtype has it; an error where it cannot.
Scalar fitted(const Scalar& s, ScalarType t);

}  // namespace rectify::ops
