// What several threads may do at once. `make tsan` runs this with ThreadSanitizer.
#include <gtest/gtest.h>
#include <rectify/data/batches.h>
#include <rectify/torch.h>

#include <atomic>
#include <mutex>
#include <thread>

using namespace rectify;

namespace {

// f(t) on `n` threads that start together.
template <class F>
void at_once(int n, F f) {
  std::atomic<int> waiting{n};
  std::vector<std::thread> threads;
  for (int t = 0; t < n; t++)
    threads.emplace_back([&, t] {
      waiting--;
      while (waiting > 0) std::this_thread::yield();
      f(t);
    });
  for (auto& t : threads) t.join();
}
nn::Sequential network() {
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 16, 3).padding(1)), nn::BatchNorm2d(16), nn::ReLU(),
                        nn::MaxPool2d(2), nn::Conv2d(16, 16, 3), nn::LeakyReLU(), nn::AdaptiveAvgPool2d(1),
                        nn::Flatten(), nn::Linear(16, 10), nn::ELU());
}

TEST(Threads, BlocksAreFreedByOthers) {
  std::mutex mutex;
  std::vector<Tensor> shelf;
  std::atomic<int> wrong{0};
  at_once(4, [&](int t) {
    for (int i = 0; i < 300; i++) {
      Tensor x = full({(i * 37 + t) % 900 + 1}, t * 1000 + i), y;
      {
        std::lock_guard lock(mutex);
        shelf.push_back(x);
        if (shelf.size() > 8) {
          y = shelf[(i * 5 + t) % 8];
          shelf.erase(shelf.begin() + (i * 5 + t) % 8);
        }
      }
      if (y.defined() && !y.eq(y[0]).all().item<bool>()) wrong++;
    }
  });
  EXPECT_EQ(wrong, 0);
}
TEST(Threads, OneTensorManyReaders) {
  const Tensor x = arange(4096, kFloat).view({64, 64}), sum = x.sum();
  std::atomic<int> wrong{0};
  at_once(4, [&](int t) {
    for (int i = 0; i < 50; i++) {
      Tensor handle = x, row = handle.select(0, (i + t) % 64), turned = x.t().contiguous();
      if (row[0].item<float>() != 64 * ((i + t) % 64) || !torch::equal(turned.sum(), sum)) wrong++;
      if (x.mm(x)[0][0].item<float>() != x.matmul(x)[0][0].item<float>()) wrong++;
    }
  });
  EXPECT_EQ(wrong, 0);
}
// Splitting the work on several threads of the program at once.
TEST(Threads, EachHasItsTeam) {
  const int before = get_num_threads();
  std::atomic<int> wrong{0};
  at_once(3, [&](int t) {
    set_num_threads(2);  // of this thread
    for (int i = 0; i < 20; i++) {
      std::vector<int> hits(5000);
      parallel::parallel_for(0, 5000, 100, [&](int64_t b, int64_t e) {
        for (int64_t k = b; k < e; k++) hits[k] += t + 1;
      });
      for (int h : hits) wrong += h != t + 1;
      Tensor x = full({200000}, t + 1);
      wrong += (x + x).sum().item<float>() != 400000 * (t + 1);
      wrong += relu(x.neg_()).sum().item<float>() != 0;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(get_num_threads(), before);
}
// The weights' copies in oneDNN's order are made by whoever comes first.
TEST(Threads, InferWithOneModule) {
  manual_seed(1);
  nn::Sequential net = network();
  net->eval();
  NoGradGuard off;
  for (int round = 0; round < 4; round++) {
    const Tensor x = randn({2, 3, 12, 12});
    std::vector<Tensor> y(4);
    at_once(4, [&](int t) {
      NoGradGuard off;  // modes belong to their thread
      for (int i = 0; i < 3; i++) y[t] = net->forward(x);
    });
    const Tensor want = net->forward(x);
    for (const Tensor& one : y) EXPECT_TRUE(torch::allclose(one, want, 1e-4, 1e-5));
    for (Tensor& p : net->parameters()) p.mul_(0.9);
  }
}
TEST(Threads, GradientsOfSharedWeights) {
  manual_seed(2);
  nn::Sequential net = network();
  net->eval();
  const Tensor x = randn({2, 3, 12, 12});
  const std::vector<Tensor> want = autograd::grad({net->forward(x).square().sum()}, net->parameters());
  std::vector<std::vector<Tensor>> got(4);
  at_once(4, [&](int t) {
    for (int i = 0; i < 3; i++) got[t] = autograd::grad({net->forward(x).square().sum()}, net->parameters());
  });
  for (const auto& g : got)
    for (size_t i = 0; i < g.size(); i++) EXPECT_TRUE(torch::allclose(g[i], want[i], 1e-3, 1e-4));
}
// One graph, kept, asked by several.
TEST(Threads, OneGraphManyAsk) {
  Tensor w = ones({8, 8}).requires_grad_(), h = elu(w.mm(w)), y = (leaky_relu(h) * h).sum();
  const Tensor want = autograd::grad({y}, {w}, {}, true)[0];
  std::atomic<int> wrong{0};
  at_once(4, [&](int) {
    for (int i = 0; i < 20; i++)
      if (!torch::equal(autograd::grad({y}, {w}, {}, true)[0], want)) wrong++;
  });
  EXPECT_EQ(wrong, 0);
}
TEST(Threads, EachTrainsItsOwn) {
  std::vector<std::vector<Tensor>> weights(3);
  manual_seed(3);
  nn::Sequential model = network();
  const Tensor x = randn({4, 3, 12, 12}), target = arange(4);
  at_once(3, [&](int t) {
    auto net = std::dynamic_pointer_cast<nn::SequentialImpl>(model->clone());
    if (t == 0)
      EXPECT_TRUE(GradMode::is_enabled());
    else if (t == 1)
      set_num_threads(1);
    optim::SGD sgd(net->parameters(), optim::SGDOptions(0.1).momentum(0.9));
    for (int i = 0; i < 4; i++) {
      sgd.zero_grad();
      nn::functional::cross_entropy(net->forward(x), target).backward();
      sgd.step();
    }
    weights[t] = net->parameters();
  });
  for (const auto& w : weights)
    for (size_t i = 0; i < w.size(); i++) EXPECT_TRUE(torch::allclose(w[i], weights[0][i], 1e-3, 1e-4));
}
TEST(Threads, OneGenerator) {
  manual_seed(4);
  const Tensor want = std::get<0>(randint(1 << 20, {4000}).sort());
  manual_seed(4);
  std::vector<Tensor> drawn(4);
  at_once(4, [&](int t) {
    std::vector<Tensor> parts;
    for (int i = 0; i < 100; i++) parts.push_back(randint(1 << 20, {10}));
    drawn[t] = cat(parts);
  });
  EXPECT_TRUE(torch::equal(std::get<0>(cat(drawn).sort()), want));
}
TEST(Threads, LoadersWorkAhead) {
  const Tensor rows = arange(64 * 3, kFloat).view({64, 3}), targets = arange(64);
  at_once(2, [&](int t) {
    data::BatchLoader loader(rows, targets, 8, 3);
    for (int epoch = 0; epoch < 6; epoch++) {
      loader.start(randperm(64));
      data::Batch batch;
      int64_t seen = 0, sum = 0;
      while (loader.next(batch)) {
        EXPECT_TRUE(torch::equal(batch.input.select(1, 0).to(kLong), batch.target * 3));
        seen += batch.target.numel();
        sum += batch.target.sum().item<int64_t>();
        if (epoch % 2 && seen >= 16 * (t + 1)) break;  // the rest is dropped
      }
      if (epoch % 2 == 0) {
        EXPECT_EQ(std::make_pair(seen, sum), std::make_pair(int64_t{64}, int64_t{2016}));
      }
    }
  });
  struct Rows : data::datasets::Dataset<Rows> {
    Tensor x, y;
    Rows(Tensor x, Tensor y) : x(std::move(x)), y(std::move(y)) {}
    data::Example<> get(size_t i) override { return {x[i], y[i]}; }
    optional<size_t> size() const override { return y.size(0); }
  };
  for (int epoch = 0; epoch < 3; epoch++) {
    auto loader = data::make_data_loader(Rows(rows, targets).map(data::transforms::Stack<>()),
                                         data::DataLoaderOptions(8).workers(3).max_jobs(5));
    int64_t sum = 0;
    for (auto& batch : *loader) sum += batch.target.sum().item<int64_t>();
    EXPECT_EQ(sum, 2016);
    auto first = loader->begin();
    EXPECT_EQ(first->target.numel(), 8);  // and the workers are stopped at work
  }
}

}  // namespace
