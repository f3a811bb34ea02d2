#include "data/file.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace rectify::data::api::detail {
namespace {

std::string gunzip(const std::string& in, const std::string& path) {
  z_stream z{};
  TORCH_CHECK(inflateInit2(&z, 15 + 16) == Z_OK, path, ": zlib cannot start");
  std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&z, inflateEnd);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  size_t left = in.size();
  std::string out(std::max<size_t>(1 << 16, in.size() * 2), '\0');
  size_t used = 0;
  for (int state = Z_OK;;) {
    if (state == Z_STREAM_END) {
      if (z.avail_in == 0 && left == 0) break;  // one more member follows
      TORCH_CHECK(inflateReset(&z) == Z_OK, path, ": zlib cannot start");
    }
    if (z.avail_in == 0) {
      TORCH_CHECK(left > 0, path, ": the compressed file is truncated");
      z.avail_in = static_cast<uInt>(std::min<size_t>(left, 1u << 30));
      left -= z.avail_in;
    }
    if (used == out.size()) out.resize(out.size() * 2);
    uInt room = static_cast<uInt>(std::min<size_t>(out.size() - used, 1u << 30));
    z.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    z.avail_out = room;
    state = inflate(&z, Z_NO_FLUSH);
    used += room - z.avail_out;
    TORCH_CHECK(
        state == Z_OK || state == Z_STREAM_END || (state == Z_BUF_ERROR && (z.avail_out == 0 || z.avail_in == 0)), path,
        ": the compressed file is damaged");
  }
  out.resize(used);
  return out;
}

}  // namespace

std::string read_whole(const std::string& path) {
  std::unique_ptr<FILE, int (*)(FILE*)> f(std::fopen(path.c_str(), "rb"), std::fclose);
  TORCH_CHECK(f, path, ": ", std::strerror(errno));
  struct stat info {};
  TORCH_CHECK(fstat(fileno(f.get()), &info) == 0, path, ": ", std::strerror(errno));
  TORCH_CHECK(!S_ISDIR(info.st_mode), path, ": Is a directory");
  std::string bytes;
  size_t used = 0;
  bytes.resize(info.st_size > 0 ? info.st_size + 1 : 1 << 16);
  while (size_t n = std::fread(bytes.data() + used, 1, bytes.size() - used, f.get())) {
    used += n;
    if (used == bytes.size()) bytes.resize(2 * bytes.size());
  }
  TORCH_CHECK(!std::ferror(f.get()), path, ": ", std::strerror(errno));
  bytes.resize(used);
  if (used >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b') return gunzip(bytes, path);
  TORCH_CHECK(!ends_with(path, ".gz"), path, used == 0 ? ": the file is empty" : ": not a gzip file");
  return bytes;
}

bool exists(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0;
}
bool ends_with(std::string_view s, std::string_view end) {
  return s.size() >= end.size() && s.substr(s.size() - end.size()) == end;
}
std::string plain_or_gz(const std::string& path) {
  return exists(path) ? path : exists(path + ".gz") ? path + ".gz" : "";
}
std::string without_gz(const std::string& path) {
  return ends_with(path, ".gz") ? path.substr(0, path.size() - 3) : path;
}
void swap_bytes(void* data, int64_t n, int size) {
  char* p = static_cast<char*>(data);
  if (size > 1)
    for (int64_t i = 0; i < n; i++, p += size) std::reverse(p, p + size);
}

}  // namespace rectify::data::api::detail
