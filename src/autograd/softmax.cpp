#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/reduce.h>
#include <rectify/ops/softmax.h>

#include "autograd/elementwise.h"
#include "ops/elementwise.h"
#include "ops/shaped.h"

namespace rectify::api {
namespace {

// dx as a differentiable expression where the gradient itself may be differentiated, else in one pass.
Tensor backward(const Tensor& y, const Tensor& dy, int64_t d, bool log) {
  if (!GradMode::is_enabled()) return ops::softmax_backward(y, dy, d, log);
  if (log) return dy - y.exp() * dy.sum(d, true);
  const Tensor p = dy * y;
  return p - y * p.sum(d, true);
}
Tensor apply(const Tensor& given, int64_t dim, const optional<ScalarType>& dtype, bool log) {
  const Tensor x = dtype ? given.to(*dtype) : given;
  const int64_t d = maybe_wrap_dim(dim, x.dim());
  Tensor y = ops::softmax(x, d, log);
  if (any_wants_grad(x))
    record(y, log ? "LogSoftmaxBackward0" : "SoftmaxBackward0", {&x},
           [d, log, s = Saved::output(y)](Node& self, const Tensor* in, Tensor* out) {
             out[0] = backward(s.unpack(self), in[0], d, log);
           });
  return y;
}
Tensor& into(const char* name, Tensor& out, const Tensor& x, int64_t d, const optional<ScalarType>& dtype, bool log) {
  detail::check_out(name, out, x);
  const ScalarType t = dtype.value_or(x.scalar_type());
  TORCH_CHECK(out.scalar_type() == t, "Expected out tensor to have dtype ", TypeMeta(t), ", but got ", out.dtype(),
              " instead");
  return detail::give(out, apply(x, d, dtype, log));
}

}  // namespace

Tensor softmax(const Tensor& x, int64_t d, optional<ScalarType> dtype) { return apply(x, d, dtype, false); }
Tensor log_softmax(const Tensor& x, int64_t d, optional<ScalarType> dtype) { return apply(x, d, dtype, true); }
Tensor& softmax_out(Tensor& out, const Tensor& x, int64_t d, optional<ScalarType> dtype) {
  return into("softmax", out, x, d, dtype, false);
}
Tensor& log_softmax_out(Tensor& out, const Tensor& x, int64_t d, optional<ScalarType> dtype) {
  return into("log_softmax", out, x, d, dtype, true);
}

}  // namespace rectify::api
