#include <gtest/gtest.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <cmath>

using namespace rectify;

namespace {

Tensor of(IntArrayRef sizes, ScalarType t = kFloat, int64_t step = 7) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return arange(n).mul(step).remainder(11).sub(5).to(t).reshape(sizes);
}
// Σ_k a[i,k] b[k,j] by subscripts, in double.
void expect_product(const Tensor& y, const Tensor& a, const Tensor& b, const std::string& what) {
  Tensor yd = y.to(kDouble).contiguous(), x = a.to(kDouble).contiguous(), z = b.to(kDouble).contiguous();
  auto py = yd.accessor<double, 2>(), pa = x.accessor<double, 2>(), pb = z.accessor<double, 2>();
  for (int64_t i = 0; i < a.size(0); i++)
    for (int64_t j = 0; j < b.size(1); j++) {
      double want = 0;
      for (int64_t k = 0; k < a.size(1); k++) want += pa[i][k] * pb[k][j];
      ASSERT_DOUBLE_EQ(py[i][j], want) << what << " at " << i << "," << j;
    }
}

TEST(Matmul, ProductsOfSmallWholeNumbersAreExact) {
  const int64_t shapes[][3] = {{1, 5, 3}, {2, 3, 4}, {1, 64, 7}, {20, 30, 40}, {7, 1, 5}, {5, 9, 1}, {2, 0, 3}};
  for (ScalarType t : {kFloat, kDouble, kLong, kInt, kShort})
    for (auto [m, k, n] : shapes) {
      Tensor a = of({m, k}, t), b = of({k, n}, t, 3), at = of({k, m}, t).t(), bt = of({n, k}, t, 3).t(),
             wide = of({m, 2 * k}, t).slice(1, 0, 2 * k, 2);
      std::string what = str(toString(t), " ", m, "x", k, "x", n);
      expect_product(mm(a, b), a, b, what);
      expect_product(mm(at, b), at, b, what + " tn");
      expect_product(mm(a, bt), a, bt, what + " nt");
      expect_product(mm(at, bt), at, bt, what + " tt");
      expect_product(mm(wide, b), wide, b, what + " strided");
    }
  Tensor a = of({2, 3}, kBFloat16), b = of({3, 2}, kBFloat16);
  EXPECT_EQ(mm(a, b).scalar_type(), kBFloat16);
  expect_product(mm(a, b), a, b, "bfloat16");
}
TEST(Matmul, LinearAddsTheBias) {
  for (int64_t n : {1, 2, 33})
    for (ScalarType t : {kFloat, kDouble}) {
      Tensor x = of({n, 20}, t), w = of({10, 20}, t, 3), b = of({10}, t, 5);
      expect_product(linear(x, w, b) - b, x, w.t(), "linear");
    }
}
TEST(Matmul, RanksBroadcastAsInPyTorch) {
  struct Row {
    std::vector<int64_t> a, b, y;
  };
  const Row rows[] = {{{3}, {3}, {}},
                      {{2, 3}, {3}, {2}},
                      {{3}, {3, 2}, {2}},
                      {{2, 3}, {3, 4}, {2, 4}},
                      {{5, 2, 3}, {3}, {5, 2}},
                      {{3}, {5, 3, 2}, {5, 2}},
                      {{5, 2, 3}, {3, 4}, {5, 2, 4}},
                      {{2, 3}, {5, 3, 4}, {5, 2, 4}},
                      {{4, 1, 2, 3}, {5, 3, 2}, {4, 5, 2, 2}},
                      {{0, 3}, {3, 2}, {0, 2}}};
  for (const Row& r : rows) {
    Tensor a = of(r.a), b = of(r.b, kFloat, 3), y = matmul(a, b);
    EXPECT_EQ(y.sizes().vec(), r.y);
    Tensor x = a.dim() == 1 ? a.unsqueeze(0) : a, z = b.dim() == 1 ? b.unsqueeze(1) : b;
    Tensor want = (x.unsqueeze(-1) * z.unsqueeze(-3)).sum(-2).reshape(r.y);
    EXPECT_TRUE(y.equal(want)) << a.sizes() << b.sizes();
  }
}
TEST(Matmul, Einsum) {
  Tensor a = of({2, 3}), b = of({3, 4}, kFloat, 3), s = of({3, 3}), c = of({5, 2, 3}), d = of({5, 3, 4}, kFloat, 3),
         v = of({3});
  EXPECT_TRUE(einsum("ij,jk", {a, b}).equal(mm(a, b)));
  EXPECT_TRUE(einsum("ij, jk -> ki", {a, b}).equal(mm(a, b).t()));
  EXPECT_TRUE(einsum("ii", {s}).equal(s.trace()));
  EXPECT_TRUE(einsum("ii->i", {s}).equal(s.diagonal()));
  EXPECT_TRUE(einsum("ba", {a}).equal(a.t()));
  EXPECT_TRUE(einsum("ij->", {a}).equal(a.sum()));
  EXPECT_TRUE(einsum("ij->j", {a}).equal(a.sum(0)));
  EXPECT_TRUE(einsum("bij,bjk->bik", {c, d}).equal(bmm(c, d)));
  EXPECT_TRUE(einsum("...ij,jk->...ik", {c, b}).equal(matmul(c, b)));
  EXPECT_TRUE(einsum("i,j->ij", {v, v}).equal(outer(v, v)));
  EXPECT_TRUE(einsum("ij,jk,k->i", {a, b, of({4})}).equal(mv(mm(a, b), of({4}))));
  EXPECT_TRUE(einsum("ij,ij->i", {a, a}).equal((a * a).sum(1)));
  EXPECT_TRUE(einsum("ij,kl->", {a, b}).equal(a.sum() * b.sum()));
}
TEST(Matmul, TheRest) {
  Tensor a = of({2, 3}), b = of({3, 2}, kFloat, 3), v = of({3}), y = zeros({1});
  EXPECT_TRUE(tensordot(a, b, {1, 0}, {0, 1}).equal((a * b.t()).sum()));
  EXPECT_TRUE(inner(a, v).equal(mv(a, v)));
  EXPECT_TRUE(kron(a, tensor({1.f, 2.f})).equal(tensor({1.f, 2.f}).mul(a.unsqueeze(-1)).reshape({2, 6})));
  EXPECT_TRUE(chain_matmul({a, b, a}).equal(mm(mm(a, b), a)));
  EXPECT_TRUE(mm_out(y, a, b).equal(mm(a, b)));
  EXPECT_TRUE(addmm_out(y, a, mm(a, b), a, 2, 3).equal(a * 2 + mm(mm(a, b), a) * 3));
  EXPECT_TRUE(addr(a, tensor({1.f, 2.f}), v).equal(a + outer(tensor({1.f, 2.f}), v)));
  EXPECT_TRUE(bilinear(a, a, of({2, 3, 3}))[1][0].equal(dot(mv(of({2, 3, 3})[0].t(), a[1]), a[1])));
}

TEST(Matmul, ErrorsAreInPyTorchsWords) {
  auto f = [](IntArrayRef s) { return of(s); };
  Tensor index = zeros({3}, kLong);
  struct Row {
    std::function<void()> run;
    const char* words;
  };
  const Row rows[] = {
      {[&] {
         mm(f({32, 784}), f({256, 10}));
       },
       "mat1 and mat2 shapes cannot be multiplied (32x784 and 256x10)"},
      {[&] {
         mm(f({2, 3}), f({3}));
       },
       "mat2 must be a matrix"},
      {[&] {
         mm(f({2, 3}), f({3, 2}).to(kDouble));
       },
       "expected scalar type Float but found Double"},
      {[&] {
         mm(ones({2, 2}, kBool), ones({2, 2}, kBool));
       },
       "\"addmm_impl_cpu_\" not implemented for 'Bool'"},
      {[&] {
         bmm(f({2, 3, 4}), f({3, 4, 5}));
       },
       "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [3, 4]."},
      {[&] {
         bmm(f({3, 4}), f({3, 4, 5}));
       },
       "batch1 must be a 3D tensor"},
      {[&] {
         mv(f({2, 3}), f({4}));
       },
       "size mismatch, got 2, 2x3,4"},
      {[&] { dot(f({2}), f({3})); },
       "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and 3 "
       "elements respectively"},
      {[&] {
         matmul(f({2, 3, 4}), f({3, 5}));
       },
       "mat1 and mat2 shapes cannot be multiplied (6x4 and 3x5)"},
      {[&] {
         addmm(f({2, 2}), f({2, 3}), f({3, 4}));
       },
       "The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension 1.  Target "
       "sizes: [2, 4].  Tensor sizes: [2, 2]"},
      {[&] {
         linear(f({2, 3}), f({4, 5}));
       },
       "mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)"},
      {[&] {
         inner(f({2, 3}), f({2, 4}));
       },
       "inner() the last dimension must match on both input tensors but got shapes [2, 3] and [2, 4]"},
      {[&] {
         tensordot(f({2, 3}), f({4, 5}), {1}, {0});
       },
       "contracted dimensions need to match, but first has size 3 in dim 1 and second has size 4 in dim 0"},
      {[&] {
         einsum("ij,jk->ik", {f({2, 3}), f({4, 5})});
       },
       "einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3"},
      {[&] {
         einsum("ij->im", {f({2, 3})});
       },
       "einsum(): output subscript m does not appear in the equation for any input operand"},
      {[&] {
         einsum("ij,jk", {f({2, 3})});
       },
       "einsum(): fewer operands were provided than specified in the equation"},
      {[&] {
         einsum("ijk", {f({2, 3})});
       },
       "einsum(): the number of subscripts in the equation (3) does not match the number of dimensions (2) for operand "
       "0 and no ellipsis was given"},
      {[&] {
         einsum("i1", {f({2, 3})});
       },
       "einsum(): invalid subscript given at index 1 in the equation string, subscripts must be in [a-zA-Z]"},
      {[&] {
         einsum("ii->i", {f({2, 3})});
       },
       "einsum(): subscript i is repeated for operand 0 but the sizes don't match, 3 != 2"},
      {[&] {
         cross_entropy_loss(f({3, 10}), index + 10);
       },
       "Target 10 is out of bounds."},
      {[&] {
         cross_entropy_loss(f({32, 10}), zeros({31}, kLong));
       },
       "Expected input batch_size (32) to match target batch_size (31)."},
      {[&] {
         cross_entropy_loss(f({3, 4}), index, {}, Reduction::Mean, -100, 2);
       },
       "label_smoothing must be between 0.0 and 1.0. Got: 2"},
      {[&] {
         nll_loss(f({2, 3, 5}), zeros({2}, kLong));
       },
       "Expected target size [2, 5], got [2]"},
      {[&] {
         nll_loss(f({3, 4}), index, f({3}));
       },
       "weight tensor should be defined either for all 4 classes or no classes but got weight tensor of shape: [3]"},
      {[&] {
         nll_loss(f({3, 4}), f({3}));
       },
       "expected scalar type Long but found Float"},
      {[&] { softmax(ones({2}, kLong), 0); }, "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"},
  };
  for (const Row& r : rows) {
    try {
      r.run();
      ADD_FAILURE() << "no error: " << r.words;
    } catch (const Error& e) {
      EXPECT_EQ(e.msg(), r.words);
    }
  }
}

// Against the definitions, in double.
TEST(Loss, Values) {
  Tensor x = tensor({1.f, 2.f, 3.f, 0.f, -1.f, 0.5f}).reshape({2, 3}),
         t = tensor(ArrayRef<int64_t>(std::vector<int64_t>{2, 0}), kLong), w = tensor({1.f, 2.f, 4.f});
  auto near = [](const Tensor& y, double want) { EXPECT_NEAR(y.item<float>(), want, 2e-6); };
  auto reference = [&](int64_t r) {
    return std::log(r == 0 ? std::exp(1.) + std::exp(2.) + std::exp(3.) : 1 + std::exp(-1.) + std::exp(.5));
  };
  double first = reference(0) - 3, second = reference(1) - 0;
  near(cross_entropy_loss(x, t), (first + second) / 2);
  near(cross_entropy_loss(x, t, {}, Reduction::Sum), first + second);
  near(cross_entropy_loss(x, t, w), (4 * first + second) / 5);
  near(cross_entropy_loss(x, t, {}, Reduction::Mean, 2), second);
  near(cross_entropy_loss(x, t, {}, Reduction::None)[1], second);
  near(cross_entropy_loss(x[0], t[0]), first);
  near(cross_entropy_loss(x, t, {}, Reduction::Sum, -100, 0.3),
       0.7 * (first + second) + 0.1 * (3 * reference(0) - 6 + 3 * reference(1) + 0.5));
  near(nll_loss(log_softmax(x, 1), t, w, Reduction::Sum), 4 * first + second);
  near(nll_loss(x.t().reshape({1, 3, 2}), t.reshape({1, 2})), -(3 + 0) / 2.);
  near(mse_loss(x, zeros({2, 3})), 15.25 / 6);
  near(softmax(x, 1).sum(), 2);
  near(log_softmax(x, 0)[0][0], -std::log(1 + std::exp(-1.)));
}

}  // namespace
