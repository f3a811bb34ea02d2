#pragma once
// Special functions, as torch::special. Integers are computed in the default dtype.
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/reduce.h>

namespace rectify::api {

Tensor polygamma(int64_t n, const Tensor& self);  // the n-th derivative of digamma
Tensor mvlgamma(const Tensor& self, int64_t p);   // log of the multivariate gamma function
// log(x / (1 - x)); with eps, x is first clamped to [eps, 1 - eps].
Tensor logit(const Tensor& self, optional<double> eps = nullopt);
Tensor& logit_(Tensor& self, optional<double> eps = nullopt);
Tensor igamma(const Tensor& self, const Tensor& other);   // regularised lower incomplete gamma function
Tensor igammac(const Tensor& self, const Tensor& other);  // and upper; differentiable in `other`
Tensor special_i0e(const Tensor& self);
Tensor special_i1(const Tensor& self);
Tensor special_i1e(const Tensor& self);
Tensor special_entr(const Tensor& self);
Tensor special_erfcx(const Tensor& self);
Tensor special_ndtr(const Tensor& self);
Tensor special_ndtri(const Tensor& self);
Tensor special_log_ndtr(const Tensor& self);
Tensor special_xlog1py(const Tensor& self, const Tensor& other);
Tensor special_xlog1py(const Tensor& self, const Scalar& other);
Tensor special_xlog1py(const Scalar& self, const Tensor& other);
Tensor special_zeta(const Tensor& self, const Tensor& other);
Tensor special_zeta(const Tensor& self, const Scalar& other);
Tensor special_zeta(const Scalar& self, const Tensor& other);
#define RECTIFY_SPECIAL(f, g) \
  inline Tensor special_##f(const Tensor& self) { return rectify::g(self); }
#define RECTIFY_SPECIAL_SAME(_) \
  _(gammaln, lgamma)            \
  _(digamma, digamma)           \
  _(psi, digamma)               \
  _(erf, erf)                   \
  _(erfc, erfc)                 \
  _(erfinv, erfinv) _(exp2, exp2) _(expm1, expm1) _(log1p, log1p) _(i0, i0) _(sinc, sinc)
RECTIFY_SPECIAL_SAME(RECTIFY_SPECIAL)
#undef RECTIFY_SPECIAL

inline Tensor Tensor::polygamma(int64_t n) const { return rectify::polygamma(n, *this); }
inline Tensor Tensor::mvlgamma(int64_t p) const { return rectify::mvlgamma(*this, p); }
inline Tensor Tensor::logit(optional<double> eps) const { return rectify::logit(*this, eps); }
inline Tensor& Tensor::logit_(optional<double> eps) const { return rectify::logit_(const_cast<Tensor&>(*this), eps); }

}  // namespace rectify::api
namespace rectify::special {
using namespace rectify::api;
#define RECTIFY_SPECIAL(f, g) \
  inline Tensor f(const Tensor& self) { return special_##f(self); }
RECTIFY_SPECIAL_SAME(RECTIFY_SPECIAL)
#undef RECTIFY_SPECIAL
#undef RECTIFY_SPECIAL_SAME
#define RECTIFY_SPECIAL(f) \
  inline Tensor f(const Tensor& self) { return special_##f(self); }
RECTIFY_SPECIAL(i0e)
RECTIFY_SPECIAL(i1)
RECTIFY_SPECIAL(i1e)
RECTIFY_SPECIAL(entr)
RECTIFY_SPECIAL(erfcx)
RECTIFY_SPECIAL(ndtr)
RECTIFY_SPECIAL(ndtri)
RECTIFY_SPECIAL(log_ndtr)
#undef RECTIFY_SPECIAL
#define RECTIFY_SPECIAL(f, g, A, B) \
  inline Tensor f(const A& self, const B& other) { return g(self, other); }
RECTIFY_SPECIAL(xlogy, rectify::xlogy, Tensor, Tensor)
RECTIFY_SPECIAL(xlogy, rectify::xlogy, Tensor, Scalar)
RECTIFY_SPECIAL(xlogy, rectify::xlogy, Scalar, Tensor)
RECTIFY_SPECIAL(xlog1py, special_xlog1py, Tensor, Tensor)
RECTIFY_SPECIAL(xlog1py, special_xlog1py, Tensor, Scalar)
RECTIFY_SPECIAL(xlog1py, special_xlog1py, Scalar, Tensor)
RECTIFY_SPECIAL(zeta, special_zeta, Tensor, Tensor)
RECTIFY_SPECIAL(zeta, special_zeta, Tensor, Scalar)
RECTIFY_SPECIAL(zeta, special_zeta, Scalar, Tensor)
RECTIFY_SPECIAL(gammainc, rectify::igamma, Tensor, Tensor)
RECTIFY_SPECIAL(gammaincc, rectify::igammac, Tensor, Tensor)
#undef RECTIFY_SPECIAL
inline Tensor polygamma(int64_t n, const Tensor& self) { return rectify::polygamma(n, self); }
inline Tensor multigammaln(const Tensor& self, int64_t p) { return rectify::mvlgamma(self, p); }
inline Tensor logit(const Tensor& self, optional<double> eps = nullopt) { return rectify::logit(self, eps); }
inline Tensor round(const Tensor& self, int64_t decimals = 0) { return rectify::round(self, decimals); }
inline Tensor logsumexp(const Tensor& self, IntArrayRef dims, bool keepdim = false) {
  return rectify::logsumexp(self, dims, keepdim);
}
inline Tensor softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt) {
  return self.softmax(dim, dtype);
}
inline Tensor log_softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt) {
  return self.log_softmax(dim, dtype);
}
}  // namespace rectify::special
