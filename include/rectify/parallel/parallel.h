#pragma once
// parallel_for on the OpenMP pool that oneDNN uses as well.
#include <rectify/namespaces.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>

namespace rectify::api {

void set_num_threads(int n);  // at least 1, else Error
int get_num_threads();
inline void set_num_interop_threads(int) {}  // there is one pool
inline int get_num_interop_threads() { return 1; }

}  // namespace rectify::api
namespace rectify::parallel {
bool in_parallel();
int thread_number();  // within the team, from 0
std::string info();

namespace detail {
void run(int threads, void (*body)(void*, int), void* context);
}

// Calls f(b, e) for ranges that cover [begin, end), each of at least `grain` (the last may be smaller), on as many
// threads as that allows. The first exception that a range throws reaches the caller. Inside another parallel_for: one
// call.
template <class F>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const F& f) {
  int64_t n = end - begin;
  if (n <= 0) return;
  if (grain < 1) grain = 1;
  int threads = 1;
  if (n > grain && !in_parallel()) {
    int64_t most = (n + grain - 1) / grain;
    threads = get_num_threads();
    if (most < threads) threads = static_cast<int>(most);
  }
  if (threads == 1) return f(begin, end);
  struct Context {
    const F& f;
    int64_t begin, end, chunk;
    std::exception_ptr error;
    std::atomic<bool> failed;
  } context{f, begin, end, (n + threads - 1) / threads, nullptr, {false}};
  detail::run(
      threads,
      [](void* p, int t) {
        auto& c = *static_cast<Context*>(p);
        int64_t b = c.begin + t * c.chunk, e = b + c.chunk < c.end ? b + c.chunk : c.end;
        if (b >= e) return;
        try {
          c.f(b, e);
        } catch (...) {
          if (!c.failed.exchange(true)) c.error = std::current_exception();
        }
      },
      &context);
  if (context.error) std::rethrow_exception(context.error);
}
// f(b, e, identity) for ranges as above; what they give is put together by sf, in no fixed order.
template <class T, class F, class SF>
T parallel_reduce(int64_t begin, int64_t end, int64_t grain, const T identity, const F& f, const SF& sf) {
  T all = identity;
  std::mutex lock;
  parallel_for(begin, end, grain, [&](int64_t b, int64_t e) {
    const T part = f(b, e, identity);
    std::lock_guard<std::mutex> held(lock);
    all = sf(all, part);
  });
  return all;
}
}  // namespace rectify::parallel
