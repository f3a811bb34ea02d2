#pragma once
// Both sides of the activations' benchmark: a program that reads lines "what name n" and answers each with nanoseconds
// a call. what: forward, inplace, backward, memcpy (of n floats) or update (y[i] += 1: read, modify, write). Written
// against libtorch's API; each side brings its functions by name.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace bench_activations {
using torch::Tensor;

struct Functions {
  std::function<Tensor(const Tensor&)> forward;
  std::function<void(Tensor&)> inplace;  // may be empty
};

// The median over batches of calls that together take some milliseconds; before() is not timed.
template <class Before, class F>
double nanoseconds(int calls, Before before, F f) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::milliseconds(12);
  for (int i = 0; i < 2; i++) before(), f(0);
  do {
    before();
    const auto start = Clock::now();
    for (int i = 0; i < calls; i++) f(i);
    times.push_back(std::chrono::duration<double, std::nano>(Clock::now() - start).count() / calls);
  } while ((Clock::now() < end || times.size() < 3) && times.size() < 2000);
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

inline double measure(const std::string& what, const Functions& f, int64_t n) {
  const auto nothing = [] {};
  const int calls = n <= 1 << 12 ? 64 : n <= 1 << 17 ? 8 : 1;
  const Tensor x = torch::randn({n});
  if (what == "memcpy") {
    const Tensor y = torch::zeros({n});
    return nanoseconds(calls, nothing, [&](int) { std::memcpy(y.data_ptr(), x.data_ptr(), n * sizeof(float)); });
  }
  if (what == "update") {
    float* y = x.data_ptr<float>();
    return nanoseconds(calls, nothing, [&](int) {
      for (int64_t i = 0; i < n; i++) y[i] += 1;
      asm volatile("" : : "r"(y) : "memory");
    });
  }
  if (what == "forward") {
    torch::NoGradGuard no_grad;
    return nanoseconds(calls, nothing, [&](int) { const Tensor y = f.forward(x); });
  }
  if (what == "inplace") {
    torch::NoGradGuard no_grad;
    std::vector<Tensor> y;
    for (int i = 0; i < calls; i++) y.push_back(x.clone());
    return nanoseconds(
        calls,
        [&] {
          for (auto& t : y) t.copy_(x);
        },
        [&](int i) { f.inplace(y[i]); });
  }
  Tensor leaf = x.clone();
  leaf.requires_grad_();
  const Tensor y = f.forward(leaf), dy = torch::randn({n});
  return nanoseconds(calls, nothing, [&](int) { const auto dx = torch::autograd::grad({y}, {leaf}, {dy}, true); });
}

inline int serve(const std::map<std::string, Functions>& functions) {
  torch::manual_seed(0);
  std::string what, name;
  int64_t n;
  while (std::cin >> what >> name >> n) {
    const bool bare = what == "memcpy" || what == "update";
    const auto f = functions.find(name);
    const bool known = bare || (f != functions.end() && (what != "inplace" || f->second.inplace));
    std::cout << (known ? measure(what, bare ? Functions() : f->second, n) : 0) << std::endl;
  }
  return 0;
}
}  // namespace bench_activations
