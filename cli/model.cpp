#include "model.h"

#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/data/batches.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/indexing.h>

#include <algorithm>

#include "recipes.h"

namespace rectify::cli {
namespace {

constexpr const char* kKinds[] = {"array", "table", "pictures", "sounds"};

data::SoundFeatures sound_features(const Json& j) {
  return data::SoundFeatures()
      .seconds(j.at("seconds").get<double>())
      .mel(data::MelSpectrogramOptions()
               .sample_rate(j.at("sample_rate").get<int64_t>())
               .n_fft(j.at("n_fft").get<int64_t>())
               .win_length(j.at("win_length").get<int64_t>())
               .hop_length(j.at("hop_length").get<int64_t>())
               .f_min(j.at("f_min").get<double>())
               .f_max(j.at("f_max").get<double>())
               .n_mels(j.at("n_mels").get<int64_t>()));
}

}  // namespace

const char* name_of(data::DataKind kind) { return kKinds[static_cast<int>(kind)]; }
Json to_json(const data::SoundFeatures& f) {
  const auto& m = f.mel();
  return Json{{"seconds", f.seconds()},       {"sample_rate", m.sample_rate()},
              {"n_fft", m.n_fft()},           {"win_length", m.win_length()},
              {"hop_length", m.hop_length()}, {"f_min", m.f_min()},
              {"f_max", m.f_max()},           {"n_mels", m.n_mels()}};
}

Config Config::read(const std::string& run) {
  TORCH_CHECK(exists(run), run, ": No such run folder");
  const std::string path = run + "/config.json";
  TORCH_CHECK(exists(path), run, ": not a run folder: it has no config.json");
  Config c;
  c.json = read_json(path);
  try {
    const Json &network = c.json.at("network"), &data = c.json.at("data");
    NetworkOptions& n = c.network;
    n.layers = network.at("layers").get<std::vector<int64_t>>();
    n.activation = network.at("activation"), n.init = network.at("init");
    n.model = network.value("model", "mlp");
    n.input = network.value("input", std::vector<int64_t>{});
    const std::string kind = data.value("kind", kKinds[0]);
    const auto* known = std::find(std::begin(kKinds), std::end(kKinds), kind);
    TORCH_CHECK(known != std::end(kKinds), path, ": unknown kind of data '", kind, "'");
    c.kind = static_cast<data::DataKind>(known - std::begin(kKinds));
    c.task = data.value("task", "");
    c.test_share = data.value("test_share", 0.1);
    if (c.kind == data::DataKind::kPictures) {
      c.picture.channels = data.at("picture").at("channels");
      c.picture.height = data.at("picture").at("height"), c.picture.width = data.at("picture").at("width");
    }
    if (c.kind == data::DataKind::kSounds) c.sound = sound_features(data.at("sound"));
    c.bytes = data.at("bytes"), c.label_names = data.at("label_names");
    c.data = data.at("path"), c.labels = data.at("labels"), c.label_column = data.at("label_column");
    c.rows = data.at("rows");
    c.row_shape = data.at("shape").get<std::vector<int64_t>>();
    c.names = data.at("class_names").get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": damaged: a setting is missing or of the wrong form");
  }
  const NetworkOptions& n = c.network;
  const auto known = [&](const char* what, const std::string& word, const std::vector<std::string>& words) {
    TORCH_CHECK(std::find(words.begin(), words.end(), word) != words.end(), path, ": unknown ", what, " '", word, "'");
  };
  known("activation", n.activation, activation_names());
  known("initialisation", n.init, kInits);
  known("model", n.model, model_names());
  const auto sizes = [](const std::vector<int64_t>& v) {
    return std::all_of(v.begin(), v.end(), [](int64_t w) { return w >= 1 && w < (1 << 28); });
  };
  TORCH_CHECK(n.layers.size() >= 2 && sizes(n.layers), path, ": damaged: impossible layers");
  if (n.model != "mlp") {
    TORCH_CHECK(n.layers.size() == 2 && n.input.size() == 3 && sizes(n.input) && n.input[0] <= 4 &&
                    n.input[1] * n.input[2] < (1 << 28) && n.input[0] * n.input[1] * n.input[2] == n.layers[0],
                path, ": damaged: impossible input of the network");
  }
  TORCH_CHECK(
      c.kind != data::DataKind::kPictures || (c.picture.channels >= 1 && c.picture.height >= 0 && c.picture.width >= 0),
      path, ": damaged: impossible pictures");
  TORCH_CHECK(c.names.empty() || static_cast<int64_t>(c.names.size()) == c.classes(), path,
              ": damaged: ", c.names.size(), " names for ", c.classes(), " classes");
  if (c.names.empty())
    for (int64_t k = 0; k < c.classes(); k++) c.names.push_back(std::to_string(k));
  return c;
}

data::LoadOptions Config::load_options() const {
  data::LoadOptions o;
  o.labels = labels, o.label_column = label_column, o.test_share = test_share, o.picture = picture, o.sound = sound;
  return o;
}
std::string Config::title() const {
  std::string s;
  if (network.model != "mlp")
    s = fmt::format("{} on {}x{}x{}, {} classes,", network.model, network.input[0], network.input[1], network.input[2],
                    classes());
  else
    for (int64_t w : network.layers) s += (s.empty() ? "" : "-") + std::to_string(w);
  return s + " " + network.activation;
}

Network::Network(const Config& config) : body_(make_network(config.network)) {}
Tensor Network::forward(const Tensor& x) { return body_->forward(x); }
std::vector<Tensor> Network::parameters() const { return body_->parameters(); }
NamedTensors Network::state() const {
  NamedTensors r;
  for (const auto& p : body_->named_parameters()) r[p.key()] = p.value().detach();
  for (const auto& p : body_->named_buffers()) r[p.key()] = p.value();
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
  net.train(false);
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
  net.train(true);
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
    x = d.inputs.reshape({rows, features});
  else
    std::copy_n(d.inputs.data_ptr<uint8_t>(), x.numel(), x.data_ptr<float>());
  // A table's numbers are the bytes that the network was trained on; arrays of floats are in its own scale already.
  if (config.bytes && data::is_table(path) && x.scalar_type() == kFloat) {
    Tensor scaled = new_tensor({rows, features}, kFloat);
    std::transform(x.data_ptr<float>(), x.data_ptr<float>() + x.numel(), scaled.data_ptr<float>(),
                   [](float v) { return v / 255.0f; });
    x = scaled;
  }
  const std::vector<int64_t>& in = config.network.input;
  std::vector<int64_t> shape{rows};
  shape.insert(shape.end(), in.begin(), in.end());
  d.inputs = in.empty() ? x : x.reshape(shape);
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

Tensor samples_of(const data::LabelledData& d, int64_t count) {
  const Tensor x = d.inputs.narrow(0, 0, std::min(count, d.size()));
  return x.scalar_type() == kByte ? x.to(kFloat).div_(255) : x.to(kFloat);
}

}  // namespace rectify::cli
