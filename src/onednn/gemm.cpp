#include "onednn/gemm.h"

#include <dnnl.h>
#include <omp.h>
#include <rectify/core/error.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <vector>

namespace rectify::onednn {
namespace {

// Below this many multiply-adds a second thread costs more than it brings (measured on products of the article's
// network).
constexpr int64_t kSerialWork = 1 << 20;

class ThreadsFor {
 public:
  explicit ThreadsFor(int64_t work) : before_(omp_get_max_threads()), changed_(before_ > 1 && work < kSerialWork) {
    if (changed_) omp_set_num_threads(1);
  }
  ~ThreadsFor() {
    if (changed_) omp_set_num_threads(before_);
  }

 private:
  int before_;
  bool changed_;
};

}  // namespace

void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b, int64_t ldb,
          float beta, float* c, int64_t ldc) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    for (int64_t r = 0; r < m; r++)
      for (int64_t i = 0; i < n; i++) c[r * ldc + i] = beta == 0 ? 0 : beta * c[r * ldc + i];
    return;
  }
  ThreadsFor threads(m * n * k);
  dnnl_status_t status = dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1, a, std::max<int64_t>(lda, 1), b,
                                    std::max<int64_t>(ldb, 1), beta, c, ldc);
  TORCH_CHECK(status == dnnl_success, "matrix product of ", m, "x", k, " and ", k, "x", n, " failed in oneDNN (status ",
              static_cast<int>(status), ")");
}

// oneDNN has no float64: rows of C in parallel, B made contiguous first.
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
          double beta, double* c, int64_t ldc) {
  std::vector<double> packed;
  if (tb) {
    packed.resize(k * n);
    for (int64_t i = 0; i < k; i++)
      for (int64_t j = 0; j < n; j++) packed[i * n + j] = b[j * ldb + i];
    b = packed.data();
    ldb = n;
  }
  parallel::parallel_for(0, m, std::max<int64_t>(1, kSerialWork / std::max<int64_t>(1, n * k)),
                         [&](int64_t from, int64_t to) {
                           for (int64_t r = from; r < to; r++) {
                             double* row = c + r * ldc;
                             for (int64_t j = 0; j < n; j++) row[j] = beta == 0 ? 0 : beta * row[j];
                             for (int64_t i = 0; i < k; i++) {
                               double v = ta ? a[i * lda + r] : a[r * lda + i];
                               const double* from_row = b + i * ldb;
#pragma omp simd
                               for (int64_t j = 0; j < n; j++) row[j] += v * from_row[j];
                             }
                           }
                         });
}

}  // namespace rectify::onednn
