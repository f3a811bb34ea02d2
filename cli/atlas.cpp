// `rectify atlas`: one page with all that there is to know about every activation.
#include "atlas.h"

#include <fmt/format.h>
#include <rectify/core/version.h>
#include <rectify/ops/random.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <thread>

#include "atlas_assets.h"
#include "commands.h"
#include "page.h"
#include "run.h"

namespace rectify::cli {
namespace {

std::string range(double low, double high) {
  return (std::isinf(low) ? "(" : "[") + number(low) + ", " + number(high) + (std::isinf(high) ? ")" : "]");
}
std::string bound(double ulp) { return std::isnan(ulp) || ulp == 0 ? number(ulp) : "≤ " + number(ulp); }
std::string intervals(const std::vector<Interval>& all) {
  std::string r;
  for (const Interval& i : all) {
    if (!r.empty()) r += ", ";
    if (std::isinf(i.from) && std::isinf(i.to))
      r += "everywhere";
    else if (std::isinf(i.from))
      r += "x &lt; " + number(i.to);
    else if (std::isinf(i.to))
      r += "x &gt; " + number(i.from);
    else
      r += number(i.from) + " &lt; x &lt; " + number(i.to);
  }
  return r;
}
std::string kinks(const Figures& f) {
  std::string r;
  for (const Kink& k : f.kinks) {
    if (!r.empty()) r += "; ";
    r += fmt::format("x = {}: f′ goes from {} to {}, {} there", number(k.at), number(k.left), number(k.right),
                     number(k.there));
    if (k.jump) r += ", f jumps";
  }
  return r.empty() ? "none" : r;
}

struct Column {
  const char* title;
  std::function<std::string(const Subject&, const Figures&)> text;  // as HTML
  std::function<double(const Subject&, const Figures&)> value;      // what it sorts by; NAN: not known
};
const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"Range", [](auto& s, auto&) { return range(s.low, s.high); }, [](auto& s, auto&) { return s.high - s.low; }},
      {"Mean", [](auto&, auto& f) { return number(f.mean); }, [](auto&, auto& f) { return f.mean; }},
      {"Variance", [](auto&, auto& f) { return number(f.variance); }, [](auto&, auto& f) { return f.variance; }},
      {"Exact zeros", [](auto&, auto& f) { return percent(f.zeros); }, [](auto&, auto& f) { return f.zeros; }},
      {"f′ = 0", [](auto&, auto& f) { return percent(f.dead_share); }, [](auto&, auto& f) { return f.dead_share; }},
      {"Kinks", [](auto&, auto& f) { return fmt::format("{}", f.kinks.size()); },
       [](auto&, auto& f) { return static_cast<double>(f.kinks.size()); }},
      {"Gain", [](auto&, auto& f) { return number(f.gain, 4); }, [](auto&, auto& f) { return f.gain; }},
      {"Error, ulp", [](auto& s, auto&) { return bound(s.ulp); }, [](auto& s, auto&) { return s.ulp; }},
      {"Forward, ns", [](auto&, auto& f) { return number(f.forward_ns); }, [](auto&, auto& f) { return f.forward_ns; }},
      {"Backward, ns", [](auto&, auto& f) { return number(f.backward_ns); },
       [](auto&, auto& f) { return f.backward_ns; }},
      {"Kept, bytes", [](auto&, auto& f) { return number(f.kept); }, [](auto&, auto& f) { return f.kept; }},
  };
  return all;
}

std::string comparison(const std::vector<Subject>& subjects, const std::vector<Figures>& figures) {
  std::string r =
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"compared\" tabindex=\"0\"><table>\n"
      "<caption><span>Each heading sorts by its column, and again the other way.</span></caption>\n<thead><tr>"
      "<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">Activation</button></th>";
  for (const Column& c : columns())
    r += fmt::format("<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">{}</button></th>", c.title);
  r += "</tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < subjects.size(); i++) {
    r += fmt::format("<tr><th scope=\"row\"><a href=\"#{0}\">{0}</a></th>", html(subjects[i].name));
    for (const Column& c : columns()) {
      const double v = c.value(subjects[i], figures[i]);
      const std::string key = std::isnan(v)   ? ""
                              : std::isinf(v) ? (v < 0 ? "-1e308" : "1e308")
                                              : fmt::format("{:.6g}", v);
      r += fmt::format("<td data-v=\"{}\">{}</td>", key, c.text(subjects[i], figures[i]));
    }
    r += "</tr>\n";
  }
  return r + "</tbody>\n</table></div>\n<p id=\"said\" class=\"hidden\" aria-live=\"polite\"></p>\n";
}

std::string card(const Subject& s, const Figures& f) {
  std::string r = fmt::format(
      "<article id=\"{0}\"><header><h3>{0}</h3><code class=\"soft\">{1}</code></header>\n"
      "<p class=\"formula\">f = {2}<br>f′ = {3}</p>\n<figure>{4}<figcaption><span class=\"v\"><i></i>f</span>"
      "<span class=\"s\"><i></i>f′</span>{5}</figcaption></figure>\n",
      html(s.name), html(s.function), html(s.formula), html(s.slope), atlas_plot(s, f, s.function + "-" + s.name),
      f.kinks.empty() ? "" : "<span>● value at a kink, ○ limit</span>");
  if (!s.note.empty()) r += fmt::format("<p class=\"note\">{}</p>\n", html(s.note));
  r += "<dl>";
  const auto row = [&](const char* term, const std::string& text) {
    r += fmt::format("<dt>{}</dt><dd>{}</dd>", term, text);
  };
  std::string options;
  for (const auto& [name, value] : s.options)
    options += fmt::format("{}<code>{} = {}</code>", options.empty() ? "" : ", ", html(name), html(value));
  row("Options", options.empty() ? "none" : options);
  row("Range", range(s.low, s.high));
  row("Mean, variance", number(f.mean) + ", " + number(f.variance));
  row("Exact zeros", percent(f.zeros));
  row("Kinks", kinks(f));
  row("Dies", f.dead.empty() ? "nowhere" : intervals(f.dead) + " (" + percent(f.dead_share) + ")");
  row("Saturates", f.saturated.empty() ? "nowhere" : intervals(f.saturated) + " (" + percent(f.saturated_share) + ")");
  row("Gain", number(f.gain, 4));
  if (!std::isnan(s.ulp))
    row("Error",
        fmt::format("f {}, f′ {} ulp; f in a sample here {}", bound(s.ulp), bound(s.slope_ulp), number(f.ulp, 2)));
  row("Speed", fmt::format("{} ns forward, {} ns backward", number(f.forward_ns), number(f.backward_ns)));
  row("Keeps", fmt::format("{} ({} bytes)", html(s.keeps), number(f.kept)));
  if (!s.source.empty()) row("Source", html(s.source));
  return r + "</dl></article>\n";
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "an unknown processor";
}
std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm t{};
  gmtime_r(&now, &t);
  return fmt::format("{:04}-{:02}-{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

}  // namespace

std::string atlas_page(const std::vector<Subject>& subjects, const std::vector<Figures>& figures) {
  std::string r = page_head("Atlas of activations", kAtlasStyle);
  r += fmt::format(
      "<p>The {} activations of rectify {}: what each computes, how it treats a signal, and what it costs.</p>\n<p "
      "class=\"soft\">Times were measured on {} ({}, one thread): "
      "nanoseconds for each of 65 536 floats that lie in the cache.</p>\n</header>\n<main>\n",
      subjects.size(), html(version()), today(), html(processor()));
  r += "<h2 id=\"compared\">Compared</h2>\n" + comparison(subjects, figures);
  r +=
      "<h2 id=\"how\">How to read it</h2>\n"
      "<p><b>Mean</b> and <b>variance</b> are those of the output for inputs drawn from N(0, 1), with the default "
      "options: the nearer the mean is to 0, the better centred is what the next layer sees. <b>Exact zeros</b> is the "
      "share of outputs that are 0. <b>Dies</b> says where the derivative is 0, so that nothing is learned there, and "
      "<b>saturates</b> where it is smaller than 0.001; both with the share of inputs from N(0, 1). <b>Gain</b> is "
      "what "
      "an initialisation multiplies by to keep the variance: PyTorch’s where it names one, else 1 / √E[f²].</p>\n"
      "<p><b>Error</b> is the most that a float32 result differs from the exact one, in units in its last place; of a "
      "derivative that follows from a float32 output, the part that such an output still knows. <b>Kept</b> counts the "
      "bytes for each input that backward needs.</p>\n";
  r += "<h2 id=\"each\">Each of them</h2>\n<div class=\"cards\">\n";
  for (size_t i = 0; i < subjects.size(); i++) r += card(subjects[i], figures[i]);
  return r + "</div>\n</main>\n<script>" + kAtlasScript + "</script>\n</body>\n</html>\n";
}

int atlas(const AtlasOptions& options) {
  set_num_threads(1);
  manual_seed(0);
  const std::vector<Subject> subjects = atlas_subjects();
  std::vector<Figures> figures;
  for (const Subject& s : subjects) figures.push_back(atlas_figures(s));
  write_file(options.out, atlas_page(subjects, figures));
  print(fmt::format("{}: {} activations\n", options.out, subjects.size()));
  return 0;
}

}  // namespace rectify::cli
