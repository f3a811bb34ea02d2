// DataLoader, samplers and transforms, against what libtorch 1.13.1 does with the same programs.
#include <gtest/gtest.h>
#include <rectify/data/data.h>
#include <rectify/ops/indexing.h>

#include <atomic>
#include <functional>
#include <numeric>
#include <thread>

namespace {
using namespace rectify;
using namespace rectify::data;

Tensor number(int64_t v) {
  Tensor t = new_tensor({1}, kLong);
  *t.data_ptr<int64_t>() = v;
  return t;
}
struct Numbers : datasets::Dataset<Numbers> {
  explicit Numbers(size_t n, int64_t bad = -1) : n_(n), bad_(bad) {}
  Example<> get(size_t i) override {
    TORCH_CHECK(static_cast<int64_t>(i) != bad_, "example ", i, " is broken");
    if (i % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    return {number(i), number(2 * i)};
  }
  optional<size_t> size() const override { return n_; }
  size_t n_;
  int64_t bad_;
};
template <class Loader>
std::vector<std::vector<int64_t>> batches(Loader& loader) {
  std::vector<std::vector<int64_t>> r;
  for (auto& b : *loader) {
    r.emplace_back();
    for (int64_t i = 0; i < b.data.numel(); i++) {
      r.back().push_back(b.data.template data_ptr<int64_t>()[i]);
      EXPECT_EQ(b.target.template data_ptr<int64_t>()[i], 2 * r.back().back());
    }
  }
  return r;
}
std::string message(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::exception& e) {
    return e.what();
  }
  return "no error";
}

TEST(DataLoader, SequentialForAnyNumberOfWorkers) {
  for (size_t workers : {0, 1, 2, 5})
    for (bool drop : {false, true}) {
      auto loader = make_data_loader<samplers::SequentialSampler>(
          Numbers(11).map(transforms::Stack<>()), DataLoaderOptions(4).workers(workers).drop_last(drop));
      for (int epoch = 0; epoch < 3; epoch++) {
        std::vector<std::vector<int64_t>> want{{0, 1, 2, 3}, {4, 5, 6, 7}};
        if (!drop) want.push_back({8, 9, 10});
        EXPECT_EQ(batches(loader), want) << workers;
      }
    }
}
TEST(DataLoader, RandomCoversAllInANewOrder) {
  manual_seed(3);
  auto loader = make_data_loader(Numbers(50).map(transforms::Stack<>()), DataLoaderOptions(8).workers(2));
  std::vector<std::vector<int64_t>> epochs;
  for (int e = 0; e < 2; e++) {
    std::vector<int64_t> all;
    for (auto& b : batches(loader)) all.insert(all.end(), b.begin(), b.end());
    epochs.push_back(all);
    std::sort(all.begin(), all.end());
    std::vector<int64_t> want(50);
    std::iota(want.begin(), want.end(), 0);
    EXPECT_EQ(all, want);
  }
  EXPECT_NE(epochs[0], epochs[1]);
  manual_seed(3);
  auto again = make_data_loader(Numbers(50).map(transforms::Stack<>()), 8);
  std::vector<int64_t> all;
  for (auto& b : batches(again)) all.insert(all.end(), b.begin(), b.end());
  EXPECT_EQ(all, epochs[0]);
}
TEST(DataLoader, WorkerErrorsReachTheCaller) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Numbers(12, 6).map(transforms::Stack<>()),
                                                              DataLoaderOptions(4).workers(2));
  EXPECT_EQ(message([&] { batches(loader); }),
            "Caught exception in DataLoader worker thread. Original message: example 6 is broken");
  auto own = make_data_loader<samplers::SequentialSampler>(Numbers(12, 6).map(transforms::Stack<>()), 4);
  EXPECT_EQ(message([&] { batches(own); }), "example 6 is broken");
}
TEST(DataLoader, Refusals) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Numbers(4).map(transforms::Stack<>()),
                                                              DataLoaderOptions(2).workers(1));
  auto it = loader->begin();
  EXPECT_EQ(message([&] { loader->begin(); }),
            "Attempted to get a new DataLoader iterator while another iterator is not yet exhausted");
  ++it, ++it;
  EXPECT_TRUE(it == loader->end());
  EXPECT_EQ(message([&] { *it; }), "Attempted to dereference iterator that was past the end");
  EXPECT_EQ(message([&] { ++it; }), "Attempted to increment iterator past the end");
  auto end = loader->end();
  EXPECT_EQ(message([&] { *end; }), "Dereferencing the DataLoader's past-the-end iterator is not allowed");
  EXPECT_EQ(message([&] { ++end; }), "Incrementing the DataLoader's past-the-end iterator is not allowed");
  EXPECT_NE(message([&] { make_data_loader<samplers::SequentialSampler>(Numbers(4), 0); }).find("batch_size"),
            std::string::npos);
}
struct Slow : datasets::Dataset<Slow> {
  Example<> get(size_t i) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(80));
    return {number(i), number(i)};
  }
  optional<size_t> size() const override { return 2; }
};
TEST(DataLoader, Timeout) {
  auto loader = make_data_loader<samplers::SequentialSampler>(
      Slow(), DataLoaderOptions(1).workers(1).timeout(std::chrono::milliseconds(5)));
  EXPECT_NE(message([&] {
              for (auto& b : *loader) (void)b;
            }).find("Timeout in DataLoader queue"),
            std::string::npos);
}
struct Countdown : datasets::StatefulDataset<Countdown> {
  optional<std::vector<Example<>>> get_batch(size_t n) override {
    const int64_t left = --left_;
    if (left < 0) return nullopt;
    return std::vector<Example<>>(n, Example<>(number(left), number(2 * left)));
  }
  void reset() override { left_ = 3; }
  optional<size_t> size() const override { return nullopt; }
  std::shared_ptr<std::atomic<int64_t>> shared = std::make_shared<std::atomic<int64_t>>(0);
  std::atomic<int64_t>& left_ = *shared;
  Countdown() = default;
  Countdown(const Countdown& o) : shared(o.shared), left_(*shared) {}
};
TEST(DataLoader, StatefulDatasetsEndByThemselves) {
  for (size_t workers : {0, 2}) {
    auto loader = make_data_loader(Countdown().map(transforms::Stack<>()), DataLoaderOptions(2).workers(workers));
    for (int e = 0; e < 2; e++) EXPECT_EQ(batches(loader).size(), 3u);
  }
}
TEST(Transforms, LambdaAndNormalize) {
  auto twice = transforms::Lambda<Example<>>([](Example<> e) { return Example<>(e.target, e.data); });
  auto set = Numbers(3).map(twice);
  EXPECT_EQ(*set.get_batch(std::vector<size_t>{2})[0].data.data_ptr<int64_t>(), 4);
  EXPECT_EQ(*set.size(), 3u);
  Tensor image = new_tensor({2, 1, 2}, kFloat);
  const float in[] = {1, 2, 3, 4}, want[] = {0.5f, 1.5f, 0.25f, 0.5f};
  std::copy(in, in + 4, image.data_ptr<float>());
  Tensor y = transforms::Normalize<>({0.5, 2}, {1, 4})(image);
  for (int i = 0; i < 4; i++) EXPECT_EQ(y.data_ptr<float>()[i], want[i]);
}
TEST(Samplers, Counts) {
  samplers::SequentialSampler s(5);
  EXPECT_EQ(*s.next(3), (std::vector<size_t>{0, 1, 2}));
  EXPECT_EQ(s.index(), 3u);
  EXPECT_EQ(*s.next(3), (std::vector<size_t>{3, 4}));
  EXPECT_FALSE(s.next(3));
  s.reset(1);
  EXPECT_EQ(s.next(3)->size(), 1u);
  samplers::StreamSampler t(5);
  EXPECT_EQ(t.next(3)->size(), 3u);
  EXPECT_EQ(t.next(3)->size(), 2u);
  EXPECT_FALSE(t.next(3));
}
// libtorch's orders: what one process of some is given, three at a time, and where it stands then.
TEST(Samplers, SharesOfProcesses) {
  struct Row {
    bool random;
    size_t size, replicas, rank;
    bool duplicates;
    size_t epoch;
    std::vector<size_t> want;
    size_t index;
  };
  const Row rows[] = {
      {true, 10, 3, 0, true, 0, {0, 2, 1, 5}, 4},
      {false, 10, 3, 0, true, 0, {0, 1, 2, 3}, 4},
      {true, 10, 3, 0, true, 2, {5, 0, 3, 1}, 4},
      {false, 10, 3, 0, true, 2, {0, 1, 2, 3}, 4},
      {true, 10, 3, 0, false, 0, {2, 4, 6}, 3},
      {false, 10, 3, 0, false, 0, {0, 1, 2}, 3},
      {true, 10, 3, 0, false, 2, {5, 6, 2}, 3},
      {false, 10, 3, 0, false, 2, {0, 1, 2}, 3},
      {true, 10, 3, 1, true, 0, {9, 1, 4, 7}, 8},
      {false, 10, 3, 1, true, 0, {4, 5, 6, 7}, 8},
      {true, 10, 3, 1, false, 0, {0, 5, 1}, 6},
      {false, 10, 3, 1, false, 0, {3, 4, 5}, 6},
      {true, 10, 3, 2, true, 0, {6, 0, 3, 8}, 12},
      {false, 10, 3, 2, true, 0, {8, 9, 0, 1}, 12},
      {true, 10, 3, 2, true, 2, {7, 9, 0, 4}, 12},
      {false, 10, 3, 2, true, 2, {8, 9, 0, 1}, 12},
      {true, 10, 3, 2, false, 0, {8, 3, 7}, 9},
      {false, 10, 3, 2, false, 0, {6, 7, 8}, 9},
      {true, 10, 3, 2, false, 2, {0, 7, 1}, 9},
      {false, 10, 3, 2, false, 2, {6, 7, 8}, 9},
      {true, 7, 1, 0, true, 0, {2, 4, 6, 0, 5, 1, 3}, 7},
      {false, 0, 2, 0, true, 0, {}, 0},
      {false, 1, 3, 2, true, 0, {0}, 3},  // more processes than examples
  };
  auto check = [](auto sampler, const Row& r) {
    sampler.set_epoch(r.epoch);
    sampler.reset();
    std::vector<size_t> got;
    while (auto batch = sampler.next(3)) got.insert(got.end(), batch->begin(), batch->end());
    EXPECT_EQ(got, r.want) << r.random << r.rank << r.duplicates << r.epoch;
    EXPECT_EQ(sampler.index(), r.index);
  };
  for (const Row& r : rows)
    if (r.random)
      check(samplers::DistributedRandomSampler(r.size, r.replicas, r.rank, r.duplicates), r);
    else
      check(samplers::DistributedSequentialSampler(r.size, r.replicas, r.rank, r.duplicates), r);
}
TEST(Mnist, MissingFiles) {
  EXPECT_EQ(message([] { datasets::MNIST("/none"); }), "Error opening images file at /none/train-images-idx3-ubyte");
}
}  // namespace
