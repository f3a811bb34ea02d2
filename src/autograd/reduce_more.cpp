// Quantiles, differences, integrals and other reductions that are composed of the first ones.
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>

#include <cmath>
#include <limits>

#include "autograd/elementwise.h"
#include "ops/reduce.h"

namespace rectify::api {

namespace {
void check_float_or_double(const char* name, const Tensor& x) {
  TORCH_CHECK(x.scalar_type() == kFloat || x.scalar_type() == kDouble, name,
              "() input tensor must be either float or double dtype");
}
}  // namespace

Tensor nanmean(const Tensor& x, OptionalIntArrayRef d, bool keepdim, optional<ScalarType> dtype) {
  TORCH_CHECK(x.is_floating_point(), "nanmean(): expected input to have floating point dtype but got ",
              toString(x.scalar_type()));
  Tensor count = logical_not(isnan(x.detach())).sum(d, keepdim);
  return nansum(x, d, keepdim, dtype) / count;
}
Tensor nanmedian(const Tensor& x) {
  Tensor flat = x.reshape({-1});
  if (!x.is_floating_point() || x.numel() == 0) return median(x);
  Tensor rest = flat.index({logical_not(isnan(flat.detach()))});
  return rest.numel() ? median(rest) : median(flat);
}
std::tuple<Tensor, Tensor> nanmedian(const Tensor& x, int64_t d, bool keepdim) {
  if (!x.is_floating_point() || x.dim() == 0) return median(x, d, keepdim);
  int64_t dim = maybe_wrap_dim(d, x.dim());
  // NaN sorts last: the median is the middle of those before
  Tensor count = logical_not(isnan(x.detach())).sum(IntArrayRef(dim), true);
  Tensor places = std::get<1>(x.detach().sort(dim)).gather(dim, floor_divide(count - 1, Scalar(2)).clamp_min(0));
  Tensor values = x.gather(dim, places);
  if (keepdim) return {values, places};
  return {values.squeeze(dim), places.squeeze(dim)};
}

namespace {
Tensor quantiles(const char* name, const Tensor& x, const Tensor& q, optional<int64_t> given, bool keepdim,
                 std::string_view how, bool ignore_nan) {
  check_float_or_double(name, x);
  TORCH_CHECK(x.numel() > 0, name, "() input tensor must be non-empty");
  TORCH_CHECK(q.dim() <= 1, name, "() q must be a scalar or 1D tensor");
  TORCH_CHECK(q.scalar_type() == x.scalar_type(), name, "() q tensor must be same dtype as the input tensor");
  TORCH_CHECK(how == "linear" || how == "lower" || how == "higher" || how == "midpoint" || how == "nearest", name,
              "() interpolation must be one of linear, lower, higher, midpoint or nearest, but got ", how);
  int64_t dim = given ? maybe_wrap_dim(*given, x.dim()) : 0;
  std::vector<int64_t> shape = x.sizes().vec();  // of the result without q
  for (size_t k = 0; k < shape.size(); k++)
    if (!given || static_cast<int64_t>(k) == dim) shape[k] = 1;
  if (!keepdim) {
    if (given && !shape.empty()) shape.erase(shape.begin() + dim);
    if (!given) shape.clear();
  }
  Tensor lines = given && x.dim() ? x.movedim(dim, -1) : x.reshape({-1});
  lines = std::get<0>(lines.reshape({-1, lines.size(-1)}).sort(-1));  // [lines, n]
  int64_t n = lines.size(1);
  Tensor p = q.reshape({-1}), valid = logical_not(isnan(lines.detach())).sum(-1, true);  // [lines, 1]
  TORCH_CHECK(logical_and(p.detach() >= 0, p.detach() <= 1).all().item<bool>(), name,
              "() q values must be in the range [0, 1]");
  Tensor rank = ignore_nan ? p * (valid - 1).clamp_min(0).to(x.scalar_type())
                           : (p * static_cast<double>(n - 1)).expand({lines.size(0), p.numel()});
  if (!ignore_nan)  // any NaN makes the line's quantiles NaN: it sorts last
    rank = rank.masked_fill(valid < n, static_cast<double>(n - 1));
  if (how == "lower") rank = floor(rank);
  if (how == "higher") rank = ceil(rank);
  if (how == "nearest") rank = round(rank);
  Tensor low = floor(rank.detach()).to(kLong), high = ceil(rank.detach()).to(kLong);
  Tensor a = lines.gather(-1, low), y = a;
  if (how == "linear" || how == "midpoint") {
    Tensor b = lines.gather(-1, high);
    Tensor weight = how == "midpoint" ? full_like(rank, 0.5) : rank - low.to(rank.scalar_type());
    Tensor between = abs(weight) < 0.5;  // as lerp
    y = where(between, a + (b - a) * weight, b - (b - a) * (1 - weight));
  }
  y = y.t();  // [q, lines]
  std::vector<int64_t> result = shape;
  result.insert(result.begin(), p.numel());
  y = y.reshape(result);
  return q.dim() == 0 ? y.squeeze(0) : y;
}
Tensor number(const Tensor& x, double q, const char* name) {
  TORCH_CHECK(q >= 0 && q <= 1, name, "() q must be in the range [0, 1] but got ", q);
  return full({}, q, TensorOptions(x.scalar_type()));
}
}  // namespace
Tensor quantile(const Tensor& x, const Tensor& q, optional<int64_t> d, bool k, std::string_view i) {
  return quantiles("quantile", x, q, d, k, i, false);
}
Tensor quantile(const Tensor& x, double q, optional<int64_t> d, bool k, std::string_view i) {
  return quantile(x, number(x, q, "quantile"), d, k, i);
}
Tensor nanquantile(const Tensor& x, const Tensor& q, optional<int64_t> d, bool k, std::string_view i) {
  return quantiles("nanquantile", x, q, d, k, i, true);
}
Tensor nanquantile(const Tensor& x, double q, optional<int64_t> d, bool k, std::string_view i) {
  return nanquantile(x, number(x, q, "quantile"), d, k, i);
}

Tensor diff(const Tensor& self, int64_t n, int64_t dim, const optional<Tensor>& before, const optional<Tensor>& after) {
  TORCH_CHECK(self.dim() >= 1, "diff expects input to be at least one-dimensional");
  TORCH_CHECK(n >= 0, "order must be non-negative but got ", n);
  int64_t d = maybe_wrap_dim(dim, self.dim());
  std::vector<Tensor> parts;
  for (const optional<Tensor>* p : {&before, &after})
    TORCH_CHECK(!*p || !(*p)->defined() || (*p)->dim() == self.dim(),
                "diff expects prepend or append to be the same dimension as input");
  if (n == 0) return self.clone();
  if (before && before->defined()) parts.push_back(*before);
  parts.push_back(self);
  if (after && after->defined()) parts.push_back(*after);
  Tensor x = parts.size() > 1 ? cat(parts, d) : self;
  for (; n > 0 && x.size(d) > 0; n--) {
    Tensor high = x.narrow(d, 1, x.size(d) - 1), low = x.narrow(d, 0, x.size(d) - 1);
    x = x.scalar_type() == kBool ? logical_xor(high, low) : high - low;
  }
  return x;
}
namespace {
// The areas between neighbours along d.
Tensor areas(const char* name, const Tensor& y, const Tensor& x, int64_t d) {
  std::vector<int64_t> shape = x.sizes().vec();
  if (x.dim() == 1) {
    TORCH_CHECK(x.numel() == y.size(d), name, ": There must be one `x` value for each sample point");
    shape.assign(y.dim(), 1);
    shape[d] = x.numel();
  } else if (x.dim() < y.dim()) {
    shape.insert(shape.begin(), y.dim() - x.dim(), 1);
  }
  const Tensor at = x.reshape(shape);
  return (y.slice(d, 0, -1) + y.slice(d, 1)) * (at.slice(d, 1) - at.slice(d, 0, -1)) / 2;
}
void check_not_bool(const char* name, const Tensor& y, const Tensor& x) {
  TORCH_CHECK(y.scalar_type() != kBool && x.scalar_type() != kBool, name,
              ": received a bool input for `x` or `y`, but bool is not supported");
}
void check_not_bool(const char* name, const Tensor& y, const Scalar& dx) {
  TORCH_CHECK(y.scalar_type() != kBool, name, ": received a bool input for `y`, but bool is not supported");
  TORCH_CHECK(!dx.isBoolean(), name, ": Currently, we only support dx as a real number.");
}
Tensor areas(const Tensor& y, double dx, int64_t d) {
  int64_t n = y.size(d);
  return (y.narrow(d, 1, n - 1) + y.narrow(d, 0, n - 1)) * (dx / 2);
}
Tensor nothing_along(const Tensor& y, int64_t d) {
  std::vector<int64_t> s = y.sizes().vec();
  s.erase(s.begin() + d);
  return zeros(s, y.options());
}
}  // namespace
Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  int64_t d = maybe_wrap_dim(dim, y.dim());
  if (y.size(d) == 0) return nothing_along(y, d);
  check_not_bool("trapezoid", y, x);
  return areas("trapezoid", y, x, d).sum(d);
}
Tensor trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  int64_t d = maybe_wrap_dim(dim, y.dim());
  if (y.size(d) == 0) return nothing_along(y, d);
  check_not_bool("trapezoid", y, dx);
  return areas(y, dx.toDouble(), d).sum(d);
}
Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim) { return trapezoid(y, x, dim); }
Tensor trapz(const Tensor& y, double dx, int64_t dim) { return trapezoid(y, Scalar(dx), dim); }
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  int64_t d = maybe_wrap_dim(dim, y.dim());
  check_not_bool("cumulative_trapezoid", y, x);
  return cumsum(areas("cumulative_trapezoid", y, x, d), d);
}
Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  check_not_bool("cumulative_trapezoid", y, dx);
  int64_t d = maybe_wrap_dim(dim, y.dim());
  return cumsum(areas(y, dx.toDouble(), d), d);
}
Tensor logcumsumexp(const Tensor& self, int64_t d) {
  int64_t dim = maybe_wrap_dim(d, self.dim());
  detail::check_floating("logcumsumexp_out_cpu", self.scalar_type());
  if (self.dim() == 0 || self.numel() == 0) return self.clone();
  // element k is the log of the sum over j <= k of exp(x[j]): pairwise, with logaddexp
  std::vector<Tensor> parts;
  for (int64_t k = 0; k < self.size(dim); k++) {
    Tensor x = self.narrow(dim, k, 1);
    parts.push_back(k ? logaddexp(parts.back(), x) : x.clone());
  }
  return cat(parts, dim);
}
Tensor renorm(const Tensor& x, const Scalar& p, int64_t d, const Scalar& most) {
  TORCH_CHECK(p.toDouble() > 0, "renorm: non-positive-norm not supported");
  TORCH_CHECK(most.toDouble() >= 0, "renorm: expected maxnorm to be >= 0 but got ", most);
  TORCH_CHECK(x.dim() > 1, "renorm: input needs at least 2 dimensions, got ", x.dim(), " dimensions");
  int64_t dim = maybe_wrap_dim(d, x.dim());
  std::vector<int64_t> dims;
  for (int64_t k = 0; k < x.dim(); k++)
    if (k != dim) dims.push_back(k);
  Tensor n = norm(x, optional<Scalar>(p), dims, true);
  return x * where(n > most, Scalar(most.toDouble()) / (n + 1e-7), Scalar(1)).to(x.scalar_type());
}
Tensor cov(const Tensor& self, int64_t correction, const optional<Tensor>& fweights, const optional<Tensor>& aweights) {
  TORCH_CHECK(self.dim() <= 2, "cov(): expected input to have two or fewer dimensions but got an input with ",
              self.dim(), " dimensions");
  TORCH_CHECK(self.scalar_type() != kBool, "cov(): bool dtype is not supported for input");
  Tensor x = self.dim() < 2 ? self.reshape({1, -1}) : self;
  if (!x.is_floating_point()) x = x.to(get_default_dtype_as_scalartype());
  Tensor w;
  const auto check = [&](const char* name, const Tensor& weights, bool kind, const char* want) {
    TORCH_CHECK(weights.dim() <= 1, "cov(): expected ", name, " to have one or fewer dimensions but got ", name,
                " with ", weights.dim(), " dimensions");
    TORCH_CHECK(kind, "cov(): expected ", name, " to have ", want, " dtype but got ", name, " with ",
                toString(weights.scalar_type()), " dtype");
    TORCH_CHECK(weights.numel() == x.size(1), "cov(): expected ", name,
                " to have the same numel as there are observations in the input but got ", weights.numel(),
                " != ", x.size(1));
    TORCH_CHECK(weights.numel() == 0 || weights.min().ge(0).item<bool>(), "cov(): ", name, " cannot be negative");
    w = w.defined() ? w * weights : weights;
  };
  if (fweights && fweights->defined())
    check("fweights", *fweights, isIntegralType(fweights->scalar_type(), false), "integral");
  if (aweights && aweights->defined()) check("aweights", *aweights, aweights->is_floating_point(), "floating point");
  Tensor total = w.defined() ? w.sum() : full({}, x.size(1), TensorOptions(kLong));
  Tensor mean = (w.defined() ? (x * w).sum(1) / total : x.sum(1) / total).unsqueeze(1);
  Tensor freedom = aweights && aweights->defined() && correction != 0
                       ? total - (w * *aweights).sum() / total * correction
                       : total - correction;
  if (freedom.item().toDouble() < 0) freedom = zeros_like(freedom);
  Tensor c = x - mean, y = mm(c, (w.defined() ? c * w : c).t()) / freedom;
  return y.squeeze();
}
Tensor corrcoef(const Tensor& self) {
  TORCH_CHECK(self.dim() <= 2, "corrcoef(): expected input to have two or fewer dimensions but got an input with ",
              self.dim(), " dimensions");
  Tensor c = cov(self);
  if (c.dim() == 0) return c / c;
  Tensor d = sqrt(c.diagonal());
  return (c / d.unsqueeze(1) / d.unsqueeze(0)).clamp(-1, 1);
}

Tensor& sum_out(Tensor& out, const Tensor& x, OptionalIntArrayRef d, bool k, optional<ScalarType> t) {
  return detail::written("sum", out, sum(x, d, k, t ? t : out.scalar_type()));
}
Tensor& mean_out(Tensor& out, const Tensor& x, OptionalIntArrayRef d, bool k, optional<ScalarType> t) {
  if (t || !x.is_floating_point()) return detail::written("mean", out, mean(x, d, k, t));
  TORCH_CHECK(out.is_floating_point(), "result type ", toString(get_default_dtype_as_scalartype()),
              " can't be cast to the desired output type ", toString(out.scalar_type()));
  return detail::written("mean", out, mean(x, d, k, out.scalar_type()));
}
Tensor& prod_out(Tensor& out, const Tensor& x, int64_t d, bool k, optional<ScalarType> t) {
  return detail::written("prod", out, prod(x, d, k, t ? t : out.scalar_type()));
}
Tensor& amax_out(Tensor& out, const Tensor& x, IntArrayRef d, bool k) {
  return detail::written("amax", out, amax(x, d, k));
}
Tensor& amin_out(Tensor& out, const Tensor& x, IntArrayRef d, bool k) {
  return detail::written("amin", out, amin(x, d, k));
}
Tensor& argmax_out(Tensor& out, const Tensor& x, optional<int64_t> d, bool k) {
  return detail::written("argmax", out, argmax(x, d, k));
}
Tensor& argmin_out(Tensor& out, const Tensor& x, optional<int64_t> d, bool k) {
  return detail::written("argmin", out, argmin(x, d, k));
}
Tensor& all_out(Tensor& out, const Tensor& x, int64_t d, bool k) { return detail::written("all", out, all(x, d, k)); }
Tensor& any_out(Tensor& out, const Tensor& x, int64_t d, bool k) { return detail::written("any", out, any(x, d, k)); }
Tensor& cumsum_out(Tensor& out, const Tensor& x, int64_t d, optional<ScalarType> t) {
  return detail::written("cumsum", out, cumsum(x, d, t ? t : out.scalar_type()));
}
Tensor& cumprod_out(Tensor& out, const Tensor& x, int64_t d, optional<ScalarType> t) {
  return detail::written("cumprod", out, cumprod(x, d, t ? t : out.scalar_type()));
}
Tensor& logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef d, bool k) {
  return detail::written("logsumexp", out, logsumexp(x, d, k));
}
Tensor& norm_out(Tensor& out, const Tensor& x, const optional<Scalar>& p, IntArrayRef d, bool k) {
  return detail::written("norm", out, norm(x, p, d, k));
}
Tensor& var_out(Tensor& out, const Tensor& x, OptionalIntArrayRef d, bool u, bool k) {
  return detail::written("var", out, var(x, d, u, k));
}
Tensor& std_out(Tensor& out, const Tensor& x, OptionalIntArrayRef d, bool u, bool k) {
  return detail::written("std", out, std(x, d, u, k));
}
std::tuple<Tensor&, Tensor&> max_out(Tensor& v, Tensor& i, const Tensor& x, int64_t d, bool k) {
  auto [values, indices] = max(x, d, k);
  return {detail::written("max", v, values), detail::written("max", i, indices)};
}
std::tuple<Tensor&, Tensor&> min_out(Tensor& v, Tensor& i, const Tensor& x, int64_t d, bool k) {
  auto [values, indices] = min(x, d, k);
  return {detail::written("min", v, values), detail::written("min", i, indices)};
}

}  // namespace rectify::api
