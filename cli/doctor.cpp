// `rectify doctor`: examines a run or a file of weights, says what it found, and writes report.html.
#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "architecture.h"
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
  if (text == "nan") return {text, inspect::kNotFinite, 0};
  if (l.name == "dead") l.states = inspect::kDead;
  for (int i = 0; i < inspect::kStates; i++) {
    const auto state = static_cast<inspect::State>(1 << i);
    names += std::string(", ") + name_of(state);
    if (l.name == name_of(state)) l.states = state;
  }
  const char *at = text.data() + colon + 1, *end = text.data() + text.size();
  if (colon == text.npos || !l.states || std::from_chars(at, end, l.share).ptr != end || at == end ||
      !(l.share >= 0 && l.share <= 1))
    throw UsageError("--fail-on: '" + text + "' is not a state and a share like dead:0.2, nor nan; states are " +
                     names);
  return l;
}

// What is examined.
struct Patient {
  Config config;
  std::string title;
  data::LabelledData data;
  std::unique_ptr<Network> net;
  inspect::Recording recording;
  Repairs repairs;                                         // while it was trained
  std::vector<std::pair<std::string, std::string>> names;  // of weights: in the network, in their file
};

// The shape that rows are given: flat for a linear layer; channels, height and width for a convolution.
std::vector<int64_t> input_of(const Described& d, const std::vector<int64_t>& row, const std::string& path) {
  int64_t features = 1;
  for (const int64_t s : row) features *= s;
  if (d.first == "linear") {
    TORCH_CHECK(features == d.inputs || row.back() == d.inputs, path, ": its rows have ", features,
                " features, but the network takes ", d.inputs);
    return features == d.inputs ? std::vector<int64_t>{} : row;
  }
  const size_t dims = static_cast<size_t>(d.first[4] - '0') + 1;  // conv2d
  std::vector<int64_t> shape = row;
  if (row.size() == 1 && features % d.inputs == 0) {  // a table of square pictures
    const int64_t one = features / d.inputs, side = std::llround(std::sqrt(static_cast<double>(one)));
    if (dims == 2) shape = {d.inputs, one};
    if (dims == 3 && side * side == one) shape = {d.inputs, side, side};
  }
  if (shape.size() + 1 == dims) shape.insert(shape.begin(), 1);
  TORCH_CHECK(shape.size() == dims && shape[0] == d.inputs, path, ": the network begins with a ", d.first, " of ",
              d.inputs, " channels, but the rows have shape ", IntArrayRef(row));
  return shape;
}
// Linear layers with the activation between them, as many as there are.
std::string linear_layers(const DoctorOptions& o, const OrderedTensors& weights) {
  std::string text;
  for (const auto& [name, w] : weights) {
    const size_t dot = name.rfind('.');
    const std::string own = name.substr(dot == name.npos ? 0 : dot + 1);
    TORCH_CHECK(w.dim() <= 2 && own != "running_mean", o.run, ": ", name,
                " belongs to no linear layer; describe the network with --architecture");
    if (own == "weight" && w.dim() == 2) text += (text.empty() ? "linear " : o.activation + " linear ");
  }
  TORCH_CHECK(!text.empty(), o.run, ": it has no weights of linear layers");
  return text;
}
// Without a run: what the weights, the options and the data say.
Patient from_weights(const DoctorOptions& o) {
  Patient p;
  Config& c = p.config;
  const OrderedTensors weights = read_weights(o.run);
  TORCH_CHECK(!weights.empty(), o.run, ": it has no weights");
  data::LoadOptions load;
  load.labels = o.labels, load.label_column = o.label_column;
  data::LabelledData d = load_rows(o.data, load, false);
  TORCH_CHECK(d.size() > 0 && d.inputs.numel() > 0, o.data, ": it has no rows");
  const std::vector<int64_t> row = d.inputs.sizes().slice(1).vec();
  const int64_t features = d.inputs.numel() / d.size();
  c.bytes = d.inputs.scalar_type() == kByte, c.label_names = !d.classes.empty(), c.data = o.data;
  if (o.model != "mlp" && o.architecture.empty()) {
    c.network.model = o.model, c.network.activation = o.activation;
    c.network.input = row.size() == 2 ? std::vector<int64_t>{1, row[0], row[1]} : row;
    TORCH_CHECK(c.network.input.size() == 3, o.data, ": the model ", o.model,
                " needs pictures, but the rows have shape ", IntArrayRef(row));
    const auto last = std::find_if(weights.rbegin(), weights.rend(), [](const auto& w) { return w.second.dim() == 2; });
    TORCH_CHECK(last != weights.rend(), o.run, ": it has no weights of linear layers");
    c.network.layers = {features, last->second.size(0)};
    p.net = std::make_unique<Network>(c);
    adopt(p.net->body(), NamedTensors(weights.begin(), weights.end()), o.run);
    p.title = c.title();
  } else {
    std::string text = o.architecture.empty() ? linear_layers(o, weights) : o.architecture;
    if (text[0] == '@') text = read_file(text.substr(1));
    Described described = describe(text, weights, o.run);
    c.network.input = input_of(described, row, o.data);
    p.net = std::make_unique<Network>(described.body);
    p.names = std::move(described.names);
    p.title = std::filesystem::path(o.run).filename().string();
  }
  std::vector<int64_t> one = c.network.input.empty() ? std::vector<int64_t>{features} : c.network.input;
  one.insert(one.begin(), 1);
  Tensor y;
  try {
    const NoGradGuard no_grad;
    p.net->train(false);
    y = p.net->forward(samples_of(d, 1).reshape(one));
  } catch (const Error& e) {
    throw Error(o.run + ": its weights do not fit each other or the data: " + e.what_without_backtrace());
  }
  if (y.dim() != 2 || y.size(1) < 2) d.targets = Tensor(), d.classes.clear();  // no classes
  c.network.layers = {features, y.dim() == 2 ? y.size(1) : 1};
  c.names = d.classes;
  for (int64_t k = static_cast<int64_t>(c.names.size()); k < c.classes(); k++) c.names.push_back(std::to_string(k));
  p.data = adapt(std::move(d), c, o.data);
  return p;
}
Patient from_run(const DoctorOptions& o) {
  Patient p;
  p.config = Config::read(o.run);
  p.title = p.config.title();
  p.data = read_data(o, p.config, false);
  p.net = std::make_unique<Network>(load_network(o, p.config));
  p.recording = read_recording(o.run), p.repairs = read_repairs(o.run);
  return p;
}
// The weights under the names that their file has.
NamedTensors weights_of(const Patient& p) {
  NamedTensors r;
  for (auto& [name, t] : p.net->state()) {
    const auto found =
        std::find_if(p.names.begin(), p.names.end(), [&, &n = name](const auto& x) { return x.first == n; });
    r[found == p.names.end() ? name : found->second] = t;
  }
  return r;
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
  if (folder && !o.architecture.empty())
    throw UsageError("--architecture goes with a file of weights; a run knows its own");
  Patient p = folder ? from_run(o) : from_weights(o);
  const Tensor x = samples_of(p.data, o.samples);
  inspect::ExamineOptions options;
  options.tau(o.tau).margin(o.margin);
  if (p.data.targets.defined()) options.targets(p.data.targets.narrow(0, 0, x.size(0)));
  if (!p.recording.layers.empty()) options.recording(&p.recording);
  std::vector<std::string> repairs;
  if (!o.repair.empty()) {
    manual_seed(0);
    for (const std::string& how : o.repair) repairs.push_back(repair(p.net->body(), x, how).text);
    write_tensors(o.save, weights_of(p));
  }
  const inspect::Report report = inspect::examine(p.net->body(), x, options);

  const std::string out = !o.out.empty() || o.json ? o.out : folder ? o.run + "/report.html" : "report.html";
  if (!out.empty()) {
    PageInput page;
    page.title = p.title, page.report = &report, page.recording = &p.recording;
    for (const auto& r : p.repairs) page.repairs.push_back(told(r));
    page.repairs.insert(page.repairs.end(), repairs.begin(), repairs.end());
    page.about =
        fmt::format("{} samples of {}; {}", x.size(0), o.data.empty() ? p.config.data : o.data, absolute(o.run));
    write_file(out, report_page(page));
  }
  if (!o.json)
    for (const std::string& text : repairs) print(text + "\n");
  print(o.json ? report.json() : report.text() + "\nreport in " + out + "\n");
  if (!o.tensorboard.empty()) {
    EventWriter events(o.tensorboard);
    std::vector<std::string> labels;
    for (const auto& l : p.recording.layers) labels.push_back(l.label());
    for (const auto& m : p.recording.history) write_moment(events, m, labels);
    std::vector<inspect::Layer> layers;
    for (const auto& l : report.layers) layers.push_back(l.layer);
    write_histograms(events, layers, p.recording.steps);
    events.flush();
  }
  int status = 0;
  if (!limits.empty() && !report.finite()) {  // whatever was asked for, such a network does not pass
    fmt::print(stderr, "rectify: the network is not finite: there is NaN or infinity in it or in the data\n");
    status = 3;
  }
  for (const Limit& l : limits) {
    const double share = report.share(l.states);
    if (share <= l.share) continue;
    fmt::print(stderr, "rectify: {} units: {:.4g} of all, more than {:.4g}\n", l.name, share, l.share);
    status = 3;
  }
  return status;
}

}  // namespace rectify::cli
