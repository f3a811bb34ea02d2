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
void expect_close(const Tensor& t, const std::vector<double>& want, double tolerance = 1e-6) {
  std::vector<double> got = values(t);
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); i++) {
    if (std::isnan(want[i]) || std::isinf(want[i]))
      EXPECT_TRUE(got[i] == want[i] || (std::isnan(got[i]) && std::isnan(want[i]))) << i << ": " << got[i];
    else
      EXPECT_NEAR(got[i], want[i], tolerance * std::max(1.0, std::abs(want[i]))) << i;
  }
}
Tensor make(const std::vector<double>& v, ScalarType t = kFloat) { return tensor(ArrayRef<double>(v), t); }

// Every subset of dimensions of every layout against plain loops.
TEST(Reduce, EverySetOfDimensions) {
  Tensor base = (arange(120, kDouble) * 0.37).sin().reshape({2, 3, 4, 5});
  for (const Tensor& x : {base, base.permute({3, 1, 0, 2}), base.slice(3, 0, 5, 2), base.slice(0, 0, 1)})
    for (int set = 1; set < 16; set++) {
      std::vector<int64_t> dims, sizes = x.sizes().vec();
      for (int d = 0; d < 4; d++)
        if (set >> d & 1) {
          dims.push_back(d);
          sizes[d] = 1;
        }
      std::vector<double> s(1000, 0), p(1000, 1), hi(1000, -kInf), lo(1000, kInf);
      auto c = x.contiguous();
      int64_t flat = 0, n = 1;
      for (int64_t v : sizes) n *= v;
      for (int64_t i = 0; i < x.size(0); i++)
        for (int64_t j = 0; j < x.size(1); j++)
          for (int64_t k = 0; k < x.size(2); k++)
            for (int64_t l = 0; l < x.size(3); l++) {
              int64_t at =
                  (((set & 1 ? 0 : i) * sizes[1] + (set & 2 ? 0 : j)) * sizes[2] + (set & 4 ? 0 : k)) * sizes[3] +
                  (set & 8 ? 0 : l);
              double v = c.data_ptr<double>()[flat++];
              s[at] += v;
              p[at] *= v;
              hi[at] = std::max(hi[at], v);
              lo[at] = std::min(lo[at], v);
            }
      for (auto* v : {&s, &p, &hi, &lo}) v->resize(n);
      EXPECT_EQ(x.sum(dims, true).sizes(), IntArrayRef(sizes));
      expect_close(x.sum(dims), s, 1e-12);
      expect_close(x.to(kFloat).sum(dims), s, 1e-5);
      expect_close(x.amax(dims), hi, 0);
      expect_close(x.amin(dims, true), lo, 0);
      for (double& v : s) v /= x.numel() / n;
      expect_close(x.mean(dims), s, 1e-12);
      if (dims.size() == 1) {
        expect_close(x.prod(dims[0]), p, 1e-12);
        expect_close(std::get<0>(x.max(dims[0])), hi, 0);
        expect_close(x.gather(dims[0], x.argmin(dims[0], true)), lo, 0);
      }
    }
}

TEST(Reduce, LongSumsAreExact) {
  Tensor x = full({1 << 21}, 0.1, kFloat);
  EXPECT_NEAR(x.sum().item<float>(), 209715.2, 0.1);
  EXPECT_NEAR(x.reshape({1 << 15, 64}).sum(0).sum().item<float>(), 209715.2, 0.2);
  EXPECT_EQ(ones({100000}, kHalf).sum().item<float>(), kInf);
  EXPECT_EQ(ones({3000}, kHalf).sum().item<float>(), 3000);
  EXPECT_EQ(full({1000}, 200, kByte).sum().item<int64_t>(), 200000);
}

TEST(Reduce, Dtypes) {
  Tensor i = make({1, 2, 3}, kInt), b = make({1, 0, 1}, kBool);
  EXPECT_EQ(i.sum().scalar_type(), kLong);
  EXPECT_EQ(i.prod().item<int64_t>(), 6);
  EXPECT_EQ(i.sum(kFloat).scalar_type(), kFloat);
  EXPECT_EQ(i.sum(0, false, kInt).scalar_type(), kInt);
  EXPECT_EQ(b.sum().item<int64_t>(), 2);
  EXPECT_EQ(b.cumsum(0).scalar_type(), kLong);
  EXPECT_EQ(i.mean(kDouble).item<double>(), 2);
  EXPECT_EQ(i.max().scalar_type(), kInt);
  EXPECT_EQ(i.to(kByte).all().scalar_type(), kByte);
  EXPECT_EQ(i.all().scalar_type(), kBool);
  EXPECT_EQ(b.max().item<bool>(), true);
}

// Values of PyTorch 1.13.
TEST(Reduce, Tables) {
  Tensor x = make({3, 1, 2, 5, 4, 0}).reshape({2, 3}), n = make({1, kNaN, 3, 2});
  expect_close(x.var(), {3.5});
  expect_close(x.var(IntArrayRef({1})), {1, 7});
  expect_close(x.var({1}, false), {2.0 / 3, 14.0 / 3});
  expect_close(x.std(IntArrayRef({0}), optional<int64_t>(0), true), {1, 1.5, 1});
  expect_close(std::get<1>(var_mean(x, IntArrayRef({1}))), {2, 3});
  expect_close(x.norm(), {std::sqrt(55)});
  expect_close(x.norm(1), {15});
  expect_close(x.norm(0), {5});
  expect_close(x.norm(kInf), {5});
  expect_close(x.norm(-kInf), {0});
  expect_close(x.norm(3, 1), {std::cbrt(36), std::cbrt(189)});
  expect_close(dist(x, x + 1), {std::sqrt(6)});
  expect_close(x.logsumexp(1), {3.4076059644443806, 5.318175});
  expect_close(make({-kInf, -kInf}).logsumexp(0), {-kInf});
  expect_close(make({1000, 1000}).logsumexp(0), {1000.6931472});
  expect_close(x.cumsum(1), {3, 4, 6, 5, 9, 9});
  expect_close(x.cumprod(0), {3, 1, 2, 15, 4, 0});
  expect_close(std::get<0>(x.cummax(1)), {3, 3, 3, 5, 5, 5});
  expect_close(std::get<1>(x.cummin(1)), {0, 1, 1, 0, 1, 2});
  expect_close(x.median(), {2});
  expect_close(std::get<0>(x.median(1)), {2, 4});
  expect_close(std::get<1>(x.median(1)), {2, 1});
  expect_close(x.argmax(), {3});
  expect_close(x.argmax(1), {0, 0});
  expect_close(x.argmin(0), {0, 0, 1});
  EXPECT_EQ(x.argmax(nullopt, true).sizes(), IntArrayRef({1, 1}));
  expect_close(count_nonzero(x), {5});
  expect_close(count_nonzero(x, IntArrayRef({0})), {2, 2, 1});
  expect_close(x.all(1), {1, 0});
  expect_close(x.any(0), {1, 1, 1});
  expect_close(n.sum(), {kNaN});
  expect_close(n.nansum(), {6});
  expect_close(n.max(), {kNaN});
  expect_close(n.argmax(), {1});
  expect_close(n.argmin(), {1});
  expect_close(n.median(), {kNaN});
  expect_close(std::get<0>(aminmax(x)), {0});
  expect_close(std::get<1>(aminmax(x, 1)), {3, 5});
  expect_close(x.sum_to_size({1, 3}), {8, 5, 2});
  expect_close(x.sum_to_size({2, 1}), {6, 9});
  expect_close(x.sum_to_size({}), {15});
  Tensor ties = cat(std::vector<Tensor>{zeros({200}), ones({3}), zeros({100})});
  expect_close(ties.argmax(), {200});
  ties[299] = kNaN;
  expect_close(ties.argmax(), {299});
  expect_close(std::get<1>(ties.min(0)), {299});
  EXPECT_TRUE(allclose(x, x + 1e-9));
  EXPECT_FALSE(allclose(x, x + 1));
  EXPECT_FALSE(allclose(n, n));
  EXPECT_TRUE(allclose(n, n, 1e-5, 1e-8, true));
  EXPECT_TRUE(equal(x, x.clone()));
  EXPECT_FALSE(equal(n, n));
  EXPECT_FALSE(equal(x, x.t()));
  EXPECT_TRUE(is_nonzero(make({2})));
}

TEST(Reduce, EmptyTensors) {
  Tensor e = zeros({0}), e2 = zeros({2, 0});
  expect_close(e.sum(), {0});
  expect_close(e.prod(), {1});
  expect_close(e.mean(), {kNaN});
  expect_close(e.median(), {kNaN});
  expect_close(e2.sum(1), {0, 0});
  EXPECT_EQ(e2.sum(0).numel(), 0);
  EXPECT_TRUE(e.all().item<bool>());
  EXPECT_FALSE(e.any().item<bool>());
  EXPECT_EQ(e2.amax(0).numel(), 0);
  EXPECT_EQ(scalar_tensor(3.0).sum(0).item<float>(), 3);
  expect_close(scalar_tensor(3.0).std(), {kNaN});
}

TEST(Reduce, Errors) {
  Tensor e = zeros({0}), e2 = zeros({2, 0}), l = ones({2}, kLong), f = ones({2});
  struct Row {
    std::function<void()> run;
    const char* want;
  };
  const Row rows[] = {
      {[&] { e.max(); },
       "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' "
       "argument."},
      {[&] { e.amax(); }, "amax(): Expected reduction dim to be specified for input.numel() == 0."},
      {[&] { e2.amax(1); }, "amax(): Expected reduction dim 1 to have non-zero size."},
      {[&] { e2.max(1); }, "max(): Expected reduction dim 1 to have non-zero size."},
      {[&] { e.argmax(); }, "argmax(): Expected reduction dim to be specified for input.numel() == 0."},
      {[&] { e2.argmin(1); }, "argmin(): Expected reduction dim 1 to have non-zero size."},
      {[&] { e2.median(1); }, "median(): Expected reduction dim 1 to have non-zero size."},
      {[&] { e.aminmax(); },
       "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."},
      {[&] { l.mean(); },
       "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long"},
      {[&] { f.mean(kLong); }, "mean(): could not infer output dtype. Optional dtype must be"},
      {[&] { l.std(); }, "std and var only support floating point and complex dtypes"},
      {[&] { l.norm(); }, "norm(): input dtype should be either floating point or complex. Got Long instead."},
      {[&] {
         f.sum({0, 0});
       },
       "dim 0 appears multiple times in the list of dims"},
      {[&] { f.sum(5); }, "Dimension out of range (expected to be in range of [-1, 0], but got 5)"},
      {[&] { f.is_nonzero(); }, "Boolean value of Tensor with more than one value is ambiguous"},
      {[&] { e.is_nonzero(); }, "Boolean value of Tensor with no values is ambiguous"},
      {[&] { f.sum_to_size({3}); }, "is not expandable to size"},
  };
  for (const Row& row : rows)
    EXPECT_NE(error(row.run).find(row.want), std::string::npos) << error(row.run) << "\n  wanted: " << row.want;
}

}  // namespace
