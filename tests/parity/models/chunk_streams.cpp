// ChunkDataset: examples in files of which one is in memory at a time; saved and resumed.
#include <torch/torch.h>

#include <iostream>
#include <numeric>

namespace data = torch::data;

struct Reader : data::datasets::ChunkDataReader<int> {
  using BatchType = std::vector<int>;
  std::vector<int> read_chunk(size_t index) override {
    std::vector<int> r(3 + index);
    std::iota(r.begin(), r.end(), static_cast<int>(10 * index));
    return r;
  }
  size_t chunk_count() override { return 4; }
  void reset() override {}
};
using data::samplers::RandomSampler;
using data::samplers::SequentialSampler;

template <class D>
static void show(const char* name, D& dataset, size_t batch) {
  std::cout << name;
  dataset.reset();
  while (auto b = dataset.get_batch(batch)) {
    std::cout << " [";
    for (int v : *b) std::cout << v << " ";
    std::cout << "]";
  }
  std::cout << "\n";
}

int main() {
  torch::manual_seed(10);
  using Sequential = data::datasets::ChunkDataset<Reader, SequentialSampler, SequentialSampler>;
  using Random = data::datasets::ChunkDataset<Reader, RandomSampler, RandomSampler>;
  Sequential sequential(Reader(), SequentialSampler(4), SequentialSampler(4),
                        data::datasets::ChunkDatasetOptions(1, 4));
  show("sequential", sequential, 4);
  show("again", sequential, 4);
  Sequential processed(Reader(), SequentialSampler(4), SequentialSampler(4),
                       data::datasets::ChunkDatasetOptions(1, 5, 10, 2), [](std::vector<int>& v) {
                         for (int& i : v) i = -i;
                       });
  show("two chunks at once", processed, 5);
  Random random(Reader(), RandomSampler(4), RandomSampler(4), data::datasets::ChunkDatasetOptions(1, 4));
  show("random", random, 4);
  auto shared = data::datasets::make_shared_dataset<Sequential>(Reader(), SequentialSampler(4), SequentialSampler(4),
                                                                data::datasets::ChunkDatasetOptions(1, 6));
  auto loader = data::make_data_loader(shared, data::DataLoaderOptions(6).workers(0));
  for (int epoch = 0; epoch < 2; epoch++) {
    int n = 0, sum = 0;
    for (auto& b : *loader) n++, sum += std::accumulate(b.begin(), b.end(), 0);
    std::cout << n << " batches, sum " << sum << "\n";
  }
  for (auto f : std::vector<std::function<void()>>{
           [] { data::datasets::ChunkDatasetOptions(0, 1); }, [] { data::datasets::ChunkDatasetOptions(1, 0); },
           [] { data::datasets::ChunkDatasetOptions(1, 1, 0); }, [] { data::datasets::ChunkDatasetOptions(1, 5, 4); },
           [] {
             Sequential(Reader(), SequentialSampler(4), SequentialSampler(4), data::datasets::ChunkDatasetOptions(1, 4))
                 .get_batch(4);
           },
           [] {
             Sequential d(Reader(), SequentialSampler(4), SequentialSampler(4),
                          data::datasets::ChunkDatasetOptions(1, 4));
             d.reset();
             d.get_batch(3);
           }}) {
    try {
      f();
      std::cout << "no error\n";
    } catch (const c10::Error& e) {
      std::string m = e.what_without_backtrace();
      std::cout << m.substr(0, m.find('\n')) << "\n";
    }
  }
}
