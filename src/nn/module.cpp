#include <rectify/core/util.h>
#include <rectify/nn/any.h>
#include <rectify/ops/elementwise.h>

#include <ostream>

namespace rectify::nn {
namespace detail {
std::string demangled(const char* type) {
  std::string name = demangle(type);
  // As programs for libtorch know it.
  for (auto [from, to] : {std::pair<std::string_view, std::string_view>{"rectify::api::Tensor", "at::Tensor"},
                          {"rectify::api::", "torch::"},
                          {"rectify::nn::api::", "torch::nn::"},
                          {"rectify::nn::own::", "torch::nn::"},
                          {"rectify::data::api::", "torch::data::"},
                          {"rectify::", "torch::"}})
    ReplaceAll(name, from, to);
  return name;
}
}  // namespace detail

void AnyModule::add_defaults(Module& m, std::vector<std::any>& args, size_t wanted, const std::string& name) {
  auto defaults = m._forward_default_args();
  const size_t given = args.size(), least = defaults.empty() ? wanted : defaults[0].first;
  if (defaults.empty())
    TORCH_CHECK(given == wanted, name, "'s forward() method expects ", wanted, " argument(s), but received ", given,
                ".",
                given < wanted ? " If " + name +
                                     "'s forward() method has default arguments, please make sure the forward() method "
                                     "is declared with a corresponding `FORWARD_HAS_DEFAULT_ARGS` macro."
                               : "");
  else
    TORCH_CHECK(given >= least && given <= wanted, name, "'s forward() method expects at least ", least,
                " argument(s) and at most ", wanted, " argument(s), but received ", given, ".");
  for (auto& [position, value] : defaults)
    if (position >= args.size()) args.push_back(std::move(value.value_));
}

const std::string& Module::name() const {
  if (!name_) name_ = detail::demangled(typeid(*this).name());
  return *name_;
}
std::shared_ptr<Module> Module::clone(const optional<Device>&) const {
  AT_ERROR("clone() has not been implemented for ", name(), ". Subclass torch::nn::Cloneable<", name(),
           "> instead of torch::nn::Module to inherit the ability to clone.");
}
std::shared_ptr<Module> Module::shared_self() const {
  auto self = const_cast<Module*>(this)->weak_from_this().lock();
  TORCH_CHECK(self,
              "It looks like you attempted to retrieve your top-level module as a shared_ptr, but it is not stored in "
              "a shared_ptr. Use std::make_shared<",
              name(),
              "> instead of creating your module on the stack, or alternatively do not try to access your top-level "
              "module at all by passing /*include_self=*/false to modules() or named_modules()");
  return self;
}

namespace {
// Calls f(name, module) for all below m, parents first.
template <class F>
void walk(const OrderedDict<std::string, std::shared_ptr<Module>>& children, const std::string& prefix, const F& f) {
  for (const auto& c : children) {
    std::string name = prefix.empty() ? c.key() : prefix + "." + c.key();
    f(name, c.value());
    walk(c.value()->named_children(), name, f);
  }
}
}  // namespace

void Module::apply(const ModuleApplyFunction& f) {
  f(*this);
  walk(children_, "", [&](const std::string&, const std::shared_ptr<Module>& m) { f(*m); });
}
void Module::apply(const ConstModuleApplyFunction& f) const {
  f(*this);
  walk(children_, "", [&](const std::string&, const std::shared_ptr<Module>& m) { f(*m); });
}
void Module::apply(const NamedModuleApplyFunction& f, const std::string& prefix) {
  f(prefix, *this);
  walk(children_, prefix, [&](const std::string& n, const std::shared_ptr<Module>& m) { f(n, *m); });
}
void Module::apply(const ConstNamedModuleApplyFunction& f, const std::string& prefix) const {
  f(prefix, *this);
  walk(children_, prefix, [&](const std::string& n, const std::shared_ptr<Module>& m) { f(n, *m); });
}
void Module::apply(const ModulePointerApplyFunction& f) const {
  f(shared_self());
  walk(children_, "", [&](const std::string&, const std::shared_ptr<Module>& m) { f(m); });
}
void Module::apply(const NamedModulePointerApplyFunction& f, const std::string& prefix) const {
  f(prefix, shared_self());
  walk(children_, prefix, f);
}

OrderedDict<std::string, Tensor> Module::named_parameters(bool recurse) const {
  OrderedDict<std::string, Tensor> r;
  auto add = [&](const std::string& prefix, const Module& m) {
    for (const auto& p : m.parameters_)
      if (p->defined()) r.insert(prefix + p.key(), p.value());
  };
  add("", *this);
  if (recurse) walk(children_, "", [&](const std::string& n, const std::shared_ptr<Module>& m) { add(n + ".", *m); });
  return r;
}
OrderedDict<std::string, Tensor> Module::named_buffers(bool recurse) const {
  OrderedDict<std::string, Tensor> r;
  auto add = [&](const std::string& prefix, const Module& m) {
    for (const auto& p : m.buffers_)
      if (p->defined()) r.insert(prefix + p.key(), p.value());
  };
  add("", *this);
  if (recurse) walk(children_, "", [&](const std::string& n, const std::shared_ptr<Module>& m) { add(n + ".", *m); });
  return r;
}
std::vector<Tensor> Module::parameters(bool recurse) const { return named_parameters(recurse).values(); }
std::vector<Tensor> Module::buffers(bool recurse) const { return named_buffers(recurse).values(); }
OrderedDict<std::string, std::shared_ptr<Module>> Module::named_modules(const std::string& prefix,
                                                                        bool include_self) const {
  OrderedDict<std::string, std::shared_ptr<Module>> r;
  if (include_self) r.insert(prefix, shared_self());
  walk(children_, prefix, [&](const std::string& n, const std::shared_ptr<Module>& m) { r.insert(n, m); });
  return r;
}
std::vector<std::shared_ptr<Module>> Module::modules(bool include_self) const {
  return named_modules("", include_self).values();
}

void Module::train(bool on) {
  for (auto& c : children_) c.value()->train(on);
  training_ = on;
}
void Module::forget_members() {
  parameters_.clear();
  buffers_.clear();
  children_.clear();
}
namespace {
void copy_tensors(OrderedDict<std::string, Tensor>& to, const OrderedDict<std::string, Tensor>& from,
                  const optional<Device>& device) {
  for (const auto& t : from) {
    Tensor& y = to[t.key()];
    if (t->defined() && y.defined())
      y.set_data(device ? t->clone().to(*device) : t->clone());
    else
      y = *t;
  }
}
void check_count(size_t have, size_t want, const char* members, const char* function) {
  TORCH_CHECK(have == want, "The cloned module does not have the same number of ", members,
              " as the original module after calling reset(). Are you sure you called ", function,
              "() inside reset() and not the constructor?");
}
}  // namespace
void Module::copy_members(const Module& from, const optional<Device>& device) {
  check_count(parameters_.size(), from.parameters_.size(), "parameters", "register_parameter");
  copy_tensors(parameters_, from.parameters_, device);
  check_count(buffers_.size(), from.buffers_.size(), "buffers", "register_buffer");
  copy_tensors(buffers_, from.buffers_, device);
  check_count(children_.size(), from.children_.size(), "child modules", "register_module");
  for (const auto& child : from.children_) children_[child.key()]->clone_(*child.value(), device);
}
void Module::refuse_clone() {
  AT_ERROR("Attempted to clone submodule, but it is of a different type than the submodule it was to be cloned into");
}
void Module::convert(const optional<Device>& device, const optional<Dtype>& dtype) {
  if (device) check_device(*device);
  for (auto& c : children_) c.value()->convert(device, dtype);
  auto cast = [&](Tensor& t) {
    if (dtype && t.defined() && t.scalar_type() != *dtype) t.set_data(t.detach().to(*dtype));
  };
  for (auto& p : parameters_) cast(p.value());
  for (auto& b : buffers_) cast(b.value());
}
void Module::to(Device device, Dtype dtype, bool) { convert(device, dtype); }
void Module::to(Dtype dtype, bool) { convert(nullopt, dtype); }
void Module::to(Device device, bool) { convert(device, nullopt); }
void Module::zero_grad(bool set_to_none) {
  for (auto& p : parameters()) {
    if (!p.grad().defined()) continue;
    if (set_to_none)
      p.mutable_grad().reset();
    else
      zero_grad_of(p);
  }
}

void Module::check_name(const std::string& name, const char* what) {
  TORCH_CHECK(!name.empty(), what, " name must not be empty");
  TORCH_CHECK(name.find('.') == std::string::npos, what, " name must not contain a dot (got '", name, "')");
}
Tensor& Module::register_parameter(std::string name, Tensor t, bool requires_grad) {
  check_name(name, "Parameter");
  if (t.defined())
    t.set_requires_grad(requires_grad);
  else if (requires_grad)
    TORCH_WARN("An undefined tensor cannot require grad. Ignoring the `requires_grad=true` function parameter.");
  return parameters_.insert(std::move(name), std::move(t));
}
Tensor& Module::register_buffer(std::string name, Tensor t) {
  check_name(name, "Buffer");
  return buffers_.insert(std::move(name), std::move(t));
}
void Module::unregister_module(const std::string& name) {
  TORCH_CHECK(children_.contains(name), "No Module with name `", name, "` is registered");
  children_.erase(name);
}

void Module::print_tree(std::ostream& out, const std::string& indentation) const {
  pretty_print(out);
  if (children_.is_empty()) return;
  out << "(\n";
  std::string next = indentation + "  ";
  for (const auto& c : children_) {
    out << next << "(" << c.key() << "): ";
    c.value()->print_tree(out, next);
    out << '\n';
  }
  out << indentation << ")";
}
void Module::pretty_print(std::ostream& out) const { out << name(); }
std::ostream& api::operator<<(std::ostream& out, const Module& m) {
  m.print_tree(out, "");
  return out;
}

namespace detail {
void print_parameters(std::ostream& out, const char* name, const OrderedDict<std::string, Tensor>& parameters) {
  out << "torch::nn::" << name << "(\n";
  for (const auto& p : parameters)
    out << "(" << p.key() << "): Parameter containing: [" << p->scalar_type() << " of size " << p->sizes() << "]\n";
  out << ")";
}
}  // namespace detail

void Module::save(serialize::OutputArchive& archive) const {
  for (const auto& p : named_parameters(false)) archive.write(p.key(), p.value());
  for (const auto& b : named_buffers(false)) archive.write(b.key(), b.value(), true);
  for (const auto& child : children_)
    if (child.value()->is_serializable()) {
      serialize::OutputArchive nested;
      child.value()->save(nested);
      archive.write(child.key(), nested);
    }
}
void Module::load(serialize::InputArchive& archive) {
  for (auto& p : named_parameters(false)) archive.read(p.key(), p.value());
  for (auto& b : named_buffers(false)) archive.read(b.key(), b.value(), true);
  for (const auto& child : children_)
    if (child.value()->is_serializable()) {
      serialize::InputArchive nested;
      bool empty = child.value()->parameters().empty() && child.value()->buffers().empty();
      if (!empty) archive.read(child.key(), nested);
      child.value()->load(nested);
    }
}
serialize::OutputArchive& api::operator<<(serialize::OutputArchive& archive, const std::shared_ptr<Module>& module) {
  TORCH_CHECK(module != nullptr, "Cannot serialize empty module");
  module->save(archive);
  return archive;
}
serialize::InputArchive& api::operator>>(serialize::InputArchive& archive, const std::shared_ptr<Module>& module) {
  TORCH_CHECK(module != nullptr, "Cannot deserialize empty module");
  module->load(archive);
  return archive;
}

}  // namespace rectify::nn
