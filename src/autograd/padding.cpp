#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/padding.h>

#include <algorithm>

#include "autograd/resample.h"

namespace rectify::api {
namespace {

enum class Mode : uint8_t { Reflect, Replicate, Circular };

SharedTaps taps_of(Mode mode, int64_t n, int64_t left, int64_t right) {
  TORCH_CHECK(mode != Mode::Circular || n + left + right == 0 ||
                  n + std::min<int64_t>(left, 0) + std::min<int64_t>(right, 0) > 0,
              "Padding value causes wrapping around more than once.");
  // what a circle repeats is what negative amounts leave
  const int64_t first = std::max<int64_t>(-left, 0), period = n - first - std::max<int64_t>(-right, 0);
  auto source = [&](int64_t i) {  // of position i, which may lie outside [0, n)
    if (mode == Mode::Reflect) return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
    if (mode == Mode::Replicate) return std::clamp<int64_t>(i, 0, n - 1);
    return first + (((i - first) % period) + period) % period;
  };
  ops::Taps t;
  t.in = n;
  for (int64_t i = -left; i < n + right; i++) {
    t.add(source(i));
    t.next();
  }
  return std::make_shared<const ops::Taps>(std::move(t));
}
// Pads the last k dimensions by a mode that takes its values from the input.
Tensor pad_by(Mode mode, const Tensor& x, int64_t k, IntArrayRef pad, const char* name) {
  std::vector<int64_t> sizes = x.sizes().vec();
  const int64_t nd = x.dim();
  for (int64_t i = 0; i < k; i++) sizes[nd - 1 - i] += pad[2 * i] + pad[2 * i + 1];
  for (int64_t s : sizes)
    TORCH_CHECK(s >= 0, "Trying to create tensor with negative dimension ", s, ": ", IntArrayRef(sizes));
  Tensor y = x;
  for (int64_t i = 0; i < k; i++)
    if (pad[2 * i] || pad[2 * i + 1])
      y = resample(y, nd - 1 - i, taps_of(mode, x.size(nd - 1 - i), pad[2 * i], pad[2 * i + 1]), name);
  return y.is_same(x) ? x.clone() : y;
}
bool valid(const Tensor& x, int64_t k, bool sample_too) {  // k + 1 or k + 2 dimensions, none 0 but the batch
  const int64_t nd = x.dim();
  if (nd != k + 1 && nd != k + 2) return false;
  for (int64_t d = nd == k + 2 || !sample_too ? 1 : 0; d < nd; d++)
    if (x.size(d) == 0) return false;
  return true;
}
void check_padding(const Tensor& x, int64_t k, IntArrayRef pad) {
  TORCH_CHECK(static_cast<int64_t>(pad.size()) == 2 * k, "padding size is expected to be ", 2 * k);
  for (int64_t d = 1; d <= k && k > 1; d++) (void)x.size(d);  // an IndexError where there is no such dimension
}
Tensor reflection_pad(const Tensor& x, int64_t k, IntArrayRef pad) {
  static const char* const names[] = {"reflection_pad1d", "reflection_pad2d", "reflection_pad3d_cpu"};
  static const char* const nodes[] = {"ReflectionPad1DBackward0", "ReflectionPad2DBackward0",
                                      "ReflectionPad3DBackward0"};
  check_padding(x, k, pad);
  if (k == 3)
    TORCH_CHECK(valid(x, 3, true),
                "Expected 4D or 5D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for "
                "input, but got: ",
                x.sizes());
  else
    TORCH_CHECK(valid(x, k, false), k + 1, "D or ", k + 2, "D (batch mode) tensor expected for input, but got: ", x);
  for (int64_t i = 0; i < k; i++) {
    const int64_t d = x.dim() - 1 - i, n = x.size(d);
    const std::string input = k == 2 ? str(x.dim()) : str(x.sizes());
    TORCH_CHECK(pad[2 * i] < n && pad[2 * i + 1] < n, "Argument #", 4 + 2 * i,
                ": Padding size should be less than the corresponding input dimension, but got: padding (", pad[2 * i],
                ", ", pad[2 * i + 1], ") at dimension ", d, " of input ", input);
    TORCH_CHECK(k > 1 || n + pad[0] + pad[1] >= 1, "input (W: ", n,
                ") is too small. Calculated output W: ", n + pad[0] + pad[1]);
  }
  visit_floating(x.scalar_type(), names[k - 1], [](auto) {});
  return pad_by(Mode::Reflect, x, k, pad, nodes[k - 1]);
}
Tensor replication_pad(const Tensor& x, int64_t k, IntArrayRef pad) {
  static const char* const names[] = {"replication_pad1d_cpu", "replication_pad2d_cpu", "replication_pad3d_cpu"};
  static const char* const nodes[] = {"ReplicationPad1DBackward0", "ReplicationPad2DBackward0",
                                      "ReplicationPad3DBackward0"};
  check_padding(x, k, pad);
  TORCH_CHECK(
      valid(x, k, true), "Expected ", k + 1, "D or ", k + 2,
      "D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ", x.sizes());
  TORCH_CHECK(k > 1 || x.size(-1) + pad[0] + pad[1] >= 1, "input (W: ", x.size(-1),
              ") is too small. Calculated output W: ", x.size(-1) + pad[0] + pad[1]);
  visit_floating(x.scalar_type(), names[k - 1], [](auto) {});
  return pad_by(Mode::Replicate, x, k, pad, nodes[k - 1]);
}
Tensor circular_pad(const Tensor& x, IntArrayRef pad) {
  const int64_t k = x.dim() - 2;
  TORCH_CHECK(static_cast<int64_t>(pad.size()) == 2 * k, "Invalid padding size, expected ", 2 * k, " but got ",
              pad.size());
  for (int64_t i = 0; i < k; i++) {
    const int64_t n = x.size(x.dim() - 1 - i), left = pad[2 * i], right = pad[2 * i + 1];
    TORCH_CHECK(left <= n && right <= n, "Padding value causes wrapping around more than once.");
    TORCH_CHECK(n + left + right >= 0, "Negative padding value is resulting in an empty dimension");
  }
  return pad_by(Mode::Circular, x, k, pad, "CircularPadBackward0");
}

}  // namespace

Tensor constant_pad_nd(const Tensor& x, IntArrayRef pad, const Scalar& value) {
  TORCH_CHECK(pad.size() % 2 == 0, "Length of pad must be even but instead it equals ", pad.size());
  const int64_t k = static_cast<int64_t>(pad.size()) / 2, nd = x.dim();
  TORCH_CHECK(k <= nd,
              "Length of pad should be no more than twice the number of dimensions of the input. Pad length is ",
              pad.size(), "while the input has ", nd, "dimensions.");
  Tensor y = x;
  for (int64_t d = nd - k; d < nd; d++) {
    const int64_t left = pad[2 * (nd - 1 - d)], right = pad[2 * (nd - 1 - d) + 1];
    if (left < 0) y = y.narrow(d, -left, y.size(d) + left);
    if (right < 0) y = y.narrow(d, 0, y.size(d) + right);
  }
  std::vector<int64_t> before(nd, 0), after(nd, 0);
  for (int64_t i = 0; i < k; i++) {
    before[nd - 1 - i] = std::max<int64_t>(pad[2 * i], 0);
    after[nd - 1 - i] = std::max<int64_t>(pad[2 * i + 1], 0);
  }
  Tensor z = ops::pad_constant(y, before, after, value);
  if (any_wants_grad(y))
    record(z, "ConstantPadNdBackward0", {&y}, [before, sizes = y.sizes().vec()](Node&, const Tensor* in, Tensor* out) {
      out[0] = in[0];
      for (size_t d = 0; d < sizes.size(); d++)
        if (out[0].size(static_cast<int64_t>(d)) != sizes[d])
          out[0] = out[0].narrow(static_cast<int64_t>(d), before[d], sizes[d]);
    });
  return z;
}
Tensor reflection_pad1d(const Tensor& x, IntArrayRef pad) { return reflection_pad(x, 1, pad); }
Tensor reflection_pad2d(const Tensor& x, IntArrayRef pad) { return reflection_pad(x, 2, pad); }
Tensor reflection_pad3d(const Tensor& x, IntArrayRef pad) { return reflection_pad(x, 3, pad); }
Tensor replication_pad1d(const Tensor& x, IntArrayRef pad) { return replication_pad(x, 1, pad); }
Tensor replication_pad2d(const Tensor& x, IntArrayRef pad) { return replication_pad(x, 2, pad); }
Tensor replication_pad3d(const Tensor& x, IntArrayRef pad) { return replication_pad(x, 3, pad); }

Tensor pad(const Tensor& x, IntArrayRef pad, std::string_view mode, optional<double> value) {
  const bool constant = mode == "constant", reflect = mode == "reflect", replicate = mode == "replicate";
  TORCH_CHECK_NOT_IMPLEMENTED(constant || reflect || replicate || mode == "circular", "Unrecognised padding mode ",
                              mode);
  TORCH_CHECK(pad.size() % 2 == 0, "Padding length must be divisible by 2");
  const int64_t k = static_cast<int64_t>(pad.size()) / 2, nd = x.dim();
  TORCH_CHECK(k <= nd, "Padding length too large");
  if (constant) return constant_pad_nd(x, pad, value.value_or(0));
  TORCH_CHECK(!value || *value == 0, "Padding mode \"", mode, "\" doesn't take in value argument");
  TORCH_CHECK(k >= 1 && k <= 3 && (nd == k + 1 || nd == k + 2),
              "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
  return reflect ? reflection_pad(x, k, pad) : replicate ? replication_pad(x, k, pad) : circular_pad(x, pad);
}

}  // namespace rectify::api
