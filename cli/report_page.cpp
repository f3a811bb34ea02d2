#include "report_page.h"

#include <fmt/format.h>
#include <rectify/core/version.h>

#include <algorithm>
#include <cmath>

#include "page.h"
#include "report_assets.h"

namespace rectify::cli {
namespace {

using inspect::Fire;
using inspect::LayerHealth;
using inspect::Moment;
using inspect::State;
using inspect::UnitHealth;

constexpr size_t kRows = 200;    // of a map of units over time
constexpr size_t kCells = 1024;  // of a map of units now
constexpr size_t kLayers = 24;   // that are drawn; a table has all

std::string figure(const std::string& title, const std::string& body, const std::string& caption) {
  return fmt::format("<div class=\"card\"><h3>{}</h3><figure>{}<figcaption>{}</figcaption></figure></div>\n",
                     html(title), body, caption);
}

std::string words(std::string s) {
  std::replace(s.begin(), s.end(), '_', ' ');
  return s;
}
std::string findings(const inspect::Report& r) {
  if (r.findings.empty()) return "<p>Nothing was found.</p>\n";
  std::string s;
  for (const auto& f : r.findings)
    s += fmt::format(
        "<section class=\"finding {0}\"><h3><span>{0}</span>{1}{2}{3}</h3><p>{4}</p><p><b>What to do.</b> "
        "{5}</p></section>\n",
        name_of(f.severity), html(words(f.what)), f.layer.empty() ? "" : " at " + html(f.layer),
        f.cause == inspect::Cause::None ? "" : ": " + html(words(name_of(f.cause))), html(f.text), html(f.advice));
  return s;
}

// The steps in which units died, for the curves.
std::vector<Mark> deaths(const inspect::Recording& r) {
  struct Death {
    double share;
    Mark mark;
  };
  std::vector<Death> all;
  for (size_t i = 1; i < r.history.size(); i++)
    for (size_t k = 0; k < std::min({r.layers.size(), r.history[i].layers.size(), r.history[i - 1].layers.size()});
         k++) {
      const auto &before = r.history[i - 1].layers[k], &now = r.history[i].layers[k];
      const double share = static_cast<double>(now.dead) - static_cast<double>(before.dead);
      if (share < 0.03 || r.layers[k].activation.empty()) continue;
      all.push_back(
          {share,
           {static_cast<double>(r.history[i].step),
            fmt::format("{:.0f} units of {} die", share * static_cast<double>(now.fire.size()), r.layers[k].label())}});
    }
  std::stable_sort(all.begin(), all.end(), [](const Death& a, const Death& b) { return a.share > b.share; });
  if (all.size() > 4) all.resize(4);
  std::sort(all.begin(), all.end(), [](const Death& a, const Death& b) { return a.mark.x < b.mark.x; });
  std::vector<Mark> marks;
  for (const Death& d : all) marks.push_back(d.mark);
  return marks;
}

template <class F>
std::vector<Series> by_layer(const inspect::Recording& r, bool with_activation, const F& f) {
  std::vector<Series> all;
  for (size_t k = 0; k < r.layers.size() && all.size() < kLayers; k++) {
    if (with_activation && r.layers[k].activation.empty()) continue;
    Series s{r.layers[k].label(), {}, {}};
    for (const Moment& m : r.history) {
      s.x.push_back(static_cast<double>(m.step));
      s.y.push_back(k < m.layers.size() ? static_cast<double>(f(m.layers[k])) : NAN);
    }
    all.push_back(std::move(s));
  }
  return all;
}

// Whether values want a logarithmic axis.
bool wide(const std::vector<double>& v) {
  double low = INFINITY, high = 0;
  for (const double y : v)
    if (y > 0) low = std::min(low, y), high = std::max(high, y);
  return high > 1000 * low;
}
std::string curves(const inspect::Recording& r) {
  Series loss{"loss", {}, {}}, rate{"learning rate", {}, {}};
  for (const Moment& m : r.history) {
    loss.x.push_back(static_cast<double>(m.step)), loss.y.push_back(m.loss);
    rate.x.push_back(static_cast<double>(m.step)), rate.y.push_back(m.lr);
  }
  const auto marks = deaths(r);
  const auto last = [](const std::vector<double>& v) { return v.empty() ? NAN : v.back(); };
  std::string s = "<h2>Over the training</h2>\n<div class=\"grid\">\n";
  s += figure(
      "Loss", line_chart("Loss by step", {loss}, wide(loss.y), marks),
      fmt::format(
          "From {} to {} in {} steps{}.", number(loss.y.empty() ? NAN : loss.y[0]), number(last(loss.y)), r.steps,
          marks.empty() ? "; no step killed 3 % of a layer’s units or more" : "; the lines are where units died"));
  s += figure("Learning rate", line_chart("Learning rate by step", {rate}, false),
              fmt::format("At the end {}.", number(last(rate.y))));
  s += figure("Dead units",
              line_chart("Share of units that did not fire, by step",
                         by_layer(r, true, [](const auto& l) { return l.dead; }), false),
              "Share of each layer’s units that never fired in a stretch of steps.");
  s += figure(
      "Dormant units",
      line_chart("Share of dormant units by step", by_layer(r, true, [](const auto& l) { return l.dormant; }), false),
      "Share of units whose mean output is at most 2.5 % of the layer’s.");
  s += figure(
      "Gradient",
      line_chart("Gradient by layer and step", by_layer(r, false, [](const auto& l) { return l.gradient; }), true),
      "Root mean square of the loss’s gradient by each layer’s outputs. Curves far apart: it vanishes or explodes.");
  s += figure("Update ratio",
              line_chart("Update ratio by layer and step",
                         by_layer(r, false, [](const auto& l) { return l.update_ratio; }), true),
              "‖Δw‖ / ‖w‖ of one step. About 0.001 is usual; below 0.0000001 a layer stands still.");
  s += figure(
      "Exact zeros",
      line_chart("Share of exact zeros by step", by_layer(r, true, [](const auto& l) { return l.zeros; }), false),
      "Share of outputs that are 0: about one half is usual for ReLU.");
  return s + "</div>\n";
}

const std::vector<uint32_t> kFireColours{0xC62F26, 0xF0A63A, 0x9FC3EC, 0x2B63B5, 0xD4148E, 0xFFFFFF};

// A row of pixels for each unit (or for some of many), sorted by how much it fired; time from left to right.
std::string time_maps(const inspect::Recording& r) {
  std::string s =
      "<h2>Every unit over the training</h2>\n<p class=\"legend\"><span><i class=\"square\" "
      "style=\"background:var(--dead)\"></i>did not fire</span>"
      "<span><i class=\"square\" style=\"background:var(--seldom)\"></i>with less than 1 % of the "
      "values</span><span><i class=\"square\" style=\"background:var(--often)\"></i>sometimes</span>"
      "<span><i class=\"square\" style=\"background:var(--always)\"></i>always</span><span><i class=\"square\" "
      "style=\"background:#d4148e\"></i>NaN or infinite</span></p>\n<div class=\"grid\">\n";
  size_t drawn = 0;
  for (size_t k = 0; k < r.layers.size() && drawn < kLayers; k++) {
    const size_t units = r.layers[k].units.units.size(), times = r.history.size();
    if (r.layers[k].activation.empty() || units == 0) continue;
    drawn++;
    const auto fire_at = [&](size_t t) -> const std::vector<Fire>& {
      static const std::vector<Fire> none;
      return k < r.history[t].layers.size() ? r.history[t].layers[k].fire : none;
    };
    std::vector<std::pair<int64_t, size_t>> order;
    std::vector<int64_t> dead(times, 0);
    for (size_t u = 0; u < units; u++) {
      int64_t score = 0;
      for (size_t t = 0; t < times; t++) {
        const std::vector<Fire>& fire = fire_at(t);
        if (u < fire.size()) score += static_cast<int64_t>(fire[u]), dead[t] += fire[u] == Fire::No;
      }
      order.emplace_back(-score, u);
    }
    std::sort(order.begin(), order.end());
    const size_t rows = std::min(units, kRows);
    std::vector<uint8_t> pixels(rows * times, 5);
    for (size_t y = 0; y < rows; y++) {
      const size_t u = order[y * units / rows].second;
      for (size_t t = 0; t < times; t++) {
        const std::vector<Fire>& fire = fire_at(t);
        if (u < fire.size()) pixels[y * times + t] = static_cast<uint8_t>(fire[u]);
      }
    }
    const double n = static_cast<double>(units);
    const std::string first = percent(static_cast<double>(dead.front()) / n),
                      last = percent(static_cast<double>(dead.back()) / n);
    const std::string alt =
        fmt::format("{}: {} of units dead at first, {} at the end", r.layers[k].label(), first, last);
    s += figure(
        r.layers[k].label(),
        fmt::format("<img class=\"map\" alt=\"{}\" title=\"{} units, the ones that fire most above; steps 0 to {}\" "
                    "src=\"{}\"><div class=\"axis-below\"><span>step 0</span><span>{}</span></div>",
                    alt, units, r.history.back().step,
                    png_uri(pixels, static_cast<int>(times), static_cast<int>(rows), kFireColours),
                    r.history.back().step),
        fmt::format("{} units{}, the ones that fire most above. Dead at first {}, at the end {}.", units,
                    rows < units ? fmt::format(" ({} rows stand for them)", rows) : "", first, last));
  }
  return s + "</div>\n";
}

struct Look {
  uint16_t states;
  const char *colour, *name;
};
constexpr Look kLooks[] = {{inspect::kNotFinite, "#d4148e", "NaN or infinite"},
                           {inspect::kCertifiedDead, "#8e1a13", "certified dead"},
                           {inspect::kSilent, "#c62f26", "silent"},
                           {inspect::kSaturated, "#8a5cc2", "saturated"},
                           {inspect::kDormant, "#f0a63a", "dormant"},
                           {inspect::kLowUtility, "#e3cf57", "low utility"},
                           {inspect::kDuplicate, "#5aa9a3", "duplicate"},
                           {inspect::kAlwaysOn, "#2b63b5", "always on"}};
constexpr const char* kWellColour = "#9fc3ec";
size_t look_of(const UnitHealth& u) {
  for (size_t i = 0; i < std::size(kLooks); i++)
    if (u.states & kLooks[i].states) return i;
  return std::size(kLooks);
}

std::string unit_map(const LayerHealth& l) {
  const size_t units = l.units.size(), cells = std::min(units, kCells);
  const size_t columns = std::min<size_t>(
      64, std::max<size_t>(8, static_cast<size_t>(std::ceil(std::sqrt(3.0 * static_cast<double>(cells))))));
  const size_t rows = (cells + columns - 1) / columns;
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"The units of {}\">", columns * 10,
                                rows * 10, html(l.layer.label()));
  for (size_t i = 0; i < cells; i++) {
    // Of many units a cell shows the worst of those that it stands for.
    size_t worst = i * units / cells;
    for (size_t u = worst; u < (i + 1) * units / cells; u++)
      if (look_of(l.units[u]) < look_of(l.units[worst])) worst = u;
    const size_t look = look_of(l.units[worst]);
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"9\" height=\"9\" fill=\"{}\"", i % columns * 10,
                       i / columns * 10, look < std::size(kLooks) ? kLooks[look].colour : kWellColour);
    svg += fmt::format(
        "><title>unit {}: {}{}, fires {} of the time</title></rect>", worst,
        look < std::size(kLooks) ? kLooks[look].name : "well",
        l.units[worst].cause == inspect::Cause::None ? "" : fmt::format(" ({})", name_of(l.units[worst].cause)),
        percent(l.layer.units.firing_rate(static_cast<int64_t>(worst))));
  }
  return svg + "</svg>";
}
std::string units_now(const inspect::Report& r) {
  std::string s = "<h2>Every unit now</h2>\n<p class=\"legend\">";
  for (const Look& l : kLooks)
    s += fmt::format("<span><i class=\"square\" style=\"background:{}\"></i>{}</span>", l.colour, l.name);
  s += fmt::format("<span><i class=\"square\" style=\"background:{}\"></i>well</span></p>\n<div class=\"grid\">\n",
                   kWellColour);
  size_t drawn = 0;
  for (const LayerHealth& l : r.layers) {
    if (l.units.empty() || drawn++ >= kLayers) continue;
    std::string counts;
    for (const Look& k : kLooks)
      if (const int64_t n = l.count(k.states)) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", n, k.name);
    s +=
        figure(l.layer.label(), unit_map(l),
               fmt::format(
                   "{} units{}: {}.", l.units.size(),
                   l.units.size() > kCells ? fmt::format(" ({} cells; each shows the worst of its units)", kCells) : "",
                   counts.empty() ? "all well" : counts));
  }
  return s + "</div>\n";
}

std::string histogram(const LayerHealth& l) {
  std::vector<double> bins(inspect::Unit::kBins, 0);
  double top = 0, sum = 0;
  for (const auto& u : l.layer.units.units)
    for (int i = 0; i < inspect::Unit::kBins; i++) bins[i] += u.histogram[i];
  for (const double b : bins) top = std::max(top, b), sum += b;
  if (sum == 0) return "";
  std::string svg =
      "<svg viewBox=\"0 0 520 150\" role=\"img\" aria-label=\"Histogram of the sizes of pre-activations\">";
  for (int i = 0; i < inspect::Unit::kBins; i++) {
    const double h = 115 * bins[i] / top;
    svg += fmt::format(
        "<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"14\" height=\"{:.1f}\"><title>{}: {}</title></rect>",
        20 + i * 15, 122 - h, h, i == 0 ? "below 2^-20" : fmt::format("2^{} to 2^{}", i - 21, i - 20),
        percent(bins[i] / sum));
  }
  constexpr const char* kPowers[] = {"2⁻²⁰", "2⁻¹⁵", "2⁻¹⁰", "2⁻⁵", "1", "2⁵", "2¹⁰"};
  for (int i = 0; i < 7; i++)  // a bin begins at its power
    svg += fmt::format("<text class=\"power\" x=\"{:.1f}\" y=\"140\" text-anchor=\"middle\">{}</text>", 34.5 + i * 75,
                       kPowers[i]);
  return svg + "<line class=\"axis\" x1=\"18\" x2=\"502\" y1=\"123\" y2=\"123\"/></svg>";
}

std::string depth(const inspect::Report& r) {
  Series gradient{"gradient", {}, {}}, out{"output", {}, {}};
  for (size_t i = 0; i < r.layers.size(); i++) {
    const auto& s = r.layers[i].layer.units;
    gradient.x.push_back(static_cast<double>(i + 1)), gradient.y.push_back(r.layers[i].gradient);
    out.x.push_back(static_cast<double>(i + 1)), out.y.push_back(std::sqrt(s.out_variance()));
  }
  std::string body = "<h2>By depth</h2>\n<div class=\"grid\">\n";
  body += figure("Gradient", line_chart("Norm of the gradient by layer", {gradient}, true, {}, "layer"),
                 "Norm of the loss’s gradient by a sample’s outputs of each layer; a straight fall or rise is one "
                 "factor for each layer.");
  body += figure("Output", line_chart("Deviation of the outputs by layer", {out}, true, {}, "layer"),
                 "Deviation of each layer’s outputs over the samples.");
  size_t drawn = 0;
  for (const LayerHealth& l : r.layers)
    if (const std::string h = drawn < kLayers ? histogram(l) : ""; !h.empty()) {
      drawn++;
      body +=
          figure("Pre-activations of " + l.layer.label(), h,
                 fmt::format("Sizes |x|, a bar for each power of two. Outputs: mean {}, deviation {}, {} exact zeros.",
                             number(l.layer.units.out_mean()), number(std::sqrt(l.layer.units.out_variance())),
                             percent(l.layer.units.zeros())));
    }
  return body + "</div>\n";
}

std::string table(const inspect::Report& r) {
  std::string s =
      "<h2 id=\"layers\">Every layer</h2>\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"layers\" "
      "tabindex=\"0\"><table><thead><tr>";
  for (const char* h : {"Layer", "Units", "Dead", "Certified", "Dormant", "Saturated", "Always on", "Duplicate",
                        "Exact zeros", "Mean of h", "Deviation", "Gradient", "Gain", "Input ‖mean‖/‖dev.‖"})
    s += fmt::format("<th scope=\"col\">{}</th>", h);
  s += "</tr></thead><tbody>\n";
  for (const LayerHealth& l : r.layers) {
    const auto& u = l.layer.units;
    const auto count = [&](uint16_t state) { return l.units.empty() ? "–" : std::to_string(l.count(state)); };
    s += fmt::format(
        "<tr><th "
        "scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</"
        "td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        html(l.layer.label()), u.size(), count(inspect::kDead), count(inspect::kCertifiedDead),
        count(inspect::kDormant), count(inspect::kSaturated), count(inspect::kAlwaysOn), count(inspect::kDuplicate),
        percent(u.zeros()), number(u.out_mean()), number(std::sqrt(u.out_variance())), number(l.gradient),
        number(l.gain), number(l.layer.input_mean / l.layer.input_deviation));
  }
  return s + "</tbody></table></div>\n";
}

}  // namespace

std::string report_page(const PageInput& in) {
  const inspect::Report& r = *in.report;
  const bool watched = in.recording && !in.recording->history.empty();
  const char* level =
      r.findings.empty() || r.findings[0].severity == inspect::Severity::Note ? "" : name_of(r.findings[0].severity);
  std::string s = page_head(in.title, kReportStyle);
  s += fmt::format("<p class=\"soft\">{}</p>\n</header>\n<main>\n<p class=\"verdict {}\">{}</p>\n", html(in.about),
                   level, html(r.verdict));
  if (!in.repairs.empty()) {
    s += "<h2>Repairs</h2>\n<ul>\n";
    for (const auto& repair : in.repairs) s += "<li>" + html(repair) + "</li>\n";
    s += "</ul>\n";
  }
  s += "<h2>Findings</h2>\n" + findings(r);
  if (watched)
    s += curves(*in.recording) + time_maps(*in.recording);
  else
    s += "<p class=\"soft\">The training was not watched, so there are no curves; <code>rectify train --watch</code> "
         "keeps them.</p>\n";
  s += units_now(r) + depth(r) + table(r);
  s += "<h2>How to read it</h2>\n<p>A unit is a feature of a linear layer or a channel of a convolution. It is "
       "<b>silent</b> if it fired with none of the samples, and <b>certified dead</b> if "
       "bounds through the network prove that no input in the data’s range makes it fire; <b>dormant</b> if its mean "
       "output is at most 2.5 % of the layer’s; of <b>low utility</b> if output times outgoing weights is small; "
       "<b>saturated</b> if the activation’s slope is flat where it works; <b>always on</b> if the activation is a "
       "straight line to it; a <b>duplicate</b> if an earlier unit does the same.</p>\n";
  return s + fmt::format("<p class=\"soft\">rectify {}</p>\n</main>\n</body>\n</html>\n", html(version()));
}

}  // namespace rectify::cli
