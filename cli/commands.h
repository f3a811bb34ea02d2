#pragma once
// The commands of `rectify`, after their options are parsed. Each returns the exit status.
#include <cstdint>
#include <string>
#include <vector>

namespace rectify::cli {

inline const std::string kFashionMnist = "/usr/share/datasets/fashion-mnist";

struct TrainOptions {
  std::string data = kFashionMnist, labels, label_column, out, resume;
  std::string activation = "relu", init = "default";
  std::vector<int64_t> hidden{256};
  int64_t epochs = 10, batch_size = 32;
  double lr = 0.01, momentum = 0, weight_decay = 0;
  uint64_t seed = 0;
  int threads = 0;         // 0: as the library chooses
  int shuffle = -1;        // -1: a folder of IDX files in file order, anything else shuffled
  double save_every = 10;  // seconds between checkpoints inside an epoch
};
struct ReadOptions {
  std::string run, data, labels, label_column;
  int threads = 0;
  bool json = false;
};

int train(TrainOptions options, const std::vector<std::string>& given);
int evaluate(const ReadOptions& options);
int predict(const ReadOptions& options);

}  // namespace rectify::cli
