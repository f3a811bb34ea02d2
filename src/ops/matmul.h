#pragma once
// Raw matrix products: no gradients. Shapes and dtypes are the caller's to check.
#include <rectify/core/tensor.h>

namespace rectify::ops {

Tensor mm(const Tensor& a, const Tensor& b);                          // [n,m] · [m,p], one dtype
Tensor bmm(const Tensor& a, const Tensor& b);                         // [b,n,m] · [b,m,p]
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias);  // x [n,in], w [out,in]; bias undefined or [out]
Tensor column_sums(const Tensor& x);                                  // [n,m] -> [m], floating

}  // namespace rectify::ops
