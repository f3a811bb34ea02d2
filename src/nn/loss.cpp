#include <rectify/nn/loss.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/reduce.h>

namespace rectify::nn {
namespace {

int64_t code(const enumtype::reduction_t& r) { return enumtype::reduction_get_enum(r); }
Tensor reduced(const Tensor& elements, const enumtype::reduction_t& r) {
  const int64_t c = code(r);
  return c == Reduction::Mean ? elements.mean() : c == Reduction::Sum ? elements.sum() : elements;
}
void warn_of_sizes(const Tensor& x, const Tensor& y) {
  if (!x.sizes().equals(y.sizes()))
    TORCH_WARN(
        "Using a target size (", y.sizes(), ") that is different to the input size (", x.sizes(),
        "). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.");
}

}  // namespace

namespace functional {

Tensor l1_loss(const Tensor& x, const Tensor& y, const L1LossFuncOptions& o) {
  return rectify::l1_loss(x, y, code(o.reduction()));
}
Tensor mse_loss(const Tensor& x, const Tensor& y, const MSELossFuncOptions& o) {
  warn_of_sizes(x, y);
  return rectify::mse_loss(x, y, code(o.reduction()));
}
Tensor smooth_l1_loss(const Tensor& x, const Tensor& y, const SmoothL1LossFuncOptions& o, double beta) {
  warn_of_sizes(x, y);
  return rectify::smooth_l1_loss(x, y, code(o.reduction()), beta);
}
Tensor huber_loss(const Tensor& x, const Tensor& y, const HuberLossFuncOptions& o) {
  warn_of_sizes(x, y);
  return rectify::huber_loss(x, y, code(o.reduction()), o.delta());
}
Tensor kl_div(const Tensor& x, const Tensor& y, const KLDivFuncOptions& o) {
  const auto r = o.reduction();
  if (std::holds_alternative<enumtype::kMean>(r))
    TORCH_WARN(
        "reduction: 'mean' divides the total loss by both the batch size and the support size."
        "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
        "'mean' will be changed to behave the same as 'batchmean' in the next major release.");
  const int64_t how = std::holds_alternative<enumtype::kNone>(r)   ? Reduction::None
                      : std::holds_alternative<enumtype::kMean>(r) ? Reduction::Mean
                                                                   : Reduction::Sum;
  const Tensor sum = rectify::kl_div(x, y, how, o.log_target());
  return std::holds_alternative<enumtype::kBatchMean>(r) && x.dim() != 0 ? sum / static_cast<double>(x.size(0)) : sum;
}
Tensor binary_cross_entropy(const Tensor& x, const Tensor& y, const BinaryCrossEntropyFuncOptions& o) {
  TORCH_CHECK(x.sizes().equals(y.sizes()), "Using a target size (", y.sizes(),
              ") that is different to the input size (", x.sizes(),
              ") is deprecated. Please ensure they have the same size.");
  return rectify::binary_cross_entropy(x, y, o.weight(), code(o.reduction()));
}
Tensor binary_cross_entropy_with_logits(const Tensor& x, const Tensor& y,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& o) {
  TORCH_CHECK(x.sizes().equals(y.sizes()), "Target size (", y.sizes(), ") must be the same as input size (", x.sizes(),
              ")");
  return rectify::binary_cross_entropy_with_logits(x, y, o.weight(), o.pos_weight(), code(o.reduction()));
}
Tensor hinge_embedding_loss(const Tensor& x, const Tensor& y, const HingeEmbeddingLossFuncOptions& o) {
  return rectify::hinge_embedding_loss(x, y, o.margin(), code(o.reduction()));
}
Tensor cosine_embedding_loss(const Tensor& a, const Tensor& b, const Tensor& y,
                             const CosineEmbeddingLossFuncOptions& o) {
  return rectify::cosine_embedding_loss(a, b, y, o.margin(), code(o.reduction()));
}
Tensor margin_ranking_loss(const Tensor& a, const Tensor& b, const Tensor& y, const MarginRankingLossFuncOptions& o) {
  TORCH_CHECK(a.dim() == b.dim() && a.dim() == y.dim(),
              "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ", a.sizes(),
              ", input2: ", b.sizes(), ", target: ", y.sizes());
  return rectify::margin_ranking_loss(a, b, y, o.margin(), code(o.reduction()));
}
Tensor multi_margin_loss(const Tensor& x, const Tensor& y, const MultiMarginLossFuncOptions& o) {
  TORCH_CHECK(o.p() == 1 || o.p() == 2, "only p == 1 and p == 2 supported");
  TORCH_CHECK(!o.weight().defined() || o.weight().dim() == 1, "weight must be one-dimensional");
  return rectify::multi_margin_loss(x, y, o.p(), o.margin(), o.weight(), code(o.reduction()));
}
Tensor multilabel_margin_loss(const Tensor& x, const Tensor& y, const MultilabelMarginLossFuncOptions& o) {
  return rectify::multilabel_margin_loss(x, y, code(o.reduction()));
}
Tensor soft_margin_loss(const Tensor& x, const Tensor& y, const SoftMarginLossFuncOptions& o) {
  return rectify::soft_margin_loss(x, y, code(o.reduction()));
}
Tensor multilabel_soft_margin_loss(const Tensor& x, const Tensor& y, const MultilabelSoftMarginLossFuncOptions& o) {
  const Tensor each = rectify::binary_cross_entropy_with_logits(x, y, o.weight(), {}, Reduction::None);
  return reduced(each.sum(-1) / static_cast<double>(x.size(-1)), o.reduction());
}
Tensor triplet_margin_loss(const Tensor& a, const Tensor& p, const Tensor& n, const TripletMarginLossFuncOptions& o) {
  return rectify::triplet_margin_loss(a, p, n, o.margin(), o.p(), o.eps(), o.swap(), code(o.reduction()));
}
Tensor triplet_margin_with_distance_loss(const Tensor& a, const Tensor& p, const Tensor& n,
                                         const TripletMarginWithDistanceLossFuncOptions& o) {
  const auto distance = [&](const Tensor& x, const Tensor& y) {
    return o.distance_function() ? (*o.distance_function())(x, y) : norm(x - y + 1e-6, optional<Scalar>(2), {-1});
  };
  const Tensor near = distance(a, p);
  Tensor far = distance(a, n);
  if (o.swap()) far = minimum(far, distance(p, n));
  return reduced((near - far + o.margin()).clamp_min(0), o.reduction());
}
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, const CTCLossFuncOptions& o) {
  return rectify::ctc_loss(log_probs, targets, input_lengths, target_lengths, o.blank(), code(o.reduction()),
                           o.zero_infinity());
}
Tensor poisson_nll_loss(const Tensor& x, const Tensor& y, const PoissonNLLLossFuncOptions& o) {
  return rectify::poisson_nll_loss(x, y, o.log_input(), o.full(), o.eps(), code(o.reduction()));
}
Tensor nll_loss(const Tensor& x, const Tensor& y, const NLLLossFuncOptions& o) {
  TORCH_CHECK(x.dim() >= 2, "Expected 2 or more dimensions (got ", x.dim(), ")");
  TORCH_CHECK(y.dim() > 0 && x.size(0) == y.size(0), "Expected input batch_size (", x.size(0),
              ") to match target batch_size (", y.dim() > 0 ? y.size(0) : 1, ").");
  return rectify::nll_loss_nd(x, y, o.weight(), code(o.reduction()), o.ignore_index());
}
Tensor cross_entropy(const Tensor& x, const Tensor& y, const CrossEntropyFuncOptions& o) {
  return rectify::cross_entropy_loss(x, y, o.weight(), code(o.reduction()), o.ignore_index(), o.label_smoothing());
}

}  // namespace functional

// A loss with two inputs, without buffers, whose printed form is its name with parentheses.
#define LOSS(Name, function)  \
  void Name##Impl::reset() {} \
  Tensor Name##Impl::forward(const Tensor& x, const Tensor& y) { return functional::function(x, y, options); }
#define PRINT(Name, text) \
  void Name##Impl::pretty_print(std::ostream& stream) const { stream << "torch::nn::" #Name << text; }
LOSS(L1Loss, l1_loss)
PRINT(L1Loss, "()")
LOSS(MSELoss, mse_loss)
PRINT(MSELoss, "()")
LOSS(HuberLoss, huber_loss)
PRINT(HuberLoss, "")
LOSS(KLDivLoss, kl_div)
PRINT(KLDivLoss, "()")
LOSS(BCELoss, binary_cross_entropy)
PRINT(BCELoss, "()")
LOSS(HingeEmbeddingLoss, hinge_embedding_loss)
PRINT(HingeEmbeddingLoss, "(margin=" << options.margin() << ")")
LOSS(MultiLabelMarginLoss, multilabel_margin_loss)
PRINT(MultiLabelMarginLoss, "()")
LOSS(SoftMarginLoss, soft_margin_loss)
PRINT(SoftMarginLoss, "()")
LOSS(MultiLabelSoftMarginLoss, multilabel_soft_margin_loss)
PRINT(MultiLabelSoftMarginLoss, "()")
LOSS(PoissonNLLLoss, poisson_nll_loss)
PRINT(PoissonNLLLoss, "()")
void MultiMarginLossImpl::reset() {
  TORCH_CHECK(options.p() == 1 || options.p() == 2, "only p == 1 and p == 2 supported");
  TORCH_CHECK(!options.weight().defined() || options.weight().dim() == 1,
              "Expected !options.weight().defined() || options.weight().dim() == 1 to be true, but got false.  (Could "
              "this error message be improved?  If so, please report an enhancement request to PyTorch.)");
}
Tensor MultiMarginLossImpl::forward(const Tensor& x, const Tensor& y) {
  return functional::multi_margin_loss(x, y, options);
}
PRINT(MultiMarginLoss, "(p=" << options.p() << ", margin=" << options.margin() << ", weight=" << options.weight()
                             << ", reduction=" << enumtype::get_enum_name(options.reduction()) << ")")
PRINT(SmoothL1Loss, "")
PRINT(BCEWithLogitsLoss, "()")
PRINT(NLLLoss, "()")
PRINT(CrossEntropyLoss, "()")
PRINT(CosineEmbeddingLoss, "(margin=" << options.margin() << ")")
PRINT(MarginRankingLoss, "()")
PRINT(TripletMarginLoss, "(margin=" << options.margin() << ", p=" << options.p() << ", eps=" << options.eps()
                                    << ", swap=" << std::boolalpha << options.swap() << ")")
PRINT(TripletMarginWithDistanceLoss,
      "(margin=" << options.margin() << ", swap=" << std::boolalpha << options.swap() << ")")
PRINT(CTCLoss, "()")

void SmoothL1LossImpl::reset() {}
Tensor SmoothL1LossImpl::forward(const Tensor& x, const Tensor& y) {
  return functional::smooth_l1_loss(x, y, options, options.beta());
}
void BCEWithLogitsLossImpl::reset() {
  weight = register_buffer("weight", options.weight());
  pos_weight = register_buffer("pos_weight", options.pos_weight());
}
Tensor BCEWithLogitsLossImpl::forward(const Tensor& x, const Tensor& y) {
  return functional::binary_cross_entropy_with_logits(
      x, y, BCEWithLogitsLossOptions(options).weight(weight).pos_weight(pos_weight));
}
void NLLLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
Tensor NLLLossImpl::forward(const Tensor& x, const Tensor& y) {
  return functional::nll_loss(x, y, NLLLossOptions(options).weight(weight));
}
void CrossEntropyLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
Tensor CrossEntropyLossImpl::forward(const Tensor& x, const Tensor& y) {
  return cross_entropy_loss(x, y, weight, code(options.reduction()), options.ignore_index(), options.label_smoothing());
}
void CosineEmbeddingLossImpl::reset() {}
Tensor CosineEmbeddingLossImpl::forward(const Tensor& a, const Tensor& b, const Tensor& y) {
  return functional::cosine_embedding_loss(a, b, y, options);
}
void MarginRankingLossImpl::reset() {}
Tensor MarginRankingLossImpl::forward(const Tensor& a, const Tensor& b, const Tensor& y) {
  return functional::margin_ranking_loss(a, b, y, options);
}
void TripletMarginLossImpl::reset() {}
Tensor TripletMarginLossImpl::forward(const Tensor& a, const Tensor& p, const Tensor& n) {
  return functional::triplet_margin_loss(a, p, n, options);
}
void TripletMarginWithDistanceLossImpl::reset() {}
Tensor TripletMarginWithDistanceLossImpl::forward(const Tensor& a, const Tensor& p, const Tensor& n) {
  return functional::triplet_margin_with_distance_loss(a, p, n, options);
}
void CTCLossImpl::reset() {}
Tensor CTCLossImpl::forward(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                            const Tensor& target_lengths) {
  return functional::ctc_loss(log_probs, targets, input_lengths, target_lengths, options);
}

}  // namespace rectify::nn
