#pragma once
// Every activation of list.def, and a table of what they say about themselves.
#include <rectify/activations/list.def>

namespace rectify::activations {

struct Entry {
  const Record* record;
  Keep (*keep)(const Params& p, ScalarType dtype);
  double (*reference)(double x, const Params& p), (*slope)(double x, const Params& p);
  int64_t (*integer)(int64_t x, const Params& p, ScalarType dtype);  // null: not of integers
  const char* (*inplace_refusal)(const Params& p);                   // null: backward after name_ always works
};

namespace detail {
template <class A, class = void>
struct Integer {
  static constexpr decltype(Entry::integer) of = nullptr;
};
template <class A>
struct Integer<A, std::void_t<decltype(&A::integer)>> {
  static constexpr decltype(Entry::integer) of = A::integer;
};
template <class A, class = void>
struct Refusal {
  static constexpr decltype(Entry::inplace_refusal) of = nullptr;
};
template <class A>
struct Refusal<A, std::void_t<decltype(&A::inplace_refusal)>> {
  static constexpr decltype(Entry::inplace_refusal) of = A::inplace_refusal;
};
}  // namespace detail

inline constexpr Entry kTable[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) \
  {&name::record,                                 \
   name::keep,                                    \
   name::reference,                               \
   name::reference_derivative,                    \
   detail::Integer<name>::of,                     \
   detail::Refusal<name>::of},
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};
inline const Entry& entry(Activation f) { return kTable[static_cast<int>(f)]; }

}  // namespace rectify::activations
