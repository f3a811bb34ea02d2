#pragma once
// Networks that are described in words, for weights that were stored elsewhere.
#include <rectify/nn/containers.h>

#include <string>
#include <vector>

#include "run.h"

namespace rectify::cli {

// Weights by name, in the order of the file where it has one.
using OrderedTensors = std::vector<std::pair<std::string, Tensor>>;
// Of safetensors, or of a state dict or archive of torch.save; floating numbers as floats.
OrderedTensors read_weights(const std::string& path);

struct Described {
  nn::Sequential body;
  std::vector<std::pair<std::string, std::string>> names;  // of weights: in the body, in the file
  std::string first;                                       // the first layer with weights: "linear", "conv2d", …
  int64_t inputs = 0;                                      // its features or channels
};
// text: a list like "linear(784, 256) relu linear", "conv2d(padding=1) batchnorm2d relu maxpool2d(2) flatten
// fc=linear", or what PyTorch prints of a Sequential. Sizes that are left out are those of the weights. Error: it
// cannot be read, or the weights are others.
Described describe(const std::string& text, const OrderedTensors& weights, const std::string& path);

// Gives a network the weights of another one that differs in widths only, such as a pruned one. Error: more differs.
void adopt(nn::Sequential& body, const NamedTensors& weights, const std::string& path);

}  // namespace rectify::cli
