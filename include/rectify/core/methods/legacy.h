// Methods of class Tensor that older programs call; included inside its body. Defined in src/autograd/legacy.cpp.
DeprecatedTypeProperties& type() const;
StorageHandle storage() const;
Tensor& set_() const;  // empties it
Tensor& set_(const StorageHandle& source) const;
Tensor& set_(const StorageHandle& source, int64_t storage_offset, IntArrayRef size, IntArrayRef stride = {}) const;
Tensor to(TypeMeta t, bool non_blocking = false, bool copy = false) const {
  return to(t.toScalarType(), non_blocking, copy);
}
Tensor divide(const Tensor& other, optional<std::string_view> rounding_mode) const;
Tensor divide(const Scalar& other, optional<std::string_view> rounding_mode) const;
Tensor& divide_(const Tensor& other, optional<std::string_view> rounding_mode) const;
Tensor& divide_(const Scalar& other, optional<std::string_view> rounding_mode) const;
Tensor argsort(bool stable, int64_t dim, bool descending = false) const;
Tensor as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          optional<int64_t> storage_offset = nullopt) const;
Tensor cholesky_solve(const Tensor& input2, bool upper = false) const;
Tensor cholesky_inverse(bool upper = false) const;
std::tuple<Tensor, Tensor> triangular_solve(const Tensor& A, bool upper = true, bool transpose = false,
                                            bool unitriangular = false) const;
std::tuple<Tensor, Tensor> histogram(const Tensor& bins, const optional<Tensor>& weight = {},
                                     bool density = false) const;
std::tuple<Tensor, Tensor> histogram(int64_t bins = 100, optional<ArrayRef<double>> range = nullopt,
                                     const optional<Tensor>& weight = {}, bool density = false) const;
Tensor igamma(const Tensor& other) const;
Tensor igammac(const Tensor& other) const;
Tensor& igamma_(const Tensor& other) const;
Tensor& igammac_(const Tensor& other) const;
std::vector<Tensor> nonzero_numpy() const;
Tensor to_dense(optional<ScalarType> dtype = nullopt) const;
Tensor matrix_H() const;
bool is_variable() const noexcept { return true; }
bool is_distributed() const { return false; }
bool has_names() const { return false; }
bool is_nested() const { return false; }
bool is_sparse_csr() const { return false; }
bool is_xpu() const { return false; }
bool is_ipu() const { return false; }
bool is_hpu() const { return false; }
bool is_hip() const { return false; }
bool is_mps() const { return false; }
bool is_xla() const { return false; }
bool is_ort() const { return false; }
bool is_vulkan() const { return false; }
bool is_metal() const { return false; }
const intrusive_ptr<TensorImpl>& getIntrusivePtr() const { return impl_; }
static Tensor wrap_tensor_impl(intrusive_ptr<TensorImpl> impl) { return Tensor(std::move(impl)); }
