#include "ops/blocked.h"

#include <rectify/parallel/parallel.h>

#include <cmath>

#include "core/payload.h"
#include "kernels/activation.h"
#include "kernels/blocked.h"
#include "onednn/blocked.h"
#include "ops/elementwise.h"

namespace rectify::ops {

using onednn::Blocked;
using onednn::blocked_of;
using onednn::Lanes;
using onednn::Pending;
using Payload = intrusive_ptr<Blocked>;

namespace {

Payload fresh(const Blocked& like, std::shared_ptr<const Pending> work = nullptr) {
  return Payload::adopt(new Blocked(like.order, std::move(work)));
}
Tensor tensor_like(const Tensor& t, Payload payload) {
  return onednn::tensor_of(t.sizes(), t.strides(), std::move(payload));
}
// f(first element, count) over the whole memory.
template <class F>
void each_run(int64_t count, const F& f) {
  parallel::parallel_for(0, count, kGrain, [&](int64_t b, int64_t e) { f(b, e - b); });
}
// f(plane, block): plane is n · blocks + block.
template <class F>
void each_plane(const Lanes& l, const F& f) {
  int64_t size = l.spatial() * l.width;
  parallel::parallel_for(0, l.n * l.blocks, std::max<int64_t>(1, kGrain / std::max<int64_t>(size, 1)),
                         [&](int64_t b, int64_t e) {
                           for (int64_t i = b; i < e; i++) f(i, i % l.blocks);
                         });
}

// y = scale x + shift of each channel (+ add), then relu: batch normalisation and what follows it, in one pass.
struct Affine final : Pending {
  Payload x, add;
  std::vector<float> scale, shift;  // for every lane
  bool relu = false;
  void fill(float* y) const override {
    const Lanes& l = x->lanes;
    const float *px = x->data(), *pa = add ? add->data() : nullptr;
    const int64_t plane = l.spatial() * l.width;
    each_plane(l, [&](int64_t i, int64_t block) {
      kernels::block_affine(px + i * plane, &scale[block * l.width], &shift[block * l.width],
                            pa ? pa + i * plane : nullptr, relu, y + i * plane, l.spatial(), l.width);
    });
  }
};
std::shared_ptr<Affine> continued(Blocked& b) {  // a copy of the work, for something to join it
  auto work = std::dynamic_pointer_cast<const Affine>(b.pending());
  return work ? std::make_shared<Affine>(*work) : nullptr;
}

bool alike(const Tensor& a, const Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && a.strides() == b.strides();
}
Payload sum(const Payload& a, const Payload& b) {
  if (auto work = continued(*a); work && !work->relu && !work->add) {
    work->add = b;
    return fresh(*a, work);
  }
  if (auto work = continued(*b); work && !work->relu && !work->add) {
    work->add = a;
    return fresh(*a, work);
  }
  Payload y = fresh(*a);
  const float *pa = a->data(), *pb = b->data();
  float* py = y->data();
  each_run(a->count(), [&](int64_t at, int64_t n) { kernels::add(pa + at, pb + at, py + at, n); });
  return y;
}
bool keeps_zero(Activation f, const kernels::Params& p) {
  float zero = 0, y = 1;
  kernels::forward_kernel(f, kFloat)(&zero, &y, 1, p);
  return y == 0;
}
// Padding must stay 0, or there must be none.
bool may_map(const Blocked& b, Activation f, const kernels::Params& p) {
  return (b.lanes.blocks > 0 && !b.lanes.padded()) || keeps_zero(f, p);
}
void map(Activation f, const float* x, float* y, int64_t count, const kernels::Params& p) {
  auto kernel = kernels::forward_kernel(f, kFloat);
  each_run(count, [&](int64_t at, int64_t n) { kernel(x + at, y + at, n, p); });
}

}  // namespace

Tensor blocked_add(const Tensor& a, const Tensor& b) {
  if (!alike(a, b)) return {};
  Payload x = blocked_of(a), y = blocked_of(b);
  if (!x && !y) return {};
  if (!x) x = onednn::in_order_of(*y, a);
  if (!y || !same_order(*x, *y)) y = onednn::in_order_of(*x, b);
  return tensor_like(a, sum(x, y));
}
bool blocked_add_(const Tensor& a, const Tensor& b) {
  if (!alike(a, b)) return false;
  Payload y = blocked_of(b);
  {
    Payload x = blocked_of(a);
    if (!x) return false;
    if (!y || !same_order(*x, *y)) y = onednn::in_order_of(*x, b);
    if (x->pending()) return replace_payload(*a.impl()->storage, sum(x, y));
  }
  Payload x = onednn::writable(a);
  if (!x) return false;
  float* px = x->data();
  const float* py = y->data();
  each_run(x->count(), [&](int64_t at, int64_t n) { kernels::add(px + at, py + at, px + at, n); });
  return true;
}

Tensor blocked_activation(Activation f, const Tensor& t, const kernels::Params& p) {
  Payload x = blocked_of(t);
  if (!x || !may_map(*x, f, p)) return {};
  if (f == Activation::relu)
    if (auto work = continued(*x)) {
      work->relu = true;
      return tensor_like(t, fresh(*x, work));
    }
  Payload y = fresh(*x);
  map(f, x->data(), y->data(), x->count(), p);
  return tensor_like(t, y);
}
bool blocked_activation_(Activation f, const Tensor& t, const kernels::Params& p) {
  {
    Payload x = blocked_of(t);
    if (!x || !may_map(*x, f, p)) return false;
    if (f == Activation::relu)
      if (auto work = continued(*x)) {
        work->relu = true;
        return replace_payload(*t.impl()->storage, fresh(*x, work));
      }
  }
  Payload x = onednn::writable(t);
  if (!x) return false;
  map(f, x->data(), x->data(), x->count(), p);
  return true;
}

// --- batch normalisation

namespace {

std::vector<float> as_floats(const Tensor& t, int64_t lanes, float otherwise) {
  std::vector<float> v(lanes, 0);
  if (!t.defined()) {
    std::fill(v.begin(), v.end(), otherwise);
    return v;
  }
  Tensor f = contiguous(to(t, kFloat));
  std::copy_n(reinterpret_cast<const float*>(f.impl()->data()), f.numel(), v.begin());
  return v;
}
Tensor as_tensor(const std::vector<float>& v, int64_t n) {
  Tensor t = new_tensor({n}, kFloat);
  std::copy_n(v.begin(), n, reinterpret_cast<float*>(t.impl()->data()));
  return t;
}
// running = momentum value + (1 - momentum) running
void follow(const Tensor& running, double momentum, const std::vector<double>& value) {
  if (!running.defined()) return;
  visit_floating(running.scalar_type(), "batch_norm", [&](auto tag) {
    using R = typename decltype(tag)::type;
    R* p = reinterpret_cast<R*>(running.impl()->data());
    for (int64_t c = 0; c < running.numel(); c++) {
      R& old = p[c * (running.dim() ? running.stride(0) : 0)];
      old = R(static_cast<opmath_t<R>>(momentum * value[c] +
                                       (1 - momentum) * static_cast<double>(static_cast<opmath_t<R>>(old))));
    }
  });
}

}  // namespace

BatchNorm blocked_batch_norm(const Tensor& t, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                             const Tensor& running_var, bool training, double momentum, double eps) {
  Payload x = blocked_of(t);
  if (!x || x->lanes.blocks == 0) return {};
  const Lanes& l = x->lanes;
  const int64_t width = l.width, lanes = l.blocks * width, plane = l.spatial() * width;
  const double count = static_cast<double>(l.n * l.spatial());
  std::vector<double> mean(lanes), var(lanes);
  if (training) {
    const float* px = x->data();
    std::vector<double> sum(lanes), squares(lanes);
    parallel::parallel_for(0, l.blocks, 1, [&](int64_t from, int64_t to) {
      for (int64_t b = from; b < to; b++) {
        const float* pivot = px + b * plane;
        double *s = &sum[b * width], *q = &squares[b * width];
        for (int64_t n = 0; n < l.n; n++)
          kernels::block_moments(px + (n * l.blocks + b) * plane, l.spatial(), width, pivot, s, q);
        for (int64_t w = 0; w < width; w++) {
          double m = s[w] / count;
          mean[b * width + w] = static_cast<double>(pivot[w]) + m;
          q[w] = std::max(q[w] - s[w] * m, 0.0);
          var[b * width + w] = q[w] / count;
        }
      }
    });
    follow(running_mean, momentum, mean);
    std::vector<double> unbiased(lanes);
    for (int64_t c = 0; c < lanes; c++) unbiased[c] = squares[c] / (count - 1);
    follow(running_var, momentum, unbiased);
  } else {
    auto m = as_floats(running_mean, lanes, 0), v = as_floats(running_var, lanes, 0);
    mean.assign(m.begin(), m.end());
    var.assign(v.begin(), v.end());
  }
  auto work = std::make_shared<Affine>();
  auto w = as_floats(weight, lanes, 1), b = as_floats(bias, lanes, 0);
  work->x = x;
  work->scale.resize(lanes);
  work->shift.resize(lanes);
  std::vector<float> kept_mean(lanes), kept_invstd(lanes);
  for (int64_t c = 0; c < l.channels; c++) {
    kept_mean[c] = static_cast<float>(mean[c]);
    kept_invstd[c] = static_cast<float>(1 / std::sqrt(var[c] + eps));
    work->scale[c] = kept_invstd[c] * w[c];
    work->shift[c] = b[c] - kept_mean[c] * work->scale[c];
  }
  return {tensor_like(t, fresh(*x, work)), as_tensor(kept_mean, l.channels), as_tensor(kept_invstd, l.channels)};
}

bool blocked_batch_norm_backward(const Tensor& grad, const Tensor& t, const Tensor& weight, const Tensor& mean,
                                 const Tensor& invstd, bool training, Tensor* dx, Tensor* dweight, Tensor* dbias) {
  Payload x = blocked_of(t);
  if (!x || x->lanes.blocks == 0 || grad.scalar_type() != kFloat) return false;
  Payload dy = onednn::in_order_of(*x, grad);
  const Lanes& l = x->lanes;
  const int64_t width = l.width, lanes = l.blocks * width, plane = l.spatial() * width;
  const double count = static_cast<double>(l.n * l.spatial());
  const float *px = x->data(), *pg = dy->data();
  auto m = as_floats(mean, lanes, 0), is = as_floats(invstd, lanes, 0), w = as_floats(weight, lanes, 1);
  std::vector<double> sum(lanes), dot(lanes);
  std::vector<float> a(lanes), b(lanes), c(lanes), dw(lanes), db(lanes);
  parallel::parallel_for(0, l.blocks, 1, [&](int64_t from, int64_t to) {
    for (int64_t k = from; k < to; k++)
      for (int64_t n = 0; n < l.n; n++) {
        int64_t at = (n * l.blocks + k) * plane;
        kernels::block_products(pg + at, px + at, &m[k * width], l.spatial(), width, &sum[k * width], &dot[k * width]);
      }
  });
  for (int64_t k = 0; k < l.channels; k++) {
    double scale = static_cast<double>(is[k]) * static_cast<double>(w[k]);
    dw[k] = static_cast<float>(dot[k] * static_cast<double>(is[k]));
    db[k] = static_cast<float>(sum[k]);
    a[k] = static_cast<float>(scale);
    if (!training) continue;
    double slope = -scale * static_cast<double>(is[k]) * static_cast<double>(is[k]) * dot[k] / count;
    b[k] = static_cast<float>(slope);
    c[k] = static_cast<float>(-scale * sum[k] / count - slope * static_cast<double>(m[k]));
  }
  if (dx) {
    Payload out = fresh(*x);
    float* to = out->data();
    each_plane(l, [&](int64_t i, int64_t k) {
      kernels::block_combine(pg + i * plane, px + i * plane, &a[k * width], &b[k * width], &c[k * width],
                             to + i * plane, l.spatial(), width);
    });
    *dx = tensor_like(t, out);
  }
  if (dweight) *dweight = as_tensor(dw, l.channels);
  if (dbias) *dbias = as_tensor(db, l.channels);
  return true;
}

// --- pooling

struct BlockedPool {
  std::shared_ptr<const onednn::Order> x_order, y_order;
  Lanes x_lanes, y_lanes;
  kernels::PoolShape shape;
  Tensor taps;
  std::vector<int64_t> sizes, strides, y_sizes;
};
namespace {
struct PoolGradient final : Pending {
  std::shared_ptr<const BlockedPool> state;
  Payload dy, input;  // input: the gradient passes where it is positive
  void fill(float* dx) const override {
    const BlockedPool& s = *state;
    const float *pg = dy->data(), *pi = input ? input->data() : nullptr;
    const auto* tap = reinterpret_cast<const uint8_t*>(s.taps.impl()->data());
    const int64_t from = s.y_lanes.spatial() * s.y_lanes.width, to = s.x_lanes.spatial() * s.x_lanes.width;
    each_plane(s.x_lanes, [&](int64_t i, int64_t) {
      kernels::block_max_pool_gradient(pg + i * from, tap + i * from, pi ? pi + i * to : nullptr, s.shape,
                                       s.x_lanes.width, dx + i * to);
    });
  }
};
std::vector<int64_t> pooled_strides(const Tensor& x, IntArrayRef y) {
  if (x.suggest_memory_format() == MemoryFormat::ChannelsLast) return {y[1] * y[2] * y[3], 1, y[3] * y[1], y[1]};
  return {y[1] * y[2] * y[3], y[2] * y[3], y[3], 1};
}
}  // namespace

BlockedMax blocked_max_pool(const Tensor& t, const PoolSizes& s, int64_t out_h, int64_t out_w) {
  Payload x = blocked_of(t);
  if (!x || x->lanes.blocks == 0 || t.dim() != 4 || s.kernel[0] * s.kernel[1] > 256) return {};
  auto state = std::make_shared<BlockedPool>();
  state->x_order = x->order;
  state->sizes = t.sizes().vec();
  state->strides = t.strides().vec();
  state->y_sizes = {t.size(0), t.size(1), out_h, out_w};
  auto strides = pooled_strides(t, state->y_sizes);
  Payload y = Payload::adopt(new Blocked(onednn::resized(*x, state->y_sizes, strides), nullptr));
  state->x_lanes = x->lanes;
  state->y_lanes = y->lanes;
  if (y->lanes.blocks != x->lanes.blocks || y->lanes.width != x->lanes.width) return {};
  state->shape = {t.size(2),   t.size(3),   out_h,       out_w,        s.kernel[0],
                  s.kernel[1], s.stride[0], s.stride[1], s.padding[0], s.padding[1]};
  state->taps = new_tensor({y->count()}, kByte);
  state->y_order = y->order;
  const float* px = x->data();
  float* py = y->data();
  auto* tap = reinterpret_cast<uint8_t*>(state->taps.impl()->data());
  const int64_t from = x->lanes.spatial() * x->lanes.width, to = y->lanes.spatial() * y->lanes.width;
  each_plane(x->lanes, [&](int64_t i, int64_t) {
    kernels::block_max_pool(px + i * from, state->shape, x->lanes.width, py + i * to, tap + i * to);
  });
  return {onednn::tensor_of(state->y_sizes, strides, y), state};
}
Tensor blocked_max_pool_gradient(const std::shared_ptr<const BlockedPool>& state, const Tensor& dy) {
  auto work = std::make_shared<PoolGradient>();
  work->state = state;
  work->dy = onednn::in_order(state->y_order, dy);
  return onednn::tensor_of(state->sizes, state->strides, Payload::adopt(new Blocked(state->x_order, work)));
}
Tensor blocked_max_pool_indices(const BlockedPool& s) {
  Tensor indices = new_tensor(s.y_sizes, kLong);
  auto* to = reinterpret_cast<int64_t*>(indices.impl()->data());
  const auto* tap = reinterpret_cast<const uint8_t*>(s.taps.impl()->data());
  const Lanes& l = s.y_lanes;
  const kernels::PoolShape& p = s.shape;
  for (int64_t n = 0; n < l.n; n++)
    for (int64_t c = 0; c < l.channels; c++)
      for (int64_t h = 0; h < p.out_h; h++)
        for (int64_t w = 0; w < p.out_w; w++) {
          int64_t plane = n * l.blocks + c / l.width;
          int64_t at = tap[((plane * p.out_h + h) * p.out_w + w) * l.width + c % l.width];
          *to++ = (h * p.stride_h - p.pad_h + at / p.kernel_w) * p.in_w + w * p.stride_w - p.pad_w + at % p.kernel_w;
        }
  return indices;
}

struct BlockedPlanes {
  std::shared_ptr<const onednn::Order> order;
  Lanes lanes;
  std::vector<int64_t> sizes, strides;
};
BlockedMean blocked_mean(const Tensor& t) {
  Payload x = blocked_of(t);
  if (!x || x->lanes.blocks == 0) return {};
  const Lanes& l = x->lanes;
  std::vector<int64_t> sizes(t.dim(), 1);
  sizes[0] = l.n;
  sizes[1] = l.channels;
  Tensor y = new_tensor(sizes, kFloat);
  auto* to = reinterpret_cast<float*>(y.impl()->data());
  const float* px = x->data();
  each_plane(l, [&](int64_t i, int64_t block) {
    std::vector<float> mean(l.width);
    kernels::block_mean(px + i * l.spatial() * l.width, l.spatial(), l.width, mean.data());
    int64_t first = block * l.width, n = std::min(l.width, l.channels - first);
    std::copy_n(mean.begin(), n, to + i / l.blocks * l.channels + first);
  });
  return {y, std::make_shared<BlockedPlanes>(BlockedPlanes{x->order, l, t.sizes().vec(), t.strides().vec()})};
}
Tensor blocked_mean_gradient(const BlockedPlanes& s, const Tensor& grad) {
  Tensor dy = contiguous(grad);
  const auto* from = reinterpret_cast<const float*>(dy.impl()->data());
  Payload dx = Payload::adopt(new Blocked(s.order, nullptr));
  float* to = dx->data();
  const Lanes& l = s.lanes;
  each_plane(l, [&](int64_t i, int64_t block) {
    std::vector<float> v(l.width);
    int64_t first = block * l.width, n = std::min(l.width, l.channels - first);
    for (int64_t w = 0; w < n; w++)
      v[w] = from[i / l.blocks * l.channels + first + w] / static_cast<float>(l.spatial());
    kernels::block_fill(v.data(), l.spatial(), l.width, to + i * l.spatial() * l.width);
  });
  return onednn::tensor_of(s.sizes, s.strides, dx);
}

Tensor blocked_activation_gradient(Activation f, const Tensor& dy, const Tensor& kept, const kernels::Params& p) {
  if (!alike(dy, kept)) return {};
  Payload k = blocked_of(kept);
  if (!k) return {};
  Payload g = onednn::in_order_of(*k, dy);
  if (f == Activation::relu)
    if (auto work = std::dynamic_pointer_cast<const PoolGradient>(g->pending()); work && !work->input) {
      auto joined = std::make_shared<PoolGradient>(*work);
      joined->input = k;
      return tensor_like(kept, fresh(*k, joined));
    }
  Payload dx = fresh(*k);
  const float *pk = k->data(), *pg = g->data();
  float* to = dx->data();
  auto kernel = kernels::backward_kernel(f, kFloat);
  each_run(k->count(), [&](int64_t at, int64_t n) { kernel(pk + at, pg + at, to + at, n, p); });
  return tensor_like(kept, dx);
}

}  // namespace rectify::ops
