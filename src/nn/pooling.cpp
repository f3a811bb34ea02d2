#include <rectify/nn/pooling.h>
#include <rectify/nn/utils.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

#include <cmath>
#include <ostream>

namespace rectify::nn {
namespace {

template <size_t D>
std::vector<int64_t> unpooled_size(const Tensor& x, const functional::MaxUnpoolFuncOptions<D>& o) {
  std::vector<int64_t> natural, given = o.output_size().value_or(std::vector<int64_t>());
  for (size_t d = 0; d < D; d++)
    natural.push_back((x.size(static_cast<int64_t>(d) - static_cast<int64_t>(D)) - 1) * o.stride()->at(d) +
                      o.kernel_size()->at(d) - 2 * o.padding()->at(d));
  if (!o.output_size()) return natural;
  if (given.size() == D + 2) given.erase(given.begin(), given.begin() + 2);
  TORCH_CHECK(given.size() == D, "output_size should be a sequence containing ", D, " or ", D + 2,
              " elements, but it has a length of '", given.size(), "'");
  for (size_t d = 0; d < D; d++) {
    int64_t least = natural[d] - o.stride()->at(d), most = natural[d] + o.stride()->at(d);
    TORCH_CHECK(least < given[d] && given[d] < most, "invalid output_size ", IntArrayRef(given), " (dim ", d,
                " must be between ", least, " and ", most, ")");
  }
  return given;
}
template <size_t D>
std::tuple<Tensor, Tensor> fractional(const Tensor& x, const FractionalMaxPoolOptions<D>& o) {
  TORCH_CHECK(o.output_size() || o.output_ratio(), "fractional_max_pool", D,
              "d requires specifying either an output_size or an output_ratio");
  std::vector<int64_t> out;
  for (size_t d = 0; d < D; d++)
    out.push_back(o.output_size() ? (*o.output_size())->at(d)
                                  : static_cast<int64_t>(
                                        static_cast<double>(x.size(static_cast<int64_t>(d) - static_cast<int64_t>(D))) *
                                        (*o.output_ratio())->at(d)));
  Tensor samples = o._random_samples();
  if (!samples.defined()) {
    int64_t n = x.dim() == static_cast<int64_t>(D) + 1 ? 1 : x.size(0), c = x.size(-static_cast<int64_t>(D) - 1);
    samples = rand({n, c, static_cast<int64_t>(D)}, x.options());
  }
  if constexpr (D == 2)
    return rectify::fractional_max_pool2d(x, o.kernel_size(), out, samples);
  else
    return rectify::fractional_max_pool3d(x, o.kernel_size(), out, samples);
}
Tensor root_of_sum(const Tensor& mean, int64_t window, double norm) {
  return (mean.sign() * mean.abs().relu()).mul(window).pow(1.0 / norm);
}

template <class O>
void print_size(std::ostream& s, const O& o) {
  s << "kernel_size=" << o.kernel_size() << ", stride=" << o.stride();
}
template <size_t D>
void print_options(std::ostream& s, const AvgPoolOptions<D>& o) {
  s << "AvgPool" << D << "d(";
  print_size(s, o);
  s << ", padding=" << o.padding();
}
template <size_t D>
void print_options(std::ostream& s, const MaxPoolOptions<D>& o) {
  s << "MaxPool" << D << "d(";
  print_size(s, o);
  s << ", padding=" << o.padding() << ", dilation=" << o.dilation() << ", ceil_mode=" << o.ceil_mode();
}
template <size_t D>
void print_options(std::ostream& s, const MaxUnpoolOptions<D>& o) {
  s << "MaxUnpool" << D << "d(";
  print_size(s, o);
  s << ", padding=" << o.padding();
}
template <class A>
void print_options(std::ostream& s, const AdaptiveAvgPoolOptions<A>& o) {
  s << "AdaptiveAvgPool" << o.output_size().size() << "d(output_size=" << o.output_size();
}
template <class A>
void print_options(std::ostream& s, const AdaptiveMaxPoolOptions<A>& o) {
  s << "AdaptiveMaxPool" << o.output_size().size() << "d(output_size=" << o.output_size();
}
template <size_t D>
void print_options(std::ostream& s, const FractionalMaxPoolOptions<D>&) {
  s << "FractionalMaxPool" << D << "d(";
}
template <size_t D>
void print_options(std::ostream& s, const LPPoolOptions<D>& o) {
  s << "LPPool" << D << "d(norm_type=" << o.norm_type() << ", ";
  print_size(s, o);
  s << ", ceil_mode=" << o.ceil_mode();
}

}  // namespace

template <class Derived, class Options>
void detail::PoolImpl<Derived, Options>::pretty_print(std::ostream& s) const {
  s << std::boolalpha << "torch::nn::";
  print_options(s, options);
  s << ")";
}

#define RECTIFY_POOL(D)                                                                                       \
  template class detail::PoolImpl<AvgPool##D##dImpl, AvgPool##D##dOptions>;                                   \
  template class detail::PoolImpl<MaxPool##D##dImpl, MaxPool##D##dOptions>;                                   \
  template class detail::PoolImpl<MaxUnpool##D##dImpl, MaxUnpool##D##dOptions>;                               \
  Module::DefaultArgs MaxUnpool##D##dImpl::_forward_default_args() {                                          \
    return {{2, AnyValue(optional<std::vector<int64_t>>())}};                                                 \
  }                                                                                                           \
  template class detail::PoolImpl<AdaptiveAvgPool##D##dImpl, AdaptiveAvgPool##D##dOptions>;                   \
  template class detail::PoolImpl<AdaptiveMaxPool##D##dImpl, AdaptiveMaxPool##D##dOptions>;                   \
  Tensor functional::max_pool##D##d(const Tensor& x, const MaxPool##D##dFuncOptions& o) {                     \
    return rectify::max_pool##D##d(x, o.kernel_size(), o.stride(), o.padding(), o.dilation(), o.ceil_mode()); \
  }                                                                                                           \
  std::tuple<Tensor, Tensor> functional::max_pool##D##d_with_indices(const Tensor& x,                         \
                                                                     const MaxPool##D##dFuncOptions& o) {     \
    return rectify::max_pool##D##d_with_indices(x, o.kernel_size(), o.stride(), o.padding(), o.dilation(),    \
                                                o.ceil_mode());                                               \
  }                                                                                                           \
  Tensor functional::adaptive_max_pool##D##d(const Tensor& x, const AdaptiveMaxPool##D##dFuncOptions& o) {    \
    return std::get<0>(adaptive_max_pool##D##d_with_indices(x, o));                                           \
  }
RECTIFY_POOL(1)
RECTIFY_POOL(2)
RECTIFY_POOL(3)
#undef RECTIFY_POOL
template class detail::PoolImpl<FractionalMaxPool2dImpl, FractionalMaxPool2dOptions>;
template class detail::PoolImpl<FractionalMaxPool3dImpl, FractionalMaxPool3dOptions>;
template class detail::PoolImpl<LPPool1dImpl, LPPool1dOptions>;
template class detail::PoolImpl<LPPool2dImpl, LPPool2dOptions>;

namespace functional {

Tensor avg_pool1d(const Tensor& x, const AvgPool1dFuncOptions& o) {
  return rectify::avg_pool1d(x, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(), o.count_include_pad());
}
Tensor avg_pool2d(const Tensor& x, const AvgPool2dFuncOptions& o) {
  return rectify::avg_pool2d(x, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(), o.count_include_pad(),
                             o.divisor_override());
}
Tensor avg_pool3d(const Tensor& x, const AvgPool3dFuncOptions& o) {
  return rectify::avg_pool3d(x, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(), o.count_include_pad(),
                             o.divisor_override());
}
Tensor adaptive_avg_pool1d(const Tensor& x, const AdaptiveAvgPool1dFuncOptions& o) {
  return rectify::adaptive_avg_pool1d(x, o.output_size());
}
Tensor adaptive_avg_pool2d(const Tensor& x, const AdaptiveAvgPool2dFuncOptions& o) {
  return rectify::adaptive_avg_pool2d(x, modules::utils::_list_with_default(o.output_size(), x.sizes()));
}
Tensor adaptive_avg_pool3d(const Tensor& x, const AdaptiveAvgPool3dFuncOptions& o) {
  return rectify::adaptive_avg_pool3d(x, modules::utils::_list_with_default(o.output_size(), x.sizes()));
}
std::tuple<Tensor, Tensor> adaptive_max_pool1d_with_indices(const Tensor& x, const AdaptiveMaxPool1dFuncOptions& o) {
  return rectify::adaptive_max_pool1d(x, o.output_size());
}
std::tuple<Tensor, Tensor> adaptive_max_pool2d_with_indices(const Tensor& x, const AdaptiveMaxPool2dFuncOptions& o) {
  return rectify::adaptive_max_pool2d(x, modules::utils::_list_with_default(o.output_size(), x.sizes()));
}
std::tuple<Tensor, Tensor> adaptive_max_pool3d_with_indices(const Tensor& x, const AdaptiveMaxPool3dFuncOptions& o) {
  return rectify::adaptive_max_pool3d(x, modules::utils::_list_with_default(o.output_size(), x.sizes()));
}
Tensor max_unpool1d(const Tensor& x, const Tensor& indices, const MaxUnpool1dFuncOptions& o) {
  auto size = unpooled_size(x, o);
  size.insert(size.begin(), 1);
  return rectify::max_unpool2d(x.unsqueeze(-2), indices.unsqueeze(-2), size).squeeze(-2);
}
Tensor max_unpool2d(const Tensor& x, const Tensor& indices, const MaxUnpool2dFuncOptions& o) {
  return rectify::max_unpool2d(x, indices, unpooled_size(x, o));
}
Tensor max_unpool3d(const Tensor& x, const Tensor& indices, const MaxUnpool3dFuncOptions& o) {
  return rectify::max_unpool3d(x, indices, unpooled_size(x, o), o.stride(), o.padding());
}
std::tuple<Tensor, Tensor> fractional_max_pool2d_with_indices(const Tensor& x,
                                                              const FractionalMaxPool2dFuncOptions& o) {
  return fractional(x, o);
}
std::tuple<Tensor, Tensor> fractional_max_pool3d_with_indices(const Tensor& x,
                                                              const FractionalMaxPool3dFuncOptions& o) {
  return fractional(x, o);
}
Tensor fractional_max_pool2d(const Tensor& x, const FractionalMaxPool2dFuncOptions& o) {
  return std::get<0>(fractional(x, o));
}
Tensor fractional_max_pool3d(const Tensor& x, const FractionalMaxPool3dFuncOptions& o) {
  return std::get<0>(fractional(x, o));
}
Tensor lp_pool1d(const Tensor& x, const LPPool1dFuncOptions& o) {
  Tensor mean = rectify::avg_pool1d(x.pow(o.norm_type()), o.kernel_size(), o.stride(), 0, o.ceil_mode());
  return root_of_sum(mean, o.kernel_size()->at(0), o.norm_type());
}
Tensor lp_pool2d(const Tensor& x, const LPPool2dFuncOptions& o) {
  Tensor mean = rectify::avg_pool2d(x.pow(o.norm_type()), o.kernel_size(), o.stride(), 0, o.ceil_mode());
  return root_of_sum(mean, o.kernel_size()->at(0) * o.kernel_size()->at(1), o.norm_type());
}

}  // namespace functional

#define RECTIFY_MODULE(D)                                                                                        \
  FractionalMaxPool##D##dImpl::FractionalMaxPool##D##dImpl(FractionalMaxPool##D##dOptions o) : PoolImpl(o) {     \
    FractionalMaxPool##D##dImpl::reset();                                                                        \
  }                                                                                                              \
  void FractionalMaxPool##D##dImpl::reset() {                                                                    \
    _random_samples = register_buffer("_random_samples", options._random_samples());                             \
    TORCH_CHECK(options.output_size() || options.output_ratio(),                                                 \
                "FractionalMaxPool" #D "d requires specifying either an output size, or a pooling ratio");       \
    TORCH_CHECK(!options.output_size() || !options.output_ratio(),                                               \
                "only one of output_size and output_ratio may be specified");                                    \
    if (options.output_ratio())                                                                                  \
      for (double r : **options.output_ratio())                                                                  \
        TORCH_CHECK(r > 0 && r < 1, "output_ratio must be between 0 and 1 (got ", *options.output_ratio(), ")"); \
  }                                                                                                              \
  std::tuple<Tensor, Tensor> FractionalMaxPool##D##dImpl::forward_with_indices(const Tensor& x) {                \
    auto o = options;                                                                                            \
    return fractional(x, o._random_samples(_random_samples));                                                    \
  }
RECTIFY_MODULE(2)
RECTIFY_MODULE(3)
#undef RECTIFY_MODULE

}  // namespace rectify::nn
