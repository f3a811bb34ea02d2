#include <rectify/nn/batchnorm.h>
#include <rectify/ops/batch_norm.h>

#include <ostream>

namespace rectify::nn {
namespace {

Tensor normalised(const Tensor& x, const Tensor& mean, const Tensor& var, const Tensor& weight, const Tensor& bias,
                  bool training, const optional<double>& momentum, double eps) {
  if (training && x.dim() > 0) {
    int64_t values = x.size(0);
    for (int64_t d = 2; d < x.dim(); d++) values *= x.size(d);
    TORCH_CHECK(values != 1, "Expected more than 1 value per channel when training, got input size ", x.sizes());
  }
  return rectify::batch_norm(x, weight, bias, mean, var, training, momentum.value(), eps, true);
}

}  // namespace

Tensor functional::batch_norm(const Tensor& x, const Tensor& mean, const Tensor& var, const BatchNormFuncOptions& o) {
  return normalised(x, mean, var, o.weight(), o.bias(), o.training(), o.momentum(), o.eps());
}

template <size_t D, class Derived>
Tensor BatchNormImplBase<D, Derived>::forward(const Tensor& x) {
  this->_check_input_dim(x);
  const auto& o = this->options;
  double momentum = o.momentum().value_or(0);
  if (this->is_training() && o.track_running_stats() && this->num_batches_tracked.defined()) {
    rectify::detail::RawGuard off;
    this->num_batches_tracked.add_(1);
    if (!o.momentum()) momentum = 1.0 / static_cast<double>(this->num_batches_tracked.template item<int64_t>());
  }
  return normalised(x, this->running_mean, this->running_var, this->weight, this->bias,
                    this->is_training() || !o.track_running_stats(), momentum, o.eps());
}
template <size_t D, class Derived>
void BatchNormImplBase<D, Derived>::pretty_print(std::ostream& s) const {
  const auto& o = this->options;
  s << std::boolalpha << "torch::nn::BatchNorm" << D << "d(" << o.num_features() << ", eps=" << o.eps()
    << ", momentum=";
  if (o.momentum())
    s << *o.momentum();
  else
    s << "None";
  s << ", affine=" << o.affine() << ", track_running_stats=" << o.track_running_stats() << ")";
}

void BatchNorm1dImpl::_check_input_dim(const Tensor& x) {
  TORCH_CHECK(x.dim() == 2 || x.dim() == 3, "expected 2D or 3D input (got ", x.dim(), "D input)");
}
void BatchNorm2dImpl::_check_input_dim(const Tensor& x) {
  TORCH_CHECK(x.dim() == 4, "expected 4D input (got ", x.dim(), "D input)");
}
void BatchNorm3dImpl::_check_input_dim(const Tensor& x) {
  TORCH_CHECK(x.dim() == 5, "expected 5D input (got ", x.dim(), "D input)");
}

template class BatchNormImplBase<1, BatchNorm1dImpl>;
template class BatchNormImplBase<2, BatchNorm2dImpl>;
template class BatchNormImplBase<3, BatchNorm3dImpl>;

}  // namespace rectify::nn
