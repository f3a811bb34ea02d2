#pragma once
// Which units of a network are unwell, why, and what to do: as plain data. docs/inspect.md has the definitions.
#include <rectify/inspect/probe.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rectify::inspect {

// A network and how to run it: Subject(net) for any module whose forward takes one tensor and gives one.
struct Subject {
  nn::Module* model;
  std::function<Tensor(const Tensor&)> forward;
  Subject(nn::Module& m, std::function<Tensor(const Tensor&)> f) : model(&m), forward(std::move(f)) {}
  template <class M>
  Subject(const nn::ModuleHolder<M>& m)
      : model(m.ptr().get()), forward([p = m.ptr()](const Tensor& x) -> Tensor { return p->forward(x); }) {}
};

// States of a unit; it may have several.
enum State : uint16_t {
  kCertifiedDead = 1,  // no input in the data's range makes it fire: proven by interval bounds
  kSilent = 2,         // it did not fire on the samples
  kDormant = 4,        // its mean |h| is at most tau of the layer's
  kLowUtility = 8,     // |h| times its outgoing weights, against the layer's mean
  kAlwaysOn = 16,      // the activation was linear on all its values
  kSaturated = 32,     // the slope was flat on (nearly) all its values
  kDuplicate = 64,     // it does what an earlier unit of the layer does
  kNotFinite = 128     // it gave NaN or an infinite value; then it is counted in no other state
};
inline constexpr uint16_t kDead = kCertifiedDead | kSilent;
inline constexpr int kStates = 8;
const char* name_of(State s);  // "certified_dead"

enum class Cause : uint8_t {
  None,
  BornDead,        // it never fired
  Killed,          // it fired, and then a step ended that
  BiasDrift,       // without its bias it would fire
  UncentredInput,  // with centred inputs it would fire
  BadlyScaledInput,
  Starved,  // all its inputs are dead
  InitTooSmall,
  InitTooLarge,
  FlatActivation,  // the activation's slope is small everywhere that matters
  SymmetricInit,   // units began alike
  NotFiniteInput,  // the data have NaN or infinite values
  NotFiniteWeights,
  Overflow  // of finite inputs and weights, beyond what a float holds
};
const char* name_of(Cause c);  // "born_dead"

enum class Severity : uint8_t { Note, Warning, Error };
const char* name_of(Severity s);

struct ExamineOptions {
  TORCH_ARG(double, tau) = 0.025;         // dormant: Sokar et al. 2023
  TORCH_ARG(double, utility) = 0.01;      // low utility: share of the layer's mean
  TORCH_ARG(double, saturated) = 0.95;    // share of values with a flat slope
  TORCH_ARG(double, duplicate) = 0.999;   // correlation
  TORCH_ARG(double, uncentred) = 3;       // ‖mean‖ / ‖deviation‖ of the network's input
  TORCH_ARG(double, largest_input) = 30;  // its root mean square
  TORCH_ARG(double, smallest_input) = 1e-3;
  TORCH_ARG(double, gradient_ratio) = 1e3;  // between the first and the last layer, either way
  TORCH_ARG(double, stalled) = 1e-7;        // update ratio
  TORCH_ARG(double, dead_share) = 0.1;      // of a layer's units from which it is a warning
  TORCH_ARG(int64_t, batch_size) = 256;
  TORCH_ARG(int64_t, gradient_batches) = 8;  // at most, that are also run backward
  TORCH_ARG(double, margin) = 0;             // by which the inputs' range is widened, as a share of its width
  TORCH_ARG(Tensor, targets);                // class numbers: the gradient is cross-entropy's; else of a fixed sum
  using Watched = const Recording*;
  TORCH_ARG(Watched, recording) = nullptr;  // of the training: causes over time
};

struct Interval {
  double low, high;
};
struct UnitHealth {
  uint16_t states = 0;
  Cause cause = Cause::None;             // of being dead
  int64_t step = -1;                     // Killed: the last step in which it fired
  int64_t like = -1;                     // kDuplicate: the unit that it repeats
  double score = 0;                      // ReDo's
  double utility = 0;                    // over the layer's mean
  Interval bounds{-INFINITY, INFINITY};  // of the pre-activation
};
struct LayerHealth {
  Layer layer;
  std::vector<UnitHealth> units;  // empty where no activation follows
  std::vector<double> outgoing;   // sums of |outgoing weights|; empty where they are not known
  double gradient = NAN;          // norm of the loss's gradient by the layer's output, a sample
  double gain = NAN;              // root mean square of the weights times sqrt(fan in)
  int64_t count(uint16_t states) const;
  double share(uint16_t states) const;
};
struct Finding {
  Severity severity = Severity::Note;
  std::string what;   // "dead_units", "vanishing_gradient", …: a word for machines
  std::string layer;  // its label, or empty: the network
  std::vector<int64_t> units;
  Cause cause = Cause::None;
  std::map<std::string, double> numbers;
  std::string text, advice;  // what it is and what shows it; what to do
};
struct Report {
  std::string verdict;  // a sentence
  int64_t samples = 0;
  std::vector<LayerHealth> layers;
  std::vector<Finding> findings;         // the worst first
  int64_t count(uint16_t states) const;  // units
  int64_t units() const;                 // of layers with an activation
  double share(uint16_t states) const {
    return units() ? static_cast<double>(count(states)) / static_cast<double>(units()) : 0;
  }
  double dead_share() const { return share(kDead); }
  bool finite() const;  // neither NaN nor infinity in inputs, weights, outputs and gradients
  const Finding* find(const std::string& what) const;
  std::string text() const;
  std::string json() const;
};

// Looks at a network in evaluation mode on `inputs` (their first dimension counts samples). Its mode, gradients,
// buffers and the generator stay what they were. Error: there are no samples.
Report examine(const Subject& subject, const Tensor& inputs, const ExamineOptions& options = {});

// Bounds of every layer's pre-activation for inputs in the given intervals, one for each feature or channel. Rounded
// outwards: what the network computes in float lies inside. `like`: an input, for its shape.
std::map<std::string, std::vector<Interval>> bounds(const Subject& subject, const Tensor& like,
                                                    const std::vector<Interval>& inputs);

}  // namespace rectify::inspect
