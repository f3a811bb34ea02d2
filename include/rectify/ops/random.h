#pragma once
// Random tensors. The same seed gives PyTorch's CPU streams: integers exactly, floats to a few ulps.
#include <rectify/core/tensor.h>

namespace rectify {

Tensor rand(IntArrayRef size, TensorOptions options = {});
Tensor rand(IntArrayRef size, optional<Generator> generator, TensorOptions options = {});
Tensor randn(IntArrayRef size, TensorOptions options = {});
Tensor randn(IntArrayRef size, optional<Generator> generator, TensorOptions options = {});
Tensor randint(int64_t high, IntArrayRef size, TensorOptions options = TensorOptions(kLong));
Tensor randint(int64_t high, IntArrayRef size, optional<Generator> generator, TensorOptions options = TensorOptions(kLong));
Tensor randint(int64_t low, int64_t high, IntArrayRef size, TensorOptions options = TensorOptions(kLong));
Tensor randint(int64_t low, int64_t high, IntArrayRef size, optional<Generator> generator, TensorOptions options = TensorOptions(kLong));
Tensor randperm(int64_t n, TensorOptions options = TensorOptions(kLong));
Tensor randperm(int64_t n, optional<Generator> generator, TensorOptions options = TensorOptions(kLong));
Tensor rand_like(const Tensor& t, TensorOptions options = {});
Tensor randn_like(const Tensor& t, TensorOptions options = {});
Tensor normal(double mean, double std, IntArrayRef size, optional<Generator> generator = nullopt, TensorOptions options = {});
inline Tensor bernoulli(const Tensor& p, optional<Generator> generator = nullopt) { return p.bernoulli(generator); }
Tensor dropout(const Tensor& x, double p, bool train);  // zeroes with probability p and scales the rest by 1 / (1 - p)

}  // namespace rectify
