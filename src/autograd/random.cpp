#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/random.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include "ops/elementwise.h"

namespace rectify {
namespace {

Generator& pick(optional<Generator>& g) { return g ? *g : default_generator(); }

// [0, 1): as many random bits as the type's significand holds.
template <class M>
M unit(GeneratorImpl& g) {
  if constexpr (std::is_same_v<M, double>) return static_cast<double>(g.random64() & ((uint64_t{1} << 53) - 1)) * 0x1p-53;
  else return static_cast<float>(g.random() & ((1u << 24) - 1)) * 0x1p-24f;
}
// Fills t's elements in order: through a contiguous buffer when t is strided.
template <class F>
Tensor& fill_in_order(const Tensor& t, F f) {
  check_inplace(t);
  Tensor buffer = t.is_contiguous() ? t.detach() : new_tensor(t.sizes(), t.scalar_type());
  f(buffer);
  if (!t.is_contiguous()) ops::copy_(t, buffer);
  bump_version(t);
  if (any_wants_grad(t)) record_inplace(t, "RandomBackward0", {&t}, [](Node&, const Tensor* in, Tensor* out) { out[0] = zeros_like(in[0]); });
  return const_cast<Tensor&>(t);
}

// Box and Muller: pairs of uniforms (u1, u2) become sqrt(-2 log(1 - u1)) times cos and sin of 2 pi u2. Sixteen at a time, the first
// eight and the last eight of a block are the pairs; a tail is the last sixteen drawn anew.
template <class T, class M>
void normal_block(T* p, M mean, M std) {
  for (int j = 0; j < 8; j++) {
    M u1 = 1 - static_cast<M>(p[j]), u2 = static_cast<M>(p[j + 8]);
    M radius = std::sqrt(-2 * std::log(u1)), theta = 2 * std::numbers::pi_v<M> * u2;
    p[j] = static_cast<T>(radius * std::cos(theta) * std + mean);
    p[j + 8] = static_cast<T>(radius * std::sin(theta) * std + mean);
  }
}
template <class T>
void normal_many(T* p, int64_t n, double mean, double std, GeneratorImpl& g) {
  using M = opmath_t<T>;
  for (int64_t i = 0; i < n; i++) p[i] = static_cast<T>(unit<M>(g));
  for (int64_t i = 0; i < n - 15; i += 16) normal_block<T, M>(p + i, static_cast<M>(mean), static_cast<M>(std));
  if (n % 16 != 0) {
    p += n - 16;
    for (int i = 0; i < 16; i++) p[i] = static_cast<T>(unit<M>(g));
    normal_block<T, M>(p, static_cast<M>(mean), static_cast<M>(std));
  }
}
double normal_one(GeneratorImpl& g) {
  if (g.next_normal_double) {
    double v = *g.next_normal_double;
    g.next_normal_double.reset();
    return v;
  }
  double u1 = unit<double>(g), u2 = unit<double>(g);
  double r = std::sqrt(-2 * std::log1p(-u2)), theta = 2 * std::numbers::pi * u1;
  g.next_normal_double = r * std::sin(theta);
  return r * std::cos(theta);
}

}  // namespace

Tensor& Tensor::uniform_(double from, double to, optional<Generator> given) const {
  TORCH_CHECK(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to);
  TORCH_CHECK(is_floating_point(), "\"check_uniform_bounds\" not implemented for '", rectify::toString(scalar_type()), "'");
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_floating(t.scalar_type(), "uniform", [&](auto tag) {
      using T = typename decltype(tag)::type;
      using M = opmath_t<T>;
      T* p = static_cast<T*>(t.data_ptr());
      M a = static_cast<M>(from), b = static_cast<M>(to);
      for (int64_t i = 0; i < t.numel(); i++) p[i] = static_cast<T>(unit<M>(g.impl()) * (b - a) + a);
    });
  });
}
Tensor& Tensor::normal_(double mean, double std, optional<Generator> given) const {
  TORCH_CHECK(std >= 0, "normal expects std >= 0.0, but found std ", std);
  TORCH_CHECK(is_floating_point(), "\"normal_kernel_cpu\" not implemented for '", rectify::toString(scalar_type()), "'");
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_floating(t.scalar_type(), "normal", [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* p = static_cast<T*>(t.data_ptr());
      int64_t n = t.numel();
      if (n >= 16 && is_contiguous()) normal_many(p, n, mean, std, g.impl());
      else
        for (int64_t i = 0; i < n; i++) p[i] = static_cast<T>(static_cast<opmath_t<T>>(normal_one(g.impl()) * std + mean));
    });
  });
}
Tensor& Tensor::bernoulli_(double p, optional<Generator> given) const {
  TORCH_CHECK(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p);
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_dtype(t.scalar_type(), "bernoulli_scalar_cpu_", [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* q = static_cast<T*>(t.data_ptr());
      for (int64_t i = 0; i < t.numel(); i++) q[i] = static_cast<T>(unit<double>(g.impl()) < p);
    });
  });
}
Tensor& Tensor::bernoulli_(const Tensor& p, optional<Generator> given) const {
  Tensor chance = p.detach().expand(sizes()).contiguous();
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_floating(chance.scalar_type(), "bernoulli_tensor_cpu_p_", [&](auto from) {
      using P = typename decltype(from)::type;
      using M = opmath_t<P>;
      const P* c = static_cast<const P*>(chance.data_ptr());
      visit_dtype(t.scalar_type(), "bernoulli_tensor_cpu_self_", [&](auto tag) {
        using T = typename decltype(tag)::type;
        T* q = static_cast<T*>(t.data_ptr());
        for (int64_t i = 0; i < t.numel(); i++) {
          M v = static_cast<M>(c[i]);
          TORCH_CHECK(v >= 0 && v <= 1, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
          q[i] = static_cast<T>(unit<M>(g.impl()) < v);
        }
      });
    });
  });
}
Tensor Tensor::bernoulli(optional<Generator> g) const { return empty_like(*this).bernoulli_(*this, g); }
Tensor& Tensor::random_(int64_t from, optional<int64_t> to, optional<Generator> given) const {
  int64_t high = to.value_or(std::numeric_limits<int64_t>::max());
  TORCH_CHECK(from < high, "random_ expects 'from' to be less than 'to', but got from=", from, " >= to=", high);
  uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(from);
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_dtype(t.scalar_type(), "random_from_to", [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* p = static_cast<T*>(t.data_ptr());
      for (int64_t i = 0; i < t.numel(); i++) {
        uint64_t r = range >= uint64_t{1} << 32 ? g->random64() : g->random();
        p[i] = static_cast<T>(static_cast<int64_t>(r % range + static_cast<uint64_t>(from)));
      }
    });
  });
}
Tensor& Tensor::random_(int64_t to, optional<Generator> g) const { return random_(0, to, g); }
Tensor& Tensor::exponential_(double lambda, optional<Generator> given) const {
  TORCH_CHECK(lambda > 0, "exponential_ expects lambda > 0.0, but found lambda=", lambda);
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  return fill_in_order(*this, [&](const Tensor& t) {
    visit_floating(t.scalar_type(), "exponential", [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* p = static_cast<T*>(t.data_ptr());
      for (int64_t i = 0; i < t.numel(); i++) p[i] = static_cast<T>(static_cast<opmath_t<T>>(-1 / lambda * std::log1p(-unit<double>(g.impl()))));
    });
  });
}

namespace {
Tensor blank(IntArrayRef size, TensorOptions o) { return empty(size, o.requires_grad(false)); }
Tensor asked(Tensor t, const TensorOptions& o) {
  if (o.requires_grad()) t.set_requires_grad(true);
  return t;
}
}  // namespace
Tensor rand(IntArrayRef s, TensorOptions o) { return rand(s, nullopt, o); }
Tensor rand(IntArrayRef s, optional<Generator> g, TensorOptions o) { return asked(blank(s, o).uniform_(0, 1, g), o); }
Tensor randn(IntArrayRef s, TensorOptions o) { return randn(s, nullopt, o); }
Tensor randn(IntArrayRef s, optional<Generator> g, TensorOptions o) { return asked(blank(s, o).normal_(0, 1, g), o); }
Tensor randint(int64_t high, IntArrayRef s, TensorOptions o) { return randint(0, high, s, nullopt, o); }
Tensor randint(int64_t high, IntArrayRef s, optional<Generator> g, TensorOptions o) { return randint(0, high, s, g, o); }
Tensor randint(int64_t low, int64_t high, IntArrayRef s, TensorOptions o) { return randint(low, high, s, nullopt, o); }
Tensor randint(int64_t low, int64_t high, IntArrayRef s, optional<Generator> g, TensorOptions o) {
  return asked(blank(s, o.has_dtype() ? o : o.dtype(kLong)).random_(low, high, g), o);
}
Tensor randperm(int64_t n, TensorOptions o) { return randperm(n, nullopt, o); }
Tensor randperm(int64_t n, optional<Generator> given, TensorOptions o) {
  TORCH_CHECK(n >= 0, "n must be non-negative, got", n);
  Generator& g = pick(given);
  std::lock_guard lock(g.mutex());
  Tensor y = arange(n, kLong);
  int64_t* p = y.data_ptr<int64_t>();
  for (int64_t i = 0; i < n - 1; i++) std::swap(p[i], p[i + static_cast<int64_t>(g->random() % static_cast<uint64_t>(n - i))]);
  return o.has_dtype() ? ops::to(y, o.dtype()) : y;
}
Tensor rand_like(const Tensor& t, TensorOptions o) { return empty_like(t, o).uniform_(); }
Tensor randn_like(const Tensor& t, TensorOptions o) { return empty_like(t, o).normal_(); }
Tensor normal(double mean, double std, IntArrayRef s, optional<Generator> g, TensorOptions o) { return asked(blank(s, o).normal_(mean, std, g), o); }
Tensor dropout(const Tensor& x, double p, bool train) {
  TORCH_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
  if (p == 0 || !train || x.numel() == 0) return x;
  if (p == 1) return x * zeros_like(x);
  Tensor mask = empty_like(x.detach()).bernoulli_(1 - p);
  mask.div_(1 - p);
  return x * mask;
}

}  // namespace rectify
