// What repairs are good for: every seed's network is damaged by steps with a rate that is too high, and each repair
// goes on from the very same damaged network, as do doing nothing, drawing all weights again, and another seed from the
// beginning.
#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/optim/sgd.h>

#include <cmath>

#include "networks.h"
#include "study.h"
#include "watch.h"

namespace rectify::cli {
namespace {

nn::Sequential fresh(const StudyData& d) {
  NetworkOptions o;
  o.layers = {d.x.size(1), 128, 64, d.classes};
  o.init = "kaiming_normal";
  return make_network(o);
}
nn::Sequential copy_of(const nn::Sequential& net) {
  return nn::Sequential(std::dynamic_pointer_cast<nn::SequentialImpl>(net->clone()));
}
// The training before a network is damaged: one epoch on the first half of the rows.
void first_epoch(nn::Sequential& net, const StudyData& d) {
  StudyData half = d;
  half.x = d.x.narrow(0, 0, d.x.size(0) / 2), half.y = d.y.narrow(0, 0, half.x.size(0));
  follow(net, half, CourseOptions());
}
// Three steps whose rate grows until a share of the units is dead; the loss is still finite. False: not half as many
// could be killed.
bool damage(nn::Sequential& net, const StudyData& d, double share) {
  nn::Sequential worst{nullptr};
  double most = share / 2;
  for (double lr = 0.5; lr < 1e4 && most < share; lr *= 1.2) {
    nn::Sequential tried = copy_of(net);
    optim::SGD sgd(tried->parameters(), optim::SGDOptions(lr));
    for (int i = 0; i < 3; i++) {
      sgd.zero_grad();
      nn::functional::cross_entropy(tried->forward(d.x.narrow(0, i * 32, 32)), d.y.narrow(0, i * 32, 32)).backward();
      sgd.step();
    }
    const NoGradGuard no_grad;
    const int64_t rows = std::min<int64_t>(500, d.x.size(0));
    const double loss =
        nn::functional::cross_entropy(tried->forward(d.x.narrow(0, 0, rows)), d.y.narrow(0, 0, rows)).item<float>();
    const double dead = dead_share_of(tried, d.test_x);
    if (!std::isfinite(loss)) break;
    if (dead <= most || dead > 0.97) continue;
    most = dead, worst = tried;
  }
  if (worst.is_empty()) return false;
  net = worst;
  return true;
}

struct Arm {
  std::string name;
  std::function<void(nn::Sequential&, const StudyData&, uint64_t seed)> apply;
  double rate = 1;  // of the learning rate
};

}  // namespace

StudyRow study_repairs(const StudyData& d, int seeds, bool quick, const std::function<void(const std::string&)>& say) {
  std::vector<Arm> arms;
  arms.push_back({"no repair", [](auto&, auto&, auto) {}});
  arms.push_back(
      {"random re-initialisation", [](nn::Sequential& net, const StudyData& data, uint64_t) { net = fresh(data); }});
  arms.push_back({"another seed", [](nn::Sequential& net, const StudyData& data, uint64_t seed) {
                    manual_seed(seed + 100000);
                    net = fresh(data);
                    first_epoch(net, data);  // as the damaged one did
                  }});
  for (const std::string& how : kRepairs)
    arms.push_back({how, [how](nn::Sequential& net, const StudyData& data, uint64_t) {
                      repair(net, data.x.narrow(0, 0, std::min<int64_t>(2000, data.x.size(0))), how);
                    }});
  arms.push_back({"learning rate restart (twice the rate)", [](auto&, auto&, auto) {}, 2});

  CourseOptions course;
  course.epochs = quick ? 1 : 3;
  std::vector<std::vector<double>> accuracy(arms.size()), gain(arms.size()), dead(arms.size());
  std::vector<double> before, before_dead;
  int damaged = 0;
  for (int tried = 0; damaged < seeds && tried < 3 * seeds; tried++) {
    manual_seed(static_cast<uint64_t>(tried));
    nn::Sequential net = fresh(d);
    first_epoch(net, d);
    if (!damage(net, d, 0.4)) continue;
    before.push_back(accuracy_of(net, d.test_x, d.test_y)), before_dead.push_back(dead_share_of(net, d.test_x));
    std::vector<double> now(arms.size());
    for (size_t a = 0; a < arms.size(); a++) {
      nn::Sequential copy = copy_of(net);
      manual_seed(static_cast<uint64_t>(tried) + 5000);
      arms[a].apply(copy, d, static_cast<uint64_t>(tried));
      manual_seed(static_cast<uint64_t>(tried) + 9000);  // the same order of the rows for all
      CourseOptions o = course;
      o.lr *= arms[a].rate;
      const Course c = follow(copy, d, o);
      now[a] = c.accuracy.empty() ? 0 : c.accuracy.back();
      dead[a].push_back(c.dead);
    }
    for (size_t a = 0; a < arms.size(); a++) accuracy[a].push_back(now[a]), gain[a].push_back(now[a] - now[0]);
    say(fmt::format("seed {}: {:.0f} % of the units dead, accuracy {:.3f}; without repair {:.3f}, recycled {:.3f}",
                    damaged, 100 * before_dead.back(), before.back(), now[0], now[4]));
    damaged++;
  }
  TORCH_CHECK(damaged >= 2, "study repairs: too few networks could be damaged");

  std::vector<std::vector<std::string>> table;
  Json numbers{{"seeds", damaged},
               {"epochs_after", course.epochs},
               {"accuracy_damaged", to_json(estimate(before))},
               {"dead_damaged", to_json(estimate(before_dead))}};
  std::vector<std::string> help, harm, neither;
  const size_t random = 1;
  std::string beat;
  for (size_t a = 0; a < arms.size(); a++) {
    const Estimate e = estimate(accuracy[a]), g = estimate(gain[a]), k = estimate(dead[a]);
    std::vector<double> versus;
    for (size_t i = 0; i < accuracy[a].size(); i++) versus.push_back(accuracy[a][i] - accuracy[random][i]);
    const Estimate v = estimate(versus);
    const std::string word = a == 0 ? "" : g.above(0) ? "helps" : g.below(0) ? "harms" : "no difference shown";
    if (a > 2) (g.above(0) ? help : g.below(0) ? harm : neither).push_back(arms[a].name);
    if (a > 2 && v.above(0)) beat += (beat.empty() ? "" : ", ") + arms[a].name;
    table.push_back({arms[a].name, e.text(2, 100), a == 0 ? "–" : g.text(2, 100), a == random ? "–" : v.text(2, 100),
                     k.text(1, 100), word});
    numbers["arms"][arms[a].name] = Json{{"accuracy", to_json(e)},
                                         {"over_no_repair", to_json(g)},
                                         {"over_random", to_json(v)},
                                         {"dead", to_json(k)},
                                         {"verdict", word}};
  }
  const auto list = [](const std::vector<std::string>& v) {
    std::string s;
    for (const auto& x : v) s += (s.empty() ? "" : ", ") + x;
    return s.empty() ? std::string("none") : s;
  };
  StudyRow r;
  r.claim = "Repairs of dead units are worth it";
  r.verdict = help.empty() ? "does not hold" : harm.empty() && neither.empty() ? "holds" : "half right";
  r.text = fmt::format(
      "{} networks ({}-128-64-{}) were damaged by three steps with too high a rate: {} % of their units dead, accuracy "
      "{} %. After {} more epoch{}, beside the same network "
      "without repair: <b>help</b>: {}; <b>no difference shown</b>: {}; <b>harm</b>: {}. Better than drawing all "
      "weights again (paired, 95 %): {}.",
      damaged, d.x.size(1), d.classes, estimate(before_dead).text(0, 100), estimate(before).text(1, 100), course.epochs,
      course.epochs == 1 ? "" : "s", list(help), list(neither), list(harm), beat.empty() ? "none" : beat);
  r.figures = study_table(
      {"Repair", "Accuracy, %", "Over no repair", "Over random re-init.", "Dead units, %", "Verdict"}, table);
  r.numbers = numbers;
  return r;
}

}  // namespace rectify::cli
