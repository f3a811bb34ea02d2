// Views, in-place changes and what autograd says of them; hooks; reentrant and partial backward.
#include <torch/torch.h>

#include <iostream>

using torch::Tensor;

static void attempt(const char* name, const std::function<void()>& f) {
  try {
    f();
    std::cout << name << ": fine\n";
  } catch (const c10::Error& e) {
    std::string s = e.what_without_backtrace();
    std::cout << name << ": " << s.substr(0, s.find('\n')) << "\n";
  }
}

int main() {
  auto x = torch::arange(1., 7.).requires_grad_();
  auto y = x * 1;
  y.narrow(0, 0, 2).mul_(10);
  y[5] = 0;
  y.view({2, 3}).select(1, 1).add_(1);
  y.sum().backward();
  std::cout << y << x.grad() << y.grad_fn()->name() << "\n";

  auto base = torch::zeros({2, 2});
  auto leaf = torch::ones(2, torch::requires_grad());
  base[0].copy_(leaf * 3);
  std::cout << base.requires_grad() << base[0].grad_fn()->name() << " " << base._version() << "\n";
  base.pow(2).sum().backward();
  std::cout << leaf.grad() << "\n";

  attempt("leaf in place", [] { torch::ones(1, torch::requires_grad()).add_(1); });
  attempt("view of a leaf", [] { torch::ones(2, torch::requires_grad())[0].zero_(); });
  attempt("needed for backward", [] {
    auto a = torch::ones(2, torch::requires_grad());
    auto b = a.exp();
    b.add_(1);
    b.sum().backward();
  });
  attempt("twice", [] {
    auto a = torch::ones(2, torch::requires_grad());
    auto l = a.pow(2).sum();
    l.backward();
    l.backward();
  });
  attempt("no scalar", [] { (torch::ones(2, torch::requires_grad()) * 2).backward(); });
  attempt("no grad", [] { torch::ones(1).backward(); });
  attempt("unused", [] {
    auto a = torch::ones(1, torch::requires_grad()), b = torch::ones(1, torch::requires_grad());
    torch::autograd::grad({a * 2}, {b});
  });
  attempt("integers", [] { torch::ones(1, torch::kLong).requires_grad_(); });

  auto a = torch::ones(2, torch::requires_grad());
  auto h1 = a.register_hook([](Tensor g) { return g * 2; });
  auto h2 = a.register_hook([](Tensor g) { std::cout << "hook sees " << g.view({1, 2}) << "\n"; });
  auto mid = a * 3;
  mid.retain_grad();
  mid.sum().backward();
  std::cout << a.grad() << mid.grad() << "\n";
  a.remove_hook(h1);
  a.mutable_grad().reset();
  (a * 3).sum().backward();
  std::cout << a.grad() << h2 << "\n";

  auto p = torch::ones(1, torch::requires_grad()), q = torch::ones(1, torch::requires_grad());
  auto loss = (p * 2 + q * 3).pow(2).sum();
  loss.backward({}, /*retain_graph=*/true, /*create_graph=*/false, {{p}});
  std::cout << p.grad() << q.grad().defined() << "\n";
  torch::autograd::backward({loss, p * 4}, {torch::Tensor(), torch::ones(1)});
  std::cout << p.grad() << q.grad() << "\n";
  auto some = torch::autograd::grad({p * 2}, {p, q}, {}, torch::nullopt, false, /*allow_unused=*/true);
  std::cout << some[0] << some[1].defined() << "\n";
  auto d = (p * 2).detach();
  d.zero_();
  std::cout << d.requires_grad() << d.is_leaf() << p.is_leaf() << (p * 2).is_leaf() << (p * 2).output_nr() << "\n";
  {
    torch::NoGradGuard off;
    std::cout << (p * 2).requires_grad() << torch::GradMode::is_enabled();
    torch::AutoGradMode on(true);
    std::cout << (p * 2).requires_grad() << "\n";
  }
}
