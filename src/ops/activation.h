#pragma once
// Raw activations of list.def: no gradients, no version counting.
#include <rectify/activations/activation.h>

#include "ops/iterate.h"

namespace rectify::ops {

using kernels::Params;

// f(x) for floating x, with x's order of strides where x is dense.
Tensor activation(Activation f, const Tensor& x, const Params& p);
void activation_into(Activation f, const Tensor& y, const Tensor& x,
                     const Params& p);  // y: x's shape and dtype; may be x
void activation_of_integers(Activation f, const Tensor& y, const Tensor& x, const Params& p);  // y: x's shape and dtype

// One bit per element of a dense tensor, in the order of its memory: the geometry is the tensor's, the storage the
// bits'.
Tensor new_bits(const Tensor& like);
// f(x), and on which piece of f each element lies.
Tensor activation_with_bits(Activation f, const Tensor& x, const Params& p, Tensor& bits);
void activation_with_bits_into(Activation f, const Tensor& y, const Tensor& x, const Params& p, Tensor& bits);

// dy f'(saved), where saved is f's output or input as its keep() says; it has saved's order of strides. It may be
// written over dy where that is spent.
Tensor activation_backward(Activation f, const Tensor& dy, const Tensor& saved, const Params& p, bool spent);
Tensor activation_backward_bits(Activation f, const Tensor& dy, const Tensor& bits, const Params& p, bool spent);
// dy (d f'(saved) / d saved).
Tensor activation_double_backward(Activation f, const Tensor& dy, const Tensor& saved, const Params& p);

}  // namespace rectify::ops
