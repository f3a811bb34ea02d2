#pragma once
// Raw random fills: no gradients, no versions. They draw from *g, or from the default generator.
#include <rectify/core/tensor.h>

namespace rectify::ops {

using Gen = optional<Generator>;
void uniform_(const Tensor& y, double from, double to, const Gen& g = nullopt);
void normal_(const Tensor& y, double mean, double std, const Gen& g = nullopt);
void log_normal_(const Tensor& y, double mean, double std, const Gen& g = nullopt);
Tensor poisson(const Tensor& rates, const Gen& g = nullopt);
void exponential_(const Tensor& y, double lambda, const Gen& g = nullopt);
void geometric_(const Tensor& y, double p, const Gen& g = nullopt);
void cauchy_(const Tensor& y, double median, double sigma, const Gen& g = nullopt);
void random_(const Tensor& y, const Gen& g = nullopt);
void random_(const Tensor& y, int64_t from, optional<int64_t> to,
             const Gen& g = nullopt);  // without `to`: up to the dtype's largest
void bernoulli_(const Tensor& y, double p, const Gen& g = nullopt);
void bernoulli_(const Tensor& y, const Tensor& p, const Gen& g = nullopt);
void randperm_(const Tensor& y, const Gen& g = nullopt);
Tensor multinomial(const Tensor& weights, int64_t num_samples, bool replacement, const Gen& g = nullopt);

}  // namespace rectify::ops
