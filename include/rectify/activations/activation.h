#pragma once
// What every activation says about itself, and the macros that declare its functions. The activations are the lines of
// list.def; README.md says what a file holds.
#include <rectify/core/arg.h>
#include <rectify/core/tensor.h>

#include <cmath>
#include <cstdint>

namespace rectify::own {

enum class Activation : int {
#define RECTIFY_ACTIVATION(name, Module, methods) name,
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  count
};
inline constexpr int kActivations = static_cast<int>(Activation::count);

}  // namespace rectify::own
namespace rectify::kernels {
struct Params {  // an activation's scalars, in the order of its options
  double a = 0, b = 0, c = 0;
};
}  // namespace rectify::kernels

namespace rectify::activations {
using kernels::Params;

enum class Keep : int8_t {  // what backward reads
  Output,                   // y, from which the slope follows
  Bits,                     // one bit per element: on which piece of a piecewise linear function x lies
  Input                     // x
};
enum class Integers : int8_t {  // what becomes of an integer tensor
  Refuse,                       // "elu_cpu" not implemented for 'Long'
  Promote,                      // is computed in the default dtype
  Exact                         // stays an integer: integer(x, p)
};

struct NoOptions {};  // for modules that take none, such as Sigmoid

struct Record {
  const char* name;                    // the function: "leaky_relu"
  const char* module;                  // the module: "LeakyReLU"
  const char* node = "";               // the name of grad_fn: "LeakyReluBackward0"
  const char* inplace_node = nullptr;  // and after name_, where that is another
  const char* kernel = "";             // of errors about dtypes: "leaky_relu_cpu"
  int parameters = 0;                  // how many options are numbers
  const char* parameter[3] = {};       // their names
  double defaults[3] = {};             // and defaults
  bool printed_names = true;           // whether the module prints them: Hardtanh(min_val=-1, …), Hardshrink(0.5)
  bool output_is_fixed = false;        // libtorch keeps the output: changing it before backward is an error
  bool cast_out = false;               // whether out may have another dtype
  Integers integers = Integers::Refuse;
  const char* boolean = nullptr;            // the error for bool, where it is not that for other integers
  const char* formula = "";                 // y of x
  const char* slope = "";                   // dy/dx
  const char* source = "";                  // where the function comes from
  const char* kinks = "";                   // where dy/dx jumps, and its value there
  double low = -INFINITY, high = INFINITY;  // the range of y with the default options
  double gain = 1;       // for initialisation: sqrt(1 / E[f(x)^2]), x ~ N(0, 1), unless PyTorch names one
  double ulp = 1;        // float32: |y - exact| in units in the last place, at most
  double slope_ulp = 2;  // the same of dy/dx, or within 2^-26, or 2^-23 of its greatest value if y is kept
  constexpr Record(const char* function, const char* class_) : name(function), module(class_) {}
};

}  // namespace rectify::activations
namespace rectify::detail {
Tensor activate(Activation f, const Tensor& x, const kernels::Params& p);
Tensor& activate_(Activation f, const Tensor& x, const kernels::Params& p);
Tensor& activate_out(Activation f, Tensor& out, const Tensor& x, const kernels::Params& p);

template <class Options, class = void>
struct Inplace {
  static bool of(const Options&) { return false; }
};
template <class Options>
struct Inplace<Options, std::void_t<decltype(std::declval<const Options&>().inplace())>> {
  static bool of(const Options& o) { return o.inplace(); }
};
template <class A, class = void>
struct Checked {
  static const kernels::Params& of(const kernels::Params& p) { return p; }
};
template <class A>
struct Checked<A, std::void_t<decltype(A::check(kernels::Params()))>> {
  static const kernels::Params& of(const kernels::Params& p) {
    A::check(p);
    return p;
  }
};
// What modules and nn::functional do.
template <class A>
Tensor activate(const Tensor& x, const typename A::Options& o) {
  const kernels::Params p = Checked<A>::of(A::params(o));
  return Inplace<typename A::Options>::of(o) ? activate_(A::id, x, p) : activate(A::id, x, p);
}
}  // namespace rectify::detail
namespace rectify::activations {
// The module's options as they are by default; where PyTorch has no default, what the record says.
template <class A>
typename A::Options default_options() {
  if constexpr (std::is_default_constructible_v<typename A::Options>)
    return {};
  else
    return {A::record.defaults[0], A::record.defaults[1]};
}
}  // namespace rectify::activations

#define RECTIFY_ARGUMENTS(...) __VA_ARGS__

// name, name_ and name_out: of x alone …
#define RECTIFY_ACTIVATION_FUNCTIONS(name) RECTIFY_FUNCTIONS_IN(api, name)
#define RECTIFY_FUNCTIONS_IN(space, name)                                                                       \
  namespace rectify::space {                                                                                    \
  inline Tensor name(const Tensor& self) { return rectify::detail::activate(Activation::name, self, {}); }      \
  inline Tensor& name##_(const Tensor& self) { return rectify::detail::activate_(Activation::name, self, {}); } \
  inline Tensor& name##_out(Tensor& out, const Tensor& self) {                                                  \
    return rectify::detail::activate_out(Activation::name, out, self, {});                                      \
  }                                                                                                             \
  }
#define RECTIFY_OWN_FUNCTIONS(name) RECTIFY_FUNCTIONS_IN(own, name)  // of what PyTorch has not
// … or with options: (const Scalar& alpha = 1), (alpha). activations::name::params takes the latter.
#define RECTIFY_ACTIVATION_FUNCTIONS_WITH(name, arguments, names) RECTIFY_FUNCTIONS_WITH_IN(api, name, arguments, names)
#define RECTIFY_FUNCTIONS_WITH_IN(space, name, arguments, names)                                                   \
  namespace rectify::space {                                                                                       \
  inline Tensor name(const Tensor& self, RECTIFY_ARGUMENTS arguments) {                                            \
    return rectify::detail::activate(                                                                              \
        Activation::name, self, rectify::detail::Checked<activations::name>::of(activations::name::params names)); \
  }                                                                                                                \
  inline Tensor& name##_(const Tensor& self, RECTIFY_ARGUMENTS arguments) {                                        \
    return rectify::detail::activate_(                                                                             \
        Activation::name, self, rectify::detail::Checked<activations::name>::of(activations::name::params names)); \
  }                                                                                                                \
  inline Tensor& name##_out(Tensor& out, const Tensor& self, RECTIFY_ARGUMENTS arguments) {                        \
    return rectify::detail::activate_out(                                                                          \
        Activation::name, out, self,                                                                               \
        rectify::detail::Checked<activations::name>::of(activations::name::params names));                         \
  }                                                                                                                \
  }
#define RECTIFY_OWN_FUNCTIONS_WITH(name, arguments, names) RECTIFY_FUNCTIONS_WITH_IN(own, name, arguments, names)
// nn::functional::name, of x alone …
#define RECTIFY_ACTIVATION_FUNCTIONAL(name) \
  namespace rectify::nn::functional {       \
  using rectify::name;                      \
  }
// … or with Module##Options, whose default is the third argument: {}, or nothing at all.
#define RECTIFY_ACTIVATION_FUNCTIONAL_WITH(name, Module, ...)                        \
  namespace rectify::nn::functional {                                                \
  using Module##FuncOptions = Module##Options;                                       \
  inline Tensor name(Tensor input, const Module##FuncOptions& options __VA_ARGS__) { \
    return rectify::detail::activate<activations::name>(input, options);             \
  }                                                                                  \
  }
