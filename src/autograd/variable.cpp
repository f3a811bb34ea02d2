// The methods of Tensor that belong to autograd.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>

namespace rectify::api {

const Tensor& Tensor::set_requires_grad(bool r) const {
  TensorImpl& x = const_cast<TensorImpl&>(self());
  if (r == x.requires_grad && (!r || (x.meta && !x.inference))) return *this;
  TORCH_CHECK(!r || isFloatingType(x.dtype), "Only Tensors of floating point and complex dtype can require gradients");
  TORCH_CHECK(is_leaf(), "you can only change requires_grad flags of leaf variables.",
              r ? ""
                : " If you want to use a computed variable in a subgraph that doesn't require differentiation use "
                  "var_no_grad = var.detach().");
  TORCH_CHECK(!r || !x.inference || InferenceMode::is_enabled(),
              "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  autograd_meta(*this).leaf_requires_grad = r;
  x.requires_grad = r;
  return *this;
}
bool Tensor::is_leaf() const {
  const TensorImpl& x = self();
  return !x.requires_grad || !x.meta || !x.meta->grad_fn;
}
int64_t Tensor::output_nr() const { return self().meta ? self().meta->output_nr : 0; }

Tensor& Tensor::mutable_grad() const {
  AutogradMeta& m = autograd_meta(*this);
  if (m.grad_pending_zero) {
    m.grad_pending_zero = false;
    rectify::detail::RawGuard off;
    m.grad.zero_();
  }
  return m.grad;
}
const Tensor& Tensor::grad() const {
  static const Tensor none;
  if (!self().meta) return none;
  if (__builtin_expect(self().meta->grad_fn && !is_leaf() && !retains_grad() && !self().meta->grad.defined(), 0))
    TORCH_WARN(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf "
        "Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure "
        "you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.");
  return mutable_grad();
}
intrusive_ptr<Node> Tensor::grad_fn() const {
  if (!wants_grad(*this)) return {};
  if (self().meta && self().meta->view) gradient_edge(*this);
  return self().meta->grad_fn;
}
bool Tensor::retains_grad() const { return self().meta && self().meta->retains_grad; }
void Tensor::retain_grad() const {
  TORCH_CHECK(requires_grad(), "can't retain_grad on Tensor that has requires_grad=False");
  if (is_leaf() || retains_grad()) return;
  AutogradMeta& m = autograd_meta(*this);
  m.retains_grad = true;
  m.weak_self = std::make_shared<TensorImpl*>(impl());
  add_hook([weak = m.weak_self](const Tensor& g) {
    if (TensorImpl* x = *weak) {
      Tensor& slot = x->meta->grad;
      slot = slot.defined() ? slot + g : g.clone();
    }
    return Tensor();
  });
}
unsigned Tensor::add_hook(std::function<Tensor(const Tensor&)> hook) const {
  TORCH_CHECK(requires_grad(), "cannot register a hook on a variable that doesn't require gradient");
  AutogradMeta& m = autograd_meta(*this);
  Edge e = gradient_edge(*this);
  e.function->extras().hooks.push_back({e.input_nr, m.hooks_made, std::move(hook)});
  return m.hooks_made++;
}
void Tensor::remove_hook(unsigned position) const {
  TORCH_CHECK_INDEX(self().meta && position < self().meta->hooks_made, "Invalid index, no hook at position ", position);
  Edge e = gradient_edge(*this);
  if (!e.function || !e.function->more) return;
  std::erase_if(e.function->more->hooks,
                [&](const Node::Hook& h) { return h.output_nr == e.input_nr && h.id == position; });
}

Tensor Tensor::detach() const {
  Tensor t = rectify::alias(*this);
  if (t.impl()->inference) t.impl()->own_version = true;
  return t;
}
Tensor& Tensor::detach_() const {
  if (AutogradMeta* m = const_cast<TensorImpl&>(self()).meta) {
    TORCH_CHECK(!m->view,
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
                "detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.");
    m->grad_fn.reset();
    m->output_nr = 0;
    m->leaf_requires_grad = false;
  }
  impl()->requires_grad = false;
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::variable_data() const {
  Tensor t = rectify::alias(*this);
  t.impl()->own_version = true;
  return t;
}
Tensor Tensor::tensor_data() const { return detach(); }
void Tensor::set_data(const Tensor& o) const {
  TensorImpl& x = const_cast<TensorImpl&>(self());
  const TensorImpl& y = o.self();
  TORCH_CHECK(!x.requires_grad || isFloatingType(y.dtype),
              "data set to a tensor that requires gradients must be floating point or complex dtype");
  x.storage = y.storage;
  x.plain = y.data();
  x.dtype = y.dtype;
  x.set_geometry(y.size_ref(), y.stride_ref());
}
bool Tensor::is_view() const { return self().meta && self().meta->view; }
const Tensor& Tensor::_base() const {
  TORCH_CHECK(is_view(), "Can't get base of non-view Tensor");
  return self().meta->view->base;
}
const std::string& Tensor::name() const {
  static const std::string none;
  return self().meta ? self().meta->name : none;
}
void Tensor::backward(const Tensor& gradient, optional<bool> retain_graph, bool create_graph,
                      optional<TensorList> inputs) const {
  autograd::variable_list grads;
  if (gradient.defined()) grads.push_back(gradient);
  if (inputs) TORCH_CHECK(!inputs->empty(), "'inputs' argument to backward cannot be empty");
  autograd::backward({*this}, grads, retain_graph, create_graph, inputs ? inputs->vec() : autograd::variable_list());
}

}  // namespace rectify::api

namespace rectify::own {
void zero_grad_of(const Tensor& t) {
  AutogradMeta* m = t.self().meta;
  if (!m || !m->grad.defined()) return;
  Tensor& g = m->grad;
  if (g.impl()->meta && g.impl()->meta->grad_fn) g = g.detach();
  if (g.use_count() == 1 && g.impl()->storage->refs.load() == 1) {
    m->grad_pending_zero = true;
    return;
  }
  rectify::detail::RawGuard off;
  g.zero_();
}
}  // namespace rectify::own

namespace rectify::autograd {
namespace impl {
AutogradMeta* get_autograd_meta(const Tensor& t) { return t.self().meta; }
DifferentiableViewMeta* get_view_autograd_meta(const Tensor& t) { return t.is_view() ? t.self().meta : nullptr; }
Edge gradient_edge(const Tensor& t) { return rectify::own::gradient_edge(t); }
intrusive_ptr<Node> grad_accumulator(const Tensor& t) {
  return t.is_leaf() ? rectify::own::gradient_edge(t).function : intrusive_ptr<Node>();
}
void set_gradient_edge(const Tensor& t, Edge edge) { detail::set_history(t, std::move(edge.function), edge.input_nr); }
void bump_version(const Tensor& t) { t.self(), t.impl()->bump_version(); }
VariableVersion version_counter(const Tensor& t) { return VariableVersion(t); }
void set_name(const Tensor& t, const std::string& name) { autograd_meta(t).name = name; }
}  // namespace impl
Tensor make_variable(const Tensor& data, bool requires_grad, bool) {
  if (!data.defined()) return data;
  Tensor t = rectify::alias(data);
  t.set_requires_grad(requires_grad);
  return t;
}
variable_list UndefinedGrad::apply(variable_list inputs) const {
  for (Tensor& x : inputs) {
    if (!x.defined()) continue;
    Tensor y = x.clone();
    if (any_wants_grad(x)) record(y, "UndefinedGradBackward", {&x}, [](Node&, const Tensor*, Tensor*) {});
    x = y;
  }
  return inputs;
}
}  // namespace rectify::autograd
