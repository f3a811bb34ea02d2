#pragma once
// Losses as modules. Where PyTorch's C++ frontend lets a reduction stand for the options, so does this one.
#include <rectify/core/arg.h>
#include <rectify/nn/enum.h>
#include <rectify/nn/module.h>

#include <functional>

namespace rectify::nn::api {

#define RECTIFY_REDUCTION                    \
 public:                                     \
  using reduction_t = enumtype::reduction_t; \
  TORCH_ARG(reduction_t, reduction) = kMean
#define RECTIFY_FROM_REDUCTION(Name)         \
  Name() = default;                          \
  Name(enumtype::kNone r) : reduction_(r) {} \
  Name(enumtype::kMean r) : reduction_(r) {} \
  Name(enumtype::kSum r) : reduction_(r) {}

struct L1LossOptions {
  RECTIFY_FROM_REDUCTION(L1LossOptions)
  RECTIFY_REDUCTION;
};
struct MSELossOptions {
  RECTIFY_FROM_REDUCTION(MSELossOptions)
  RECTIFY_REDUCTION;
};
struct SmoothL1LossOptions {
  RECTIFY_FROM_REDUCTION(SmoothL1LossOptions)
  RECTIFY_REDUCTION;
  TORCH_ARG(double, beta) = 1.0;
};
struct HuberLossOptions {
  RECTIFY_FROM_REDUCTION(HuberLossOptions)
  RECTIFY_REDUCTION;
  TORCH_ARG(double, delta) = 1.0;
};
struct KLDivLossOptions {
  using reduction_t = std::variant<enumtype::kNone, enumtype::kBatchMean, enumtype::kSum, enumtype::kMean>;
  RECTIFY_FROM_REDUCTION(KLDivLossOptions)
  KLDivLossOptions(enumtype::kBatchMean r) : reduction_(r) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(bool, log_target) = false;
};
struct BCELossOptions {
  TORCH_ARG(Tensor, weight) = {};
  RECTIFY_REDUCTION;
};
struct BCEWithLogitsLossOptions {
  TORCH_ARG(Tensor, weight) = {};
  RECTIFY_REDUCTION;
  TORCH_ARG(Tensor, pos_weight) = {};
};
struct HingeEmbeddingLossOptions {
  TORCH_ARG(double, margin) = 1.0;
  RECTIFY_REDUCTION;
};
struct CosineEmbeddingLossOptions {
  TORCH_ARG(double, margin) = 0.0;
  RECTIFY_REDUCTION;
};
struct MarginRankingLossOptions {
  TORCH_ARG(double, margin) = 0;
  RECTIFY_REDUCTION;
};
struct MultiMarginLossOptions {
  TORCH_ARG(int64_t, p) = 1;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(Tensor, weight) = Tensor();
  RECTIFY_REDUCTION;
};
struct MultiLabelMarginLossOptions {
  RECTIFY_FROM_REDUCTION(MultiLabelMarginLossOptions)
  RECTIFY_REDUCTION;
};
struct SoftMarginLossOptions {
  RECTIFY_FROM_REDUCTION(SoftMarginLossOptions)
  RECTIFY_REDUCTION;
};
struct MultiLabelSoftMarginLossOptions {
  TORCH_ARG(Tensor, weight) = Tensor();
  RECTIFY_REDUCTION;
};
struct TripletMarginLossOptions {
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(double, p) = 2.0;
  TORCH_ARG(double, eps) = 1e-6;
  TORCH_ARG(bool, swap) = false;
  RECTIFY_REDUCTION;
};
struct TripletMarginWithDistanceLossOptions {
  using distance_function_t = std::function<Tensor(const Tensor&, const Tensor&)>;
  TORCH_ARG(optional<distance_function_t>, distance_function) = nullopt;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(bool, swap) = false;
  RECTIFY_REDUCTION;
};
struct CTCLossOptions {
  TORCH_ARG(int64_t, blank) = 0;
  RECTIFY_REDUCTION;
  TORCH_ARG(bool, zero_infinity) = false;
};
struct PoissonNLLLossOptions {
  TORCH_ARG(bool, log_input) = true;
  TORCH_ARG(bool, full) = false;
  TORCH_ARG(double, eps) = 1e-8;
  RECTIFY_REDUCTION;
};
struct NLLLossOptions {
  TORCH_ARG(Tensor, weight) = {};
  TORCH_ARG(int64_t, ignore_index) = -100;
  RECTIFY_REDUCTION;
};
struct CrossEntropyLossOptions {
  TORCH_ARG(Tensor, weight) = {};
  TORCH_ARG(int64_t, ignore_index) = -100;
  RECTIFY_REDUCTION;
  TORCH_ARG(double, label_smoothing) = 0.0;
};
#undef RECTIFY_REDUCTION
#undef RECTIFY_FROM_REDUCTION

// Each has options, reset and pretty_print, and forward of two tensors unless more are said; the last are its buffers.
#define RECTIFY_LOSS_OF(Name, buffers, ...)                                                    \
  struct Name##Impl : public Cloneable<Name##Impl> {                                           \
    explicit Name##Impl(Name##Options o = {}) : options(std::move(o)) { Name##Impl::reset(); } \
    void reset() override;                                                                     \
    void pretty_print(std::ostream& stream) const override;                                    \
    Tensor forward(__VA_ARGS__);                                                               \
    Name##Options options;                                                                     \
    buffers                                                                                    \
  };                                                                                           \
  RECTIFY_TORCH_MODULE(Name);
#define RECTIFY_LOSS(Name, buffers) RECTIFY_LOSS_OF(Name, buffers, const Tensor& input, const Tensor& target)
RECTIFY_LOSS(L1Loss, )
RECTIFY_LOSS(MSELoss, )
RECTIFY_LOSS(SmoothL1Loss, )
RECTIFY_LOSS(HuberLoss, )
RECTIFY_LOSS(KLDivLoss, )
RECTIFY_LOSS(BCELoss, )
RECTIFY_LOSS(BCEWithLogitsLoss, Tensor weight; Tensor pos_weight;)
RECTIFY_LOSS(HingeEmbeddingLoss, )
RECTIFY_LOSS(MultiMarginLoss, )
RECTIFY_LOSS(MultiLabelMarginLoss, )
RECTIFY_LOSS(SoftMarginLoss, )
RECTIFY_LOSS(MultiLabelSoftMarginLoss, )
RECTIFY_LOSS(PoissonNLLLoss, )
RECTIFY_LOSS(NLLLoss, Tensor weight;)
RECTIFY_LOSS(CrossEntropyLoss, Tensor weight;)
RECTIFY_LOSS_OF(CosineEmbeddingLoss, , const Tensor& input1, const Tensor& input2, const Tensor& target)
RECTIFY_LOSS_OF(MarginRankingLoss, , const Tensor& input1, const Tensor& input2, const Tensor& target)
RECTIFY_LOSS_OF(TripletMarginLoss, , const Tensor& anchor, const Tensor& positive, const Tensor& negative)
RECTIFY_LOSS_OF(TripletMarginWithDistanceLoss, , const Tensor& anchor, const Tensor& positive, const Tensor& negative)
RECTIFY_LOSS_OF(CTCLoss, , const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths)
#undef RECTIFY_LOSS
#undef RECTIFY_LOSS_OF

// The same as functions.
}  // namespace rectify::nn::api
namespace rectify::nn::functional {

using L1LossFuncOptions = L1LossOptions;
using MSELossFuncOptions = MSELossOptions;
using SmoothL1LossFuncOptions = SmoothL1LossOptions;
using HuberLossFuncOptions = HuberLossOptions;
using KLDivFuncOptions = KLDivLossOptions;
using BinaryCrossEntropyFuncOptions = BCELossOptions;
using BinaryCrossEntropyWithLogitsFuncOptions = BCEWithLogitsLossOptions;
using HingeEmbeddingLossFuncOptions = HingeEmbeddingLossOptions;
using CosineEmbeddingLossFuncOptions = CosineEmbeddingLossOptions;
using MarginRankingLossFuncOptions = MarginRankingLossOptions;
using MultiMarginLossFuncOptions = MultiMarginLossOptions;
using MultilabelMarginLossFuncOptions = MultiLabelMarginLossOptions;
using SoftMarginLossFuncOptions = SoftMarginLossOptions;
using MultilabelSoftMarginLossFuncOptions = MultiLabelSoftMarginLossOptions;
using TripletMarginLossFuncOptions = TripletMarginLossOptions;
using TripletMarginWithDistanceLossFuncOptions = TripletMarginWithDistanceLossOptions;
using CTCLossFuncOptions = CTCLossOptions;
using PoissonNLLLossFuncOptions = PoissonNLLLossOptions;
using NLLLossFuncOptions = NLLLossOptions;
using CrossEntropyFuncOptions = CrossEntropyLossOptions;

// The first five warn where the sizes differ, but for l1_loss; the binary ones refuse.
Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& options = {});
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options = {});
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options = {},
                      double beta = 1.0);  // as in libtorch, the options' own beta is the module's alone
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& options = {});
Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& options = {});
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& options = {});
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& options = {});
Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                            const HingeEmbeddingLossFuncOptions& options = {});
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             const CosineEmbeddingLossFuncOptions& options = {});
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           const MarginRankingLossFuncOptions& options = {});
Tensor multi_margin_loss(const Tensor& input, const Tensor& target, const MultiMarginLossFuncOptions& options = {});
Tensor multilabel_margin_loss(const Tensor& input, const Tensor& target,
                              const MultilabelMarginLossFuncOptions& options = {});
Tensor soft_margin_loss(const Tensor& input, const Tensor& target, const SoftMarginLossFuncOptions& options = {});
Tensor multilabel_soft_margin_loss(const Tensor& input, const Tensor& target,
                                   const MultilabelSoftMarginLossFuncOptions& options = {});
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginLossFuncOptions& options = {});
Tensor triplet_margin_with_distance_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                         const TripletMarginWithDistanceLossFuncOptions& options = {});
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, const CTCLossFuncOptions& options = {});
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossFuncOptions& options = {});
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options = {});
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& options = {});

}  // namespace rectify::nn::functional
