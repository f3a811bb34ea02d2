#pragma once
// What a network computed from one batch: its layers and how their values reach each other.
#include <rectify/autograd/observer.h>
#include <rectify/inspect/health.h>

#include <optional>

namespace rectify::inspect {

struct Trace {
  struct Step {
    autograd::Observer::Op op;
    std::string name;
    int input = -1, second = -1, output = -1;  // values; -1: made by something that is not known
    int reshaped = -1;                         // the value that `input` is another shape of
    Activation function = Activation::count;
    kernels::Params params;
    Tensor other;
    nn::Module* module = nullptr;  // of the weights, or of the normalisation
    std::string layer;             // the module's name
    bool of_weights() const {
      using Op = autograd::Observer::Op;
      return op == Op::Linear || op == Op::Convolution || op == Op::Transposed;
    }
  };
  std::vector<Tensor> values;  // as they were computed: a value that was changed later is a copy
  std::vector<Step> steps;     // in order
  Tensor result;
  // The layer whose output reaches this value through normalisation, pooling, sums and other shapes; null: unknown.
  const Step* source(int value) const;
  const Step* maker(int value) const;
  // The layers that take this value, as it is or pooled, normalised or in another shape.
  std::vector<const Step*> takers(int value) const;
};
// In evaluation mode, without gradients.
Trace trace(const Subject& subject, const Tensor& x);
// The activations of a trace with their layers' labels, as a Probe names them.
std::vector<std::pair<std::string, const Trace::Step*>> activations_of(const Trace& t);

// For the values of a trace, for inputs in `inputs`; of one that is not known, all numbers.
std::vector<std::vector<Interval>> bounds_of(const Trace& t, const std::vector<Interval>& inputs);
std::vector<Interval> range_of(const Tensor& x, double margin);  // of each feature or channel

// Evaluation mode for a while.
class EvalGuard {
 public:
  explicit EvalGuard(nn::Module& model);
  ~EvalGuard();

 private:
  std::vector<std::pair<nn::Module*, bool>> before_;
};

}  // namespace rectify::inspect
