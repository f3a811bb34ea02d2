#include "onednn/conv.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "onednn/memory.h"

namespace rectify::onednn {
namespace {

using dims = dnnl::memory::dims;
enum Kind { kForward = 1, kInput, kWeight, kTransposed };

struct Geometry {
  dims stride, dilation, left, right;
};
// In a convolution from x to y; right: how far the last window reaches past the end (less than 0: it does not reach
// it).
Geometry geometry(const Convolution& c, IntArrayRef x, IntArrayRef w, IntArrayRef y) {
  Geometry g;
  for (int d = 0; d < c.dims; d++) {
    g.stride.push_back(c.stride[d]);
    g.dilation.push_back(c.dilation[d] - 1);
    g.left.push_back(c.padding[d]);
    g.right.push_back((y[d + 2] - 1) * c.stride[d] + c.dilation[d] * (w[d + 2] - 1) + 1 - x[d + 2] - c.padding[d]);
  }
  return g;
}
Key key_of(Kind kind, const Convolution& c, bool bias) {
  Key key(kind);
  key.add(c.dims).add(c.groups).add(bias).add(c.inference);
  for (int d = 0; d < c.dims; d++) key.add(c.stride[d]).add(c.padding[d]).add(c.dilation[d]);
  return key;
}
Desc any(const Desc& d) { return Desc(d.dims(), dnnl::memory::data_type::f32, dnnl::memory::format_tag::any); }
Desc any(IntArrayRef sizes) {
  return Desc(dims(sizes.begin(), sizes.end()), dnnl::memory::data_type::f32, dnnl::memory::format_tag::any);
}
Desc vector_desc(int64_t n) { return Desc({n}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::a); }
// Winograd's algorithm F(4x4, 3x3) needs a quarter of the multiplications and rounds more: a few 1e-5 of the result's
// root mean square. It is for training; inference has a direct kernel nearly as fast. It pays where transforming the
// weights does not outweigh the tiles of 4 x 4 outputs (measured).
std::atomic<bool> winograd_on{[] {
  const char* v = std::getenv("RECTIFY_WINOGRAD");
  return !(v && !std::strcmp(v, "0"));
}()};
dnnl::algorithm algorithm_for(Kind kind, const Convolution& c, IntArrayRef x, IntArrayRef w, IntArrayRef y) {
  constexpr int64_t kChannels = 32, kTiles = 48, kTilesOfWeights = 32;
  bool fits = c.dims == 2 && c.groups == 1 && w[2] == 3 && w[3] == 3 && x[1] >= kChannels && y[1] >= kChannels &&
              x[1] % 16 == 0 && y[1] % 16 == 0;
  for (int d = 0; d < c.dims; d++) fits &= c.stride[d] == 1 && c.dilation[d] == 1 && c.padding[d] <= 1;
  if (!fits || c.inference || !winograd_on.load(std::memory_order_relaxed)) return dnnl::algorithm::convolution_direct;
  int64_t tiles = y[0] * ((y[2] + 3) / 4) * ((y[3] + 3) / 4);
  return tiles >= (kind == kWeight ? kTilesOfWeights : kTiles) ? dnnl::algorithm::convolution_winograd
                                                               : dnnl::algorithm::convolution_direct;
}
// make(algorithm); the direct one where the processor has no other.
template <class F>
std::shared_ptr<Cached> with_fallback(dnnl::algorithm a, const F& make) {
  if (a == dnnl::algorithm::convolution_winograd) try {
      return make(a);
    } catch (const dnnl::error&) {
    }
  return make(dnnl::algorithm::convolution_direct);
}
dnnl::primitive_attr attributes() {
  dnnl::primitive_attr a;
  a.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return a;
}
dnnl::convolution_forward::primitive_desc forward_pd(dnnl::algorithm algorithm, const Geometry& g, const Desc& x,
                                                     const Desc& w, const Desc* bias, const Desc& y,
                                                     bool inference = false) {
  using F = dnnl::convolution_forward;
  const auto kind = inference ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;
  F::desc d = bias ? F::desc(kind, algorithm, x, w, *bias, y, g.stride, g.dilation, g.left, g.right)
                   : F::desc(kind, algorithm, x, w, y, g.stride, g.dilation, g.left, g.right);
  return F::primitive_desc(d, attributes(), engine());
}
Tensor dense_bias(const Tensor& b) {
  if (!b.defined() || b.self().contiguous) return b;
  Tensor t = new_tensor(b.sizes(), kFloat);
  for (int64_t i = 0; i < b.size(0); i++)
    reinterpret_cast<float*>(t.impl()->data())[i] = reinterpret_cast<const float*>(b.impl()->data())[i * b.stride(0)];
  return t;
}

}  // namespace

void set_winograd(bool on) { winograd_on = on; }
bool winograd() { return winograd_on; }

Tensor conv(const Convolution& c, const Tensor& x, const Tensor& w, const Tensor& bias, IntArrayRef y_sizes,
            IntArrayRef y_strides) {
  Source sx = source(x);
  Desc dw = weight_desc(w, c.groups);
  auto algorithm = algorithm_for(kForward, c, x.sizes(), w.sizes(), y_sizes);
  Key key = key_of(kForward, c, bias.defined());
  key.add(sx.desc).add(dw).add(algorithm);
  auto p = cached(key, [&] {
    return with_fallback(algorithm, [&](dnnl::algorithm a) {
      Desc b = vector_desc(y_sizes[1]);
      auto reading = [&](const Desc& order) {
        return forward_pd(a, geometry(c, x.sizes(), w.sizes(), y_sizes), order, any(dw), bias.defined() ? &b : nullptr,
                          any(y_sizes), c.inference);
      };
      auto pd = reading(sx.keep ? sx.desc : any(sx.desc));
      // A blocked x of other channels than whole blocks has none but the reference, hundreds of times slower.
      if (sx.keep && !std::strncmp(pd.impl_info_str(), "ref", 3)) pd = reading(any(sx.desc));
      auto r = std::make_shared<Cached>();
      r->primitive = dnnl::convolution_forward(pd);
      r->src = pd.src_desc();
      r->weights = pd.weights_desc();
      r->dst = pd.dst_desc();
      r->scratchpad = pd.scratchpad_desc();
      return r;
    });
  });
  Source rx = reordered(sx, p->src), rw = reordered_weight(w, dw, p->weights);
  Target y = target(y_sizes, y_strides, p->dst);
  Arguments a{{DNNL_ARG_SRC, memory_of(p->src, rx.data)},
              {DNNL_ARG_WEIGHTS, memory_of(p->weights, rw.data)},
              {DNNL_ARG_DST, memory_of(p->dst, y.data)}};
  Tensor b = dense_bias(bias);
  if (b.defined()) a.insert({DNNL_ARG_BIAS, memory_of(vector_desc(y_sizes[1]), b.impl()->data())});
  execute(*p, std::move(a));
  return y.tensor;
}

Tensor conv_input(const Convolution& c, const Tensor& dy, const Tensor& w, const Tensor& bias, IntArrayRef x_sizes,
                  IntArrayRef x_strides) {
  Source sy = source(dy);
  const bool with_bias = bias.defined();
  Desc dw = weight_desc(w, c.groups, with_bias);
  Key key = key_of(with_bias ? kTransposed : kInput, c, with_bias);
  auto algorithm =
      with_bias ? dnnl::algorithm::convolution_direct : algorithm_for(kInput, c, x_sizes, w.sizes(), dy.sizes());
  key.add(sy.desc).add(dw).add(algorithm);
  for (int64_t s : x_sizes) key.add(s);
  auto p = cached(key, [&] {
    return with_fallback(algorithm, [&](dnnl::algorithm a) {
      Geometry g = geometry(c, x_sizes, w.sizes(), dy.sizes());
      auto r = std::make_shared<Cached>();
      if (with_bias) {
        using D = dnnl::deconvolution_forward;
        D::desc d(dnnl::prop_kind::forward_training, dnnl::algorithm::deconvolution_direct, any(sy.desc), any(dw),
                  vector_desc(x_sizes[1]), any(x_sizes), g.stride, g.dilation, g.left, g.right);
        D::primitive_desc pd(d, attributes(), engine());
        r->primitive = D(pd);
        r->src = pd.dst_desc();
        r->weights = pd.weights_desc();
        r->dst = pd.src_desc();
        r->scratchpad = pd.scratchpad_desc();
      } else {
        using B = dnnl::convolution_backward_data;
        auto hint = forward_pd(a, g, any(x_sizes), any(dw), nullptr, any(sy.desc));
        B::desc d(a, any(x_sizes), any(dw), any(sy.desc), g.stride, g.dilation, g.left, g.right);
        B::primitive_desc pd(d, attributes(), engine(), hint);
        r->primitive = B(pd);
        r->src = pd.diff_src_desc();
        r->weights = pd.weights_desc();
        r->dst = pd.diff_dst_desc();
        r->scratchpad = pd.scratchpad_desc();
      }
      return r;
    });
  });
  Source ry = reordered(sy, p->dst), rw = reordered_weight(w, dw, p->weights);
  Target x = target(x_sizes, x_strides, p->src);
  Arguments a{{DNNL_ARG_WEIGHTS, memory_of(p->weights, rw.data)},
              {with_bias ? DNNL_ARG_SRC : DNNL_ARG_DIFF_DST, memory_of(p->dst, ry.data)},
              {with_bias ? DNNL_ARG_DST : DNNL_ARG_DIFF_SRC, memory_of(p->src, x.data)}};
  Tensor b = dense_bias(bias);
  if (with_bias) a.insert({DNNL_ARG_BIAS, memory_of(vector_desc(x_sizes[1]), b.impl()->data())});
  execute(*p, std::move(a));
  return x.tensor;
}

Tensor conv_weight(const Convolution& c, const Tensor& dy, const Tensor& x, IntArrayRef w_sizes, Tensor* db) {
  Source sy = source(dy), sx = source(x);
  Tensor w = new_tensor(w_sizes, kFloat);
  Desc plain = weight_desc(w, c.groups);
  Key key = key_of(kWeight, c, db);
  auto algorithm = algorithm_for(kWeight, c, x.sizes(), w_sizes, dy.sizes());
  key.add(sy.desc).add(sx.desc).add(algorithm);
  for (int64_t s : w_sizes) key.add(s);
  auto p = cached(key, [&] {
    return with_fallback(algorithm, [&](dnnl::algorithm algorithm) {
      Geometry g = geometry(c, x.sizes(), w_sizes, dy.sizes());
      Desc b = vector_desc(w_sizes[0]);
      auto hint = forward_pd(algorithm, g, any(sx.desc), any(plain), db ? &b : nullptr, any(sy.desc));
      using B = dnnl::convolution_backward_weights;
      B::desc d =
          db ? B::desc(algorithm, any(sx.desc), any(plain), b, any(sy.desc), g.stride, g.dilation, g.left, g.right)
             : B::desc(algorithm, any(sx.desc), any(plain), any(sy.desc), g.stride, g.dilation, g.left, g.right);
      B::primitive_desc pd(d, attributes(), engine(), hint);
      auto r = std::make_shared<Cached>();
      r->primitive = B(pd);
      r->src = pd.src_desc();
      r->weights = pd.diff_weights_desc();
      r->dst = pd.diff_dst_desc();
      r->scratchpad = pd.scratchpad_desc();
      return r;
    });
  });
  Source rx = reordered(sx, p->src), ry = reordered(sy, p->dst);
  Tensor blocked;
  void* to = w.impl()->data();
  if (p->weights != plain) {
    blocked = new_tensor({static_cast<int64_t>(p->weights.get_size() / sizeof(float))}, kFloat);
    to = blocked.impl()->data();
  }
  Arguments a{{DNNL_ARG_SRC, memory_of(p->src, rx.data)},
              {DNNL_ARG_DIFF_DST, memory_of(p->dst, ry.data)},
              {DNNL_ARG_DIFF_WEIGHTS, memory_of(p->weights, to)}};
  if (db) {
    *db = new_tensor({w_sizes[0]}, kFloat);
    a.insert({DNNL_ARG_DIFF_BIAS, memory_of(vector_desc(w_sizes[0]), db->impl()->data())});
  }
  execute(*p, std::move(a));
  if (blocked.defined()) reorder(p->weights, to, plain, w.impl()->data());
  return w;
}

}  // namespace rectify::onednn
