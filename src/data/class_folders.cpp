#include "data/class_folders.h"

#include <rectify/data/pictures.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "data/file.h"

namespace rectify::data::api {
namespace {

namespace fs = std::filesystem;

bool ends_with_any(const std::string& path, std::initializer_list<const char*> ends) {
  std::string s = fs::path(path).extension().string();
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::any_of(ends.begin(), ends.end(), [&](const char* e) { return s == e; });
}

struct Files {
  std::vector<std::string> classes, paths;
  std::vector<int64_t> labels;
  bool pictures = false, sounds = false;
};

// Every entry of a folder but hidden ones, by name.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> r;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().filename().string()[0] != '.') r.push_back(at->path());
  TORCH_CHECK(!error, folder.string(), ": ", error.message());
  std::sort(r.begin(), r.end());
  return r;
}
void gather(const fs::path& folder, int64_t label, Files& files) {
  for (const fs::path& p : entries(folder)) {
    const std::string path = p.string();
    std::error_code ignored;
    if (fs::is_directory(p, ignored) && !fs::is_symlink(p, ignored)) {
      gather(p, label, files);
      continue;
    }
    const bool picture = is_picture(path), sound = is_sound(path);
    if (!picture && !sound) continue;
    TORCH_CHECK(!fs::exists(p, ignored) || fs::is_regular_file(p, ignored), path, ": not a regular file");
    files.pictures |= picture, files.sounds |= sound;
    files.paths.push_back(path);
    files.labels.push_back(label);
  }
}
Files list(const std::string& folder) {
  Files files;
  for (const fs::path& p : entries(folder)) {
    const std::string path = p.string();
    std::error_code ignored;
    if (!fs::is_directory(p, ignored)) {
      TORCH_CHECK(!is_picture(path) && !is_sound(path), path,
                  ": it is in no class; put it into a folder named after its class");
      continue;
    }
    const size_t before = files.paths.size();
    gather(p, static_cast<int64_t>(files.classes.size()), files);
    TORCH_CHECK(files.paths.size() > before, path,
                ": the class folder is empty: no PNG, JPEG, WAV or FLAC file is in it");
    files.classes.push_back(p.filename().string());
  }
  TORCH_CHECK(!files.classes.empty(), folder, ": there is no class folder in it");
  TORCH_CHECK(!files.pictures || !files.sounds, folder, ": it holds both pictures and sounds");
  return files;
}

// FOLDER/test or FOLDER/val beside FOLDER/train; empty if there is no such pair.
std::string test_part(const std::string& folder) {
  if (detail::exists(folder + "/train/."))
    for (const char* name : {"/test", "/val"})
      if (detail::exists(folder + name + "/.")) return folder + name;
  return "";
}

// f(i) for all i, in parallel; of several errors the first in order is thrown.
template <class F>
void each(size_t n, const F& f) {
  std::vector<std::exception_ptr> errors(n);
  parallel::parallel_for(0, static_cast<int64_t>(n), 4, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) try {
        f(i);
      } catch (...) {
        errors[i] = std::current_exception();
        return;
      }
  });
  for (const auto& e : errors)
    if (e) std::rethrow_exception(e);
}
// Tensors of one form as the rows of one; they are freed on the way.
Tensor rows(std::vector<Tensor>& parts) {
  std::vector<int64_t> shape = parts[0].sizes().vec();
  shape.insert(shape.begin(), static_cast<int64_t>(parts.size()));
  Tensor y = new_tensor(shape, parts[0].scalar_type());
  char* out = static_cast<char*>(y.data_ptr());
  for (Tensor& t : parts) {
    std::memcpy(out, t.data_ptr(), t.nbytes());
    out += t.nbytes();
    t = {};
  }
  return y;
}

Tensor labels(const std::vector<int64_t>& values) {
  Tensor y = new_tensor({static_cast<int64_t>(values.size())}, kLong);
  std::copy(values.begin(), values.end(), y.data_ptr<int64_t>());
  return y;
}
LabelledData read(const Files& f, const LoadOptions& o) {
  LabelledData d;
  d.inputs = f.pictures ? read_pictures(f.paths, o.picture) : read_sounds(f.paths, o.sound);
  d.targets = labels(f.labels);
  d.classes = f.classes;
  d.kind = f.pictures ? DataKind::kPictures : DataKind::kSounds;
  return d;
}

}  // namespace

bool is_picture(const std::string& path) { return ends_with_any(path, {".png", ".jpg", ".jpeg"}); }
bool is_class_folder(const std::string& path) {
  return detail::exists(path + "/.") && test_part(path).empty() && detail::has_media(path) &&
         !detail::exists(path + "/train.csv") && !detail::exists(path + "/x_train.npy");
}
bool is_sound(const std::string& path) { return ends_with_any(path, {".wav", ".flac"}); }

Tensor read_pictures(const std::vector<std::string>& paths, const PictureOptions& o) {
  TORCH_CHECK_VALUE(!paths.empty(), "read_pictures: there are no pictures");
  TORCH_CHECK_VALUE(o.channels == 0 || o.channels == 1 || o.channels == 3,
                    "read_pictures: channels must be 0, 1 or 3, but are ", o.channels);
  TORCH_CHECK_VALUE((o.height > 0) == (o.width > 0) && o.height >= 0 && o.width >= 0, "read_pictures: a size of ",
                    o.width, "x", o.height);
  std::vector<Tensor> pictures(paths.size());
  each(paths.size(), [&](int64_t i) {
    Tensor t = read_image(paths[i], o.channels == 1   ? ImageReadMode::GRAY
                                    : o.channels == 3 ? ImageReadMode::RGB
                                                      : ImageReadMode::UNCHANGED);
    if (o.height > 0) t = resize_image(t, o.height, o.width);
    pictures[i] = t;
  });
  const int64_t height = pictures[0].size(1), width = pictures[0].size(2);
  bool colour = false;
  for (size_t i = 0; i < paths.size(); i++) {
    const Tensor& t = pictures[i];
    TORCH_CHECK(t.size(1) == height && t.size(2) == width, paths[i], ": ", t.size(2), "x", t.size(1), " pixels, but ",
                paths[0], " has ", width, "x", height,
                "; give the size that all are to have (--image-size, PictureOptions)");
    colour |= t.size(0) >= 3;
  }
  const int64_t channels = o.channels ? o.channels : colour ? 3 : 1, plane = height * width;
  for (Tensor& t : pictures) {
    if (t.size(0) == channels) continue;
    Tensor y = new_tensor({channels, height, width}, kByte);
    for (int64_t c = 0; c < channels; c++)
      std::memcpy(y.data_ptr<uint8_t>() + c * plane, t.data_ptr<uint8_t>() + (t.size(0) >= 3 ? c * plane : 0), plane);
    t = y;
  }
  return rows(pictures);
}

Tensor read_sounds(const std::vector<std::string>& paths, const SoundFeatures& features) {
  TORCH_CHECK_VALUE(!paths.empty(), "read_sounds: there are no sounds");
  std::vector<Tensor> sounds(paths.size());
  each(paths.size(), [&](int64_t i) { sounds[i] = sound_features(read_sound(paths[i]), features, paths[i]); });
  return rows(sounds);
}

namespace detail {

int64_t held_out(int64_t n, double share) {
  return static_cast<int64_t>(std::floor(static_cast<double>(n) * share + 1e-9));
}
void check_held_out(int64_t rows, double share, const char* what, const std::string& path) {
  TORCH_CHECK_VALUE(share > 0 && share < 1, path, ": the share held out as the test must lie between 0 and 1, but is ",
                    share);
  const int64_t test = held_out(rows, share);
  TORCH_CHECK(test > 0 && test < rows, path, ": ", rows, " ", what, "; at least ",
              static_cast<int64_t>(std::ceil(std::max(1 / share, 1 / (1 - share)) - 1e-6)),
              " are needed, for a share of ", share, " is held out as the test");
}

bool has_media(const std::string& path) {
  for (const fs::path& p : entries(path)) {
    std::error_code ignored;
    if (fs::is_directory(p, ignored) || is_picture(p.string()) || is_sound(p.string())) return true;
  }
  return false;
}

LabelledData load_class_folder(const std::string& path, const LoadOptions& options) {
  return read(list(path), options);
}

SplitData load_class_folders(const std::string& path, const LoadOptions& options) {
  SplitData s;
  const std::string train = path + "/train", test = test_part(path);
  if (!test.empty()) {
    const Files a = list(train);
    Files b = list(test);
    for (int64_t& label : b.labels) {
      const auto found = std::find(a.classes.begin(), a.classes.end(), b.classes[label]);
      TORCH_CHECK(found != a.classes.end(), test, "/", b.classes[label], ": there is no such class in ", train);
      label = found - a.classes.begin();
    }
    b.classes = a.classes;
    TORCH_CHECK(a.pictures == b.pictures, path, ": one of ", train, " and ", test, " holds pictures, the other sounds");
    s.train = read(a, options);
    LoadOptions same = options;
    if (a.pictures) same.picture.channels = s.train.inputs.size(1);
    s.test = read(b, same);
    return s;
  }
  const Files all = list(path);
  const int64_t n = static_cast<int64_t>(all.paths.size());
  const char* what = all.pictures ? "pictures" : "sounds";
  check_held_out(n, options.test_share, what, path);
  // Spread over the whole list; the last file of a class that training still lacks stays there.
  LabelledData d = read(all, options);
  std::vector<int64_t> order[2], own[2];
  int64_t kept = 0;
  for (int64_t i = 0; i < n; i++) {
    if (i > 0 && all.labels[i] != all.labels[i - 1]) kept = 0;
    const bool last = i + 1 == n || all.labels[i + 1] != all.labels[i];
    const bool out = held_out(i + 1, options.test_share) > held_out(i, options.test_share) && !(last && kept == 0);
    kept += !out;
    order[out].push_back(i);
    own[out].push_back(all.labels[i]);
  }
  TORCH_CHECK(!order[1].empty(), path, ": too few ", what, " to hold some of them out as the test");
  for (int k : {0, 1}) {
    LabelledData& to = k ? s.test : s.train;
    std::vector<int64_t> shape = d.inputs.sizes().vec();
    shape[0] = static_cast<int64_t>(order[k].size());
    to = {new_tensor(shape, d.inputs.scalar_type()), labels(own[k]), d.classes, d.kind};
    const int64_t bytes = d.inputs.nbytes() / n;
    for (size_t i = 0; i < order[k].size(); i++)
      std::memcpy(static_cast<char*>(to.inputs.data_ptr()) + i * bytes,
                  static_cast<const char*>(d.inputs.data_ptr()) + order[k][i] * bytes, bytes);
  }
  s.held_out = true;
  return s;
}

}  // namespace detail
}  // namespace rectify::data::api
