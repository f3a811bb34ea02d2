#pragma once
// Cases that run alike against libtorch (golden/make_*.cpp) and rectify (the tests): each writes what came of it,
// values with a tolerance by dtype, everything else to the letter.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace golden {
namespace nn = torch::nn;
namespace F = torch::nn::functional;
using torch::Tensor;
using List = std::vector<Tensor>;

inline std::ostringstream& out() {
  static std::ostringstream s;
  return s;
}
// A tensor of smooth numbers in [-2, 2], other ones for each seed.
inline Tensor In(torch::IntArrayRef size, double seed = 1, torch::ScalarType t = torch::kDouble) {
  Tensor x = torch::empty(size, torch::kDouble);
  double* p = x.data_ptr<double>();
  for (int64_t i = 0; i < x.numel(); i++) p[i] = std::round(2048 * std::sin(1.7 * (i + 1) + 2.3 * seed)) / 1024;
  return x.to(t);
}
inline Tensor Index(torch::IntArrayRef size, int64_t below, int64_t seed = 1) {
  Tensor x = torch::empty(size, torch::kLong);
  int64_t* p = x.data_ptr<int64_t>();
  for (int64_t i = 0; i < x.numel(); i++) p[i] = (i * i * 7 + i * 3 + seed) % below;
  return x;
}
inline void S(const std::string& text) {
  std::string line = text;
  for (size_t at = 0; (at = line.find('\n', at)) != std::string::npos;) line.replace(at, 1, "\\n");
  out() << line << "\n";
}
template <class T>
void P(const T& printed) {
  std::ostringstream s;
  s << printed;
  S(s.str());
}
inline void V(const Tensor& x) {
  if (!x.defined()) return S("undefined");
  std::ostringstream s;
  s << x.toString() << " " << x.sizes() << " :";
  Tensor y = x.detach().to(torch::kDouble).contiguous();
  for (int64_t i = 0; i < y.numel(); i++) {
    char text[40];
    std::snprintf(text, sizeof text, x.scalar_type() == torch::kDouble ? " %.11g" : " %.8g", y.data_ptr<double>()[i]);
    s << (std::isnan(y.data_ptr<double>()[i]) ? " nan" : text);
  }
  S(s.str());
}
inline void V(double x) { V(torch::full({}, x, torch::kFloat)); }
inline Tensor weights(const Tensor& like, double a, double b) {
  Tensor w = torch::empty(like.sizes(), torch::kDouble);
  for (int64_t i = 0; i < w.numel(); i++) w.data_ptr<double>()[i] = std::cos(a * i + b);
  return w.to(like.scalar_type());
}
// The value of f, its gradients and their gradients.
template <class Fn>
void G(Fn f, List inputs, bool second = true) {
  for (auto& x : inputs) x = x.detach().requires_grad_();
  Tensor y = f(inputs);
  V(y);
  List g = torch::autograd::grad({((y * y * 0.25 + y) * weights(y, 0.7, 0.3)).sum()}, inputs, {}, true, second, true);
  for (auto& d : g) V(d);
  if (!second) return;
  Tensor s;
  for (auto& d : g)
    if (d.defined() && d.requires_grad()) {
      Tensor part = (d * weights(d, 0.9, 0.2)).sum();
      s = s.defined() ? s + part : part;
    }
  if (!s.defined() || !s.requires_grad()) return S("no second derivative");
  for (auto& d : torch::autograd::grad({s}, inputs, {}, true, false, true)) V(d);
}
template <class Fn>
void run(const char* name, Fn f) {
  out() << "### " << name << "\n";
  torch::manual_seed(7);
  try {
    f();
  } catch (const c10::Error& e) {
    S(std::string("error: ") + e.what_without_backtrace());
  } catch (const std::exception& e) {
    S(std::string("exception: ") + e.what());
  }
}
#define CASE(name, ...) run(name, [] { __VA_ARGS__; });
// One expression whose error is the result.
#define ERROR(...)       \
  run(#__VA_ARGS__, [] { \
    (void)(__VA_ARGS__); \
    S("no error");       \
  });

}  // namespace golden
