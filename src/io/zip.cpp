#include "io/zip.h"

#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <rectify/core/error.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace rectify::io {
namespace {

template <class F>
bool seek(F& at, size_t size, ZPOS64_T offset, int origin) {
  const ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_CUR ? at : origin == ZLIB_FILEFUNC_SEEK_END ? size : 0;
  // an offset may be meant as negative
  const ZPOS64_T to = from + offset;
  if (to > size) return false;
  at = to;
  return true;
}
zlib_filefunc64_def plain() {
  zlib_filefunc64_def f{};
  f.zopen64_file = [](void* opaque, const void*, int) { return opaque; };
  f.zclose_file = [](void*, void*) { return 0; };
  f.zerror_file = [](void*, void*) { return 0; };
  return f;
}
constexpr size_t kAlignment = 64, kHeader = 30, kZip64 = 20;
}  // namespace

ZipWriter::ZipWriter() {
  zlib_filefunc64_def f = plain();
  f.opaque = this;
  f.zwrite_file = [](void* opaque, void*, const void* data, uLong n) -> uLong {
    auto& w = *static_cast<ZipWriter*>(opaque);
    if (w.at_ + n > w.bytes_.size()) w.bytes_.resize(w.at_ + n);
    std::memcpy(w.bytes_.data() + w.at_, data, n);
    w.at_ += n;
    return n;
  };
  f.zread_file = [](void*, void*, void*, uLong) -> uLong { return 0; };
  f.ztell64_file = [](void* opaque, void*) -> ZPOS64_T { return static_cast<ZipWriter*>(opaque)->at_; };
  f.zseek64_file = [](void* opaque, void*, ZPOS64_T offset, int origin) -> long {
    auto& w = *static_cast<ZipWriter*>(opaque);
    return seek(w.at_, w.bytes_.size(), offset, origin) ? 0 : -1;
  };
  zip_ = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &f);
  TORCH_CHECK(zip_, "a zip file cannot be begun");
}
ZipWriter::~ZipWriter() {
  if (zip_) zipClose(zip_, nullptr);
}
void ZipWriter::add(const std::string& name, const void* data, size_t size) {
  const bool large = size >= 0xFFFFFFFF;
  const size_t plain = bytes_.size() + kHeader + name.size() + 4 + (large ? kZip64 : 0);
  std::string extra(4 + (kAlignment - plain % kAlignment) % kAlignment, 'Z');
  const uint16_t filled = static_cast<uint16_t>(extra.size() - 4);
  std::memcpy(extra.data(), "FB", 2);
  std::memcpy(extra.data() + 2, &filled, 2);
  zip_fileinfo info{};
  int e = zipOpenNewFileInZip64(zip_, name.c_str(), &info, extra.data(), static_cast<uInt>(extra.size()), nullptr, 0,
                                nullptr, 0, 0, large);
  constexpr size_t kStep = size_t{1} << 30;
  for (size_t from = 0; e == ZIP_OK && from < size; from += kStep)
    e = zipWriteInFileInZip(zip_, static_cast<const char*>(data) + from,
                            static_cast<unsigned>(std::min(kStep, size - from)));
  TORCH_CHECK(e == ZIP_OK && zipCloseFileInZip(zip_) == ZIP_OK, "'", name, "' cannot be written to a zip file");
}
std::string ZipWriter::finish() {
  TORCH_CHECK(zipClose(std::exchange(zip_, nullptr), nullptr) == ZIP_OK, "a zip file cannot be ended");
  return std::move(bytes_);
}

ZipReader::ZipReader(std::string_view bytes, std::string where) : where_(std::move(where)), source_{bytes} {
  // The end of the directory, with its comment, is the end of the file: else something is missing.
  const size_t end = bytes.rfind("PK\5\6");
  const bool whole =
      end != std::string_view::npos && end + 22 <= bytes.size() &&
      end + 22 + static_cast<uint8_t>(bytes[end + 20]) + 256 * static_cast<uint8_t>(bytes[end + 21]) == bytes.size();
  TORCH_CHECK(whole, where_, ": damaged or truncated: the zip file has no directory");
  zlib_filefunc64_def f = plain();
  f.opaque = &source_;
  f.zread_file = [](void* opaque, void*, void* to, uLong n) -> uLong {
    auto& s = *static_cast<Source*>(opaque);
    n = std::min<uLong>(n, s.bytes.size() - s.at);
    std::memcpy(to, s.bytes.data() + s.at, n);
    s.at += n;
    return n;
  };
  f.zwrite_file = [](void*, void*, const void*, uLong) -> uLong { return 0; };
  f.ztell64_file = [](void* opaque, void*) -> ZPOS64_T { return static_cast<Source*>(opaque)->at; };
  f.zseek64_file = [](void* opaque, void*, ZPOS64_T offset, int origin) -> long {
    auto& s = *static_cast<Source*>(opaque);
    return seek(s.at, s.bytes.size(), offset, origin) ? 0 : -1;
  };
  zip_ = unzOpen2_64("", &f);
  TORCH_CHECK(zip_, where_, ": damaged: the zip file's directory makes no sense");
  bool sound = true;
  for (int e = unzGoToFirstFile(zip_); e != UNZ_END_OF_LIST_OF_FILE; e = unzGoToNextFile(zip_)) {
    unz_file_info64 info;
    char name[512];
    unz64_file_pos place;
    sound = e == UNZ_OK && unzGetCurrentFileInfo64(zip_, &info, name, sizeof name, nullptr, 0, nullptr, 0) == UNZ_OK &&
            info.size_filename < sizeof name && unzGetFilePos64(zip_, &place) == UNZ_OK &&
            // neither more than the file has, nor more than deflate can make of it
            info.compressed_size <= bytes.size() && info.uncompressed_size / 1040 <= info.compressed_size + 1 &&
            !(info.flag & 1);
    if (!sound) break;
    sizes_[name] = info.uncompressed_size;
    places_[name] = {place.pos_in_zip_directory, place.num_of_file};
  }
  if (!sound) unzClose(std::exchange(zip_, nullptr));
  TORCH_CHECK(sound, where_, ": damaged: the zip file's directory makes no sense");
}
ZipReader::~ZipReader() {
  if (zip_) unzClose(zip_);
}
void ZipReader::read(const std::string& name, void* to, size_t size) {
  const auto at = places_.find(name);
  TORCH_CHECK(at != places_.end(), where_, ": damaged: it has no '", name, "'");
  unz64_file_pos place{at->second.first, at->second.second};
  bool good = unzGoToFilePos64(zip_, &place) == UNZ_OK && unzOpenCurrentFile(zip_) == UNZ_OK;
  TORCH_CHECK(good, where_, ": damaged: '", name, "' cannot be read");
  constexpr size_t kStep = size_t{1} << 30;
  for (size_t from = 0; good && from < size;) {
    const int n =
        unzReadCurrentFile(zip_, static_cast<char*>(to) + from, static_cast<unsigned>(std::min(kStep, size - from)));
    good = n > 0;
    from += good ? n : 0;
  }
  char more;
  good = good && unzReadCurrentFile(zip_, &more, 1) == 0;
  good = unzCloseCurrentFile(zip_) == UNZ_OK && good;  // compares the checksum
  TORCH_CHECK(good, where_, ": damaged: '", name, "' has other contents than its checksum says");
}
std::string ZipReader::text(const std::string& name) {
  const auto at = sizes_.find(name);
  std::string bytes(at == sizes_.end() ? 0 : at->second, '\0');
  read(name, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace rectify::io
