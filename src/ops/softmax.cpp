#include "kernels/softmax.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>

#include "ops/elementwise.h"
#include "ops/shaped.h"

namespace rectify::ops {
namespace {

constexpr int64_t kGrain = 8192;  // elements below which work is not split: an exponential each

kernels::SoftmaxKernels kernels_for(ScalarType t, int64_t d, int64_t ndim, bool log) {
  const auto k = kernels::softmax_kernels(t, log);
  TORCH_CHECK_NOT_IMPLEMENTED(k.loops.last, "\"",
                              d + 1 < ndim ? "softmax_kernel_impl"
                              : log        ? "log_softmax_lastdim_kernel_impl"
                                           : "softmax_lastdim_kernel_impl",
                              "\" not implemented for '", toString(t), "'");
  return k;
}
// Calls last(row, rows) or inner(slice, from, to) for pieces of the tensor.
template <class L, class I>
void split(const Runs& r, const L& last, const I& inner) {
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, r.cols));
  if (r.inner == 1) return parallel::parallel_for(0, r.outer, grain, [&](int64_t b, int64_t e) { last(b, e - b); });
  parallel::parallel_for(0, r.outer * r.inner, grain, [&](int64_t b, int64_t e) {
    while (b < e) {
      const int64_t slice = b / r.inner, from = b % r.inner, to = std::min(r.inner, from + (e - b));
      inner(slice, from, to);
      b += to - from;
    }
  });
}

}  // namespace

Tensor softmax(const Tensor& given, int64_t d, bool log) {
  const auto k = kernels_for(given.scalar_type(), d, given.dim(), log);
  const Tensor x = dense(given), y = new_dense(x, x.sizes(), x.scalar_type());
  if (x.numel() == 0) return y;
  const Runs r = runs_of(x, d);
  const int64_t item = x.element_size(), step = r.cols * r.inner * item;
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  split(
      r, [&](int64_t at, int64_t rows) { k.last(from + at * step, to + at * step, rows, r.cols); },
      [&](int64_t at, int64_t b, int64_t e) { k.inner(from + at * step, to + at * step, r.cols, r.inner, b, e); });
  return y;
}
Tensor softmax_backward(const Tensor& y, const Tensor& given, int64_t d, bool log) {
  const auto k = kernels_for(y.scalar_type(), d, y.dim(), log);
  const Tensor dy = dense_as(given, y), dx = new_dense(y, y.sizes(), y.scalar_type());
  if (y.numel() == 0) return dx;
  const Runs r = runs_of(y, d);
  const int64_t item = y.element_size(), step = r.cols * r.inner * item;
  const char *p = y.impl()->data(), *g = dy.impl()->data();
  char* to = dx.impl()->data();
  split(
      r, [&](int64_t at, int64_t rows) { k.last_backward(p + at * step, g + at * step, to + at * step, rows, r.cols); },
      [&](int64_t at, int64_t b, int64_t e) {
        k.inner_backward(p + at * step, g + at * step, to + at * step, r.cols, r.inner, b, e);
      });
  return dx;
}

}  // namespace rectify::ops
