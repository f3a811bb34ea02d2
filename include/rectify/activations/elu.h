#pragma once
// elu(x) = x for x > 0, else alpha (exp(x) - 1); its derivative at 0 is alpha. a: alpha = 1. Clevert et al., arXiv:1511.07289.
#include <rectify/activations/activation.h>

#include <cmath>

namespace rectify::activations {

struct elu {
  static constexpr Keep keep = Keep::Input;
  static constexpr double ulp = 2;
  template <class T>
  static T forward(T x, const Params& p) { return x > 0 ? x : static_cast<T>(p.a) * std::expm1(x); }
  template <class T>
  static T derivative(T x, const Params& p) { return x > 0 ? T(1) : static_cast<T>(p.a) * std::exp(x); }
  static double reference(double x, const Params& p) { return x > 0 ? x : p.a * std::expm1(x); }
};

}  // namespace rectify::activations
