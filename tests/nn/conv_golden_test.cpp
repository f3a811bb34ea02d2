// Convolutions, poolings and batch normalisations against PyTorch's values and gradients (tests/golden/conv.json).
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace {

using json = nlohmann::json;
using torch::Tensor;
using Dims = std::vector<int64_t>;
namespace F = torch::nn::functional;

const json& rows() {
  static const json all = json::parse(std::ifstream(RECTIFY_GOLDEN_DIR "/conv.json"));
  return all;
}
Tensor wave(const Dims& sizes, int k) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return torch::sin(torch::arange(n, torch::kDouble) * 0.7 + k).reshape(sizes);
}
Dims dims(const json& row, const char* key, Dims otherwise) {
  if (!row.contains(key)) return otherwise;
  return row[key].is_array() ? row[key].get<Dims>() : Dims{row[key].get<int64_t>()};
}

struct Result {
  Tensor y, indices, mean, var;
  std::vector<Tensor> inputs;
};
// What a variant does to an input before it is used: dtype, strides.
using Prepare = std::function<Tensor(const Tensor&)>;

Result run_conv(const json& r, const Prepare& prepare) {
  std::string op = r["op"];
  Tensor x = prepare(wave(r["x"], 1)).requires_grad_(), w = prepare(wave(r["w"], 2)).requires_grad_(), b;
  int64_t groups = r.value("groups", 1);
  bool transposed = op.find("transpose") != op.npos;
  if (r["bias"]) b = prepare(wave({transposed ? w.size(1) * groups : w.size(0)}, 3)).requires_grad_();
  size_t d = w.dim() - 2;
  Dims stride = dims(r, "stride", {1}), dilation = dims(r, "dilation", {1}), out = dims(r, "output_padding", {0});
  Result result;
  result.inputs = b.defined() ? std::vector<Tensor>{x, w, b} : std::vector<Tensor>{x, w};
  if (r.contains("padding") && r["padding"].is_string()) {
    std::string p = r["padding"];
    result.y = d == 1   ? torch::conv1d(x, w, b, stride, p, dilation, groups)
               : d == 2 ? torch::conv2d(x, w, b, stride, p, dilation, groups)
                        : torch::conv3d(x, w, b, stride, p, dilation, groups);
    return result;
  }
  Dims padding = dims(r, "padding", {0});
  if (transposed)
    result.y = d == 1   ? torch::conv_transpose1d(x, w, b, stride, padding, out, groups, dilation)
               : d == 2 ? torch::conv_transpose2d(x, w, b, stride, padding, out, groups, dilation)
                        : torch::conv_transpose3d(x, w, b, stride, padding, out, groups, dilation);
  else
    result.y = d == 1   ? torch::conv1d(x, w, b, stride, padding, dilation, groups)
               : d == 2 ? torch::conv2d(x, w, b, stride, padding, dilation, groups)
                        : torch::conv3d(x, w, b, stride, padding, dilation, groups);
  return result;
}
Result run_pool(const json& r, const Prepare& prepare) {
  std::string op = r["op"];
  Result result;
  Tensor x = prepare(wave(r["x"], 1)).requires_grad_();
  result.inputs = {x};
  Dims k = dims(r, "kernel_size", {}), s = dims(r, "stride", {}), p = dims(r, "padding", {0}),
       d = dims(r, "dilation", {1}), out = dims(r, "output_size", {});
  bool ceil = r.value("ceil_mode", false), pad = r.value("count_include_pad", true);
  std::optional<int64_t> divisor;
  if (r.contains("divisor_override")) divisor = r["divisor_override"].get<int64_t>();
  auto with_indices = [&](std::tuple<Tensor, Tensor> t) { std::tie(result.y, result.indices) = t; };
  int64_t n = op.back() == 'd' ? op[op.size() - 2] - '0' : 0;
  if (op == "max_pool1d") with_indices(torch::max_pool1d_with_indices(x, k, s, p, d, ceil));
  if (op == "max_pool2d") with_indices(torch::max_pool2d_with_indices(x, k, s, p, d, ceil));
  if (op == "max_pool3d") with_indices(torch::max_pool3d_with_indices(x, k, s, p, d, ceil));
  if (op == "avg_pool1d") result.y = torch::avg_pool1d(x, k, s, p, ceil, pad);
  if (op == "avg_pool2d") result.y = torch::avg_pool2d(x, k, s, p, ceil, pad, divisor);
  if (op == "avg_pool3d") result.y = torch::avg_pool3d(x, k, s, p, ceil, pad, divisor);
  if (op == "adaptive_avg_pool1d") result.y = torch::adaptive_avg_pool1d(x, out);
  if (op == "adaptive_avg_pool2d") result.y = torch::adaptive_avg_pool2d(x, out);
  if (op == "adaptive_avg_pool3d") result.y = torch::adaptive_avg_pool3d(x, out);
  if (op == "adaptive_max_pool1d") with_indices(torch::adaptive_max_pool1d(x, out));
  if (op == "adaptive_max_pool2d") with_indices(torch::adaptive_max_pool2d(x, out));
  if (op == "adaptive_max_pool3d") with_indices(torch::adaptive_max_pool3d(x, out));
  if (op == "lp_pool1d")
    result.y = F::lp_pool1d(x, F::LPPool1dFuncOptions(r["norm_type"], k).stride(s).ceil_mode(ceil));
  if (op == "lp_pool2d")
    result.y = F::lp_pool2d(x, F::LPPool2dFuncOptions(r["norm_type"], k).stride(s).ceil_mode(ceil));
  if (op.rfind("fractional", 0) == 0) {
    Tensor samples = wave({x.size(0), x.size(1), n}, 5).abs().to(x.scalar_type());
    with_indices(n == 2 ? torch::fractional_max_pool2d(x, k, out, samples)
                        : torch::fractional_max_pool3d(x, k, out, samples));
  }
  return result;
}
Result run_batch_norm(const json& r, const Prepare& prepare) {
  Result result;
  Tensor x = prepare(wave(r["x"], 1)).requires_grad_(), w, b;
  int64_t c = x.size(1);
  result.inputs = {x};
  if (r["affine"]) {
    w = prepare(wave({c}, 2)).requires_grad_();
    b = prepare(wave({c}, 3)).requires_grad_();
    result.inputs.insert(result.inputs.end(), {w, b});
  }
  if (r["track"]) {
    result.mean = prepare(wave({c}, 4));
    result.var = prepare(wave({c}, 5).abs() + 0.5);
  }
  result.y = torch::batch_norm(x, w, b, result.mean, result.var, r["training"], r["momentum"], r["eps"], false);
  return result;
}

void near(const Tensor& got, const json& want, double tolerance, const std::string& what) {
  Tensor flat = got.detach().to(torch::kDouble).contiguous();
  ASSERT_EQ(flat.numel(), static_cast<int64_t>(want.size())) << what;
  const double* p = flat.data_ptr<double>();
  for (int64_t i = 0; i < flat.numel(); i++) {
    double w = want[i];
    ASSERT_NEAR(p[i], w, tolerance * (1 + std::abs(w))) << what << " at " << i;
  }
}
void check(const json& r, const Prepare& prepare, double tolerance) {
  std::string op = r["op"], what = r.dump().substr(0, 160);
  Result got = op.rfind("conv", 0) == 0 ? run_conv(r, prepare)
               : op == "batch_norm"     ? run_batch_norm(r, prepare)
                                        : run_pool(r, prepare);
  ASSERT_EQ(got.y.sizes().vec(), r["y_sizes"].get<Dims>()) << what;
  near(got.y, r["y"], tolerance, what + " y");
  if (r.contains("indices")) {
    EXPECT_EQ(got.indices.scalar_type(), torch::kLong);
    near(got.indices, r["indices"], 0, what + " indices");
  }
  if (r.contains("mean")) {
    near(got.mean, r["mean"], tolerance, what + " mean");
    near(got.var, r["var"], tolerance, what + " var");
  }
  Tensor g = torch::cos(torch::arange(got.y.numel(), torch::kDouble) * 0.3).reshape(got.y.sizes());
  auto grads = torch::autograd::grad({got.y}, got.inputs, {g.to(got.y.scalar_type())}, {}, false, true);
  const char* names[] = {"dx", "dw", "db"};
  for (size_t i = 0; i < grads.size(); i++)
    if (r.contains(names[i])) {
      ASSERT_EQ(grads[i].sizes(), got.inputs[i].sizes()) << what;
      near(grads[i], r[names[i]], tolerance, what + " " + names[i]);
    }
}
Tensor channels_last(const Tensor& t) {
  return t.dim() == 4 ? t.permute({0, 2, 3, 1}).contiguous().permute({0, 3, 1, 2}) : t;
}
Tensor transposed(const Tensor& t) { return t.dim() < 2 ? t : t.transpose(-1, -2).contiguous().transpose(-1, -2); }

TEST(ConvGolden, Float64) {
  for (const json& r : rows())
    check(
        r, [](const Tensor& t) { return t; }, 1e-6);
}
TEST(ConvGolden, Float32) {
  for (const json& r : rows())
    check(
        r, [](const Tensor& t) { return t.to(torch::kFloat); }, 2e-5);
}
TEST(ConvGolden, ChannelsLast) {
  for (const json& r : rows()) {
    check(
        r, [](const Tensor& t) { return channels_last(t.to(torch::kFloat)); }, 2e-5);
    check(r, channels_last, 1e-6);
  }
}
TEST(ConvGolden, Strided) {
  for (const json& r : rows())
    check(
        r, [](const Tensor& t) { return transposed(t.to(torch::kFloat)); }, 2e-5);
}
TEST(ConvGolden, BFloat16Convolutions) {
  for (const json& r : rows()) {
    std::string op = r["op"];
    if (op.rfind("conv", 0) == 0)
      check(
          r, [](const Tensor& t) { return t.to(torch::kBFloat16); }, 0.1);
  }
}

}  // namespace
