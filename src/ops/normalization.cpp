#include "ops/normalization.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <mutex>

#include "kernels/normalize.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

bool narrow(ScalarType t) { return t == kHalf || t == kBFloat16; }
Tensor operand(const Tensor& t, ScalarType dtype) { return t.defined() ? contiguous(to(t, dtype)) : t; }
template <class T>
T* data(const Tensor& t) {
  return t.defined() ? reinterpret_cast<T*>(t.impl()->data()) : nullptr;
}
int64_t rows_at_a_time(const NormShape& s) { return std::max<int64_t>(1, kGrain / 2 / std::max<int64_t>(1, s.n)); }

template <class T>
void forward(const Tensor& tx, const NormShape& s, const Tensor& tw, const Tensor& tb, double eps, Normalized& out) {
  using L = kernels::NormalizeLoops<T>;
  const T *x = data<T>(tx), *w = data<T>(tw), *b = data<T>(tb);
  T *y = data<T>(out.y), *mean = data<T>(out.mean), *rstd = data<T>(out.rstd);
  parallel::parallel_for(0, s.rows, rows_at_a_time(s), [&](int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      const T* row = x + r * s.n;
      L::moments(row, s.n, eps, mean + r, rstd + r);
      if (s.channels == 0) {
        L::normalize(row, y + r * s.n, s.n, mean[r], rstd[r], w, b);
        continue;
      }
      const int64_t runs = s.n / std::max<int64_t>(1, s.span);
      for (int64_t k = 0; k < runs; k++) {
        const int64_t c = (r * runs + k) % s.channels;
        const T a = rstd[r] * (w ? w[c] : T(1));
        L::scale_shift(row + k * s.span, y + r * s.n + k * s.span, s.span, a, (b ? b[c] : T(0)) - a * mean[r]);
      }
    }
  });
}

template <class T>
void backward(const Tensor& tdy, const Tensor& tx, const Tensor& tmean, const Tensor& trstd, const NormShape& s,
              const Tensor& tw, NormGradients& out) {
  using L = kernels::NormalizeLoops<T>;
  const T *dy = data<T>(tdy), *x = data<T>(tx), *mean = data<T>(tmean), *rstd = data<T>(trstd), *w = data<T>(tw);
  T *dx = data<T>(out.dx), *dw = data<T>(out.dw), *db = data<T>(out.db);
  const int64_t runs = s.channels ? s.n / std::max<int64_t>(1, s.span) : 0, params = s.channels ? s.channels : s.n;
  const T count = static_cast<T>(s.n);
  std::mutex adding;
  parallel::parallel_for(0, s.rows, rows_at_a_time(s), [&](int64_t from, int64_t to) {
    const bool all = from == 0 && to == s.rows;
    std::vector<T> own((dw || db) && !all ? 2 * params : 0);  // this range's part of dw and db
    T *pw = dw, *pb = db;
    if (!own.empty()) {
      pw = own.data();
      pb = pw + params;
    }
    for (int64_t r = from; r < to; r++) {
      const T *g = dy + r * s.n, *row = x + r * s.n;
      T sum = 0, product = 0;  // Σ dy w and Σ dy w x of the row
      if (s.channels == 0) {
        if (dx) {
          if (w)
            L::weighted_sums(g, row, w, s.n, &sum, &product);
          else
            L::sums(g, row, s.n, &sum, &product);
        }
        if (dw || db) L::affine_gradient(g, row, s.n, mean[r], rstd[r], dw ? pw : nullptr, db ? pb : nullptr);
      } else {
        for (int64_t k = 0; k < runs; k++) {
          const int64_t c = (r * runs + k) % s.channels;
          T a, b;
          L::sums(g + k * s.span, row + k * s.span, s.span, &a, &b);
          sum += (w ? w[c] : T(1)) * a;
          product += (w ? w[c] : T(1)) * b;
          if (dw) pw[c] += (b - mean[r] * a) * rstd[r];
          if (db) pb[c] += a;
        }
      }
      if (!dx) continue;
      // dx = rstd (dy w - sum / n - xhat (Σ dy w xhat) / n) as a linear form in dy w, x and 1
      const T dot = (product - mean[r] * sum) * rstd[r], b = -rstd[r] * rstd[r] * dot / count;
      const T c = -rstd[r] * sum / count - b * mean[r];
      if (s.channels == 0) {
        L::combine(g, row, w, dx + r * s.n, s.n, rstd[r], b, c);
        continue;
      }
      for (int64_t k = 0; k < runs; k++) {
        const T wk = w ? w[(r * runs + k) % s.channels] : T(1);
        L::combine(g + k * s.span, row + k * s.span, nullptr, dx + r * s.n + k * s.span, s.span, rstd[r] * wk, b, c);
      }
    }
    if (own.empty()) return;
    std::lock_guard lock(adding);
    for (int64_t i = 0; i < params; i++) {
      if (dw) dw[i] += pw[i];
      if (db) db[i] += pb[i];
    }
  });
}

}  // namespace

Normalized normalize(const Tensor& given, const NormShape& shape, const Tensor& weight, const Tensor& bias,
                     double eps) {
  const ScalarType dtype = given.scalar_type(), work = narrow(dtype) ? kFloat : dtype;
  const Tensor x = operand(given, work), w = operand(weight, work), b = operand(bias, work);
  Normalized out{new_tensor(x.sizes(), work), new_tensor({shape.rows}, work), new_tensor({shape.rows}, work)};
  if (work == kDouble)
    forward<double>(x, shape, w, b, eps, out);
  else
    forward<float>(x, shape, w, b, eps, out);
  out.y = to(out.y, dtype);
  return out;
}
NormGradients normalize_backward(const Tensor& dy, const Tensor& given, const Tensor& mean, const Tensor& rstd,
                                 const NormShape& shape, const Tensor& weight, bool want_x, bool want_w, bool want_b) {
  const ScalarType dtype = given.scalar_type(), work = mean.scalar_type();
  const Tensor x = operand(given, work), g = operand(dy, work), w = operand(weight, work);
  NormGradients out;
  const int64_t params = shape.channels ? shape.channels : shape.n;
  auto zeros = [&] {
    Tensor t = new_tensor({params}, work);
    zero_(t);
    return t;
  };
  if (want_x) out.dx = new_tensor(x.sizes(), work);
  if (want_w) out.dw = zeros();
  if (want_b) out.db = zeros();
  if (work == kDouble)
    backward<double>(g, x, mean, rstd, shape, w, out);
  else
    backward<float>(g, x, mean, rstd, shape, w, out);
  for (Tensor* t : {&out.dx, &out.dw, &out.db})
    if (t->defined()) *t = to(*t, dtype);
  return out;
}

}  // namespace rectify::ops
