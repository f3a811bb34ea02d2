// What follows from one header and one line of list.def, for the example of docs/adding_an_activation.md.
#include <gtest/gtest.h>
#include <rectify/activations/table.h>
#include <rectify/nn/activation_list.h>

#include <sstream>

#include "kernels/activation_table.h"

namespace {
using namespace rectify;
const auto& example = activations::entry(Activation::bent_identity);
const std::vector<double> points{-300, -7.5, -1, -0.3, -1e-8, 0, 1e-8, 0.4, 1, 9, 1000};

TEST(ExampleActivation, IsListed) {
  EXPECT_EQ(static_cast<int>(Activation::bent_identity), kActivations - 1);
  EXPECT_STREQ(example.record->name, "bent_identity");
}
template <class T>
void check(int column, double eps) {
  const auto& table = *kernels::bent_identity_table();
  std::vector<T> x(points.begin(), points.end()), one(x.size(), 1), y(x.size()), dx(x.size()), c(x.size());
  table.forward[column](x.data(), y.data(), x.size(), {});
  table.backward[column](x.data(), one.data(), dx.data(), x.size(), {});
  table.double_backward[column](x.data(), one.data(), c.data(), x.size(), {});
  for (size_t i = 0; i < x.size(); i++) {
    const double want = example.reference(x[i], {}), slope = example.slope(x[i], {}), h = 1e-4;
    EXPECT_NEAR(y[i], want, eps * std::abs(want)) << x[i];
    EXPECT_NEAR(dx[i], slope, eps) << x[i];
    EXPECT_NEAR(c[i], (example.slope(x[i] + h, {}) - example.slope(x[i] - h, {})) / (2 * h), 1e-6) << x[i];
  }
}
TEST(ExampleActivation, Kernels) {
  check<float>(0, 0x1p-21);
  check<double>(1, 0x1p-50);
}
TEST(ExampleActivation, Module) {
  std::ostringstream printed;
  nn::BentIdentity()->pretty_print(printed);
  EXPECT_EQ(printed.str(), "torch::nn::BentIdentity()");
}
}  // namespace
