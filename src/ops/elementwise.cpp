#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include <rectify/parallel/parallel.h>

#include <cstring>

#include "ops/blocked.h"
#include "ops/elementwise_loops.h"

namespace rectify::ops {
namespace {

// How the dtypes of operands with dimensions, without, and plain numbers combine.
ScalarType combine(ScalarType higher, ScalarType lower) {
  if (isFloatingType(higher)) return higher;
  if (higher == kBool || isFloatingType(lower)) return promote_types(higher, lower);
  return higher;
}
ScalarType scalar_dtype(const Scalar& s) { return s.isFloatingPoint() ? get_default_dtype_as_scalartype() : s.type(); }

template <class F>
RECTIFY_INLINE void run_body(float* y, const float* a, const float* b, int64_t n) {
  RECTIFY_IVDEP
  for (int64_t i = 0; i < n; i++) y[i] = F::f(a[i], b[i]);
}
struct AddF {
  static RECTIFY_INLINE float f(float a, float b) { return a + b; }
};
struct SubF {
  static RECTIFY_INLINE float f(float a, float b) { return a - b; }
};
struct MulF {
  static RECTIFY_INLINE float f(float a, float b) { return a * b; }
};
struct DivF {
  static RECTIFY_INLINE float f(float a, float b) { return a / b; }
};

RECTIFY_INLINE void axpy_body(float* y, const float* a, const float* b, float alpha, int64_t n) {
  RECTIFY_IVDEP
  for (int64_t i = 0; i < n; i++) y[i] = a[i] + alpha * b[i];
}
void axpy_plain(float* y, const float* a, const float* b, float alpha, int64_t n) { axpy_body(y, a, b, alpha, n); }
#ifdef RECTIFY_HAS_AVX2_TARGET
__attribute__((target("avx2,fma"))) void axpy_avx2(float* y, const float* a, const float* b, float alpha, int64_t n) {
  axpy_body(y, a, b, alpha, n);
}
const bool has_fma = (__builtin_cpu_init(), __builtin_cpu_supports("fma") != 0);
#endif
void axpy(float* y, const float* a, const float* b, float alpha, int64_t n) {
  auto part = [&](int64_t s, int64_t e) {
#ifdef RECTIFY_HAS_AVX2_TARGET
    if (has_avx2 && has_fma) return axpy_avx2(y + s, a + s, b + s, alpha, e - s);
#endif
    axpy_plain(y + s, a + s, b + s, alpha, e - s);
  };
  if (n < 2 * kGrain)
    part(0, n);
  else
    parallel::parallel_for(0, n, kGrain, part);
}

inline bool plain_floats(const TensorImpl& a, const TensorImpl& b) {
  return a.dtype == kFloat && b.dtype == kFloat && a.contiguous && b.contiguous && a.numel == b.numel &&
         same_sizes(a, b);
}
template <class F>
bool small_binary(float* y, const TensorImpl& a, const TensorImpl& b) {
  run_body<F>(y, reinterpret_cast<const float*>(a.data()), reinterpret_cast<const float*>(b.data()), a.numel);
  return true;
}
constexpr int64_t kSmall =
    64;  // up to here a call through a pointer and a choice of instruction set cost more than they give
bool small_binary(Binary op, float* y, const TensorImpl& a, const TensorImpl& b) {
  switch (op) {
    case Binary::add:
      return small_binary<AddF>(y, a, b);
    case Binary::sub:
      return small_binary<SubF>(y, a, b);
    case Binary::mul:
      return small_binary<MulF>(y, a, b);
    case Binary::div:
      return small_binary<DivF>(y, a, b);
    default:
      return false;
  }
}

constexpr bool wants_floats(Binary op) {
  return op == Binary::div || op == Binary::xlogy || op == Binary::atan2 || op == Binary::copysign;
}

// The dtype that op computes in, after its own rules. Errors for what it does not take.
ScalarType computing_dtype(Binary op, ScalarType common, ScalarType a, ScalarType b) {
  if (op == Binary::sub && (a == kBool || b == kBool)) {
    TORCH_CHECK(a != b,
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
                "operator instead.");
    detail::fail<Error>(RECTIFY_WHERE,
                        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
                        "invert a mask, use the `~` or `logical_not()` operator instead.");
  }
  TORCH_CHECK(op != Binary::heaviside || a == b, "heaviside is not yet implemented for tensors with different dtypes.");
  if (op >= Binary::logical_and && op <= Binary::logical_xor) return kBool;
  if (wants_floats(op) && isIntegralType(common, true)) return get_default_dtype_as_scalartype();
  return common;
}
Loop loop_of(Binary op, ScalarType t) {
  Loop loop = gives_bool(op)                                                   ? compare_loop(op, t)
              : op >= Binary::bitwise_and && op <= Binary::bitwise_right_shift ? bitwise_loop(op, t)
                                                                               : arithmetic_loop(op, t);
  if (!loop) loop = floating_loop(op, t);
  if (__builtin_expect(!loop, 0))
    detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"", name_of(op), "\" not implemented for '", toString(t), "'");
  return loop;
}

// An operand in the computing dtype: the tensor, a converted copy of it, or one converted element.
struct Operand {
  Tensor held;
  const Tensor* tensor = nullptr;
  char element[8];
  Operand(const Tensor& t, ScalarType dtype) {
    if (t.self().dtype == dtype) {
      tensor = &t;
    } else {
      held = to(t, dtype);
      tensor = &held;
    }
  }
  Operand(const Scalar& s, ScalarType dtype) {
    if (dtype == kFloat) {
      float v = s.cast<float>();
      std::memcpy(element, &v, sizeof v);
    } else {
      std::memcpy(element, Element(s, dtype).bytes, 8);
    }
  }
  bool runs_along(const TensorImpl& out) const {
    if (!tensor) return true;
    const TensorImpl& x = *tensor->impl();
    return x.contiguous && x.numel == out.numel && same_sizes(x, out);
  }
  char* data() { return tensor ? tensor->impl()->data() : element; }
  void add_to(Iter& it) { tensor ? it.add(*tensor) : it.add_scalar(element); }
};

void compute(Loop loop, const Tensor& out, Operand& a, Operand& b, ScalarType in) {
  const TensorImpl& y = *out.impl();
  if (y.contiguous && y.numel < 2 * kGrain && a.runs_along(y) && b.runs_along(y)) {
    char* p[3] = {y.data(), a.data(), b.data()};
    int64_t w = elementSize(in),
            s[3] = {static_cast<int64_t>(elementSize(y.dtype)), a.tensor ? w : 0, b.tensor ? w : 0};
    if (y.numel) loop(p, s, y.numel, nullptr);
    return;
  }
  Iter it(y.size_ref());
  it.add(out);
  a.add_to(it);
  b.add_to(it);
  it.run(loop);
}
Tensor make_output(const TensorImpl& a, const Tensor& ta, const TensorImpl* b, const Tensor* tb, ScalarType t) {
  if (!b || same_sizes(a, *b)) return b && a.contiguous ? new_tensor(a.size_ref(), t) : new_like(ta, t);
  if (b->ndim == 0) return new_like(ta, t);
  if (a.ndim == 0) return new_like(*tb, t);
  return new_ordered(broadcast_shapes(a.size_ref(), b->size_ref()), {&ta, tb}, t);
}

void into(Binary op, const Tensor& out, Operand& a, Operand& b, ScalarType computing) {
  ScalarType result = gives_bool(op) ? kBool : computing, wanted = out.scalar_type();
  TORCH_CHECK(can_cast(result, wanted), "result type ", toString(result), " can't be cast to the desired output type ",
              toString(wanted));
  check_no_internal_overlap(out);
  if (a.tensor) check_no_partial_overlap(out, *a.tensor);
  if (b.tensor) check_no_partial_overlap(out, *b.tensor);
  Loop loop = loop_of(op, computing);
  // Operands in out's memory but with other strides are read after they have been written, so the result waits.
  auto twisted = [&](const Operand& o) {
    if (!o.tensor || !(o.tensor->impl()->storage == out.impl()->storage)) return false;
    const TensorImpl &x = *o.tensor->impl(), &y = *out.impl();
    return !(x.data() == y.data() && same_sizes(x, y) && x.stride_ref() == y.stride_ref());
  };
  if (result == wanted && !twisted(a) && !twisted(b)) return compute(loop, out, a, b, computing);
  Tensor t = new_tensor(out.sizes(), result);
  compute(loop, t, a, b, computing);
  copy_(out, t);
}
void check_inplace_shape(const TensorImpl& self, const TensorImpl& other) {
  if (other.ndim == 0 || same_sizes(self, other)) return;
  std::vector<int64_t> shape = broadcast_shapes(self.size_ref(), other.size_ref());
  TORCH_CHECK(IntArrayRef(shape) == self.size_ref(), "output with shape ", self.size_ref(),
              " doesn't match the broadcast shape ", IntArrayRef(shape));
}
void check_integer_power(Binary op, ScalarType t, const Scalar& exponent) {
  if (op == Binary::pow && isIntegralType(t, true))
    TORCH_CHECK(exponent.toLong() >= 0, "Integers to negative integer powers are not allowed.");
}
void check_alpha(ScalarType result, const Scalar& alpha) {
  TORCH_CHECK(!alpha.isBoolean() || result == kBool, "Boolean alpha only supported for Boolean results.");
  TORCH_CHECK(isFloatingType(result) || alpha.isIntegral(true),
              "For integral input tensors, argument alpha must not be a floating point number.");
}
inline bool is_one(const Scalar& s) { return s.equal(1) && !s.isBoolean() && !s.isFloatingPoint(); }

}  // namespace

ScalarType result_type(const Tensor& a, const Tensor& b) {
  const TensorImpl &x = a.self(), &y = b.self();
  if (x.dtype == y.dtype) return x.dtype;
  if ((x.ndim == 0) == (y.ndim == 0)) return promote_types(x.dtype, y.dtype);
  return x.ndim ? combine(x.dtype, y.dtype) : combine(y.dtype, x.dtype);
}
ScalarType result_type(const Tensor& a, const Tensor& b, const Tensor& c) {
  ScalarType dims = ScalarType::Undefined, zero = dims;
  for (const Tensor* t : {&a, &b, &c}) {
    ScalarType& s = t->dim() ? dims : zero;
    s = s == ScalarType::Undefined ? t->scalar_type() : promote_types(s, t->scalar_type());
  }
  if (dims == ScalarType::Undefined) return zero;
  return zero == ScalarType::Undefined ? dims : combine(dims, zero);
}
ScalarType result_type(const Tensor& a, const Scalar& b) { return combine(a.self().dtype, scalar_dtype(b)); }

Tensor binary(Binary op, const Tensor& a, const Tensor& b) {
  const TensorImpl &x = a.self(), &y = b.self();
  if (plain_floats(x, y) && x.numel <= kSmall && op <= Binary::div) {
    Tensor out = new_tensor(x.size_ref(), kFloat);
    small_binary(op, reinterpret_cast<float*>(out.impl()->data()), x, y);
    return out;
  }
  ScalarType t = computing_dtype(op, result_type(a, b), x.dtype, y.dtype);
  Loop loop = loop_of(op, t);
  Tensor out = make_output(x, a, &y, &b, gives_bool(op) ? kBool : t);
  Operand p(a, t), q(b, t);
  compute(loop, out, p, q, t);
  return out;
}
Tensor binary(Binary op, const Tensor& a, const Scalar& b) {
  ScalarType t = computing_dtype(op, result_type(a, b), a.self().dtype, b.type());
  check_integer_power(op, t, b);
  Loop loop = loop_of(op, t);
  Tensor out = make_output(*a.impl(), a, nullptr, nullptr, gives_bool(op) ? kBool : t);
  Operand p(a, t), q(b, t);
  compute(loop, out, p, q, t);
  return out;
}
Tensor binary(Binary op, const Scalar& a, const Tensor& b) {
  ScalarType t = computing_dtype(op, result_type(b, a), a.type(), b.self().dtype);
  Loop loop = loop_of(op, t);
  Tensor out = make_output(*b.impl(), b, nullptr, nullptr, gives_bool(op) ? kBool : t);
  Operand p(a, t), q(b, t);
  compute(loop, out, p, q, t);
  return out;
}
void binary_into(Binary op, const Tensor& out, const Tensor& a, const Tensor& b) {
  ScalarType t = computing_dtype(op, result_type(a, b), a.scalar_type(), b.scalar_type());
  Operand p(a, t), q(b, t);
  into(op, out, p, q, t);
}
void binary_into(Binary op, const Tensor& out, const Tensor& a, const Scalar& b) {
  ScalarType t = computing_dtype(op, result_type(a, b), a.scalar_type(), b.type());
  check_integer_power(op, t, b);
  Operand p(a, t), q(b, t);
  into(op, out, p, q, t);
}
void binary_inplace(Binary op, const Tensor& self, const Tensor& other) {
  const TensorImpl &x = self.self(), &y = other.self();
  if (plain_floats(x, y) && x.numel <= kSmall && op <= Binary::div && !(x.storage == y.storage)) {
    small_binary(op, reinterpret_cast<float*>(x.data()), x, y);
    return;
  }
  check_inplace_shape(x, y);
  binary_into(op, self, self, other);
}
void binary_inplace(Binary op, const Tensor& self, const Scalar& other) { binary_into(op, self, self, other); }

Tensor scaled(const Tensor& b, const Scalar& alpha, ScalarType t) {
  if (is_one(alpha)) return b;
  check_alpha(t, alpha);
  return to(mul(to(b, t), alpha), t);
}
Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  const TensorImpl &x = a.self(), &y = b.self();
  if (maybe_blocked(a) || maybe_blocked(b)) {
    Tensor sum = is_one(alpha) ? blocked_add(a, b) : Tensor();
    if (sum.defined()) return sum;
  }
  if (is_one(alpha)) return binary(Binary::add, a, b);
  if (plain_floats(x, y) && !alpha.isBoolean()) {
    Tensor out = new_tensor(x.size_ref(), kFloat);
    axpy(reinterpret_cast<float*>(out.impl()->data()), reinterpret_cast<const float*>(x.data()),
         reinterpret_cast<const float*>(y.data()), alpha.cast<float>(), x.numel);
    return out;
  }
  return binary(Binary::add, a, scaled(b, alpha, result_type(a, b)));
}
void add_(const Tensor& self, const Tensor& b, const Scalar& alpha) {
  const TensorImpl &x = self.self(), &y = b.self();
  if (maybe_blocked(self) && is_one(alpha) && blocked_add_(self, b)) return;
  if (is_one(alpha)) return binary_inplace(Binary::add, self, b);
  if (plain_floats(x, y) && !alpha.isBoolean() && !(x.storage == y.storage)) {
    axpy(reinterpret_cast<float*>(x.data()), reinterpret_cast<const float*>(x.data()),
         reinterpret_cast<const float*>(y.data()), alpha.cast<float>(), x.numel);
    return;
  }
  binary_inplace(Binary::add, self, scaled(b, alpha, result_type(self, b)));
}
namespace {
Scalar times(const Scalar& a, const Scalar& b) {
  if (a.isFloatingPoint() || b.isFloatingPoint()) return a.toDouble() * b.toDouble();
  if (a.isBoolean() && b.isBoolean()) return a.toBool() && b.toBool();
  return a.toLong() * b.toLong();
}
Scalar scaled(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  if (is_one(alpha)) return b;
  ScalarType t = result_type(a, b);
  check_alpha(t, alpha);
  return t == kBool ? Scalar(b.toBool() && alpha.toBool()) : times(b, alpha);
}
}  // namespace
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  return binary(Binary::add, a, scaled(a, b, alpha));
}
void add_(const Tensor& self, const Scalar& b, const Scalar& alpha) {
  binary_inplace(Binary::add, self, scaled(self, b, alpha));
}
Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  if (is_one(alpha)) return binary(Binary::sub, a, b);
  computing_dtype(Binary::sub, kFloat, a.scalar_type(), b.scalar_type());
  check_alpha(result_type(a, b), alpha);
  return add(a, b, -alpha);
}
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  computing_dtype(Binary::sub, kFloat, a.scalar_type(), b.type());
  return binary(Binary::sub, a, scaled(a, b, alpha));
}
void sub_(const Tensor& self, const Tensor& b, const Scalar& alpha) {
  if (is_one(alpha)) return binary_inplace(Binary::sub, self, b);
  computing_dtype(Binary::sub, kFloat, self.scalar_type(), b.scalar_type());
  check_alpha(result_type(self, b), alpha);
  add_(self, b, -alpha);
}
void sub_(const Tensor& self, const Scalar& b, const Scalar& alpha) {
  computing_dtype(Binary::sub, kFloat, self.scalar_type(), b.type());
  binary_inplace(Binary::sub, self, scaled(self, b, alpha));
}

namespace {
template <class Word>
void where_loop(char* const* p, const int64_t* s, int64_t n, const void*) {
  if (s[0] == sizeof(Word) && s[1] == 1 && s[2] == sizeof(Word) && s[3] == sizeof(Word)) {
    Word* y = reinterpret_cast<Word*>(p[0]);
    const Word *a = reinterpret_cast<const Word*>(p[2]), *b = reinterpret_cast<const Word*>(p[3]);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) {
      Word u = a[i], v = b[i];
      y[i] = p[1][i] ? u : v;
    }
    return;
  }
  for (int64_t i = 0; i < n; i++)
    *reinterpret_cast<Word*>(p[0] + i * s[0]) =
        *reinterpret_cast<const Word*>(p[1][i * s[1]] ? p[2] + i * s[2] : p[3] + i * s[3]);
}
}  // namespace
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  ScalarType c = condition.self().dtype;
  TORCH_CHECK(c == kBool || c == kByte, "where expected condition to be a boolean tensor, but got a tensor with dtype ",
              toString(c));
  ScalarType t = result_type(a, b);
  Tensor x = to(a, t), y = to(b, t);
  std::vector<int64_t> shape = broadcast_shapes(broadcast_shapes(condition.sizes(), a.sizes()), b.sizes());
  Tensor out = new_ordered(shape, {&condition, &a, &b}, t);
  Iter it(shape);
  it.add(out);
  it.add(condition);
  it.add(x);
  it.add(y);
  switch (elementSize(t)) {
    case 1:
      it.run(where_loop<uint8_t>);
      break;
    case 2:
      it.run(where_loop<uint16_t>);
      break;
    case 4:
      it.run(where_loop<uint32_t>);
      break;
    default:
      it.run(where_loop<uint64_t>);
  }
  return out;
}

}  // namespace rectify::ops
