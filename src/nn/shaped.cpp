#include <rectify/nn/shaped.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>

#include <ostream>

namespace rectify::nn {

void PReLUImpl::reset() { weight = register_parameter("weight", full({options.num_parameters()}, options.init())); }
void PReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PReLU(num_parameters=" << options.num_parameters() << ")";
}
void SwishImpl::reset() { beta = register_parameter("beta", full({options.num_parameters()}, options.init())); }
void SwishImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Swish(num_parameters=" << options.num_parameters() << ")";
}

Tensor RReLUImpl::forward(Tensor input) {
  return options.inplace() ? rrelu_(input, options.lower(), options.upper(), is_training())
                           : rrelu(input, options.lower(), options.upper(), is_training());
}
void RReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::RReLU(lower=" << options.lower() << ", upper=" << options.upper();
  if (options.inplace()) stream << ", inplace=true";
  stream << ")";
}

#define RECTIFY_ALONG(Name)                                        \
  void Name##Impl::pretty_print(std::ostream& stream) const {      \
    stream << "torch::nn::" #Name "(dim=" << options.dim() << ")"; \
  }
RECTIFY_ALONG(GLU)
RECTIFY_ALONG(ReGLU)
RECTIFY_ALONG(GEGLU)
RECTIFY_ALONG(SwiGLU)
RECTIFY_ALONG(CReLU)
RECTIFY_ALONG(Softmax)
RECTIFY_ALONG(Softmin)
RECTIFY_ALONG(LogSoftmax)
#undef RECTIFY_ALONG

void MaxoutImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Maxout(pieces=" << options.pieces() << ", dim=" << options.dim() << ")";
}
void Softmax2dImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Softmax2d()"; }
Tensor Softmax2dImpl::forward(const Tensor& input) {
  TORCH_CHECK(input.dim() == 4 || input.dim() == 3, "Softmax2d requires a 3D or 4D tensor as input");
  return softmax(input, -3);
}

#define RECTIFY_ALPHA_DROPOUT(Name, function)                                                                      \
  Tensor Name##Impl::forward(const Tensor& input) { return rectify::function(input, options.p(), is_training()); } \
  void Name##Impl::pretty_print(std::ostream& stream) const { print(stream, #Name); }
RECTIFY_ALPHA_DROPOUT(AlphaDropout, alpha_dropout)
RECTIFY_ALPHA_DROPOUT(FeatureAlphaDropout, feature_alpha_dropout)
#undef RECTIFY_ALPHA_DROPOUT

namespace functional {

Tensor rrelu(Tensor x, const RReLUFuncOptions& o) {
  return o.inplace() ? rectify::rrelu_(x, o.lower(), o.upper(), o.training())
                     : rectify::rrelu(x, o.lower(), o.upper(), o.training());
}
Tensor glu(const Tensor& x, const GLUFuncOptions& o) {
  TORCH_CHECK(x.dim() != 0, "glu does not suppport scalars because halving size must be even");
  return rectify::glu(x, o.dim());
}
Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& o) {
  const Tensor noise = -empty_like(logits).exponential_().log(), soft = ((logits + noise) / o.tau()).softmax(o.dim());
  if (!o.hard()) return soft;
  const Tensor index = std::get<1>(soft.max(o.dim(), true));
  return zeros_like(logits).scatter_(o.dim(), index, 1.0) - soft.detach() + soft;
}
Tensor alpha_dropout(Tensor x, const AlphaDropoutFuncOptions& o) {
  return o.inplace() ? rectify::alpha_dropout_(x, o.p(), o.training()) : rectify::alpha_dropout(x, o.p(), o.training());
}
Tensor feature_alpha_dropout(Tensor x, const FeatureAlphaDropoutFuncOptions& o) {
  return o.inplace() ? rectify::feature_alpha_dropout_(x, o.p(), o.training())
                     : rectify::feature_alpha_dropout(x, o.p(), o.training());
}

}  // namespace functional
}  // namespace rectify::nn
