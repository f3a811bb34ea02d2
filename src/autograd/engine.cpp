// Backward: finds the nodes that the outputs reach, then runs them latest first.
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <mutex>

namespace rectify::autograd {
namespace {

std::atomic<bool> anomaly_on{false}, anomaly_check{false};
void check_nan(const Node& n, const Tensor* out, size_t count) {
  NoGradGuard off;
  for (size_t i = 0; i < count; i++)
    TORCH_CHECK(!out[i].defined() || !out[i].ne(out[i]).any().item<bool>(), "Function '", n.name(),
                "' returned nan values in its ", i, "th output.");
}

struct Task {
  Node* node;
  uint32_t waiting;  // edges that still have to deliver
  uint32_t first;    // place of its incoming gradients
  bool needed;       // lies on a way to an input that was asked for
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
    s_.tasks.resize(task0_);
    s_.gradients.resize(gradient0_);
    s_.ready.resize(ready0_);
  }

  // Gives a gradient to an output; call for each, then run().
  void add_root(const Edge& e, Tensor gradient) {
    uint32_t t = place(e.node.get());
    roots_.push_back(e.node);
    deliver(s_.tasks[t].first + e.input_nr, std::move(gradient));
  }
  void run(std::vector<Capture>& captures) {
    explore();
    if (!captures.empty()) mark_needed(captures);
    for (size_t t = task0_; t < s_.tasks.size(); t++)
      if (s_.tasks[t].waiting == 0) enqueue(static_cast<uint32_t>(t));
    AutoGradMode mode(create_);
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
    s_.tasks.push_back({n, 0, static_cast<uint32_t>(s_.gradients.size()), true, false});
    s_.gradients.resize(s_.gradients.size() + n->num_outputs);
    return n->slot;
  }
  void explore() {
    for (size_t t = task0_; t < s_.tasks.size(); t++)  // grows while it is walked
      for (size_t i = 0; i < s_.tasks[t].node->next.size(); i++)
        if (Node* child = s_.tasks[t].node->next[i].node.get()) s_.tasks[place(child)].waiting++;
  }
  void mark_needed(const std::vector<Capture>& captures) {
    // children first: walk the nodes in an order in which every node comes after all that it leads to
    std::vector<uint32_t> order, open;
    std::vector<uint32_t> left(s_.tasks.size() - task0_);
    for (size_t t = task0_; t < s_.tasks.size(); t++) left[t - task0_] = s_.tasks[t].waiting;
    for (size_t t = task0_; t < s_.tasks.size(); t++)
      if (!left[t - task0_]) open.push_back(static_cast<uint32_t>(t));
    while (!open.empty()) {
      uint32_t t = open.back();
      open.pop_back();
      order.push_back(t);
      for (const Edge& e : s_.tasks[t].node->next)
        if (e.node && !--left[e.node->slot - task0_]) open.push_back(e.node->slot);
    }
    for (auto t = order.rbegin(); t != order.rend(); ++t) {
      Task& task = s_.tasks[*t];
      task.needed = false;
      for (const Edge& e : task.node->next)
        task.needed |= e.node && (s_.tasks[e.node->slot].needed || captured(e.node.get(), captures));
    }
  }
  static bool captured(const Node* n, const std::vector<Capture>& captures) {
    return std::any_of(captures.begin(), captures.end(), [&](const Capture& c) { return c.node == n; });
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
    size_t n_in = n.num_outputs, n_out = n.next.size();
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
    if (any) {
      if (n.hooks) {
        auto hooks = *n.hooks;  // a hook may remove itself
        for (auto& h : hooks)
          if (in[h.output_nr].defined())
            if (Tensor r = h.f(in[h.output_nr]); r.defined()) in[h.output_nr] = r;
      }
      for (Capture& c : captures)
        if (c.node == &n && in[c.output_nr].defined()) *c.to = in[c.output_nr];
      if (task.needed && (captures.empty() || !n.is_accumulator())) {
        n.backward(in, out);
        if (__builtin_expect(anomaly_check.load(std::memory_order_relaxed), 0)) check_nan(n, out, n_out);
        if (!keep_) n.release_variables();
      }
    }
    for (size_t i = 0; i < n_out; i++) {
      const Edge& e = n.next[i];
      if (!e.node) continue;
      uint32_t child = place(e.node.get());
      if (out[i].defined()) deliver(s_.tasks[child].first + e.input_nr, std::move(out[i]));
      if (--s_.tasks[child].waiting == 0) enqueue(child);
    }
  }

  Scratch& s_;
  size_t task0_, gradient0_, ready0_;
  uint64_t id_;
  bool keep_, create_;
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
  std::lock_guard lock(engine_mutex());
  std::vector<Capture> captures;
  for (size_t i = 0; i < inputs.size(); i++) {
    TORCH_CHECK(inputs[i].requires_grad(), "One of the differentiated Tensors does not require grad");
    Edge e = gradient_edge(inputs[i]);
    captures.push_back({e.node.get(), e.input_nr, &results[i]});
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

bool AnomalyMode::is_enabled() { return anomaly_on; }
bool AnomalyMode::should_check_nan() { return anomaly_check; }
void AnomalyMode::set_enabled(bool on, bool check) {
  anomaly_on = on;
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
