// `rectify doctor`: examines a run or a file of weights, says what it found, and writes report.html.
#include <fmt/format.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <charconv>

#include "model.h"
#include "report_page.h"
#include "watch.h"

namespace rectify::cli {
namespace {

struct Limit {
  std::string name;
  uint16_t states = 0;
  double share = 0;
};
// dead:0.2
Limit limit_of(const std::string& text) {
  const size_t colon = text.find(':');
  Limit l;
  l.name = text.substr(0, colon);
  std::string names = "dead";
  if (l.name == "dead") l.states = inspect::kDead;
  for (int i = 0; i < inspect::kStates; i++) {
    const auto state = static_cast<inspect::State>(1 << i);
    names += std::string(", ") + name_of(state);
    if (l.name == name_of(state)) l.states = state;
  }
  const char *at = text.data() + colon + 1, *end = text.data() + text.size();
  if (colon == text.npos || !l.states || std::from_chars(at, end, l.share).ptr != end || at == end ||
      !(l.share >= 0 && l.share <= 1))
    throw UsageError("--fail-on: '" + text + "' is not a state and a share like dead:0.2; states are " + names);
  return l;
}

// Of a file of weights: what they and the data say about the network.
Config config_of_weights(const DoctorOptions& o, const NamedTensors& weights, const data::LabelledData& d) {
  Config c;
  c.network.model = o.model, c.network.activation = o.activation;
  std::vector<std::pair<int64_t, Tensor>> linear;  // by the number of the layer
  for (const auto& [name, t] : weights) {
    int64_t number = 0;
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(name.data(), end, number);
    if (t.dim() == 2 && read.ec == std::errc() && std::string(read.ptr, end) == ".weight")
      linear.emplace_back(number, t);
  }
  TORCH_CHECK(!linear.empty(), o.run, ": it has no weights of linear layers named like 0.weight");
  std::sort(linear.begin(), linear.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::vector<int64_t> row = d.inputs.sizes().slice(1).vec();
  if (o.model == "mlp") {
    c.network.layers = {linear[0].second.size(1)};
    for (const auto& [number, w] : linear) c.network.layers.push_back(w.size(0));
  } else {
    c.network.layers = {d.inputs.numel() / d.size(), linear.back().second.size(0)};
    c.network.input = row.size() == 2 ? std::vector<int64_t>{1, row[0], row[1]} : row;
    TORCH_CHECK(c.network.input.size() == 3, o.data, ": the model ", o.model,
                " needs pictures, but the rows have shape ", IntArrayRef(row));
  }
  c.bytes = d.inputs.scalar_type() == kByte;
  c.label_names = !d.classes.empty();
  c.names = d.classes;
  for (int64_t k = static_cast<int64_t>(c.names.size()); k < c.classes(); k++) c.names.push_back(std::to_string(k));
  c.data = o.data;
  return c;
}

}  // namespace

int doctor(const DoctorOptions& o) {
  std::vector<Limit> limits;
  for (const std::string& text : o.fail_on) limits.push_back(limit_of(text));
  if (!o.save.empty() && o.repair.empty()) throw UsageError("--save goes with --repair");
  if (!o.repair.empty() && o.save.empty()) throw UsageError("--repair needs --save, for the run is left as it is");
  if (o.threads > 0) set_num_threads(o.threads);
  TORCH_CHECK(exists(o.run), o.run, ": No such run folder or file");
  const bool folder = exists(o.run + "/.");
  if (!folder && o.data.empty()) throw UsageError("--data is needed to examine a file of weights");
  Config c;
  data::LabelledData d;
  std::unique_ptr<Network> net;
  inspect::Recording recording;
  if (folder) {
    c = Config::read(o.run);
    d = read_data(o, c, false);
    net = std::make_unique<Network>(load_network(o, c));
    recording = read_recording(o.run);
  } else {
    const NamedTensors weights = read_tensors(o.run);
    data::LoadOptions load;
    load.labels = o.labels, load.label_column = o.label_column;
    d = load_rows(o.data, load, false);
    TORCH_CHECK(d.size() > 0, o.data, ": it has no rows");
    c = config_of_weights(o, weights, d);
    net = std::make_unique<Network>(c);
    net->load(weights, o.run);
    d = adapt(std::move(d), c, o.data);
  }
  const Tensor x = samples_of(d, o.samples);
  inspect::ExamineOptions options;
  options.tau(o.tau).margin(o.margin);
  if (d.targets.defined()) options.targets(d.targets.narrow(0, 0, x.size(0)));
  if (!recording.layers.empty()) options.recording(&recording);
  std::vector<std::string> repairs, earlier;
  if (folder)
    for (const auto& r : read_repairs(o.run)) earlier.push_back(told(r));
  if (!o.repair.empty()) {
    manual_seed(0);
    for (const std::string& how : o.repair) repairs.push_back(repair(net->body(), x, how).text);
    write_tensors(o.save, net->state());
  }
  const inspect::Report report = inspect::examine(net->body(), x, options);

  const std::string out = !o.out.empty() || o.json ? o.out : folder ? o.run + "/report.html" : "report.html";
  if (!out.empty()) {
    PageInput page;
    page.title = c.title(), page.report = &report, page.recording = &recording, page.repairs = earlier;
    page.repairs.insert(page.repairs.end(), repairs.begin(), repairs.end());
    page.about = fmt::format("{} samples of {}; {}", x.size(0), o.data.empty() ? c.data : o.data, absolute(o.run));
    write_file(out, report_page(page));
  }
  if (!o.json)
    for (const std::string& text : repairs) print(text + "\n");
  print(o.json ? report.json() : report.text() + "\nreport in " + out + "\n");
  if (!o.tensorboard.empty()) {
    EventWriter events(o.tensorboard);
    std::vector<std::string> labels;
    for (const auto& l : recording.layers) labels.push_back(l.label());
    for (const auto& m : recording.history) write_moment(events, m, labels);
    std::vector<inspect::Layer> layers;
    for (const auto& l : report.layers) layers.push_back(l.layer);
    write_histograms(events, layers, recording.steps);
    events.flush();
  }
  int status = 0;
  for (const Limit& l : limits) {
    const double share = report.share(l.states);
    if (share <= l.share) continue;
    fmt::print(stderr, "rectify: {} units: {:.4g} of all, more than {:.4g}\n", l.name, share, l.share);
    status = 3;
  }
  return status;
}

}  // namespace rectify::cli
