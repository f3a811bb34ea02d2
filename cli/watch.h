#pragma once
// What `train --watch` sees, says while it happens, and keeps.
#include <rectify/inspect/repair.h>

#include <string>
#include <vector>

#include <rectify/io/tensorboard.h>

#include "model.h"
#include "progress.h"
#include "recording.h"

namespace rectify::cli {

class Watch {
 public:
  // Goes on with what the run folder has, up to `step`.
  Watch(Network& net, const std::string& run, int64_t step, Progress& progress,
        const std::string& tensorboard);  // folder for event files, or empty
  void step(double loss, double lr);
  // Recycles dead units, or raises their biases; says so.
  void repair(const std::string& how, const Tensor& samples, optim::Optimizer& optimizer);
  void save();                                                        // inspect.json
  void report(const data::LabelledData& test, const Config& config);  // report.html
  inspect::Recording recording() const;
  std::string not_finite() const;  // ", first … of a layer", or empty

 private:
  void warn();
  Network& net_;
  std::string run_;
  Progress& progress_;
  inspect::Recording earlier_;
  inspect::Probe probe_;
  size_t points_ = 0;  // of the history that have been looked at
  int64_t window_ = 0;
  std::vector<double> warned_;  // for each layer, the share of dead units that was told last
  std::vector<int> told_;       // other warnings
  bool not_finite_told_ = false;
  Repairs repairs_;
  std::unique_ptr<EventWriter> events_;
};

// Scalars of a point of a history, and histograms of pre-activations.
void write_moment(EventWriter& to, const inspect::Moment& m, const std::vector<std::string>& labels);
void write_histograms(EventWriter& to, const std::vector<inspect::Layer>& layers, int64_t step);

extern const std::vector<std::string> kRepairs;      // of a network at rest
extern const std::vector<std::string> kLiveRepairs;  // while it is trained
inspect::Repaired repair(nn::Sequential& net, const Tensor& samples, const std::string& how,
                         const inspect::RepairOptions& options = {});

// The first samples as the network takes them, floats.
Tensor samples_of(const data::LabelledData& d, int64_t count);

}  // namespace rectify::cli
