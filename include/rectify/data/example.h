#pragma once
// Example<Data, Target>: one sample, or one batch of samples, as torch::data::Example.
#include <rectify/core/tensor.h>

namespace rectify::serialize {
class OutputArchive;
class InputArchive;
}  // namespace rectify::serialize

namespace rectify::data::api {

template <typename Data = Tensor, typename Target = Tensor>
struct Example {
  using DataType = Data;
  using TargetType = Target;
  Example() = default;
  Example(Data d, Target t) : data(std::move(d)), target(std::move(t)) {}
  Data data;
  Target target;
};

namespace example {
using NoTarget = void;
}

template <typename Data>
struct Example<Data, example::NoTarget> {
  using DataType = Data;
  using TargetType = example::NoTarget;
  Example() = default;
  Example(Data d) : data(std::move(d)) {}
  operator Data&() { return data; }
  operator const Data&() const { return data; }
  Data data;
};

using TensorExample = Example<Tensor, example::NoTarget>;

}  // namespace rectify::data::api
