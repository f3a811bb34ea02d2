// Methods of class Tensor (activations); included inside its body. Their free functions: <rectify/ops/activation.h>.
Tensor relu() const;
Tensor& relu_() const;
Tensor sigmoid() const;
Tensor& sigmoid_() const;
Tensor tanh() const;
Tensor& tanh_() const;
Tensor prelu(const Tensor& weight) const;  // and the next: <rectify/ops/shaped.h>
std::tuple<Tensor, Tensor> prelu_backward(const Tensor& grad_output, const Tensor& weight) const;
