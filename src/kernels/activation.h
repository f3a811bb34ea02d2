#pragma once
// The activations' loops, derived from <rectify/activations/list.def>.
#include <rectify/activations/activation.h>
#include <rectify/core/dtype.h>

#include <cstddef>

namespace rectify::kernels {

using activations::Keep;
using activations::Params;
enum class Activation : int {
#define RECTIFY_ACTIVATION(name, Class, node) name,
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};

// y[i] = f(x[i]); y may be x. 16-bit floats are widened, computed in float32 and rounded once.
void activation_forward(Activation f, ScalarType t, const void* x, void* y, size_t n, const Params& p);
// dx[i] = dy[i] f'(kept[i]); dx may be dy. `from_output`: kept holds outputs.
void activation_backward(Activation f, ScalarType t, const void* kept, const void* dy, void* dx, size_t n, const Params& p, bool from_output);
Keep kept_by(Activation f);

}  // namespace rectify::kernels
