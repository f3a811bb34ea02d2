#pragma once
// What the user sees while a network trains: a bar on a terminal, a line an epoch elsewhere.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace rectify::cli {

struct EpochFigures {
  int64_t epoch = 0, epochs = 0;
  double loss = 0, accuracy = 0, test_accuracy = 0, seconds = 0, images_per_second = 0;
};

class Progress {
 public:
  explicit Progress(bool quiet = false);
  ~Progress() noexcept;
  // Cheap enough for every step; draws ten times a second.
  void step(int64_t epoch, int64_t epochs, int64_t done, int64_t total, double loss, double accuracy,
            double images_per_second);
  void status(const std::string& text);  // in the bar's place
  void epoch(const EpochFigures& f);
  void clear();  // takes the bar away
  void line(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  bool due();
  void draw(std::string text);
  // The parts in one line; where it is too long, those named in `spare` go one after another.
  static std::string fit(std::vector<std::string> parts, const std::vector<size_t>& spare, int columns);
  bool terminal_, drawn_ = false;
  Clock::time_point next_{};
};

std::string duration(double seconds);  // 8.2s, 1:05, 2:03:04

}  // namespace rectify::cli
