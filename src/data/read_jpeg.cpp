#include <cstdio>
// stdio.h's FILE comes before jpeglib.h, and that before jerror.h.
#include <jpeglib.h>
// clang-format would sort it first.
#include <jerror.h>

#include <csetjmp>
#include <cstring>

#include "data/picture.h"

namespace rectify::data::api::detail {
namespace {

constexpr int kScans = 200;  // a progressive picture has about ten; thousands are an attack

struct Handler {
  jpeg_error_mgr base;
  jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  bool truncated;
};
struct Watch {
  jpeg_progress_mgr base;
};
[[noreturn]] void leave(j_common_ptr info) {
  auto* h = reinterpret_cast<Handler*>(info->err);
  info->err->format_message(info, h->message);
  longjmp(h->jump, 1);
}
// libjpeg goes on with grey where data is missing or wrong; here that is an error. Other warnings are harmless.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto* h = reinterpret_cast<Handler*>(info->err);
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
      h->truncated = true;
      leave(info);
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      leave(info);
    default:
      return;
  }
}
void on_progress(j_common_ptr info) {
  auto* h = reinterpret_cast<Handler*>(info->err);
  if (!info->is_decompressor || reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kScans) return;
  std::snprintf(h->message, sizeof h->message, "more than %d scans", kScans);
  longjmp(h->jump, 1);
}

// Programs write CMYK inverted, as Adobe's do: 255 is no ink.
void cmyk_to_rgb(const uint8_t* in, uint8_t* out, int64_t n) {
  for (int64_t i = 0; i < n; i++, in += 4, out += 3)
    for (int c = 0; c < 3; c++) out[c] = static_cast<uint8_t>((in[c] * in[3] + 127) / 255);
}

// Everything that libjpeg may jump out of; objects with destructors live in the caller.
bool decode(jpeg_decompress_struct& jpeg, Handler& handler, Watch& watch, std::string_view bytes, Picture& out,
            std::vector<uint8_t>& line, std::string& refused) {
  if (setjmp(handler.jump)) return false;
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &watch.base;
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  refused = impossible_size(jpeg.image_width, jpeg.image_height);
  if (!refused.empty()) return false;
  const bool cmyk = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  const bool grey = jpeg.jpeg_color_space == JCS_GRAYSCALE;
  jpeg.out_color_space = cmyk ? JCS_CMYK : grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  out.width = jpeg.output_width;
  out.height = jpeg.output_height;
  out.channels = grey ? 1 : 3;
  out.pixels.resize(out.width * out.height * out.channels);
  if (cmyk) line.resize(out.width * 4);
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t* to = out.pixels.data() + jpeg.output_scanline * out.width * out.channels;
    JSAMPROW row = cmyk ? line.data() : to;
    jpeg_read_scanlines(&jpeg, &row, 1);
    if (cmyk) cmyk_to_rgb(line.data(), to, out.width);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

}  // namespace

std::string decode_jpeg(std::string_view bytes, Picture& out) {
  jpeg_decompress_struct jpeg{};
  Handler handler{};
  Watch watch{};
  std::vector<uint8_t> line;
  std::string refused;
  jpeg.err = jpeg_std_error(&handler.base);
  handler.base.error_exit = leave;
  handler.base.emit_message = on_message;
  handler.base.output_message = [](j_common_ptr) {};
  watch.base.progress_monitor = on_progress;
  bool good = false;
  try {
    good = decode(jpeg, handler, watch, bytes, out, line, refused);
  } catch (...) {
    jpeg_destroy_decompress(&jpeg);
    throw;
  }
  jpeg_destroy_decompress(&jpeg);
  if (good) return "";
  if (!refused.empty()) return refused;
  return handler.truncated ? "truncated JPEG file" : std::string("damaged JPEG file: ") + handler.message;
}

}  // namespace rectify::data::api::detail
