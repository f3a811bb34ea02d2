#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include "ops/elementwise_loops.h"

namespace rectify::ops {
namespace {

#define RECTIFY_FUNCTOR(name, expr)          \
  struct name {                              \
    static constexpr bool simple = true;     \
    template <class T>                       \
    static RECTIFY_INLINE bool f(T a, T b) { \
      return expr;                           \
    }                                        \
  };
RECTIFY_FUNCTOR(Eq, a == b)
RECTIFY_FUNCTOR(Ne, a != b)
RECTIFY_FUNCTOR(Lt, a < b)
RECTIFY_FUNCTOR(Le, a <= b)
RECTIFY_FUNCTOR(And, a& b)
RECTIFY_FUNCTOR(Or, a | b)
RECTIFY_FUNCTOR(Xor, a != b)
#undef RECTIFY_FUNCTOR

template <class F>
Loop for_all(ScalarType t) {
  return visit_dtype(t, "compare", [](auto tag) { return binary_loop<F, bool, typename decltype(tag)::type>(); });
}

// a > b as b < a.
template <class F, class T>
void swapped(char* const* p, const int64_t* s, int64_t n, const void* extra) {
  char* const operands[] = {p[0], p[2], p[1]};
  const int64_t strides[] = {s[0], s[2], s[1]};
  binary_loop<F, bool, T>()(operands, strides, n, extra);
}
template <class F>
Loop for_all_swapped(ScalarType t) {
  return visit_dtype(t, "compare", [](auto tag) -> Loop { return swapped<F, typename decltype(tag)::type>; });
}

#define RECTIFY_FUNCTOR(name, expr)       \
  struct name {                           \
    static constexpr bool simple = true;  \
    template <class T>                    \
    static RECTIFY_INLINE T f(T a, T b) { \
      return static_cast<T>(expr);        \
    }                                     \
  };
RECTIFY_FUNCTOR(BitAnd, a& b)
RECTIFY_FUNCTOR(BitOr, a | b)
RECTIFY_FUNCTOR(BitXor, a ^ b)
// Shifts by the width or more give what shifting in steps would; negative counts count as too many.
RECTIFY_FUNCTOR(Shl, static_cast<uint64_t>(b) >= 8 * sizeof(T) ? T(0) : static_cast<T>(static_cast<uint64_t>(a) << b))
RECTIFY_FUNCTOR(Shr,
                static_cast<uint64_t>(b) >= 8 * sizeof(T) ? static_cast<T>(a < T(0) ? -1 : 0) : static_cast<T>(a >> b))
#undef RECTIFY_FUNCTOR

}  // namespace

Loop compare_loop(Binary op, ScalarType t) {
  switch (op) {
    case Binary::eq:
      return for_all<Eq>(t);
    case Binary::ne:
      return for_all<Ne>(t);
    case Binary::lt:
      return for_all<Lt>(t);
    case Binary::le:
      return for_all<Le>(t);
    case Binary::gt:
      return for_all_swapped<Lt>(t);
    case Binary::ge:
      return for_all_swapped<Le>(t);
    case Binary::logical_and:
      return binary_loop<And, bool, bool>();
    case Binary::logical_or:
      return binary_loop<Or, bool, bool>();
    case Binary::logical_xor:
      return binary_loop<Xor, bool, bool>();
    default:
      return nullptr;
  }
}
Loop bitwise_loop(Binary op, ScalarType t) {
  switch (op) {
    case Binary::bitwise_and:
      return for_integers<BitAnd, true>(t);
    case Binary::bitwise_or:
      return for_integers<BitOr, true>(t);
    case Binary::bitwise_xor:
      return for_integers<BitXor, true>(t);
    case Binary::bitwise_left_shift:
      return for_integers<Shl, false>(t);
    case Binary::bitwise_right_shift:
      return for_integers<Shr, false>(t);
    default:
      return nullptr;
  }
}

}  // namespace rectify::ops
