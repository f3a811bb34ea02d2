#pragma once
// Raw elementwise operations and copies: no gradients, no version counting.
#include <rectify/core/elementwise_lists.h>

#include "ops/iterate.h"

namespace rectify::ops {

enum class Unary : uint8_t {
#define RECTIFY_ENUM(f) f,
  RECTIFY_UNARY_FLOAT(RECTIFY_ENUM) RECTIFY_UNARY_SAME(RECTIFY_ENUM) RECTIFY_UNARY_TEST(RECTIFY_ENUM) logical_not
#undef RECTIFY_ENUM
};
enum class Binary : uint8_t {
  add,
  sub,
  mul,
  div,
  div_trunc,
  div_floor,
  remainder,
  fmod,
  pow,
  xlogy,
  atan2,
  hypot,
  maximum,
  minimum,
  fmax,
  fmin,
  logaddexp,
  logaddexp2,
  copysign,
  nextafter,
  heaviside,
  gcd,
  lcm,
  bitwise_and,
  bitwise_or,
  bitwise_xor,
  bitwise_left_shift,
  bitwise_right_shift,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  logical_and,
  logical_or,
  logical_xor,
};
constexpr bool gives_bool(Binary op) { return op >= Binary::eq; }

ScalarType result_type(const Tensor& a, const Tensor& b);
ScalarType result_type(const Tensor& a, const Tensor& b, const Tensor& c);
ScalarType result_type(const Tensor& a, const Scalar& b);

Tensor unary(Unary op, const Tensor& x);
void unary_into(Unary op, const Tensor& out, const Tensor& x);  // out: x's shape, any dtype that the result casts to
Tensor binary(Binary op, const Tensor& a, const Tensor& b);
Tensor binary(Binary op, const Tensor& a, const Scalar& b);
Tensor binary(Binary op, const Scalar& a, const Tensor& b);
// out: the broadcast shape (out may be a or b). Errors when the result cannot be cast to out's dtype.
void binary_into(Binary op, const Tensor& out, const Tensor& a, const Tensor& b);
void binary_into(Binary op, const Tensor& out, const Tensor& a, const Scalar& b);
void binary_inplace(Binary op, const Tensor& self, const Tensor& other);
void binary_inplace(Binary op, const Tensor& self, const Scalar& other);

Tensor scaled(const Tensor& b, const Scalar& alpha, ScalarType result);  // alpha * b for a sum of dtype result
Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
void add_(const Tensor& self, const Tensor& b, const Scalar& alpha = 1);
void add_(const Tensor& self, const Scalar& b, const Scalar& alpha = 1);
void sub_(const Tensor& self, const Tensor& b, const Scalar& alpha = 1);
void sub_(const Tensor& self, const Scalar& b, const Scalar& alpha = 1);
inline Tensor mul(const Tensor& a, const Tensor& b) { return binary(Binary::mul, a, b); }
inline Tensor mul(const Tensor& a, const Scalar& b) { return binary(Binary::mul, a, b); }
inline Tensor div(const Tensor& a, const Tensor& b) { return binary(Binary::div, a, b); }
inline Tensor div(const Tensor& a, const Scalar& b) { return binary(Binary::div, a, b); }
inline void mul_(const Tensor& self, const Tensor& b) { binary_inplace(Binary::mul, self, b); }
inline void mul_(const Tensor& self, const Scalar& b) { binary_inplace(Binary::mul, self, b); }
inline void div_(const Tensor& self, const Tensor& b) { binary_inplace(Binary::div, self, b); }
inline void div_(const Tensor& self, const Scalar& b) { binary_inplace(Binary::div, self, b); }
Tensor clamp(const Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max);
void clamp_into(const Tensor& out, const Tensor& x, const optional<Scalar>& min, const optional<Scalar>& max);
Tensor nan_to_num(const Tensor& x, optional<double> nan, optional<double> posinf, optional<double> neginf);
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);

// Gives out the sizes of a result: resizes when it has others.
void resize_output(Tensor& out, IntArrayRef sizes);

Tensor contiguous_copy(const Tensor& t);  // a fresh contiguous tensor
inline Tensor contiguous(const Tensor& t) { return t.self().contiguous ? t : contiguous_copy(t); }
Tensor clone(const Tensor& t, optional<MemoryFormat> f = nullopt);  // fresh; keeps the order of strides, or has f's
Tensor to(const Tensor& t, ScalarType dtype, optional<MemoryFormat> f = nullopt);  // t itself when it has both already
void copy_(const Tensor& dst, const Tensor& src);                                  // broadcasts and casts
void fill_(const Tensor& t, const Scalar& value);
void zero_(const Tensor& t);

}  // namespace rectify::ops
