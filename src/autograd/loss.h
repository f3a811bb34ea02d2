#pragma once
// What the files of losses share.
#include <rectify/autograd/node.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/reduce.h>

namespace rectify::api::loss {

inline void check_reduction(int64_t r) {
  TORCH_CHECK(r >= Reduction::None && r <= Reduction::Sum, r, " is not a valid value for reduction");
}
inline Tensor reduced(const Tensor& elements, int64_t reduction) {
  check_reduction(reduction);
  return reduction == Reduction::Mean ? elements.mean() : reduction == Reduction::Sum ? elements.sum() : elements;
}

// A loss of pairs, as one node: value(x, t) elementwise, and its derivatives by x and by t (differentiable functions).
template <class Value, class Dx, class Dt>
Tensor of_pairs(const char* name, const Tensor& x, const Tensor& t, int64_t reduction, Value value, Dx dx, Dt dt) {
  Tensor y;
  int64_t n = 0;
  {
    detail::RawGuard off;
    Tensor elements = value(x, t);
    n = elements.numel();
    y = reduced(elements, reduction);
  }
  if (any_wants_grad(x, t))
    record(y, name, {&x, &t},
           [sx = Saved(x), st = Saved(t), dx, dt, mean = reduction == Reduction::Mean, n](Node& self, const Tensor* in,
                                                                                          Tensor* out) {
             const Tensor a = sx.unpack(self), b = st.unpack(self), g = mean ? in[0] / static_cast<double>(n) : in[0];
             if (self.needs(0)) out[0] = sum_to_size(g * dx(a, b), a.sizes()).to(a.scalar_type());
             if (self.needs(1)) out[1] = sum_to_size(g * dt(a, b), b.sizes()).to(b.scalar_type());
           });
  return y;
}

}  // namespace rectify::api::loss
