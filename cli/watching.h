#pragma once
// Who looks on while a network is trained. Needs nothing of the room inspect: a build without it has no watcher.
#include <rectify/optim/optimizer.h>

#include <memory>
#include <string>

#include "model.h"
#include "progress.h"

namespace rectify::cli {

class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void step(double loss, double lr) = 0;
  // Recycles dead units, or raises their biases; says so.
  virtual void repair(const std::string& how, const Tensor& samples, optim::Optimizer& optimizer) = 0;
  virtual void save() = 0;                                                        // inspect.json
  virtual void report(const data::LabelledData& test, const Config& config) = 0;  // report.html
  virtual std::string not_finite() const = 0;                                     // ", first … of a layer", or empty
};
// Goes on with what the run folder has, up to `step`. tensorboard: folder for event files, or empty.
std::unique_ptr<Watcher> watcher(Network& net, const std::string& run, int64_t step, Progress& progress,
                                 const std::string& tensorboard);

}  // namespace rectify::cli
