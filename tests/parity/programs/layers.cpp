// Convolutions, poolings and normalisations over options, layouts and dtypes, each with its gradients, in short: sizes,
// strides and a few sums. Memory formats as the user sees them.
#include "cases.h"

using Dims = std::vector<int64_t>;
using MF = torch::MemoryFormat;
namespace nn = torch::nn;
namespace F = torch::nn::functional;

static Tensor numbers(torch::IntArrayRef sizes, double seed, torch::Dtype t) {
  Tensor x = torch::empty(sizes, torch::kDouble);
  for (int64_t i = 0; i < x.numel(); i++)
    x.data_ptr<double>()[i] = std::round(2048 * std::sin(1.7 * (i + 1) + 2.3 * seed)) / 1024;
  return x.to(t);
}
static Tensor weights(const Tensor& like) {
  Tensor w = torch::empty(like.sizes(), torch::kDouble);
  for (int64_t i = 0; i < w.numel(); i++) w.data_ptr<double>()[i] = 1 + 0.5 * std::cos(0.3 * i + 0.1);
  return w.to(like.scalar_type());
}
static void brief(const Tensor& t, bool with_strides = true) {
  Tensor d = t.detach().to(torch::kDouble).contiguous();
  std::printf("  %s", t.toString().c_str());
  std::cout << t.sizes();
  if (with_strides) std::cout << t.strides();
  std::cout << std::flush;
  std::printf(" %.5g %.5g\n", d.numel() ? (d * weights(d)).sum().item<double>() : 0,
              d.numel() ? d.abs().sum().item<double>() : 0);
}
template <class Fn>
void run(const std::string& name, Fn f) {
  std::printf("%s\n", name.c_str());
  try {
    f();
  }
  CATCH
  std::cout << std::flush;
}
// A tensor laid out in another way: 0 as it comes, 1 transposed, 2 channels last, 3 with holes, 4 expanded.
static Tensor laid_out(const Tensor& x, int layout) {
  switch (layout) {
    case 1:
      return x.transpose(-1, 0).contiguous().transpose(-1, 0);
    case 2:
      return x.contiguous(x.dim() == 5 ? MF::ChannelsLast3d : MF::ChannelsLast);
    case 3:
      return torch::cat({x, x}, -1).slice(-1, 0, x.size(-1));
    case 4:
      return x.slice(0, 0, 1).expand(x.sizes());
  }
  return x;
}
static Dims image(int dims, int64_t channels, int64_t size) {
  Dims s{2, channels};
  for (int i = 0; i < dims; i++) s.push_back(size - i);
  return s;
}
template <class M>
void fill(M& m) {
  torch::NoGradGuard off;
  double seed = 1;
  for (auto& p : m->parameters()) p.copy_(numbers(p.sizes(), seed++, torch::kDouble) * 0.3);
}
// A module's output and the gradients of its parameters and its input.
template <class M>
void train(M m, const Tensor& given) {
  Tensor x = given.detach().requires_grad_(), y = m->forward(x);
  brief(y);
  auto wanted = m->parameters();
  wanted.push_back(x);
  for (auto& g : torch::autograd::grad({(y * weights(y)).sum()}, wanted)) brief(g, false);
}
template <class... Parts>
std::string words(const Parts&... parts) {
  std::ostringstream s;
  ((s << parts << ' '), ...);
  return s.str();
}

template <int N, class M, class O>
void convolutions(const char* name) {
  int turn = 0;
  for (int64_t groups : {1, 2})
    for (int64_t stride : {1, 2})
      for (int64_t dilation : {1, 2})
        for (int64_t padding : {0, 1, 2})
          for (int64_t kernel : {1, 2, 3}) {
            const int layout = (turn++ * 2) % 5;
            if (layout == 2 && N < 2) continue;
            const auto t = turn % 3 ? torch::kFloat : torch::kDouble;
            run(words(name, groups, stride, dilation, padding, kernel, layout), [&] {
              M m(O(4, 6, kernel).groups(groups).stride(stride).dilation(dilation).padding(padding).bias(kernel != 2));
              m->to(t);
              fill(m);
              train(m, laid_out(numbers(image(N, 4, N == 3 ? 5 : 7), 1, t), layout));
            });
          }
}
template <int N, class M, class O>
void padded(const char* name) {
  for (int mode = 0; mode < 4; mode++)
    for (int amount = 0; amount < 5; amount++)
      run(words(name, "mode", mode, amount), [&] {
        O o(2, 3, 3);
        if (amount < 3) o.padding(amount);
        if (amount == 3) o.padding(torch::kSame).dilation(2);
        if (amount == 4) o.padding(torch::kValid);
        if (mode == 1) o.padding_mode(torch::kReflect);
        if (mode == 2) o.padding_mode(torch::kReplicate);
        if (mode == 3) o.padding_mode(torch::kCircular);
        M m(o);
        fill(m);
        std::cout << m << "\n";
        train(m, numbers(image(N, 2, 5), 1, torch::kFloat));
      });
}
template <int N, class M, class O>
void transposed(const char* name) {
  for (int64_t groups : {1, 2})
    for (int64_t stride : {1, 2})
      for (int64_t dilation : {1, 3})
        for (int64_t padding : {0, 1})
          for (int64_t more : {0, 1, 2})
            run(words(name, groups, stride, dilation, padding, more), [&] {
              M m(O(4, 6, 3).groups(groups).stride(stride).dilation(dilation).padding(padding).output_padding(more));
              m->to(torch::kDouble);
              fill(m);
              train(m, numbers(image(N, 4, 4), 1, torch::kDouble));
            });
}
template <class M, class O>
void refusals(const char* name, int dims) {
  const Dims ok = image(dims, 4, 6);
  Dims narrow = ok, flat = ok;
  narrow[1] = 3;
  flat[2] = 0;
  auto x = [](const Dims& s, torch::Dtype t = torch::kFloat) { return numbers(s, 1, t); };
  run(words(name, "channels"), [&] { M(O(4, 6, 3))->forward(x(narrow)); });
  run(words(name, "dimensions"), [&] { M(O(4, 6, 3))->forward(x({4})); });
  run(words(name, "undefined"), [&] { M(O(4, 6, 3).bias(false))->forward(Tensor()); });
  run(words(name, "bfloat16"), [&] { M(O(4, 6, 3).bias(false))->forward(x(ok, torch::kBFloat16)); });
  run(words(name, "empty"), [&] { M(O(4, 6, 3).padding(2))->forward(x(flat)); });
  run(words(name, "kernel 0"), [&] { M(O(4, 6, 0)); });
  run(words(name, "stride 0"), [&] { M(O(4, 6, 3).stride(0))->forward(x(ok)); });
  run(words(name, "dilation 0"), [&] { M(O(4, 6, 3).dilation(0))->forward(x(ok)); });
  run(words(name, "groups"), [&] { M(O(4, 6, 3).groups(3)); });
}

template <int N>
Tensor pool(bool max, const Tensor& x, Dims k, Dims s, Dims p, Dims d, bool ceil, bool pad) {
  if constexpr (N == 1) return max ? torch::max_pool1d(x, k, s, p, d, ceil) : torch::avg_pool1d(x, k, s, p, ceil, pad);
  if constexpr (N == 2) return max ? torch::max_pool2d(x, k, s, p, d, ceil) : torch::avg_pool2d(x, k, s, p, ceil, pad);
  if constexpr (N == 3) return max ? torch::max_pool3d(x, k, s, p, d, ceil) : torch::avg_pool3d(x, k, s, p, ceil, pad);
}
template <int N>
void pools() {
  for (int max : {0, 1})
    for (int64_t k : {1, 3})
      for (int64_t s : {1, 2, 3})
        for (int64_t p : {0, 1})
          for (int64_t d : {1, 2})
            for (int ceil : {0, 1}) {
              if (!max && d == 2) continue;
              const int layout = static_cast<int>(k + s + p + d + ceil) % 5;
              if (layout == 2 && N < 2) continue;
              run(words("pool", N, max, k, s, p, d, ceil, layout), [&] {
                Tensor x = laid_out(numbers(image(N, 3, 7), 1, torch::kFloat), layout).detach().requires_grad_();
                Tensor y = pool<N>(max, x, {k}, {s}, {p}, {d}, ceil, p == 1 && s == 2);
                brief(y);
                brief(torch::autograd::grad({(y * weights(y)).sum()}, {x})[0], false);
              });
            }
  for (int max : {0, 1})
    for (int64_t k : {0, -1, 3})
      for (int64_t s : {0, -1, 1})
        for (int64_t p : {-1, 0, 2})
          for (int64_t d : {0, 1})
            if (max || d)
              run(words("bad pool", N, max, k, s, p, d),
                  [&] { pool<N>(max, numbers(image(N, 3, 7), 1, torch::kFloat), {k}, {s}, {p}, {d}, false, true); });
}
template <class M, class O>
void norms(const char* name, std::vector<Dims> shapes) {
  for (auto& shape : shapes)
    for (int affine : {0, 1})
      for (int track : {0, 1})
        for (int training : {0, 1})
          for (int momentum : {0, 1, 2}) {
            if (!track && momentum) continue;
            run(words(name, torch::IntArrayRef(shape), affine, track, training, momentum), [&] {
              O o = O(shape[1]).affine(affine).track_running_stats(track);
              if (momentum == 1) o.momentum(0.3);
              if constexpr (std::is_same_v<std::decay_t<decltype(o.momentum())>, c10::optional<double>>)
                if (momentum == 2) o.momentum(c10::nullopt);
              M m(o);
              fill(m);
              if (!training) m->eval();
              Tensor x = laid_out(numbers(shape, 1, torch::kFloat), name[0] == 'b' && shape.size() > 3 ? 2 : 0);
              m->forward(x * 1.5 + 1);
              train(m, x);
              for (auto& b : m->buffers()) brief(b);
            });
          }
}

static void formats() {
  for (const Dims& s : std::vector<Dims>{{2, 3, 4, 5},
                                         {1, 1, 1, 1},
                                         {2, 1, 3, 4},
                                         {2, 3, 1, 1},
                                         {0, 3, 2, 2},
                                         {2, 3, 4},
                                         {2, 3, 2, 2, 2},
                                         {2, 1, 2, 2, 2}})
    for (auto f : {MF::Contiguous, MF::ChannelsLast, MF::ChannelsLast3d, MF::Preserve}) {
      auto make = [&](const char* what, auto g) {
        run(words(what, torch::IntArrayRef(s), f), [&] {
          Tensor y = g(numbers(s, 1, torch::kFloat));
          brief(y);
          std::cout << y.is_contiguous() << y.is_contiguous(MF::ChannelsLast) << y.is_contiguous(MF::ChannelsLast3d)
                    << y.suggest_memory_format() << "\n";
        });
      };
      make("contiguous", [&](Tensor x) { return x.contiguous(f); });
      make("to", [&](Tensor x) { return x.to(torch::kDouble, false, false, f); });
      make("to the same", [&](Tensor x) { return x.to(torch::TensorOptions().memory_format(f)); });
      make("clone", [&](Tensor x) { return x.clone(f); });
      make("empty", [&](Tensor) { return torch::empty(s, torch::TensorOptions(), f).zero_(); });
      make("full_like", [&](Tensor x) { return torch::full_like(x, 2, torch::TensorOptions(), f); });
      if (f != MF::Preserve) make("resize_", [&](Tensor) { return torch::empty({2}).resize_(s, f).zero_(); });
    }
  for (const Dims& s : std::vector<Dims>{{2, 3, 4, 5}, {1, 3, 4, 4}, {2, 1, 4, 4}, {2, 3, 2, 4, 5}})
    for (int layout : {0, 1, 2}) {
      if (layout == 1 && (s[0] == 1 || s[1] == 1)) continue;  // the stride of a dimension of size 1 is anybody's guess
      auto make = [&](const char* what, auto f) {
        run(words(what, torch::IntArrayRef(s), layout), [&] {
          Tensor x = laid_out(numbers(s, 1, torch::kFloat), layout).detach().requires_grad_(), y = f(x);
          brief(y);
          std::cout << y.suggest_memory_format() << "\n";
          (y * weights(y)).sum().backward();
          brief(x.grad());
        });
      };
      make("clone", [](Tensor x) { return x.clone(); });
      make("relu", [](Tensor x) { return x.relu(); });
      make("x + plain", [](Tensor x) { return x + x.contiguous(); });
      make("plain + x", [](Tensor x) { return x.contiguous() + x; });
      make("x + channels", [](Tensor x) {
        Dims k(x.dim(), 1);
        k[1] = x.size(1);
        return x + torch::ones(k);
      });
      make("slice * 2", [](Tensor x) { return x.slice(-1, 0, 2) * 2; });
      make("where", [](Tensor x) { return torch::where(x > 0, x, x.neg()); });
      make("cat", [](Tensor x) { return torch::cat({x, x}, 1); });
      make("roll", [](Tensor x) { return x.roll(1, 2); });
      make("repeat", [](Tensor x) {
        Dims k(x.dim(), 1);
        k[0] = 2;
        return x.repeat(k);
      });
      make("pad", [](Tensor x) { return torch::constant_pad_nd(x, {1, 1, 1, 0}, 3); });
      make("dropout2d", [](Tensor x) {
        torch::manual_seed(1);
        return x.dim() == 4 ? F::dropout2d(x) : F::dropout3d(x);
      });
      make("group_norm", [](Tensor x) { return torch::group_norm(x, 1); });
      make("batch_norm", [](Tensor x) { return torch::batch_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, true); });
      make("channel_shuffle", [](Tensor x) { return x + torch::channel_shuffle(x.detach(), x.size(1)); });
      if (s.size() == 4) {
        make("upsample", [](Tensor x) { return torch::upsample_bilinear2d(x, {7, 5}, false); });
        make("pool", [](Tensor x) { return torch::max_pool2d(x, {2}); });
        make("adaptive", [](Tensor x) { return torch::adaptive_avg_pool2d(x, {2, 1}); });
        make("conv", [](Tensor x) { return torch::conv2d(x, numbers({4, x.size(1), 2, 2}, 2, torch::kFloat)); });
      }
    }
}

int main() {
  torch::set_num_threads(1);
  convolutions<1, nn::Conv1d, nn::Conv1dOptions>("conv1d");
  convolutions<2, nn::Conv2d, nn::Conv2dOptions>("conv2d");
  convolutions<3, nn::Conv3d, nn::Conv3dOptions>("conv3d");
  padded<1, nn::Conv1d, nn::Conv1dOptions>("conv1d");
  padded<2, nn::Conv2d, nn::Conv2dOptions>("conv2d");
  padded<3, nn::Conv3d, nn::Conv3dOptions>("conv3d");
  transposed<1, nn::ConvTranspose1d, nn::ConvTranspose1dOptions>("conv_transpose1d");
  transposed<2, nn::ConvTranspose2d, nn::ConvTranspose2dOptions>("conv_transpose2d");
  transposed<3, nn::ConvTranspose3d, nn::ConvTranspose3dOptions>("conv_transpose3d");
  refusals<nn::Conv1d, nn::Conv1dOptions>("conv1d", 1);
  refusals<nn::Conv2d, nn::Conv2dOptions>("conv2d", 2);
  refusals<nn::Conv3d, nn::Conv3dOptions>("conv3d", 3);
  refusals<nn::ConvTranspose1d, nn::ConvTranspose1dOptions>("conv_transpose1d", 1);
  refusals<nn::ConvTranspose2d, nn::ConvTranspose2dOptions>("conv_transpose2d", 2);
  refusals<nn::ConvTranspose3d, nn::ConvTranspose3dOptions>("conv_transpose3d", 3);
  pools<1>();
  pools<2>();
  pools<3>();
  norms<nn::BatchNorm1d, nn::BatchNorm1dOptions>("batch_norm1d", {{4, 3}, {3, 2, 5}, {1, 3}, {0, 3}});
  norms<nn::BatchNorm2d, nn::BatchNorm2dOptions>("batch_norm2d", {{2, 3, 4, 3}, {1, 3, 1, 1}, {2, 1, 3, 3}});
  norms<nn::BatchNorm3d, nn::BatchNorm3dOptions>("batch_norm3d", {{2, 3, 2, 3, 2}});
  norms<nn::InstanceNorm1d, nn::InstanceNorm1dOptions>("instance_norm1d", {{3, 2, 5}});
  norms<nn::InstanceNorm2d, nn::InstanceNorm2dOptions>("instance_norm2d", {{2, 3, 4, 3}});
  formats();
}
