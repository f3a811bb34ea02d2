// Windows for spectral analysis, and factories that write into tensors.
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>

#include <cmath>
#include <numbers>

#include "autograd/elementwise.h"
#include "ops/elementwise.h"
#include "ops/special.h"

namespace rectify::api {
namespace {
template <class F>
Tensor window(const char* name, int64_t n, bool periodic, const TensorOptions& o, F f) {
  ScalarType t = o.dtype();
  TORCH_CHECK(isFloatingType(t), name, " expects floating point dtypes, got: ", o);
  TORCH_CHECK(n >= 0, name, " requires non-negative window_length, got window_length=", n);
  Tensor y = empty({n}, TensorOptions(kDouble));
  double span = static_cast<double>(periodic ? n : n - 1);
  for (int64_t i = 0; i < n; i++) y.data_ptr<double>()[i] = n == 1 ? 1 : f(static_cast<double>(i) / span);
  y = ops::to(y, t);
  check_device(o.device());
  if (o.requires_grad()) y.set_requires_grad(true);
  return y;
}
constexpr double kTurn = 2 * std::numbers::pi;
}  // namespace

Tensor hamming_window(int64_t n, bool periodic, double alpha, double beta, TensorOptions o) {
  return window("hamming_window", n, periodic, o, [&](double t) { return alpha - beta * std::cos(kTurn * t); });
}
Tensor hamming_window(int64_t n, bool periodic, double alpha, TensorOptions o) {
  return hamming_window(n, periodic, alpha, 0.46, o);
}
Tensor hamming_window(int64_t n, bool periodic, TensorOptions o) { return hamming_window(n, periodic, 0.54, 0.46, o); }
Tensor hamming_window(int64_t n, TensorOptions o) { return hamming_window(n, true, o); }
Tensor hann_window(int64_t n, bool periodic, TensorOptions o) {
  return window("hann_window", n, periodic, o, [](double t) { return 0.5 - 0.5 * std::cos(kTurn * t); });
}
Tensor hann_window(int64_t n, TensorOptions o) { return hann_window(n, true, o); }
Tensor blackman_window(int64_t n, bool periodic, TensorOptions o) {
  return window("blackman_window", n, periodic, o,
                [](double t) { return 0.42 - 0.5 * std::cos(kTurn * t) + 0.08 * std::cos(2 * kTurn * t); });
}
Tensor blackman_window(int64_t n, TensorOptions o) { return blackman_window(n, true, o); }
Tensor bartlett_window(int64_t n, bool periodic, TensorOptions o) {
  return window("bartlett_window", n, periodic, o, [](double t) { return 1 - std::abs(2 * t - 1); });
}
Tensor bartlett_window(int64_t n, TensorOptions o) { return bartlett_window(n, true, o); }
Tensor kaiser_window(int64_t n, bool periodic, double beta, TensorOptions o) {
  return window("kaiser_window", n, periodic, o, [&](double t) {
    double u = 2 * t - 1;
    return ops::special::i0(beta * std::sqrt(std::max(0.0, 1 - u * u))) / ops::special::i0(beta);
  });
}
Tensor kaiser_window(int64_t n, bool periodic, TensorOptions o) { return kaiser_window(n, periodic, 12, o); }
Tensor kaiser_window(int64_t n, TensorOptions o) { return kaiser_window(n, true, 12, o); }

namespace {
TensorOptions of(const Tensor& t) { return TensorOptions(t.scalar_type()); }
}  // namespace
Tensor& zeros_out(Tensor& out, IntArrayRef size) {
  ops::resize_output(out, size);
  return out.zero_();
}
Tensor& ones_out(Tensor& out, IntArrayRef size) { return full_out(out, size, 1); }
Tensor& empty_out(Tensor& out, IntArrayRef size, optional<MemoryFormat> f) {
  TORCH_CHECK(!f, "'memory_format' argument is incompatible with 'out' tensor argument");
  return out.resize_(size);
}
Tensor& full_out(Tensor& out, IntArrayRef size, const Scalar& value) {
  ops::resize_output(out, size);
  return out.fill_(value);
}
Tensor& arange_out(Tensor& out, const Scalar& end) { return detail::give(out, arange(end, of(out))); }
Tensor& arange_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step) {
  return detail::give(out, arange(start, end, step, of(out)));
}
Tensor& linspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps) {
  return detail::give(out, linspace(start, end, steps, of(out)));
}
Tensor& eye_out(Tensor& out, int64_t n) { return eye_out(out, n, n); }
Tensor& eye_out(Tensor& out, int64_t n, int64_t m) { return detail::give(out, eye(n, m, of(out))); }

}  // namespace rectify::api
