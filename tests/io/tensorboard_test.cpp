// Event files, read back with a reader of their own.
#include <gtest/gtest.h>
#include <rectify/io/tensorboard.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "error.h"

namespace {

using rectify::EventWriter;
using rectify::detail::crc32c;

TEST(Tensorboard, Checksums) {  // RFC 3720, B.4
  EXPECT_EQ(crc32c("123456789", 9), 0xe3069283U);
  const std::string zeros(32, '\0'), ones(32, '\xff');
  EXPECT_EQ(crc32c(zeros.data(), 32), 0x8a9136aaU);
  EXPECT_EQ(crc32c(ones.data(), 32), 0x62a8ab43U);
}

uint64_t little(const std::string& s, size_t at, int bytes) {
  uint64_t v = 0;
  for (int i = 0; i < bytes; i++) v |= static_cast<uint64_t>(static_cast<uint8_t>(s[at + i])) << (8 * i);
  return v;
}
// The fields of a message, as bytes.
std::multimap<int, std::string> fields(const std::string& s) {
  std::multimap<int, std::string> r;
  size_t at = 0;
  const auto varint = [&] {
    uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
      const auto b = static_cast<uint8_t>(s.at(at++));
      v |= static_cast<uint64_t>(b & 127) << shift;
      if (b < 128) return v;
    }
  };
  while (at < s.size()) {
    const uint64_t key = varint();
    size_t n = 0, begin = at;
    if ((key & 7) == 0) varint(), n = at - begin;
    if ((key & 7) == 1) n = 8, at += 8;
    if ((key & 7) == 5) n = 4, at += 4;
    if ((key & 7) == 2) n = varint(), begin = at, at += n;
    r.emplace(static_cast<int>(key >> 3), s.substr(begin, n));
  }
  return r;
}
double as_double(const std::string& s) {
  double v;
  std::memcpy(&v, s.data(), sizeof v);
  return v;
}

TEST(Tensorboard, ScalarsAndHistograms) {
  const auto folder = std::filesystem::temp_directory_path() / "rectify-events" / "inner";
  std::filesystem::remove_all(folder.parent_path());
  std::string path;
  {
    EventWriter w(folder.string()), second(folder.string());
    EXPECT_NE(w.path(), second.path());
    w.add_scalar("loss", 0.25, 300);
    const float values[] = {0, 1, 2, 3, 4, 4, 4, 4};
    w.add_histogram("weights", values, 8, 7, 4);
    path = w.path();
    EXPECT_EQ(error([&] { w.add_histogram("none", values, 0, 1); }), "add_histogram: 0 values in 30 bins");
    EXPECT_EQ(error([&] { w.add_histogram("none", rectify::HistogramData(), 1); }),
              "add_histogram: 0 limits and 0 counts");
    const float infinite[] = {INFINITY};
    EXPECT_EQ(error([&] { w.add_histogram("none", infinite, 1, 1); }), "add_histogram: a value is not finite");
  }
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  std::vector<std::string> events;
  const auto unmask = [](uint64_t v) {
    const auto rotated = static_cast<uint32_t>(v - 0xa282ead8U);
    return rotated >> 17 | rotated << 15;
  };
  for (size_t at = 0; at < all.size();) {
    const uint64_t n = little(all, at, 8);
    EXPECT_EQ(unmask(little(all, at + 8, 4)), crc32c(all.data() + at, 8));
    EXPECT_EQ(unmask(little(all, at + 12 + n, 4)), crc32c(all.data() + at + 12, n));
    events.push_back(all.substr(at + 12, n));
    at += 16 + n;
  }
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(fields(events[0]).find(3)->second, "brain.Event:2");
  const auto scalar = fields(fields(fields(events[1]).find(5)->second).find(1)->second);
  EXPECT_EQ(fields(events[1]).find(2)->second, "\xac\x02");  // 300
  EXPECT_EQ(scalar.find(1)->second, "loss");
  float value;
  std::memcpy(&value, scalar.find(2)->second.data(), 4);
  EXPECT_EQ(value, 0.25F);
  const auto h = fields(fields(fields(fields(events[2]).find(5)->second).find(1)->second).find(5)->second);
  EXPECT_EQ(as_double(h.find(1)->second), 0);
  EXPECT_EQ(as_double(h.find(2)->second), 4);
  EXPECT_EQ(as_double(h.find(3)->second), 8);
  EXPECT_EQ(as_double(h.find(4)->second), 22);
  EXPECT_EQ(as_double(h.find(5)->second), 78);
  const std::string counts = h.find(7)->second;
  ASSERT_EQ(counts.size(), 32U);
  EXPECT_EQ(as_double(counts.substr(24)), 5);
  std::filesystem::remove_all(folder.parent_path());
  EXPECT_NE(error([] { EventWriter("/proc/none"); }).find("cannot write /proc/none/events"), std::string::npos);
}

}  // namespace
