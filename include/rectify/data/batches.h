#pragma once
// Batches of rows of two tensors without the price of a DataLoader: rows are gathered straight into a batch's memory,
// bytes become floats from 0 to 1 on the way, and a background thread can work ahead.
#include <rectify/core/tensor.h>

#include <memory>

namespace rectify::data::api {

// out[i] = in[i] / 255, correctly rounded.
void bytes_to_unit(const uint8_t* in, float* out, int64_t n);

struct Batch {
  Tensor input, target;
};

class BatchLoader {
 public:
  // inputs [N, ...]: uint8 (given as float32 in 0..1) or float32; targets: int64 [N]. Contiguous copies are made of
  // what is not. `ahead`: how many batches a background thread prepares; 0: none, the caller's thread gathers.
  BatchLoader(Tensor inputs, Tensor targets, int64_t batch_size, int64_t ahead = 0, bool drop_last = false);
  ~BatchLoader();
  BatchLoader(BatchLoader&&) noexcept;

  // Begins an epoch in the given order (int64 [n]; undefined: file order), at its `first`-th entry.
  // IndexError: an entry is not a row.
  void start(const Tensor& order = {}, int64_t first = 0);
  // The next batch, or false at the end. Memory is used again when the caller has let go of a batch.
  bool next(Batch& batch);
  int64_t rows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rectify::data::api
