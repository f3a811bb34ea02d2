#pragma once
// Zip files in memory.
#include <map>
#include <string>
#include <string_view>

namespace rectify::io {

class ZipWriter {
 public:
  ZipWriter();
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  void add(const std::string& name, const void* data, size_t size);  // stored, and aligned to 64 bytes
  std::string finish();

 private:
  std::string bytes_;
  size_t at_ = 0;
  void* zip_ = nullptr;
};

// bytes must outlive it. Errors name `where`.
class ZipReader {
 public:
  ZipReader(std::string_view bytes, std::string where);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  const std::map<std::string, size_t>& sizes() const { return sizes_; }
  // size: as sizes() says.
  void read(const std::string& name, void* to, size_t size);
  std::string text(const std::string& name);

 private:
  std::string where_;
  struct Source {
    std::string_view bytes;
    size_t at = 0;
  } source_;
  void* zip_ = nullptr;
  std::map<std::string, size_t> sizes_;
  std::map<std::string, std::pair<size_t, size_t>> places_;
};

}  // namespace rectify::io
