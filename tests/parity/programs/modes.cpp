// Inference mode, views made without grad mode, anomaly mode's warnings, hooks of nodes, and what autograd says of its
// graph.
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include "cases.h"

using namespace torch::autograd;

static void state(const char* name, const Tensor& t) {
  std::cout << name << ": ";
  try {
    std::cout << t.is_inference() << t.requires_grad() << t.is_view() << t.is_leaf() << ' '
              << (t.grad_fn() ? t.grad_fn()->name() : "-") << ' ' << t._version();
  } catch (const std::exception& e) {
    std::cout << first_line(e.what());
  }
  std::cout << "\n";
}
static std::string graph(const std::shared_ptr<Node>& node) {
  if (!node) return "None";
  std::string text = node->name() + "(";
  for (const Edge& edge : node->next_edges()) text += graph(edge.function);
  return text + ")";
}
struct Collector : c10::WarningHandler {
  std::vector<std::string> seen;
  void process(const c10::SourceLocation&, const std::string& msg, const bool) override { seen.push_back(msg); }
};

static void inference(bool tracked) {
  auto s = torch::ones({1, 2, 3}).set_requires_grad(tracked);
  Tensor b, c, d, e, w = s.clone();
  {
    torch::InferenceMode guard;
    b = s.view_as(s);
    state("view in inference mode", b);
    {
      torch::AutoGradMode on(true);
      auto q = s.view({2, 3}), z = torch::ones(2).requires_grad_();
      state("view under grad mode", q);
      state("product", s * 2);
      S(q.add_(1));
      S((s * s).sum().backward());
      state("made here", z);
      state("product of it", z * 2);
    }
    S(s.add_(1));
  }
  S(b.add_(1));
  {
    torch::AutoGradMode off(false);
    c = b.view_as(b);
    d = s.view_as(s);
    S(c.add_(1));
    S(d.add_(1));
  }
  S(c.add_(1));
  S(d.add_(1));
  S(d.view(-1).add_(1));
  S(d.detach().add_(1));
  {
    torch::NoGradGuard off;
    e = w.view(-1);
  }
  state("view without grad mode", e);
  S(e.mul_(2));
  S(w.mul_(2));
  state("after its base has changed", e);
  S(e.sum());
}
static void parts(bool tracked) {
  auto s = torch::ones({2, 2, 3}).set_requires_grad(tracked), v = s.view_as(s);
  std::vector<Tensor> b, c;
  {
    torch::InferenceMode guard;
    b = v.split_with_sizes({1, 1});
    s = s.view_as(s);
    c = s.split_with_sizes({1, 1});
  }
  for (auto& x : b) S(x.add_(1));
  for (auto& x : c) S(x.add_(1));
}
static void tensors(bool tracked) {
  auto s = torch::ones({1, 2, 3}).set_requires_grad(tracked);
  Tensor c, v;
  {
    torch::InferenceMode guard;
    c = torch::ones({1, 2, 3}).set_requires_grad(tracked);
    v = c.view({2, 3});
    state("of a blob", torch::from_blob(c.data_ptr(), {2}));
  }
  state("made in inference mode", c);
  state("its view", v);
  state("sum", c.add(s));
  S(c.mul(s));
  S(torch::stack({s, c}));
  S(c.exp());
  state("view outside", c.view({2, 3}));
  state("part outside", c[0]);
  S(c.add_(1));
  S(v.add_(1));
  S(torch::add_out(c, s.detach(), s.detach()));
  S(c.fill_(1));
  S(c.unsafeGetTensorImpl()->bump_version());
  S(c.view({-1}).add_(1));
  auto n = s.clone();
  S(n.add_(c));
  S(n.copy_(c));
  {
    torch::InferenceMode guard;
    S(c.add_(1));
    {
      torch::InferenceMode off(false);
      std::cout << torch::InferenceMode::is_enabled() << torch::GradMode::is_enabled() << "\n";
      state("product", s * 2);
      S(c.add_(1));
    }
    std::cout << torch::InferenceMode::is_enabled() << torch::GradMode::is_enabled() << "\n";
  }
  torch::NoGradGuard off;
  {
    torch::InferenceMode none(false);
    std::cout << torch::InferenceMode::is_enabled() << torch::GradMode::is_enabled() << "\n";
  }
  std::cout << torch::InferenceMode::is_enabled() << torch::GradMode::is_enabled() << "\n";
}
static void anomaly() {
  DetectAnomalyGuard detect;
  Collector mine;
  c10::Warning::WarningHandlerGuard guard(&mine);
  S({
    auto x = torch::tensor({5.0}, torch::requires_grad());
    auto y = x.sigmoid(), z = y * 2;
    y.detach().add_(1);
    z.backward();
  });
  S({
    auto x = torch::tensor({0.0}, torch::requires_grad());
    auto y = x.pow(1.5);
    auto g = grad({y}, {x}, {}, torch::nullopt, true);
    grad({g[0]}, {x}, {torch::tensor({0.0})});
  });
  S({
    DetectAnomalyGuard without(false);
    auto x = torch::tensor({0.0}, torch::requires_grad());
    x.sqrt().mul(0).backward();
  });
  for (auto& m : mine.seen) {
    const size_t at = m.find("Traceback");
    std::cout << m.substr(m.find_first_not_of('\n'), m.find(':', at) - m.find_first_not_of('\n') + 1) << "\n";
  }
}
struct Before : FunctionPreHook {
  variable_list operator()(const variable_list& grads) override {
    std::cout << "before " << grads.size() << "\n";
    return {grads[0] * 10};
  }
};
struct After : FunctionPostHook {
  variable_list operator()(const variable_list& outputs, const variable_list& inputs) override {
    std::cout << "after " << outputs.size() << inputs.size() << ' ' << inputs[0].sum().item<double>() << "\n";
    return {outputs[0] + 1};
  }
};
struct Twice : Function<Twice> {
  static Tensor forward(AutogradContext* ctx, Tensor a, Tensor b) {
    ctx->set_materialize_grads(false);
    return a * 2 + b;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    std::cout << "needs " << ctx->needs_input_grad(0) << ctx->needs_input_grad({{0, 1}, {1, 2}})
              << ctx->needs_input_grad({{1, 2}}) << "\n";
    return {g[0] * 2, Tensor()};
  }
};
struct Pass : Function<Pass> {
  static Tensor forward(AutogradContext*, Tensor a) { return a.view(-1); }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0].view({2, 1})}; }
};
static void nodes() {
  auto x = torch::ones({2, 2}, torch::requires_grad());
  auto y = (x * x).sin().sum();
  std::cout << graph(y.grad_fn()) << graph(x.grad_fn()) << "\n";
  auto mul = y.grad_fn()->next_edge(0).function;
  std::cout << mul->name() << mul->num_inputs() << mul->num_outputs() << mul->next_edges()[0].is_valid() << "\n";
  mul->add_pre_hook(std::make_unique<Before>());
  mul->add_post_hook(std::make_unique<After>());
  y.backward();
  T(x.grad());
  auto z = x.clone(), v = z.view({4});
  z.mul_(x);
  std::cout << graph(v.grad_fn()) << v._base().is_same(z) << "\n";
  S(Twice::apply(x, torch::ones({2, 2})).sum().backward());
  auto p = Pass::apply(torch::ones({2, 1}, torch::requires_grad()));
  S(p.add_(1));
  T(make_variable(torch::ones(2), true));
  auto parts = (x * 1).unbind(0);
  S(parts[1].add_(1));
  S(x.view(-1).add_(1));
  S(x.add_(1));
}
int main() {
  for (bool tracked : {true, false}) {
    inference(tracked);
    parts(tracked);
    tensors(tracked);
  }
  anomaly();
  nodes();
  return 0;
}
