#pragma once
// Timing for the benchmark programs: each prints `name value unit` a line; scripts/bench.py pairs and compares them.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace bench {

// The best mean over `rounds` stretches of at least `stretch` seconds, in nanoseconds a call.
template <class F>
double nanoseconds(F f, int rounds = 7, double stretch = 0.02) {
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 20; i++) f();
  auto one = [&](long n) {
    auto start = Clock::now();
    for (long i = 0; i < n; i++) f();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  long n = 1;
  while (one(n) < stretch / 4) n *= 2;
  n *= 4;
  double best = 1e99;
  for (int r = 0; r < rounds; r++) best = std::min(best, one(n) / n);
  return best * 1e9;
}
template <class F>
void report(const char* name, F f) {
  std::printf("%s %.1f ns\n", name, nanoseconds(f));
  std::fflush(stdout);
}
template <class T>
inline void keep(const T& v) {
  asm volatile("" : : "r,m"(v) : "memory");
}

}  // namespace bench
