// Methods of class Tensor (activations); included inside its body. Each is defined in its activation's header.
#define RECTIFY_ACTIVATION(name, Module, methods) methods
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
Tensor prelu(const Tensor& weight) const;  // and the next: <rectify/ops/shaped.h>
std::tuple<Tensor, Tensor> prelu_backward(const Tensor& grad_output, const Tensor& weight) const;
