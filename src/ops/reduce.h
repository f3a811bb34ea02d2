#pragma once
// Raw reductions: no gradients. dims are a bit set of the dimensions to reduce.
#include "ops/elementwise.h"

namespace rectify::ops {

using DimSet = uint64_t;
// The set of the dims in the list; all of them when it is empty or missing. Errors for a dim out of range or twice in
// the list.
DimSet dim_set(IntArrayRef dims, int64_t ndim, bool empty_is_all = true);
std::vector<int64_t> reduced_sizes(IntArrayRef sizes, DimSet dims, bool keepdim);

enum class Reduce : uint8_t { sum, prod, max, min, all, any, nansum };
Tensor reduce(Reduce op, const Tensor& x, DimSet dims, bool keepdim, optional<ScalarType> dtype = nullopt);
Tensor sum(const Tensor& x);  // of everything
// Values and indices along one dimension; NaN wins, the first of equals wins.
void extreme(bool max, const Tensor& x, int64_t dim, bool keepdim, Tensor* values, Tensor* indices);
enum class Scan : uint8_t { sum, prod, max, min };
Tensor scan(Scan op, const Tensor& x, int64_t dim, Tensor* indices = nullptr);
void median(const Tensor& x, int64_t dim, bool keepdim, Tensor& values, Tensor& indices);
bool equal(const Tensor& a, const Tensor& b);

}  // namespace rectify::ops
