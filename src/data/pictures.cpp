#include <rectify/data/pictures.h>
#include <rectify/ops/elementwise.h>

#include <algorithm>
#include <cmath>

#include "data/file.h"
#include "data/picture.h"

namespace rectify::data::api {
namespace {

using detail::Picture;

constexpr int64_t kMostPixels = int64_t{1} << 26;

int64_t channels_of(ImageReadMode mode, int64_t own) {
  switch (mode) {
    case ImageReadMode::GRAY:
      return 1;
    case ImageReadMode::GRAY_ALPHA:
      return 2;
    case ImageReadMode::RGB:
      return 3;
    case ImageReadMode::RGB_ALPHA:
      return 4;
    default:
      return own;
  }
}

// Interleaved samples to planes of the wanted channels.
Tensor planes(const Picture& p, int64_t channels) {
  const int64_t n = p.width * p.height, have = p.channels;
  Tensor y = new_tensor({channels, p.height, p.width}, kByte);
  uint8_t* out = y.data_ptr<uint8_t>();
  const bool colour = channels >= 3, own_colour = have >= 3, alpha = channels % 2 == 0, own_alpha = have % 2 == 0;
  for (int64_t c = 0; c < (colour ? 3 : 1); c++, out += n) {
    const uint8_t* in = p.pixels.data() + (colour && own_colour ? c : 0);
    if (!colour && own_colour)
      for (int64_t i = 0; i < n; i++, in += have)
        out[i] = static_cast<uint8_t>((19595 * in[0] + 38470 * in[1] + 7471 * in[2] + 32768) >> 16);
    else
      for (int64_t i = 0; i < n; i++, in += have) out[i] = *in;
  }
  if (alpha && own_alpha)
    for (int64_t i = 0; i < n; i++) out[i] = p.pixels[i * have + have - 1];
  else if (alpha)
    std::fill_n(out, n, uint8_t{255});
  return y;
}

// Where each output pixel takes its input from, and how much.
struct Weights {
  std::vector<int64_t> first;
  std::vector<std::vector<float>> weight;
};
Weights triangle(int64_t in, int64_t out) {
  Weights w;
  const double scale = static_cast<double>(in) / static_cast<double>(out), width = std::max(scale, 1.0);
  for (int64_t i = 0; i < out; i++) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const int64_t begin = std::max<int64_t>(0, static_cast<int64_t>(centre - width + 0.5)),
                  end = std::min<int64_t>(in, static_cast<int64_t>(centre + width + 0.5));
    std::vector<double> v;
    double sum = 0;
    for (int64_t k = begin; k < end; k++) {
      v.push_back(std::max(0.0, 1 - std::abs((static_cast<double>(k) - centre + 0.5) / width)));
      sum += v.back();
    }
    w.first.push_back(begin);
    w.weight.emplace_back();
    for (double x : v) w.weight.back().push_back(static_cast<float>(x / sum));
  }
  return w;
}

}  // namespace

namespace detail {
std::string impossible_size(int64_t width, int64_t height) {
  if (width < 1 || height < 1) return str("a picture of ", width, "x", height, " pixels");
  if (width > kMostPixels / height)
    return str(width, "x", height, " pixels are more than the ", kMostPixels, " allowed");
  return "";
}
}  // namespace detail

Tensor decode_image(std::string_view bytes, ImageReadMode mode, const std::string& name) {
  Picture p;
  std::string wrong;
  TORCH_CHECK(!bytes.empty(), name, ": the file is empty");
  if (bytes.substr(0, 4) == "\x89PNG")
    wrong = detail::decode_png(bytes, p);
  else if (bytes.substr(0, 3) == "\xff\xd8\xff")
    wrong = detail::decode_jpeg(bytes, p);
  else
    wrong = "neither a PNG nor a JPEG file";
  TORCH_CHECK(wrong.empty(), name, ": ", wrong);
  return planes(p, channels_of(mode, p.channels));
}

Tensor read_image(const std::string& path, ImageReadMode mode) {
  return decode_image(detail::read_whole(path), mode, path);
}

Tensor resize_image(const Tensor& image, int64_t height, int64_t width) {
  TORCH_CHECK(image.dim() == 3 && image.scalar_type() == kByte,
              "resize_image: expected a Byte [channels, height, width], but got ", toString(image.scalar_type()), " ",
              image.sizes());
  TORCH_CHECK(image.numel() > 0, "resize_image: the picture is empty: ", image.sizes());
  TORCH_CHECK(detail::impossible_size(width, height).empty(), "resize_image: ", detail::impossible_size(width, height));
  const int64_t channels = image.size(0), rows = image.size(1), columns = image.size(2);
  const Tensor x = image.contiguous();
  if (rows == height && columns == width) return x.clone();
  const Weights across = triangle(columns, width), down = triangle(rows, height);
  Tensor y = new_tensor({channels, height, width}, kByte);
  std::vector<float> narrow(rows * width), line(width);
  // As Pillow does, each direction is rounded to bytes.
  auto rounded = [](float v) { return std::floor(std::min(255.0f, std::max(0.0f, v + 0.5f))); };
  for (int64_t c = 0; c < channels; c++) {
    const uint8_t* in = x.data_ptr<uint8_t>() + c * rows * columns;
    uint8_t* out = y.data_ptr<uint8_t>() + c * height * width;
    for (int64_t r = 0; r < rows; r++, in += columns)
      for (int64_t i = 0; i < width; i++) {
        float sum = 0;
        const uint8_t* from = in + across.first[i];
        for (size_t k = 0; k < across.weight[i].size(); k++) sum += across.weight[i][k] * from[k];
        narrow[r * width + i] = rounded(sum);
      }
    for (int64_t r = 0; r < height; r++, out += width) {
      std::fill(line.begin(), line.end(), 0.0f);
      for (size_t k = 0; k < down.weight[r].size(); k++) {
        const float w = down.weight[r][k];
        const float* from = narrow.data() + (down.first[r] + static_cast<int64_t>(k)) * width;
        for (int64_t i = 0; i < width; i++) line[i] += w * from[i];
      }
      for (int64_t i = 0; i < width; i++) out[i] = static_cast<uint8_t>(rounded(line[i]));
    }
  }
  return y;
}

}  // namespace rectify::data::api
