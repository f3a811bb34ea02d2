#pragma once
// Rows of a table by their numbers. Gradients are dense also where `sparse` asks for sparse ones.
#include <rectify/core/tensor.h>

#include <tuple>

namespace rectify::api {

// weight [V, D], indices of any shape (int64 or int32) → [*indices, D]; row padding_idx gets no gradient; with
// scale_grad_by_freq a row's gradient is divided by how often it is used.
Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1, bool scale_grad_by_freq = false,
                 bool sparse = false);
// Scales those rows that the indices name to a norm of at most max_norm, in place.
Tensor& embedding_renorm_(Tensor& weight, const Tensor& indices, double max_norm, double norm_type);
// Bags of rows, bag b from offsets[b] on: their sum (mode 0), mean (1) or maximum (2); the bag of each index, the sizes
// of bags, and for the maximum the rows it came from.
std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(const Tensor& weight, const Tensor& indices,
                                                         const Tensor& offsets, bool scale_grad_by_freq = false,
                                                         int64_t mode = 0, bool sparse = false,
                                                         const Tensor& per_sample_weights = {},
                                                         bool include_last_offset = false,
                                                         optional<int64_t> padding_idx = nullopt);
// Indices of [0, num_classes) → [*self, num_classes] of 0 and 1 (int64); -1: one more than the greatest.
Tensor one_hot(const Tensor& self, int64_t num_classes = -1);

}  // namespace rectify::api
