#pragma once
// tanh(x), the hyperbolic tangent.
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {

struct tanh {
  static constexpr Keep keep = Keep::Output;
  static constexpr double ulp = 2.5;
  template <class T>
  static T forward(T x, const Params&) { return std::tanh(x); }
  template <class T>
  static T derivative(T y, const Params&) { return 1 - y * y; }
  static double reference(double x, const Params&) { return 1 - 2 / (std::exp(2 * x) + 1); }
};

}  // namespace rectify::activations
