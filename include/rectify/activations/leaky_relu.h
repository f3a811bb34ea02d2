#pragma once
// leaky_relu(x) = x for x > 0, else negative_slope x; its derivative at 0 is negative_slope. a: negative_slope = 0.01. Kink at 0.
#include <rectify/activations/activation.h>

namespace rectify::activations {

struct leaky_relu {
  static constexpr Keep keep = Keep::Input;
  static constexpr double ulp = 0.5;
  template <class T>
  static T forward(T x, const Params& p) { return x > 0 ? x : x * static_cast<T>(p.a); }
  template <class T>
  static T derivative(T x, const Params& p) { return x > 0 ? T(1) : static_cast<T>(p.a); }
  static double reference(double x, const Params& p) { return x > 0 ? x : static_cast<double>(static_cast<float>(p.a)) * x; }
};

}  // namespace rectify::activations
