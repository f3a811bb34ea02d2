#pragma once
// What the two decoders hand over: rows of interleaved samples.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rectify::data::api::detail {

struct Picture {
  int64_t width = 0, height = 0, channels = 0;  // 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
  std::vector<uint8_t> pixels;                  // [height, width, channels]
};
// Why a picture cannot be had, without its name; empty: it is in `out`.
std::string decode_png(std::string_view bytes, Picture& out);
std::string decode_jpeg(std::string_view bytes, Picture& out);
// A complaint about a size, or empty.
std::string impossible_size(int64_t width, int64_t height);

}  // namespace rectify::data::api::detail
