#include "ops/matmul.h"

#include "kernels/dense.h"
#include "onednn/gemm.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

constexpr int64_t kFewProducts = 256;  // measured: from about here on oneDNN is as quick

struct Matrix {
  const char* data;
  bool transposed;
  int64_t ld;
};
// A matrix in memory as gemm wants it; nothing when neither dimension is dense.
optional<Matrix> as_matrix(const char* data, int64_t rows, int64_t cols, int64_t row_stride, int64_t col_stride) {
  if ((col_stride == 1 || cols == 1) && (row_stride >= cols || rows == 1))
    return Matrix{data, false, rows == 1 ? std::max<int64_t>(cols, 1) : row_stride};
  if ((row_stride == 1 || rows == 1) && (col_stride >= rows || cols == 1))
    return Matrix{data, true, cols == 1 ? std::max<int64_t>(rows, 1) : col_stride};
  return nullopt;
}
// gemm with beta 0; products of one row, one column or few numbers are plain loops, which cost less than oneDNN's call.
void multiply(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b,
              int64_t ldb, float* c) {
  bool rows = !ta && k > 0;
  if (k == 1 && (ta || lda == 1) && (!tb || ldb == 1)) return kernels::outer(a, b, 0, c, n, m, n);
  if (rows && (m == 1 || m * n * k <= kFewProducts)) {
    for (int64_t r = 0; r < m; r++) {
      if (tb)
        kernels::dot_rows(a + r * lda, b, ldb, nullptr, c + r * n, n, k);
      else
        kernels::axpy_rows(a + r * lda, b, ldb, 0, c + r * n, k, n);
    }
    return;
  }
  onednn::gemm(ta, tb, m, n, k, a, lda, b, ldb, 0, c, n);
}
template <class T>
void integer_product(const T* a, const T* b, T* c, int64_t m, int64_t n, int64_t k) {
  for (int64_t r = 0; r < m; r++)
    for (int64_t i = 0; i < k; i++)
      for (int64_t j = 0; j < n; j++) {
        T v = static_cast<T>(a[r * k + i] * b[i * n + j]);
        c[r * n + j] = static_cast<T>(c[r * n + j] + v);
      }
}
// c (contiguous, zero-filled where integers need it) = a · b for the matrices that start at the given places
void product(const Tensor& a, int64_t a_at, const Tensor& b, int64_t b_at, const Tensor& c, int64_t c_at) {
  int64_t m = a.size(-2), k = a.size(-1), n = b.size(-1);
  size_t item = a.element_size();
  const char* pa = static_cast<const char*>(a.data_ptr()) + a_at * item;
  const char* pb = static_cast<const char*>(b.data_ptr()) + b_at * item;
  char* pc = static_cast<char*>(c.data_ptr()) + c_at * item;
  auto ma = as_matrix(pa, m, k, a.stride(-2), a.stride(-1)), mb = as_matrix(pb, k, n, b.stride(-2), b.stride(-1));
  if (c.scalar_type() == kFloat)
    multiply(ma->transposed, mb->transposed, m, n, k, reinterpret_cast<const float*>(pa), ma->ld,
             reinterpret_cast<const float*>(pb), mb->ld, reinterpret_cast<float*>(pc));
  else if (c.scalar_type() == kDouble)
    onednn::gemm(ma->transposed, mb->transposed, m, n, k, reinterpret_cast<const double*>(pa), ma->ld,
                 reinterpret_cast<const double*>(pb), mb->ld, 0, reinterpret_cast<double*>(pc), n);
  else
    visit_dtype(c.scalar_type(), "addmm_impl_cpu_", [&](auto tag) {
      using T = typename decltype(tag)::type;
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        T* to = reinterpret_cast<T*>(pc);
        std::fill(to, to + m * n, T(0));
        integer_product(reinterpret_cast<const T*>(pa), reinterpret_cast<const T*>(pb), to, m, n, k);
      }
    });
}
bool narrow_float(ScalarType t) { return t == kHalf || t == kBFloat16; }
Tensor usable(const Tensor& t) {
  bool plain = t.scalar_type() == kFloat || t.scalar_type() == kDouble;
  bool ok =
      plain ? as_matrix(nullptr, t.size(-2), t.size(-1), t.stride(-2), t.stride(-1)).has_value() : t.is_contiguous();
  return ok ? t : contiguous_copy(t);
}

}  // namespace

Tensor mm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.scalar_type() != kBool, "\"addmm_impl_cpu_\" not implemented for 'Bool'");
  if (narrow_float(a.scalar_type())) return to(mm(to(a, kFloat), to(b, kFloat)), a.scalar_type());
  Tensor c = new_tensor({a.size(0), b.size(1)}, a.scalar_type());
  product(usable(a), 0, usable(b), 0, c, 0);
  return c;
}
Tensor bmm(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(a.scalar_type() != kBool, "\"baddbmm_cpu_kernel\" not implemented for 'Bool'");
  if (narrow_float(a.scalar_type())) return to(bmm(to(a, kFloat), to(b, kFloat)), a.scalar_type());
  Tensor c = new_tensor({a.size(0), a.size(1), b.size(2)}, a.scalar_type()), x = usable(a), y = usable(b);
  for (int64_t i = 0; i < a.size(0); i++) product(x, i * x.stride(0), y, i * y.stride(0), c, i * c.size(1) * c.size(2));
  return c;
}
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  const TensorImpl &xi = x.self(), &wi = w.self();
  const int64_t n = xi.sizes[0], in = xi.sizes[1], out = wi.sizes[0];
  if (xi.dtype == kFloat && xi.contiguous && wi.contiguous && (!bias.defined() || bias.self().contiguous)) {
    Tensor y = new_tensor({n, out}, kFloat);
    float* to = static_cast<float*>(y.data_ptr());
    const float* b = bias.defined() ? static_cast<const float*>(bias.data_ptr()) : nullptr;
    if (!linear_rows(x, w, b, to, n) && b) kernels::add_bias(to, b, n, out);
    return y;
  }
  Tensor wt = alias_as(w, {in, out}, {w.stride(1), w.stride(0)}, 0);
  Tensor y = mm(x, wt);
  if (bias.defined()) binary_inplace(Binary::add, y, bias);
  return y;
}
bool linear_rows(const Tensor& x, const Tensor& w, const float* bias, float* y, int64_t rows) {
  const int64_t out = w.impl()->sizes[0], in = w.impl()->sizes[1];
  const float* from = reinterpret_cast<const float*>(x.impl()->data());
  const float* weight = reinterpret_cast<const float*>(w.impl()->data());
  if (rows == 1) {
    kernels::dot_rows(from, weight, in, bias, y, out, in);
    return true;
  }
  multiply(false, true, rows, out, in, from, in, weight, in, y);
  return false;
}
Tensor column_sums(const Tensor& x) {
  const int64_t cols = x.size(1);
  const float* from = static_cast<const float*>(x.data_ptr());
  return sum_in_chunks(x.size(0), cols, [&](int64_t b, int64_t e, float* sums) {
    kernels::add_rows(from + b * cols, sums, e - b, cols);
  });
}

}  // namespace rectify::ops
