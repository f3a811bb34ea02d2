#include <rectify/data/samplers.h>
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

RandomSampler::RandomSampler(int64_t size, Dtype index_dtype) : index_dtype_(index_dtype) { draw(size); }
void RandomSampler::draw(int64_t size) {
  const Tensor t = randperm(size, TensorOptions(index_dtype_));
  indices_.resize(size);
  visit_dtype(t.scalar_type(), "randperm", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = t.data_ptr<T>();
    for (int64_t i = 0; i < size; i++) indices_[i] = static_cast<size_t>(static_cast<opmath_t<T>>(p[i]));
  });
  index_ = 0;
}
void RandomSampler::reset(optional<size_t> new_size) { draw(static_cast<int64_t>(new_size.value_or(indices_.size()))); }
optional<std::vector<size_t>> RandomSampler::next(size_t batch_size) {
  return take(indices_, index_, indices_.size(), batch_size);
}

void detail::SharedOrder::share(optional<size_t> new_size, bool shuffled) {
  size_ = new_size.value_or(size_);
  // So many that each process has as many: the first ones again at the end, or not all.
  const size_t local = local_sample_count();
  order_.resize(num_replicas_ == 1 ? size_ : local * num_replicas_);
  for (size_t i = 0; i < order_.size(); i++) order_[i] = i % size_;
  std::mt19937 random(epoch_);
  if (shuffled) std::shuffle(order_.begin(), order_.end(), random);
  index_ = rank_ * local;
  end_ = index_ + local;
}
optional<std::vector<size_t>> detail::SharedOrder::next(size_t batch_size) {
  return take(order_, index_, end_, batch_size);
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

}  // namespace rectify::data::samplers
