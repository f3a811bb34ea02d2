#include <rectify/autograd/archive.h>
#include <rectify/data/samplers.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/random.h>

#include <algorithm>
#include <random>

namespace rectify::data::samplers {
namespace {
// The next of order, at most batch_size and none from `end` on.
optional<std::vector<size_t>> take(const std::vector<size_t>& order, size_t& index, size_t end, size_t batch_size) {
  if (index >= end) return nullopt;
  const size_t n = std::min(batch_size, end - index);
  std::vector<size_t> r(order.begin() + index, order.begin() + index + n);
  index += n;
  return r;
}
void write(serialize::OutputArchive& archive, const char* key, size_t v) {
  archive.write(key, tensor(static_cast<int64_t>(v), kLong), true);
}
size_t read(serialize::InputArchive& archive, const char* key) {
  Tensor t;
  archive.read(key, t, true);
  return static_cast<size_t>(t.item<int64_t>());
}
}  // namespace

void SequentialSampler::reset(optional<size_t> new_size) {
  if (new_size) size_ = *new_size;
  index_ = 0;
}
optional<std::vector<size_t>> SequentialSampler::next(size_t batch_size) {
  if (index_ >= size_) return nullopt;
  std::vector<size_t> r(std::min(batch_size, size_ - index_));
  for (size_t& i : r) i = index_++;
  return r;
}
void SequentialSampler::save(serialize::OutputArchive& archive) const { write(archive, "index", index_); }
void SequentialSampler::load(serialize::InputArchive& archive) { index_ = read(archive, "index"); }

RandomSampler::RandomSampler(int64_t size, Dtype index_dtype) : index_dtype_(index_dtype) { draw(size); }
void RandomSampler::draw(int64_t size) {
  take_order(randperm(size, TensorOptions(index_dtype_)));
  index_ = 0;
}
void RandomSampler::take_order(const Tensor& t) {
  const int64_t size = t.numel();
  indices_.resize(size);
  visit_dtype(t.scalar_type(), "randperm", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = t.data_ptr<T>();
    for (int64_t i = 0; i < size; i++) indices_[i] = static_cast<size_t>(static_cast<opmath_t<T>>(p[i]));
  });
}
void RandomSampler::reset(optional<size_t> new_size) { draw(static_cast<int64_t>(new_size.value_or(indices_.size()))); }
optional<std::vector<size_t>> RandomSampler::next(size_t batch_size) {
  return take(indices_, index_, indices_.size(), batch_size);
}
void RandomSampler::save(serialize::OutputArchive& archive) const {
  write(archive, "index", index_);
  const std::vector<int64_t> order(indices_.begin(), indices_.end());
  archive.write("indices", tensor(order, kLong), true);
}
void RandomSampler::load(serialize::InputArchive& archive) {
  Tensor order;
  archive.read("indices", order, true);
  take_order(order.contiguous());
  index_ = read(archive, "index");
}

detail::SharedOrder::SharedOrder(bool shuffled, size_t size, size_t num_replicas, size_t rank, bool allow_duplicates)
    : DistributedSampler(size, num_replicas, rank, allow_duplicates), shuffled_(shuffled) {
  SharedOrder::reset();
}
void detail::SharedOrder::reset(optional<size_t> new_size) {
  size_ = new_size.value_or(size_);
  // So many that each process has as many: the first ones again at the end, or not all.
  const size_t local = local_sample_count();
  order_.resize(num_replicas_ == 1 ? size_ : local * num_replicas_);
  for (size_t i = 0; i < order_.size(); i++) order_[i] = i % size_;
  std::mt19937 random(epoch_);
  if (shuffled_) std::shuffle(order_.begin(), order_.end(), random);
  index_ = rank_ * local;
  end_ = index_ + local;
}
optional<std::vector<size_t>> detail::SharedOrder::next(size_t batch_size) {
  return take(order_, index_, end_, batch_size);
}
void detail::SharedOrder::save(serialize::OutputArchive& archive) const {
  write(archive, "sample_index_", index_);
  write(archive, "epoch_", epoch_);
}
void detail::SharedOrder::load(serialize::InputArchive& archive) {
  epoch_ = read(archive, "epoch_");
  reset();
  index_ = read(archive, "sample_index_");
}

void StreamSampler::reset(optional<size_t> new_size) {
  if (new_size) epoch_size_ = *new_size;
  given_ = 0;
}
optional<BatchSize> StreamSampler::next(size_t batch_size) {
  if (given_ >= epoch_size_) return nullopt;
  const size_t n = std::min(batch_size, epoch_size_ - given_);
  given_ += n;
  return BatchSize(n);
}
void StreamSampler::save(serialize::OutputArchive& archive) const {
  write(archive, "examples_retrieved_so_far", given_);
}
void StreamSampler::load(serialize::InputArchive& archive) { given_ = read(archive, "examples_retrieved_so_far"); }

}  // namespace rectify::data::samplers
