#pragma once
// Reductions, as in libtorch. dim: negative counts from the end; no dim reduces everything. Sums and products of
// integers are int64; mean, var, std and norm need floating input.
#include <rectify/ops/elementwise.h>

namespace rectify::api {

Tensor sum(const Tensor& self, optional<ScalarType> dtype = nullopt);
Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor nansum(const Tensor& self, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
              optional<ScalarType> dtype = nullopt);
Tensor mean(const Tensor& self, optional<ScalarType> dtype = nullopt);
Tensor mean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor prod(const Tensor& self, optional<ScalarType> dtype = nullopt);
Tensor prod(const Tensor& self, int64_t dim, bool keepdim = false, optional<ScalarType> dtype = nullopt);
Tensor max(const Tensor& self);
Tensor max(const Tensor& self, const Tensor& other);
std::tuple<Tensor, Tensor> max(const Tensor& self, int64_t dim,
                               bool keepdim = false);  // values, indices (the first one's)
Tensor min(const Tensor& self);
Tensor min(const Tensor& self, const Tensor& other);
std::tuple<Tensor, Tensor> min(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor amax(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);  // ties share the gradient
Tensor amin(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
std::tuple<Tensor, Tensor> aminmax(const Tensor& self, optional<int64_t> dim = nullopt, bool keepdim = false);
Tensor argmax(const Tensor& self, optional<int64_t> dim = nullopt, bool keepdim = false);
Tensor argmin(const Tensor& self, optional<int64_t> dim = nullopt, bool keepdim = false);
Tensor all(const Tensor& self);
Tensor all(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor any(const Tensor& self);
Tensor any(const Tensor& self, int64_t dim, bool keepdim = false);
// Divides by n - correction (unbiased: 1).
Tensor var(const Tensor& self, bool unbiased = true);
Tensor var(const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor var(const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim = false);
Tensor std(const Tensor& self, bool unbiased = true);
Tensor std(const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor std(const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim = false);
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, bool unbiased = true);
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true,
                                    bool keepdim = false);
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction,
                                    bool keepdim = false);
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, bool unbiased = true);
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true,
                                    bool keepdim = false);
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, OptionalIntArrayRef dim, optional<int64_t> correction,
                                    bool keepdim = false);
inline Tensor var(const Tensor& self, int dim) { return var(self, IntArrayRef(int64_t{dim})); }
inline Tensor std(const Tensor& self, int dim) { return std(self, IntArrayRef(int64_t{dim})); }
inline std::tuple<Tensor, Tensor> var_mean(const Tensor& self, int dim) {
  return var_mean(self, IntArrayRef(int64_t{dim}));
}
inline std::tuple<Tensor, Tensor> std_mean(const Tensor& self, int dim) {
  return std_mean(self, IntArrayRef(int64_t{dim}));
}
Tensor nanmean(const Tensor& self, OptionalIntArrayRef dim = nullopt, bool keepdim = false,
               optional<ScalarType> dtype = nullopt);
Tensor nanmedian(const Tensor& self);
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim = false);
// q in [0, 1]: one number or a vector, whose dimension comes first. interpolation: linear, lower, higher, midpoint,
// nearest.
Tensor quantile(const Tensor& self, const Tensor& q, optional<int64_t> dim = nullopt, bool keepdim = false,
                std::string_view interpolation = "linear");
Tensor quantile(const Tensor& self, double q, optional<int64_t> dim = nullopt, bool keepdim = false,
                std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& self, const Tensor& q, optional<int64_t> dim = nullopt, bool keepdim = false,
                   std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& self, double q, optional<int64_t> dim = nullopt, bool keepdim = false,
                   std::string_view interpolation = "linear");
Tensor diff(const Tensor& self, int64_t n = 1, int64_t dim = -1, const optional<Tensor>& prepend = {},
            const optional<Tensor>& append = {});
Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1);
Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor trapz(const Tensor& y, double dx = 1, int64_t dim = -1);
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1);
Tensor logcumsumexp(const Tensor& self, int64_t dim);
// Slices along dim whose p-norm is greater than maxnorm are scaled to it.
Tensor renorm(const Tensor& self, const Scalar& p, int64_t dim, const Scalar& maxnorm);
Tensor cov(const Tensor& self, int64_t correction = 1, const optional<Tensor>& fweights = {},
           const optional<Tensor>& aweights = {});  // rows are variables, columns observations
Tensor corrcoef(const Tensor& self);
Tensor norm(const Tensor& self, const Scalar& p = 2);
Tensor norm(const Tensor& self, const optional<Scalar>& p, ScalarType dtype);
Tensor norm(const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim = false);
Tensor norm(const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype);
Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim = false);
Tensor cumsum(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor cumprod(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim);
std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim);
Tensor median(const Tensor& self);  // the lower of two middle values
std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor count_nonzero(const Tensor& self, IntArrayRef dim);
Tensor count_nonzero(const Tensor& self, optional<int64_t> dim = nullopt);
Tensor dist(const Tensor& self, const Tensor& other, const Scalar& p = 2);
bool equal(const Tensor& self, const Tensor& other);
bool allclose(const Tensor& self, const Tensor& other, double rtol = 1e-05, double atol = 1e-08,
              bool equal_nan = false);
bool is_nonzero(const Tensor& self);
Tensor sum_to_size(const Tensor& grad, IntArrayRef sizes);

inline Tensor Tensor::sum(optional<ScalarType> t) const { return rectify::sum(*this, t); }
inline Tensor Tensor::sum(OptionalIntArrayRef d, bool k, optional<ScalarType> t) const {
  return rectify::sum(*this, d, k, t);
}
inline Tensor Tensor::nansum(OptionalIntArrayRef d, bool k, optional<ScalarType> t) const {
  return rectify::nansum(*this, d, k, t);
}
inline Tensor Tensor::mean(optional<ScalarType> t) const { return rectify::mean(*this, t); }
inline Tensor Tensor::mean(OptionalIntArrayRef d, bool k, optional<ScalarType> t) const {
  return rectify::mean(*this, d, k, t);
}
inline Tensor Tensor::prod(optional<ScalarType> t) const { return rectify::prod(*this, t); }
inline Tensor Tensor::prod(int64_t d, bool k, optional<ScalarType> t) const { return rectify::prod(*this, d, k, t); }
inline Tensor Tensor::max() const { return rectify::max(*this); }
inline Tensor Tensor::max(const Tensor& other) const { return rectify::max(*this, other); }
inline ::std::tuple<Tensor, Tensor> Tensor::max(int64_t d, bool k) const { return rectify::max(*this, d, k); }
inline Tensor Tensor::min() const { return rectify::min(*this); }
inline Tensor Tensor::min(const Tensor& other) const { return rectify::min(*this, other); }
inline ::std::tuple<Tensor, Tensor> Tensor::min(int64_t d, bool k) const { return rectify::min(*this, d, k); }
inline Tensor Tensor::amax(IntArrayRef d, bool k) const { return rectify::amax(*this, d, k); }
inline Tensor Tensor::amin(IntArrayRef d, bool k) const { return rectify::amin(*this, d, k); }
inline ::std::tuple<Tensor, Tensor> Tensor::aminmax(optional<int64_t> d, bool k) const {
  return rectify::aminmax(*this, d, k);
}
inline Tensor Tensor::argmax(optional<int64_t> d, bool k) const { return rectify::argmax(*this, d, k); }
inline Tensor Tensor::argmin(optional<int64_t> d, bool k) const { return rectify::argmin(*this, d, k); }
inline Tensor Tensor::all() const { return rectify::all(*this); }
inline Tensor Tensor::all(int64_t d, bool k) const { return rectify::all(*this, d, k); }
inline Tensor Tensor::any() const { return rectify::any(*this); }
inline Tensor Tensor::any(int64_t d, bool k) const { return rectify::any(*this, d, k); }
inline Tensor Tensor::var(bool u) const { return rectify::var(*this, u); }
inline Tensor Tensor::var(OptionalIntArrayRef d, bool u, bool k) const { return rectify::var(*this, d, u, k); }
inline Tensor Tensor::var(OptionalIntArrayRef d, optional<int64_t> c, bool k) const {
  return rectify::var(*this, d, c, k);
}
inline Tensor Tensor::std(bool u) const { return rectify::std(*this, u); }
inline Tensor Tensor::std(OptionalIntArrayRef d, bool u, bool k) const { return rectify::std(*this, d, u, k); }
inline Tensor Tensor::std(OptionalIntArrayRef d, optional<int64_t> c, bool k) const {
  return rectify::std(*this, d, c, k);
}
inline Tensor Tensor::norm(const Scalar& p) const { return rectify::norm(*this, p); }
inline Tensor Tensor::norm(const optional<Scalar>& p, ScalarType t) const { return rectify::norm(*this, p, t); }
inline Tensor Tensor::norm(const optional<Scalar>& p, IntArrayRef d, bool k) const {
  return rectify::norm(*this, p, d, k);
}
inline Tensor Tensor::norm(const optional<Scalar>& p, IntArrayRef d, bool k, ScalarType t) const {
  return rectify::norm(*this, p, d, k, t);
}
inline Tensor Tensor::logsumexp(IntArrayRef d, bool k) const { return rectify::logsumexp(*this, d, k); }
inline Tensor Tensor::cumsum(int64_t d, optional<ScalarType> t) const { return rectify::cumsum(*this, d, t); }
inline Tensor Tensor::cumprod(int64_t d, optional<ScalarType> t) const { return rectify::cumprod(*this, d, t); }
inline ::std::tuple<Tensor, Tensor> Tensor::cummax(int64_t d) const { return rectify::cummax(*this, d); }
inline ::std::tuple<Tensor, Tensor> Tensor::cummin(int64_t d) const { return rectify::cummin(*this, d); }
inline Tensor Tensor::median() const { return rectify::median(*this); }
inline ::std::tuple<Tensor, Tensor> Tensor::median(int64_t d, bool k) const { return rectify::median(*this, d, k); }
inline Tensor Tensor::count_nonzero(IntArrayRef d) const { return rectify::count_nonzero(*this, d); }
inline Tensor Tensor::count_nonzero(optional<int64_t> d) const { return rectify::count_nonzero(*this, d); }
inline Tensor Tensor::dist(const Tensor& other, const Scalar& p) const { return rectify::dist(*this, other, p); }
inline bool Tensor::equal(const Tensor& other) const { return rectify::equal(*this, other); }
inline bool Tensor::allclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return rectify::allclose(*this, other, rtol, atol, equal_nan);
}
inline bool Tensor::is_nonzero() const { return rectify::is_nonzero(*this); }
inline Tensor Tensor::sum_to_size(IntArrayRef size) const { return rectify::sum_to_size(*this, size); }

inline Tensor Tensor::var(int d) const { return rectify::var(*this, d); }
inline Tensor Tensor::std(int d) const { return rectify::std(*this, d); }
inline Tensor Tensor::nanmean(OptionalIntArrayRef d, bool k, optional<ScalarType> t) const {
  return rectify::nanmean(*this, d, k, t);
}
inline Tensor Tensor::nanmedian() const { return rectify::nanmedian(*this); }
inline ::std::tuple<Tensor, Tensor> Tensor::nanmedian(int64_t d, bool k) const {
  return rectify::nanmedian(*this, d, k);
}
#define RECTIFY_DEF(f, Q)                                                                 \
  inline Tensor Tensor::f(Q q, optional<int64_t> d, bool k, ::std::string_view i) const { \
    return rectify::f(*this, q, d, k, i);                                                 \
  }
RECTIFY_DEF(quantile, const Tensor&)
RECTIFY_DEF(quantile, double)
RECTIFY_DEF(nanquantile, const Tensor&)
RECTIFY_DEF(nanquantile, double)
#undef RECTIFY_DEF
inline Tensor Tensor::diff(int64_t n, int64_t d, const optional<Tensor>& before, const optional<Tensor>& after) const {
  return rectify::diff(*this, n, d, before, after);
}
inline Tensor Tensor::logcumsumexp(int64_t d) const { return rectify::logcumsumexp(*this, d); }
inline Tensor Tensor::renorm(const Scalar& p, int64_t d, const Scalar& most) const {
  return rectify::renorm(*this, p, d, most);
}
inline Tensor& Tensor::renorm_(const Scalar& p, int64_t d, const Scalar& most) const {
  return copy_(rectify::renorm(clone(), p, d, most));
}
inline Tensor Tensor::cov(int64_t c, const optional<Tensor>& f, const optional<Tensor>& a) const {
  return rectify::cov(*this, c, f, a);
}
inline Tensor Tensor::corrcoef() const { return rectify::corrcoef(*this); }

// Results written into tensors that are there; not differentiable.
Tensor& sum_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
                optional<ScalarType> dtype = nullopt);
Tensor& mean_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
                 optional<ScalarType> dtype = nullopt);
Tensor& prod_out(Tensor& out, const Tensor& self, int64_t dim, bool keepdim = false,
                 optional<ScalarType> dtype = nullopt);
Tensor& amax_out(Tensor& out, const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
Tensor& amin_out(Tensor& out, const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
Tensor& argmax_out(Tensor& out, const Tensor& self, optional<int64_t> dim = nullopt, bool keepdim = false);
Tensor& argmin_out(Tensor& out, const Tensor& self, optional<int64_t> dim = nullopt, bool keepdim = false);
Tensor& all_out(Tensor& out, const Tensor& self, int64_t dim, bool keepdim = false);
Tensor& any_out(Tensor& out, const Tensor& self, int64_t dim, bool keepdim = false);
Tensor& cumsum_out(Tensor& out, const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor& cumprod_out(Tensor& out, const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor& logsumexp_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim = false);
Tensor& norm_out(Tensor& out, const Tensor& self, const optional<Scalar>& p, IntArrayRef dim, bool keepdim = false);
Tensor& var_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor& std_out(Tensor& out, const Tensor& self, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
std::tuple<Tensor&, Tensor&> max_out(Tensor& max, Tensor& max_values, const Tensor& self, int64_t dim,
                                     bool keepdim = false);
std::tuple<Tensor&, Tensor&> min_out(Tensor& min, Tensor& min_indices, const Tensor& self, int64_t dim,
                                     bool keepdim = false);
inline Tensor& max_out(Tensor& out, const Tensor& self, const Tensor& other) { return maximum_out(out, self, other); }
inline Tensor& min_out(Tensor& out, const Tensor& self, const Tensor& other) { return minimum_out(out, self, other); }

}  // namespace rectify::api
