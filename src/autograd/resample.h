#pragma once
// The differentiable form of ops::resample; its gradient is the same with the taps transposed.
#include <rectify/autograd/node.h>

#include "ops/resample.h"

namespace rectify {

using SharedTaps = std::shared_ptr<const ops::Taps>;
Tensor resample(const Tensor& x, int64_t dim, const SharedTaps& taps, const char* name);

}  // namespace rectify
