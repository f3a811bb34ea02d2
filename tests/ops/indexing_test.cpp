// Values and errors of views, indexing, joining and sorting; the expected ones are PyTorch 1.13's.
#include <gtest/gtest.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

using namespace rectify;
using indexing::Slice;

namespace {

Tensor sample() { return tensor({3.f, 1.f, 2.f, 0.f, 5.f, 4.f}).view({2, 3}); }
Tensor longs(std::vector<int64_t> v) { return tensor(v); }
std::vector<double> values(const Tensor& t) {
  Tensor d = t.to(kDouble).contiguous();
  return {d.data_ptr<double>(), d.data_ptr<double>() + d.numel()};
}

TEST(Indexing, Values) {
  struct Case {
    const char* name;
    Tensor got;
    std::vector<int64_t> sizes;
    std::vector<double> want;
  };
  Tensor x = sample();
  auto [modes, mode_places] = longs({1, 3, 2, 3, 1}).mode();
  auto [unique, inverse, counts] = _unique2(longs({3, 1, 3, 2}), true, true, true);
  auto [runs, of, lengths] = unique_consecutive(longs({1, 1, 2, 1}), true, true);
  auto [top, places] = x.topk(2);
  const Case cases[] = {
      {"t", x.t(), {3, 2}, {3, 0, 1, 5, 2, 4}},
      {"rot90", x.rot90(), {3, 2}, {2, 4, 1, 5, 3, 0}},
      {"mask", x.index({x.gt(2)}), {3}, {3, 5, 4}},
      {"column", x.index({Slice(), -1}), {2}, {2, 4}},
      {"step", x.index({"...", Slice(0, 3, 2)}), {2, 2}, {3, 2, 0, 4}},
      {"pairs", x.index({longs({0, 1}), longs({2, -3})}), {2}, {2, 0}},
      {"outer", x.index({longs({1, 0}).view({2, 1}), longs({0, 2})}), {2, 2}, {0, 4, 3, 2}},
      {"put", zeros({3}).index_put_({longs({0, 0, 2})}, ones({3}), true), {3}, {2, 0, 1}},
      {"multiply", full({2}, 2.).scatter_(0, longs({1, 1}), tensor({3.f, 5.f}), "multiply"), {2}, {2, 30}},
      {"mode", modes, {}, {1}},
      {"mode place", mode_places, {}, {4}},
      {"mode rows", std::get<0>(tensor({1.f, 1.f, 2.f, 3.f, 2.f, 3.f}).view({2, 3}).mode(0)), {3}, {1, 1, 2}},
      {"histc", tensor({1.f, 2.f, 1.f, 4.f}).histc(4, 0, 3), {4}, {0, 2, 1, 0}},
      {"bincount", longs({0, 1, 1, 3}).bincount(tensor({.5f, 1.f, 2.f, 4.f})), {4}, {.5, 3, 0, 4}},
      {"unique", unique, {3}, {1, 2, 3}},
      {"unique inverse", inverse, {4}, {2, 0, 2, 1}},
      {"unique counts", counts, {3}, {1, 1, 2}},
      {"runs", runs, {3}, {1, 2, 1}},
      {"run of", of, {4}, {0, 0, 1, 2}},
      {"run lengths", lengths, {3}, {2, 1, 1}},
      {"searchsorted right", searchsorted(longs({1, 3, 5}), longs({3, 6, 0}), false, true), {3}, {2, 3, 0}},
      {"bucketize", bucketize(longs({3, 6, 0}), longs({1, 3, 5})), {3}, {1, 3, 0}},
      {"topk", top, {2, 2}, {3, 2, 5, 4}},
      {"topk places", places, {2, 2}, {0, 2, 1, 2}},
      {"argsort", x.argsort(), {2, 3}, {1, 2, 0, 0, 2, 1}},
      {"tril_indices", tril_indices(2, 2), {2, 3}, {0, 1, 1, 0, 0, 1}},
      {"take_along_dim", x.take_along_dim(longs({2}).view({1, 1}), 1), {2, 1}, {2, 4}},
      {"masked_scatter", x.masked_scatter(x.lt(2), tensor({7.f, 8.f})), {2, 3}, {3, 7, 2, 8, 5, 4}},
      {"repeat_interleave", x.repeat_interleave(longs({2, 0, 1}), 1), {2, 3}, {3, 3, 2, 0, 0, 4}},
      {"movedim", zeros({1, 2, 3}).movedim({0}, {2}), {2, 3, 1}, {0, 0, 0, 0, 0, 0}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.got.sizes().vec(), c.sizes) << c.name;
    EXPECT_EQ(values(c.got), c.want) << c.name;
  }
}

TEST(Indexing, AssignsThroughViews) {
  Tensor x = zeros({2, 3}), row = x[1];
  x[0][1] = 5;
  x[1] = tensor({1.f, 2.f, 3.f});
  EXPECT_EQ(values(x), (std::vector<double>{0, 5, 0, 1, 2, 3}));
  EXPECT_EQ(values(row), (std::vector<double>{1, 2, 3}));
  row = ones({1});  // a name takes another tensor
  EXPECT_EQ(x[1][0].item<float>(), 1);
  EXPECT_EQ(row.numel(), 1);
  x.index_put_({Slice(), 0}, 9);
  EXPECT_EQ(values(x.select(1, 0)), (std::vector<double>{9, 9}));
  EXPECT_TRUE(x.view({6}).is_alias_of(x));
  Tensor y = zeros({1});
  y.set_(x);
  EXPECT_TRUE(y.is_alias_of(x));
}

TEST(Indexing, Errors) {
  struct Case {
    void (*f)(const Tensor&);
    const char* want;
  };
  const Case cases[] = {
      {[](const Tensor& x) {
         x.index({0, 9});
       },
       "index 9 is out of bounds for dimension 1 with size 3"},
      {[](const Tensor& x) { x.index({longs({7})}); }, "index 7 is out of bounds for dimension 0 with size 2"},
      {[](const Tensor& x) {
         x.index({0, 0, 0});
       },
       "too many indices for tensor of dimension 2"},
      {[](const Tensor& x) { x.index({tensor({true})}); },
       "The shape of the mask [1] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0"},
      {[](const Tensor& x) { x.index_fill(0, longs({5}), 0); }, "index 5 is out of bounds for dimension 0 with size 2"},
      {[](const Tensor& x) { x.index_select(0, longs({2})); }, "index out of range in self"},
      {[](const Tensor& x) {
         x.gather(0, longs({2}).view({1, 1}));
       },
       "index 2 is out of bounds for dimension 0 with size 2"},
      {[](const Tensor& x) { x[2]; }, "select(): index 2 out of range for tensor of size [2, 3] at dimension 0"},
      {[](const Tensor& x) { x.view({4}); }, "shape '[4]' is invalid for input of size 6"},
      {[](const Tensor& x) { x.t().view({6}); },
       "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
       "contiguous subspaces). Use .reshape(...) instead."},
      {[](const Tensor& x) {
         x.expand({3, 3});
       },
       "The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.  Target "
       "sizes: [3, 3].  Tensor sizes: [2, 3]"},
      {[](const Tensor& x) { x.narrow(1, 2, 2); }, "start (2) + length (2) exceeds dimension size (3)."},
      {[](const Tensor& x) { x.diagonal(0, 0, 0); }, "diagonal dimensions cannot be identical 0, 0"},
      {[](const Tensor& x) {
         x.permute({0, 0});
       },
       "permute(): duplicate dims are not allowed."},
      {[](const Tensor& x) {
         x.movedim({0, 0}, {0, 1});
       },
       "movedim: repeated dim in `source` ([0, 0])"},
      {[](const Tensor& x) {
         x.unflatten(1, {2, 2});
       },
       "unflatten: Provided sizes [2, 2] don't multiply up to the size of dim 1 (3) in the input tensor"},
      {[](const Tensor& x) { x.squeeze(4); }, "Dimension out of range (expected to be in range of [-2, 1], but got 4)"},
      {[](const Tensor& x) {
         x.flip({0, 0});
       },
       "dim 0 appears multiple times in the list of dims"},
      {[](const Tensor& x) { x.split(-1); }, "split expects split_size be non-negative, but got split_size=-1"},
      {[](const Tensor& x) {
         cat({x, zeros({1, 2})});
       },
       "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the "
       "list."},
      {[](const Tensor& x) {
         stack({x, x[0]});
       },
       "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3] at entry 1"},
      {[](const Tensor& x) { x.topk(4); }, "selected index k out of range"},
      {[](const Tensor& x) { x.kthvalue(7); }, "kthvalue(): selected number k out of range for dimension 1"},
      {[](const Tensor&) { arange(0, 1, -1); }, "upper bound and larger bound inconsistent with step sign"},
      {[](const Tensor&) { arange(1, 2, 0); }, "step must be nonzero"},
      {[](const Tensor&) { empty({-1}); }, "Trying to create tensor with negative dimension -1: [-1]"},
      {[](const Tensor&) { eye(-1); }, "n must be greater or equal to 0, got -1"},
  };
  for (const Case& c : cases) {
    std::string got = "no error";
    try {
      c.f(sample());
    } catch (const Error& e) {
      got = e.what_without_backtrace();
    }
    EXPECT_EQ(got, c.want);
  }
}

TEST(Factories, Types) {
  EXPECT_EQ(tensor({1, 2}).scalar_type(), kLong);
  EXPECT_EQ(tensor({1.0, 2.0}).scalar_type(), kFloat);
  EXPECT_EQ(tensor(true).scalar_type(), kBool);
  EXPECT_EQ(tensor({{1.f, 2.f}, {3.f, 4.f}}).sizes(), IntArrayRef({2, 2}));
  EXPECT_EQ(full({2}, 3).scalar_type(), kLong);
  EXPECT_EQ(arange(0, 1, 0.25).numel(), 4);
  EXPECT_EQ(values(linspace(0, 1, 5)), (std::vector<double>{0, .25, .5, .75, 1}));
  EXPECT_THROW(zeros({1}, kCUDA), Error);
  float data[4] = {1, 2, 3, 4};
  int deleted = 0;
  {
    Tensor t = from_blob(data, {2, 2}, {1, 2}, [&](void* p) { deleted += p == data; });
    EXPECT_EQ(values(t), (std::vector<double>{1, 3, 2, 4}));
    t[0][1] = 7;
    EXPECT_EQ(data[2], 7);
  }
  EXPECT_EQ(deleted, 1);
}

}  // namespace
