#pragma once
// Sequential and ModuleList.
#include <rectify/nn/any.h>

#include <ostream>

namespace rectify::nn {

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
  explicit SequentialImpl(std::initializer_list<std::pair<std::string, AnyModule>> named) {
    for (auto& i : named) push_back(i.first, i.second);
  }
  void reset() override {}
  std::shared_ptr<Module> clone(const optional<Device>& device = nullopt) const override {
    auto copy = std::make_shared<SequentialImpl>();
    for (size_t i = 0; i < modules_.size(); i++) copy->push_back(children_[i].key(), modules_[i].clone(device));
    copy->train(is_training());
    return copy;
  }
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::Sequential"; }

  template <class R = Tensor, class... Args>
  R forward(Args&&... args) {
    TORCH_CHECK(!is_empty(), "Cannot call forward() on an empty Sequential");
    if constexpr (sizeof...(Args) == 1 && std::is_same_v<R, Tensor> &&
                  (std::is_same_v<std::decay_t<Args>, Tensor> && ...)) {
      auto m = modules_.begin();
      Tensor x = m->forward_tensor(args...);
      while (++m != modules_.end()) x = m->forward_tensor(x);
      return x;
    } else {
      std::vector<std::any> list;
      (list.emplace_back(std::decay_t<Args>(std::forward<Args>(args))), ...);
      std::any x = modules_[0].any_forward(std::move(list));
      for (size_t i = 1; i < modules_.size(); i++) {
        std::vector<std::any> next;
        next.push_back(std::move(x));
        x = modules_[i].any_forward(std::move(next));
      }
      R* value = std::any_cast<R>(&x);
      TORCH_CHECK(value, "The type of the return value is ", detail::demangled(x.type().name()),
                  ", but you asked for type ", detail::demangled(typeid(R).name()));
      return std::move(*value);
    }
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
  std::shared_ptr<Module> ptr(size_t i) const {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i].ptr();
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
  Sequential(std::initializer_list<std::pair<std::string, AnyModule>> named)
      : ModuleHolder(std::make_shared<SequentialImpl>(named)) {}
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
    copy->train(is_training());
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
  auto begin() { return modules_.begin(); }
  auto end() { return modules_.end(); }
  auto begin() const { return modules_.begin(); }
  auto end() const { return modules_.end(); }
  template <class M>
  M& at(size_t i) {
    TORCH_CHECK(i < size(), "Index out of range");
    auto* m = modules_[i]->template as<M>();
    TORCH_CHECK(m, "Unable to cast module[", i, "] to ", detail::demangled(typeid(M).name()));
    return *m;
  }
  std::shared_ptr<Module> ptr(size_t i) const {
    TORCH_CHECK(i < size(), "Index out of range");
    return modules_[i];
  }
  std::shared_ptr<Module> operator[](size_t i) const { return ptr(i); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

 private:
  std::vector<std::shared_ptr<Module>> modules_;
};
TORCH_MODULE(ModuleList);

}  // namespace rectify::nn
