#include "kernels/units.h"

#include <cstring>

#include "kernels/clones.h"

namespace rectify::kernels {
namespace {

constexpr int kLanes = 8;  // of 512 bits, gcc 12 takes comparisons apart
using Floats [[gnu::vector_size(32), gnu::aligned(4)]] = float;
using Ints [[gnu::vector_size(32)]] = int32_t;

// Macros, for a function's vector arguments would depend on the instruction set; and plain variables, which stay in
// registers.
#define RECTIFY_BEGIN                                                              \
  const Floats zero{}, off_low = zero + r.off_low, off_high = zero + r.off_high;   \
  const Floats flat_below = zero + r.flat_below, flat_above = zero + r.flat_above; \
  const Floats flat_low = zero + r.flat_low, flat_high = zero + r.flat_high;       \
  Floats x1, x2, low, high, y1, y2, abs_y;                                         \
  Ints fired, flat, zeros
#define RECTIFY_CLEAR(first)        \
  x1 = x2 = y1 = y2 = abs_y = zero; \
  low = high = first;               \
  fired = flat = zeros = Ints {}
#define RECTIFY_ADD(vx, vy)                                                                   \
  {                                                                                           \
    const Floats dx = vx - ox, dy = vy - oy;                                                  \
    x1 += dx;                                                                                 \
    x2 += dx * dx;                                                                            \
    low = vx < low ? vx : low;                                                                \
    high = vx > high ? vx : high;                                                             \
    y1 += dy;                                                                                 \
    y2 += dy * dy;                                                                            \
    abs_y += (Floats)((Ints)vy & 0x7fffffff);                                                 \
    fired += 1 + ((vx >= off_low) & (vx <= off_high));                                        \
    flat -= (vx <= flat_below) | (vx >= flat_above) | ((vx >= flat_low) & (vx <= flat_high)); \
    zeros -= vy == 0;                                                                         \
  }
#define RECTIFY_LANE(c) \
  { x1[c], x2[c], low[c], high[c], y1[c], y2[c], abs_y[c], fired[c], flat[c], zeros[c] }

void join(UnitSums& s, const UnitSums& t) {
  s.x += t.x, s.xx += t.xx, s.y += t.y, s.yy += t.yy, s.abs_y += t.abs_y;
  s.low = t.low < s.low ? t.low : s.low, s.high = t.high > s.high ? t.high : s.high;
  s.fired += t.fired, s.flat += t.flat, s.zeros += t.zeros;
}

}  // namespace

RECTIFY_CLONES void unit_columns(const float* x, const float* y, int64_t rows, int64_t units, const float* x_origin,
                                 const float* y_origin, const UnitRegions& r, UnitSums* sums) {
  RECTIFY_BEGIN;
  int64_t u = 0;
  for (; u + kLanes <= units; u += kLanes) {
    Floats ox, oy, first, vx, vy;
    std::memcpy(&ox, x_origin + u, sizeof ox);
    std::memcpy(&oy, y_origin + u, sizeof oy);
    std::memcpy(&first, x + u, sizeof first);
    RECTIFY_CLEAR(first);
    for (int64_t i = 0; i < rows; i++) {
      std::memcpy(&vx, x + i * units + u, sizeof vx);
      std::memcpy(&vy, y + i * units + u, sizeof vy);
      RECTIFY_ADD(vx, vy)
    }
    for (int c = 0; c < kLanes; c++) sums[u + c] = RECTIFY_LANE(c);
  }
  if (u == units) return;
  const size_t bytes = sizeof(float) * static_cast<size_t>(units - u);
  Floats ox{}, oy{}, first{}, vx{}, vy{};
  std::memcpy(&ox, x_origin + u, bytes);
  std::memcpy(&oy, y_origin + u, bytes);
  std::memcpy(&first, x + u, bytes);
  RECTIFY_CLEAR(first);
  for (int64_t i = 0; i < rows; i++) {
    std::memcpy(&vx, x + i * units + u, bytes);
    std::memcpy(&vy, y + i * units + u, bytes);
    RECTIFY_ADD(vx, vy)
  }
  for (int c = 0; u + c < units; c++) sums[u + c] = RECTIFY_LANE(c);
}

RECTIFY_CLONES UnitSums unit_plane(const float* x, const float* y, int64_t n, float x_origin, float y_origin,
                                   const UnitRegions& r) {
  RECTIFY_BEGIN;
  const Floats ox = zero + x_origin, oy = zero + y_origin;
  RECTIFY_CLEAR(zero + x[0]);
  Floats vx, vy;
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    std::memcpy(&vx, x + i, sizeof vx);
    std::memcpy(&vy, y + i, sizeof vy);
    RECTIFY_ADD(vx, vy)
  }
  UnitSums s = RECTIFY_LANE(0);
  for (int c = 1; c < kLanes; c++) join(s, RECTIFY_LANE(c));
  if (i == n) return s;
  RECTIFY_CLEAR(zero + x[i]);
  vx = zero + x[i], vy = zero + y[i];
  std::memcpy(&vx, x + i, sizeof(float) * static_cast<size_t>(n - i));
  std::memcpy(&vy, y + i, sizeof(float) * static_cast<size_t>(n - i));
  RECTIFY_ADD(vx, vy)
  for (int c = 0; c < n - i; c++) join(s, RECTIFY_LANE(c));
  return s;
}

RECTIFY_CLONES void square_columns(const float* x, int64_t rows, int64_t units, SquareSums* sums) {
  for (int64_t u = 0; u < units; u += kLanes) {
    const size_t bytes = sizeof(float) * static_cast<size_t>(units - u < kLanes ? units - u : kLanes);
    Floats square{}, v{};
    Ints zeros{};
    for (int64_t i = 0; i < rows; i++) {
      if (bytes == sizeof v)
        std::memcpy(&v, x + i * units + u, sizeof v);
      else
        std::memcpy(&v, x + i * units + u, bytes);
      square += v * v;
      zeros -= v == 0;
    }
    for (int c = 0; c < kLanes && u + c < units; c++) sums[u + c] = {square[c], zeros[c]};
  }
}
RECTIFY_CLONES SquareSums square_plane(const float* x, int64_t n) {
  Floats square{}, v;
  Ints zeros{};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    std::memcpy(&v, x + i, sizeof v);
    square += v * v;
    zeros -= v == 0;
  }
  SquareSums s;
  for (int c = 0; c < kLanes; c++) s.square += square[c], s.zeros += zeros[c];
  for (; i < n; i++) s.square += x[i] * x[i], s.zeros += x[i] == 0;
  return s;
}

RECTIFY_CLONES void log_bins(const float* x, int64_t n, uint8_t* bins) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t bits;
    std::memcpy(&bits, x + i, sizeof bits);
    const int32_t bin = static_cast<int32_t>((bits >> 23) & 255) - 106;  // 2^-20 has exponent 107
    bins[i] = static_cast<uint8_t>(bin < 0 ? 0 : bin > kLogBins - 1 ? kLogBins - 1 : bin);
  }
}

RECTIFY_CLONES ChangeSums weight_change(const float* w, const float* before, int64_t n) {
  ChangeSums s;
  constexpr int64_t kChunk = 4096;
  for (int64_t at = 0; at < n; at += kChunk) {
    Floats weight{}, change{}, v, b;
    const int64_t end = n - at < kChunk ? n : at + kChunk;
    int64_t i = at;
    for (; i + kLanes <= end; i += kLanes) {
      std::memcpy(&v, w + i, sizeof v);
      std::memcpy(&b, before + i, sizeof b);
      b = v - b;
      weight += v * v;
      change += b * b;
    }
    for (int c = 0; c < kLanes; c++) s.weight += weight[c], s.change += change[c];
    for (; i < end; i++) {
      const float d = w[i] - before[i];
      s.weight += static_cast<double>(w[i]) * w[i], s.change += static_cast<double>(d) * d;
    }
  }
  return s;
}

}  // namespace rectify::kernels
