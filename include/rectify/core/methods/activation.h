// Methods of class Tensor (activation); included inside its body. Their free functions: <rectify/ops/activation.h>.
