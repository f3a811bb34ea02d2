#pragma once
// What the differentiable elementwise functions and reductions share.
#include <rectify/autograd/node.h>
#include <rectify/ops/reduce.h>

#include "ops/elementwise.h"

namespace rectify::detail {

// The shape and dtype of an input, for its gradient: broadcasting and promotion are undone.
class Like {
 public:
  Like(const Tensor& input, const Tensor& output)
      : dtype_(input.scalar_type()),
        plain_(dtype_ == output.scalar_type() && ops::same_sizes(*input.impl(), *output.impl())) {
    if (!plain_) sizes_ = input.sizes().vec();
  }
  Tensor fit(const Tensor& g) const {
    if (plain_) return g;
    Tensor r = sum_to_size(g, sizes_);
    return r.scalar_type() == dtype_ ? r : r.to(dtype_);
  }

 private:
  ScalarType dtype_;
  bool plain_;
  std::vector<int64_t> sizes_;
};
// What an operation in place asks of its result's dtype.
inline void check_cast(ScalarType result, ScalarType self) {
  TORCH_CHECK(can_cast(result, self), "result type ", toString(result), " can't be cast to the desired output type ",
              toString(self));
}
// For an argument that would silently get no gradient.
inline void check_no_grad(const char* function, const char* argument, const Tensor& t) {
  TORCH_CHECK(!any_wants_grad(t), "The function '", function, "' is not differentiable with respect to argument '",
              argument, "'. This input cannot have requires_grad True.");
}
inline void check_floating(const char* kernel, ScalarType t) {
  TORCH_CHECK_NOT_IMPLEMENTED(isFloatingType(t), "\"", kernel, "\" not implemented for '", toString(t), "'");
}
inline Tensor zeros_of(const Tensor& like) {
  Tensor z = ops::new_like(like);
  ops::zero_(z);
  return z;
}
template <class... Ts>
void check_out(const char* name, const Ts&... ts) {
  TORCH_CHECK(!any_wants_grad(ts...), name,
              "(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
              "requires grad.");
}
// out receives y, resized to it.
inline Tensor& give(Tensor& out, const Tensor& y) {
  ops::resize_output(out, y.sizes());
  return out.copy_(y);
}
// The out form of a composed function.
void check_out_dtype(const char* name, const Tensor& out, const Tensor& y);  // of those that do not cast
inline Tensor& written(const char* name, Tensor& out, const Tensor& y) {
  check_out(name, out, y);
  if (out.scalar_type() != y.scalar_type()) check_out_dtype(name, out, y);
  TORCH_CHECK(can_cast(y.scalar_type(), out.scalar_type()), name, "(): Expected out tensor to have dtype ",
              toString(y.scalar_type()), ", but got ", toString(out.scalar_type()), " instead");
  return give(out, y);
}
inline Saved saved_if(bool wanted, const Tensor& t) { return wanted ? Saved(t) : Saved(); }

}  // namespace rectify::detail
