// Charts and pictures of the pages about networks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "page.h"
#include "report_page.h"

namespace rectify::cli {
namespace {

constexpr double kWidth = 520, kHeight = 230, kLeft = 52, kRight = 12, kTop = 12, kBottom = 34;

double nice(double span, int ticks) {
  const double raw = span / ticks, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (m * power >= raw) return m * power;
  return 10 * power;
}
std::string label(double v, double step) {  // of a tick: neighbours differ
  const double a = std::fabs(v);
  if (a >= 1e9) return fmt::format("{:.0e}", v);
  if (a >= 1e6) return fmt::format("{:g}M", v / 1e6);
  if (a >= 1e4) return fmt::format("{:g}k", v / 1e3);
  if (a < 1e-9 * step || a < 1e-3) return number(v, 3);
  return fmt::format("{:.{}f}", v, std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9));
}

}  // namespace

std::string line_chart(const std::string& title, const std::vector<Series>& series, bool logarithmic,
                       const std::vector<Mark>& marks, const std::string& x_title) {
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  const auto shown = [&](double y) { return std::isfinite(y) && (!logarithmic || y > 0); };
  bool any = false, whole = true;
  for (const Series& s : series)
    for (size_t i = 0; i < s.x.size(); i++) {
      x0 = std::min(x0, s.x[i]), x1 = std::max(x1, s.x[i]);  // all charts of a page have one range
      whole = whole && s.x[i] == std::floor(s.x[i]);
      if (!shown(s.y[i])) continue;
      const double y = logarithmic ? std::log10(s.y[i]) : s.y[i];
      y0 = std::min(y0, y), y1 = std::max(y1, y);
      any = true;
    }
  if (!any) return "<p class=\"soft\">Nothing was measured.</p>";
  if (x0 == x1) x0 -= 0.5, x1 += 0.5;
  // From 0, unless all that is to be seen would lie at the top.
  if (!logarithmic && (y0 < y1 / 2 || y1 - y0 < 1e-3 * y1)) y0 = std::min(y0, 0.0);
  if (logarithmic) y0 = std::floor(y0), y1 = std::ceil(y1);
  if (y1 - y0 < 1e-12) y1 = y0 + 1;
  const auto px = [&](double v) { return kLeft + (v - x0) / (x1 - x0) * (kWidth - kLeft - kRight); };
  const auto py = [&](double v) { return kTop + (y1 - v) / (y1 - y0) * (kHeight - kTop - kBottom); };
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", kWidth, kHeight, html(title));
  const double step_y = logarithmic ? std::max(1.0, std::ceil((y1 - y0) / 6)) : nice(y1 - y0, 5);
  for (double v = std::ceil(y0 / step_y - 1e-9) * step_y; v <= y1 + 1e-9 * (y1 - y0); v += step_y)
    svg += fmt::format(
        "<line class=\"grid-line\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
        "text-anchor=\"end\">{5}</text>",
        kLeft, kWidth - kRight, py(v), kLeft - 5, py(v) + 4,
        logarithmic ? (std::fabs(v) < 3 ? number(std::pow(10, v)) : fmt::format("1e{:.0f}", v)) : label(v, step_y));
  const double step_x = std::max(nice(x1 - x0, 6), whole ? 1.0 : 0.0);
  for (double v = std::ceil(x0 / step_x - 1e-9) * step_x; v <= x1 + 1e-9 * (x1 - x0); v += step_x)
    svg += fmt::format(
        "<line class=\"grid-line\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{0:.1f}\" y=\"{3}\" "
        "text-anchor=\"middle\">{4}</text>",
        px(v), kTop, kHeight - kBottom, kHeight - kBottom + 14, label(v, step_x));
  svg += fmt::format(
      "<line class=\"axis\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{1}\" y=\"{3}\" "
      "text-anchor=\"end\">{4}</text>",
      kLeft, kWidth - kRight, kHeight - kBottom, kHeight - 4, html(x_title));
  int n = 0;
  for (const Mark& m : marks) {
    const double at = px(m.x), y = kTop + 9 + 12 * (n++ % 4);
    const bool left = at > kWidth * 0.6;
    svg += fmt::format(
        "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text class=\"mark-text\" "
        "x=\"{3:.1f}\" y=\"{4}\" text-anchor=\"{5}\">{6}</text>",
        at, kTop, kHeight - kBottom, left ? at - 4 : at + 4, y, left ? "end" : "start", html(m.text));
  }
  std::string legend;
  for (size_t k = 0; k < series.size(); k++) {
    const Series& s = series[k];
    std::string d;
    bool gap = true;
    int points = 0;
    double last_x = 0, last_y = 0;
    for (size_t i = 0; i < s.x.size(); i++) {
      if (!shown(s.y[i])) {
        gap = true;
        continue;
      }
      last_x = px(s.x[i]), last_y = py(logarithmic ? std::log10(s.y[i]) : s.y[i]);
      d += fmt::format("{}{:.1f} {:.1f}", gap ? "M" : "L", last_x, last_y);
      gap = false, points++;
    }
    const std::string dash = k >= 8 ? fmt::format(" stroke-dasharray=\"{} 3\"", 3 + 3 * (k / 8)) : "";
    const std::string colour = fmt::format("var(--c{})", k % 8);
    if (points > 1)
      svg +=
          fmt::format("<path style=\"stroke:{}\"{} d=\"{}\"><title>{}</title></path>", colour, dash, d, html(s.name));
    if (points == 1 || (points > 1 && points <= 40 && series.size() == 1))
      svg += fmt::format("<circle class=\"ends\" style=\"fill:{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>", colour,
                         last_x, last_y);
    legend += fmt::format("<span><i style=\"color:{}{}\"></i>{}</span>", colour,
                          k >= 8 ? ";border-top-style:dashed" : "", html(s.name));
  }
  svg += "</svg>";
  return series.size() > 1 ? svg + "<div class=\"legend\">" + legend + "</div>" : svg;
}

namespace {

uint32_t crc32(const std::string& bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc;
}
std::string big_endian(uint32_t v) {
  return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}
std::string chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<uint32_t>(data.size())) + type + data + big_endian(crc32(type + data));
}
// zlib's format, with blocks that are not compressed.
std::string stored(const std::string& data) {
  std::string r("\x78\x01", 2);
  uint32_t a = 1, b = 0;
  for (const char c : data) a = (a + static_cast<uint8_t>(c)) % 65521, b = (b + a) % 65521;
  for (size_t at = 0;; at += 65535) {
    const size_t n = std::min<size_t>(65535, data.size() - at);
    const bool last = at + n == data.size();
    const auto length = static_cast<uint16_t>(n), other = static_cast<uint16_t>(~length);
    r += {static_cast<char>(last), static_cast<char>(length), static_cast<char>(length >> 8), static_cast<char>(other),
          static_cast<char>(other >> 8)};
    r.append(data, at, n);
    if (last) break;
  }
  return r + big_endian(b << 16 | a);
}
std::string base64(const std::string& bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string r;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t v = 0;
    for (size_t k = 0; k < 3; k++) v = v << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0);
    for (size_t k = 0; k < 4; k++) r += i + k <= bytes.size() ? digits[v >> (18 - 6 * k) & 63] : '=';
  }
  return r;
}

}  // namespace

std::string png_uri(const std::vector<uint8_t>& pixels, int width, int height, const std::vector<uint32_t>& palette) {
  std::string colours, rows;
  for (const uint32_t c : palette) colours += big_endian(c).substr(1);
  for (int y = 0; y < height; y++) {
    rows += '\0';
    rows.append(reinterpret_cast<const char*>(pixels.data()) + static_cast<size_t>(y) * width,
                static_cast<size_t>(width));
  }
  const std::string head = big_endian(static_cast<uint32_t>(width)) + big_endian(static_cast<uint32_t>(height)) +
                           std::string("\x08\x03\0\0\0", 5);
  return "data:image/png;base64," + base64(std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", head) +
                                           chunk("PLTE", colours) + chunk("IDAT", stored(rows)) + chunk("IEND", ""));
}

}  // namespace rectify::cli
