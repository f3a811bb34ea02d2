#pragma once
// What each model is trained with where the user names nothing else.
#include <cstdint>
#include <string>
#include <vector>

namespace rectify::cli {

struct Recipe {
  const char *model, *data;  // data: "" for all but sounds
  const char *optimizer, *schedule, *augment;
  int64_t epochs, batch_size;
  double lr, momentum, weight_decay;
  bool file_order;  // a folder of IDX files in its own order
};

extern const std::vector<std::string> kOptimizers, kSchedules;
std::vector<std::string> model_names();
const Recipe& recipe(const std::string& model, bool sounds);
std::string recipes_text();  // a table for the help

}  // namespace rectify::cli
