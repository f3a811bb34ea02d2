#pragma once
// relu(x) = max(0, x); relu'(0) = 0; relu(-0.0) = -0.0; NaN stays NaN. Kink at 0.
#include <rectify/activations/activation.h>

namespace rectify::activations {

struct relu {
  static constexpr Keep keep = Keep::Output;
  static constexpr double ulp = 0;
  template <class T>
  static T forward(T x, const Params&) { return x < 0 ? T(0) : x; }
  template <class T>
  static T derivative(T y, const Params&) { return y != y ? y : T(y > 0); }
  static double reference(double x, const Params&) { return x < 0 ? 0 : x; }
};

}  // namespace rectify::activations
