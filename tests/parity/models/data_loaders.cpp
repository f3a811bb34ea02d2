// Every kind of loader: sequential, random, distributed, batches of one's own, collations, exceptions from workers.
#include <torch/torch.h>

#include <iostream>
#include <numeric>
#include <stdexcept>

namespace data = torch::data;

struct Squares : data::datasets::Dataset<Squares, int> {
  explicit Squares(int n) : n(n) {}
  int get(size_t i) override {
    if (static_cast<int>(i) == bad) throw std::invalid_argument("item " + std::to_string(i) + " is bad");
    return static_cast<int>(i * i);
  }
  torch::optional<size_t> size() const override { return n; }
  int n, bad = -1;
};
// Gives whole batches, as many as it is asked for.
struct Stream : data::datasets::StatefulDataset<Stream, std::vector<int>, size_t> {
  torch::optional<std::vector<int>> get_batch(size_t n) override {
    if (at >= 20) return torch::nullopt;
    std::vector<int> r(n);
    std::iota(r.begin(), r.end(), at);
    at += static_cast<int>(n);
    return r;
  }
  void reset() override { at = 0; }
  torch::optional<size_t> size() const override { return torch::nullopt; }
  void save(torch::serialize::OutputArchive&) const override {}
  void load(torch::serialize::InputArchive&) override {}
  int at = 0;
};
struct SumUp : data::transforms::Collation<int, std::vector<int>> {
  int apply_batch(std::vector<int> v) override { return std::accumulate(v.begin(), v.end(), 0); }
};

template <class Loader>
static void show(const char* name, Loader& loader) {
  std::cout << name << ":";
  for (auto& batch : *loader) {
    std::cout << " [";
    for (size_t i = 0; i < batch.size(); i++) std::cout << (i ? " " : "") << batch[i];
    std::cout << "]";
  }
  std::cout << "\n";
}

int main() {
  torch::manual_seed(2);
  auto sequential =
      data::make_data_loader<data::samplers::SequentialSampler>(Squares(10), data::DataLoaderOptions().batch_size(4));
  show("sequential", sequential);
  show("again", sequential);
  auto drop = data::make_data_loader<data::samplers::SequentialSampler>(
      Squares(10), data::DataLoaderOptions(4).drop_last(true).workers(2));
  show("drop_last, two workers", drop);
  auto random = data::make_data_loader(Squares(10), 5);
  show("random", random);
  auto distributed = data::make_data_loader(
      Squares(10), data::samplers::DistributedSequentialSampler(10, /*num_replicas=*/3, /*rank=*/1),
      data::DataLoaderOptions(2));
  show("rank 1 of 3", distributed);
  auto stream = data::make_data_loader(Stream(), data::DataLoaderOptions(8));
  for (int epoch = 0; epoch < 2; epoch++)
    for (auto& batch : *stream) std::cout << batch.size() << ":" << batch[0] << " ";
  std::cout << "\n";
  auto mapped = data::make_data_loader<data::samplers::SequentialSampler>(
      Squares(6).map(data::transforms::Lambda<int>([](int x) { return x + 1; })).map(SumUp()), 3);
  for (int sum : *mapped) std::cout << "sum " << sum << "\n";
  auto shared = data::datasets::make_shared_dataset<Squares>(4);
  auto over_shared = data::make_data_loader<data::samplers::SequentialSampler>(shared, 2);
  show("shared", over_shared);
  std::cout << (*shared).n << " " << shared->n << "\n";

  auto tensors = data::datasets::TensorDataset(torch::eye(4)).map(data::transforms::Stack<data::TensorExample>());
  auto loader = data::make_data_loader(
      std::move(tensors), data::samplers::SequentialSampler(4),
      data::DataLoaderOptions().batch_size(3).max_jobs(2).workers(1).timeout(std::chrono::milliseconds(5000)));
  for (auto it = loader->begin(); it != loader->end(); ++it) std::cout << it->data.sizes() << "\n";
  std::cout << loader->options().batch_size << " " << loader->options().workers << " " << loader->options().max_jobs
            << "\n";

  for (size_t workers : {0, 2}) {
    Squares broken(8);
    broken.bad = 5;
    auto l =
        data::make_data_loader<data::samplers::SequentialSampler>(broken, data::DataLoaderOptions(2).workers(workers));
    try {
      for (auto& b : *l) std::cout << b[0] << " ";
    } catch (const data::WorkerException& e) {
      std::cout << "| worker: " << e.what() << "\n";
    } catch (const std::exception& e) {
      std::cout << "| here: " << e.what() << "\n";
    }
  }
  auto iterator = sequential->begin();
  try {
    sequential->begin();
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
}
