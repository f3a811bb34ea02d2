#pragma once
// Views, indexing, joining and sorting. Views share storage with their input.
#include <rectify/core/tensor.h>
#include <rectify/ops/factories.h>

#include <limits>
#include <memory>

namespace rectify::indexing {

inline constexpr int64_t INDEX_MIN = std::numeric_limits<int64_t>::min();
inline constexpr int64_t INDEX_MAX = -(INDEX_MIN + 1);
enum class EllipsisIndexType { Ellipsis };
inline constexpr EllipsisIndexType Ellipsis = EllipsisIndexType::Ellipsis;
inline constexpr nullopt_t None = nullopt;

// start:stop:step of one dimension; negative positions count from the end; step is at least 1 (else Error).
struct Slice {
  Slice(optional<int64_t> start = nullopt, optional<int64_t> stop = nullopt, optional<int64_t> step = nullopt);
  int64_t start() const { return start_; }
  int64_t stop() const { return stop_; }
  int64_t step() const { return step_; }

 private:
  int64_t start_, stop_, step_;
};

enum class TensorIndexType : uint8_t { None, Ellipsis, Integer, Boolean, Slice, Tensor };
struct TensorIndex {
  using Kind = TensorIndexType;
  TensorIndex(nullopt_t) : kind(Kind::None) {}
  TensorIndex(EllipsisIndexType) : kind(Kind::Ellipsis) {}
  TensorIndex(const char* s) : kind(Kind::Ellipsis) {
    TORCH_CHECK_VALUE(std::string_view(s) == "...", "Expected \"...\" to represent an ellipsis index, but got \"", s,
                      "\"");
  }
  template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int> = 0>
  TensorIndex(T i) : kind(Kind::Integer), integer_(static_cast<int64_t>(i)) {}
  template <class T, std::enable_if_t<std::is_same_v<T, bool>, int> = 0>
  TensorIndex(T b) : kind(Kind::Boolean), integer_(b) {}
  TensorIndex(indexing::Slice s) : kind(Kind::Slice), slice_(s) {}
  TensorIndex(rectify::Tensor t) : kind(Kind::Tensor), tensor_(std::move(t)) {}
  bool is_none() const { return kind == Kind::None; }
  bool is_ellipsis() const { return kind == Kind::Ellipsis; }
  bool is_integer() const { return kind == Kind::Integer; }
  bool is_boolean() const { return kind == Kind::Boolean; }
  bool is_slice() const { return kind == Kind::Slice; }
  bool is_tensor() const { return kind == Kind::Tensor; }
  int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const indexing::Slice& slice() const { return slice_; }
  const rectify::Tensor& tensor() const { return tensor_; }
  Kind kind;

 private:
  int64_t integer_ = 0;
  indexing::Slice slice_;
  rectify::Tensor tensor_;
};

std::ostream& operator<<(std::ostream& out, const Slice& s);
std::ostream& operator<<(std::ostream& out, const TensorIndex& i);
std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices);  // (None, ..., 0)

}  // namespace rectify::indexing

namespace rectify::api {
// c10::List, of which every copy is the same list.
template <class T>
class List {
 public:
  using value_type = T;
  List() : v_(std::make_shared<std::vector<T>>()) {}
  List(std::initializer_list<T> v) : v_(std::make_shared<std::vector<T>>(v)) {}
  explicit List(ArrayRef<T> v) : v_(std::make_shared<std::vector<T>>(v.vec())) {}
  size_t size() const { return v_->size(); }
  bool empty() const { return v_->empty(); }
  T get(size_t i) const { return v_->at(i); }
  void set(size_t i, T x) const { v_->at(i) = std::move(x); }
  T& operator[](size_t i) const { return (*v_)[i]; }
  void push_back(T x) const { v_->push_back(std::move(x)); }
  template <class... Args>
  void emplace_back(Args&&... args) const {
    v_->push_back(T(std::forward<Args>(args)...));
  }
  void reserve(size_t n) const { v_->reserve(n); }
  void clear() const { v_->clear(); }
  void pop_back() const { v_->pop_back(); }
  List copy() const { return List(ArrayRef<T>(*v_)); }
  std::vector<T> vec() const { return *v_; }
  auto begin() const { return v_->begin(); }
  auto end() const { return v_->end(); }

 private:
  std::shared_ptr<std::vector<T>> v_;
};
Tensor index(const Tensor& x, const List<optional<Tensor>>& indices);
Tensor index_put(const Tensor& x, const List<optional<Tensor>>& indices, const Tensor& values, bool accumulate = false);
Tensor& index_put_(Tensor& x, const List<optional<Tensor>>& indices, const Tensor& values, bool accumulate = false);
Tensor& index_out(Tensor& out, const Tensor& x, const List<optional<Tensor>>& indices);

#define RECTIFY_FREE0(R, f) \
  inline R f(const Tensor& x) { return x.f(); }
#define RECTIFY_FREE1(R, f, A) \
  inline R f(const Tensor& x, A a) { return x.f(a); }
#define RECTIFY_FREE2(R, f, A, B) \
  inline R f(const Tensor& x, A a, B b) { return x.f(a, b); }
#define RECTIFY_FREE3(R, f, A, B, C) \
  inline R f(const Tensor& x, A a, B b, C c) { return x.f(a, b, c); }
RECTIFY_FREE1(Tensor, reshape, IntArrayRef)
inline Tensor flatten(const Tensor& x, int64_t start_dim = 0, int64_t end_dim = -1) {
  return x.flatten(start_dim, end_dim);
}
RECTIFY_FREE2(Tensor, unflatten, int64_t, IntArrayRef)
RECTIFY_FREE0(Tensor, ravel)
RECTIFY_FREE0(Tensor, squeeze)
RECTIFY_FREE1(Tensor, squeeze, int64_t)
RECTIFY_FREE1(Tensor, unsqueeze, int64_t)
RECTIFY_FREE2(Tensor, transpose, int64_t, int64_t)
RECTIFY_FREE2(Tensor, swapaxes, int64_t, int64_t)
RECTIFY_FREE2(Tensor, swapdims, int64_t, int64_t)
RECTIFY_FREE0(Tensor, t)
RECTIFY_FREE1(Tensor, permute, IntArrayRef)
RECTIFY_FREE2(Tensor, movedim, int64_t, int64_t)
RECTIFY_FREE1(Tensor, broadcast_to, IntArrayRef)
RECTIFY_FREE2(Tensor, select, int64_t, int64_t)
RECTIFY_FREE3(Tensor, narrow, int64_t, int64_t, int64_t)
inline Tensor slice(const Tensor& x, int64_t dim = 0, optional<int64_t> start = nullopt,
                    optional<int64_t> end = nullopt, int64_t step = 1) {
  return x.slice(dim, start, end, step);
}
inline Tensor diagonal(const Tensor& x, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1) {
  return x.diagonal(offset, dim1, dim2);
}
inline Tensor as_strided(const Tensor& x, IntArrayRef size, IntArrayRef stride, optional<int64_t> offset = nullopt) {
  return x.as_strided(size, stride, offset);
}
inline std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim = 0) { return x.chunk(chunks, dim); }
inline std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim = 0) { return x.split(size, dim); }
inline std::vector<Tensor> split(const Tensor& x, IntArrayRef sizes, int64_t dim = 0) { return x.split(sizes, dim); }
inline std::vector<Tensor> split_with_sizes(const Tensor& x, IntArrayRef sizes, int64_t dim = 0) {
  return x.split(sizes, dim);
}
inline std::vector<Tensor> tensor_split(const Tensor& x, int64_t sections, int64_t dim = 0) {
  return x.tensor_split(sections, dim);
}
inline std::vector<Tensor> unbind(const Tensor& x, int64_t dim = 0) { return x.unbind(dim); }
std::vector<Tensor> broadcast_tensors(TensorList tensors);

RECTIFY_FREE2(Tensor, index_select, int64_t, const Tensor&)
inline Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                        const Scalar& alpha = 1) {
  return x.index_add(dim, index, source, alpha);
}
inline Tensor gather(const Tensor& x, int64_t dim, const Tensor& index, bool = false) { return x.gather(dim, index); }
RECTIFY_FREE3(Tensor, scatter, int64_t, const Tensor&, const Tensor&)
RECTIFY_FREE3(Tensor, scatter, int64_t, const Tensor&, const Scalar&)
RECTIFY_FREE3(Tensor, scatter_add, int64_t, const Tensor&, const Tensor&)
RECTIFY_FREE2(Tensor, masked_fill, const Tensor&, const Scalar&)
RECTIFY_FREE2(Tensor, masked_fill, const Tensor&, const Tensor&)
RECTIFY_FREE1(Tensor, masked_select, const Tensor&)
RECTIFY_FREE1(Tensor, take, const Tensor&)
RECTIFY_FREE0(Tensor, nonzero)
RECTIFY_FREE0(Tensor, argwhere)

Tensor cat(TensorList tensors, int64_t dim = 0);
inline Tensor concat(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
Tensor stack(TensorList tensors, int64_t dim = 0);
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
RECTIFY_FREE1(Tensor, tile, IntArrayRef)
inline Tensor repeat_interleave(const Tensor& x, int64_t repeats, optional<int64_t> dim = nullopt) {
  return x.repeat_interleave(repeats, dim);
}
RECTIFY_FREE1(Tensor, flip, IntArrayRef)
inline Tensor roll(const Tensor& x, IntArrayRef shifts, IntArrayRef dims = {}) { return x.roll(shifts, dims); }
inline Tensor tril(const Tensor& x, int64_t diagonal = 0) { return x.tril(diagonal); }
inline Tensor triu(const Tensor& x, int64_t diagonal = 0) { return x.triu(diagonal); }
inline Tensor diag(const Tensor& x, int64_t diagonal = 0) { return x.diag(diagonal); }
RECTIFY_FREE0(Tensor, trace)
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing = "ij");

inline std::tuple<Tensor, Tensor> sort(const Tensor& x, int64_t dim = -1, bool descending = false) {
  return x.sort(dim, descending);
}
inline Tensor argsort(const Tensor& x, int64_t dim = -1, bool descending = false) { return x.argsort(dim, descending); }
inline std::tuple<Tensor, Tensor> topk(const Tensor& x, int64_t k, int64_t dim = -1, bool largest = true,
                                       bool sorted = true) {
  return x.topk(k, dim, largest, sorted);
}
inline std::tuple<Tensor, Tensor> kthvalue(const Tensor& x, int64_t k, int64_t dim = -1, bool keepdim = false) {
  return x.kthvalue(k, dim, keepdim);
}
inline std::tuple<Tensor, Tensor> sort(const Tensor& x, optional<bool> stable, int64_t dim = -1,
                                       bool descending = false) {
  return x.sort(stable, dim, descending);
}
RECTIFY_FREE0(Tensor, msort)
inline std::tuple<Tensor, Tensor> mode(const Tensor& x, int64_t dim = -1, bool keepdim = false) {
  return x.mode(dim, keepdim);
}
inline Tensor bincount(const Tensor& x, const optional<Tensor>& weights = {}, int64_t minlength = 0) {
  return x.bincount(weights, minlength);
}
inline Tensor histc(const Tensor& x, int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0) {
  return x.histc(bins, min, max);
}
inline Tensor diag_embed(const Tensor& x, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) {
  return x.diag_embed(offset, dim1, dim2);
}
inline Tensor rot90(const Tensor& x, int64_t k = 1, IntArrayRef dims = {0, 1}) { return x.rot90(k, dims); }
inline Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, optional<int64_t> dim = nullopt,
                                optional<int64_t> output_size = nullopt) {
  return x.repeat_interleave(repeats, dim, output_size);
}
inline Tensor take_along_dim(const Tensor& x, const Tensor& indices, optional<int64_t> dim = nullopt) {
  return x.take_along_dim(indices, dim);
}
RECTIFY_FREE2(Tensor, masked_scatter, const Tensor&, const Tensor&)
RECTIFY_FREE3(Tensor, index_copy, int64_t, const Tensor&, const Tensor&)
RECTIFY_FREE3(Tensor, index_fill, int64_t, const Tensor&, const Scalar&)
RECTIFY_FREE2(Tensor, movedim, IntArrayRef, IntArrayRef)
RECTIFY_FREE2(Tensor, moveaxis, int64_t, int64_t)
RECTIFY_FREE2(Tensor, moveaxis, IntArrayRef, IntArrayRef)
RECTIFY_FREE0(Tensor, adjoint)
RECTIFY_FREE0(Tensor, fliplr)
RECTIFY_FREE0(Tensor, flipud)
RECTIFY_FREE1(std::vector<Tensor>, hsplit, int64_t)
RECTIFY_FREE1(std::vector<Tensor>, hsplit, IntArrayRef)
RECTIFY_FREE1(std::vector<Tensor>, vsplit, int64_t)
RECTIFY_FREE1(std::vector<Tensor>, vsplit, IntArrayRef)
RECTIFY_FREE1(std::vector<Tensor>, dsplit, int64_t)
RECTIFY_FREE1(std::vector<Tensor>, dsplit, IntArrayRef)
RECTIFY_FREE3(Tensor, narrow_copy, int64_t, int64_t, int64_t)
RECTIFY_FREE3(Tensor, narrow, int64_t, const Tensor&, int64_t)
RECTIFY_FREE3(Tensor, index_fill, int64_t, const Tensor&, const Tensor&)
RECTIFY_FREE3(Tensor, put, const Tensor&, const Tensor&, bool)
RECTIFY_FREE3(Tensor, select_scatter, const Tensor&, int64_t, int64_t)
inline Tensor diagflat(const Tensor& x, int64_t offset = 0) { return x.diagflat(offset); }
inline Tensor slice_scatter(const Tensor& x, const Tensor& src, int64_t dim = 0, optional<int64_t> start = nullopt,
                            optional<int64_t> end = nullopt, int64_t step = 1) {
  return x.slice_scatter(src, dim, start, end, step);
}
inline Tensor diagonal_scatter(const Tensor& x, const Tensor& src, int64_t offset = 0, int64_t dim1 = 0,
                               int64_t dim2 = 1) {
  return x.diagonal_scatter(src, offset, dim1, dim2);
}
inline Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) {
  return x.scatter(dim, index, src, reduce);
}
inline Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& v, std::string_view reduce) {
  return x.scatter(dim, index, v, reduce);
}
// reduce: sum, prod, mean, amax, amin; without include_self only positions that nothing went to keep their value.
inline Tensor scatter_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                             std::string_view reduce, bool include_self = true) {
  return x.scatter_reduce(dim, index, src, reduce, include_self);
}
inline Tensor index_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                           std::string_view reduce, bool include_self = true) {
  return x.index_reduce(dim, index, source, reduce, include_self);
}
inline std::vector<Tensor> unsafe_chunk(const Tensor& x, int64_t chunks, int64_t dim = 0) {
  return x.unsafe_chunk(chunks, dim);
}
inline std::vector<Tensor> unsafe_split(const Tensor& x, int64_t size, int64_t dim = 0) {
  return x.unsafe_split(size, dim);
}
Tensor repeat_interleave(const Tensor& repeats, optional<int64_t> output_size = nullopt);  // i, repeats[i] times
Tensor atleast_1d(const Tensor& x);
Tensor atleast_2d(const Tensor& x);
Tensor atleast_3d(const Tensor& x);
std::vector<Tensor> atleast_1d(TensorList tensors);
std::vector<Tensor> atleast_2d(TensorList tensors);
std::vector<Tensor> atleast_3d(TensorList tensors);
inline Tensor concatenate(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
inline Tensor row_stack(TensorList tensors) { return vstack(tensors); }
Tensor column_stack(TensorList tensors);
Tensor block_diag(TensorList tensors);
Tensor cartesian_prod(TensorList tensors);
Tensor combinations(const Tensor& x, int64_t r = 2, bool with_replacement = false);
Tensor vander(const Tensor& x, optional<int64_t> N = nullopt, bool increasing = false);
Tensor isin(const Tensor& elements, const Tensor& test_elements, bool assume_unique = false, bool invert = false);
Tensor isin(const Tensor& elements, const Scalar& test_element, bool assume_unique = false, bool invert = false);
Tensor isin(const Scalar& element, const Tensor& test_elements, bool assume_unique = false, bool invert = false);
// The different slices along dim.
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& x, int64_t dim, bool sorted = true,
                                              bool return_inverse = false, bool return_counts = false);
inline std::vector<Tensor> tensor_split(const Tensor& x, IntArrayRef indices, int64_t dim = 0) {
  return x.tensor_split(indices, dim);
}
Tensor dstack(TensorList tensors);
// The different values in ascending order; where each element went; how often each was there.
std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool sorted = true, bool return_inverse = false,
                                            bool return_counts = false);
// The values that differ from the one before.
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool return_inverse = false,
                                                      bool return_counts = false, optional<int64_t> dim = nullopt);
// Where each value would be inserted in the sorted sequence (its last dimension); right: behind equal ones.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool out_int32 = false, bool right = false);
Tensor searchsorted(const Tensor& sorted_sequence, const Scalar& value, bool out_int32 = false, bool right = false);
Tensor bucketize(const Scalar& value, const Tensor& boundaries, bool out_int32 = false, bool right = false);
Tensor bucketize(const Tensor& values, const Tensor& boundaries, bool out_int32 = false, bool right = false);
Tensor tril_indices(int64_t row, int64_t col, int64_t offset = 0, TensorOptions options = kLong);
Tensor triu_indices(int64_t row, int64_t col, int64_t offset = 0, TensorOptions options = kLong);

Tensor& cat_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& stack_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& index_select_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index);
Tensor& gather_out(Tensor& out, const Tensor& self, int64_t dim, const Tensor& index, bool sparse_grad = false);
Tensor& masked_select_out(Tensor& out, const Tensor& self, const Tensor& mask);
Tensor& take_out(Tensor& out, const Tensor& self, const Tensor& index);
Tensor& nonzero_out(Tensor& out, const Tensor& self);
Tensor& tril_out(Tensor& out, const Tensor& self, int64_t diagonal = 0);
Tensor& triu_out(Tensor& out, const Tensor& self, int64_t diagonal = 0);
Tensor& diag_out(Tensor& out, const Tensor& self, int64_t diagonal = 0);
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t dim = -1,
                                      bool descending = false);
std::tuple<Tensor&, Tensor&> topk_out(Tensor& values, Tensor& indices, const Tensor& self, int64_t k, int64_t dim = -1,
                                      bool largest = true, bool sorted = true);
#undef RECTIFY_FREE0
#undef RECTIFY_FREE1
#undef RECTIFY_FREE2
#undef RECTIFY_FREE3

}  // namespace rectify::api
