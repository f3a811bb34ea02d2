#pragma once
// Archives: trees of named tensors and values, as torch::serialize. In a file they are libtorch's (a zip with a
// pickle), or safetensors where the file's name ends so: there a tensor's name is its path with dots.
#include <rectify/autograd/custom_function.h>

#include <memory>

namespace rectify::serialize {
struct Tree;  // src/autograd/tree.h

class OutputArchive {
 public:
  OutputArchive();
  OutputArchive(OutputArchive&&) = default;
  OutputArchive& operator=(OutputArchive&&) = default;
  void write(const std::string& key, const IValue& value);
  void write(const std::string& key, const Tensor& tensor, bool is_buffer = false);
  void write(const std::string& key, OutputArchive& nested_archive);
  // Error: the file cannot be written. A file appears whole or not at all.
  void save_to(const std::string& filename);
  void save_to(std::ostream& stream);
  void save_to(const std::function<size_t(const void*, size_t)>& func);
  template <class... Ts>
  void operator()(Ts&&... ts) {
    write(std::forward<Ts>(ts)...);
  }

 private:
  std::shared_ptr<Tree> tree_;
};

class InputArchive {
 public:
  InputArchive();
  InputArchive(InputArchive&&) = default;
  InputArchive& operator=(InputArchive&&) = default;
  // read: Error when there is nothing of that name. A defined tensor keeps its identity and takes the data over.
  void read(const std::string& key, IValue& ivalue);
  bool try_read(const std::string& key, IValue& ivalue);
  void read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  bool try_read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  void read(const std::string& key, InputArchive& archive);
  bool try_read(const std::string& key, InputArchive& archive);
  // Files of libtorch, of Python's torch.save (state dicts, tensors, lists of them) and safetensors. Nothing in a file
  // is executed. Error, in one line that names the file: it cannot be read, is damaged, or holds something else.
  void load_from(const std::string& filename, optional<Device> device = nullopt);
  void load_from(std::istream& stream, optional<Device> device = nullopt);
  void load_from(const char* data, size_t size, optional<Device> device = nullopt);
  void load_from(const std::function<size_t(uint64_t pos, void* buf, size_t nbytes)>& read_func,
                 const std::function<size_t(void)>& size_func, optional<Device> device = nullopt);
  std::vector<std::string> keys();  // of this level, in the order of the file
  template <class... Ts>
  void operator()(Ts&&... ts) {
    read(std::forward<Ts>(ts)...);
  }

 private:
  std::shared_ptr<const Tree> tree_;
  std::string prefix_;
};

OutputArchive& operator<<(OutputArchive& archive, const Tensor& tensor);
InputArchive& operator>>(InputArchive& archive, Tensor& tensor);

}  // namespace rectify::serialize

namespace rectify::api {
template <class Value, class... To>
void save(const Value& value, To&&... to) {
  serialize::OutputArchive archive;
  archive << value;
  archive.save_to(std::forward<To>(to)...);
}
template <class... To>
void save(const std::vector<Tensor>& tensors, To&&... to) {
  serialize::OutputArchive archive;
  for (size_t i = 0; i < tensors.size(); i++) archive.write(std::to_string(i), tensors[i]);
  archive.save_to(std::forward<To>(to)...);
}
// The bytes of a file of Python's torch.save and of torch.load: a tensor, a number, a text, None, or a list of numbers
// or of tensors.
std::vector<char> pickle_save(const IValue& ivalue);
IValue pickle_load(const std::vector<char>& data);
template <class Value, class... From>
void load(Value& value, From&&... from) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<From>(from)...);
  archive >> value;
}
template <class... From>
void load(std::vector<Tensor>& tensors, From&&... from) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<From>(from)...);
  Tensor t;
  for (size_t i = 0; archive.try_read(std::to_string(i), t); i++) {
    tensors.push_back(std::move(t));
    t = Tensor();
  }
}
}  // namespace rectify::api
