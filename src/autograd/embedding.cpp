#include <rectify/ops/elementwise.h>
#include <rectify/ops/embedding.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "autograd/resample.h"
#include "ops/elementwise.h"

namespace rectify::api {
namespace {

void check_indices(const Tensor& t, const char* name, const char* op) {
  TORCH_CHECK(t.scalar_type() == kLong || t.scalar_type() == kInt, "Expected tensor for argument #1 '", name,
              "' to have one of the following scalar types: Long, Int; but got ", t.toString(),
              " instead (while checking arguments for ", op, ")");
}
Tensor as_long(const Tensor& t) { return ops::contiguous(ops::to(t, kLong)); }
const int64_t* longs(const Tensor& t) { return reinterpret_cast<const int64_t*>(t.impl()->data()); }

// The sources of each row's gradient: weights are 1, or 1 / how often the row is used.
SharedTaps gradient_taps(const Tensor& indices, int64_t rows, int64_t padding_idx, bool by_frequency) {
  const int64_t n = indices.numel(), *at = longs(indices);
  ops::Taps t;
  t.in = rows;
  for (int64_t i = 0; i < n; i++) {
    if (at[i] != padding_idx) t.add(at[i]);
    t.next();
  }
  ops::Taps r = transposed(t);
  if (by_frequency) {
    r.weight.resize(r.index.size());
    for (int64_t j = 0; j < r.out(); j++)
      for (int64_t k = r.start[j]; k < r.start[j + 1]; k++)
        r.weight[k] = 1.0 / static_cast<double>(r.start[j + 1] - r.start[j]);
  }
  return std::make_shared<const ops::Taps>(std::move(r));
}

Tensor lookup(const Tensor& weight, const Tensor& indices) {
  std::vector<int64_t> sizes = indices.sizes().vec();
  sizes.push_back(weight.size(1));
  const Tensor table = ops::contiguous(weight), at = as_long(indices);
  Tensor y = new_tensor(sizes, weight.scalar_type());
  const int64_t n = at.numel(), rows = weight.size(0), *index = longs(at);
  const size_t bytes = static_cast<size_t>(weight.size(1) * weight.element_size());
  for (int64_t i = 0; i < n; i++) TORCH_CHECK_INDEX(index[i] >= 0 && index[i] < rows, "index out of range in self");
  const char* from = table.impl()->data();
  char* to = y.impl()->data();
  parallel::parallel_for(0, n, std::max<int64_t>(1, ops::kGrain * 4 / static_cast<int64_t>(bytes + 1)),
                         [&](int64_t b, int64_t e) {
                           for (int64_t i = b; i < e; i++) std::memcpy(to + i * bytes, from + index[i] * bytes, bytes);
                         });
  return y;
}

}  // namespace

Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx, bool by_frequency, bool) {
  TORCH_CHECK(weight.dim() == 2, "'weight' must be 2-D");
  check_indices(indices, "indices", "embedding");
  Tensor y = lookup(weight, indices);
  if (any_wants_grad(weight))
    record(y, "EmbeddingBackward0", {&weight},
           [at = as_long(indices.detach()).clone(), rows = weight.size(0), padding_idx, by_frequency](
               Node&, const Tensor* in, Tensor* out) {
             const Tensor g = in[0].reshape({at.numel(), in[0].size(-1)});
             out[0] = resample(g, 0, gradient_taps(at, rows, padding_idx, by_frequency), "EmbeddingDenseBackward0");
           });
  return y;
}

Tensor& embedding_renorm_(Tensor& weight, const Tensor& indices, double max_norm, double norm_type) {
  TORCH_CHECK(weight.dim() == 2, "'weight' must be 2-D");
  check_indices(indices, "indices", "embedding_renorm_");
  check_inplace(weight);
  const Tensor at = as_long(indices);
  std::vector<int64_t> rows(longs(at), longs(at) + at.numel());
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  detail::RawGuard off;
  for (int64_t i : rows) {
    TORCH_CHECK_INDEX(i >= 0 && i < weight.size(0), "index out of range in self");
    const Tensor row = weight.detach().select(0, i);
    const double norm = row.norm(norm_type).item<double>();
    if (norm > max_norm) row.mul_(max_norm / (norm + 1e-7));
  }
  bump_version(weight);
  return weight;
}

namespace {

struct Bags {
  Tensor indices;              // int64
  std::vector<int64_t> start;  // of each bag, and the end
  int64_t count() const { return static_cast<int64_t>(start.size()) - 1; }
};
Bags bags_of(const Tensor& indices, const Tensor& offsets, bool include_last_offset) {
  Bags b{as_long(indices), {}};
  const Tensor at = as_long(offsets);
  b.start.assign(longs(at), longs(at) + at.numel());
  const int64_t n = b.indices.numel();
  if (include_last_offset) {
    TORCH_CHECK(!b.start.empty(), "include_last_offset: number of offset should be at least 1");
    b.start.back() = n;
  } else {
    b.start.push_back(n);
  }
  TORCH_CHECK(b.count() == 0 || b.start[0] == 0,
              "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
              "position 0. However, got ",
              b.start[0]);
  for (size_t i = 1; i < b.start.size(); i++)
    if (b.start[i] < b.start[i - 1]) b.start[i] = b.start[i - 1];
  TORCH_CHECK(b.start.back() <= n, "offsets[-1] can not be greater than input's length(", n,
              "), but got offsets[-1] of ", b.start.back());
  return b;
}

// y[b] = max over the bag's rows; from[b] the row of each maximum (-1: an empty bag, whose maximum is 0).
std::pair<Tensor, Tensor> bag_maxima(const Tensor& weight, const Bags& bags, int64_t padding_idx) {
  const Tensor table = ops::contiguous(weight);
  const int64_t d = weight.size(1), *index = longs(bags.indices);
  Tensor y = new_tensor({bags.count(), d}, weight.scalar_type()), from = new_tensor({bags.count(), d}, kLong);
  ops::zero_(y);
  ops::fill_(from, -1);
  visit_floating(weight.scalar_type(), "embedding_bag_max", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* x = reinterpret_cast<const T*>(table.impl()->data());
    T* to = reinterpret_cast<T*>(y.impl()->data());
    int64_t* row = reinterpret_cast<int64_t*>(from.impl()->data());
    for (int64_t b = 0; b < bags.count(); b++, to += d, row += d)
      for (int64_t k = bags.start[b]; k < bags.start[b + 1]; k++) {
        if (index[k] == padding_idx) continue;
        const T* v = x + index[k] * d;
        for (int64_t i = 0; i < d; i++)
          if (row[i] < 0 || opmath_t<T>(v[i]) > opmath_t<T>(to[i])) {
            to[i] = v[i];
            row[i] = index[k];
          }
      }
  });
  return {y, from};
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(const Tensor& weight, const Tensor& indices,
                                                         const Tensor& offsets, bool by_frequency, int64_t mode, bool,
                                                         const Tensor& sample_weights, bool include_last_offset,
                                                         optional<int64_t> padding) {
  TORCH_CHECK(mode >= 0 && mode <= 2, "embedding_bag: mode has to be 0 (sum), 1 (mean) or 2 (max), got ", mode);
  const int64_t rows = weight.size(0), d = weight.size(1);
  check_indices(indices, "indices", "embedding_bag");
  check_indices(offsets, "offsets", "embedding_bag");
  int64_t padding_idx = -1;
  if (padding) {
    TORCH_CHECK(*padding >= -rows && *padding < rows, "padding_idx must be within the number of embeddings, ", -rows,
                " through ", rows - 1, ", but got ", *padding);
    padding_idx = *padding < 0 ? *padding + rows : *padding;
  }
  if (sample_weights.defined()) {
    TORCH_CHECK(mode == 0, "embedding_bag: per_sample_weights only supported with mode='sum'");
    TORCH_CHECK(sample_weights.scalar_type() == weight.scalar_type(),
                "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
                "'per_sample_weights'; but type ",
                weight.toString(), " does not equal ", sample_weights.toString(),
                " (while checking arguments for embedding_bag)");
    TORCH_CHECK(sample_weights.dim() == 1 && sample_weights.numel() == indices.numel(),
                "expected per_sample_weights to be a vector of as many elements as the indices, got ",
                sample_weights.sizes());
  }
  const Bags bags = bags_of(indices, offsets, include_last_offset);
  const int64_t n = bags.indices.numel(), *index = longs(bags.indices), count = bags.count();
  for (int64_t i = 0; i < n; i++)
    TORCH_CHECK(index[i] >= 0 && index[i] < rows,
                "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be ", index[i]);

  Tensor bag_of = new_tensor({n}, kLong), sizes = new_tensor({count}, kLong);
  int64_t* bag = reinterpret_cast<int64_t*>(bag_of.impl()->data());
  for (int64_t b = 0; b < count; b++) {
    int64_t used = 0;
    for (int64_t k = bags.start[b]; k < bags.start[b + 1]; k++) {
      bag[k] = b;
      used += index[k] != padding_idx;
    }
    reinterpret_cast<int64_t*>(sizes.impl()->data())[b] = used;
  }
  for (int64_t k = count ? bags.start[count] : 0; k < n; k++) bag[k] = count;
  const int64_t* used = longs(sizes);

  if (mode == 2) {
    auto [y, from] = bag_maxima(weight, bags, padding_idx);
    if (any_wants_grad(weight))
      record(y, "EmbeddingBagBackward0", {&weight}, [rows, d, from = from](Node&, const Tensor* in, Tensor* out) {
        const Tensor none = from.lt(0);
        out[0] =
            zeros({rows, d}, in[0].options()).scatter_add(0, from.masked_fill(none, 0), in[0].masked_fill(none, 0));
      });
    return {y, bag_of, sizes, from.clamp_min(0)};
  }
  if (wants_grad(sample_weights) && GradMode::is_enabled()) {
    const Tensor keep = bags.indices.ne(padding_idx).to(weight.scalar_type());
    const Tensor terms =
        embedding(weight, bags.indices, padding_idx, by_frequency) * (sample_weights * keep).unsqueeze(1);
    return {zeros({count, d}, weight.options()).index_add(0, bag_of, terms), bag_of, sizes, sizes};
  }
  ops::Taps taps;
  taps.in = rows;
  const Tensor scale = sample_weights.defined() ? ops::contiguous(ops::to(sample_weights, kDouble)) : Tensor();
  for (int64_t b = 0; b < count; b++) {
    for (int64_t k = bags.start[b]; k < bags.start[b + 1]; k++) {
      if (index[k] == padding_idx) continue;
      if (mode == 1)
        taps.add(index[k], 1.0 / static_cast<double>(used[b]));
      else if (scale.defined())
        taps.add(index[k], reinterpret_cast<const double*>(scale.impl()->data())[k]);
      else
        taps.add(index[k], 1.0);
    }
    taps.next();
  }
  const auto shared = std::make_shared<const ops::Taps>(std::move(taps));
  Tensor y = ops::resample(weight, 0, *shared);
  if (any_wants_grad(weight))
    record(y, "EmbeddingBagBackward0", {&weight}, [shared, by_frequency](Node&, const Tensor* in, Tensor* out) {
      ops::Taps back = ops::transposed(*shared);
      for (int64_t j = 0; by_frequency && j < back.out(); j++)
        for (int64_t k = back.start[j]; k < back.start[j + 1]; k++)
          back.weight[k] /= static_cast<double>(back.start[j + 1] - back.start[j]);
      out[0] = resample(in[0], 0, std::make_shared<const ops::Taps>(std::move(back)), "EmbeddingBagDenseBackward0");
    });
  return {y, bag_of, sizes, sizes};
}

Tensor one_hot(const Tensor& self, int64_t classes) {
  TORCH_CHECK(self.scalar_type() == kLong, "one_hot is only applicable to index tensor.");
  std::vector<int64_t> sizes = self.sizes().vec();
  const Tensor at = as_long(self);
  const int64_t n = at.numel(), *index = longs(at);
  if (n == 0) TORCH_CHECK(classes > 0, "Can not infer total number of classes from empty tensor.");
  int64_t top = -1;
  for (int64_t i = 0; i < n; i++) {
    TORCH_CHECK(index[i] >= 0, "Class values must be non-negative.");
    top = std::max(top, index[i]);
  }
  if (classes == -1)
    classes = top + 1;
  else
    TORCH_CHECK(top < classes, "Class values must be smaller than num_classes.");
  sizes.push_back(classes);
  Tensor y = new_tensor(sizes, kLong);
  ops::zero_(y);
  int64_t* to = reinterpret_cast<int64_t*>(y.impl()->data());
  for (int64_t i = 0; i < n; i++) to[i * classes + index[i]] = 1;
  return y;
}

}  // namespace rectify::api
