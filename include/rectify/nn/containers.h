#pragma once
// Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict and Functional.
#include <rectify/nn/any.h>

#include <functional>
#include <initializer_list>
#include <ostream>

namespace rectify::nn::api {

// Modules in a row: each receives what the one before it returned.
class SequentialImpl : public Cloneable<SequentialImpl> {
 public:
  using Iterator = std::vector<AnyModule>::iterator;
  using ConstIterator = std::vector<AnyModule>::const_iterator;
  SequentialImpl() = default;
  template <class... Ms, class = std::enable_if_t<(sizeof...(Ms) > 0) && ((detail::is_module<Ms>::value ||
                                                                           detail::is_module_holder<Ms>::value ||
                                                                           detail::is_module_ptr<Ms>::value) &&
                                                                          ...)>>
  explicit SequentialImpl(Ms&&... modules) {
    (push_back(std::forward<Ms>(modules)), ...);
  }
  explicit SequentialImpl(OrderedDict<std::string, AnyModule>&& named) {
    for (auto& i : named) push_back(i.key(), i.value());
  }
  explicit SequentialImpl(std::initializer_list<NamedAnyModule> named) {
    for (auto& i : named) push_back(i.name(), i.module());
  }
  void reset() override {}
  std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const override {
    auto copy = std::make_shared<SequentialImpl>();  // its modules are named by their positions, as in libtorch
    for (const auto& m : modules_) copy->push_back(m.clone(device));
    return copy;
  }
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::Sequential"; }

  template <class R = Tensor, class... Args>
  R forward(Args&&... args) {
    TORCH_CHECK(!is_empty(), "Cannot call forward() on an empty Sequential");
    std::vector<std::any> list;
    auto m = modules_.begin();
    if constexpr (sizeof...(Args) == 1 && (std::is_same_v<std::decay_t<Args>, Tensor> && ...)) {
      Tensor x(args...);
      while (m != modules_.end() && m->takes_tensor()) {
        const auto next = m + 1;
        const bool fused = next != modules_.end() && m->fuses_with(*next);
        x = fused ? m->forward_fused(x, *next) : m->forward_tensor(x);
        m = fused ? next + 1 : next;
      }
      if constexpr (std::is_same_v<R, Tensor>)
        if (m == modules_.end()) return x;
      list.emplace_back(std::move(x));
    } else {
      (list.emplace_back(std::decay_t<Args>(std::forward<Args>(args))), ...);
    }
    for (; m != modules_.end(); ++m) {
      std::any x = m->call_any(std::move(list));
      list.clear();
      list.push_back(std::move(x));
    }
    R* value = std::any_cast<R>(&list[0]);
    TORCH_CHECK(value, "The type of the return value is ", detail::demangled(list[0].type().name()),
                ", but you asked for type ", detail::demangled(typeid(R).name()));
    return std::move(*value);
  }

  void push_back(AnyModule m) { push_back(std::to_string(modules_.size()), std::move(m)); }
  void push_back(std::string name, AnyModule m) {
    modules_.push_back(std::move(m));
    register_module(std::move(name), modules_.back().ptr());
  }
  template <class M>
  void push_back(std::shared_ptr<M> m) {
    push_back(AnyModule(std::move(m)));
  }
  template <class M>
  void push_back(std::string name, std::shared_ptr<M> m) {
    push_back(std::move(name), AnyModule(std::move(m)));
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  void push_back(M&& m) {
    push_back(AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(m))));
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  void push_back(std::string name, M&& m) {
    push_back(std::move(name), AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(m))));
  }
  template <class M>
  void push_back(const ModuleHolder<M>& m) {
    push_back(m.ptr());
  }
  template <class M>
  void push_back(std::string name, const ModuleHolder<M>& m) {
    push_back(std::move(name), m.ptr());
  }
  template <class Container>
  void extend(const Container& c) {
    for (const auto& m : c) push_back(m);
  }
  Iterator begin() { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator begin() const { return modules_.begin(); }
  ConstIterator end() const { return modules_.end(); }
  template <class M>
  M& at(size_t i) {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i].get<M>();
  }
  template <class M>
  const M& at(size_t i) const {
    return const_cast<SequentialImpl&>(*this).at<M>(i);
  }
  std::shared_ptr<Module> ptr(size_t i) const {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i].ptr();
  }
  template <class M>
  std::shared_ptr<M> ptr(size_t i) const {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i].ptr<M>();
  }
  std::shared_ptr<Module> operator[](size_t i) const { return ptr(i); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

 private:
  std::vector<AnyModule> modules_;
};
class Sequential : public ModuleHolder<SequentialImpl> {
 public:
  using ModuleHolder<SequentialImpl>::ModuleHolder;
  Sequential() = default;
  Sequential(std::initializer_list<NamedAnyModule> named) : ModuleHolder(std::make_shared<SequentialImpl>(named)) {}
};

// A list of modules that are registered under their positions; it has no forward.
class ModuleListImpl : public Cloneable<ModuleListImpl> {
 public:
  ModuleListImpl() = default;
  template <class... Ms, class = std::enable_if_t<(sizeof...(Ms) > 0) && ((detail::is_module<Ms>::value ||
                                                                           detail::is_module_holder<Ms>::value ||
                                                                           detail::is_module_ptr<Ms>::value) &&
                                                                          ...)>>
  explicit ModuleListImpl(Ms&&... modules) {
    (push_back(std::forward<Ms>(modules)), ...);
  }
  void reset() override {}
  std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const override {
    auto copy = std::make_shared<ModuleListImpl>();
    for (const auto& m : modules_) copy->push_back(m->clone(device));
    return copy;
  }
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::ModuleList"; }
  void push_back(std::shared_ptr<Module> m) {
    modules_.push_back(std::move(m));
    register_module(std::to_string(modules_.size() - 1), modules_.back());
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  void push_back(M&& m) {
    push_back(std::shared_ptr<Module>(std::make_shared<std::decay_t<M>>(std::forward<M>(m))));
  }
  template <class M>
  void push_back(const ModuleHolder<M>& m) {
    push_back(std::shared_ptr<Module>(m.ptr()));
  }
  template <class Container>
  void extend(const Container& c) {
    for (const auto& m : c) push_back(m);
  }
  using Iterator = std::vector<std::shared_ptr<Module>>::iterator;
  using ConstIterator = std::vector<std::shared_ptr<Module>>::const_iterator;
  Iterator begin() { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator begin() const { return modules_.begin(); }
  ConstIterator end() const { return modules_.end(); }
  template <class M>
  M& at(size_t i) {
    TORCH_CHECK(i < size(), "Index out of range");
    auto* m = modules_[i]->template as<M>();
    TORCH_CHECK(m, "Unable to cast module[", i, "] to ", detail::demangled(typeid(M).name()));
    return *m;
  }
  template <class M>
  const M& at(size_t i) const {
    return const_cast<ModuleListImpl&>(*this).at<M>(i);
  }
  std::shared_ptr<Module> ptr(size_t i) const {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i];
  }
  template <class M>
  std::shared_ptr<M> ptr(size_t i) const {
    return std::dynamic_pointer_cast<M>(ptr(i));
  }
  std::shared_ptr<Module> operator[](size_t i) const { return ptr(i); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }
  void insert(size_t i, std::shared_ptr<Module> m) {
    TORCH_CHECK(i <= size(), "Index out of range");
    modules_.insert(modules_.begin() + static_cast<std::ptrdiff_t>(i), std::move(m));
    for (; i + 1 < size(); i++) replace_module(std::to_string(i), modules_[i]);
    register_module(std::to_string(i), modules_[i]);
  }
  template <class M>
  void insert(size_t i, const ModuleHolder<M>& m) {
    insert(i, std::shared_ptr<Module>(m.ptr()));
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>::value>>
  void insert(size_t i, M&& m) {
    insert(i, std::shared_ptr<Module>(std::make_shared<std::decay_t<M>>(std::forward<M>(m))));
  }

 private:
  std::vector<std::shared_ptr<Module>> modules_;
};
RECTIFY_TORCH_MODULE(ModuleList);

// Modules by name; it has no forward. As in PyTorch, pop and clear leave the module registered.
class ModuleDictImpl : public Cloneable<ModuleDictImpl> {
 public:
  using Modules = OrderedDict<std::string, std::shared_ptr<Module>>;
  using Pairs = std::vector<std::pair<std::string, std::shared_ptr<Module>>>;
  using Iterator = Modules::Iterator;
  using ConstIterator = Modules::ConstIterator;
  ModuleDictImpl() = default;
  explicit ModuleDictImpl(const Pairs& modules) { update(modules); }
  explicit ModuleDictImpl(const Modules& modules) { update(modules); }
  void reset() override {}
  std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const override {
    auto copy = std::make_shared<ModuleDictImpl>();
    for (const auto& m : modules_) copy->insert(m.key(), m.value()->clone(device));
    return copy;
  }
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::ModuleDict"; }
  Pairs items() const { return modules_.pairs(); }
  std::vector<std::string> keys() const { return modules_.keys(); }
  std::vector<std::shared_ptr<Module>> values() const { return modules_.values(); }
  Iterator begin() { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator begin() const { return modules_.begin(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool empty() const noexcept { return modules_.is_empty(); }
  bool contains(const std::string& key) const noexcept { return modules_.contains(key); }
  void clear() { modules_.clear(); }
  std::shared_ptr<Module> operator[](const std::string& key) const { return modules_[key]; }
  template <class M>
  M& at(const std::string& key) {
    auto* m = modules_[key]->as<M>();
    TORCH_CHECK(m, "Unable to cast module '", key, "' to ", detail::demangled(typeid(M).name()));
    return *m;
  }
  template <class M>
  const M& at(const std::string& key) const {
    return const_cast<ModuleDictImpl&>(*this).at<M>(key);
  }
  std::shared_ptr<Module> pop(const std::string& key) {
    auto m = modules_[key];
    modules_.erase(key);
    return m;
  }
  void update(const Pairs& modules) {
    for (const auto& m : modules) insert(m.first, m.second);
  }
  template <class Container>
  void update(const Container& container) {
    for (const auto& m : container) insert(m.key(), m.value());
  }

 private:
  void insert(const std::string& key, std::shared_ptr<Module> m) {
    if (contains(key)) {
      modules_[key] = m;
      replace_module(key, std::move(m));
    } else {
      modules_.insert(key, m);
      register_module(key, std::move(m));
    }
  }
  Modules modules_;
};
RECTIFY_TORCH_MODULE(ModuleDict);

}  // namespace rectify::nn::api
namespace rectify::nn::detail {
void print_parameters(std::ostream& stream, const char* name, const OrderedDict<std::string, Tensor>& parameters);
}
namespace rectify::nn::api {
// Parameters that are registered under their positions; requires_grad stays as each has it.
class ParameterListImpl : public Cloneable<ParameterListImpl> {
 public:
  using Item = OrderedDict<std::string, Tensor>::Item;
  using Iterator = OrderedDict<std::string, Tensor>::Iterator;
  using ConstIterator = OrderedDict<std::string, Tensor>::ConstIterator;
  ParameterListImpl() = default;
  template <class... Ts, class = std::enable_if_t<(std::is_convertible<Ts, Tensor>::value && ...)>>
  explicit ParameterListImpl(const Ts&... parameters) {
    (append(parameters), ...);
  }
  void reset() override {}
  void pretty_print(std::ostream& stream) const override {
    detail::print_parameters(stream, "ParameterList", parameters_);
  }
  void append(const Tensor& p) { register_parameter(std::to_string(size()), p, p.requires_grad()); }
  void append(const Item& item) { append(item.value()); }
  template <class Container>
  void extend(const Container& container) {
    for (const auto& p : container) append(p);
  }
  template <class Container>
  ParameterListImpl& operator+=(const Container& other) {
    extend(other);
    return *this;
  }
  Iterator begin() { return parameters_.begin(); }
  Iterator end() { return parameters_.end(); }
  ConstIterator begin() const { return parameters_.begin(); }
  ConstIterator end() const { return parameters_.end(); }
  Tensor& at(size_t i) {
    TORCH_CHECK(i < size(), "Index out of range");
    return parameters_[std::to_string(i)];
  }
  const Tensor& at(size_t i) const { return const_cast<ParameterListImpl&>(*this).at(i); }
  Tensor& operator[](size_t i) { return at(i); }
  const Tensor& operator[](size_t i) const { return at(i); }
  size_t size() const noexcept { return parameters_.size(); }
  bool is_empty() const noexcept { return parameters_.is_empty(); }
};
RECTIFY_TORCH_MODULE(ParameterList);

// Parameters by name.
class ParameterDictImpl : public Cloneable<ParameterDictImpl> {
 public:
  using Iterator = OrderedDict<std::string, Tensor>::Iterator;
  using ConstIterator = OrderedDict<std::string, Tensor>::ConstIterator;
  ParameterDictImpl() = default;
  explicit ParameterDictImpl(const OrderedDict<std::string, Tensor>& parameters) { parameters_ = parameters; }
  void reset() override {}
  void pretty_print(std::ostream& stream) const override {
    detail::print_parameters(stream, "ParameterDict", parameters_);
  }
  Tensor& insert(std::string key, Tensor p) { return register_parameter(std::move(key), p, p.requires_grad()); }
  Tensor pop(const std::string& key) {
    Tensor p = parameters_[key];
    parameters_.erase(key);
    return p;
  }
  std::vector<std::string> keys() const { return parameters_.keys(); }
  std::vector<Tensor> values() const { return parameters_.values(); }
  Iterator begin() { return parameters_.begin(); }
  Iterator end() { return parameters_.end(); }
  ConstIterator begin() const { return parameters_.begin(); }
  ConstIterator end() const { return parameters_.end(); }
  size_t size() const noexcept { return parameters_.size(); }
  bool empty() const noexcept { return parameters_.is_empty(); }
  void clear() { parameters_.clear(); }
  bool contains(const std::string& key) const noexcept { return parameters_.contains(key); }
  template <class Container>
  void update(const Container& container) {
    for (const auto& p : container) {
      if (contains(p.key()))
        parameters_[p.key()] = p.value();
      else
        insert(p.key(), p.value());
    }
  }
  Tensor& get(const std::string& key) { return parameters_[key]; }
  const Tensor& get(const std::string& key) const { return parameters_[key]; }
  Tensor& operator[](const std::string& key) { return parameters_[key]; }
  const Tensor& operator[](const std::string& key) const { return parameters_[key]; }
};
RECTIFY_TORCH_MODULE(ParameterDict);

// A function as a module; arguments after the first are bound when it is made: Functional(torch::elu, 1, 0, 1).
class FunctionalImpl : public Cloneable<FunctionalImpl> {
 public:
  using Function = std::function<Tensor(Tensor)>;
  explicit FunctionalImpl(Function f) : function_(std::move(f)) {}
  template <class F, class... Args, class = std::enable_if_t<(sizeof...(Args) > 0)>>
  explicit FunctionalImpl(F f, Args&&... args)
      : function_(std::bind(f, std::placeholders::_1, std::forward<Args>(args)...)) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::Functional()"; }
  Tensor forward(Tensor input) { return function_(std::move(input)); }
  Tensor operator()(Tensor input) { return forward(std::move(input)); }
  bool is_serializable() const override { return false; }

 private:
  Function function_;
};
RECTIFY_TORCH_MODULE(Functional);

}  // namespace rectify::nn::api
