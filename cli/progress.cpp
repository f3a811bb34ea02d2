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
std::string Progress::fit(std::vector<std::string> parts, const std::vector<size_t>& spare, int columns) {
  const auto line = [&] {
    std::string text;
    for (const auto& part : parts)
      if (!part.empty()) text += (text.empty() ? "" : "  ") + part;
    return text;
  };
  for (size_t i : spare) {
    if (static_cast<int>(line().size()) <= columns) break;
    parts[i].clear();
  }
  return line().substr(0, static_cast<size_t>(std::max(0, columns)));
}

void Progress::draw(std::string text) {
  if (static_cast<int>(text.size()) >= columns()) text.resize(std::max(0, columns() - 1));
  print("\r\x1b[K" + text);
  drawn_ = true;
}

void Progress::status(const std::string& text) {
  if (due()) draw(text);
}
void Progress::step(int64_t epoch, int64_t epochs, int64_t done, int64_t total, double loss, double accuracy,
                    double images_per_second) {
  if (!due()) return;
  const int room_for_all = columns();
  const double left =
      images_per_second > 0 ? static_cast<double>((epochs - epoch) * total + total - done) / images_per_second : -1;
  const double share = static_cast<double>(done) / static_cast<double>(std::max<int64_t>(total, 1));
  const std::string head = fmt::format("epoch {}/{} ", epoch, epochs);
  const std::string tail =
      fit({fmt::format(" {:3.0f}%", 100 * share), fmt::format("loss {:.4f}", loss), fmt::format("acc {:.4f}", accuracy),
           fmt::format("{:.0f} images/s", images_per_second), fmt::format("{} left", duration(left))},
          {3, 2, 4}, room_for_all - 1 - static_cast<int>(head.size()));
  const int room = std::min(30, room_for_all - 4 - static_cast<int>(head.size() + tail.size()));
  std::string bar;
  if (room >= 5) {
    const int full = static_cast<int>(room * share);
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
  const std::string head = fmt::format("epoch {:>{}}/{}", f.epoch, std::to_string(f.epochs).size(), f.epochs);
  if (!terminal_) {
    line(fmt::format("{}  loss {:.4f}  accuracy {:.4f}  test accuracy {:.4f}  {}  {:.0f} images/s", head, f.loss,
                     f.accuracy, f.test_accuracy, duration(f.seconds), f.images_per_second));
    return;
  }
  line(fit({head, fmt::format("loss {:.4f}", f.loss), fmt::format("acc {:.4f}", f.accuracy),
            fmt::format("test acc {:.4f}", f.test_accuracy), duration(f.seconds),
            fmt::format("{:.0f} images/s", f.images_per_second)},
           {5, 4, 2, 1}, columns()));
}

}  // namespace rectify::cli
