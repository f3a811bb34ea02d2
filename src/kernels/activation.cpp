#include "kernels/activation.h"

#include "kernels/activation_table.h"
#include "kernels/targets.h"

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/floating.h"

namespace rectify::kernels {
namespace {

struct Tables {
  const ActivationTable* of[kActivations];
};
Tables look() {
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  return {{
#define RECTIFY_ACTIVATION(name, Module, methods) name##_table(),
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  }};
}
Tables& tables() {
  static Tables t = look();
  return t;
}

template <class Fn>
Kernel<Fn> choose(Activation id, ScalarType t, Fn (ActivationTable::*loops)[2]) {
  const int column = floating_column(t);
  if (column < 0) return {};
  return {(tables().of[static_cast<int>(id)]->*loops)[column == 1], column < 2 ? nullptr : &sixteen(t)};
}

// Blocks that stay in the first cache; whole bytes of bits.
constexpr size_t kBlock = 1024;
template <class F>
void blocks(size_t n, const F& f) {
  for (size_t i = 0; i < n; i += kBlock) f(i, std::min(kBlock, n - i));
}
const void* at(const void* p, size_t i) { return static_cast<const uint16_t*>(p) + i; }
void* at(void* p, size_t i) { return static_cast<uint16_t*>(p) + i; }

}  // namespace

void through_floats(const Sixteen& s, UnaryFn f, const void* x, void* y, size_t n, const Params& p) {
  float a[kBlock];
  blocks(n, [&](size_t i, size_t count) {
    s.widen_anyhow(at(x, i), a, count);
    f(a, a, count, p);
    s.narrow_anyhow(a, at(y, i), count);
  });
}
void through_floats(const Sixteen& s, BackwardFn f, const void* saved, const void* dy, void* dx, size_t n,
                    const Params& p) {
  float a[kBlock], b[kBlock];
  blocks(n, [&](size_t i, size_t count) {
    s.widen_anyhow(at(saved, i), a, count);
    s.widen_anyhow(at(dy, i), b, count);
    f(a, b, b, count, p);
    s.narrow_anyhow(b, at(dx, i), count);
  });
}
void through_floats(const Sixteen& s, ForwardBitsFn f, const void* x, void* y, uint8_t* bits, size_t n,
                    const Params& p) {
  float a[kBlock];
  blocks(n, [&](size_t i, size_t count) {
    s.widen(at(x, i), a, count);
    f(a, a, bits + i / 8, count, p);
    s.narrow(a, at(y, i), count);
  });
}
void through_floats(const Sixteen& s, BackwardBitsFn f, const uint8_t* bits, const void* dy, void* dx, size_t n,
                    const Params& p) {
  float a[kBlock];
  blocks(n, [&](size_t i, size_t count) {
    s.widen(at(dy, i), a, count);
    f(bits + i / 8, a, a, count, p);
    s.narrow(a, at(dx, i), count);
  });
}

Kernel<UnaryFn> forward_kernel(Activation id, ScalarType t) { return choose(id, t, &ActivationTable::forward); }
Kernel<BackwardFn> backward_kernel(Activation id, ScalarType t) { return choose(id, t, &ActivationTable::backward); }
Kernel<BackwardFn> double_backward_kernel(Activation id, ScalarType t) {
  return choose(id, t, &ActivationTable::double_backward);
}
Kernel<ForwardBitsFn> forward_bits_kernel(Activation id, ScalarType t) {
  return choose(id, t, &ActivationTable::forward_bits);
}
Kernel<BackwardBitsFn> backward_bits_kernel(Activation id, ScalarType t) {
  return choose(id, t, &ActivationTable::backward_bits);
}
int instruction_sets() { return static_cast<int>(hwy::SupportedAndGeneratedTargets().size()); }
const char* use_instruction_set(int i) {
  hwy::SetSupportedTargetsForTest(0);
  const auto targets = hwy::SupportedAndGeneratedTargets();
  if (i >= 0) hwy::SetSupportedTargetsForTest(targets.at(static_cast<size_t>(i)));
  tables() = look();
  return hwy::TargetName(i < 0 ? targets.front() : targets[static_cast<size_t>(i)]);
}

}  // namespace rectify::kernels
