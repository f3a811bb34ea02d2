#include <rectify/nn/functional.h>
#include <rectify/nn/init.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/fused.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

#include <cmath>
#include <ostream>

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
Tensor detail::FusesActivation<LinearImpl>::forward(LinearImpl& m, const Tensor& x, const FusedActivation& a) {
  if (a.refused_in_place()) return rectify::detail::activate_(a.function, m.forward(x), a.params);
  return rectify::detail::linear_act(x, m.weight, m.bias, a.function, a.params);
}
void LinearImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Linear(in_features=" << options.in_features() << ", out_features=" << options.out_features()
         << ", bias=" << std::boolalpha << options.bias() << ")";
}

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Identity()"; }

Tensor FlattenImpl::forward(const Tensor& input) { return input.flatten(options.start_dim(), options.end_dim()); }
void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Flatten(start_dim=" << options.start_dim() << ", end_dim=" << options.end_dim() << ")";
}

Tensor UnflattenImpl::forward(const Tensor& input) {
  TORCH_CHECK(
      options.namedshape().empty(), "Name '", options.dimname(), "' not found in Tensor[",
      [&] {
        std::string names;
        for (int64_t d = 0; d < input.dim(); d++) names += d ? ", None" : "None";
        return names;
      }(),
      "].");
  return input.unflatten(options.dim(), options.sizes());
}
void UnflattenImpl::pretty_print(std::ostream& stream) const {
  if (options.namedshape().empty()) {
    stream << "torch::nn::Unflatten(dim=" << options.dim() << ", unflattened_size={";
    for (size_t i = 0; i < options.sizes().size(); i++) stream << (i ? ", " : "") << options.sizes()[i];
  } else {
    stream << "torch::nn::Unflatten(dim=\"" << options.dimname() << "\", unflattened_size={";
    for (size_t i = 0; i < options.namedshape().size(); i++)
      stream << (i ? ", " : "") << "{\"" << options.namedshape()[i].first << "\", " << options.namedshape()[i].second
             << "}";
  }
  stream << "})";
}

BilinearImpl::BilinearImpl(const BilinearOptions& o) : options(o) { BilinearImpl::reset(); }
void BilinearImpl::reset() {
  weight =
      register_parameter("weight", empty({options.out_features(), options.in1_features(), options.in2_features()}));
  bias = register_parameter("bias", options.bias() ? empty({options.out_features()}) : Tensor(), options.bias());
  reset_parameters();
}
void BilinearImpl::reset_parameters() {
  const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
  init::uniform_(weight, -bound, bound);
  if (bias.defined()) init::uniform_(bias, -bound, bound);
}
void BilinearImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Bilinear(in1_features=" << options.in1_features() << ", in2_features=" << options.in2_features()
         << ", out_features=" << options.out_features() << ", bias=" << std::boolalpha << options.bias() << ")";
}

void detail::print_activation(std::ostream& stream, const activations::Record& record, const kernels::Params& params,
                              bool inplace) {
  const double values[] = {params.a, params.b, params.c};
  stream << "torch::nn::" << record.module << "(";
  for (int i = 0; i < record.parameters; i++) {
    stream << (i ? ", " : "");
    if (record.printed_names) stream << record.parameter[i] << "=";
    stream << values[i];
  }
  if (inplace) stream << std::boolalpha << (record.parameters ? ", " : "") << "inplace=" << inplace;
  stream << ")";
}

}  // namespace rectify::nn
