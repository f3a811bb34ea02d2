#pragma once
// Elementwise arithmetic, mathematics, comparison, copies and conversions, as in libtorch: broadcasting, type
// promotion, gradients. f_ changes its tensor in place; f_out writes into its first argument and cannot be
// differentiated.
#include <rectify/core/elementwise_lists.h>
#include <rectify/core/tensor.h>

namespace rectify::api {

#define RECTIFY_DECL(f)         \
  Tensor f(const Tensor& self); \
  Tensor& f##_(Tensor& self);   \
  Tensor& f##_out(Tensor& out, const Tensor& self);
RECTIFY_UNARY_FLOAT(RECTIFY_DECL)
RECTIFY_UNARY_SAME(RECTIFY_DECL)
RECTIFY_UNARY_COMPOSED(RECTIFY_DECL)
RECTIFY_DECL(logical_not)
#undef RECTIFY_DECL
#define RECTIFY_DECL(f) Tensor f(const Tensor& self);
RECTIFY_UNARY_TEST(RECTIFY_DECL)
#undef RECTIFY_DECL
#define RECTIFY_DECL(f)                              \
  Tensor f(const Tensor& self, const Tensor& other); \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Tensor& other);
RECTIFY_BINARY(RECTIFY_DECL)
#define RECTIFY_DECL_INPLACE(f) \
  RECTIFY_DECL(f)               \
  Tensor& f##_(Tensor& self, const Tensor& other);
RECTIFY_LOGICAL(RECTIFY_DECL_INPLACE)
RECTIFY_BINARY_INPLACE(RECTIFY_DECL_INPLACE)
#define RECTIFY_DECL_SCALAR(f)                       \
  RECTIFY_DECL_INPLACE(f)                            \
  Tensor f(const Tensor& self, const Scalar& other); \
  Tensor& f##_(Tensor& self, const Scalar& other);   \
  Tensor& f##_out(Tensor& out, const Tensor& self, const Scalar& other);
#define RECTIFY_DECL2(f, g) RECTIFY_DECL_SCALAR(f)
RECTIFY_COMPARE(RECTIFY_DECL2)
RECTIFY_BITWISE(RECTIFY_DECL2)
RECTIFY_ARITHMETIC(RECTIFY_DECL_SCALAR)
#undef RECTIFY_DECL2
#define RECTIFY_DECL2(f, g) Tensor f(const Scalar& self, const Tensor& other);
RECTIFY_BITWISE(RECTIFY_DECL2)
#undef RECTIFY_DECL
#undef RECTIFY_DECL2
#undef RECTIFY_DECL_SCALAR
#undef RECTIFY_DECL_INPLACE
// self * other and self / other are mul and div; division of integers is true division (a floating result).
// floor_divide rounds down; remainder has the divisor's sign, fmod the dividend's.
Tensor remainder(const Scalar& self, const Tensor& other);
Tensor pow(const Scalar& self, const Tensor& exponent);
Tensor xlogy(const Scalar& self, const Tensor& other);  // self * log(other), 0 where self is 0

Tensor add(const Tensor& self, const Tensor& other, const Scalar& alpha = 1);  // self + alpha * other
Tensor add(const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& add_(Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& add_(Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& add_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor sub(const Tensor& self, const Tensor& other, const Scalar& alpha = 1);  // self - alpha * other
Tensor sub(const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& sub_(Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& sub_(Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& sub_out(Tensor& out, const Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor rsub(const Tensor& self, const Tensor& other, const Scalar& alpha = 1);  // other - alpha * self
Tensor rsub(const Tensor& self, const Scalar& other, const Scalar& alpha = 1);
// rounding_mode: nullopt, "trunc" or "floor".
Tensor div(const Tensor& self, const Tensor& other, optional<std::string_view> rounding_mode);
Tensor div(const Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode);
Tensor& div_(Tensor& self, const Tensor& other, optional<std::string_view> rounding_mode);
Tensor& div_(Tensor& self, const Scalar& other, optional<std::string_view> rounding_mode);
Tensor& div_out(Tensor& out, const Tensor& self, const Tensor& other, optional<std::string_view> rounding_mode);

Tensor clamp(const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt);
Tensor clamp(const Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {});
Tensor& clamp_(Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt);
Tensor& clamp_(Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {});
Tensor& clamp_out(Tensor& out, const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt);
Tensor clamp_min(const Tensor& self, const Scalar& min);
Tensor clamp_min(const Tensor& self, const Tensor& min);
Tensor clamp_max(const Tensor& self, const Scalar& max);
Tensor clamp_max(const Tensor& self, const Tensor& max);
Tensor lerp(const Tensor& self, const Tensor& end, const Scalar& weight);
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight);
Tensor& lerp_(Tensor& self, const Tensor& end, const Scalar& weight);
Tensor& lerp_(Tensor& self, const Tensor& end, const Tensor& weight);
Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1);
Tensor& addcmul_(Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1);
Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1);
Tensor& addcdiv_(Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1);
Tensor nan_to_num(const Tensor& self, optional<double> nan = nullopt, optional<double> posinf = nullopt,
                  optional<double> neginf = nullopt);
Tensor& nan_to_num_(Tensor& self, optional<double> nan = nullopt, optional<double> posinf = nullopt,
                    optional<double> neginf = nullopt);
Tensor copysign(const Tensor& self, const Scalar& other);
Tensor& copysign_(Tensor& self, const Scalar& other);
Tensor& copysign_out(Tensor& out, const Tensor& self, const Scalar& other);
inline Tensor positive(const Tensor& self) {
  TORCH_CHECK(self.scalar_type() != kBool, "The `+` operator, on a bool tensor is not supported.");
  return self;
}
Tensor ldexp(const Tensor& self, const Tensor& other);  // self * 2^other
Tensor& ldexp_(Tensor& self, const Tensor& other);
std::tuple<Tensor, Tensor> frexp(const Tensor& self);            // mantissa in [0.5, 1), exponent (int32)
Tensor float_power(const Tensor& self, const Tensor& exponent);  // in float64
Tensor float_power(const Tensor& self, const Scalar& exponent);
Tensor float_power(const Scalar& self, const Tensor& exponent);
Tensor& float_power_(Tensor& self, const Tensor& exponent);
Tensor& float_power_(Tensor& self, const Scalar& exponent);
inline Tensor arctan2(const Tensor& self, const Tensor& other) { return atan2(self, other); }
Tensor round(const Tensor& self, int64_t decimals);
Tensor& round_(Tensor& self, int64_t decimals);
// There are no complex tensors: these are the tensor itself.
inline Tensor real(const Tensor& self) { return self; }
inline Tensor conj(const Tensor& self) { return self; }
inline Tensor conj_physical(const Tensor& self) { return self; }
inline Tensor resolve_conj(const Tensor& self) { return self; }
inline Tensor resolve_neg(const Tensor& self) { return self; }
inline bool is_conj(const Tensor&) { return false; }
Tensor isreal(const Tensor& self);
std::vector<Tensor> where(const Tensor& condition);  // condition.nonzero(), a column each
Tensor& where_out(Tensor& out, const Tensor& condition, const Tensor& self, const Tensor& other);
Tensor& clamp_min_out(Tensor& out, const Tensor& self, const Scalar& min);
Tensor& clamp_max_out(Tensor& out, const Tensor& self, const Scalar& max);
Tensor& lerp_out(Tensor& out, const Tensor& self, const Tensor& end, const Scalar& weight);
Tensor& lerp_out(Tensor& out, const Tensor& self, const Tensor& end, const Tensor& weight);
Tensor& addcmul_out(Tensor& out, const Tensor& self, const Tensor& tensor1, const Tensor& tensor2,
                    const Scalar& value = 1);
Tensor& addcdiv_out(Tensor& out, const Tensor& self, const Tensor& tensor1, const Tensor& tensor2,
                    const Scalar& value = 1);
Tensor& pow_out(Tensor& out, const Scalar& self, const Tensor& exponent);
Tensor& nan_to_num_out(Tensor& out, const Tensor& self, optional<double> nan = nullopt,
                       optional<double> posinf = nullopt, optional<double> neginf = nullopt);
Tensor isclose(const Tensor& self, const Tensor& other, double rtol = 1e-05, double atol = 1e-08,
               bool equal_nan = false);
Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other);
Tensor where(const Tensor& condition, const Tensor& self, const Scalar& other);
Tensor where(const Tensor& condition, const Scalar& self, const Tensor& other);
Tensor where(const Tensor& condition, const Scalar& self, const Scalar& other);

ScalarType result_type(const Tensor& a, const Tensor& b);
ScalarType result_type(const Tensor& a, const Scalar& b);
ScalarType result_type(const Scalar& a, const Tensor& b);
ScalarType result_type(const Scalar& a, const Scalar& b);

Tensor clone(const Tensor& self, optional<MemoryFormat> memory_format = nullopt);
Tensor& fill_(Tensor& self, const Scalar& value);
Tensor& fill_(Tensor& self, const Tensor& value);
Tensor& zero_(Tensor& self);

#define RECTIFY_DEF(f)                                          \
  inline Tensor Tensor::f() const { return rectify::f(*this); } \
  inline Tensor& Tensor::f##_() const { return rectify::f##_(const_cast<Tensor&>(*this)); }
RECTIFY_UNARY_FLOAT(RECTIFY_DEF)
RECTIFY_UNARY_SAME(RECTIFY_DEF)
RECTIFY_UNARY_COMPOSED(RECTIFY_DEF)
RECTIFY_DEF(logical_not)
#define RECTIFY_DEF2(f, g)                                          \
  inline Tensor f(const Tensor& self) { return rectify::g(self); }  \
  inline Tensor& f##_(Tensor& self) { return rectify::g##_(self); } \
  RECTIFY_DEF(f)
RECTIFY_UNARY_ALIASES(RECTIFY_DEF2)
#undef RECTIFY_DEF
#undef RECTIFY_DEF2
#define RECTIFY_DEF(f) \
  inline Tensor Tensor::f() const { return rectify::f(*this); }
RECTIFY_UNARY_TEST(RECTIFY_DEF)
#undef RECTIFY_DEF
#define RECTIFY_DEF(f) \
  inline Tensor Tensor::f(const Tensor& other) const { return rectify::f(*this, other); }
RECTIFY_BINARY(RECTIFY_DEF)
#define RECTIFY_DEF_INPLACE(f) \
  RECTIFY_DEF(f)               \
  inline Tensor& Tensor::f##_(const Tensor& other) const { return rectify::f##_(const_cast<Tensor&>(*this), other); }
RECTIFY_LOGICAL(RECTIFY_DEF_INPLACE)
RECTIFY_BINARY_INPLACE(RECTIFY_DEF_INPLACE)
#define RECTIFY_DEF_SCALAR(f)                                                             \
  RECTIFY_DEF_INPLACE(f)                                                                  \
  inline Tensor Tensor::f(const Scalar& other) const { return rectify::f(*this, other); } \
  inline Tensor& Tensor::f##_(const Scalar& other) const { return rectify::f##_(const_cast<Tensor&>(*this), other); }
#define RECTIFY_DEF2(f, g) RECTIFY_DEF_SCALAR(f)
RECTIFY_COMPARE(RECTIFY_DEF2)
RECTIFY_BITWISE(RECTIFY_DEF2)
RECTIFY_ARITHMETIC(RECTIFY_DEF_SCALAR)
#undef RECTIFY_DEF2
#define RECTIFY_DEF2(f, g)                                                                      \
  inline Tensor f(const Tensor& self, const Tensor& other) { return rectify::g(self, other); }  \
  inline Tensor f(const Tensor& self, const Scalar& other) { return rectify::g(self, other); }  \
  inline Tensor& f##_(Tensor& self, const Tensor& other) { return rectify::g##_(self, other); } \
  inline Tensor& f##_(Tensor& self, const Scalar& other) { return rectify::g##_(self, other); } \
  RECTIFY_DEF_SCALAR(f)
RECTIFY_COMPARE_ALIASES(RECTIFY_DEF2)
RECTIFY_ARITHMETIC_ALIASES(RECTIFY_DEF2)
#undef RECTIFY_DEF
#undef RECTIFY_DEF2
#undef RECTIFY_DEF_SCALAR
#undef RECTIFY_DEF_INPLACE

#define RECTIFY_SELF const_cast<Tensor&>(*this)
#define RECTIFY_DEF2(f, g)                                                                                            \
  inline Tensor Tensor::f(const Tensor& other, const Scalar& alpha) const { return rectify::g(*this, other, alpha); } \
  inline Tensor Tensor::f(const Scalar& other, const Scalar& alpha) const { return rectify::g(*this, other, alpha); } \
  inline Tensor& Tensor::f##_(const Tensor& other, const Scalar& alpha) const {                                       \
    return rectify::g##_(RECTIFY_SELF, other, alpha);                                                                 \
  }                                                                                                                   \
  inline Tensor& Tensor::f##_(const Scalar& other, const Scalar& alpha) const {                                       \
    return rectify::g##_(RECTIFY_SELF, other, alpha);                                                                 \
  }
RECTIFY_DEF2(add, add)
RECTIFY_DEF2(sub, sub)
RECTIFY_DEF2(subtract, sub)
#undef RECTIFY_DEF2
inline Tensor subtract(const Tensor& self, const Tensor& other, const Scalar& alpha = 1) {
  return sub(self, other, alpha);
}
inline Tensor subtract(const Tensor& self, const Scalar& other, const Scalar& alpha = 1) {
  return sub(self, other, alpha);
}
inline Tensor clip(const Tensor& self, const optional<Scalar>& min, const optional<Scalar>& max = nullopt) {
  return clamp(self, min, max);
}
inline Tensor clip(const Tensor& self, const optional<Tensor>& min = {}, const optional<Tensor>& max = {}) {
  return clamp(self, min, max);
}
inline Tensor& clamp_min_(Tensor& self, const Scalar& min) { return clamp_(self, optional<Scalar>(min)); }
inline Tensor& clamp_min_(Tensor& self, const Tensor& min) { return clamp_(self, optional<Tensor>(min)); }
inline Tensor& clamp_max_(Tensor& self, const Scalar& max) {
  return clamp_(self, optional<Scalar>(), optional<Scalar>(max));
}
inline Tensor& clamp_max_(Tensor& self, const Tensor& max) {
  return clamp_(self, optional<Tensor>(), optional<Tensor>(max));
}
inline Tensor Tensor::div(const Tensor& other, optional<std::string_view> m) const {
  return rectify::div(*this, other, m);
}
inline Tensor Tensor::div(const Scalar& other, optional<std::string_view> m) const {
  return rectify::div(*this, other, m);
}
inline Tensor& Tensor::div_(const Tensor& other, optional<std::string_view> m) const {
  return rectify::div_(RECTIFY_SELF, other, m);
}
inline Tensor& Tensor::div_(const Scalar& other, optional<std::string_view> m) const {
  return rectify::div_(RECTIFY_SELF, other, m);
}
inline Tensor Tensor::clamp(const optional<Scalar>& min, const optional<Scalar>& max) const {
  return rectify::clamp(*this, min, max);
}
inline Tensor Tensor::clamp(const optional<Tensor>& min, const optional<Tensor>& max) const {
  return rectify::clamp(*this, min, max);
}
inline Tensor& Tensor::clamp_(const optional<Scalar>& min, const optional<Scalar>& max) const {
  return rectify::clamp_(RECTIFY_SELF, min, max);
}
inline Tensor& Tensor::clamp_(const optional<Tensor>& min, const optional<Tensor>& max) const {
  return rectify::clamp_(RECTIFY_SELF, min, max);
}
inline Tensor Tensor::clip(const optional<Scalar>& min, const optional<Scalar>& max) const {
  return rectify::clamp(*this, min, max);
}
inline Tensor Tensor::clip(const optional<Tensor>& min, const optional<Tensor>& max) const {
  return rectify::clamp(*this, min, max);
}
inline Tensor& Tensor::clip_(const optional<Scalar>& min, const optional<Scalar>& max) const {
  return rectify::clamp_(RECTIFY_SELF, min, max);
}
inline Tensor& Tensor::clip_(const optional<Tensor>& min, const optional<Tensor>& max) const {
  return rectify::clamp_(RECTIFY_SELF, min, max);
}
inline Tensor Tensor::clamp_min(const Scalar& min) const { return rectify::clamp_min(*this, min); }
inline Tensor Tensor::clamp_min(const Tensor& min) const { return rectify::clamp_min(*this, min); }
inline Tensor& Tensor::clamp_min_(const Scalar& min) const { return rectify::clamp_min_(RECTIFY_SELF, min); }
inline Tensor& Tensor::clamp_min_(const Tensor& min) const { return rectify::clamp_min_(RECTIFY_SELF, min); }
inline Tensor Tensor::clamp_max(const Scalar& max) const { return rectify::clamp_max(*this, max); }
inline Tensor Tensor::clamp_max(const Tensor& max) const { return rectify::clamp_max(*this, max); }
inline Tensor& Tensor::clamp_max_(const Scalar& max) const { return rectify::clamp_max_(RECTIFY_SELF, max); }
inline Tensor& Tensor::clamp_max_(const Tensor& max) const { return rectify::clamp_max_(RECTIFY_SELF, max); }
inline Tensor Tensor::lerp(const Tensor& end, const Scalar& w) const { return rectify::lerp(*this, end, w); }
inline Tensor Tensor::lerp(const Tensor& end, const Tensor& w) const { return rectify::lerp(*this, end, w); }
inline Tensor& Tensor::lerp_(const Tensor& end, const Scalar& w) const { return rectify::lerp_(RECTIFY_SELF, end, w); }
inline Tensor& Tensor::lerp_(const Tensor& end, const Tensor& w) const { return rectify::lerp_(RECTIFY_SELF, end, w); }
inline Tensor Tensor::addcmul(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return rectify::addcmul(*this, a, b, v);
}
inline Tensor& Tensor::addcmul_(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return rectify::addcmul_(RECTIFY_SELF, a, b, v);
}
inline Tensor Tensor::addcdiv(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return rectify::addcdiv(*this, a, b, v);
}
inline Tensor& Tensor::addcdiv_(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return rectify::addcdiv_(RECTIFY_SELF, a, b, v);
}
inline Tensor Tensor::nan_to_num(optional<double> n, optional<double> p, optional<double> m) const {
  return rectify::nan_to_num(*this, n, p, m);
}
inline Tensor& Tensor::nan_to_num_(optional<double> n, optional<double> p, optional<double> m) const {
  return rectify::nan_to_num_(RECTIFY_SELF, n, p, m);
}
inline Tensor Tensor::isclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return rectify::isclose(*this, other, rtol, atol, equal_nan);
}
inline Tensor Tensor::where(const Tensor& condition, const Tensor& other) const {
  return rectify::where(condition, *this, other);
}
inline Tensor Tensor::where(const Tensor& condition, const Scalar& other) const {
  return rectify::where(condition, *this, other);
}
inline Tensor Tensor::clone(optional<MemoryFormat> f) const { return rectify::clone(*this, f); }
inline Tensor& Tensor::fill_(const Scalar& value) const { return rectify::fill_(RECTIFY_SELF, value); }
inline Tensor& Tensor::fill_(const Tensor& value) const { return rectify::fill_(RECTIFY_SELF, value); }
inline Tensor& Tensor::zero_() const { return rectify::zero_(RECTIFY_SELF); }
inline Tensor Tensor::cpu() const { return *this; }
inline Tensor Tensor::toType(ScalarType t) const { return to(t); }
inline Tensor Tensor::type_as(const Tensor& other) const { return to(other.scalar_type()); }

inline Tensor Tensor::operator-() const { return rectify::neg(*this); }
inline Tensor Tensor::operator~() const { return rectify::bitwise_not(*this); }
inline Tensor Tensor::operator!() const { return rectify::logical_not(*this); }
inline Tensor& Tensor::operator+=(const Tensor& other) const { return add_(other); }
inline Tensor& Tensor::operator+=(const Scalar& other) const { return add_(other); }
inline Tensor& Tensor::operator-=(const Tensor& other) const { return sub_(other); }
inline Tensor& Tensor::operator-=(const Scalar& other) const { return sub_(other); }
inline Tensor& Tensor::operator*=(const Tensor& other) const { return mul_(other); }
inline Tensor& Tensor::operator*=(const Scalar& other) const { return mul_(other); }
inline Tensor& Tensor::operator/=(const Tensor& other) const { return div_(other); }
inline Tensor& Tensor::operator/=(const Scalar& other) const { return div_(other); }
inline Tensor& Tensor::operator&=(const Tensor& other) const { return bitwise_and_(other); }
inline Tensor& Tensor::operator|=(const Tensor& other) const { return bitwise_or_(other); }
inline Tensor& Tensor::operator^=(const Tensor& other) const { return bitwise_xor_(other); }
inline Tensor Tensor::positive() const { return rectify::positive(*this); }
inline Tensor Tensor::copysign(const Scalar& o) const { return rectify::copysign(*this, o); }
inline Tensor& Tensor::copysign_(const Scalar& o) const { return rectify::copysign_(RECTIFY_SELF, o); }
inline Tensor Tensor::ldexp(const Tensor& o) const { return rectify::ldexp(*this, o); }
inline Tensor& Tensor::ldexp_(const Tensor& o) const { return rectify::ldexp_(RECTIFY_SELF, o); }
inline ::std::tuple<Tensor, Tensor> Tensor::frexp() const { return rectify::frexp(*this); }
inline Tensor Tensor::float_power(const Tensor& e) const { return rectify::float_power(*this, e); }
inline Tensor Tensor::float_power(const Scalar& e) const { return rectify::float_power(*this, e); }
inline Tensor& Tensor::float_power_(const Tensor& e) const { return rectify::float_power_(RECTIFY_SELF, e); }
inline Tensor& Tensor::float_power_(const Scalar& e) const { return rectify::float_power_(RECTIFY_SELF, e); }
inline Tensor Tensor::arctan2(const Tensor& o) const { return rectify::atan2(*this, o); }
inline Tensor& Tensor::arctan2_(const Tensor& o) const { return rectify::atan2_(RECTIFY_SELF, o); }
inline Tensor Tensor::round(int64_t decimals) const { return rectify::round(*this, decimals); }
inline Tensor& Tensor::round_(int64_t decimals) const { return rectify::round_(RECTIFY_SELF, decimals); }
inline Tensor Tensor::real() const { return *this; }
inline Tensor Tensor::conj() const { return *this; }
inline Tensor Tensor::conj_physical() const { return *this; }
inline Tensor Tensor::resolve_conj() const { return *this; }
inline Tensor Tensor::resolve_neg() const { return *this; }
inline Tensor Tensor::isreal() const { return rectify::isreal(*this); }
#undef RECTIFY_SELF

inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator+(const Tensor& a, const Scalar& b) { return add(a, b); }
inline Tensor operator+(const Scalar& a, const Tensor& b) { return add(b, a); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator-(const Tensor& a, const Scalar& b) { return sub(a, b); }
Tensor operator-(const Scalar& a, const Tensor& b);
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator*(const Tensor& a, const Scalar& b) { return mul(a, b); }
inline Tensor operator*(const Scalar& a, const Tensor& b) { return mul(b, a); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
inline Tensor operator/(const Tensor& a, const Scalar& b) { return div(a, b); }
Tensor operator/(const Scalar& a, const Tensor& b);
inline Tensor operator%(const Tensor& a, const Tensor& b) { return remainder(a, b); }
inline Tensor operator%(const Tensor& a, const Scalar& b) { return remainder(a, b); }
inline Tensor operator%(const Scalar& a, const Tensor& b) { return remainder(a, b); }
#define RECTIFY_DEF2(f, op)                                                       \
  inline Tensor operator op(const Tensor& a, const Tensor& b) { return f(a, b); } \
  inline Tensor operator op(const Tensor& a, const Scalar& b) { return f(a, b); } \
  inline Tensor operator op(const Scalar& a, const Tensor& b) { return f(a, b); }
RECTIFY_BITWISE(RECTIFY_DEF2)
#undef RECTIFY_DEF2
#define RECTIFY_DEF2(f, op, swapped)                                              \
  inline Tensor operator op(const Tensor& a, const Tensor& b) { return f(a, b); } \
  inline Tensor operator op(const Tensor& a, const Scalar& b) { return f(a, b); } \
  inline Tensor operator op(const Scalar& a, const Tensor& b) { return swapped(b, a); }
RECTIFY_DEF2(eq, ==, eq)
RECTIFY_DEF2(ne, !=, ne)
RECTIFY_DEF2(lt, <, gt)
RECTIFY_DEF2(le, <=, ge)
RECTIFY_DEF2(gt, >, lt)
RECTIFY_DEF2(ge, >=, le)
#undef RECTIFY_DEF2

}  // namespace rectify::api
