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
using rectify::parallel::parallel_for;
inline bool in_parallel_region() { return rectify::parallel::in_parallel(); }
inline int64_t divup(int64_t x, int64_t y) { return (x + y - 1) / y; }
inline bool hasOpenMP() { return true; }
inline void init_num_threads() {}
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
namespace c10 {
using namespace rectify::api;
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
