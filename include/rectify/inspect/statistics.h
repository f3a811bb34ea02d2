#pragma once
// What the units (features or channels) of a layer did: numbers that several batches, probes or processes can add up.
#include <rectify/activations/activation.h>

#include <array>
#include <string>
#include <vector>

namespace rectify::inspect {

// Where an activation is off and where it is flat, found from its formula. Of a function without such a place the
// interval is empty (low > high).
struct Regions {
  double off_low = 1, off_high = 0;                      // output and slope vanish: the unit does not fire
  double flat_below = -INFINITY, flat_above = INFINITY;  // |slope| < 1 % of its peak at or beyond these …
  double flat_low = 1, flat_high = 0;                    // … and in here
};
using Curve = std::function<double(double)>;
Regions regions_of(const Curve& f, const Curve& derivative, bool bounded);  // bounded: above and below
Regions regions_of(Activation f, const kernels::Params& p);

struct Unit {
  static constexpr int kBins = 32;
  double fired = 0, flat = 0, zeros = 0;    // values that fired; with a flat slope; whose output is exactly 0
  double not_finite = 0;                    // whose pre-activation or output is NaN or infinite; in no other number
  double mean = 0, m2 = 0;                  // of the pre-activation; m2: sum of squares about the mean
  double low = INFINITY, high = -INFINITY;  // its range
  double out_mean = 0, out_m2 = 0, out_abs = 0;  // of the output; out_abs: the mean of |h|
  double utility = 0;                            // moving average of |h|, decay 0.99 a batch, without bias
  double gradient = 0, gradient_zeros = 0;       // of the loss by the output: sum of squares, exact zeros
  double gradient_not_finite = 0;                // likewise not in them
  int64_t last_fired = -1;                       // step; -1: never
  std::array<uint32_t, kBins> histogram{};       // of the pre-activation's |x|: < 2^-20, then one bin a power of two
};

struct UnitStatistics {
  UnitStatistics() = default;
  explicit UnitStatistics(int64_t n) : units(n) {}
  int64_t samples = 0, batches = 0;  // rows that were seen, in so many batches
  double values = 0;                 // of each unit: samples times positions
  double gradients = 0;              // gradient values of each unit
  std::vector<Unit> units;

  int64_t size() const { return static_cast<int64_t>(units.size()); }
  bool empty() const { return values == 0; }
  double finite(int64_t u) const { return values - units[u].not_finite; }  // values of the unit
  double firing_rate(int64_t u) const { return values > 0 ? units[u].fired / values : 0; }
  double variance(int64_t u) const { return finite(u) > 0 ? units[u].m2 / finite(u) : 0; }
  double out_variance(int64_t u) const { return finite(u) > 0 ? units[u].out_m2 / finite(u) : 0; }
  int64_t not_finite() const;           // units with any value that is NaN or infinite
  int64_t gradient_not_finite() const;  // with any gradient that is
  // Of the layer: means over its units and values.
  double mean_abs() const;  // of |h|
  double zeros() const;     // share of exact zeros in the output
  double flat() const;      // share of saturated values
  double out_mean() const;
  double out_variance() const;
  double gradient_rms() const;  // of the loss by one output value
  double gradient_zeros() const;
  // As if `later` had been seen after this. Error: another number of units.
  void merge(const UnitStatistics& later);

  // Adds a batch; x is the pre-activation, y the output: [rows, units, positions], float, contiguous. Gives how many
  // values were not finite.
  int64_t add(const float* x, const float* y, int64_t rows, int64_t positions, const Regions& r, int64_t step,
              bool histogram = true);
  int64_t add_gradient(const float* g, int64_t rows, int64_t positions);
};

}  // namespace rectify::inspect
