#include <rectify/autograd/node.h>
#include <rectify/autograd/observer.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/pooling.h>
#include <rectify/ops/reduce.h>

#include <algorithm>

#include "autograd/elementwise.h"
#include "ops/blocked.h"
#include "ops/pool.h"

namespace rectify::api {
namespace {

using ops::Pool;
using Dims = std::vector<int64_t>;

// --- gradients

Tensor flat_planes(const Tensor& t, int dims) { return t.flatten(t.dim() - dims, -1); }
Tensor take(const Tensor& planes, const Tensor& indices, int dims) {
  return flat_planes(planes, dims).gather(-1, flat_planes(indices, dims)).view(indices.sizes());
}
Tensor place(const Tensor& dy, const Tensor& indices, IntArrayRef sizes, int dims) {
  Tensor dx = ops::scatter_planes(dy, indices, sizes, dims, true);
  if (any_wants_grad(dy))
    record(dx, "MaxPoolBackwardBackward0", {&dy},
           [indices, dims](Node&, const Tensor* in, Tensor* out) { out[0] = take(in[0], indices, dims); });
  return dx;
}
std::tuple<Tensor, Tensor> max_recorded(const Pool& p, const Tensor& x, const char* kernel, const char* node) {
  Tensor indices, y = ops::max_pool(p, x, &indices, kernel);
  if (any_wants_grad(x))
    record(y, node, {&x},
           [at = Saved(indices), sizes = x.sizes().vec(), dims = p.dims](Node& self, const Tensor* in, Tensor* out) {
             out[0] = place(in[0], at.unpack(self), sizes, dims);
           });
  return {y, indices};
}
Tensor avg_recorded(const Pool& p, const Tensor& x, const char* kernel, const char* node);
Tensor avg_gradient(const Pool& p, const Tensor& dy, const Tensor& like, const char* kernel) {
  Tensor dx = ops::avg_pool_gradient(p, dy, like, kernel);
  if (any_wants_grad(dy))
    record(dx, "AvgPoolBackwardBackward0", {&dy}, [p, kernel](Node&, const Tensor* in, Tensor* out) {
      out[0] = avg_recorded(p, in[0], kernel, "AvgPoolBackward0");
    });
  return dx;
}
Tensor avg_recorded(const Pool& p, const Tensor& x, const char* kernel, const char* node) {
  Tensor y = ops::avg_pool(p, x, kernel);
  if (any_wants_grad(x))
    record(y, node, {&x},
           [p, kernel, like = alias_as(x, x.sizes(), x.strides(), 0)](Node&, const Tensor* in, Tensor* out) {
             out[0] = avg_gradient(p, in[0], like, kernel);
           });
  return y;
}

// --- checks, in PyTorch's words

const char* number(int dims) { return dims == 2 ? "two" : "three"; }
Dims spread(IntArrayRef a, int dims) { return a.size() == 1 ? Dims(dims, a[0]) : a.vec(); }
bool fits(IntArrayRef a, int dims) { return a.size() == 1 || a.size() == static_cast<size_t>(dims); }
struct Request {
  int dims;
  Dims kernel, stride, padding, dilation;
  bool ceil;
};
void refuse(const Tensor& x, const char* kernel, std::initializer_list<ScalarType> types) {
  for (ScalarType t : types)
    TORCH_CHECK_NOT_IMPLEMENTED(x.scalar_type() != t, "\"", kernel, "\" not implemented for '", toString(t), "'");
}
void check_positive(const char* what, const char* letter, const Dims& values) {
  constexpr const char* names[] = {"T", "H", "W"};
  bool positive = true;
  std::string say;
  for (size_t i = 0; i < values.size(); i++) {
    positive &= values[i] > 0;
    say += str(i ? " " : "", letter, names[3 - values.size() + i], ": ", values[i]);
  }
  TORCH_CHECK(positive, what, " should be greater than zero, but got ", say);
}
void check_input(const Request& r, const Tensor& x) {
  int64_t nd = x.dim();
  TORCH_CHECK(nd == r.dims + 1 || nd == r.dims + 2, "non-empty ", r.dims + 1, "D or ", r.dims + 2,
              "D (batch mode) tensor expected for input");
  for (int d = 0; d < r.dims; d++) {
    TORCH_CHECK(r.stride[d] != 0, "stride should not be zero");
    TORCH_CHECK(r.padding[d] >= 0, "pad must be non-negative, but got pad: ", r.padding[d]);
    TORCH_CHECK(r.padding[d] <= r.kernel[d] / 2,
                "pad should be at most half of kernel size, but got pad=", r.padding[d],
                " and kernel_size=", r.kernel[d]);
  }
  check_positive("kernel size", "k", r.kernel);
  check_positive("stride", "d", r.stride);
  check_positive("dilation", "dilation", r.dilation);
  bool valid = true;
  for (int64_t d = nd - r.dims - 1; d < nd; d++) valid &= x.size(d) != 0;
  TORCH_CHECK(valid, "Expected ", r.dims + 1, "D or ", r.dims + 2,
              "D (batch mode) tensor with optional 0 dim batch size for input, but got:", x.sizes());
}
int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
int64_t pooled(int64_t in, int64_t k, int64_t stride, int64_t pad, int64_t dilation, bool ceil) {
  int64_t out = floor_div(in + 2 * pad - dilation * (k - 1) - 1 + (ceil ? stride - 1 : 0), stride) + 1;
  return ceil && (out - 1) * stride >= in + pad ? out - 1 : out;
}
Dims pooled_sizes(const Request& r, const Tensor& x) {
  Dims out(r.dims);
  std::string have, get;
  int64_t lead = x.dim() - r.dims;
  for (int d = 0; d < r.dims; d++) {
    out[d] = pooled(x.size(lead + d), r.kernel[d], r.stride[d], r.padding[d], r.dilation[d], r.ceil);
    have += "x" + std::to_string(x.size(lead + d));
    get += "x" + std::to_string(out[d]);
  }
  bool enough = std::all_of(out.begin(), out.end(), [](int64_t n) { return n >= 1; });
  TORCH_CHECK(enough, "Given input size: (", x.size(lead - 1), have, "). Calculated output size: (", x.size(lead - 1),
              get, "). Output size is too small");
  return out;
}
Pool max_windows(const Request& r, const Tensor& x, const Dims& out) {
  Pool p;
  p.dims = r.dims;
  for (int d = 0; d < r.dims; d++) {
    int64_t in = x.size(x.dim() - r.dims + d), span = r.dilation[d] * (r.kernel[d] - 1) + 1;
    p.w[d].step = r.dilation[d];
    for (int64_t i = 0; i < out[d]; i++) {
      int64_t from = i * r.stride[d] - r.padding[d], to = std::min(from + span, in);
      while (from < 0) from += r.dilation[d];
      p.w[d].from.push_back(from);
      p.w[d].to.push_back(to);
      p.w[d].count.push_back(1);
    }
  }
  return p;
}
Request max_request(int dims, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                    bool ceil) {
  const char* n = number(dims);
  TORCH_CHECK(fits(kernel, dims), "max_pool", dims, "d: kernel_size must either be a single int, or a tuple of ", n,
              " ints");
  TORCH_CHECK(stride.empty() || fits(stride, dims), "max_pool", dims,
              "d: stride must either be omitted, a single int, or a tuple of ", n, " ints");
  TORCH_CHECK(fits(padding, dims), "max_pool", dims,
              dims == 2 ? "d: padding must be either be a single int, or a tuple of "
                        : "d: padding must either be a single int, or a tuple of ",
              n, " ints");
  TORCH_CHECK(fits(dilation, dims), "max_pool", dims, "d: dilation must be either a single int, or a tuple of ", n,
              " ints");
  return {dims,
          spread(kernel, dims),
          spread(stride.empty() ? kernel : stride, dims),
          spread(padding, dims),
          spread(dilation, dims),
          ceil};
}
std::tuple<Tensor, Tensor> max_pool_nd(int dims, const Tensor& x, IntArrayRef kernel, IntArrayRef stride,
                                       IntArrayRef padding, IntArrayRef dilation, bool ceil) {
  Request r = max_request(dims, kernel, stride, padding, dilation, ceil);
  const char* name = dims == 2 ? "max_pool2d" : "max_pool3d_with_indices_cpu";
  check_input(r, x);
  Dims out = pooled_sizes(r, x);
  refuse(x, name, {kHalf});
  if (dims == 3) refuse(x, name, {kBFloat16});
  return max_recorded(max_windows(r, x, out), x, name,
                      dims == 2 ? "MaxPool2DWithIndicesBackward0" : "MaxPool3DWithIndicesBackward0");
}
void check_pool1d(const Tensor& x, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation) {
  bool valid = x.dim() == 2 || x.dim() == 3;
  for (int64_t d = x.dim() - 2; valid && d < x.dim(); d++) valid = x.size(d) != 0;
  TORCH_CHECK(valid,
              "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:",
              x.sizes());
  auto one = [](const char* name, IntArrayRef a) {
    TORCH_CHECK(a.size() == 1, "max_pool1d() ", name, " must be an int, list of ints", *name == 'p' ? "," : "",
                " or tuple of ints of size 1 but got size ", a.size());
  };
  one("kernel_size", kernel);
  TORCH_CHECK(stride.size() <= 1,
              "max_pool1d() stride must be None, an int, list of ints, or tuple of ints of size 1 but got size ",
              stride.size());
  one("padding", padding);
  one("dilation", dilation);
  int64_t s = stride.empty() ? kernel[0] : stride[0];
  TORCH_CHECK(kernel[0] > 0, "max_pool1d() kernel_size must be greater than zero, but got ", kernel[0]);
  TORCH_CHECK(s > 0, "max_pool1d() stride must be greater than zero, but got ", s);
  TORCH_CHECK(padding[0] >= 0, "max_pool1d() padding must be non-negative, but got ", padding[0]);
  TORCH_CHECK(padding[0] <= kernel[0] / 2,
              "max_pool1d() padding should be at most half of kernel size, but got padding=", padding[0],
              " and kernel_size=", kernel[0]);
  TORCH_CHECK(dilation[0] > 0, "max_pool1d() dilation must be greater than zero, but got ", dilation[0]);
}
void check_1d(const char* name, const Tensor& x) {
  TORCH_CHECK(x.dim() == 2 || x.dim() == 3, "Expected 2 to 3 dimensions, but got ", x.dim(),
              "-dimensional tensor for argument #1 'self' (while checking arguments for ", name, ")");
}
void check_single(const char* name, const char* argument, IntArrayRef a) {
  TORCH_CHECK(a.size() == 1, name, "() argument '", argument, "' should contain one int (got ", a.size(), ")");
}
Dims pair_of(int64_t first, IntArrayRef a) { return {first, a[0]}; }

Tensor avg_pool_nd(int dims, const Tensor& x, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding, bool ceil,
                   bool include_pad, optional<int64_t> divisor) {
  const char *n = number(dims), *either = dims == 2 ? "must either be" : "must be";
  TORCH_CHECK(fits(kernel, dims), "avg_pool", dims, "d: kernel_size ", either, " a single int, or a tuple of ", n,
              " ints");
  TORCH_CHECK(stride.empty() || fits(stride, dims), "avg_pool", dims, "d: stride ", either,
              " omitted, a single int, or a tuple of ", n, " ints");
  TORCH_CHECK(fits(padding, dims), "avg_pool", dims, "d: padding ", either, " a single int, or a tuple of ", n,
              " ints");
  TORCH_CHECK(!divisor || *divisor != 0, "divisor must be not zero");
  Request r{
      dims, spread(kernel, dims), spread(stride.empty() ? kernel : stride, dims), spread(padding, dims), Dims(dims, 1),
      ceil};
  if (dims == 2) x.size(-3);
  check_input(r, x);
  if (dims == 3) {
    bool enough = true;
    for (int d = 0; d < 3; d++) enough &= pooled(x.size(d - 3), r.kernel[d], r.stride[d], r.padding[d], 1, ceil) >= 1;
    TORCH_CHECK(enough, "input image (T: ", x.size(-3), " H: ", x.size(-2), " W: ", x.size(-1),
                ") smaller than kernel size (kT: ", r.kernel[0], " kH: ", r.kernel[1], " kW: ", r.kernel[2], ")");
  }
  const char* name = dims == 2 ? "avg_pool2d" : "avg_pool3d_out_frame";
  refuse(x, name, {kHalf, kInt, kShort, kChar, kByte, kBool});
  if (dims == 3) refuse(x, name, {kBFloat16});
  Dims out = pooled_sizes(r, x);
  Pool p;
  p.dims = dims;
  p.divisor = divisor;
  for (int d = 0; d < dims; d++) {
    int64_t in = x.size(x.dim() - dims + d);
    for (int64_t i = 0; i < out[d]; i++) {
      int64_t from = i * r.stride[d] - r.padding[d], to = std::min(from + r.kernel[d], in + r.padding[d]);
      int64_t a = std::max<int64_t>(from, 0), b = std::min(to, in);
      p.w[d].from.push_back(a);
      p.w[d].to.push_back(b);
      p.w[d].count.push_back(a >= b ? 1 : include_pad ? to - from : b - a);
    }
  }
  return avg_recorded(p, x, name, dims == 2 ? "AvgPool2DBackward0" : "AvgPool3DBackward0");
}

// --- adaptive: the i-th of `out` windows covers the inputs from ⌊i in / out⌋ below ⌈(i + 1) in / out⌉
Pool adaptive_windows(int dims, const Tensor& x, IntArrayRef out) {
  Pool p;
  p.dims = dims;
  for (int d = 0; d < dims; d++) {
    int64_t in = x.size(x.dim() - dims + d);
    for (int64_t i = 0; i < out[d]; i++) {
      p.w[d].from.push_back(i * in / out[d]);
      p.w[d].to.push_back(((i + 1) * in + out[d] - 1) / out[d]);
      p.w[d].count.push_back(p.w[d].to.back() - p.w[d].from.back());
    }
  }
  return p;
}
void check_adaptive(const char* name, int dims, const char* but, const Tensor& x) {
  TORCH_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, name, dims, "d(): Expected ", dims + 1, "D or ", dims + 2,
              "D tensor, but got", but, x.sizes());
  for (int64_t d = x.dim() - dims; d < x.dim(); d++)
    TORCH_CHECK(x.size(d) > 0, name, dims,
                "d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ", x.sizes(),
                " with dimension ", d, " being empty");
}
Tensor adaptive_avg_nd(int dims, const Tensor& x, IntArrayRef out) {
  TORCH_CHECK(out.size() == static_cast<size_t>(dims), "adaptive_avg_pool", dims, "d: output_size must be ", dims);
  std::string listed;
  bool negative = false;
  for (int64_t n : out) {
    listed += (listed.empty() ? "" : ", ") + std::to_string(n);
    negative |= n < 0;
  }
  TORCH_CHECK(!negative, "adaptive_avg_pool", dims,
              "d: elements of output_size must be greater than or equal to 0 but received {", listed, "}");
  bool mean = std::all_of(out.begin(), out.end(), [](int64_t n) { return n == 1; });
  const bool pooled = (x.dim() == dims + 1 || x.dim() == dims + 2) && x.numel() > 0 && x.is_floating_point() &&
                      (dims == 2 || x.scalar_type() != kBFloat16);
  if (mean && !pooled) {  // libtorch takes the mean, whatever x is
    const std::vector<int64_t> last = {-1, -2, -3};
    return x.mean(IntArrayRef(last.data(), dims), true);
  }
  if (!mean || x.scalar_type() != kHalf) {
    check_adaptive("adaptive_avg_pool", dims, " ", x);
    const char* name = dims == 2 ? "adaptive_avg_pool2d" : "adaptive_avg_pool3d_cpu";
    const bool nothing = x.numel() == 0 || std::find(out.begin(), out.end(), 0) != out.end();
    if (dims == 2 && !nothing) refuse(x, name, {kHalf});
    if (dims == 3) refuse(x, name, {kBFloat16});
    if (dims == 3 || !nothing) refuse(x, name, {kLong, kInt, kShort, kChar, kByte, kBool});
  }
  if (mean && x.dim() == dims + 2 && ops::maybe_blocked(x))
    if (auto m = ops::blocked_mean(x); m.y.defined()) {
      if (any_wants_grad(x))
        record(m.y, "MeanBackward1", {&x},
               [state = m.state, sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) {
                 int64_t plane = 1;
                 for (size_t d = 2; d < sizes.size(); d++) plane *= sizes[d];
                 out[0] =
                     GradMode::is_enabled() ? (in[0] / plane).expand(sizes) : ops::blocked_mean_gradient(*state, in[0]);
               });
      return m.y;
    }
  return avg_recorded(adaptive_windows(dims, x, out), x, "adaptive_avg_pool",
                      dims == 2 ? "AdaptiveAvgPool2DBackward0" : "AdaptiveAvgPool3DBackward0");
}
std::tuple<Tensor, Tensor> adaptive_max_nd(int dims, const Tensor& x, IntArrayRef out) {
  check_adaptive("adaptive_max_pool", dims, ": ", x);
  TORCH_CHECK(x.dim() != dims + 2 || x.size(1) > 0, "adaptive_max_pool", dims,
              "d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ", x.sizes(),
              " with dimension 1 being empty");
  TORCH_CHECK(out.size() == static_cast<size_t>(dims), "adaptive_max_pool", dims,
              "d(): internal error: output_size.size() must be ", dims);
  for (int64_t n : out) TORCH_CHECK(n >= 0, "Trying to create tensor with negative dimension ", n, ": ", out);
  const char* name = dims == 2 ? "adaptive_max_pool2d" : "adaptive_max_pool3d_cpu";
  refuse(x, name, {kHalf});
  if (dims == 3) refuse(x, name, {kBFloat16});
  return max_recorded(adaptive_windows(dims, x, out), x, name,
                      dims == 2 ? "AdaptiveMaxPool2DBackward0" : "AdaptiveMaxPool3DBackward0");
}

// --- fractional: the windows' places follow from a random number for each plane and dimension
Dims fractional_places(double sample, int64_t in, int64_t out, int64_t kernel) {
  Dims at(out);
  if (out > 1) {
    double alpha = static_cast<double>(in - kernel) / static_cast<double>(out - 1);
    for (int64_t i = 0; i + 1 < out; i++)
      at[i] = static_cast<int64_t>((static_cast<double>(i) + sample) * alpha) - static_cast<int64_t>(sample * alpha);
  }
  if (out > 0) at[out - 1] = in - kernel;
  return at;
}
std::tuple<Tensor, Tensor> fractional_nd(int dims, const Tensor& x, IntArrayRef kernel, IntArrayRef out,
                                         const Tensor& samples) {
  TORCH_CHECK(kernel.size() == static_cast<size_t>(dims), "fractional_max_pool", dims,
              "d: kernel_size must either be a single int or tuple of ", number(dims), " elements");
  TORCH_CHECK(out.size() == static_cast<size_t>(dims), "fractional_max_pool", dims,
              "d: output_size must either be a single int or tuple of ", number(dims), " elements");
  TORCH_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, "fractional_max_pool", dims, "d(): Expected ", dims + 1,
              "D or ", dims + 2, "D tensor, but got: ", x.sizes());
  detail::check_no_grad(dims == 2 ? "fractional_max_pool2d" : "fractional_max_pool3d", "random_samples", samples);
  TORCH_CHECK(x.scalar_type() == samples.scalar_type(), "Expect _random_samples to have the same dtype as input");
  Dims sizes = x.sizes().vec();
  int64_t lead = x.dim() - dims, planes = 1;
  for (int64_t d = 0; d < lead; d++) planes *= sizes[d];
  TORCH_CHECK(samples.numel() >= planes * dims, "Expect _random_samples.size(0) equals to input batch size.");
  for (int d = 0; d < dims; d++) {
    TORCH_CHECK(out[d] + kernel[d] - 1 <= sizes[lead + d], "fractional_max_pool", dims, "d(): pool ",
                dims == 3 && d == 0 ? "time"
                : d == dims - 1     ? "width"
                                    : "height",
                " ", kernel[d], " too large relative to input ",
                dims == 3 && d == 0 ? "time"
                : d == dims - 1     ? "width"
                                    : "height",
                " ", sizes[lead + d]);
    sizes[lead + d] = out[d];
  }
  // Each plane has windows of its own: one raw call a plane.
  Tensor y = new_tensor(sizes, x.scalar_type()), indices = new_tensor(sizes, kLong);
  {
    detail::RawGuard off;
    Tensor from = x.contiguous(), random = samples.to(kDouble).contiguous();
    const double* r = reinterpret_cast<const double*>(random.impl()->data());
    Dims one(x.sizes().begin() + lead, x.sizes().end());
    one.insert(one.begin(), 1);
    Tensor xs = from.view({planes, -1}), ys = y.view({planes, -1}), is = indices.view({planes, -1});
    for (int64_t i = 0; i < planes; i++) {
      Pool p;
      p.dims = dims;
      for (int d = 0; d < dims; d++) {  // two dimensions: the first number is the width's
        double sample = r[i * dims + (dims == 2 ? 1 - d : d)];
        for (int64_t at : fractional_places(sample, x.size(lead + d), out[d], kernel[d])) {
          p.w[d].from.push_back(at);
          p.w[d].to.push_back(at + kernel[d]);
          p.w[d].count.push_back(1);
        }
      }
      Tensor at, best = ops::max_pool(p, xs[i].view(one), &at, "fractional_max_pool_out_frame");
      ys[i].copy_(best.flatten());
      is[i].copy_(at.flatten());
    }
  }
  if (any_wants_grad(x))
    record(y, dims == 2 ? "FractionalMaxPool2DBackward0" : "FractionalMaxPool3DBackward0", {&x},
           [at = Saved(indices), sizes = x.sizes().vec(), dims](Node& self, const Tensor* in, Tensor* out) {
             out[0] = place(in[0], at.unpack(self), sizes, dims);
           });
  return {y, indices};
}

Tensor unpool(int dims, const Tensor& x, const Tensor& indices, IntArrayRef out) {
  refuse(x, dims == 2 ? "max_unpool2d" : "max_unpool3d", {kHalf, kBFloat16});
  Dims sizes(x.sizes().begin(), x.sizes().end() - dims);
  sizes.insert(sizes.end(), out.begin(), out.end());
  Tensor y = ops::scatter_planes(x, indices, sizes, dims, false);
  if (any_wants_grad(x))
    record(y, dims == 2 ? "MaxUnpool2DBackward0" : "MaxUnpool3DBackward0", {&x},
           [at = Saved(indices), dims](Node& self, const Tensor* in, Tensor* out) {
             out[0] = take(in[0], at.unpack(self), dims);
           });
  return y;
}

}  // namespace

std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p,
                                                   IntArrayRef d, bool ceil) {
  return max_pool_nd(2, x, k, s, p, d, ceil);
}
std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p,
                                                   IntArrayRef d, bool ceil) {
  return max_pool_nd(3, x, k, s, p, d, ceil);
}
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p,
                                                   IntArrayRef d, bool ceil) {
  check_1d("max_pool1d", x);
  check_single("max_pool1d", "kernel_size", k);
  if (!s.empty()) check_single("max_pool1d", "stride", s);
  check_single("max_pool1d", "padding", p);
  check_single("max_pool1d", "dilation", d);
  auto [y, i] = max_pool2d_with_indices(x.unsqueeze(-2), pair_of(1, k), pair_of(1, s.empty() ? k : s), pair_of(0, p),
                                        pair_of(1, d), ceil);
  return {y.squeeze(-2), i.squeeze(-2)};
}
namespace {
using autograd::Observer;
template <class F>
Tensor seen(Observer::Op op, const char* name, const Tensor& x, F f) {
  return detail::observe(op, name, x, {}, f);
}
}  // namespace
Tensor max_pool1d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, IntArrayRef d, bool ceil) {
  if (detail::observed())
    return seen(Observer::Op::MaxPool, "max_pool1d", x, [&] { return max_pool1d(x, k, s, p, d, ceil); });
  if (!any_wants_grad(x)) {
    check_pool1d(x, k, s, p, d);
    refuse(x, "max_pool1d_impl", {kHalf, kLong, kInt, kShort, kChar, kByte, kBool});
    int64_t out = pooled(x.size(-1), k[0], s.empty() ? k[0] : s[0], p[0], d[0], ceil);
    TORCH_CHECK(out >= 0, "max_pool1d() Invalid computed output size: ", out);
    if (out == 0) {
      Dims sizes = x.sizes().vec();
      sizes.back() = 0;
      return new_tensor(sizes, x.scalar_type());
    }
  }
  return std::get<0>(max_pool1d_with_indices(x, k, s, p, d, ceil));
}
// The forms without indices keep the order of a convolution's output.
namespace {
Tensor blocked_max(const Request& r, const Tensor& x, const Dims& out) {
  if (r.dilation[0] != 1 || r.dilation[1] != 1) return {};
  auto m = ops::blocked_max_pool(
      x, {{r.kernel[0], r.kernel[1]}, {r.stride[0], r.stride[1]}, {r.padding[0], r.padding[1]}}, out[0], out[1]);
  if (m.y.defined() && any_wants_grad(x))
    record(m.y, "MaxPool2DWithIndicesBackward0", {&x},
           [state = m.state, sizes = x.sizes().vec()](Node&, const Tensor* in, Tensor* out) {
             out[0] = GradMode::is_enabled() ? place(in[0], ops::blocked_max_pool_indices(*state), sizes, 2)
                                             : ops::blocked_max_pool_gradient(state, in[0]);
           });
  return m.y;
}
}  // namespace
Tensor max_pool2d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, IntArrayRef d, bool ceil) {
  if (detail::observed())
    return seen(Observer::Op::MaxPool, "max_pool2d", x, [&] { return max_pool2d(x, k, s, p, d, ceil); });
  if (ops::maybe_blocked(x)) {
    Request r = max_request(2, k, s, p, d, ceil);
    check_input(r, x);
    if (Tensor y = blocked_max(r, x, pooled_sizes(r, x)); y.defined()) return y;
  }
  return std::get<0>(max_pool2d_with_indices(x, k, s, p, d, ceil));
}
Tensor max_pool3d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, IntArrayRef d, bool ceil) {
  if (detail::observed())
    return seen(Observer::Op::MaxPool, "max_pool3d", x, [&] { return max_pool3d(x, k, s, p, d, ceil); });
  return std::get<0>(max_pool3d_with_indices(x, k, s, p, d, ceil));
}

Tensor avg_pool1d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, bool ceil, bool include_pad) {
  if (detail::observed())
    return seen(Observer::Op::AveragePool, "avg_pool1d", x, [&] { return avg_pool1d(x, k, s, p, ceil, include_pad); });
  check_1d("avg_pool1d", x);
  check_single("avg_pool1d", "kernel_size", k);
  if (!s.empty()) check_single("avg_pool1d", "stride", s);
  check_single("avg_pool1d", "padding", p);
  return avg_pool2d(x.unsqueeze(-2), pair_of(1, k), pair_of(1, s.empty() ? k : s), pair_of(0, p), ceil, include_pad)
      .squeeze(-2);
}
Tensor avg_pool2d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, bool ceil, bool include_pad,
                  optional<int64_t> divisor) {
  if (detail::observed() && !divisor)
    return seen(Observer::Op::AveragePool, "avg_pool2d", x,
                [&] { return avg_pool2d(x, k, s, p, ceil, include_pad, divisor); });
  return avg_pool_nd(2, x, k, s, p, ceil, include_pad, divisor);
}
Tensor avg_pool3d(const Tensor& x, IntArrayRef k, IntArrayRef s, IntArrayRef p, bool ceil, bool include_pad,
                  optional<int64_t> divisor) {
  if (detail::observed() && !divisor)
    return seen(Observer::Op::AveragePool, "avg_pool3d", x,
                [&] { return avg_pool3d(x, k, s, p, ceil, include_pad, divisor); });
  return avg_pool_nd(3, x, k, s, p, ceil, include_pad, divisor);
}
Tensor adaptive_avg_pool1d(const Tensor& x, IntArrayRef out) {
  if (detail::observed())
    return seen(Observer::Op::AveragePool, "adaptive_avg_pool1d", x, [&] { return adaptive_avg_pool1d(x, out); });
  check_1d("adaptive_avg_pool1d", x);
  check_single("adaptive_avg_pool1d", "output_size", out);
  return adaptive_avg_pool2d(x.unsqueeze(-2), pair_of(1, out)).squeeze(-2);
}
Tensor adaptive_avg_pool2d(const Tensor& x, IntArrayRef out) {
  if (detail::observed())
    return seen(Observer::Op::AveragePool, "adaptive_avg_pool2d", x, [&] { return adaptive_avg_nd(2, x, out); });
  return adaptive_avg_nd(2, x, out);
}
Tensor adaptive_avg_pool3d(const Tensor& x, IntArrayRef out) {
  if (detail::observed())
    return seen(Observer::Op::AveragePool, "adaptive_avg_pool3d", x, [&] { return adaptive_avg_nd(3, x, out); });
  return adaptive_avg_nd(3, x, out);
}
std::tuple<Tensor, Tensor> adaptive_max_pool1d(const Tensor& x, IntArrayRef out) {
  check_1d("adaptive_max_pool1d", x);
  check_single("adaptive_max_pool1d", "output_size", out);
  auto [y, i] = adaptive_max_pool2d(x.unsqueeze(-2), pair_of(1, out));
  return {y.squeeze(-2), i.squeeze(-2)};
}
std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& x, IntArrayRef out) { return adaptive_max_nd(2, x, out); }
std::tuple<Tensor, Tensor> adaptive_max_pool3d(const Tensor& x, IntArrayRef out) { return adaptive_max_nd(3, x, out); }
std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& x, IntArrayRef k, IntArrayRef out,
                                                 const Tensor& random) {
  return fractional_nd(2, x, k, out, random);
}
std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& x, IntArrayRef k, IntArrayRef out,
                                                 const Tensor& random) {
  return fractional_nd(3, x, k, out, random);
}

Tensor max_unpool2d(const Tensor& x, const Tensor& indices, IntArrayRef out) {
  TORCH_CHECK(indices.scalar_type() == kLong,
              "elements in indices should be type int64 but got: ", toString(indices.scalar_type()));
  TORCH_CHECK(out.size() == 2, "There should be exactly two elements (height, width) in output_size, but got ",
              out.size(), " elements.");
  TORCH_CHECK(x.dim() == 3 || x.dim() == 4,
              "Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with ", x.dim(), " dimensions.");
  TORCH_CHECK(x.sizes() == indices.sizes(), "Expected shape of indices to be same as that of the input tensor (",
              x.sizes(), ") but got indices tensor with shape: ", indices.sizes());
  for (int64_t d = 1; d < x.dim(); d++)
    TORCH_CHECK(x.size(d) > 0,
                "max_unpooling2d(): Expected input to have non-zero size for non-batch dimensions, but got ", x.sizes(),
                " with dimension ", d, " being empty.");
  return unpool(2, x, indices, out);
}
Tensor max_unpool3d(const Tensor& x, const Tensor& indices, IntArrayRef out, IntArrayRef stride, IntArrayRef padding) {
  TORCH_CHECK(indices.scalar_type() == kLong, "elements in indices should be type int64");
  TORCH_CHECK(x.dim() == 4 || x.dim() == 5,
              "Input to max_unpooling3d should be a 4d or 5d Tensor, but got a tensor with ", x.dim(), " dimensions.");
  TORCH_CHECK(out.size() == 3, "There should be exactly three elements (depth, height, width) in output_size, but got ",
              out.size(), " elements.");
  TORCH_CHECK(stride.size() == 3,
              "There should be exactly three elements (depth, height, width) in stride, but got: ", stride.size(),
              " elements.");
  TORCH_CHECK(padding.size() == 3,
              "There should be exactly three elements (depth, height, width) in padding, but got: ", padding.size(),
              " elements.");
  TORCH_CHECK(x.sizes() == indices.sizes(), "Expected shape of indices to be same as that of the input tensor (",
              x.sizes(), ") but got indices tensor with shape: ", indices.sizes());
  TORCH_CHECK(stride[0] > 0 && stride[1] > 0 && stride[2] > 0,
              "strides should be greater than zero, but got stride: ", stride);
  return unpool(3, x, indices, out);
}

}  // namespace rectify::api
