#pragma once
// Probe: watches the activations, gradients and parameters of a network while it computes, on the thread that made it.
#include <rectify/inspect/statistics.h>
#include <rectify/nn/module.h>

#include <memory>

namespace rectify::inspect {

struct ProbeOptions {
  TORCH_ARG(int64_t, every) = 1;           // steps of which one is watched
  TORCH_ARG(int64_t, details_every) = 10;  // watched steps of which one has its parameters, inputs and histograms read
  TORCH_ARG(bool, gradients) = true;
  TORCH_ARG(bool, training_only) = false;  // leaves out what the network computes in evaluation mode
  TORCH_ARG(int64_t, window) = 20;         // steps that a point of the history stands for, at first
  TORCH_ARG(int64_t, points) = 240;        // of the history at most; more are joined in pairs and the window doubles
};

// A layer with weights and the activation that follows it. An activation that follows another is a layer as well.
struct Layer {
  std::string name;        // of the module with the weights: "fc1"
  std::string kind;        // "linear", "conv2d"
  std::string activation;  // "relu"; empty: none follows
  Activation function = Activation::count;
  kernels::Params params;
  Regions regions;
  nn::Module* module = nullptr;  // with the weights
  Tensor weight;
  int64_t unit_dim = -1;  // of the output
  UnitStatistics units;   // since the beginning (or reset), without the window under way
  double input_mean = NAN,
         input_deviation = NAN;  // norms over the features of the layer's input: of means, of deviations
  double update_ratio = NAN;     // the norm of the weight's last change over its own
  double weight_norm = NAN;
  std::string label() const { return activation.empty() ? name : name + " → " + activation; }
};

// In a window: never; below 1 %; else; with every value; any value was NaN or infinite.
enum class Fire : uint8_t { No, Seldom, Often, Always, NotFinite };

// What happened in a stretch of steps.
struct Moment {
  struct OfLayer {
    float dead = 0, dormant = 0, not_finite = 0;  // shares of the units
    float zeros = 0, gradient = NAN, update_ratio = NAN;
    std::vector<Fire> fire;  // of each unit
  };
  int64_t step = 0;             // the last of the stretch
  double loss = NAN, lr = NAN;  // means over the stretch; of the rate the greatest
  std::vector<OfLayer> layers;
};

// Where a training first had a value that is NaN or infinite.
struct NotFinite {
  int64_t step = -1;   // -1: nowhere
  std::string layer;   // its label
  std::string values;  // "inputs", "weights", "outputs" or "gradients" of that layer
};

// All that a probe has seen.
struct Recording {
  int64_t steps = 0;
  std::vector<Layer> layers;  // in the order of their first use
  std::vector<Moment> history;
  NotFinite not_finite;
  const Layer* find(const std::string& label) const;
};
// As if `later` had gone on where `earlier` ended; of the history at most `points`.
Recording joined(Recording earlier, const Recording& later, int64_t points = 240);

class Probe {
 public:
  explicit Probe(nn::Module& model, ProbeOptions options = {});
  template <class M>
  explicit Probe(const nn::ModuleHolder<M>& model, ProbeOptions options = {}) : Probe(*model.ptr(), options) {}
  ~Probe();
  Probe(Probe&&) noexcept;
  Probe(const Probe&) = delete;

  // After the optimizer's step (or, without training, after a batch).
  void step(double loss = NAN, double lr = NAN);
  int64_t steps() const;
  void start_at(int64_t step);  // of a training that is resumed
  void pause();
  void resume();
  void reset();  // forgets what it has seen

  Recording recording() const;
  std::vector<std::pair<std::string, bool>> labels() const;  // of the layers; whether an activation follows
  std::vector<Layer> layers() const;                         // with all that was seen, in the order of their first use
  const std::vector<Moment>& history() const;                // the window under way is not in it
  const NotFinite& not_finite() const;                       // the first there was
  int64_t window() const;                                    // steps of a point of the history
  std::vector<Fire> now(const Layer& layer) const;           // of the last whole window; empty before that

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

Fire fire_of(const UnitStatistics& s, int64_t unit);
// ReDo's score of each unit: its mean |h| over the layer's; 0 where the whole layer is silent. Sokar et al. 2023.
std::vector<double> dormancy(const UnitStatistics& s);

}  // namespace rectify::inspect
