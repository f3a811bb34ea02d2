#include <rectify/data/datasets.h>

#include <rectify/data/batches.h>
#include <rectify/data/readers.h>
#include <rectify/data/transforms.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include <algorithm>

#include "data/file.h"

namespace rectify::data {
namespace transforms::detail {
Tensor stack(const std::vector<Tensor>& tensors) { return rectify::stack(tensors); }
Tensor per_channel(ArrayRef<double> values) {
  Tensor t = new_tensor({static_cast<int64_t>(values.size()), 1, 1}, kFloat);
  std::transform(values.begin(), values.end(), t.data_ptr<float>(), [](double v) { return static_cast<float>(v); });
  return t;
}
Tensor normalize(const Tensor& input, const Tensor& mean, const Tensor& stddev) { return input.sub(mean).div(stddev); }
}  // namespace transforms::detail

namespace datasets {

TensorDataset::TensorDataset(const std::vector<Tensor>& tensors) : TensorDataset(rectify::stack(tensors)) {}
TensorExample TensorDataset::get(size_t index) { return tensor.select(0, static_cast<int64_t>(index)); }
optional<size_t> TensorDataset::size() const { return tensor.size(0); }

MNIST::MNIST(const std::string& root, Mode mode) : mode_(mode) {
  const std::string stem =
      root + (root.empty() || root.back() == '/' ? "" : "/") + (mode == Mode::kTrain ? "train" : "t10k");
  auto find = [&](const char* what, const std::string& plain) {
    const std::string path = data::detail::plain_or_gz(plain);
    TORCH_CHECK(!path.empty(), "Error opening ", what, " file at ", plain);
    return path;
  };
  const std::string images_path = find("images", stem + "-images-idx3-ubyte"),
                    targets_path = find("targets", stem + "-labels-idx1-ubyte");
  const Tensor images = read_idx(images_path), labels = read_idx(targets_path);
  TORCH_CHECK(images.scalar_type() == kByte && images.dim() == 3, images_path, ": not images of bytes: shape ",
              images.sizes());
  TORCH_CHECK(labels.scalar_type() == kByte && labels.dim() == 1, targets_path, ": not labels of bytes: shape ",
              labels.sizes());
  TORCH_CHECK(images.size(0) == labels.size(0), targets_path, ": ", labels.size(0), " labels for ", images.size(0),
              " images");
  images_ = new_tensor({images.size(0), 1, images.size(1), images.size(2)}, kFloat);
  bytes_to_unit(images.data_ptr<uint8_t>(), images_.data_ptr<float>(), images.numel());
  targets_ = new_tensor({labels.size(0)}, kLong);
  std::copy_n(labels.data_ptr<uint8_t>(), labels.numel(), targets_.data_ptr<int64_t>());
}
Example<> MNIST::get(size_t index) {
  return {images_.select(0, static_cast<int64_t>(index)), targets_.select(0, static_cast<int64_t>(index))};
}
optional<size_t> MNIST::size() const { return images_.size(0); }

}  // namespace datasets
}  // namespace rectify::data
