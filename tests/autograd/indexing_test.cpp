// Gradients of views, indexing, joining and sorting against central differences, first and second.
#include <gtest/gtest.h>
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

using namespace rectify;
using autograd::gradcheck;
using autograd::gradgradcheck;
using autograd::variable_list;
using indexing::Ellipsis;
using indexing::None;
using indexing::Slice;

namespace {

Tensor input() {  // 2x3x2, all different
  return tensor(std::vector<double>{0.5, -1.2, 2.1, 0.3, -0.7, 1.9, -2.4, 0.9, 1.1, -0.2, 3.3, -1.6}, kDouble)
      .reshape({2, 3, 2})
      .clone()
      .detach()
      .requires_grad_();
}
Tensor longs(std::vector<int64_t> v) { return tensor(v); }

struct Row {
  const char* name;
  Tensor (*f)(const Tensor&);
};
const Row kRows[] = {
    {"view",
     [](const Tensor& x) {
       return x.view({3, -1});
     }},
    {"reshape copy",
     [](const Tensor& x) {
       return x.transpose(0, 1).reshape({4, 3});
     }},
    {"flatten", [](const Tensor& x) { return x.flatten(1); }},
    {"unflatten",
     [](const Tensor& x) {
       return x.flatten().unflatten(0, {4, 3});
     }},
    {"squeeze", [](const Tensor& x) { return x.narrow(0, 0, 1).squeeze() * x.narrow(0, 1, 1).squeeze(0); }},
    {"unsqueeze", [](const Tensor& x) { return x.unsqueeze(1); }},
    {"transpose", [](const Tensor& x) { return x.transpose(0, 2); }},
    {"t", [](const Tensor& x) { return x[0].t(); }},
    {"permute",
     [](const Tensor& x) {
       return x.permute({2, 0, 1});
     }},
    {"movedim",
     [](const Tensor& x) {
       return x.movedim({0, 1}, {2, 0});
     }},
    {"expand",
     [](const Tensor& x) {
       return x.unsqueeze(0).expand({3, 2, 3, 2});
     }},
    {"select", [](const Tensor& x) { return x.select(1, -1); }},
    {"narrow", [](const Tensor& x) { return x.narrow(1, 1, 2); }},
    {"slice", [](const Tensor& x) { return x.slice(1, 0, 3, 2); }},
    {"diagonal", [](const Tensor& x) { return x.diagonal(-1, 0, 1); }},
    {"unfold", [](const Tensor& x) { return x.unfold(1, 2, 1); }},
    {"as_strided",
     [](const Tensor& x) {
       return x.as_strided({3, 3}, {1, 2}, 1);
     }},
    {"chunk",
     [](const Tensor& x) {
       auto c = x.chunk(2, 1);
       return c[0].sum() * c[1].sum();
     }},
    {"split",
     [](const Tensor& x) {
       auto c = x.split({1, 2}, 1);
       return c[0] * c[1];
     }},
    {"tensor_split",
     [](const Tensor& x) {
       auto c = x.tensor_split({1, 2}, 1);
       return c[0] * c[1] + c[2];
     }},
    {"unbind",
     [](const Tensor& x) {
       auto c = x.unbind(1);
       return c[0] * c[1] + c[2];
     }},
    {"index slices",
     [](const Tensor& x) {
       return x.index({Ellipsis, None, Slice(1, 2)});
     }},
    {"index twice the same",
     [](const Tensor& x) {
       return x.index({longs({0, 1, 0, -1})});
     }},
    {"index two lists",
     [](const Tensor& x) {
       return x.index({longs({0, 1, 0}), Slice(), longs({1, 1, 1})});
     }},
    {"index mask", [](const Tensor& x) { return x.index({x.detach().gt(0)}); }},
    {"index_put", [](const Tensor& x) { return (x * 1).index_put_({longs({1})}, x[0] * x[0]); }},
    {"index_put accumulate",
     [](const Tensor& x) {
       return (x * 1).index_put_({longs({1, 1})}, x[0] * x[0], true);
     }},
    {"assign a row",
     [](const Tensor& x) {
       Tensor y = x * 1;
       y[0] = x[1] * x[1];
       return y;
     }},
    {"assign a number",
     [](const Tensor& x) {
       Tensor y = x * x;
       y[0][1] = 4;
       return y;
     }},
    {"scale a row in place",
     [](const Tensor& x) {
       Tensor y = x * x;
       y[0].mul_(x[1]);
       return y;
     }},
    {"index_select",
     [](const Tensor& x) {
       return x.index_select(1, longs({2, 0, 2}));
     }},
    {"index_add",
     [](const Tensor& x) {
       return x.index_add(1, longs({0, 0, 2}), x * x, 2);
     }},
    {"index_copy", [](const Tensor& x) { return x.index_copy(1, longs({2}), x.narrow(1, 0, 1) * 3); }},
    {"index_fill", [](const Tensor& x) { return x.index_fill(1, longs({1}), 7) * x; }},
    {"gather",
     [](const Tensor& x) {
       return x.gather(1, longs({0, 2, 2, 1, 1, 1}).view({1, 3, 2}));
     }},
    {"scatter",
     [](const Tensor& x) {
       return (x * x).scatter(1, longs({0, 2}).view({1, 2, 1}), x);
     }},
    {"scatter number",
     [](const Tensor& x) {
       return (x * x).scatter(1, longs({0, 2}).view({1, 2, 1}), 3);
     }},
    {"scatter_add",
     [](const Tensor& x) {
       return x.scatter_add(1, longs({1, 1}).view({1, 2, 1}), x * x);
     }},
    {"take",
     [](const Tensor& x) {
       return x.take(longs({3, 3, 11}));
     }},
    {"take_along_dim",
     [](const Tensor& x) {
       return x.take_along_dim(longs({2, 0}).view({1, 2, 1}), 1);
     }},
    {"put",
     [](const Tensor& x) {
       return (x * x).put_(longs({0, 5}), x.flatten().narrow(0, 3, 2));
     }},
    {"masked_fill", [](const Tensor& x) { return (x * x).masked_fill(x.detach().gt(1), 0); }},
    {"masked_fill tensor", [](const Tensor& x) { return (x * x).masked_fill(x.detach().gt(1), x.sum()); }},
    {"masked_select", [](const Tensor& x) { return x.masked_select(x.detach().lt(0)); }},
    {"masked_scatter", [](const Tensor& x) { return (x * x).masked_scatter(x.detach().lt(0), x.flatten()); }},
    {"cat",
     [](const Tensor& x) {
       return cat({x, x * x}, 1);
     }},
    {"stack",
     [](const Tensor& x) {
       return stack({x, x * x}, 1);
     }},
    {"dstack",
     [](const Tensor& x) {
       return dstack({x, x * x});
     }},
    {"repeat",
     [](const Tensor& x) {
       return x.repeat({2, 1, 1, 3});
     }},
    {"repeat_interleave",
     [](const Tensor& x) {
       return x.repeat_interleave(longs({0, 2, 1}), 1);
     }},
    {"flip",
     [](const Tensor& x) {
       return x.flip({0, 2});
     }},
    {"roll",
     [](const Tensor& x) {
       return x.roll({1, 3}, {1, 2});
     }},
    {"rot90",
     [](const Tensor& x) {
       return x.rot90(1, {1, 2});
     }},
    {"tril", [](const Tensor& x) { return x.tril(-1) + x.triu(1); }},
    {"diag", [](const Tensor& x) { return x[0][1].diag(1); }},
    {"diag_embed", [](const Tensor& x) { return x.diag_embed(1); }},
    {"trace", [](const Tensor& x) { return x[1].trace() * x[0].trace(); }},
    {"sort", [](const Tensor& x) { return std::get<0>(x.sort(1, true)); }},
    {"topk", [](const Tensor& x) { return std::get<0>(x.topk(2, 1)); }},
    {"kthvalue", [](const Tensor& x) { return std::get<0>(x.kthvalue(2, 1)); }},
    {"mode", [](const Tensor& x) { return std::get<0>(x.mode(1)); }},
};

TEST(IndexingGrad, DifferencesAgree) {
  for (const Row& r : kRows) {
    auto f = [&](const variable_list& in) { return variable_list{r.f(in[0] * in[0])}; };
    try {
      EXPECT_TRUE(gradcheck(f, {input()})) << r.name;
      EXPECT_TRUE(gradgradcheck(f, {input()})) << r.name;
    } catch (const Error& e) {
      ADD_FAILURE() << r.name << ": " << e.what();
    }
  }
}

TEST(IndexingGrad, ViewsChangedInPlace) {
  Tensor x = ones({2, 2}, TensorOptions(kFloat).requires_grad(true)), y = x * 1;
  y[0].mul_(2);
  EXPECT_EQ(y.grad_fn()->name(), "torch::autograd::CopySlices");
  y.sum().backward();
  EXPECT_TRUE(x.grad().equal(tensor({2.f, 2.f, 1.f, 1.f}).view({2, 2})));
  EXPECT_THROW(x[0].mul_(2), Error);
  EXPECT_THROW(x.unsqueeze_(0), Error);
  NoGradGuard off;
  x[0].mul_(2);
  EXPECT_EQ(x[0][1].item<float>(), 2);
}

TEST(IndexingGrad, Names) {
  Tensor x = ones({2, 2}, TensorOptions(kFloat).requires_grad(true));
  struct Case {
    const char* want;
    Tensor y;
  };
  const Case cases[] = {{"ViewBackward0", x.view({4})},          {"SelectBackward0", x[0]},
                        {"SliceBackward0", x.slice(0, 1)},       {"TBackward0", x.t()},
                        {"PermuteBackward0", x.permute({1, 0})}, {"ExpandBackward0", x.expand({3, 2, 2})},
                        {"UnsqueezeBackward0", x.unsqueeze(0)},  {"IndexBackward0", x.index({tensor({1})})},
                        {"CatBackward0", cat({x, x})},           {"StackBackward0", stack({x, x})}};
  for (const Case& c : cases) EXPECT_EQ(c.y.grad_fn()->name(), c.want);
}

}  // namespace
