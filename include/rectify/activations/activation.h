#pragma once
// What every activation's file says about itself. A file <name>.h defines `struct <name>` in rectify::activations with
//   keep                what backward needs: the output where the derivative follows from it, else the input
//   ulp                 promised accuracy of forward in float32, in units in the last place
//   forward<T>(x, p)    T is float or double
//   derivative<T>(k, p) at the kept value k
//   reference(x, p)     an independent formula in double, of std:: functions only
namespace rectify::activations {

enum class Keep { Output, Input };
struct Params {  // an activation's options, in PyTorch's order
  double a = 0, b = 0, c = 0;
};

}  // namespace rectify::activations
