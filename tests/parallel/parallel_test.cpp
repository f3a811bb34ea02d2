#include <gtest/gtest.h>
#include <rectify/parallel/parallel.h>

#include <stdexcept>
#include <vector>

using namespace rectify;

TEST(Parallel, EveryIndexOnce) {
  int before = get_num_threads();
  for (int threads : {1, 2, 3})
    for (int64_t n : {0, 1, 7, 1000})
      for (int64_t grain : {0, 1, 300, 5000}) {
        set_num_threads(threads);
        EXPECT_EQ(get_num_threads(), threads);
        std::vector<int> hits(n, 0);
        parallel::parallel_for(0, n, grain, [&](int64_t b, int64_t e) {
          for (int64_t i = b; i < e; i++) hits[i]++;
        });
        EXPECT_EQ(hits, std::vector<int>(n, 1)) << threads << " threads, " << n << " by " << grain;
      }
  set_num_threads(before);
}
TEST(Parallel, TheCallerGetsTheException) {
  int before = get_num_threads();
  set_num_threads(2);
  EXPECT_THROW(parallel::parallel_for(0, 100, 1,
                                      [](int64_t, int64_t e) {
                                        if (e == 100) throw std::out_of_range("last");
                                      }),
               std::out_of_range);
  set_num_threads(before);
}
TEST(Parallel, NestedIsSerial) {
  int before = get_num_threads();
  set_num_threads(2);
  std::vector<int> calls(2, 0);
  parallel::parallel_for(
      0, 2, 1, [&](int64_t b, int64_t) { parallel::parallel_for(0, 100, 1, [&](int64_t, int64_t) { calls[b]++; }); });
  EXPECT_EQ(calls, (std::vector<int>{1, 1}));
  set_num_threads(before);
}
TEST(Parallel, ThreadsArePositive) {
  EXPECT_THROW(set_num_threads(0), std::runtime_error);
  EXPECT_EQ(get_num_interop_threads(), 1);
}
