#include "kernels/activation.h"

#include "kernels/activation_table.h"
#include "kernels/targets.h"

#include <hwy/highway.h>

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
int column(ScalarType t) {
  switch (t) {
    case kFloat:
      return 0;
    case kDouble:
      return 1;
    case kBFloat16:
      return 2;
    case kHalf:
      return 3;
    default:
      return -1;
  }
}

}  // namespace

UnaryFn forward_kernel(Activation id, ScalarType dtype) {
  int i = column(dtype);
  return i < 0 ? nullptr : tables().of[static_cast<int>(id)]->forward[i];
}
BackwardFn backward_kernel(Activation id, ScalarType dtype) {
  int i = column(dtype);
  return i < 0 ? nullptr : tables().of[static_cast<int>(id)]->backward[i];
}
BackwardFn double_backward_kernel(Activation id, ScalarType dtype) {
  int i = column(dtype);
  return i < 0 ? nullptr : tables().of[static_cast<int>(id)]->double_backward[i];
}
ForwardBitsFn forward_bits_kernel(Activation id, ScalarType dtype) {
  int i = column(dtype);
  return i < 0 ? nullptr : tables().of[static_cast<int>(id)]->forward_bits[i];
}
BackwardBitsFn backward_bits_kernel(Activation id, ScalarType dtype) {
  int i = column(dtype);
  return i < 0 ? nullptr : tables().of[static_cast<int>(id)]->backward_bits[i];
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
