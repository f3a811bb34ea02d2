#include "autograd/resample.h"

namespace rectify {

Tensor resample(const Tensor& x, int64_t dim, const SharedTaps& taps, const char* name) {
  Tensor y = ops::resample(x, dim, *taps);
  if (any_wants_grad(x))
    record(y, name, {&x}, [dim, taps, name](Node&, const Tensor* in, Tensor* out) {
      out[0] = resample(in[0], dim, std::make_shared<const ops::Taps>(ops::transposed(*taps)), name);
    });
  return y;
}

}  // namespace rectify
