#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/more.h>
#include <rectify/ops/reduce.h>

#include <cmath>

#include "autograd/elementwise.h"
#include "ops/random.h"

namespace rectify::api {

Tensor poisson(const Tensor& rates, optional<Generator> generator) {
  Tensor y = ops::poisson(rates, generator);
  if (any_wants_grad(rates))
    record(y, "PoissonBackward0", {&rates}, [](Node& n, const Tensor* in, Tensor* out) {
      if (n.needs(0)) out[0] = zeros_like(in[0]);
    });
  return y;
}

std::tuple<Tensor, Tensor> histogram(const Tensor& self, const Tensor& bins, const optional<Tensor>& weight,
                                     bool density) {
  TORCH_CHECK(self.is_floating_point(), "\"histogramdd\" not implemented for '", toString(self.scalar_type()), "'");
  TORCH_CHECK(self.scalar_type() == bins.scalar_type(),
              "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype ",
              self.dtype(), " and bins for dimension 0 with dtype ", bins.dtype());
  TORCH_CHECK(bins.dim() == 1, "torch.histogramdd: bins tensor should have one dimension, but got ", bins.dim(),
              " dimensions in the bins tensor for dimension 0");
  TORCH_CHECK(bins.numel() > 0, "torch.histogramdd: bins tensor should have at least 1 element, but got ", bins.numel(),
              " elements in the bins tensor for dimension 0");
  const int64_t n = bins.numel() - 1;
  Tensor x = self.detach().reshape({-1}), edges = bins.detach().contiguous();
  Tensor w = weight && weight->defined() ? weight->detach().reshape({-1}).to(x.scalar_type()) : ones_like(x);
  TORCH_CHECK(w.numel() == x.numel(),
              "torch.histogramdd: if weight tensor is provided it should have the same shape as "
              "the input tensor excluding its innermost dimension, but got input with shape ",
              self.sizes(), " and weight with shape ", weight ? weight->sizes() : IntArrayRef());
  // The bin of x is where edges[i] <= x < edges[i + 1]; the last takes its right edge as well.
  Tensor at = searchsorted(edges, x, false, true) - 1;
  at = where(x == edges[n], full_like(at, n - 1), at);
  Tensor inside = (at >= 0).logical_and(at < n).logical_and(x == x);
  Tensor hist = zeros({n}, self.options());
  if (n > 0) hist.index_add_(0, at.clamp(0, n - 1), where(inside, w, zeros_like(w)));
  if (density) hist = hist / hist.sum() / edges.diff();
  return {hist, edges};
}
std::tuple<Tensor, Tensor> histogram(const Tensor& self, int64_t bins, optional<ArrayRef<double>> range,
                                     const optional<Tensor>& weight, bool density) {
  TORCH_CHECK(bins > 0, "torch.histogram(): bins must be > 0, but got ", bins, " for dimension 0");
  double low = 0, high = 1;
  if (range) {
    TORCH_CHECK(range->size() == 2,
                "torch.histogramdd: for a 1-dimensional input tensor range should have 2 elements, but got ",
                range->size());
    low = (*range)[0], high = (*range)[1];
  } else if (self.numel() > 0) {
    low = self.min().item<double>(), high = self.max().item<double>();
  }
  TORCH_CHECK(std::isfinite(low) && std::isfinite(high), "torch.histogramdd: dimension 0's range [", low, ", ", high,
              "] is not finite");
  TORCH_CHECK(low <= high, "torch.histogramdd: min should not exceed max, but got min ", low, " max ", high,
              " for dimension 0");
  if (low == high) low -= 0.5, high += 0.5;
  return histogram(self, linspace(low, high, bins + 1, self.options().requires_grad(nullopt)), weight, density);
}

std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& self, int64_t dim, bool return_inverse,
                                                          bool return_counts) {
  return unique_consecutive(self, return_inverse, return_counts, dim);
}
Tensor nll_loss2d(const Tensor& self, const Tensor& target, const Tensor& weight, int64_t reduction,
                  int64_t ignore_index) {
  TORCH_CHECK(target.dim() == 3,
              "only batches of spatial targets supported (3D tensors) but got targets of dimension: ", target.dim());
  TORCH_CHECK(self.dim() == 4,
              "only batches of spatial inputs supported (4D tensors), but got input of dimension: ", self.dim());
  return nll_loss(self, target, weight, reduction, ignore_index);
}
Tensor fill(const Tensor& self, const Scalar& value) { return self.clone().fill_(value); }
Tensor fill(const Tensor& self, const Tensor& value) { return self.clone().fill_(value); }
Tensor zero(const Tensor& self) { return self.clone().zero_(); }
Tensor put(const Tensor& self, const Tensor& index, const Tensor& source) { return put(self, index, source, false); }
Tensor copy(const Tensor& self, const Tensor& src, bool) { return self.clone().copy_(src); }
std::vector<Tensor> tensor_split(const Tensor& self, const Tensor& where, int64_t dim) {
  TORCH_CHECK(where.scalar_type() == kLong,
              "tensor_split expected tensor_indices_or_sections to have dtype of long, but "
              "got ",
              toString(where.scalar_type()));
  TORCH_CHECK(where.dim() <= 1,
              "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
              "one-dimensional tensor, but got a tensor with ",
              where.dim(), " dims");
  if (where.dim() == 0) return tensor_split(self, where.item<int64_t>(), dim);
  const Tensor w = where.contiguous();
  return tensor_split(self, IntArrayRef(w.data_ptr<int64_t>(), static_cast<size_t>(w.numel())), dim);
}
std::vector<Tensor> unsafe_split_with_sizes(const Tensor& self, IntArrayRef split_sizes, int64_t dim) {
  return self.split_with_sizes(split_sizes, dim);
}
Tensor flatten_dense_tensors(TensorList tensors) {
  std::vector<Tensor> flat;
  for (const Tensor& t : tensors) flat.push_back(t.contiguous().view({-1}));
  return cat(flat);
}
std::vector<Tensor> unflatten_dense_tensors(const Tensor& flat, TensorList tensors) {
  std::vector<Tensor> r;
  int64_t at = 0;
  for (const Tensor& t : tensors) {
    r.push_back(flat.narrow(0, at, t.numel()).view(t.sizes()));
    at += t.numel();
  }
  return r;
}
Tensor pad_sequence(TensorList sequences, bool batch_first, double padding_value) {
  TORCH_CHECK(!sequences.empty(), "received an empty list of sequences");
  const auto rest = sequences[0].sizes().slice(1);
  int64_t longest = 0;
  for (const Tensor& s : sequences) longest = std::max(longest, s.size(0));
  const int64_t count = static_cast<int64_t>(sequences.size());
  std::vector<int64_t> sizes{batch_first ? count : longest, batch_first ? longest : count};
  sizes.insert(sizes.end(), rest.begin(), rest.end());
  Tensor out = full(sizes, padding_value, sequences[0].options().requires_grad(nullopt));
  for (int64_t i = 0; i < count; i++)
    out.select(batch_first ? 0 : 1, i).narrow(0, 0, sequences[i].size(0)).copy_(sequences[i]);
  return out;
}

}  // namespace rectify::api
