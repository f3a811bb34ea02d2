#pragma once
// The network that the command trains, and what reads and writes its state.
#include <rectify/data/readers.h>
#include <rectify/nn/containers.h>

#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "networks.h"
#include "run.h"

namespace rectify::cli {

// What a run folder says about its network and data.
struct Config {
  Json json;
  NetworkOptions network;
  std::string data, labels, label_column, task;
  data::DataKind kind = data::DataKind::kArray;
  double test_share = 0.1;
  data::PictureOptions picture;  // what pictures become; the size only where they were resized
  data::SoundFeatures sound;
  int64_t rows = 0;                // of the training data
  bool bytes = false;              // trained on bytes, as 0..1
  bool label_names = false;        // labels are names in the data
  std::vector<std::string> names;  // of the classes, always as many as classes

  static Config read(const std::string& run);
  std::vector<int64_t> row_shape;  // of the data, as it was read
  int64_t features() const { return network.layers.front(); }
  int64_t classes() const { return network.layers.back(); }
  data::LoadOptions load_options() const;
  std::string title() const;  // of the network: 784-256-10 relu
};
const char* name_of(data::DataKind kind);
Json to_json(const data::SoundFeatures& features);

class Network {
 public:
  explicit Network(const Config& config);  // freshly initialised from the default generator
  explicit Network(nn::Sequential body) : body_(std::move(body)) {}
  Tensor forward(const Tensor& x);
  void train(bool on) { body_->train(on); }
  nn::Sequential& body() { return body_; }
  std::vector<Tensor> parameters() const;
  NamedTensors state() const;                                     // parameters and buffers
  void load(const NamedTensors& state, const std::string& path);  // Error: names or shapes differ

 private:
  nn::Sequential body_{nullptr};
};

struct Evaluation {
  double loss = 0, accuracy = 0;
  std::vector<int64_t> confusion;  // [true][predicted]
};
Evaluation evaluate(Network& net, const data::LabelledData& d, const Config& config);
int64_t count_right(const Tensor& logits, const Tensor& target);

// Inputs in the form that the network takes: bytes or floats as it was trained, labels numbered as its classes.
data::LabelledData adapt(data::LabelledData d, const Config& config, const std::string& path);

// The first samples as the network takes them, floats.
Tensor samples_of(const data::LabelledData& d, int64_t count);

// Of eval and what is like it: the run's network with its weights, in evaluation mode; and the data that is asked for.
Network load_network(const ReadOptions& options, const Config& config);
// The test data of a folder, or all rows of anything else; with labels if it has any.
data::LabelledData load_rows(const std::string& path, const data::LoadOptions& options, bool need_labels);
void check_default_data(const std::string& path);  // Error: it is the article's, which is not installed
data::LabelledData read_data(const ReadOptions& options, const Config& config, bool need_labels);

}  // namespace rectify::cli
