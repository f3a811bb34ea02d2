#include "io/file.h"

#include <fcntl.h>
#include <rectify/core/error.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace rectify::io {
namespace {
bool write_all(int fd, const void* data, size_t n) {
  for (const char* p = static_cast<const char*>(data); n > 0;) {
    const ssize_t wrote = write(fd, p, n);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    p += wrote, n -= wrote;
  }
  return true;
}
}  // namespace

std::string read_file(const std::string& path) {
  TORCH_CHECK(!std::filesystem::is_directory(path), path, ": Is a directory");
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  TORCH_CHECK(in, path, ": ", std::strerror(errno));
  const std::streamoff size = in.tellg();
  std::string bytes(size > 0 ? size : 0, '\0');
  in.seekg(0);
  TORCH_CHECK(bytes.empty() || in.read(bytes.data(), size), path, ": cannot be read");
  return bytes;
}

void write_file(const std::string& path, const std::vector<std::pair<const void*, size_t>>& pieces) {
  const std::string temporary = path + ".part";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  TORCH_CHECK(fd >= 0, "cannot write ", path, ": ", std::strerror(errno));
  int error = 0;
  for (const auto& [data, n] : pieces)
    if (!error && !write_all(fd, data, n)) error = errno;
  if (!error && fsync(fd) != 0 && errno != EINVAL) error = errno;
  if (close(fd) != 0 && !error) error = errno;
  if (!error && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (!error) return;
  unlink(temporary.c_str());
  AT_ERROR("cannot write ", path, ": ", std::strerror(error));
}
}  // namespace rectify::io
