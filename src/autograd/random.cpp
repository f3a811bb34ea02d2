#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>

#include "ops/random.h"

namespace rectify::api {
namespace {

Tensor blank(IntArrayRef size, const TensorOptions& o) { return empty(size, o.requires_grad(nullopt)); }
Tensor done(Tensor t, const TensorOptions& o) {
  if (o.requires_grad()) t.set_requires_grad(true);
  return t;
}
// The gradient of a tensor that is overwritten with random numbers is zero.
template <class F>
Tensor& overwrite(const Tensor& self, const char* name, F fill) {
  check_inplace(self);
  fill();
  bump_version(self);
  if (any_wants_grad(self))
    record_inplace(self, name, {&self}, [](Node& n, const Tensor* in, Tensor* out) {
      if (n.needs(0)) out[0] = zeros_like(in[0]);
    });
  return const_cast<Tensor&>(self);
}

void check_std(const Tensor& std) {
  TORCH_CHECK(std.numel() == 0 || std.min().ge(0).item<bool>(), "normal expects all elements of std >= 0.0");
}

}  // namespace

Tensor& Tensor::uniform_(double from, double to, optional<Generator> g) const {
  return overwrite(*this, "UniformBackward0", [&] { ops::uniform_(*this, from, to, g); });
}
Tensor& Tensor::normal_(double mean, double std, optional<Generator> g) const {
  return overwrite(*this, "NormalBackward0", [&] { ops::normal_(*this, mean, std, g); });
}
Tensor& Tensor::log_normal_(double mean, double std, optional<Generator> g) const {
  return overwrite(*this, "LogNormalBackward0", [&] { ops::log_normal_(*this, mean, std, g); });
}
Tensor& Tensor::exponential_(double lambda, optional<Generator> g) const {
  return overwrite(*this, "ExponentialBackward0", [&] { ops::exponential_(*this, lambda, g); });
}
Tensor& Tensor::geometric_(double p, optional<Generator> g) const {
  return overwrite(*this, "GeometricBackward0", [&] { ops::geometric_(*this, p, g); });
}
Tensor& Tensor::cauchy_(double median, double sigma, optional<Generator> g) const {
  return overwrite(*this, "CauchyBackward0", [&] { ops::cauchy_(*this, median, sigma, g); });
}
Tensor& Tensor::random_(optional<Generator> g) const {
  return overwrite(*this, "RandomBackward0", [&] { ops::random_(*this, g); });
}
Tensor& Tensor::random_(int64_t to, optional<Generator> g) const {
  return overwrite(*this, "RandomBackward0", [&] { ops::random_(*this, 0, to, g); });
}
Tensor& Tensor::random_(int64_t from, optional<int64_t> to, optional<Generator> g) const {
  return overwrite(*this, "RandomBackward0", [&] { ops::random_(*this, from, to, g); });
}
Tensor& Tensor::bernoulli_(double p, optional<Generator> g) const {
  return overwrite(*this, "BernoulliBackward0", [&] { ops::bernoulli_(*this, p, g); });
}
Tensor& Tensor::bernoulli_(const Tensor& p, optional<Generator> g) const {
  return overwrite(*this, "BernoulliBackward0", [&] { ops::bernoulli_(*this, p, g); });
}

Tensor rand(IntArrayRef size, TensorOptions o) { return rand(size, nullopt, o); }
Tensor rand(IntArrayRef size, optional<Generator> g, TensorOptions o) {
  Tensor t = blank(size, o);
  ops::uniform_(t, 0, 1, g);
  return done(std::move(t), o);
}
Tensor randn(IntArrayRef size, TensorOptions o) { return randn(size, nullopt, o); }
Tensor randn(IntArrayRef size, optional<Generator> g, TensorOptions o) { return normal(0, 1, size, std::move(g), o); }
Tensor randint(int64_t high, IntArrayRef size, TensorOptions o) { return randint(0, high, size, nullopt, o); }
Tensor randint(int64_t high, IntArrayRef size, optional<Generator> g, TensorOptions o) {
  return randint(0, high, size, std::move(g), o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, TensorOptions o) {
  return randint(low, high, size, nullopt, o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, optional<Generator> g, TensorOptions o) {
  Tensor t = blank(size, o);
  ops::random_(t, low, high, g);
  return done(std::move(t), o);
}
Tensor randperm(int64_t n, TensorOptions o) { return randperm(n, nullopt, o); }
Tensor randperm(int64_t n, optional<Generator> g, TensorOptions o) {
  Tensor t = blank({n}, o);
  if (isIntegralType(t.scalar_type()))  // every number has to fit
    visit_dtype(t.scalar_type(), "randperm", [&](auto tag) { Scalar(n).to<typename decltype(tag)::type>(); });
  ops::randperm_(t, g);
  return done(std::move(t), o);
}
Tensor rand_like(const Tensor& t, TensorOptions o, optional<MemoryFormat> f) {
  Tensor y = empty_like(t, o.requires_grad(nullopt), f);
  ops::uniform_(y, 0, 1);
  return done(std::move(y), o);
}
Tensor randn_like(const Tensor& t, TensorOptions o, optional<MemoryFormat> f) {
  Tensor y = empty_like(t, o.requires_grad(nullopt), f);
  ops::normal_(y, 0, 1);
  return done(std::move(y), o);
}
Tensor randint_like(const Tensor& t, int64_t high, TensorOptions o, optional<MemoryFormat> f) {
  return randint_like(t, 0, high, o, f);
}
Tensor randint_like(const Tensor& t, int64_t low, int64_t high, TensorOptions o, optional<MemoryFormat> f) {
  Tensor y = empty_like(t, o.requires_grad(nullopt), f);
  ops::random_(y, low, high);
  return done(std::move(y), o);
}

Tensor bernoulli(const Tensor& p, optional<Generator> g) {
  Tensor y = empty_like(p, {}, MemoryFormat::Contiguous);
  ops::bernoulli_(y, p, g);
  if (any_wants_grad(p))
    record(y, "BernoulliBackward0", {&p}, [](Node& n, const Tensor* in, Tensor* out) {
      if (n.needs(0)) out[0] = zeros_like(in[0]);
    });
  return y;
}
Tensor bernoulli(const Tensor& t, double p, optional<Generator> g) {
  Tensor y = empty_like(t, {}, MemoryFormat::Contiguous);
  ops::bernoulli_(y, p, g);
  return y;
}
Tensor multinomial(const Tensor& w, int64_t n, bool replacement, optional<Generator> g) {
  return ops::multinomial(w, n, replacement, g);
}
Tensor normal(double mean, double std, IntArrayRef size, optional<Generator> g, TensorOptions o) {
  Tensor t = blank(size, o);
  ops::normal_(t, mean, std, g);
  return done(std::move(t), o);
}
Tensor normal(const Tensor& mean, double std, optional<Generator> g) {
  detail::RawGuard guard;
  Tensor y = empty(mean.sizes(), mean.options());
  ops::normal_(y, 0, std, g);
  return y.add_(mean);
}
Tensor normal(double mean, const Tensor& std, optional<Generator> g) {
  check_std(std);
  detail::RawGuard guard;
  Tensor y = empty(std.sizes(), std.options());
  ops::normal_(y, 0, 1, g);
  return y.mul_(std).add_(Scalar(mean));
}
Tensor normal(const Tensor& mean, const Tensor& std, optional<Generator> g) {
  check_std(std);
  detail::RawGuard guard;
  Tensor scaled = mul(empty(mean.sizes(), mean.options()).fill_(0), std);  // the common shape and dtype
  ops::normal_(scaled, 0, 1, g);
  return scaled.mul_(std).add_(mean);
}

}  // namespace rectify::api
