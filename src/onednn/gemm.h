#pragma once
// Matrix products, row-major: C[m,n] = op(A)[m,k] · op(B)[k,n] + beta · C, where op transposes when ta or tb is set. C
// overlaps neither input.
#include <cstdint>

namespace rectify::onednn {

void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b, int64_t ldb,
          float beta, float* c, int64_t ldc);
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
          double beta, double* c, int64_t ldc);

}  // namespace rectify::onednn
