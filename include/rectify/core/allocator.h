#pragma once
// The caching allocator: freed blocks are kept by size class, per thread, and given out again.
// RECTIFY_ALLOCATOR=system in the environment turns it off (for sanitizers).
#include <rectify/namespaces.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rectify::api {

// At least `bytes` bytes, aligned to 64; `capacity` receives the class's size, which deallocate wants back.
// Throws OutOfMemoryError ("[enforce fail …] not enough memory: you tried to allocate N bytes.").
void* allocate(size_t bytes, size_t& capacity);
void deallocate(void* p, size_t capacity) noexcept;
void empty_cache() noexcept;  // gives this thread's kept blocks back to the system

// The bytes of tensors' data, all threads together, since count_memory(true). Counting costs some nanoseconds a tensor
// and is off until it is asked for; what is freed without having been counted makes `live` negative.
struct MemoryUse {
  int64_t live = 0;         // allocated and not yet freed
  int64_t peak = 0;         // the most that was live since count_memory(true) or reset_peak_memory()
  int64_t allocations = 0;  // how many
};
void count_memory(bool on);  // turning it on starts from zero
MemoryUse memory_use();
void reset_peak_memory();

}  // namespace rectify::api
namespace rectify::detail {
extern std::atomic<bool> counts_memory;
void note_memory(int64_t bytes) noexcept;
inline void count_bytes(int64_t bytes) noexcept {  // allocated; negative: freed
  if (__builtin_expect(counts_memory.load(std::memory_order_relaxed), 0)) note_memory(bytes);
}
}  // namespace rectify::detail
