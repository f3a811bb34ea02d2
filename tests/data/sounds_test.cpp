// WAV and FLAC, resampling, log-mel features against numpy's in double, refusals, and damage.
#include "data/media.h"

#include <cmath>
#include <random>

namespace {
using namespace media;

TEST(Sounds, EveryForm) {
  Folder f;
  for (const Json& j : golden().at("sounds")) {
    const Sound s = read_sound(f.write("x.wav", bytes(j.at("bytes"))));
    EXPECT_EQ(s.sample_rate, j.at("rate").get<int64_t>());
    EXPECT_EQ(s.samples.size(0), j.at("channels").get<int64_t>());
    const auto want = j.at("samples").get<std::vector<float>>();
    EXPECT_EQ(values<float>(s.samples), want) << j.at("name");
  }
}
TEST(Sounds, WriteAndReadAgain) {
  Folder f;
  Tensor x = new_tensor({2, 50}, kFloat);
  for (int i = 0; i < 100; i++) x.data_ptr<float>()[i] = static_cast<float>(i - 50) / 32767;
  x.data_ptr<float>()[0] = 2;
  write_sound(f.path + "/a.wav", {x, 11025});
  const Sound s = read_sound(f.path + "/a.wav");
  EXPECT_EQ(s.sample_rate, 11025);
  for (int i = 1; i < 100; i++) EXPECT_EQ(s.samples.data_ptr<float>()[i], static_cast<float>(i - 50) / 32768);
  EXPECT_EQ(s.samples.data_ptr<float>()[0], 32767.0f / 32768);
  EXPECT_NE(message([&] { write_sound(f.path + "/no/a.wav", {x, 8000}); }).find("cannot write "), std::string::npos);
  EXPECT_NE(message([&] { write_sound("/dev/full", {x, 8000}); }).find("cannot write /dev/full"), std::string::npos);
  EXPECT_NE(message([&] {
              write_sound(f.path + "/a.wav", {x[0], 8000});
            }).find("expected samples as a Float"),
            std::string::npos);
}
TEST(Sounds, Refusals) {
  Folder f;
  const std::string wav = file_of("sounds", "s16-1.wav");
  std::string nan = file_of("sounds", "f32-1.wav"), none = wav.substr(0, 44), unknown = wav, streamed = wav;
  for (int k = 0; k < 4; k++) nan[48 + k] = '\xff', none[40 + k] = 0, streamed[40 + k] = '\xff';
  unknown[20] = '\x7b';
  const struct {
    std::string bytes, words;
  } rows[] = {{"", "x.wav: the file is empty"},
              {"OggS....", "x.wav: neither a WAV nor a FLAC file"},
              {wav.substr(0, 100), "x.wav: truncated WAV file: its header says 320 bytes of sound, but 56 follow"},
              {wav.substr(0, 30), "x.wav: truncated WAV file: no sound follows its header"},
              {none, "x.wav: there is no sound in the file"},
              {nan, "x.wav: sample 2 is not finite"},
              {unknown, "x.wav: damaged sound file: "},
              {"fLaC" + std::string(40, '\1'), "x.wav: damaged sound file: "}};
  for (auto& r : rows) {
    const std::string m = message([&] { read_sound(f.write("x.wav", r.bytes)); });
    EXPECT_NE(m.find(r.words), std::string::npos) << m << " / " << r.words;
    EXPECT_EQ(m.find('\n'), std::string::npos);
  }
  EXPECT_EQ(read_sound(f.write("x.wav", streamed)).samples.size(1), 160);  // written to a pipe: the size is unknown
  EXPECT_NE(message([&] { read_sound(f.path + "/none.wav"); }).find("none.wav: No such file"), std::string::npos);
}
TEST(Sounds, Fuzz) {
  std::mt19937 random(12);
  int read = 0, refused = 0;
  for (const Json& j : golden().at("sounds")) {
    const std::string good = bytes(j.at("bytes"));
    auto attempt = [&](const std::string& b) {
      try {
        decode_sound(b);
        read++;
      } catch (const Error& e) {
        refused++;
      }
    };
    for (size_t k = 0; k < good.size(); k += k < 60 ? 1 : 37) attempt(good.substr(0, k));
    for (int k = 0; k < 300; k++) {
      std::string bad = good;
      for (int flips = 1 + random() % 3; flips > 0; flips--)
        bad[random() % (k % 2 ? 48 : bad.size())] ^= static_cast<char>(1 + random() % 255);
      attempt(bad);
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 500);
}

TEST(Sounds, Resample) {
  const Json& r = golden().at("resample");
  const Tensor x = tensor_of(r.at("of"), {300});
  for (const Json& j : r.at("to")) {
    const Tensor y = resample(x, j.at("from"), j.at("to"));
    const auto want = j.at("samples").get<std::vector<double>>();
    ASSERT_EQ(y.numel(), static_cast<int64_t>(want.size()));
    for (size_t i = 0; i < want.size(); i++)
      ASSERT_NEAR(y.data_ptr<float>()[i], want[i], 2e-6) << j.at("to") << " " << i;
  }
  EXPECT_EQ(values<float>(resample(x, 8000, 8000)), values<float>(x));
  EXPECT_TRUE(resample(alias_as(x, {3, 2, 50}, {100, 50, 1}, 0), 2, 1).sizes() == IntArrayRef({3, 2, 25}));
  EXPECT_EQ(resample(new_tensor({2, 0}, kFloat), 2, 1).numel(), 0);
  EXPECT_NE(message([&] { resample(x, 0, 8000); }).find("frequencies must be positive"), std::string::npos);
  EXPECT_NE(message([&] { resample(x, 2, 1, 0); }).find("lowpass_filter_width must be positive"), std::string::npos);
  EXPECT_NE(message([&] { resample(new_tensor({3}, kLong), 2, 1); }).find("expected a Float waveform"),
            std::string::npos);
}

TEST(Sounds, MelFilters) {
  const Json& j = golden().at("fbanks");
  const auto o = j.at("options").get<std::vector<double>>();
  const Tensor y =
      melscale_fbanks(static_cast<int64_t>(o[0]), o[1], o[2], static_cast<int64_t>(o[3]), static_cast<int64_t>(o[4]));
  const auto want = j.at("values").get<std::vector<double>>();
  for (size_t i = 0; i < want.size(); i++) EXPECT_NEAR(y.data_ptr<float>()[i], want[i], 1e-6);
  EXPECT_NE(message([&] { melscale_fbanks(1, 0, 1, 1, 1); }).find("expected n_freqs >= 2"), std::string::npos);
}
TEST(Sounds, LogMel) {
  const Json& g = golden().at("mel");
  const Tensor x = tensor_of(g.at("of"), {1500});
  for (const Json& j : g.at("to")) {
    const auto o = j.at("options").get<std::vector<double>>();
    auto n = [&](int k) { return static_cast<int64_t>(o[k]); };
    const auto options = MelSpectrogramOptions()
                             .sample_rate(n(0))
                             .n_fft(n(1))
                             .win_length(n(2))
                             .hop_length(n(3))
                             .f_min(o[4])
                             .f_max(o[5])
                             .n_mels(n(6));
    const Tensor y = log_mel_spectrogram(x, options);
    EXPECT_TRUE(y.sizes() == IntArrayRef({n(6), 1 + 1500 / n(3)}));
    const auto want = j.at("values").get<std::vector<double>>();
    for (size_t i = 0; i < want.size(); i++)
      ASSERT_NEAR(y.data_ptr<float>()[i], want[i], 2e-3) << j.at("options") << " " << i;
    const Tensor power = mel_spectrogram(alias_as(x, {1, 3, 500}, {1500, 500, 1}, 0),
                                         MelSpectrogramOptions(options).n_fft(400).win_length(400));
    EXPECT_TRUE(power.sizes() == IntArrayRef({1, 3, n(6), 1 + 500 / n(3)}));
  }
  EXPECT_NE(message([&] {
              mel_spectrogram(new_tensor({200}, kFloat));
            }).find("200 samples are too few for windows of n_fft = 400"),
            std::string::npos);
  EXPECT_NE(message([&] { mel_spectrogram(x, MelSpectrogramOptions().n_fft(401)); }).find("expected an even n_fft"),
            std::string::npos);
}

Tensor tone(int64_t n, double rate, double at = 0.3, double seconds = 0.4) {
  Tensor x = new_tensor({1, n}, kFloat);
  std::mt19937 random(5);
  for (int64_t i = 0; i < n; i++) {
    const double t = static_cast<double>(i) / rate;
    const double loud = t >= at && t < at + seconds ? 0.5 : 0;
    x.data_ptr<float>()[i] =
        static_cast<float>(loud * std::sin(2 * M_PI * 440 * t) + 1e-3 * (random() % 1000 / 500.0 - 1));
  }
  return x;
}
TEST(Sounds, Features) {
  const Tensor y = sound_features({tone(16000, 16000), 16000});
  EXPECT_TRUE(y.sizes() == IntArrayRef({1, 40, 101}));
  double sum = 0, squares = 0;
  for (float v : values<float>(y)) sum += v, squares += v * v;
  EXPECT_NEAR(sum / 4040, 0, 1e-4);
  EXPECT_NEAR(squares / 4040, 1, 1e-3);
  auto distance = [&](const Tensor& z) {
    double d = 0;
    for (int64_t i = 0; i < 4040; i++) d += std::abs(y.data_ptr<float>()[i] - z.data_ptr<float>()[i]);
    return d / 4040;
  };
  // Loudness and offset do not matter, nor how many channels say it; the rate and more silence around it matter little.
  const Tensor quiet = tone(16000, 16000), stereo = new_tensor({2, 16000}, kFloat);
  for (int64_t i = 0; i < 16000; i++) {
    const float v = quiet.data_ptr<float>()[i] = quiet.data_ptr<float>()[i] * 0.01f + 0.2f;
    for (int c : {0, 1}) stereo.data_ptr<float>()[c * 16000 + i] = (c ? 1.5f : 0.5f) * v;
  }
  EXPECT_LT(distance(sound_features({quiet, 16000})), 1e-2);
  EXPECT_LT(distance(sound_features({stereo, 16000})), 1e-2);
  EXPECT_LT(distance(sound_features({tone(48000, 48000), 48000})), 0.5);
  EXPECT_TRUE(sound_features({tone(48000, 16000, 1.7), 16000}).sizes() == y.sizes());
  EXPECT_TRUE(sound_features({tone(1600, 16000, 0.0), 16000}).sizes() == y.sizes());
  auto refused = [](const Sound& s) { return message([&] { sound_features(s, {}, "a.wav"); }); };
  EXPECT_EQ(refused({tone(700, 16000), 16000}), "a.wav: 0.04375 s is too short; at least 0.05 s are needed");
  EXPECT_EQ(refused({tone(61 * 4000, 4000), 4000}), "a.wav: 61 s is too long; at most 60 s are allowed");
  EXPECT_EQ(refused({tone(2000, 3999), 3999}), "a.wav: a sample rate of 3999 Hz is not between 4000 and 384000");
  Tensor constant = new_tensor({1, 16000}, kFloat);
  std::fill_n(constant.data_ptr<float>(), 16000, 0.25f);
  EXPECT_EQ(refused({constant, 16000}).find("a.wav: silent"), 0u);
  EXPECT_NE(refused({tone(16000, 16000)[0], 16000}).find("expected samples as a Float [channels, frames]"),
            std::string::npos);
  EXPECT_NE(message([&] { read_sounds({}); }).find("there are no sounds"), std::string::npos);
}
TEST(Sounds, ClassFolders) {
  Folder f;
  for (const char* split : {"train", "test"})
    for (const char* name : {"no", "yes"}) {
      std::filesystem::create_directories(f.path + "/" + split + "/" + name);
      write_sound(f.path + "/" + split + "/" + name + "/1.wav", {tone(16000, 16000), 16000});
    }
  const SplitData s = load_split(f.path);
  EXPECT_EQ(s.train.kind, DataKind::kSounds);
  EXPECT_TRUE(s.train.inputs.sizes() == IntArrayRef({2, 1, 40, 101}));
  EXPECT_EQ(s.test.classes, (std::vector<std::string>{"no", "yes"}));
  f.write("train/no/2.wav", "RIFF");
  EXPECT_NE(message([&] { load_split(f.path); }).find("train/no/2.wav: neither a WAV nor a FLAC file"),
            std::string::npos);
}
}  // namespace
