#pragma once
#include <rectify/torch.h>

namespace torch {
namespace utils {  // here alone: beside torch::nn::utils it would make `utils` ambiguous
using rectify::api::flatten_dense_tensors;
using rectify::api::unflatten_dense_tensors;
}  // namespace utils
}  // namespace torch
