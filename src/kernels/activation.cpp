#include "kernels/activation.h"

#include <rectify/activations/elu.h>
#include <rectify/activations/leaky_relu.h>
#include <rectify/activations/relu.h>
#include <rectify/activations/sigmoid.h>
#include <rectify/activations/silu.h>
#include <rectify/activations/tanh.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define RECTIFY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define RECTIFY_CLONES
#endif

namespace rectify::kernels {
namespace {

template <class A, class T>
inline __attribute__((always_inline)) void forward(const T* x, T* y, size_t n, const Params& p) {
  using M = std::conditional_t<std::is_same_v<T, double>, double, float>;
  Params q = p;
  for (size_t i = 0; i < n; i++) y[i] = static_cast<T>(A::forward(static_cast<M>(x[i]), q));
}
template <class A, class T>
inline __attribute__((always_inline)) void backward(const T* k, const T* dy, T* dx, size_t n, const Params& p) {
  using M = std::conditional_t<std::is_same_v<T, double>, double, float>;
  Params q = p;
  for (size_t i = 0; i < n; i++) dx[i] = static_cast<T>(static_cast<M>(dy[i]) * A::derivative(static_cast<M>(k[i]), q));
}
// The derivative of an in-place form, from the output (leaky_relu with slope >= 0, elu with alpha >= 0).
struct leaky_relu_output {
  template <class T>
  static T derivative(T y, const Params& p) { return y > 0 ? T(1) : static_cast<T>(p.a); }
};
struct elu_output {
  template <class T>
  static T derivative(T y, const Params& p) { return y > 0 ? T(1) : y + static_cast<T>(p.a); }
};

#define RECTIFY_LOOPS(name, T, suffix)                                                                                             \
  RECTIFY_CLONES void name##_forward_##suffix(const T* x, T* y, size_t n, const Params& p) { forward<activations::name>(x, y, n, p); } \
  RECTIFY_CLONES void name##_backward_##suffix(const T* k, const T* dy, T* dx, size_t n, const Params& p) { backward<activations::name>(k, dy, dx, n, p); }
#define RECTIFY_ACTIVATION(name, Class, node) \
  RECTIFY_LOOPS(name, float, f32) RECTIFY_LOOPS(name, double, f64) RECTIFY_LOOPS(name, Half, f16) RECTIFY_LOOPS(name, BFloat16, bf16)
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION

}  // namespace

void activation_forward(Activation f, ScalarType t, const void* x, void* y, size_t n, const Params& p) {
  switch (f) {
#define RECTIFY_CASE(name, T, suffix) return name##_forward_##suffix(static_cast<const T*>(x), static_cast<T*>(y), n, p);
#define RECTIFY_ACTIVATION(name, Class, node)                   \
  case Activation::name:                                        \
    switch (t) {                                                \
      case kFloat: RECTIFY_CASE(name, float, f32)               \
      case kDouble: RECTIFY_CASE(name, double, f64)             \
      case kHalf: RECTIFY_CASE(name, Half, f16)                 \
      case kBFloat16: RECTIFY_CASE(name, BFloat16, bf16)        \
      default: detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"" #name "_cpu\" not implemented for '", toString(t), "'"); \
    }
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
#undef RECTIFY_CASE
  }
}
void activation_backward(Activation f, ScalarType t, const void* kept, const void* dy, void* dx, size_t n, const Params& p, bool from_output) {
  if (from_output && (f == Activation::leaky_relu || f == Activation::elu))
    return visit_floating(t, "activation_backward", [&](auto tag) {
      using T = typename decltype(tag)::type;
      auto run = [&]<class A>(A) { backward<A>(static_cast<const T*>(kept), static_cast<const T*>(dy), static_cast<T*>(dx), n, p); };
      if (f == Activation::elu) run(elu_output{});
      else run(leaky_relu_output{});
    });
  switch (f) {
#define RECTIFY_CASE(name, T, suffix) return name##_backward_##suffix(static_cast<const T*>(kept), static_cast<const T*>(dy), static_cast<T*>(dx), n, p);
#define RECTIFY_ACTIVATION(name, Class, node)                   \
  case Activation::name:                                        \
    switch (t) {                                                \
      case kFloat: RECTIFY_CASE(name, float, f32)               \
      case kDouble: RECTIFY_CASE(name, double, f64)             \
      case kHalf: RECTIFY_CASE(name, Half, f16)                 \
      case kBFloat16: RECTIFY_CASE(name, BFloat16, bf16)        \
      default: detail::fail<NotImplementedError>(RECTIFY_WHERE, "\"" #name "_backward_cpu\" not implemented for '", toString(t), "'"); \
    }
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
#undef RECTIFY_CASE
  }
}
Keep kept_by(Activation f) {
  switch (f) {
#define RECTIFY_ACTIVATION(name, Class, node) \
  case Activation::name: return activations::name::keep;
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  }
  return Keep::Input;
}

}  // namespace rectify::kernels
