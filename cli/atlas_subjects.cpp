// The activations of the atlas: those of list.def by their records, and those of <rectify/ops/shaped.h>.
#include <fmt/format.h>
#include <rectify/activations/table.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/shaped.h>
#include <rectify/ops/softmax.h>

#include "atlas.h"

namespace rectify::cli {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double relu(double x) { return x > 0 ? x : 0; }
double step(double x) { return x > 0 ? 1 : 0; }
double gelu(double x) { return x * 0.5 * std::erfc(-x * std::sqrt(0.5)); }
double gelu_slope(double x) {
  return 0.5 * std::erfc(-x * std::sqrt(0.5)) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
}
double silu(double x) { return x * sigmoid(x); }
double silu_slope(double x) { return sigmoid(x) * (1 + x * sigmoid(-x)); }

template <class Options, class = void>
constexpr bool kInplace = false;
template <class Options>
constexpr bool kInplace<Options, std::void_t<decltype(std::declval<const Options&>().inplace())>> = true;
constexpr bool kHasInplace[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) kInplace<activations::name::Options>,
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};

Subject listed(Activation id) {
  const auto& entry = activations::entry(id);
  const auto& r = *entry.record;
  const kernels::Params p{r.defaults[0], r.defaults[1], r.defaults[2]};
  Subject s;
  s.name = r.module;
  s.function = r.name;
  s.formula = r.formula;
  s.slope = r.slope;
  s.source = r.source;
  for (int i = 0; i < r.parameters; i++) s.options.emplace_back(r.parameter[i], fmt::format("{}", r.defaults[i]));
  if (id == Activation::gelu) s.options.emplace_back("approximate", "none");
  if (kHasInplace[static_cast<int>(id)]) s.options.emplace_back("inplace", "false");
  s.f = [&entry, p](double x) { return entry.reference(x, p); };
  s.df = [&entry, p](double x) { return entry.slope(x, p); };
  s.low = r.low;
  s.high = r.high;
  s.gain = r.gain;
  s.ulp = r.ulp;
  s.slope_ulp = r.slope_ulp;
  s.elementwise = true;
  switch (entry.keep(p, kFloat)) {
    case activations::Keep::Output:
      s.keeps = "its output, which the next layer keeps anyway";
      break;
    case activations::Keep::Bits:
      s.keeps = "one bit an element";
      break;
    case activations::Keep::Input:
      s.keeps = "its input";
  }
  s.call = [id, p](const Tensor& x) { return rectify::detail::activate(id, x, p); };
  return s;
}

Subject gate(const char* name, const char* function, const char* of, const char* source, double (*f)(double),
             double (*df)(double), Tensor (*call)(const Tensor&, int64_t)) {
  Subject s;
  s.name = name;
  s.function = function;
  s.formula = fmt::format("a {}(b), where a and b are the halves of the input", of);
  s.slope = fmt::format("{0}(b) for a, a {0}′(b) for b", of);
  s.source = source;
  s.note = "Plotted for a = 1 against b; a and b are drawn independently for mean and variance.";
  s.options = {{"dim", "-1"}};
  s.f = f;
  s.df = df;
  s.of_two = [f](double a, double b) { return a * f(b); };
  s.keeps = "its input, both halves";
  s.call = [call](const Tensor& x) { return call(x, -1); };
  s.sizes = {64, 1024};
  return s;
}
Subject over_classes(const char* name, const char* function, const char* formula, const char* slope,
                     const char* keeps_what, std::function<double(double)> f, std::function<double(double)> df,
                     double low, double high, Tensor (*call)(const Tensor&)) {
  Subject s;
  s.name = name;
  s.function = function;
  s.formula = formula;
  s.slope = slope;
  s.source = "Bridle 1990";
  s.note = "Plotted for two classes, the other one's input held at 0; mean and variance for two inputs of N(0, 1).";
  s.options = {{"dim", "no default"}};
  s.f = f;
  s.df = std::move(df);
  s.of_two = [f](double a, double b) { return f(a - b); };
  s.low = low;
  s.high = high;
  s.keeps = keeps_what;
  s.call = call;
  s.sizes = {64, 1024};
  return s;
}

}  // namespace

std::vector<Subject> atlas_subjects() {
  std::vector<Subject> all;
  for (int i = 0; i < kActivations; i++) all.push_back(listed(static_cast<Activation>(i)));

  Subject prelu;
  prelu.name = "PReLU";
  prelu.function = "prelu";
  prelu.formula = "x > 0 ? x : weight x";
  prelu.slope = "x > 0 ? 1 : weight";
  prelu.source = "He et al. 2015";
  prelu.note = "The weight is learned: one, or one for each channel. Plotted with its first value, 0.25.";
  prelu.options = {{"num_parameters", "1"}, {"init", "0.25"}};
  prelu.f = [](double x) { return x > 0 ? x : 0.25 * x; };
  prelu.df = [](double x) { return x > 0 ? 1 : 0.25; };
  prelu.keeps = "its input";
  prelu.elementwise = true;
  const Tensor quarter = full({1}, 0.25, kFloat);
  prelu.call = [quarter](const Tensor& x) { return rectify::prelu(x, quarter); };
  all.push_back(prelu);

  Subject rrelu;
  rrelu.name = "RReLU";
  rrelu.function = "rrelu";
  rrelu.formula = "x > 0 ? x : a x, a drawn from [lower, upper) for each element";
  rrelu.slope = "x > 0 ? 1 : a";
  rrelu.source = "Xu et al. 2015";
  rrelu.note = "Plotted as in evaluation, where a = (lower + upper) / 2; faintly the two bounds.";
  rrelu.options = {{"lower", "1/8"}, {"upper", "1/3"}, {"inplace", "false"}};
  rrelu.f = [](double x) { return x > 0 ? x : x * 11 / 48; };
  rrelu.df = [](double x) { return x > 0 ? 1 : 11.0 / 48; };
  rrelu.others = {[](double x) { return x > 0 ? x : x / 8; }, [](double x) { return x > 0 ? x : x / 3; }};
  rrelu.keeps = "the slopes it has drawn";
  rrelu.call = [](const Tensor& x) { return rectify::rrelu(x, 0.125, 0.3333333333333333, true); };
  all.push_back(rrelu);

  Subject swish;
  swish.name = "Swish";
  swish.function = "swish";
  swish.formula = "x sigmoid(beta x)";
  swish.slope = "s (1 + beta x (1 - s)), s = sigmoid(beta x)";
  swish.source = "Ramachandran, Zoph and Le 2017";
  swish.note =
      "Beta is learned: one, or one for each channel. Plotted with 1, where it is SiLU; faintly with 0.5 and 2.";
  swish.options = {{"num_parameters", "1"}, {"init", "1"}};
  swish.f = silu;
  swish.df = silu_slope;
  swish.others = {[](double x) { return x * sigmoid(x / 2); }, [](double x) { return x * sigmoid(2 * x); }};
  swish.low = -0.278464542761074;
  swish.keeps = "its input";
  swish.elementwise = true;
  const Tensor one = ones({1}, kFloat);
  swish.call = [one](const Tensor& x) { return rectify::swish(x, one); };
  all.push_back(swish);

  all.push_back(gate(
      "GLU", "glu", "sigmoid", "Dauphin et al. 2017", sigmoid, [](double b) { return sigmoid(b) * sigmoid(-b); },
      rectify::glu));
  all.push_back(gate("ReGLU", "reglu", "relu", "Shazeer 2020", relu, step, rectify::reglu));
  all.push_back(gate("GEGLU", "geglu", "gelu", "Shazeer 2020", gelu, gelu_slope, rectify::geglu));
  all.push_back(gate("SwiGLU", "swiglu", "silu", "Shazeer 2020", silu, silu_slope, rectify::swiglu));

  Subject crelu;
  crelu.name = "CReLU";
  crelu.function = "crelu";
  crelu.formula = "relu(x) and relu(-x), one after the other";
  crelu.slope = "x > 0 ? 1 : 0 and x < 0 ? -1 : 0";
  crelu.source = "Shang et al. 2016";
  crelu.note = "It doubles the channels: each has half of the values, and none is lost. Faintly the second half.";
  crelu.options = {{"dim", "1"}};
  crelu.f = relu;
  crelu.df = step;
  crelu.others = {[](double x) { return relu(-x); }};
  crelu.low = 0;
  crelu.keeps = "its input";
  crelu.call = [](const Tensor& x) { return rectify::crelu(x, -1); };
  crelu.sizes = {64, 1024};
  all.push_back(crelu);

  Subject maxout;
  maxout.name = "Maxout";
  maxout.function = "maxout";
  maxout.formula = "the greatest of each `pieces` neighbours";
  maxout.slope = "1 for the greatest, 0 for the others";
  maxout.source = "Goodfellow et al. 2013";
  maxout.note = "Plotted for two pieces, one of them held at 0; mean and variance for two inputs of N(0, 1).";
  maxout.options = {{"pieces", "no default"}, {"dim", "1"}};
  maxout.f = relu;
  maxout.df = step;
  maxout.of_two = [](double a, double b) { return a > b ? a : b; };
  maxout.keeps = "which piece it was: one byte an output";
  maxout.call = [](const Tensor& x) { return rectify::maxout(x, 2, -1); };
  maxout.sizes = {64, 1024};
  all.push_back(maxout);

  const char* output = "its output";
  const auto both = [](double x) { return sigmoid(x) * sigmoid(-x); };
  all.push_back(over_classes("Softmax", "softmax", "exp(x) / Σ exp(x)", "y (δ - y)", output, sigmoid, both, 0, 1,
                             [](const Tensor& x) { return rectify::softmax(x, -1); }));
  all.push_back(over_classes(
      "Softmin", "softmin", "exp(-x) / Σ exp(-x)", "-y (δ - y)", output, [](double x) { return sigmoid(-x); },
      [both](double x) { return -both(x); }, 0, 1, [](const Tensor& x) { return rectify::softmax(-x, -1); }));
  all.push_back(over_classes("Softmax2d", "softmax", "exp(x) / Σ exp(x) over the channels of every pixel", "y (δ - y)",
                             output, sigmoid, both, 0, 1, [](const Tensor& x) { return rectify::softmax(x, 0); }));
  all.back().options.clear();
  all.push_back(over_classes(
      "LogSoftmax", "log_softmax", "x - log Σ exp(x)", "δ - exp(y)", output,
      [](double x) { return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x)); },
      [](double x) { return sigmoid(-x); }, -INFINITY, 0, [](const Tensor& x) { return rectify::log_softmax(x, -1); }));
  return all;
}

}  // namespace rectify::cli
