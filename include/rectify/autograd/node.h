#pragma once
// The graph: nodes, edges, and what a tensor keeps for autograd.
#include <rectify/autograd/grad_mode.h>
#include <rectify/core/tensor.h>

#include <memory>

namespace rectify::own {

struct Edge {
  intrusive_ptr<Node> function;  // null: no gradient is wanted
  uint32_t input_nr = 0;
  bool is_valid() const { return static_cast<bool>(function); }
  bool operator==(const Edge& o) const { return function == o.function && input_nr == o.input_nr; }
  bool operator!=(const Edge& o) const { return !(*this == o); }
};
// What a node calls before it computes gradients, with those of its outputs, and afterwards, with what it made as well.
struct FunctionPreHook {
  virtual ~FunctionPreHook() = default;
  virtual std::vector<Tensor> operator()(const std::vector<Tensor>& grads) = 0;
};
struct FunctionPostHook {
  virtual ~FunctionPostHook() = default;
  virtual std::vector<Tensor> operator()(const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs) = 0;
};

// A recorded operation. backward() receives a gradient for each output of the operation (undefined: zero) and
// writes one for each input (undefined: zero).
struct Node {
  std::atomic<uint32_t> refs{1};
  uint32_t output_count = 1;  // outputs of the forward operation
  uint64_t sequence_nr = 0;   // later operations have greater numbers
  const char* op_name = "Node";
  std::vector<Edge> next;  // one for each input of the forward operation
  struct Hook {            // sees, and may replace, the gradient of one output before backward()
    uint32_t output_nr;
    unsigned id;
    std::function<Tensor(const Tensor&)> f;
  };
  struct Extras {  // what few nodes have
    std::vector<Hook> hooks;
    std::vector<std::unique_ptr<FunctionPreHook>> pre;
    std::vector<std::unique_ptr<FunctionPostHook>> post;
    std::string trace;           // in anomaly mode: where forward was called
    intrusive_ptr<Node> parent;  // and the node whose backward made this one
  };
  Extras* more = nullptr;
  uint64_t run = 0;  // the engine's: the run that placed it, and its place there
  uint32_t slot = 0;
  uint32_t unwanted = 0;  // bit i while backward() runs: nobody asked for what input i's gradient leads to; i < 32
  Node* doomed_next = nullptr;  // of destroy()

  Node();
  virtual ~Node();
  virtual void backward(const Tensor* in, Tensor* out) = 0;
  virtual void release_variables() {}
  virtual bool is_accumulator() const { return false; }
  virtual bool takes_undefined() const { return false; }  // is run even when no gradient has arrived
  virtual std::string name() const { return op_name; }
  bool needs(size_t i) const { return i < next.size() && next[i].function && !(i < 32 && (unwanted >> i & 1)); }
  // libtorch's names, which count from backward's side: an operation's outputs are its node's inputs.
  const std::vector<Edge>& next_edges() const { return next; }
  const Edge& next_edge(size_t i) const { return next[i]; }
  uint32_t num_inputs() const { return output_count; }
  uint32_t num_outputs() const { return static_cast<uint32_t>(next.size()); }
  bool should_compute_output(size_t i) const { return needs(i); }
  Extras& extras() {
    if (!more) more = new Extras;
    return *more;
  }
  uintptr_t add_pre_hook(std::unique_ptr<FunctionPreHook>&& hook) {
    extras().pre.push_back(std::move(hook));
    return reinterpret_cast<uintptr_t>(more->pre.back().get());
  }
  uintptr_t add_post_hook(std::unique_ptr<FunctionPostHook>&& hook) {
    extras().post.push_back(std::move(hook));
    return reinterpret_cast<uintptr_t>(more->post.back().get());
  }
  bool del_post_hook(uintptr_t key);  // whether there was one
  // Runs backward() on the gradients of the operation's outputs, with the hooks.
  std::vector<Tensor> operator()(std::vector<Tensor>&& grads);
  void retain() { refs.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
  }
  void destroy() noexcept;  // without recursion, however deep the graph is
  static void* operator new(size_t n);
  static void operator delete(void* p, size_t n) noexcept;
};

struct Pooled {  // allocated from the caching allocator
  static void* operator new(size_t n);
  static void operator delete(void* p, size_t n) noexcept;
};
// How a view came about; only one of the first kind may be changed in place where its base is tracked.
enum class CreationMeta : uint8_t { DEFAULT, IN_CUSTOM_FUNCTION, MULTI_OUTPUT_NODE, NO_GRAD_MODE, INFERENCE_MODE };
struct ViewInfo : Pooled {
  Tensor base;
  uint32_t version = 0;  // of the storage when grad_fn was made
  CreationMeta creation = CreationMeta::DEFAULT;
  ViewInfo(Tensor b, uint32_t v) : base(std::move(b)), version(v) {}
};
struct AutogradMeta : Pooled {
  Tensor grad;
  intrusive_ptr<Node> grad_fn;
  intrusive_ptr<Node> accumulator;  // of a leaf; points back weakly
  uint32_t output_nr = 0;
  bool leaf_requires_grad = false;
  bool retains_grad = false;
  bool grad_pending_zero = false;          // zero_grad has been asked and not yet carried out: see zero_grad_of
  std::shared_ptr<TensorImpl*> weak_self;  // for retain_grad: emptied when the tensor dies
  ViewInfo* view = nullptr;
  unsigned hooks_made = 0;
  std::string name;
  ~AutogradMeta();
  bool has_bw_view() const { return view != nullptr; }
  CreationMeta get_creation_meta() const { return view->creation; }
};
AutogradMeta& autograd_meta(const Tensor& t);  // made when missing
Edge gradient_edge(const Tensor& t);           // where t's gradient goes: its grad_fn or its accumulator

// A tensor kept for backward, with the version it had. unpack() fails when it has been changed in place since.
class Saved {
 public:
  Saved() = default;
  explicit Saved(const Tensor& input);   // an input of the operation
  static Saved output(const Tensor& y);  // an output: holds no count of its own node
  // The tensor; for an output, `self` is attached as its history. Errors in PyTorch's words.
  Tensor unpack(Node& self) const;
  bool defined() const { return tensor_.defined(); }
  // A copy of its own from here on: the tensor is about to be changed.
  void take_copy();
  Storage& storage() const { return *tensor_.impl()->storage; }

 private:
  Tensor tensor_;
  uint32_t version_ = 0;
  bool is_output_ = false;
};

inline bool wants_grad(const Tensor& t) { return t.defined() && t.impl()->requires_grad; }
template <class... Ts>
bool any_wants_grad(const Ts&... ts) {
  return GradMode::is_enabled() && (wants_grad(ts) || ...);
}
bool any_wants_grad_list(TensorList ts);

}  // namespace rectify::own
namespace rectify::detail {
// Whether nobody else can see t's memory.
inline bool sole(const Tensor& t) {
  const Storage& s = *t.impl()->storage;
  return t.use_count() == 1 && s.refs.load() == 1 && !s.borrowed;
}
[[noreturn]] void backward_twice();
// Whether something has been kept for backward since the last node was made.
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local bool saved_made;
template <class F>
struct FnNode final : Node {
  optional<F> f;
  bool keeps;  // tensors for backward, which can run only once unless the graph is retained
  explicit FnNode(F&& fn) : f(std::move(fn)), keeps(saved_made) { saved_made = false; }
  void backward(const Tensor* in, Tensor* out) override {
    if (!f) backward_twice();
    (*f)(*this, in, out);
  }
  void release_variables() override {
    if (keeps) f.reset();
  }
};
void collect_edges(Node& n, const Tensor* const* inputs, size_t count);
void collect_edges(Node& n, TensorList inputs);
void set_history(const Tensor& y, intrusive_ptr<Node> node, uint32_t output_nr);
void rebase_history(const Tensor& self, intrusive_ptr<Node> node);
}  // namespace rectify::detail

namespace rectify::own {
// Records y = op(inputs): F is void(Node& self, const Tensor* in, Tensor* out), called by backward with the gradient of
// y in in[0] (always defined here), to fill out[i] for each input with self.needs(i). Call only under
// any_wants_grad(inputs…). Gradients are made by public (differentiable) functions, so that create_graph works by
// itself.
template <class F>
void record(const Tensor& y, const char* name, std::initializer_list<const Tensor*> inputs, F f) {
  auto n = intrusive_ptr<Node>::adopt(new detail::FnNode<F>(std::move(f)));
  n->op_name = name;
  detail::collect_edges(*n, inputs.begin(), inputs.size());
  detail::set_history(y, std::move(n), 0);
}
// The same with a list of inputs and any number of outputs (integer outputs stay without history).
template <class F>
void record_list(TensorList outputs, const char* name, TensorList inputs, F f) {
  auto n = intrusive_ptr<Node>::adopt(new detail::FnNode<F>(std::move(f)));
  n->op_name = name;
  n->output_count = static_cast<uint32_t>(outputs.size());
  detail::collect_edges(*n, inputs);
  for (uint32_t i = 0; i < outputs.size(); i++)
    if (outputs[i].defined() && outputs[i].is_floating_point()) detail::set_history(outputs[i], n, i);
}

// In-place operations: check_inplace(self), which lets keepers copy what they keep, BEFORE the change (a leaf that
// requires grad under grad mode is an Error, as is a view of one); after the change always bump_version(self); and
// under any_wants_grad(self, inputs…) record_inplace, whose first input should be &self (its history before the change)
// when its gradient flows on. A view's change is folded into its base's history.
void check_inplace(const Tensor& self);
inline void bump_version(const Tensor& t) { t.impl()->bump_version(); }
template <class F>
void record_inplace(const Tensor& self, const char* name, std::initializer_list<const Tensor*> inputs, F f) {
  auto n = intrusive_ptr<Node>::adopt(new detail::FnNode<F>(std::move(f)));
  n->op_name = name;
  detail::collect_edges(*n, inputs.begin(), inputs.size());
  detail::rebase_history(self, std::move(n));
}
// y is a view of x made by the raw op (shares its storage): notes base and version, so that in-place changes of either
// are seen by the other's history. Call for every view op, recorded or not, when x is tracked or grad mode is on; then
// record().
void make_view(const Tensor& y, const Tensor& x);

// The views y[i] of x, made by one operation: recorded as one node, and not to be changed in place when x is tracked.
void make_views(TensorList ys, const Tensor& x);

// Zeroes t.grad(). Where nobody else holds it, the filling waits until somebody looks: a gradient that arrives first
// replaces it.
void zero_grad_of(const Tensor& t);

}  // namespace rectify::own
namespace rectify::api {
// Sums grad over the dimensions that broadcasting added, to `sizes` (differentiable).
Tensor sum_to_size(const Tensor& grad, IntArrayRef sizes);
}  // namespace rectify::api
namespace rectify::autograd {
using Variable = Tensor;
using variable_list = std::vector<Tensor>;
using tensor_list = variable_list;
using edge_list = std::vector<Edge>;
using rectify::own::CreationMeta;
using rectify::own::Edge;
using rectify::own::FunctionPostHook;
using rectify::own::FunctionPreHook;
using rectify::own::Node;
using DifferentiableViewMeta = AutogradMeta;
namespace impl {
class VariableVersion {
 public:
  explicit VariableVersion(Tensor t) : t_(std::move(t)) {}
  uint32_t current_version() const { return static_cast<uint32_t>(t_._version()); }

 private:
  Tensor t_;
};
AutogradMeta* get_autograd_meta(const Tensor& t);  // null: there is none
DifferentiableViewMeta* get_view_autograd_meta(const Tensor& t);
Edge gradient_edge(const Tensor& t);
intrusive_ptr<Node> grad_accumulator(const Tensor& t);  // null where t is no leaf that requires grad
void set_gradient_edge(const Tensor& t, Edge edge);
void bump_version(const Tensor& t);
VariableVersion version_counter(const Tensor& t);
void set_name(const Tensor& t, const std::string& name);
}  // namespace impl
Tensor make_variable(const Tensor& data, bool requires_grad = false, bool allow_tensor_metadata_change = true);
// The node behind a gradient that is not there.
struct UndefinedGrad {
  variable_list apply(variable_list inputs) const;
};
// Gradients of outputs with respect to inputs, as torch::autograd::grad.
variable_list grad(const variable_list& outputs, const variable_list& inputs, const variable_list& grad_outputs = {},
                   optional<bool> retain_graph = nullopt, bool create_graph = false, bool allow_unused = false);
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              optional<bool> retain_graph = nullopt, bool create_graph = false, const variable_list& inputs = {});
// Compares the gradients of f (float64 inputs that require grad) with central differences; throws an Error that names
// input, element and both values when they disagree by more than atol + rtol * |numeric|.
// Whether backward checks every gradient for NaN, and names the operation that made one.
struct AnomalyMode {
  static bool is_enabled();
  static bool should_check_nan();
  static void set_enabled(bool enabled, bool check_nan = true);
};
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool check_nan = true)
      : before_(AnomalyMode::is_enabled()), check_(AnomalyMode::should_check_nan()) {
    AnomalyMode::set_enabled(true, check_nan);
  }
  ~DetectAnomalyGuard() { AnomalyMode::set_enabled(before_, check_); }
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;

 private:
  bool before_, check_;
};
using GradMode = ::rectify::api::GradMode;
using AutoGradMode = ::rectify::api::AutoGradMode;
bool gradcheck(const std::function<variable_list(const variable_list&)>& f, const variable_list& inputs,
               double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3);
// The same for the gradient of the gradient.
bool gradgradcheck(const std::function<variable_list(const variable_list&)>& f, const variable_list& inputs,
                   double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3);
}  // namespace rectify::autograd
