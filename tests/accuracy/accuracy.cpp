// Compares every activation of list.def with its reference: forward and slope, on every instruction set of this
// machine.
//   float32   every STEP-th bit pattern, with a double reference
//   float64   COUNT inputs over all exponents, with a 113-bit reference
//   bfloat16, float16   all 65,536 inputs: the float32 result, rounded once
// Usage: rectify_accuracy [--step STEP] [--doubles COUNT] [--threads N] [--only NAME] [--write FILE]
// Fails where a file's record promises more. --write makes docs/accuracy.md.
#include "kernels/activation.h"
#include "quad.h"

#include <fmt/core.h>
#include <rectify/activations/table.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {
using namespace rectify;
using activations::Keep;
using kernels::Params;

// The references in 113 bits; null where a file's are of double only.
using QuadFn = Quad (*)(Quad x, const Params& p);
template <class A>
constexpr QuadFn quad_reference() {
  if constexpr (requires(Quad x, const Params& p) { A::reference(x, p); })
    return [](Quad x, const Params& p) -> Quad { return A::reference(x, p); };
  else
    return nullptr;
}
template <class A>
constexpr QuadFn quad_slope() {
  if constexpr (requires(Quad x, const Params& p) { A::reference_derivative(x, p); })
    return [](Quad x, const Params& p) -> Quad { return A::reference_derivative(x, p); };
  else
    return nullptr;
}
const QuadFn kQuad[][2] = {
#define RECTIFY_ACTIVATION(name, ...) {quad_reference<activations::name>(), quad_slope<activations::name>()},
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
};

struct Options {
  uint32_t step = 1021;
  size_t doubles = 20000;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  std::string only, write;
};

// What is checked: every activation with its default options, and some with others.
struct Row {
  int id;
  Params p;
  std::string name;
};
std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (int id = 0; id < kActivations; ++id) {
    const auto& r = *activations::kTable[id].record;
    rows.push_back({id, {r.defaults[0], r.defaults[1], r.defaults[2]}, r.name});
  }
  const std::pair<const char*, Params> others[] = {{"leaky_relu", {0.2}},    {"leaky_relu", {-0.3}},
                                                   {"elu", {0.7, 1, 1}},     {"elu", {-0.5, 1, 1}},
                                                   {"celu", {0.3}},          {"celu", {2}},
                                                   {"softplus", {3, 20}},    {"softplus", {0.5, 5}},
                                                   {"hardtanh", {-2, 0.25}}, {"hardshrink", {1.25}},
                                                   {"softshrink", {1.25}},   {"threshold", {0.125, 20}},
                                                   {"star_relu", {2, 0.3}},  {"thresholded_relu", {0.5}}};
  const size_t defaults = rows.size();
  for (size_t i = 0; i < defaults; ++i) {
    const auto& r = *activations::kTable[rows[i].id].record;
    if (rows[i].name == "gelu") rows.push_back({rows[i].id, {1}, "gelu, tanh"});
    for (const auto& [name, p] : others) {
      if (rows[i].name != name) continue;
      const double values[] = {p.a, p.b, p.c};
      std::string options;
      for (int k = 0; k < r.parameters; ++k) options += fmt::format(", {} {}", r.parameter[k], values[k]);
      rows.push_back({rows[i].id, p, r.name + options});
    }
  }
  return rows;
}

struct Worst {
  double ulp = 0, at = 0, absolute = 0;  // the largest error, where, and the largest absolute one
  uint64_t seen = 0, above = 0;          // how many were compared, and how many were off by more than 1 ulp
  void add(double u, double x) {
    if (u > ulp) ulp = u, at = x;
    above += u > 1;
  }
  void merge(const Worst& o) {
    if (o.ulp > ulp) ulp = o.ulp, at = o.at;
    absolute = std::max(absolute, o.absolute);
    seen += o.seen;
    above += o.above;
  }
};
struct Result {
  std::vector<Worst> forward, slope, forward64, slope64;  // by instruction set
  bool has64 = false;
  std::string trouble;
};

// |got - exact| in units in the last place of T at the exact value, or 1e9 where one is not a number and the other is.
template <class T>
double ulps(T got, double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : 1e9;
  const T near = static_cast<T>(exact);
  if (std::isinf(near) || !std::isfinite(got)) return got == near ? 0 : 1e9;
  const int exponent = std::max<int>(static_cast<int>(std::bit_cast<uint64_t>(exact) >> 52 & 0x7FF) - 1023, -126);
  return std::abs(static_cast<double>(got) - exact) *
         std::bit_cast<double>(static_cast<uint64_t>(1023 + 23 - exponent) << 52);
}
double ulps(double got, Quad exact) {
  if (isnan(exact)) return std::isnan(got) ? 0 : 1e9;
  const double near = static_cast<double>(exact.v);
  if (std::isinf(near) || !std::isfinite(got)) return got == near ? 0 : 1e9;
  int exponent;
  std::frexp(near, &exponent);
  return static_cast<double>(scalbnq(fabsq(got - exact.v), 53 - std::max(exponent, -1021)));
}

constexpr float kEdges[] = {0.0f, -0.0f, INFINITY, -INFINITY, 1e38f, -1e38f, 5.7e37f, -5.7e37f, 1e-45f, -1e-45f, 3,
                            -3,   6,     -6,       20,        -20,   -87.4f, -103.9f, -104,     88.8f,  NAN};

struct Kernels {
  std::string set;
  kernels::Kernel<kernels::UnaryFn> forward[4];
  kernels::Kernel<kernels::BackwardFn> backward[4];
};
constexpr ScalarType kTypes[] = {kFloat, kDouble, kBFloat16, kHalf};
std::vector<Kernels> kernels_of(Activation id) {
  std::vector<Kernels> r;
  const int sets = kernels::instruction_sets();
  for (int i = 0; i < sets; ++i) {
    Kernels k{kernels::use_instruction_set(i), {}, {}};
    for (int t = 0; t < 4; ++t) {
      k.forward[t] = kernels::forward_kernel(id, kTypes[t]);
      k.backward[t] = kernels::backward_kernel(id, kTypes[t]);
    }
    r.push_back(k);
  }
  kernels::use_instruction_set(-1);
  return r;
}

template <class F>
void in_threads(unsigned n, F f) {
  std::vector<std::thread> threads;
  for (unsigned t = 1; t < n; ++t) threads.emplace_back(f);
  f();
  for (auto& t : threads) t.join();
}

class Check {
 public:
  Check(const Row& row, const Options& o)
      : row_(row),
        params_(row.p),
        options_(o),
        entry_(activations::kTable[row.id]),
        sets_(kernels_of(Activation(row.id))) {
    for (int t = 0; t < 4; ++t) reads_output_[t] = entry_.keep(params_, kTypes[t]) == Keep::Output;
    for (double x = -20; x <= 20; x += 1.0 / 64) greatest_ = std::max(greatest_, std::abs(entry_.slope(x, params_)));

    result_.forward.resize(sets_.size());
    result_.slope = result_.forward64 = result_.slope64 = result_.forward;
  }
  Result run() {
    floats();
    doubles();
    half_words<BFloat16>(2);
    half_words<Half>(3);
    return result_;
  }

 private:
  void floats() {
    constexpr size_t kChunk = 1 << 14;
    const uint64_t count = ((uint64_t{1} << 32) + options_.step - 1) / options_.step;
    std::atomic<uint64_t> next{0};
    in_threads(options_.threads, [&] {
      std::vector<float> x(kChunk), y(kChunk), dx(kChunk);
      const std::vector<float> one(kChunk, 1.0f);
      std::vector<double> want(kChunk), slope(kChunk);
      std::vector<Worst> forward(sets_.size()), backward(sets_.size());
      for (uint64_t from; (from = next.fetch_add(kChunk)) < count;) {
        const size_t n = static_cast<size_t>(std::min<uint64_t>(kChunk, count - from));
        for (size_t i = 0; i < n; ++i) {
          x[i] = std::bit_cast<float>(static_cast<uint32_t>((from + i) * options_.step));
          if (options_.step > 1 && from == 0 && i < std::size(kEdges)) x[i] = kEdges[i];
          want[i] = entry_.reference(x[i], params_);
          slope[i] = entry_.slope(x[i], params_);
        }
        for (size_t s = 0; s < sets_.size(); ++s) {
          sets_[s].forward[0](x.data(), y.data(), n, params_);
          sets_[s].backward[0](reads_output_[0] ? y.data() : x.data(), one.data(), dx.data(), n, params_);
          Worst f = forward[s], b = backward[s];
          for (size_t i = 0; i < n; ++i) {
            f.add(std::isnan(x[i]) ? (std::isnan(y[i]) ? 0 : 1e9) : ulps(y[i], want[i]), x[i]);
            if (!std::isfinite(x[i])) continue;
            const double off = std::abs(dx[i] - slope[i]);
            b.absolute = std::max(b.absolute, off);
            if (!(off <= tolerance(0))) b.add(ulps(dx[i], slope[i]), x[i]);
          }
          f.seen += n, b.seen += n;
          forward[s] = f, backward[s] = b;
        }
      }
      const std::lock_guard lock(mutex_);
      for (size_t s = 0; s < sets_.size(); ++s)
        result_.forward[s].merge(forward[s]), result_.slope[s].merge(backward[s]);
    });
    const auto& r = *entry_.record;
    for (size_t s = 0; s < sets_.size(); ++s) {
      if (!(result_.forward[s].ulp <= r.ulp)) trouble("y", s, result_.forward[s], r.ulp);
      if (!(result_.slope[s].ulp <= r.slope_ulp)) trouble("dy/dx", s, result_.slope[s], r.slope_ulp);
    }
  }
  void doubles() {
    const auto [reference, reference_slope] = kQuad[row_.id];
    if (!reference || !reference_slope || !options_.doubles) return;
    result_.has64 = true;
    constexpr size_t kChunk = 1 << 12;
    std::atomic<uint64_t> next{0};
    const std::vector<double> edges = {INFINITY,   -INFINITY, NAN,  0.0,   -0.0,   1,      -1,      3,
                                       -3,         6,         -6,   0.5,   -0.5,   20,     -20,     709.7,
                                       -709.7,     -745.2,    -744, 1e308, -1e308, 5e-324, -5e-324, 0x1p-1022,
                                       -0x1p-1022, -708.4,    38.5, -38.5, 1e-8,   -1e-8,  0.6,     0.36};
    in_threads(options_.threads, [&] {
      std::vector<double> x(kChunk), y(kChunk), dx(kChunk);
      const std::vector<double> one(kChunk, 1.0);
      std::vector<Quad> want(kChunk), slope(kChunk);
      std::vector<Worst> forward(sets_.size()), backward(sets_.size());
      for (uint64_t from; (from = next.fetch_add(kChunk)) < options_.doubles;) {
        std::mt19937_64 random(from);
        for (size_t i = 0; i < kChunk; ++i) {
          // Half over all exponents, half where the functions live.
          const uint64_t bits = random(), low = random();
          const int exponent = i % 2 ? static_cast<int>(bits % 2046) - 1022 : static_cast<int>(bits % 20) - 10;
          x[i] = std::ldexp(static_cast<double>(low >> 11) * 0x1p-53 + 1, exponent) * (low & 1 ? 1 : -1);
          if (from == 0 && i < edges.size()) x[i] = edges[i];
          want[i] = reference(x[i], params_);
          slope[i] = reference_slope(x[i], params_);
        }
        for (size_t s = 0; s < sets_.size(); ++s) {
          sets_[s].forward[1](x.data(), y.data(), kChunk, params_);
          sets_[s].backward[1](reads_output_[1] ? y.data() : x.data(), one.data(), dx.data(), kChunk, params_);
          for (size_t i = 0; i < kChunk; ++i) {
            forward[s].add(ulps(y[i], want[i]), x[i]);
            const double off = static_cast<double>(fabsq(dx[i] - slope[i].v));
            if (std::isfinite(x[i]) && !(off <= tolerance(1) * 0x1p-29)) backward[s].add(ulps(dx[i], slope[i]), x[i]);
          }
          forward[s].seen += kChunk, backward[s].seen += kChunk;
        }
      }
      const std::lock_guard lock(mutex_);
      for (size_t s = 0; s < sets_.size(); ++s)
        result_.forward64[s].merge(forward[s]), result_.slope64[s].merge(backward[s]);
    });
    for (size_t s = 0; s < sets_.size(); ++s) {
      if (!(result_.forward64[s].ulp <= 2)) trouble("float64 y", s, result_.forward64[s], 2);
      if (!(result_.slope64[s].ulp <= 2)) trouble("float64 dy/dx", s, result_.slope64[s], 2);
    }
  }
  double tolerance(int type) const { return reads_output_[type] ? greatest_ * 0x1p-23 : 0x1p-26; }
  template <class S>
  void half_words(int type) {
    constexpr size_t n = 65536;
    std::vector<S> x(n), one(n, S(1.0f)), y(n), dx(n);
    for (size_t i = 0; i < n; ++i) x[i].x = static_cast<uint16_t>(i);
    const std::vector<float> wide(x.begin(), x.end()), wide_one(n, 1.0f);
    std::vector<float> wide_y(n), wide_dx(n);
    for (const Kernels& k : sets_) {
      k.forward[type](x.data(), y.data(), n, params_);
      k.forward[0](wide.data(), wide_y.data(), n, params_);
      const std::vector<S>& saved = reads_output_[type] ? y : x;
      const std::vector<float> wide_saved(saved.begin(), saved.end());
      k.backward[type](saved.data(), one.data(), dx.data(), n, params_);
      k.backward[0](wide_saved.data(), wide_one.data(), wide_dx.data(), n, params_);
      for (size_t i = 0; i < n; ++i)
        for (auto [got, exact] : {std::pair(y[i], wide_y[i]), std::pair(dx[i], wide_dx[i])})
          if (std::isnan(exact) ? !std::isnan(static_cast<float>(got)) : got.x != S(exact).x) {
            result_.trouble += fmt::format("{} {} on {}: {} gives {}, not {}\n", row_.name, to_string(kTypes[type]),
                                           k.set, wide[i], static_cast<float>(got), exact);
            return;
          }
    }
  }
  void trouble(const char* what, size_t set, const Worst& w, double promised) {
    result_.trouble += fmt::format("{} {} on {}: {:.3f} ulp at {:.9g}, promised {:g}; {} inputs above 1\n", row_.name,
                                   what, sets_[set].set, w.ulp, w.at, promised, w.above);
  }
  static const char* to_string(ScalarType t) { return t == kBFloat16 ? "bfloat16" : "float16"; }

  const Row& row_;
  const Params params_;
  const Options& options_;
  const activations::Entry& entry_;
  const std::vector<Kernels> sets_;
  bool reads_output_[4];
  double greatest_ = 0;
  std::mutex mutex_;
  Result result_;
};

// One figure where the instruction sets agree to two digits, else one each.
template <class F>
std::string figures(const std::vector<Worst>& by_set, F f) {
  std::string r;
  std::vector<std::string> each;
  for (const Worst& w : by_set) each.push_back(f(w));
  if (std::all_of(each.begin(), each.end(), [&](auto& e) { return e == each[0]; })) return each[0];
  for (size_t i = 0; i < each.size(); ++i) r += (i ? " / " : "") + each[i];
  return r;
}
std::string worst_of(const Worst& w) { return fmt::format("{:.2f}", std::ceil(w.ulp * 100) / 100); }
std::string share_of(const Worst& w) {
  return w.above ? fmt::format("{:.2g} %", 100.0 * static_cast<double>(w.above) / static_cast<double>(w.seen)) : "0";
}
std::string place_of(const std::vector<Worst>& by_set) {
  const auto w = std::max_element(by_set.begin(), by_set.end(), [](auto& a, auto& b) { return a.ulp < b.ulp; });
  return w->ulp ? fmt::format("{:.9g}", w->at) : "";
}

void write(const Options& o, const std::vector<std::pair<std::string, Result>>& rows, double minutes) {
  std::string sets;
  const int count = kernels::instruction_sets();  // switching to one hides the rest
  for (int i = 0; i < count; ++i) sets += std::string(i ? " / " : "") + kernels::use_instruction_set(i);
  kernels::use_instruction_set(-1);
  std::string t = "# Accuracy\n\nWritten by `make accuracy`: do not edit.\n\n";
  t += fmt::format(
      "Errors in units in the last place of the exact value, with default options where no others are named. float32: "
      "{} bit patterns compared with a "
      "reference in double; float64: {} inputs over all exponents compared with one of 113 bits. bfloat16 and float16: "
      "all "
      "65,536 inputs give the float32 result, rounded once.\n\n",
      o.step == 1 ? "all 4,294,967,296" : fmt::format("one in {} of the 4,294,967,296", o.step), o.doubles);
  t += "Several figures in a cell are of the instruction sets " + sets +
       " (Highway's names; AVX3 is AVX-512), one figure is of all. "
       "A slope counts where it is off by more than 2^-26, or, where backward keeps the output only, by more than "
       "2^-23 of the greatest "
       "slope. *Above 1* is the share of the float32 inputs whose y is off by more than 1.\n\n";
  t += "| | float32 y | at | above 1 | dy/dx | at | float64 y | dy/dx |\n|---|---|---:|---|---|---:|---|---|\n";
  for (auto& [name, r] : rows)
    t += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name, figures(r.forward, worst_of),
                     place_of(r.forward), figures(r.forward, share_of), figures(r.slope, worst_of), place_of(r.slope),
                     r.has64 ? figures(r.forward64, worst_of) : "", r.has64 ? figures(r.slope64, worst_of) : "");
  t += fmt::format("\nThe run took {:.0f} minutes with {} threads.\n", minutes, o.threads);
  std::ofstream(o.write) << t;
}
}  // namespace

int main(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i];
    if (key == "--step") o.step = static_cast<uint32_t>(std::stoul(argv[i + 1]));
    if (key == "--doubles") o.doubles = std::stoull(argv[i + 1]);
    if (key == "--threads") o.threads = static_cast<unsigned>(std::stoul(argv[i + 1]));
    if (key == "--only") o.only = argv[i + 1];
    if (key == "--write") o.write = argv[i + 1];
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::pair<std::string, Result>> rows;
  bool good = true;
  for (const Row& row : all_rows()) {
    if (!o.only.empty() && o.only != activations::kTable[row.id].record->name) continue;
    const Result r = Check(row, o).run();
    fmt::print("{:<34} y {:<28} dy/dx {:<28} float64 y {:<22} dy/dx {}\n", row.name, figures(r.forward, worst_of),
               figures(r.slope, worst_of), r.has64 ? figures(r.forward64, worst_of) : "-",
               r.has64 ? figures(r.slope64, worst_of) : "-");
    if (!r.trouble.empty()) {
      fmt::print("{}", r.trouble);
      good = false;
    }
    std::fflush(stdout);
    rows.emplace_back(row.name, r);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!o.write.empty()) write(o, rows, seconds.count() / 60);
  return good && !rows.empty() ? 0 : 1;
}
