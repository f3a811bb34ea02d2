// Methods of class Tensor (random); included inside its body. Their free functions: <rectify/ops/random.h>.
