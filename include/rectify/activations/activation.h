#pragma once
// What every activation says about itself. The activations are the lines of list.def, one header each; all.h has them
// all.
#include <rectify/namespaces.h>

#include <cstdint>

namespace rectify::api {

enum class Activation : int {
#define RECTIFY_ACTIVATION(name, Module) name,
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  count
};
inline constexpr int kActivations = static_cast<int>(Activation::count);

}  // namespace rectify::api
namespace rectify::kernels {
struct Params {  // an activation's scalars, in the order of its options
  double a = 0, b = 0, c = 0;
};
}  // namespace rectify::kernels

namespace rectify::activations {
using kernels::Params;

enum class Keep : int8_t { Output, Input };  // what backward reads

struct NoOptions {};  // for modules that take none, such as Sigmoid

struct Record {
  const char* name;          // "leaky_relu": the function
  const char* module;        // "LeakyReLU"
  const char* node;          // "LeakyReluBackward0": the name of grad_fn
  int parameters;            // how many of Params it uses
  const char* parameter[3];  // their names
  double defaults[3];        // and PyTorch's defaults
  bool inplace;              // whether the module has the option inplace
  const char* formula;       // y of x
  const char* slope;         // dy/dx
  const char* kinks;         // where dy/dx jumps, and the value there
  int ulp;                   // float32: |y - exact| in units in the last place, at most
};

// In every header, struct <name> has
//   using Options;                                    the module's options
//   static constexpr Record record;
//   static Params params(const Options&);
//   static Keep keep(const Params&);                  what derivative() reads with these parameters
//   static double reference(double x, const Params&), reference_derivative(double x, const Params&);
}  // namespace rectify::activations
