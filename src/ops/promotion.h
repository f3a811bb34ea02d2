#pragma once
// Dtypes of results, where more than two operands meet.
#include <rectify/core/tensor.h>

namespace rectify::ops {

ScalarType result_type(const Tensor& a, const Tensor& b, const Tensor& c);
Tensor scaled(const Tensor& b, const Scalar& alpha, ScalarType result);  // alpha * b for a sum of dtype result

}  // namespace rectify::ops
