// Methods of class Tensor (linear algebra); included inside its body. Their free functions: <rectify/ops/linalg.h>.
Tensor det() const;
Tensor logdet() const;
std::tuple<Tensor, Tensor> slogdet() const;
Tensor inverse() const;
Tensor pinverse(double rcond = 1e-15) const;
Tensor matrix_power(int64_t n) const;
Tensor matrix_exp() const;
Tensor cholesky(bool upper = false) const;
std::tuple<Tensor, Tensor> qr(bool some = true) const;
std::tuple<Tensor, Tensor, Tensor> svd(bool some = true, bool compute_uv = true) const;
