#pragma once
// Random tensors: PyTorch's streams after manual_seed. Without a generator the default one is drawn from.
#include <rectify/core/tensor.h>

namespace rectify::api {

Tensor rand(IntArrayRef size, TensorOptions options = {});  // uniform in [0, 1)
Tensor rand(IntArrayRef size, optional<Generator> generator, TensorOptions options = {});
Tensor randn(IntArrayRef size, TensorOptions options = {});  // normal, mean 0 and deviation 1
Tensor randn(IntArrayRef size, optional<Generator> generator, TensorOptions options = {});
Tensor randint(int64_t high, IntArrayRef size, TensorOptions options = kLong);  // integers of [low, high); low < high
Tensor randint(int64_t high, IntArrayRef size, optional<Generator> generator, TensorOptions options = kLong);
Tensor randint(int64_t low, int64_t high, IntArrayRef size, TensorOptions options = kLong);
Tensor randint(int64_t low, int64_t high, IntArrayRef size, optional<Generator> generator,
               TensorOptions options = kLong);
Tensor randperm(int64_t n, TensorOptions options = kLong);  // a random order of 0 … n-1
Tensor randperm(int64_t n, optional<Generator> generator, TensorOptions options = kLong);
Tensor rand_like(const Tensor& t, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor randn_like(const Tensor& t, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor randint_like(const Tensor& t, int64_t high, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor randint_like(const Tensor& t, int64_t low, int64_t high, TensorOptions options = {},
                    optional<MemoryFormat> format = nullopt);

Tensor bernoulli(const Tensor& p, optional<Generator> generator = nullopt);  // 1 with probability p[i], else 0
Tensor bernoulli(const Tensor& t, double p, optional<Generator> generator = nullopt);
// Indices drawn by the weights of each row (1 or 2 dimensions, non-negative, finite, with a positive sum).
Tensor multinomial(const Tensor& weights, int64_t num_samples, bool replacement = false,
                   optional<Generator> generator = nullopt);
Tensor normal(double mean, double std, IntArrayRef size, optional<Generator> generator = nullopt,
              TensorOptions options = {});
Tensor normal(const Tensor& mean, double std = 1, optional<Generator> generator = nullopt);
Tensor normal(double mean, const Tensor& std, optional<Generator> generator = nullopt);
Tensor normal(const Tensor& mean, const Tensor& std, optional<Generator> generator = nullopt);

inline Tensor Tensor::bernoulli(optional<Generator> g) const { return rectify::bernoulli(*this, std::move(g)); }
inline Tensor Tensor::bernoulli(double p, optional<Generator> g) const {
  return rectify::bernoulli(*this, p, std::move(g));
}
inline Tensor Tensor::multinomial(int64_t n, bool replacement, optional<Generator> g) const {
  return rectify::multinomial(*this, n, replacement, std::move(g));
}

}  // namespace rectify::api
