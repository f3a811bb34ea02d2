// Activations that are more than a function of one element: PyTorch's values (golden/shaped.json), derivatives of first
// and second order, layouts, dtypes, errors.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "autograd/check.h"

namespace {
using namespace rectify;
namespace F = rectify::nn::functional;
using autograd::variable_list;
using nlohmann::json;

const json& golden() {
  static const json all = json::parse(std::ifstream(std::string(RECTIFY_GOLDEN_DIR) + "/shaped.json"));
  return all;
}
double number(const json& j) { return j.is_string() ? std::stod(j.get<std::string>()) : j.get<double>(); }
std::vector<double> numbers(const json& j) {
  std::vector<double> v;
  for (const auto& e : j) v.push_back(number(e));
  return v;
}
Tensor values(IntArrayRef sizes) {  // as in make_shaped.py
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return ((arange(n, TensorOptions(kDouble)) * 7).remainder(23) - 11.3).reshape(sizes) / 3.7;
}
void expect_near(const Tensor& t, const std::vector<double>& want, double rtol, const std::string& what) {
  const Tensor c = t.detach().to(kDouble).contiguous();
  ASSERT_EQ(c.numel(), static_cast<int64_t>(want.size())) << what;
  for (size_t i = 0; i < want.size(); i++) {
    const double v = c.data_ptr<double>()[i];
    if (std::isfinite(want[i]))
      EXPECT_NEAR(v, want[i], rtol * (1 + std::fabs(want[i]))) << what << " at " << i;
    else
      EXPECT_TRUE(std::isnan(want[i]) ? std::isnan(v) : v == want[i]) << what << " at " << i << ": " << v;
  }
}
Tensor named(const std::string& op, const Tensor& x) {
  const auto t = x.options();
  if (op == "prelu1") return F::prelu(x, full({1}, 0.25, t));
  if (op == "prelu") return F::prelu(x, linspace(-0.5, 1.25, x.size(1), t));
  if (op == "rrelu_eval") return F::rrelu(x, F::RReLUFuncOptions().lower(0.1).upper(0.4));
  if (op == "glu1") return F::glu(x, 1);
  const auto at = [&](const char* prefix) { return std::stoll(op.substr(std::string(prefix).size())); };
  if (op.rfind("softmax", 0) == 0) return F::softmax(x, at("softmax"));
  if (op.rfind("softmin", 0) == 0) return F::softmin(x, at("softmin"));
  if (op.rfind("log_softmax", 0) == 0) return F::log_softmax(x, at("log_softmax"));
  throw std::logic_error(op);
}

TEST(Shaped, AsPyTorch) {
  for (const auto& row : golden()["exact"])
    for (const bool permuted : {false, true}) {  // the same values in another order of memory
      const auto sizes = row["sizes"].get<std::vector<int64_t>>();
      const std::string op = row["op"], what = op + " " + row["sizes"].dump() + (permuted ? " permuted" : "");
      Tensor leaf = values(sizes);
      if (permuted) leaf = leaf.transpose(0, -1).contiguous().transpose(0, -1);
      leaf.requires_grad_();
      const Tensor y = named(op, leaf), g = arange(y.numel(), TensorOptions(kDouble)).cos().reshape(y.sizes());
      expect_near(y, numbers(row["y"]), 1e-11, what);
      const Tensor dx = autograd::grad({y}, {leaf}, {g})[0];
      expect_near(dx, numbers(row["dx"]), 1e-11, what + " backward");
      const Tensor again = autograd::grad({named(op, leaf)}, {leaf}, {g}, nullopt, true)[0];
      expect_near(again, numbers(row["dx"]), 1e-11, what + " backward, recorded");
      expect_near(named(op, leaf.detach().to(kFloat)), numbers(row["y"]), 1e-6, what + " float");
      expect_near(named(op, leaf.detach().to(kBFloat16)), numbers(row["y"]), 4e-2, what + " bfloat16");
      expect_near(named(op, leaf.detach().to(kHalf)), numbers(row["y"]), 4e-3, what + " half");
    }
}
TEST(Shaped, EdgesAsPyTorch) {
  for (const auto& row : golden()["edges"]) {
    const Tensor x = tensor(ArrayRef<double>(numbers(row["x"])), kDouble).to(kFloat).unsqueeze(0);
    expect_near(named(row["op"], x), numbers(row["y"]), 1e-6, row.dump());
  }
}
TEST(Shaped, RandomAsPyTorch) {
  for (const auto& row : golden()["random"]) {
    const std::string op = row["op"];
    const Tensor x = values({3, 4}).to(kFloat);
    manual_seed(11);
    Tensor y;
    if (op == "rrelu") y = rrelu(x, 0.1, 0.6, true);
    if (op == "rrelu_double") y = rrelu(x.to(kDouble), 0.1, 0.6, true);
    if (op == "rrelu_bfloat16") y = rrelu(x.to(kBFloat16), 0.1, 0.6, true);
    if (op == "rrelu_transposed") y = rrelu(x.t(), 0.1, 0.6, true);
    if (op == "rrelu_equal") y = rrelu(x, 0.3, 0.3, true);
    if (op == "alpha_dropout") y = alpha_dropout(x, 0.4, true);
    if (op == "alpha_dropout_transposed") y = alpha_dropout(x.t(), 0.4, true);
    if (op == "feature_alpha_dropout") y = feature_alpha_dropout(x.reshape({3, 2, 2}), 0.4, true);
    if (op == "gumbel_softmax") y = F::gumbel_softmax(x, F::GumbelSoftmaxFuncOptions().tau(0.7));
    if (op == "gumbel_softmax_hard") y = F::gumbel_softmax(x, F::GumbelSoftmaxFuncOptions().tau(0.7).hard(true).dim(0));
    ASSERT_TRUE(y.defined()) << op;
    expect_near(y, numbers(row["y"]), 2e-6, op);
    EXPECT_FLOAT_EQ(rand({1}).item<float>(), row["then"].get<float>()) << op << ": the stream afterwards";
  }
}

Tensor leaf(IntArrayRef sizes) { return values(sizes).clone().requires_grad_(); }

TEST(Shaped, Gradcheck) {
  struct Row {
    const char* name;
    std::function<Tensor(const Tensor&)> f;
    std::vector<int64_t> sizes;
  };
  const Row rows[] = {
      {"softmax", [](const Tensor& x) { return softmax(x, 1); }, {2, 3}},
      {"softmax of an inner dimension", [](const Tensor& x) { return softmax(x, 0); }, {3, 2, 2}},
      {"log_softmax", [](const Tensor& x) { return log_softmax(x, -1); }, {2, 20}},
      {"log_softmax of an inner dimension", [](const Tensor& x) { return log_softmax(x, 1); }, {2, 3, 2}},
      {"glu", [](const Tensor& x) { return glu(x); }, {3, 4}},
      {"glu of an inner dimension", [](const Tensor& x) { return glu(x, 0); }, {4, 3}},
      {"reglu", [](const Tensor& x) { return reglu(x); }, {3, 4}},
      {"geglu", [](const Tensor& x) { return geglu(x); }, {3, 4}},
      {"swiglu", [](const Tensor& x) { return swiglu(x); }, {3, 4}},
      {"crelu", [](const Tensor& x) { return crelu(x); }, {2, 3, 2}},
      {"maxout", [](const Tensor& x) { return maxout(x, 3); }, {2, 6}},
      {"maxout of an inner dimension", [](const Tensor& x) { return maxout(x, 2); }, {2, 4, 3}},
      {"rrelu", [](const Tensor& x) { return rrelu(x); }, {2, 5}},
      {"rrelu, drawn",
       [](const Tensor& x) {
         manual_seed(3);
         return rrelu(x, 0.1, 0.4, true);
       },
       {2, 5}},
      {"rrelu_, drawn",
       [](const Tensor& x) {
         manual_seed(3);
         Tensor y = x * 1.5;
         return rrelu_(y, 0.1, 0.4, true);
       },
       {2, 5}},
      {"alpha_dropout",
       [](const Tensor& x) {
         manual_seed(3);
         return alpha_dropout(x, 0.3, true);
       },
       {2, 5}},
      {"feature_alpha_dropout",
       [](const Tensor& x) {
         manual_seed(3);
         return feature_alpha_dropout(x, 0.5, true);
       },
       {2, 3, 2}},
  };
  for (const Row& row : rows) {
    const auto turned = [&](const variable_list& v) {  // not contiguous
      return variable_list{row.f(v[0].transpose(0, -1).contiguous().transpose(0, -1)).square()};
    };
    EXPECT_EQ(check([&](const variable_list& v) { return variable_list{row.f(v[0]).square()}; }, {leaf(row.sizes)}), "")
        << row.name;
    EXPECT_EQ(check(turned, {leaf(row.sizes)}), "") << row.name << ", permuted";
  }
}
TEST(Shaped, GradcheckWithParameters) {
  using Op = Tensor (*)(const Tensor&, const Tensor&);
  for (const Op f : {Op(prelu), Op(swish)})
    for (const auto& sizes : {std::vector<int64_t>{2, 3}, {2, 3, 2}, {2, 3, 70}})
      for (const bool one : {true, false}) {
        if (sizes.size() == 3 && sizes[2] == 70 && one) continue;
        Tensor w = (arange(one ? 1 : 3, TensorOptions(kDouble)) * 0.3 + 0.2).requires_grad_();
        // the square makes the second derivative with respect to everything exist
        const auto all = [&](const variable_list& v) { return variable_list{f(v[0], v[1]).square()}; };
        EXPECT_EQ(check(all, {leaf(sizes), w}), "") << IntArrayRef(sizes) << one;
        const auto by_w = [&](const variable_list& v) { return variable_list{f(values(sizes), v[0]).square()}; };
        EXPECT_EQ(check(by_w, {w}), "") << IntArrayRef(sizes) << one;
      }
  const Tensor x = leaf({2, 3}), w = full({1}, 0.25, kDouble).requires_grad_(), g = values({2, 3});
  const auto [dx, dw] = prelu_backward(g, x, w);
  EXPECT_TRUE(dx.equal(where(x.gt(0), g, g * 0.25)));
  EXPECT_NEAR(dw.item<double>(), where(x.gt(0), zeros({}, kDouble), g * x).sum().item<double>(), 1e-12);
  EXPECT_TRUE(autograd::grad({dx.sum()}, {x}, {}, true)[0].equal(zeros_like(x)));  // not an error
  EXPECT_EQ(dx.grad_fn()->name(), "PreluBackwardBackward0");
  EXPECT_EQ(prelu(x, w).grad_fn()->name(), "PreluBackward0");
}
// Many elements and channels: what threads and blocks put together is what composed operations give.
TEST(Shaped, LargeAsComposed) {
  for (const auto& sizes : {std::vector<int64_t>{700, 130}, {5, 7, 33}, {3, 5, 40, 41}, {9, 3, 1000}}) {
    const Tensor x = randn(sizes, kDouble).requires_grad_();
    std::vector<int64_t> shape(sizes.size(), 1);
    shape[1] = sizes[1];
    for (const int64_t n : {int64_t{1}, sizes[1]}) {
      const Tensor w = rand({n}, kDouble).requires_grad_(), u = n == 1 ? w : w.reshape(shape);
      const Tensor g = randn(sizes, kDouble), s = sigmoid(x * u);
      const std::pair<Tensor, Tensor> pairs[] = {{prelu(x, w), where(x.gt(0), x, x * u)}, {swish(x, w), x * s}};
      for (const auto& [got, want] : pairs) {
        EXPECT_TRUE(got.allclose(want, 1e-12, 1e-13)) << IntArrayRef(sizes);
        const auto a = autograd::grad({got}, {x, w}, {g}), b = autograd::grad({want}, {x, w}, {g}, true);
        EXPECT_TRUE(a[0].allclose(b[0], 1e-10, 1e-12)) << IntArrayRef(sizes);
        EXPECT_TRUE(a[1].allclose(b[1], 1e-10, 1e-10)) << IntArrayRef(sizes);
      }
    }
    for (int64_t d = 0; d < x.dim(); d++) {
      const Tensor e = (x - x.detach().amax(d, true)).exp(), p = e / e.sum(d, true);
      EXPECT_TRUE(softmax(x, d).allclose(p, 1e-12, 1e-15)) << IntArrayRef(sizes) << d;
      EXPECT_TRUE(log_softmax(x, d).allclose(p.log(), 1e-11, 1e-12)) << IntArrayRef(sizes) << d;
    }
  }
  const Tensor wide = randn({3, 90000}), a = wide.narrow(1, 0, 45000), b = wide.narrow(1, 45000, 45000);
  EXPECT_TRUE(glu(wide).allclose(a * b.sigmoid()));
  EXPECT_TRUE(geglu(wide).allclose(a * gelu(b)));
  EXPECT_TRUE(swiglu(wide).allclose(a * silu(b)));
  EXPECT_TRUE(reglu(wide).equal(a * b.relu()));
  EXPECT_TRUE(crelu(wide).equal(cat({wide.relu(), (-wide).relu()}, 1)));
  EXPECT_TRUE(maxout(wide, 300).equal(std::get<0>(wide.reshape({3, 300, 300}).max(2))));
}

TEST(Shaped, LayoutsAndSizes) {
  const Tensor x = randn({2, 4, 3, 5}), last = x.permute({0, 2, 3, 1}).contiguous().permute({0, 3, 1, 2});
  ASSERT_TRUE(last.is_contiguous(MemoryFormat::ChannelsLast));
  const Tensor w = rand({4});
  const std::function<Tensor(const Tensor&)> ops[] = {
      [](const Tensor& t) { return softmax(t, 1); },   [](const Tensor& t) { return log_softmax(t, 2); },
      [](const Tensor& t) { return softmax(t, 0); },   [](const Tensor& t) { return glu(t, 1); },
      [](const Tensor& t) { return swiglu(t, 1); },    [](const Tensor& t) { return crelu(t, 1); },
      [](const Tensor& t) { return crelu(t, 3); },     [](const Tensor& t) { return maxout(t, 2, 1); },
      [&](const Tensor& t) { return prelu(t, w); },    [&](const Tensor& t) { return swish(t, w); },
      [&](const Tensor& t) { return prelu(t, w[0]); },
  };
  int k = 0;
  for (const auto& f : ops) {
    const Tensor a = x.clone().requires_grad_(), b = last.detach().requires_grad_();
    const Tensor y = f(a), z = f(b);
    EXPECT_TRUE(y.equal(z)) << k;
    EXPECT_TRUE(z.is_contiguous(MemoryFormat::ChannelsLast)) << k;
    const Tensor g = randn(y.sizes());
    EXPECT_TRUE(autograd::grad({y}, {a}, {g})[0].allclose(autograd::grad({z}, {b}, {g})[0], 1e-5, 1e-6)) << k;
    EXPECT_TRUE(f(x.narrow(3, 1, 3)).allclose(f(x.narrow(3, 1, 3).contiguous()))) << k;
    EXPECT_TRUE(f(x.transpose(2, 3)).allclose(f(x.transpose(2, 3).contiguous()))) << k;
    k++;
  }
  for (const auto& sizes : {std::vector<int64_t>{0, 4}, {3, 0}, {0, 2, 2}}) {
    const Tensor e = zeros(sizes).requires_grad_();
    EXPECT_EQ(softmax(e, 1).sizes(), e.sizes());
    EXPECT_EQ(prelu(e, full({1}, 0.1f)).sizes(), e.sizes());
    EXPECT_EQ(glu(e, 1).size(1), e.size(1) / 2);
    EXPECT_EQ(crelu(e).size(1), e.size(1) * 2);
    EXPECT_EQ(maxout(e, 2).size(1), e.size(1) / 2);
    EXPECT_EQ(rrelu(e, 0.1, 0.2, true).sizes(), e.sizes());
    EXPECT_EQ(alpha_dropout(e, 0.5, true).sizes(), e.sizes());
    softmax(e, 1).sum().backward();
    maxout(e, 2).sum().backward();
    EXPECT_EQ(e.grad().sizes(), e.sizes());
  }
  const Tensor scalar = full({}, -2.0f);
  EXPECT_EQ(softmax(scalar, 0).item<float>(), 1);
  EXPECT_EQ(log_softmax(scalar, -1).item<float>(), 0);
  EXPECT_EQ(prelu(scalar, full({1}, 0.25f)).item<float>(), -0.5f);
  EXPECT_EQ(prelu(full({3}, -2.0f), full({}, 0.25f)).sizes(), IntArrayRef({3}));
}
TEST(Shaped, DtypesAndOut) {
  const Tensor x = arange(6).reshape({2, 3});
  EXPECT_EQ(softmax(x, 1, kDouble).dtype(), kDouble);
  EXPECT_TRUE(softmax(x, 1, kFloat).equal(softmax(x.to(kFloat), 1)));
  EXPECT_TRUE(F::log_softmax(x, F::LogSoftmaxFuncOptions(0).dtype(kFloat)).equal(log_softmax(x.to(kFloat), 0)));
  EXPECT_TRUE(F::softmin(x, F::SoftminFuncOptions(0).dtype(kFloat)).equal(softmax(-x.to(kFloat), 0)));
  EXPECT_TRUE(special_softmax(x, 0, kFloat).equal(softmax(x, 0, kFloat)));
  EXPECT_TRUE(special_log_softmax(x, 0, kFloat).equal(log_softmax(x, 0, kFloat)));
  const Tensor y = x.to(kFloat);
  EXPECT_TRUE(y.softmax(1).equal(softmax(y, 1)));
  EXPECT_TRUE(y.log_softmax(1).equal(log_softmax(y, 1)));
  Tensor out = empty({0});
  EXPECT_TRUE(&softmax_out(out, y, 1) == &out && out.equal(softmax(y, 1)));
  EXPECT_TRUE(log_softmax_out(out, x, 1, kFloat).equal(log_softmax(y, 1)));
  EXPECT_TRUE(prelu_out(out, y, full({1}, 0.5f)).equal(y));
  out = empty({0});
  EXPECT_TRUE(glu_out(out, y, 0).equal(glu(y, 0)));
  Tensor noise = empty({2, 3});
  out = empty({0});
  manual_seed(1);
  rrelu_with_noise_out(out, -y - 1, noise, 0.1, 0.3, true);
  EXPECT_TRUE(out.equal((-y - 1) * noise));
  EXPECT_TRUE(noise.ge(0.1).all().item<bool>() && noise.lt(0.3).all().item<bool>());
  Tensor turned = (-y - 1).t().clone(), turned_noise = empty({2, 3}).t();
  manual_seed(1);
  const Tensor before = turned.clone();
  EXPECT_TRUE(rrelu_with_noise_(turned, turned_noise, 0.1, 0.3, true).equal(before * turned_noise));
}
TEST(Shaped, Errors) {
  const Tensor x = randn({2, 3}), ints = arange(6).reshape({2, 3}), w = full({1}, 0.25f);
  struct Row {
    const char* words;
    std::function<void()> f;
  };
  Tensor wrong = empty({0}, kDouble), tracked = randn({2, 3}).requires_grad_(), none;
  const Row rows[] = {
      {"\"softmax_lastdim_kernel_impl\" not implemented for 'Long'", [&] { softmax(ints, 1); }},
      {"\"softmax_kernel_impl\" not implemented for 'Long'", [&] { softmax(ints, 0); }},
      {"\"log_softmax_lastdim_kernel_impl\" not implemented for 'Bool'", [&] { log_softmax(ints.to(kBool), 1); }},
      {"\"softmax_lastdim_kernel_impl\" not implemented for 'Int'", [&] { softmax(x, 1, kInt); }},
      {"Dimension out of range (expected to be in range of [-2, 1], but got 2)", [&] { softmax(x, 2); }},
      {"Dimension out of range (expected to be in range of [-1, 0], but got 1)", [&] { softmax(full({}, 1.0f), 1); }},
      {"Expected out tensor to have dtype float, but got double instead", [&] { softmax_out(wrong, x, 1); }},
      {"Expected out tensor to have dtype float, but got double instead", [&] { prelu_out(wrong, x, w); }},
      {"functions with out=... arguments don't support automatic", [&] { log_softmax_out(tracked, x, 1); }},
      {"functions with out=... arguments don't support automatic", [&] { glu_out(tracked, x, 0); }},
      {"glu does not support 0-dimensional tensors", [&] { glu(full({}, 1.0f), 0); }},
      {"glu does not suppport scalars because halving size must be even", [&] { F::glu(full({}, 1.0f)); }},
      {"Halving dimension must be even, but dimension 1 is size 3", [&] { glu(x); }},
      {"\"glu_cpu\" not implemented for 'Long'", [&] { glu(ints, 0); }},
      {"\"geglu\" not implemented for 'Long'", [&] { geglu(ints, 0); }},
      {"\"crelu\" not implemented for 'Long'", [&] { crelu(ints, 0); }},
      {"crelu does not support 0-dimensional tensors", [&] { crelu(full({}, 1.0f)); }},
      {"maxout does not support 0-dimensional tensors", [&] { maxout(full({}, 1.0f), 1); }},
      {"maxout: pieces has to be positive, but got 0", [&] { maxout(x, 0); }},
      {"maxout: dimension 1 of size 3 cannot be split into groups of 2", [&] { maxout(x, 2); }},
      {"\"maxout\" not implemented for 'Long'", [&] { maxout(ints, 3); }},
      {"prelu: weight must be defined", [&] { prelu(x, none); }},
      {"Found dtype Double but expected Float", [&] { prelu(x, w.to(kDouble)); }},
      {"Not allow zero-dim input tensor.", [&] { prelu(full({}, 1.0f), rand({2})); }},
      {"Mismatch of parameter numbers and input channel size. Found parameter numbers = 2 and channel size = 3.",
       [&] { prelu(x, rand({2})); }},
      {"Found parameter numbers = 3 and channel size = 1.", [&] { prelu(rand({3}), rand({3})); }},
      {"prelu: Expected `weight` to be a scalar or 1D tensor, but got ndim = 2",
       [&] {
         prelu(x, rand({1, 1}));
       }},
      {"swish: Expected `beta` to be a scalar or 1D tensor, but got ndim = 2",
       [&] {
         swish(x, rand({1, 3}));
       }},
      {"\"prelu_cpu\" not implemented for 'Long'", [&] { prelu(ints, arange(1)); }},
      {"Lower bound should be less than or equal to the upper bound", [&] { rrelu(x, 0.5, 0.1); }},
      {"Lower bound should be less than or equal to the upper bound", [&] { rrelu_(x, 0.5, 0.1, true); }},
      {"\"rrelu_with_noise_out_cpu\" not implemented for 'Long'", [&] { rrelu(ints, 0.1, 0.5, true); }},
      {"expected scalar type Float but found Double", [&] { rrelu_with_noise(x, x.to(kDouble), 0.1, 0.3, true); }},
      {"rrelu_with_noise: noise has sizes [2] and self [2, 3]",
       [&] { rrelu_with_noise(x, rand({2}), 0.1, 0.3, true); }},
      {"a leaf Variable that requires grad is being used in an in-place operation.",
       [&] { rrelu_(tracked, 0.1, 0.3, true); }},
      {"In-place leakyReLu backward calculation is triggered with a negative slope",
       [&] {
         Tensor y = tracked * 1;
         rrelu_(y, -0.5, -0.1).sum().backward();
       }},
      {"dropout probability has to be between 0 and 1, but got 1.5", [&] { alpha_dropout(x, 1.5, false); }},
      {"dropout probability has to be between 0 and 1, but got -1",
       [&] { F::alpha_dropout(x, F::AlphaDropoutFuncOptions().p(-1)); }},
      {"Feature dropout requires at least 2 dimensions in the input",
       [&] { feature_alpha_dropout(rand({3}), 0.5, true); }},
      {"result type Float can't be cast to the desired output type Long", [&] { alpha_dropout(ints, 0.5, true); }},
      {"Softmax2d requires a 3D or 4D tensor as input", [&] { nn::Softmax2d()(x); }},
  };
  for (const Row& row : rows) {
    std::string said = "nothing";
    try {
      row.f();
    } catch (const Error& e) {
      said = e.what();
    }
    EXPECT_NE(said.find(row.words), std::string::npos) << row.words << "; said: " << said;
  }
  // what backward needs and was changed since
  Tensor y = softmax(tracked, 1);
  y.add_(1);
  EXPECT_THROW(y.sum().backward(), Error);
}
TEST(Shaped, AlphaDropoutKeepsMeanAndVariance) {
  manual_seed(5);
  const Tensor x = randn({200000});
  for (const double p : {0.1, 0.5, 0.8}) {
    const Tensor y = alpha_dropout(x, p, true);
    EXPECT_NEAR(y.mean().item<float>(), 0, 0.02) << p;
    EXPECT_NEAR(y.var().item<float>(), 1, 0.03) << p;
  }
  EXPECT_TRUE(alpha_dropout(x, 0.5, false).equal(x));
  EXPECT_TRUE(alpha_dropout(x, 0, true).equal(x));
  EXPECT_TRUE(alpha_dropout(x, 1, true).equal(zeros_like(x)));
  Tensor z = x.clone();
  manual_seed(6);
  const Tensor want = alpha_dropout(x, 0.5, true);
  manual_seed(6);
  EXPECT_TRUE(alpha_dropout_(z, 0.5, true).equal(want) && z.equal(want));
  manual_seed(6);
  const Tensor rows = feature_alpha_dropout(x.reshape({100, 2000, 1}), 0.5, true);
  manual_seed(6);
  EXPECT_TRUE(F::feature_alpha_dropout(x.reshape({100, 2000, 1}).clone(),
                                       F::FeatureAlphaDropoutFuncOptions().training(true).inplace(true))
                  .equal(rows));
}

}  // namespace
