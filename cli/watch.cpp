#include "watch.h"

#include <fmt/format.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "report_page.h"

namespace rectify::cli {

std::unique_ptr<Watcher> watcher(Network& net, const std::string& run, int64_t step, Progress& progress,
                                 const std::string& tensorboard) {
  return std::make_unique<Watch>(net, run, step, progress, tensorboard);
}
Watch::Watch(Network& net, const std::string& run, int64_t step, Progress& progress, const std::string& tensorboard)
    : net_(net), run_(run), progress_(progress), probe_(net.body(), inspect::ProbeOptions().training_only(true)) {
  if (step > 0) {
    earlier_ = read_recording(run);
    while (!earlier_.history.empty() && earlier_.history.back().step >= step) earlier_.history.pop_back();
    if (earlier_.not_finite.step >= step) earlier_.not_finite = {};
    repairs_ = read_repairs(run);
    while (!repairs_.empty() && repairs_.back().first >= step) repairs_.pop_back();
  }
  probe_.start_at(step);
  if (!tensorboard.empty()) events_ = std::make_unique<EventWriter>(tensorboard);
  window_ = probe_.window();
}

void Watch::step(double loss, double lr) {
  probe_.step(loss, lr);
  if (probe_.window() == window_ && probe_.history().size() == points_) return;
  window_ = probe_.window();  // another one where points were joined
  points_ = probe_.history().size();
  warn();
}

// Says what is new in the last stretch of steps.
void Watch::warn() {
  if (probe_.history().empty()) return;
  const inspect::Moment& m = probe_.history().back();
  const auto layers = probe_.labels();
  if (events_) {
    std::vector<std::string> names;
    for (const auto& l : layers) names.push_back(l.first);
    write_moment(*events_, m, names);
    events_->flush();
  }
  if (const std::string where = not_finite(); !where.empty() && !std::exchange(not_finite_told_, true))
    progress_.line(
        fmt::format("step {}: NaN or infinity{} (loss {:.4g}, learning rate {:.3g})", m.step, where, m.loss, m.lr));
  warned_.resize(m.layers.size(), 0.0);
  told_.resize(m.layers.size(), 0);
  for (size_t k = 0; k < m.layers.size(); k++) {
    const auto& l = m.layers[k];
    const std::string& label = layers[k].first;
    if (layers[k].second && l.dead >= 0.1 && l.dead >= warned_[k] + 0.1) {
      warned_[k] = l.dead;
      const auto units = static_cast<double>(l.fire.size());
      progress_.line(
          fmt::format("step {}: {:.0f} of {:.0f} units of {} did not fire in {} steps (loss {:.4g}, learning rate "
                      "{:.3g}, gradient {:.3g}, update {:.3g} of the weights)",
                      m.step, l.dead * units, units, label, window_, m.loss, m.lr, l.gradient, l.update_ratio));
    }
    if (l.update_ratio > 0.1 && !(told_[k] & 1)) {
      told_[k] |= 1;
      progress_.line(fmt::format(
          "step {}: a step changed the weights of {} by {:.2g} of their norm: the learning rate, {:.3g}, is high",
          m.step, label, l.update_ratio, m.lr));
    }
    if (l.update_ratio < 1e-7 && !std::isnan(l.update_ratio) && !(told_[k] & 2)) {
      told_[k] |= 2;
      progress_.line(fmt::format("step {}: the weights of {} stand still (update {:.2g} of their norm)", m.step, label,
                                 l.update_ratio));
    }
  }
}

void Watch::repair(const std::string& how, const Tensor& samples, optim::Optimizer& optimizer) {
  probe_.pause();
  const inspect::Repaired r = cli::repair(net_.body(), samples, how, inspect::RepairOptions().optimizer(&optimizer));
  probe_.resume();
  if (r.units == 0) return;
  std::fill(warned_.begin(), warned_.end(), 0.0);
  repairs_.emplace_back(probe_.steps() - 1, r.text);
  progress_.line(told(repairs_.back()));
}

inspect::Repaired repair(nn::Sequential& net, const Tensor& x, const std::string& how,
                         const inspect::RepairOptions& options) {
  using inspect::Init;
  if (how == "prune") return inspect::prune(net, x, options);
  if (how == "recycle") return inspect::recycle(net, x, options);
  if (how == "bias-shift") return inspect::shift_biases(net, x, options);
  if (how == "he" || how == "lsuv" || how == "rai")
    return inspect::reinitialise(net, x,
                                 how == "he"     ? Init::He
                                 : how == "lsuv" ? Init::Lsuv
                                                 : Init::Rai,
                                 {}, options.optimizer());
  std::string name = how;
  std::replace(name.begin(), name.end(), '-', '_');
  return inspect::replace_activations(*net, name);
}

std::string Watch::not_finite() const {
  const auto& n = probe_.not_finite();
  return n.step < 0 ? "" : fmt::format(", first in step {} in the {} of {}", n.step, n.values, n.layer);
}
inspect::Recording Watch::recording() const {
  return earlier_.layers.empty() ? probe_.recording() : joined(earlier_, probe_.recording());
}
void Watch::save() {
  Json json = to_json(recording());
  json["repairs"] = repairs_;
  write_file(run_ + "/inspect.json", json.dump() + "\n");
  if (!events_) return;
  const auto layers = probe_.layers();
  write_histograms(*events_, layers, probe_.steps());
  for (const auto& l : layers)
    events_->add_histogram(l.name + "/weights", l.weight.detach().contiguous().data_ptr<float>(), l.weight.numel(),
                           probe_.steps());
  events_->flush();
}

void write_moment(EventWriter& to, const inspect::Moment& m, const std::vector<std::string>& labels) {
  const auto add = [&](const std::string& tag, double v) {
    if (std::isfinite(v)) to.add_scalar(tag, v, m.step);
  };
  add("loss", m.loss), add("learning rate", m.lr);
  for (size_t k = 0; k < std::min(m.layers.size(), labels.size()); k++) {
    const auto& l = m.layers[k];
    add(labels[k] + "/dead", l.dead), add(labels[k] + "/dormant", l.dormant), add(labels[k] + "/zeros", l.zeros);
    add(labels[k] + "/gradient", l.gradient), add(labels[k] + "/update ratio", l.update_ratio);
  }
}
void write_histograms(EventWriter& to, const std::vector<inspect::Layer>& layers, int64_t step) {
  for (const auto& l : layers) {
    HistogramData h;
    h.counts.assign(inspect::Unit::kBins, 0);
    for (int i = 0; i < inspect::Unit::kBins; i++) h.limits.push_back(std::pow(2, i - 20));
    for (const auto& u : l.units.units) {
      for (int i = 0; i < inspect::Unit::kBins; i++) h.counts[i] += u.histogram[i];
      h.max = std::max({h.max, std::fabs(u.low), std::fabs(u.high)});
    }
    for (const double c : h.counts) h.num += c;
    h.limits.back() = std::max(h.limits.back(), h.max);
    if (h.num > 0 && std::isfinite(h.max)) to.add_histogram(l.label() + "/size of pre-activation", h, step);
  }
}

void Watch::report(const data::LabelledData& test, const Config& config) {
  constexpr int64_t kSamples = 2000;
  const inspect::Recording recording = this->recording();
  const Tensor x = samples_of(test, kSamples);
  inspect::ExamineOptions o;
  o.recording(&recording).targets(test.targets.narrow(0, 0, x.size(0)));
  const inspect::Report report = inspect::examine(net_.body(), x, o);
  PageInput page;
  page.title = config.title(),
  page.about = fmt::format("{} samples of {}; run folder {}", x.size(0), config.data, absolute(run_));
  page.report = &report, page.recording = &recording;
  for (const auto& r : repairs_) page.repairs.push_back(told(r));
  write_file(run_ + "/report.html", report_page(page));
  progress_.line(report.verdict);
  progress_.line("report in " + run_ + "/report.html");
}

}  // namespace rectify::cli
