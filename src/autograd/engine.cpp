// Backward: finds the nodes that the outputs reach, then runs them latest first.
#include <rectify/autograd/node.h>
#include <rectify/core/util.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "autograd/engine.h"

namespace rectify::autograd {
namespace {

std::atomic<bool> anomaly_check{false};
void check_nan(const Node& n, const Tensor* out) {
  rectify::detail::RawGuard off;
  for (size_t i = 0; i < n.next.size(); i++)
    TORCH_CHECK(!out[i].defined() || !out[i].ne(out[i]).any().item<bool>(), "Function '", n.name(),
                "' returned nan values in its ", i, "th output.");
}
// Warns of where forward was called, and of what led to that.
void tell_origin(const Node& n) {
  static const std::string none;
  auto trace = [](const Node& of) -> const std::string& { return of.more ? of.more->trace : none; };
  TORCH_WARN("Error detected in ", n.name(), ". Traceback of forward call that caused the error:\n", trace(n));
  for (const Node* p = &n; p->more && p->more->parent;) {
    p = p->more->parent.get();
    TORCH_WARN("\n\nPrevious calculation was induced by ", p->name(),
               ". Traceback of forward call that induced the previous calculation:\n", trace(*p));
  }
}
void run_hooks(Node& n, Tensor* in) {
  auto hooks = n.more->hooks;  // a hook may remove itself
  for (auto& h : hooks)
    if (in[h.output_nr].defined())
      if (Tensor r = h.f(in[h.output_nr]); r.defined()) {
        Tensor& g = in[h.output_nr];
        TORCH_CHECK(r.scalar_type() == g.scalar_type(), "hook '", h.id, "' has changed the type of value (was ",
                    g.toString(), " got ", r.toString(), ")");
        TORCH_CHECK(r.sizes() == g.sizes(), "hook '", h.id, "' has changed the size of value");
        g = r;
      }
  for (auto& hook : n.more->pre) {
    variable_list grads = (*hook)(variable_list(in, in + n.output_count));
    std::copy_n(grads.begin(), std::min<size_t>(grads.size(), n.output_count), in);
  }
}
void run_anomalous(Node& n, const Tensor* in, Tensor* out) {
  struct Running {
    Node* before = detail::running;
    ~Running() { detail::running = before; }
  } restore;
  detail::running = &n;
  try {
    n.backward(in, out);
    if (anomaly_check) check_nan(n, out);
  } catch (const std::exception&) {
    tell_origin(n);
    throw;
  }
}
void run_node(Node& n, const Tensor* in, Tensor* out) {
  variable_list inputs;
  const bool watched = n.more && !n.more->post.empty();
  if (__builtin_expect(watched, 0)) inputs.assign(in, in + n.output_count);
  if (__builtin_expect(detail::anomaly_on.load(std::memory_order_relaxed), 0))
    run_anomalous(n, in, out);
  else
    n.backward(in, out);
  if (__builtin_expect(!watched, 1)) return;
  variable_list made(out, out + n.next.size());
  for (auto& hook : n.more->post) made = (*hook)(made, inputs);
  std::copy_n(made.begin(), std::min(made.size(), n.next.size()), out);
}

struct Task {
  Node* node;
  uint32_t waiting;  // edges that still have to deliver
  uint32_t first;    // place of its incoming gradients
  bool needed;       // lies on a way to an input that was asked for
  bool asked;        // is one
  bool queued;
};
// Kept between runs, so that a settled training step allocates nothing. A run inside a run uses what lies behind the
// outer's.
struct Scratch {
  std::vector<Task> tasks;
  std::vector<Tensor> gradients;
  std::vector<uint32_t> stack, ready;
};
Scratch& scratch() {
  static thread_local Scratch s;
  return s;
}
std::recursive_mutex& engine_mutex() {  // nodes carry a run's marks: one run at a time
  static std::recursive_mutex m;
  return m;
}
uint64_t runs = 0;  // under engine_mutex

struct Capture {
  Node* node;
  uint32_t output_nr;
  Tensor* to;
};

class Run {
 public:
  Run(bool keep_graph, bool create_graph)
      : s_(scratch()),
        task0_(s_.tasks.size()),
        gradient0_(s_.gradients.size()),
        ready0_(s_.ready.size()),
        id_(++runs),
        keep_(keep_graph),
        create_(create_graph) {}
  ~Run() {
    detail::views_unnoted = nested_;
    s_.tasks.resize(task0_);
    s_.gradients.resize(gradient0_);
    s_.ready.resize(ready0_);
  }

  // Gives a gradient to an output; call for each, then run().
  void add_root(const Edge& e, Tensor gradient) {
    uint32_t t = place(e.function.get());
    roots_.push_back(e.function);
    deliver(s_.tasks[t].first + e.input_nr, std::move(gradient));
  }
  void run(std::vector<Capture>& captures) {
    explore();
    if (!captures.empty()) mark_needed(captures);
    for (size_t t = task0_; t < s_.tasks.size(); t++)
      if (s_.tasks[t].waiting == 0) enqueue(static_cast<uint32_t>(t));
    AutoGradMode mode(create_);
    detail::views_unnoted = !create_;
    while (s_.ready.size() > ready0_) {
      std::pop_heap(s_.ready.begin() + ready0_, s_.ready.end(), later());
      uint32_t t = s_.ready.back();
      s_.ready.pop_back();
      execute(t, captures);
    }
  }

 private:
  struct Later {
    const Task* tasks;
    bool operator()(uint32_t a, uint32_t b) const { return tasks[a].node->sequence_nr < tasks[b].node->sequence_nr; }
  };
  Later later() const { return {s_.tasks.data()}; }
  void enqueue(uint32_t t) {
    if (s_.tasks[t].queued) return;
    s_.tasks[t].queued = true;
    s_.ready.push_back(t);
    std::push_heap(s_.ready.begin() + ready0_, s_.ready.end(), later());
  }
  // The node's task, made when this run sees it for the first time.
  uint32_t place(Node* n) {
    if (n->run == id_) return n->slot;
    if (n->run > id_)  // an inner run has marked it since
      for (size_t t = task0_; t < s_.tasks.size(); t++)
        if (s_.tasks[t].node == n) return static_cast<uint32_t>(t);
    n->run = id_;
    n->slot = static_cast<uint32_t>(s_.tasks.size());
    s_.tasks.push_back({n, 0, static_cast<uint32_t>(s_.gradients.size()), true, false, false});
    s_.gradients.resize(s_.gradients.size() + n->output_count);
    return n->slot;
  }
  void explore() {
    for (size_t t = task0_; t < s_.tasks.size(); t++)  // grows while it is walked
      for (size_t i = 0; i < s_.tasks[t].node->next.size(); i++)
        if (Node* child = s_.tasks[t].node->next[i].function.get()) s_.tasks[place(child)].waiting++;
  }
  void mark_needed(const std::vector<Capture>& captures) {
    // children first: walk the nodes in an order in which every node comes after all that it leads to
    std::vector<uint32_t> order, open;
    std::vector<uint32_t> left(s_.tasks.size() - task0_);
    for (size_t t = task0_; t < s_.tasks.size(); t++) {
      left[t - task0_] = s_.tasks[t].waiting;
      s_.tasks[t].asked = captured(s_.tasks[t].node, captures);
    }
    for (size_t t = task0_; t < s_.tasks.size(); t++)
      if (!left[t - task0_]) open.push_back(static_cast<uint32_t>(t));
    while (!open.empty()) {
      uint32_t t = open.back();
      open.pop_back();
      order.push_back(t);
      for (const Edge& e : s_.tasks[t].node->next)
        if (e.function && !--left[e.function->slot - task0_]) open.push_back(e.function->slot);
    }
    for (auto t = order.rbegin(); t != order.rend(); ++t) {
      Task& task = s_.tasks[*t];
      task.needed = false;
      for (const Edge& e : task.node->next) task.needed |= e.function && leads(e.function->slot);
    }
  }
  static bool captured(const Node* n, const std::vector<Capture>& captures) {
    return std::any_of(captures.begin(), captures.end(), [&](const Capture& c) { return c.node == n; });
  }
  bool leads(uint32_t t) const { return s_.tasks[t].needed || s_.tasks[t].asked; }
  struct Unwanted {
    Node& n;
    Unwanted(Node& node, uint32_t inputs) : n(node) { n.unwanted = inputs; }
    ~Unwanted() { n.unwanted = 0; }
  };
  uint32_t unwanted(const Node& n) {
    uint32_t r = 0;
    for (size_t i = 0; i < std::min<size_t>(n.next.size(), 32); i++)
      if (Node* child = n.next[i].function.get())
        if (!leads(place(child))) r |= 1u << i;
    return r;
  }
  void deliver(uint32_t at, Tensor g) {
    Tensor& slot = s_.gradients[at];
    if (!slot.defined())
      slot = std::move(g);
    else if (!GradMode::is_enabled() && detail::sole(slot) && slot.is_contiguous())
      slot.add_(g);
    else
      slot = slot + g;
  }
  void execute(uint32_t t, std::vector<Capture>& captures) {
    constexpr size_t kInline = 8;
    Task task = s_.tasks[t];
    Node& n = *task.node;
    size_t n_in = n.output_count, n_out = n.next.size();
    Tensor small[2 * kInline];
    std::vector<Tensor> large;
    Tensor* in = small;
    if (n_in > kInline || n_out > kInline) {
      large.resize(n_in + n_out);
      in = large.data();
    }
    Tensor* out = in == small ? small + kInline : in + n_in;
    bool any = false;
    for (size_t i = 0; i < n_in; i++) {
      in[i] = std::move(s_.gradients[task.first + i]);
      any |= in[i].defined();
    }
    if (any || n.takes_undefined()) {
      if (n.more) run_hooks(n, in);
      for (Capture& c : captures)
        if (c.node == &n && in[c.output_nr].defined()) *c.to = in[c.output_nr];
      if (task.needed && (captures.empty() || !n.is_accumulator())) {
        const Unwanted mark(n, captures.empty() ? 0 : unwanted(n));
        run_node(n, in, out);
        if (!keep_) n.release_variables();
      }
    }
    for (size_t i = 0; i < n_out; i++) {
      const Edge& e = n.next[i];
      if (!e.function) continue;
      uint32_t child = place(e.function.get());
      if (out[i].defined()) deliver(s_.tasks[child].first + e.input_nr, std::move(out[i]));
      if (--s_.tasks[child].waiting == 0) enqueue(child);
    }
  }

  Scratch& s_;
  size_t task0_, gradient0_, ready0_;
  uint64_t id_;
  bool keep_, create_, nested_ = detail::views_unnoted;
  std::vector<intrusive_ptr<Node>> roots_;  // keeps the graph alive
};

Tensor root_gradient(const Tensor& output, const Tensor* given, size_t index) {
  if (given && given->defined()) {
    TORCH_CHECK(given->sizes() == output.sizes(), "invalid gradient at index ", index, " - got ", given->sizes(),
                " but expected shape compatible with ", output.sizes());
    return given->scalar_type() == output.scalar_type() ? *given : given->to(output.scalar_type());
  }
  TORCH_CHECK(output.numel() == 1, "grad can be implicitly created only for scalar outputs");
  Tensor g = new_tensor(output.sizes(), output.scalar_type());
  visit_floating(g.scalar_type(), "backward", [&](auto tag) {
    using T = typename decltype(tag)::type;
    *static_cast<T*>(g.data_ptr()) = T(1.0f);
  });
  return g;
}

void run_backward(const variable_list& outputs, const variable_list& grads, bool keep_graph, bool create_graph,
                  const variable_list& inputs, Tensor* results, bool allow_unused) {
  TORCH_CHECK(grads.empty() || grads.size() == outputs.size(), "got ", outputs.size(), " tensors and ", grads.size(),
              " gradients");
  // Where backward calls backward very often, the stack of one thread is too small: another one goes on.
  static thread_local int depth = 0;
  static thread_local bool continues = false;  // for a thread that waits and has the mutex
  struct Deeper {
    Deeper() { depth++; }
    ~Deeper() { depth--; }
  } deeper;
  if (depth > 100) {
    std::exception_ptr error;
    const bool grad_mode = GradMode::is_enabled();
    std::thread([&] {
      continues = true;
      AutoGradMode mode(grad_mode);
      try {
        run_backward(outputs, grads, keep_graph, create_graph, inputs, results, allow_unused);
      } catch (...) {
        error = std::current_exception();
      }
    }).join();
    if (error) std::rethrow_exception(error);
    return;
  }
  std::unique_lock lock(engine_mutex(), std::defer_lock);
  if (!continues) lock.lock();
  std::vector<Capture> captures;
  for (size_t i = 0; i < inputs.size(); i++) {
    TORCH_CHECK(inputs[i].requires_grad(), "One of the differentiated Tensors does not require grad");
    Edge e = gradient_edge(inputs[i]);
    captures.push_back({e.function.get(), e.input_nr, &results[i]});
  }
  Run run(keep_graph, create_graph);
  for (size_t i = 0; i < outputs.size(); i++) {
    TORCH_CHECK(outputs[i].defined() && outputs[i].requires_grad(), "element ", i,
                " of tensors does not require grad and does not have a grad_fn");
    run.add_root(gradient_edge(outputs[i]), root_gradient(outputs[i], grads.empty() ? nullptr : &grads[i], i));
  }
  run.run(captures);
  for (size_t i = 0; i < inputs.size() && !allow_unused; i++)
    TORCH_CHECK(results[i].defined(),
                "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True "
                "if this is the desired behavior.");
}

}  // namespace

bool AnomalyMode::is_enabled() { return detail::anomaly_on; }
bool AnomalyMode::should_check_nan() { return anomaly_check; }
void AnomalyMode::set_enabled(bool on, bool check) {
  detail::anomaly_on = on;
  anomaly_check = on && check;
}

variable_list grad(const variable_list& outputs, const variable_list& inputs, const variable_list& grad_outputs,
                   optional<bool> retain_graph, bool create_graph, bool allow_unused) {
  TORCH_CHECK(!inputs.empty(), "grad requires non-empty inputs.");
  variable_list results(inputs.size());
  run_backward(outputs, grad_outputs, retain_graph.value_or(create_graph), create_graph, inputs, results.data(),
               allow_unused);
  return results;
}

void backward(const variable_list& tensors, const variable_list& grad_tensors, optional<bool> retain_graph,
              bool create_graph, const variable_list& inputs) {
  if (create_graph)
    TORCH_WARN_ONCE(
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
        "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
        "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
        "the cycle and avoid the leak.");
  bool keep = retain_graph.value_or(create_graph);
  if (inputs.empty()) return run_backward(tensors, grad_tensors, keep, create_graph, {}, nullptr, true);
  variable_list results(inputs.size());
  run_backward(tensors, grad_tensors, keep, create_graph, inputs, results.data(), true);
  AutoGradMode mode(create_graph);
  for (size_t i = 0; i < inputs.size(); i++)
    if (results[i].defined()) {
      Tensor& g = inputs[i].mutable_grad();
      g = g.defined() ? g + results[i] : results[i].clone();
    }
}

}  // namespace rectify::autograd

namespace rectify::own {
std::vector<Tensor> Node::operator()(std::vector<Tensor>&& grads) {
  std::vector<Tensor> made(next.size());
  if (more) autograd::run_hooks(*this, grads.data());
  autograd::run_node(*this, grads.data(), made.data());
  return made;
}
}  // namespace rectify::own
