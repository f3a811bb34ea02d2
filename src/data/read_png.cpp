#include <png.h>

#include <csetjmp>
#include <cstring>

#include "data/picture.h"

namespace rectify::data::api::detail {
namespace {

struct Source {
  const char* at;
  size_t left;
  char message[200];
};
void read(png_structp png, png_bytep to, size_t n) {
  auto* s = static_cast<Source*>(png_get_io_ptr(png));
  if (n > s->left) png_error(png, "truncated");
  std::memcpy(to, s->at, n);
  s->at += n;
  s->left -= n;
}
void on_error(png_structp png, png_const_charp text) {
  auto* s = static_cast<Source*>(png_get_error_ptr(png));
  std::strncpy(s->message, text, sizeof s->message - 1);
  png_longjmp(png, 1);
}
void on_warning(png_structp, png_const_charp) {}

// Everything that libpng may jump out of; objects with destructors live in the caller.
bool decode(png_structp png, png_infop info, Source& source, Picture& out, std::vector<png_bytep>& rows,
            std::string& refused) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_read_fn(png, &source, read);
  png_set_user_limits(png, 1 << 26, 1 << 26);
  png_read_info(png, info);
  const size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  refused = impossible_size(static_cast<int64_t>(width), static_cast<int64_t>(height));
  // zlib makes at most 1032 bytes of one: what a few bytes cannot hold is not made room for.
  if (refused.empty() && width * height / 8 / 1032 > source.left + 1000) png_error(png, "truncated");
  if (!refused.empty()) return false;
  png_set_expand(png);    // palettes, small depths and transparent colours
  png_set_scale_16(png);  // 16 bits to 8, rounded
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  out.width = static_cast<int64_t>(width);
  out.height = static_cast<int64_t>(height);
  out.channels = png_get_channels(png, info);
  const size_t row = png_get_rowbytes(png, info);
  out.pixels.resize(row * height);
  rows.resize(height);
  for (size_t y = 0; y < height; y++) rows[y] = out.pixels.data() + y * row;
  png_read_image(png, rows.data());
  png_read_end(png, nullptr);
  return true;
}

}  // namespace

std::string decode_png(std::string_view bytes, Picture& out) {
  Source source{bytes.data(), bytes.size(), {}};
  std::vector<png_bytep> rows;
  std::string refused;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  bool good = false;
  try {
    good = info && decode(png, info, source, out, rows, refused);
  } catch (...) {
    png_destroy_read_struct(&png, &info, nullptr);
    throw;
  }
  png_destroy_read_struct(&png, &info, nullptr);
  if (good) return "";
  if (!refused.empty()) return refused;
  if (std::strcmp(source.message, "truncated") == 0) return "truncated PNG file";
  return std::string("damaged PNG file: ") + (source.message[0] ? source.message : "libpng cannot start");
}

}  // namespace rectify::data::api::detail
