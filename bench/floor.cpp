// The floor under bench/step.cpp: the same arithmetic by hand with no framework, six matrix products by oneDNN and
// plain loops that the compiler vectorises. Usage: floor THREADS
#include <dnnl.h>
#include <omp.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "harness.h"

int main(int argc, char** argv) {
  omp_set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  std::mt19937 rng(0);
  std::normal_distribution<float> normal;
  constexpr int I = 784, H = 256, O = 10;
  constexpr float lr = 0.01f;
  for (int B : {1, 32, 128, 512}) {
    using V = std::vector<float>;
    V x(B * I), w1(H * I), b1(H), w2(O * H), b2(O), h(B * H), z(B * O), dz(B * O), dh(B * H), gw1(H * I), gb1(H),
        gw2(O * H), gb2(O);
    std::vector<int> y(B);
    for (auto& v : x) v = normal(rng);
    for (auto& v : w1) v = normal(rng) * .03f;
    for (auto& v : w2) v = normal(rng) * .05f;
    for (auto& v : y) v = static_cast<int>(rng() % O);
    auto forward = [&] {
      dnnl_sgemm('N', 'T', B, H, I, 1, x.data(), I, w1.data(), I, 0, h.data(), H);
      for (int r = 0; r < B; r++)
        for (int c = 0; c < H; c++) {
          float v = h[r * H + c] + b1[c];
          h[r * H + c] = v > 0 ? v : 0;
        }
      dnnl_sgemm('N', 'T', B, O, H, 1, h.data(), H, w2.data(), H, 0, z.data(), O);
      for (int r = 0; r < B; r++)
        for (int c = 0; c < O; c++) z[r * O + c] += b2[c];
    };
    auto step = [&] {
      forward();
      float loss = 0;
      for (int r = 0; r < B; r++) {
        float m = -1e30f, s = 0;
        for (int c = 0; c < O; c++) m = std::max(m, z[r * O + c]);
        for (int c = 0; c < O; c++) s += dz[r * O + c] = std::exp(z[r * O + c] - m);
        loss += std::log(s) + m - z[r * O + y[r]];
        for (int c = 0; c < O; c++) dz[r * O + c] = (dz[r * O + c] / s - (c == y[r])) / B;
      }
      bench::keep(loss);
      std::fill(gb2.begin(), gb2.end(), 0.f);
      std::fill(gb1.begin(), gb1.end(), 0.f);
      dnnl_sgemm('T', 'N', O, H, B, 1, dz.data(), O, h.data(), H, 0, gw2.data(), H);
      for (int r = 0; r < B; r++)
        for (int c = 0; c < O; c++) gb2[c] += dz[r * O + c];
      dnnl_sgemm('N', 'N', B, H, O, 1, dz.data(), O, w2.data(), H, 0, dh.data(), H);
      for (int r = 0; r < B; r++)
        for (int c = 0; c < H; c++) {
          float d = h[r * H + c] > 0 ? dh[r * H + c] : 0;
          dh[r * H + c] = d;
          gb1[c] += d;
        }
      dnnl_sgemm('T', 'N', H, I, B, 1, dh.data(), H, x.data(), I, 0, gw1.data(), I);
      for (int i = 0; i < H * I; i++) w1[i] -= lr * gw1[i];
      for (int i = 0; i < H; i++) b1[i] -= lr * gb1[i];
      for (int i = 0; i < O * H; i++) w2[i] -= lr * gw2[i];
      for (int i = 0; i < O; i++) b2[i] -= lr * gb2[i];
    };
    bench::report(("step_b" + std::to_string(B)).c_str(), step);
    bench::report(("inference_b" + std::to_string(B)).c_str(), [&] {
      forward();
      bench::keep(z[0]);
    });
  }
}
