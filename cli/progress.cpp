#include "progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "run.h"

namespace rectify::cli {

std::string duration(double seconds) {
  if (!(seconds >= 0) || seconds > 1e8) return "?";
  if (seconds < 59.95) return fmt::format("{:.1f}s", seconds);
  const int64_t s = static_cast<int64_t>(seconds + 0.5);
  return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60)
                  : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

Progress::Progress(bool quiet) {
  const char* term = std::getenv("TERM");
  terminal_ = !quiet && isatty(STDOUT_FILENO) && !(term && std::string_view(term) == "dumb");
}
Progress::~Progress() noexcept {
  try {
    clear();
  } catch (...) {
  }
}

bool Progress::due() {
  const auto now = Clock::now();
  if (!terminal_ || now < next_) return false;
  next_ = now + std::chrono::milliseconds(100);
  return true;
}
static int columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}
void Progress::draw(std::string text) {
  if (static_cast<int>(text.size()) > columns() - 4) text.resize(std::max(0, columns() - 4));
  print("\r\x1b[K" + text);
  drawn_ = true;
}

void Progress::status(const std::string& text) {
  if (due()) draw(text);
}
void Progress::step(int64_t epoch, int64_t epochs, int64_t done, int64_t total, double loss, double accuracy,
                    double images_per_second) {
  if (!due()) return;
  const double left =
      images_per_second > 0 ? static_cast<double>((epochs - epoch) * total + total - done) / images_per_second : -1;
  const std::string head = fmt::format("epoch {}/{} ", epoch, epochs);
  const std::string tail =
      fmt::format(" {:3.0f}%  loss {:.4f}  acc {:.4f}  {:.0f} images/s  {} left",
                  100.0 * static_cast<double>(done) / static_cast<double>(std::max<int64_t>(total, 1)), loss, accuracy,
                  images_per_second, duration(left));
  const int room = std::min(30, columns() - 6 - static_cast<int>(head.size() + tail.size()));
  std::string bar;
  if (room >= 5) {
    const int full = static_cast<int>(room * done / std::max<int64_t>(total, 1));
    bar =
        "[" + std::string(full, '=') + (full < room ? ">" : "") + std::string(std::max(0, room - full - 1), ' ') + "]";
  }
  draw(head + bar + tail);
}

void Progress::clear() {
  if (drawn_) print("\r\x1b[K");
  drawn_ = false;
}
void Progress::line(const std::string& text) {
  clear();
  print(text + "\n");
}
void Progress::epoch(const EpochFigures& f) {
  line(fmt::format("epoch {:>{}}/{}  loss {:.4f}  accuracy {:.4f}  test accuracy {:.4f}  {}  {:.0f} images/s", f.epoch,
                   std::to_string(f.epochs).size(), f.epochs, f.loss, f.accuracy, f.test_accuracy, duration(f.seconds),
                   f.images_per_second));
}

}  // namespace rectify::cli
