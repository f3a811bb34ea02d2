// The report for machines.
#include <rectify/inspect/health.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace rectify::inspect {
namespace {

using Json = nlohmann::ordered_json;  // writes null for what is not finite

Json states_of(uint16_t states) {
  Json r = Json::array();
  for (int i = 0; i < kStates; i++)
    if (states & (1 << i)) r.push_back(name_of(static_cast<State>(1 << i)));
  return r;
}
Json of_layer(const LayerHealth& l) {
  const UnitStatistics& s = l.layer.units;
  Json counts = Json::object();
  for (int i = 0; i < kStates; i++)
    counts[name_of(static_cast<State>(1 << i))] = l.count(static_cast<uint16_t>(1 << i));
  Json units = Json::array();
  for (size_t u = 0; u < l.units.size(); u++) {
    const UnitHealth& h = l.units[u];
    if (!h.states) continue;
    Json j{{"unit", u}, {"states", states_of(h.states)}};
    if (h.cause != Cause::None) j["cause"] = name_of(h.cause);
    if (h.step >= 0) j["step"] = h.step;
    if (h.like >= 0) j["like"] = h.like;
    j["firing_rate"] = s.firing_rate(static_cast<int64_t>(u));
    j["bounds"] = {h.bounds.low, h.bounds.high};
    units.push_back(std::move(j));
  }
  return Json{{"name", l.layer.name},
              {"kind", l.layer.kind},
              {"activation", l.layer.activation},
              {"units", s.size()},
              {"states", counts},
              {"zeros", s.zeros()},
              {"flat", s.flat()},
              {"out_mean", s.out_mean()},
              {"out_deviation", std::sqrt(s.out_variance())},
              {"not_finite", s.not_finite()},
              {"gradient", l.gradient},
              {"gain", l.gain},
              {"input_mean", l.layer.input_mean},
              {"input_deviation", l.layer.input_deviation},
              {"unwell", units}};
}

}  // namespace

std::string Report::json() const {
  Json found = Json::array(), all = Json::array();
  for (const Finding& f : findings)
    found.push_back(Json{{"severity", name_of(f.severity)},
                         {"what", f.what},
                         {"layer", f.layer},
                         {"cause", name_of(f.cause)},
                         {"units", f.units},
                         {"numbers", f.numbers},
                         {"text", f.text},
                         {"advice", f.advice}});
  for (const LayerHealth& l : layers) all.push_back(of_layer(l));
  return Json{{"verdict", verdict},         {"samples", samples}, {"units", units()},  {"dead", count(kDead)},
              {"dead_share", dead_share()}, {"finite", finite()}, {"findings", found}, {"layers", all}}
             .dump(1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace rectify::inspect
