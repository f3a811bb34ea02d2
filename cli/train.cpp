// `rectify train`: learns, shows how it goes, and keeps a run folder from which it can go on exactly where it was.
#include <fmt/format.h>
#include <rectify/core/signal_stack.h>
#include <rectify/core/version.h>
#include <rectify/data/batches.h>
#include <rectify/nn/functional.h>
#include <rectify/ops/random.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <tuple>
#include <utility>

#include "augment.h"
#include "learner.h"
#include "model.h"
#include "progress.h"
#include "recipes.h"
#include "speech.h"
#include "watching.h"

namespace rectify::cli {
namespace {

volatile std::sig_atomic_t stop_signal = 0;
void on_signal(int signal) { stop_signal = signal; }

// A second Ctrl-C ends the program at once.
void catch_signals() {
  use_signal_stack();
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Where a training is; all of it is in the checkpoint.
struct Position {
  int64_t epoch = 0;  // epochs that are finished
  int64_t row = 0;    // rows of the next one that are done
  int64_t step = 0;   // of all epochs
  double loss_sum = 0;
  int64_t right = 0;
  double seconds = 0;        // all training time
  double epoch_seconds = 0;  // of the epoch under way
  Json metrics = Json::array();

  std::string text() const {
    return Json{{"epoch", epoch},
                {"row", row},
                {"step", step},
                {"loss_sum", loss_sum},
                {"right", right},
                {"seconds", seconds},
                {"epoch_seconds", epoch_seconds},
                {"metrics", metrics}}
        .dump();
  }
  static Position parse(const std::string& text, const std::string& path) {
    try {
      const Json j = Json::parse(text);
      Position p;
      p.epoch = j.at("epoch"), p.row = j.at("row"), p.step = j.at("step"), p.loss_sum = j.at("loss_sum"),
      p.right = j.at("right");
      p.seconds = j.at("seconds"), p.epoch_seconds = j.at("epoch_seconds"), p.metrics = j.at("metrics");
      return p;
    } catch (const nlohmann::json::exception&) {
      throw Error(path + ": damaged: it does not say where the training was");
    }
  }
};

class Training {
 public:
  Training(TrainOptions o, const std::vector<std::string>& given) : o_(std::move(o)), given_(given) {
    if (o_.resume.empty())
      begin();
    else
      resume();
  }
  int run();

 private:
  void begin();
  void resume();
  bool given(const char* option) const { return std::find(given_.begin(), given_.end(), option) != given_.end(); }
  SpeechOptions speech_options() const { return {o_.data, o_.seed, o_.speakers, o_.takes}; }
  void load_data(const data::LoadOptions& options);
  void follow_recipe();
  void check_watch() const;
  Json watch_options() const;
  Config new_config() const;
  void check_labels(int64_t classes) const;
  void make(uint64_t seed);
  void save();
  void finish_epoch(double images_per_second);
  void check_finite();  // of the weights: a checkpoint that cannot go on must not take an earlier one's place
  [[noreturn]] void diverged(const char* what, double value);
  bool one_epoch();  // false: stopped by a signal
  std::string file(const char* name) const { return run_ + "/" + name; }

  TrainOptions o_;
  std::vector<std::string> given_;
  std::string run_;
  Config config_;
  data::SplitData split_;
  std::unique_ptr<Network> net_;
  std::unique_ptr<Learner> learner_;
  std::unique_ptr<Watcher> watch_;
  Augment augment_{"none"};
  Position at_;
  std::vector<uint8_t> epoch_generator_;  // the generator before this epoch's permutation
  std::vector<uint8_t> step_generator_;   // and where it was in the middle of the epoch that is resumed
  Evaluation last_;
  Progress progress_;
};

std::string new_run_folder() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "runs/%Y%m%d-%H%M%S", std::localtime(&now));
  std::string name = text;
  for (int i = 2; exists(name); i++) name = fmt::format("{}-{}", text, i);
  return name;
}

void Training::load_data(const data::LoadOptions& options) {
  if (o_.data == kFashionMnist && !exists(o_.data))
    throw Error(
        fmt::format("{}: No such folder; install Debian's package dataset-fashion-mnist (apt-get install "
                    "dataset-fashion-mnist) or name other data with --data",
                    o_.data));
  split_ = data::load_split(o_.data, options);
  TORCH_CHECK(split_.train.targets.defined() && split_.test.targets.defined(), o_.data,
              ": it has no labels to learn from");
}

// A label far from all others is a mistake.
void Training::check_labels(int64_t classes) const {
  std::vector<bool> seen(classes, false);
  const int64_t* y = split_.train.targets.data_ptr<int64_t>();
  for (int64_t i = 0; i < split_.train.size(); i++) seen[y[i]] = true;
  const int64_t used = std::count(seen.begin(), seen.end(), true);
  TORCH_CHECK(classes <= 2 * used + 16, o_.data, ": label ", classes - 1, " is out of range: it would leave ",
              classes - used, " of ", classes, " classes without a training row");
}

// [channels, height, width] of the rows, for models that look at pictures.
std::vector<int64_t> picture_shape(const Tensor& x, const std::string& what, const std::string& path) {
  std::vector<int64_t> shape = x.sizes().slice(1).vec();
  if (shape.size() == 1) {  // a table of square pictures
    const int64_t side = std::lround(std::sqrt(static_cast<double>(shape[0])));
    if (side * side == shape[0]) shape = {side, side};
  }
  if (shape.size() == 2) shape.insert(shape.begin(), 1);
  TORCH_CHECK(shape.size() == 3 && shape[0] <= 4, path, ": ", what, " needs pictures, but the rows have shape ",
              x.sizes().slice(1));
  return shape;
}

// --image-size as height and width: 28, or 32x24 (width and height); 0 and 0 without it.
std::pair<int64_t, int64_t> image_size(const std::string& text) {
  if (text.empty()) return {0, 0};
  int64_t width = 0, height = 0;
  const char* end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, width);
  height = width;
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == 'x') read = std::from_chars(read.ptr + 1, end, height);
  if (read.ec != std::errc() || read.ptr != end || width < 1 || height < 1 || width > 4096 || height > 4096)
    throw UsageError("--image-size: '" + text + "' is not a size like 32 or 32x24");
  return {height, width};
}

void Training::check_watch() const {
  if (o_.repair != "none" && !o_.watch) throw UsageError("--repair goes with --watch");
  if (!o_.tensorboard.empty() && !o_.watch) throw UsageError("--tensorboard goes with --watch");
}
Json Training::watch_options() const {
  if (!o_.watch) return nullptr;
  return Json{{"repair", o_.repair},
              {"repair_every", o_.repair_every},
              {"tensorboard", o_.tensorboard.empty() ? "" : absolute(o_.tensorboard)}};
}

// What the user did not name.
void Training::follow_recipe() {
  const bool sounds = split_.train.kind == data::DataKind::kSounds;
  if (sounds && !given("model")) o_.model = "cnn";
  const Recipe& r = recipe(o_.model, sounds);
  if (o_.optimizer.empty()) o_.optimizer = r.optimizer;
  if (o_.schedule.empty()) o_.schedule = r.schedule;
  if (o_.augment.empty()) o_.augment = r.augment;
  if (!given("epochs")) o_.epochs = r.epochs;
  if (!given("batch-size")) o_.batch_size = r.batch_size;
  // Rates belong to an optimizer: those of another one's recipe would be wrong.
  const bool own = o_.optimizer == r.optimizer;
  if (!given("lr")) o_.lr = own ? r.lr : o_.optimizer == "sgd" ? 0.01 : 0.001;
  if (!given("momentum")) o_.momentum = own ? r.momentum : 0;
  if (!given("weight-decay")) o_.weight_decay = own ? r.weight_decay : 0;
  if (o_.optimizer != "sgd" && o_.momentum > 0) throw UsageError("--momentum goes with --optimizer sgd");
  if (o_.model != "mlp" && given("hidden")) throw UsageError("--hidden goes with --model mlp");
  if (!o_.image_size.empty() && split_.train.kind != data::DataKind::kPictures)
    throw UsageError("--image-size goes with folders of pictures");
  if (o_.shuffle < 0) {
    const bool idx = !split_.held_out && exists(o_.data + "/.") && split_.train.inputs.scalar_type() == kByte &&
                     split_.train.kind == data::DataKind::kArray;
    o_.shuffle = !(idx && r.file_order);
  }
}

Config Training::new_config() const {
  const Tensor& x = split_.train.inputs;
  const int64_t features = x.numel() / x.size(0);
  int64_t classes = static_cast<int64_t>(split_.train.classes.size());
  if (classes == 0)  // a label that only separate test data has is refused when they are numbered
    for (const auto* d : {&split_.train, &split_.test})
      for (int64_t i = 0; i < d->size() && (d == &split_.train || split_.held_out); i++)
        classes = std::max(classes, d->targets.data_ptr<int64_t>()[i] + 1);
  TORCH_CHECK(classes >= 2, o_.data, ": there is one class only; learning needs at least two");
  check_labels(classes);
  std::vector<std::string> names = split_.train.classes;
  const bool label_names = !names.empty();
  if (!label_names && classes == 10 && features == 784 && o_.data.find("fashion") != std::string::npos)
    names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"};
  Json network{{"model", o_.model}};
  std::vector<int64_t> layers{features};
  if (o_.model == "mlp")
    layers.insert(layers.end(), o_.hidden.begin(), o_.hidden.end());
  else
    network["input"] = picture_shape(x, "the model " + o_.model, o_.data);
  layers.push_back(classes);
  network["layers"] = layers;
  network["activation"] = o_.activation;
  network["init"] = o_.init;
  const auto& kind = split_.train.kind;
  Config c;
  c.json = Json{{"rectify", version()},
                {"data",
                 {{"path", absolute(o_.data)},
                  {"labels", o_.labels.empty() ? "" : absolute(o_.labels)},
                  {"label_column", o_.label_column},
                  {"rows", x.size(0)},
                  {"test_rows", split_.test.size()},
                  {"held_out", split_.held_out},
                  {"shape", x.sizes().slice(1).vec()},
                  {"bytes", x.scalar_type() == kByte},
                  {"label_names", label_names},
                  {"class_names", names},
                  {"kind", name_of(kind)},
                  {"test_share", o_.test_share}}},
                {"network", network},
                {"optimizer",
                 {{"name", o_.optimizer}, {"lr", o_.lr}, {"momentum", o_.momentum}, {"weight_decay", o_.weight_decay}}},
                {"schedule", o_.schedule},
                {"augment", o_.augment},
                {"batch_size", o_.batch_size},
                {"epochs", o_.epochs},
                {"seed", o_.seed},
                {"threads", get_num_threads()},
                {"shuffle", o_.shuffle > 0},
                {"watch", watch_options()}};
  Json& data = c.json["data"];
  if (kind == data::DataKind::kPictures) {
    const auto [height, width] = image_size(o_.image_size);
    data["picture"] = Json{{"channels", x.size(1)}, {"height", height}, {"width", width}};
  }
  if (kind == data::DataKind::kSounds) data["sound"] = to_json(data::SoundFeatures());
  if (!o_.task.empty()) data["task"] = o_.task, data["speakers"] = o_.speakers, data["takes"] = o_.takes;
  return c;
}

// The network, its optimizer and the generator as at the beginning.
void Training::make(uint64_t seed) {
  manual_seed(seed);
  net_ = std::make_unique<Network>(config_);
  const int64_t steps = (split_.train.size() + o_.batch_size - 1) / o_.batch_size;
  learner_ = std::make_unique<Learner>(net_->parameters(), LearnerOptions{o_.optimizer, o_.schedule, o_.lr, o_.momentum,
                                                                          o_.weight_decay, steps * o_.epochs});
  augment_ = Augment(o_.augment);
  if (augment_.any()) augment_ = Augment(o_.augment, picture_shape(split_.train.inputs, "--augment", o_.data));
  epoch_generator_ = default_generator().state_bytes();
  for (auto* d : {&split_.train, &split_.test}) *d = adapt(*d, config_, o_.data);
}

void Training::begin() {
  check_watch();
  if (o_.threads > 0) set_num_threads(o_.threads);
  run_ = o_.out.empty() ? new_run_folder() : o_.out;
  if (exists(file("config.json")) || exists(file("checkpoint.safetensors")))
    throw Error(fmt::format("{} holds a run already; continue it with --resume {} or name another folder with --out",
                            run_, run_));
  if (!o_.task.empty() && !given("data")) o_.data = speech_folder(speech_options());
  if (!o_.task.empty()) make_speech(speech_options(), progress_, stop_signal);
  data::LoadOptions load;
  load.labels = o_.labels, load.label_column = o_.label_column, load.test_share = o_.test_share;
  std::tie(load.picture.height, load.picture.width) = image_size(o_.image_size);
  load_data(load);
  follow_recipe();
  Config draft = new_config();
  const bool fresh = !exists(run_);
  make_folder(run_);
  try {
    write_json(file("config.json"), draft.json);
    config_ = Config::read(run_);
    make(o_.seed);
    save();
  } catch (...) {  // a run that could not begin leaves nothing behind
    std::error_code ignored;
    std::filesystem::remove(file("config.json"), ignored);
    if (fresh) std::filesystem::remove(run_, ignored);
    throw;
  }
}

void Training::resume() {
  run_ = o_.resume;
  for (const auto& name : given_)
    if (name != "resume" && name != "epochs" && name != "threads" && name != "save-every" && name != "data" &&
        name != "watch" && name != "repair" && name != "repair-every" && name != "tensorboard")
      throw UsageError(fmt::format("--{} cannot be changed by --resume; the run's own value is used", name));
  config_ = Config::read(run_);
  Json& j = config_.json;
  int64_t epochs = 0;
  try {
    if (!given("data")) o_.data = config_.data;
    o_.labels = config_.labels, o_.label_column = config_.label_column;
    const Json& optimizer = j.at("optimizer");
    o_.optimizer = optimizer.at("name"), o_.lr = optimizer.at("lr"), o_.momentum = optimizer.at("momentum"),
    o_.weight_decay = optimizer.at("weight_decay");
    if (o_.optimizer == "SGD") o_.optimizer = "sgd";  // as earlier runs have it
    o_.schedule = j.value("schedule", "constant"), o_.augment = j.value("augment", "none");
    o_.batch_size = j.at("batch_size"), o_.seed = j.at("seed"), o_.shuffle = j.at("shuffle").get<bool>();
    epochs = j.at("epochs");
    if (!given("epochs")) o_.epochs = epochs;
    if (!given("threads")) o_.threads = j.at("threads");
    o_.task = config_.task;
    if (!o_.task.empty()) o_.speakers = j.at("data").at("speakers"), o_.takes = j.at("data").at("takes");
    if (const Json watch = j.value("watch", Json()); !watch.is_null() && (o_.watch || !given("watch"))) {
      o_.watch = true;
      if (!given("repair")) o_.repair = watch.at("repair");
      if (!given("repair-every")) o_.repair_every = watch.at("repair_every");
      if (!given("tensorboard")) o_.tensorboard = watch.at("tensorboard");
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(file("config.json") + ": damaged: a setting is missing or of the wrong form");
  }
  TORCH_CHECK(o_.lr >= 0 && o_.momentum >= 0 && o_.weight_decay >= 0 && o_.batch_size >= 1 && o_.epochs >= 1,
              file("config.json"), ": damaged: a setting is out of range");
  if (o_.epochs != epochs && o_.schedule != "constant")
    throw UsageError(fmt::format("--epochs cannot be changed by --resume: the run's schedule, {}, is made for {}",
                                 o_.schedule, epochs));
  TORCH_CHECK(
      std::find(kLiveRepairs.begin(), kLiveRepairs.end(), o_.repair) != kLiveRepairs.end() && o_.repair_every >= 1,
      file("config.json"), ": damaged: impossible repairs");
  check_watch();
  set_num_threads(std::clamp(o_.threads, 1, 1024));
  if (!o_.task.empty() && !given("data")) make_speech(speech_options(), progress_, stop_signal);
  load_data(config_.load_options());
  if (split_.train.size() != config_.rows)
    throw Error(fmt::format("{}: {} training rows, but the run in {} began with {}", o_.data, split_.train.size(), run_,
                            config_.rows));
  make(o_.seed);
  const std::string path = file("checkpoint.safetensors");
  std::string note;
  const NamedTensors all = read_tensors(path, &note);
  at_ = Position::parse(note, path);
  net_->load(model_of(all), path);
  check_finite();
  const auto generator = [&](const char* name) {
    const auto found = all.find(name);
    TORCH_CHECK(found != all.end() && found->second.scalar_type() == kByte, path,
                ": damaged: it has no generator state");
    const uint8_t* bytes = found->second.data_ptr<uint8_t>();
    std::vector<uint8_t> state(bytes, bytes + found->second.numel());
    default_generator().set_state(state);
    return state;
  };
  TORCH_CHECK(at_.row >= 0 && at_.row <= split_.train.size() && at_.epoch >= 0 && at_.step >= 0, path,
              ": damaged: impossible position");
  if (at_.row > 0 && all.count("generator.now")) step_generator_ = generator("generator.now");
  epoch_generator_ = generator("generator");
  learner_->load(all, at_.step, path);
  if (at_.epoch >= o_.epochs) return;  // it has nothing to do
  const Json before = j;
  j["epochs"] = o_.epochs;
  j["watch"] = watch_options();
  if (j != before) write_json(file("config.json"), j);
}

void Training::diverged(const char* what, double value) {
  progress_.clear();
  throw Error(fmt::format("{} is {} in epoch {}, step {} (learning rate {}){}; the run in {} keeps its last checkpoint",
                          what, std::isnan(value) ? "not a number (NaN)" : "infinite", at_.epoch + 1, at_.step + 1,
                          o_.lr, watch_ ? watch_->not_finite() : "", run_));
}
void Training::check_finite() {
  for (const Tensor& p : net_->parameters()) {
    const float* w = p.data_ptr<float>();
    for (int64_t i = 0; i < p.numel(); i++)
      if (!std::isfinite(w[i])) diverged("a weight", w[i]);
  }
}

// The checkpoint goes first: it is the one file that decides where the run is.
void Training::save() {
  check_finite();
  NamedTensors all;
  const NamedTensors weights = net_->state();
  for (auto& [name, t] : weights) all["model." + name] = t;
  learner_->save(all);
  const auto bytes = [](const std::vector<uint8_t>& state) {
    const Tensor t = new_tensor({static_cast<int64_t>(state.size())}, kByte);
    std::memcpy(t.data_ptr(), state.data(), state.size());
    return t;
  };
  all["generator"] = bytes(epoch_generator_);
  if (at_.row > 0)
    all["generator.now"] = bytes(step_generator_.empty() ? default_generator().state_bytes() : step_generator_);
  write_tensors(file("checkpoint.safetensors"), all, at_.text());
  write_tensors(file("weights.safetensors"), weights);
  std::string lines;
  for (const Json& m : at_.metrics) lines += m.dump() + "\n";
  write_file(file("metrics.jsonl"), lines);
  if (watch_) watch_->save();
}

bool Training::one_epoch() {
  const data::LabelledData& d = split_.train;
  const int64_t total = d.size();
  default_generator().set_state(epoch_generator_);
  data::BatchLoader loader(d.inputs, d.targets, o_.batch_size);
  loader.start(o_.shuffle ? randperm(total, TensorOptions(kLong)) : Tensor(), at_.row);
  if (!step_generator_.empty()) default_generator().set_state(step_generator_);
  step_generator_.clear();
  const auto start = Clock::now();
  const double before = at_.epoch_seconds;
  const int64_t first = at_.row;
  double saved = 0;
  data::Batch b;
  while (loader.next(b)) {
    learner_->zero_grad();
    if (augment_.any()) augment_.apply(b.input);
    const Tensor logits = net_->forward(b.input);
    const Tensor loss = nn::functional::cross_entropy(logits, b.target);
    const float l = loss.item<float>();
    if (!std::isfinite(l)) diverged("the loss", l);
    loss.backward();
    const double lr = watch_ ? learner_->lr() : 0;
    learner_->step();
    if (watch_) watch_->step(l, lr);
    if (watch_ && o_.repair != "none" && (at_.step + 1) % o_.repair_every == 0)
      watch_->repair(o_.repair, samples_of(split_.train, 2000), learner_->optimizer());
    const int64_t n = b.target.numel();
    at_.loss_sum += static_cast<double>(l) * static_cast<double>(n);
    at_.right += count_right(logits, b.target);
    at_.row += n;
    at_.step++;
    const double spent = since(start);
    progress_.step(at_.epoch + 1, o_.epochs, at_.row, total, at_.loss_sum / static_cast<double>(at_.row),
                   static_cast<double>(at_.right) / static_cast<double>(at_.row),
                   static_cast<double>(at_.row - first) / std::max(spent, 1e-9));
    const bool due = spent - saved > o_.save_every;
    if (stop_signal || due) {
      at_.epoch_seconds = before + spent;
      if (stop_signal) return false;
      save();
      saved = since(start);
    }
  }
  at_.epoch_seconds = before + since(start);
  at_.seconds += at_.epoch_seconds;
  finish_epoch(static_cast<double>(total - first) / std::max(since(start), 1e-9));
  return true;
}

void Training::finish_epoch(double images_per_second) {
  const double rows = static_cast<double>(split_.train.size()), lr = learner_->lr();
  last_ = cli::evaluate(*net_, split_.test, config_);
  if (!std::isfinite(last_.loss)) diverged("the test loss", last_.loss);
  at_.epoch++;
  EpochFigures f{at_.epoch,      o_.epochs,         at_.loss_sum / rows, static_cast<double>(at_.right) / rows,
                 last_.accuracy, at_.epoch_seconds, images_per_second};
  at_.metrics.push_back(Json{{"epoch", f.epoch},
                             {"step", at_.step},
                             {"train_loss", f.loss},
                             {"train_accuracy", f.accuracy},
                             {"lr", lr},
                             {"test_loss", last_.loss},
                             {"test_accuracy", f.test_accuracy},
                             {"seconds", f.seconds},
                             {"images_per_second", f.images_per_second}});
  at_.row = at_.right = 0;
  at_.loss_sum = at_.epoch_seconds = 0;
  epoch_generator_ = default_generator().state_bytes();
  save();
  write_confusion(run_, last_.confusion, config_.names);
  progress_.epoch(f);
}

int Training::run() {
  progress_.line(fmt::format("{}, {} training and {} test rows, {} thread{}", config_.title(), split_.train.size(),
                             split_.test.size(), get_num_threads(), get_num_threads() == 1 ? "" : "s"));
  progress_.line("run folder " + run_);
  if (at_.epoch >= o_.epochs) {
    progress_.line(
        fmt::format("the run has its {} epoch{} already; --epochs adds more", at_.epoch, at_.epoch == 1 ? "" : "s"));
    return 0;
  }
  if (o_.watch) watch_ = watcher(*net_, run_, at_.step, progress_, o_.tensorboard);
  while (at_.epoch < o_.epochs) {
    const bool whole = !stop_signal && one_epoch();
    if (whole && !(stop_signal && at_.epoch < o_.epochs)) continue;
    progress_.clear();
    if (!whole) save();
    fmt::print(stderr, "rectify: interrupted in epoch {} at row {}; saved. Continue with: rectify train --resume {}\n",
               at_.epoch + 1, at_.row, run_);
    return 130;
  }
  if (watch_) watch_->report(split_.test, config_);
  progress_.line(fmt::format("test accuracy {:.4f} after {} epoch{} in {}; results in {}", last_.accuracy, at_.epoch,
                             at_.epoch == 1 ? "" : "s", duration(at_.seconds), run_));
  return 0;
}

}  // namespace

int train(TrainOptions options, const std::vector<std::string>& given) {
  catch_signals();
  try {
    return Training(std::move(options), given).run();
  } catch (const Interrupted& e) {
    fmt::print(stderr, "rectify: {}\n", e.what());
    return 130;
  }
}

}  // namespace rectify::cli
