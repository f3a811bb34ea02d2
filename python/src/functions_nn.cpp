// What nn.functional, nn.init and nn.utils need beyond ATen's schemas.
#include <cmath>

#include "args.h"

namespace rectify::python {
namespace {

namespace F = nn::functional;

template <class A>
double word_of(std::string_view word) {
  if constexpr (requires { A::params(word); })
    return A::params(word).a;
  else
    return -1;
}
nn::EmbeddingBagMode bag_mode(int64_t i) {
  if (i == 0) return kSum;
  if (i == 1) return kMean;
  return kMax;
}
Tensor embedding(Args& a) {
  F::EmbeddingFuncOptions o;
  o.padding_idx(a.maybe_integer(2)).max_norm(a.maybe_real(3)).norm_type(a.real(4)).scale_grad_by_freq(a.flag(5));
  return F::embedding(a.tensor(0), a.tensor(1), o.sparse(a.flag(6)));
}
Tensor embedding_bag(Args& a) {
  F::EmbeddingBagFuncOptions o;
  o.offsets(a.tensor(2)).max_norm(a.maybe_real(3)).norm_type(a.real(4)).scale_grad_by_freq(a.flag(5));
  o.mode(bag_mode(a.integer(6))).sparse(a.flag(7)).per_sample_weights(a.tensor(8)).include_last_offset(a.flag(9));
  return F::embedding_bag(a.tensor(0), a.tensor(1), o.padding_idx(a.maybe_integer(10)));
}
template <size_t D, class O>
O pool_options(Args& a) {
  O o(a.real(1), ExpandingArray<D>(a.integers(2)));
  if (a.v[3].count) o.stride(ExpandingArray<D>(a.integers(3)));
  return o.ceil_mode(a.flag(4));
}
// The number for which an activation's option in words stands: below 0 for none that it knows.
double number_of_word(int64_t id, std::string_view word) {
  double number = -1;
#define RECTIFY_ACTIVATION(name, Module, methods) \
  if (id == static_cast<int64_t>(Activation::name)) number = word_of<activations::name>(word);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  return number;
}
// An activation's scalars, checked: those given, and its defaults.
kernels::Params scalars(const Args& a, int64_t id, int first) {
  TORCH_CHECK(0 <= id && id < kActivations, "no activation has the number ", id);
  const double* d = activations::kTable[id].record->defaults;
  const kernels::Params p{a.maybe_real(first).value_or(d[0]), a.maybe_real(first + 1).value_or(d[1]),
                          a.maybe_real(first + 2).value_or(d[2])};
#define RECTIFY_ACTIVATION(name, Module, methods) \
  if (id == static_cast<int64_t>(Activation::name)) rectify::detail::Checked<activations::name>::of(p);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  return p;
}
enumtype::reduction_t reduction(int64_t i) {
  if (i == 0) return kNone;
  if (i == 1) return kMean;
  return kSum;
}
Tensor reduced(const Tensor& loss, int64_t reduction) {
  return reduction == 0 ? loss : reduction == 1 ? loss.mean() : loss.sum();
}
Tensor gaussian_nll_loss(const Tensor& x, const Tensor& target, const Tensor& var, bool full, double eps, int64_t to) {
  Tensor v = var.clone();
  {
    NoGradGuard off;
    v.clamp_(eps);
  }
  Tensor loss = 0.5 * (v.log() + (x - target).square() / v);
  if (full) loss = loss + 0.5 * std::log(2 * 3.14159265358979323846);
  return reduced(loss, to);
}
// distances to what is alike and to what is not
Tensor hinge_of_distances(const Tensor& alike, const Tensor& other, double margin, int64_t to) {
  return reduced((alike - other + margin).clamp_min(0), to);
}
// A normal distribution between a and b, by the inverse of its distribution function.
Tensor trunc_normal_(const Tensor& t, double mean, double std, double low, double high, optional<Generator> g) {
  NoGradGuard off;
  const auto cdf = [](double x) { return (1 + std::erf(x / std::sqrt(2.0))) / 2; };
  const double l = cdf((low - mean) / std), u = cdf((high - mean) / std);
  t.uniform_(2 * l - 1, 2 * u - 1, g);
  t.erfinv_();
  t.mul_(std * std::sqrt(2.0)).add_(mean).clamp_(low, high);
  return t;
}
Tensor dirac_(const Tensor& t, int64_t groups) {
  NoGradGuard off;
  for (const Tensor& part : t.chunk(groups)) nn::init::dirac_(part);
  return t;
}
Tensor clip_grad_norm_(TensorList list, double most, double p, bool refuse) {
  std::vector<Tensor> with;
  for (const Tensor& t : list)
    if (t.grad().defined()) with.push_back(t);
  if (with.empty()) return torch::tensor(0.0f);
  const double norm = nn::utils::clip_grad_norm_(with, most, p, refuse);
  return full({}, norm, with[0].grad().options());
}

}  // namespace

// clang-format off
extern const Row rows_nn[] = {
R("n", "crelu(Tensor input, int dim=1)", "", crelu(a.tensor(0), a.integer(1)))
R("n", "reglu(Tensor input, int dim=-1)", "", reglu(a.tensor(0), a.integer(1)))
R("n", "geglu(Tensor input, int dim=-1)", "", geglu(a.tensor(0), a.integer(1)))
R("n", "swiglu(Tensor input, int dim=-1)", "", swiglu(a.tensor(0), a.integer(1)))
R("n", "maxout(Tensor input, int pieces, int dim=1)", "", maxout(a.tensor(0), a.integer(1), a.integer(2)))
R("n", "swish(Tensor input, Tensor beta)", "", swish(a.tensor(0), a.tensor(1)))
R("n", "gumbel_softmax(Tensor logits, float tau=1, bool hard=False, int dim=-1)", "",
  F::gumbel_softmax(a.tensor(0), F::GumbelSoftmaxFuncOptions().tau(a.real(1)).hard(a.flag(2)).dim(static_cast<int>(a.integer(3)))))
R("n", "activation_word(int id, str word)", "", number_of_word(a.integer(0), a.text(1)))
R("n", "activate(Tensor input, int id, float? a=None, float? b=None, float? c=None)", "",
  rectify::detail::activate(static_cast<Activation>(a.integer(1)), a.tensor(0), scalars(a, a.integer(1), 2)))
R("n", "activate_(Tensor input, int id, float? a=None, float? b=None, float? c=None)", "",
  Tensor(rectify::detail::activate_(static_cast<Activation>(a.integer(1)), a.tensor(0), scalars(a, a.integer(1), 2))))
R("n", "linear_activate(Tensor input, Tensor weight, Tensor? bias, int id, float? a=None, float? b=None, float? c=None)", "",
  rectify::detail::linear_act(a.tensor(0), a.tensor(1), a.tensor(2), static_cast<Activation>(a.integer(3)), scalars(a, a.integer(3), 4)))
R("n", "upsample_nearest_exact1d(Tensor input, int[1] output_size, float? scales=None)", "",
  _upsample_nearest_exact1d(a.tensor(0), a.integers(1), a.maybe_real(2)))
R("n", "upsample_nearest_exact2d(Tensor input, int[2] output_size, float? scales_h=None, float? scales_w=None)", "",
  _upsample_nearest_exact2d(a.tensor(0), a.integers(1), a.maybe_real(2), a.maybe_real(3)))
R("n", "upsample_nearest_exact3d(Tensor input, int[3] output_size, float? scales_d=None, float? scales_h=None, float? scales_w=None)", "",
  _upsample_nearest_exact3d(a.tensor(0), a.integers(1), a.maybe_real(2), a.maybe_real(3), a.maybe_real(4)))
R("n", "upsample_bilinear2d_aa(Tensor input, int[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None)", "",
  _upsample_bilinear2d_aa(a.tensor(0), a.integers(1), a.flag(2), a.maybe_real(3), a.maybe_real(4)))
R("n", "upsample_bicubic2d_aa(Tensor input, int[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None)", "",
  _upsample_bicubic2d_aa(a.tensor(0), a.integers(1), a.flag(2), a.maybe_real(3), a.maybe_real(4)))
R("n", "lp_pool1d(Tensor input, float norm_type, int[1] kernel_size, int[1] stride=[], bool ceil_mode=False)", "",
  F::lp_pool1d(a.tensor(0), pool_options<1, nn::LPPool1dOptions>(a)))
R("n", "lp_pool2d(Tensor input, float norm_type, int[2] kernel_size, int[2] stride=[], bool ceil_mode=False)", "",
  F::lp_pool2d(a.tensor(0), pool_options<2, nn::LPPool2dOptions>(a)))
R("n", "embedding(Tensor input, Tensor weight, int? padding_idx=None, float? max_norm=None, float norm_type=2.0, bool scale_grad_by_freq=False, bool sparse=False)", "",
  embedding(a))
R("n", "embedding_bag(Tensor input, Tensor weight, Tensor? offsets, float? max_norm, float norm_type, bool scale_grad_by_freq, int mode, bool sparse, Tensor? per_sample_weights, bool include_last_offset, int? padding_idx)", "",
  embedding_bag(a))
R("n", "normalize(Tensor input, float p=2.0, int dim=1, float eps=1e-12)", "",
  F::normalize(a.tensor(0), F::NormalizeFuncOptions().p(a.real(1)).dim(a.integer(2)).eps(a.real(3))))
R("n", "local_response_norm(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0)", "",
  F::local_response_norm(a.tensor(0), F::LocalResponseNormFuncOptions(a.integer(1)).alpha(a.real(2)).beta(a.real(3)).k(a.real(4))))
R("n", "cross_map_lrn2d(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0)", "",
  nn::CrossMapLRN2d(nn::CrossMapLRN2dOptions(a.integer(1)) .alpha(a.real(2)) .beta(a.real(3)) .k(static_cast<int64_t>(a.real(4)))) ->forward(a.tensor(0)))
R("n", "multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight=None, int reduction=1)", "",
  F::multilabel_soft_margin_loss(a.tensor(0), a.tensor(1), F::MultilabelSoftMarginLossFuncOptions().weight(a.tensor(2)).reduction(reduction(a.integer(3)))))
R("n", "gaussian_nll_loss(Tensor input, Tensor target, Tensor var, bool full, float eps, int reduction)", "",
  gaussian_nll_loss(a.tensor(0), a.tensor(1), a.tensor(2), a.flag(3), a.real(4), a.integer(5)))
R("n", "hinge_of_distances(Tensor alike, Tensor other, float margin, int reduction)", "",
  hinge_of_distances(a.tensor(0), a.tensor(1), a.real(2), a.integer(3)))
R("n", "trunc_normal_(Tensor tensor, float mean, float std, float a, float b, Generator? generator=None)", "",
  trunc_normal_(a.tensor(0), a.real(1), a.real(2), a.real(3), a.real(4), a.generator(5)))
R("n", "eye_(Tensor tensor)", "", nn::init::eye_(a.tensor(0)))
R("n", "dirac_(Tensor tensor, int groups=1)", "", dirac_(a.tensor(0), a.integer(1)))
R("n", "orthogonal_(Tensor tensor, float gain=1)", "", nn::init::orthogonal_(a.tensor(0), a.real(1)))
R("n", "sparse_(Tensor tensor, float sparsity, float std=0.01)", "",
  nn::init::sparse_(a.tensor(0), a.real(1), a.real(2)))
R("n", "clip_grad_norm_(Tensor[] parameters, float max_norm, float norm_type, bool error_if_nonfinite)", "",
  clip_grad_norm_(a.tensors(0), a.real(1), a.real(2), a.flag(3)))
R("n", "fuse_conv_bn_weights(Tensor weight, Tensor? bias, Tensor mean, Tensor var, float eps, Tensor? bn_weight, Tensor? bn_bias, bool transpose)", "",
  nn::utils::fuse_conv_bn_weights(a.tensor(0), a.tensor(1), a.tensor(2), a.tensor(3), a.real(4), a.tensor(5), a.tensor(6), a.flag(7)))
R("n", "fuse_linear_bn_weights(Tensor weight, Tensor? bias, Tensor mean, Tensor var, float eps, Tensor? bn_weight, Tensor? bn_bias)", "",
  nn::utils::fuse_linear_bn_weights(a.tensor(0), a.tensor(1), a.tensor(2), a.tensor(3), a.real(4), a.tensor(5), a.tensor(6)))
};
// clang-format on
extern const size_t count_nn = std::size(rows_nn);

}  // namespace rectify::python
