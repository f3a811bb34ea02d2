#pragma once
// Matrix products. Operands have one dtype (Error otherwise); shapes as in PyTorch's documentation of each name.
#include <rectify/core/tensor.h>

#include <string_view>

namespace rectify::api {

Tensor mm(const Tensor& self, const Tensor& mat2);       // [n,m] · [m,p]
Tensor bmm(const Tensor& self, const Tensor& mat2);      // [b,n,m] · [b,m,p]
Tensor matmul(const Tensor& self, const Tensor& other);  // any ranks, leading dimensions broadcast
Tensor mv(const Tensor& self, const Tensor& vec);
Tensor dot(const Tensor& self, const Tensor& other);
Tensor outer(const Tensor& self, const Tensor& vec2);
inline Tensor ger(const Tensor& self, const Tensor& vec2) { return outer(self, vec2); }
Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1,
             const Scalar& alpha = 1);
Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1);
Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
               const Scalar& alpha = 1);
Tensor addbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
              const Scalar& alpha = 1);
Tensor addr(const Tensor& self, const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1,
            const Scalar& alpha = 1);
Tensor vdot(const Tensor& self, const Tensor& other);
Tensor inner(const Tensor& self, const Tensor& other);  // over the last dimension of both
Tensor kron(const Tensor& self, const Tensor& other);
Tensor chain_matmul(TensorList matrices);  // in the order that needs the fewest multiplications
Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self, IntArrayRef dims_other);
// "bij,bjk->bik": repeated subscripts (diagonals), "..." (broadcast) and implicit outputs as in PyTorch.
Tensor einsum(std::string_view equation, TensorList operands);
// input1 [*, in1] · weight [out, in1, in2] · input2 [*, in2] + bias [out]
Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight, const Tensor& bias = {});
Tensor& bmm_out(Tensor& out, const Tensor& self, const Tensor& mat2);
Tensor& mv_out(Tensor& out, const Tensor& self, const Tensor& vec);
Tensor& dot_out(Tensor& out, const Tensor& self, const Tensor& other);
Tensor& addmm_out(Tensor& out, const Tensor& self, const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1,
                  const Scalar& alpha = 1);
Tensor& addmv_out(Tensor& out, const Tensor& self, const Tensor& mat, const Tensor& vec, const Scalar& beta = 1,
                  const Scalar& alpha = 1);
Tensor& baddbmm_out(Tensor& out, const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
                    const Scalar& alpha = 1);
Tensor& addbmm_out(Tensor& out, const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
                   const Scalar& alpha = 1);
Tensor& addr_out(Tensor& out, const Tensor& self, const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1,
                 const Scalar& alpha = 1);
Tensor& outer_out(Tensor& out, const Tensor& self, const Tensor& vec2);
inline Tensor& ger_out(Tensor& out, const Tensor& self, const Tensor& vec2) { return outer_out(out, self, vec2); }
Tensor& mm_out(Tensor& out, const Tensor& self, const Tensor& mat2);
Tensor& matmul_out(Tensor& out, const Tensor& self, const Tensor& other);
// input [*, in] · weightᵀ [in, out] + bias [out]
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});

inline Tensor Tensor::mm(const Tensor& o) const { return rectify::mm(*this, o); }
inline Tensor Tensor::bmm(const Tensor& o) const { return rectify::bmm(*this, o); }
inline Tensor Tensor::matmul(const Tensor& o) const { return rectify::matmul(*this, o); }
inline Tensor Tensor::mv(const Tensor& o) const { return rectify::mv(*this, o); }
inline Tensor Tensor::dot(const Tensor& o) const { return rectify::dot(*this, o); }
inline Tensor Tensor::outer(const Tensor& o) const { return rectify::outer(*this, o); }
inline Tensor Tensor::ger(const Tensor& o) const { return rectify::outer(*this, o); }
inline Tensor Tensor::addmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return rectify::addmm(*this, a, b, beta, alpha);
}
inline Tensor Tensor::addmv(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return rectify::addmv(*this, a, b, beta, alpha);
}
inline Tensor Tensor::baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return rectify::baddbmm(*this, a, b, beta, alpha);
}

inline Tensor Tensor::addbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return rectify::addbmm(*this, a, b, beta, alpha);
}
inline Tensor Tensor::addr(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return rectify::addr(*this, a, b, beta, alpha);
}
inline Tensor Tensor::vdot(const Tensor& o) const { return rectify::vdot(*this, o); }
inline Tensor Tensor::inner(const Tensor& o) const { return rectify::inner(*this, o); }
inline Tensor Tensor::kron(const Tensor& o) const { return rectify::kron(*this, o); }

}  // namespace rectify::api
