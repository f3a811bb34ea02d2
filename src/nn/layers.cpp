#include <rectify/nn/functional.h>
#include <rectify/nn/init.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

#include <cmath>
#include <ostream>

namespace rectify::api {

namespace {
void check_p(double p) { TORCH_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p); }
Tensor dropout_mask(const Tensor& x, double p) {
  NoGradGuard off;
  Tensor mask = empty_like(x);
  mask.bernoulli_(1 - p);
  mask.div_(Scalar(1 - p));
  return mask;
}
}  // namespace
Tensor dropout(const Tensor& x, double p, bool train) {
  check_p(p);
  if (p == 0 || !train || x.numel() == 0) return x;
  if (p == 1) return x.mul(zeros({}, x.options()));
  return x.mul(dropout_mask(x, p));
}
Tensor& dropout_(Tensor& x, double p, bool train) {
  check_p(p);
  if (p == 0 || !train || x.numel() == 0) return x;
  return x.mul_(p == 1 ? zeros({}, x.options()) : dropout_mask(x, p));
}

}  // namespace rectify::api
namespace rectify::nn {

LinearImpl::LinearImpl(const LinearOptions& o) : options(o) { LinearImpl::reset(); }
void LinearImpl::reset() {
  weight = register_parameter("weight", empty({options.out_features(), options.in_features()}));
  if (options.bias())
    bias = register_parameter("bias", empty({options.out_features()}));
  else
    bias = register_parameter("bias", {}, false);
  reset_parameters();
}
void LinearImpl::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const auto fan_in = std::get<0>(init::_calculate_fan_in_and_fan_out(weight));
  const double bound = fan_in > 0 ? 1 / std::sqrt(static_cast<double>(fan_in)) : 0;
  init::uniform_(bias, -bound, bound);
}
void LinearImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Linear(in_features=" << options.in_features() << ", out_features=" << options.out_features()
         << ", bias=" << (options.bias() ? "true" : "false") << ")";
}

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Identity()"; }

Tensor FlattenImpl::forward(const Tensor& input) { return input.flatten(options.start_dim(), options.end_dim()); }
void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Flatten(start_dim=" << options.start_dim() << ", end_dim=" << options.end_dim() << ")";
}

DropoutImpl::DropoutImpl(const DropoutOptions& o) : options(o) { DropoutImpl::reset(); }
void DropoutImpl::reset() { check_p(options.p()); }
Tensor DropoutImpl::forward(Tensor input) {
  return options.inplace() ? dropout_(input, options.p(), is_training()) : dropout(input, options.p(), is_training());
}
void DropoutImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Dropout(p=" << options.p() << ", inplace=" << (options.inplace() ? "true" : "false") << ")";
}

void detail::print_activation(std::ostream& stream, const activations::Record& record, const kernels::Params& params,
                              bool inplace) {
  const double values[] = {params.a, params.b, params.c};
  stream << "torch::nn::" << record.module << "(";
  for (int i = 0; i < record.parameters; i++) stream << (i ? ", " : "") << record.parameter[i] << "=" << values[i];
  if (inplace) stream << (record.parameters ? ", " : "") << "inplace=true";
  stream << ")";
}

Tensor functional::dropout(Tensor x, const DropoutFuncOptions& o) {
  return o.inplace() ? rectify::dropout_(x, o.p(), o.training()) : rectify::dropout(x, o.p(), o.training());
}

}  // namespace rectify::nn
