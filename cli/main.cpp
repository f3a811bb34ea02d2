// The command `rectify`: options, and what errors look like.
#include <fmt/format.h>
#include <rectify/core/version.h>
#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <new>

#include "augment.h"
#include "model.h"
#include "recipes.h"

namespace {

// One line: what a terminal would take for a second line is shown as a blank.
int fail(const std::string& message, int status) {
  std::string line = message;
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  fmt::print(stderr, "rectify: {}\n", line);
  return status;
}

// Checks of options' values; each returns what is wrong, or nothing.
const CLI::Validator kNotNegative(
    [](std::string& s) {
      double v = 0;
      return CLI::detail::lexical_cast(s, v) && v >= 0 && std::isfinite(v) ? "" : "'" + s + "' is no number from 0 up";
    },
    "NUMBER");
const CLI::Validator kSeed(
    [](std::string& s) {
      uint64_t v = 0;
      const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
      return error == std::errc() && end == s.data() + s.size()
                 ? ""
                 : "'" + s + "' is no whole number from 0 to 18446744073709551615";
    },
    "NUMBER");
const CLI::Validator kName([](std::string& s) { return std::string(s.empty() ? "the name is empty" : ""); }, "PATH");

const CLI::Validator kAugment(
    [](std::string& s) {
      try {
        rectify::cli::Augment(s, {});
      } catch (const rectify::Error& e) {
        return std::string(e.what());
      }
      return std::string();
    },
    "LIST");

std::vector<int64_t> widths(const std::string& text) {
  std::vector<int64_t> r;
  if (text == "0") return r;
  const char *at = text.data(), *end = at + text.size();
  for (int64_t width = 0;; at++) {
    const auto [stop, error] = std::from_chars(at, end, width);
    if (error != std::errc() || width < 1 || width >= 10'000'000 || (stop != end && *stop != ','))
      throw rectify::cli::UsageError("--hidden: '" + text + "' is not a list of widths like 256 or 256,128");
    r.push_back(width);
    if ((at = stop) == end) return r;
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace rectify::cli;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("rectify: train and run small networks on CPUs", "rectify");
  app.set_version_flag("--version", std::string("rectify ") + rectify::version());
  app.failure_message([](const CLI::App*, const CLI::Error& e) { return std::string(e.what()); });

  TrainOptions t;
  auto* train_command = app.add_subcommand("train", "Train a network; without options the article's, on Fashion-MNIST");
  std::string hidden = "256";
  bool shuffle = false, no_shuffle = false;
  train_command
      ->add_option("--data", t.data,
                   "Data: a folder (MNIST-style IDX files; train.csv, test.csv; x_train.npy, ...; a folder for each "
                   "class of PNG "
                   "or JPEG pictures, or of WAV or FLAC sounds, also in train/ and test/) or one CSV, .npy or IDX file")
      ->check(kName)
      ->capture_default_str();
  train_command->add_option("--labels", t.labels, "File with the labels of an .npy or IDX file");
  train_command->add_option(
      "--label-column", t.label_column,
      "CSV: the label's column, by name or number from 0 (default: label, class, target or y, else the last)");
  train_command
      ->add_option(
          "--task", t.task,
          "speech-digits: the ten digits in espeak-ng's voices, made and kept in --data (default: in ~/.cache)")
      ->check(CLI::IsMember({"speech-digits"}));
  train_command->add_option("--model", t.model, "Network (default: mlp; cnn for sounds)")
      ->check(CLI::IsMember(model_names()));
  train_command->add_option("--activation", t.activation, "Activation between the layers")
      ->check(CLI::IsMember(activation_names()))
      ->capture_default_str();
  train_command->add_option("--hidden", hidden, "Widths of the hidden layers of mlp: 256 or 256,128; 0: none")
      ->capture_default_str();
  // What is not given here is the model's recipe's.
  train_command->add_option("--epochs", t.epochs, "Passes over the data")
      ->check(CLI::Range(int64_t{1}, int64_t{1000000}));
  train_command->add_option("--batch-size", t.batch_size, "Rows a step")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 24));
  train_command->add_option("--optimizer", t.optimizer, "Optimizer")->check(CLI::IsMember(kOptimizers));
  train_command
      ->add_option("--schedule", t.schedule,
                   "Learning rate over the run: constant; step (a tenth at 1/2 and 3/4); cosine; one-cycle")
      ->check(CLI::IsMember(kSchedules));
  train_command->add_option("--augment", t.augment, "none, or a list of flip, shift and mask for the training rows")
      ->check(kAugment);
  train_command->add_option("--lr", t.lr, "Learning rate; the greatest, where it is scheduled")->check(kNotNegative);
  train_command->add_option("--momentum", t.momentum, "Momentum of SGD")->check(kNotNegative);
  train_command->add_option("--weight-decay", t.weight_decay, "Weight decay")->check(kNotNegative);
  train_command->add_option("--init", t.init, "Initialisation of the weights")
      ->check(CLI::IsMember(kInits))
      ->capture_default_str();
  train_command->add_option("--image-size", t.image_size, "Pictures are resized to this: 32 or 32x24");
  train_command->add_option("--test-share", t.test_share, "What is held out as the test where the data does not say")
      ->check(CLI::Range(0.001, 0.999))
      ->capture_default_str();
  train_command->add_option("--speakers", t.speakers, "Speech: how many voices (default: all)")
      ->check(CLI::Range(4, 10000));
  train_command->add_option("--takes", t.takes, "Speech: how often each voice says each digit")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  train_command->add_option("--seed", t.seed, "Seed of the generator")->check(kSeed)->capture_default_str();
  train_command->add_option("--threads", t.threads, "Threads (default: one a core)")->check(CLI::Range(1, 1024));
  train_command->add_option("--out", t.out, "Run folder (default: runs/DATE-TIME)")->check(kName);
  train_command->add_option("--resume", t.resume, "Continue the run in this folder; --epochs may add more")
      ->check(kName);
  train_command->add_option("--save-every", t.save_every, "Seconds between checkpoints inside an epoch")
      ->check(kNotNegative)
      ->capture_default_str();
  train_command->add_flag(
      "--watch,!--no-watch", t.watch,
      "Watch the units: warnings as they happen, report.html at the end; --resume goes on watching");
  train_command->add_option("--repair", t.repair, "With --watch: what is done with units that are dead")
      ->check(CLI::IsMember(kLiveRepairs))
      ->capture_default_str();
  train_command->add_option("--tensorboard", t.tensorboard, "With --watch: folder for TensorBoard's event files")
      ->check(kName);
  train_command->add_option("--repair-every", t.repair_every, "Steps between repairs")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 40))
      ->capture_default_str();
  auto* on = train_command->add_flag("--shuffle", shuffle,
                                     "A new order each epoch (default, but for mlp on a folder of IDX files)");
  train_command
      ->add_flag("--no-shuffle", no_shuffle,
                 "The order of the file (default for mlp on a folder of IDX files, as the article does)")
      ->excludes(on);

  train_command->footer(recipes_text());

  ReadOptions r;
  auto* eval_command = app.add_subcommand("eval", "Test a trained network");
  eval_command->add_option("RUN", r.run, "Run folder")->required()->check(kName);
  eval_command
      ->add_option("--data", r.data,
                   "Data, as for train (default: the run's own test data); of a file all rows are used")
      ->check(kName);
  eval_command->add_flag("--json", r.json, "One JSON object");
  auto* predict_command =
      app.add_subcommand("predict", "Class and probabilities for pictures, sounds or the rows of a file, as CSV");
  predict_command->add_option("RUN", r.run, "Run folder")->required()->check(kName);
  predict_command
      ->add_option("FILE", r.files, "PNG, JPEG, WAV or FLAC files, as many as you like, or one CSV, .npy or IDX file")
      ->required()
      ->check(kName);
  for (auto* c : {eval_command, predict_command}) {
    c->add_option("--labels", r.labels, "File with the labels of an .npy or IDX file");
    c->add_option("--label-column", r.label_column, "CSV: the label's column");
    c->add_flag("--resize", r.resize, "Bring pictures to the size that the network takes");
    c->add_option("--threads", r.threads, "Threads (default: one a core)")->check(CLI::Range(1, 1024));
  }

  DoctorOptions d;
  auto* doctor_command =
      app.add_subcommand("doctor", "Find dead, dormant and saturated units, why they are so, and what to do");
  doctor_command
      ->add_option("RUN", d.run, "Run folder, or a file of weights (safetensors, or a state dict of torch.save)")
      ->required()
      ->check(kName);
  doctor_command->add_option("--data", d.data, "Data, as for eval; a file of weights needs it")->check(kName);
  doctor_command->add_option("--labels", d.labels, "File with the labels of an .npy or IDX file");
  doctor_command->add_option("--label-column", d.label_column, "CSV: the label's column");
  auto* model_option = doctor_command->add_option("--model", d.model, "Network of a file of weights")
                           ->check(CLI::IsMember(model_names()))
                           ->capture_default_str();
  doctor_command->add_option("--activation", d.activation, "Its activation")
      ->check(CLI::IsMember(activation_names()))
      ->capture_default_str();
  doctor_command
      ->add_option(
          "--architecture", d.architecture,
          "A file of weights' network: a list like 'linear relu linear' or 'conv2d(padding=1) relu maxpool2d(2) "
          "flatten linear', what PyTorch prints of a Sequential, or @FILE with either")
      ->excludes(model_option);
  doctor_command->add_option("--samples", d.samples, "Rows that are looked at")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 40))
      ->capture_default_str();
  doctor_command->add_option("--tau", d.tau, "Dormant: share of the layer's mean output")
      ->check(kNotNegative)
      ->capture_default_str();
  doctor_command->add_option("--margin", d.margin, "Certified: the data's range is widened by this share")
      ->check(kNotNegative)
      ->capture_default_str();
  doctor_command
      ->add_option("--out", d.out,
                   "The page (default: report.html, in the run folder if there is one; with --json none)")
      ->check(kName);
  doctor_command->add_flag("--json", d.json, "One JSON object");
  doctor_command->add_option(
      "--fail-on", d.fail_on,
      "Exit status 3 if more than a share of all units is in a state: dead:0.2; or nan; NaN and infinity always fail");
  doctor_command
      ->add_option("--repair", d.repair,
                   "Repairs, one after the other; with --save. The page shows the network after them")
      ->delimiter(',')
      ->check(CLI::IsMember(kRepairs));
  doctor_command->add_option("--tensorboard", d.tensorboard, "Folder for TensorBoard's event files")->check(kName);
  doctor_command->add_option("--save", d.save, "File for the repaired weights")->check(kName);
  doctor_command->add_option("--threads", d.threads, "Threads (default: one a core)")->check(CLI::Range(1, 1024));

  StudyOptions s;
  auto* study_command =
      app.add_subcommand("study", "Measure what is said about ReLU, or what repairs are good for; a page and JSON");
  study_command->add_option("WHAT", s.what, "article or repairs")
      ->check(CLI::IsMember({"article", "repairs"}))
      ->capture_default_str();
  study_command->add_option("--data", s.data, "Data, as for train")->check(kName)->capture_default_str();
  study_command
      ->add_option("--out", s.out, "The page (default: study.html or study-repairs.html); JSON is written beside it")
      ->check(kName);
  study_command->add_flag("--quick", s.quick, "Few seeds, epochs and rows: under three minutes");
  study_command->add_flag("--quiet", s.quiet, "Only the verdicts");
  study_command->add_option("--seeds", s.seeds, "Seeds (default: 10; of the quick article 3)")
      ->check(CLI::Range(2, 10000));
  study_command->add_option("--threads", s.threads, "Threads (default: one a core)")->check(CLI::Range(1, 1024));

  AtlasOptions a;
  auto* atlas_command = app.add_subcommand("atlas", "Write a page about every activation: plots, figures, comparison");
  atlas_command->add_option("--out", a.out, "The page")->capture_default_str();

  app.allow_extras();  // refused below, with the names of the commands

  try {
    try {
      app.parse(argc, argv);
    } catch (const CLI::Error& e) {
      if (e.get_exit_code() == 0) {
        app.exit(e);
        print("");
        return 0;
      }
      return fail(std::string(e.what()) + " (see rectify --help)", 2);
    }
    const std::vector<std::string> rest = app.remaining();
    if (app.get_subcommands().empty() || !rest.empty()) {
      std::string names;
      for (const auto* c : app.get_subcommands({})) names += (names.empty() ? "" : ", ") + c->get_name();
      throw UsageError((rest.empty() ? "a command is needed" : "there is no command '" + rest[0] + "'") +
                       "; there are " + names + " (see rectify --help)");
    }
    if (*train_command) {
      t.hidden = widths(hidden);
      for (const char* name : {"--speakers", "--takes"})
        if (t.task.empty() && train_command->count(name)) throw UsageError(std::string(name) + " goes with --task");
      if (shuffle || no_shuffle) t.shuffle = shuffle;
      std::vector<std::string> given;
      for (const auto* option : train_command->get_options())
        if (option->count() > 0 && !option->get_lnames().empty()) given.push_back(option->get_lnames()[0]);
      return train(t, given);
    }
    if (*atlas_command) return atlas(a);
    if (*doctor_command) return doctor(d);
    if (*study_command) return study(s);
    return *eval_command ? evaluate(r) : predict(r);
  } catch (const UsageError& e) {
    return fail(e.what(), 2);
  } catch (const std::bad_alloc&) {
    return fail("not enough memory", 1);
  } catch (const std::exception& e) {
    return fail(e.what(), 1);
  }
}
