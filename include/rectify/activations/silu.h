#pragma once
// silu(x) = x sigmoid(x), also called swish. Hendrycks and Gimpel, arXiv:1606.08415; Ramachandran et al., arXiv:1710.05941.
#include <rectify/activations/activation.h>

#include <cmath>
#include <type_traits>

namespace rectify::activations {

struct silu {
  static constexpr Keep keep = Keep::Input;
  static constexpr double ulp = 1;
  template <class T>
  static T forward(T x, const Params&) {
    double v = static_cast<double>(x);  // in double, so that float32 is right to the last place
    return static_cast<T>(v == -INFINITY ? -0.0 : v / (1 + std::exp(-v)));
  }
  template <class T>
  static T derivative(T x, const Params&) {
    double v = static_cast<double>(x), s = 1 / (1 + std::exp(-v));
    return static_cast<T>(std::isinf(v) ? (v > 0 ? 1.0 : 0.0) : s * (1 + v * (1 - s)));
  }
  static double reference(double x, const Params&) {
    if (x == -INFINITY) return -0.0;
    return x < 0 ? x * std::exp(x) / (1 + std::exp(x)) : x / (1 + std::exp(-x));
  }
};

}  // namespace rectify::activations
