#pragma once
// Functions that programs seldom call.
#include <rectify/ops/indexing.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/random.h>

namespace rectify::api {

Tensor poisson(const Tensor& rates, optional<Generator> generator = nullopt);  // no rate below 0
// Counts of values between edges (ascending), and the edges; of `bins` equal ones over the range, or over the values.
std::tuple<Tensor, Tensor> histogram(const Tensor& self, const Tensor& bins, const optional<Tensor>& weight = {},
                                     bool density = false);
std::tuple<Tensor, Tensor> histogram(const Tensor& self, int64_t bins = 100, optional<ArrayRef<double>> range = nullopt,
                                     const optional<Tensor>& weight = {}, bool density = false);
std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& self, int64_t dim, bool return_inverse = false,
                                                          bool return_counts = false);
Tensor nll_loss2d(const Tensor& self, const Tensor& target, const Tensor& weight = {},
                  int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
Tensor fill(const Tensor& self, const Scalar& value);
Tensor fill(const Tensor& self, const Tensor& value);
Tensor zero(const Tensor& self);
Tensor put(const Tensor& self, const Tensor& index, const Tensor& source);
Tensor copy(const Tensor& self, const Tensor& src, bool non_blocking = false);
std::vector<Tensor> tensor_split(const Tensor& self, const Tensor& indices_or_sections, int64_t dim = 0);
std::vector<Tensor> unsafe_split_with_sizes(const Tensor& self, IntArrayRef split_sizes, int64_t dim = 0);
Tensor flatten_dense_tensors(TensorList tensors);
std::vector<Tensor> unflatten_dense_tensors(const Tensor& flat, TensorList tensors);
// [longest, count, …], or [count, longest, …]; what is missing is padding_value.
Tensor pad_sequence(TensorList sequences, bool batch_first = false, double padding_value = 0);
inline bool is_floating_point(const Tensor& t) { return t.is_floating_point(); }
inline bool is_complex(const Tensor& t) { return t.is_complex(); }
inline bool is_signed(const Tensor& t) { return t.is_signed(); }
inline bool is_inference(const Tensor& t) { return t.is_inference(); }
inline bool is_neg(const Tensor& t) { return t.is_neg(); }
inline bool is_same_size(const Tensor& a, const Tensor& b) { return a.is_same_size(b); }
inline int64_t numel(const Tensor& t) { return t.numel(); }
inline int64_t size(const Tensor& t, int64_t dim) { return t.size(dim); }
inline int64_t stride(const Tensor& t, int64_t dim) { return t.stride(dim); }
inline Tensor detach(const Tensor& t) { return t.detach(); }
inline Tensor& detach_(Tensor& t) { return t.detach_(); }

}  // namespace rectify::api
namespace rectify::nn::utils::rnn {
inline Tensor pad_sequence(std::vector<Tensor> sequences, bool batch_first = false, double padding_value = 0) {
  return rectify::pad_sequence(sequences, batch_first, padding_value);
}
}  // namespace rectify::nn::utils::rnn
