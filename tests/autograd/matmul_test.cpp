#include <gtest/gtest.h>
#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <cmath>

using namespace rectify;
using autograd::gradcheck;
using autograd::gradgradcheck;
using autograd::variable_list;

namespace {

Tensor leaf(IntArrayRef sizes, double seed) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  std::vector<double> v(n);
  for (int64_t i = 0; i < n; i++) v[i] = std::sin(1.7 * static_cast<double>(i) + seed) + 0.1;
  return tensor(ArrayRef<double>(v), kDouble).reshape(sizes).clone().detach().requires_grad_();
}
using List = const variable_list&;
struct Row {
  const char* name;
  std::vector<std::vector<int64_t>> sizes;
  Tensor (*f)(List);
  const char* node;  // of the result; null: not fixed
};
Tensor classes() { return tensor(ArrayRef<int64_t>(std::vector<int64_t>{1, 0, 3}), kLong); }
const Row kRows[] = {
    {"mm", {{2, 3}, {3, 4}}, [](List x) { return mm(x[0], x[1]); }, "MmBackward0"},
    {"mm transposed", {{3, 2}, {4, 3}}, [](List x) { return mm(x[0].t(), x[1].t()); }, "MmBackward0"},
    {"bmm", {{2, 2, 3}, {2, 3, 2}}, [](List x) { return bmm(x[0], x[1]); }, "BmmBackward0"},
    {"mv", {{2, 3}, {3}}, [](List x) { return mv(x[0], x[1]); }, "MvBackward0"},
    {"dot", {{3}, {3}}, [](List x) { return dot(x[0], x[1]); }, "DotBackward0"},
    {"vdot", {{3}, {3}}, [](List x) { return vdot(x[0], x[1]); }, "VdotBackward0"},
    {"outer", {{2}, {3}}, [](List x) { return outer(x[0], x[1]); }, "MulBackward0"},
    {"matmul broadcast", {{2, 1, 2, 3}, {2, 3, 2}}, [](List x) { return matmul(x[0], x[1]); }, nullptr},
    {"matmul 3 1", {{2, 2, 3}, {3}}, [](List x) { return matmul(x[0], x[1]); }, nullptr},
    {"matmul 1 3", {{2}, {2, 2, 3}}, [](List x) { return matmul(x[0], x[1]); }, nullptr},
    {"addmm", {{4}, {2, 3}, {3, 4}}, [](List x) { return addmm(x[0], x[1], x[2], 0.5, 2); }, "AddmmBackward0"},
    {"addmv", {{2}, {2, 3}, {3}}, [](List x) { return addmv(x[0], x[1], x[2], 2, 0.5); }, "AddmvBackward0"},
    {"addbmm",
     {{2, 2}, {2, 2, 3}, {2, 3, 2}},
     [](List x) { return addbmm(x[0], x[1], x[2], 2, 0.5); },
     "AddbmmBackward0"},
    {"baddbmm", {{2, 2}, {2, 2, 3}, {2, 3, 2}}, [](List x) { return baddbmm(x[0], x[1], x[2]); }, "BaddbmmBackward0"},
    {"addr", {{2, 3}, {2}, {3}}, [](List x) { return addr(x[0], x[1], x[2], 2, 3); }, "AddrBackward0"},
    {"linear", {{2, 3}, {4, 3}, {4}}, [](List x) { return linear(x[0], x[1], x[2]); }, "AddmmBackward0"},
    {"linear no bias", {{2, 3}, {4, 3}}, [](List x) { return linear(x[0], x[1]); }, "MmBackward0"},
    {"linear 3d", {{2, 2, 3}, {2, 3}, {2}}, [](List x) { return linear(x[0], x[1], x[2]); }, nullptr},
    {"inner", {{2, 3}, {4, 3}}, [](List x) { return inner(x[0], x[1]); }, nullptr},
    {"kron", {{2}, {2, 2}}, [](List x) { return kron(x[0], x[1]); }, nullptr},
    {"chain_matmul", {{2, 3}, {3, 1}, {1, 4}}, [](List x) { return chain_matmul(x); }, nullptr},
    {"bilinear", {{2, 2}, {2, 3}, {2, 2, 3}, {2}}, [](List x) { return bilinear(x[0], x[1], x[2], x[3]); }, nullptr},
    {"tensordot",
     {{2, 3, 2}, {3, 2, 2}},
     [](List x) {
       return tensordot(x[0], x[1], {1, 0}, {0, 2});
     },
     nullptr},
    {"einsum trace", {{3, 3}}, [](List x) { return einsum("ii", x); }, nullptr},
    {"einsum batch", {{2, 2, 3}, {2, 3, 2}}, [](List x) { return einsum("bij,bjk->kbi", x); }, nullptr},
    {"einsum three", {{2, 3}, {3, 2}, {2}}, [](List x) { return einsum("...j,jk,k", x); }, nullptr},
    {"softmax", {{2, 3}}, [](List x) { return softmax(x[0], 1); }, "SoftmaxBackward0"},
    {"log_softmax", {{2, 3}}, [](List x) { return log_softmax(x[0], 0); }, "LogSoftmaxBackward0"},
    {"nll_loss", {{3, 4}}, [](List x) { return nll_loss(x[0], classes()); }, "NllLossBackward0"},
    {"nll_loss none",
     {{3, 4}},
     [](List x) { return nll_loss(x[0], classes(), {}, Reduction::None, 0); },
     "NllLossBackward0"},
    {"cross_entropy", {{3, 4}}, [](List x) { return cross_entropy_loss(x[0], classes()); }, nullptr},
    {"cross_entropy smooth",
     {{3, 4}},
     [](List x) { return cross_entropy_loss(x[0], classes(), {}, Reduction::Mean, 0, 0.2); },
     nullptr},
    {"cross_entropy probabilities", {{3, 4}, {3, 4}}, [](List x) { return cross_entropy_loss(x[0], x[1]); }, nullptr},
    {"mse_loss", {{2, 3}, {2, 3}}, [](List x) { return mse_loss(x[0], x[1]); }, "MseLossBackward0"},
    {"mse_loss broadcast sum",
     {{2, 3}, {3}},
     [](List x) { return mse_loss(x[0], x[1], Reduction::Sum); },
     "MseLossBackward0"},
    {"l1_loss", {{2, 3}, {2, 3}}, [](List x) { return l1_loss(x[0], x[1]); }, nullptr},
};

TEST(Matmul, GradientsAgreeWithDifferences) {
  for (const Row& r : kRows) {
    variable_list in;
    for (auto& s : r.sizes) in.push_back(leaf(s, static_cast<double>(in.size())));
    try {
      auto f = [&](const variable_list& x) { return variable_list{r.f(x)}; };
      EXPECT_TRUE(gradcheck(f, in)) << r.name;
      EXPECT_TRUE(gradgradcheck(f, in)) << r.name;
      if (r.node) {
        EXPECT_EQ(r.f(in).grad_fn()->name(), r.node) << r.name;
      }
    } catch (const std::exception& e) {
      ADD_FAILURE() << r.name << ": " << e.what();
    }
  }
}

// The fused float32 node against the composition in float64, first and second derivatives.
TEST(Loss, FusedCrossEntropyAgreesWithTheComposition) {
  Tensor target = tensor(ArrayRef<int64_t>(std::vector<int64_t>{1, 0, 3}), kLong);
  for (int64_t reduction : {Reduction::Mean, Reduction::Sum})
    for (int64_t ignored : {-100, 0}) {
      Tensor wide = leaf({3, 4}, 0), narrow = wide.detach().to(kFloat).requires_grad_(), v = leaf({3, 4}, 2).detach();
      Tensor a = cross_entropy_loss(narrow, target, {}, reduction, ignored),
             b = cross_entropy_loss(wide, target, {}, reduction, ignored);
      EXPECT_NEAR(a.item<float>(), b.item<double>(), 1e-6);
      Tensor ga = autograd::grad({a}, {narrow}, {}, true, true)[0], gb = autograd::grad({b}, {wide}, {}, true, true)[0];
      EXPECT_TRUE(ga.to(kDouble).allclose(gb, 1e-5, 1e-6));
      Tensor plain = autograd::grad({a}, {narrow}, {}, true)[0];
      EXPECT_TRUE(plain.allclose(ga, 1e-5, 1e-7));
      Tensor ha = autograd::grad({(ga * v.to(kFloat)).sum()}, {narrow})[0],
             hb = autograd::grad({(gb * v).sum()}, {wide})[0];
      EXPECT_TRUE(ha.to(kDouble).allclose(hb, 1e-4, 1e-6));
    }
}

}  // namespace
