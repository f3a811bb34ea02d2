#pragma once
// Softmax and its logarithm. A dtype casts the input first.
#include <rectify/core/tensor.h>

namespace rectify::api {

Tensor softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor& softmax_out(Tensor& out, const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor log_softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
Tensor& log_softmax_out(Tensor& out, const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt);
inline Tensor special_softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt) {
  return rectify::softmax(self, dim, dtype);
}
inline Tensor special_log_softmax(const Tensor& self, int64_t dim, optional<ScalarType> dtype = nullopt) {
  return rectify::log_softmax(self, dim, dtype);
}

inline Tensor Tensor::softmax(int64_t d, optional<ScalarType> t) const { return rectify::softmax(*this, d, t); }
inline Tensor Tensor::log_softmax(int64_t d, optional<ScalarType> t) const { return rectify::log_softmax(*this, d, t); }

}  // namespace rectify::api
