// Rules that programs run into: inference mode, anomaly mode, out arguments, mixed dtypes, stochastic and statistical
// functions.
#include "cases.h"

struct Collector : c10::WarningHandler {
  std::vector<std::string> seen;
  void process(const c10::SourceLocation&, const std::string& msg, const bool) override { seen.push_back(msg); }
};
static void anomaly() {
  Collector mine;
  c10::Warning::WarningHandlerGuard guard(&mine);
  {
    torch::autograd::DetectAnomalyGuard detect;
    try {
      auto x = torch::tensor({-1.0, 1.0}, torch::requires_grad());
      x.sqrt().mul(2).sum().backward();
    } catch (const std::exception& e) {
      std::cout << first_line(e.what()) << "\n";
    }
  }
  std::cout << torch::autograd::AnomalyMode::is_enabled() << "\n";
}
static void inference() {
  Tensor a = torch::ones(2), leaf = torch::ones(2, torch::requires_grad()), made, view;
  {
    torch::InferenceMode guard;
    std::cout << torch::InferenceMode::is_enabled() << torch::GradMode::is_enabled() << "\n";
    made = torch::ones(2);
    view = a.view({2, 1});
    std::cout << made.is_inference() << a.is_inference() << view.is_inference() << (leaf * 2).requires_grad()
              << (leaf * 2).is_inference() << "\n";
    S(std::cout << made._version() << "\n");
    made.add_(1);
    a.add_(1);
  }
  S(made.add_(1));
  S(std::cout << (made * leaf).requires_grad() << "\n");
  S((made * 2).requires_grad_());
  S(made.requires_grad_());
  S((made.view({2}) * leaf).sum().backward());
  S(made.clone().add_(leaf).sum().backward());
  S(std::cout << made.detach().is_inference() << made.clone().is_inference() << made.view({1, 2}).is_inference()
              << "\n");
  S(made.set_data(torch::ones(3)));
  std::cout << a << a._version() << "\n";
}
int main() {
  anomaly();
  inference();
  auto f = torch::ones({2, 2}), d = torch::ones({2, 2}, torch::kDouble), l = torch::ones({2, 2}, torch::kLong);
  auto out = [](torch::Dtype t) { return torch::empty({0}, t); };
  {
    Tensor o = out(torch::kDouble);
    T(torch::matmul_out(o, f, f));
    T(torch::mm_out(o, f, f));
    T(torch::add_out(o, f, f));
    T(torch::addmm_out(o, f, f, f));
    T(torch::bmm_out(o, f.unsqueeze(0), f.unsqueeze(0)));
    T(torch::dot_out(o, f[0], f[0]));
    T(torch::mv_out(o, f, f[0]));
    T(torch::sum_out(o, f, torch::IntArrayRef{0}));
    T(torch::mean_out(o, f, torch::IntArrayRef{0}));
    T(torch::cat_out(o, {f, f}));
    T(torch::stack_out(o, {f, f}));
    T(torch::softmax_out(o, f, 1));
    T(torch::relu_out(o, f));
    T(torch::cumsum_out(o, f, 0));
    T(torch::arange_out(o, 3));
    T(torch::linspace_out(o, 0, 1, 3));
    T(torch::exp_out(o, f));
    T(torch::std_out(o, f, true));
    T(torch::norm_out(o, f, 2, torch::IntArrayRef{0}));
  }
  {
    Tensor o = out(torch::kLong);
    T(torch::add_out(o, f, f));
    T(torch::exp_out(o, f));
    T(torch::mm_out(o, f, f));
    T(torch::sum_out(o, f, torch::IntArrayRef{0}));
    T(torch::eq_out(o, f, f));
  }
  T(torch::matmul(f, d));
  T(torch::mm(f, l));
  T(torch::meshgrid({torch::arange(2), torch::arange(2.)}));
  T(torch::meshgrid({torch::arange(2), torch::arange(3)}, "xy"));
  T(torch::meshgrid({torch::arange(2), torch::arange(3)}, "ab"));
  T(torch::meshgrid({torch::ones({2, 2})}));
  T(torch::cat({f, l}));
  T(torch::stack({f, d}));
  T(torch::where(f > 0, f, l));
  T(torch::dot(f[0], d[0]));
  T(torch::bmm(f.unsqueeze(0), d.unsqueeze(0)));
  T(torch::einsum("ij,jk->ik", {f, d}));
  T(torch::einsum("ij,jk", {f, f}));
  T(torch::einsum("bii->bi", {torch::arange(8).view({2, 2, 2})}));
  T(torch::einsum("...ij->...ji", {torch::arange(4).view({1, 2, 2})}));
  T(torch::einsum("ij,k->", {f, f[0]}));
  T(torch::einsum("ij", {f[0]}));
  T(torch::multinomial(torch::tensor({1.0, -1.0}), 1));
  T(torch::multinomial(torch::tensor({1.0, 0.0}), 2));
  T(torch::multinomial(torch::tensor({0.0, 0.0}), 1));
  T(torch::multinomial(torch::tensor({1, 2}), 1));
  torch::manual_seed(3);
  T(torch::multinomial(torch::tensor({0.3, 0.3, 0.4}), 3));
  T(torch::multinomial(torch::tensor({{0.3, 0.7}, {0.9, 0.1}}), 5, true));
  T(torch::poisson(torch::tensor({0.5, 3.0, 20.0, 0.0})));
  T(torch::poisson(torch::tensor({{1.5, 100.0}}, torch::kDouble)));
  T(torch::poisson(torch::tensor({-1.0})));
  T(torch::unique_dim(torch::tensor({{1, 2}, {0, 1}, {1, 2}}), 0, true, true, true));
  T(torch::unique_consecutive(torch::tensor({1, 1, 2, 1}), true, true));
  T(std::get<1>(torch::qr(torch::tensor({{1.0, 2.0}, {3.0, 4.0}}))).abs());
  T(torch::nll_loss2d(torch::log_softmax(torch::arange(8.).view({1, 2, 2, 2}), 1),
                      torch::zeros({1, 2, 2}, torch::kLong)));
  T(torch::nll_loss_nd(torch::log_softmax(torch::arange(8.).view({1, 2, 2, 2}), 1),
                       torch::zeros({1, 2, 2}, torch::kLong), torch::tensor({1.0, 2.0}), torch::Reduction::Sum));
  T(torch::layer_norm(f, {2}, c10::nullopt, c10::optional<Tensor>(torch::ones(2))));
  T(torch::conv1d(torch::ones({1, 1, 3}), torch::ones({1, 1, 2}), torch::nullopt, 1));
  T(torch::linear(f, f, c10::optional<Tensor>()));
  T(torch::histc(torch::tensor({0.1, 0.5, 0.9}), 2, 0, 1));
  T(torch::fill(f, 3));
  T(torch::is_floating_point(f));
  T(torch::is_complex(f));
  T(torch::is_signed(l));
  T(torch::numel(f));
  T(torch::size(f, 1));
  T(torch::clip(f * 3, 0, 2));
  T(torch::nn::utils::rnn::pad_sequence({torch::ones(2), torch::ones(3)}, true, -1));
  T(torch::flatten_dense_tensors({f, f[0]}));
  T(at::get_num_threads() > 0);
  T(torch::special::xlogy(f, f));
  T(torch::special::logsumexp(f, {1}, false));
  T(torch::special::softmax(f, 1, c10::nullopt));
  T(torch::unsafe_split_with_sizes(torch::arange(3), {1, 2}));
  T(torch::put(f, torch::tensor({0, 3}), torch::tensor({5.0, 6.0})));
  T(torch::repeat_interleave(torch::arange(2), 2));
  T(torch::histogram(torch::tensor({1.0, 2.0, 1.5}), 2));
  T(torch::trapz(torch::tensor({1.0, 2.0, 3.0})));
  T(torch::scalar_tensor(3, torch::kInt));
  T(torch::searchsorted(torch::tensor({1.0, 3.0, 5.0}), 3.0, false, true));
  T(torch::bucketize(torch::tensor({2.0, 3.0}), torch::tensor({1.0, 3.0, 5.0})));
  T(torch::tensor_split(torch::arange(5), torch::tensor({2, 4})));

  T(torch::histogram(torch::tensor({1, 2}), 2));
  T(torch::histogram(torch::tensor({1.0}), torch::tensor({1.0, 2.0}, torch::kDouble)));
  T(torch::histogram(torch::tensor({1.0}), torch::ones({2, 2})));
  T(torch::histogram(torch::tensor({1.0, 2.0}), 0));
  T(torch::histogram(torch::tensor({1.0, 1.6, 2.0}), torch::tensor({0.0, 1.5, 2.0}), torch::tensor({2.0, 3.0, 1.0}),
                     true));
  T(torch::histogram(torch::tensor({1.0, 1.6, 2.0}), 4, std::vector<double>{0, 2}));
  T(torch::histogram(torch::tensor({1.0, 1.6, 2.0}), 4, std::vector<double>{2, 0}));
  T(torch::histogram(torch::ones(2), 2));
  T(torch::tensor_split(torch::arange(5), torch::tensor(2)));
  T(torch::tensor_split(torch::arange(5), torch::tensor({1.5})));
  T(torch::tensor_split(torch::arange(5), torch::ones({2, 2}, torch::kLong)));
  T(torch::unflatten_dense_tensors(torch::arange(6.), {f, f[0]}));
  {
    auto g = at::detail::createCPUGenerator(3);
    S(g.set_state(torch::ones(3)));
    S(g.set_state(torch::ones(3, torch::kByte)));
    T(g.get_state().sizes());
    auto state = g.get_state();
    T(static_cast<int64_t>(state.data_ptr<uint8_t>()[0]));
    torch::randn({5}, torch::optional<at::Generator>(g));
    torch::randn({17}, torch::optional<at::Generator>(g), torch::kDouble);
    torch::normal(0.0, 1.0, {1}, torch::optional<at::Generator>(g), torch::kDouble);
    T(g.get_state().slice(0, 0, 24).to(torch::kLong));
  }
  return 0;
}
