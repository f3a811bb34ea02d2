#include "kernels/random.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rectify::kernels {
namespace {
constexpr double kPi = 3.14159265358979323846;

template <class T>
void box_muller_16(T* y, T mean, T std) {
  for (int j = 0; j < 8; j++) {
    if constexpr (std::is_same_v<T, float>) {
      float radius = std::sqrt(-2.0f * std::log(1.0f - y[j])), theta = static_cast<float>(2 * kPi) * y[j + 8];
      y[j] = radius * std::cos(theta) * std + mean;
      y[j + 8] = radius * std::sin(theta) * std + mean;
    } else if constexpr (std::is_same_v<T, double>) {
      double radius = std::sqrt(-2 * std::log1p(-y[j])), theta = 2 * kPi * y[j + 8];
      y[j] = radius * std::cos(theta) * std + mean;
      y[j + 8] = radius * std::sin(theta) * std + mean;
    } else {  // each step rounds to the 16-bit type, as there
      T u1 = T(1.0f - static_cast<float>(y[j])), u2 = y[j + 8];
      T radius = T(std::sqrt(static_cast<float>(T(-2.0f * static_cast<float>(T(std::log(static_cast<float>(u1))))))));
      T theta = T(static_cast<float>(2 * kPi * static_cast<double>(static_cast<float>(u2))));
      T c = T(std::cos(static_cast<float>(theta))), s = T(std::sin(static_cast<float>(theta)));
      auto times = [](T a, T b) { return T(static_cast<float>(a) * static_cast<float>(b)); };
      y[j] = T(static_cast<float>(times(times(radius, c), std)) + static_cast<float>(mean));
      y[j + 8] = T(static_cast<float>(times(times(radius, s), std)) + static_cast<float>(mean));
    }
  }
}
}  // namespace

double normal(GeneratorImpl& g, double mean, double std) {
  if (g.next_normal_double) {
    double z = *g.next_normal_double;
    g.next_normal_double.reset();
    return z * std + mean;
  }
  double u1 = uniform_double(g), u2 = uniform_double(g);
  double radius = std::sqrt(-2 * std::log1p(-u2)), theta = 2 * kPi * u1;
  g.next_normal_double = radius * std::sin(theta);
  return radius * std::cos(theta) * std + mean;
}
double exponential(GeneratorImpl& g, double lambda) { return -1 / lambda * std::log1p(-uniform_double(g)); }
double geometric(GeneratorImpl& g, double p) { return std::ceil(std::log(uniform_double(g)) / std::log1p(-p)); }
double cauchy(GeneratorImpl& g, double median, double sigma) {
  return median + sigma * std::tan(kPi * (uniform_double(g) - 0.5));
}

template <class T>
void normal_fill(GeneratorImpl& g, T* y, int64_t n, double mean, double std) {
  T m = static_cast<T>(static_cast<opmath_t<T>>(mean)), s = static_cast<T>(static_cast<opmath_t<T>>(std));
  T zero = T(0.0f), one = T(1.0f);
  for (int64_t i = 0; i < n; i++) y[i] = uniform<T>(g, zero, one);
  for (int64_t i = 0; i + 16 <= n; i += 16) box_muller_16(y + i, m, s);
  if (n % 16 != 0) {  // the last 16 are drawn once more
    T* tail = y + n - 16;
    for (int i = 0; i < 16; i++) tail[i] = uniform<T>(g, zero, one);
    box_muller_16(tail, m, s);
  }
}
namespace {
uint32_t temper(uint32_t v) {
  v ^= v >> 11;
  v ^= (v << 7) & 0x9D2C5680u;
  v ^= (v << 15) & 0xEFC60000u;
  return v ^ (v >> 18);
}
// y[i] = f(hi, lo) of n draws of 53 bits.
template <class T, class F>
void fill_53(GeneratorImpl& g, T* y, int64_t n, const F& f) {
  for (int64_t i = 0; i < n;) {
    if (g.index == 624) {  // a draw brings the next words; it is given back
      g.random();
      g.index = 0;
    }
    const int64_t pairs = std::min<int64_t>((624 - g.index) / 2, n - i);
    if (pairs == 0) {  // one half before the next words, one after
      const uint64_t v = g.random64();
      y[i++] = f(static_cast<uint32_t>(v >> 32) & 0x1FFFFF, static_cast<uint32_t>(v));
      continue;
    }
    const uint32_t* word = g.state + g.index;
#pragma omp simd
    for (int64_t k = 0; k < pairs; k++) y[i + k] = f(temper(word[2 * k]) & 0x1FFFFF, temper(word[2 * k + 1]));
    g.index += static_cast<uint32_t>(2 * pairs);
    i += pairs;
  }
}
}  // namespace
void uniform_fill(GeneratorImpl& g, double* y, int64_t n) {
  fill_53(g, y, n, [](uint32_t hi, uint32_t lo) { return hi * 0x1p-21 + lo * 0x1p-53; });
}
void bernoulli_fill(GeneratorImpl& g, float* y, int64_t n, double p) {
  const uint64_t below = static_cast<uint64_t>(std::ceil(p * 0x1p53));  // a draw is its 53 bits, times 2^-53
  const uint32_t top = static_cast<uint32_t>(below >> 32), rest = static_cast<uint32_t>(below);
  fill_53(g, y, n, [=](uint32_t hi, uint32_t lo) { return (hi < top) | ((hi == top) & (lo < rest)) ? 1.0f : 0.0f; });
}
template <class T>
void randperm(GeneratorImpl& g, T* y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = static_cast<T>(static_cast<opmath_t<T>>(i));
  bool small = n < static_cast<int64_t>(UINT32_MAX / 20);
  for (int64_t i = 0; i + 1 < n; i++) {
    uint64_t left = static_cast<uint64_t>(n - i);
    std::swap(y[i], y[i + static_cast<int64_t>((small ? g.random() : g.random64()) % left)]);
  }
}

template void normal_fill(GeneratorImpl&, float*, int64_t, double, double);
template void normal_fill(GeneratorImpl&, double*, int64_t, double, double);
template void normal_fill(GeneratorImpl&, Half*, int64_t, double, double);
template void normal_fill(GeneratorImpl&, BFloat16*, int64_t, double, double);
#define RECTIFY_RANDPERM(T, N) template void randperm(GeneratorImpl&, T*, int64_t);
RECTIFY_FORALL_DTYPES(RECTIFY_RANDPERM)
#undef RECTIFY_RANDPERM

}  // namespace rectify::kernels
