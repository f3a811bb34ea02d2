#pragma once
// What the atlas knows about an activation: what it is (subjects), what follows from that (figures), and the page.
#include <rectify/core/tensor.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace rectify::cli {

struct Subject {
  std::string name, function, formula, slope, source, note;
  std::vector<std::pair<std::string, std::string>> options;  // with their defaults
  std::function<double(double)> f, df;                       // what is plotted, and its derivative
  std::vector<std::function<double(double)>> others;         // curves beside f, drawn faintly
  std::function<double(double, double)> of_two;              // where the output depends on a second input
  double low = -INFINITY, high = INFINITY;                   // range of the output
  double gain = NAN, ulp = NAN, slope_ulp = NAN;             // promised; NAN: not promised
  bool elementwise = false;                                  // f is what call computes at each element
  std::string keeps;                                         // what backward keeps, in words
  std::function<Tensor(const Tensor&)> call;
  std::vector<int64_t> sizes{65536};  // of the input that is timed
};
std::vector<Subject> atlas_subjects();

struct Interval {
  double from, to;  // may be infinite
};
struct Kink {
  double at, left, right, there;  // f' before, after, and what is taken at the kink
  bool jump;                      // f itself jumps
};
struct Figures {
  double mean = 0, variance = 0, zeros = 0;  // of the output for N(0, 1)
  double gain = 1;
  std::vector<Kink> kinks;
  std::vector<Interval> dead, saturated;  // f' = 0; 0 < |f'| < 0.001
  double dead_share = 0, saturated_share = 0;
  double ulp = NAN;  // the worst error of a sample; NAN: not measured
  double forward_ns = 0, backward_ns = 0;
  double kept = 0;  // bytes for each element of the input that backward keeps alive
};
Figures atlas_figures(const Subject& s);

std::string atlas_page(const std::vector<Subject>& subjects, const std::vector<Figures>& figures);
std::string atlas_plot(const Subject& s, const Figures& f, const std::string& id);

}  // namespace rectify::cli
