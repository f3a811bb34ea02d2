// `rectify study`: the claims of the article about ReLU, each measured over seeds.
#include "study.h"

#include <fmt/format.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/nn.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>
#include <rectify/optim/sgd.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "networks.h"
#include "page.h"

namespace rectify::cli {
namespace {

struct Plan {
  bool quick;
  int seeds;
  int64_t epochs;
  std::vector<std::string> compared;  // trained
  std::vector<int64_t> depths;
};

// ReLU, what the article sets it against, and its kin.
std::vector<std::string> compared(bool quick) {
  if (!quick) return activation_names();
  return {"relu", "sigmoid", "tanh", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "prelu"};
}
bool saturates(const std::string& name) {
  for (const auto& e : activations::kTable)
    if (name == e.record->name)
      return std::isfinite(e.record->low) && std::isfinite(e.record->high) && e.record->low < e.record->high &&
             std::string(e.record->kinks).empty();
  return false;
}
nn::Sequential network(const std::string& activation, std::vector<int64_t> layers, const std::string& init) {
  NetworkOptions o;
  o.activation = activation, o.layers = std::move(layers), o.init = init;
  return make_network(o);
}
std::string card(const std::string& title, const std::string& chart) {
  return "<div class=\"card\"><h3>" + html(title) + "</h3>" + chart + "</div>";
}
std::string grid(const std::string& cards) { return "<div class=\"grid\">" + cards + "</div>\n"; }
std::string own_init(const std::string& activation) {
  return saturates(activation) ? "xavier_normal" : "kaiming_normal";
}

double best_seconds(const std::function<void()>& f) {
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 5; i++) f();
  double best = 1e9;
  for (int r = 0; r < 9; r++) {
    const auto start = Clock::now();
    for (int i = 0; i < 20; i++) f();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count() / 20);
  }
  return best;
}

StudyRow costs(const StudyData& d, const Plan& plan) {
  StudyRow r;
  r.claim = "ReLU is cheap to compute; sigmoid and tanh are expensive";
  const int threads = get_num_threads();
  set_num_threads(1);
  const Tensor x = randn({256, 256}).set_requires_grad(true), g = randn({256, 256});
  const auto batch = d.x.narrow(0, 0, 128), target = d.y.narrow(0, 0, 128);
  std::vector<std::vector<std::string>> table;
  double relu = 0, relu_share = 0, slowest = 0, slowest_share = 0;
  for (const std::string& name : plan.compared) {
    nn::Sequential one;
    nn::Sequential whole = network(name, {d.x.size(1), 256, d.classes}, "default");
    one->push_back(*(whole->begin() + 1));
    const double forward = best_seconds([&] {
      const NoGradGuard no_grad;
      one->forward(x);
    });
    const double both = best_seconds([&] { autograd::grad({one->forward(x)}, {x}, {g}); });
    optim::SGD sgd(whole->parameters(), optim::SGDOptions(0.01));
    const double step = best_seconds([&] {
      sgd.zero_grad();
      nn::functional::cross_entropy(whole->forward(batch), target).backward();
      sgd.step();
    });
    const double elements = 256 * 256, share = both / elements * 128 * 256 / step;
    table.push_back({name, fmt::format("{:.3f}", forward / elements * 1e9),
                     fmt::format("{:.3f}", both / elements * 1e9), fmt::format("{:.1f}", 100 * share),
                     fmt::format("{:.0f}", step * 1e6)});
    r.numbers[name] = Json{{"forward_ns", forward / elements * 1e9},
                           {"both_ns", both / elements * 1e9},
                           {"share_of_step", share},
                           {"step_us", step * 1e6}};
    if (relu == 0) relu = both, relu_share = share;
    if (saturates(name) && both > slowest) slowest = both, slowest_share = share;
  }
  set_num_threads(threads);
  const double times = slowest / relu;
  r.verdict = times > 1.2 ? (slowest_share < 0.1 ? "half right" : "holds") : "does not hold";
  r.text = fmt::format(
      "Per element the slowest of the S-shaped functions costs {:.1f} times as much as ReLU (forward and backward). "
      "But of a training step of the article’s network (batch 128, one thread) ReLU takes {:.1f} % and that one {:.1f} "
      "%: "
      "the matrix products take the rest.",
      times, 100 * relu_share, 100 * slowest_share);
  r.figures =
      study_table({"Activation", "Forward, ns/element", "With backward", "Share of a step, %", "Step, µs"}, table);
  return r;
}

constexpr double kSmallest = 1.4e-45;  // of a float: what is less counts as this

// The gradient's norm by the first layer's outputs over that by the last hidden layer's.
double gradient_ratio(const std::string& activation, int64_t depth, const std::string& init) {
  constexpr int64_t kWidth = 64;
  std::vector<int64_t> layers(static_cast<size_t>(depth) + 1, kWidth);
  layers.push_back(10);
  nn::Sequential net = network(activation, layers, init);
  Tensor h = randn({64, kWidth}), first;
  for (size_t i = 0; i + 1 < net->size(); i++) {
    h = (net->begin() + static_cast<std::ptrdiff_t>(i))->forward_tensor(h);
    if (i == 1) first = h;
  }
  const Tensor last = h, out = (net->end() - 1)->forward_tensor(h);
  const auto grads = autograd::grad({(out * randn({64, 10})).sum()}, {first, last});
  const double a = grads[0].norm().item<float>(), b = grads[1].norm().item<float>();
  return a / b;
}
StudyRow gradients(const Plan& plan) {
  StudyRow r;
  r.claim = "ReLU does not suffer from vanishing gradients";
  std::vector<Series> own, plain;
  double relu_own = NAN, relu_plain = NAN, sigmoid_own = NAN;
  const int64_t deep = plan.depths.back();
  for (const std::string& name : plan.compared) {
    Series a{name, {}, {}}, b{name, {}, {}};
    for (const int64_t depth : plan.depths) {
      std::vector<double> with, without;
      for (int s = 0; s < plan.seeds; s++) {
        manual_seed(static_cast<uint64_t>(s));
        with.push_back(std::log10(std::max(gradient_ratio(name, depth, own_init(name)), kSmallest)));
        without.push_back(std::log10(std::max(gradient_ratio(name, depth, "default"), kSmallest)));
      }
      const Estimate e = estimate(with), f = estimate(without);
      a.x.push_back(static_cast<double>(depth)), a.y.push_back(std::pow(10, e.mean));
      b.x.push_back(static_cast<double>(depth)), b.y.push_back(std::pow(10, f.mean));
      r.numbers[name][std::to_string(depth)] = Json{{"own_init_log10", to_json(e)}, {"default_init_log10", to_json(f)}};
      if (depth == deep && name == plan.compared[0]) relu_own = a.y.back(), relu_plain = b.y.back();
      if (depth == deep && saturates(name) && !(sigmoid_own < a.y.back())) sigmoid_own = a.y.back();
    }
    own.push_back(a), plain.push_back(b);
  }
  const bool good = relu_own > 1e-2 && relu_own > 1e3 * sigmoid_own, bad = relu_plain < 1e-3;
  r.verdict = good && !bad ? "holds" : good ? "half right" : "does not hold";
  r.text = fmt::format(
      "Through {} layers the gradient keeps a factor of {:.2g} with ReLU and He’s initialisation, and {} with the "
      "S-shaped function that loses most. It is the initialisation as much as the function: "
      "with libtorch’s default one ReLU’s gradient shrinks to {:.2g}.",
      deep, relu_own, sigmoid_own > 2 * kSmallest ? fmt::format("{:.2g}", sigmoid_own) : "less than a float can hold",
      relu_plain);
  r.figures = grid(card("With an initialisation for the function (He, or Xavier)",
                        line_chart("Gradient at the first layer over that at the last", own, true, {}, "layers")) +
                   card("With the default initialisation",
                        line_chart("Gradient at the first layer over that at the last", plain, true, {}, "layers")));
  return r;
}

// Trainings of the article's network with every activation: four rows come from them.
std::vector<StudyRow> trainings(const StudyData& d, const Plan& plan,
                                const std::function<void(const std::string&)>& say) {
  struct Result {
    std::string name;
    Estimate accuracy, dead, seconds, epochs, mean, ratio, slope;
    std::vector<Estimate> course, zeros;
  };
  std::vector<Result> all;
  std::vector<std::vector<Course>> courses;
  std::vector<std::vector<double>> slopes;
  for (const std::string& name : plan.compared) {
    courses.emplace_back();
    slopes.emplace_back();
    for (int s = 0; s < plan.seeds; s++) {
      manual_seed(static_cast<uint64_t>(s));
      nn::Sequential net = network(name, {d.x.size(1), 256, d.classes}, "default");
      CourseOptions o;
      o.epochs = plan.epochs;
      courses.back().push_back(follow(net, d, o));
      for (const auto& p : net->named_parameters())
        if (p.value().numel() == 1) slopes.back().push_back(p.value().item<float>());
    }
    say(fmt::format("{}: accuracy {:.4f}", name,
                    courses.back()[0].accuracy.empty() ? 0.0 : courses.back()[0].accuracy.back()));
  }
  // What ReLU reaches after a half of the epochs is the goal.
  std::vector<double> halfway;
  for (const Course& c : courses[0]) halfway.push_back(c.accuracy[static_cast<size_t>((plan.epochs - 1) / 2)]);
  const double goal = std::floor(estimate(halfway).mean * 200) / 200;
  for (size_t a = 0; a < plan.compared.size(); a++) {
    Result r;
    r.name = plan.compared[a];
    std::vector<double> accuracy, dead, seconds, epochs, mean, ratio;
    for (const Course& c : courses[a]) {
      accuracy.push_back(c.accuracy.empty() ? 0 : c.accuracy.back()), dead.push_back(c.dead),
          seconds.push_back(c.seconds / static_cast<double>(plan.epochs));
      mean.push_back(c.mean), ratio.push_back(std::fabs(c.mean) / std::max(c.deviation, 1e-12));
      double needed = static_cast<double>(plan.epochs) + 1;  // at least
      for (size_t e = 0; e < c.accuracy.size(); e++)
        if (c.accuracy[e] >= goal) {
          needed = static_cast<double>(e + 1);
          break;
        }
      epochs.push_back(needed);
    }
    r.accuracy = estimate(accuracy), r.dead = estimate(dead), r.seconds = estimate(seconds),
    r.epochs = estimate(epochs), r.mean = estimate(mean), r.ratio = estimate(ratio), r.slope = estimate(slopes[a]);
    for (int64_t e = 0; e < plan.epochs; e++) {
      std::vector<double> now, zeros;
      for (const Course& c : courses[a])
        if (static_cast<size_t>(e) < c.accuracy.size())
          now.push_back(c.accuracy[static_cast<size_t>(e)]), zeros.push_back(c.zeros[static_cast<size_t>(e)]);
      r.course.push_back(estimate(now)), r.zeros.push_back(estimate(zeros));
    }
    all.push_back(std::move(r));
  }
  const Result& relu = all[0];
  const auto series = [&](const auto& pick) {
    std::vector<Series> s;
    for (const Result& r : all) {
      Series one{r.name, {}, {}};
      for (size_t e = 0; e < r.course.size(); e++)
        one.x.push_back(static_cast<double>(e + 1)), one.y.push_back(pick(r, e));
      s.push_back(std::move(one));
    }
    return s;
  };
  std::vector<StudyRow> rows(4);
  // Speed of learning.
  StudyRow& fast = rows[0];
  fast.claim = "Networks with ReLU converge in fewer epochs than with sigmoid or tanh";
  std::vector<std::vector<std::string>> table;
  int slower = 0, not_slower = 0;
  std::string others;
  for (const Result& r : all) {
    const bool reached = !(r.epochs.mean > static_cast<double>(plan.epochs));
    table.push_back({r.name, reached ? r.epochs.text(2) : fmt::format("> {}", plan.epochs), r.accuracy.text(2, 100)});
    fast.numbers[r.name] = Json{{"epochs_to_goal", to_json(r.epochs)}, {"accuracy", to_json(r.accuracy)}};
    if (saturates(r.name)) {
      (r.accuracy.mean + (std::isnan(r.accuracy.half) ? 0 : r.accuracy.half) < relu.accuracy.mean ? slower
                                                                                                  : not_slower)++;
      others += fmt::format("{}{}: {} %", others.empty() ? "" : "; ", html(r.name), r.accuracy.text(2, 100));
    }
  }
  fast.verdict = slower && !not_slower ? "holds" : slower ? "half right" : "does not hold";
  fast.text = fmt::format(
      "Epochs until {:.1f} % of the test rows are right (SGD, rate 0.05, batch 32, {} rows): ReLU {}; after {} epochs "
      "it has {} %. Functions with an S-shape: {}. What is more than {} epochs was not reached.",
      100 * goal, d.x.size(0), relu.epochs.text(2), plan.epochs, relu.accuracy.text(2, 100), others, plan.epochs);
  fast.figures =
      grid(card("Accuracy by epoch",
                line_chart("Accuracy by epoch", series([](const Result& r, size_t e) { return r.course[e].mean; }),
                           false, {}, "epoch"))) +
      study_table({"Activation", "Epochs to the goal", "Accuracy at the end, %"}, table);
  // Sparsity.
  StudyRow& sparse = rows[1];
  sparse.claim = "ReLU makes activations sparse: about half of them are zero";
  const double share = relu.zeros.back().mean;
  sparse.numbers = Json{{"by_epoch", Json::array()}};
  for (const Estimate& e : relu.zeros) sparse.numbers["by_epoch"].push_back(to_json(e));
  sparse.verdict = share > 0.4 && share < 0.6 ? "holds" : "half right";
  sparse.text = fmt::format(
      "After the first epoch {} % of ReLU’s hidden outputs are exactly 0, after the last {} %. “Half” is what an "
      "initialisation gives; training changes it. Functions without a flat side give no zeros at all.",
      relu.zeros[0].text(1, 100), relu.zeros.back().text(1, 100));
  sparse.figures =
      grid(card("Share of exact zeros by epoch",
                line_chart("Share of exact zeros by epoch",
                           series([](const Result& r, size_t e) { return r.zeros[e].mean; }), false, {}, "epoch")));
  // Centre.
  StudyRow& centre = rows[2];
  centre.claim = "ReLU is not zero-centred, and that costs accuracy";
  std::vector<double> plain, shifted;
  for (int s = 0; s < plan.seeds;
       s++) {  // the same network, its hidden outputs less what ReLU gives N(0, 1) on average
    for (const bool shift : {false, true}) {
      manual_seed(static_cast<uint64_t>(s));
      nn::Sequential whole = network(plan.compared[0], {d.x.size(1), 256, 128, d.classes}, "kaiming_normal"), net;
      for (size_t i = 0; i < whole->size(); i++) {
        net->push_back(*(whole->begin() + static_cast<std::ptrdiff_t>(i)));
        if (shift && i % 2 == 1) net->push_back(nn::Functional([](const Tensor& h) { return h - 0.3989422804; }));
      }
      CourseOptions o;
      o.epochs = plan.epochs;
      const Course c = follow(net, d, o);
      (shift ? shifted : plain).push_back(c.accuracy.empty() ? 0 : c.accuracy.back());
    }
  }
  std::vector<double> better;
  for (size_t i = 0; i < plain.size(); i++) better.push_back(shifted[i] - plain[i]);
  const Estimate gain = estimate(better);
  centre.numbers = Json{{"mean_of_relu", to_json(relu.mean)},
                        {"mean_over_deviation", to_json(relu.ratio)},
                        {"accuracy", to_json(estimate(plain))},
                        {"accuracy_centred", to_json(estimate(shifted))},
                        {"gain", to_json(gain)}};
  centre.verdict = gain.above(0) ? "holds" : "half right";
  centre.text = fmt::format(
      "The mean of ReLU’s hidden outputs is {} ({} of their deviation): not centred, that is right. Centred by a "
      "constant (less 0.399, in a network with two hidden layers) the accuracy is {} % where it was {} %, a change of "
      "{} points{}.",
      relu.mean.text(3), relu.ratio.text(2), estimate(shifted).text(2, 100), estimate(plain).text(2, 100),
      gain.text(2, 100),
      gain.above(0)   ? ""
      : gain.below(0) ? ": it was worse"
                      : ": no cost was shown");
  table.clear();
  for (const Result& r : all) table.push_back({r.name, r.mean.text(3), r.ratio.text(2)});
  centre.figures = study_table({"Activation", "Mean of h", "|mean| / deviation"}, table);
  // Side by side.
  StudyRow& side = rows[3];
  side.claim = "Leaky ReLU, PReLU and ELU are better than ReLU";
  table.clear();
  int above = 0, count = 0;
  std::string best = relu.name;
  double top = relu.accuracy.mean;
  for (const Result& r : all) {
    std::vector<double> over;
    for (size_t i = 0; i < r.accuracy.values.size(); i++)
      over.push_back(r.accuracy.values[i] - relu.accuracy.values[i]);
    const Estimate g = estimate(over);
    table.push_back({r.name, r.accuracy.text(2, 100), &r == &relu ? "–" : g.text(2, 100), r.dead.text(1, 100),
                     r.seconds.text(2), r.slope.values.empty() ? "" : r.slope.text(3)});
    side.numbers[r.name] = Json{{"accuracy", to_json(r.accuracy)},
                                {"over_relu", to_json(g)},
                                {"dead", to_json(r.dead)},
                                {"seconds_an_epoch", to_json(r.seconds)},
                                {"learned_slope", to_json(r.slope)}};
    if (&r != &relu && !saturates(r.name)) count++, above += g.above(0);
    if (r.accuracy.mean > top) top = r.accuracy.mean, best = r.name;
  }
  side.verdict = above == 0 ? "does not hold" : 2 * above > count ? "holds" : "half right";
  side.text = fmt::format(
      "{} of {} relatives {} better than ReLU with 95 % confidence (paired over {} seeds); the most accurate is {} "
      "with {:.2f} %.",
      above, count, above == 1 ? "is" : "are", plan.seeds, html(best), 100 * top);
  side.figures = study_table(
      {"Activation", "Accuracy, %", "Over ReLU, points", "Dead units, %", "Seconds an epoch", "Learned slope"}, table);
  return rows;
}

StudyRow dying(const StudyData& d, const Plan& plan) {
  StudyRow r;
  r.claim = "ReLU units die, and more of them the higher the learning rate is";
  const std::vector<double> rates{0.01, 0.03, 0.1, 0.3, 1, 3};
  const std::vector<std::string> inits{"default", "kaiming_normal", "xavier_normal", "orthogonal"};
  std::vector<Series> curves;
  std::vector<std::vector<std::string>> table;
  StudyData some = d;
  const int64_t n = std::min<int64_t>(d.x.size(0), plan.quick ? 6000 : 20000);
  some.x = d.x.narrow(0, 0, n), some.y = d.y.narrow(0, 0, n);
  Estimate lowest, highest;
  for (const std::string& init : inits) {
    Series s{init, {}, {}};
    std::vector<std::string> row{init};
    for (const double rate : rates) {
      std::vector<double> dead;
      for (int seed = 0; seed < plan.seeds; seed++) {
        manual_seed(static_cast<uint64_t>(seed));
        nn::Sequential net = network(plan.compared[0], {d.x.size(1), 256, 128, d.classes}, init);
        CourseOptions o;
        o.lr = rate;
        dead.push_back(follow(net, some, o).dead);
      }
      const Estimate e = estimate(dead);
      s.x.push_back(std::log10(rate)), s.y.push_back(e.mean);
      row.push_back(e.text(1, 100));
      r.numbers[init][fmt::format("{:g}", rate)] = to_json(e);
      if (init == inits[0] && rate == rates.front()) lowest = e;
      if (init == inits[0] && rate == rates.back()) highest = e;
    }
    curves.push_back(s), table.push_back(row);
  }
  r.verdict = highest.mean - highest.half > lowest.mean + lowest.half ? "holds" : "half right";
  r.text = fmt::format(
      "After one epoch on {} rows ({}-256-128, SGD, batch 32, default initialisation) {} % of the hidden units are "
      "dead with a rate of {:g}, and {} % with {:g}. At rates that learn well hardly any unit dies.",
      n, d.x.size(1), lowest.text(1, 100), rates.front(), highest.text(1, 100), rates.back());
  std::vector<std::string> head{"Initialisation"};
  for (const double rate : rates) head.push_back(fmt::format("rate {:g}", rate));
  r.figures = grid(card("Dead units by learning rate",
                        line_chart("Share of dead units by learning rate", curves, false, {}, "log10 of the rate"))) +
              study_table(head, table);
  return r;
}

}  // namespace

int study(const StudyOptions& o) {
  if (o.threads > 0) set_num_threads(o.threads);
  const auto start = std::chrono::steady_clock::now();
  const auto say = [&](const std::string& line) {
    if (!o.quiet) print(line + "\n");
  };
  const bool repairs = o.what == "repairs";
  Plan plan{o.quick,
            o.seeds > 0           ? o.seeds
            : repairs || !o.quick ? 10
                                  : 3,
            o.quick ? 2 : 10, compared(o.quick),
            o.quick ? std::vector<int64_t>{2, 5, 10, 20, 50} : std::vector<int64_t>{2, 5, 10, 20, 30, 40, 50}};
  const StudyData d = study_data(o.data, o.quick ? 12000 : repairs ? 20000 : 60000, o.quick ? 2000 : 10000);
  std::vector<StudyRow> rows;
  if (repairs) {
    rows.push_back(study_repairs(d, plan.seeds, o.quick, say));
  } else {
    rows.push_back(costs(d, plan));
    say(rows.back().claim + ": " + rows.back().verdict);
    rows.push_back(gradients(plan));
    say(rows.back().claim + ": " + rows.back().verdict);
    for (StudyRow& r : trainings(d, plan, say)) rows.push_back(std::move(r));
    rows.push_back(dying(d, plan));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::string about =
      fmt::format("{} seeds; {} training and {} test rows of {}; {} thread{}; {:.0f} s{}.", plan.seeds, d.x.size(0),
                  d.test_x.size(0), o.data, get_num_threads(), get_num_threads() == 1 ? "" : "s", seconds,
                  o.quick ? "; a quick study, with few seeds and epochs" : "");
  const std::string page = o.out.empty() ? (repairs ? "study-repairs.html" : "study.html") : o.out;
  write_file(page, study_page(repairs ? "Repairs, measured" : "What is said about ReLU, measured", about, rows));
  Json json{{"about", about}, {"seeds", plan.seeds}, {"quick", o.quick}, {"seconds", seconds}, {"rows", Json::array()}};
  for (const StudyRow& r : rows)
    json["rows"].push_back(Json{{"claim", r.claim}, {"verdict", r.verdict}, {"text", r.text}, {"numbers", r.numbers}});
  std::string beside = page;
  if (const size_t dot = beside.rfind(".html"); dot != beside.npos && dot + 5 == beside.size()) beside.erase(dot);
  write_json(beside + ".json", json);
  for (const StudyRow& r : rows) print(fmt::format("{}: {}\n", r.claim, r.verdict));
  print(fmt::format("{} and {}.json, in {:.0f} s\n", page, beside, seconds));
  return 0;
}

}  // namespace rectify::cli
