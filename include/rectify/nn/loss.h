#pragma once
// Losses as modules.
#include <rectify/core/arg.h>
#include <rectify/nn/enum.h>
#include <rectify/nn/module.h>

namespace rectify::nn {

struct CrossEntropyLossOptions {
  TORCH_ARG(Tensor, weight) = {};
  TORCH_ARG(int64_t, ignore_index) = -100;
  TORCH_ARG(enumtype::reduction_t, reduction) = kMean;
  TORCH_ARG(double, label_smoothing) = 0.0;
};
struct NLLLossOptions {
  TORCH_ARG(Tensor, weight) = {};
  TORCH_ARG(int64_t, ignore_index) = -100;
  TORCH_ARG(enumtype::reduction_t, reduction) = kMean;
};
struct MSELossOptions {
  MSELossOptions() = default;
  MSELossOptions(enumtype::kNone r) : reduction_(r) {}
  MSELossOptions(enumtype::kMean r) : reduction_(r) {}
  MSELossOptions(enumtype::kSum r) : reduction_(r) {}
  TORCH_ARG(enumtype::reduction_t, reduction) = kMean;
};

#define RECTIFY_LOSS(Name)                                                                 \
  struct Name##Impl : public Cloneable<Name##Impl> {                                       \
    explicit Name##Impl(const Name##Options& o = {}) : options(o) { Name##Impl::reset(); } \
    void reset() override;                                                                 \
    void pretty_print(std::ostream& stream) const override;                                \
    Tensor forward(const Tensor& input, const Tensor& target);                             \
    Name##Options options;
RECTIFY_LOSS(CrossEntropyLoss)
Tensor weight;
};
TORCH_MODULE(CrossEntropyLoss);
RECTIFY_LOSS(NLLLoss)
Tensor weight;
}
;
TORCH_MODULE(NLLLoss);
RECTIFY_LOSS(MSELoss)
}
;
TORCH_MODULE(MSELoss);
#undef RECTIFY_LOSS

}  // namespace rectify::nn
