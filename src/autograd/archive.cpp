#include <rectify/autograd/archive.h>
#include <rectify/ops/elementwise.h>

#include <set>

namespace rectify::serialize {

void OutputArchive::write(const std::string& key, const IValue& value) { values_[key] = value; }
void OutputArchive::write(const std::string& key, const Tensor& tensor, bool) {
  TORCH_CHECK(tensor.defined(), "cannot save the undefined tensor '", key, "'");
  tensors_[key] = tensor.detach();
}
void OutputArchive::write(const std::string& key, OutputArchive& nested) {
  for (auto& [name, t] : nested.tensors_) tensors_[key + "." + name] = t;
  for (auto& [name, v] : nested.values_) values_[key + "." + name] = v;
}

bool InputArchive::try_read(const std::string& key, IValue& value) {
  auto at = values_.find(key);
  if (at == values_.end()) return false;
  value = at->second;
  return true;
}
void InputArchive::read(const std::string& key, IValue& value) {
  TORCH_CHECK(try_read(key, value), "No such serialized IValue '", prefix_, key, "'");
}
bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) {
  auto at = tensors_.find(key);
  if (at == tensors_.end()) return false;
  if (tensor.defined()) {
    NoGradGuard off;
    tensor.set_data(at->second.clone());
  } else {
    tensor = at->second.clone();
  }
  return true;
}
void InputArchive::read(const std::string& key, Tensor& tensor, bool is_buffer) {
  TORCH_CHECK(try_read(key, tensor, is_buffer), "No such serialized tensor '", prefix_, key, "'");
}
bool InputArchive::try_read(const std::string& key, InputArchive& archive) {
  std::string start = key + ".";
  InputArchive nested;
  nested.prefix_ = prefix_ + start;
  auto take = [&](auto& from, auto& to) {
    for (auto at = from.lower_bound(start); at != from.end() && at->first.compare(0, start.size(), start) == 0; ++at)
      to[at->first.substr(start.size())] = at->second;
  };
  take(tensors_, nested.tensors_);
  take(values_, nested.values_);
  if (nested.tensors_.empty() && nested.values_.empty()) return false;
  archive = std::move(nested);
  return true;
}
void InputArchive::read(const std::string& key, InputArchive& archive) {
  TORCH_CHECK(try_read(key, archive), "No such serialized submodule: '", prefix_, key, "'");
}
std::vector<std::string> InputArchive::keys() {
  std::set<std::string> names;
  for (const auto& [name, t] : tensors_) names.insert(name.substr(0, name.find('.')));
  for (const auto& [name, v] : values_) names.insert(name.substr(0, name.find('.')));
  return {names.begin(), names.end()};
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
