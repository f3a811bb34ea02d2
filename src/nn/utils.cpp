#include <rectify/autograd/grad_mode.h>
#include <rectify/nn/utils.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/reduce.h>

#include <cmath>
#include <limits>

namespace rectify::nn::utils {

double clip_grad_norm_(std::vector<Tensor> parameters, double max_norm, double norm_type, bool error_if_nonfinite) {
  std::vector<Tensor> grads, norms;
  for (const auto& p : parameters)
    if (p.grad().defined()) grads.push_back(p.grad().data());
  if (grads.empty()) return 0;
  rectify::detail::RawGuard off;
  Tensor total;
  if (norm_type == 0) {
    total = full({}, static_cast<double>(grads.size()));
  } else {
    const bool greatest = norm_type == std::numeric_limits<double>::infinity();
    for (const auto& g : grads) norms.push_back(greatest ? g.abs().max() : g.norm(norm_type));
    total = norms.size() == 1 ? norms[0] : greatest ? stack(norms).max() : stack(norms).norm(norm_type);
  }
  const double norm = total.item().toDouble();
  TORCH_CHECK(!error_if_nonfinite || std::isfinite(norm), "The total norm of order ", norm_type,
              " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and "
              "scale the gradients with the non-finite norm anyway, set `error_if_nonfinite=false`");
  const Tensor coefficient = clamp(max_norm / (total + 1e-6), nullopt, 1.0);
  for (auto& g : grads) g.mul_(coefficient);
  return norm;
}
void clip_grad_value_(std::vector<Tensor> parameters, double clip_value) {
  for (const auto& p : parameters)
    if (p.grad().defined()) p.grad().data().clamp_(-clip_value, clip_value);
}

Tensor parameters_to_vector(const std::vector<Tensor>& parameters) {
  std::vector<Tensor> flat;
  for (const auto& p : parameters) flat.push_back(p.view(-1));
  return cat(flat);
}
void vector_to_parameters(const Tensor& vec, std::vector<Tensor> parameters) {
  int64_t at = 0;
  for (auto& p : parameters) {
    p.set_data(vec.slice(0, at, at + p.numel()).view_as(p).data());
    at += p.numel();
  }
}

}  // namespace rectify::nn::utils
namespace rectify::nn::modules::utils {

std::vector<int64_t> _reverse_repeat_vector(IntArrayRef t, int64_t n) {
  TORCH_INTERNAL_ASSERT(n >= 0);
  std::vector<int64_t> r;
  for (size_t i = t.size(); i-- > 0;) r.insert(r.end(), static_cast<size_t>(n), t[i]);
  return r;
}
std::vector<int64_t> _list_with_default(ArrayRef<optional<int64_t>> out_size, IntArrayRef defaults) {
  TORCH_CHECK(defaults.size() > out_size.size(), "Input dimension should be at least ", out_size.size() + 1);
  std::vector<int64_t> r;
  for (size_t i = 0; i < out_size.size(); i++)
    r.push_back(out_size[i].value_or(defaults[defaults.size() - out_size.size() + i]));
  return r;
}

}  // namespace rectify::nn::modules::utils
