#pragma once
// Special functions of one number, in double.
#include <cstdint>

namespace rectify::ops::special {

double erfinv(double x);
double digamma(double x);
double polygamma(int64_t n, double x);
double zeta(double s, double q);  // Hurwitz: the sum of (k + q)^-s
double i0(double x);
double i0e(double x);  // exp(-|x|) i0(x)
double i1(double x);
double i1e(double x);
double erfcx(double x);  // exp(x²) erfc(x)
double ndtri(double p);  // the normal distribution's quantile
double log_ndtr(double x);
double igamma(double a, double x);   // regularised lower incomplete gamma function
double igammac(double a, double x);  // the upper one

}  // namespace rectify::ops::special
