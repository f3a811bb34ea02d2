#pragma once
// The commands of `rectify`, after their options are parsed. Each returns the exit status.
#include <cstdint>
#include <string>
#include <vector>

namespace rectify::cli {

inline const std::string kFashionMnist = "/usr/share/datasets/fashion-mnist";

struct TrainOptions {
  std::string data = kFashionMnist, labels, label_column, out, resume;
  std::string model = "mlp", activation = "relu", init = "default", task, image_size;
  std::string optimizer, schedule, augment;  // these and the next ones are the model's recipe's where not given
  std::vector<int64_t> hidden{256};
  int64_t epochs = 10, batch_size = 32;
  double lr = 0.01, momentum = 0, weight_decay = 0, test_share = 0.1;
  uint64_t seed = 0;
  int threads = 0;              // 0: as the library chooses
  int shuffle = -1;             // -1: the recipe's for a folder of IDX files, anything else shuffled
  int speakers = 0, takes = 5;  // of a speech task
  double save_every = 10;       // seconds between checkpoints inside an epoch
  bool watch = false;           // a probe watches; inspect.json and report.html
  std::string repair = "none";  // of dead units while training: recycle, bias-shift
  std::string tensorboard;      // folder for event files
  int64_t repair_every = 500;   // steps
};
// Of a network at rest, and while it is trained.
inline const std::vector<std::string> kRepairs{"prune", "recycle", "bias-shift", "he", "lsuv",
                                               "rai",   "prelu",   "leaky-relu", "elu"};
inline const std::vector<std::string> kLiveRepairs{"none", "recycle", "bias-shift"};

struct ReadOptions {
  std::string run, data, labels, label_column;
  std::vector<std::string> files;  // predict's
  int threads = 0;
  bool json = false, resize = false;
};
struct DoctorOptions : ReadOptions {  // run: a folder, or a file of weights
  std::string out, model = "mlp", activation = "relu", architecture;
  std::vector<std::string> fail_on;  // dead:0.2
  int64_t samples = 2000;
  double tau = 0.025, margin = 0;
  std::vector<std::string> repair;  // prune, recycle, …
  std::string tensorboard;          // folder for event files
  std::string save;                 // the repaired weights
};
struct StudyOptions {
  std::string what = "article", data = kFashionMnist, out;
  bool quick = false, quiet = false;
  int seeds = 0, threads = 0;
};
struct AtlasOptions {
  std::string out = "atlas.html";
};

int train(TrainOptions options, const std::vector<std::string>& given);
int evaluate(const ReadOptions& options);
int predict(const ReadOptions& options);
int doctor(const DoctorOptions& options);  // 3: more units than a --fail-on allows
int study(const StudyOptions& options);
int atlas(const AtlasOptions& options);

}  // namespace rectify::cli
