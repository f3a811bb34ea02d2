#pragma once
// The named choices of options: torch::kMean, torch::kFanIn, torch::kReLU …, one type each.
#include <rectify/core/error.h>

#include <string>
#include <variant>

#define RECTIFY_ENUM(name)                     \
  namespace rectify::enumtype {                \
  struct name {                                \
    constexpr name() {}                        \
    static constexpr const char* text = #name; \
  };                                           \
  }                                            \
  namespace rectify::api {                     \
  inline constexpr enumtype::name name{};      \
  }
RECTIFY_ENUM(kLinear)
RECTIFY_ENUM(kConv1D)
RECTIFY_ENUM(kConv2D)
RECTIFY_ENUM(kConv3D)
RECTIFY_ENUM(kConvTranspose1D)
RECTIFY_ENUM(kConvTranspose2D)
RECTIFY_ENUM(kConvTranspose3D)
RECTIFY_ENUM(kSigmoid)
RECTIFY_ENUM(kTanh)
RECTIFY_ENUM(kReLU)
RECTIFY_ENUM(kGELU)
RECTIFY_ENUM(kSiLU)
RECTIFY_ENUM(kMish)
RECTIFY_ENUM(kLeakyReLU)
RECTIFY_ENUM(kFanIn)
RECTIFY_ENUM(kFanOut)
RECTIFY_ENUM(kConstant)
RECTIFY_ENUM(kReflect)
RECTIFY_ENUM(kReplicate)
RECTIFY_ENUM(kCircular)
RECTIFY_ENUM(kNearest)
RECTIFY_ENUM(kBilinear)
RECTIFY_ENUM(kBicubic)
RECTIFY_ENUM(kTrilinear)
RECTIFY_ENUM(kArea)
RECTIFY_ENUM(kNearestExact)
RECTIFY_ENUM(kSum)
RECTIFY_ENUM(kMean)
RECTIFY_ENUM(kMax)
RECTIFY_ENUM(kNone)
RECTIFY_ENUM(kBatchMean)
RECTIFY_ENUM(kZeros)
RECTIFY_ENUM(kBorder)
RECTIFY_ENUM(kReflection)
RECTIFY_ENUM(kRNN_TANH)
RECTIFY_ENUM(kRNN_RELU)
RECTIFY_ENUM(kLSTM)
RECTIFY_ENUM(kGRU)
RECTIFY_ENUM(kValid)
RECTIFY_ENUM(kSame)
#undef RECTIFY_ENUM

namespace rectify::enumtype {
struct _compute_enum_name {
  template <class E>
  std::string operator()(const E&) const {
    return E::text;
  }
};
template <class V>
std::string get_enum_name(const V& choice) {  // "kMean"
  return std::visit(_compute_enum_name(), choice);
}
using reduction_t = std::variant<kNone, kMean, kSum>;
inline int64_t reduction_get_enum(const reduction_t& r) {
  return static_cast<int64_t>(r.index());
}  // as Reduction::None, Mean, Sum
}  // namespace rectify::enumtype
