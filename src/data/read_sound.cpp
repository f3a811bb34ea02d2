#include <rectify/data/sounds.h>
#include <sndfile.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "data/file.h"

namespace rectify::data::api {
namespace {

struct Source {
  std::string_view bytes;
  sf_count_t at = 0;
};
sf_count_t length(void* p) { return static_cast<sf_count_t>(static_cast<Source*>(p)->bytes.size()); }
sf_count_t seek(sf_count_t offset, int whence, void* p) {
  auto* s = static_cast<Source*>(p);
  const sf_count_t to = offset + (whence == SEEK_CUR ? s->at : whence == SEEK_END ? length(p) : 0);
  if (to < 0 || to > length(p)) return -1;
  return s->at = to;
}
sf_count_t read(void* to, sf_count_t n, void* p) {
  auto* s = static_cast<Source*>(p);
  n = std::max<sf_count_t>(0, std::min(n, length(p) - s->at));
  std::memcpy(to, s->bytes.data() + s->at, n);
  s->at += n;
  return n;
}
sf_count_t tell(void* p) { return static_cast<Source*>(p)->at; }

uint32_t little(std::string_view s) {
  return static_cast<uint8_t>(s[0]) | static_cast<uint8_t>(s[1]) << 8 | static_cast<uint8_t>(s[2]) << 16 |
         static_cast<uint32_t>(static_cast<uint8_t>(s[3])) << 24;
}
// libsndfile takes what is there of a file that was cut off; here that is an error. Sizes that a program wrote before
// it knew them (the greatest there are) are left alone.
void check_whole(std::string_view b, const std::string& path) {
  for (size_t at = 12; at + 8 <= b.size();) {
    const size_t size = little(b.substr(at + 4)), left = b.size() - at - 8;
    if (b.substr(at, 4) == "data") {
      TORCH_CHECK(size <= left || size >= 0x7ffff000u, path, ": truncated WAV file: its header says ", size,
                  " bytes of sound, but ", left, " follow");
      return;
    }
    if (size > left) break;
    at += 8 + size + (size & 1);
  }
  AT_ERROR(path, ": truncated WAV file: no sound follows its header");
}

}  // namespace

Sound read_sound(const std::string& path) { return decode_sound(detail::read_whole(path), path); }

Sound decode_sound(std::string_view bytes, const std::string& name) {
  TORCH_CHECK(!bytes.empty(), name, ": the file is empty");
  const bool wav = bytes.substr(0, 4) == "RIFF" && bytes.size() >= 12 && bytes.substr(8, 4) == "WAVE";
  TORCH_CHECK(wav || bytes.substr(0, 4) == "fLaC", name, ": neither a WAV nor a FLAC file");
  if (wav) check_whole(bytes, name);
  Source source{bytes};
  SF_VIRTUAL_IO io{length, seek, read, [](const void*, sf_count_t, void*) { return sf_count_t{0}; }, tell};
  SF_INFO info{};
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open_virtual(&io, SFM_READ, &info, &source), sf_close);
  auto reason = [&](SNDFILE* f) {
    std::string s = sf_strerror(f);
    while (!s.empty() && (s.back() == '.' || s.back() == '\n')) s.pop_back();
    return s;
  };
  TORCH_CHECK(file, name, ": damaged sound file: ", reason(nullptr));
  TORCH_CHECK(info.channels >= 1 && info.frames >= 0 && info.samplerate >= 1, name,
              ": damaged sound file: ", info.channels, " channels, ", info.frames, " samples at ", info.samplerate,
              " Hz");
  TORCH_CHECK(info.frames > 0, name, ": there is no sound in the file");
  TORCH_CHECK(info.frames <= (int64_t{1} << 27) / info.channels, name, ": ", info.frames, " samples of ", info.channels,
              " channels are more than the ", int64_t{1} << 27, " allowed");
  Sound s{new_tensor({info.channels, info.frames}, kFloat), info.samplerate};
  float* out = s.samples.data_ptr<float>();
  constexpr int64_t kBlock = 4096;
  std::vector<float> block(kBlock * info.channels);
  int64_t done = 0;
  while (done < info.frames) {
    const int64_t n = sf_readf_float(file.get(), block.data(), std::min<int64_t>(kBlock, info.frames - done));
    if (n <= 0) break;
    for (int64_t i = 0; i < n; i++)
      for (int c = 0; c < info.channels; c++) {
        const float v = block[i * info.channels + c];
        TORCH_CHECK(std::isfinite(v), name, ": sample ", done + i + 1, " is not finite");
        out[c * info.frames + done + i] = v;
      }
    done += n;
  }
  TORCH_CHECK(sf_error(file.get()) == SF_ERR_NO_ERROR, name, ": damaged sound file: ", reason(file.get()));
  TORCH_CHECK(done == info.frames, name, ": truncated sound file: ", done, " samples of ", info.frames);
  return s;
}

void write_sound(const std::string& path, const Sound& sound) {
  const Tensor& x = sound.samples;
  TORCH_CHECK(x.dim() == 2 && x.scalar_type() == kFloat && x.numel() > 0, path,
              ": expected samples as a Float [channels, frames], but got ", toString(x.scalar_type()), " ", x.sizes());
  const int64_t channels = x.size(0), frames = x.size(1);
  std::vector<short> samples(x.numel());
  for (int64_t c = 0; c < channels; c++)
    for (int64_t i = 0; i < frames; i++) {
      const float v = x.data_ptr<float>()[c * x.stride(0) + i * x.stride(1)];
      samples[i * channels + c] = static_cast<short>(std::lround(std::min(1.0f, std::max(-1.0f, v)) * 32767));
    }
  SF_INFO info{};
  info.samplerate = static_cast<int>(sound.sample_rate);
  info.channels = static_cast<int>(channels);
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  errno = 0;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  TORCH_CHECK(file, "cannot write ", path, ": ", errno ? std::strerror(errno) : sf_strerror(nullptr));
  const bool written = sf_writef_short(file, samples.data(), frames) == frames;
  const int error = errno;
  TORCH_CHECK(sf_close(file) == 0 && written, "cannot write ", path, ": ",
              error ? std::strerror(error) : "libsndfile failed");
}

}  // namespace rectify::data::api
