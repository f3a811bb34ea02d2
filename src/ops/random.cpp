#include "ops/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/random.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"

namespace rectify::ops {
namespace {

GeneratorImpl& pick(const Gen& g) { return g ? g->impl() : default_generator().impl(); }

// The elements' offsets in the order of memory: greater strides first, as libtorch's serial kernels run. `others`
// receives the offset of each in a tensor with the strides `other`.
std::vector<int64_t> memory_order(const Tensor& y, std::vector<int64_t>* others = nullptr, IntArrayRef other = {}) {
  int64_t n = y.numel(), at = 0, also = 0;
  std::vector<int64_t> order(y.dim()), index(y.dim(), 0), offsets(n);
  if (others) others->resize(n);
  std::iota(order.begin(), order.end(), 0);
  auto sizes = y.sizes(), strides = y.strides();
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return strides[a] > strides[b]; });
  for (int64_t i = 0; i < n; i++) {
    offsets[i] = at;
    if (others) (*others)[i] = also;
    for (int64_t k = y.dim() - 1; k >= 0; k--) {
      int64_t d = order[k], step = ++index[d] < sizes[d] ? 1 : 1 - sizes[d];
      if (step < 1) index[d] = 0;
      at += step * strides[d];
      if (others) also += step * other[d];
      if (step == 1) break;
    }
  }
  return offsets;
}
// Calls f(T& element) in the order of memory.
template <class T, class F>
void each(const Tensor& y, F f) {
  T* p = reinterpret_cast<T*>(y.impl()->data());
  if (!y.is_contiguous())
    for (int64_t at : memory_order(y)) f(p[at]);
  else
    for (int64_t i = 0, n = y.numel(); i < n; i++) f(p[i]);
}
template <class T>
T number(double v) {
  return static_cast<T>(static_cast<opmath_t<T>>(v));
}

// Of what is there: draw(generator, old value).
template <class F>
void fill_floating_from(const Tensor& y, const char* op, const Gen& g, F draw) {
  check_no_internal_overlap(y);
  GeneratorImpl& impl = pick(g);
  visit_floating(y.scalar_type(), op, [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) { e = number<T>(draw(impl, static_cast<double>(e))); });
  });
}
template <class F>
void fill_floating(const Tensor& y, const char* op, const Gen& g, F draw) {
  fill_floating_from(y, op, g, [&](GeneratorImpl& impl, double) { return draw(impl); });
}
double largest(ScalarType t) {
  switch (t) {
    case kFloat:
      return 3.4028234663852886e38;
    case kDouble:
      return 1.7976931348623157e308;
    case kHalf:
      return 65504;
    case kBFloat16:
      return 3.3895313892515355e38;
    case kBool:
      return 1;
    case kByte:
      return 255;
    case kChar:
      return 127;
    case kShort:
      return 32767;
    case kInt:
      return 2147483647;
    default:
      return 9223372036854775807.0;
  }
}
double smallest(ScalarType t) {
  if (isFloatingType(t)) return -largest(t);
  return t == kBool || t == kByte ? 0 : -largest(t) - (t == kLong ? 0 : 1);
}
int mantissa_bits(ScalarType t) { return t == kDouble ? 53 : t == kFloat ? 24 : t == kHalf ? 11 : 8; }

}  // namespace

void uniform_(const Tensor& y, double from, double to, const Gen& g) {
  check_no_internal_overlap(y);
  visit_floating(y.scalar_type(), "check_uniform_bounds", [&](auto tag) {
    using T = typename decltype(tag)::type;
    double most = largest(y.scalar_type());
    const char* name = type_name(y.scalar_type());
    TORCH_CHECK(from >= -most && from <= most, "from is out of bounds for ", name);
    TORCH_CHECK(to >= -most && to <= most, "to is out of bounds for ", name);
    TORCH_CHECK(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to);
    TORCH_CHECK(to - from <= most, "uniform_ expects to-from <= std::numeric_limits<", toString(y.scalar_type()),
                ">::max(), but found to=", to, " and from=", from, " which result in to-from to exceed the limit");
    T a = number<T>(from), b = number<T>(to);
    GeneratorImpl& impl = pick(g);
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) { e = kernels::uniform<T>(impl, a, b); });
  });
}
void normal_(const Tensor& y, double mean, double std, const Gen& g) {
  TORCH_CHECK(std >= 0, "normal expects std >= 0.0, but found std ", std);
  if (y.numel() < 16 || !y.is_contiguous())
    return fill_floating(y, "normal_kernel_cpu", g,
                         [&](GeneratorImpl& impl) { return kernels::normal(impl, mean, std); });
  GeneratorImpl& impl = pick(g);
  visit_floating(y.scalar_type(), "normal_kernel_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    kernels::normal_fill(impl, reinterpret_cast<T*>(y.impl()->data()), y.numel(), mean, std);
  });
}
void log_normal_(const Tensor& y, double mean, double std, const Gen& g) {
  TORCH_CHECK(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
  fill_floating(y, "log_normal_cpu", g,
                [&](GeneratorImpl& impl) { return std::exp(kernels::normal(impl, mean, std)); });
}
namespace {
// Draws as PyTorch does: Knuth's product of uniforms for small rates, Hörmann's transformed rejection from 10 up.
double poisson(GeneratorImpl& g, double rate) {
  TORCH_CHECK(rate >= 0, "invalid Poisson rate, expected rate to be non-negative");
  if (rate == 0) return 0;
  if (rate < 10) {
    const double floor = std::exp(-rate);
    double product = 1, n = 0;
    for (;; n++) {
      product *= kernels::uniform_double(g);
      if (product <= floor) return n;
    }
  }
  const double log_rate = std::log(rate), b = 0.931 + 2.53 * std::sqrt(rate), a = -0.059 + 0.02483 * b,
               inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = kernels::uniform_double(g) - 0.5, v = kernels::uniform_double(g), us = 0.5 - std::abs(u),
                 k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= v_r) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -rate + k * log_rate - std::lgamma(k + 1))
      return k;
  }
}
}  // namespace
Tensor poisson(const Tensor& rates, const Gen& g) {
  Tensor y = ops::clone(rates, MemoryFormat::Contiguous);
  fill_floating_from(y, "poisson_cpu", g, [](GeneratorImpl& impl, double rate) { return poisson(impl, rate); });
  return y;
}
void exponential_(const Tensor& y, double lambda, const Gen& g) {
  TORCH_CHECK(lambda >= 0, "exponential_ expects lambda >= 0.0, but found lambda=", lambda);
  fill_floating(y, "exponential_cpu", g, [&](GeneratorImpl& impl) { return kernels::exponential(impl, lambda); });
}
void cauchy_(const Tensor& y, double median, double sigma, const Gen& g) {
  fill_floating(y, "cauchy_cpu", g, [&](GeneratorImpl& impl) { return kernels::cauchy(impl, median, sigma); });
}
void geometric_(const Tensor& y, double p, const Gen& g) {
  TORCH_CHECK(0 < p && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
  check_no_internal_overlap(y);
  TORCH_CHECK_NOT_IMPLEMENTED(y.scalar_type() != kBool, "\"geometric_cpu\" not implemented for '",
                              toString(y.scalar_type()), "'");
  GeneratorImpl& impl = pick(g);
  visit_dtype(y.scalar_type(), "geometric_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) { e = number<T>(kernels::geometric(impl, p)); });
  });
}
void random_(const Tensor& y, const Gen& g) {
  check_no_internal_overlap(y);
  GeneratorImpl& impl = pick(g);
  ScalarType t = y.scalar_type();
  visit_dtype(t, "random_kernel_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) {
      if constexpr (std::is_same_v<T, bool>)
        e = impl.random() & 1;
      else if constexpr (std::is_same_v<T, int64_t>)
        e = static_cast<T>(impl.random64() % (uint64_t{1} << 63));
      else if constexpr (std::is_same_v<T, double>)
        e = static_cast<T>(impl.random64() % ((uint64_t{1} << 53) + 1));
      else if constexpr (std::is_integral_v<T>)
        e = static_cast<T>(impl.random() % (static_cast<uint64_t>(std::numeric_limits<T>::max()) + 1));
      else
        e = T(static_cast<float>(impl.random() % ((uint64_t{1} << mantissa_bits(t)) + 1)));
    });
  });
}
void random_(const Tensor& y, int64_t from, optional<int64_t> to, const Gen& g) {
  check_no_internal_overlap(y);
  ScalarType t = y.scalar_type();
  uint64_t range;
  if (to) {
    TORCH_CHECK(from < *to, "random_ expects 'from' to be less than 'to', but got from=", from, " >= to=", *to);
    TORCH_CHECK(static_cast<double>(from) >= smallest(t) && static_cast<double>(from) <= largest(t),
                "from is out of bounds for ", TypeMeta(t));
    TORCH_CHECK(static_cast<double>(*to - 1) >= smallest(t) && static_cast<double>(*to - 1) <= largest(t),
                "to - 1 is out of bounds for ", TypeMeta(t));
    range = static_cast<uint64_t>(*to) - static_cast<uint64_t>(from);
  } else {
    double most = largest(t);
    uint64_t last = isFloatingType(t) ? uint64_t{1} << mantissa_bits(t)
                    : t == kLong      ? static_cast<uint64_t>(INT64_MAX)
                                      : static_cast<uint64_t>(most);
    if (from == INT64_MIN && t == kLong) last = static_cast<uint64_t>(INT64_MAX);
    TORCH_CHECK(static_cast<double>(from) >= smallest(t) && static_cast<double>(from) <= most,
                "from is out of bounds for ", TypeMeta(t));
    range = last - static_cast<uint64_t>(from) + 1;  // 0: all 64 bits
  }
  GeneratorImpl& impl = pick(g);
  bool wide =
      range == 0 || (range >= (uint64_t{1} << 32) && (t == kLong || t == kDouble || t == kFloat || t == kBFloat16));
  visit_dtype(t, "random_from_to", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) {
      uint64_t v = wide ? impl.random64() : impl.random();
      int64_t x = static_cast<int64_t>((range ? v % range : v) + static_cast<uint64_t>(from));
      e = static_cast<T>(static_cast<opmath_t<T>>(x));
    });
  });
}
void bernoulli_(const Tensor& y, double p, const Gen& g) {
  TORCH_CHECK(0 <= p && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p);
  check_no_internal_overlap(y);
  GeneratorImpl& impl = pick(g);
  if (y.scalar_type() == kFloat && y.is_contiguous()) {
    std::lock_guard lock(impl.mutex);
    return kernels::bernoulli_fill(impl, reinterpret_cast<float*>(y.impl()->data()), y.numel(), p);
  }
  visit_dtype(y.scalar_type(), "bernoulli_scalar_cpu_", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    each<T>(y, [&](T& e) { e = number<T>(kernels::uniform_double(impl) < p ? 1 : 0); });
  });
}
void bernoulli_(const Tensor& y, const Tensor& p, const Gen& g) {
  check_no_internal_overlap(y);
  TORCH_CHECK(p.is_floating_point(), "expected probabilities tensor to have floating type, got ",
              toString(p.scalar_type()));
  // The probabilities, broadcast to y and in y's order of memory.
  auto common = broadcast_shapes(y.sizes(), p.sizes());
  TORCH_CHECK(y.sizes() == IntArrayRef(common), "output with shape ", y.sizes(), " doesn't match the broadcast shape ",
              IntArrayRef(common));
  bool wide = p.scalar_type() == kDouble;
  Tensor probabilities = ops::to(p, kDouble);
  std::vector<int64_t> strides(y.dim(), 0);
  for (int64_t d = 0; d < p.dim(); d++)
    if (p.sizes()[d] != 1) strides[y.dim() - p.dim() + d] = probabilities.strides()[d];
  GeneratorImpl& impl = pick(g);
  std::vector<int64_t> from, to = memory_order(y, &from, strides);
  const double* base = reinterpret_cast<const double*>(probabilities.impl()->data());
  visit_dtype(y.scalar_type(), "bernoulli_tensor_cpu_self_", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    T* out = reinterpret_cast<T*>(y.impl()->data());
    for (size_t i = 0; i < to.size(); i++) {
      double prob = base[from[i]];
      TORCH_CHECK(prob >= 0 && prob <= 1,
                  "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
                  "improved?  If so, please report an enhancement request to PyTorch.)");
      bool hit = wide ? kernels::uniform_double(impl) < prob : kernels::uniform_float(impl) < static_cast<float>(prob);
      out[to[i]] = number<T>(hit ? 1 : 0);
    }
  });
}
void randperm_(const Tensor& y, const Gen& g) {
  GeneratorImpl& impl = pick(g);
  visit_dtype(y.scalar_type(), "randperm", [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::lock_guard lock(impl.mutex);
    kernels::randperm(impl, reinterpret_cast<T*>(y.impl()->data()), y.numel());
  });
}

Tensor multinomial(const Tensor& w, int64_t n, bool replacement, const Gen& g) {
  TORCH_CHECK(w.is_floating_point(),
              "multinomial only supports floating-point dtypes for input, got: ", toString(w.scalar_type()));
  TORCH_CHECK(w.dim() == 1 || w.dim() == 2, "prob_dist must be 1 or 2 dim");
  TORCH_CHECK(n > 0, "cannot sample n_sample <= 0 samples");
  int64_t columns = w.size(-1), rows = w.dim() == 2 ? w.size(0) : 1;
  TORCH_CHECK(replacement || n <= columns, "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  Tensor y = w.dim() == 2 ? new_tensor({rows, n}, kLong) : new_tensor({n}, kLong);
  int64_t* out = y.data_ptr<int64_t>();
  GeneratorImpl& impl = pick(g);
  visit_floating(w.scalar_type(), "multinomial", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using A = opmath_t<T>;
    const T* p = reinterpret_cast<const T*>(w.impl()->data());
    int64_t row_stride = w.dim() == 2 ? w.stride(0) : 0, stride = w.stride(-1);
    auto weight = [&](int64_t r, int64_t c) { return static_cast<A>(p[r * row_stride + c * stride]); };
    for (int64_t r = 0; r < rows; r++) {
      A total = 0;
      for (int64_t c = 0; c < columns; c++) {
        A v = weight(r, c);
        TORCH_CHECK(std::isfinite(v) && v >= 0, "probability tensor contains either `inf`, `nan` or element < 0");
        total += v;
      }
      TORCH_CHECK(total > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
    }
    std::lock_guard lock(impl.mutex);
    if (!replacement) {  // the greatest of weight / Exp(1)
      std::vector<T> q(rows * columns);
      const bool by_columns = rows > 1 && row_stride < stride;  // drawn in the order in which the weights lie
      for (int64_t i = 0; i < rows * columns; i++)
        q[by_columns ? i % rows * columns + i / rows : i] = number<T>(kernels::exponential(impl, 1));
      std::vector<int64_t> order(columns);
      for (int64_t r = 0; r < rows; r++) {
        T* k = q.data() + r * columns;
        for (int64_t c = 0; c < columns; c++) k[c] = T(weight(r, c) / static_cast<A>(k[c]));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(),
                         [&](int64_t a, int64_t b) { return static_cast<A>(k[a]) > static_cast<A>(k[b]); });
        std::copy_n(order.begin(), n, out + r * n);
      }
      return;
    }
    std::vector<A> sums(columns);
    for (int64_t r = 0; r < rows; r++) {
      A sum = 0;
      for (int64_t c = 0; c < columns; c++) sums[c] = sum = static_cast<A>(T(sum + weight(r, c)));
      for (A& s : sums) s = static_cast<A>(T(s / sum));
      for (int64_t i = 0; i < n; i++) {
        double u = kernels::uniform_double(impl);
        auto it =
            std::lower_bound(sums.begin(), sums.end() - 1, u, [](A s, double v) { return static_cast<double>(s) < v; });
        out[r * n + i] = it - sums.begin();
      }
    }
  });
  return y;
}

}  // namespace rectify::ops
