#include "ops/shaped.h"

#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <limits>
#include <mutex>

#include "kernels/random.h"
#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

constexpr int64_t kChunks = 64;  // sums are cut alike whatever the number of threads

bool channels_last(const Tensor& x) {
  return !x.is_contiguous() &&
         (x.is_contiguous(MemoryFormat::ChannelsLast) || x.is_contiguous(MemoryFormat::ChannelsLast3d));
}
// The k-th dimension in the order of memory.
int64_t in_memory(const Tensor& x, bool last, int64_t k) { return !last || k == 0 ? k : k == x.dim() - 1 ? 1 : k + 1; }
int64_t at_least_one(int64_t n) { return std::max<int64_t>(n, 1); }

}  // namespace

Tensor dense(const Tensor& x) { return x.is_contiguous() || channels_last(x) ? x : contiguous_copy(x); }
Tensor dense_as(const Tensor& x, const Tensor& like) {
  if (like.is_contiguous()) return contiguous(x);
  if (channels_last(x)) return x;
  Tensor y = new_dense(like, x.sizes(), x.scalar_type());
  copy_(y, x);
  return y;
}
Tensor new_dense(const Tensor& like, IntArrayRef sizes, ScalarType t) {
  if (!channels_last(like)) return new_tensor(sizes, t);
  std::vector<int64_t> strides(sizes.size());
  int64_t step = 1;
  for (int64_t k = like.dim() - 1; k >= 0; k--) {
    const int64_t d = in_memory(like, true, k);
    strides[d] = step;
    step *= at_least_one(sizes[d]);
  }
  return new_strided(sizes, strides, t);
}
Runs runs_of(const Tensor& x, int64_t d) {
  Runs r;
  const bool last = channels_last(x);
  bool found = false;
  for (int64_t k = 0; k < x.dim(); k++) {
    const int64_t at = in_memory(x, last, k);
    if (at == d) {
      r.cols = x.size(at);
      found = true;
    } else {
      (found ? r.inner : r.outer) *= x.size(at);
    }
  }
  return r;
}

// --- learned parameters ----------------------------------------------------------------------------------------------

namespace {

const kernels::LearnedKernels& kernels_for(kernels::Learned f, ScalarType t) {
  const auto* k = kernels::learned_kernels(f, t);
  TORCH_CHECK_NOT_IMPLEMENTED(k, "\"", f == kernels::Learned::prelu ? "prelu_cpu" : "swish", "\" not implemented for '",
                              toString(t), "'");
  return *k;
}
double number(const Tensor& w, int64_t i) {
  return visit_floating(w.scalar_type(), "prelu_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    return static_cast<double>(static_cast<opmath_t<T>>(reinterpret_cast<const T*>(w.impl()->data())[i]));
  });
}
constexpr int64_t kShortRun = 64;  // runs below this are taken as rows, with the weights written out
struct Weights {
  Runs r;
  Tensor w;            // contiguous
  bool one, rows;      // rows: a weight for every position of [rows][cols]
  int64_t repeat = 1;  // how often a weight is written out
  Weights(const Tensor& x, const Tensor& given) : w(contiguous(given.detach())), one(given.numel() == 1) {
    if (one) return;
    r = runs_of(x, 1);
    rows = r.inner == 1 || r.inner < kShortRun;
    if (rows && r.inner > 1) {
      repeat = r.inner;
      Tensor full = new_tensor({r.cols, r.inner}, w.scalar_type());
      copy_(full, alias_as(w, {r.cols, r.inner}, {1, 0}, 0));
      w = full;
      r = {r.outer, r.cols * r.inner, 1};
    }
  }
};
int64_t grain_of(kernels::Learned f) { return f == kernels::Learned::prelu ? 32768 : 8192; }

}  // namespace

Tensor learned(kernels::Learned f, const Tensor& given, const Tensor& weight) {
  const auto& k = kernels_for(f, given.scalar_type());
  const Tensor x = dense(given), y = new_dense(x, x.sizes(), x.scalar_type());
  const Weights u(x, weight);
  const int64_t item = x.element_size(), grain = grain_of(f);
  const char* from = x.impl()->data();
  char* to = y.impl()->data();
  if (x.numel() == 0) return y;
  if (u.one) {
    const double w = number(u.w, 0);
    parallel::parallel_for(0, x.numel(), grain,
                           [&](int64_t b, int64_t e) { k.run(from + b * item, to + b * item, e - b, w); });
  } else if (u.rows) {
    const int64_t cols = u.r.cols, step = cols * item;
    parallel::parallel_for(0, u.r.outer, at_least_one(grain / cols), [&](int64_t b, int64_t e) {
      k.rows(from + b * step, u.w.impl()->data(), to + b * step, e - b, cols);
    });
  } else {
    const int64_t run = u.r.inner, step = run * item;
    parallel::parallel_for(0, u.r.outer * u.r.cols, at_least_one(grain / run), [&](int64_t b, int64_t e) {
      for (int64_t i = b; i < e; i++) k.run(from + i * step, to + i * step, run, number(u.w, i % u.r.cols));
    });
  }
  return y;
}

void learned_backward(kernels::Learned f, const Tensor& given, const Tensor& weight, const Tensor& dgiven, Tensor& dx,
                      Tensor& dw) {
  const auto& k = kernels_for(f, given.scalar_type());
  const Tensor x = dense(given), dy = dense_as(dgiven, x);
  dx = new_dense(x, x.sizes(), x.scalar_type());
  dw = new_tensor(weight.sizes(), weight.scalar_type());
  const Weights u(x, weight);
  const int64_t item = x.element_size(), n = x.numel(), grain = grain_of(f), channels = weight.numel();
  const char *from = x.impl()->data(), *g = dy.impl()->data();
  char* to = dx.impl()->data();
  std::vector<double> total(channels, 0);
  if (n > 0 && u.one) {
    const double w = number(u.w, 0);
    const int64_t size = std::max(grain, (n + kChunks - 1) / kChunks), chunks = (n + size - 1) / size;
    std::vector<double> sums(chunks);
    parallel::parallel_for(0, chunks, 1, [&](int64_t b, int64_t e) {
      for (int64_t c = b; c < e; c++) {
        const int64_t at = c * size * item;
        sums[c] = k.run_backward(from + at, g + at, to + at, std::min(size, n - c * size), w);
      }
    });
    for (double s : sums) total[0] += s;
  } else if (n > 0 && u.rows) {
    const int64_t cols = u.r.cols, rows = u.r.outer, step = cols * item;
    const int64_t size = std::max(at_least_one(grain / cols), (rows + kChunks - 1) / kChunks),
                  chunks = (rows + size - 1) / size;
    std::vector<double> sums(chunks * cols, 0);
    parallel::parallel_for(0, chunks, 1, [&](int64_t b, int64_t e) {
      for (int64_t c = b; c < e; c++) {
        const int64_t at = c * size * step;
        k.rows_backward(from + at, u.w.impl()->data(), g + at, to + at, &sums[c * cols],
                        std::min(size, rows - c * size), cols);
      }
    });
    for (int64_t i = 0; i < chunks * cols; i++) total[i % cols / u.repeat] += sums[i];
  } else if (n > 0) {
    const int64_t run = u.r.inner, runs = u.r.outer * u.r.cols, step = run * item;
    std::vector<double> sums(runs);
    parallel::parallel_for(0, runs, at_least_one(grain / run), [&](int64_t b, int64_t e) {
      for (int64_t i = b; i < e; i++)
        sums[i] = k.run_backward(from + i * step, g + i * step, to + i * step, run, number(u.w, i % channels));
    });
    for (int64_t i = 0; i < runs; i++) total[i % channels] += sums[i];
  }
  visit_floating(dw.scalar_type(), "prelu_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* to_weight = reinterpret_cast<T*>(dw.impl()->data());
    for (int64_t c = 0; c < channels; c++) to_weight[c] = static_cast<T>(static_cast<opmath_t<T>>(total[c]));
  });
}

// --- gates -----------------------------------------------------------------------------------------------------------

namespace {

kernels::GatedKernels kernels_for(kernels::Gated f, ScalarType t) {
  static constexpr const char* kNames[] = {"glu_cpu", "reglu", "geglu", "swiglu", "crelu"};
  const auto k = kernels::gated_kernels(f, t);
  TORCH_CHECK_NOT_IMPLEMENTED(k.forward_loop, "\"", kNames[static_cast<int>(f)], "\" not implemented for '",
                              toString(t), "'");
  return k;
}
// Calls run(row, rows, from, to) for pieces of [outer][n].
template <class F>
void by_rows(int64_t outer, int64_t n, const F& run) {
  parallel::parallel_for(0, outer * n, 8192, [&](int64_t b, int64_t e) {
    while (b < e) {
      const int64_t from = b % n;
      if (from == 0 && e - b >= n) {
        run(b / n, (e - b) / n, int64_t{0}, n);
        b += (e - b) / n * n;
      } else {
        const int64_t to = std::min(n, from + (e - b));
        run(b / n, int64_t{1}, from, to);
        b += to - from;
      }
    }
  });
}

}  // namespace

Tensor gated(kernels::Gated f, const Tensor& given, int64_t d) {
  const auto k = kernels_for(f, given.scalar_type());
  const bool widens = f == kernels::Gated::crelu;
  const Tensor x = dense(given);
  std::vector<int64_t> sizes = x.sizes().vec();
  sizes[d] = widens ? 2 * sizes[d] : sizes[d] / 2;
  const Tensor y = new_dense(x, sizes, x.scalar_type());
  if (x.numel() == 0) return y;
  const Runs r = runs_of(x, d);
  const int64_t wide = r.cols * r.inner, n = widens ? wide : wide / 2, item = x.element_size();
  by_rows(r.outer, n, [&](int64_t at, int64_t rows, int64_t from, int64_t to) {
    k.forward(x.impl()->data() + at * wide * item, y.impl()->data() + at * (widens ? 2 * n : n) * item, rows, n, from,
              to);
  });
  return y;
}
Tensor gated_backward(kernels::Gated f, const Tensor& given, const Tensor& dgiven, int64_t d) {
  const auto k = kernels_for(f, given.scalar_type());
  const bool widens = f == kernels::Gated::crelu;
  const Tensor x = dense(given), dy = dense_as(dgiven, x), dx = new_dense(x, x.sizes(), x.scalar_type());
  if (x.numel() == 0) return dx;
  const Runs r = runs_of(x, d);
  const int64_t wide = r.cols * r.inner, n = widens ? wide : wide / 2, item = x.element_size();
  by_rows(r.outer, n, [&](int64_t at, int64_t rows, int64_t from, int64_t to) {
    k.backward(x.impl()->data() + at * wide * item, dy.impl()->data() + at * (widens ? 2 * n : n) * item,
               dx.impl()->data() + at * wide * item, rows, n, from, to);
  });
  return dx;
}

// --- maxout ----------------------------------------------------------------------------------------------------------

namespace {

// f(big, small, which, pieces, inner) for every result: big points to the first of its pieces, which are `inner` apart.
// The usual numbers of pieces side by side are constants.
template <class T, class I, class F>
void each_group(const Runs& r, T* big, int64_t pieces, T* small, I* which, const F& f) {
  const int64_t groups = r.cols / pieces;
  const auto run = [&](auto constant_pieces, auto constant_inner) {
    const int64_t n = constant_pieces ? constant_pieces : pieces, inner = constant_inner ? constant_inner : r.inner;
    parallel::parallel_for(0, r.outer * groups, at_least_one(16384 / at_least_one(inner)), [&](int64_t b, int64_t e) {
      for (int64_t i = b; i < e; i++)
        for (int64_t j = 0; j < inner; j++)
          f(big + i * n * inner + j, small[i * inner + j], which[i * inner + j], n, inner);
    });
  };
  using std::integral_constant;
  if (r.inner != 1) return run(integral_constant<int64_t, 0>(), integral_constant<int64_t, 0>());
  if (pieces == 2) return run(integral_constant<int64_t, 2>(), integral_constant<int64_t, 1>());
  if (pieces == 3) return run(integral_constant<int64_t, 3>(), integral_constant<int64_t, 1>());
  if (pieces == 4) return run(integral_constant<int64_t, 4>(), integral_constant<int64_t, 1>());
  run(integral_constant<int64_t, 0>(), integral_constant<int64_t, 1>());
}
template <class F>
void visit_maxout(const Tensor& x, const Tensor& which, const F& f) {
  visit_floating(x.scalar_type(), "maxout", [&](auto tag) {
    using T = typename decltype(tag)::type;
    if (which.scalar_type() == kByte)
      f(T(), reinterpret_cast<uint8_t*>(which.impl()->data()));
    else
      f(T(), reinterpret_cast<int32_t*>(which.impl()->data()));
  });
}
std::vector<int64_t> grouped(const Tensor& x, int64_t d, int64_t size) {
  std::vector<int64_t> sizes = x.sizes().vec();
  sizes[d] = size;
  return sizes;
}

}  // namespace

Tensor maxout(const Tensor& given, int64_t pieces, int64_t d, Tensor& which) {
  const Tensor x = dense(given), y = new_dense(x, grouped(x, d, x.size(d) / pieces), x.scalar_type());
  which = new_dense(y, y.sizes(), pieces <= 256 ? kByte : kInt);
  const Runs r = runs_of(x, d);
  visit_maxout(x, which, [&](auto t, auto* at) {
    using T = decltype(t);
    each_group(r, reinterpret_cast<T*>(x.impl()->data()), pieces, reinterpret_cast<T*>(y.impl()->data()), at,
               [](T* p, T& to, auto& index, int64_t n, int64_t inner) {
                 auto top = static_cast<opmath_t<T>>(p[0]);
                 int64_t found = 0;
                 for (int64_t k = 1; k < n; k++) {
                   const auto v = static_cast<opmath_t<T>>(p[k * inner]);
                   const bool greater = v > top || (v != v && top == top);
                   top = greater ? v : top;
                   found = greater ? k : found;
                 }
                 to = static_cast<T>(top);
                 index = static_cast<std::decay_t<decltype(index)>>(found);
               });
  });
  return y;
}
Tensor maxout_scatter(const Tensor& given, const Tensor& which, int64_t pieces, int64_t d) {
  const Tensor dy = dense_as(given, which), dx = new_dense(dy, grouped(dy, d, dy.size(d) * pieces), dy.scalar_type());
  const Runs r = runs_of(dx, d);
  visit_maxout(dx, which, [&](auto t, auto* at) {
    using T = decltype(t);
    each_group(r, reinterpret_cast<T*>(dx.impl()->data()), pieces, reinterpret_cast<T*>(dy.impl()->data()), at,
               [](T* p, T& g, auto& index, int64_t n, int64_t inner) {
                 for (int64_t k = 0; k < n; k++) p[k * inner] = k == index ? g : T(0.0f);
               });
  });
  return dx;
}
Tensor maxout_gather(const Tensor& given, const Tensor& which, int64_t pieces, int64_t d) {
  const Tensor x = dense_as(given, which), y = new_dense(x, grouped(x, d, x.size(d) / pieces), x.scalar_type());
  const Runs r = runs_of(x, d);
  visit_maxout(x, which, [&](auto t, auto* at) {
    using T = decltype(t);
    each_group(r, reinterpret_cast<T*>(x.impl()->data()), pieces, reinterpret_cast<T*>(y.impl()->data()), at,
               [](T* p, T& to, auto& index, int64_t, int64_t inner) { to = p[index * inner]; });
  });
  return y;
}

// --- random slopes ---------------------------------------------------------------------------------------------------

void rrelu(const Tensor& x, const Tensor& y, const Tensor& noise, double lower, double upper,
           const optional<Generator>& generator) {
  GeneratorImpl& g = generator ? generator->impl() : default_generator().impl();
  visit_floating(x.scalar_type(), "rrelu_with_noise_out_cpu", [&](auto tag) {
    using T = typename decltype(tag)::type;
    using M = opmath_t<T>;
    const double from = static_cast<M>(T(static_cast<M>(lower))), to = static_cast<M>(T(static_cast<M>(upper)));
    const T* p = reinterpret_cast<const T*>(x.impl()->data());
    T *q = reinterpret_cast<T*>(y.impl()->data()), *slopes = reinterpret_cast<T*>(noise.impl()->data());
    std::lock_guard lock(g.mutex);
    double draws[256];  // as many as elements at most 0 are used, in their order
    for (int64_t start = 0; start < x.numel(); start += 256) {
      const int64_t end = std::min<int64_t>(start + 256, x.numel());
      int64_t count = 0, next = 0;
      for (int64_t i = start; i < end; i++) count += static_cast<M>(p[i]) <= 0;
      kernels::uniform_fill(g, draws, count);
      for (int64_t i = start; i < end; i++) {
        const M v = static_cast<M>(p[i]);
        const bool low = v <= 0;
        const double choice[] = {1.0,
                                 draws[next & 255] * (to - from) + from};  // no branch on a sign that nobody foresees
        const T slope(static_cast<M>(choice[low]));
        next += low;
        slopes[i] = slope;
        q[i] = T(v * static_cast<M>(slope));
      }
    }
  });
}

}  // namespace rectify::ops
