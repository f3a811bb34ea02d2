// What both studies use: estimates, trainings, the page.
#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/core/version.h>
#include <rectify/data/batches.h>
#include <rectify/inspect/probe.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/optim/sgd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "model.h"
#include "page.h"
#include "report_assets.h"
#include "study.h"
#include "watch.h"

namespace rectify::cli {

Estimate estimate(std::vector<double> v) {
  static constexpr double t[] = {NAN,   12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262,
                                 2.228, 2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093};
  Estimate e;
  v.erase(std::remove_if(v.begin(), v.end(), [](double x) { return !std::isfinite(x); }), v.end());
  if (v.empty()) return e;
  const double n = static_cast<double>(v.size());
  double sum = 0, square = 0;
  for (const double x : v) sum += x;
  e.mean = sum / n;
  for (const double x : v) square += (x - e.mean) * (x - e.mean);
  const size_t freedom = v.size() - 1;
  e.half = freedom == 0
               ? NAN
               : (freedom < std::size(t) ? t[freedom] : 2.0) * std::sqrt(square / static_cast<double>(freedom) / n);
  e.values = std::move(v);
  return e;
}
std::string Estimate::text(int digits, double scale) const {
  const std::string m = fmt::format("{:.{}f}", mean * scale, digits);
  return std::isnan(mean) ? "–" : std::isnan(half) ? m : m + fmt::format(" ± {:.{}f}", half * scale, digits);
}
Json to_json(const Estimate& e) { return Json{{"mean", e.mean}, {"half_interval_95", e.half}, {"values", e.values}}; }

StudyData study_data(const std::string& path, int64_t rows, int64_t test_rows) {
  check_default_data(path);
  const data::SplitData split = data::load_split(path);
  TORCH_CHECK(split.train.targets.defined() && split.test.targets.defined(), path, ": it has no labels to learn from");
  StudyData d;
  const auto flat = [](const Tensor& x) { return x.reshape({x.size(0), x.numel() / x.size(0)}); };
  d.x = flat(samples_of(split.train, rows)), d.test_x = flat(samples_of(split.test, test_rows));
  d.y = split.train.targets.narrow(0, 0, d.x.size(0)), d.test_y = split.test.targets.narrow(0, 0, d.test_x.size(0));
  d.classes = 0;
  for (int64_t i = 0; i < d.y.size(0); i++) d.classes = std::max(d.classes, d.y.data_ptr<int64_t>()[i] + 1);
  for (int64_t i = 0; i < d.test_y.size(0); i++) d.classes = std::max(d.classes, d.test_y.data_ptr<int64_t>()[i] + 1);
  return d;
}

double accuracy_of(nn::Sequential& net, const Tensor& x, const Tensor& y) {
  const NoGradGuard no_grad;
  net->eval();
  int64_t right = 0;
  for (int64_t at = 0; at < x.size(0); at += 1000) {
    const int64_t n = std::min<int64_t>(1000, x.size(0) - at);
    right += count_right(net->forward(x.narrow(0, at, n)), y.narrow(0, at, n));
  }
  net->train();
  return static_cast<double>(right) / static_cast<double>(x.size(0));
}
namespace {
std::vector<inspect::Layer> hidden_layers(nn::Sequential& net, const Tensor& x) {
  const NoGradGuard no_grad;
  inspect::Probe probe(net);
  net->eval();
  net->forward(x.narrow(0, 0, std::min<int64_t>(1000, x.size(0))));
  net->train();
  std::vector<inspect::Layer> r;
  for (auto& l : probe.layers())
    if (!l.activation.empty()) r.push_back(std::move(l));
  return r;
}
double dead_share(const std::vector<inspect::Layer>& layers) {
  int64_t units = 0, dead = 0;
  for (const auto& l : layers)
    for (const auto& u : l.units.units) units++, dead += u.fired == 0;
  return units ? static_cast<double>(dead) / static_cast<double>(units) : 0;
}
}  // namespace
double dead_share_of(nn::Sequential& net, const Tensor& x) { return dead_share(hidden_layers(net, x)); }

Course follow(nn::Sequential& net, const StudyData& d, const CourseOptions& o) {
  Course c;
  optim::SGD sgd(net->parameters(), optim::SGDOptions(o.lr));
  data::BatchLoader loader(d.x, d.y, o.batch);
  std::vector<inspect::Layer> layers;
  for (int64_t epoch = 0; epoch < o.epochs && !c.diverged; epoch++) {
    const auto start = std::chrono::steady_clock::now();
    loader.start(randperm(d.x.size(0), TensorOptions(kLong)));
    data::Batch b;
    double sum = 0;
    int64_t steps = 0;
    while (loader.next(b)) {
      sgd.zero_grad();
      const Tensor loss = nn::functional::cross_entropy(net->forward(b.input), b.target);
      const double l = loss.item<float>();
      if (!std::isfinite(l)) {
        c.diverged = true;
        break;
      }
      loss.backward();
      sgd.step();
      sum += l, steps++;
    }
    c.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    c.loss = steps ? sum / static_cast<double>(steps) : NAN;
    c.accuracy.push_back(accuracy_of(net, d.test_x, d.test_y));
    layers = hidden_layers(net, d.test_x);
    double zeros = 0;
    for (const auto& l : layers) zeros += l.units.zeros();
    c.zeros.push_back(layers.empty() ? 0 : zeros / static_cast<double>(layers.size()));
  }
  c.dead = dead_share(layers);
  for (const auto& l : layers) c.mean += l.units.out_mean(), c.deviation += std::sqrt(l.units.out_variance());
  const double n = static_cast<double>(std::max<size_t>(1, layers.size()));
  c.mean /= n, c.deviation /= n;
  return c;
}

std::string study_table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  std::string s =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table class=\"words\"><thead><tr>";
  for (const auto& h : head) s += "<th scope=\"col\">" + html(h) + "</th>";
  s += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    s += "<tr><th scope=\"row\">" + html(row[0]) + "</th>";
    for (size_t i = 1; i < row.size(); i++) s += "<td>" + html(row[i]) + "</td>";
    s += "</tr>\n";
  }
  return s + "</tbody></table></div>\n";
}

std::string study_page(const std::string& title, const std::string& about, const std::vector<StudyRow>& rows) {
  std::string s =
      page_head(title, kReportStyle) + fmt::format("<p class=\"soft\">{}</p>\n</header>\n<main>\n", html(about));
  std::vector<std::vector<std::string>> summary;
  for (const StudyRow& r : rows) summary.push_back({r.claim, r.verdict});
  s += study_table({"Claim", "Verdict"}, summary);
  for (const StudyRow& r : rows) {
    const char* level = r.verdict == "holds" ? "" : r.verdict == "half right" ? "warning" : "error";
    s += fmt::format("<h2>{}</h2>\n<p class=\"verdict {}\"><b>{}.</b> {}</p>\n{}", html(r.claim), level,
                     html(r.verdict), r.text, r.figures);
  }
  return s + fmt::format(
                 "<p class=\"soft\">± is half of a 95 % confidence interval over seeds (Student’s t). rectify "
                 "{}</p>\n</main>\n</body>\n</html>\n",
                 html(version()));
}

}  // namespace rectify::cli
