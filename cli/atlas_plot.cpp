// The plot of one activation and its derivative, as SVG whose colours come from the page.
#include <fmt/format.h>

#include <algorithm>

#include "atlas.h"
#include "page.h"

namespace rectify::cli {
namespace {

constexpr double kWidth = 360, kHeight = 250, kLeft = 34, kRight = 8, kTop = 8, kBottom = 24;

struct Point {
  double x, y;
};
struct Axis {
  double low, high, step;
};
struct Frame {
  Axis x, y;
  double px(double v) const { return kLeft + (v - x.low) / (x.high - x.low) * (kWidth - kLeft - kRight); }
  double py(double v) const { return kTop + (y.high - v) / (y.high - y.low) * (kHeight - kTop - kBottom); }
};
double nice_step(double span) {
  for (const double step : {0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0})
    if (span / step <= 7) return step;
  return 10;
}

// Leaves out the points that lie within a tenth of a unit of the line through those that stay.
void simplify(const std::vector<Point>& p, size_t a, size_t b, std::vector<Point>& out) {
  double worst = 0.1;
  size_t at = 0;
  const double dx = p[b].x - p[a].x, dy = p[b].y - p[a].y, length = std::hypot(dx, dy);
  for (size_t i = a + 1; i < b; i++) {
    const double d = std::fabs(dx * (p[i].y - p[a].y) - dy * (p[i].x - p[a].x)) / length;
    if (d > worst) {
      worst = d;
      at = i;
    }
  }
  if (at == 0) {
    out.push_back(p[b]);
    return;
  }
  simplify(p, a, at, out);
  simplify(p, at, b, out);
}
std::string path(const Frame& frame, const std::function<double(double)>& f, const std::vector<Kink>& kinks,
                 bool broken) {
  std::vector<double> cuts{frame.x.low};
  for (const Kink& k : kinks)
    if (k.at > frame.x.low && k.at < frame.x.high) cuts.push_back(k.at);
  cuts.push_back(frame.x.high);
  std::string d;
  const double far = 2 * (frame.y.high - frame.y.low);
  for (size_t i = 0; i + 1 < cuts.size(); i++) {
    std::vector<Point> points, kept;
    constexpr int kSteps = 400;
    for (int k = 0; k <= kSteps; k++) {
      const double inside = std::clamp(static_cast<double>(k) / kSteps, 1e-9, 1 - 1e-9);
      const double x = cuts[i] + (cuts[i + 1] - cuts[i]) * inside;
      const double y = std::clamp(f(x), frame.y.low - far, frame.y.high + far);
      points.push_back({frame.px(x), frame.py(y)});
    }
    simplify(points, 0, points.size() - 1, kept);
    const bool joined = i > 0 && !broken && !std::any_of(kinks.begin(), kinks.end(), [&](const Kink& k) {
                          return k.at == cuts[i] && k.jump;
                        });
    d += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", points[0].x, points[0].y);
    for (const Point& p : kept) d += fmt::format("L{:.1f} {:.1f}", p.x, p.y);
  }
  return d;
}
std::string dot(const Frame& frame, double x, double y, const char* kind) {
  if (y < frame.y.low || y > frame.y.high) return "";
  return fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\"/>", kind, frame.px(x), frame.py(y));
}

Frame frame_for(const Subject& s, const Figures& figures) {
  double reach = 5;
  for (const Kink& k : figures.kinks)
    if (std::fabs(k.at) <= 8) reach = std::max(reach, std::fabs(k.at) + 1.5);
  double low = 0, high = 1;
  for (int i = 0; i <= 400; i++) {
    const double x = -reach + i * reach / 200;
    for (const double v : {s.f(x), s.df(x)}) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  low = std::max(low, -reach);
  high = std::min(high, reach);
  const double pad = 0.06 * (high - low);
  return {{-reach, reach, nice_step(2 * reach)}, {low - pad, high + pad, nice_step(high - low)}};
}

}  // namespace

std::string atlas_plot(const Subject& s, const Figures& figures, const std::string& id) {
  const Frame frame = frame_for(s, figures);
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-title\"><title id=\"{}-title\">{} and its "
      "derivative for x from {} to {}</title><clipPath id=\"{}-clip\"><rect x=\"{}\" y=\"{}\" width=\"{}\" "
      "height=\"{}\"/></clipPath>",
      kWidth, kHeight, id, id, html(s.name), number(frame.x.low), number(frame.x.high), id, kLeft, kTop,
      kWidth - kLeft - kRight, kHeight - kTop - kBottom);
  const auto ticks = [](const Axis& a) {
    std::vector<double> at;
    for (double v = std::ceil(a.low / a.step) * a.step; v <= a.high + 1e-9; v += a.step) at.push_back(v);
    return at;
  };
  for (const double v : ticks(frame.x))
    svg += fmt::format(
        "<line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{}\" y2=\"{}\"/><text x=\"{:.1f}\" y=\"{}\" "
        "text-anchor=\"middle\">{}</text>",
        std::fabs(v) < 1e-9 ? "axis" : "grid", frame.px(v), frame.px(v), kTop, kHeight - kBottom, frame.px(v),
        kHeight - kBottom + 15, number(v));
  for (const double v : ticks(frame.y))
    svg += fmt::format(
        "<line class=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" x1=\"{}\" x2=\"{}\"/><text x=\"{}\" y=\"{:.1f}\" "
        "text-anchor=\"end\">{}</text>",
        std::fabs(v) < 1e-9 ? "axis" : "grid", frame.py(v), frame.py(v), kLeft, kWidth - kRight, kLeft - 5,
        frame.py(v) + 3.5, number(v));
  svg += fmt::format("<g clip-path=\"url(#{}-clip)\">", id);
  for (const auto& other : s.others)
    svg += fmt::format("<path class=\"other\" d=\"{}\"/>", path(frame, other, figures.kinks, false));
  svg += fmt::format("<path class=\"slope\" d=\"{}\"/><path class=\"value\" d=\"{}\"/></g>",
                     path(frame, s.df, figures.kinks, true), path(frame, s.f, figures.kinks, false));
  for (const Kink& k : figures.kinks) {
    if (k.at < frame.x.low || k.at > frame.x.high) continue;
    const double e = 1e-7;
    for (const double side : {k.left, k.right})
      if (std::fabs(side - k.there) > 1e-4) svg += dot(frame, k.at, side, "open slope");
    svg += dot(frame, k.at, k.there, "full slope");
    if (k.jump)
      for (const double side : {s.f(k.at - e), s.f(k.at + e)})
        if (std::fabs(side - s.f(k.at)) > 1e-4) svg += dot(frame, k.at, side, "open value");
    svg += dot(frame, k.at, s.f(k.at), "full value");
  }
  return svg + "</svg>";
}

}  // namespace rectify::cli
