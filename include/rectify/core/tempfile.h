#pragma once
// Files and folders that live as long as their object, as c10's. Not part of <rectify/torch.h>.
#include <rectify/core/array_ref.h>

#include <string>
#include <utility>

namespace rectify::api {
struct TempFile {
  TempFile(std::string name, int fd) : fd(fd), name(std::move(name)) {}
  TempFile(TempFile&& o) noexcept : fd(std::exchange(o.fd, -1)), name(std::move(o.name)) {}
  TempFile& operator=(TempFile&& o) noexcept {
    std::swap(fd, o.fd);
    name.swap(o.name);
    return *this;
  }
  ~TempFile();
  int fd;
  std::string name;
};
struct TempDir {
  explicit TempDir(std::string name) : name(std::move(name)) {}
  TempDir(TempDir&& o) noexcept : name(std::exchange(o.name, {})) {}
  TempDir& operator=(TempDir&& o) noexcept {
    name.swap(o.name);
    return *this;
  }
  ~TempDir();
  std::string name;
};
// In $TMPDIR, or in /tmp. Error, or nothing: there can be none.
TempFile make_tempfile(const std::string& name_prefix = "torch-file-");
TempDir make_tempdir(const std::string& name_prefix = "torch-dir-");
optional<TempFile> try_make_tempfile(const std::string& name_prefix = "torch-file-");
optional<TempDir> try_make_tempdir(const std::string& name_prefix = "torch-dir-");
}  // namespace rectify::api
