#include "recording.h"

#include <cmath>

namespace rectify::cli {
namespace {

using inspect::Fire;
using inspect::Layer;
using inspect::Moment;

// What is not finite is written as null.
double number(const Json& j) { return j.is_number() ? j.get<double>() : NAN; }

Json of_layer(const Layer& l) {
  std::vector<int64_t> last, fired;
  for (const inspect::Unit& u : l.units.units)
    last.push_back(u.last_fired), fired.push_back(static_cast<int64_t>(u.fired));
  return Json{{"name", l.name},
              {"kind", l.kind},
              {"activation", l.activation},
              {"samples", l.units.samples},
              {"values", l.units.values},
              {"update_ratio", l.update_ratio},
              {"last_fired", last},
              {"fired", fired}};
}
Json of_moment(const Moment& m) {
  Json layers = Json::array();
  for (const auto& l : m.layers) {
    std::string fire;
    for (const Fire f : l.fire) fire += static_cast<char>('0' + static_cast<int>(f));
    layers.push_back(Json{{"dead", l.dead},
                          {"dormant", l.dormant},
                          {"not_finite", l.not_finite},
                          {"zeros", l.zeros},
                          {"gradient", l.gradient},
                          {"update_ratio", l.update_ratio},
                          {"fire", fire}});
  }
  return Json{{"step", m.step}, {"loss", m.loss}, {"lr", m.lr}, {"layers", layers}};
}

}  // namespace

Json to_json(const inspect::Recording& r) {
  Json layers = Json::array(), history = Json::array();
  for (const Layer& l : r.layers) layers.push_back(of_layer(l));
  for (const Moment& m : r.history) history.push_back(of_moment(m));
  Json json{{"steps", r.steps}, {"layers", layers}, {"history", history}};
  if (const auto& n = r.not_finite; n.step >= 0)
    json["not_finite"] = Json{{"step", n.step}, {"layer", n.layer}, {"values", n.values}};
  return json;
}

inspect::Recording recording_from(const Json& json, const std::string& path) {
  inspect::Recording r;
  try {
    r.steps = json.at("steps");
    for (const Json& j : json.at("layers")) {
      Layer l;
      l.name = j.at("name"), l.kind = j.at("kind"), l.activation = j.at("activation");
      l.update_ratio = number(j.at("update_ratio"));
      const auto last = j.at("last_fired").get<std::vector<int64_t>>(),
                 fired = j.at("fired").get<std::vector<int64_t>>();
      TORCH_CHECK(last.size() == fired.size(), path, ": damaged: a layer's lists differ in length");
      l.units = inspect::UnitStatistics(static_cast<int64_t>(last.size()));
      l.units.samples = j.at("samples"), l.units.values = j.at("values");
      for (size_t u = 0; u < last.size(); u++) {
        l.units.units[u].last_fired = last[u], l.units.units[u].fired = static_cast<double>(fired[u]);
      }
      r.layers.push_back(std::move(l));
    }
    for (const Json& j : json.at("history")) {
      Moment m;
      m.step = j.at("step"), m.loss = number(j.at("loss")), m.lr = number(j.at("lr"));
      for (const Json& k : j.at("layers")) {
        Moment::OfLayer l;
        l.dead = k.at("dead"), l.dormant = k.at("dormant"), l.zeros = k.at("zeros");
        l.not_finite = k.value("not_finite", 0.0F);
        l.gradient = static_cast<float>(number(k.at("gradient")));
        l.update_ratio = static_cast<float>(number(k.at("update_ratio")));
        for (const char c : k.at("fire").get<std::string>()) {
          TORCH_CHECK(c >= '0' && c <= '4', path, ": damaged: '", std::string(1, c), "' is no state of a unit");
          l.fire.push_back(static_cast<Fire>(c - '0'));
        }
        m.layers.push_back(std::move(l));
      }
      r.history.push_back(std::move(m));
    }
    if (const auto n = json.find("not_finite"); n != json.end())
      r.not_finite = {n->at("step"), n->at("layer"), n->at("values")};
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": damaged: a field is missing or of the wrong form");
  }
  return r;
}

Repairs read_repairs(const std::string& run) {
  const std::string path = run + "/inspect.json";
  try {
    return exists(path) ? read_json(path).value("repairs", Repairs()) : Repairs();
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": damaged: its repairs are no list of steps and sentences");
  }
}
std::string told(const Repairs::value_type& r) { return "step " + std::to_string(r.first) + ": " + r.second; }

inspect::Recording read_recording(const std::string& run) {
  const std::string path = run + "/inspect.json";
  return exists(path) ? recording_from(read_json(path), path) : inspect::Recording();
}

}  // namespace rectify::cli
