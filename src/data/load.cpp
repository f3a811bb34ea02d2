#include <rectify/data/readers.h>

#include <algorithm>

#include "data/class_folders.h"
#include "data/file.h"

namespace rectify::data::api {
namespace {

using detail::ends_with;

std::string replaced(std::string s, std::string_view from, std::string_view to) {
  const size_t slash = s.rfind('/');
  const size_t at = s.find(from, slash == s.npos ? 0 : slash + 1);
  return at == s.npos ? "" : s.replace(at, from.size(), to);
}
// A labels file beside the inputs file, by the usual names.
std::string beside(const std::string& path) {
  const std::string plain = detail::without_gz(path);
  const size_t dot = plain.rfind('.');
  std::vector<std::string> names;
  if (ends_with(plain, ".npy")) {
    const std::string stem = plain.substr(0, dot);
    const size_t slash = plain.rfind('/');
    const std::string folder = slash == plain.npos ? "" : plain.substr(0, slash + 1),
                      name = plain.substr(folder.size());
    names = {stem + "-labels.npy", stem + "_labels.npy", replaced(plain, "images", "labels")};
    if (name[0] == 'x' || name[0] == 'X') {
      names.push_back(folder + "y" + name.substr(1));
      names.push_back(folder + "Y" + name.substr(1));
    }
    names.push_back(replaced(plain, "_x.", "_y."));
  } else
    names = {replaced(plain, "images-idx3", "labels-idx1"), replaced(plain, "images.idx3", "labels.idx1"),
             replaced(plain, "images", "labels")};
  for (const auto& n : names)
    if (!n.empty() && n != plain)
      if (auto found = detail::plain_or_gz(n); !found.empty()) return found;
  return "";
}
bool is_npy(const std::string& plain) { return ends_with(plain, ".npy"); }
Tensor read_array(const std::string& path) {
  return is_npy(detail::without_gz(path)) ? read_npy(path) : read_idx(path);
}

// uint8 or float32, contiguous.
Tensor as_inputs(const Tensor& x, const std::string& path) {
  TORCH_CHECK(x.dim() >= 1 && x.size(0) > 0 && x.numel() > 0, path, ": there are no rows");
  std::vector<int64_t> shape = x.sizes().vec();
  if (shape.size() == 1) shape.push_back(1);
  const ScalarType type = x.scalar_type() == kByte ? kByte : kFloat;
  Tensor y = new_tensor(shape, type);
  visit_dtype(x.scalar_type(), "load", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* in = reinterpret_cast<const T*>(x.data_ptr());
    std::vector<int64_t> at(x.dim(), 0);
    int64_t offset = 0;
    for (int64_t i = 0; i < x.numel(); i++) {
      if (type == kByte)
        y.data_ptr<uint8_t>()[i] = static_cast<uint8_t>(in[offset]);
      else {
        const float v = static_cast<float>(in[offset]);
        TORCH_CHECK(v - v == 0, path, ": row ", i / (x.numel() / x.size(0)) + 1,
                    " has a value that is not a finite float");
        y.data_ptr<float>()[i] = v;
      }
      for (int64_t d = x.dim() - 1; d >= 0; d--) {
        offset += x.stride(d);
        if (++at[d] < x.size(d)) break;
        offset -= x.stride(d) * x.size(d);
        at[d] = 0;
      }
    }
  });
  return y;
}
Tensor as_labels(const Tensor& y, int64_t rows, const std::string& path) {
  TORCH_CHECK(isIntegralType(y.scalar_type(), true), path, ": labels must be integers, but are ",
              toString(y.scalar_type()));
  TORCH_CHECK(y.dim() == 1 || (y.dim() == 2 && y.size(1) == 1), path, ": labels must be a list, but have shape ",
              y.sizes());
  TORCH_CHECK(y.size(0) == rows, path, ": ", y.size(0), " labels for ", rows, " rows of data");
  Tensor r = new_tensor({rows}, kLong);
  visit_dtype(y.scalar_type(), "load", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* in = reinterpret_cast<const T*>(y.data_ptr());
    for (int64_t i = 0; i < rows; i++) {
      const int64_t v = static_cast<int64_t>(static_cast<opmath_t<T>>(in[i * y.stride(0)]));
      TORCH_CHECK(v >= 0 && v <= 65535, path, ": row ", i + 1, ": label ", v, " is not between 0 and 65535");
      r.data_ptr<int64_t>()[i] = v;
    }
  });
  return r;
}
// Rows of x; those that are held out, or the others.
Tensor part(const Tensor& x, double share, bool held_out) {
  std::vector<int64_t> shape = x.sizes().vec();
  const int64_t rows = shape[0], bytes = x.nbytes() / rows, test = detail::held_out(rows, share);
  shape[0] = held_out ? test : rows - test;
  Tensor y = new_tensor(shape, x.scalar_type());
  char* out = static_cast<char*>(y.data_ptr());
  const char* in = static_cast<const char*>(x.data_ptr());
  for (int64_t i = 0; i < rows; i++)
    if ((detail::held_out(i + 1, share) > detail::held_out(i, share)) == held_out)
      out = std::copy(in + i * bytes, in + (i + 1) * bytes, out);
  return y;
}
void same_form(const SplitData& s, const std::string& path) {
  const IntArrayRef a = s.train.inputs.sizes().slice(1), b = s.test.inputs.sizes().slice(1);
  TORCH_CHECK(a.equals(b), path, ": training rows have shape ", a, ", test rows ", b);
}

Table read_table(const std::string& path, const LoadOptions& o, bool need_labels) {
  CsvOptions csv;
  csv.label = o.label_column;
  if (!need_labels && csv.label.empty()) csv.label = "none";
  if (ends_with(detail::without_gz(path), ".tsv")) csv.delimiter = '\t';
  return read_csv(path, csv);
}
LabelledData from_table(const Table& t, bool bytes) {
  LabelledData d{t.features, t.labels, t.classes, DataKind::kTable};
  if (!bytes) return d;
  d.inputs = new_tensor(t.features.sizes(), kByte);
  std::copy_n(t.features.data_ptr<float>(), t.features.numel(), d.inputs.data_ptr<uint8_t>());
  return d;
}
// Numbers the labels of two tables alike.
void join_classes(Table& a, Table& b) {
  if (a.classes == b.classes) return;
  auto names = [](const Table& t, int64_t label) {
    return t.classes.empty() ? std::to_string(label) : t.classes[label];
  };
  std::vector<std::string> all;
  for (const Table* t : {&a, &b})
    for (int64_t i = 0; i < t->labels.numel(); i++) all.push_back(names(*t, t->labels.data_ptr<int64_t>()[i]));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (Table* t : {&a, &b}) {
    int64_t* y = t->labels.data_ptr<int64_t>();
    for (int64_t i = 0; i < t->labels.numel(); i++)
      y[i] = std::lower_bound(all.begin(), all.end(), names(*t, y[i])) - all.begin();
  }
  a.classes = b.classes = all;
}

}  // namespace

bool is_table(const std::string& path) {
  const std::string plain = detail::without_gz(path);
  return ends_with(plain, ".csv") || ends_with(plain, ".tsv") || ends_with(plain, ".txt");
}

LabelledData load_file(const std::string& path, const LoadOptions& options, bool need_labels) {
  if (is_table(path)) {
    TORCH_CHECK(options.labels.empty(), path, ": a file of labels (", options.labels,
                ") goes with .npy or IDX data; a table has its label in a column");
    const Table t = read_table(path, options, need_labels);
    TORCH_CHECK(t.labels.defined() || !need_labels, path, ": a label column is needed");
    return from_table(t, t.bytes);
  }
  if (detail::exists(path + "/.")) return detail::load_class_folder(path, options);
  LabelledData d;
  d.inputs = as_inputs(read_array(path), path);
  const std::string labels = options.labels.empty() ? beside(path) : options.labels;
  TORCH_CHECK(!labels.empty() || !need_labels, path,
              ": no file with its labels was found beside it; name it with --labels");
  if (!labels.empty()) d.targets = as_labels(read_array(labels), d.inputs.size(0), labels);
  return d;
}

SplitData load_split(const std::string& path, const LoadOptions& options) {
  SplitData s;
  const std::string folder = path + "/";
  TORCH_CHECK(detail::exists(path), path, ": No such file or directory");
  TORCH_CHECK(options.labels.empty() || !detail::exists(folder + "."), path, ": a file of labels (", options.labels,
              ") goes with one file of data, not with a folder");
  if (!detail::exists(folder + ".")) {
    const LabelledData all = load_file(path, options);
    const double share = options.test_share;
    detail::check_held_out(all.size(), share, "rows", path);
    s.train = {part(all.inputs, share, false), part(all.targets, share, false), all.classes, all.kind};
    s.test = {part(all.inputs, share, true), part(all.targets, share, true), all.classes, all.kind};
    s.held_out = true;
    return s;
  }
  const std::string csv = detail::plain_or_gz(folder + "train.csv"), npy = detail::plain_or_gz(folder + "x_train.npy");
  auto need = [&](const std::string& name) {
    const std::string found = detail::plain_or_gz(folder + name);
    TORCH_CHECK(!found.empty(), folder, name, ": No such file or directory (nor ", name, ".gz)");
    return found;
  };
  if (!csv.empty()) {
    Table train = read_table(csv, options, true), test = read_table(need("test.csv"), options, true);
    TORCH_CHECK(train.labels.defined() && test.labels.defined(), path, ": a label column is needed");
    join_classes(train, test);
    const bool bytes = train.bytes && test.bytes;
    s.train = from_table(train, bytes);
    s.test = from_table(test, bytes);
  } else if (!npy.empty()) {
    s.train = load_file(npy, {need("y_train.npy"), {}});
    s.test = load_file(need("x_test.npy"), {need("y_test.npy"), ""});
  } else if (detail::has_media(path)) {
    s = detail::load_class_folders(path, options);
  } else {
    auto idx = [&](const std::string& name) {
      const std::string plain = folder + name + "-images-idx3-ubyte";
      TORCH_CHECK(
          !detail::plain_or_gz(plain).empty() || name == "t10k", path,
          ": no data found: in this folder is neither train-images-idx3-ubyte(.gz) nor train.csv nor x_train.npy nor a "
          "folder for each class of PNG, JPEG, WAV or FLAC files");
      return load_file(need(name + "-images-idx3-ubyte"), {need(name + "-labels-idx1-ubyte"), ""});
    };
    s.train = idx("train");
    s.test = idx("t10k");
  }
  same_form(s, path);
  return s;
}

}  // namespace rectify::data::api
