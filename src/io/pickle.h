#pragma once
// Pickles of tensors and trees of them: libtorch's archives, and what Python's torch.save writes. A pickle is a program
// for a small machine; here it can only put together the kinds of values below, and a name of anything else is an
// Error.
#include <deque>
#include <functional>
#include <map>

#include "autograd/tree.h"

namespace rectify::io {

constexpr int kDepth = 100;  // of trees in trees

struct PickleValue {
  enum Kind { None, Bool, Int, Double, Text, Tuple, List, Dict, Object, Global, Storage, Tensors, Mark } kind = None;
  bool typed = false;               // a list whose elements' type the pickle names
  int64_t i = 0;                    // Bool, Int, and of a Storage how many elements
  double d = 0;                     //
  std::string s;                    // Text, "module name" of a Global, the name of a Storage
  std::vector<PickleValue*> items;  // of a Dict and Object: key, value, key, value …
  Tensor tensor;                    // Tensors: one
  ScalarType dtype = kFloat;        // of a Storage
};

class Unpickler {
 public:
  // storage: the elements of that name, as a tensor of one dimension; called once for each name.
  Unpickler(std::string_view bytes, std::string where,
            std::function<Tensor(const std::string& name, ScalarType dtype, int64_t numel)> storage)
      : bytes_(bytes), where_(std::move(where)), load_(std::move(storage)) {}
  const PickleValue& run();

 private:
  using Value = PickleValue;
  template <class... Words>
  [[noreturn]] void refuse(const Words&... words) const;
  std::string_view take(size_t n);
  template <class T>
  T little();
  std::string_view line();
  Value* make(Value::Kind kind);
  Value* text(std::string_view s);
  void push(Value* v) { stack_.push_back(v); }
  Value* pop();
  Value* pop(Value::Kind kind, const char* what);
  std::vector<Value*> pop_to_mark();
  void step(uint8_t op);
  void extend(const std::vector<Value*>& items);  // what is on top
  void global(const std::string& module, const std::string& name);
  void reduce();
  void build();
  void persistent();
  void tensor(const std::vector<Value*>& args);
  const Value* at(const std::vector<Value*>& args, size_t i, Value::Kind kind) const;
  std::vector<int64_t> ints(const Value* tuple) const;

  std::string_view bytes_;
  size_t at_ = 0;
  std::string where_;
  std::function<Tensor(const std::string&, ScalarType, int64_t)> load_;
  std::deque<Value> values_;  // all of them live as long as the machine, so that they may refer to one another
  std::vector<Value*> stack_;
  std::unordered_map<uint32_t, Value*> memo_;
  std::map<std::string, Tensor> storages_;
};

// The tree that a pickled value stands for; one that is neither a dict nor a list is its entry "0".
std::shared_ptr<serialize::Tree> tree_of(const PickleValue& value, const std::string& where);
// A value that is a tensor, number, text, None or a list of numbers or of tensors.
IValue ivalue_of(const PickleValue& value, const std::string& where);

// storage: the name under which the tensor's storage is kept.
class Pickler {
 public:
  explicit Pickler(std::function<std::string(const Tensor&)> storage) : storage_(std::move(storage)) {}
  std::string pickle(const serialize::Tree& tree);
  std::string pickle(const IValue& value);
  // TorchScript's source of each class that the tree's pickle names: "__torch__.py" and those in its folder.
  const std::vector<std::pair<std::string, std::string>>& code() const { return code_; }

 private:
  void op(char c) { out_ += c; }
  template <class T>
  void little(T v);
  void text(const std::string& s);
  void global(const std::string& module_and_name);
  void integer(int64_t v);
  void value(const IValue& v);
  void tensor(const Tensor& t);
  void integers(const int64_t* v, size_t n);
  std::string object(const serialize::Tree& tree, int depth);  // returns the name of its class

  std::function<std::string(const Tensor&)> storage_;
  std::string out_;
  std::map<std::string, uint32_t> kept_;  // where the pickle keeps a storage
  std::vector<std::pair<std::string, std::string>> code_;
};

}  // namespace rectify::io
