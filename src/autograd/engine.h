#pragma once
// What nodes and the engine tell each other.
#include <rectify/autograd/node.h>

namespace rectify::detail {
inline std::atomic<bool> anomaly_on{false};
[[gnu::tls_model("initial-exec")]] extern thread_local constinit Node* running;  // the node that runs, in anomaly mode
}  // namespace rectify::detail
