// autograd::Function of several kinds: straight-through, a fused layer, in place, several results, saved data, not
// differentiable.
#include <torch/torch.h>

#include <iostream>

using torch::Tensor;
using namespace torch::autograd;

struct StraightThrough : Function<StraightThrough> {
  static Variable forward(AutogradContext* ctx, Variable x) { return torch::sign(x); }
  static tensor_list backward(AutogradContext* ctx, tensor_list grads) { return {grads[0].clamp(-1, 1)}; }
};
class LinearFunction : public Function<LinearFunction> {
 public:
  static Tensor forward(AutogradContext* ctx, Tensor input, Tensor weight, Tensor bias = Tensor()) {
    ctx->save_for_backward({input, weight, bias});
    auto output = input.mm(weight.t());
    if (bias.defined()) output += bias.unsqueeze(0).expand_as(output);
    return output;
  }
  static tensor_list backward(AutogradContext* ctx, tensor_list grad_outputs) {
    auto saved = ctx->get_saved_variables();
    auto input = saved[0], weight = saved[1], bias = saved[2], g = grad_outputs[0];
    auto grad_bias = Tensor();
    if (bias.defined()) grad_bias = g.sum(0);
    return {g.mm(weight), g.t().mm(input), grad_bias};
  }
};
struct MulConstant : Function<MulConstant> {
  static Tensor forward(AutogradContext* ctx, Tensor t, double constant, int64_t power, std::string name) {
    ctx->saved_data["constant"] = constant;
    ctx->saved_data["power"] = power;
    ctx->saved_data["name"] = name;
    ctx->saved_data["input"] = t;
    return constant * t.pow(power);
  }
  static tensor_list backward(AutogradContext* ctx, tensor_list g) {
    auto c = ctx->saved_data["constant"].toDouble();
    auto p = ctx->saved_data["power"].toInt();
    std::cout << "backward of " << ctx->saved_data["name"].toStringRef() << "\n";
    return {g[0] * c * p * ctx->saved_data["input"].toTensor().pow(p - 1), Tensor(), Tensor(), Tensor()};
  }
};
struct SplitParts : Function<SplitParts> {
  static variable_list forward(AutogradContext* ctx, Variable x) {
    auto indices = x.argsort(-1, false);
    ctx->mark_non_differentiable({indices});
    ctx->set_materialize_grads(false);
    return {x.clamp_min(0), x.clamp_max(0), indices};
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    std::cout << g.size() << " gradients, defined: " << g[0].defined() << g[1].defined() << g[2].defined() << "\n";
    Tensor sum = g[0].defined() ? g[0] * 2 : Tensor();
    if (g[1].defined()) sum = sum.defined() ? sum + g[1] * 3 : g[1] * 3;
    return {sum};
  }
};
struct DoubleInPlace : Function<DoubleInPlace> {
  static Variable forward(AutogradContext* ctx, Variable x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2}; }
};

int main() {
  auto x = torch::tensor({-2.0, -0.5, 0.5, 3.0}, torch::requires_grad());
  (StraightThrough::apply(x) * torch::tensor({0.5, 2.0, -3.0, 1.0})).sum().backward();
  std::cout << x.grad() << "\n";

  auto in = torch::arange(6., torch::kDouble).view({2, 3}).requires_grad_(),
       w = torch::ones({2, 3}, torch::kDouble).requires_grad_(),
       b = torch::zeros(2, torch::dtype(torch::kDouble).requires_grad(true));
  auto y = LinearFunction::apply(in, w, b);
  y.pow(2).sum().backward();
  std::cout << y.grad_fn()->name().substr(0, 30).find("Linear") << in.grad() << w.grad() << b.grad() << "\n";
  auto t = torch::tensor({1.0, 2.0, 3.0}, torch::requires_grad());
  auto g = grad({MulConstant::apply(t, 0.5, int64_t(3), std::string("cube"))}, {t}, {torch::ones(3)}, true, true)[0];
  std::cout << g << g.requires_grad() << "\n";
  std::cout << grad({g.sum()}, {t})[0] << "\n";

  auto parts = SplitParts::apply(x);
  std::cout << parts[2].requires_grad() << parts[2] << "\n";
  x.mutable_grad() = Tensor();
  parts[1].sum().backward();
  std::cout << x.grad() << "\n";

  auto leaf = torch::ones(2, torch::requires_grad());
  auto z = leaf + 1;
  DoubleInPlace::apply(z);
  std::cout << z << z._version() << "\n";
  z.sum().backward();
  std::cout << leaf.grad() << "\n";
  try {
    auto again = torch::ones(2, torch::requires_grad());
    auto u = MulConstant::apply(again, 1.0, int64_t(2), std::string("square"));
    u.sum().backward();
    u.sum().backward();
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
}
