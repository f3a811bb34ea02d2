#include "run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rectify/io/safetensors.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rectify::cli {
namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
  throw Error(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}
void sync(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return;
  const int failed = fsync(fd) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
  close(fd);
  if (failed) cannot_write(path, failed);
}
// Puts what is in temporary under its name, for good.
void commit(const std::string& temporary, const std::string& path) {
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(temporary.c_str());
    cannot_write(path, error);
  }
  sync(std::filesystem::path(path).parent_path().string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

void write_file(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".tmp";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) cannot_write(path, errno);
  int error = 0;
  while (!bytes.empty() && !error) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n >= 0)
      bytes.remove_prefix(n);
    else if (errno != EINTR)
      error = errno;
  }
  if (!error && fsync(fd) != 0) error = errno;
  if (close(fd) != 0 && !error) error = errno;
  if (error) {
    unlink(temporary.c_str());
    cannot_write(path, error);
  }
  commit(temporary, path);
}

void write_json(const std::string& path, const Json& json) {
  write_file(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string read_file(const std::string& path) {
  TORCH_CHECK(!std::filesystem::is_directory(path), path, ": Is a directory");
  std::ifstream in(path, std::ios::binary);
  TORCH_CHECK(in, path, ": ", std::strerror(errno));
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}
Json read_json(const std::string& path) {
  Json json = Json::parse(read_file(path), nullptr, false);
  TORCH_CHECK(json.is_object(), path, ": damaged: not a JSON object");
  return json;
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  TORCH_CHECK(!error && std::filesystem::is_directory(path), "cannot make the folder ", path, ": ",
              error ? error.message() : "there is a file of that name");
}
bool exists(const std::string& path) { return std::filesystem::exists(path); }
std::string absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

void write_tensors(const std::string& path, const NamedTensors& tensors, const std::string& note) {
  const std::string temporary = path + ".tmp";
  try {
    std::map<std::string, std::string> metadata{{"format", "pt"}};
    if (!note.empty()) metadata["rectify"] = note;
    errno = 0;
    save_safetensors(tensors, temporary, metadata);
    sync(temporary, O_WRONLY);
  } catch (const Error&) {
    const int error = errno;
    unlink(temporary.c_str());
    if (error) cannot_write(path, error);
    throw;
  }
  commit(temporary, path);
}

NamedTensors read_tensors(const std::string& path, std::string* note) {
  std::map<std::string, std::string> metadata;
  NamedTensors tensors = load_safetensors(path, &metadata);
  if (note) *note = metadata["rectify"];
  return tensors;
}

NamedTensors model_of(const NamedTensors& checkpoint) {
  NamedTensors weights;
  for (const auto& [name, t] : checkpoint)
    if (name.rfind("model.", 0) == 0) weights[name.substr(6)] = t;
  return weights;
}

void write_confusion(const std::string& run, const std::vector<int64_t>& counts,
                     const std::vector<std::string>& names) {
  const size_t n = names.size();
  Json rows = Json::array();
  size_t width = 6;
  for (auto& name : names) width = std::max(width, name.size() + 1);
  std::string text = fmt::format("rows: true class; columns: predicted class\n\n{:>{}}", "", width);
  for (auto& name : names) text += fmt::format("{:>{}}", name, width);
  text += fmt::format("{:>9}\n", "recall");
  for (size_t i = 0; i < n; i++) {
    const std::vector<int64_t> row(counts.begin() + i * n, counts.begin() + (i + 1) * n);
    rows.push_back(row);
    int64_t total = 0;
    text += fmt::format("{:>{}}", names[i], width);
    for (int64_t c : row) text += fmt::format("{:>{}}", c, width), total += c;
    text += total ? fmt::format("{:>9.3f}\n", static_cast<double>(row[i]) / static_cast<double>(total))
                  : fmt::format("{:>9}\n", "-");
  }
  write_json(run + "/confusion.json", Json{{"classes", names}, {"matrix", rows}});
  write_file(run + "/confusion.txt", text);
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  const int error = errno;
  clearerr(stdout);
  TORCH_CHECK(error == EPIPE, "cannot write to standard output: ", std::strerror(error));
}

}  // namespace rectify::cli
