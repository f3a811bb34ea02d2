#pragma once
// Event files that TensorBoard reads.
#include <rectify/core/error.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace rectify::api {

struct HistogramData {
  double min = 0, max = 0, num = 0, sum = 0, sum_squares = 0;
  std::vector<double> limits, counts;  // counts[i] values lie at or below limits[i] and above the limit before
};

// Writes one new file in a folder, which is made where it is missing. Error: it cannot be written.
class EventWriter {
 public:
  explicit EventWriter(const std::string& folder);
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  void add_scalar(const std::string& tag, double value, int64_t step);
  void add_histogram(const std::string& tag, const HistogramData& histogram, int64_t step);
  // Of n values, in `bins` of one width.
  void add_histogram(const std::string& tag, const float* values, int64_t n, int64_t step, int bins = 30);
  void flush();
  const std::string& path() const { return path_; }

 private:
  void write(const std::string& event);
  std::string path_;
  std::FILE* file_ = nullptr;
};

}  // namespace rectify::api
namespace rectify::detail {
uint32_t crc32c(const void* data, size_t n);
}
