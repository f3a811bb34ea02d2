#pragma once
// ChunkDataset: examples that come in chunks, such as files, of which only a few are in memory at a time.
#include <rectify/core/arg.h>
#include <rectify/data/dataloader.h>
#include <rectify/data/datasets.h>
#include <rectify/data/samplers.h>

#include <functional>

namespace rectify::data::datasets {

template <typename ExampleType_, typename ChunkType_ = std::vector<ExampleType_>>
class ChunkDataReader {
 public:
  using ChunkType = ChunkType_;
  using ExampleType = ExampleType_;
  using BatchType = ChunkType_;
  virtual ~ChunkDataReader() = default;
  virtual ChunkType read_chunk(size_t chunk_index) = 0;
  virtual size_t chunk_count() = 0;
  virtual void reset() = 0;
};

struct ChunkDatasetOptions {
  ChunkDatasetOptions() = delete;
  ChunkDatasetOptions(size_t preloader_count, size_t batch_size, size_t cache_size = 2048,
                      size_t cross_chunk_shuffle_count = 1)
      : preloader_count_(preloader_count),
        batch_size_(batch_size),
        cache_size_(cache_size),
        cross_chunk_shuffle_count_(cross_chunk_shuffle_count) {
    TORCH_CHECK(preloader_count > 0, "Preloader count is 0. At least one preloader needs to be specified.");
    TORCH_CHECK(batch_size > 0, "Batch size is 0. A positive batch size needs to be specified.");
    TORCH_CHECK(cache_size > 0, "Cache size is 0. A positive cache size needs to be specified.");
    TORCH_CHECK(cache_size >= batch_size,
                "Cache size is less than batch size. Cache needs to be large enough to hold at least one batch.");
    TORCH_CHECK(cross_chunk_shuffle_count > 0, "cross_chunk_shuffle_count needs to be greater than 0.");
  }

  TORCH_ARG(size_t, preloader_count);  // chunks are read when they are needed, whatever it says
  TORCH_ARG(size_t, batch_size);
  TORCH_ARG(size_t, cache_size) = 2048;
  TORCH_ARG(size_t, cross_chunk_shuffle_count) = 1;  // so many chunks are read, and shuffled, together
};

// The chunk sampler says which chunk is next, the example sampler in which order its examples are given.
template <typename ChunkReader, typename ChunkSampler = samplers::RandomSampler,
          typename ExampleSampler = samplers::RandomSampler>
class ChunkDataset final : public StatefulDataset<ChunkDataset<ChunkReader, ChunkSampler, ExampleSampler>,
                                                  typename ChunkReader::BatchType, size_t> {
 public:
  using BatchType = optional<typename ChunkReader::BatchType>;
  using UnwrappedBatchType = typename ChunkReader::BatchType;
  using BatchRequestType = size_t;
  using ChunkSamplerType = ChunkSampler;
  using ExampleSamplerType = ExampleSampler;

  // preprocessing_policy: called with what has been read, before it is shuffled.
  ChunkDataset(ChunkReader chunk_reader, ChunkSampler chunk_sampler, ExampleSampler example_sampler,
               ChunkDatasetOptions options, std::function<void(UnwrappedBatchType&)> preprocessing_policy = {})
      : reader_(std::move(chunk_reader)),
        chunk_sampler_(std::make_shared<ChunkSampler>(std::move(chunk_sampler))),
        example_sampler_(std::move(example_sampler)),
        options_(options),
        policy_(std::move(preprocessing_policy)) {}

  // The next batch, the last one smaller; nullopt at the end of an epoch. Error: not reset yet, or another size;
  // WorkerException: what the reader threw.
  BatchType get_batch(size_t batch_size) override {
    TORCH_CHECK(ready_, "Dataset needs to call reset() before calling get_batch().");
    TORCH_CHECK(
        batch_size == options_.batch_size(),
        "The requested batch size does not match with the initialized batch size.\n The requested batch size is ",
        batch_size, ", while the dataset is created with batch size equal to ", options_.batch_size());
    if (error_) throw WorkerException(std::exchange(error_, nullptr));
    UnwrappedBatchType batch;
    try {
      while (batch.size() < batch_size) {
        if (at_ == order_.size() && !read()) break;
        batch.push_back(std::move(chunk_[order_[at_++]]));
      }
    } catch (...) {  // what had been read before goes first
      if (batch.empty()) throw WorkerException(std::current_exception());
      error_ = std::current_exception();
    }
    if (batch.empty()) return nullopt;
    return batch;
  }
  BatchType get_batch() { return get_batch(options_.batch_size()); }
  void reset() override {
    reader_.reset();
    if (restored_)
      restored_ = false;
    else
      chunk_sampler_->reset(reader_.chunk_count());
    chunk_.clear();
    order_.clear();
    at_ = 0;
    error_ = nullptr;
    ready_ = true;
  }
  optional<size_t> size() const override { return nullopt; }
  ChunkSamplerType& chunk_sampler() { return *chunk_sampler_; }
  void save(serialize::OutputArchive& archive) const override { chunk_sampler_->save(archive); }
  void load(serialize::InputArchive& archive) override {
    chunk_sampler_->load(archive);
    restored_ = true;
  }

 private:
  bool read() {
    do {
      const auto next = chunk_sampler_->next(options_.cross_chunk_shuffle_count());
      if (!next || next->empty()) return false;
      chunk_ = UnwrappedBatchType();
      for (size_t index : *next) {
        auto part = reader_.read_chunk(index);
        for (auto& example : part) chunk_.push_back(std::move(example));
      }
      if (policy_) policy_(chunk_);
    } while (chunk_.empty());
    example_sampler_.reset(chunk_.size());
    order_ = *example_sampler_.next(chunk_.size());
    at_ = 0;
    return true;
  }

  ChunkReader reader_;
  std::shared_ptr<ChunkSampler> chunk_sampler_;
  ExampleSampler example_sampler_;
  ChunkDatasetOptions options_;
  std::function<void(UnwrappedBatchType&)> policy_;
  UnwrappedBatchType chunk_;
  std::vector<size_t> order_;
  size_t at_ = 0;
  std::exception_ptr error_;  // of the reader
  bool ready_ = false, restored_ = false;
};

}  // namespace rectify::data::datasets
