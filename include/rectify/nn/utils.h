#pragma once
// Gradient clipping, and parameters as one vector.
#include <rectify/core/tensor.h>

#include <vector>

namespace rectify::nn::utils {

// Scales the gradients so that their norm over all parameters is at most max_norm; returns the norm before. norm_type:
// p, infinity for the greatest magnitude, 0 for the count of gradients.
double clip_grad_norm_(std::vector<Tensor> parameters, double max_norm, double norm_type = 2.0,
                       bool error_if_nonfinite = false);
inline double clip_grad_norm_(std::initializer_list<Tensor> parameters, double max_norm, double norm_type = 2.0,
                              bool error_if_nonfinite = false) {
  return clip_grad_norm_(std::vector<Tensor>(parameters), max_norm, norm_type, error_if_nonfinite);
}
inline double clip_grad_norm_(Tensor parameter, double max_norm, double norm_type = 2.0,
                              bool error_if_nonfinite = false) {
  return clip_grad_norm_(std::vector<Tensor>{std::move(parameter)}, max_norm, norm_type, error_if_nonfinite);
}
void clip_grad_value_(std::vector<Tensor> parameters, double clip_value);
inline void clip_grad_value_(std::initializer_list<Tensor> parameters, double clip_value) {
  clip_grad_value_(std::vector<Tensor>(parameters), clip_value);
}
inline void clip_grad_value_(Tensor parameter, double clip_value) {
  clip_grad_value_(std::vector<Tensor>{std::move(parameter)}, clip_value);
}

Tensor parameters_to_vector(const std::vector<Tensor>& parameters);
// The parameters take slices of vec as their data.
void vector_to_parameters(const Tensor& vec, std::vector<Tensor> parameters);

}  // namespace rectify::nn::utils
namespace rectify::nn::modules::utils {

std::vector<int64_t> _reverse_repeat_vector(IntArrayRef t, int64_t n);  // {1, 2}, 2: {2, 2, 1, 1}
// out_size with the last of defaults where it is open. Error: no more defaults than sizes.
std::vector<int64_t> _list_with_default(ArrayRef<optional<int64_t>> out_size, IntArrayRef defaults);

}  // namespace rectify::nn::modules::utils
