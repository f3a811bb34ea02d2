#pragma once
// A number of 113 bits that the references of activations can be computed with.
#include <quadmath.h>

struct Quad {
  __float128 v = 0;
  Quad() = default;
  Quad(double d) : v(d) {}
  Quad(int i) : v(i) {}
  explicit Quad(__float128 q) : v(q) {}
};
#define RECTIFY_QUAD_OPERATOR(o) \
  inline Quad operator o(Quad a, Quad b) { return Quad(a.v o b.v); }
RECTIFY_QUAD_OPERATOR(+)
RECTIFY_QUAD_OPERATOR(-)
RECTIFY_QUAD_OPERATOR(*)
RECTIFY_QUAD_OPERATOR(/)
#undef RECTIFY_QUAD_OPERATOR
#define RECTIFY_QUAD_OPERATOR(o) \
  inline bool operator o(Quad a, Quad b) { return a.v o b.v; }
RECTIFY_QUAD_OPERATOR(<)
RECTIFY_QUAD_OPERATOR(>)
RECTIFY_QUAD_OPERATOR(<=)
RECTIFY_QUAD_OPERATOR(>=)
RECTIFY_QUAD_OPERATOR(==)
RECTIFY_QUAD_OPERATOR(!=)
#undef RECTIFY_QUAD_OPERATOR
inline Quad operator-(Quad a) { return Quad(-a.v); }
#define RECTIFY_QUAD_FUNCTION(name) \
  inline Quad name(Quad a) { return Quad(name##q(a.v)); }
RECTIFY_QUAD_FUNCTION(exp)
RECTIFY_QUAD_FUNCTION(expm1)
RECTIFY_QUAD_FUNCTION(log)
RECTIFY_QUAD_FUNCTION(log1p)
RECTIFY_QUAD_FUNCTION(tanh)
RECTIFY_QUAD_FUNCTION(erf)
RECTIFY_QUAD_FUNCTION(erfc)
RECTIFY_QUAD_FUNCTION(sqrt)
RECTIFY_QUAD_FUNCTION(acos)
#undef RECTIFY_QUAD_FUNCTION
inline Quad abs(Quad a) { return Quad(fabsq(a.v)); }
inline bool isnan(Quad a) { return isnanq(a.v); }
