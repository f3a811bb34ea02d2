// What a test of libtorch's C++ frontend looks at besides values: printed forms, accessors of indices, words of errors.
#include "cases.h"

using namespace torch::autograd;

#define CASE(...)                      \
  do {                                 \
    std::cout << #__VA_ARGS__ << ": "; \
    try {                              \
      show(__VA_ARGS__);               \
    }                                  \
    CATCH                              \
  } while (0)
#define TRY(...)                       \
  do {                                 \
    std::cout << #__VA_ARGS__ << ": "; \
    try {                              \
      __VA_ARGS__;                     \
      std::cout << "done\n";           \
    }                                  \
    CATCH                              \
  } while (0)

struct MaybeAdd : Function<MaybeAdd> {
  static Variable forward(AutogradContext*, Variable a, c10::optional<Tensor> b) { return b ? a + *b : a * 1; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0]}; }
};
struct Plain : torch::optim::OptimizerOptions {};
struct Words : c10::WarningHandler {
  std::vector<std::string> kept;
  c10::WarningHandler* before = c10::Warning::get_warning_handler();
  Words() { c10::Warning::set_warning_handler(this); }
  ~Words() { c10::Warning::set_warning_handler(before); }
  void process(const c10::SourceLocation&, const std::string& s, const bool) override { kept.push_back(s); }
};

void indices() {
  CASE(c10::str(Slice(None, None, -1)));
  CASE(c10::str(Slice(None, 3, -1)));
  CASE(c10::str(std::vector<TensorIndex>({None, "...", Ellipsis, 0, true, Slice(1, None, 2)})));
  CASE(c10::str(std::vector<TensorIndex>({})));
  CASE(TensorIndex(3).integer());
  CASE(TensorIndex(true).boolean());
  CASE(c10::str(TensorIndex(Slice(1, 2)).slice()));
  CASE(TensorIndex(torch::ones({2})).tensor());
  auto t = torch::arange(24).view({2, 3, 4});
  CASE(t.index({}));
  CASE(t.index_put_({}, 1));
  CASE(t.index({Slice(0, 1, -1)}));
  CASE(at::index(t, {torch::tensor({0}), torch::tensor({1})}));
  CASE(torch::index_put(t, {torch::tensor({0})}, torch::tensor(7)));
  c10::List<c10::optional<Tensor>> list;
  list.push_back(torch::tensor({1}));
  CASE(t.index(list));
  CASE(t.masked_select(torch::tensor({true, false})));
  CASE(torch::arange(5).masked_fill_(torch::ones({2, 5}, torch::kBool), 1));
  Words words;
  t.index({torch::tensor({1, 0}, torch::kByte)});
  t.masked_fill_(torch::ones({4}, torch::kByte), 1);
  for (auto& s : words.kept) std::cout << s << "\n";
}
void tensors() {
  using Container = torch::detail::TensorDataContainer;
  CASE(c10::str(Container({{1.1, 2.2}, {3.3, 4.4}})));
  CASE(c10::str(Container(true)));
  CASE(Container(1.1).scalar_type());
  CASE(Container({1, 2}).is_init_list());
  TRY(Container(1.1).init_list());
  TRY(Container({1.1}).scalar());
  TRY(Container(1.1).tensor());
  CASE(at::tensor(123));
  CASE(at::tensor({1.5, 2.5}));
  CASE(torch::arange(3, torch::kBool));
  CASE(torch::range(5, 0, 1));
  CASE(torch::empty_strided({2, 3}, {-1, 2}));
  CASE(torch::randperm(300, torch::kByte).numel());
  auto x = torch::ones({2, 3});
  CASE(c10::str(x.type()));
  CASE(x.type() == torch::ones(1).type());
  CASE(x.options().type_equal(torch::dtype<float>()));
  CASE(static_cast<int64_t>(x.storage().nbytes()));
  CASE(x.storage().is_alias_of(x.t().storage()));
  CASE(torch::empty({0}).set_(x.storage(), 1, {2}, {2}));
  CASE(x.divide(2, "floor"));
  CASE(x.argsort(true, 0));
  CASE(torch::searchsorted(torch::tensor({1., 2.}), x, false, false, "right"));
  CASE(torch::linalg_cond(torch::eye(2), "fro"));
  CASE(torch::gradient(torch::tensor({1., 4., 9.})));
  CASE(at::parallel_reduce(
      0, 100, 7, 0, [](int64_t b, int64_t e, int s) { return s + static_cast<int>(e - b); },
      [](int a, int b) { return a + b; }));
}
void gradients() {
  auto a = torch::full({2}, 2., torch::requires_grad());
  auto q = torch::ones(2);
  auto v = q.view({1, 2});
  v.mul_(a);
  TRY(q.sum().backward());
  CASE(a.grad());
  auto b = a * 1;
  b.add_(1);
  CASE(b.grad_fn()->name());
  b.register_hook([](const Tensor& g) { return g.new_ones({5}); });
  TRY(b.sum().backward());
  auto c = a * 2;
  c.register_hook([](const Tensor& g) { return g.to(torch::kDouble); });
  TRY(c.sum().backward());
  TRY(MaybeAdd::apply(a, c10::optional<Tensor>(a)).sum().backward());
  CASE(a.grad());
  TRY((a * 1).detach().view({-1}).detach_());
  CASE(torch::autograd::impl::grad_accumulator(a)->name());
  Words words;
  CASE((a * 2).grad());
  for (auto& s : words.kept) std::cout << s << "\n";
  Tensor i;
  {
    c10::InferenceMode guard;
    i = torch::ones({2});
  }
  CASE(i.detach()._version());
  CASE(i.data()._version());
}
void optimizers() {
  TRY(Plain().get_lr());
  TRY(Plain().set_lr(1));
  TRY(Plain().clone());
  TRY(torch::optim::OptimizerParamState().clone());
}

int main() {
  indices();
  tensors();
  gradients();
  optimizers();
}
