#pragma once
// `rectify study`: what is said about activations, measured; and what repairs are good for.
#include <rectify/data/readers.h>
#include <rectify/nn/containers.h>

#include <functional>
#include <string>
#include <vector>

#include "commands.h"
#include "report_page.h"
#include "run.h"

namespace rectify::cli {

struct Estimate {  // a mean over seeds, and half of its 95 % confidence interval (Student's t)
  double mean = NAN, half = NAN;
  std::vector<double> values;
  std::string text(int digits = 3, double scale = 1) const;  // 0.853 ± 0.004
  bool above(double v) const { return mean - half > v; }
  bool below(double v) const { return mean + half < v; }
};
Estimate estimate(std::vector<double> values);
Json to_json(const Estimate& e);

struct StudyRow {
  std::string claim, verdict;  // "holds", "half right", "does not hold"
  std::string text;            // what was measured, as HTML
  std::string figures;         // charts and tables, as HTML
  Json numbers;
};

struct StudyData {
  Tensor x, y, test_x, test_y;  // floats and class numbers
  int64_t classes = 10;
};
StudyData study_data(const std::string& path, int64_t rows, int64_t test_rows);

struct Course {                                                     // of a training
  std::vector<double> accuracy;                                     // on the test rows, after each epoch
  std::vector<double> zeros;                                        // share of exact zeros in hidden outputs, by epoch
  double dead = 0, seconds = 0, mean = 0, deviation = 0, loss = 0;  // at the end; of hidden outputs
  bool diverged = false;
};
struct CourseOptions {
  int64_t epochs = 1, batch = 32;
  double lr = 0.05;
};
Course follow(nn::Sequential& net, const StudyData& d, const CourseOptions& o);
double accuracy_of(nn::Sequential& net, const Tensor& x, const Tensor& y);
double dead_share_of(nn::Sequential& net, const Tensor& x);
std::string study_table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);
std::string study_page(const std::string& title, const std::string& about, const std::vector<StudyRow>& rows);

StudyRow study_repairs(const StudyData& d, int seeds, bool quick, const std::function<void(const std::string&)>& say);

}  // namespace rectify::cli
