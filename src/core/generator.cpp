#include <rectify/core/error.h>
#include <rectify/core/generator.h>
#include <rectify/core/tensor.h>

#include <cstring>
#include <random>

namespace rectify::api {

// Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998).
void GeneratorImpl::set_seed(uint64_t s) {
  seed = s;
  next_normal_double.reset();
  next_normal_float.reset();
  state[0] = static_cast<uint32_t>(s);
  for (uint32_t i = 1; i < 624; i++) state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
  index = 624;
}
void GeneratorImpl::refill() {
  auto twist = [](uint32_t u, uint32_t v) {
    return (((u & 0x80000000u) | (v & 0x7FFFFFFFu)) >> 1) ^ ((0 - (v & 1)) & 0x9908B0DFu);
  };
#pragma omp simd
  for (int i = 0; i < 227; i++) state[i] = state[i + 397] ^ twist(state[i], state[i + 1]);
#pragma omp simd safelen(64)
  for (int i = 227; i < 623; i++) state[i] = state[i - 227] ^ twist(state[i], state[i + 1]);
  state[623] = state[396] ^ twist(state[623], state[0]);
  index = 0;
}
uint32_t GeneratorImpl::random() {
  if (index == 624) refill();
  uint32_t y = state[index++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9D2C5680u;
  y ^= (y << 15) & 0xEFC60000u;
  return y ^ (y >> 18);
}

Generator::Generator() : Generator(detail::createCPUGenerator()) {}
void Generator::set_current_seed(uint64_t s) {
  std::lock_guard lock(impl_->mutex);
  impl_->set_seed(s);
}
uint64_t Generator::seed() {
  std::random_device entropy;
  uint64_t s = ((static_cast<uint64_t>(entropy()) << 32) | entropy()) & 0x1FFFFFFFFFFFFF;
  set_current_seed(s);
  return s;
}
Generator Generator::clone() const {
  auto copy = std::make_shared<GeneratorImpl>();
  Generator g(copy);
  g.set_state(state_bytes());
  return g;
}

namespace {
struct Packed {
  uint64_t seed;
  double normal_double;
  float normal_float;
  uint32_t index, has_double, has_float;
  uint32_t state[624];
};
}  // namespace

std::vector<uint8_t> Generator::state_bytes() const {
  std::lock_guard lock(impl_->mutex);
  Packed p{};
  p.seed = impl_->seed;
  p.normal_double = impl_->next_normal_double.value_or(0);
  p.normal_float = impl_->next_normal_float.value_or(0);
  p.has_double = impl_->next_normal_double.has_value();
  p.has_float = impl_->next_normal_float.has_value();
  p.index = impl_->index;
  std::memcpy(p.state, impl_->state, sizeof p.state);
  auto* bytes = reinterpret_cast<const uint8_t*>(&p);
  return {bytes, bytes + sizeof p};
}
namespace {
// PyTorch's form, of 5056 bytes.
struct Legacy {
  uint64_t seed;
  int32_t left, seeded;  // left: the words of this block that are still to come, and one
  uint64_t next, state[624];
  double normal_x, normal_y, normal_rho;
  int32_t normal_is_valid;
  float next_float;
  bool has_float;
};
static_assert(sizeof(Legacy) == 5056);
}  // namespace
Tensor Generator::get_state() const {
  Tensor bytes = new_tensor({static_cast<int64_t>(sizeof(Legacy))}, kByte);
  std::lock_guard lock(impl_->mutex);
  Legacy p{};
  p.seed = impl_->seed;
  p.left = static_cast<int32_t>(625 - impl_->index);
  p.next = impl_->index == 624 ? 0 : impl_->index;
  p.seeded = 1;
  for (int i = 0; i < 624; i++) p.state[i] = impl_->state[i];
  if (impl_->next_normal_double) p.normal_is_valid = 1, p.normal_y = *impl_->next_normal_double;
  if (impl_->next_normal_float) p.has_float = true, p.next_float = *impl_->next_normal_float;
  std::memcpy(bytes.impl()->data(), &p, sizeof p);
  return bytes;
}
void Generator::set_state(const Tensor& state) {
  TORCH_CHECK_TYPE(state.scalar_type() == kByte && state.is_contiguous(), "RNG state must be a torch.ByteTensor");
  TORCH_CHECK(state.numel() == static_cast<int64_t>(sizeof(Legacy)),
              "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size ",
              sizeof(Legacy), " but found the input RNG state size to be ", state.numel());
  Legacy p;
  std::memcpy(&p, state.impl()->data(), sizeof p);
  TORCH_CHECK(p.left >= 1 && p.left <= 624 && p.next <= 624, "Invalid mt19937 state");
  std::lock_guard lock(impl_->mutex);
  impl_->seed = p.seed;
  impl_->index = static_cast<uint32_t>(625 - p.left);
  for (int i = 0; i < 624; i++) impl_->state[i] = static_cast<uint32_t>(p.state[i]);
  impl_->next_normal_double.reset();
  impl_->next_normal_float.reset();
  if (p.normal_is_valid) impl_->next_normal_double = p.normal_y;
  if (p.has_float) impl_->next_normal_float = p.next_float;
}
void Generator::set_state(const std::vector<uint8_t>& state) {
  Packed p;
  TORCH_CHECK(state.size() == sizeof p, "RNG state is wrong size: expected ", sizeof p, " bytes, got ", state.size());
  std::memcpy(&p, state.data(), sizeof p);
  TORCH_CHECK(p.index <= 624 && p.has_double <= 1 && p.has_float <= 1, "Invalid mt19937 state");
  std::lock_guard lock(impl_->mutex);
  impl_->seed = p.seed;
  impl_->index = p.index;
  std::memcpy(impl_->state, p.state, sizeof p.state);
  impl_->next_normal_double.reset();
  impl_->next_normal_float.reset();
  if (p.has_double) impl_->next_normal_double = p.normal_double;
  if (p.has_float) impl_->next_normal_float = p.normal_float;
}

Generator& default_generator() {
  static Generator* g = new Generator;
  return *g;
}
void manual_seed(uint64_t seed) { default_generator().set_current_seed(seed); }
}  // namespace rectify::api
namespace rectify::detail {
Generator createCPUGenerator(uint64_t seed) {
  auto impl = std::make_shared<GeneratorImpl>();
  impl->set_seed(seed);
  return Generator(std::move(impl));
}
}  // namespace rectify::detail
