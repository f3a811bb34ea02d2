#pragma once
// The networks that the command trains.
#include <rectify/nn/containers.h>

#include <string>
#include <vector>

namespace rectify::cli {

std::vector<std::string> activation_names();

struct NetworkOptions {
  std::string model = "mlp", activation = "relu", init = "default";
  std::vector<int64_t> layers;  // mlp: widths, from the inputs to the classes; else inputs and classes
  std::vector<int64_t> input;   // [channels, height, width]; mlp: empty
};
extern const std::vector<std::string> kInits;

// Freshly initialised from the default generator. Error: the input is too small for the model.
nn::Sequential make_network(const NetworkOptions& options);

}  // namespace rectify::cli
