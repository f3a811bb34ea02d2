#pragma once
// Plain float32 loops of the dense layers and their training step, compiled for several instruction sets.
#include <cstddef>
#include <cstdint>

namespace rectify::kernels {

void dot_rows(const float* x, const float* w, int64_t ldw, const float* bias, float* y, int64_t rows,
              int64_t k);  // y[r] = x · w[r] + bias[r] (bias may be null)
void outer(const float* x, const float* y, float beta, float* c, int64_t ldc, int64_t m,
           int64_t n);  // c = x yᵀ + beta c
void axpy_rows(const float* x, const float* w, int64_t ldw, float beta, float* y, int64_t rows,
               int64_t n);  // y = Σ_r x[r] w[r] + beta y
void add_bias(float* y, const float* bias, int64_t rows, int64_t cols);
void add_rows(const float* y, float* sums, int64_t rows, int64_t cols);  // sums[c] += y[0][c], then y[1][c] …
// Stochastic gradient descent, PyTorch's rule: g += weight_decay p; buf = momentum buf + (1 - dampening) g (buf = g the
// first time); g = nesterov ? g + momentum buf : buf; p -= lr g. buf is null without momentum.
struct SgdRule {
  float lr, momentum, dampening, weight_decay;
  bool nesterov, maximize;
};
void sgd_step(float* p, const float* g, float* buf, bool first, int64_t n, const SgdRule& rule);
void softmax_rows(const float* z, float* p, float* log_sum, int64_t rows, int64_t cols);  // log_sum[r] = log Σ exp z[r]

}  // namespace rectify::kernels
