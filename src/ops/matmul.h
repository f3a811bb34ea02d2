#pragma once
// Raw matrix products: no gradients. Shapes and dtypes are the caller's to check.
#include <rectify/core/tensor.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>

namespace rectify::ops {

Tensor mm(const Tensor& a, const Tensor& b);                          // [n,m] · [m,p], one dtype
Tensor bmm(const Tensor& a, const Tensor& b);                         // [b,n,m] · [b,m,p]
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias);  // x [n,in], w [out,in]; bias undefined or [out]
Tensor column_sums(const Tensor& x);                                  // [n,m] -> [m], float32, contiguous

// y [rows][out] = x wᵀ for contiguous float32 x and w. True: bias, where it is given, is added already.
bool linear_rows(const Tensor& x, const Tensor& w, const float* bias, float* y, int64_t rows);

// Sums of columns, in chunks whose partial sums are added in their order whatever the number of threads.
// f(first, last, sums) adds the rows of a chunk.
template <class F>
Tensor sum_in_chunks(int64_t rows, int64_t cols, const F& f) {
  constexpr int64_t kRows = 64;  // a multiple of eight: bits of one chunk are whole bytes
  const int64_t chunks = rows > kRows ? (rows + kRows - 1) / kRows : 1;
  const Tensor y = new_tensor({cols}, kFloat), part = chunks > 1 ? new_tensor({chunks, cols}, kFloat) : y;
  auto* partial = reinterpret_cast<float*>(part.impl()->data());
  parallel::parallel_for(0, chunks, std::max<int64_t>(1, 32768 / (kRows * std::max<int64_t>(cols, 1))),
                         [&](int64_t b, int64_t e) {
                           for (int64_t c = b; c < e; c++) {
                             std::fill(partial + c * cols, partial + (c + 1) * cols, 0.f);
                             f(c * kRows, std::min(rows, (c + 1) * kRows), partial + c * cols);
                           }
                         });
  if (chunks > 1) {
    auto* total = reinterpret_cast<float*>(y.impl()->data());
    std::fill(total, total + cols, 0.f);
    for (int64_t c = 0; c < chunks; c++)
      for (int64_t i = 0; i < cols; i++) total[i] += partial[c * cols + i];
  }
  return y;
}

}  // namespace rectify::ops
