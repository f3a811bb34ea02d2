#pragma once
// Inner loops of binary operations, from a function of two elements. Contiguous runs of float and double have a second
// version for AVX2, chosen when the program runs.
#include <cmath>
#include <limits>

#include "ops/elementwise.h"

namespace rectify::ops {

template <class F, class R, class T>
RECTIFY_INLINE void binary_body(char* const* p, const int64_t* s, int64_t n) {
  constexpr int64_t w = sizeof(T);
  R* y = reinterpret_cast<R*>(p[0]);
  const T *a = reinterpret_cast<const T*>(p[1]), *b = reinterpret_cast<const T*>(p[2]);
  using M = opmath_t<T>;
  if (!F::simple || s[0] != sizeof(R) || (s[1] != w && s[1] != 0) || (s[2] != w && s[2] != 0) || s[1] + s[2] == 0) {
    for (int64_t i = 0; i < n; i++)
      *reinterpret_cast<R*>(p[0] + i * s[0]) =
          R(F::f(M(*reinterpret_cast<const T*>(p[1] + i * s[1])), M(*reinterpret_cast<const T*>(p[2] + i * s[2]))));
  } else if (s[1] == w && s[2] == w) {
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) y[i] = R(F::f(M(a[i]), M(b[i])));
  } else if (s[2] == 0) {
    M c = M(*b);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) y[i] = R(F::f(M(a[i]), c));
  } else {
    M c = M(*a);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) y[i] = R(F::f(c, M(b[i])));
  }
}
template <class F, class R, class T>
void binary_plain(char* const* p, const int64_t* s, int64_t n, const void*) {
  binary_body<F, R, T>(p, s, n);
}
#ifdef RECTIFY_HAS_AVX2_TARGET
template <class F, class R, class T>
RECTIFY_AVX2 void binary_avx2(char* const* p, const int64_t* s, int64_t n, const void*) {
  binary_body<F, R, T>(p, s, n);
}
#endif
template <class F, class R, class T>
Loop binary_loop() {
#ifdef RECTIFY_HAS_AVX2_TARGET
  if constexpr (F::simple && (std::is_same_v<T, float> || std::is_same_v<T, double>))
    if (has_avx2) return binary_avx2<F, R, T>;
#endif
  return binary_plain<F, R, T>;
}
template <class F, bool with_bool>
Loop for_integers(ScalarType t) {
  switch (t) {
    case kByte:
      return binary_loop<F, uint8_t, uint8_t>();
    case kChar:
      return binary_loop<F, int8_t, int8_t>();
    case kShort:
      return binary_loop<F, int16_t, int16_t>();
    case kInt:
      return binary_loop<F, int32_t, int32_t>();
    case kLong:
      return binary_loop<F, int64_t, int64_t>();
    case kBool:
      if constexpr (with_bool) return binary_loop<F, bool, bool>();
      return nullptr;
    default:
      return nullptr;
  }
}

// Loops by operation, for a computing dtype; a null loop: not implemented for it.
Loop compare_loop(Binary op, ScalarType t);     // compare.cpp: bool results
Loop arithmetic_loop(Binary op, ScalarType t);  // elementwise_kernels.cpp: any dtype
Loop floating_loop(Binary op, ScalarType t);    // elementwise_kernels.cpp: floating dtypes
Loop bitwise_loop(Binary op, ScalarType t);     // compare.cpp: integers and bool
const char* name_of(Binary op);                 // as errors call it

}  // namespace rectify::ops
