#pragma once
// Dropout, Dropout2d and Dropout3d (whole channels). Random streams are PyTorch's.
#include <rectify/core/arg.h>
#include <rectify/nn/containers.h>

namespace rectify::api {

// Zeroes with probability p and scales the rest by 1 / (1 - p); returns x itself outside training. p outside [0, 1]:
// Error.
Tensor dropout(const Tensor& x, double p, bool train);
Tensor& dropout_(Tensor& x, double p, bool train);
// The same with one draw for each [n, c, …]; at least 2 dimensions, else Error.
Tensor feature_dropout(const Tensor& x, double p, bool train);
Tensor& feature_dropout_(Tensor& x, double p, bool train);

}  // namespace rectify::api
namespace rectify::nn::api {

struct DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  TORCH_ARG(double, p);
  TORCH_ARG(bool, inplace) = false;
};
using Dropout2dOptions = DropoutOptions;
using Dropout3dOptions = DropoutOptions;

}  // namespace rectify::nn::api
namespace rectify::nn::functional {
struct DropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = true;
  TORCH_ARG(bool, inplace) = false;
};
using Dropout2dFuncOptions = DropoutFuncOptions;
using Dropout3dFuncOptions = DropoutFuncOptions;
Tensor dropout(Tensor input, const DropoutFuncOptions& o = {});
Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& o = {});  // [C, H, W] or [N, C, H, W]
Tensor dropout3d(Tensor input, const Dropout3dFuncOptions& o = {});  // [C, D, H, W] or [N, C, D, H, W]
}  // namespace rectify::nn::functional
namespace rectify::nn::detail {
void check_dropout(double p);
template <class Derived>
class _DropoutNd : public Cloneable<Derived> {
 public:
  _DropoutNd(double p) : _DropoutNd(DropoutOptions(p)) {}
  explicit _DropoutNd(const DropoutOptions& o = {}) : options(o) { _DropoutNd::reset(); }
  void reset() override { check_dropout(options.p()); }
  DropoutOptions options;

 protected:
  functional::DropoutFuncOptions now() const {
    return functional::DropoutFuncOptions().p(options.p()).training(this->is_training()).inplace(options.inplace());
  }
  void print(std::ostream& stream, const char* name) const {
    stream << "torch::nn::" << name << "(p=" << options.p() << ", inplace=" << (options.inplace() ? "true" : "false")
           << ")";
  }
};
}  // namespace rectify::nn::detail
namespace rectify::nn::api {

#define RECTIFY_DROPOUT(Name, function)                                                    \
  class Name##Impl : public detail::_DropoutNd<Name##Impl> {                               \
   public:                                                                                 \
    using detail::_DropoutNd<Name##Impl>::_DropoutNd;                                      \
    Tensor forward(Tensor input) { return functional::function(std::move(input), now()); } \
    void pretty_print(std::ostream& stream) const override { print(stream, #Name); }       \
  };                                                                                       \
  RECTIFY_TORCH_MODULE(Name);
RECTIFY_DROPOUT(Dropout, dropout)
RECTIFY_DROPOUT(Dropout2d, dropout2d)
RECTIFY_DROPOUT(Dropout3d, dropout3d)
#undef RECTIFY_DROPOUT

}  // namespace rectify::nn::api
