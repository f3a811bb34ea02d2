#pragma once
// Repairs of a network, each of which says what it did and by how much the network's outputs on the data changed.
// docs/inspect.md says what each is, and what it has been measured to be good for.
#include <rectify/inspect/health.h>
#include <rectify/optim/optimizer.h>

namespace rectify::inspect {

struct Repaired {
  std::string repair;               // "prune"
  int64_t units = 0;                // or modules, or groups of parameters
  std::vector<std::string> layers;  // that were changed
  double change = 0;                // the greatest change of an output on the data, over the greatest output
  std::string text;
};

struct RepairOptions {
  TORCH_ARG(uint16_t, states) = kDead;  // recycle and shift_biases: of which units
  TORCH_ARG(double, rate) = 0.1;        // shift_biases: the share of samples on which a unit is to fire
  TORCH_ARG(double, tau) = 0.025;       // dormant
  using MaybeOptimizer = optim::Optimizer*;
  TORCH_ARG(MaybeOptimizer, optimizer) = nullptr;  // whose state for what was changed is forgotten
};

// Removes the units whose output is one constant on all inputs (dead ones, mostly) and folds it into what follows: the
// outputs on the data stay as they were, to rounding, and the network gets smaller. Only where all that takes a unit is
// known: a linear layer or convolution before it, BatchNorm at most in between, and linear layers or convolutions
// behind it, with pooling and Flatten at most in between. At least one unit of a layer stays. Parameters stay the same
// tensors.
Repaired prune(const Subject& subject, const Tensor& inputs, const RepairOptions& options = {});
// Gives units new incoming weights (He) and no outgoing ones; what they gave on average goes into the next bias. Dead
// units' outputs are 0, so the network's outputs stay as they were. Of the optimizer the entries' moments are set to 0,
// and Adam counts their steps from here.
Repaired recycle(const Subject& subject, const Tensor& inputs, const RepairOptions& options = {});
// Raises the biases of dead units (BatchNorm's, where there is one) until they fire on a share of the inputs.
Repaired shift_biases(const Subject& subject, const Tensor& inputs, const RepairOptions& options = {});

enum class Init { He, Lsuv, Rai };
// Draws the weights of linear layers and convolutions again. He: normal with the gain of the activation that follows;
// biases 0. Lsuv: orthonormal, then scaled on the inputs until every layer's outputs have variance 1 (Mishkin and
// Matas, arXiv 1511.06422). Rai: randomised asymmetric, of ReLU layers (Lu et al., arXiv 1903.06733). layers: names;
// empty: all.
Repaired reinitialise(const Subject& subject, const Tensor& inputs, Init init,
                      const std::vector<std::string>& layers = {}, optim::Optimizer* optimizer = nullptr);
void rai_(const Tensor& weight, const Tensor& bias);  // of one layer; an undefined bias is left out

// Sets the learning rate of every group and forgets all state.
Repaired restart_rate(optim::Optimizer& optimizer, double lr);

// Puts another activation, with its default options, in the place of every activation module in a Sequential. by: a
// name of the list or "prelu". Error: there is no such activation, or none to replace.
Repaired replace_activations(nn::Module& model, const std::string& by);

}  // namespace rectify::inspect
