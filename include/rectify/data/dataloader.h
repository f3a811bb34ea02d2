#pragma once
// DataLoader, as torch::data: batches for a range-for loop, made ahead of time by worker threads when there are any.
#include <rectify/data/datasets.h>
#include <rectify/data/queue.h>
#include <rectify/data/samplers.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>

namespace rectify::data::api {

// What a loop receives when a worker thread has thrown.
struct WorkerException : std::exception {
  explicit WorkerException(std::exception_ptr original);
  const char* what() const noexcept override { return message.c_str(); }
  std::exception_ptr original_exception;
  std::string message;
};

struct DataLoaderOptions {
  DataLoaderOptions() = default;
  DataLoaderOptions(size_t batch_size) : batch_size_(batch_size) {}
#define RECTIFY_LOADER_OPTION(T, name, ...)          \
  DataLoaderOptions& name(const T& v) {              \
    name##_ = v;                                     \
    return *this;                                    \
  }                                                  \
  const T& name() const noexcept { return name##_; } \
  T& name() noexcept { return name##_; }             \
                                                     \
 private:                                            \
  T name##_ __VA_ARGS__;                             \
                                                     \
 public:
  RECTIFY_LOADER_OPTION(size_t, batch_size, = 1)
  RECTIFY_LOADER_OPTION(size_t, workers, = 0)                            // threads; 0: the caller's own
  RECTIFY_LOADER_OPTION(optional<size_t>, max_jobs, )                    // batches under way; default 2 * workers
  RECTIFY_LOADER_OPTION(optional<std::chrono::milliseconds>, timeout, )  // longest wait for a batch
  RECTIFY_LOADER_OPTION(bool, enforce_ordering, = true)
  RECTIFY_LOADER_OPTION(bool, drop_last, = false)  // leave out a last batch that is not full
#undef RECTIFY_LOADER_OPTION
};

struct FullDataLoaderOptions {
  explicit FullDataLoaderOptions(const DataLoaderOptions& o)
      : batch_size(o.batch_size()),
        workers(o.workers()),
        max_jobs(o.max_jobs().value_or(2 * o.workers())),
        timeout(o.timeout()),
        enforce_ordering(o.enforce_ordering()),
        drop_last(o.drop_last()) {}
  size_t batch_size, workers, max_jobs;
  optional<std::chrono::milliseconds> timeout;
  bool enforce_ordering, drop_last;
};

namespace detail {
// Runs jobs on threads and gives their results back, in the order of the jobs if `ordered`.
class WorkerPool {
 public:
  using Job = std::function<std::shared_ptr<void>(size_t worker)>;  // may return null
  WorkerPool(size_t workers, bool ordered);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  void push(Job job);
  size_t pending() const;  // jobs whose results were not taken
  // Error: WorkerException when the job threw; Error after the timeout.
  std::shared_ptr<void> pop(optional<std::chrono::milliseconds> timeout);
  void clear();  // forgets all jobs; waits for those that run
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
}  // namespace detail

// An input iterator over batches; the end compares equal when the loader has no more.
template <typename Batch>
class Iterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Batch;
  using pointer = Batch*;
  using reference = Batch&;
  using iterator_category = std::input_iterator_tag;
  using Producer = std::function<optional<Batch>()>;

  Iterator() = default;  // past the end
  explicit Iterator(Producer next) : state_(std::make_shared<State>(State{std::move(next), nullopt, false})) {}
  Iterator& operator++() {
    TORCH_CHECK(state_, "Incrementing the DataLoader's past-the-end iterator is not allowed");
    state_->begin();
    TORCH_CHECK(state_->batch, "Attempted to increment iterator past the end");
    state_->batch = state_->next();
    return *this;
  }
  Batch& operator*() const {
    TORCH_CHECK(state_, "Dereferencing the DataLoader's past-the-end iterator is not allowed");
    state_->begin();
    TORCH_CHECK(state_->batch, "Attempted to dereference iterator that was past the end");
    return *state_->batch;
  }
  Batch* operator->() const { return &**this; }
  bool operator==(const Iterator& o) const { return state_ == o.state_ || (exhausted() && o.exhausted()); }
  bool operator!=(const Iterator& o) const { return !(*this == o); }

 private:
  struct State {
    Producer next;
    optional<Batch> batch;
    bool started;
    void begin() {
      if (started) return;
      batch = next();
      started = true;
    }
  };
  bool exhausted() const {
    if (!state_) return true;
    state_->begin();
    return !state_->batch;
  }
  std::shared_ptr<State> state_;
};

// What the two loaders share. A worker has a copy of a stateless dataset; a stateful one is shared.
template <typename Dataset, typename Batch, typename Request>
class DataLoaderBase {
 public:
  using BatchType = Batch;
  using BatchRequestType = Request;
  virtual ~DataLoaderBase() { join(); }
  DataLoaderBase(const DataLoaderBase&) = delete;

  Iterator<Batch> begin() {
    TORCH_CHECK(!(iterating_ || joined_) || !pool_,
                "Attempted to get a new DataLoader iterator while another iterator is not yet exhausted");
    reset();
    iterating_ = true;
    return Iterator<Batch>([this] { return next(); });
  }
  Iterator<Batch> end() { return {}; }
  void join() {
    if (joined_) return;
    joined_ = true;
    if (pool_) pool_->stop();
  }
  const FullDataLoaderOptions& options() const noexcept { return options_; }

 protected:
  explicit DataLoaderBase(const DataLoaderOptions& options) : options_(options) {
    TORCH_CHECK(options_.batch_size > 0, "batch_size should be a positive integer value, but got batch_size=0");
    if (options_.workers > 0) pool_ = std::make_unique<detail::WorkerPool>(options_.workers, options_.enforce_ordering);
  }
  virtual optional<Request> get_request() = 0;
  virtual optional<Batch> load(size_t worker, Request request) = 0;  // worker 0 is the caller's thread
  virtual void reset() {
    exhausted_ = false;
    if (!pool_) return;
    pool_->clear();
    prefetch(std::max<size_t>(options_.max_jobs, 1));
  }

 private:
  void prefetch(size_t jobs) {
    for (; jobs > 0 && !exhausted_; jobs--) {
      auto request = get_request();
      if (!request) {
        exhausted_ = true;
        return;
      }
      pool_->push([this, r = std::move(*request)](size_t worker) -> std::shared_ptr<void> {
        auto batch = load(worker + 1, r);
        return batch ? std::make_shared<Batch>(std::move(*batch)) : nullptr;
      });
    }
  }
  optional<Batch> next() {
    if (pool_) {
      while (pool_->pending() > 0) {
        std::shared_ptr<void> result;
        try {
          result = pool_->pop(options_.timeout);
        } catch (...) {
          iterating_ = false;
          throw;
        }
        if (!result) continue;
        prefetch(1);
        return std::move(*static_cast<Batch*>(result.get()));
      }
    } else if (auto request = get_request()) {
      try {
        if (auto batch = load(0, std::move(*request))) return batch;
      } catch (...) {
        iterating_ = false;
        throw;
      }
    }
    iterating_ = false;
    return nullopt;
  }

  FullDataLoaderOptions options_;
  bool iterating_ = false, joined_ = false, exhausted_ = false;
  std::unique_ptr<detail::WorkerPool> pool_;
};

template <typename Dataset, typename Sampler>
class StatelessDataLoader
    : public DataLoaderBase<Dataset, typename Dataset::BatchType, typename Sampler::BatchRequestType> {
  using Base = DataLoaderBase<Dataset, typename Dataset::BatchType, typename Sampler::BatchRequestType>;
  using Request = typename Sampler::BatchRequestType;

 public:
  StatelessDataLoader(Dataset dataset, Sampler sampler, const DataLoaderOptions& options)
      : Base(options), datasets_(1 + options.workers(), dataset), sampler_(std::move(sampler)) {}
  ~StatelessDataLoader() override { this->join(); }

 private:
  void reset() override {
    sampler_.reset(nullopt);
    Base::reset();
  }
  optional<Request> get_request() override {
    auto request = sampler_.next(this->options().batch_size);
    if (!request || (this->options().drop_last && request->size() < this->options().batch_size)) return nullopt;
    return request;
  }
  optional<typename Dataset::BatchType> load(size_t worker, Request request) override {
    return datasets_[worker].get_batch(std::move(request));
  }
  std::vector<Dataset> datasets_;
  Sampler sampler_;
};

template <typename Dataset>
class StatefulDataLoader
    : public DataLoaderBase<Dataset, typename Dataset::BatchType::value_type, typename Dataset::BatchRequestType> {
  using Base = DataLoaderBase<Dataset, typename Dataset::BatchType::value_type, typename Dataset::BatchRequestType>;
  using Request = typename Dataset::BatchRequestType;

 public:
  StatefulDataLoader(Dataset dataset, const DataLoaderOptions& options) : Base(options), dataset_(std::move(dataset)) {}
  ~StatefulDataLoader() override { this->join(); }

 private:
  void reset() override {
    dataset_.reset();
    over_ = false;
    Base::reset();
  }
  optional<Request> get_request() override {
    if (over_) return nullopt;
    return Request(this->options().batch_size);
  }
  optional<typename Dataset::BatchType::value_type> load(size_t, Request request) override {
    auto batch = dataset_.get_batch(std::move(request));
    if (!batch) over_ = true;
    return batch;
  }
  Dataset dataset_;
  std::atomic<bool> over_{false};
};

template <typename Dataset, typename Sampler, std::enable_if_t<!Dataset::is_stateful, int> = 0>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>> make_data_loader(Dataset dataset, Sampler sampler,
                                                                        DataLoaderOptions options) {
  return std::make_unique<StatelessDataLoader<Dataset, Sampler>>(std::move(dataset), std::move(sampler), options);
}

template <typename Sampler = samplers::RandomSampler, typename Dataset,
          std::enable_if_t<!Dataset::is_stateful && std::is_constructible_v<Sampler, size_t>, int> = 0>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>> make_data_loader(
    Dataset dataset, DataLoaderOptions options = DataLoaderOptions()) {
  const optional<size_t> size = dataset.size();
  TORCH_CHECK(size.has_value(), "Expected the dataset to be sized in order to construct the Sampler");
  return data::make_data_loader(std::move(dataset), Sampler(*size), options);
}

template <typename Dataset, std::enable_if_t<Dataset::is_stateful, int> = 0>
std::unique_ptr<StatefulDataLoader<Dataset>> make_data_loader(Dataset dataset,
                                                              DataLoaderOptions options = DataLoaderOptions()) {
  return std::make_unique<StatefulDataLoader<Dataset>>(std::move(dataset), options);
}

}  // namespace rectify::data::api
