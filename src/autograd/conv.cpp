// Convolutions. Three operations are each other's gradients: y of x and w, dx of dy and w (which is the transposed
// convolution too), dw of dy and x.
#include <rectify/autograd/node.h>
#include <rectify/autograd/observer.h>
#include <rectify/ops/conv.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/padding.h>
#include <rectify/ops/reduce.h>

#include <algorithm>

#include "ops/conv.h"

namespace rectify::api {
namespace {

using autograd::Observer;
using ops::Convolution;

Tensor gradient_of_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias,
                         IntArrayRef x_sizes);
Tensor gradient_of_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes);

Tensor sum_of_channels(const Tensor& g) {
  std::vector<int64_t> dims{0};
  for (int64_t d = 2; d < g.dim(); d++) dims.push_back(d);
  return g.sum(dims);
}

// PyTorch gives no channels where none came in, whatever the weight says.
Tensor nothing(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias) {
  std::vector<int64_t> sizes = ops::conv_sizes(c, x.sizes(), w.sizes());
  sizes[1] = 0;
  Tensor y = new_tensor(sizes, x.scalar_type());
  if (any_wants_grad(x, w, bias))
    record(y, "ConvolutionBackward0", {&x, &w, &bias},
           [zx = zeros_like(x), zw = zeros_like(w), zb = bias.defined() ? zeros_like(bias) : Tensor()](
               Node&, const Tensor*, Tensor* out) {
             out[0] = zx.clone();
             out[1] = zw.clone();
             if (zb.defined()) out[2] = zb.clone();
           });
  return y;
}
Tensor forward(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias) {
  if (x.size(1) == 0) return nothing(c, x, w, bias);
  Convolution now = c;
  now.inference = !any_wants_grad(x, w, bias);
  Tensor y = ops::conv(now, x, w, bias);
  if (any_wants_grad(x, w, bias))
    record(y, "ConvolutionBackward0", {&x, &w, &bias},
           [c, sx = wants_grad(w) ? Saved(x) : Saved(), sw = wants_grad(x) ? Saved(w) : Saved(),
            x_sizes = x.sizes().vec(), w_sizes = w.sizes().vec()](Node& self, const Tensor* in, Tensor* out) {
             const Tensor& dy = in[0];
             if (self.needs(0)) out[0] = gradient_of_input(c, dy, sw.unpack(self), {}, x_sizes);
             if (self.needs(1) && self.needs(2) && !GradMode::is_enabled())
               out[1] = ops::conv_weight(c, dy, sx.unpack(self), w_sizes, &out[2]);
             else {
               if (self.needs(1)) out[1] = gradient_of_weight(c, dy, sx.unpack(self), w_sizes);
               if (self.needs(2)) out[2] = sum_of_channels(dy);
             }
           });
  return y;
}
// The gradient of a transposed convolution; an output padding past the stride makes windows that nobody wants.
Tensor forward_to(const Convolution& c, const Tensor& x, const Tensor& w, IntArrayRef sizes) {
  Tensor y = forward(c, x, w, {});
  for (int d = 2; d < y.dim(); d++)
    if (y.size(d) != sizes[d]) y = y.narrow(d, 0, sizes[d]);
  return y;
}
Tensor gradient_of_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias,
                         IntArrayRef x_sizes) {
  Tensor dx = ops::conv_input(c, dy, w, bias, x_sizes);
  if (any_wants_grad(dy, w, bias))
    record(dx, "ConvolutionBackward0", {&dy, &w, &bias},
           [c, sy = wants_grad(w) ? Saved(dy) : Saved(), sw = wants_grad(dy) ? Saved(w) : Saved(),
            w_sizes = w.sizes().vec(), y_sizes = dy.sizes().vec()](Node& self, const Tensor* in, Tensor* out) {
             const Tensor& g = in[0];
             if (self.needs(0)) out[0] = forward_to(c, g, sw.unpack(self), y_sizes);
             if (self.needs(1)) out[1] = gradient_of_weight(c, sy.unpack(self), g, w_sizes);
             if (self.needs(2)) out[2] = sum_of_channels(g);
           });
  return dx;
}
Tensor gradient_of_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes) {
  Tensor dw = ops::conv_weight(c, dy, x, w_sizes, nullptr);
  if (any_wants_grad(dy, x))
    record(dw, "ConvolutionBackwardBackward0", {&dy, &x},
           [c, sy = wants_grad(x) ? Saved(dy) : Saved(), sx = wants_grad(dy) ? Saved(x) : Saved(),
            x_sizes = x.sizes().vec()](Node& self, const Tensor* in, Tensor* out) {
             const Tensor& g = in[0];
             if (self.needs(0)) out[0] = forward(c, sx.unpack(self), g, {});
             if (self.needs(1)) out[1] = gradient_of_input(c, sy.unpack(self), g, {}, x_sizes);
           });
  return dw;
}

// --- checks, in PyTorch's words
std::vector<int64_t> expanded(const char* name, IntArrayRef a, int64_t dims) {
  TORCH_CHECK(a.size() == 1 || a.size() == static_cast<size_t>(dims), "expected ", name,
              " to be a single integer value or a list of ", dims,
              " values to match the convolution dimensions, but got ", name, "=", a);
  return a.size() == 1 ? std::vector<int64_t>(dims, a[0]) : a.vec();
}
struct Request {
  Convolution c;
  std::vector<int64_t> output_padding;
};
Request request(int64_t dims, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, IntArrayRef output_padding,
                int64_t groups) {
  Request r;
  TORCH_CHECK(dims >= 1 && dims <= 3, "convolutions have 1 to 3 spatial dimensions, got a weight with ", dims);
  auto s = expanded("stride", stride, dims), p = expanded("padding", padding, dims),
       d = expanded("dilation", dilation, dims);
  r.output_padding = expanded("output_padding", output_padding, dims);
  auto negative = [](int64_t v) { return v < 0; };
  auto below_one = [](int64_t v) { return v < 1; };
  TORCH_CHECK(std::none_of(p.begin(), p.end(), negative), "negative padding is not supported");
  TORCH_CHECK(std::none_of(r.output_padding.begin(), r.output_padding.end(), negative),
              "negative output_padding is not supported");
  TORCH_CHECK(std::none_of(s.begin(), s.end(), below_one), "non-positive stride is not supported");
  TORCH_CHECK(std::none_of(d.begin(), d.end(), below_one), "non-positive dilation is not supported");
  TORCH_CHECK(groups > 0, "non-positive groups is not supported");
  r.c.dims = static_cast<int>(dims);
  r.c.groups = groups;
  for (int64_t i = 0; i < dims; i++) {
    r.c.stride[i] = s[i];
    r.c.padding[i] = p[i];
    r.c.dilation[i] = d[i];
  }
  return r;
}
std::string crossed(const std::vector<int64_t>& v) {
  std::string s;
  for (size_t i = 0; i < v.size(); i++) s += (i ? " x " : "") + std::to_string(v[i]);
  return s;
}
void check_types(const Tensor& x, const Tensor& w, const Tensor& bias, int dims, bool transposed) {
  const ScalarType t = x.scalar_type();
  const bool differ = bias.defined() && bias.scalar_type() != t;
  if (t == kFloat || t == kBFloat16) {
    auto check = [&](const Tensor& with, const char* what) {
      TORCH_CHECK(with.scalar_type() == t, "Input type (", x.toString(), ") and ", what, " type (", with.toString(),
                  ") should be the same or input should be a MKLDNN tensor and ", what, " is a dense tensor");
    };
    check(w, "weight");
    if (differ) check(bias, "bias");
    return;
  }
  TORCH_CHECK(w.scalar_type() == t || (differ && dims == 2 && !transposed), "expected scalar type ", toString(t),
              " but found ", toString(w.scalar_type()));
  TORCH_CHECK(!differ, "Input type (", type_name(t), ") and bias type (", type_name(bias.scalar_type()),
              ") should be the same");
}
void check_computes(ScalarType t, int64_t dims, bool transposed, const Convolution& c) {
  if (t != kHalf && t != kBool) return;
  bool dilated = std::any_of(c.dilation, c.dilation + dims, [](int64_t d) { return d != 1; });
  AT_ERROR("\"",
           transposed  ? dims == 3 ? "slow_conv_transpose3d_out_cpu" : "slow_conv_transpose2d_out_cpu"
           : dilated   ? "slow_conv_dilated<>"
           : dims == 3 ? "compute_columns3d"
                       : "slow_conv2d_cpu",
           "\" not implemented for '", toString(t), "'");
}
void check_shapes(const Request& r, const Tensor& x, const Tensor& w, const Tensor& bias, bool transposed) {
  const Convolution& c = r.c;
  TORCH_CHECK(w.dim() == x.dim(), "Expected ", w.dim(), "-dimensional input for ", w.dim(), "-dimensional weight ",
              w.sizes(), ", but got ", x.dim(), "-dimensional input of size ", x.sizes(), " instead");
  TORCH_CHECK(w.size(0) >= c.groups, "Given groups=", c.groups, ", expected weight to be at least ", c.groups,
              " at dimension 0, but got weight of size ", w.sizes(), " instead");
  TORCH_CHECK(w.size(0) % c.groups == 0, "Given groups=", c.groups, ", expected weight to be divisible by ", c.groups,
              " at dimension 0, but got weight of size [", w.sizes(), "] instead");
  if (transposed) {
    TORCH_CHECK(x.size(1) == w.size(0), "Given transposed=1, weight of size ", w.sizes(), ", expected input", x.sizes(),
                " to have ", w.size(0), " channels, but got ", x.size(1), " channels instead");
    TORCH_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == w.size(1) * c.groups),
                "Given transposed=1, weight of size ", w.sizes(), ", expected bias to be 1-dimensional with ",
                w.size(1) * c.groups, " elements, but got bias of size ", bias.defined() ? bias.sizes() : IntArrayRef(),
                " instead");
    return;
  }
  TORCH_CHECK(x.size(1) == w.size(1) * c.groups, "Given groups=", c.groups, ", weight of size ", w.sizes(),
              ", expected input", x.sizes(), " to have ", w.size(1) * c.groups, " channels, but got ", x.size(1),
              " channels instead");
  TORCH_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == w.size(0)), "Given weight of size ", w.sizes(),
              ", expected bias to be 1-dimensional with ", w.size(0), " elements, but got bias of size ",
              bias.defined() ? bias.sizes() : IntArrayRef(), " instead");
  std::vector<int64_t> have, want;
  bool fits = true;
  for (int d = 0; d < c.dims; d++) {
    have.push_back(x.size(d + 2) + 2 * c.padding[d]);
    want.push_back(c.dilation[d] * (w.size(d + 2) - 1) + 1);
    fits &= have.back() >= want.back();
  }
  TORCH_CHECK(fits, "Calculated padded input size per channel: (", crossed(have), "). Kernel size: (", crossed(want),
              "). Kernel size can't be greater than actual input size");
}
// "what_height: 1, what_width: 2"; in one dimension the height stands too.
std::string named(const std::string& what, const int64_t* values, int dims, int64_t first, const char* between) {
  constexpr const char* names[] = {"depth", "height", "width"};
  std::string s;
  for (int i = dims == 1 ? -1 : 0; i < dims; i++)
    s += (s.empty() ? "" : between) + what + names[3 - dims + i] + ": " + std::to_string(i < 0 ? first : values[i]);
  return s;
}
Tensor transposed_forward(const Request& r, const Tensor& x, const Tensor& w, const Tensor& bias) {
  const Convolution& c = r.c;
  std::vector<int64_t> sizes{x.size(0), w.size(1) * c.groups}, in, out;
  bool fits = true;
  for (int d = 0; d < c.dims; d++) {
    int64_t op = r.output_padding[d], s = c.stride[d], l = c.dilation[d];
    if (op >= s && op >= l) {
      AT_ERROR("output padding must be smaller than either stride or dilation, but got ",
               named("output_padding_", r.output_padding.data(), c.dims, 0, " "), " ",
               named("stride_", c.stride, c.dims, 1, " "), " ", named("dilation_", c.dilation, c.dims, 1, " "));
    }
    in.push_back(x.size(d + 2));
    out.push_back((x.size(d + 2) - 1) * s - 2 * c.padding[d] + l * (w.size(d + 2) - 1) + op + 1);
    fits &= out.back() >= 1;
  }
  TORCH_CHECK(fits, "Given input size per channel: (", crossed(in), "). Calculated output size per channel: (",
              crossed(out), "). Output size is too small");
  sizes.insert(sizes.end(), out.begin(), out.end());
  // Output padding of a stride or more past the reach of the last element holds the bias alone; oneDNN refuses it.
  std::vector<int64_t> past(2 * c.dims);
  bool beyond = false;
  for (int d = 0; d < c.dims; d++) {
    const int64_t n = r.output_padding[d] - c.padding[d];
    if (n < c.stride[d]) continue;
    beyond = true;
    sizes[d + 2] -= n;
    past[2 * (c.dims - 1 - d) + 1] = n;
  }
  if (!beyond) return gradient_of_input(c, x, w, bias, sizes);
  Tensor y = constant_pad_nd(gradient_of_input(c, x, w, {}, sizes), past);
  if (!bias.defined()) return y;
  std::vector<int64_t> column(c.dims + 1, 1);
  column[0] = bias.size(0);
  return y + bias.reshape(column);
}
Tensor run(const Request& r, const Tensor& x, const Tensor& w, const Tensor& bias, bool transposed) {
  check_shapes(r, x, w, bias, transposed);
  check_computes(x.scalar_type(), r.c.dims, transposed, r.c);
  check_types(x, w, bias, r.c.dims, transposed);
  TORCH_CHECK(w.numel() > 0 || w.size(1) == 0, "could not create a descriptor for a dilated convolution forward ",
              "propagation primitive");
  std::vector<int64_t> sizes = x.sizes().vec();
  bool empty = std::find(sizes.begin() + 2, sizes.end(), 0) != sizes.end();
  if (r.c.dims == 1) sizes.insert(sizes.begin() + 2, 1);
  TORCH_CHECK(!empty || x.size(0) == 0 || x.size(1) == 0,
              "Only zero batch or zero channel inputs are supported, but got input shape: ", IntArrayRef(sizes));
  return transposed ? transposed_forward(r, x, w, bias) : forward(r.c, x, w, bias);
}
// Adds the batch where it is missing.
Tensor batched(const char* name, int64_t dims, const Tensor& x, bool& single) {
  TORCH_CHECK(x.defined() && (x.dim() == dims + 1 || x.dim() == dims + 2), "Expected ", dims + 1, "D (unbatched) or ",
              dims + 2, "D (batched) input to ", name,
              ", but got input of size: ", x.defined() ? x.sizes() : IntArrayRef({0}));
  single = x.dim() == dims + 1;
  return single ? x.unsqueeze(0) : x;
}
Tensor conv_nd(const char* name, int64_t dims, const Tensor& input, const Tensor& w, const optional<Tensor>& bias,
               IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  bool single;
  Tensor x = batched(name, dims, input, single);
  Tensor y = run(request(w.dim() - 2, stride, padding, dilation, 0, groups), x, w, bias.value_or(Tensor()), false);
  return single ? y.squeeze(0) : y;
}
Tensor conv_same(const char* name, int64_t dims, const Tensor& input, const Tensor& w, const optional<Tensor>& bias,
                 IntArrayRef stride, std::string_view padding, IntArrayRef dilation, int64_t groups) {
  if (padding == "valid") return conv_nd(name, dims, input, w, bias, stride, 0, dilation, groups);
  TORCH_CHECK(padding == "same", "Invalid padding string: '", padding, "'");
  bool single;
  Tensor x = batched(name, dims, input, single);
  auto s = expanded("stride", stride, dims), d = expanded("dilation", dilation, dims);
  TORCH_CHECK(std::all_of(s.begin(), s.end(), [](int64_t v) { return v == 1; }),
              "padding='same' is not supported for strided convolutions");
  TORCH_CHECK(w.dim() == dims + 2, "Expected ", w.dim(), "-dimensional input for ", w.dim(), "-dimensional weight ",
              w.sizes(), ", but got ", x.dim(), "-dimensional input of size ", x.sizes(), " instead");
  std::vector<int64_t> before(dims);
  for (int64_t i = 0; i < dims; i++) {
    int64_t total = d[i] * (w.size(i + 2) - 1), after = total - total / 2;
    before[i] = total / 2;
    if (after == before[i]) continue;  // an even window needs one more at the end
    std::vector<int64_t> more = x.sizes().vec();
    more[i + 2] = after - before[i];
    x = cat({x, zeros(more, x.options())}, i + 2);
  }
  Tensor y = run(request(dims, s, before, d, 0, groups), x, w, bias.value_or(Tensor()), false);
  return single ? y.squeeze(0) : y;
}
Tensor transpose_nd(const char* name, int64_t dims, const Tensor& input, const Tensor& w, const optional<Tensor>& bias,
                    IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding, int64_t groups,
                    IntArrayRef dilation) {
  bool single;
  Tensor x = batched(name, dims, input, single);
  auto d = expanded("dilation", dilation, dims);
  TORCH_CHECK(std::all_of(d.begin(), d.end(), [](int64_t v) { return v > 0; }),
              "dilation should be greater than zero, but got ",
              named("dilation_", d.data(), static_cast<int>(dims), 1, ", "));
  Tensor y =
      run(request(w.dim() - 2, stride, padding, dilation, output_padding, groups), x, w, bias.value_or(Tensor()), true);
  return single ? y.squeeze(0) : y;
}

template <class F>
Tensor seen(Observer::Op op, const char* name, const Tensor& x, const Tensor& w, F f) {
  return detail::observed() ? detail::observe(op, name, x, w, f) : f();
}

}  // namespace

#define RECTIFY_CONV(dims)                                                                                           \
  Tensor conv##dims##d(const Tensor& x, const Tensor& w, const optional<Tensor>& bias, IntArrayRef stride,           \
                       IntArrayRef padding, IntArrayRef dilation, int64_t groups) {                                  \
    return seen(Observer::Op::Convolution, "conv" #dims "d", x, w,                                                   \
                [&] { return conv_nd("conv" #dims "d", dims, x, w, bias, stride, padding, dilation, groups); });     \
  }                                                                                                                  \
  Tensor conv##dims##d(const Tensor& x, const Tensor& w, const optional<Tensor>& bias, IntArrayRef stride,           \
                       PaddingName padding, IntArrayRef dilation, int64_t groups) {                                  \
    return seen(Observer::Op::Convolution, "conv" #dims "d", x, w, [&] {                                             \
      return conv_same("conv" #dims "d", dims, x, w, bias, stride, padding.text, dilation, groups);                  \
    });                                                                                                              \
  }                                                                                                                  \
  Tensor conv_transpose##dims##d(const Tensor& x, const Tensor& w, const optional<Tensor>& bias, IntArrayRef stride, \
                                 IntArrayRef padding, IntArrayRef output_padding, int64_t groups,                    \
                                 IntArrayRef dilation) {                                                             \
    return seen(Observer::Op::Transposed, "conv_transpose" #dims "d", x, w, [&] {                                    \
      return transpose_nd("conv_transpose" #dims "d", dims, x, w, bias, stride, padding, output_padding, groups,     \
                          dilation);                                                                                 \
    });                                                                                                              \
  }
RECTIFY_CONV(1)
RECTIFY_CONV(2)
RECTIFY_CONV(3)
#undef RECTIFY_CONV

Tensor convolution(const Tensor& x, const Tensor& w, const optional<Tensor>& bias, IntArrayRef stride,
                   IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
                   int64_t groups) {
  return run(request(w.dim() - 2, stride, padding, dilation, output_padding, groups), x, w, bias.value_or(Tensor()),
             transposed);
}
std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& dy, const Tensor& x, const Tensor& w,
                                                        optional<IntArrayRef>, IntArrayRef stride, IntArrayRef padding,
                                                        IntArrayRef dilation, bool transposed,
                                                        IntArrayRef output_padding, int64_t groups,
                                                        std::array<bool, 3> mask) {
  Convolution c = request(w.dim() - 2, stride, padding, dilation, output_padding, groups).c;
  Tensor dx, dw, db;
  if (mask[0]) dx = transposed ? forward_to(c, dy, w, x.sizes()) : gradient_of_input(c, dy, w, {}, x.sizes());
  if (mask[1]) dw = transposed ? gradient_of_weight(c, x, dy, w.sizes()) : gradient_of_weight(c, dy, x, w.sizes());
  if (mask[2]) db = sum_of_channels(dy);
  return {dx, dw, db};
}

}  // namespace rectify::api
