#pragma once
// One activation's loops on one instruction set, by dtype: float, double. Elements of 16 bits pass through floats
// (activation.cpp).
#include "kernels/activation.h"

namespace rectify::kernels {

struct ActivationTable {
  UnaryFn forward[2];
  BackwardFn backward[2], double_backward[2];
  ForwardBitsFn forward_bits[2];  // null: not piecewise linear
  BackwardBitsFn backward_bits[2];
};
// Defined by the sources that CMake writes, one per line of list.def.
#define RECTIFY_ACTIVATION(name, Module, methods) const ActivationTable* name##_table();
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION

}  // namespace rectify::kernels
