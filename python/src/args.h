#pragma once
// Functions described by signatures in PyTorch's notation, and the arguments of one call.
#include <string>
#include <vector>

#include "tensor.h"

namespace rectify::python {

enum class Kind : uint8_t {
  Tensor,
  Scalar,
  Int,
  Real,
  Flag,
  Text,
  Dtype,
  Layout,
  Device,
  MemoryFormat,
  Generator,
  Tensors,
  Ints,
  Reals,
  Indices
};
struct Parameter {
  Kind kind;
  std::string type, name;   // as shown
  PyObject* key = nullptr;  // the name, interned
  bool may_be_none = false, keyword = false, optional = false;
  int sized = -1;  // an int[n]: one number stands for n
  // The default.
  bool none = false;
  int64_t integer = 0;
  double real = 0;
  bool is_real = false;
  std::string text;
  std::vector<int64_t> list;
  ScalarType dtype = ScalarType::Undefined;
};

struct Value {
  bool none = true;
  Tensor* tensor = nullptr;
  Scalar scalar;
  int64_t integer = 0;
  double real = 0;
  std::string_view text;
  size_t from = 0, count = 0;  // in a pool
};

class Args {
 public:
  static constexpr int kMost = 24;
  Args() {}
  ~Args() {}  // a Value has nothing to give back
  Args(const Args&) = delete;
  Tensor& tensor(int i) {
    if (v[i].tensor) return *v[i].tensor;
    static thread_local Tensor undefined;
    undefined = Tensor();
    return undefined;
  }
  rectify::optional<Tensor> maybe_tensor(int i) const {
    return v[i].tensor ? rectify::optional<Tensor>(*v[i].tensor) : rectify::nullopt;
  }
  template <class T>
  rectify::optional<T> maybe(int i, T value) const {
    return v[i].none ? rectify::optional<T>() : rectify::optional<T>(std::move(value));
  }
  const Scalar& scalar(int i) const { return v[i].scalar; }
  rectify::optional<Scalar> maybe_scalar(int i) const { return maybe(i, scalar(i)); }
  int64_t integer(int i) const { return v[i].integer; }
  rectify::optional<int64_t> maybe_integer(int i) const { return maybe(i, integer(i)); }
  double real(int i) const { return v[i].real; }
  rectify::optional<double> maybe_real(int i) const { return maybe(i, real(i)); }
  bool flag(int i) const { return v[i].integer != 0; }
  rectify::optional<bool> maybe_flag(int i) const { return maybe(i, flag(i)); }
  std::string_view text(int i) const { return v[i].text; }
  rectify::optional<std::string_view> maybe_text(int i) const { return maybe(i, text(i)); }
  ScalarType dtype(int i) const { return static_cast<ScalarType>(v[i].integer); }
  rectify::optional<ScalarType> maybe_dtype(int i) const { return maybe(i, dtype(i)); }
  MemoryFormat memory_format(int i) const { return static_cast<MemoryFormat>(v[i].integer); }
  rectify::optional<MemoryFormat> maybe_memory_format(int i) const { return maybe(i, memory_format(i)); }
  rectify::optional<Generator> generator(int i) const {
    return v[i].none ? rectify::optional<Generator>() : rectify::optional<Generator>(generators[v[i].from]);
  }
  std::vector<indexing::TensorIndex> indices(int i) const {
    std::vector<indexing::TensorIndex> list;
    for (const Tensor& t : tensors(i)) t.defined() ? list.emplace_back(t) : list.emplace_back(indexing::Slice());
    return list;
  }
  TensorList tensors(int i) const { return {tensor_pool.data() + v[i].from, v[i].count}; }
  IntArrayRef integers(int i) const { return {int_pool.data() + v[i].from, v[i].count}; }
  OptionalIntArrayRef maybe_integers(int i) const {
    return v[i].none ? OptionalIntArrayRef() : OptionalIntArrayRef(integers(i));
  }
  ArrayRef<double> reals(int i) const { return {real_pool.data() + v[i].from, v[i].count}; }
  rectify::optional<ArrayRef<double>> maybe_reals(int i) const { return maybe(i, reals(i)); }
  TensorOptions options(int dtype) const {  // of that slot, and of device and requires_grad behind it
    TensorOptions o;
    if (!v[dtype].none) o = o.dtype(this->dtype(dtype));
    return requires_grad ? o.requires_grad(true) : o;
  }

  union {
    Value v[kMost];  // made one by one, as many as there are
  };
  int64_t work = 0;  // elements of all tensors
  bool requires_grad = false;
  PyObject* const* given = nullptr;  // the objects in the signature's order
  int count = 0;
  std::vector<int64_t> int_pool;
  std::vector<double> real_pool;
  std::vector<Tensor> tensor_pool;
  std::vector<Generator> generators;
};

// What a call gives, as a Python object. A tensor that is one of the arguments stays the object that it was.
struct Result {
  enum class Form : uint8_t { Tensor, Tuple, Number } form;
  Tensor one;
  std::vector<Tensor> tensors;
  Scalar number;
  Result(Tensor t) : form(Form::Tensor), one(std::move(t)) {}
  Result(bool b) : Result(Scalar(b)) {}
  Result(int64_t i) : Result(Scalar(i)) {}
  Result(double d) : Result(Scalar(d)) {}
  Result(Scalar s) : form(Form::Number), number(s) {}
  Result(std::vector<Tensor> list) : form(Form::Tuple), tensors(std::move(list)) {}
  template <class... T>
  Result(std::tuple<T...> t) : form(Form::Tuple) {
    std::apply([this](auto&... each) { (tensors.push_back(each), ...); }, t);
  }
};
using Call = Result (*)(Args& a);

struct Row {
  const char *shown, *signature, *names;
  Call call;
};
#define R(shown, signature, names, expression) \
  {shown, signature, names, [](::rectify::python::Args& a) -> ::rectify::python::Result { return {expression}; }},

struct Signature {
  std::string text, name;
  std::vector<Parameter> parameters;
  int positional = 0;  // how many parameters may stand without a name
  int out = -1, requires_grad = -1;
  PyTypeObject* result_type = nullptr;    // a named tuple
  const struct NodeName* node = nullptr;  // what its node is called
  Call call;
};
// One callable object for all signatures of a name; place: where its description is looked for first.
PyObject* make_function(const std::string& name, std::vector<Signature> signatures, const char* place);
Signature parse_signature(const Row& row);

}  // namespace rectify::python
