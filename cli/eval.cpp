// `rectify eval` and `rectify predict`.
#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/data/batches.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>

#include "model.h"

namespace rectify::cli {
Network load_network(const ReadOptions& o, const Config& c) {
  if (o.threads > 0) set_num_threads(o.threads);
  Network net(c);
  const std::string path = o.run + "/weights.safetensors", checkpoint = o.run + "/checkpoint.safetensors";
  if (exists(path) || !exists(checkpoint))
    net.load(read_tensors(path), path);
  else  // killed before the first weights were written
    net.load(model_of(read_tensors(checkpoint)), checkpoint);
  net.train(false);
  return net;
}
namespace {

// The pictures that the network takes.
data::PictureOptions picture_form(const Config& c, const std::string& path) {
  std::vector<int64_t> shape = c.row_shape;
  if (shape.size() == 2) shape.insert(shape.begin(), 1);
  TORCH_CHECK(c.bytes && shape.size() == 3 && (shape[0] == 1 || shape[0] == 3), path,
              ": a picture, but the network was not trained on pictures");
  return {shape[0], shape[1], shape[2]};
}
std::string csv_field(const std::string& s) {
  if (s.find_first_of(",\"\n") == s.npos) return s;
  std::string r = "\"";
  for (char c : s) r += c == '"' ? std::string("\"\"") : std::string(1, c);
  return r + "\"";
}

}  // namespace

data::LabelledData load_rows(const std::string& path, const data::LoadOptions& options, bool need_labels) {
  if (exists(path + "/.") && !data::is_class_folder(path)) return data::load_split(path, options).test;
  if (need_labels) return data::load_file(path, options);
  try {
    return data::load_file(path, options);
  } catch (const Error&) {  // told again, and better, where it has another reason than labels
    data::LoadOptions without = options;
    if (data::is_table(path)) without.label_column = "none";
    return data::load_file(path, without, false);
  }
}
void check_default_data(const std::string& path) {
  if (path == kFashionMnist && !exists(path))
    throw Error(path +
                ": No such folder; install Debian's package dataset-fashion-mnist or name other data with --data");
}
data::LabelledData read_data(const ReadOptions& o, const Config& c, bool need_labels) {
  const std::string path = o.data.empty() ? c.data : o.data;
  data::LoadOptions load = c.load_options();
  if (!o.labels.empty() || !o.data.empty()) load.labels = o.labels;
  if (!o.label_column.empty()) load.label_column = o.label_column;
  if (o.resize) load.picture = picture_form(c, path);
  check_default_data(path);
  data::LabelledData d = o.data.empty() ? data::load_split(path, load).test : load_rows(path, load, need_labels);
  TORCH_CHECK(d.targets.defined() || !need_labels, path, ": it has no labels to compare with");
  return adapt(std::move(d), c, path);
}

int evaluate(const ReadOptions& o) {
  const Config c = Config::read(o.run);
  const data::LabelledData d = read_data(o, c, true);
  Network net = load_network(o, c);
  const Evaluation e = evaluate(net, d, c);
  if (o.json) {
    Json rows = Json::array();
    for (int64_t i = 0; i < c.classes(); i++)
      rows.push_back(
          std::vector<int64_t>(e.confusion.begin() + i * c.classes(), e.confusion.begin() + (i + 1) * c.classes()));
    print(
        Json{{"rows", d.size()}, {"loss", e.loss}, {"accuracy", e.accuracy}, {"classes", c.names}, {"confusion", rows}}
            .dump() +
        "\n");
    return 0;
  }
  std::string text = fmt::format("{} rows  loss {:.4f}  accuracy {:.4f}\n", d.size(), e.loss, e.accuracy);
  for (int64_t i = 0; i < c.classes(); i++) {
    int64_t total = 0, said = 0;
    for (int64_t k = 0; k < c.classes(); k++)
      total += e.confusion[i * c.classes() + k], said += e.confusion[k * c.classes() + i];
    const int64_t right = e.confusion[i * c.classes() + i];
    text += fmt::format("  {:<16} {:>6} rows  recall {:.4f}  precision {:.4f}\n", c.names[i], total,
                        total ? static_cast<double>(right) / static_cast<double>(total) : 0.0,
                        said ? static_cast<double>(right) / static_cast<double>(said) : 0.0);
  }
  print(text);
  return 0;
}

namespace {

// What predict is asked about, in the form that the network takes; `names` are the files of pictures and sounds.
data::LabelledData read_questions(const ReadOptions& o, const Config& c, std::vector<std::string>& names) {
  data::LabelledData d;
  const bool pictures = data::is_picture(o.files[0]), sounds = data::is_sound(o.files[0]);
  if (pictures || sounds) {
    for (const auto& f : o.files)
      if (data::is_picture(f) != pictures || data::is_sound(f) != sounds)
        throw UsageError("FILE: " + o.files[0] + " and " + f + " are not of one kind");
    names = o.files;
    if (pictures) {
      const data::PictureOptions form = picture_form(c, o.files[0]);
      data::PictureOptions as_is = form;
      as_is.height = as_is.width = 0;
      const bool resize = o.resize || c.picture.height > 0;
      for (size_t i = 0; i < names.size() && !resize; i++) {
        const Tensor t = data::read_pictures({names[i]}, as_is);
        TORCH_CHECK(t.size(2) == form.height && t.size(3) == form.width, names[i], ": ", t.size(3), "x", t.size(2),
                    " pixels, but the network takes ", form.width, "x", form.height,
                    "; --resize brings pictures to that size");
      }
      d.inputs = data::read_pictures(names, resize ? form : as_is);
    } else {
      TORCH_CHECK(c.kind == data::DataKind::kSounds, names[0], ": a sound, but the network was not trained on sounds");
      d.inputs = data::read_sounds(names, c.sound);
    }
    return adapt(std::move(d), c, names[0]);
  }
  if (o.files.size() > 1) throw UsageError("FILE: of tables and arrays one is taken at a time");
  const std::string& path = o.files[0];
  data::LoadOptions load;
  load.labels = o.labels, load.label_column = o.label_column;
  TORCH_CHECK(!exists(path + "/."), path, ": Is a directory");
  // A table may have its labels with it: they are left out. Without them it has one column less.
  const auto fits = [&](const data::LabelledData& d) {
    return d.size() > 0 && d.inputs.numel() / d.size() == c.features();
  };
  if (data::is_table(path)) {
    if (load.label_column.empty()) load.label_column = c.label_column;
    try {
      d = data::load_file(path, load);
    } catch (const Error&) {  // told again, and better, when it is read without labels
    }
    if (!fits(d)) load.label_column = "none";
  }
  if (!fits(d)) d = data::load_file(path, load, false);
  d.targets = {};
  return adapt(std::move(d), c, path);
}

}  // namespace

int predict(const ReadOptions& o) {
  const Config c = Config::read(o.run);
  std::vector<std::string> names;
  const data::LabelledData d = read_questions(o, c, names);
  Network net = load_network(o, c);
  NoGradGuard no_grad;
  const Tensor none = new_tensor({d.size()}, kLong);
  std::fill_n(none.data_ptr<int64_t>(), d.size(), 0);
  data::BatchLoader loader(d.inputs, none, 256);
  loader.start();
  std::string text = names.empty() ? "row,class,name" : "file,class,name";
  for (int64_t k = 0; k < c.classes(); k++) text += fmt::format(",p{}", k);
  text += "\n";
  data::Batch b;
  int64_t row = 0;
  std::vector<double> p(c.classes());
  while (loader.next(b)) {
    const Tensor logits = net.forward(b.input);
    const float* z = logits.data_ptr<float>();
    for (int64_t i = 0; i < logits.size(0); i++, z += c.classes()) {
      const int64_t best = std::max_element(z, z + c.classes()) - z;
      double sum = 0;
      for (int64_t k = 0; k < c.classes(); k++)
        sum += p[k] = std::exp(static_cast<double>(z[k]) - static_cast<double>(z[best]));
      text += names.empty() ? std::to_string(row + 1) : csv_field(names[row]);
      text += fmt::format(",{},{}", best, csv_field(c.names[best]));
      row++;
      for (double v : p) text += fmt::format(",{:.6f}", v / sum);
      text += "\n";
    }
    print(text);
    text.clear();
  }
  return 0;
}

}  // namespace rectify::cli
