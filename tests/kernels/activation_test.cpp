#include "kernels/activation.h"

#include <gtest/gtest.h>
#include <rectify/activations/table.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace {
using namespace rectify;
using kernels::Params;

struct Entry : activations::Entry {
  Activation id;
  long double (*wide_reference)(long double x, const Params& p);
};
const std::vector<Entry> kEntries = {
#define RECTIFY_ACTIVATION(name, ...) \
  {activations::entry(Activation::name), Activation::name, activations::name::reference<long double>},
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};
Params defaults(const Entry& e) { return {e.record->defaults[0], e.record->defaults[1], e.record->defaults[2]}; }
template <class T>
bool reads_output(const Entry& e, const Params& p) {
  return e.keep(p, dtype_of<T>) == activations::Keep::Output;
}

// Distance in units in the last place of T at the exact value.
template <class T>
double ulps(T got, long double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : 1e9;
  if (std::isinf(static_cast<T>(exact)) || std::isinf(got)) return got == static_cast<T>(exact) ? 0 : 1e9;
  T a = std::abs(static_cast<T>(exact)), next = std::nextafter(a, std::numeric_limits<T>::infinity());
  return static_cast<double>(std::abs(got - exact) / (static_cast<long double>(next) - a));
}
template <class T>
std::vector<T> forward(const Entry& e, const std::vector<T>& x, const Params& p) {
  std::vector<T> y(x.size());
  kernels::forward_kernel(e.id, dtype_of<T>)(x.data(), y.data(), x.size(), p);
  return y;
}
template <class T>
std::vector<T> slope(const Entry& e, const std::vector<T>& x, const Params& p) {
  std::vector<T> one(x.size(), T(1)), dx(x.size());
  std::vector<T> saved = reads_output<T>(e, p) ? forward(e, x, p) : x;
  kernels::backward_kernel(e.id, dtype_of<T>)(saved.data(), one.data(), dx.data(), x.size(), p);
  return dx;
}
// Runs the body on every instruction set of this machine.
template <class F>
void on_every_target(F body) {
  const int sets = kernels::instruction_sets();
  for (int i = 0; i < sets; ++i) {
    SCOPED_TRACE(kernels::use_instruction_set(i));
    body();
  }
  kernels::use_instruction_set(-1);
}

// Every step-th float32.
void check_accuracy(const Entry& e, uint32_t step) {
  const Params p = defaults(e);
  std::vector<float> x;
  for (uint64_t u = 0; u < (uint64_t{1} << 32); u += step) x.push_back(std::bit_cast<float>(static_cast<uint32_t>(u)));
  const auto y = forward(e, x, p), dx = slope(e, x, p);
  double worst = 0, at = 0, worst_slope = 0, slope_at = 0, greatest = 0;
  for (float v : x)
    if (const double want = e.slope(v, p); std::isfinite(want)) greatest = std::max(greatest, std::abs(want));
  const double slack = reads_output<float>(e, p) ? greatest * 0x1p-23 : 0x1p-26;
  for (size_t i = 0; i < x.size(); ++i) {
    const double off = ulps(y[i], e.reference(x[i], p)), want = e.slope(x[i], p);
    if (off > worst) worst = off, at = x[i];
    if (!std::isfinite(x[i]) || std::abs(dx[i] - want) <= slack) continue;
    if (const double slope_off = ulps(dx[i], want); !(slope_off <= worst_slope))
      worst_slope = slope_off, slope_at = x[i];
  }
  EXPECT_LE(worst, e.record->ulp) << e.record->name << " at " << at;
  EXPECT_LE(worst_slope, e.record->slope_ulp) << e.record->name << "' at " << slope_at;
}
TEST(Activation, PromisedAccuracy) {
  for (const Entry& e : kEntries) check_accuracy(e, 1021);
}
TEST(Activation, PromisedAccuracyOnEveryTarget) {
  on_every_target([] {
    for (const Entry& e : kEntries) check_accuracy(e, 1021 * 37);
  });
}
TEST(Activation, Double) {
  std::vector<double> x;
  for (int i = -8000; i <= 8000; ++i)
    x.push_back(i * 0.0103), x.push_back(std::ldexp(i < 0 ? -1.3 : 1.3, -std::abs(i) / 10));
  on_every_target([&] {
    for (const Entry& e : kEntries) {
      const Params p = defaults(e);
      auto y = forward(e, x, p);
      double worst = 0, at = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        double u = ulps(y[i], e.wide_reference(x[i], p));
        if (u > worst) worst = u, at = x[i];
      }
      EXPECT_LE(worst, 2) << e.record->name << " at " << at;
    }
  });
}
// Where PyTorch's slope is 0 whatever the gradient, so is ours; elsewhere a gradient that is not finite shows.
TEST(Activation, GradientsThatAreNotFinite) {
  on_every_target([] {
    for (const Entry& e : kEntries) {
      const Params p = defaults(e);
      for (float x : {-50.0f, -7.0f, -0.5f, 0.5f, 7.0f, 50.0f})
        for (float g : {INFINITY, -INFINITY, NAN}) {
          float saved = x, dx;
          if (reads_output<float>(e, p)) kernels::forward_kernel(e.id, kFloat)(&x, &saved, 1, p);
          kernels::backward_kernel(e.id, kFloat)(&saved, &g, &dx, 1, p);
          const bool hard = kernels::forward_bits_kernel(e.id, kFloat) || e.id == Activation::hardswish;
          EXPECT_EQ(dx == 0, hard && e.slope(x, p) == 0) << e.record->name << " at " << x << " of " << g;
        }
    }
  });
}
template <class S>
void check_16_bits() {
  std::vector<S> x(65536);
  for (int i = 0; i < 65536; ++i) x[i].x = static_cast<uint16_t>(i);
  for (const Entry& e : kEntries) {
    const Params p = defaults(e);
    auto y = forward(e, x, p), dx = slope(e, x, p);
    auto saved = reads_output<S>(e, p) ? y : x;
    // The same formula in float32, rounded once.
    std::vector<float> wide(x.begin(), x.end()), kept(saved.begin(), saved.end()), one(65536, 1.0f), wide_dx(65536);
    auto wide_y = forward(e, wide, p);
    kernels::backward_kernel(e.id, kFloat)(kept.data(), one.data(), wide_dx.data(), 65536, p);
    for (int i = 0; i < 65536; ++i) {
      const float in = x[i], got = y[i], want = S(wide_y[i]), got_dx = dx[i], want_dx = S(wide_dx[i]);
      ASSERT_TRUE(std::isnan(want) ? std::isnan(got) : std::bit_cast<uint32_t>(got) == std::bit_cast<uint32_t>(want))
          << e.record->name << "(" << in << ") = " << got << ", " << want;
      ASSERT_TRUE(std::isnan(want_dx) ? std::isnan(got_dx) : got_dx == want_dx) << e.record->name << "'(" << in << ")";
      if (!std::isnan(in)) {
        const float right = S(static_cast<float>(e.reference(in, p)));
        ASSERT_TRUE(std::isnan(right) ? std::isnan(got)
                                      : std::abs(got - right) <= std::abs(right) * 0x1p-7f + 0x1p-24f || got == right)
            << e.record->name << "(" << in << ") = " << got << ", " << right;
      }
    }
  }
}
TEST(Activation, EveryBFloat16) { on_every_target(check_16_bits<BFloat16>); }
TEST(Activation, EveryFloat16) { on_every_target(check_16_bits<Half>); }

template <class T>
void check_tails() {
  for (const Entry& e : kEntries) {
    const Params p = defaults(e);
    std::vector<T> x(67);
    for (int i = 0; i < 67; ++i) x[i] = T(static_cast<float>((i * 37 % 67 - 33) * 0.11f));
    const auto y = forward(e, x, p), dx = slope(e, x, p);
    for (size_t n = 0; n <= 67; ++n) {
      std::vector<T> a = x, one(67, T(1));
      kernels::forward_kernel(e.id, dtype_of<T>)(a.data(), a.data(), n, p);  // in place
      EXPECT_EQ(std::memcmp(a.data(), y.data(), n * sizeof(T)), 0) << e.record->name << " n " << n;
      EXPECT_EQ(std::memcmp(a.data() + n, x.data() + n, (67 - n) * sizeof(T)), 0)
          << e.record->name << " writes past " << n;
      const auto& saved = reads_output<T>(e, p) ? y : x;
      kernels::backward_kernel(e.id, dtype_of<T>)(saved.data(), one.data(), one.data(), n, p);
      EXPECT_EQ(std::memcmp(one.data(), dx.data(), n * sizeof(T)), 0) << e.record->name << " n " << n;
      for (size_t i = n; i < 67; ++i) EXPECT_EQ(static_cast<float>(one[i]), 1.0f);
    }
  }
}
TEST(Activation, Tails) {
  on_every_target([] {
    check_tails<float>();
    check_tails<double>();
    check_tails<BFloat16>();
    check_tails<Half>();
  });
}
TEST(Activation, Streams) {
  const size_t n = kernels::kStreamingBytes / sizeof(float) + 5;
  std::vector<float> x(n + 1), y(n + 1, 7.0f);
  for (size_t i = 0; i < n; ++i) x[i] = static_cast<float>(i % 1001) - 500.0f;
  kernels::forward_kernel(Activation::relu, kFloat)(x.data() + 1, y.data() + 1, n, {});
  EXPECT_EQ(y[0], 7.0f);
  for (size_t i = 1; i <= n; ++i) ASSERT_EQ(y[i], std::max(x[i], 0.0f)) << i;
}
TEST(Activation, SecondDerivative) {  // against differences of the first
  for (const Entry& e : kEntries) {
    for (double a : {e.record->defaults[0], -0.5}) {
      Params p = defaults(e);
      p.a = a;
      for (double s : {-0.71, -0.21, 0.31, 0.83}) {
        const double h = 1e-6, one[2] = {1, 1}, at[2] = {s - h, s + h};
        double d[2], c[2];
        kernels::backward_kernel(e.id, kDouble)(at, one, d, 2, p);
        const double here[2] = {s, s};
        kernels::double_backward_kernel(e.id, kDouble)(here, one, c, 2, p);
        EXPECT_NEAR(c[0], (d[1] - d[0]) / (2 * h), 1e-8) << e.record->name << " at " << s << " with " << a;
      }
    }
  }
}
// The loops with bits give what the others give, of every length, and write no byte more.
template <class T>
void check_bits() {
  for (const Entry& e : kEntries) {
    const auto with_bits = kernels::forward_bits_kernel(e.id, dtype_of<T>);
    EXPECT_EQ(bool(with_bits), bool(kernels::backward_bits_kernel(e.id, dtype_of<T>)));
    if (!with_bits) {
      EXPECT_NE(e.keep(defaults(e), dtype_of<T>), activations::Keep::Bits) << e.record->name;
      continue;
    }
    const Params p = defaults(e);
    std::vector<T> x(77), g(77);
    for (int i = 0; i < 77; ++i) x[i] = T((i * 37 % 77 - 38) * 0.21f), g[i] = T(1.0f + i);
    x[5] = T(NAN);
    for (size_t n = 0; n <= 77; ++n) {
      std::vector<T> y(77, T(9)), want_y(77, T(9)), dx(77, T(9)), want_dx(77, T(9));
      std::vector<uint8_t> bits(11, 0xA5);
      with_bits(x.data(), y.data(), bits.data(), n, p);
      kernels::forward_kernel(e.id, dtype_of<T>)(x.data(), want_y.data(), n, p);
      EXPECT_EQ(std::memcmp(y.data(), want_y.data(), 77 * sizeof(T)), 0) << e.record->name << " n " << n;
      for (size_t i = kernels::bytes_of_bits(n); i < 11; ++i) EXPECT_EQ(bits[i], 0xA5) << e.record->name << " n " << n;
      kernels::backward_bits_kernel(e.id, dtype_of<T>)(bits.data(), g.data(), dx.data(), n, p);
      kernels::backward_kernel(e.id, dtype_of<T>)(x.data(), g.data(), want_dx.data(), n, p);
      EXPECT_EQ(std::memcmp(dx.data(), want_dx.data(), 77 * sizeof(T)), 0) << e.record->name << " n " << n;
    }
  }
}
TEST(Activation, Bits) {
  on_every_target([] {
    check_bits<float>();
    check_bits<double>();
    check_bits<BFloat16>();
    check_bits<Half>();
  });
}
TEST(Activation, BitsStream) {
  const size_t n = kernels::kStreamingBytes / sizeof(float) + 37;
  std::vector<float> x(n), want(n), g(n, 2.0f), dx(n);
  for (size_t i = 0; i < n; ++i) x[i] = static_cast<float>(i % 1001) - 500.0f;
  auto* y = static_cast<float*>(std::aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64));
  std::vector<uint8_t> bits(kernels::bytes_of_bits(n));
  kernels::forward_bits_kernel(Activation::leaky_relu, kFloat)(x.data(), y, bits.data(), n, {0.5});
  kernels::backward_bits_kernel(Activation::leaky_relu, kFloat)(bits.data(), g.data(), dx.data(), n, {0.5});
  for (size_t i = 0; i < n; ++i) {
    ASSERT_EQ(y[i], x[i] > 0 ? x[i] : x[i] / 2) << i;
    ASSERT_EQ(dx[i], x[i] > 0 ? 2 : 1) << i;
  }
  std::free(y);
}
TEST(Activation, EdgesOfNote) {
  const auto at = [](Activation id, float x, Params p = {}) {
    float y;
    kernels::forward_kernel(id, kFloat)(&x, &y, 1, p);
    return y;
  };
  EXPECT_TRUE(std::signbit(at(Activation::relu, -0.0f)));
  EXPECT_TRUE(std::isnan(at(Activation::relu, NAN)));
  EXPECT_EQ(at(Activation::elu, -1e-22f, {1, 1, 1}), -1e-22f);
  EXPECT_EQ(at(Activation::tanh, 1e-40f), 1e-40f);
  EXPECT_FALSE(kernels::forward_kernel(Activation::relu, kLong));
  EXPECT_FALSE(kernels::backward_kernel(Activation::relu, kBool));
}
}  // namespace
