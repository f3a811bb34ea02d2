#pragma once
// Sounds as tensors, and what a network hears of them: torchaudio's formulas.
#include <rectify/core/arg.h>
#include <rectify/core/tensor.h>

#include <string>
#include <string_view>

namespace rectify::data::api {

struct Sound {
  Tensor samples;  // float32 [channels, frames]; integers of the file stand for -1..1
  int64_t sample_rate = 0;
};
// A WAV (PCM of any depth, float, A-law, µ-law, ADPCM) or FLAC file.
// Error, with the path: no such file, neither of them, truncated, damaged, a sample that is not finite, no sound in it,
// or more than 2^27 samples.
Sound read_sound(const std::string& path);
// The same from the bytes of a file; `name` is what errors call it.
Sound decode_sound(std::string_view bytes, const std::string& name = "sound");
// A WAV file of 16 bits a sample; what is beyond -1..1 is cut. Error, with the path: it cannot be written.
void write_sound(const std::string& path, const Sound& sound);

// Band-limited interpolation of the last dimension: y[j] = b/r sum_m x[m] h(b (m/r - j/s)) with r = orig_freq,
// s = new_freq, b = rolloff min(r, s), h(t) = sin(πt)/(πt) cos²(πt/2w) for |t| < w = lowpass_filter_width, else 0.
// ceil(T s/r) samples.
Tensor resample(const Tensor& waveform, int64_t orig_freq, int64_t new_freq, int64_t lowpass_filter_width = 6,
                double rolloff = 0.99);

struct MelSpectrogramOptions {
  TORCH_ARG(int64_t, sample_rate) = 16000;
  TORCH_ARG(int64_t, n_fft) = 400;     // even
  TORCH_ARG(int64_t, win_length) = 0;  // 0: n_fft
  TORCH_ARG(int64_t, hop_length) = 0;  // 0: win_length / 2
  TORCH_ARG(double, f_min) = 0;
  TORCH_ARG(double, f_max) = 0;  // 0: sample_rate / 2
  TORCH_ARG(int64_t, n_mels) = 128;
};
// float32 [n_freqs, n_mels]: triangles whose corners are n_mels + 2 points evenly spaced from f_min to f_max on the HTK
// mel scale, mel(f) = 2595 log10(1 + f/700), each of height 1, over the frequencies of n_freqs bins from 0 to
// sample_rate / 2.
Tensor melscale_fbanks(int64_t n_freqs, double f_min, double f_max, int64_t n_mels, int64_t sample_rate);
// float32 [..., n_mels, 1 + T / hop_length] of a waveform [..., T]: |FFT|² of periodic Hann windows centred on every
// hop_length-th sample (the ends are mirrored), through melscale_fbanks. Error: T <= n_fft / 2.
Tensor mel_spectrogram(const Tensor& waveform, const MelSpectrogramOptions& options = {});
// log(mel_spectrogram + 1e-6)
Tensor log_mel_spectrogram(const Tensor& waveform, const MelSpectrogramOptions& options = {});

// What a network hears of one short sound, whatever its length, rate, loudness and number of channels: mixed down,
// resampled, `seconds` long (the loudest part of a longer sound; a shorter one stands between zeros), as log-mel
// features with mean 0 and variance 1.
struct SoundFeatures {
  TORCH_ARG(double, seconds) = 1;
  TORCH_ARG(MelSpectrogramOptions,
            mel) = MelSpectrogramOptions().n_fft(512).win_length(400).hop_length(160).f_min(20).n_mels(40);
};
// float32 [1, n_mels, frames]. Error, with `name`: a rate below 4000 or above 384000 Hz, silence, shorter than 0.05 s
// or longer than 60 s.
Tensor sound_features(const Sound& sound, const SoundFeatures& features = {}, const std::string& name = "sound");

}  // namespace rectify::data::api
