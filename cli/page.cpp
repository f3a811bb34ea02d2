#include "page.h"

#include <fmt/format.h>

#include <cmath>

#include "page_assets.h"

namespace rectify::cli {

std::string html(std::string_view text) {
  std::string r;
  for (const char c : text) switch (c) {
      case '<':
        r += "&lt;";
        break;
      case '>':
        r += "&gt;";
        break;
      case '&':
        r += "&amp;";
        break;
      case '"':
        r += "&quot;";
        break;
      default:
        r += c;
    }
  return r;
}
std::string number(double v, int digits) {
  if (std::isnan(v)) return "–";
  if (std::isinf(v)) return v < 0 ? "−∞" : "∞";
  std::string s = fmt::format("{:.{}g}", std::fabs(v) < 1e-9 ? 0 : v, digits);
  if (s[0] == '-') s = "−" + s.substr(1);
  return s;
}
std::string percent(double share) {
  if (share <= 0) return "0 %";
  if (share < 1e-3) return "&lt; 0.1 %";
  return number(100 * share) + " %";
}

std::string page_head(const std::string& title, const char* style) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>{1}{2}</style>\n</head>\n<body>\n"
      "<header>\n<h1>{0}</h1>\n",
      html(title), kPageStyle, style);
}

}  // namespace rectify::cli
