#pragma once
// Both sides of the activations' benchmark: a program that reads lines "what name n" and answers each with nanoseconds
// a call. what: forward, inplace, backward, bfloat16 (forward), memcpy (of n floats) or update (y[i] += 1: read,
// modify, write). Written against libtorch's API; each side brings its functions by name, those of another shape stand
// here.
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

// The activations with a weight, noise, or rows of 256.
inline std::map<std::string, Functions> shaped() {
  namespace F = torch::nn::functional;
  const auto rows = [](const Tensor& x) { return x.view({-1, 256}); };
  const Tensor one = torch::full({1}, 0.25), many = torch::full({256}, 0.25);  // in float and in bfloat16
  const Tensor one16 = one.to(torch::kBFloat16), many16 = many.to(torch::kBFloat16);
  const auto of = [](const Tensor& x, const Tensor& a, const Tensor& b) { return x.dtype() == a.dtype() ? a : b; };
  return {
      {"gelu_tanh", {[](const Tensor& x) { return torch::gelu(x, "tanh"); }, {}}},
      {"prelu", {[=](const Tensor& x) { return torch::prelu(x, of(x, one, one16)); }, {}}},
      {"prelu_channels", {[=](const Tensor& x) { return torch::prelu(rows(x), of(x, many, many16)); }, {}}},
      {"rrelu_train",
       {[](const Tensor& x) { return torch::rrelu(x, 0.125, 1.0 / 3, true); },
        [](Tensor& x) { torch::rrelu_(x, 0.125, 1.0 / 3, true); }}},
      {"rrelu_eval", {[](const Tensor& x) { return torch::rrelu(x); }, [](Tensor& x) { torch::rrelu_(x); }}},
      {"glu", {[=](const Tensor& x) { return torch::glu(rows(x), 1); }, {}}},
      {"softmax", {[=](const Tensor& x) { return torch::softmax(rows(x), 1); }, {}}},
      {"softmin", {[=](const Tensor& x) { return F::softmin(rows(x), F::SoftminFuncOptions(1)); }, {}}},
      {"log_softmax", {[=](const Tensor& x) { return torch::log_softmax(rows(x), 1); }, {}}},
  };
}

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
  if (what == "bfloat16") {
    torch::NoGradGuard no_grad;
    const Tensor narrow = x.to(torch::kBFloat16);
    try {
      f.forward(narrow);
    } catch (const c10::Error&) {  // not for this dtype
      return 0;
    }
    return nanoseconds(calls, nothing, [&](int) { const Tensor y = f.forward(narrow); });
  }
  Tensor leaf = x.clone();
  leaf.requires_grad_();
  const Tensor y = f.forward(leaf), dy = torch::randn_like(y);
  return nanoseconds(calls, nothing, [&](int) { const auto dx = torch::autograd::grad({y}, {leaf}, {dy}, true); });
}

inline int serve(std::map<std::string, Functions> functions) {
  torch::manual_seed(0);
  functions.merge(shaped());
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
