#include <rectify/autograd/grad_mode.h>
#include <rectify/nn/init.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

#include <algorithm>
#include <cmath>

namespace rectify::nn::init {
namespace {
// The first min(rows, cols) columns of Q of a = QR by Householder reflections, with R's diagonal made positive; a is
// rows ≥ cols.
std::vector<double> orthonormal_columns(std::vector<double> a, int64_t rows, int64_t cols) {
  std::vector<double> q(rows * cols), beta(cols), diagonal(cols);
  for (int64_t k = 0; k < cols; k++) {
    double norm = 0;
    for (int64_t i = k; i < rows; i++) norm += a[i * cols + k] * a[i * cols + k];
    norm = std::sqrt(norm);
    const double head = a[k * cols + k], alpha = head > 0 ? -norm : norm;
    diagonal[k] = alpha;
    a[k * cols + k] = head - alpha;
    double vv = 0;
    for (int64_t i = k; i < rows; i++) vv += a[i * cols + k] * a[i * cols + k];
    beta[k] = vv > 0 ? 2 / vv : 0;
    for (int64_t j = k + 1; j < cols; j++) {
      double dot = 0;
      for (int64_t i = k; i < rows; i++) dot += a[i * cols + k] * a[i * cols + j];
      for (int64_t i = k; i < rows; i++) a[i * cols + j] -= beta[k] * dot * a[i * cols + k];
    }
  }
  for (int64_t j = 0; j < cols; j++) {
    q[j * cols + j] = diagonal[j] < 0 ? -1 : 1;
    for (int64_t k = cols; k-- > 0;) {
      double dot = 0;
      for (int64_t i = k; i < rows; i++) dot += a[i * cols + k] * q[i * cols + j];
      for (int64_t i = k; i < rows; i++) q[i * cols + j] -= beta[k] * dot * a[i * cols + k];
    }
  }
  return q;
}
double kaiming_std(const Tensor& t, double a, const FanModeType& mode, const NonlinearityType& nonlinearity) {
  const auto [in, out] = _calculate_fan_in_and_fan_out(t);
  return calculate_gain(nonlinearity, a) / std::sqrt(static_cast<double>(mode.index() == 0 ? in : out));
}
double xavier_std(const Tensor& t, double gain) {
  const auto [in, out] = _calculate_fan_in_and_fan_out(t);
  return gain * std::sqrt(2.0 / static_cast<double>(in + out));
}
}  // namespace

double calculate_gain(NonlinearityType f, double param) {
  if (std::holds_alternative<enumtype::kTanh>(f)) return 5.0 / 3.0;
  if (std::holds_alternative<enumtype::kReLU>(f)) return std::sqrt(2.0);
  if (std::holds_alternative<enumtype::kLeakyReLU>(f)) return std::sqrt(2.0 / (1 + param * param));
  return 1;
}
std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& t) {
  TORCH_CHECK(t.dim() >= 2, "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  const int64_t field = t.size(0) > 0 && t.size(1) > 0 ? t.numel() / (t.size(0) * t.size(1)) : 1;
  return {t.size(1) * field, t.size(0) * field};
}
Tensor constant_(Tensor t, Scalar value) {
  rectify::detail::RawGuard off;
  return t.fill_(value);
}
Tensor ones_(Tensor t) { return constant_(std::move(t), 1); }
Tensor zeros_(Tensor t) { return constant_(std::move(t), 0); }
Tensor eye_(Tensor t) {
  rectify::detail::RawGuard off;
  TORCH_CHECK(t.dim() == 2, "Only tensors with 2 dimensions are supported");
  return t.copy_(eye(t.size(0), t.size(1), t.options()));
}
Tensor dirac_(Tensor t) {
  rectify::detail::RawGuard off;
  TORCH_CHECK(t.dim() >= 3 && t.dim() <= 5, "Only tensors with 3, 4, or 5 dimensions are supported");
  t.zero_();
  Tensor middle = t;
  for (int64_t d = t.dim() - 1; d >= 2; d--) middle = middle.select(d, t.size(d) / 2);
  for (int64_t i = 0; i < std::min(t.size(0), t.size(1)); i++) middle.select(0, i).select(0, i).fill_(1);
  return t;
}
Tensor normal_(Tensor t, double mean, double std) {
  rectify::detail::RawGuard off;
  return t.normal_(mean, std);
}
Tensor uniform_(Tensor t, double low, double high) {
  rectify::detail::RawGuard off;
  return t.uniform_(low, high);
}
Tensor xavier_normal_(Tensor t, double gain) { return normal_(t, 0, xavier_std(t, gain)); }
Tensor xavier_uniform_(Tensor t, double gain) {
  const double bound = std::sqrt(3.0) * xavier_std(t, gain);
  return uniform_(t, -bound, bound);
}
Tensor kaiming_normal_(Tensor t, double a, FanModeType mode, NonlinearityType f) {
  return normal_(t, 0, kaiming_std(t, a, mode, f));
}
Tensor kaiming_uniform_(Tensor t, double a, FanModeType mode, NonlinearityType f) {
  if (t.numel() == 0) return t;
  const double bound = std::sqrt(3.0) * kaiming_std(t, a, mode, f);
  return uniform_(t, -bound, bound);
}
Tensor orthogonal_(Tensor t, double gain) {
  rectify::detail::RawGuard off;
  TORCH_CHECK(t.dim() >= 2, "Only tensors with 2 or more dimensions are supported");
  if (t.numel() == 0) return t;
  const int64_t rows = t.size(0), cols = t.numel() / rows, tall = std::max(rows, cols), slim = std::min(rows, cols);
  const Tensor drawn = randn({rows, cols}, t.options()).to(kDouble).contiguous();
  const double* d = drawn.data_ptr<double>();
  std::vector<double> a(tall * slim);
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < cols; c++) (rows < cols ? a[c * slim + r] : a[r * slim + c]) = d[r * cols + c];
  const std::vector<double> q = orthonormal_columns(std::move(a), tall, slim);
  Tensor out = new_tensor({rows, cols}, kDouble);
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < cols; c++)
      out.data_ptr<double>()[r * cols + c] = gain * (rows < cols ? q[c * slim + r] : q[r * slim + c]);
  return t.copy_(out.reshape(t.sizes()));
}
Tensor sparse_(Tensor t, double sparsity, double std) {
  rectify::detail::RawGuard off;
  TORCH_CHECK(t.dim() == 2, "Only tensors with 2 dimensions are supported");
  const int64_t rows = t.size(0), cols = t.size(1),
                zero = static_cast<int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  t.normal_(0, std);
  for (int64_t c = 0; c < cols; c++) {
    const Tensor order = randperm(rows, kLong);
    for (int64_t i = 0; i < zero && i < rows; i++) t[order.data_ptr<int64_t>()[i]][c] = 0;
  }
  return t;
}

}  // namespace rectify::nn::init
