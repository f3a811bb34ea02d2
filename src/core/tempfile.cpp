#include <rectify/core/error.h>
#include <rectify/core/tempfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace rectify::api {
namespace {
std::string pattern(const std::string& prefix) {
  for (const char* variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"})
    if (const char* folder = std::getenv(variable)) return std::string(folder) + "/" + prefix + "XXXXXX";
  return "/tmp/" + prefix + "XXXXXX";
}
}  // namespace

TempFile::~TempFile() {
  if (fd < 0) return;
  unlink(name.c_str());
  close(fd);
}
TempDir::~TempDir() {
  if (!name.empty()) rmdir(name.c_str());
}
optional<TempFile> try_make_tempfile(const std::string& prefix) {
  std::string name = pattern(prefix);
  const int fd = mkstemp(name.data());
  if (fd < 0) return nullopt;
  return TempFile(std::move(name), fd);
}
optional<TempDir> try_make_tempdir(const std::string& prefix) {
  std::string name = pattern(prefix);
  if (!mkdtemp(name.data())) return nullopt;
  return TempDir(std::move(name));
}
TempFile make_tempfile(const std::string& prefix) {
  auto file = try_make_tempfile(prefix);
  TORCH_CHECK(file, "Error generating temporary file: ", std::strerror(errno));
  return std::move(*file);
}
TempDir make_tempdir(const std::string& prefix) {
  auto folder = try_make_tempdir(prefix);
  TORCH_CHECK(folder, "Error generating temporary directory: ", std::strerror(errno));
  return std::move(*folder);
}

}  // namespace rectify::api
