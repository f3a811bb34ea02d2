#pragma once
// The activations that have a shape of their own, as modules and functions; those of list.def are in activation_list.h
// and functional.h. Beyond PyTorch: Swish, ReGLU, GEGLU, SwiGLU, CReLU, Maxout.
#include <rectify/core/arg.h>
#include <rectify/nn/dropout.h>
#include <rectify/ops/shaped.h>
#include <rectify/ops/softmax.h>

namespace rectify::nn::api {

// --- learned parameters ----------------------------------------------------------------------------------------------

struct PReLUOptions {
  TORCH_ARG(int64_t, num_parameters) = 1;  // or the number of channels
  TORCH_ARG(double, init) = 0.25;
};
class PReLUImpl : public Cloneable<PReLUImpl> {
 public:
  explicit PReLUImpl(const PReLUOptions& o = {}) : options(o) { PReLUImpl::reset(); }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return rectify::prelu(input, weight); }
  PReLUOptions options;
  Tensor weight;
};
RECTIFY_TORCH_MODULE(PReLU);

}  // namespace rectify::nn::api
namespace rectify::nn {
namespace own {
// x sigmoid(beta x) with a learned beta; SiLU has beta = 1.
struct SwishOptions {
  TORCH_ARG(int64_t, num_parameters) = 1;  // or the number of channels
  TORCH_ARG(double, init) = 1;
};
class SwishImpl : public Cloneable<SwishImpl> {
 public:
  explicit SwishImpl(const SwishOptions& o = {}) : options(o) { SwishImpl::reset(); }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return rectify::swish(input, beta); }
  SwishOptions options;
  Tensor beta;
};
RECTIFY_OWN_MODULE(Swish)
}  // namespace own
}  // namespace rectify::nn
namespace rectify::nn::api {
// --- random slopes ---------------------------------------------------------------------------------------------------

struct RReLUOptions {
  TORCH_ARG(double, lower) = 1.0 / 8.0;
  TORCH_ARG(double, upper) = 1.0 / 3.0;
  TORCH_ARG(bool, inplace) = false;
};
class RReLUImpl : public Cloneable<RReLUImpl> {
 public:
  explicit RReLUImpl(const RReLUOptions& o = {}) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(Tensor input);
  RReLUOptions options;
};
RECTIFY_TORCH_MODULE(RReLU);

// --- gates -----------------------------------------------------------------------------------------------------------

struct GLUOptions {
  /* implicit */ GLUOptions(int64_t dim = -1) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);  // halved
};
#define RECTIFY_ALONG(Name, function)                                                             \
  class Name##Impl : public Cloneable<Name##Impl> {                                               \
   public:                                                                                        \
    explicit Name##Impl(const Name##Options& o = {}) : options(o) {}                              \
    void reset() override {}                                                                      \
    void pretty_print(std::ostream& stream) const override;                                       \
    Tensor forward(const Tensor& input) const { return rectify::function(input, options.dim()); } \
    Name##Options options;                                                                        \
  }
RECTIFY_ALONG(GLU, glu);
RECTIFY_TORCH_MODULE(GLU);
}  // namespace rectify::nn::api
namespace rectify::nn {
namespace own {
using ReGLUOptions = GLUOptions;
using GEGLUOptions = GLUOptions;
using SwiGLUOptions = GLUOptions;
struct CReLUOptions {
  /* implicit */ CReLUOptions(int64_t dim = 1) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);  // doubled
};
RECTIFY_ALONG(ReGLU, reglu);
RECTIFY_OWN_MODULE(ReGLU)
RECTIFY_ALONG(GEGLU, geglu);
RECTIFY_OWN_MODULE(GEGLU)
RECTIFY_ALONG(SwiGLU, swiglu);
RECTIFY_OWN_MODULE(SwiGLU)
RECTIFY_ALONG(CReLU, crelu);
RECTIFY_OWN_MODULE(CReLU)
#undef RECTIFY_ALONG

struct MaxoutOptions {
  /* implicit */ MaxoutOptions(int64_t pieces) : pieces_(pieces) {}
  TORCH_ARG(int64_t, pieces);  // neighbours of which the greatest stays
  TORCH_ARG(int64_t, dim) = 1;
};
class MaxoutImpl : public Cloneable<MaxoutImpl> {
 public:
  explicit MaxoutImpl(const MaxoutOptions& o) : options(o) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return rectify::maxout(input, options.pieces(), options.dim()); }
  MaxoutOptions options;
};
RECTIFY_OWN_MODULE(Maxout)
}  // namespace own
}  // namespace rectify::nn
namespace rectify::nn::api {

// --- softmax ---------------------------------------------------------------------------------------------------------

struct SoftmaxOptions {
  /* implicit */ SoftmaxOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
};
using SoftminOptions = SoftmaxOptions;
using LogSoftmaxOptions = SoftmaxOptions;
#define RECTIFY_SOFTMAX(Name, call)                                      \
  class Name##Impl : public Cloneable<Name##Impl> {                      \
   public:                                                               \
    explicit Name##Impl(int64_t dim) : Name##Impl(Name##Options(dim)) {} \
    explicit Name##Impl(const Name##Options& o) : options(o) {}          \
    void reset() override {}                                             \
    void pretty_print(std::ostream& stream) const override;              \
    Tensor forward(const Tensor& input) { return call; }                 \
    Name##Options options;                                               \
  };                                                                     \
  RECTIFY_TORCH_MODULE(Name)
RECTIFY_SOFTMAX(Softmax, rectify::softmax(input, options.dim()));
RECTIFY_SOFTMAX(Softmin, rectify::softmax(-input, options.dim()));
RECTIFY_SOFTMAX(LogSoftmax, rectify::log_softmax(input, options.dim()));
#undef RECTIFY_SOFTMAX

class Softmax2dImpl : public Cloneable<Softmax2dImpl> {
 public:
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);  // over the channels of [N, C, H, W] or [C, H, W]
};
RECTIFY_TORCH_MODULE(Softmax2d);

// --- alpha dropout ---------------------------------------------------------------------------------------------------

using AlphaDropoutOptions = DropoutOptions;
using FeatureAlphaDropoutOptions = DropoutOptions;
#define RECTIFY_ALPHA_DROPOUT(Name)                          \
  class Name##Impl : public detail::_DropoutNd<Name##Impl> { \
   public:                                                   \
    using detail::_DropoutNd<Name##Impl>::_DropoutNd;        \
    void pretty_print(std::ostream& stream) const override;  \
    Tensor forward(const Tensor& input);                     \
  };                                                         \
  RECTIFY_TORCH_MODULE(Name)
RECTIFY_ALPHA_DROPOUT(AlphaDropout);
RECTIFY_ALPHA_DROPOUT(FeatureAlphaDropout);  // whole channels
#undef RECTIFY_ALPHA_DROPOUT

}  // namespace rectify::nn::api
namespace rectify::nn::functional {

struct RReLUFuncOptions {
  TORCH_ARG(double, lower) = 1.0 / 8.0;
  TORCH_ARG(double, upper) = 1.0 / 3.0;
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(bool, inplace) = false;
};
using GLUFuncOptions = GLUOptions;
using ReGLUFuncOptions = ReGLUOptions;
using GEGLUFuncOptions = GEGLUOptions;
using SwiGLUFuncOptions = SwiGLUOptions;
using CReLUFuncOptions = CReLUOptions;
using MaxoutFuncOptions = MaxoutOptions;
struct SoftmaxFuncOptions {
  /* implicit */ SoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
  TORCH_ARG(optional<ScalarType>, dtype) = nullopt;
};
using SoftminFuncOptions = SoftmaxFuncOptions;
using LogSoftmaxFuncOptions = SoftmaxFuncOptions;
struct GumbelSoftmaxFuncOptions {
  TORCH_ARG(double, tau) = 1.0;
  TORCH_ARG(bool, hard) = false;
  TORCH_ARG(int, dim) = -1;
};
struct AlphaDropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(bool, inplace) = false;
};
using FeatureAlphaDropoutFuncOptions = AlphaDropoutFuncOptions;

inline Tensor prelu(const Tensor& input, const Tensor& weight) { return rectify::prelu(input, weight); }
inline Tensor swish(const Tensor& input, const Tensor& beta) { return rectify::swish(input, beta); }
Tensor rrelu(Tensor input, const RReLUFuncOptions& o = {});
Tensor glu(const Tensor& input, const GLUFuncOptions& o = {});
inline Tensor reglu(const Tensor& input, const ReGLUFuncOptions& o = {}) { return rectify::reglu(input, o.dim()); }
inline Tensor geglu(const Tensor& input, const GEGLUFuncOptions& o = {}) { return rectify::geglu(input, o.dim()); }
inline Tensor swiglu(const Tensor& input, const SwiGLUFuncOptions& o = {}) { return rectify::swiglu(input, o.dim()); }
inline Tensor crelu(const Tensor& input, const CReLUFuncOptions& o = {}) { return rectify::crelu(input, o.dim()); }
inline Tensor maxout(const Tensor& input, const MaxoutFuncOptions& o) {
  return rectify::maxout(input, o.pieces(), o.dim());
}
inline Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& o) {
  return rectify::softmax(input, o.dim(), o.dtype());
}
inline Tensor softmin(const Tensor& input, const SoftminFuncOptions& o) {
  return rectify::softmax(-input, o.dim(), o.dtype());
}
inline Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& o) {
  return rectify::log_softmax(input, o.dim(), o.dtype());
}
// A sample of the Gumbel-softmax distribution; hard: one-hot, with the gradient of the soft sample.
Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& o = {});
Tensor alpha_dropout(Tensor input, const AlphaDropoutFuncOptions& o = {});
Tensor feature_alpha_dropout(Tensor input, const FeatureAlphaDropoutFuncOptions& o = {});

}  // namespace rectify::nn::functional
