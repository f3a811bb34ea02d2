#pragma once
// What `train --watch` sees, says while it happens, and keeps.
#include <rectify/inspect/repair.h>

#include <string>
#include <vector>

#include <rectify/io/tensorboard.h>

#include "recording.h"
#include "watching.h"

namespace rectify::cli {

class Watch final : public Watcher {
 public:
  Watch(Network& net, const std::string& run, int64_t step, Progress& progress, const std::string& tensorboard);
  void step(double loss, double lr) override;
  void repair(const std::string& how, const Tensor& samples, optim::Optimizer& optimizer) override;
  void save() override;
  void report(const data::LabelledData& test, const Config& config) override;
  std::string not_finite() const override;
  inspect::Recording recording() const;

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

inspect::Repaired repair(nn::Sequential& net, const Tensor& samples, const std::string& how,
                         const inspect::RepairOptions& options = {});

}  // namespace rectify::cli
