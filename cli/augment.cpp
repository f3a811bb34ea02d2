#include "augment.h"

#include <rectify/ops/random.h>
#include <rectify/parallel/parallel.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace rectify::cli {
namespace {

// Moves a plane by (dy, dx); zeros come in.
void move(float* x, int64_t height, int64_t width, int64_t dy, int64_t dx, std::vector<float>& from) {
  from.assign(x, x + height * width);
  for (int64_t y = 0; y < height; y++)
    for (int64_t i = 0; i < width; i++) {
      const int64_t sy = y - dy, sx = i - dx;
      x[y * width + i] = sy >= 0 && sy < height && sx >= 0 && sx < width ? from[sy * width + sx] : 0;
    }
}

}  // namespace

Augment::Augment(const std::string& list, std::vector<int64_t> shape) : shape_(std::move(shape)) {
  if (list == "none") return;
  for (size_t at = 0; at <= list.size();) {
    const size_t end = std::min(list.find(',', at), list.size());
    const std::string word = list.substr(at, end - at);
    bool* on = word == "flip" ? &flip_ : word == "shift" ? &shift_ : word == "mask" ? &mask_ : nullptr;
    TORCH_CHECK(on, "'", list, "' is not none, nor a list of flip, shift and mask");
    *on = true;
    at = end + 1;
  }
}

void Augment::apply(Tensor& x) const {
  const int64_t n = x.size(0), channels = shape_[0], height = shape_[1], width = shape_[2];
  constexpr int64_t kDraws = 8, kRange = 1 << 24;
  const Tensor draws = randint(kRange, {n, kDraws}, TensorOptions(kLong));
  float* data = x.data_ptr<float>();
  parallel::parallel_for(0, n, 16, [&](int64_t begin, int64_t end) {
    std::vector<float> room;
    for (int64_t row = begin; row < end; row++) {
      const int64_t* d = draws.data_ptr<int64_t>() + row * kDraws;
      const auto upto = [&](int k, int64_t most) { return d[k] * (most + 1) / kRange; };  // 0..most
      const int64_t dy = upto(0, height / 12 * 2) - height / 12, dx = upto(1, width / 12 * 2) - width / 12;
      const int64_t lines = upto(2, height / 8), columns = upto(3, width / 8);
      const int64_t line = upto(4, height - lines), column = upto(5, width - columns);
      for (int64_t c = 0; c < channels; c++) {
        float* p = data + (row * channels + c) * height * width;
        if (flip_ && d[6] % 2)
          for (int64_t y = 0; y < height; y++) std::reverse(p + y * width, p + (y + 1) * width);
        if (shift_) move(p, height, width, dy, dx, room);
        if (!mask_) continue;
        std::fill_n(p + line * width, lines * width, 0.0f);
        for (int64_t y = 0; y < height; y++) std::fill_n(p + y * width + column, columns, 0.0f);
      }
    }
  });
}

}  // namespace rectify::cli
