#include "onednn/gemm.h"

#include <gtest/gtest.h>
#include <rectify/parallel/parallel.h>

#include <cmath>
#include <random>
#include <vector>

using namespace rectify;

namespace {

// Largest difference from a triple loop in double, relative to the sum of the magnitudes.
template <class T>
double error(bool ta, bool tb, int64_t m, int64_t n, int64_t k, T beta) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  int64_t lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 2, ldc = n + 1;
  std::vector<T> a((ta ? k : m) * lda), b((tb ? n : k) * ldb), c(m * ldc);
  for (auto* v : {&a, &b, &c})
    for (T& x : *v) x = static_cast<T>(normal(random));
  std::vector<T> y = c;
  onednn::gemm(ta, tb, m, n, k, a.data(), lda, b.data(), ldb, beta, y.data(), ldc);
  double worst = 0;
  for (int64_t r = 0; r < m; r++)
    for (int64_t j = 0; j < ldc; j++) {
      double want = static_cast<double>(c[r * ldc + j]), size = 1;
      if (j < n) {
        want *= static_cast<double>(beta);
        for (int64_t i = 0; i < k; i++) {
          double p = static_cast<double>(ta ? a[i * lda + r] : a[r * lda + i]) *
                     static_cast<double>(tb ? b[j * ldb + i] : b[i * ldb + j]);
          want += p;
          size += std::abs(p);
        }
      }
      worst = std::max(worst, std::abs(static_cast<double>(y[r * ldc + j]) - want) / size);
    }
  return worst;
}

TEST(Gemm, AgreesWithATripleLoop) {
  const int64_t shapes[][3] = {{1, 1, 1},     {1, 10, 256},  {32, 64, 784}, {32, 10, 256},
                               {10, 256, 32}, {256, 100, 1}, {5, 1, 9},     {3, 4, 0}};
  int before = get_num_threads();
  for (int threads : {1, 2}) {
    set_num_threads(threads);
    for (auto [m, n, k] : shapes)
      for (bool ta : {false, true})
        for (bool tb : {false, true})
          for (int beta : {0, 1}) {
            EXPECT_LT(error<float>(ta, tb, m, n, k, beta), 1e-6) << m << " " << n << " " << k << ta << tb << beta;
            EXPECT_LT(error<double>(ta, tb, m, n, k, beta), 1e-15) << m << " " << n << " " << k << ta << tb << beta;
          }
    EXPECT_EQ(get_num_threads(), threads);
  }
  set_num_threads(before);
}

}  // namespace
