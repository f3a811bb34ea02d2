#pragma once
// What libtorch has at the root of torch, at and c10 lives in rectify::api, which those three nominate; nn, optim, data
// and the other nested namespaces stay outside it, so that after `using namespace torch` nn means torch::nn alone.
// Likewise rectify::nn, for functional, init and utils, and rectify::data, for datasets, samplers and transforms.
#ifdef __clang__
#pragma clang diagnostic ignored "-Winline-namespace-reopened-noninline"  // it is said here, once
#endif
// What libtorch has not stands in own, where neither `using namespace torch` nor a call with a tensor finds it: a
// program may have a Node, an Edge or a Swish of its own.
namespace rectify {
inline namespace api {}
namespace own {}
using namespace own;
namespace nn {
inline namespace api {}
namespace own {}
using namespace own;
}  // namespace nn
namespace data {
inline namespace api {}
}  // namespace data
}  // namespace rectify
