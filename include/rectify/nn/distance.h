#pragma once
// CosineSimilarity and PairwiseDistance.
#include <rectify/core/arg.h>
#include <rectify/nn/containers.h>
#include <rectify/ops/distance.h>

namespace rectify::nn::api {

struct CosineSimilarityOptions {
  TORCH_ARG(int64_t, dim) = 1;
  TORCH_ARG(double, eps) = 1e-8;
};
class CosineSimilarityImpl : public Cloneable<CosineSimilarityImpl> {
 public:
  explicit CosineSimilarityImpl(const CosineSimilarityOptions& o = {}) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override {
    stream << "torch::nn::CosineSimilarity(dim=" << options.dim() << ", eps=" << options.eps() << ")";
  }
  Tensor forward(const Tensor& x1, const Tensor& x2) { return cosine_similarity(x1, x2, options.dim(), options.eps()); }
  CosineSimilarityOptions options;
};
RECTIFY_TORCH_MODULE(CosineSimilarity);

struct PairwiseDistanceOptions {
  TORCH_ARG(double, p) = 2;
  TORCH_ARG(double, eps) = 1e-6;
  TORCH_ARG(bool, keepdim) = false;
};
class PairwiseDistanceImpl : public Cloneable<PairwiseDistanceImpl> {
 public:
  explicit PairwiseDistanceImpl(const PairwiseDistanceOptions& o = {}) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override {
    stream << "torch::nn::PairwiseDistance(p=" << options.p() << ", eps=" << options.eps()
           << ", keepdim=" << (options.keepdim() ? "true" : "false") << ")";
  }
  Tensor forward(const Tensor& x1, const Tensor& x2) {
    return pairwise_distance(x1, x2, options.p(), options.eps(), options.keepdim());
  }
  PairwiseDistanceOptions options;
};
RECTIFY_TORCH_MODULE(PairwiseDistance);

}  // namespace rectify::nn::api
namespace rectify::nn::functional {
using CosineSimilarityFuncOptions = CosineSimilarityOptions;
using PairwiseDistanceFuncOptions = PairwiseDistanceOptions;
inline Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, const CosineSimilarityFuncOptions& o = {}) {
  return rectify::cosine_similarity(x1, x2, o.dim(), o.eps());
}
inline Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, const PairwiseDistanceFuncOptions& o = {}) {
  return rectify::pairwise_distance(x1, x2, o.p(), o.eps(), o.keepdim());
}
inline Tensor pdist(const Tensor& input, double p = 2) { return rectify::pdist(input, p); }
}  // namespace rectify::nn::functional
