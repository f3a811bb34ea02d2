#pragma once
// What libtorch's loaders are made of, for programs that use it as well: a queue between threads, jobs and results, and
// results put into the order of their jobs.
#include <rectify/core/array_ref.h>
#include <rectify/core/error.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <vector>

namespace rectify::data::api {
namespace detail {

template <typename T>
class Queue {
 public:
  void push(T value) {
    {
      std::lock_guard lock(mutex_);
      queue_.push(std::move(value));
    }
    more_.notify_one();
  }
  // Waits for a value. Error: there is none after the timeout.
  T pop(optional<std::chrono::milliseconds> timeout = nullopt) {
    std::unique_lock lock(mutex_);
    auto some = [this] { return !queue_.empty(); };
    if (!timeout)
      more_.wait(lock, some);
    else
      TORCH_CHECK(more_.wait_for(lock, *timeout, some),
                  "Timeout in DataLoader queue while waiting for next batch (timeout was ", timeout->count(), " ms)");
    T value = std::move(queue_.front());
    queue_.pop();
    return value;
  }
  size_t clear() {  // how many there were
    std::lock_guard lock(mutex_);
    const size_t size = queue_.size();
    queue_ = {};
    return size;
  }

 private:
  std::queue<T> queue_;
  std::mutex mutex_;
  std::condition_variable more_;
};

template <typename Job, typename Result>
class DataShuttle {
 public:
  void push_job(Job job) {
    jobs_.push(std::move(job));
    ++in_flight_;
  }
  void push_result(Result result) { results_.push(std::move(result)); }
  Job pop_job() { return jobs_.pop(); }
  // Nothing when no job is under way.
  optional<Result> pop_result(optional<std::chrono::milliseconds> timeout = nullopt) {
    if (in_flight_ == 0) return nullopt;
    auto result = results_.pop(timeout);
    --in_flight_;
    return result;
  }
  void drain() {  // forgets the jobs, and waits for what is being worked on
    in_flight_ -= jobs_.clear();
    while (in_flight_ > 0) pop_result();
  }
  size_t in_flight_jobs() const noexcept { return in_flight_; }

 private:
  Queue<Job> jobs_;
  Queue<Result> results_;
  size_t in_flight_ = 0;
};

namespace sequencers {
template <typename Result>
struct Sequencer {
  using ResultProducer = std::function<optional<Result>()>;
  virtual ~Sequencer() = default;
  virtual optional<Result> next(ResultProducer next_result) = 0;
};
template <typename Result>
struct NoSequencer final : Sequencer<Result> {
  using typename Sequencer<Result>::ResultProducer;
  optional<Result> next(ResultProducer next_result) override { return next_result(); }
};
// Results have a sequence_number; at most max_jobs of them are early.
template <typename Result>
struct OrderedSequencer final : Sequencer<Result> {
  using typename Sequencer<Result>::ResultProducer;
  explicit OrderedSequencer(size_t max_jobs) : buffer_(max_jobs) {}
  optional<Result> next(ResultProducer next_result) override {
    if (auto& early = place(next_sequence_number_)) {
      optional<Result> result = std::move(early);
      early.reset();
      ++next_sequence_number_;
      return result;
    }
    while (auto result = next_result()) {
      if (result->sequence_number == next_sequence_number_) {
        ++next_sequence_number_;
        return result;
      }
      const size_t number = result->sequence_number;
      place(number) = std::move(result);
    }
    return nullopt;
  }
  optional<Result>& place(size_t sequence_number) { return buffer_.at(sequence_number % buffer_.size()); }
  size_t next_sequence_number_ = 0;
  std::vector<optional<Result>> buffer_;
};
}  // namespace sequencers
}  // namespace detail
}  // namespace rectify::data::api
