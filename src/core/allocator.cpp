#include <rectify/core/allocator.h>
#include <rectify/core/error.h>
#include <sys/mman.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace rectify::api {
namespace {

// Classes: multiples of 64 up to 1 KiB, then four to each power of two. A class's number is found without a search.
constexpr size_t kLinear = 16, kClasses = kLinear + 1 + 4 * 54;
constexpr size_t class_of(size_t bytes) {
  if (bytes <= 1024) return (bytes + 63) / 64;
  int e = std::bit_width(bytes - 1) - 1;  // 2^e < bytes <= 2^(e+1)
  return kLinear + 1 + 4 * (e - 10) + ((bytes - 1) >> (e - 2) & 3);
}
constexpr size_t size_of_class(size_t c) {
  if (c <= kLinear) return c ? c * 64 : 64;
  size_t k = c - kLinear - 1;
  return (5 + k % 4) << (k / 4 + 8);
}
static_assert(size_of_class(class_of(1025)) == 1280 && size_of_class(class_of(4096)) == 4096);
static_assert(size_of_class(class_of(4097)) == 5120 && size_of_class(class_of(1 << 20)) == 1 << 20);

constexpr size_t kLocalClasses = class_of(65536) + 1;  // larger blocks are kept for all threads together
constexpr uint32_t kLocalBlocks = 256;                 // kept per class and thread; the rest goes to all threads
constexpr size_t kHugePage = 2 << 20;
constexpr size_t kSharedBytes = size_t{4} << 30;  // kept at most for all threads together

struct Block {
  Block* next;
};
struct LocalCache {
  Block* head[kLocalClasses];
  uint32_t count[kLocalClasses];
  bool registered, dead;
};
[[gnu::tls_model("initial-exec")]] thread_local constinit LocalCache local{};

struct SharedCache {
  std::mutex mutex;
  std::array<Block*, kClasses> head{};
  size_t bytes = 0;
};
SharedCache& shared() {
  static SharedCache* cache = new SharedCache;  // outlives every thread
  return *cache;
}
bool use_system() {
  static const bool system = [] {
    const char* v = std::getenv("RECTIFY_ALLOCATOR");
    return v && !std::strcmp(v, "system");
  }();
  return system;
}

void give_to_shared(Block* b, size_t c) {
  SharedCache& s = shared();
  {
    std::lock_guard lock(s.mutex);
    if (s.bytes + size_of_class(c) <= kSharedBytes) {
      b->next = s.head[c];
      s.head[c] = b;
      s.bytes += size_of_class(c);
      return;
    }
  }
  std::free(b);
}
struct AtThreadExit {
  ~AtThreadExit() {
    local.dead = true;
    for (size_t c = 0; c < kLocalClasses; c++)
      while (Block* b = local.head[c]) {
        local.head[c] = b->next;
        give_to_shared(b, c);
      }
  }
};

void* aligned(size_t alignment, size_t bytes) {  // std::aligned_alloc takes multiples of the alignment only
  void* p = nullptr;
  return posix_memalign(&p, alignment, bytes) ? nullptr : p;
}
[[gnu::noinline]] void* allocate_slow(size_t bytes, size_t c) {
  TORCH_CHECK_WITH(OutOfMemoryError, bytes < size_t{1} << 60,
                   "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes, " bytes.");
  size_t size = size_of_class(c);
  if (!use_system()) {
    SharedCache& s = shared();
    std::lock_guard lock(s.mutex);
    if (Block* b = s.head[c]) {
      s.head[c] = b->next;
      s.bytes -= size;
      return b;
    }
  } else {
    size = bytes ? bytes : 1;  // and not one more, so that a sanitizer sees every step past the end
  }
  void* p = aligned(size >= 2 * kHugePage ? kHugePage : 64, size);
  if (!p) {  // perhaps what is kept can be given back first
    empty_cache();
    p = aligned(64, size);
  }
  TORCH_CHECK_WITH(OutOfMemoryError, p, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes,
                   " bytes.");
  if (size >= 2 * kHugePage) madvise(p, size, MADV_HUGEPAGE);
  return p;
}

[[gnu::noinline]] void deallocate_slow(void* p, size_t c) noexcept {
  if (use_system()) return std::free(p);
  Block* b = static_cast<Block*>(p);
  if (c < kLocalClasses && !local.dead && !local.registered) {
    static thread_local AtThreadExit at_exit;
    (void)&at_exit;
    local.registered = true;
    b->next = local.head[c];
    local.head[c] = b;
    local.count[c]++;
    return;
  }
  give_to_shared(b, c);
}

}  // namespace

void* allocate(size_t bytes, size_t& capacity) {
  size_t c = class_of(bytes);
  capacity = bytes;
  if (c < kLocalClasses) {
    if (Block* b = local.head[c]) {
      local.head[c] = b->next;
      local.count[c]--;
      return b;
    }
  }
  return allocate_slow(bytes, c);
}

void deallocate(void* p, size_t capacity) noexcept {
  size_t c = class_of(capacity);
  if (c < kLocalClasses && local.registered && !local.dead && local.count[c] < kLocalBlocks) {
    Block* b = static_cast<Block*>(p);
    b->next = local.head[c];
    local.head[c] = b;
    local.count[c]++;
    return;
  }
  deallocate_slow(p, c);
}

void empty_cache() noexcept {
  for (size_t c = 0; c < kLocalClasses; c++)
    while (Block* b = local.head[c]) {
      local.head[c] = b->next;
      local.count[c]--;
      std::free(b);
    }
  SharedCache& s = shared();
  std::lock_guard lock(s.mutex);
  for (size_t c = 0; c < kClasses; c++)
    while (Block* b = s.head[c]) {
      s.head[c] = b->next;
      s.bytes -= size_of_class(c);
      std::free(b);
    }
}

namespace {
std::atomic<int64_t> live{0}, peak{0}, allocations{0};
}
void count_memory(bool on) {
  detail::counts_memory = false;
  if (!on) return;
  live = peak = allocations = 0;
  detail::counts_memory = true;
}
MemoryUse memory_use() { return {live.load(), peak.load(), allocations.load()}; }
void reset_peak_memory() { peak = live.load(); }

}  // namespace rectify::api
namespace rectify::detail {
std::atomic<bool> counts_memory{false};
void note_memory(int64_t bytes) noexcept {
  const int64_t now = live.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (bytes < 0) return;
  allocations.fetch_add(1, std::memory_order_relaxed);
  for (int64_t most = peak.load(std::memory_order_relaxed);
       now > most && !peak.compare_exchange_weak(most, now, std::memory_order_relaxed);) {
  }
}
}  // namespace rectify::detail
