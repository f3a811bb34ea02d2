#pragma once
// Sums over what the units of a layer (columns, or planes of a convolution) computed: one pass over input and output.
#include <cstdint>

namespace rectify::kernels {

struct UnitRegions {                                  // of an activation's input; empty where low > high
  float off_low = 1, off_high = 0;                    // it does not fire
  float flat_below = -3.4e38F, flat_above = 3.4e38F;  // the slope is (nearly) 0 at or beyond them …
  float flat_low = 1, flat_high = 0;                  // … and in between here
};
struct UnitSums {  // of one unit; x and y less their origins
  float x = 0, xx = 0, low = 0, high = 0, y = 0, yy = 0, abs_y = 0;
  int32_t fired = 0, flat = 0, zeros = 0;
};
// x, y: [rows, units]. sums: one for each unit, set. rows <= 2^20
void unit_columns(const float* x, const float* y, int64_t rows, int64_t units, const float* x_origin,
                  const float* y_origin, const UnitRegions& r, UnitSums* sums);
// One unit's n values.
UnitSums unit_plane(const float* x, const float* y, int64_t n, float x_origin, float y_origin, const UnitRegions& r);

struct SquareSums {
  float square = 0;
  int32_t zeros = 0;
};
void square_columns(const float* x, int64_t rows, int64_t units, SquareSums* sums);  // set
SquareSums square_plane(const float* x, int64_t n);

inline constexpr int kLogBins = 32;  // of |x|: below 2^-20 (and 0), then one a power of two, the last from 2^10 up
void log_bins(const float* x, int64_t n, uint8_t* bins);
// Sums of w and of w - before squared.
struct ChangeSums {
  double weight = 0, change = 0;
};
ChangeSums weight_change(const float* w, const float* before, int64_t n);

}  // namespace rectify::kernels
