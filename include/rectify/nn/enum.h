#pragma once
// The named choices of options: torch::kMean, torch::kFanIn, torch::kReLU …, one type each.
#include <rectify/core/error.h>

#include <variant>

#define RECTIFY_ENUM(name)                \
  namespace rectify::enumtype {           \
  struct name {                           \
    constexpr name() {}                   \
  };                                      \
  }                                       \
  namespace rectify::api {                \
  inline constexpr enumtype::name name{}; \
  }
RECTIFY_ENUM(kLinear)
RECTIFY_ENUM(kConv1d)
RECTIFY_ENUM(kConv2d)
RECTIFY_ENUM(kConv3d)
RECTIFY_ENUM(kConvTranspose1d)
RECTIFY_ENUM(kConvTranspose2d)
RECTIFY_ENUM(kConvTranspose3d)
RECTIFY_ENUM(kSigmoid)
RECTIFY_ENUM(kTanh)
RECTIFY_ENUM(kReLU)
RECTIFY_ENUM(kLeakyReLU)
RECTIFY_ENUM(kFanIn)
RECTIFY_ENUM(kFanOut)
RECTIFY_ENUM(kNone)
RECTIFY_ENUM(kMean)
RECTIFY_ENUM(kSum)
#undef RECTIFY_ENUM

namespace rectify::enumtype {
using reduction_t = std::variant<kNone, kMean, kSum>;
inline int64_t reduction_get_enum(const reduction_t& r) {
  return static_cast<int64_t>(r.index());
}  // as Reduction::None, Mean, Sum
}  // namespace rectify::enumtype
