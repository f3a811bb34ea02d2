#include <kissfft/kiss_fftr.h>
#include <rectify/data/sounds.h>
#include <rectify/ops/elementwise.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

namespace rectify::data::api {
namespace {

constexpr double kPi = 3.14159265358979323846;

// The last dimension of a Float tensor as rows.
int64_t rows_of(const Tensor& x, const char* name) {
  TORCH_CHECK(x.dim() >= 1 && x.scalar_type() == kFloat, name,
              ": expected a Float waveform of one dimension or more, but got ", toString(x.scalar_type()), " ",
              x.sizes());
  return x.size(-1) ? x.numel() / x.size(-1) : 0;
}
// Index i of n samples that are mirrored at both ends.
int64_t mirrored(int64_t i, int64_t n) { return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i; }

}  // namespace

Tensor resample(const Tensor& waveform, int64_t orig_freq, int64_t new_freq, int64_t lowpass_filter_width,
                double rolloff) {
  TORCH_CHECK_VALUE(orig_freq > 0 && new_freq > 0, "resample: frequencies must be positive, but are ", orig_freq,
                    " and ", new_freq);
  TORCH_CHECK_VALUE(lowpass_filter_width > 0 && rolloff > 0 && rolloff <= 1,
                    "resample: lowpass_filter_width must be positive and rolloff in (0, 1], but are ",
                    lowpass_filter_width, " and ", rolloff);
  const int64_t rows = rows_of(waveform, "resample"), n = waveform.size(-1), divisor = std::gcd(orig_freq, new_freq);
  const int64_t r = orig_freq / divisor, s = new_freq / divisor;
  const Tensor x = waveform.contiguous();
  if (r == s) return x.clone();
  std::vector<int64_t> shape = x.sizes().vec();
  const int64_t m = shape.back() = (n * s + r - 1) / r;
  Tensor y = new_tensor(shape, kFloat);
  const double b = rolloff * static_cast<double>(std::min(r, s)), w = static_cast<double>(lowpass_filter_width);
  // The taps of output j depend on j mod s only; they start at input floor(j r / s) - half.
  const int64_t half = static_cast<int64_t>(std::ceil(w * static_cast<double>(r) / b)), taps = 2 * half + 2;
  std::vector<float> table(std::min(s, m) * taps);
  for (int64_t p = 0; p < std::min(s, m); p++)
    for (int64_t k = 0; k < taps; k++) {
      const int64_t input = p * r / s - half + k;
      const double t =
          b * (static_cast<double>(input) / static_cast<double>(r) - static_cast<double>(p) / static_cast<double>(s));
      const double window = std::abs(t) < w ? std::pow(std::cos(kPi * t / (2 * w)), 2) : 0;
      table[p * taps + k] =
          static_cast<float>((t == 0 ? 1 : std::sin(kPi * t) / (kPi * t)) * window * b / static_cast<double>(r));
    }
  for (int64_t row = 0; row < rows; row++) {
    const float* in = x.data_ptr<float>() + row * n;
    float* out = y.data_ptr<float>() + row * m;
    parallel::parallel_for(0, m, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t j = begin; j < end; j++) {
        const float* tap = table.data() + j % s * taps;
        const int64_t first = j * r / s - half;
        double sum = 0;
        for (int64_t k = std::max<int64_t>(0, -first); k < std::min(taps, n - first); k++)
          sum += static_cast<double>(tap[k]) * static_cast<double>(in[first + k]);
        out[j] = static_cast<float>(sum);
      }
    });
  }
  return y;
}

Tensor melscale_fbanks(int64_t n_freqs, double f_min, double f_max, int64_t n_mels, int64_t sample_rate) {
  TORCH_CHECK_VALUE(
      n_freqs >= 2 && n_mels >= 1 && f_min >= 0 && f_min < f_max && sample_rate > 0,
      "melscale_fbanks: expected n_freqs >= 2, n_mels >= 1, 0 <= f_min < f_max and sample_rate > 0, but got ", n_freqs,
      ", ", n_mels, ", ", f_min, ", ", f_max, " and ", sample_rate);
  auto mel = [](double f) { return 2595 * std::log10(1 + f / 700); };
  auto hertz = [](double m) { return 700 * (std::pow(10, m / 2595) - 1); };
  std::vector<double> corner(n_mels + 2);
  for (int64_t i = 0; i < n_mels + 2; i++)
    corner[i] =
        hertz(mel(f_min) + (mel(f_max) - mel(f_min)) * static_cast<double>(i) / static_cast<double>(n_mels + 1));
  Tensor y = new_tensor({n_freqs, n_mels}, kFloat);
  for (int64_t k = 0; k < n_freqs; k++) {
    const double f = static_cast<double>(sample_rate / 2) * static_cast<double>(k) / static_cast<double>(n_freqs - 1);
    for (int64_t i = 0; i < n_mels; i++) {
      const double up = (f - corner[i]) / (corner[i + 1] - corner[i]),
                   down = (corner[i + 2] - f) / (corner[i + 2] - corner[i + 1]);
      y.data_ptr<float>()[k * n_mels + i] = static_cast<float>(std::max(0.0, std::min(up, down)));
    }
  }
  return y;
}

Tensor mel_spectrogram(const Tensor& waveform, const MelSpectrogramOptions& o) {
  const int64_t rows = rows_of(waveform, "mel_spectrogram"), n = waveform.size(-1), n_fft = o.n_fft();
  const int64_t window_length = o.win_length() ? o.win_length() : n_fft,
                hop = o.hop_length() ? o.hop_length() : window_length / 2;
  TORCH_CHECK_VALUE(
      n_fft >= 2 && n_fft % 2 == 0 && n_fft <= 1 << 20 && window_length >= 1 && window_length <= n_fft && hop >= 1,
      "mel_spectrogram: expected an even n_fft, 0 < win_length <= n_fft and hop_length > 0, but got ", n_fft, ", ",
      window_length, " and ", hop);
  TORCH_CHECK(n > n_fft / 2, "mel_spectrogram: ", n, " samples are too few for windows of n_fft = ", n_fft,
              "; more than ", n_fft / 2, " are needed");
  const int64_t frames = 1 + n / hop, bins = n_fft / 2 + 1, mels = o.n_mels();
  const Tensor filters = melscale_fbanks(
      bins, o.f_min(), o.f_max() > 0 ? o.f_max() : static_cast<double>(o.sample_rate() / 2), mels, o.sample_rate());
  const Tensor x = waveform.contiguous();
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = mels;
  shape.push_back(frames);
  Tensor y = new_tensor(shape, kFloat);
  std::vector<float> window(n_fft, 0.0f);
  for (int64_t i = 0; i < window_length; i++)
    window[(n_fft - window_length) / 2 + i] =
        static_cast<float>(0.5 - 0.5 * std::cos(2 * kPi * static_cast<double>(i) / static_cast<double>(window_length)));
  // Only the bins that a filter sees.
  std::vector<int64_t> first(mels, bins), last(mels, 0);
  const float* weight = filters.data_ptr<float>();
  for (int64_t k = 0; k < bins; k++)
    for (int64_t i = 0; i < mels; i++)
      if (weight[k * mels + i] > 0) first[i] = std::min(first[i], k), last[i] = k + 1;
  parallel::parallel_for(0, rows * frames, 64, [&](int64_t begin, int64_t end) {
    std::unique_ptr<kiss_fftr_state, void (*)(void*)> fft(kiss_fftr_alloc(static_cast<int>(n_fft), 0, nullptr, nullptr),
                                                          kiss_fftr_free);
    TORCH_CHECK(fft, "mel_spectrogram: kissfft cannot start");
    std::vector<float> in(n_fft), power(bins);
    std::vector<kiss_fft_cpx> out(bins);
    for (int64_t at = begin; at < end; at++) {
      const int64_t row = at / frames, frame = at % frames;
      const float* samples = x.data_ptr<float>() + row * n;
      for (int64_t i = 0, t = frame * hop - n_fft / 2; i < n_fft; i++, t++) in[i] = window[i] * samples[mirrored(t, n)];
      kiss_fftr(fft.get(), in.data(), out.data());
      for (int64_t k = 0; k < bins; k++) power[k] = out[k].r * out[k].r + out[k].i * out[k].i;
      for (int64_t i = 0; i < mels; i++) {
        float sum = 0;
        for (int64_t k = first[i]; k < last[i]; k++) sum += weight[k * mels + i] * power[k];
        y.data_ptr<float>()[(row * mels + i) * frames + frame] = sum;
      }
    }
  });
  return y;
}

Tensor log_mel_spectrogram(const Tensor& waveform, const MelSpectrogramOptions& options) {
  Tensor y = mel_spectrogram(waveform, options);
  for (float *p = y.data_ptr<float>(), *end = p + y.numel(); p < end; p++) *p = std::log(*p + 1e-6f);
  return y;
}

Tensor sound_features(const Sound& sound, const SoundFeatures& features, const std::string& name) {
  const Tensor& x = sound.samples;
  TORCH_CHECK(x.dim() == 2 && x.scalar_type() == kFloat && x.numel() > 0, name,
              ": expected samples as a Float [channels, frames], but got ", toString(x.scalar_type()), " ", x.sizes());
  const int64_t rate = sound.sample_rate, channels = x.size(0), frames = x.size(1);
  TORCH_CHECK(rate >= 4000 && rate <= 384000, name, ": a sample rate of ", rate, " Hz is not between 4000 and 384000");
  const double seconds = static_cast<double>(frames) / static_cast<double>(rate);
  TORCH_CHECK(seconds >= 0.05, name, ": ", seconds, " s is too short; at least 0.05 s are needed");
  TORCH_CHECK(seconds <= 60, name, ": ", seconds, " s is too long; at most 60 s are allowed");
  Tensor mono = new_tensor({frames}, kFloat);
  float* m = mono.data_ptr<float>();
  double mean = 0;
  for (int64_t i = 0; i < frames; i++) {
    double sum = 0;
    for (int64_t c = 0; c < channels; c++)
      sum += static_cast<double>(x.data_ptr<float>()[c * x.stride(0) + i * x.stride(1)]);
    m[i] = static_cast<float>(sum / static_cast<double>(channels));
    mean += static_cast<double>(m[i]) / static_cast<double>(frames);
  }
  double loudest = 0;
  for (int64_t i = 0; i < frames; i++) {
    m[i] -= static_cast<float>(mean);
    loudest = std::max(loudest, static_cast<double>(std::abs(m[i])));
  }
  TORCH_CHECK(loudest > 1e-4, name, ": silent: no sample is further than ", loudest, " from the mean");
  for (int64_t i = 0; i < frames; i++) m[i] /= static_cast<float>(loudest);

  mono = resample(mono, rate, features.mel().sample_rate());
  const int64_t have = mono.numel(), want = static_cast<int64_t>(std::lround(
                                         features.seconds() * static_cast<double>(features.mel().sample_rate())));
  Tensor clip = new_tensor({want}, kFloat);
  const float* in = mono.data_ptr<float>();
  float* out = clip.data_ptr<float>();
  if (have <= want) {
    std::fill_n(out, want, 0.0f);
    std::copy_n(in, have, out + (want - have) / 2);
  } else {
    double energy = 0, best = 0;
    int64_t start = 0;
    for (int64_t i = 0; i < have; i++) {
      energy += static_cast<double>(in[i]) * static_cast<double>(in[i]);
      if (i >= want) energy -= static_cast<double>(in[i - want]) * static_cast<double>(in[i - want]);
      if (i >= want - 1 && energy > best * (1 + 1e-9)) best = energy, start = i - want + 1;
    }
    std::copy_n(in + start, want, out);
  }
  const Tensor y = log_mel_spectrogram(alias_as(clip, {1, want}, {want, 1}, 0), features.mel());
  float* p = y.data_ptr<float>();
  const int64_t n = y.numel();
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < n; i++) sum += static_cast<double>(p[i]);
  const double centre = sum / static_cast<double>(n);
  for (int64_t i = 0; i < n; i++)
    squares += (static_cast<double>(p[i]) - centre) * (static_cast<double>(p[i]) - centre);
  const double scale = 1 / std::sqrt(std::max(squares / static_cast<double>(n), 1e-12));
  for (int64_t i = 0; i < n; i++) p[i] = static_cast<float>((static_cast<double>(p[i]) - centre) * scale);
  return y;
}

}  // namespace rectify::data::api
