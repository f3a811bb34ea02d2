// The loops of softmax, gates and learned slopes on every instruction set, against references in double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "kernels/activation.h"
#include "kernels/gated.h"
#include "kernels/learned.h"
#include "kernels/softmax.h"

namespace {
using namespace rectify;

// Runs the body on every instruction set of this machine and with every floating dtype.
template <class F>
void everywhere(F body) {
  for (int i = 0; i < kernels::instruction_sets(); i++) {
    SCOPED_TRACE(kernels::use_instruction_set(i));
    body(float());
    body(double());
    body(BFloat16(0.0f));
    body(Half(0.0f));
  }
  kernels::use_instruction_set(-1);
}
template <class T>
double value(T v) {
  return static_cast<double>(static_cast<opmath_t<T>>(v));
}
template <class T>
T rounded(double v) {
  return static_cast<T>(static_cast<opmath_t<T>>(v));
}
// The distance from one number of T to the next, near v.
template <class T>
double step(double v) {
  const int digits = sizeof(T) == 8 ? 52 : sizeof(T) == 4 ? 23 : std::is_same_v<T, Half> ? 10 : 7;
  const int least = sizeof(T) == 8 ? -1022 : std::is_same_v<T, Half> ? -14 : -126;
  return std::ldexp(1.0, std::max(v == 0 ? least : std::ilogb(v), least) - digits);
}
template <class T>
std::vector<T> numbers(size_t n, double scale, uint32_t seed) {
  std::vector<T> v(n);
  for (auto& e : v) {
    seed = seed * 1664525 + 1013904223;
    e = rounded<T>((static_cast<double>(seed >> 8) / (1 << 24) - 0.5) * 2 * scale);
  }
  return v;
}
template <class T>
void near(const std::vector<T>& got, const std::vector<double>& want, double steps, double absolute, const char* what) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); i++)
    ASSERT_LE(std::fabs(value(got[i]) - want[i]), steps * step<T>(want[i]) + absolute)
        << what << " at " << i << ": " << value(got[i]) << ", not " << want[i];
}

TEST(ShapedKernels, Softmax) {
  everywhere([](auto t) {
    using T = decltype(t);
    for (const int64_t cols : {1, 2, 3, 10, 16, 17, 33, 100})
      for (const int64_t inner : {1, 3, 20, 300})
        for (const bool log : {false, true}) {
          SCOPED_TRACE(testing::Message() << cols << " columns, inner " << inner << (log ? ", log" : ""));
          const int64_t outer = inner == 300 ? 1 : 3, n = outer * cols * inner;
          const auto x = numbers<T>(n, 9, 1 + n), g = numbers<T>(n, 1, 2 + n);
          std::vector<T> y(n), dx(n);
          std::vector<double> want(n), slope(n);
          for (int64_t o = 0; o < outer; o++)
            for (int64_t i = 0; i < inner; i++) {
              long double top = -INFINITY, rest = -1, sum_g = 0;
              const auto at = [&](int64_t c) { return (o * cols + c) * inner + i; };
              for (int64_t c = 0; c < cols; c++) top = std::max<long double>(top, value(x[at(c)]));
              std::vector<long double> terms;
              for (int64_t c = 0; c < cols; c++) terms.push_back(std::exp(value(x[at(c)]) - top));
              std::sort(terms.rbegin(), terms.rend());  // the largest, 1, first
              for (const long double e : terms) rest += e;
              const long double sum = 1 + rest;
              for (int64_t c = 0; c < cols; c++) {
                const long double p = std::exp(value(x[at(c)]) - top) / sum;
                want[at(c)] = static_cast<double>(log ? value(x[at(c)]) - top - std::log1p(rest) : p);
                sum_g += log ? value(g[at(c)]) : value(g[at(c)]) * p;
              }
              for (int64_t c = 0; c < cols; c++) {
                const long double p = std::exp(value(x[at(c)]) - top) / sum;
                slope[at(c)] = static_cast<double>(log ? value(g[at(c)]) - p * sum_g : p * (value(g[at(c)]) - sum_g));
              }
            }
          const auto k = kernels::softmax_kernels(dtype_of<T>, log);
          if (inner == 1) {
            k.last(x.data(), y.data(), outer, cols);
            k.last_backward(y.data(), g.data(), dx.data(), outer, cols);
          } else {
            for (int64_t o = 0; o < outer; o++)  // in two parts, as threads take them
              for (const auto& [b, e] : {std::pair<int64_t, int64_t>{0, inner / 3}, {inner / 3, inner}}) {
                const int64_t from = o * cols * inner;
                k.inner(&x[from], &y[from], cols, inner, b, e);
                k.inner_backward(&y[from], &g[from], &dx[from], cols, inner, b, e);
              }
          }
          near(y, want, 4, 0, "softmax");
          // what the rounding of y to T leaves unknown: softmax's terms, log softmax's exponentials
          near(dx, slope, 4, 4 * step<T>(1) * (log ? 9 + static_cast<double>(cols) : 2), "backward");
        }
  });
}

TEST(ShapedKernels, SoftmaxOfInfinities) {
  everywhere([](auto t) {
    using T = decltype(t);
    const double inf = std::numeric_limits<double>::infinity();
    for (const bool log : {false, true})
      for (const size_t cols : {4, 40}) {
        std::vector<T> x(cols, T(-INFINITY)), y(cols);
        x[1] = T(2.0f);
        const auto k = kernels::softmax_kernels(dtype_of<T>, log);
        k.last(x.data(), y.data(), 1, static_cast<int64_t>(cols));
        EXPECT_EQ(value(y[0]), log ? -inf : 0);
        EXPECT_EQ(value(y[1]), log ? 0 : 1);
        for (const float lost : {INFINITY, NAN}) {
          x[1] = T(lost);
          k.last(x.data(), y.data(), 1, static_cast<int64_t>(cols));
          EXPECT_TRUE(std::isnan(value(y[1])));
        }
        x[1] = T(-INFINITY);
        k.last(x.data(), y.data(), 1, static_cast<int64_t>(cols));
        EXPECT_TRUE(std::isnan(value(y[0])));
      }
  });
}

// Rows far from zero and terms down to the subnormal ones.
TEST(ShapedKernels, SoftmaxOfFarNumbers) {
  everywhere([](auto t) {
    using T = decltype(t);
    for (const double offset : {0.0, 80.0, -990.0, 1010.0, -5e4})
      for (const double scale : {1.0, 50.0, 400.0})
        for (const size_t cols : {7, 50}) {
          SCOPED_TRACE(testing::Message() << offset << " +- " << scale << ", " << cols << " columns");
          auto x = numbers<T>(cols, scale, 5);
          long double top = -INFINITY, sum = 0;
          for (T& e : x) e = rounded<T>(value(e) + offset), top = std::max<long double>(top, value(e));
          std::vector<double> want;
          for (const T e : x) want.push_back(static_cast<double>(std::exp(value(e) - top))), sum += want.back();
          for (double& e : want) e = static_cast<double>(e / sum);
          std::vector<T> y(cols);
          const auto k = kernels::softmax_kernels(dtype_of<T>, false);
          k.last(x.data(), y.data(), 1, static_cast<int64_t>(cols));
          near(y, want, 4, 0, "rows");
          k.inner(x.data(), y.data(), static_cast<int64_t>(cols), 1, 0, 1);
          near(y, want, 4, 0, "columns");
        }
  });
}

// A class that has nearly everything: log softmax keeps the digits of what is left.
TEST(ShapedKernels, LogSoftmaxNearZero) {
  for (int i = 0; i < kernels::instruction_sets(); i++) {
    SCOPED_TRACE(kernels::use_instruction_set(i));
    for (const size_t cols : {4, 40})
      for (const float top : {20.0f, 45.0f, 2000.0f}) {
        std::vector<float> x(cols, top - 90), y(cols);
        x[0] = top, x[1] = top - 20, x[2] = top - 21, x[3] = top - 18;
        const double rest = std::exp(-20.0) + std::exp(-21.0) + std::exp(-18.0);
        kernels::softmax_kernels(kFloat, true).last(x.data(), y.data(), 1, static_cast<int64_t>(cols));
        EXPECT_FLOAT_EQ(y[0], static_cast<float>(-std::log1p(rest)));
      }
  }
  kernels::use_instruction_set(-1);
}

using Wide = long double;
Wide sigmoid(Wide x) { return 1 / (1 + std::exp(-x)); }

TEST(ShapedKernels, Learned) {
  everywhere([](auto t) {
    using T = decltype(t);
    for (const auto f : {kernels::Learned::prelu, kernels::Learned::swish})
      for (const int64_t cols : {1, 5, 16, 37})
        for (const bool one : {true, false}) {
          SCOPED_TRACE(testing::Message() << "cols " << cols << (one ? ", one parameter" : ""));
          const int64_t rows = 301, n = rows * cols;
          const auto x = numbers<T>(n, 6, 3 + n), g = numbers<T>(n, 1, 4 + n), w = numbers<T>(cols, 1.5, 5);
          std::vector<T> y(n), dx(n);
          std::vector<double> want(n), slope(n), sums(cols, 0), got(cols, 0), size(cols, 0);
          for (int64_t i = 0; i < n; i++) {
            const double v = value(x[i]), a = value(w[one ? 0 : i % cols]), s = static_cast<double>(sigmoid(a * v));
            const bool prelu = f == kernels::Learned::prelu;
            want[i] = prelu ? (v > 0 ? v : a * v) : v * s;
            slope[i] = value(g[i]) * (prelu ? (v > 0 ? 1 : a) : s * (1 + a * v * (1 - s)));
            const double by_w = value(g[i]) * (prelu ? (v > 0 ? 0 : v) : v * v * s * (1 - s));
            sums[one ? 0 : i % cols] += by_w;
            size[one ? 0 : i % cols] += std::fabs(by_w);
          }
          const auto* k = kernels::learned_kernels(f, dtype_of<T>);
          if (one) {
            k->run(x.data(), y.data(), n, value(w[0]));
            got[0] = k->run_backward(x.data(), g.data(), dx.data(), n, value(w[0]));
          } else {
            k->rows(x.data(), w.data(), y.data(), rows, cols);
            k->rows_backward(x.data(), w.data(), g.data(), dx.data(), got.data(), rows, cols);
          }
          near(y, want, f == kernels::Learned::prelu ? 0.5 : 8, 0, "forward");
          near(dx, slope, 8, 4 * step<T>(1), "backward");
          for (int64_t c = 0; c < (one ? 1 : cols); c++)
            EXPECT_NEAR(got[c], sums[c], size[c] * (sizeof(T) == 8 ? 1e-14 : 2e-6)) << c;
        }
  });
}

TEST(ShapedKernels, Gated) {
  everywhere([](auto t) {
    using T = decltype(t);
    struct Row {
      kernels::Gated f;
      std::function<Wide(Wide)> value, slope;
    };
    const Row gates[] = {
        {kernels::Gated::glu, sigmoid, [](Wide b) -> Wide { return sigmoid(b) * sigmoid(-b); }},
        {kernels::Gated::reglu, [](Wide b) -> Wide { return b > 0 ? b : 0; },
         [](Wide b) -> Wide { return b > 0 ? 1 : 0; }},
        {kernels::Gated::geglu, [](Wide b) -> Wide { return b * 0.5 * std::erfc(-b * std::sqrt(Wide(0.5))); },
         [](Wide b) -> Wide {
           return 0.5 * std::erfc(-b * std::sqrt(Wide(0.5))) +
                  b * std::exp(-b * b / 2) / std::sqrt(2 * std::acos(Wide(-1)));
         }},
        {kernels::Gated::swiglu, [](Wide b) -> Wide { return b * sigmoid(b); },
         [](Wide b) -> Wide { return sigmoid(b) * (1 + b * sigmoid(-b)); }},
    };
    for (const Row& gate : gates)
      for (const int64_t n : {1, 7, 16, 45}) {
        const int64_t rows = 9, from = n / 3;
        const auto x = numbers<T>(2 * n * rows, 6, 7 + n), g = numbers<T>(n * rows, 1, 8 + n);
        std::vector<T> y(n * rows), dx(2 * n * rows);
        std::vector<double> want(n * rows), slope(2 * n * rows);
        for (int64_t i = 0; i < n * rows; i++) {
          const int64_t at = i / n * 2 * n + i % n;
          const double a = value(x[at]), b = value(x[at + n]);
          want[i] = static_cast<double>(a * gate.value(b));
          slope[at] = static_cast<double>(value(g[i]) * gate.value(b));
          slope[at + n] = static_cast<double>(value(g[i]) * a * gate.slope(b));
        }
        const auto k = kernels::gated_kernels(gate.f, dtype_of<T>);
        k.forward(x.data(), y.data(), rows, n, 0, from);
        k.forward(x.data(), y.data(), rows, n, from, n);
        k.backward(x.data(), g.data(), dx.data(), rows, n, 0, from);
        k.backward(x.data(), g.data(), dx.data(), rows, n, from, n);
        near(y, want, 4, 0, "forward");
        near(dx, slope, 4, 4 * step<T>(1), "backward");
      }
    const auto x = numbers<T>(3 * 21, 6, 9), g = numbers<T>(2 * 3 * 21, 1, 10);
    std::vector<T> y(2 * 3 * 21), dx(3 * 21);
    std::vector<double> want(y.size()), slope(dx.size());
    for (size_t i = 0; i < x.size(); i++) {
      const size_t at = i / 21 * 42 + i % 21;
      const double v = value(x[i]);
      want[at] = std::max(v, 0.0);
      want[at + 21] = std::max(-v, 0.0);
      slope[i] = v > 0 ? value(g[at]) : -value(g[at + 21]);
    }
    const auto k = kernels::gated_kernels(kernels::Gated::crelu, dtype_of<T>);
    k.forward(x.data(), y.data(), 3, 21, 0, 21);
    k.backward(x.data(), g.data(), dx.data(), 3, 21, 0, 21);
    near(y, want, 0, 0, "crelu");
    near(dx, slope, 0, 0, "crelu backward");
  });
}

TEST(ShapedKernels, OnlyFloating) {
  EXPECT_FALSE(kernels::softmax_kernels(kLong, true).loops.last);
  EXPECT_EQ(kernels::learned_kernels(kernels::Learned::prelu, kInt), nullptr);
  EXPECT_FALSE(kernels::gated_kernels(kernels::Gated::glu, kBool).forward_loop);
}

}  // namespace
