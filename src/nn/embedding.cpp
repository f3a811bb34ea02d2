#include <rectify/nn/embedding.h>
#include <rectify/nn/init.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>

#include <ostream>

namespace rectify::nn {
namespace {

// The row that padding_idx means; Error when there is none.
int64_t padding_row(int64_t i, int64_t rows) {
  if (i > 0)
    TORCH_CHECK(i < rows, "Padding_idx must be within num_embeddings");
  else if (i < 0)
    TORCH_CHECK(i >= -rows, "Padding_idx must be within num_embedding");
  return i < 0 ? i + rows : i;
}
// What Embedding and EmbeddingBag do on reset(): check, then make or take the weight.
template <class M>
void make_weight(M& m, const char* mismatch) {
  auto& o = m.options;
  if (o.padding_idx()) o.padding_idx(padding_row(*o.padding_idx(), o.num_embeddings()));
  if (!o._weight().defined()) {
    m.weight = m.register_parameter("weight", empty({o.num_embeddings(), o.embedding_dim()}));
    m.reset_parameters();
    return;
  }
  TORCH_CHECK(o._weight().sizes() == IntArrayRef({o.num_embeddings(), o.embedding_dim()}), mismatch);
  m.weight = m.register_parameter("weight", o._weight());
}
template <class O>
void print_common(std::ostream& stream, const O& o) {
  stream << "num_embeddings=" << o.num_embeddings() << ", embedding_dim=" << o.embedding_dim();
}
template <class O>
void print_norm(std::ostream& stream, const O& o) {
  if (o.max_norm()) stream << ", max_norm=" << *o.max_norm();
  if (o.norm_type() != 2) stream << ", norm_type=" << o.norm_type();
  if (o.scale_grad_by_freq()) stream << ", scale_grad_by_freq=true";
  if (o.sparse()) stream << ", sparse=true";
}
void renormalize(const Tensor& weight, const Tensor& indices, const optional<double>& max_norm, double norm_type) {
  if (!max_norm) return;
  rectify::detail::RawGuard off;
  Tensor table = weight;
  embedding_renorm_(table, indices, *max_norm, norm_type);
}

}  // namespace

EmbeddingImpl::EmbeddingImpl(const EmbeddingOptions& o) : options(o) { EmbeddingImpl::reset(); }
void EmbeddingImpl::reset() { make_weight(*this, "Shape of _weight does not match num_embeddings and embedding_dim"); }
void EmbeddingImpl::reset_parameters() {
  init::normal_(weight);
  if (!options.padding_idx()) return;
  rectify::detail::RawGuard off;
  weight[*options.padding_idx()].fill_(0);
}
Tensor EmbeddingImpl::forward(const Tensor& input) {
  return functional::embedding(input, weight,
                               functional::EmbeddingFuncOptions()
                                   .padding_idx(options.padding_idx())
                                   .max_norm(options.max_norm())
                                   .norm_type(options.norm_type())
                                   .scale_grad_by_freq(options.scale_grad_by_freq())
                                   .sparse(options.sparse()));
}
void EmbeddingImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Embedding(";
  print_common(stream, options);
  if (options.padding_idx()) stream << ", padding_idx=" << *options.padding_idx();
  print_norm(stream, options);
  stream << ")";
}
Embedding Embedding::from_pretrained(const Tensor& embeddings, const EmbeddingFromPretrainedOptions& o) {
  TORCH_CHECK(embeddings.dim() == 2, "Embeddings parameter is expected to be 2-dimensional");
  Embedding e(EmbeddingOptions(embeddings.size(0), embeddings.size(1))
                  ._weight(embeddings)
                  .padding_idx(o.padding_idx())
                  .max_norm(o.max_norm())
                  .norm_type(o.norm_type())
                  .scale_grad_by_freq(o.scale_grad_by_freq())
                  .sparse(o.sparse()));
  e->weight.set_requires_grad(!o.freeze());
  return e;
}

EmbeddingBagImpl::EmbeddingBagImpl(const EmbeddingBagOptions& o) : options(o) { EmbeddingBagImpl::reset(); }
void EmbeddingBagImpl::reset() {
  make_weight(*this, "Shape of weight does not match num_embeddings and embedding_dim");
}
void EmbeddingBagImpl::reset_parameters() { init::normal_(weight); }
Module::DefaultArgs EmbeddingBagImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
Tensor EmbeddingBagImpl::forward(const Tensor& input, const Tensor& offsets, const Tensor& per_sample_weights) {
  return functional::embedding_bag(input, weight,
                                   functional::EmbeddingBagFuncOptions()
                                       .offsets(offsets)
                                       .max_norm(options.max_norm())
                                       .norm_type(options.norm_type())
                                       .scale_grad_by_freq(options.scale_grad_by_freq())
                                       .mode(options.mode())
                                       .sparse(options.sparse())
                                       .per_sample_weights(per_sample_weights)
                                       .include_last_offset(options.include_last_offset())
                                       .padding_idx(options.padding_idx()));
}
void EmbeddingBagImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::EmbeddingBag(";
  print_common(stream, options);
  print_norm(stream, options);
  if (!std::holds_alternative<enumtype::kMean>(options.mode()))
    stream << ", mode=" << enumtype::get_enum_name(options.mode());
  if (options.include_last_offset()) stream << ", include_last_offset=true";
  if (options.padding_idx()) stream << ", padding_idx=" << *options.padding_idx();
  stream << ")";
}
EmbeddingBag EmbeddingBag::from_pretrained(const Tensor& embeddings, const EmbeddingBagFromPretrainedOptions& o) {
  TORCH_CHECK(embeddings.dim() == 2, "Embeddings parameter is expected to be 2-dimensional");
  EmbeddingBag e(EmbeddingBagOptions(embeddings.size(0), embeddings.size(1))
                     ._weight(embeddings)
                     .max_norm(o.max_norm())
                     .norm_type(o.norm_type())
                     .scale_grad_by_freq(o.scale_grad_by_freq())
                     .mode(o.mode())
                     .sparse(o.sparse())
                     .padding_idx(o.padding_idx()));
  e->weight.set_requires_grad(!o.freeze());
  return e;
}

Tensor functional::embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& o) {
  const int64_t padding = o.padding_idx() ? padding_row(*o.padding_idx(), weight.size(0)) : -1;
  renormalize(weight, input, o.max_norm(), o.norm_type());
  return rectify::embedding(weight, input, padding, o.scale_grad_by_freq(), o.sparse());
}
Tensor functional::embedding_bag(const Tensor& given, const Tensor& weight, const EmbeddingBagFuncOptions& o) {
  Tensor input = given, offsets = o.offsets(), scale = o.per_sample_weights();
  TORCH_CHECK(!scale.defined() || input.sizes() == scale.sizes(), "embedding_bag: If per_sample_weights (",
              scale.defined() ? scale.sizes() : IntArrayRef(),
              ") is not null, then it must have the same shape as the input (", input.sizes(), ")");
  if (input.dim() == 2) {
    TORCH_CHECK(!offsets.defined(),
                "If input is 2D, then offsets has to be null, as input is treated is a mini-batch of fixed length "
                "sequences. However, found offsets of type Tensor");
    offsets = arange(input.size(0), kLong) * input.size(1);
    input = input.reshape(-1);
    if (scale.defined()) scale = scale.reshape(-1);
  } else {
    TORCH_CHECK(input.dim() == 1, "input has to be 1D or 2D Tensor, but got Tensor of dimension ", input.dim());
    TORCH_CHECK(offsets.defined(), "offsets has to be a 1D Tensor but got null");
    TORCH_CHECK(offsets.dim() == 1, "offsets has to be a 1D Tensor");
    const int64_t first = offsets[0].item().to<int64_t>(), last = offsets[-1].item().to<int64_t>();
    TORCH_CHECK(first == 0,
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. "
                "However, got ",
                first);
    TORCH_CHECK(last <= input.size(0), "offsets[-1] can not be greater than input's length({", input.size(0),
                "}), but got offsets[-1] of {", last, "}");
  }
  const int64_t mode = static_cast<int64_t>(o.mode().index());
  if (mode == 2) {
    TORCH_CHECK(!o.scale_grad_by_freq(), "max mode does not support scaling the gradient by the frequency");
    TORCH_CHECK(!o.sparse(), "max mode does not support sparse weights");
  }
  renormalize(weight, input, o.max_norm(), o.norm_type());
  TORCH_CHECK(!scale.defined() || mode == 0,
              "embedding_bag: per_sample_weights was not null. per_sample_weights is only supported for mode='kSum' "
              "(got mode='",
              enumtype::get_enum_name(o.mode()), "').Please open a feature request on GitHub.");
  return std::get<0>(rectify::embedding_bag(weight, input, offsets, o.scale_grad_by_freq(), mode, o.sparse(), scale,
                                            o.include_last_offset(), o.padding_idx()));
}

}  // namespace rectify::nn
