// The activations of list.def as a table: values, gradients, dtypes, layouts, in place, out, printed forms and errors.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace {
using namespace rectify;
using activations::Keep;
using kernels::Params;

struct Case {
  Activation id;
  Params p;
  std::string name;
};
Tensor call(const Case& c, const Tensor& x) { return rectify::detail::activate(c.id, x, c.p); }
Tensor& call_(const Case& c, const Tensor& x) { return rectify::detail::activate_(c.id, x, c.p); }
const activations::Entry& entry(const Case& c) { return activations::entry(c.id); }

// Every activation with its default options, and those with options with others.
std::vector<Case> cases() {
  std::vector<Case> r;
  for (int i = 0; i < kActivations; i++) {
    const auto& d = activations::kTable[i].record->defaults;
    r.push_back({static_cast<Activation>(i), {d[0], d[1], d[2]}, activations::kTable[i].record->name});
  }
  const auto more = [&](Activation id, Params p) {
    std::ostringstream name;
    name << activations::entry(id).record->name << "(" << p.a << ", " << p.b << ", " << p.c << ")";
    r.push_back({id, p, name.str()});
  };
  more(Activation::leaky_relu, {0.2});
  more(Activation::leaky_relu, {-0.5});
  more(Activation::leaky_relu, {0});
  more(Activation::elu, {0.5, 1, 1});
  more(Activation::elu, {-0.7, 1, 1});
  more(Activation::elu, {1.5, 2, 0.5});
  more(Activation::elu, {0.5, 1, -0.25});
  more(Activation::celu, {2});
  more(Activation::celu, {-1.5});
  more(Activation::gelu, {1});
  more(Activation::softplus, {2, 10});
  more(Activation::softplus, {0.5, 1});
  more(Activation::softplus, {-1, 20});
  more(Activation::hardtanh, {-2, 0.5});
  more(Activation::hardshrink, {0.1});
  more(Activation::hardshrink, {0});
  more(Activation::softshrink, {0.1});
  more(Activation::softshrink, {0});
  more(Activation::threshold, {0.5, -1});
  more(Activation::threshold, {-0.5, 3});
  more(Activation::star_relu, {2, 0.5});
  more(Activation::thresholded_relu, {0.25});
  return r;
}
// Away from the kinks of any case, and from one another.
Tensor points() {
  return tensor({-4.3, -2.71, -1.37, -0.83, -0.64, -0.31, -0.07, 0.04, 0.17, 0.38, 0.62, 0.91, 1.43, 2.3, 3.7, 7.1},
                kDouble);
}
template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.msg();
  }
  return "";
}

TEST(Activations, ValuesMeetTheReference) {
  for (const Case& c : cases()) {
    const Tensor x = points(), y = call(c, x);
    for (int64_t i = 0; i < x.numel(); i++) {
      const double want = entry(c).reference(x[i].item<double>(), c.p);
      EXPECT_NEAR(y[i].item<double>(), want, 1e-15 + 1e-14 * std::abs(want)) << c.name << " at " << x[i].item<double>();
    }
  }
}
TEST(Activations, GradientsOfFirstAndSecondOrder) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    const auto f = [&](const autograd::variable_list& in) { return autograd::variable_list{call(c, in[0])}; };
    const auto f_ = [&](const autograd::variable_list& in) { return autograd::variable_list{call_(c, in[0] * 1)}; };
    const Tensor x = points().requires_grad_();
    EXPECT_NO_THROW(autograd::gradcheck(f, {x}));
    EXPECT_NO_THROW(autograd::gradgradcheck(f, {x}));
    if (entry(c).inplace_refusal && entry(c).inplace_refusal(c.p)) continue;
    EXPECT_NO_THROW(autograd::gradcheck(f_, {x}));
    EXPECT_NO_THROW(autograd::gradgradcheck(f_, {x}));
  }
}
// A third derivative is the right one or an error.
TEST(Activations, ThirdDerivative) {
  for (const Case& c : cases()) {
    const auto second = [&](const Tensor& x) {
      Tensor g = autograd::grad({call(c, x).sum()}, {x}, {}, true, true)[0];
      return autograd::grad({g.sum()}, {x}, {}, true, true)[0];
    };
    const Tensor x = points().requires_grad_();
    const Tensor at = second(x);
    const Tensor third = at.requires_grad() ? autograd::grad({at.sum()}, {x}, {}, nullopt, false, true)[0] : Tensor();
    const double h = 1e-5;
    const Tensor up = second((points() + h).requires_grad_()).detach(), down = second((points() - h).requires_grad_());
    const Tensor want = (up - down.detach()) / (2 * h), got = third.defined() ? third : zeros_like(want);
    for (int64_t i = 0; i < x.numel(); i++)
      EXPECT_NEAR(got[i].item<double>(), want[i].item<double>(), 2e-6) << c.name << " at " << x[i].item<double>();
  }
}

double number(const nlohmann::json& v) {
  return v.is_string() ? std::strtod(v.get<std::string>().c_str(), nullptr) : v.get<double>();
}
// PyTorch's values. Exceptions: NaN gives NaN; 1/6 is 1/6 in double as well (PyTorch has the float); where a derivative
// follows from the output it is right to an eps of its greatest value.
TEST(Activations, MeetTheGoldens) {
  std::ifstream in(RECTIFY_GOLDEN_DIR "/activations.json");
  ASSERT_TRUE(in);
  const auto golden = nlohmann::json::parse(in);
  int rows = 0;
  for (const auto& g : golden["activations"]) {
    std::string name = g["name"];
    if (name == "logsigmoid") name = "log_sigmoid";
    int i = 0;
    while (i < kActivations && name != activations::kTable[i].record->name) i++;
    if (i == kActivations) continue;
    rows++;
    const auto& record = *activations::kTable[i].record;
    Case c{static_cast<Activation>(i), {record.defaults[0], record.defaults[1], record.defaults[2]}, name};
    double* fields[] = {&c.p.a, &c.p.b, &c.p.c};
    for (int k = 0; k < record.parameters; k++)
      if (g["options"].contains(record.parameter[k])) *fields[k] = number(g["options"][record.parameter[k]]);
    if (g["options"].contains("approximate")) c.p.a = 1;
    const bool wide = g["dtype"] == "float64";
    // float32 goldens carry PyTorch's own errors; the float64 ones are the truth for both.
    const double eps = wide ? 0x1p-52 : 0x1p-23;
    for (size_t k = 0; k < g["x"].size(); k++) {
      const double at = number(g["x"][k]);
      const Tensor x = full({1}, at, wide ? kDouble : kFloat).requires_grad_(), y = call(c, x);
      const Tensor dx = autograd::grad({y.sum()}, {x}, {}, true, true)[0];
      const Tensor ddx = autograd::grad({dx.sum()}, {x}, {}, nullopt, false, true)[0];
      const auto check = [&](const char* what, const Tensor& got_tensor, const nlohmann::json& want_json,
                             double scale) {
        if (want_json.is_null()) return;
        const double got = got_tensor.defined() ? got_tensor.to(kDouble).item<double>() : 0, want = number(want_json);
        if (std::isnan(at)) {
          if (*what == 'y') {
            EXPECT_TRUE(std::isnan(got)) << name << " of NaN";
          }
          return;
        }
        if (std::isnan(want)) {  // of a finite input it is an overflow inside PyTorch's formula
          if (std::isfinite(at)) return;
          EXPECT_TRUE(std::isnan(got)) << name << g["options"] << g["dtype"] << " " << what << "(" << at
                                       << ") = " << got;
          return;
        }
        const double slack = eps * scale + (wide ? 8 * eps : 64 * eps) * std::abs(want);
        EXPECT_TRUE(std::isinf(want) ? got == want : std::abs(got - want) <= slack)
            << name << g["options"] << g["dtype"] << " " << what << "(" << at << ") = " << got << ", PyTorch " << want;
        if (*what == 'y' && want == 0 && got == 0) {
          EXPECT_EQ(std::signbit(got), std::signbit(want)) << name << " at " << at;
        }
      };
      check("y", y, g["y"][k], 1);
      if (!(record.parameters == 0 && name == "hardsigmoid" && wide)) check("dy_dx", dx, g["dy_dx"][k], wide ? 16 : 8);
      check("d2y_dx2", ddx, g["d2y_dx2"][k], wide ? 64 : 32);
    }
  }
  EXPECT_GE(rows, 56);
}

TEST(Activations, DtypesAreComputedInFloat) {
  for (const Case& c : cases())
    for (ScalarType t : {kBFloat16, kHalf}) {
      const Tensor x = points().to(t), y = call(c, x);
      EXPECT_EQ(y.scalar_type(), t);
      EXPECT_TRUE(y.equal(call(c, x.to(kFloat)).to(t))) << c.name;
      Tensor a = x.clone().requires_grad_(), y2 = call(c, a);
      y2.sum().backward();
      EXPECT_EQ(a.grad().scalar_type(), t);
      Tensor b = x.to(kDouble).requires_grad_();
      call(c, b).sum().backward();
      EXPECT_TRUE(a.grad().to(kDouble).allclose(b.grad(), 0.02, 0.02)) << c.name << a.grad() << b.grad();
    }
}
TEST(Activations, Layouts) {
  manual_seed(0);
  const Tensor base = randn({4, 6, 10}, kDouble) * 3;
  const std::vector<std::pair<const char*, Tensor>> layouts{
      {"transposed", base.transpose(0, 2)}, {"permuted", base.permute({1, 2, 0})},
      {"strided", base.slice(2, 0, 10, 3)}, {"expanded", base.select(0, 1).unsqueeze(0).expand({3, 6, 10})},
      {"offset", base.slice(0, 1, 4)},      {"scalar", base.select(0, 0).select(0, 0).select(0, 0)},
      {"empty", base.slice(1, 0, 0)},
  };
  for (const Case& c : cases())
    for (const auto& [what, x] : layouts) {
      const Tensor y = call(c, x), want = call(c, x.contiguous());
      EXPECT_TRUE(y.equal(want)) << c.name << " " << what;
      if (std::string(what) == "transposed" || std::string(what) == "permuted") {
        EXPECT_EQ(y.strides().vec(), x.strides().vec()) << c.name;
      }
      Tensor a = x.detach().requires_grad_(), b = x.contiguous().detach().requires_grad_();
      const Tensor g = randn(x.sizes(), kDouble),
                   transposed = g.dim() == 3 ? g.transpose(0, 2).contiguous().transpose(0, 2) : g;
      const Tensor da = autograd::grad({call(c, a)}, {a}, {transposed})[0];
      const Tensor db = autograd::grad({call(c, b)}, {b}, {g})[0];
      EXPECT_TRUE(da.equal(db)) << c.name << " " << what;
      const Tensor dc = autograd::grad({call(c, a).sum()}, {a})[0], dd = autograd::grad({call(c, b).sum()}, {b})[0];
      EXPECT_TRUE(dc.equal(dd)) << c.name << " " << what;
    }
}
TEST(Activations, InPlaceAgrees) {
  manual_seed(1);
  for (const Case& c : cases())
    for (ScalarType t : {kFloat, kDouble, kBFloat16})
      for (int64_t n : {1, 7, 64, 1000}) {
        const Tensor x = (randn({n}) * 3).to(t), want = call(c, x);
        Tensor a = x.clone();
        EXPECT_EQ(call_(c, a).impl(), a.impl());
        EXPECT_TRUE(a.equal(want)) << c.name;
        Tensor whole = zeros({n, 2}, t), column = whole.select(1, 1);
        column.copy_(x);
        call_(c, column);
        EXPECT_TRUE(column.equal(want) && whole.select(1, 0).eq(0).all().item<bool>()) << c.name;
        if (entry(c).inplace_refusal && entry(c).inplace_refusal(c.p)) continue;
        Tensor p = x.clone().requires_grad_(), q = x.clone().requires_grad_(), r = x.clone().requires_grad_();
        call(c, p * 1).sum().backward();
        Tensor h = q * 1;
        call_(c, h);
        h.sum().backward();
        EXPECT_TRUE(p.grad().equal(q.grad())) << c.name;
        Tensor pairs = r.unsqueeze(1).expand({n, 2}) * 1;
        call_(c, pairs.select(1, 1));
        pairs.select(1, 1).sum().backward();
        EXPECT_TRUE(p.grad().equal(r.grad())) << c.name << " of a view";
      }
}
// libtorch keeps the output of three only: of every other, the output may be changed before backward.
TEST(Activations, OutputMayChange) {
  const auto changes = std::vector<std::pair<const char*, std::function<void(Tensor&)>>>{
      {"+=", [](Tensor& h) { h += 1; }},
      {"a view",
       [](Tensor& h) {
         h.view({4, 4}).select(0, 1).zero_();
       }},
      {"mul_ under no_grad",
       [](Tensor& h) {
         NoGradGuard off;
         h.mul_(3);
       }},
      {"out",
       [](Tensor& h) {
         NoGradGuard off;
         add_out(h, ones({16}, kDouble), ones({16}, kDouble));
       }},
      {"data", [](Tensor& h) { h.data().zero_(); }},
      {"a pointer", [](Tensor& h) { h.data_ptr<double>()[3] = 77; }},
      {"an accessor", [](Tensor& h) { h.accessor<double, 1>()[3] = 77; }},
      {"an element",
       [](Tensor& h) {
         NoGradGuard off;
         h[3] = 77;
       }},
      {"elu_", [](Tensor& h) { elu_(h); }},
  };
  for (const Case& c : cases())
    for (const auto& [what, change] : changes) {
      const Tensor x = points().requires_grad_(), want = autograd::grad({call(c, x)}, {x}, {ones({16}, kDouble)})[0];
      Tensor h = call(c, x);
      const Tensor kept = h.detach() * 1;
      auto node = h.grad_fn();
      change(h);
      const std::string name = entry(c).record->name;
      Tensor g = ones({16}, kDouble), dx;
      const auto run = [&] { node->backward(&g, &dx); };
      NoGradGuard off;
      const bool fixed = entry(c).record->output_is_fixed,
                 told = !std::set<std::string>{"data", "a pointer", "an accessor"}.count(what);
      if (fixed && told) {
        EXPECT_NE(
            error_of(run).find("has been modified by an inplace operation: [CPUDoubleType [16]], which is output 0 of"),
            std::string::npos)
            << c.name << ", " << what << ": " << error_of(run);
      } else if (!fixed) {
        EXPECT_EQ(error_of(run), "") << c.name << ", " << what;
        if (dx.defined()) {
          EXPECT_TRUE(dx.equal(want)) << c.name << ", " << what << dx << want;
        }
      }
    }
}
TEST(Activations, ManyKeepersOfOneStorage) {
  const Tensor x = points().requires_grad_();
  Tensor h = elu(x), a = log_sigmoid(h), b = h.detach().requires_grad_();
  Tensor c = elu_(b * 1);  // another storage
  elu_(h);                 // keeps what it makes, after the first elu has its copy
  const Tensor want = autograd::grad({elu(elu(x)).sum() + log_sigmoid(elu(x)).sum()}, {x})[0];
  EXPECT_TRUE(autograd::grad({h.sum() + a.sum()}, {x})[0].allclose(want, 1e-14, 1e-14));
  for (int i = 0; i < 3; i++) {  // nodes that go before their output is changed, in any order
    Tensor y = elu(x), z = y.detach();
    if (i == 1) y.sum().backward();
    if (i != 2) y = {};
    z.add_(1);
  }
}

TEST(Activations, Out) {
  for (const Case& c : cases()) {
    const auto& r = *entry(c).record;
    const auto out_of = [&](Tensor& out, const Tensor& x) -> Tensor& {
      return rectify::detail::activate_out(c.id, out, x, c.p);
    };
    const Tensor x = points().to(kFloat), want = call(c, x);
    Tensor out = empty({0});
    EXPECT_EQ(&out_of(out, x), &out);
    EXPECT_TRUE(out.equal(want)) << c.name;
    Tensor wide = zeros({16, 2}), column = wide.select(1, 0);
    out_of(column, x);
    EXPECT_TRUE(column.equal(want) && wide.select(1, 1).eq(0).all().item<bool>()) << c.name;
    Tensor other = empty({0}, kDouble), whole = empty({0}, kLong);
    if (r.cast_out) {
      EXPECT_TRUE(out_of(other, x).equal(want.to(kDouble))) << c.name;
      EXPECT_EQ(error_of([&] { out_of(whole, x); }), "result type Float can't be cast to the desired output type Long");
    } else {
      EXPECT_EQ(error_of([&] { out_of(other, x); }), "Found dtype Double but expected Float") << c.name;
    }
    const std::string refused = std::string(r.name) +
                                "(): functions with out=... arguments don't support automatic differentiation, but one "
                                "of the arguments requires grad.";
    Tensor tracked = empty({16}).requires_grad_();
    EXPECT_EQ(error_of([&] { out_of(tracked, x); }), refused);
    EXPECT_EQ(error_of([&] { out_of(out, x.clone().requires_grad_()); }), refused);
  }
}
TEST(Activations, Integers) {
  const Tensor x = tensor({-9, -2, 0, 3, 9}, kLong), bytes = tensor({0, 3, 9}, kByte), flags = tensor({true, false});
  for (const Case& c : cases()) {
    const auto& r = *entry(c).record;
    const std::string no = std::string("\"") + r.kernel + "\" not implemented for '";
    switch (r.integers) {
      case activations::Integers::Refuse:
        EXPECT_EQ(error_of([&] { call(c, x); }), no + "Long'");
        EXPECT_EQ(error_of([&] { call_(c, x.clone()); }), no + "Long'");
        break;
      case activations::Integers::Promote:
        EXPECT_TRUE(call(c, x).equal(call(c, x.to(kFloat)))) << c.name;
        EXPECT_EQ(call(c, flags).scalar_type(), kFloat);
        EXPECT_EQ(error_of([&] { call_(c, x.clone()); }),
                  "result type Float can't be cast to the desired output type Long");
        break;
      case activations::Integers::Exact:
        const Tensor y = call(c, x);
        EXPECT_EQ(y.scalar_type(), kLong);
        for (int64_t i = 0; i < 5; i++)
          EXPECT_EQ(y[i].item<int64_t>(), r.name == std::string("threshold") && c.p.a != 0
                                              ? entry(c).integer(x[i].item<int64_t>(), c.p, kLong)
                                              : static_cast<int64_t>(entry(c).reference(
                                                    x[i].item<double>(), {std::trunc(c.p.a), std::trunc(c.p.b)})))
              << c.name;
        Tensor z = x.clone();
        EXPECT_TRUE(call_(c, z).equal(y)) << c.name;
        EXPECT_EQ(error_of([&] { call(c, flags); }), r.boolean ? r.boolean : no + "Bool'");
    }
  }
  EXPECT_EQ(relu(tensor({9007199254740993}, kLong)).item<int64_t>(), 9007199254740993);  // not through double
  EXPECT_TRUE(relu(bytes).equal(bytes));
  EXPECT_EQ(error_of([&] { hardtanh(bytes); }), "cannot do hardtanh on an unsigned type with negative limits");
}
TEST(Activations, Errors) {
  const Tensor x = points();
  EXPECT_EQ(error_of([&] { celu(x, 0); }), "ZeroDivisionError: alpha cannot be 0 for CELU");
  EXPECT_EQ(error_of([&] { gelu(x, "cubic"); }), "approximate argument must be either none or tanh.");
  EXPECT_EQ(error_of([&] { softshrink(x, -1); }), "lambda must be greater or equal to 0, but found to be -1.");
  EXPECT_EQ(error_of([&] { nn::Hardtanh(nn::HardtanhOptions().min_val(1).max_val(1)); }),
            "max_val must be greater than min_val");
  EXPECT_EQ(error_of([&] { elu_(x.select(0, 0).expand({3})); }),
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation.");
  EXPECT_EQ(error_of([&] { elu_(points().requires_grad_()); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  const auto backward_of = [&](auto f) {
    return error_of([&] {
      Tensor h = points().requires_grad_() * 1;
      f(h);
      h.sum().backward();
    });
  };
  const std::string elus =
      "In-place elu backward calculation is triggered with a negative slope which is not supported. This is caused by "
      "calling in-place forward function with a negative slope, please call out-of-place version instead.";
  EXPECT_EQ(backward_of([](Tensor& h) { elu_(h, -1); }), elus);
  EXPECT_EQ(backward_of([](Tensor& h) { celu_(h, -1); }), elus);
  EXPECT_EQ(backward_of([](Tensor& h) { leaky_relu_(h, -1); }).substr(0, 40),
            "In-place leakyReLu backward calculation ");
  EXPECT_NE(error_of([&] {
              Tensor y = elu(points().requires_grad_());
              y.sum().backward();
              y.sum().backward();
            }).find("Trying to backward through the graph a second time"),
            std::string::npos);
}
TEST(Activations, GradientOfInactiveUnitsIsZero) {
  const float inf = INFINITY, nan = NAN;
  for (float g : {inf, nan}) {
    const Tensor x = tensor({-4.0f, 0.1f, 8.0f}).requires_grad_();
    const auto dx = [&](const Tensor& y) { return autograd::grad({y}, {x}, {full({3}, g)})[0]; };
    for (const Tensor& y : {relu(x), relu6(x), hardtanh(x), hardsigmoid(x), threshold(x, 0.05, 1)})
      EXPECT_EQ(dx(y)[0].item<float>(), 0) << g;
    EXPECT_EQ(dx(relu6(x))[2].item<float>(), 0);
    EXPECT_EQ(dx(hardshrink(x))[1].item<float>(), 0);
  }
}
// A gradient that nobody else has is written over; one that somebody has is not.
TEST(Activations, GradientsThatAreKeptStay) {
  const Tensor x = tensor({-1.0f, 2.0f, 3.0f}).requires_grad_(), given = tensor({5.0f, 6.0f, 7.0f});
  for (auto f : {+[](const Tensor& v) { return silu(v); }, +[](const Tensor& v) { return leaky_relu(v); }}) {
    Tensor y = f(x * 2), z = y * 3, hooked, shared;
    y.retain_grad();
    z.register_hook([&](const Tensor& g) { hooked = g; });
    z.backward(given, true);
    EXPECT_TRUE(equal(given, tensor({5.0f, 6.0f, 7.0f})));
    EXPECT_TRUE(equal(hooked, given));
    EXPECT_TRUE(equal(y.grad(), given * 3));
    const Tensor once = x.grad().clone();
    z.backward(given);
    EXPECT_TRUE(equal(y.grad(), given * 6));
    EXPECT_TRUE(allclose(x.grad(), once * 2));
    x.mutable_grad().reset();

    y = f(x * 2);
    y.register_hook([&](Tensor g) { shared = g.view({3}); });
    (y * y).sum().backward();
    EXPECT_TRUE(equal(shared, y.detach() * 2));
    x.mutable_grad().reset();
  }
}
TEST(Activations, GraphNames) {
  const Tensor x = points().requires_grad_();
  EXPECT_EQ(selu(x).grad_fn()->name(), "EluBackward0");
  EXPECT_EQ(relu6(x).grad_fn()->name(), "HardtanhBackward0");
  EXPECT_EQ(gelu(x).grad_fn()->name(), "GeluBackward0");
  EXPECT_EQ(autograd::grad({elu(x).sum()}, {x}, {}, nullopt, true)[0].grad_fn()->name(), "EluBackwardBackward0");
}
}  // namespace
