#pragma once
// One module for each line of list.def.
#include <rectify/activations/table.h>
#include <rectify/nn/containers.h>
#include <rectify/nn/fuse.h>
#include <rectify/nn/module.h>

namespace rectify::nn::detail {

void print_activation(std::ostream& stream, const activations::Record& record, const kernels::Params& params,
                      bool inplace);

template <class A, class = void>
struct ModuleCheck {
  static void of(const typename A::Options&) {}
};
template <class A>
struct ModuleCheck<A, std::void_t<decltype(A::check_module(std::declval<const typename A::Options&>()))>> {
  static void of(const typename A::Options& o) { A::check_module(o); }
};
template <class A, class Derived>
class ActivationImpl : public Cloneable<Derived> {
 public:
  using Function = A;
  using Options = typename A::Options;
  template <class O = Options, class = std::enable_if_t<std::is_default_constructible_v<O>>>
  ActivationImpl() : ActivationImpl(O()) {}
  explicit ActivationImpl(const Options& o) : options(o) { ActivationImpl::reset(); }
  template <class T, class U, class = std::enable_if_t<std::is_constructible_v<Options, T, U>>>
  ActivationImpl(T first, U second) : ActivationImpl(Options(first, second)) {}
  void reset() override { ModuleCheck<A>::of(options); }
  void pretty_print(std::ostream& stream) const override {
    print_activation(stream, A::record, A::params(options), rectify::detail::Inplace<Options>::of(options));
  }
  Tensor forward(const Tensor& input) { return rectify::detail::activate<A>(input, options); }
  Options options;
};

template <class M>
struct ListedActivation : std::true_type {
  static FusedActivation of(const M& m) {
    using A = typename M::Function;
    return {A::id, rectify::detail::Checked<A>::of(A::params(m.options)),
            rectify::detail::Inplace<typename M::Options>::of(m.options)};
  }
};

}  // namespace rectify::nn::detail
namespace rectify::nn {

#define RECTIFY_ACTIVATION_CLASS(function, Name)                                        \
  class Name##Impl : public detail::ActivationImpl<activations::function, Name##Impl> { \
   public:                                                                              \
    using detail::ActivationImpl<activations::function, Name##Impl>::ActivationImpl;    \
  };
inline namespace api {
#define RECTIFY_PYTORCH_ACTIVATIONS_ONLY
#define RECTIFY_ACTIVATION(function, Name, methods) \
  RECTIFY_ACTIVATION_CLASS(function, Name)          \
  RECTIFY_TORCH_MODULE(Name);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
#undef RECTIFY_PYTORCH_ACTIVATIONS_ONLY
}  // namespace api
namespace own {
#define RECTIFY_OWN_ACTIVATIONS_ONLY
#define RECTIFY_ACTIVATION(function, Name, methods) \
  RECTIFY_ACTIVATION_CLASS(function, Name)          \
  RECTIFY_OWN_MODULE(Name)
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
#undef RECTIFY_OWN_ACTIVATIONS_ONLY
}  // namespace own
#undef RECTIFY_ACTIVATION_CLASS

}  // namespace rectify::nn
namespace rectify::nn::detail {
#define RECTIFY_ACTIVATION(function, Name, methods) \
  template <>                                       \
  struct IsActivation<Name##Impl> : ListedActivation<Name##Impl> {};
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
}  // namespace rectify::nn::detail
