#include "autograd/tree.h"

#include <rectify/ops/elementwise.h>

#include <cmath>

namespace rectify::api {
template <class T>
const T& IValue::get(Kind kind, const char* what) const {
  TORCH_CHECK(kind_ == kind, "Expected ", what, " in this IValue");
  return *static_cast<const T*>(more_.get());
}
#define RECTIFY_VALUE(T, kind) \
  IValue::IValue(T v) : kind_(Kind::kind), more_(std::make_shared<const T>(std::move(v))) {}
RECTIFY_VALUE(std::string, String)
RECTIFY_VALUE(Tensor, Tensors)
RECTIFY_VALUE(std::vector<int64_t>, Ints)
RECTIFY_VALUE(std::vector<double>, Doubles)
RECTIFY_VALUE(std::vector<Tensor>, TensorList)
using Pair = std::tuple<double, double>;
RECTIFY_VALUE(Pair, Pair)
#undef RECTIFY_VALUE
IValue::IValue(const char* v) : IValue(std::string(v)) {}
int64_t IValue::toInt() const {
  TORCH_CHECK(isInt(), "Expected int in this IValue");
  return i_;
}
double IValue::toDouble() const {
  TORCH_CHECK(isDouble(), "Expected double in this IValue");
  return d_;
}
bool IValue::toBool() const {
  TORCH_CHECK(isBool(), "Expected bool in this IValue");
  return i_ != 0;
}
Scalar IValue::toScalar() const { return isDouble() ? Scalar(d_) : isBool() ? Scalar(i_ != 0) : Scalar(toInt()); }
const std::string& IValue::toStringRef() const { return get<std::string>(Kind::String, "string"); }
const Tensor& IValue::toTensor() const { return get<Tensor>(Kind::Tensors, "Tensor"); }
std::vector<int64_t> IValue::toIntVector() const { return get<std::vector<int64_t>>(Kind::Ints, "list of int"); }
std::vector<double> IValue::toDoubleVector() const { return get<std::vector<double>>(Kind::Doubles, "list of double"); }
std::vector<Tensor> IValue::toTensorVector() const {
  return get<std::vector<Tensor>>(Kind::TensorList, "list of Tensor");
}
std::ostream& operator<<(std::ostream& out, const IValue& v) {
  using Kind = IValue::Kind;
  auto list = [&](const auto& values) {
    out << "[";
    for (size_t i = 0; i < values.size(); i++) out << (i ? ", " : "") << IValue(values[i]);
    out << "]";
  };
  auto number = [&](double d) {
    out << d;
    if (std::isfinite(d) && d == std::floor(d) && std::abs(d) < 1e10) out << ".";
  };
  switch (v.kind_) {
    case Kind::None:
      return out << "None";
    case Kind::Int:
      return out << v.i_;
    case Kind::Double:
      number(v.d_);
      return out;
    case Kind::Bool:
      return out << (v.i_ ? "True" : "False");
    case Kind::String:
      return out << v.toStringRef();
    case Kind::Tensors:
      return out << v.toTensor();
    case Kind::Ints:
      list(v.toIntVector());
      return out;
    case Kind::Doubles:
      list(v.toDoubleVector());
      return out;
    case Kind::TensorList:
      list(v.toTensorVector());
      return out;
    default:
      const auto [a, b] = v.toDoublePair();
      return out << "(" << IValue(a) << ", " << IValue(b) << ")";
  }
}
std::tuple<double, double> IValue::toDoublePair() const { return get<Pair>(Kind::Pair, "pair of double"); }
}  // namespace rectify::api

namespace rectify::serialize {

OutputArchive::OutputArchive() : tree_(std::make_shared<Tree>()) {}
void OutputArchive::write(const std::string& key, const IValue& value) {
  if (value.isTensor())
    write(key, value.toTensor(), true);
  else
    tree_->put(key, value);
}
void OutputArchive::write(const std::string& key, const Tensor& tensor, bool is_buffer) {
  TORCH_CHECK(tensor.defined(), "cannot save the undefined tensor '", key, "'");
  tree_->put(key, Tree::Kept{tensor, is_buffer});
}
void OutputArchive::write(const std::string& key, OutputArchive& nested) { tree_->put(key, nested.tree_); }

InputArchive::InputArchive() : tree_(std::make_shared<Tree>()) {}
bool InputArchive::try_read(const std::string& key, IValue& value) {
  const Tree::Entry* e = tree_->find(key);
  if (!e) return false;
  if (auto* v = std::get_if<IValue>(&e->what))
    value = *v;
  else if (auto* t = std::get_if<Tree::Kept>(&e->what))
    value = t->tensor;
  else
    return false;
  return true;
}
void InputArchive::read(const std::string& key, IValue& value) {
  TORCH_CHECK(try_read(key, value), "No such serialized IValue '", prefix_, key, "'");
}
bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) {
  const Tree::Entry* e = tree_->find(key);
  const auto* kept = e ? std::get_if<Tree::Kept>(&e->what) : nullptr;
  if (!kept) return false;
  if (tensor.defined()) {
    detail::RawGuard off;
    tensor.set_data(kept->tensor.detach());
  } else {
    tensor = kept->tensor;
  }
  return true;
}
void InputArchive::read(const std::string& key, Tensor& tensor, bool is_buffer) {
  TORCH_CHECK(try_read(key, tensor, is_buffer), "No such serialized tensor '", prefix_, key, "'");
}
bool InputArchive::try_read(const std::string& key, InputArchive& archive) {
  const Tree::Entry* e = tree_->find(key);
  const auto* nested = e ? std::get_if<std::shared_ptr<Tree>>(&e->what) : nullptr;
  if (!nested) return false;
  InputArchive found;
  found.tree_ = *nested;
  found.prefix_ = prefix_ + key + ".";
  archive = std::move(found);
  return true;
}
void InputArchive::read(const std::string& key, InputArchive& archive) {
  TORCH_CHECK(try_read(key, archive), "No such serialized submodule: '", prefix_, key, "'");
}
std::vector<std::string> InputArchive::keys() {
  std::vector<std::string> names;
  for (const Tree::Entry& e : tree_->entries) names.push_back(e.name);
  return names;
}

OutputArchive& operator<<(OutputArchive& archive, const Tensor& tensor) {
  archive.write("0", tensor);
  return archive;
}
InputArchive& operator>>(InputArchive& archive, Tensor& tensor) {
  archive.read("0", tensor);
  return archive;
}

}  // namespace rectify::serialize
