#pragma once
// Activations that are more than a function of one element: with learned, random or gated slopes, or over groups.
// Beyond PyTorch: swish, reglu, geglu, swiglu, crelu, maxout.
#include <rectify/core/tensor.h>

#include <tuple>

namespace rectify::own {
// self sigmoid(beta self); beta: one, or one for each channel. silu has beta = 1. Ramachandran et al. 2017.
Tensor swish(const Tensor& self, const Tensor& beta);
// a f(b), where a and b are the halves of self along dim. f: relu, gelu, silu. Shazeer 2020.
Tensor reglu(const Tensor& self, int64_t dim = -1);
Tensor geglu(const Tensor& self, int64_t dim = -1);
Tensor swiglu(const Tensor& self, int64_t dim = -1);
// relu(self) and relu(-self), one after the other along dim. Shang et al. 2016.
Tensor crelu(const Tensor& self, int64_t dim = 1);
// The greatest of each `pieces` neighbours along dim, which shrinks by that factor. Goodfellow et al. 2013.
Tensor maxout(const Tensor& self, int64_t pieces, int64_t dim = 1);
}  // namespace rectify::own

namespace rectify::api {

// x > 0 ? x : weight x; weight: one slope, or one for each of x's channels (dimension 1).
Tensor prelu(const Tensor& self, const Tensor& weight);
Tensor& prelu_out(Tensor& out, const Tensor& self, const Tensor& weight);
// The gradients of self and weight.
std::tuple<Tensor, Tensor> prelu_backward(const Tensor& grad_output, const Tensor& self, const Tensor& weight);

// Training: x > 0 ? x : a x, with a drawn from [lower, upper) for each element; else a = (lower + upper) / 2.
Tensor rrelu(const Tensor& self, const Scalar& lower = 0.125, const Scalar& upper = 0.3333333333333333,
             bool training = false, optional<Generator> generator = nullopt);
Tensor& rrelu_(const Tensor& self, const Scalar& lower = 0.125, const Scalar& upper = 0.3333333333333333,
               bool training = false, optional<Generator> generator = nullopt);
// The same; in training the slopes are written to noise, which has self's sizes.
Tensor rrelu_with_noise(const Tensor& self, const Tensor& noise, const Scalar& lower = 0.125,
                        const Scalar& upper = 0.3333333333333333, bool training = false,
                        optional<Generator> generator = nullopt);
Tensor& rrelu_with_noise_(const Tensor& self, const Tensor& noise, const Scalar& lower = 0.125,
                          const Scalar& upper = 0.3333333333333333, bool training = false,
                          optional<Generator> generator = nullopt);
Tensor& rrelu_with_noise_out(Tensor& out, const Tensor& self, const Tensor& noise, const Scalar& lower = 0.125,
                             const Scalar& upper = 0.3333333333333333, bool training = false,
                             optional<Generator> generator = nullopt);

// a sigmoid(b), where a and b are the halves of self along dim. Dauphin et al. 2017.
Tensor glu(const Tensor& self, int64_t dim = -1);
Tensor& glu_out(Tensor& out, const Tensor& self, int64_t dim = -1);

// Dropout that keeps mean and variance of what SELU gives: dropped elements (channels) take SELU's least value, and all
// are scaled and shifted. Klambauer et al. 2017.
Tensor alpha_dropout(const Tensor& input, double p, bool train);
Tensor& alpha_dropout_(const Tensor& self, double p, bool train);
Tensor feature_alpha_dropout(const Tensor& input, double p, bool train);
Tensor& feature_alpha_dropout_(const Tensor& self, double p, bool train);

inline Tensor Tensor::prelu(const Tensor& weight) const { return rectify::prelu(*this, weight); }
inline std::tuple<Tensor, Tensor> Tensor::prelu_backward(const Tensor& grad_output, const Tensor& weight) const {
  return rectify::prelu_backward(grad_output, *this, weight);
}

}  // namespace rectify::api
