// The elementwise functions by signature; declarations, methods, operators and table tests are made from these lists.
#pragma once
// clang-format off

// f(self), f_(self), f_out(out, self): floating result (integers are computed in the default dtype).
#define RECTIFY_UNARY_FLOAT(_)                                                                                        \
  _(sqrt) _(rsqrt) _(reciprocal) _(exp) _(exp2) _(expm1) _(log) _(log2) _(log10) _(log1p) _(sin) _(cos) _(tan)         \
  _(asin) _(acos) _(atan) _(sinh) _(cosh) _(asinh) _(acosh) _(atanh) _(erf) _(erfc) _(erfinv) _(lgamma) _(digamma)    \
  _(i0) _(sinc)
// The same, in self's own dtype.
#define RECTIFY_UNARY_SAME(_) _(neg) _(abs) _(sign) _(sgn) _(square) _(floor) _(ceil) _(round) _(trunc) _(frac) _(bitwise_not)
// alias, name
#define RECTIFY_UNARY_ALIASES(_)                                                                                      \
  _(absolute, abs) _(negative, neg) _(fix, trunc) _(arcsin, asin) _(arccos, acos) _(arctan, atan) _(arcsinh, asinh)    \
  _(arccosh, acosh) _(arctanh, atanh)
// f(self) only, a bool result.
#define RECTIFY_UNARY_TEST(_) _(isnan) _(isinf) _(isfinite) _(isposinf) _(isneginf) _(signbit)

// f(self, Tensor | Scalar), f_, f_out; bool results. name, operator
#define RECTIFY_COMPARE(_) _(eq, ==) _(ne, !=) _(lt, <) _(le, <=) _(gt, >) _(ge, >=)
#define RECTIFY_COMPARE_ALIASES(_) \
  _(not_equal, ne) _(less, lt) _(less_equal, le) _(greater, gt) _(greater_equal, ge)
// f(self, Tensor), f_, f_out; bool results.
#define RECTIFY_LOGICAL(_) _(logical_and) _(logical_or) _(logical_xor)
// f(self, Tensor | Scalar), f(Scalar, Tensor), f_, f_out. name, operator
#define RECTIFY_BITWISE(_) \
  _(bitwise_and, &) _(bitwise_or, |) _(bitwise_xor, ^) _(bitwise_left_shift, <<) _(bitwise_right_shift, >>)
// f(self, Tensor | Scalar), f_, f_out.
#define RECTIFY_ARITHMETIC(_) _(mul) _(div) _(floor_divide) _(remainder) _(fmod) _(pow) _(xlogy)
#define RECTIFY_ARITHMETIC_ALIASES(_) _(multiply, mul) _(divide, div) _(true_divide, div)
// f(self, Tensor), f_, f_out
#define RECTIFY_BINARY_INPLACE(_) _(atan2) _(hypot) _(copysign) _(nextafter) _(heaviside) _(gcd) _(lcm)
// f(self), f_(self), f_out: made of other functions.
#define RECTIFY_UNARY_COMPOSED(_) _(deg2rad) _(rad2deg)
// f(self, Tensor), f_out
#define RECTIFY_BINARY(_) _(maximum) _(minimum) _(fmax) _(fmin) _(logaddexp) _(logaddexp2)
