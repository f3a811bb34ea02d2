#include <gtest/gtest.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <cmath>
#include <limits>

#include "error.h"

using namespace rectify;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> values(const Tensor& t) {
  Tensor d = t.detach().to(kDouble).contiguous();
  return {d.data_ptr<double>(), d.data_ptr<double>() + d.numel()};
}
bool same(double a, double b) {
  return a == b ? std::signbit(a) == std::signbit(b) || a != 0 : std::isnan(a) && std::isnan(b);
}
void expect_values(const Tensor& t, const std::vector<double>& want, const char* what = "") {
  std::vector<double> got = values(t);
  ASSERT_EQ(got.size(), want.size()) << what;
  for (size_t i = 0; i < got.size(); i++)
    EXPECT_TRUE(same(got[i], want[i])) << what << " [" << i << "]: " << got[i] << ", not " << want[i];
}
Tensor make(const std::vector<double>& v, ScalarType t = kFloat) { return tensor(ArrayRef<double>(v), t); }

// Every function of one tensor against the standard library in double: float results within 2 ulp, double within 1e-15
// relative.
TEST(Elementwise, UnaryAgainstStd) {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&);
    double (*want)(double);
    double low, high;
  };
  const Row rows[] = {
      {"sqrt", sqrt, [](double x) { return std::sqrt(x); }, 0, 9},
      {"rsqrt", rsqrt, [](double x) { return 1 / std::sqrt(x); }, 0.1, 9},
      {"reciprocal", reciprocal, [](double x) { return 1 / x; }, 0.1, 9},
      {"exp", exp, [](double x) { return std::exp(x); }, -9, 9},
      {"exp2", exp2, [](double x) { return std::exp2(x); }, -9, 9},
      {"expm1", expm1, [](double x) { return std::expm1(x); }, -2, 2},
      {"log", log, [](double x) { return std::log(x); }, 0.1, 9},
      {"log2", log2, [](double x) { return std::log2(x); }, 0.1, 9},
      {"log10", log10, [](double x) { return std::log10(x); }, 0.1, 9},
      {"log1p", log1p, [](double x) { return std::log1p(x); }, -0.9, 9},
      {"sin", sin, [](double x) { return std::sin(x); }, -4, 4},
      {"cos", cos, [](double x) { return std::cos(x); }, -4, 4},
      {"tan", tan, [](double x) { return std::tan(x); }, -1.5, 1.5},
      {"asin", asin, [](double x) { return std::asin(x); }, -1, 1},
      {"acos", acos, [](double x) { return std::acos(x); }, -1, 1},
      {"atan", atan, [](double x) { return std::atan(x); }, -9, 9},
      {"sinh", sinh, [](double x) { return std::sinh(x); }, -4, 4},
      {"cosh", cosh, [](double x) { return std::cosh(x); }, -4, 4},
      {"asinh", asinh, [](double x) { return std::asinh(x); }, -4, 4},
      {"acosh", acosh, [](double x) { return std::acosh(x); }, 1, 9},
      {"atanh", atanh, [](double x) { return std::atanh(x); }, -0.9, 0.9},
      {"erf", erf, [](double x) { return std::erf(x); }, -4, 4},
      {"erfc", erfc, [](double x) { return std::erfc(x); }, -4, 4},
      {"neg", neg, [](double x) { return -x; }, -4, 4},
      {"abs", abs, [](double x) { return std::abs(x); }, -4, 4},
      {"sign", sign, [](double x) { return double((x > 0) - (x < 0)); }, -4, 4},
      {"sgn", sgn, [](double x) { return double((x > 0) - (x < 0)); }, -4, 4},
      {"square", square, [](double x) { return x * x; }, -4, 4},
      {"floor", floor, [](double x) { return std::floor(x); }, -4, 4},
      {"ceil", ceil, [](double x) { return std::ceil(x); }, -4, 4},
      {"round", round, [](double x) { return std::nearbyint(x); }, -4, 4},
      {"trunc", trunc, [](double x) { return std::trunc(x); }, -4, 4},
      {"frac", frac, [](double x) { return x - std::trunc(x); }, -4, 4},
  };
  for (const Row& row : rows) {
    std::vector<double> x;
    for (int i = 0; i <= 64; i++) x.push_back(static_cast<float>(row.low + (row.high - row.low) * i / 64));
    for (ScalarType t : {kFloat, kDouble}) {
      Tensor in = make(x, t);
      std::vector<double> y = values(row.f(in)),
                          strided = values(row.f(stack(std::vector<Tensor>{in, in}, 1).select(1, 1)));
      for (size_t i = 0; i < x.size(); i++) {
        double want = row.want(x[i]), allowed = (t == kFloat ? 0x1p-22 : 1e-15) * std::max(std::abs(want), 1e-30);
        EXPECT_NEAR(y[i], want, allowed) << row.name << "(" << x[i] << ")";
        EXPECT_EQ(strided[i], y[i]) << row.name;
      }
    }
  }
}

TEST(Elementwise, UnaryEdges) {
  Tensor x = make({-0.0, kInf, -kInf, kNaN, 2.5, -2.5, 0.5});
  expect_values(round(x), {-0.0, kInf, -kInf, kNaN, 2, -2, 0}, "round to even");
  expect_values(sign(x), {0, 1, -1, 0, 1, -1, 1}, "sign");
  expect_values(isnan(x), {0, 0, 0, 1, 0, 0, 0});
  expect_values(isinf(x), {0, 1, 1, 0, 0, 0, 0});
  expect_values(isfinite(x), {1, 0, 0, 0, 1, 1, 1});
  expect_values(isposinf(x), {0, 1, 0, 0, 0, 0, 0});
  expect_values(isneginf(x), {0, 0, 1, 0, 0, 0, 0});
  expect_values(signbit(make({-0.0, 0.0, -1, 1})), {1, 0, 1, 0});
  expect_values(logical_not(x), {1, 0, 0, 0, 0, 0, 0});
  expect_values(nan_to_num(x),
                {-0.0, std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest(), 0, 2.5, -2.5, 0.5});
  expect_values(nan_to_num(x, 7, 8, 9), {-0.0, 8, 9, 7, 2.5, -2.5, 0.5});
  expect_values(clamp(x, -1, 1), {-0.0, 1, -1, kNaN, 1, -1, 0.5});
  expect_values(clamp(x, nullopt, 1), {-0.0, 1, -kInf, kNaN, 1, -2.5, 0.5});
  expect_values(clamp_min(x, 0.25), {0.25, kInf, 0.25, kNaN, 2.5, 0.25, 0.5});
  EXPECT_EQ(floor(make({1, 2}, kLong)).scalar_type(), kLong);
  expect_values(neg(make({-128, 5}, kChar)), {-128, -5});
  expect_values(bitwise_not(make({0, 5}, kByte)), {255, 250});
  expect_values(~make({0, 1}, kBool), {1, 0});
}

// Values of PyTorch 1.13.
TEST(Elementwise, BinaryTables) {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&, const Tensor&);
    ScalarType dtype;
    std::vector<double> a, b, want;
  };
  const Row rows[] = {
      {"floor_divide", floor_divide, kLong, {7, -7, 7, -7, 6}, {2, 2, -2, -2, 3}, {3, -4, -4, 3, 2}},
      {"remainder", remainder, kLong, {7, -7, 7, -7, 6}, {2, 2, -2, -2, 3}, {1, 1, -1, -1, 0}},
      {"fmod", fmod, kLong, {7, -7, 7, -7, 6}, {2, 2, -2, -2, 3}, {1, -1, 1, -1, 0}},
      {"floor_divide", floor_divide, kFloat, {7, -7, 1, -1, 0}, {2, 2, 0, 0, 0}, {3, -4, kInf, -kInf, kNaN}},
      {"remainder", remainder, kFloat, {7, -7, 5.5, -5.5}, {2, 2, -2, -2}, {1, 1, -0.5, -1.5}},
      {"fmod", fmod, kFloat, {7, -7, 5.5, -5.5}, {2, 2, -2, -2}, {1, -1, 1.5, -1.5}},
      {"pow", pow, kLong, {2, -2, 3, 0}, {10, 3, 0, 0}, {1024, -8, 1, 1}},
      {"pow", pow, kDouble, {2, 0, kNaN, -1}, {-1, 0, 0, 0.5}, {0.5, 1, 1, kNaN}},
      {"maximum", maximum, kFloat, {1, kNaN, 1, -0.0}, {2, 1, kNaN, -1}, {2, kNaN, kNaN, -0.0}},
      {"minimum", minimum, kFloat, {1, kNaN, 1, 3}, {2, 1, kNaN, -1}, {1, kNaN, kNaN, -1}},
      {"fmax", fmax, kFloat, {1, kNaN, 1, kNaN}, {2, 1, kNaN, kNaN}, {2, 1, 1, kNaN}},
      {"fmin", fmin, kFloat, {1, kNaN, 1, kNaN}, {2, 1, kNaN, kNaN}, {1, 1, 1, kNaN}},
      {"xlogy", xlogy, kDouble, {0, 0, 2, 0}, {0, -1, 1, kNaN}, {0, 0, 0, kNaN}},
      {"hypot", hypot, kDouble, {3, 0}, {4, 2}, {5, 2}},
      {"atan2", atan2, kDouble, {0, 0}, {1, 2}, {0, 0}},
      {"logaddexp", logaddexp, kDouble, {kInf, -kInf, -kInf}, {kInf, -kInf, 1}, {kInf, -kInf, 1}},
      {"add", [](const Tensor& a, const Tensor& b) { return a + b; }, kByte, {250, 1}, {10, 2}, {4, 3}},
      {"mul", mul, kBool, {0, 1, 1}, {1, 1, 0}, {0, 1, 0}},
      {"bitwise_and", bitwise_and, kInt, {12, -1}, {10, 7}, {8, 7}},
      {"bitwise_or", bitwise_or, kInt, {12, 1}, {10, 6}, {14, 7}},
      {"bitwise_xor", bitwise_xor, kInt, {12, 1}, {10, 7}, {6, 6}},
      {"bitwise_left_shift", bitwise_left_shift, kInt, {1, 3}, {4, 1}, {16, 6}},
      {"bitwise_right_shift", bitwise_right_shift, kInt, {16, -8}, {2, 1}, {4, -4}},
      {"eq", eq, kFloat, {1, kNaN, 0}, {1, kNaN, -0.0}, {1, 0, 1}},
      {"ne", ne, kFloat, {1, kNaN, 0}, {1, kNaN, -0.0}, {0, 1, 0}},
      {"lt", lt, kFloat, {1, kNaN, 0}, {2, 1, 0}, {1, 0, 0}},
      {"le", le, kFloat, {1, kNaN, 0}, {2, 1, 0}, {1, 0, 1}},
      {"gt", gt, kFloat, {3, kNaN, 0}, {2, 1, 0}, {1, 0, 0}},
      {"ge", ge, kFloat, {1, kNaN, 0}, {2, 1, 0}, {0, 0, 1}},
      {"logical_and", logical_and, kFloat, {2, 0, kNaN}, {1, 1, 1}, {1, 0, 1}},
      {"logical_or", logical_or, kLong, {2, 0, 0}, {0, 0, 5}, {1, 0, 1}},
      {"logical_xor", logical_xor, kLong, {2, 0, 3}, {0, 0, 5}, {1, 0, 0}},
  };
  for (const Row& row : rows) expect_values(row.f(make(row.a, row.dtype), make(row.b, row.dtype)), row.want, row.name);
  expect_values(div(make({7, -7}, kLong), 2, "trunc"), {3, -3});
  expect_values(div(make({7, -7}, kLong), 2, "floor"), {3, -4});
  expect_values(div(make({7, -7}, kLong), 2), {3.5, -3.5});
}

TEST(Elementwise, Promotion) {
  auto t = [](ScalarType d) { return make({1, 2}, d); };
  auto zero_dim = [](ScalarType d) { return scalar_tensor(1, d); };
  EXPECT_EQ((t(kLong) + t(kFloat)).scalar_type(), kFloat);
  EXPECT_EQ((t(kByte) + t(kChar)).scalar_type(), kShort);
  EXPECT_EQ((t(kHalf) + t(kBFloat16)).scalar_type(), kFloat);
  EXPECT_EQ((t(kLong) / t(kLong)).scalar_type(), kFloat);
  EXPECT_EQ((t(kInt) + 1).scalar_type(), kInt);
  EXPECT_EQ((t(kInt) + 1.5).scalar_type(), kFloat);
  EXPECT_EQ((t(kBool) + 1).scalar_type(), kLong);
  EXPECT_EQ((t(kHalf) * 2.0).scalar_type(), kHalf);
  EXPECT_EQ((t(kFloat) + zero_dim(kDouble)).scalar_type(), kFloat);
  EXPECT_EQ((t(kInt) + zero_dim(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ((t(kInt) + zero_dim(kLong)).scalar_type(), kInt);
  EXPECT_EQ((zero_dim(kFloat) + zero_dim(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(exp(t(kLong)).scalar_type(), kFloat);
  EXPECT_EQ((t(kFloat) > 1).scalar_type(), kBool);
  EXPECT_EQ(where(t(kBool), t(kFloat), t(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(clamp(t(kInt), 0.5, 1.5).scalar_type(), kFloat);
  EXPECT_EQ(result_type(t(kByte), 300), kByte);
}

// Every pair of layouts against plain loops.
TEST(Elementwise, BroadcastAndStrides) {
  Tensor a = arange(24, kFloat).reshape({2, 3, 4}), b = arange(24, kFloat).reshape({4, 3, 2}).permute({2, 1, 0});
  const Tensor operands[] = {a,
                             b,
                             a.select(0, 1),
                             b.slice(2, 0, 1),
                             a.slice(1, 1, 2),
                             scalar_tensor(3, kFloat),
                             a.select(2, 1).unsqueeze(2),
                             b.transpose(0, 1).transpose(0, 1)};
  for (const Tensor& x : operands)
    for (const Tensor& y : operands) {
      Tensor z = x * 2 + y, xe = x.expand({2, 3, 4}), ye = y.expand({2, 3, 4}), ze = z.expand({2, 3, 4});
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
          for (int k = 0; k < 4; k++)
            ASSERT_EQ(ze[i][j][k].item<float>(), xe[i][j][k].item<float>() * 2 + ye[i][j][k].item<float>());
    }
  EXPECT_EQ((b + 1).strides(), b.strides());
  EXPECT_EQ((zeros({0, 3}) + zeros({1, 3})).sizes(), IntArrayRef({0, 3}));
}

TEST(Elementwise, LargeAgreesWithSmall) {
  Tensor x = arange(200003, kFloat) / 1000, y = x * x + x - 1;
  for (int64_t i : {0, 1, 63, 64, 65, 32768, 65536, 131071, 200002}) {
    float v = static_cast<float>(i) / 1000;
    EXPECT_NEAR(y[i].item<float>(), v * v + v - 1, 1e-2);
  }
  Tensor w = x.clone();
  w.add_(x, -0.5);
  EXPECT_TRUE(allclose(w, x / 2));
}

TEST(Elementwise, InPlaceAndOut) {
  Tensor x = make({1, 2, 3});
  x.add_(1).mul_(make({2, 2, 2})).sub_(make({1}), 2).div_(2);
  expect_values(x, {1, 2, 3});
  x += x;
  x *= 3;
  x -= 1;
  x /= 5;
  expect_values(x, values(make({1, 11.0 / 5, 17.0 / 5})));
  Tensor t = arange(6, kFloat).reshape({2, 3}), s = t.t();
  s.mul_(10);
  expect_values(t, {0, 10, 20, 30, 40, 50});
  t.select(1, 1).add_(1);
  expect_values(t, {0, 11, 20, 30, 41, 50});
  Tensor square = arange(4, kFloat).reshape({2, 2});
  square.add_(square.t());
  expect_values(square, {0, 3, 3, 6}, "an operand in the same memory");
  Tensor out = empty({0}, kFloat);
  add_out(out, make({1, 2}), make({3}), 2);
  expect_values(out, {7, 8});
  exp_out(out, make({0, 0, 0}));
  expect_values(out, {1, 1, 1});
  Tensor mask = make({1, 0}, kBool);
  mask |= make({0, 0}, kBool);
  mask.logical_not_();
  expect_values(mask, {0, 1});
  Tensor i = make({5, 6}, kLong);
  i.clamp_(0, 5).fill_(make({9}, kLong)[0]);
  expect_values(i, {9, 9});
  EXPECT_EQ(i._version(), 2);
  expect_values(i.zero_(), {0, 0});
  expect_values(make({1, 5}).lerp_(make({3, 1}), 0.5), {2, 3});
  EXPECT_EQ(add(mask, mask, 2).scalar_type(), kBool);
  expect_values(addcmul(make({1}), make({2}), make({3}), 2), {13});
  expect_values(addcdiv(make({1}), make({6}), make({3}), 2), {5});
}

TEST(Elementwise, Operators) {
  Tensor x = make({1, 2, 4}), i = make({5, 6, 7}, kLong);
  expect_values(1 - x, {0, -1, -3});
  expect_values(8 / x, {8, 4, 2});
  expect_values(2 * x + 1, {3, 5, 9});
  expect_values(-x, {-1, -2, -4});
  expect_values(i % 4, {1, 2, 3});
  expect_values(20 % i, {0, 2, 6});
  expect_values((i & 3) | 8, {9, 10, 11});
  expect_values(i ^ i, {0, 0, 0});
  expect_values(i << 1, {10, 12, 14});
  expect_values(i >> 1, {2, 3, 3});
  expect_values(2 == x, {0, 1, 0});
  expect_values(2 < x, {0, 0, 1});
  expect_values(2 >= x, {1, 1, 0});
  expect_values(x != 2, {1, 0, 1});
  expect_values(!(x <= x), {0, 0, 0});
  expect_values(rsub(x, 1), {0, -1, -3});
  expect_values(pow(2, x), {2, 4, 16});
  expect_values(where(x > 1, x, 0), {0, 2, 4});
  expect_values(where(x > 1, 5, 6), {6, 5, 5});
  EXPECT_TRUE(isclose(x, x + 1e-9).all().item<bool>());
}

TEST(Elementwise, CopiesAndCasts) {
  Tensor x = make({-1.7, 0, 2.9, 300});
  expect_values(x.to(kLong), {-1, 0, 2, 300});
  expect_values(x.to(kBool), {1, 0, 1, 1});
  expect_values(x.to(kByte), {255, 0, 2, 44});
  expect_values(x.to(kChar), {-1, 0, 2, 44});
  expect_values(x.to(kHalf), {static_cast<float>(Half(-1.7f)), 0, static_cast<float>(Half(2.9f)), 300});
  expect_values(make({0.5, 0}).to(kBool), {1, 0});
  EXPECT_TRUE(x.to(kFloat).is_same(x));
  EXPECT_FALSE(x.to(kFloat, false, true).is_same(x));
  EXPECT_EQ(x.to(TensorOptions(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(x.type_as(make({1}, kInt)).scalar_type(), kInt);
  Tensor m = arange(6, kFloat).reshape({2, 3}), c = m.t().contiguous();
  expect_values(c, {0, 3, 1, 4, 2, 5});
  EXPECT_EQ(m.t().clone().strides(), IntArrayRef({1, 3}));
  Tensor d = zeros({2, 3}, kInt);
  d.copy_(make({1.5, 2.5, 3.5}));
  expect_values(d, {1, 2, 3, 1, 2, 3});
  Tensor line = arange(5, kFloat);
  line.slice(0, 1).copy_(line.slice(0, 0, 4));
  expect_values(line, {0, 0, 1, 2, 3}, "overlapping copy");
}

TEST(Elementwise, Errors) {
  Tensor f = ones({2}), l = ones({2}, kLong), b = ones({2}, kBool);
  struct Row {
    std::function<void()> run;
    const char* want;
  };
  const Row rows[] = {
      {[&] { ones({3}) + f; },
       "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0"},
      {[&] {
         f.add_(ones({3, 2}));
       },
       "output with shape [2] doesn't match the broadcast shape [3, 2]"},
      {[&] { l.add_(f); }, "result type Float can't be cast to the desired output type Long"},
      {[&] { l.div_(2); }, "result type Float can't be cast to the desired output type Long"},
      {[&] { l.exp_(); }, "result type Float can't be cast to the desired output type Long"},
      {[&] { b - b; }, "Subtraction, the `-` operator, with two bool tensors is not supported."},
      {[&] { l - b; }, "Subtraction, the `-` operator, with a bool tensor is not supported."},
      {[&] { -b; }, "Negation, the `-` operator, on a bool tensor is not supported."},
      {[&] { f& f; }, "\"bitwise_and_cpu\" not implemented for 'Float'"},
      {[&] { abs(b); }, "\"abs_cpu\" not implemented for 'Bool'"},
      {[&] { frac(l); }, "\"frac_cpu\" not implemented for 'Long'"},
      {[&] { hypot(l, l); }, "\"hypot_cpu\" not implemented for 'Long'"},
      {[&] { floor_divide(l, 0); }, "ZeroDivisionError"},
      {[&] { remainder(l, 0); }, "ZeroDivisionError"},
      {[&] { pow(l, -1); }, "Integers to negative integer powers are not allowed."},
      {[&] { add(l, l, 0.5); }, "For integral input tensors, argument alpha must not be a floating point number."},
      {[&] { add(l, l, true); }, "Boolean alpha only supported for Boolean results."},
      {[&] { div(f, f, "up"); }, "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'"},
      {[&] { clamp(f); }, "torch.clamp: At least one of 'min' or 'max' must not be None"},
      {[&] { where(f, f, f); }, "where expected condition to be a boolean tensor, but got a tensor with dtype Float"},
      {[&] { addcdiv(l, l, l); }, "Integer division with addcdiv is no longer supported"},
      {[&] { ones({1}).expand({3}).add_(1); },
       "more than one element of the written-to tensor refers to a single memory location."},
      {[&] {
         Tensor x = ones({5});
         x.slice(0, 1).add_(x.slice(0, 0, 4));
       },
       "some elements of the input tensor and the written-to tensor refer to a single memory location."},
      {[&] { f.copy_(ones({3})); },
       "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"},
      {[&] {
         f.copy_(ones({2, 2}));
       },
       "output with shape [2] doesn't match the broadcast shape [2, 2]"},
      {[&] { f.fill_(ones({2})); }, "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions."},
      {[&] { isclose(f, l); }, "Float did not match Long"},
      {[&] { isclose(f, f, -1); }, "rtol must be greater than or equal to zero, but got -1"},
      {[&] { isclose(f, f, 1, -1); }, "atol must be greater than or equal to zero, but got -1"},
      {[&] { lerp(f, ones({2}, kDouble), 0.5); }, "expected dtype float for `end` but got dtype double"},
      {[&] { lerp(f, f, ones({2}, kDouble)); }, "expected dtype float for `weight` but got dtype double"},
      {[&] { lerp(l, l, 0.5); }, "\"lerp_kernel_scalar\" not implemented for 'Long'"},
      {[&] { lerp(l, l, l); }, "\"lerp_kernel_tensor\" not implemented for 'Long'"},
      {[&] { f.cuda(); }, "no CUDA device"},
      {[&] {
         Tensor o = ones({2}), x = ones({2}).requires_grad_();
         add_out(o, x, f);
       },
       "add(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
       "requires grad."},
  };
  for (const Row& row : rows)
    EXPECT_NE(error(row.run).find(row.want), std::string::npos) << error(row.run) << "\n  wanted: " << row.want;
}

}  // namespace
