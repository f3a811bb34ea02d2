#pragma once
// Small changes to training rows that leave their class, drawn anew each time from the default generator.
#include <rectify/core/tensor.h>

#include <string>
#include <vector>

namespace rectify::cli {

class Augment {
 public:
  // "none", or some of flip (mirrored left to right, every other row), shift (by up to a twelfth of each side; zeros
  // come in) and mask (a band of lines and a band of columns, of up to an eighth each, become zero), with commas.
  // Error: another word.
  explicit Augment(const std::string& list, std::vector<int64_t> shape = {});
  bool any() const { return flip_ || shift_ || mask_; }
  void apply(Tensor& x) const;  // float32 rows of shape [channels, height, width], in place

 private:
  std::vector<int64_t> shape_;
  bool flip_ = false, shift_ = false, mask_ = false;
};

}  // namespace rectify::cli
