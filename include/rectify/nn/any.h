#pragma once
// AnyModule: a module of any type, called through one interface.
#include <rectify/nn/any_value.h>
#include <rectify/nn/fuse.h>
#include <rectify/nn/module.h>

#include <any>
#include <typeinfo>

namespace rectify::nn::api {

class AnyModule {
 public:
  AnyModule() = default;
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  explicit AnyModule(std::shared_ptr<M> module)
      : ptr_(module),
        call_(&invoke<M>),
        call_tensor_(tensor_call<M>()),
        fused_(detail::fused_call<M>()),
        activation_(detail::activation_call<M>()),
        type_(&typeid(M)) {}
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>, class = void>
  explicit AnyModule(M&& module) : AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(module))) {}
  template <class M>
  explicit AnyModule(const ModuleHolder<M>& holder) : AnyModule(holder.ptr()) {}
  template <class M>
  AnyModule& operator=(std::shared_ptr<M> module) {
    return *this = AnyModule(std::move(module));
  }

  // Whether this is a module from one tensor to a tensor, and its call without boxes.
  bool takes_tensor() const noexcept { return call_tensor_; }
  Tensor forward_tensor(const Tensor& x) const { return call_tensor_(*ptr_, x); }
  // Whether this layer and the activation after it can be computed in one pass, and that pass.
  bool fuses_with(const AnyModule& next) const noexcept { return fused_ && next.activation_; }
  Tensor forward_fused(const Tensor& x, const AnyModule& next) const {
    return fused_(*ptr_, x, next.activation_(*next.ptr_));
  }
  std::any call_any(std::vector<std::any> args) const {
    TORCH_CHECK(!is_empty(), "Cannot call forward() on an empty AnyModule");
    if (args.size() == 1 && call_tensor_)
      if (auto* x = std::any_cast<Tensor>(&args[0])) return call_tensor_(*ptr_, *x);
    return call_(*ptr_, args);
  }
  template <class... Args>
  AnyValue any_forward(Args&&... args) const {
    AnyValue r;
    r.value_ = call_any(listed(std::forward<Args>(args)...));
    return r;
  }
  template <class R = Tensor, class... Args>
  R forward(Args&&... args) const {
    std::any r = call_any(listed(std::forward<Args>(args)...));
    R* value = std::any_cast<R>(&r);
    TORCH_CHECK(value, "Attempted to cast AnyValue to ", detail::demangled(typeid(R).name()),
                ", but its actual type is ", detail::demangled(r.type().name()));
    return std::move(*value);
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  M& get() const {
    TORCH_CHECK(!is_empty(), "Cannot call get() on an empty AnyModule");
    TORCH_CHECK(*type_ == typeid(M), "Attempted to cast module of type ", detail::demangled(type_->name()), " to type ",
                detail::demangled(typeid(M).name()));
    return static_cast<M&>(*ptr_);
  }
  template <class H, class C = typename H::ContainedType>
  H get() const {
    return H(std::dynamic_pointer_cast<C>((get<C>(), ptr_)));
  }
  std::shared_ptr<Module> ptr() const {
    TORCH_CHECK(!is_empty(), "Cannot call ptr() on an empty AnyModule");
    return ptr_;
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  std::shared_ptr<M> ptr() const {
    TORCH_CHECK(!is_empty(), "Cannot call ptr() on an empty AnyModule");
    get<M>();  // throws where it is none
    return std::dynamic_pointer_cast<M>(ptr_);
  }
  AnyModule clone(optional<Device> device = nullopt) const {
    AnyModule copy = *this;
    if (ptr_) copy.ptr_ = ptr_->clone(device);
    return copy;
  }
  const std::type_info& type_info() const {
    TORCH_CHECK(!is_empty(), "Cannot call type_info() on an empty AnyModule");
    return *type_;
  }
  bool is_empty() const noexcept { return ptr_ == nullptr; }

 private:
  template <class... Args>
  static std::vector<std::any> listed(Args&&... args) {
    std::vector<std::any> list;
    list.reserve(sizeof...(args));
    (list.emplace_back(std::decay_t<Args>(std::forward<Args>(args))), ...);
    return list;
  }
  template <class... A>
  struct Types {};
  template <class M, class... A, size_t... I>
  static std::any call(M& m, Types<A...>, std::vector<std::any>& args, std::index_sequence<I...>) {
    if (args.size() != sizeof...(A)) add_defaults(m, args, sizeof...(A), detail::demangled(typeid(M).name()));
    return std::any(m.forward(static_cast<A&&>(argument<std::decay_t<A>>(args[I], I))...));
  }
  template <class R, class M, class Base, class... A>
  static std::any dispatch(M& m, R (Base::*)(A...), std::vector<std::any>& args) {
    return call(m, Types<A...>(), args, std::index_sequence_for<A...>());
  }
  template <class R, class M, class Base, class... A>
  static std::any dispatch(M& m, R (Base::*)(A...) const, std::vector<std::any>& args) {
    return call(m, Types<A...>(), args, std::index_sequence_for<A...>());
  }
  // Adds the default arguments that are missing. Error: too few or too many are there.
  static void add_defaults(Module& m, std::vector<std::any>& args, size_t wanted, const std::string& name);
  template <class T>
  static T& argument(std::any& a, size_t i) {
    T* v = std::any_cast<T>(&a);
    TORCH_CHECK(v, "Expected argument #", i, " to be of type ", detail::demangled(typeid(T).name()),
                ", but received value of type ", detail::demangled(a.type().name()));
    return *v;
  }
  template <class M>
  static std::any invoke(Module& m, std::vector<std::any>& args) {
    if constexpr (OneForward<M>::value) {
      return dispatch(static_cast<M&>(m), &M::forward, args);
    } else {  // a template, such as Sequential's: called with one tensor
      TORCH_CHECK(args.size() == 1, detail::demangled(typeid(M).name()),
                  "'s forward() method expects 1 argument(s), but received ", args.size());
      return std::any(static_cast<M&>(m).forward(argument<Tensor>(args[0], 0)));
    }
  }
  template <class M, class = void>
  struct OneForward : std::false_type {};
  template <class M>
  struct OneForward<M, std::void_t<decltype(&M::forward)>> : std::true_type {};
  // Whether forward takes one argument; its other arguments may have defaults that FORWARD_HAS_DEFAULT_ARGS must name.
  template <class R, class M, class A>
  static std::true_type unary(R (M::*)(A));
  template <class R, class M, class A>
  static std::true_type unary(R (M::*)(A) const);
  static std::false_type unary(...);
  template <class M>
  static constexpr bool takes_one() {
    if constexpr (OneForward<M>::value)
      return decltype(unary(&M::forward))::value;
    else
      return true;
  }
  template <class M, class = void>
  struct OnTensor : std::false_type {};
  template <class M>
  struct OnTensor<M, std::enable_if_t<std::is_same<decltype(std::declval<M&>().forward(std::declval<const Tensor&>())),
                                                   Tensor>::value>> : std::true_type {};
  using TensorCall = Tensor (*)(Module&, const Tensor&);
  template <class M>
  static TensorCall tensor_call() {
    if constexpr (OnTensor<M>::value && takes_one<M>())
      return [](Module& m, const Tensor& x) { return static_cast<M&>(m).forward(x); };
    else
      return nullptr;
  }

  std::shared_ptr<Module> ptr_;
  std::any (*call_)(Module&, std::vector<std::any>&) = nullptr;
  TensorCall call_tensor_ = nullptr;
  detail::FusedCall fused_ = nullptr;
  detail::ActivationCall activation_ = nullptr;
  const std::type_info* type_ = &typeid(void);
};

// An AnyModule and its name in a Sequential: {"fc", Linear(3, 4)}.
class NamedAnyModule {
 public:
  template <class M>
  NamedAnyModule(std::string name, std::shared_ptr<M> module)
      : NamedAnyModule(std::move(name), AnyModule(std::move(module))) {}
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  NamedAnyModule(std::string name, M&& module) : NamedAnyModule(std::move(name), AnyModule(std::forward<M>(module))) {}
  template <class M>
  NamedAnyModule(std::string name, const ModuleHolder<M>& holder)
      : NamedAnyModule(std::move(name), AnyModule(holder)) {}
  NamedAnyModule(std::string name, AnyModule module) : name_(std::move(name)), module_(std::move(module)) {}
  const std::string& name() const noexcept { return name_; }
  AnyModule& module() noexcept { return module_; }
  const AnyModule& module() const noexcept { return module_; }

 private:
  std::string name_;
  AnyModule module_;
};

}  // namespace rectify::nn::api
