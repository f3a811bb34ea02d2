#pragma once
// Where the units of a layer come from and go to, where all of it is known.
#include "inspect/trace.h"

namespace rectify::inspect {

struct Link {
  std::string label;  // as Layer::label()
  const Trace::Step *producer = nullptr, *norm = nullptr, *activation = nullptr;
  std::vector<const Trace::Step*> takers;
  int64_t units = 0;
};
// Layers whose units can be removed or given other outgoing weights.
std::vector<Link> links_of(const Trace& t);
// Inputs of the taker that come from one unit.
int64_t inputs_of_unit(const Link& link, const Trace::Step& taker);
// The dimension of a taker's weight that counts its inputs.
inline constexpr int64_t kInputDim = 1;

}  // namespace rectify::inspect
