#include <rectify/autograd/node.h>
#include <rectify/core/allocator.h>
#include <rectify/core/util.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include "autograd/engine.h"
#include "ops/elementwise.h"

namespace rectify::detail {
thread_local constinit bool grad_enabled = true;
thread_local constinit bool saved_made = false;
thread_local constinit bool views_unnoted = false;
thread_local constinit Node* running = nullptr;

void backward_twice() {
  fail<Error>(RECTIFY_WHERE,
              "Trying to backward through the graph a second time (or directly access saved tensors after they have "
              "already been freed). "
              "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
              "retain_graph=True "
              "if you need to backward through the graph a second time or if you need to access saved tensors after "
              "calling backward.");
}
}  // namespace rectify::detail

namespace rectify::own {
namespace {
[[gnu::tls_model("initial-exec")]] thread_local constinit uint64_t next_sequence = 0;
[[gnu::tls_model("initial-exec")]] thread_local constinit bool destroying = false;
[[gnu::tls_model("initial-exec")]] thread_local constinit Node* doomed = nullptr;
}  // namespace

Node::Node() : sequence_nr(next_sequence++) {
  if (__builtin_expect(detail::anomaly_on.load(std::memory_order_relaxed), 0)) {
    extras().trace = get_backtrace(1);
    more->parent = intrusive_ptr<Node>::share(detail::running);
  }
}
Node::~Node() { delete more; }
bool Node::del_post_hook(uintptr_t key) {
  return more && std::erase_if(more->post, [&](auto& hook) { return reinterpret_cast<uintptr_t>(hook.get()) == key; });
}
void* Node::operator new(size_t n) {
  size_t capacity;
  return allocate(n, capacity);
}
void Node::operator delete(void* p, size_t n) noexcept { deallocate(p, n); }

void* Pooled::operator new(size_t n) {
  size_t capacity;
  return allocate(n, capacity);
}
void Pooled::operator delete(void* p, size_t n) noexcept { deallocate(p, n); }

void Node::destroy() noexcept {
  if (destroying) {
    doomed_next = doomed;
    doomed = this;
    return;
  }
  destroying = true;
  delete this;
  while (Node* n = doomed) {
    doomed = n->doomed_next;
    delete n;
  }
  destroying = false;
}

AutogradMeta::~AutogradMeta() {
  if (weak_self) *weak_self = nullptr;
  delete view;
}

// --- accumulation into leaves
// -----------------------------------------------------------------------------------------

namespace {

struct AccumulateGrad final : Node {
  TensorImpl* variable;  // weak: emptied by destroy_autograd_meta
  explicit AccumulateGrad(TensorImpl* v) : variable(v) {
    op_name = "torch::autograd::AccumulateGrad";
    sequence_nr = UINT64_MAX;
  }
  bool is_accumulator() const override { return true; }
  void backward(const Tensor* in, Tensor*) override {
    if (!variable) return;
    AutogradMeta& m = *variable->meta;
    const Tensor& g = in[0];
    TORCH_CHECK(g.sizes() == variable->size_ref(), "AccumulateGrad got a gradient of shape ", g.sizes(),
                " for a tensor of shape ", variable->size_ref());
    if (m.grad_pending_zero) {
      m.grad_pending_zero = false;
      m.grad.reset();
    }
    bool recording = GradMode::is_enabled();
    const bool plain = variable->contiguous;
    if (!m.grad.defined()) {
      if (recording && (plain || g.strides() == variable->stride_ref()))
        m.grad = g.clone();
      else if (!recording && detail::sole(g) && (plain ? g.is_contiguous() : g.strides() == variable->stride_ref()) &&
               g.scalar_type() == variable->dtype)
        m.grad = g.detach();
      else
        m.grad = in_layout(recording ? g : g.detach());
    } else if (recording) {
      m.grad = m.grad + g;
    } else {
      m.grad.add_(g);
    }
  }
  // A fresh gradient with the variable's strides, where these leave no holes.
  Tensor in_layout(const Tensor& g) const {
    const Tensor v(intrusive_ptr<TensorImpl>::share(variable));
    if (v.impl()->contiguous || !v.is_non_overlapping_and_dense())
      return g.to(variable->dtype, false, true, MemoryFormat::Contiguous);
    Tensor y = new_strided(v.sizes(), v.strides(), variable->dtype);
    y.copy_(g);
    return y;
  }
};

}  // namespace

void destroy_autograd_meta(AutogradMeta* m) noexcept {
  if (m->accumulator) static_cast<AccumulateGrad&>(*m->accumulator).variable = nullptr;
  delete m;
}
AutogradMeta& autograd_meta(const Tensor& t) {
  TensorImpl* x = t.impl();
  TORCH_CHECK(x, "an undefined Tensor has no gradient");
  if (!x->meta) x->meta = new AutogradMeta;
  return *x->meta;
}

namespace {
Node* accumulator_of(const Tensor& t) {
  AutogradMeta& m = autograd_meta(t);
  if (!m.accumulator) m.accumulator = intrusive_ptr<Node>::adopt(new AccumulateGrad(t.impl()));
  return m.accumulator.get();
}

// A view that was made in such a way that its changes in place cannot be told to its base.
[[noreturn]] void refuse_view(const AutogradMeta& m, bool indirect) {
  const bool inference = m.view->creation == CreationMeta::INFERENCE_MODE;
  const char* modified = indirect ? "its base or another view of its base has been" : "is being";
  std::string head =
      m.grad_fn
          ? str("Output ", m.output_nr, " of ", m.grad_fn->name(), " is a view and ", modified, " modified inplace.")
      : inference
          ? str("A view was created in inference mode and ", modified, " modified inplace in normal mode.")
          : str("A view was created in no_grad mode and ", modified, " modified inplace with grad mode enabled.");
  switch (m.view->creation) {
    case CreationMeta::MULTI_OUTPUT_NODE:
      detail::fail<Error>(RECTIFY_WHERE, head,
                          " This view is the output of a function that returns multiple views. Such functions do not "
                          "allow the output views to be modified inplace. You should replace the inplace operation by "
                          "an out-of-place one.");
    case CreationMeta::IN_CUSTOM_FUNCTION:
      detail::fail<Error>(
          RECTIFY_WHERE, head,
          " This view was created inside a custom Function (or because an input was returned as-is) and "
          "the autograd logic to handle view+inplace would override the custom backward associated with "
          "the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix "
          "this by cloning the output of the custom Function.");
    default: {
      const char* block = inference ? "inference_mode" : "no_grad";
      detail::fail<Error>(
          RECTIFY_WHERE, head,
          " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
          "code by moving both the view and the inplace either both inside the ",
          block,
          " block (if you don't want the inplace to be tracked) or both outside (if you want the "
          "inplace to be tracked).");
    }
  }
}

// A view's history after its storage has changed: a slice of the base as it is now.
void refresh_view(const Tensor& t) {
  AutogradMeta* m = t.impl()->meta;
  if (!m || !m->view) return;
  ViewInfo& v = *m->view;
  uint32_t now = t.impl()->version();
  if (v.version == now) return;
  if (!wants_grad(v.base)) {
    v.version = now;
    return;
  }
  if (v.creation != CreationMeta::DEFAULT) refuse_view(*m, true);
  AutoGradMode on(true);
  int64_t offset = t.storage_offset();
  Tensor fresh = v.base.as_strided(t.sizes(), t.strides(), offset);
  m->grad_fn = fresh.impl()->meta->grad_fn;
  m->output_nr = fresh.impl()->meta->output_nr;
  t.impl()->requires_grad = true;
  v.version = now;
}
}  // namespace

Edge gradient_edge(const Tensor& t) {
  if (!wants_grad(t)) return {};
  AutogradMeta& m = autograd_meta(t);
  if (m.view) refresh_view(t);
  if (m.grad_fn) return {m.grad_fn, m.output_nr};
  return {intrusive_ptr<Node>::share(accumulator_of(t)), 0};
}

}  // namespace rectify::own
namespace rectify::detail {
void collect_edges(Node& n, const Tensor* const* inputs, size_t count) {
  n.next.reserve(count);
  for (size_t i = 0; i < count; i++) n.next.push_back(gradient_edge(*inputs[i]));
}
void collect_edges(Node& n, TensorList inputs) {
  n.next.reserve(inputs.size());
  for (const Tensor& t : inputs) n.next.push_back(gradient_edge(t));
}
void set_history(const Tensor& y, intrusive_ptr<Node> node, uint32_t output_nr) {
  if (__builtin_expect(y.impl()->inference, 0)) return;
  AutogradMeta& m = autograd_meta(y);
  m.grad_fn = std::move(node);
  m.output_nr = output_nr;
  m.leaf_requires_grad = false;
  y.impl()->requires_grad = true;
}

namespace {
// An in-place change of a view, seen from its base.
struct CopySlices final : Node {
  std::vector<int64_t> base_sizes, base_strides, sizes, strides;
  int64_t offset;  // in elements, from the base's first
  intrusive_ptr<Node> fn;
  void backward(const Tensor* in, Tensor* out) override {
    if (!fn) backward_twice();
    // The gradient laid out as the base's memory is: a base whose elements share memory shares the gradient as well.
    Tensor whole = in[0].new_empty_strided(base_sizes, base_strides);
    whole.copy_(in[0]);
    Tensor slice = whole.as_strided(sizes, strides, offset);
    Tensor g = slice.clone();
    std::vector<Tensor> made(fn->next.size());
    if (needs(0)) fn->next[0].function = intrusive_ptr<Node>::share(this);  // so that fn computes it
    fn->backward(&g, made.data());
    fn->next[0].function.reset();
    if (made[0].defined())
      slice.copy_(made[0]);
    else
      slice.zero_();
    out[0] = whole;
    for (size_t i = 1; i < made.size(); i++) out[i] = made[i];
  }
  void release_variables() override { fn.reset(); }
};
}  // namespace

void rebase_history(const Tensor& self, intrusive_ptr<Node> node) {
  AutogradMeta& m = autograd_meta(self);
  if (!m.view) return set_history(self, std::move(node), 0);
  Tensor base = m.view->base;
  auto copy = new CopySlices;
  auto owner = intrusive_ptr<Node>::adopt(copy);
  copy->op_name = "torch::autograd::CopySlices";
  copy->base_sizes = base.sizes().vec();
  copy->base_strides = base.strides().vec();
  copy->sizes = self.sizes().vec();
  copy->strides = self.strides().vec();
  copy->offset = (self.impl()->data() - base.impl()->data()) / self.element_size();
  copy->next.push_back(gradient_edge(base));
  for (size_t i = 1; i < node->next.size(); i++) copy->next.push_back(node->next[i]);
  if (!node->next.empty()) node->next[0] = {};
  copy->fn = std::move(node);
  set_history(base, std::move(owner), 0);
  self.impl()->requires_grad = true;
  m.view->version = self.impl()->version() - 1;
  refresh_view(self);
}
}  // namespace rectify::detail

namespace rectify::own {
void make_view(const Tensor& y, const Tensor& x) {
  AutogradMeta* m = x.impl()->meta;
  const bool recording = GradMode::is_enabled(), inference = InferenceMode::is_enabled();
  if (x.impl()->inference) return;
  if (!recording && detail::views_unnoted) return;  // it would keep its base alive
  AutogradMeta& n = autograd_meta(y);
  if (n.view) return;
  const bool nested = m && m->view;
  if (nested && recording) refresh_view(x);
  n.view = new ViewInfo(nested ? m->view->base : x, y.impl()->version());
  n.view->creation = nested && m->view->creation != CreationMeta::DEFAULT ? m->view->creation
                     : recording                                          ? CreationMeta::DEFAULT
                     : inference                                          ? CreationMeta::INFERENCE_MODE
                                                                          : CreationMeta::NO_GRAD_MODE;
  if (!recording && wants_grad(x)) y.impl()->requires_grad = n.leaf_requires_grad = true;
}
void make_views(TensorList ys, const Tensor& x) {
  for (const Tensor& y : ys) {
    make_view(y, x);
    if (const AutogradMeta* m = y.impl()->meta; m && m->view && m->view->creation == CreationMeta::DEFAULT)
      m->view->creation = CreationMeta::MULTI_OUTPUT_NODE;
  }
}

void check_inplace(const Tensor& self) {
  const TensorImpl& x = self.self();
  if (__builtin_expect(x.inference, 0)) {
    if (!InferenceMode::is_enabled()) TensorImpl::refuse_inplace();
  } else if (x.meta && GradMode::is_enabled()) {
    if (const ViewInfo* v = x.meta->view; v && (x.requires_grad || wants_grad(v->base))) {
      if (v->creation != CreationMeta::DEFAULT) refuse_view(*x.meta, false);
      if (v->base.is_leaf())
        detail::fail<Error>(RECTIFY_WHERE,
                            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
    }
    if (x.requires_grad && !x.meta->grad_fn && x.meta->leaf_requires_grad)
      detail::fail<Error>(RECTIFY_WHERE, "a leaf Variable that requires grad is being used in an in-place operation.");
  }
  x.storage->will_change();
}
bool any_wants_grad_list(TensorList ts) {
  if (!GradMode::is_enabled()) return false;
  for (const Tensor& t : ts)
    if (wants_grad(t)) return true;
  return false;
}

// --- what is kept for backward
// ----------------------------------------------------------------------------------------

Saved::Saved(const Tensor& input) {
  if (!input.defined()) return;
  detail::saved_made = true;
  TORCH_CHECK(!input.is_inference(),
              "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal "
              "tensor and use it in autograd.");
  version_ = input.impl()->version();
  Edge e;
  if (input.impl()->requires_grad) {
    if (input.impl()->meta && input.impl()->meta->leaf_requires_grad) {
      tensor_ = input;
      return;
    }
    e = gradient_edge(input);
  }
  tensor_ = alias(input);
  if (e.function) detail::set_history(tensor_, std::move(e.function), e.input_nr);
}
Saved Saved::output(const Tensor& y) {
  detail::saved_made = true;
  Saved s;
  s.tensor_ = alias(y);
  s.version_ = y.impl()->version();
  s.is_output_ = true;
  return s;
}
void Saved::take_copy() {
  detail::RawGuard off;
  tensor_ = ops::clone(tensor_);
  version_ = tensor_.impl()->version();
}
Tensor Saved::unpack(Node& self) const {
  if (!tensor_.defined()) return tensor_;
  uint32_t now = tensor_.impl()->version();
  if (__builtin_expect(now != version_, 0)) {
    AutogradMeta* m = tensor_.impl()->meta;
    std::string of = is_output_        ? str(", which is output 0 of ", self.name(), ",")
                     : m && m->grad_fn ? str(", which is output ", m->output_nr, " of ", m->grad_fn->name(), ",")
                                       : std::string();
    detail::fail<Error>(
        RECTIFY_WHERE,
        "one of the variables needed for gradient computation has been modified by an inplace operation: [",
        tensor_.toString(), " ", tensor_.sizes(), "]", of, " is at version ", now, "; expected version ", version_,
        " instead. Hint: ",
        detail::anomaly_on
            ? "the backtrace further above shows the operation that failed to compute its gradient. The variable in "
              "question was changed in there or anywhere later. Good luck!"
            : "enable anomaly detection to find the operation that failed to compute its gradient, with "
              "torch.autograd.set_detect_anomaly(True).");
  }
  if (is_output_ && GradMode::is_enabled()) {
    Tensor t = alias(tensor_);
    detail::set_history(t, intrusive_ptr<Node>::share(&self), 0);
    return t;
  }
  return tensor_;
}

}  // namespace rectify::own
