#include <omp.h>
#include <rectify/parallel/parallel.h>

#include <stdexcept>
#include <string>

namespace rectify::api {

void set_num_threads(int n) {
  if (n < 1) throw std::runtime_error("Expected positive number of threads, got " + std::to_string(n));
  omp_set_num_threads(n);
}
int get_num_threads() { return omp_get_max_threads(); }

}  // namespace rectify::api
namespace rectify::parallel {
bool in_parallel() { return omp_in_parallel(); }
namespace detail {
void run(int threads, void (*body)(void*, int), void* context) {
#pragma omp parallel num_threads(threads)
  for (int t = omp_get_thread_num(); t < threads; t += omp_get_num_threads())
    body(context, t);  // the team may be smaller than asked
}
}  // namespace detail
}  // namespace rectify::parallel
