// Methods of class Tensor (matmul); included inside its body. Their free functions: <rectify/ops/matmul.h>.
