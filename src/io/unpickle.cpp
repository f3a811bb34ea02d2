#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>

#include <algorithm>
#include <cstring>

#include "io/pickle.h"

namespace rectify::io {
namespace {
// Of a name such as "torch FloatStorage"; Undefined for any other.
ScalarType storage_dtype(std::string_view name) {
#define RECTIFY_CASE(T, N) \
  if (name == "torch " #N "Storage") return ScalarType::N;
  RECTIFY_FORALL_DTYPES(RECTIFY_CASE)
#undef RECTIFY_CASE
  return ScalarType::Undefined;
}
constexpr const char* kRebuilt[] = {"collections OrderedDict",
                                    "torch._utils _rebuild_tensor_v2",
                                    "torch._utils _rebuild_parameter",
                                    "torch.jit._pickle build_intlist",
                                    "torch.jit._pickle build_tensorlist",
                                    "torch.jit._pickle build_doublelist",
                                    "torch.jit._pickle build_boollist",
                                    "torch Size"};
constexpr int64_t kEntries = 1'000'000;
}  // namespace

template <class... Words>
void Unpickler::refuse(const Words&... words) const {
  AT_ERROR(where_, ": ", words...);
}
std::string_view Unpickler::take(size_t n) {
  if (n > bytes_.size() - at_) refuse("damaged or truncated: the pickle ends too early");
  at_ += n;
  return bytes_.substr(at_ - n, n);
}
template <class T>
T Unpickler::little() {
  T v;
  std::memcpy(&v, take(sizeof v).data(), sizeof v);
  return v;
}
std::string_view Unpickler::line() {
  const size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) refuse("damaged or truncated: the pickle ends too early");
  const std::string_view r = take(end - at_);
  at_++;
  return r;
}
PickleValue* Unpickler::make(Value::Kind kind) {
  values_.emplace_back().kind = kind;
  return &values_.back();
}
PickleValue* Unpickler::text(std::string_view s) {
  Value* v = make(Value::Text);
  v->s = s;
  return v;
}
PickleValue* Unpickler::pop() {
  if (stack_.empty()) refuse("damaged: the pickle takes what it has not");
  Value* v = stack_.back();
  stack_.pop_back();
  return v;
}
PickleValue* Unpickler::pop(Value::Kind kind, const char* what) {
  Value* v = pop();
  if (v->kind != kind) refuse("damaged: the pickle has no ", what, " where one belongs");
  return v;
}
std::vector<PickleValue*> Unpickler::pop_to_mark() {
  size_t from = stack_.size();
  while (from > 0 && stack_[from - 1]->kind != Value::Mark) from--;
  if (from == 0) refuse("damaged: the pickle takes what it has not");
  std::vector<Value*> r(stack_.begin() + from, stack_.end());
  stack_.resize(from - 1);
  return r;
}
const PickleValue* Unpickler::at(const std::vector<Value*>& args, size_t i, Value::Kind kind) const {
  if (i >= args.size() || args[i]->kind != kind) refuse("damaged: the pickle calls something with the wrong arguments");
  return args[i];
}
std::vector<int64_t> Unpickler::ints(const Value* tuple) const {
  std::vector<int64_t> r;
  for (size_t i = 0; i < tuple->items.size(); i++) r.push_back(at(tuple->items, i, Value::Int)->i);
  return r;
}

const PickleValue& Unpickler::run() {
  for (;;) {
    const auto op = little<uint8_t>();
    if (op == '.') return *pop();
    step(op);
  }
}
void Unpickler::step(uint8_t op) {
  auto tuple = [&](size_t n) {
    Value* v = make(Value::Tuple);
    for (size_t i = 0; i < n; i++) v->items.insert(v->items.begin(), pop());
    push(v);
  };
  auto integer = [&](int64_t i) {
    Value* v = make(Value::Int);
    v->i = i;
    push(v);
  };
  auto memo = [&](uint32_t key) {
    if (stack_.empty()) refuse("damaged: the pickle keeps what it has not");
    memo_[key] = stack_.back();
  };
  auto get = [&](uint32_t key) {
    const auto at = memo_.find(key);
    if (at == memo_.end()) refuse("damaged: the pickle asks for what it has not kept");
    push(at->second);
  };
  switch (op) {
    case 0x80:  // the protocol
      if (little<uint8_t>() > 5) refuse("the pickle is of an unknown protocol");
      return;
    case 0x95:  // a frame
      little<uint64_t>();
      return;
    case '(':
      return push(make(Value::Mark));
    case '0':
      pop();
      return;
    case '1':
      pop_to_mark();
      return;
    case '2':
      if (stack_.empty()) refuse("damaged: the pickle takes what it has not");
      return push(stack_.back());
    case 'N':
      return push(make(Value::None));
    case 0x88:
    case 0x89: {
      Value* v = make(Value::Bool);
      v->i = op == 0x88;
      return push(v);
    }
    case 'J':
      return integer(little<int32_t>());
    case 'K':
      return integer(little<uint8_t>());
    case 'M':
      return integer(little<uint16_t>());
    case 0x8A: {  // a long of some bytes
      const size_t n = little<uint8_t>();
      if (n > 8) refuse("an integer in the pickle has more than 64 bits");
      const std::string_view b = take(n);
      uint64_t v = n && (b[n - 1] & 0x80) ? ~uint64_t{0} : 0;
      std::memcpy(&v, b.data(), n);
      return integer(static_cast<int64_t>(v));
    }
    case 'G': {  // big-endian
      uint64_t v = little<uint64_t>();
      v = __builtin_bswap64(v);
      Value* d = make(Value::Double);
      std::memcpy(&d->d, &v, 8);
      return push(d);
    }
    case 'X':
    case 'T':
      return push(text(take(little<uint32_t>())));
    case 0x8C:
    case 'U':
      return push(text(take(little<uint8_t>())));
    case 0x8D:
      return push(text(take(little<uint64_t>())));
    case ')':
      return tuple(0);
    case 0x85:
      return tuple(1);
    case 0x86:
      return tuple(2);
    case 0x87:
      return tuple(3);
    case 't': {
      auto items = pop_to_mark();
      Value* v = make(Value::Tuple);
      v->items = std::move(items);
      return push(v);
    }
    case ']':
      return push(make(Value::List));
    case '}':
      return push(make(Value::Dict));
    case 'a':
      return extend({pop()});
    case 'e':
      return extend(pop_to_mark());
    case 's': {
      Value *v = pop(), *k = pop();
      return extend({k, v});
    }
    case 'u': {
      const auto items = pop_to_mark();
      if (items.size() % 2 || (!stack_.empty() && stack_.back()->kind == Value::List))
        refuse("damaged: the pickle has a key without a value");
      return extend(items);
    }
    case 'q':
      return memo(little<uint8_t>());
    case 'r':
      return memo(little<uint32_t>());
    case 0x94:
      return memo(static_cast<uint32_t>(memo_.size()));
    case 'h':
      return get(little<uint8_t>());
    case 'j':
      return get(little<uint32_t>());
    case 'c': {
      const std::string module(line());
      return global(module, std::string(line()));
    }
    case 0x93: {
      const std::string name = pop(Value::Text, "name")->s;
      return global(pop(Value::Text, "name")->s, name);
    }
    case 'R':
      return reduce();
    case 0x81: {  // an object without contents, of a class of TorchScript
      pop(Value::Tuple, "tuple");
      if (pop(Value::Global, "class")->s.compare(0, 9, "__torch__") != 0)
        refuse("damaged: the pickle makes an object of what is no class");
      return push(make(Value::Object));
    }
    case 'b':
      return build();
    case 'Q':
      return persistent();
    default:
      refuse("the pickle has the instruction ", static_cast<int>(op), ", which no file of tensors needs");
  }
}
void Unpickler::extend(const std::vector<Value*>& items) {
  Value* to = stack_.empty() ? nullptr : stack_.back();
  if (!to || (to->kind != Value::List && to->kind != Value::Dict) || (to->kind == Value::Dict && items.size() % 2))
    refuse("damaged: the pickle adds to what is no list or dict");
  to->items.insert(to->items.end(), items.begin(), items.end());
}
void Unpickler::global(const std::string& module, const std::string& name) {
  Value* v = make(Value::Global);
  v->s = module + " " + name;
  const bool known = std::find(std::begin(kRebuilt), std::end(kRebuilt), v->s) != std::end(kRebuilt) ||
                     module == "__torch__" || module.compare(0, 10, "__torch__.") == 0 ||
                     storage_dtype(v->s) != ScalarType::Undefined;
  if (!known) {
    std::string shown = module + "." + name;
    for (char& c : shown)
      if (c < ' ' || c > '~') c = '?';
    refuse("holds a ", shown.substr(0, 100),
           ", which is not rebuilt: only tensors, numbers, texts, lists and dicts are");
  }
  push(v);
}
void Unpickler::reduce() {
  const Value* args = pop(Value::Tuple, "tuple");
  const std::string f = pop(Value::Global, "function")->s;
  if (f == "torch._utils _rebuild_tensor_v2") return tensor(args->items);
  if (f == "torch._utils _rebuild_parameter") {
    Value* v = make(Value::Tensors);
    v->tensor = at(args->items, 0, Value::Tensors)->tensor.detach();
    v->tensor.set_requires_grad(at(args->items, 1, Value::Bool)->i && isFloatingType(v->tensor.scalar_type()));
    return push(v);
  }
  if (f == "collections OrderedDict") {
    Value* v = make(Value::Dict);
    if (!args->items.empty())  // pairs, as Python 2 wrote them
      for (const Value* pair : at(args->items, 0, Value::List)->items) {
        if (pair->items.size() != 2 || pair->kind == Value::Dict)
          refuse("damaged: a dict is made of what are no pairs");
        v->items.insert(v->items.end(), pair->items.begin(), pair->items.end());
      }
    return push(v);
  }
  if (f == "torch Size") {
    Value* v = make(Value::List);
    v->items = at(args->items, 0, Value::Tuple)->items;
    return push(v);
  }
  if (f.compare(0, 18, "torch.jit._pickle ") == 0) {
    Value* v = make(Value::List);
    v->items = at(args->items, 0, Value::List)->items;
    v->typed = true;
    v->s = f.substr(24);
    return push(v);
  }
  refuse("damaged: the pickle calls ", f);
}
void Unpickler::build() {
  const Value* state = pop();
  if (stack_.empty()) refuse("damaged: the pickle takes what it has not");
  Value* v = stack_.back();
  if (v->kind == Value::Object && state->kind == Value::Dict)
    v->items = state->items;
  else if (v->kind != Value::Dict)  // an OrderedDict's own attributes, such as the versions of modules, are left out
    refuse("damaged: the pickle gives a state to what can have none");
}
void Unpickler::persistent() {
  const Value* id = pop(Value::Tuple, "tuple");
  if (at(id->items, 0, Value::Text)->s != "storage") refuse("damaged: the pickle refers to what is no storage");
  const ScalarType dtype = storage_dtype(at(id->items, 1, Value::Global)->s);
  if (dtype == ScalarType::Undefined) refuse("damaged: the pickle refers to what is no storage");
  Value* v = make(Value::Storage);
  v->s = at(id->items, 2, Value::Text)->s;
  v->dtype = dtype;
  v->i = at(id->items, 4, Value::Int)->i;
  push(v);
}
void Unpickler::tensor(const std::vector<Value*>& args) {
  const Value* storage = at(args, 0, Value::Storage);
  const int64_t offset = at(args, 1, Value::Int)->i;
  const auto sizes = ints(at(args, 2, Value::Tuple)), strides = ints(at(args, 3, Value::Tuple));
  const bool wants_grad = at(args, 4, Value::Bool)->i;
  // The last element's place, with every product checked.
  bool sound = sizes.size() == strides.size() && sizes.size() <= 64 && offset >= 0 && storage->i >= 0;
  int64_t last = offset, numel = 1;
  for (size_t d = 0; sound && d < sizes.size(); d++) {
    int64_t reach = 0;
    sound = sizes[d] >= 0 && strides[d] >= 0 && !__builtin_mul_overflow(numel, sizes[d], &numel) &&
            (sizes[d] == 0 || (!__builtin_mul_overflow(sizes[d] - 1, strides[d], &reach) &&
                               !__builtin_add_overflow(last, reach, &last)));
  }
  if (!sound || (numel > 0 && last >= storage->i)) refuse("damaged: a tensor reaches beyond its storage");
  auto [kept, fresh] = storages_.try_emplace(storage->s);
  if (fresh) kept->second = load_(storage->s, storage->dtype, storage->i);
  if (kept->second.scalar_type() != storage->dtype || kept->second.numel() != storage->i)
    refuse("damaged: two tensors disagree about the storage '", storage->s, "'");
  Value* v = make(Value::Tensors);
  v->tensor = numel > 0
                  ? alias_as(kept->second, sizes, strides, offset * static_cast<int64_t>(elementSize(storage->dtype)))
                  : new_tensor(sizes, storage->dtype);
  if (wants_grad && isFloatingType(storage->dtype)) v->tensor.set_requires_grad(true);
  push(v);
}

// --- values ----------------------------------------------------------------------------------------------------------

IValue ivalue_of(const PickleValue& v, const std::string& where) {
  using V = PickleValue;
  auto all = [&](V::Kind kind) {
    return std::all_of(v.items.begin(), v.items.end(), [&](const V* i) { return i->kind == kind; });
  };
  switch (v.kind) {
    case V::None:
      return {};
    case V::Bool:
      return v.i != 0;
    case V::Int:
      return v.i;
    case V::Double:
      return v.d;
    case V::Text:
      return v.s;
    case V::Tensors:
      return v.tensor;
    case V::Tuple:
    case V::List: {
      if (all(V::Int) && v.s != "tensorlist" && v.s != "doublelist") {
        std::vector<int64_t> r;
        for (const V* i : v.items) r.push_back(i->i);
        return r;
      }
      if (all(V::Double) && v.s != "tensorlist") {
        if (v.kind == V::Tuple && v.items.size() == 2) return std::make_tuple(v.items[0]->d, v.items[1]->d);
        std::vector<double> r;
        for (const V* i : v.items) r.push_back(i->d);
        return r;
      }
      if (all(V::Tensors)) {
        std::vector<Tensor> r;
        for (const V* i : v.items) r.push_back(i->tensor);
        return r;
      }
      [[fallthrough]];
    }
    default:
      AT_ERROR(where, ": holds more than one value can be");
  }
}

namespace {
using Tree = serialize::Tree;
struct Converter {
  const std::string& where;
  int64_t entries = 0;

  std::string name_of(const PickleValue& key) const {
    if (key.kind == PickleValue::Text) return key.s;
    TORCH_CHECK(key.kind == PickleValue::Int, where, ": has a dict whose keys are neither texts nor integers");
    return std::to_string(key.i);
  }
  void put(Tree& tree, const std::string& name, const PickleValue& v, int depth) {
    TORCH_CHECK(++entries <= kEntries, where, ": damaged: more than ", kEntries, " entries");
    const bool composed = std::any_of(v.items.begin(), v.items.end(),
                                      [](const PickleValue* i) { return i->kind == i->Tensors || !i->items.empty(); });
    if (v.kind == PickleValue::Tensors)
      tree.put(name, Tree::Kept{v.tensor, !v.tensor.requires_grad()});
    else if (v.kind == PickleValue::Dict || v.kind == PickleValue::Object ||
             (!v.typed && composed && (v.kind == PickleValue::List || v.kind == PickleValue::Tuple)))
      tree.put(name, convert(v, depth + 1));
    else if (v.kind == PickleValue::List && !v.typed &&
             std::any_of(v.items.begin(), v.items.end(), [&](auto* i) { return i->kind != v.items[0]->kind; }))
      tree.put(name, convert(v, depth + 1));
    else
      tree.put(name, ivalue_of(v, where));
  }
  std::shared_ptr<Tree> convert(const PickleValue& v, int depth) {
    TORCH_CHECK(depth <= kDepth, where, ": damaged: nested more than ", kDepth, " deep");
    auto tree = std::make_shared<Tree>();
    if (v.kind == PickleValue::Object || v.kind == PickleValue::Dict) {
      for (size_t i = 0; i + 1 < v.items.size(); i += 2) {
        const std::string name = name_of(*v.items[i]);
        auto [to, last] = v.kind == PickleValue::Dict ? tree->at(name) : std::pair{tree.get(), name};
        put(*to, last, *v.items[i + 1], depth);
      }
    } else if (v.kind == PickleValue::List || v.kind == PickleValue::Tuple) {
      for (size_t i = 0; i < v.items.size(); i++) put(*tree, std::to_string(i), *v.items[i], depth);
    } else {
      put(*tree, "0", v, depth);
    }
    return tree;
  }
};
}  // namespace
std::shared_ptr<serialize::Tree> tree_of(const PickleValue& value, const std::string& where) {
  return Converter{where}.convert(value, 0);
}

}  // namespace rectify::io
