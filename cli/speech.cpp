#include "speech.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rectify/data/sounds.h>
#include <rectify/parallel/parallel.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

extern char** environ;

namespace rectify::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDigits[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
constexpr const char* kAccents[] = {"en-us",          "en-gb",          "en-gb-scotland", "en-gb-x-rp",
                                    "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029"};
constexpr int64_t kRate = 16000, kLength = 16000;

// splitmix64: every sound has a stream of its own, whichever are made and in what order.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53; }
  int64_t below(int64_t n) { return static_cast<int64_t>(next() % static_cast<uint64_t>(n)); }
  double normal() { return std::sqrt(-2 * std::log(1 - uniform(0, 1))) * std::cos(6.283185307179586 * uniform(0, 1)); }

 private:
  uint64_t state_;
};
uint64_t hash(const std::string& s) {
  uint64_t h = 14695981039346656037u;
  for (unsigned char c : s) h = (h ^ c) * 1099511628211u;
  return h;
}

// What a program writes to its standard output.
std::string output_of(std::vector<std::string> words) {
  int ends[2];
  TORCH_CHECK(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe: ", std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // Ctrl-C is for us
  std::vector<char*> argv;
  for (auto& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  std::string out;
  if (!failed) {
    char block[1 << 16];
    for (ssize_t n; (n = read(ends[0], block, sizeof block)) > 0 || (n < 0 && errno == EINTR);)
      if (n > 0) out.append(block, n);
  }
  close(ends[0]);
  TORCH_CHECK(failed != ENOENT, words[0], ": not found; install Debian's package ", words[0], " (apt-get install ",
              words[0], ")");
  TORCH_CHECK(!failed, words[0], ": ", std::strerror(failed));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  TORCH_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, words[0], " failed with status ",
              WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
  return out;
}
data::Sound say(const std::string& voice, int speed, int pitch, const std::string& word) {
  const std::string bytes =
      output_of({"espeak-ng", "-v", voice, "-s", std::to_string(speed), "-p", std::to_string(pitch), "--stdout", word});
  return data::decode_sound(bytes, "espeak-ng's voice " + voice);
}

// espeak-ng's voice variants, one of each that sound the same.
struct Speaker {
  std::string variant, family;
  bool test = false;
};
std::vector<Speaker> list_speakers() {
  std::istringstream lines(output_of({"espeak-ng", "--voices=variant"}));
  std::vector<std::string> variants;
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find("!v/");
    if (at == line.npos) continue;
    std::string name = line.substr(at + 3);
    name.resize(name.find_last_not_of(" \r\n") + 1);
    if (!name.empty() && name.find_first_of(" /") == name.npos) variants.push_back(name);
  }
  std::sort(variants.begin(), variants.end());
  std::vector<Speaker> speakers;
  std::vector<uint64_t> heard{hash(output_of({"espeak-ng", "-v", "en-us", "--stdout", "seven"}))};
  for (const auto& v : variants) {
    const uint64_t sound = hash(output_of({"espeak-ng", "-v", "en-us+" + v, "--stdout", "seven"}));
    if (std::find(heard.begin(), heard.end(), sound) != heard.end()) continue;
    heard.push_back(sound);
    // iven and iven2 are one family, which is on one side of the split as a whole; m1, f2 and the like are people.
    std::string family = v;
    std::transform(family.begin(), family.end(), family.begin(), [](unsigned char c) { return std::tolower(c); });
    while (family.size() > 2 && std::isdigit(static_cast<unsigned char>(family.back()))) family.pop_back();
    speakers.push_back({v, family});
  }
  return speakers;
}
std::vector<Speaker> cast(const SpeechOptions& o) {
  std::vector<Speaker> all = list_speakers();
  TORCH_CHECK(all.size() >= 4, "espeak-ng has ", all.size(), " voice variants; at least 4 are needed");
  Random random(o.seed ^ hash("speakers"));
  for (size_t i = all.size(); i > 1; i--) std::swap(all[i - 1], all[random.below(static_cast<int64_t>(i))]);
  if (o.speakers > 0 && static_cast<size_t>(o.speakers) < all.size()) all.resize(o.speakers);
  const size_t wanted = std::max<size_t>(1, all.size() / 5);
  size_t test = 0;
  for (Speaker& s : all) {
    if (test >= wanted || s.test) continue;
    for (Speaker& other : all)
      if (other.family == s.family) other.test = true, test++;
  }
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.variant < b.variant; });
  TORCH_CHECK(test < all.size(), "all of the ", all.size(), " voices are one family");
  return all;
}

Tensor make_sound(const Speaker& speaker, const std::string& word, uint64_t seed) {
  Random random(seed);
  const std::string voice = std::string(kAccents[random.below(std::size(kAccents))]) + "+" + speaker.variant;
  const int speed = static_cast<int>(random.uniform(120, 220)), pitch = static_cast<int>(random.uniform(25, 75));
  const data::Sound spoken = say(voice, speed, pitch, word);
  const Tensor word_samples = data::resample(spoken.samples[0], spoken.sample_rate, kRate);
  const float* x = word_samples.data_ptr<float>();
  // Without the silence around the word.
  int64_t begin = 0, end = word_samples.numel();
  float loudest = 0;
  for (int64_t i = begin; i < end; i++) loudest = std::max(loudest, std::abs(x[i]));
  TORCH_CHECK(loudest > 0, "espeak-ng's voice ", voice, " says nothing for '", word, "'");
  while (std::abs(x[begin]) < 0.01f * loudest) begin++;
  while (std::abs(x[end - 1]) < 0.01f * loudest) end--;
  end = std::min(end, begin + kLength);
  const int64_t n = end - begin, offset = random.below(kLength - n + 1);
  double power = 0;
  for (int64_t i = begin; i < end; i++) power += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  const double level = std::sqrt(power / static_cast<double>(n));

  Tensor y = new_tensor({1, kLength}, kFloat);
  float* out = y.data_ptr<float>();
  std::vector<double> noise(kLength, 0.0);
  if (random.below(8) > 0) {  // white to brown, with or without a hum
    const double smooth = random.uniform(0, 0.98), hum = random.below(4) ? 0 : random.uniform(0, 1);
    const double hertz = random.uniform(50, 400);
    double held = 0, sum = 0;
    for (int64_t i = 0; i < kLength; i++) {
      held = smooth * held + std::sqrt(1 - smooth * smooth) * random.normal();
      noise[i] = held + 1.4 * hum * std::sin(6.283185307179586 * hertz * static_cast<double>(i) / kRate);
      sum += noise[i] * noise[i];
    }
    const double gain = level / std::sqrt(sum / kLength) * std::pow(10, -random.uniform(5, 35) / 20);
    for (double& v : noise) v *= gain;
  }
  double peak = 0;
  for (int64_t i = 0; i < kLength; i++) {
    const int64_t at = i - offset;
    noise[i] += at >= 0 && at < n ? static_cast<double>(x[begin + at]) : 0;
    peak = std::max(peak, std::abs(noise[i]));
  }
  const double gain = std::pow(10, -random.uniform(1, 20) / 20) / peak;
  for (int64_t i = 0; i < kLength; i++) out[i] = static_cast<float>(noise[i] * gain);
  return y;
}

void write_atomically(const std::string& path, const Tensor& samples) {
  const fs::path p(path);
  const std::string temporary = (p.parent_path() / ("." + p.filename().string() + ".tmp")).string();
  try {
    data::write_sound(temporary, {samples, kRate});
    fs::rename(temporary, path);
  } catch (...) {
    unlink(temporary.c_str());
    throw;
  }
}

struct Job {
  const Speaker* speaker;
  const char* word;
  uint64_t seed;
  std::string path;
};

}  // namespace

std::string speech_folder(const SpeechOptions& o) {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  std::string root = cache && *cache ? cache : home && *home ? std::string(home) + "/.cache" : "";
  TORCH_CHECK(!root.empty(), "there is no home folder to keep the sounds in; name a folder with --data");
  std::string name = fmt::format("{}/rectify/speech-digits-{}-{}", root, o.seed, o.takes);
  return o.speakers ? name + "-" + std::to_string(o.speakers) : name;
}

void make_speech(const SpeechOptions& o, Progress& progress, const volatile std::sig_atomic_t& stop) {
  const std::string manifest = o.folder + "/speech-digits.json";
  std::vector<Speaker> speakers;
  const Json settings{{"seed", o.seed}, {"speakers", o.speakers}, {"takes", o.takes}};
  if (exists(manifest)) {
    const Json j = read_json(manifest);
    TORCH_CHECK(j.contains("settings") && j["settings"] == settings, o.folder, ": it holds sounds of other settings (",
                j.contains("settings") ? j["settings"].dump() : "unknown", "); name another folder with --data");
    try {
      for (const char* side : {"train", "test"})
        for (const auto& name : j.at("voices").at(side))
          speakers.push_back({name.get<std::string>(), "", side == std::string("test")});
    } catch (const nlohmann::json::exception&) {
      throw Error(manifest + ": damaged: it does not name the voices");
    }
  } else {
    TORCH_CHECK(!exists(o.folder) || fs::is_empty(o.folder), o.folder,
                ": it holds other files than sounds made here; name another folder with --data");
    speakers = cast(o);
    Json voices{{"train", Json::array()}, {"test", Json::array()}};
    for (const Speaker& s : speakers) voices[s.test ? "test" : "train"].push_back(s.variant);
    make_folder(o.folder);
    std::string version = output_of({"espeak-ng", "--version"});
    version.resize(std::min(version.find("  "), version.size()));
    write_json(manifest, Json{{"made_by", version}, {"settings", settings}, {"voices", voices}});
  }
  std::vector<Job> jobs;
  for (const Speaker& s : speakers)
    for (const char* word : kDigits) {
      const std::string folder = fmt::format("{}/{}/{}", o.folder, s.test ? "test" : "train", word);
      for (int take = 0; take < o.takes; take++) {
        const std::string path = fmt::format("{}/{}-{}.wav", folder, s.variant, take);
        if (!exists(path))
          jobs.push_back({&s, word, o.seed ^ hash(fmt::format("{} {} {}", s.variant, word, take)), path});
      }
    }
  if (jobs.empty()) return;
  for (const char* side : {"train", "test"})
    for (const char* word : kDigits) make_folder(fmt::format("{}/{}/{}", o.folder, side, word));
  progress.line(
      fmt::format("making {} sounds of {} voices with espeak-ng in {}", jobs.size(), speakers.size(), o.folder));

  const auto start = std::chrono::steady_clock::now();
  std::atomic<size_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr error;
  const auto work = [&] {
    for (size_t i; !stop && !failed && (i = next++) < jobs.size(); done++) try {
        write_atomically(jobs[i].path, make_sound(*jobs[i].speaker, jobs[i].word, jobs[i].seed));
      } catch (...) {
        std::lock_guard lock(mutex);
        if (!failed.exchange(true)) error = std::current_exception();
      }
  };
  std::vector<std::thread> workers;
  for (int t = 0; t < get_num_threads(); t++) workers.emplace_back(work);
  while (next < jobs.size() && !stop && !failed) {
    progress.status(fmt::format("{} of {} sounds", done.load(), jobs.size()));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (auto& w : workers) w.join();
  progress.clear();
  if (stop)
    throw Interrupted(
        fmt::format("interrupted; {} of {} sounds are made and kept in {}. Run the same command again to go on",
                    done.load(), jobs.size(), o.folder));
  if (error) std::rethrow_exception(error);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  progress.line(fmt::format("made them in {}", duration(seconds)));
}

}  // namespace rectify::cli
