// What random calls beside PyTorch found: calls that it refuses, and results that differed.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cmath>
#include <functional>

#include "error.h"

namespace {
using torch::Tensor;
const Tensor x = torch::tensor({{1.0f, -2.0f}, {0.5f, 3.0f}});

TEST(Checks, Refusals) {
  const Tensor bytes = torch::ones({1}, torch::kByte), ints = x.to(torch::kLong), bools = x.gt(0),
               wanting = x.clone().requires_grad_();
  const std::vector<std::pair<const char*, std::function<void()>>> rows = {
      {"Negative strides are not supported at the moment, got strides: [-1]",
       [&] { torch::ones({2}).set_(x.storage(), 0, {2}, {-1}); }},
      {"Bad in-place call: input tensor dtype long int and output tensor dtype float should match",
       [&] { ints.clone().cumsum_(0, torch::kFloat); }},
      {"\"cumprod_out_cpu\" not implemented for 'Bool'", [&] { torch::cumprod(x, 0, torch::kBool); }},
      {"result type Float can't be cast to the desired output type Long", [&] { ints.clone().logit_(); }},
      {"result type Float can't be cast to the desired output type Long", [&] { ints.clone().polygamma_(1); }},
      {"result type Float can't be cast to the desired output type Long", [&] { ints.clone().mvlgamma_(1); }},
      {"The input tensor may not be a boolean tensor.", [&] { torch::mvlgamma(bools, 1); }},
      {"Found dtype Bool but expected Long", [&] { bools.clone().square_(); }},
      {"trapezoid: received a bool input for `x` or `y`, but bool is not supported",
       [&] { torch::trapezoid(x, bools); }},
      {"trapezoid: There must be one `x` value for each sample point", [&] { torch::trapezoid(x, torch::ones({3})); }},
      {"trapezoid: received a bool input for `y`, but bool is not supported", [&] { torch::trapezoid(bools); }},
      {"trapezoid: Currently, we only support dx as a real number.", [&] { torch::trapezoid(x, torch::Scalar(true)); }},
      {"cov(): expected aweights to have one or fewer dimensions but got aweights with 2 dimensions",
       [&] { torch::cov(x, 1, {}, x); }},
      {"cov(): expected fweights to have integral dtype but got fweights with Float dtype",
       [&] { torch::cov(x, 1, torch::ones({2})); }},
      {"cov(): expected aweights to have the same numel as there are observations in the input but got 3 != 2",
       [&] { torch::cov(x, 1, {}, torch::ones({3})); }},
      {"cov(): aweights cannot be negative", [&] { torch::cov(x, 1, {}, -torch::ones({2})); }},
      {"\"mse_cpu\" not implemented for 'Long'", [&] { torch::mse_loss(ints, ints); }},
      {"\"smooth_l1_cpu\" not implemented for 'Long'", [&] { torch::smooth_l1_loss(ints, ints); }},
      {"result type Float can't be cast to the desired output type Long", [&] { torch::huber_loss(ints, x); }},
      {"Found dtype Long but expected Float", [&] { torch::binary_cross_entropy(x.sigmoid(), ints); }},
      {"output with shape [2, 1] doesn't match the broadcast shape [2, 2]",
       [&] { torch::binary_cross_entropy(x.sigmoid().narrow(1, 0, 1), x); }},
      {"The function 'binary_cross_entropy' is not differentiable with respect to argument 'weight'. This input cannot "
       "have requires_grad True.",
       [&] { torch::binary_cross_entropy(x.sigmoid(), x.sigmoid(), wanting); }},
      {"result type Float can't be cast to the desired output type Long",
       [&] { torch::binary_cross_entropy_with_logits(x, ints); }},
      {"kl_div: Integral inputs not supported.", [&] { torch::kl_div(x, ints); }},
      {"The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot "
       "have "
       "requires_grad True.",
       [&] { torch::soft_margin_loss(x, wanting); }},
      {"The function 'multi_margin_loss' is not differentiable with respect to argument 'weight'. This input cannot "
       "have requires_grad True.",
       [&] {
         torch::multi_margin_loss(x, torch::tensor({0, 1}), 1, 1, wanting[0]);
       }},
      {"\"multi_margin_loss_cpu_kernel\" not implemented for 'Long'",
       [&] {
         torch::multi_margin_loss(ints, torch::tensor({0, 1}));
       }},
      {"\"multilabel_margin_loss_forward_out_frame\" not implemented for 'Long'",
       [&] { torch::multilabel_margin_loss(ints, ints); }},
      {"size mismatch (got input: [2, 2], target: [3])",
       [&] {
         torch::nll_loss(x, torch::tensor({0, 1, 0}));
       }},
      {"size mismatch (got input: [2], target: [1])", [&] { torch::nll_loss(x[0], torch::tensor({0})); }},
      {"Expected input batch_size (2) to match target batch_size (3).",
       [&] {
         torch::nll_loss_nd(x, torch::tensor({0, 1, 0}));
       }},
      {"Expected 1 or more dimensions (got 0)", [&] { torch::nll_loss_nd(x.sum(), torch::tensor(0)); }},
      {"only batches of spatial targets supported (3D tensors) but got targets of dimension: 1",
       [&] {
         torch::nll_loss2d(x, torch::tensor({0, 1}));
       }},
      {"only batches of spatial inputs supported (4D tensors), but got input of dimension: 2",
       [&] {
         torch::nll_loss2d(x, torch::zeros({2, 1, 1}, torch::kLong));
       }},
      {"\"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'",
       [&] {
         torch::cross_entropy_loss(ints, torch::tensor({0, 1}));
       }},
      {"expected scalar type Float but found Double",
       [&] { torch::cross(torch::ones({3}), torch::ones({3}, torch::kDouble)); }},
      {"linalg.vecdot: Expected a floating point or complex tensor as input. Got Long",
       [&] { torch::linalg_vecdot(ints, ints); }},
      {"linalg.vecdot: Expected x and y to have the same dtype, but found x of type Float and y of type Long instead",
       [&] { torch::linalg_vecdot(x, ints); }},
      {"linalg.vander supports floating point, complex, and integer tensors, but got Bool",
       [&] { torch::linalg_vander(bools); }},
      {"linalg.vector_norm: the dtype of the input (Float) should be convertible without narrowing to the specified "
       "dtype (Half)",
       [&] { torch::linalg_vector_norm(x, 2, {}, false, torch::kHalf); }},
      {"linalg.eigh: A must be batches of square matrices, but they are 2 by 1 matrices",
       [&] {
         torch::linalg_pinv(torch::ones({2, 1}), 0.5, true);
       }},
      {"b should have at least 2 dimensions, but has 1 dimensions instead", [&] { torch::cholesky_solve(x[0], x); }},
      {"Expected b and A to have the same dtype, but found b of type Long and A of type Float instead.",
       [&] { torch::cholesky_solve(ints, x); }},
      {"cholesky_inverse: The diagonal element 2 is zero, the inversion could not be completed because the input "
       "matrix "
       "is singular.",
       [&] {
         torch::cholesky_inverse(torch::tensor({{1.0f, 0.0f}, {1.0f, 0.0f}}));
       }},
      {"cholesky_inverse: The input tensor A must have at least 2 dimensions.", [&] { torch::cholesky_inverse(x[0]); }},
      {"torch.triangular_solve: Expected b to have at least 2 dimensions, but it has 1 dimensions instead",
       [&] { torch::triangular_solve(x[0], x); }},
      {"Expected a tensor with 2 dimensions, but got a tensor with 1 dimensions instead.",
       [&] { torch::nuclear_norm(x[0]); }},
      {"index_reduce_(): Index is supposed to be a vector, but got dim: 2 with type: Long and size: [2, 2]",
       [&] { x.index_reduce(0, ints, x, "amax"); }},
      {"index_reduce_(): self (Float) and source (Long) must have the same scalar type",
       [&] {
         x.index_reduce(0, torch::tensor({0, 1}), ints, "amax");
       }},
      {"index_reduce_(): Expected dtype int32/int64 for index but got: Float",
       [&] { x.index_reduce(0, x[0], x, "amax"); }},
      {"Index has to be a vector/scalar", [&] { x.index_fill(0, ints, 1); }},
      {"index_copy_(): When source is scalar, index should have one element (got 2)",
       [&] {
         x[0].clone().index_copy_(0, torch::tensor({0, 1}), x.sum());
       }},
      {"Mask tensor can take 0 and 1 values only",
       [&] {
         x.masked_fill(torch::full({2, 2}, 2, torch::kByte), 1);
       }},
      {"start (1) + length (2) exceeds dimension size (2).", [&] { x.narrow_copy(0, 1, 2); }},
      {"narrow() cannot be applied to a 0-dim tensor.", [&] { x.sum().narrow_copy(0, 0, 1); }},
      {"Expected dim < static_cast<int64_t>(self_sizes.size()) to be true", [&] { x.narrow_copy(2, 0, 1); }},
      {"normal expects all elements of std >= 0.0", [&] { torch::normal(0, x); }},
      {"The function 'rrelu_with_noise' is not differentiable with respect to argument 'noise'. This input cannot have "
       "requires_grad True.",
       [&] { torch::rrelu_with_noise(x, wanting); }},
      {"The function 'native_batch_norm' is not differentiable with respect to argument 'running_mean'. This input "
       "cannot have requires_grad True.",
       [&] { torch::batch_norm(x, {}, {}, wanting[0], torch::ones({2}), true, 0.1, 1e-5, false); }},
      {"Bad in-place call: input tensor size [2, 2] and output tensor size [2, 1] should match",
       [&] { x.clone().addmm_(x, x.narrow(1, 0, 1)); }},
      {"Unrecognised padding mode odd",
       [&] {
         torch::pad(x, {1, 1}, "odd");
       }},
      {"Dimension out of range (expected to be in range of [-2, 1], but got 2)",
       [&] {
         torch::reflection_pad2d(x, {1, 1, 1, 1});
       }},
      {"Subtraction, the `-` operator, with a bool tensor is not supported.", [&] { torch::sub(x, true, -1); }},
      {"Subtraction, the `-` operator, with a bool tensor is not supported.", [&] { x.clone().sub_(true, 2); }},
      {"Subtraction, the `-` operator, with a bool tensor is not supported.", [&] { torch::rsub(bools, 2.0, 3); }},
      {"diff expects prepend or append to be the same dimension as input", [&] { torch::diff(x, 0, 0, x[0]); }},
      {"Expected output spatial size to be positive, but got: output_size=(1, 0).",
       [&] {
         torch::col2im(torch::ones({2, 4, 4}), {1, 0}, {2, 2}, {1, 1}, {1, 2}, {1, 2});
       }},
      {"There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
       [&] {
         torch::unique_consecutive(torch::ones({0, 2}), false, false, 1);
       }},
      {"There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
       [&] {
         torch::unique_dim(torch::ones({0, 2}), 1);
       }},
      {"Number of zero sized dimensions is more than one, so unique cannot be applied ",
       [&] {
         torch::unique_dim(torch::ones({0, 0}), 0);
       }},
      {"value cannot be converted to type uint8_t without overflow",
       [&] {
         torch::constant_pad_nd(bytes, {1, 1}, 256);
       }},
      {"value cannot be converted to type uint8_t without overflow", [&] { bytes.clone().fill_(255.5); }},
      {"value cannot be converted to type uint8_t without overflow",
       [&] {
         torch::addmm(bytes.view({1, 1}), bytes.view({1, 1}), bytes.view({1, 1}), 300);
       }},
      {"allocated size does not match required size", [&] { torch::repeat_interleave(x, torch::tensor(2), 0, 3); }},
      {"mat1 and mat2 must have the same dtype", [&] { torch::linear(x.to(torch::kDouble), x, x[0]); }},
      {"mat1 and mat2 must have the same dtype", [&] { torch::addmm(x, x, x.to(torch::kDouble)); }},
      {"expected scalar type Double but found Float", [&] { torch::linear(x[0].to(torch::kDouble), x, x[0]); }},
      {"linalg.vander: N must be greater than 1.", [&] { torch::linalg_vander(torch::tensor(3.0)); }},
      {"Dimension specified as 0 but tensor has no dimensions", [&] { torch::tensordot(x[0], x.sum(), {0}, {0}); }},
  };
  for (const auto& [words, f] : rows) EXPECT_EQ(error(f).find(words), 0u) << words << "\n" << error(f);
}

TEST(Checks, Results) {
  const Tensor ints = torch::tensor({1, 2, 3}), half = torch::tensor({0.5});
  Tensor a = torch::tensor({1.0f}).requires_grad_(), b = torch::tensor({2.0}).requires_grad_(), c = a * 1;
  c.atan2_(b);
  const Tensor slope = torch::autograd::grad({c.sum()}, {a})[0];
  EXPECT_EQ(slope.scalar_type(), torch::kFloat);
  Tensor e = a * 1;
  e.eq_(b);
  EXPECT_EQ(torch::autograd::grad({e.sum()}, {b * 1, b}, {}, {}, false, true)[1].item<double>(), 0);
  const Tensor rows = torch::tensor({{1, 1}, {1, 1}, {2, 1}});
  const auto [values, inverse, counts] = torch::unique_consecutive(rows, true, true, 0);
  const auto split = torch::arange(6).view({2, 3}).split(2, -1);
  const Tensor lower = torch::tensor({{2.0, 9.0}, {0.0, 0.0}});
  const std::vector<std::pair<Tensor, Tensor>> table = {
      {torch::addcmul(ints, ints, ints, 1.5), torch::tensor({2, 6, 12})},
      {torch::special_xlog1py(torch::zeros({1}), -torch::ones({1}, torch::kLong)), torch::zeros({1})},
      {ints.masked_scatter(torch::tensor({{true}, {false}}), ints), torch::tensor({{1, 2, 3}, {1, 2, 3}})},
      {torch::searchsorted(ints, torch::tensor({1.5f, 3.0f})), torch::tensor({1, 2})},
      {torch::bucketize(torch::Scalar(1.5), ints), torch::tensor(1)},
      {torch::vander(ints.to(torch::kInt), 2), torch::tensor({{1, 1}, {2, 1}, {3, 1}})},
      {torch::linalg_matrix_rank(lower, 0.5, true), torch::tensor(1)},
      {torch::linalg_pinv(lower, 0.5, true), torch::tensor({{0.5, 0.0}, {0.0, 0.0}})},
      {values, torch::tensor({{1, 1}, {2, 1}})},
      {inverse, torch::tensor({0, 0, 1})},
      {counts, torch::tensor({2, 1})},
      {split[1], torch::tensor({{2}, {5}})},
      {torch::tensor(3.0).adjoint(), torch::tensor(3.0)},
      {torch::adaptive_avg_pool2d(torch::tensor({{1.0, 2.0}, {3.0, 6.0}}), {1, 1}), torch::tensor({{3.0}})},
      {torch::group_norm(torch::ones({2, 2, 0}), 2), torch::ones({2, 2, 0})},
      {torch::nll_loss(torch::tensor({-1.0, -2.0}), torch::tensor(1), {}, 0), torch::tensor(2.0)},
      {torch::cosine_similarity(half, half, 0, 1.0), torch::tensor(0.25)},
      {ints.clone().view({3, 1}).addmm_(ints.view({3, 1}), torch::tensor({{1}}), 2.5, 1), ints.view({3, 1}) * 3},
      {torch::linalg_vander(torch::tensor(3), 3), torch::tensor({{1, 3, 9}})},
      {torch::repeat_interleave(ints.slice(0, 0, 2).to(torch::kInt)), torch::tensor({0, 1, 1}, torch::kInt)},
      {std::get<0>(torch::unique_dim(torch::ones({0, 2}), 0)), torch::ones({0, 2})},
      {torch::adaptive_avg_pool2d(torch::ones({2, 3, 3}, torch::kHalf), {0, 0}), torch::ones({2, 0, 0}, torch::kHalf)},
      {torch::batch_norm(torch::ones({2, 3}), {}, {}, {}, {}, true, 0.1, 0, true), torch::zeros({2, 3})},
      {torch::addmm(ints.view({3, 1}), ints.view({3, 1}), torch::tensor({{1}}), 2.5), ints.view({3, 1}) * 3},
      {torch::addr(torch::tensor({false}), torch::tensor({true, false}), torch::tensor({true}), 1, -1),
       torch::tensor({{true}, {false}})},
      {torch::tensor(1).index_reduce(0, torch::tensor(0), torch::tensor(4), "amax"), torch::tensor(4)},
  };
  for (size_t i = 0; i < table.size(); i++) {
    EXPECT_EQ(table[i].first.scalar_type(), table[i].second.scalar_type()) << "row " << i;
    EXPECT_TRUE(torch::equal(table[i].first, table[i].second)) << "row " << i << "\n" << table[i].first;
  }
  // The part of a split that has no gradient, along a negative dimension.
  Tensor w = torch::ones({2, 3}).requires_grad_();
  EXPECT_TRUE(torch::equal(torch::autograd::grad({w.split(2, -1)[1].sum()}, {w})[0],
                           torch::tensor({{0.0f, 0.0f, 1.0f}, {0.0f, 0.0f, 1.0f}})));
  // The median of nothing has a gradient, and so has a number that is filled twice.
  Tensor none = torch::ones({0, 2}).requires_grad_(), value = torch::tensor(2.0f).requires_grad_();
  EXPECT_EQ(torch::autograd::grad({none.median()}, {none})[0].sizes(), none.sizes());
  const Tensor filled = torch::tensor(1.0f).index_fill(0, torch::tensor({0, 0}), value);
  EXPECT_EQ(filled.item<float>(), 2);
  EXPECT_EQ(torch::autograd::grad({filled}, {value})[0].item<float>(), 1);
  // logit's slope at the ends, and outside, with bounds and without.
  const double inf = INFINITY;
  const Tensor ends = torch::tensor({0.0, 1.0, 0.5, 2.0}).requires_grad_();
  EXPECT_TRUE(torch::equal(torch::autograd::grad({torch::logit(ends, 0.0).sum()}, {ends})[0],
                           torch::tensor({inf, inf, 4.0, 0.0})));
  EXPECT_TRUE(torch::equal(torch::autograd::grad({torch::logit(ends, 0.25).sum()}, {ends})[0],
                           torch::tensor({0.0, 0.0, 4.0, 0.0})));
  EXPECT_TRUE(std::isnan(torch::autograd::grad({torch::logit(ends).sum()}, {ends})[0][3].item<double>()));
  // xlogy has no slope at (0, 0).
  Tensor zero = torch::zeros({1}).requires_grad_();
  EXPECT_EQ(torch::autograd::grad({torch::xlogy(zero, 0).sum()}, {zero})[0].item<float>(), 0);
}

}  // namespace
