#pragma once
// Loops of the activations of list.def, for every floating dtype, on the best instruction set of the machine.
#include <rectify/activations/activation.h>
#include <rectify/core/dtype.h>

#include <cstddef>

#include "kernels/sixteen.h"

namespace rectify::kernels {

// y[i] = f(x[i]). y may be x; other overlap is not allowed.
using UnaryFn = void (*)(const void* x, void* y, size_t n, const Params& p);
// dx[i] = dy[i] f'(saved[i]), where saved is the output if activations::<name>::keep says so and the input if not. dx
// may be dy or saved.
using BackwardFn = void (*)(const void* saved, const void* dy, void* dx, size_t n, const Params& p);
// The same of a piecewise linear function; bit i % 8 of bits[i / 8] says on which piece x[i] lies.
using ForwardBitsFn = void (*)(const void* x, void* y, uint8_t* bits, size_t n, const Params& p);
using BackwardBitsFn = void (*)(const uint8_t* bits, const void* dy, void* dx, size_t n, const Params& p);
inline size_t bytes_of_bits(size_t n) { return (n + 7) / 8; }

// Outputs of this size and more bypass the caches.
inline constexpr size_t kStreamingBytes = size_t{8} << 20;

void through_floats(const Sixteen& s, UnaryFn f, const void* x, void* y, size_t n, const Params& p);
void through_floats(const Sixteen& s, BackwardFn f, const void* saved, const void* dy, void* dx, size_t n,
                    const Params& p);
void through_floats(const Sixteen& s, ForwardBitsFn f, const void* x, void* y, uint8_t* bits, size_t n,
                    const Params& p);
void through_floats(const Sixteen& s, BackwardBitsFn f, const uint8_t* bits, const void* dy, void* dx, size_t n,
                    const Params& p);
// A loop for a dtype: false where there is none. Elements of 16 bits pass, a block at a time, through `fn` of float.
template <class Fn>
struct Kernel;
template <class... Args>
struct Kernel<void (*)(Args...)> {
  void (*fn)(Args...) = nullptr;
  const Sixteen* through = nullptr;

  explicit operator bool() const { return fn; }
  void operator()(Args... args) const { through ? through_floats(*through, fn, args...) : fn(args...); }
};
Kernel<UnaryFn> forward_kernel(Activation id, ScalarType dtype);
Kernel<BackwardFn> backward_kernel(Activation id, ScalarType dtype);
// dx[i] = dy[i] (d f'(saved) / d saved)(saved[i]), f' as a function of what is saved: for backward's own gradient.
Kernel<BackwardFn> double_backward_kernel(Activation id, ScalarType dtype);
Kernel<ForwardBitsFn> forward_bits_kernel(Activation id, ScalarType dtype);  // false: not piecewise linear, likewise
Kernel<BackwardBitsFn> backward_bits_kernel(Activation id, ScalarType dtype);

// For tests: how many instruction sets this machine can run, and a switch to one of them (-1: the best). Returns its
// name.
int instruction_sets();
const char* use_instruction_set(int i);

}  // namespace rectify::kernels
