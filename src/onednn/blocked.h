#pragma once
// The payload of float32 tensors between convolutions: memory in oneDNN's order, or the work that will fill it. What is
// asked of a payload before its data are needed may join that work instead (Pending).
#include <rectify/core/tensor.h>

#include <mutex>

namespace rectify::onednn {

struct Order;  // a memory descriptor; its parts are known to this room alone

// An order as [n][blocks][size…][width]: channel c stands in block c / width at c % width. Lanes past the channels are
// 0.
struct Lanes {
  int64_t n = 0, channels = 0, blocks = 0, width = 0, size[3] = {1, 1, 1};
  int64_t spatial() const { return size[0] * size[1] * size[2]; }
  int64_t count() const { return n * blocks * spatial() * width; }
  bool padded() const { return blocks * width != channels; }
};

struct Pending {
  virtual ~Pending() = default;
  virtual void fill(float* to) const = 0;
};

struct Blocked final : Payload {
  std::shared_ptr<const Order> order;
  Lanes lanes;  // blocks is 0 where the order is another one
  Blocked(std::shared_ptr<const Order> order, std::shared_ptr<const Pending> work);  // no work: uninitialised memory
  ~Blocked() override;
  float* data();                             // does the work that is left
  int64_t count() const;                     // numbers in memory, padding among them
  std::shared_ptr<const Pending> pending();  // null when the data are there
  void write(void* to) override;

 private:
  std::mutex mutex_;
  std::shared_ptr<const Pending> work_;
  std::atomic<float*> data_{nullptr};
  size_t capacity_ = 0;
};

intrusive_ptr<Blocked> blocked_of(const Tensor& t);  // null where t has plain memory
bool same_order(const Blocked& a, const Blocked& b);
// A tensor with a payload in this order.
Tensor tensor_of(IntArrayRef sizes, IntArrayRef strides, intrusive_ptr<Blocked> payload);
// The same blocks for other spatial sizes.
std::shared_ptr<const Order> resized(const Blocked& b, IntArrayRef sizes, IntArrayRef strides);
// t in this order: its own payload, or a copy.
intrusive_ptr<Blocked> in_order(const std::shared_ptr<const Order>& order, const Tensor& t);
inline intrusive_ptr<Blocked> in_order_of(const Blocked& b, const Tensor& t) { return in_order(b.order, t); }
// The payload that an in-place operation may write: t's own when nobody else has it, else a copy that t's storage
// takes.
intrusive_ptr<Blocked> writable(const Tensor& t);

}  // namespace rectify::onednn
