#pragma once
// Generator: PyTorch's CPU random stream (Mersenne Twister 19937), as a counted handle.
#include <rectify/namespaces.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace rectify::api {
class Tensor;

struct GeneratorImpl {
  uint32_t state[624];
  uint32_t index = 624;
  uint64_t seed = 5489;
  std::optional<double> next_normal_double;  // the second half of the last Box-Muller pair
  std::optional<float> next_normal_float;
  std::mutex mutex;

  void set_seed(uint64_t s);
  uint32_t random();
  uint64_t random64() {
    uint32_t hi = random(), lo = random();
    return (static_cast<uint64_t>(hi) << 32) | lo;
  }

 private:
  void refill();
};

class Generator {
 public:
  Generator();  // seeded with PyTorch's default seed, 67280421310721
  explicit Generator(std::shared_ptr<GeneratorImpl> impl) : impl_(std::move(impl)) {}
  uint64_t current_seed() const { return impl_->seed; }
  void set_current_seed(uint64_t s);
  uint64_t seed();  // seeds from the system's entropy and returns that seed
  Generator clone() const;
  Tensor get_state() const;  // everything that decides the stream, in PyTorch's form
  void set_state(const Tensor& state);
  std::vector<uint8_t> state_bytes() const;
  void set_state(const std::vector<uint8_t>& state);  // of state_bytes; anything else is an Error
  std::mutex& mutex() const { return impl_->mutex; }
  GeneratorImpl* operator->() const { return impl_.get(); }
  GeneratorImpl& impl() const { return *impl_; }
  bool defined() const { return impl_ != nullptr; }
  bool operator!=(const Generator& o) const { return impl_ != o.impl_; }
  bool operator==(const Generator& o) const { return impl_ == o.impl_; }

 private:
  std::shared_ptr<GeneratorImpl> impl_;
};

Generator& default_generator();
void manual_seed(uint64_t seed);

}  // namespace rectify::api
namespace rectify::detail {
Generator createCPUGenerator(uint64_t seed = 67280421310721);
inline Generator& getDefaultCPUGenerator() { return default_generator(); }
}  // namespace rectify::detail
