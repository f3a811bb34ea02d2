// The most bytes of live tensors during one training step of 20 layers Linear(512, 512) + activation at batch 1024,
// less parameters and their gradients, for every activation. One source for rectify and libtorch. Usage: memory
// [THREADS]
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <unordered_map>

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using torch::Tensor;

#if __has_include(<rectify/torch.h>)
using namespace rectify::own;
int64_t peak() { return torch::memory_use().peak; }
void start() { torch::count_memory(true); }
#else
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
struct Counting final : c10::Allocator {
  static inline int64_t live = 0, most = 0;
  static inline std::mutex mutex;
  static inline std::unordered_map<void*, int64_t> sizes;
  c10::DataPtr allocate(size_t n) const override {
    void* p = std::aligned_alloc(64, (n + 64) / 64 * 64);
    std::lock_guard lock(mutex);
    sizes[p] = static_cast<int64_t>(n);
    live += static_cast<int64_t>(n);
    most = std::max(most, live);
    return {p, p, &Counting::free, c10::Device(c10::DeviceType::CPU)};
  }
  static void free(void* p) {
    {
      std::lock_guard lock(mutex);
      live -= sizes[p];
      sizes.erase(p);
    }
    std::free(p);
  }
  c10::DeleterFnPtr raw_deleter() const override { return &Counting::free; }
};
int64_t peak() { return Counting::most; }
void start() {
  static Counting counting;
  static bool set = (c10::SetCPUAllocator(&counting, 100), true);
  (void)set;
  Counting::live = Counting::most = 0;
}
// What libtorch has in nn::functional only, or composes of other functions.
Tensor softsign(const Tensor& x) { return F::softsign(x); }
Tensor tanhshrink(const Tensor& x) { return F::tanhshrink(x); }
Tensor squared_relu(const Tensor& x) { return torch::relu(x).square(); }
Tensor star_relu(const Tensor& x) { return torch::relu(x).square() * 0.8944271909999159 - 0.4472135954999579; }
Tensor quick_gelu(const Tensor& x) { return x * torch::sigmoid(x * 1.702); }
Tensor thresholded_relu(const Tensor& x) { return torch::threshold(x, 1, 0); }
#endif

struct Row {
  const char* name;
  Tensor (*f)(const Tensor&);
};
#define RECTIFY_ACTIVATION(name, Module, methods)                 \
  struct Call_##name {                                            \
    template <class T>                                            \
    static auto of(const T& x, int) -> decltype(name(x)) {        \
      return name(x);                                             \
    }                                                             \
    template <class T>                                            \
    static auto of(const T& x, long) -> decltype(name(x, 0, 0)) { \
      return name(x, 0, 0);                                       \
    }                                                             \
  };
#include RECTIFY_ACTIVATION_LIST
#undef RECTIFY_ACTIVATION
const Row kRows[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) {#name, [](const Tensor& x) { return Call_##name::of(x, 0); }},
#include RECTIFY_ACTIVATION_LIST
#undef RECTIFY_ACTIVATION
};

int64_t step(Tensor (*f)(const Tensor&)) {
  start();
  std::vector<nn::Linear> layers;
  for (int i = 0; i < 20; i++) layers.push_back(nn::Linear(512, 512));
  int64_t fixed = 0;
  for (auto& layer : layers)
    for (auto& p : layer->parameters()) {
      p.mutable_grad() = torch::zeros_like(p);
      fixed += 2 * p.numel() * 4;
    }
  Tensor h = torch::randn({1024, 512});
  for (auto& layer : layers) h = f(layer->forward(h));
  h.sum().backward();
  return peak() - fixed;
}

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 1);
  torch::manual_seed(0);
  for (const Row& row : kRows) {
    std::printf("%s %lld bytes\n", row.name, static_cast<long long>(step(row.f)));
    std::fflush(stdout);
  }
}
