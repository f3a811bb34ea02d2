#include "ops/special.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace rectify::ops::special {
namespace {
constexpr double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEps = std::numeric_limits<double>::epsilon();
// Bernoulli numbers B2, B4, …, B24.
constexpr double kBernoulli[] = {1. / 6, -1. / 30,     1. / 42,      -1. / 30,       5. / 66,       -691. / 2730,
                                 7. / 6, -3617. / 510, 43867. / 798, -174611. / 330, 854513. / 138, -236364091. / 2730};
}  // namespace

double erfinv(double x) {
  if (!(std::abs(x) < 1)) return std::abs(x) == 1 ? std::copysign(kInf, x) : kNaN;
  // Winitzki's approximation, then Newton steps (with Halley's correction) on erf or, near the ends, on erfc.
  double w = std::log1p(-x * x), a = 2 / (std::numbers::pi * 0.147) + w / 2;
  double y = std::copysign(std::sqrt(std::sqrt(a * a - w / 0.147) - a), x);
  for (int i = 0; i < 3 && y != 0; i++) {
    double error =
        std::abs(x) < 0.5 ? std::erf(y) - x : ((1 - std::abs(x)) - std::erfc(std::abs(y))) * (x < 0 ? -1 : 1);
    double step = error / (2 * std::numbers::inv_sqrtpi * std::exp(-y * y));
    y -= step / (1 + y * step);
  }
  return y;
}
double digamma(double x) {
  if (x == 0) return std::copysign(kInf, -x);
  if (x < 0) {
    if (x == std::floor(x)) return kNaN;
    return digamma(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * (x - std::floor(x)));
  }
  double r = 0;
  for (; x < 12; x++) r -= 1 / x;
  r += std::log(x) - 0.5 / x;
  double power = 1;
  for (int k = 1; k <= 8; k++) {
    power /= x * x;
    r -= kBernoulli[k - 1] / (2 * k) * power;
  }
  return r;
}
double zeta(double s, double q) {
  if (s == 1) return kInf;
  if (!(s > 1)) return kNaN;
  if (q <= 0) {
    if (q == std::floor(q)) return kInf;
    if (s != std::floor(s)) return kNaN;
  }
  double r = 0;
  int n = 0;
  for (; n < 12 || q + n < 12; n++) r += std::pow(q + n, -s);
  double x = q + n, power = std::pow(x, -s);  // Euler–Maclaurin for the rest
  r += power * x / (s - 1) + power / 2;
  double factor = s * power / x;
  double factorial = 2;
  for (int k = 1; k <= 12; k++) {
    r += kBernoulli[k - 1] / factorial * factor;
    factor *= (s + 2 * k - 1) * (s + 2 * k) / (x * x);
    factorial *= (2 * k + 1) * (2 * k + 2);
  }
  return r;
}
double polygamma(int64_t n, double x) {
  if (n == 0) return digamma(x);
  double s = static_cast<double>(n) + 1;
  return (n % 2 ? 1 : -1) * std::tgamma(s) * zeta(s, x);
}
namespace {
// exp(-x) I_nu(x) for large x: Hankel's expansion.
double hankel(double nu, double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < 30; k++) {
    double next = -term * (4 * nu * nu - (2 * k - 1) * (2 * k - 1)) / (8 * k * x);
    if (std::abs(next) > std::abs(term) || std::abs(next) < kEps * std::abs(sum)) break;
    sum += term = next;
  }
  return sum / std::sqrt(2 * std::numbers::pi * x);
}
double power_series(int nu, double x) {
  double q = x * x / 4, term = nu ? x / 2 : 1, sum = term;
  for (int k = 1; k < 200 && std::abs(term) > kEps * std::abs(sum) * 0.1; k++) sum += term *= q / (k * (k + nu));
  return sum;
}
}  // namespace
double i0e(double x) {
  x = std::abs(x);
  return x > 25 ? hankel(0, x) : std::exp(-x) * power_series(0, x);
}
double i1e(double x) {
  double a = std::abs(x), y = a > 25 ? hankel(1, a) : std::exp(-a) * power_series(1, a);
  return std::copysign(y, x);
}
double i0(double x) { return std::abs(x) > 25 ? std::exp(std::abs(x)) * i0e(x) : power_series(0, std::abs(x)); }
double i1(double x) { return std::abs(x) > 25 ? std::exp(std::abs(x)) * i1e(x) : power_series(1, x); }
double erfcx(double x) {
  if (x < 20) return std::exp(x * x) * std::erfc(x);
  double term = 1, sum = 1;  // asymptotic
  for (int k = 1; k < 12; k++) sum += term *= -(2 * k - 1) / (2 * x * x);
  return sum * std::numbers::inv_sqrtpi / x;
}
double log_ndtr(double x) {
  double t = x * std::numbers::sqrt2 / 2;
  return x < -1 ? std::log(erfcx(-t) / 2) - t * t : std::log1p(-std::erfc(t) / 2);
}
double ndtri(double p) {
  if (!(p > 0 && p < 1)) return p == 0 ? -kInf : p == 1 ? kInf : kNaN;
  if (p > 0.5) return p > 1 - 1e-3 ? -ndtri(1 - p) : std::numbers::sqrt2 * erfinv(2 * p - 1);
  if (p > 1e-3) return std::numbers::sqrt2 * erfinv(2 * p - 1);
  double x = -std::sqrt(-2 * std::log(p)), goal = std::log(p);
  for (int i = 0; i < 50; i++) {  // Newton on the logarithm
    double l = log_ndtr(x), slope = std::exp(-x * x / 2 - l) / std::sqrt(2 * std::numbers::pi),
           step = (l - goal) / slope;
    x -= step;
    if (std::abs(step) < 1e-15 * std::abs(x)) break;
  }
  return x;
}
namespace {
double lower_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (int k = 1; k < 10000 && std::abs(term) > kEps * std::abs(sum); k++) sum += term *= x / (a + k);
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}
double upper_fraction(double a, double x) {  // Lentz
  double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int i = 1; i < 10000; i++) {
    double n = -i * (i - a);
    b += 2;
    d = 1 / (n * d + b);
    c = b + n / c;
    h *= d * c;
    if (std::abs(d * c - 1) < kEps) break;
  }
  return h * std::exp(a * std::log(x) - x - std::lgamma(a));
}
}  // namespace
double igamma(double a, double x) {
  if (!(x >= 0) || !(a >= 0)) return kNaN;
  if (a == 0) return x > 0 ? 1 : kNaN;
  if (x == 0) return 0;
  if (std::isinf(a)) return std::isinf(x) ? kNaN : 0;
  if (std::isinf(x)) return 1;
  return x < a + 1 ? lower_series(a, x) : 1 - upper_fraction(a, x);
}
double igammac(double a, double x) {
  if (!(x >= 0) || !(a >= 0)) return kNaN;
  if (a == 0) return x > 0 ? 0 : kNaN;
  if (x == 0) return 1;
  if (std::isinf(a)) return std::isinf(x) ? kNaN : 1;
  if (std::isinf(x)) return 0;
  return x < a + 1 ? 1 - lower_series(a, x) : upper_fraction(a, x);
}

}  // namespace rectify::ops::special
