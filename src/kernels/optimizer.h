#pragma once
// One pass of an optimizer over a parameter of n float32: p, its gradient g and what the optimizer keeps for it.
#include <cstdint>

namespace rectify::kernels {

// p *= keep; g += weight_decay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²; with vmax: vmax =
// max(vmax, v) in v's place below; p -= step m / (sqrt(v) scale + eps). vmax may be null.
struct AdamRule {
  float keep, weight_decay, beta1, beta2, rest1, rest2, step, scale, eps;
};
void adam_step(float* p, float* m, float* v, float* vmax, const float* g, int64_t n, const AdamRule& rule);

// g += weight_decay p; s = alpha s + (1 - alpha) g²; with mean: mean = alpha mean + (1 - alpha) g and s - mean² in s's
// place; d = g / (sqrt(s) + eps); with buffer: buffer = momentum buffer + d in d's place; p -= lr d. mean and buffer
// may be null.
struct RmspropRule {
  float lr, alpha, rest, eps, weight_decay, momentum;
};
void rmsprop_step(float* p, float* s, float* mean, float* buffer, const float* g, int64_t n, const RmspropRule& rule);

// g += weight_decay p; s += g²; p -= lr g / (sqrt(s) + eps)
struct AdagradRule {
  float lr, eps, weight_decay;
};
void adagrad_step(float* p, float* s, const float* g, int64_t n, const AdagradRule& rule);

}  // namespace rectify::kernels
