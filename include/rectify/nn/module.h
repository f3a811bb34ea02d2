#pragma once
// Module: the base of every layer and network. It knows its parameters, buffers and submodules by name.
#include <rectify/autograd/archive.h>
#include <rectify/autograd/node.h>
#include <rectify/nn/any_value.h>
#include <rectify/nn/ordered_dict.h>
#include <rectify/ops/elementwise.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace rectify::nn::api {

class Module;
template <class Contained>
class ModuleHolder;

}  // namespace rectify::nn::api
namespace rectify::nn::detail {
struct ModuleHolderIndicator {};
template <class T>
using is_module_holder = std::is_base_of<ModuleHolderIndicator, std::decay_t<T>>;
template <class T>
using is_module = std::is_base_of<Module, std::decay_t<T>>;
template <class T>
struct is_shared_module : std::false_type {};
template <class M>
struct is_shared_module<std::shared_ptr<M>> : std::true_type {};
template <class T>
using is_module_ptr = is_shared_module<std::decay_t<T>>;
}  // namespace rectify::nn::detail
namespace rectify::nn::api {

class Module : public std::enable_shared_from_this<Module> {
 public:
  using ModuleApplyFunction = std::function<void(Module&)>;
  using ConstModuleApplyFunction = std::function<void(const Module&)>;
  using NamedModuleApplyFunction = std::function<void(const std::string&, Module&)>;
  using ConstNamedModuleApplyFunction = std::function<void(const std::string&, const Module&)>;
  using ModulePointerApplyFunction = std::function<void(const std::shared_ptr<Module>&)>;
  using NamedModulePointerApplyFunction = std::function<void(const std::string&, const std::shared_ptr<Module>&)>;

  Module() : parameters_("Parameter"), buffers_("Buffer"), children_("Submodule") {}
  explicit Module(std::string name) : Module() { name_ = std::move(name); }
  Module(const Module&) = default;
  Module& operator=(const Module&) = default;
  Module(Module&&) = default;
  Module& operator=(Module&&) = default;
  virtual ~Module() = default;

  const std::string& name() const;  // the class's name unless the constructor was given one
  virtual std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const;

  void apply(const ModuleApplyFunction& f);
  void apply(const ConstModuleApplyFunction& f) const;
  void apply(const NamedModuleApplyFunction& f, const std::string& name_prefix = std::string());
  void apply(const ConstNamedModuleApplyFunction& f, const std::string& name_prefix = std::string()) const;
  void apply(const ModulePointerApplyFunction& f) const;
  void apply(const NamedModulePointerApplyFunction& f, const std::string& name_prefix = std::string()) const;

  std::vector<Tensor> parameters(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_buffers(bool recurse = true) const;
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_modules(const std::string& name_prefix = std::string(),
                                                                  bool include_self = true) const;
  std::vector<std::shared_ptr<Module>> children() const { return children_.values(); }
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const { return children_; }

  virtual void train(bool on = true);
  void eval() { train(false); }
  virtual bool is_training() const noexcept { return training_; }

  virtual void to(Device device, Dtype dtype, bool non_blocking = false);
  virtual void to(Dtype dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);
  virtual void zero_grad(bool set_to_none = false);
  // Parameters and buffers by name, and every serializable submodule in an archive of its own.
  virtual void save(serialize::OutputArchive& archive) const;
  virtual void load(serialize::InputArchive& archive);
  virtual void pretty_print(std::ostream& stream) const;
  virtual bool is_serializable() const { return true; }

  template <class M>
  typename M::ContainedType* as() noexcept {
    return as<typename M::ContainedType>();
  }
  template <class M>
  const typename M::ContainedType* as() const noexcept {
    return as<typename M::ContainedType>();
  }
  template <class M, class = std::enable_if_t<!detail::is_module_holder<M>::value>>
  M* as() noexcept {
    return dynamic_cast<M*>(this);
  }
  template <class M, class = std::enable_if_t<!detail::is_module_holder<M>::value>>
  const M* as() const noexcept {
    return dynamic_cast<const M*>(this);
  }

  // Each fails when the name is empty, has a dot, or is taken.
  Tensor& register_parameter(std::string name, Tensor tensor, bool requires_grad = true);
  Tensor& register_buffer(std::string name, Tensor tensor);
  template <class M>
  std::shared_ptr<M> register_module(std::string name, std::shared_ptr<M> module) {
    check_name(name, "Submodule");
    auto& base = children_.insert(std::move(name), std::shared_ptr<Module>(std::move(module)));
    return std::dynamic_pointer_cast<M>(base);
  }
  template <class M>
  std::shared_ptr<M> register_module(std::string name, ModuleHolder<M> holder) {
    return register_module(std::move(name), holder.ptr());
  }
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& name, std::shared_ptr<M> module) {
    auto& base = (children_[name] = std::move(module));
    return std::dynamic_pointer_cast<M>(base);
  }
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& name, ModuleHolder<M> holder) {
    return replace_module(name, holder.ptr());
  }
  void unregister_module(const std::string& name);

 protected:
  OrderedDict<std::string, Tensor> parameters_;
  OrderedDict<std::string, Tensor> buffers_;
  OrderedDict<std::string, std::shared_ptr<Module>> children_;

  // Positions and values of forward's default arguments; see FORWARD_HAS_DEFAULT_ARGS.
  using DefaultArgs = std::vector<std::pair<unsigned, AnyValue>>;
  virtual DefaultArgs _forward_default_args() { return {}; }

 private:
  friend class AnyModule;
  template <class Derived>
  friend class Cloneable;
  friend std::ostream& operator<<(std::ostream& stream, const Module& module);
  static void check_name(const std::string& name, const char* what);
  virtual void clone_(Module&, const optional<Device>&) {}
  // Of a copy that is being made: its members are still those of the original; reset() has made its own.
  void forget_members();
  void copy_members(const Module& from, const optional<Device>& device);
  [[noreturn]] static void refuse_clone();
  void convert(const optional<Device>& device, const optional<Dtype>& dtype);
  void print_tree(std::ostream& stream, const std::string& indentation) const;
  std::shared_ptr<Module> shared_self() const;

  mutable optional<std::string> name_;
  bool training_ = true;
};
std::ostream& operator<<(std::ostream& stream, const Module& module);
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const std::shared_ptr<Module>& module);
serialize::InputArchive& operator>>(serialize::InputArchive& archive, const std::shared_ptr<Module>& module);

// Cloneable<Derived>: a module that can be copied; Derived has reset(), which makes its parameters and submodules.
template <class Derived>
class Cloneable : public Module {
 public:
  using Module::Module;
  virtual void reset() = 0;
  std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const override {
    NoGradGuard no_grad;
    auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
    Module& members = *copy;
    members.forget_members();
    copy->reset();
    members.copy_members(*this, device);
    return copy;
  }

 private:
  void clone_(Module& other, const optional<Device>& device) final {
    auto copy = std::dynamic_pointer_cast<Derived>(other.clone(device));
    if (!copy) refuse_clone();
    static_cast<Derived&>(*this) = *copy;
  }
};

// ModuleHolder: a shared pointer to a module that looks like the module; see TORCH_MODULE.
template <class Contained>
class ModuleHolder : detail::ModuleHolderIndicator {
 protected:
  std::shared_ptr<Contained> impl_;  // NOLINT

 public:
  using ContainedType = Contained;
  ModuleHolder() : impl_(default_construct()) {
    static_assert(std::is_default_constructible<Contained>::value,
                  "You are trying to default construct a module which has no default constructor. Use = nullptr to "
                  "give it the empty state.");
  }
  ModuleHolder(std::nullptr_t) {}
  template <class Head, class... Tail,
            class = std::enable_if_t<!(sizeof...(Tail) == 0 &&
                                       (std::is_base_of<ModuleHolder, std::decay_t<Head>>::value ||
                                        std::is_convertible<Head, std::shared_ptr<Contained>>::value))>>
  explicit ModuleHolder(Head&& head, Tail&&... tail)
      : impl_(new Contained(std::forward<Head>(head), std::forward<Tail>(tail)...)) {}
  ModuleHolder(std::shared_ptr<Contained> module) : impl_(std::move(module)) {}

  explicit operator bool() const noexcept { return !is_empty(); }
  Contained* operator->() { return get(); }
  const Contained* operator->() const { return get(); }
  Contained& operator*() { return *get(); }
  const Contained& operator*() const { return *get(); }
  const std::shared_ptr<Contained>& ptr() const {
    TORCH_CHECK(!is_empty(), "Accessing empty ModuleHolder");
    return impl_;
  }
  Contained* get() { return ptr().get(); }
  const Contained* get() const { return ptr().get(); }
  template <class... Args>
  decltype(auto) operator()(Args&&... args) {
    return get()->forward(std::forward<Args>(args)...);
  }
  template <class Arg>
  decltype(auto) operator[](Arg&& arg) {
    return (*impl_)[std::forward<Arg>(arg)];
  }
  bool is_empty() const noexcept { return impl_ == nullptr; }

 private:
  template <class T = Contained>
  static std::shared_ptr<T> default_construct() {
    if constexpr (std::is_default_constructible<T>::value)
      return std::make_shared<T>();
    else
      return nullptr;
  }
};
template <class M>
std::ostream& operator<<(std::ostream& stream, const ModuleHolder<M>& module) {
  return stream << *module;
}
template <class M>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const ModuleHolder<M>& module) {
  return archive << std::shared_ptr<Module>(module.ptr());
}
template <class M>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, ModuleHolder<M>& module) {
  return archive >> std::shared_ptr<Module>(module.ptr());
}

}  // namespace rectify::nn::api

// In a module: FORWARD_HAS_DEFAULT_ARGS({1, AnyValue(int64_t(2))}, …) says what an AnyModule or a Sequential gives
// forward where arguments are left out, for those from the first position on.
#define FORWARD_HAS_DEFAULT_ARGS(...) \
  ::rectify::nn::Module::DefaultArgs _forward_default_args() override { return {__VA_ARGS__}; }
#define TORCH_MODULE_IMPL(Name, ImplType)                                  \
  class Name : public ::rectify::nn::ModuleHolder<ImplType> { /* NOLINT */ \
   public:                                                                 \
    using ::rectify::nn::ModuleHolder<ImplType>::ModuleHolder;             \
    using Impl [[maybe_unused]] = ImplType;                                \
  }
#define TORCH_MODULE(Name) TORCH_MODULE_IMPL(Name, Name##Impl)
// TORCH_MODULE for the library's own modules, in namespace nn: their Cloneable is compiled in the library alone
// (src/nn/instances.cpp), for compilers otherwise look at every module of nn in every program.
#ifdef RECTIFY_INSTANCES
#define RECTIFY_INSTANCE template class
#else
#define RECTIFY_INSTANCE extern template class
#endif
#define RECTIFY_TORCH_MODULE(Name) \
  TORCH_MODULE(Name);              \
  RECTIFY_INSTANCE Cloneable<Name##Impl>
// The same in namespace own of namespace nn.
#define RECTIFY_OWN_MODULE(Name)               \
  TORCH_MODULE(Name);                          \
  }                                            \
  RECTIFY_INSTANCE Cloneable<own::Name##Impl>; \
  namespace own {
