#include <omp.h>
#include <rectify/parallel/parallel.h>

#include <stdexcept>
#include <string>

// libgomp is not instrumented: ThreadSanitizer is told what the start and the end of a team order.
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define RECTIFY_UNSEEN __attribute__((no_sanitize("thread")))
#else
#define RECTIFY_UNSEEN
#define __tsan_acquire(address)
#define __tsan_release(address)
#endif

namespace rectify::api {

void set_num_threads(int n) {
  if (n < 1) throw std::runtime_error("Expected positive number of threads, got " + std::to_string(n));
  omp_set_num_threads(n);
}
int get_num_threads() { return omp_get_max_threads(); }

}  // namespace rectify::api
namespace rectify::parallel {
bool in_parallel() { return omp_in_parallel(); }
int thread_number() { return omp_get_thread_num(); }
std::string info() {
  return "ATen/Parallel:\n\tat::get_num_threads() : " + std::to_string(get_num_threads()) + "\nOpenMP " +
         std::to_string(_OPENMP) + "\n\tomp_get_max_threads() : " + std::to_string(omp_get_max_threads()) +
         "\nATen parallel backend: OpenMP\n";
}
namespace detail {
RECTIFY_UNSEEN void run(int threads, void (*body)(void*, int), void* context) {
  [[maybe_unused]] char start, end;
  __tsan_release(&start);
#pragma omp parallel num_threads(threads)
  {
    __tsan_acquire(&start);
    for (int t = omp_get_thread_num(); t < threads; t += omp_get_num_threads())
      body(context, t);  // the team may be smaller than asked
    __tsan_release(&end);
  }
  __tsan_acquire(&end);
}
}  // namespace detail
}  // namespace rectify::parallel
