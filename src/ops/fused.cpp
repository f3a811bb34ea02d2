#include "ops/fused.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>

#include "kernels/activation.h"
#include "kernels/dense.h"
#include "ops/iterate.h"
#include "ops/matmul.h"

namespace rectify::ops {
namespace {

constexpr int64_t kBlock = 6144;  // elements that are finished while they lie in the first cache

// Whole bytes of bits: a multiple of eight rows.
int64_t rows_in_block(int64_t cols) { return std::max<int64_t>(8, kBlock / cols / 8 * 8); }
float* floats(const Tensor& t) { return reinterpret_cast<float*>(t.impl()->data()); }

}  // namespace

Tensor linear_activation(Activation f, const Tensor& x, const Tensor& w, const Tensor& bias, IntArrayRef sizes,
                         const kernels::Params& p, activations::Keep keep, Tensor& kept) {
  using activations::Keep;
  const Tensor y = new_tensor(sizes, kFloat);
  const int64_t cols = w.impl()->sizes[0], rows = y.impl()->numel / cols;
  const Tensor z = keep == Keep::Input ? new_tensor(sizes, kFloat) : y;
  if (keep == Keep::Input) kept = z;
  if (keep == Keep::Bits) {
    kept = alias(y);
    kept.impl()->storage = Storage::make(kernels::bytes_of_bits(static_cast<size_t>(y.impl()->numel)));
    kept.impl()->plain = static_cast<char*>(kept.impl()->storage->data);
  }
  float *from = floats(z), *to = floats(y);
  auto* bits = keep == Keep::Bits ? reinterpret_cast<uint8_t*>(kept.impl()->data()) : nullptr;
  const float* b = bias.defined() ? floats(bias) : nullptr;
  if (linear_rows(x, w, b, from, rows)) b = nullptr;  // it has added the bias itself

  const auto plain = kernels::forward_kernel(f, kFloat);
  const auto with_bits = kernels::forward_bits_kernel(f, kFloat);
  const int64_t step = rows_in_block(cols), blocks = (rows + step - 1) / step;
  parallel::parallel_for(0, blocks, std::max<int64_t>(1, kGrain / (step * cols)), [&](int64_t first, int64_t last) {
    for (int64_t r = first * step; r < std::min(rows, last * step); r += step) {
      const int64_t n = std::min(step, rows - r), at = r * cols;
      if (b) kernels::add_bias(from + at, b, n, cols);
      if (bits)
        with_bits(from + at, to + at, bits + at / 8, static_cast<size_t>(n * cols), p);
      else
        plain(from + at, to + at, static_cast<size_t>(n * cols), p);
    }
  });
  return y;
}

Tensor activation_backward_columns(Activation f, const Tensor& dy, const Tensor& saved, const Tensor& bits,
                                   const kernels::Params& p, int64_t rows, int64_t cols, Tensor* sums) {
  const Tensor dz = new_tensor({rows, cols}, kFloat);
  float *from = floats(dy), *to = floats(dz);
  const auto plain = kernels::backward_kernel(f, kFloat);
  const auto with_bits = kernels::backward_bits_kernel(f, kFloat);
  const auto slope = [&](int64_t r, int64_t n) {
    const int64_t at = r * cols;
    if (bits.defined())
      with_bits(reinterpret_cast<const uint8_t*>(bits.impl()->data()) + at / 8, from + at, to + at,
                static_cast<size_t>(n * cols), p);
    else
      plain(floats(saved) + at, from + at, to + at, static_cast<size_t>(n * cols), p);
  };
  const int64_t step = rows_in_block(cols);
  if (!sums) {
    parallel::parallel_for(0, (rows + step - 1) / step, std::max<int64_t>(1, kGrain / (step * cols)),
                           [&](int64_t b, int64_t e) {
                             for (int64_t r = b * step; r < std::min(rows, e * step); r += step)
                               slope(r, std::min(step, rows - r));
                           });
    return dz;
  }
  *sums = sum_in_chunks(rows, cols, [&](int64_t b, int64_t e, float* total) {
    for (int64_t r = b; r < e; r += step) {
      const int64_t n = std::min(step, e - r);
      slope(r, n);
      kernels::add_rows(to + r * cols, total, n, cols);
    }
  });
  return dz;
}

}  // namespace rectify::ops
