#pragma once
// Padding as modules and as F::pad. padding: {left, right, top, bottom, …}, the last dimension first.
#include <rectify/core/arg.h>
#include <rectify/core/expanding_array.h>
#include <rectify/nn/containers.h>
#include <rectify/nn/enum.h>
#include <rectify/ops/padding.h>

namespace rectify::nn::functional {

struct PadFuncOptions {
  using mode_t = std::variant<enumtype::kConstant, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
  PadFuncOptions(std::vector<int64_t> pad) : pad_(std::move(pad)) {}
  TORCH_ARG(std::vector<int64_t>, pad);
  TORCH_ARG(mode_t, mode) = kConstant;
  TORCH_ARG(double, value) = 0;
};
inline Tensor pad(const Tensor& input, const PadFuncOptions& o) {
  constexpr const char* modes[] = {"constant", "reflect", "replicate", "circular"};
  return rectify::pad(input, o.pad(), modes[o.mode().index()], o.value());
}

}  // namespace rectify::nn::functional
namespace rectify::nn::api {

// Mode: how torch::nn names it and how rectify::pad does.
#define RECTIFY_PAD(Mode, mode)                                                             \
  template <size_t D>                                                                       \
  struct Mode##PadOptions {                                                                 \
    Mode##PadOptions(ExpandingArray<D * 2> padding) : padding_(padding) {}                  \
    TORCH_ARG(ExpandingArray<D * 2>, padding);                                              \
  };                                                                                        \
  template <size_t D, class Derived>                                                        \
  class Mode##PadImpl : public Cloneable<Derived> {                                         \
   public:                                                                                  \
    Mode##PadImpl(ExpandingArray<D * 2> padding) : options(padding) {}                      \
    explicit Mode##PadImpl(const Mode##PadOptions<D>& o) : options(o) {}                    \
    void reset() override {}                                                                \
    Tensor forward(const Tensor& input) { return pad(input, options.padding(), mode); }     \
    void pretty_print(std::ostream& stream) const override {                                \
      stream << "torch::nn::" #Mode "Pad" << D << "d(padding=" << options.padding() << ")"; \
    }                                                                                       \
    Mode##PadOptions<D> options;                                                            \
  };                                                                                        \
  RECTIFY_PAD_OF(Mode, 1)                                                                   \
  RECTIFY_PAD_OF(Mode, 2)                                                                   \
  RECTIFY_PAD_OF(Mode, 3)
#define RECTIFY_PAD_OF(Mode, D)                                              \
  using Mode##Pad##D##dOptions = Mode##PadOptions<D>;                        \
  class Mode##Pad##D##dImpl : public Mode##PadImpl<D, Mode##Pad##D##dImpl> { \
   public:                                                                   \
    using Mode##PadImpl<D, Mode##Pad##D##dImpl>::Mode##PadImpl;              \
  };                                                                         \
  RECTIFY_TORCH_MODULE(Mode##Pad##D##d);
RECTIFY_PAD(Reflection, "reflect")
RECTIFY_PAD(Replication, "replicate")
#undef RECTIFY_PAD

template <size_t D>
struct ConstantPadOptions {
  ConstantPadOptions(ExpandingArray<D * 2> padding, double value) : padding_(padding), value_(value) {}
  TORCH_ARG(ExpandingArray<D * 2>, padding);
  TORCH_ARG(double, value);
};
template <size_t D, class Derived>
class ConstantPadImpl : public Cloneable<Derived> {
 public:
  ConstantPadImpl(ExpandingArray<D * 2> padding, double value) : options(padding, value) {}
  explicit ConstantPadImpl(const ConstantPadOptions<D>& o) : options(o) {}
  void reset() override {}
  Tensor forward(const Tensor& input) { return pad(input, options.padding(), "constant", options.value()); }
  void pretty_print(std::ostream& stream) const override {
    stream << "torch::nn::ConstantPad" << D << "d(padding=" << options.padding() << ", value=" << options.value()
           << ")";
  }
  ConstantPadOptions<D> options;
};
RECTIFY_PAD_OF(Constant, 1)
RECTIFY_PAD_OF(Constant, 2)
RECTIFY_PAD_OF(Constant, 3)
#undef RECTIFY_PAD_OF

struct ZeroPad2dOptions {
  ZeroPad2dOptions(ExpandingArray<4> padding) : padding_(padding) {}
  TORCH_ARG(ExpandingArray<4>, padding);
};
class ZeroPad2dImpl : public Cloneable<ZeroPad2dImpl> {
 public:
  ZeroPad2dImpl(ExpandingArray<4> padding) : options(padding) {}
  explicit ZeroPad2dImpl(const ZeroPad2dOptions& o) : options(o) {}
  void reset() override {}
  Tensor forward(const Tensor& input) { return pad(input, options.padding()); }
  void pretty_print(std::ostream& stream) const override {
    stream << "torch::nn::ZeroPad2d(padding=" << options.padding() << ")";
  }
  ZeroPad2dOptions options;
};
RECTIFY_TORCH_MODULE(ZeroPad2d);

}  // namespace rectify::nn::api
