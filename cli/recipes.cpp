#include "recipes.h"

#include <fmt/format.h>
#include <rectify/core/error.h>

#include <algorithm>

namespace rectify::cli {
namespace {

const Recipe kRecipes[] = {
    {"mlp", "", "sgd", "constant", "none", 10, 32, 0.01, 0, 0, true},
    {"lenet", "", "adam", "one-cycle", "none", 10, 64, 0.003, 0, 0, false},
    {"cnn", "", "adamw", "one-cycle", "flip", 8, 128, 0.004, 0, 0.01, false},
    {"resnet18-small", "", "sgd", "one-cycle", "flip", 5, 128, 0.1, 0.9, 5e-4, false},
    {"mlp", "sounds", "adamw", "one-cycle", "shift,mask", 20, 64, 0.001, 0, 0.01, false},
    {"lenet", "sounds", "adamw", "one-cycle", "shift,mask", 20, 64, 0.003, 0, 0.01, false},
    {"cnn", "sounds", "adamw", "one-cycle", "shift,mask", 20, 64, 0.003, 0, 0.01, false},
    {"resnet18-small", "sounds", "adamw", "one-cycle", "shift,mask", 8, 64, 0.003, 0, 0.01, false},
};

}  // namespace

const std::vector<std::string> kOptimizers{"sgd", "adam", "adamw"};
const std::vector<std::string> kSchedules{"constant", "step", "cosine", "one-cycle"};

std::vector<std::string> model_names() {
  std::vector<std::string> r;
  for (const Recipe& x : kRecipes)
    if (!*x.data) r.emplace_back(x.model);
  return r;
}
const Recipe& recipe(const std::string& model, bool sounds) {
  for (const Recipe& x : kRecipes)
    if (model == x.model && sounds == (*x.data != 0)) return x;
  throw Error("unknown model '" + model + "'");
}
std::string recipes_text() {
  std::string s = fmt::format("Defaults:\n  {:<15}{:<8}{:<10}{:<11}{:<12}{:>6}{:>7}{:>7}{:>9}{:>13}\n", "model", "data",
                              "optimizer", "schedule", "augment", "epochs", "batch", "lr", "momentum", "weight decay");
  for (const Recipe& x : kRecipes)
    s += fmt::format("  {:<15}{:<8}{:<10}{:<11}{:<12}{:>6}{:>7}{:>7}{:>9}{:>13}\n", x.model, x.data, x.optimizer,
                     x.schedule, x.augment, x.epochs, x.batch_size, x.lr, x.momentum, x.weight_decay);
  return s;
}

}  // namespace rectify::cli
