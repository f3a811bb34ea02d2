#pragma once
// Loops over one channel block: rows of `width` channels, one row for each place of the plane.
#include <cstdint>

namespace rectify::kernels {

// Adds up x - pivot and its square over `rows` rows: sum[w], squares[w] grow.
void block_moments(const float* x, int64_t rows, int64_t width, const float* pivot, double* sum, double* squares);
// y = scale x + shift (+ add), then max(·, 0) where relu is set; add may be null.
void block_affine(const float* x, const float* scale, const float* shift, const float* add, bool relu, float* y,
                  int64_t rows, int64_t width);
// Sums of dy and of dy (x - mean) grow.
void block_products(const float* dy, const float* x, const float* mean, int64_t rows, int64_t width, double* sum,
                    double* dot);
// dx = a dy + b x + c, each a number a channel.
void block_combine(const float* dy, const float* x, const float* a, const float* b, const float* c, float* dx,
                   int64_t rows, int64_t width);
// z = x + y
void add(const float* x, const float* y, float* z, int64_t n);
// dx = y > 0 ? dy : 0
void relu_gradient(const float* y, const float* dy, float* dx, int64_t n);

// Windows of one image's dimension: the i-th starts at i stride - padding (below 0: later taps only).
struct PoolShape {
  int64_t in_h, in_w, out_h, out_w, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w;
};
// The greatest of each window and the tap (row kernel_w + column) where it stands; NaN wins.
void block_max_pool(const float* x, const PoolShape& s, int64_t width, float* y, uint8_t* tap);
// dx of the whole plane; with `input`, only where that is greater than 0.
void block_max_pool_gradient(const float* dy, const uint8_t* tap, const float* input, const PoolShape& s, int64_t width,
                             float* dx);
// mean over the rows; and its gradient, the same for every row.
void block_mean(const float* x, int64_t rows, int64_t width, float* mean);
void block_fill(const float* v, int64_t rows, int64_t width, float* dx);

}  // namespace rectify::kernels
