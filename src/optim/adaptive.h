#pragma once
// What Adam, AdamW, RMSprop and Adagrad share: the walk over parameters and the choice of the fused float32 pass.
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/reduce.h>
#include <rectify/optim/optimizer.h>
#include <rectify/parallel/parallel.h>

namespace rectify::optim {

// f(options, p, gradient, position) for every parameter that has a gradient. Called under no_grad.
template <class Options, class F>
void for_each_gradient(std::vector<OptimizerParamGroup>& groups, const F& f) {
  size_t position = 0;
  for (auto& group : groups) {
    const auto& o = static_cast<const Options&>(group.options());
    for (auto& p : group.params()) {
      const size_t at = position++;
      if (!p.defined() || !p.grad().defined()) continue;
      f(o, p, p.grad(), at);
    }
  }
}
inline bool is_flat(const Tensor& t, const Tensor& like) {
  return t.impl()->dtype == kFloat && t.impl()->contiguous && t.impl()->numel == like.impl()->numel;
}
inline float* floats(const Tensor& t) { return t.defined() ? reinterpret_cast<float*>(t.impl()->data()) : nullptr; }
inline float* at(float* p, int64_t i) { return p ? p + i : nullptr; }
// f(begin, end) on as many threads as n elements are worth.
template <class F>
void split(int64_t n, const F& f) {
  parallel::parallel_for(0, n, 1 << 16, f);
}
inline bool same(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || (a.sizes() == b.sizes() && rectify::equal(a, b)));
}

}  // namespace rectify::optim
