#include "networks.h"

#include <rectify/autograd/grad_mode.h>
#include <rectify/nn.h>

#include <algorithm>

namespace rectify::cli {
namespace {

struct Activation {
  const char* name;
  void (*append)(nn::Sequential& body);
};
const Activation kActivations[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) \
  {#name, [](nn::Sequential& body) { body->push_back(nn::Module(activations::default_options<activations::name>())); }},
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
    {"prelu", [](nn::Sequential& body) { body->push_back(nn::PReLU()); }},
};

void initialise(Tensor& weight, Tensor& bias, const std::string& init) {
  if (init == "default") return;
  NoGradGuard no_grad;
  if (init == "kaiming_uniform")
    nn::init::kaiming_uniform_(weight, 0, kFanIn, kReLU);
  else if (init == "kaiming_normal")
    nn::init::kaiming_normal_(weight, 0, kFanIn, kReLU);
  else if (init == "xavier_uniform")
    nn::init::xavier_uniform_(weight);
  else if (init == "xavier_normal")
    nn::init::xavier_normal_(weight);
  else if (init == "orthogonal")
    nn::init::orthogonal_(weight);
  else
    AT_ERROR("unknown initialisation '", init, "'");
  if (bias.defined()) nn::init::zeros_(bias);
}

// Appends layers to a Sequential.
class Builder {
 public:
  explicit Builder(const NetworkOptions& o) : o_(o) {
    const auto* a =
        std::find_if(std::begin(kActivations), std::end(kActivations), [&](auto& x) { return o.activation == x.name; });
    TORCH_CHECK(a != std::end(kActivations), "unknown activation '", o.activation, "'");
    append_ = a->append;
  }
  Builder& linear(int64_t in, int64_t out) {
    nn::Linear layer(in, out);
    initialise(layer->weight, layer->bias, o_.init);
    return add(layer);
  }
  Builder& conv(int64_t in, int64_t out, int64_t kernel, int64_t padding, int64_t stride = 1, bool bias = false) {
    nn::Conv2d layer(nn::Conv2dOptions(in, out, kernel).padding(padding).stride(stride).bias(bias));
    initialise(layer->weight, layer->bias, o_.init);
    return add(layer);
  }
  Builder& act() {
    append_(body);
    return *this;
  }
  // 3×3 convolution, batch normalisation, activation
  Builder& conv_bn_act(int64_t in, int64_t out, int64_t stride = 1) {
    return conv(in, out, 3, 1, stride).add(nn::BatchNorm2d(out)).act();
  }
  Builder& pool() { return add(nn::MaxPool2d(nn::MaxPool2dOptions(2))); }
  template <class M>
  Builder& add(const M& module) {
    body->push_back(module);
    return *this;
  }
  nn::Sequential body;

 private:
  const NetworkOptions& o_;
  void (*append_)(nn::Sequential&);
};

// ResNet's basic block.
struct BlockImpl : nn::Module {
  BlockImpl(int64_t in, int64_t out, int64_t stride, const NetworkOptions& o) {
    Builder a(o), b(o), c(o);
    a.conv_bn_act(in, out, stride).conv(out, out, 3, 1).add(nn::BatchNorm2d(out));
    if (in != out || stride != 1) b.conv(in, out, 1, 0, stride).add(nn::BatchNorm2d(out));
    c.act();
    main = register_module("main", a.body);
    shortcut = register_module("shortcut", b.body);
    end = register_module("end", c.body);
  }
  Tensor forward(const Tensor& x) {
    const Tensor y = main->forward(x);
    return end->forward(y + (shortcut->is_empty() ? x : shortcut->forward(x)));
  }
  nn::Sequential main{nullptr}, shortcut{nullptr}, end{nullptr};
};

}  // namespace

const std::vector<std::string> kInits{"default",        "kaiming_uniform", "kaiming_normal",
                                      "xavier_uniform", "xavier_normal",   "orthogonal"};

std::vector<std::string> activation_names() {
  std::vector<std::string> r;
  for (const auto& a : kActivations) r.emplace_back(a.name);
  return r;
}

nn::Sequential make_network(const NetworkOptions& o) {
  Builder b(o);
  if (o.model == "mlp") {
    for (size_t i = 0; i + 1 < o.layers.size(); i++) {
      b.linear(o.layers[i], o.layers[i + 1]);
      if (i + 2 < o.layers.size()) b.act();
    }
    return b.body;
  }
  const int64_t channels = o.input[0], height = o.input[1], width = o.input[2], classes = o.layers.back();
  const int64_t least = o.model == "lenet" ? 12 : o.model == "cnn" ? 8 : 16;
  TORCH_CHECK(height >= least && width >= least, "the model ", o.model, " needs at least ", least, "x", least,
              " pixels, but the data has ", width, "x", height);
  if (o.model == "lenet") {  // LeNet-5, with max-pooling
    const int64_t h = (height / 2 - 4) / 2, w = (width / 2 - 4) / 2;
    b.conv(channels, 6, 5, 2, 1, true).act().pool().conv(6, 16, 5, 0, 1, true).act().pool();
    b.add(nn::Flatten()).linear(16 * h * w, 120).act().linear(120, 84).act().linear(84, classes);
  } else if (o.model == "cnn") {
    b.conv_bn_act(channels, 32).pool().conv_bn_act(32, 64).pool().conv_bn_act(64, 128);
    b.add(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({2, 2}))).add(nn::Flatten());
    b.linear(512, classes);
  } else if (o.model == "resnet18-small") {  // ResNet-18 for small pictures, a quarter as wide
    b.conv_bn_act(channels, 16);
    int64_t in = 16;
    for (int64_t out : {16, 32, 64, 128})
      for (int k = 0; k < 2; k++) {
        b.add(std::make_shared<BlockImpl>(in, out, k == 0 && out > 16 ? 2 : 1, o));
        in = out;
      }
    b.add(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({1, 1}))).add(nn::Flatten()).linear(in, classes);
  } else
    AT_ERROR("unknown model '", o.model, "'");
  return b.body;
}

}  // namespace rectify::cli
