// Methods of class Tensor (matrix products, softmax); included inside its body. Their free functions:
// <rectify/ops/matmul.h>, <rectify/ops/loss.h>.
Tensor mm(const Tensor& mat2) const;
Tensor bmm(const Tensor& mat2) const;
Tensor matmul(const Tensor& other) const;
Tensor mv(const Tensor& vec) const;
Tensor dot(const Tensor& other) const;
Tensor outer(const Tensor& vec2) const;
Tensor ger(const Tensor& vec2) const;
Tensor addmm(const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor addmv(const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor baddbmm(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor addbmm(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor addr(const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor vdot(const Tensor& other) const;
Tensor inner(const Tensor& other) const;
Tensor kron(const Tensor& other) const;
Tensor cross(const Tensor& other, optional<int64_t> dim = nullopt) const;
Tensor& addmv_(const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor& baddbmm_(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor& addbmm_(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor& addr_(const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor& addmm_(const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor softmax(int64_t dim, optional<ScalarType> dtype = nullopt) const;
Tensor log_softmax(int64_t dim, optional<ScalarType> dtype = nullopt) const;
