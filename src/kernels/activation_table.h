#pragma once
// One activation's loops on one instruction set, by dtype: float, double, bfloat16, float16.
#include "kernels/activation.h"

namespace rectify::kernels {

struct ActivationTable {
  UnaryFn forward[4];
  BackwardFn backward[4], double_backward[4];
  ForwardBitsFn forward_bits[4];  // null: not piecewise linear
  BackwardBitsFn backward_bits[4];
};
// Defined by the sources that CMake writes, one per line of list.def.
#define RECTIFY_ACTIVATION(name, Module, methods) const ActivationTable* name##_table();
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION

}  // namespace rectify::kernels
