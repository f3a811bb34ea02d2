#pragma once
// Which modules Sequential computes together: a layer and the activation that follows it. Both traits are given to
// exact classes only, for a subclass may have another forward.
#include <rectify/activations/table.h>
#include <rectify/core/tensor.h>

#include <type_traits>

namespace rectify::nn::api {
class Module;

}  // namespace rectify::nn::api
namespace rectify::nn::detail {

struct FusedActivation {
  Activation function;
  kernels::Params params;
  bool inplace;
  bool refused_in_place() const {  // backward is an error after the in-place form
    const auto refusal = activations::entry(function).inplace_refusal;
    return inplace && refusal && refusal(params);
  }
};
// A layer specialises it with std::true_type and
//   static Tensor forward(M& layer, const Tensor& x, const FusedActivation& a);
// whose result, gradients and errors are those of the layer and then the activation.
template <class M>
struct FusesActivation : std::false_type {};
// An activation specialises it with std::true_type and
//   static FusedActivation of(const M& module);
template <class M>
struct IsActivation : std::false_type {};

using FusedCall = Tensor (*)(Module&, const Tensor&, const FusedActivation&);
using ActivationCall = FusedActivation (*)(const Module&);
template <class M>
FusedCall fused_call() {
  if constexpr (FusesActivation<M>::value)
    return [](Module& m, const Tensor& x, const FusedActivation& a) {
      return FusesActivation<M>::forward(static_cast<M&>(m), x, a);
    };
  else
    return nullptr;
}
template <class M>
ActivationCall activation_call() {
  if constexpr (IsActivation<M>::value)
    return [](const Module& m) { return IsActivation<M>::of(static_cast<const M&>(m)); };
  else
    return nullptr;
}

}  // namespace rectify::nn::detail
