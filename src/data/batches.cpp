#include <rectify/data/batches.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace rectify::data::api {

void bytes_to_unit(const uint8_t* in, float* out, int64_t n) {
  // 1/255 in two parts: x * high is exact, so that the sum is rounded once. Every byte is tested.
  constexpr float high = 0x1.0101p-8f, low = static_cast<float>(1.0 / 255 - 0x1.0101p-8);
  for (int64_t i = 0; i < n; i++) {
    const float x = in[i];
    out[i] = x * high + x * low;
  }
}

struct BatchLoader::State {
  Tensor inputs, targets, order;
  int64_t batch_size = 1, ahead = 0, rows = 0, row_bytes = 0, row_items = 0;
  bool drop_last = false;
  const int64_t* index = nullptr;
  int64_t total = 0, at = 0;
  std::vector<Batch> pool;  // batches that were given out, for their memory

  std::mutex mutex;
  std::condition_variable produce, consume;
  std::deque<Batch> ready;
  bool active = false, stopping = false, waiting = false;
  std::exception_ptr error;
  std::thread thread;

  static bool free(const Tensor& t) {
    return t.use_count() == 1 && t.impl()->storage.get()->refs.load(std::memory_order_acquire) == 1;
  }
  Batch fresh(int64_t n) {
    for (Batch& b : pool)
      if (b.input.size(0) == n && free(b.input) && free(b.target)) return b;
    std::vector<int64_t> shape = inputs.sizes().vec();
    shape[0] = n;
    Batch b{new_tensor(shape, kFloat), new_tensor({n}, kLong)};
    if (pool.size() < static_cast<size_t>(2 * ahead + 4)) pool.push_back(b);
    return b;
  }
  bool more() const { return drop_last ? total - at >= batch_size : at < total; }
  Batch gather() {
    const int64_t n = std::min(batch_size, total - at);
    Batch b = fresh(n);
    float* x = b.input.data_ptr<float>();
    int64_t* y = b.target.data_ptr<int64_t>();
    const char* from = static_cast<const char*>(inputs.data_ptr());
    const int64_t* labels = targets.data_ptr<int64_t>();
    const bool bytes = inputs.scalar_type() == kByte;
    for (int64_t i = 0; i < n; i++) {
      const int64_t row = index ? index[at + i] : at + i;
      if (bytes)
        bytes_to_unit(reinterpret_cast<const uint8_t*>(from) + row * row_items, x + i * row_items, row_items);
      else
        std::memcpy(x + i * row_items, from + row * row_bytes, row_bytes);
      y[i] = labels[row];
    }
    at += n;
    return b;
  }
  void loop() {
    std::unique_lock lock(mutex);
    for (;;) {
      produce.wait(lock, [&] { return stopping || (active && ready.size() <= static_cast<size_t>(ahead) / 2); });
      if (stopping) return;
      while (active && !stopping && ready.size() < static_cast<size_t>(ahead)) {
        if (!more()) {
          active = false;
          break;
        }
        lock.unlock();
        Batch b;
        std::exception_ptr e;
        try {
          b = gather();
        } catch (...) {
          e = std::current_exception();
        }
        lock.lock();
        if (e) {
          error = e;
          active = false;
        } else
          ready.push_back(std::move(b));
        if (waiting) consume.notify_one();
      }
      if (waiting) consume.notify_one();
    }
  }
};

BatchLoader::BatchLoader(Tensor inputs, Tensor targets, int64_t batch_size, int64_t ahead, bool drop_last)
    : state_(std::make_unique<State>()) {
  TORCH_CHECK(batch_size > 0, "batch_size should be a positive integer value, but got batch_size=", batch_size);
  TORCH_CHECK(inputs.dim() >= 1 && (inputs.scalar_type() == kByte || inputs.scalar_type() == kFloat),
              "BatchLoader: inputs must be rows of Byte or Float, but are ", toString(inputs.scalar_type()), " ",
              inputs.sizes());
  TORCH_CHECK(targets.dim() == 1 && targets.scalar_type() == kLong, "BatchLoader: targets must be a list of Long");
  TORCH_CHECK(inputs.size(0) == targets.size(0), "BatchLoader: ", targets.size(0), " targets for ", inputs.size(0),
              " rows");
  State& s = *state_;
  s.inputs = inputs.contiguous();
  s.targets = targets.contiguous();
  s.batch_size = batch_size;
  s.ahead = ahead;
  s.drop_last = drop_last;
  s.rows = inputs.size(0);
  s.row_items = s.rows ? inputs.numel() / s.rows : 0;
  s.row_bytes = s.row_items * inputs.element_size();
  if (ahead > 0) s.thread = std::thread([p = state_.get()] { p->loop(); });
}
BatchLoader::BatchLoader(BatchLoader&&) noexcept = default;
BatchLoader::~BatchLoader() {
  if (!state_ || !state_->thread.joinable()) return;
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    state_->produce.notify_one();
  }
  state_->thread.join();
}

int64_t BatchLoader::rows() const { return state_->rows; }

void BatchLoader::start(const Tensor& order, int64_t first) {
  State& s = *state_;
  Tensor kept;
  int64_t total = s.rows;
  if (order.defined()) {
    TORCH_CHECK(order.dim() == 1 && order.scalar_type() == kLong, "BatchLoader: the order must be a list of Long");
    kept = order.contiguous();
    total = kept.numel();
    for (int64_t i = 0; i < total; i++) {
      const int64_t row = kept.data_ptr<int64_t>()[i];
      TORCH_CHECK_INDEX(row >= 0 && row < s.rows, "index ", row, " is out of bounds for dimension 0 with size ",
                        s.rows);
    }
  }
  TORCH_CHECK_INDEX(first >= 0 && first <= total, "BatchLoader: cannot start at ", first, " of ", total);
  std::unique_lock lock(s.mutex);
  if (s.active) {  // let the thread come to rest before its order changes
    s.active = false;
    s.stopping = true;
    s.produce.notify_one();
    lock.unlock();
    if (s.thread.joinable()) s.thread.join();
    lock.lock();
    s.stopping = false;
    if (s.ahead > 0) s.thread = std::thread([p = state_.get()] { p->loop(); });
  }
  s.ready.clear();
  s.error = nullptr;
  s.order = kept;
  s.index = kept.defined() ? kept.data_ptr<int64_t>() : nullptr;
  s.total = total;
  s.at = first;
  s.active = s.ahead > 0;
  if (s.active) s.produce.notify_one();
}

bool BatchLoader::next(Batch& batch) {
  State& s = *state_;
  batch = {};
  if (s.ahead == 0) {
    if (!s.more()) return false;
    batch = s.gather();
    return true;
  }
  std::unique_lock lock(s.mutex);
  s.waiting = true;
  s.consume.wait(lock, [&] { return !s.ready.empty() || !s.active; });
  s.waiting = false;
  if (s.ready.empty()) {
    if (s.error) std::rethrow_exception(s.error);
    return false;
  }
  batch = std::move(s.ready.front());
  s.ready.pop_front();
  if (s.active && s.ready.size() <= static_cast<size_t>(s.ahead) / 2) s.produce.notify_one();
  return true;
}

}  // namespace rectify::data::api
