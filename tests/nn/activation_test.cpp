// The activations of list.def as modules and functionals: printed forms as libtorch's, options, and the table in docs/.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {
namespace nn = rectify::nn;
namespace F = torch::nn::functional;
using torch::Tensor;

TEST(ActivationModules, PrintAsLibtorch) {  // what libtorch 1.13.1 prints
  const std::pair<std::string, const char*> rows[] = {
      {rectify::str(nn::ReLU()), "ReLU()"},
      {rectify::str(nn::ReLU(true)), "ReLU(inplace=true)"},
      {rectify::str(nn::ReLU6()), "ReLU6()"},
      {rectify::str(nn::ReLU6(nn::ReLU6Options().inplace(true))), "ReLU6(inplace=true)"},
      {rectify::str(nn::ELU()), "ELU(alpha=1)"},
      {rectify::str(nn::ELU(nn::ELUOptions().alpha(0.123456789).inplace(true))), "ELU(alpha=0.123457, inplace=true)"},
      {rectify::str(nn::SELU()), "SELU()"},
      {rectify::str(nn::SELU(true)), "SELU(inplace=true)"},
      {rectify::str(nn::CELU()), "CELU(alpha=1)"},
      {rectify::str(nn::CELU(nn::CELUOptions().alpha(2.5).inplace(true))), "CELU(alpha=2.5, inplace=true)"},
      {rectify::str(nn::GELU()), "GELU()"},
      {rectify::str(nn::GELU(nn::GELUOptions().approximate("tanh"))), "GELU()"},
      {rectify::str(nn::SiLU()), "SiLU()"},
      {rectify::str(nn::Mish()), "Mish()"},
      {rectify::str(nn::Softplus()), "Softplus(beta=1, threshold=20)"},
      {rectify::str(nn::Softplus(nn::SoftplusOptions().beta(2).threshold(1e10))), "Softplus(beta=2, threshold=1e+10)"},
      {rectify::str(nn::Sigmoid()), "Sigmoid()"},
      {rectify::str(nn::LogSigmoid()), "LogSigmoid()"},
      {rectify::str(nn::Tanh()), "Tanh()"},
      {rectify::str(nn::Softsign()), "Softsign()"},
      {rectify::str(nn::Tanhshrink()), "Tanhshrink()"},
      {rectify::str(nn::Hardtanh()), "Hardtanh(min_val=-1, max_val=1)"},
      {rectify::str(nn::Hardtanh(nn::HardtanhOptions().min_val(-2).max_val(.5).inplace(true))),
       "Hardtanh(min_val=-2, max_val=0.5, inplace=true)"},
      {rectify::str(nn::Hardshrink()), "Hardshrink(0.5)"},
      {rectify::str(nn::Hardshrink(.1)), "Hardshrink(0.1)"},
      {rectify::str(nn::Softshrink()), "Softshrink(0.5)"},
      {rectify::str(nn::Softshrink(nn::SoftshrinkOptions(.25))), "Softshrink(0.25)"},
      {rectify::str(nn::Softshrink(-1)), "Softshrink(-1)"},
      {rectify::str(nn::Threshold(.5, -1)), "Threshold(threshold=0.5, value=-1)"},
      {rectify::str(nn::Threshold(nn::ThresholdOptions(.5, -1).inplace(true))),
       "Threshold(threshold=0.5, value=-1, inplace=true)"},
      {rectify::str(nn::LeakyReLU()), "LeakyReLU(negative_slope=0.01)"},
      {rectify::str(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(.2).inplace(true))),
       "LeakyReLU(negative_slope=0.2, inplace=true)"},
  };
  for (const auto& [got, want] : rows) EXPECT_EQ(got, std::string("torch::nn::") + want);
}
TEST(ActivationModules, ComputeWhatTheirFunctionsDo) {
  const Tensor x = torch::linspace(-4, 4, 41);
  const auto same = [&](const char* what, const Tensor& a, const Tensor& b) { EXPECT_TRUE(a.equal(b)) << what; };
  same("relu", nn::ReLU()(x), torch::relu(x));
  same("relu", F::relu(x, F::ReLUFuncOptions().inplace(false)), x.relu());
  same("relu6", nn::ReLU6()(x), torch::relu6(x));
  same("relu6", F::relu6(x), x.clamp(0, 6));
  same("leaky_relu", nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.3))(x), torch::leaky_relu(x, 0.3));
  same("leaky_relu", F::leaky_relu(x, F::LeakyReLUFuncOptions().negative_slope(0.3)), torch::leaky_relu(x, 0.3));
  same("elu", nn::ELU(nn::ELUOptions().alpha(0.3))(x), torch::elu(x, 0.3));
  same("elu", F::elu(x, F::ELUFuncOptions().alpha(0.3)), torch::elu(x, 0.3));
  same("selu", nn::SELU()(x), torch::selu(x));
  same("selu", F::selu(x, F::SELUFuncOptions(false)), torch::selu(x));
  same("celu", nn::CELU(nn::CELUOptions().alpha(0.3))(x), torch::celu(x, 0.3));
  same("celu", F::celu(x, F::CELUFuncOptions().alpha(0.3)), torch::celu(x, 0.3));
  same("gelu", nn::GELU()(x), torch::gelu(x));
  same("gelu tanh", nn::GELU(nn::GELUOptions().approximate("tanh"))(x), torch::gelu(x, "tanh"));
  same("gelu tanh", F::gelu(x, F::GELUFuncOptions().approximate("tanh")), torch::gelu(x, "tanh"));
  same("silu", nn::SiLU()(x), F::silu(x));
  same("mish", nn::Mish()(x), F::mish(x));
  same("softplus", nn::Softplus(nn::SoftplusOptions().beta(2).threshold(3))(x), torch::softplus(x, 2, 3));
  same("softplus", F::softplus(x, F::SoftplusFuncOptions().beta(2).threshold(3)), torch::softplus(x, 2, 3));
  same("sigmoid", nn::Sigmoid()(x), torch::sigmoid(x));
  same("sigmoid", torch::special_expit(x), torch::special::expit(x));
  same("logsigmoid", nn::LogSigmoid()(x), F::logsigmoid(x));
  same("logsigmoid", torch::log_sigmoid(x), F::logsigmoid(x));
  same("tanh", nn::Tanh()(x), x.tanh());
  same("softsign", nn::Softsign()(x), F::softsign(x));
  same("tanhshrink", nn::Tanhshrink()(x), F::tanhshrink(x));
  same("hardtanh", nn::Hardtanh(nn::HardtanhOptions().min_val(-2).max_val(.5))(x), torch::hardtanh(x, -2, .5));
  same("hardtanh", F::hardtanh(x, F::HardtanhFuncOptions().min_val(-2).max_val(.5)), x.clamp(-2, .5));
  same("hardsigmoid", nn::Hardsigmoid()(x), torch::hardsigmoid(x));
  same("hardswish", nn::Hardswish()(x), torch::hardswish(x));
  same("hardshrink", nn::Hardshrink(.75)(x), x.hardshrink(.75));
  same("hardshrink", F::hardshrink(x, F::HardshrinkFuncOptions().lambda(.75)), torch::hardshrink(x, .75));
  same("softshrink", nn::Softshrink(.75)(x), torch::softshrink(x, .75));
  same("softshrink", F::softshrink(x, F::SoftshrinkFuncOptions(.75)), torch::softshrink(x, .75));
  same("threshold", nn::Threshold(.5, -1)(x), torch::threshold(x, .5, -1));
  same("threshold", F::threshold(x, F::ThresholdFuncOptions(.5, -1)), torch::threshold(x, .5, -1));
  same("squared_relu", nn::SquaredReLU()(x), x.relu().square());
  same("thresholded_relu", nn::ThresholdedReLU()(x), torch::threshold(x, 1, 0));
  Tensor y = x.clone();
  EXPECT_EQ(F::elu(y, F::ELUFuncOptions().inplace(true)).impl(), y.impl());
  same("in place", y, torch::elu(x));
}
// gain: what keeps the second moment at 1, as the record promises.
TEST(ActivationModules, Gains) {
  const std::vector<std::string> named{"relu", "leaky_relu", "selu", "sigmoid", "tanh"};  // calculate_gain says
  for (const auto& e : rectify::activations::kTable) {
    if (std::count(named.begin(), named.end(), e.record->name)) continue;
    double moment = 0;
    const auto& d = e.record->defaults;
    for (int i = -120000; i < 120000; i++) {
      const double x = (i + 0.5) * 1e-4, y = e.reference(x, {d[0], d[1], d[2]});
      moment += y * y * std::exp(-x * x / 2) * 1e-4 / std::sqrt(2 * M_PI);
    }
    EXPECT_NEAR(e.record->gain, 1 / std::sqrt(moment), 2e-5 * e.record->gain) << e.record->name;
  }
}
// y stays in [low, high].
TEST(ActivationModules, Ranges) {
  const Tensor x =
      torch::cat({torch::linspace(-30, 30, 600001, torch::kDouble), torch::tensor({-1e8, 1e8}, torch::kDouble)});
  for (int i = 0; i < rectify::kActivations; i++) {
    const auto& r = *rectify::activations::kTable[i].record;
    const Tensor y = rectify::detail::activate(static_cast<rectify::Activation>(i), x,
                                               {r.defaults[0], r.defaults[1], r.defaults[2]});
    const double low = y.min().item<double>(), high = y.max().item<double>();
    EXPECT_TRUE(std::isinf(r.low) ? low < -10 : std::abs(low - r.low) < 1e-6) << r.name << " " << low;
    EXPECT_TRUE(std::isinf(r.high) ? high > 10 : std::abs(high - r.high) < 1e-6 || high <= r.high) << r.name << high;
  }
}

std::string number(double v) {
  if (std::isinf(v)) return v < 0 ? "-∞" : "∞";
  std::ostringstream s;
  s.precision(4);
  s << v;
  return s.str();
}
std::string escaped(std::string s) {
  for (size_t i = 0; (i = s.find('|', i)) != std::string::npos; i += 2) s.insert(i, 1, '\\');
  return s;
}
// docs/activations.md is this table. RECTIFY_WRITE_DOCS=1 writes it.
TEST(ActivationModules, DocsHaveTheTable) {
  std::ostringstream table;
  table << "# The activations\n\nOne row for each line of `list.def`, written by `RECTIFY_WRITE_DOCS=1 test_nn` from "
           "what the "
           "headers say. Formulas with\ndefault options; *keeps*: what backward needs of a float32 tensor; *gain*: for "
           "initialisation; *ulp*: the promised distance from the\nexact value in float32, of y and of dy/dx"
           ".\n\n| function | module | y | dy/dx | range | kinks | keeps | gain | ulp | "
           "source |\n|---|---|---|---|---|---|---|---:|---|---|\n";
  for (const auto& e : rectify::activations::kTable) {
    const auto& r = *e.record;
    std::string module = r.module;
    for (int i = 0; i < r.parameters; i++)
      module += (i ? ", " : "(") + std::string(r.parameter[i]) + "=" + number(r.defaults[i]);
    if (r.parameters) module += ")";
    const char* keeps[] = {"output", "one bit", "input"};
    table << "| `" << r.name << "` | `" << module << "` | " << escaped(r.formula) << " | " << escaped(r.slope) << " | ["
          << number(r.low) << ", " << number(r.high) << "] | " << r.kinks << " | "
          << keeps[static_cast<int>(e.keep({r.defaults[0], r.defaults[1], r.defaults[2]}, torch::kFloat))] << " | "
          << number(r.gain) << " | " << number(r.ulp) << ", " << number(r.slope_ulp) << " | " << r.source << " |\n";
  }
  const std::string path = RECTIFY_SOURCE_DIR "/docs/activations.md";
  if (std::getenv("RECTIFY_WRITE_DOCS")) std::ofstream(path) << table.str();
  std::ifstream in(path);
  std::ostringstream have;
  have << in.rdbuf();
  EXPECT_EQ(have.str(), table.str()) << "run RECTIFY_WRITE_DOCS=1 test_nn --gtest_filter='*DocsHaveTheTable'";
}
}  // namespace
