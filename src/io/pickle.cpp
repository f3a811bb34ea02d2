#include "io/pickle.h"

#include <rectify/ops/elementwise.h>

#include <cstring>

namespace rectify::io {
namespace {
const char* script_type(const IValue& v) {
  return v.isInt()          ? "int"
         : v.isDouble()     ? "float"
         : v.isBool()       ? "bool"
         : v.isString()     ? "str"
         : v.isNone()       ? "NoneType"
         : v.isIntList()    ? "List[int]"
         : v.isDoubleList() ? "List[float]"
         : v.isTensorList() ? "List[Tensor]"
         : v.isTensor()     ? "Tensor"
                            : "Tuple[float, float]";
}
bool is_identifier(const std::string& s) {
  for (const char c : s)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
  return !s.empty() && !std::isdigit(static_cast<unsigned char>(s[0]));
}
std::string quoted(const std::string& s) {
  std::string r = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') r += '\\';
    if (c == '\n')
      r += "\\n";
    else
      r += c;
  }
  return r + "\"";
}
}  // namespace

template <class T>
void Pickler::little(T v) {
  out_.append(reinterpret_cast<const char*>(&v), sizeof v);
}
void Pickler::text(const std::string& s) {
  op('X');
  little(static_cast<uint32_t>(s.size()));
  out_ += s;
}
void Pickler::global(const std::string& module_and_name) {
  op('c');
  out_ += module_and_name;
}
void Pickler::integer(int64_t v) {
  if (v == static_cast<int32_t>(v)) {
    op('J');
    little(static_cast<int32_t>(v));
  } else {
    op('\x8A');
    op(8);
    little(v);
  }
}
void Pickler::integers(const int64_t* v, size_t n) {
  op('(');
  for (size_t i = 0; i < n; i++) integer(v[i]);
  op('t');
}
void Pickler::tensor(const Tensor& t) {
  global("torch._utils\n_rebuild_tensor_v2\n");
  op('(');
  const std::string name = storage_(t);
  const auto [at, fresh] = kept_.try_emplace(name, static_cast<uint32_t>(kept_.size()));
  if (!fresh) {  // libtorch shares what is the same object, not what has the same name
    op('j');
    little(at->second);
  } else {
    op('(');
    text("storage");
    global(std::string("torch\n") + toString(t.scalar_type()) + "Storage\n");
    text(name);
    text("cpu");
    integer(static_cast<int64_t>(t.impl()->storage->nbytes / t.element_size()));
    op('t');
    op('Q');
    op('r');
    little(at->second);
  }
  integer(t.storage_offset());
  integers(t.sizes().data(), t.sizes().size());
  integers(t.strides().data(), t.strides().size());
  op(t.requires_grad() ? '\x88' : '\x89');
  global("collections\nOrderedDict\n");
  op(')');
  op('R');
  op('t');
  op('R');
}
void Pickler::value(const IValue& v) {
  auto real = [&](double d) {
    uint64_t bits;
    std::memcpy(&bits, &d, 8);
    op('G');
    little(__builtin_bswap64(bits));
  };
  auto list = [&](const char* type, auto items, auto item) {
    global(type);
    out_ += "(](";
    for (const auto& i : items) item(i);
    out_ += "etR";
  };
  if (v.isNone())
    op('N');
  else if (v.isBool())
    op(v.toBool() ? '\x88' : '\x89');
  else if (v.isInt())
    integer(v.toInt());
  else if (v.isDouble())
    real(v.toDouble());
  else if (v.isString())
    text(v.toStringRef());
  else if (v.isTensor())
    tensor(v.toTensor());
  else if (v.isIntList())
    list("torch.jit._pickle\nbuild_intlist\n", v.toIntVector(), [&](int64_t i) { integer(i); });
  else if (v.isDoubleList())
    list("torch.jit._pickle\nbuild_doublelist\n", v.toDoubleVector(), real);
  else if (v.isTensorList())
    list("torch.jit._pickle\nbuild_tensorlist\n", v.toTensorVector(), [&](const Tensor& t) { tensor(t); });
  else {
    real(std::get<0>(v.toDoublePair()));
    real(std::get<1>(v.toDoublePair()));
    op('\x86');
  }
}
std::string Pickler::object(const serialize::Tree& tree, int depth) {
  TORCH_CHECK(depth <= kDepth, "an archive nested more than ", kDepth, " deep cannot be saved");
  const size_t own = code_.size();
  std::string path = "__torch__", file = "__torch__.py";
  if (own > 0) {
    const std::string mangled = "___torch_mangle_" + std::to_string(own - 1);
    path += "." + mangled;
    file = "__torch__/" + mangled + ".py";
  }
  code_.emplace_back(file, "");
  global(path + "\nModule\n");
  out_ += ")\x81}(";
  std::string parameters, buffers, fields;
  bool annotated = false;
  for (const auto& [name, what] : tree.entries) {
    text(name);
    std::string type = "Tensor";
    if (auto* kept = std::get_if<serialize::Tree::Kept>(&what)) {
      (kept->is_buffer ? buffers : parameters) += quoted(name) + ", ";
      tensor(kept->tensor);
    } else if (auto* v = std::get_if<IValue>(&what)) {
      value(*v);
      type = script_type(*v);
    } else {
      type = object(*std::get<std::shared_ptr<serialize::Tree>>(what), depth + 1);
    }
    if (is_identifier(name)) {
      fields += "  " + name + " : " + type + "\n";
    } else {
      if (!std::exchange(annotated, true)) fields += "  __annotations__ = []\n";
      fields += "  __annotations__[" + quoted(name) + "] = " + type + "\n";
    }
  }
  out_ += "ub";
  code_[own].second =
      "class Module(Module):\n  __parameters__ = [" + parameters + "]\n  __buffers__ = [" + buffers + "]\n" + fields;
  return path + ".Module";
}
std::string Pickler::pickle(const serialize::Tree& tree) {
  out_ = "\x80\x02";
  object(tree, 0);
  return std::move(out_ += '.');
}
std::string Pickler::pickle(const IValue& v) {
  out_ = "\x80\x02";
  value(v);
  return std::move(out_ += '.');
}

}  // namespace rectify::io
