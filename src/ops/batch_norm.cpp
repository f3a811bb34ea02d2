#include "ops/batch_norm.h"

#include <rectify/parallel/parallel.h>

#include <cmath>

#include "ops/blocked.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

bool last(const Tensor& t) { return t.suggest_memory_format() != MemoryFormat::Contiguous; }
Tensor usable(const Tensor& t) { return t.is_contiguous() || last(t) ? t : contiguous_copy(t); }
// x as runs: [n, channels, plane] with one stride between the elements of a plane.
struct View {
  int64_t n, c, plane, stride_n, stride_c, stride;
  explicit View(const Tensor& x) {
    n = x.size(0);
    c = x.dim() > 1 ? x.size(1) : 0;
    plane = n > 0 && c > 0 ? x.numel() / (n * c) : 0;
    if (last(x)) {
      stride_n = c * plane, stride_c = 1, stride = c;
    } else {
      stride_n = c * plane, stride_c = plane, stride = 1;
    }
  }
};
template <class T>
T* data_of(const Tensor& t) {
  return reinterpret_cast<T*>(t.impl()->data());
}
Tensor as_statistics(const Tensor& t, ScalarType s) { return t.defined() ? contiguous(to(t, s)) : t; }

}  // namespace

BatchNorm batch_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool training, double momentum, double eps) {
  if (maybe_blocked(input))
    if (auto r = blocked_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps);
        r.y.defined())
      return r;
  Tensor x = usable(input);
  View v(x);
  ScalarType s = x.scalar_type() == kDouble ? kDouble : kFloat;
  BatchNorm r{new_like(x), new_tensor({v.c}, s), new_tensor({v.c}, s)};
  Tensor w = as_statistics(weight, s), b = as_statistics(bias, s);
  visit_floating(x.scalar_type(), "batch_norm", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using O = opmath_t<T>;
    const T* px = data_of<T>(x);
    T* py = data_of<T>(r.y);
    O *mean = data_of<O>(r.mean), *invstd = data_of<O>(r.invstd);
    const int64_t count = v.n * v.plane;
    if (training && count == 0) {  // nothing seen: the running statistics stay
      zero_(r.mean);
      zero_(r.invstd);
    } else if (training) {
      std::vector<double> var(v.c);
      parallel::parallel_for(0, v.c, std::max<int64_t>(1, kGrain / std::max<int64_t>(count, 1)),
                             [&](int64_t from, int64_t to) {
                               for (int64_t c = from; c < to; c++) {
                                 double sum = 0, squares = 0;
                                 for (int64_t n = 0; n < v.n; n++)
                                   for (int64_t i = 0; i < v.plane; i++)
                                     sum += static_cast<O>(px[n * v.stride_n + c * v.stride_c + i * v.stride]);
                                 double m = sum / static_cast<double>(count);
                                 for (int64_t n = 0; n < v.n; n++)
                                   for (int64_t i = 0; i < v.plane; i++) {
                                     double d = static_cast<O>(px[n * v.stride_n + c * v.stride_c + i * v.stride]) - m;
                                     squares += d * d;
                                   }
                                 var[c] = squares;
                                 mean[c] = static_cast<O>(m);
                                 const double spread = squares / static_cast<double>(count) + eps;
                                 invstd[c] = spread == 0 ? O(0) : static_cast<O>(1 / std::sqrt(spread));
                               }
                             });
      auto follow = [&](const Tensor& running, auto value) {
        if (!running.defined()) return;
        visit_floating(running.scalar_type(), "batch_norm", [&](auto rtag) {
          using R = typename decltype(rtag)::type;
          for (int64_t c = 0; c < v.c; c++) {
            R& old = data_of<R>(running)[c * (running.dim() ? running.stride(0) : 0)];
            old = R(static_cast<opmath_t<R>>(momentum * value(c) +
                                             (1 - momentum) * static_cast<double>(static_cast<opmath_t<R>>(old))));
          }
        });
      };
      follow(running_mean, [&](int64_t c) { return static_cast<double>(mean[c]); });
      follow(running_var, [&](int64_t c) { return var[c] / static_cast<double>(count - 1); });
    } else {
      Tensor rm = as_statistics(running_mean, s), rv = as_statistics(running_var, s);
      for (int64_t c = 0; c < v.c; c++) {
        mean[c] = data_of<O>(rm)[c];
        invstd[c] = static_cast<O>(1 / std::sqrt(data_of<O>(rv)[c] + static_cast<O>(eps)));
      }
    }
    parallel::parallel_for(0, v.n * v.c, std::max<int64_t>(1, kGrain / std::max<int64_t>(v.plane, 1)),
                           [&](int64_t from, int64_t to) {
                             for (int64_t k = from; k < to; k++) {
                               int64_t n = k / v.c, c = k % v.c, at = n * v.stride_n + c * v.stride_c;
                               O scale = w.defined() ? invstd[c] * data_of<O>(w)[c] : invstd[c];
                               O shift = (b.defined() ? data_of<O>(b)[c] : O(0)) - mean[c] * scale;
                               for (int64_t i = 0; i < v.plane; i++)
                                 py[at + i * v.stride] = T(static_cast<O>(px[at + i * v.stride]) * scale + shift);
                             }
                           });
  });
  return r;
}

void batch_norm_backward(const Tensor& grad, const Tensor& input, const Tensor& weight, const Tensor& mean,
                         const Tensor& invstd, bool training, Tensor* dx, Tensor* dweight, Tensor* dbias) {
  if (maybe_blocked(input) &&
      blocked_batch_norm_backward(grad, input, weight, mean, invstd, training, dx, dweight, dbias))
    return;
  Tensor x = usable(input), dy = last(x) == last(grad) ? usable(grad) : Tensor();
  if (!dy.defined()) {
    dy = new_like(x);
    copy_(dy, grad);
  }
  View v(x);
  ScalarType s = mean.scalar_type(), wt = weight.defined() ? weight.scalar_type() : s;
  Tensor w = as_statistics(weight, s), dw = new_tensor({v.c}, s), db = new_tensor({v.c}, s);
  if (dx) *dx = new_like(x);
  visit_floating(x.scalar_type(), "batch_norm", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using O = opmath_t<T>;
    const T *px = data_of<T>(x), *pg = data_of<T>(dy);
    const O *m = data_of<O>(mean), *is = data_of<O>(invstd);
    const double count = static_cast<double>(v.n * v.plane);
    parallel::parallel_for(
        0, v.c, std::max<int64_t>(1, kGrain / std::max<int64_t>(v.n * v.plane, 1)), [&](int64_t from, int64_t to) {
          for (int64_t c = from; c < to; c++) {
            double sum = 0, dot = 0;
            for (int64_t n = 0; n < v.n; n++)
              for (int64_t i = 0; i < v.plane; i++) {
                int64_t at = n * v.stride_n + c * v.stride_c + i * v.stride;
                double g = static_cast<O>(pg[at]);
                sum += g;
                dot += g * (static_cast<double>(static_cast<O>(px[at])) - static_cast<double>(m[c]));
              }
            data_of<O>(db)[c] = static_cast<O>(sum);
            data_of<O>(dw)[c] = static_cast<O>(dot * static_cast<double>(is[c]));
            if (!dx) continue;
            O scale = w.defined() ? is[c] * data_of<O>(w)[c] : is[c];
            O k =
                training ? static_cast<O>(dot * static_cast<double>(is[c]) * static_cast<double>(is[c]) / count) : O(0);
            O shift = training ? static_cast<O>(sum / count) : O(0);
            T* to_x = data_of<T>(*dx);
            for (int64_t n = 0; n < v.n; n++)
              for (int64_t i = 0; i < v.plane; i++) {
                int64_t at = n * v.stride_n + c * v.stride_c + i * v.stride;
                to_x[at] = T((static_cast<O>(pg[at]) - shift - (static_cast<O>(px[at]) - m[c]) * k) * scale);
              }
          }
        });
  });
  if (dweight) *dweight = to(dw, wt);
  if (dbias) *dbias = to(db, wt);
}

}  // namespace rectify::ops
