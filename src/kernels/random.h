#pragma once
// PyTorch's random streams on plain arrays. The caller holds the generator's mutex. Integers are exact; floating values
// agree to a few ulps of the type they are computed in.
#include <rectify/core/dtype.h>
#include <rectify/core/generator.h>

namespace rectify::kernels {

inline float uniform_bits(GeneratorImpl& g, int bits) {  // [0, 1) with `bits` random bits, for 24 and fewer
  return static_cast<float>(g.random() & ((1u << bits) - 1)) * (1.0f / static_cast<float>(1u << bits));
}
inline float uniform_float(GeneratorImpl& g) { return uniform_bits(g, 24); }
inline double uniform_double(GeneratorImpl& g) {
  return static_cast<double>(g.random64() & ((uint64_t{1} << 53) - 1)) * 0x1p-53;
}
// uniform in [from, to) as PyTorch draws a T: 53 bits for double, 24 for float, 11 for half, 8 for bfloat16.
template <class T>
T uniform(GeneratorImpl& g, T from, T to) {
  if constexpr (std::is_same_v<T, double>)
    return uniform_double(g) * (to - from) + from;
  else {
    constexpr int bits = std::is_same_v<T, float> ? 24 : std::is_same_v<T, Half> ? 11 : 8;
    float a = from, b = to;
    return T(uniform_bits(g, bits) * (b - a) + a);
  }
}
double normal(GeneratorImpl& g, double mean,
              double std);  // Box-Muller; the second of each pair is kept for the next call
double exponential(GeneratorImpl& g, double lambda);
double geometric(GeneratorImpl& g, double p);
double cauchy(GeneratorImpl& g, double median, double sigma);

// The 16-wide form that PyTorch takes for n >= 16 contiguous elements.
template <class T>
void normal_fill(GeneratorImpl& g, T* y, int64_t n, double mean, double std);
// y[i] = uniform_double
void uniform_fill(GeneratorImpl& g, double* y, int64_t n);
// y[i] = uniform_double < p ? 1 : 0
void bernoulli_fill(GeneratorImpl& g, float* y, int64_t n, double p);
// y: a random order of 0 … n-1.
template <class T>
void randperm(GeneratorImpl& g, T* y, int64_t n);

}  // namespace rectify::kernels
