#pragma once
// The network that the command trains, and what reads and writes its state.
#include <rectify/data/readers.h>
#include <rectify/nn/containers.h>

#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "run.h"

namespace rectify::cli {

std::vector<std::string> activation_names();
extern const std::vector<std::string> kInits;

// What a run folder says about its network and data.
struct Config {
  Json json;
  std::vector<int64_t> layers;  // widths, from the inputs to the classes
  std::string activation, init, data, labels, label_column;
  int64_t rows = 0;                // of the training data
  bool bytes = false;              // trained on bytes, as 0..1
  bool label_names = false;        // labels are names in the data
  std::vector<std::string> names;  // of the classes, always as many as classes

  static Config read(const std::string& run);
  int64_t features() const { return layers.front(); }
  int64_t classes() const { return layers.back(); }
};

class Network {
 public:
  explicit Network(const Config& config);  // freshly initialised from the default generator
  Tensor forward(const Tensor& x);
  std::vector<Tensor> parameters() const;
  NamedTensors state() const;
  void load(const NamedTensors& state, const std::string& path);  // Error: names or shapes differ

 private:
  nn::Sequential body_;
};

struct Evaluation {
  double loss = 0, accuracy = 0;
  std::vector<int64_t> confusion;  // [true][predicted]
};
Evaluation evaluate(Network& net, const data::LabelledData& d, const Config& config);
int64_t count_right(const Tensor& logits, const Tensor& target);

// Inputs as rows of the network's features: bytes or floats as it was trained, labels numbered as its classes.
data::LabelledData adapt(data::LabelledData d, const Config& config, const std::string& path);

}  // namespace rectify::cli
