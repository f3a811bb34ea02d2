// From states and causes to findings: what a person should know, with the numbers that show it.
#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "inspect/examination.h"
#include "inspect/values.h"

namespace rectify::inspect {

std::string format(const char* pattern, ...) {
  va_list list, again;
  va_start(list, pattern);
  va_copy(again, list);
  std::string s(static_cast<size_t>(std::vsnprintf(nullptr, 0, pattern, list)) + 1, '\0');
  std::vsnprintf(s.data(), s.size(), pattern, again);
  va_end(list);
  va_end(again);
  s.pop_back();
  return s;
}

const char* name_of(State s) {
  switch (s) {
    case kCertifiedDead:
      return "certified_dead";
    case kSilent:
      return "silent";
    case kDormant:
      return "dormant";
    case kLowUtility:
      return "low_utility";
    case kAlwaysOn:
      return "always_on";
    case kSaturated:
      return "saturated";
    case kDuplicate:
      return "duplicate";
    case kNotFinite:
      return "not_finite";
  }
  return "";
}
const char* name_of(Cause c) {
  static constexpr const char* names[] = {"none",
                                          "born_dead",
                                          "killed",
                                          "bias_drift",
                                          "uncentred_input",
                                          "badly_scaled_input",
                                          "starved",
                                          "init_too_small",
                                          "init_too_large",
                                          "flat_activation",
                                          "symmetric_init",
                                          "not_finite_input",
                                          "not_finite_weights",
                                          "overflow"};
  return names[static_cast<int>(c)];
}
const char* name_of(Severity s) {
  static constexpr const char* names[] = {"note", "warning", "error"};
  return names[static_cast<int>(s)];
}

namespace {

const char* plural(size_t n) { return n == 1 ? "" : "s"; }
const char* these(size_t n) { return n == 1 ? "it" : "they"; }
std::string words(std::string s) {
  std::replace(s.begin(), s.end(), '_', ' ');
  return s;
}
std::string list_of(const std::vector<int64_t>& units) {
  std::string s;
  for (size_t i = 0; i < units.size() && i < 8; i++) s += (i ? ", " : "") + std::to_string(units[i]);
  return units.size() > 8 ? s + ", …" : s;
}

class Writer {
 public:
  Writer(Examination& e, const Tensor& x, const ExamineOptions& o) : e_(e), r_(e.report), x_(x), o_(o) {}

  void write() {
    not_finite();  // the first, for findings of one severity stay in this order
    input();
    for (const LayerHealth& l : r_.layers) {
      if (l.units.empty()) continue;
      dead(l);
      others(l);
    }
    symmetric();
    if (r_.finite() || r_.findings[0].cause == Cause::Overflow) depth();
    stalled();
    std::stable_sort(r_.findings.begin(), r_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    verdict();
  }

 private:
  Finding& add(Severity s, const char* what, const std::string& layer, Cause cause) {
    Finding f;
    f.severity = s, f.what = what, f.layer = layer, f.cause = cause;
    r_.findings.push_back(std::move(f));
    return r_.findings.back();
  }
  Severity by_share(double share) const {
    return share >= 0.5 ? Severity::Error : share >= o_.dead_share() ? Severity::Warning : Severity::Note;
  }

  // NaN and infinities: one finding that says where they come first.
  void not_finite() {
    const Values x(x_, 0);
    int64_t bad = 0, first = -1;
    for (int64_t i = 0; i < x.units; i++)
      if (const float* row = x.data + i * x.positions;
          !std::all_of(row, row + x.positions, [](float v) { return std::isfinite(v); }))
        bad++, first = first < 0 ? i : first;
    const LayerHealth *outputs = nullptr, *gradients = nullptr, *weights = nullptr;
    int64_t layers = 0;
    for (const LayerHealth& l : r_.layers) {
      const auto& s = l.layer.units;
      if (s.not_finite()) outputs = outputs ? outputs : &l, layers++;
      if (s.gradient_not_finite()) gradients = &l;  // they come from behind
      if (!weights && !e_.not_finite.empty())
        for (const auto& p : l.layer.module->named_parameters(false)) weights = all_finite(p.value()) ? weights : &l;
    }
    if (!bad && e_.not_finite.empty() && !outputs && !gradients && !e_.outputs_not_finite) return;
    const LayerHealth* where = weights ? weights : outputs ? outputs : gradients;
    const bool parameters = !e_.not_finite.empty();
    const std::string label = where && !(bad && !parameters) ? where->layer.label() : "";
    Finding& f = add(Severity::Error, "not_finite", label,
                     parameters                         ? Cause::NotFiniteWeights
                     : bad                              ? Cause::NotFiniteInput
                     : outputs || e_.outputs_not_finite ? Cause::Overflow
                                                        : Cause::None);
    const int64_t units = r_.count(kNotFinite);
    if (where == outputs && outputs)
      for (size_t u = 0; u < outputs->units.size(); u++)
        if (outputs->units[u].states & kNotFinite) f.units.push_back(static_cast<int64_t>(u));
    f.numbers = {{"units", static_cast<double>(units)},
                 {"of", static_cast<double>(r_.units())},
                 {"parameters", static_cast<double>(e_.not_finite.size())},
                 {"input_samples", static_cast<double>(bad)},
                 {"output_samples", static_cast<double>(e_.outputs_not_finite)},
                 {"samples", static_cast<double>(r_.samples)}};
    if (parameters) {
      std::string names;
      for (size_t i = 0; i < e_.not_finite.size() && i < 4; i++) names += (i ? ", " : "") + e_.not_finite[i];
      if (e_.not_finite.size() > 4) names += ", …";
      f.text =
          format("There is NaN or infinity in %zu of the network's tensors (%s)", e_.not_finite.size(), names.c_str());
      f.text += weights ? ", first at " + label + "." : ".";
      f.advice =
          "Such weights cannot be repaired: go back to the last checkpoint whose weights are finite, and train "
          "on with a lower learning rate or with the gradient's norm clipped.";
    }
    if (bad) {
      f.text += format("%sThe data have NaN or infinity in %lld of %lld samples; the first is number %lld.",
                       parameters ? " " : "", static_cast<long long>(bad), static_cast<long long>(r_.samples),
                       static_cast<long long>(first));
      f.advice +=
          std::string(parameters ? " " : "") + "Clean the data: leave such samples out or fill in what is missing.";
    }
    if (f.cause == Cause::Overflow) {
      f.text = outputs ? label +
                             " is the first layer that gives NaN or infinity: inputs and weights are finite, but the "
                             "numbers outgrow what a float holds."
                       : std::string(
                             "The network's outputs are NaN or infinite though those of every layer with weights are "
                             "finite: something behind them, like a logarithm or a division, does it.");
      f.advice =
          outputs
              ? "Scale the inputs and the weights down (He's initialisation, BatchNorm), and clip the gradient's norm."
              : "Keep that function's arguments away from where it is not defined.";
    }
    if (f.cause == Cause::None) {
      f.text = "The gradient is NaN or infinite, at " + label + " and before, though all outputs are finite.";
      f.advice =
          "Look at the loss, and at functions whose slope is infinite somewhere, like a square root or a "
          "logarithm at 0; or clip the gradient's norm.";
    }
    if (units)
      f.text += format(" %lld of %lld units, in %lld layer%s, give such values; they are counted apart from dead ones.",
                       static_cast<long long>(units), static_cast<long long>(r_.units()),
                       static_cast<long long>(layers), plural(static_cast<size_t>(layers)));
    if (o_.recording() && o_.recording()->not_finite.step >= 0) began(f, o_.recording()->not_finite);
  }
  void began(Finding& f, const NotFinite& n) {
    f.numbers["step"] = static_cast<double>(n.step);
    f.text += format(" In training they came first in step %lld, in the %s of %s", static_cast<long long>(n.step),
                     n.values.c_str(), n.layer.c_str());
    if (const Moment* m = moment(n.step); m && !std::isnan(m->lr))
      f.numbers["lr"] = m->lr, f.text += format(", under a learning rate of %.3g", m->lr);
    f.text += ".";
    if (n.values == "inputs") f.advice += " The training's data had such values as well.";
  }

  void input() {
    if (!x_.is_floating_point()) return;
    const Centre c = centre_of(Values(x_, unit_dim(x_)));
    if (c.deviation == 0 && c.mean == 0) return;
    if (c.ratio() > o_.uncentred()) {
      Finding& f = add(Severity::Warning, "uncentred_input", "", Cause::UncentredInput);
      f.numbers = {{"ratio", c.ratio()}, {"mean", c.mean}, {"deviation", c.deviation}};
      f.text = format(
          "The network's input is not centred: its mean has norm %.3g and its deviation %.3g, a ratio of %.3g where "
          "%.3g is "
          "the limit. The first layer's units then look at the mean more than at what differs between samples: "
          "they are on for all samples or for none.",
          c.mean, c.deviation, c.ratio(), o_.uncentred());
      f.advice =
          "Subtract each feature's mean and divide by its deviation before the first layer, or put a BatchNorm there.";
    } else if (c.size > o_.largest_input() || c.size < o_.smallest_input()) {
      Finding& f = add(Severity::Warning, "badly_scaled_input", "", Cause::BadlyScaledInput);
      f.numbers = {{"size", c.size}};
      f.text = format(
          "The network's input has a root mean square of %.3g; initialisations expect about 1. The first layer's "
          "outputs and "
          "the gradients of its weights are off by that factor.",
          c.size);
      f.advice = "Divide the inputs by their deviation.";
    }
  }

  // One finding for each cause in a layer.
  void dead(const LayerHealth& l) {
    std::map<Cause, std::vector<int64_t>> by_cause;
    for (size_t u = 0; u < l.units.size(); u++)
      if (l.units[u].states & kDead) by_cause[l.units[u].cause].push_back(static_cast<int64_t>(u));
    const double share = l.share(kDead);
    for (auto& [cause, units] : by_cause) {
      Finding& f = add(by_share(share), "dead_units", l.layer.label(), cause);
      f.units = units;
      int64_t certified = 0;
      for (const int64_t u : units) certified += (l.units[u].states & kCertifiedDead) != 0;
      const size_t n = units.size();
      f.numbers = {{"units", static_cast<double>(n)},
                   {"of", static_cast<double>(l.units.size())},
                   {"share", static_cast<double>(n) / static_cast<double>(l.units.size())},
                   {"certified", static_cast<double>(certified)},
                   {"samples", static_cast<double>(r_.samples)}};
      const double rate = std::min(1.0, 3.0 / static_cast<double>(r_.samples));
      f.text =
          format("%s: %zu of %zu units (%s) never fired on %lld sample%s", l.layer.label().c_str(), n, l.units.size(),
                 list_of(units).c_str(), static_cast<long long>(r_.samples), plural(static_cast<size_t>(r_.samples)));
      f.text += certified == static_cast<int64_t>(n) ? "; for all inputs in the data's range that is proven."
                : certified                          ? format(
                                                           "; for %lld of them it is proven for all inputs in the data's range, the others' "
                                                                                    "firing rate is at most %.2g %% (with 95 %% confidence).",
                                                           static_cast<long long>(certified), 100 * rate)
                            : format(": their firing rate is at most %.2g %% (with 95 %% confidence).", 100 * rate);
      explain(f, l, units);
    }
  }
  void explain(Finding& f, const LayerHealth& l, const std::vector<int64_t>& units) {
    const size_t n = units.size();
    const int64_t u = units[0];
    const UnitStatistics& s = l.layer.units;
    double high = -INFINITY, mean = 0;
    for (const int64_t k : units)
      high = std::max(high, s.units[k].high), mean += s.units[k].mean / static_cast<double>(n);
    f.numbers["highest_input"] = high;
    f.numbers["mean_input"] = mean;
    switch (f.cause) {
      case Cause::Starved:
        f.text += format(" Nothing reaches %s: all inputs with a weight come from units that are dead.",
                         n == 1 ? "it" : "them");
        f.advice =
            "Repair the layer before it; this one follows. Then, or if the layers are too narrow for the depth, "
            "initialise again (He, LSUV or RAI).";
        break;
      case Cause::Killed: {
        std::vector<int64_t> steps;
        for (const int64_t k : units) steps.push_back(l.units[k].step);
        std::sort(steps.begin(), steps.end());
        const int64_t step = steps[steps.size() / 2];
        f.numbers["step"] = static_cast<double>(step);
        f.numbers["first_step"] = static_cast<double>(steps.front());
        f.numbers["last_step"] = static_cast<double>(steps.back());
        f.text += format(" %s fired until step %lld", n == 1 ? "It" : "They", static_cast<long long>(step));
        if (steps.front() != steps.back())
          f.text += format(" (half of them; the first stopped at %lld, the last at %lld)",
                           static_cast<long long>(steps.front()), static_cast<long long>(steps.back()));
        const Moment* m = moment(step);
        if (m) {
          if (!std::isnan(m->lr)) f.numbers["lr"] = m->lr, f.text += format(", under a learning rate of %.3g", m->lr);
          const size_t at = place_of(l.layer);
          if (at < m->layers.size()) {
            const auto& of = m->layers[at];
            if (!std::isnan(of.gradient))
              f.numbers["gradient"] = of.gradient, f.text += format(", a gradient of %.3g", of.gradient);
            if (!std::isnan(of.update_ratio))
              f.numbers["update_ratio"] = of.update_ratio,
              f.text += format(", an update of %.3g of the weights' norm", of.update_ratio);
          }
        }
        f.text += format(
            ". Since then nothing that reaches %s turns %s on (the greatest pre-activation is %.3g), and no gradient "
            "comes back.",
            n == 1 ? "it" : "them", n == 1 ? "it" : "them", high);
        f.advice =
            "Lower the learning rate or warm it up, or clip the gradient's norm; recycle the units, or use LeakyReLU "
            "or ELU.";
        break;
      }
      case Cause::BiasDrift:
        f.text += format(
            " The bias does it: without it %s would fire (unit %lld: the greatest pre-activation is %.3g, its mean "
            "%.3g and "
            "deviation %.3g).",
            these(n), static_cast<long long>(u), s.units[u].high, s.units[u].mean, std::sqrt(s.variance(u)));
        f.advice =
            "Shift the biases back (repair bias_shift), and take the bias out of momentum or weight decay if it drifts "
            "again.";
        break;
      case Cause::UncentredInput:
        f.text += format(" The inputs' mean does it: with centred inputs %s would fire.", these(n));
        f.advice = "Centre the inputs; then recycle the units or shift their biases.";
        break;
      default:
        f.text += o_.recording()
                      ? format(" %s since the first step that was watched: born dead.",
                               n == 1 ? "It has not fired" : "None has fired")
                      : std::string(
                            " No bias, input or dead layer before explains it: born dead by its random weights, "
                            "or killed in a "
                            "training that was not watched (rectify train --watch tells which).");
        f.advice =
            "Recycle the units, or initialise the layer again (He; randomised asymmetric initialisation for narrow and "
            "deep networks).";
    }
  }
  const Moment* moment(int64_t step) const {
    for (const Moment& m : o_.recording()->history)
      if (m.step >= step) return &m;
    return nullptr;
  }
  size_t place_of(const Layer& l) const {
    size_t i = 0;
    while (i < o_.recording()->layers.size() && o_.recording()->layers[i].label() != l.label()) i++;
    return i;
  }

  void others(const LayerHealth& l) {
    const double n = static_cast<double>(l.units.size());
    const auto units = [&](uint16_t state, uint16_t unless) {
      std::vector<int64_t> r;
      for (size_t u = 0; u < l.units.size(); u++)
        if ((l.units[u].states & state) && !(l.units[u].states & unless)) r.push_back(static_cast<int64_t>(u));
      return r;
    };
    const std::string label = l.layer.label();
    if (const auto u = units(kDormant, kDead); static_cast<double>(u.size()) >= 0.2 * n) {
      Finding& f = add(Severity::Note, "dormant_units", label, Cause::None);
      f.units = u, f.numbers = {{"units", u.size()}, {"of", n}, {"tau", o_.tau()}};
      f.text = format("%s: %zu of %.0f units fire but are dormant: their mean output is at most %.3g of the layer's.",
                      label.c_str(), u.size(), n, o_.tau());
      f.advice = "They add little; recycle them if training has stalled, or prune those that stay so.";
    }
    if (const auto u = units(kSaturated, kDead); static_cast<double>(u.size()) >= 0.3 * n) {
      Finding& f = add(by_share(static_cast<double>(u.size()) / n), "saturated_units", label,
                       too_large(l) ? Cause::InitTooLarge : Cause::FlatActivation);
      f.units = u, f.numbers = {{"units", u.size()}, {"of", n}, {"flat", l.layer.units.flat()}, {"gain", l.gain}};
      f.text = format(
          "%s: %zu of %.0f units are saturated: for at least %.0f %% of their values the slope is below 1 %% of its "
          "peak, so next to no "
          "gradient comes through.%s",
          label.c_str(), u.size(), n, 100 * o_.saturated(),
          too_large(l) ? format(" The weights are large for the number of inputs (gain %.3g).", l.gain).c_str() : "");
      f.advice =
          "Scale the weights down or centre and scale the inputs (BatchNorm), or use an activation that does not "
          "saturate on both sides.";
    }
    if (const auto u = units(kAlwaysOn, kDead); static_cast<double>(u.size()) >= 0.9 * n && n >= 4) {
      Finding& f = add(Severity::Note, "linear_layer", label, Cause::None);
      f.units = u, f.numbers = {{"units", u.size()}, {"of", n}};
      f.text = format("%s: %zu of %.0f units are always on, so the layer is a linear map of its input.", label.c_str(),
                      u.size(), n);
      f.advice = "The layer could be merged with the next one; centred inputs make it fold.";
    }
    const auto alike = units(kDuplicate, kDead);
    if (static_cast<double>(alike.size()) >= 0.1 * n) {
      Finding& f = add(Severity::Note, "duplicate_units", label, Cause::None);
      f.units = alike, f.numbers = {{"units", alike.size()}, {"of", n}, {"correlation", o_.duplicate()}};
      f.text = format("%s: %zu of %.0f units do what another unit does (correlation above %.4g).", label.c_str(),
                      alike.size(), n, o_.duplicate());
      f.advice = "One of each pair can be pruned: its outgoing weights go to the other.";
    }
  }

  double wanted_gain(const LayerHealth& l) const {
    return l.layer.function == Activation::count ? 1 : activations::entry(l.layer.function).record->gain;
  }
  bool too_large(const LayerHealth& l) const { return l.gain > 2 * wanted_gain(l); }

  // Rows of the weights that are the same.
  void symmetric() {
    for (const LayerHealth& l : r_.layers) {
      const Values w(l.layer.weight, 0);
      if (w.units < 2 || l.layer.weight.dim() < 2 || l.units.empty()) continue;
      int64_t alike = 0;
      std::vector<int64_t> units;
      const auto row = [&](int64_t u) { return w.data + u * w.positions; };
      // Rows that are alike have the same product with a fixed vector, and are neighbours when sorted by it.
      std::vector<std::pair<double, int64_t>> order(w.units);
      for (int64_t u = 0; u < w.units; u++) {
        double product = 0;
        for (int64_t i = 0; i < w.positions; i++) product += row(u)[i] * std::sin(1 + 0.7 * static_cast<double>(i));
        order[u] = {product, u};
      }
      std::sort(order.begin(), order.end());
      for (int64_t i = 1; i < w.units; i++) {
        const float *p = row(order[i - 1].second), *q = row(order[i].second);
        double square = 0, apart = 0;
        for (int64_t k = 0; k < w.positions; k++)
          square += static_cast<double>(p[k]) * p[k],
              apart += (static_cast<double>(p[k]) - q[k]) * (static_cast<double>(p[k]) - q[k]);
        if (apart <= 1e-8 * square) alike++, units.push_back(order[i].second);
      }
      if (2 * alike < w.units) continue;
      std::sort(units.begin(), units.end());
      Finding& f = add(Severity::Error, "symmetric_units", l.layer.label(), Cause::SymmetricInit);
      f.units = units, f.numbers = {{"units", alike}, {"of", w.units}};
      f.text = format(
          "%s: %lld of %lld units have the very weights of another one. They compute the same, get the same gradient "
          "and stay alike "
          "for ever: the layer is as narrow as the number of different ones.",
          l.layer.label().c_str(), static_cast<long long>(alike), static_cast<long long>(w.units));
      f.advice =
          "Initialise the weights at random (He for ReLU, Xavier for tanh and sigmoid); only biases may begin equal.";
    }
  }

  void depth() {
    std::vector<const LayerHealth*> with;
    bool dead_layer = false;
    for (const LayerHealth& l : r_.layers) {
      if (!std::isnan(l.gradient)) with.push_back(&l);
      dead_layer = dead_layer || (!l.units.empty() && l.share(kDead) == 1);
    }
    if (with.size() < 3) return;
    const LayerHealth &first = *with.front(), &last = *with.back();
    const double ratio = last.gradient > 0 ? first.gradient / last.gradient : first.gradient > 0 ? INFINITY : 1;
    const double layers = static_cast<double>(with.size() - 1), each = std::pow(ratio, 1 / layers);
    double gain = 0, wanted = 0, flat = 0;
    size_t n = 0;
    for (const LayerHealth* l : with)
      if (!l->units.empty())
        gain += std::log(l->gain), wanted += std::log(wanted_gain(*l)), flat += l->layer.units.flat(), n++;
    if (n == 0) return;
    gain = std::exp(gain / static_cast<double>(n)), wanted = std::exp(wanted / static_cast<double>(n)),
    flat /= static_cast<double>(n);
    const auto numbers = std::map<std::string, double>{
        {"ratio", ratio}, {"first", first.gradient},   {"last", last.gradient}, {"layers", layers}, {"each", each},
        {"gain", gain},   {"recommended_gain", wanted}};
    if ((ratio < 1 / o_.gradient_ratio() || !(first.gradient > 0)) && !dead_layer && last.gradient > 0) {
      const bool small = gain < 0.75 * wanted && !bounded(*with.front());
      Finding& f = add(ratio < 1e-3 / o_.gradient_ratio() ? Severity::Error : Severity::Warning, "vanishing_gradient",
                       "", small ? Cause::InitTooSmall : Cause::FlatActivation);
      f.numbers = numbers;
      f.text = format(
          "The gradient vanishes with depth: its norm is %.3g at %s and %.3g at %s, a factor of %.3g for each of %.0f "
          "layers.",
          last.gradient, last.layer.label().c_str(), first.gradient, first.layer.label().c_str(), each, layers);
      f.text +=
          small ? format(" The weights are small for the depth: their gain is %.3g where %.3g keeps the signal's size.",
                         gain, wanted)
                : format(
                      " The activation's slope does it: %.0f %% of the values have a flat one, and it is below 1 "
                      "almost everywhere.",
                      100 * flat);
      f.advice = small ? "Initialise with the gain that the activation needs (He for ReLU), or put BatchNorm or skip "
                         "connections in."
                       : "Use ReLU or one of its kin with He's initialisation, BatchNorm, or skip connections.";
      return;
    }
    const double out_first = size_of(first), out_last = size_of(last);
    const double growth = out_first > 0 ? out_last / out_first : 1;
    if (ratio > o_.gradient_ratio() || growth > o_.gradient_ratio() || !std::isfinite(ratio) ||
        !std::isfinite(growth)) {
      Finding& f = add(Severity::Error, "exploding_gradient", "", Cause::InitTooLarge);
      f.numbers = numbers;
      f.numbers["growth"] = growth;
      f.text = format(
          "The signal explodes with depth: the gradient grows by a factor of %.3g from %s back to %s (%.3g a layer), "
          "the outputs by %.3g "
          "from the first layer to the last. The weights' gain is %.3g where %.3g keeps the signal's size.",
          ratio, last.layer.label().c_str(), first.layer.label().c_str(), each, growth, gain, wanted);
      f.advice = "Initialise with the gain that the activation needs, clip the gradient's norm, or put BatchNorm in.";
    }
  }
  static bool bounded(const LayerHealth& l) {
    if (l.layer.function == Activation::count) return false;
    const auto& r = *activations::entry(l.layer.function).record;
    return std::isfinite(r.low) && std::isfinite(r.high);
  }
  static double size_of(const LayerHealth& l) {
    double square = 0;
    const auto& s = l.layer.units;
    for (const Unit& u : s.units) square += u.out_mean * u.out_mean + u.out_m2 / std::max(1.0, s.values);
    return std::sqrt(square / static_cast<double>(std::max<int64_t>(1, s.size())));
  }

  void stalled() {
    if (!o_.recording() || o_.recording()->steps < 2) return;
    std::vector<std::string> names;
    double ratio = 0;
    for (const Layer& l : o_.recording()->layers)
      if (l.update_ratio < o_.stalled() && std::find(names.begin(), names.end(), l.name) == names.end())
        names.push_back(l.name), ratio = std::max(ratio, l.update_ratio);
    if (names.empty()) return;
    std::string all;
    for (const std::string& n : names) all += (all.empty() ? "" : ", ") + n;
    Finding& f = add(Severity::Warning, "stalled_layer", names.size() == 1 ? names[0] : "", Cause::None);
    f.numbers = {{"layers", static_cast<double>(names.size())}, {"update_ratio", ratio}};
    f.text = format(
        "The weights of layer%s %s no longer change: the last update that was looked at is %.3g of their norm at most.",
        plural(names.size()), all.c_str(), ratio);
    f.advice = "If the loss is still high, look for dead or saturated units, or restart with another learning rate.";
  }

  void verdict() {
    const int64_t n = r_.units(), dead = r_.count(kDead), certified = r_.count(kCertifiedDead);
    size_t errors = 0, warnings = 0;
    for (const Finding& f : r_.findings)
      errors += f.severity == Severity::Error, warnings += f.severity == Severity::Warning;
    std::string s = format("%lld of %lld units dead (%.1f %%", static_cast<long long>(dead), static_cast<long long>(n),
                           100 * r_.dead_share());
    if (certified) s += format("; %lld proven", static_cast<long long>(certified));
    if (n == 0) s = "No layer has an activation (";
    s += format(n == 0 ? "%lld sample%s): " : ") on %lld sample%s: ", static_cast<long long>(r_.samples),
                plural(static_cast<size_t>(r_.samples)));
    if (errors + warnings == 0)
      s += "the network is well.";
    else
      s += format("%zu error%s and %zu warning%s; first of all: ", errors, plural(errors), warnings, plural(warnings)) +
           words(r_.findings[0].what) + (r_.findings[0].layer.empty() ? "" : " at " + r_.findings[0].layer) + ".";
    if (!r_.finite()) {
      const Finding& f = r_.findings[0];
      s = format("The network is not finite: NaN or infinity in %s%s%s; %lld of %lld units give them. ",
                 f.cause == Cause::NotFiniteWeights ? "its weights"
                 : f.cause == Cause::NotFiniteInput ? "the data"
                 : f.cause == Cause::Overflow       ? "its outputs"
                                                    : "its gradients",
                 f.layer.empty() ? "" : ", first at ", f.layer.c_str(), static_cast<long long>(r_.count(kNotFinite)),
                 static_cast<long long>(n)) +
          s;
    }
    r_.verdict = s;
  }

  Examination& e_;
  Report& r_;
  const Tensor& x_;
  const ExamineOptions& o_;
};

}  // namespace

void find_findings(Examination& e, const Tensor& x, const ExamineOptions& o) { Writer(e, x, o).write(); }

std::string Report::text() const {
  std::string s = verdict + "\n";
  for (const Finding& f : findings)
    s += std::string("\n") + name_of(f.severity) + ": " + f.text + " " + f.advice + "\n";
  return s;
}

}  // namespace rectify::inspect
