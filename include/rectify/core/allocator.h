#pragma once
// The caching allocator: freed blocks are kept by size class, per thread, and given out again.
// RECTIFY_ALLOCATOR=system in the environment turns it off (for sanitizers).
#include <rectify/namespaces.h>

#include <cstddef>

namespace rectify::api {

// At least `bytes` bytes, aligned to 64; `capacity` receives the class's size, which deallocate wants back.
// Throws OutOfMemoryError ("[enforce fail …] not enough memory: you tried to allocate N bytes.").
void* allocate(size_t bytes, size_t& capacity);
void deallocate(void* p, size_t capacity) noexcept;
void empty_cache() noexcept;  // gives this thread's kept blocks back to the system

}  // namespace rectify::api
