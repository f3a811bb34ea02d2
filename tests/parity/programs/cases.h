// What the programs share: a case prints its own text, then its value or the first line of its error.
#pragma once
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

using torch::Tensor;
using namespace torch::indexing;

inline std::string first_line(const std::string& s) { return s.substr(0, s.find('\n')); }
inline void show(const Tensor& t) {
  if (!t.defined()) {
    std::cout << "undefined\n";
    return;
  }
  std::cout << t.toString() << t.sizes() << (t.requires_grad() ? " grad " : " ");
  auto d = t.detach().to(torch::kDouble).contiguous().view(-1);
  for (int64_t i = 0; i < d.numel() && i < 64; i++) {
    double v = d.data_ptr<double>()[i];
    char text[64];
    if (v == std::floor(v) && std::abs(v) < 1e15 && !(v == 0 && std::signbit(v)))
      std::snprintf(text, sizeof text, "%lld", static_cast<long long>(v));
    else
      std::snprintf(text, sizeof text, "%.5g", std::isnan(v) ? std::abs(v) : v);
    std::cout << text << ' ';
  }
  std::cout << "\n";
}
inline void show(const std::tuple<Tensor, Tensor>& t) {
  show(std::get<0>(t));
  show(std::get<1>(t));
}
inline void show(const std::tuple<Tensor, Tensor, Tensor>& t) {
  show(std::get<0>(t));
  show(std::get<1>(t));
  show(std::get<2>(t));
}
inline void show(const std::vector<Tensor>& v) {
  std::cout << v.size() << " tensors\n";
  for (auto& t : v) show(t);
}
inline void show(bool b) { std::cout << (b ? "true" : "false") << "\n"; }
inline void show(int64_t b) { std::cout << b << "\n"; }
inline void show(size_t b) { std::cout << b << "\n"; }
inline void show(int b) { std::cout << b << "\n"; }
inline void show(double b) { std::cout << b << "\n"; }
inline void show(float b) { std::cout << b << "\n"; }
inline void show(const std::string& b) { std::cout << b << "\n"; }
inline void show(const char* b) { std::cout << b << "\n"; }
inline void show(torch::Dtype b) { std::cout << b << "\n"; }
inline void show(torch::IntArrayRef b) { std::cout << b << "\n"; }

// clang-format off
#define CATCH                                                                                                       \
  catch (const c10::Error& e) { std::cout << "Error: " << first_line(e.what_without_backtrace()) << "\n"; }         \
  catch (const std::exception& e) { std::cout << "Error: " << first_line(e.what()) << "\n"; }
// clang-format on
#define T(...)                           \
  try {                                  \
    std::cout << #__VA_ARGS__ << " => "; \
    show(__VA_ARGS__);                   \
  }                                      \
  CATCH
#define S(...)                         \
  try {                                \
    std::cout << #__VA_ARGS__ << "\n"; \
    __VA_ARGS__;                       \
  }                                    \
  CATCH
