#include <rectify/nn/conv.h>
#include <rectify/nn/init.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/fused.h>
#include <rectify/ops/padding.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace rectify::nn {
namespace {

const char* name_of(size_t dims, bool transposed) {
  constexpr const char* names[2][3] = {{"Conv1d", "Conv2d", "Conv3d"},
                                       {"ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"}};
  return names[transposed][dims - 1];
}
template <size_t D>
bool all_are(const ExpandingArray<D>& a, int64_t v) {
  return std::all_of(a->begin(), a->end(), [v](int64_t n) { return n == v; });
}

template <size_t D>
detail::ConvNdOptions<D> general(const ConvOptions<D>& o) {
  return detail::ConvNdOptions<D>(o.in_channels(), o.out_channels(), o.kernel_size())
      .stride(o.stride())
      .padding(o.padding())
      .dilation(o.dilation())
      .groups(o.groups())
      .bias(o.bias())
      .padding_mode(o.padding_mode());
}
template <size_t D>
detail::ConvNdOptions<D> general(const ConvTransposeOptions<D>& o) {
  return detail::ConvNdOptions<D>(o.in_channels(), o.out_channels(), o.kernel_size())
      .stride(o.stride())
      .padding(typename detail::ConvNdOptions<D>::padding_t(o.padding()))
      .dilation(o.dilation())
      .transposed(true)
      .output_padding(o.output_padding())
      .groups(o.groups())
      .bias(o.bias())
      .padding_mode(o.padding_mode());
}

using Plain = Tensor (*)(const Tensor&, const Tensor&, const optional<Tensor>&, IntArrayRef, IntArrayRef, IntArrayRef,
                         int64_t);
using Named = Tensor (*)(const Tensor&, const Tensor&, const optional<Tensor>&, IntArrayRef, PaddingName, IntArrayRef,
                         int64_t);
template <size_t D>
constexpr Plain plain_conv = D == 1   ? Plain(rectify::conv1d)
                             : D == 2 ? Plain(rectify::conv2d)
                                      : Plain(rectify::conv3d);
template <size_t D>
constexpr Named named_conv = D == 1   ? Named(rectify::conv1d)
                             : D == 2 ? Named(rectify::conv2d)
                                      : Named(rectify::conv3d);
template <size_t D>
Tensor call(const Tensor& x, const Tensor& w, const Tensor& bias, const ExpandingArray<D>& stride,
            const detail::conv_padding_t<D>& padding, const ExpandingArray<D>& dilation, int64_t groups) {
  if (auto* amount = std::get_if<ExpandingArray<D>>(&padding))
    return plain_conv<D>(x, w, bias, stride, *amount, dilation, groups);
  return named_conv<D>(x, w, bias, stride, std::holds_alternative<enumtype::kSame>(padding) ? "same" : "valid",
                       dilation, groups);
}

template <size_t D>
Tensor padded(const Tensor& x, const detail::ConvNdOptions<D>& o) {
  std::vector<int64_t> amounts;  // of each dimension from the last on: before, after
  for (size_t d = D; d-- > 0;) {
    auto* amount = std::get_if<ExpandingArray<D>>(&o.padding());
    int64_t total = amount ? 2 * (*amount)->at(d)
                    : std::holds_alternative<enumtype::kSame>(o.padding())
                        ? o.dilation()->at(d) * (o.kernel_size()->at(d) - 1)
                        : 0;
    amounts.insert(amounts.end(), {total / 2, total - total / 2});
  }
  const char* mode = std::holds_alternative<enumtype::kReflect>(o.padding_mode())     ? "reflect"
                     : std::holds_alternative<enumtype::kReplicate>(o.padding_mode()) ? "replicate"
                                                                                      : "circular";
  return rectify::pad(x, amounts, mode);
}
template <size_t D>
Tensor run(const Tensor& x, const Tensor& w, const Tensor& bias, const detail::ConvNdOptions<D>& o) {
  if (std::holds_alternative<enumtype::kZeros>(o.padding_mode()))
    return call<D>(x, w, bias, o.stride(), o.padding(), o.dilation(), o.groups());
  return call<D>(padded<D>(x, o), w, bias, o.stride(), ExpandingArray<D>(0), o.dilation(), o.groups());
}

// The output padding that gives the asked size.
template <size_t D>
std::vector<int64_t> chosen_padding(const Tensor& x, const optional<IntArrayRef>& asked,
                                    const detail::ConvNdOptions<D>& o) {
  if (!asked) return {o.output_padding()->begin(), o.output_padding()->end()};
  IntArrayRef size = *asked;
  size_t k = static_cast<size_t>(x.dim()) - 2;
  if (size.size() == k + 2) size = size.slice(2);
  TORCH_CHECK(size.size() == k, "output_size must have ", k, " or ", k + 2, " elements (got ", size.size(), ")");
  std::vector<int64_t> least, most, chosen;
  std::string from, to;
  bool valid = true;
  const auto& padding = std::get<ExpandingArray<D>>(o.padding());
  for (size_t d = 0; d < k; d++) {
    int64_t n = (x.size(d + 2) - 1) * o.stride()->at(d) - 2 * padding->at(d) +
                o.dilation()->at(d) * (o.kernel_size()->at(d) - 1) + 1;
    least.push_back(n);
    most.push_back(n + o.stride()->at(d) - 1);
    from += (d ? " " : "") + std::to_string(least.back());
    to += (d ? " " : "") + std::to_string(most.back());
    valid &= size[d] >= least[d] && size[d] <= most[d];
    chosen.push_back(size[d] - n);
  }
  TORCH_CHECK(valid, "requested an output size of ", size, ", but valid sizes range from ", from, " to ", to,
              " (for an input of ", x.sizes().slice(2), ")");
  return chosen;
}

}  // namespace

template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::reset() {
  TORCH_CHECK(options.in_channels() > 0 && options.groups() > 0 && options.out_channels() > 0,
              "in_channels, groups and out_channels must be a positive integer.");
  TORCH_CHECK(options.in_channels() % options.groups() == 0, "in_channels must be divisible by groups");
  TORCH_CHECK(options.out_channels() % options.groups() == 0, "out_channels must be divisible by groups");
  TORCH_CHECK(!std::holds_alternative<enumtype::kSame>(options.padding()) || all_are<D>(options.stride(), 1),
              "padding='same' is not supported for strided convolutions");
  int64_t first = options.transposed() ? options.in_channels() : options.out_channels(),
          second = options.transposed() ? options.out_channels() : options.in_channels();
  std::vector<int64_t> sizes{first, second / options.groups()};
  sizes.insert(sizes.end(), options.kernel_size()->begin(), options.kernel_size()->end());
  weight = this->register_parameter("weight", rectify::empty(sizes));
  bias = options.bias() ? this->register_parameter("bias", rectify::empty({options.out_channels()}))
                        : this->register_parameter("bias", {}, false);
  reset_parameters();
}
template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const double bound = 1 / std::sqrt(static_cast<double>(std::get<0>(init::_calculate_fan_in_and_fan_out(weight))));
  init::uniform_(bias, -bound, bound);
}
template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::pretty_print(std::ostream& s) const {
  s << "torch::nn::" << name_of(D, options.transposed()) << "(" << options.in_channels() << ", "
    << options.out_channels() << ", kernel_size=" << options.kernel_size() << ", stride=" << options.stride();
  if (std::holds_alternative<enumtype::kValid>(options.padding()))
    s << ", padding='valid'";
  else if (std::holds_alternative<enumtype::kSame>(options.padding()))
    s << ", padding='same'";
  else if (const auto& amount = std::get<ExpandingArray<D>>(options.padding()); !all_are<D>(amount, 0))
    s << ", padding=" << amount;
  if (!all_are<D>(options.dilation(), 1)) s << ", dilation=" << options.dilation();
  if (!all_are<D>(options.output_padding(), 0)) s << ", output_padding=" << options.output_padding();
  if (options.groups() != 1) s << ", groups=" << options.groups();
  if (!options.bias()) s << ", bias=false";
  if (!std::holds_alternative<enumtype::kZeros>(options.padding_mode()))
    s << ", padding_mode=" << enumtype::get_enum_name(options.padding_mode());
  s << ")";
}

#define RECTIFY_CONV(D)                                                                                                \
  template class ConvNdImpl<D, Conv##D##dImpl>;                                                                        \
  template class ConvNdImpl<D, ConvTranspose##D##dImpl>;                                                               \
  Conv##D##dImpl::Conv##D##dImpl(Conv##D##dOptions o) : ConvNdImpl(general<D>(o)) {}                                   \
  Tensor Conv##D##dImpl::forward(const Tensor& x) { return run<D>(x, weight, bias, options); }                         \
  Tensor detail::FusesActivation<Conv##D##dImpl>::forward(Conv##D##dImpl& m, const Tensor& x,                          \
                                                          const FusedActivation& a) {                                  \
    return a.inplace ? rectify::detail::activate_(a.function, m.forward(x), a.params)                                  \
                     : rectify::detail::activate_over(a.function, m.forward(x), a.params);                             \
  }                                                                                                                    \
  ConvTranspose##D##dImpl::ConvTranspose##D##dImpl(ConvTranspose##D##dOptions o) : ConvNdImpl(general<D>(o)) {}        \
  Module::DefaultArgs ConvTranspose##D##dImpl::_forward_default_args() {                                               \
    return {{1, AnyValue(optional<IntArrayRef>())}};                                                                   \
  }                                                                                                                    \
  Tensor ConvTranspose##D##dImpl::forward(const Tensor& x, const optional<IntArrayRef>& size) {                        \
    TORCH_CHECK(std::holds_alternative<enumtype::kZeros>(options.padding_mode()),                                      \
                "Only `zeros` padding mode is supported for ConvTranspose" #D "d");                                    \
    return rectify::conv_transpose##D##d(x, weight, bias, options.stride(),                                            \
                                         std::get<ExpandingArray<D>>(options.padding()),                               \
                                         chosen_padding<D>(x, size, options), options.groups(), options.dilation());   \
  }                                                                                                                    \
  Tensor functional::conv##D##d(const Tensor& x, const Tensor& w, const Conv##D##dFuncOptions& o) {                    \
    return call<D>(x, w, o.bias(), o.stride(), o.padding(), o.dilation(), o.groups());                                 \
  }                                                                                                                    \
  Tensor functional::conv_transpose##D##d(const Tensor& x, const Tensor& w, const ConvTranspose##D##dFuncOptions& o) { \
    return rectify::conv_transpose##D##d(x, w, o.bias(), o.stride(), o.padding(), o.output_padding(), o.groups(),      \
                                         o.dilation());                                                                \
  }
RECTIFY_CONV(1)
RECTIFY_CONV(2)
RECTIFY_CONV(3)
#undef RECTIFY_CONV

}  // namespace rectify::nn
