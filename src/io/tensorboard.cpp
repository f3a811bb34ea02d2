// TensorBoard's event files: records of protobuf messages, each with its length and checksums (masked CRC-32C).
#include <rectify/io/tensorboard.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>

namespace rectify::detail {

uint32_t crc32c(const void* data, size_t n) {
  static const auto table = [] {
    std::array<uint32_t, 256> t;
    for (uint32_t i = 0; i < 256; i++) {
      t[i] = i;
      for (int k = 0; k < 8; k++) t[i] = t[i] >> 1 ^ (t[i] & 1 ? 0x82f63b78U : 0);
    }
    return t;
  }();
  const auto* p = static_cast<const uint8_t*>(data);
  uint32_t crc = ~0U;
  for (size_t i = 0; i < n; i++) crc = crc >> 8 ^ table[(crc ^ p[i]) & 255];
  return ~crc;
}

}  // namespace rectify::detail
namespace rectify::api {
namespace {

std::string little_endian(uint64_t v, int bytes) {
  std::string s;
  for (int i = 0; i < bytes; i++) s += static_cast<char>(v >> (8 * i));
  return s;
}
std::string checksum(const std::string& data) {
  const uint32_t crc = rectify::detail::crc32c(data.data(), data.size());
  return little_endian(((crc >> 15) | (crc << 17)) + 0xa282ead8U, 4);
}

// Protobuf's wire format.
std::string varint(uint64_t v) {
  std::string s;
  for (; v >= 128; v >>= 7) s += static_cast<char>(v | 128);
  return s + static_cast<char>(v);
}
std::string key(int field, int wire) { return varint(static_cast<uint64_t>(field << 3 | wire)); }
std::string raw(double v) { return little_endian(std::bit_cast<uint64_t>(v), 8); }
std::string number(int field, double v) { return key(field, 1) + raw(v); }
std::string number(int field, float v) { return key(field, 5) + little_endian(std::bit_cast<uint32_t>(v), 4); }
std::string bytes(int field, const std::string& s) { return key(field, 2) + varint(s.size()) + s; }
std::string packed(int field, const std::vector<double>& v) {
  std::string s;
  for (const double x : v) s += raw(x);
  return bytes(field, s);
}

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }
std::string event(int64_t step, const std::string& content) {
  return number(1, now()) + key(2, 0) + varint(static_cast<uint64_t>(step)) + content;
}

}  // namespace

EventWriter::EventWriter(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string name = folder + "/events.out.tfevents." + std::to_string(static_cast<int64_t>(now())) +
                           ".rectify." + std::to_string(getpid());
  path_ = name;
  for (int i = 1; std::filesystem::exists(path_); i++) path_ = name + "." + std::to_string(i);
  file_ = std::fopen(path_.c_str(), "wb");
  TORCH_CHECK(file_, "cannot write ", path_, ": ", std::strerror(errno));
  write(event(0, bytes(3, "brain.Event:2")));
}
EventWriter::~EventWriter() {
  if (file_) std::fclose(file_);
}
void EventWriter::write(const std::string& e) {
  const std::string length = little_endian(e.size(), 8), record = length + checksum(length) + e + checksum(e);
  TORCH_CHECK(std::fwrite(record.data(), 1, record.size(), file_) == record.size(), "cannot write ", path_, ": ",
              std::strerror(errno));
}
void EventWriter::flush() { TORCH_CHECK(std::fflush(file_) == 0, "cannot write ", path_, ": ", std::strerror(errno)); }

void EventWriter::add_scalar(const std::string& tag, double value, int64_t step) {
  write(event(step, bytes(5, bytes(1, bytes(1, tag) + number(2, static_cast<float>(value))))));
}
void EventWriter::add_histogram(const std::string& tag, const HistogramData& h, int64_t step) {
  TORCH_CHECK(h.limits.size() == h.counts.size() && !h.limits.empty(), "add_histogram: ", h.limits.size(),
              " limits and ", h.counts.size(), " counts");
  const std::string message = number(1, h.min) + number(2, h.max) + number(3, h.num) + number(4, h.sum) +
                              number(5, h.sum_squares) + packed(6, h.limits) + packed(7, h.counts);
  write(event(step, bytes(5, bytes(1, bytes(1, tag) + bytes(5, message)))));
}
void EventWriter::add_histogram(const std::string& tag, const float* values, int64_t n, int64_t step, int bins) {
  TORCH_CHECK(n > 0 && bins > 0, "add_histogram: ", n, " values in ", bins, " bins");
  HistogramData h;
  h.min = INFINITY, h.max = -INFINITY;
  for (int64_t i = 0; i < n; i++) {
    const double v = values[i];
    h.min = std::min(h.min, v), h.max = std::max(h.max, v), h.sum += v, h.sum_squares += v * v;
  }
  TORCH_CHECK(std::isfinite(h.min) && std::isfinite(h.max), "add_histogram: a value is not finite");
  h.num = static_cast<double>(n);
  const double width = h.max > h.min ? (h.max - h.min) / bins : 1;
  h.counts.assign(static_cast<size_t>(bins), 0);
  for (int i = 1; i <= bins; i++) h.limits.push_back(h.min + i * width);
  for (int64_t i = 0; i < n; i++)
    h.counts[std::min(static_cast<size_t>(bins) - 1, static_cast<size_t>((values[i] - h.min) / width))]++;
  add_histogram(tag, h, step);
}

}  // namespace rectify::api
