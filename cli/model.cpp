#include "model.h"

#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/data/batches.h>
#include <rectify/nn.h>

#include <algorithm>
#include <cmath>

namespace rectify::cli {
namespace {

struct Activation {
  const char* name;
  void (*append)(nn::Sequential& body);
};
const Activation kActivations[] = {
#define RECTIFY_ACTIVATION(name, Module, ...) {#name, [](nn::Sequential& body) { body->push_back(nn::Module()); }},
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
    {"prelu", [](nn::Sequential& body) { body->push_back(nn::PReLU()); }},
};

void initialise(nn::LinearImpl& layer, const std::string& init) {
  if (init == "default") return;
  NoGradGuard no_grad;
  if (init == "kaiming_uniform")
    nn::init::kaiming_uniform_(layer.weight, 0, kFanIn, kReLU);
  else if (init == "kaiming_normal")
    nn::init::kaiming_normal_(layer.weight, 0, kFanIn, kReLU);
  else if (init == "xavier_uniform")
    nn::init::xavier_uniform_(layer.weight);
  else if (init == "xavier_normal")
    nn::init::xavier_normal_(layer.weight);
  else if (init == "orthogonal")
    nn::init::orthogonal_(layer.weight);
  else
    AT_ERROR("unknown initialisation '", init, "'");
  nn::init::zeros_(layer.bias);
}

}  // namespace

const std::vector<std::string> kInits{"default",        "kaiming_uniform", "kaiming_normal",
                                      "xavier_uniform", "xavier_normal",   "orthogonal"};

std::vector<std::string> activation_names() {
  std::vector<std::string> r;
  for (const auto& a : kActivations) r.emplace_back(a.name);
  return r;
}

Config Config::read(const std::string& run) {
  TORCH_CHECK(exists(run), run, ": No such run folder");
  const std::string path = run + "/config.json";
  TORCH_CHECK(exists(path), run, ": not a run folder: it has no config.json");
  Config c;
  c.json = read_json(path);
  try {
    const Json &network = c.json.at("network"), &data = c.json.at("data");
    c.layers = network.at("layers").get<std::vector<int64_t>>();
    c.activation = network.at("activation"), c.init = network.at("init");
    c.bytes = data.at("bytes"), c.label_names = data.at("label_names");
    c.data = data.at("path"), c.labels = data.at("labels"), c.label_column = data.at("label_column");
    c.rows = data.at("rows");
    c.names = data.at("class_names").get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": damaged: a setting is missing or of the wrong form");
  }
  const auto known = activation_names();
  TORCH_CHECK(std::find(known.begin(), known.end(), c.activation) != known.end(), path, ": unknown activation '",
              c.activation, "'");
  TORCH_CHECK(std::find(kInits.begin(), kInits.end(), c.init) != kInits.end(), path, ": unknown initialisation '",
              c.init, "'");
  TORCH_CHECK(c.layers.size() >= 2 &&
                  std::all_of(c.layers.begin(), c.layers.end(), [](int64_t w) { return w >= 1 && w < (1 << 28); }),
              path, ": damaged: impossible layers");
  TORCH_CHECK(c.names.empty() || static_cast<int64_t>(c.names.size()) == c.classes(), path,
              ": damaged: ", c.names.size(), " names for ", c.classes(), " classes");
  if (c.names.empty())
    for (int64_t k = 0; k < c.classes(); k++) c.names.push_back(std::to_string(k));
  return c;
}

Network::Network(const Config& config) {
  const auto* a = std::find_if(std::begin(kActivations), std::end(kActivations),
                               [&](auto& x) { return config.activation == x.name; });
  TORCH_CHECK(a != std::end(kActivations), "unknown activation '", config.activation, "'");
  for (size_t i = 0; i + 1 < config.layers.size(); i++) {
    nn::Linear layer(config.layers[i], config.layers[i + 1]);
    initialise(*layer, config.init);
    body_->push_back(layer);
    if (i + 2 < config.layers.size()) a->append(body_);
  }
}
Tensor Network::forward(const Tensor& x) { return body_->forward(x); }
std::vector<Tensor> Network::parameters() const { return body_->parameters(); }
NamedTensors Network::state() const {
  NamedTensors r;
  for (const auto& p : body_->named_parameters()) r[p.key()] = p.value().detach();
  return r;
}
void Network::load(const NamedTensors& state, const std::string& path) {
  NoGradGuard no_grad;
  const NamedTensors own = this->state();
  for (const auto& [name, t] : own) {
    const auto found = state.find(name);
    TORCH_CHECK(found != state.end(), path, ": it has no weights called ", name);
    TORCH_CHECK(found->second.sizes().equals(t.sizes()) && found->second.scalar_type() == t.scalar_type(), path, ": ",
                name, " has shape ", found->second.sizes(), " where the network has ", t.sizes());
    t.copy_(found->second);
  }
  TORCH_CHECK(state.size() == own.size(), path, ": it has more weights than the network");
}

int64_t count_right(const Tensor& logits, const Tensor& target) {
  const int64_t rows = logits.size(0), classes = logits.size(1);
  const float* z = logits.data_ptr<float>();
  const int64_t* y = target.data_ptr<int64_t>();
  int64_t right = 0;
  for (int64_t i = 0; i < rows; i++, z += classes) right += std::max_element(z, z + classes) - z == y[i];
  return right;
}

Evaluation evaluate(Network& net, const data::LabelledData& d, const Config& config) {
  NoGradGuard no_grad;
  const int64_t classes = config.classes();
  Evaluation e;
  e.confusion.assign(classes * classes, 0);
  data::BatchLoader loader(d.inputs, d.targets, 500);
  loader.start();
  data::Batch b;
  int64_t right = 0;
  while (loader.next(b)) {
    const Tensor logits = net.forward(b.input);
    e.loss += nn::functional::cross_entropy(logits, b.target).item<float>() * static_cast<double>(b.target.numel());
    const float* z = logits.data_ptr<float>();
    const int64_t* y = b.target.data_ptr<int64_t>();
    for (int64_t i = 0; i < logits.size(0); i++, z += classes) {
      const int64_t said = std::max_element(z, z + classes) - z;
      e.confusion[y[i] * classes + said]++;
      right += said == y[i];
    }
  }
  e.loss /= static_cast<double>(d.size());
  e.accuracy = static_cast<double>(right) / static_cast<double>(d.size());
  return e;
}

data::LabelledData adapt(data::LabelledData d, const Config& config, const std::string& path) {
  const int64_t rows = d.size(), features = d.inputs.numel() / rows;
  TORCH_CHECK(features == config.features(), path, ": its rows have ", features, " features, but the network takes ",
              config.features());
  Tensor x = new_tensor({rows, features}, config.bytes && d.inputs.scalar_type() == kByte ? kByte : kFloat);
  if (d.inputs.scalar_type() == x.scalar_type())
    x = alias_as(d.inputs, {rows, features}, {features, 1}, 0);
  else
    std::copy_n(d.inputs.data_ptr<uint8_t>(), x.numel(), x.data_ptr<float>());
  // A table's numbers are the bytes that the network was trained on; arrays of floats are in its own scale already.
  if (config.bytes && data::is_table(path) && x.scalar_type() == kFloat) {
    Tensor scaled = new_tensor({rows, features}, kFloat);
    std::transform(x.data_ptr<float>(), x.data_ptr<float>() + x.numel(), scaled.data_ptr<float>(),
                   [](float v) { return v / 255.0f; });
    x = scaled;
  }
  d.inputs = x;
  if (!d.targets.defined()) return d;
  Tensor y = new_tensor({rows}, kLong);
  for (int64_t i = 0; i < rows; i++) {
    int64_t label = d.targets.data_ptr<int64_t>()[i];
    if (config.label_names) {
      const std::string name = d.classes.empty() ? std::to_string(label) : d.classes[label];
      label = std::find(config.names.begin(), config.names.end(), name) - config.names.begin();
      TORCH_CHECK(label < config.classes(), path, ": row ", i + 1, ": the network does not know the class '", name,
                  "'");
    } else {
      TORCH_CHECK(d.classes.empty(), path, ": its labels are names ('", d.classes.empty() ? "" : d.classes[0],
                  "', ...), but the network was trained on numbers");
      TORCH_CHECK(label < config.classes(), path, ": row ", i + 1, ": label ", label, " where the network has ",
                  config.classes(), " classes");
    }
    y.data_ptr<int64_t>()[i] = label;
  }
  d.targets = y;
  return d;
}

}  // namespace rectify::cli
