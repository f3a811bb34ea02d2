#pragma once
// sigmoid(x) = 1 / (1 + exp(-x)).
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {

struct sigmoid {
  static constexpr Keep keep = Keep::Output;
  static constexpr double ulp = 1;
  template <class T>
  static T forward(T x, const Params&) { return static_cast<T>(1 / (1 + std::exp(-static_cast<double>(x)))); }
  template <class T>
  static T derivative(T y, const Params&) { return y * (1 - y); }
  static double reference(double x, const Params&) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
};

}  // namespace rectify::activations
