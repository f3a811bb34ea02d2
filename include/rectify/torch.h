#pragma once
// All of rectify, under libtorch's names. torch, at and c10 take the names in by using-directives, so that programs may
// reopen them.
#include <rectify/autograd/archive.h>
#include <rectify/autograd/custom_function.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/autograd/node.h>
#include <rectify/core/allocator.h>
#include <rectify/core/arg.h>
#include <rectify/core/expanding_array.h>
#include <rectify/core/legacy.h>
#include <rectify/core/tensor.h>
#include <rectify/core/util.h>
#include <rectify/core/version.h>
#include <rectify/data/data.h>
#include <rectify/io/safetensors.h>
#include <rectify/nn.h>
#include <rectify/nn/static.h>
#include <rectify/ops/activation.h>
#include <rectify/ops/batch_norm.h>
#include <rectify/ops/conv.h>
#include <rectify/ops/distance.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/embedding.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/legacy.h>
#include <rectify/ops/linalg.h>
#include <rectify/ops/loss.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/more.h>
#include <rectify/ops/normalization.h>
#include <rectify/ops/out.h>
#include <rectify/ops/padding.h>
#include <rectify/ops/pooling.h>
#include <rectify/ops/random.h>
#include <rectify/ops/reduce.h>
#include <rectify/ops/shaped.h>
#include <rectify/ops/softmax.h>
#include <rectify/ops/special.h>
#include <rectify/ops/vision.h>
#include <rectify/optim.h>
#include <rectify/parallel/parallel.h>

namespace torch {
using namespace rectify::api;
namespace nn {
using namespace rectify::nn::api;
namespace detail {
using namespace rectify::nn::detail;
}
namespace functional {
using namespace rectify::nn::functional;
}
namespace init {
using namespace rectify::nn::init;
}
namespace modules::utils {
using namespace rectify::nn::modules::utils;
}
namespace utils {
using namespace rectify::nn::utils;
namespace rnn {
using namespace rectify::nn::utils::rnn;
}
}  // namespace utils
}  // namespace nn
namespace optim {
using namespace rectify::optim;
}
namespace autograd {
using namespace rectify::autograd;
}
namespace serialize {
using namespace rectify::serialize;
}
namespace indexing {
using namespace rectify::indexing;
}
namespace linalg {
using namespace rectify::linalg;
}
namespace special {
using namespace rectify::special;
}
namespace enumtype {
using namespace rectify::enumtype;
}
namespace data {
using namespace rectify::data::api;
using rectify::data::datasets::BatchDataset;
using rectify::data::datasets::Dataset;
namespace datasets {
using namespace rectify::data::datasets;
}
namespace samplers {
using namespace rectify::data::samplers;
}
namespace transforms {
using namespace rectify::data::transforms;
}
}  // namespace data
namespace cuda {
inline bool is_available() { return false; }
inline size_t device_count() { return 0; }
inline bool cudnn_is_available() { return false; }
inline void manual_seed(uint64_t) {}
inline void manual_seed_all(uint64_t) {}
inline void synchronize(int64_t = -1) { TORCH_CHECK(false, "No CUDA GPUs are available"); }
}  // namespace cuda
}  // namespace torch
namespace at {
using namespace rectify::api;
// Not torch::tensor: the dtype is that of the numbers, and one number is a list of one.
template <class T>
Tensor tensor(ArrayRef<T> v, const TensorOptions& o = {}) {
  return rectify::api::tensor(v, o.has_dtype() ? o : o.dtype(rectify::dtype_of<T>));
}
template <class T>
Tensor tensor(const std::vector<T>& v, const TensorOptions& o = {}) {
  return at::tensor(ArrayRef<T>(v), o);
}
template <class T>
Tensor tensor(std::initializer_list<T> v, const TensorOptions& o = {}) {
  return at::tensor(ArrayRef<T>(v), o);
}
template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
Tensor tensor(T v, const TensorOptions& o = {}) {
  return at::tensor(ArrayRef<T>(v), o);
}
using rectify::parallel::parallel_for;
using rectify::parallel::parallel_reduce;
inline bool in_parallel_region() { return rectify::parallel::in_parallel(); }
inline int get_thread_num() { return rectify::parallel::thread_number(); }
inline std::string get_parallel_info() { return rectify::parallel::info(); }
template <class F>
void launch(F f) {
  f();
}
template <class F>
void intraop_launch(F f) {
  f();
}
inline int64_t divup(int64_t x, int64_t y) { return (x + y - 1) / y; }
inline bool hasOpenMP() { return true; }
inline bool hasMKL() { return false; }
inline bool hasMKLDNN() { return true; }
inline bool hasLAPACK() { return true; }
inline bool hasCUDA() { return false; }
inline size_t getNumGPUs() { return 0; }
inline void init_num_threads() {}
// What libtorch keeps for the process; here only the generator and what there is not.
class Context {
 public:
  const Generator& defaultGenerator(Device device) {
    check_device(device);
    return rectify::detail::getDefaultCPUGenerator();
  }
  bool hasCUDA() const { return false; }
  bool hasMKL() const { return false; }
  bool hasMKLDNN() const { return true; }
  bool hasLAPACK() const { return true; }
  bool hasOpenMP() const { return true; }
  bool userEnabledMkldnn() const { return true; }
  bool userEnabledCuDNN() const { return false; }
  bool deterministicCuDNN() const { return true; }
  bool benchmarkCuDNN() const { return false; }
  bool deterministicAlgorithms() const { return false; }
  void setUserEnabledCuDNN(bool) {}
  void setDeterministicCuDNN(bool) {}
  void setBenchmarkCuDNN(bool) {}
};
inline Context& globalContext() {
  static Context context;
  return context;
}
namespace native {
using rectify::api::is_nonzero;
}
namespace detail {
using rectify::detail::createCPUGenerator;
using rectify::detail::getDefaultCPUGenerator;
}  // namespace detail
namespace indexing {
using namespace rectify::indexing;
}
}  // namespace at
namespace torch {
using at::Context;
using at::get_parallel_info;
using at::get_thread_num;
using at::getNumGPUs;
using at::globalContext;
using at::hasCUDA;
using at::hasLAPACK;
using at::hasMKL;
using at::hasMKLDNN;
using at::hasOpenMP;
using at::in_parallel_region;
using at::init_num_threads;
using at::parallel_for;
using at::parallel_reduce;
}  // namespace torch
namespace torch::detail {
using TensorDataContainer = rectify::detail::TensorData;
}
namespace c10 {
using namespace rectify::api;
using std::stod;
using std::stoi;
using std::stoll;
using std::stoull;
using std::to_string;
// An error's message, with its type.
inline std::string GetExceptionString(const std::exception& e) { return demangle(typeid(e).name()) + ": " + e.what(); }
template <class T, class F>
T value_or_else(const optional<T>& v, F&& otherwise) {
  return v ? *v : otherwise();
}
template <class... Fs>
struct overloaded_t : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overloaded_t<std::decay_t<Fs>...> overloaded(Fs&&... fs) {
  return {std::forward<Fs>(fs)...};
}
namespace guts {
template <class T>
std::string to_string(T v) {
  if constexpr (std::is_pointer_v<T>)
    return std::to_string(reinterpret_cast<uintptr_t>(v));
  else
    return std::to_string(v);
}
}  // namespace guts
using std::get;
using std::get_if;
using std::holds_alternative;
using std::in_place;
using std::make_optional;
using std::monostate;
using std::variant;
using std::visit;
}  // namespace c10
namespace caffe2 {
using rectify::TypeMeta;
}
