// Signatures, matching of arguments, and the callable object of a name.
#include <algorithm>
#include <cstring>
#include <sstream>

#include "args.h"

namespace rectify::python {
namespace {

// --- signatures ------------------------------------------------------------------------------------------------------

Kind kind_of(const std::string& t) {
  static const std::pair<const char*, Kind> kinds[] = {
      {"Tensor[]", Kind::Tensors},   {"Tensor?[]", Kind::Indices}, {"Tensor", Kind::Tensor},
      {"Scalar", Kind::Scalar},      {"int", Kind::Int},           {"float", Kind::Real},
      {"bool", Kind::Flag},          {"str", Kind::Text},          {"ScalarType", Kind::Dtype},
      {"Layout", Kind::Layout},      {"Device", Kind::Device},     {"MemoryFormat", Kind::MemoryFormat},
      {"Generator", Kind::Generator}};
  for (auto& [name, kind] : kinds)
    if (t == name) return kind;
  return t.rfind("int[", 0) == 0 ? Kind::Ints : Kind::Reals;
}
ScalarType dtype_named(const std::string& s) {
  static const std::pair<const char*, ScalarType> names[] = {{"int64", kLong}, {"float32", kFloat}, {"bool", kBool}};
  for (auto& [name, t] : names)
    if (s == name) return t;
  return ScalarType::Undefined;
}
void set_default(Parameter& p, const std::string& d) {
  p.optional = true;
  if (d == "None") {
    p.none = true;
    return;
  }
  switch (p.kind) {
    case Kind::Int:
      p.integer = std::stoll(d);
      break;
    case Kind::Flag:
      p.integer = d == "True";
      break;
    case Kind::Real:
      p.real = std::stod(d);
      break;
    case Kind::Scalar:
      p.is_real = d.find_first_of(".e") != std::string::npos;
      p.is_real ? void(p.real = std::stod(d)) : void(p.integer = std::stoll(d));
      break;
    case Kind::Text:
      p.text = d;
      break;
    case Kind::Dtype:
      p.dtype = dtype_named(d);
      break;
    case Kind::Ints: {
      std::string list;
      for (char c : d) list += c == '[' || c == ']' || c == ',' ? ' ' : c;
      std::istringstream in(list);
      for (int64_t i; in >> i;) p.list.push_back(i);
      if (d[0] != '[' && p.sized > 1) p.list.assign(static_cast<size_t>(p.sized), p.list.at(0));
      break;
    }
    default:
      break;
  }
}

// --- one object ------------------------------------------------------------------------------------------------------

bool is_number(PyObject* o) {
  if (PyFloat_Check(o) || PyLong_Check(o)) return true;
  if (is_tensor(o)) {
    const Tensor& t = tensor_of(o);
    return t.dim() == 0 && !(t.requires_grad() && GradMode::is_enabled());
  }
  return has_float(o) && !PyComplex_Check(o) && is_numpy(o);
}
bool is_integer(PyObject* o) {
  if (PyLong_Check(o)) return !PyBool_Check(o);
  if (is_tensor(o)) return tensor_of(o).dim() == 0 && isIntegralType(tensor_of(o).scalar_type(), false);
  return PyIndex_Check(o);
}
bool is_list(PyObject* o) { return PyTuple_Check(o) || PyList_Check(o); }
template <class F>
bool all_of(PyObject* o, const F& f) {
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  PyObject** items = PySequence_Fast_ITEMS(o);
  for (Py_ssize_t i = 0; i < n; i++)
    if (!f(items[i])) return false;
  return true;
}
bool fits(const Parameter& p, PyObject* o) {
  if (o == Py_None) return p.may_be_none;
  switch (p.kind) {
    case Kind::Tensor:
      return is_tensor(o);
    case Kind::Scalar:
    case Kind::Real:
      return is_number(o);
    case Kind::Int:
      return is_integer(o);
    case Kind::Flag:
      return PyBool_Check(o) || is_numpy(o);
    case Kind::Text:
      return PyUnicode_Check(o);
    case Kind::Dtype:
      return is_dtype(o, nullptr);
    case Kind::Device:
      return PyUnicode_Check(o) || !std::strcmp(Py_TYPE(o)->tp_name, "device") || PyLong_Check(o);
    case Kind::Layout:
      return true;
    case Kind::MemoryFormat:
      return !std::strcmp(Py_TYPE(o)->tp_name, "rectify.memory_format");
    case Kind::Generator:
      return py::isinstance<Generator>(o);
    case Kind::Tensors:
    case Kind::Indices:
      return is_list(o) && all_of(o, [](PyObject* e) { return is_tensor(e) || e == Py_None; });
    case Kind::Ints:
      return (p.sized > 0 && is_integer(o)) || (is_list(o) && all_of(o, is_integer));
    case Kind::Reals:
      return is_list(o) && all_of(o, is_number);
  }
  return false;
}
int64_t integer_from(PyObject* o) {
  if (is_tensor(o)) return tensor_of(o).item().toLong();
  try {
    return whole_from(o);
  } catch (const PythonRaised&) {
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw;
    PyErr_Clear();
    AT_ERROR("Overflow when unpacking long");
  }
}
double real_from(PyObject* o) {
  if (PyFloat_CheckExact(o)) return PyFloat_AS_DOUBLE(o);
  if (is_tensor(o)) return tensor_of(o).item().toDouble();
  const double d = PyFloat_AsDouble(o);
  if (d == -1 && PyErr_Occurred()) throw PythonRaised();
  return d;
}
std::string_view text_from(PyObject* o) {
  Py_ssize_t n;
  const char* s = PyUnicode_AsUTF8AndSize(o, &n);
  if (!s) throw PythonRaised();
  return {s, static_cast<size_t>(n)};
}
void check_device(PyObject* o) {
  py::str text = py::str(py::handle(o));
  const std::string s = text;
  Device d(s == "0" ? std::string("cuda:0") : s);
  TORCH_CHECK(d.is_cpu(), "rectify computes on the CPU: device '", s, "' is not available");
}

void read(const Parameter& p, PyObject* o, Args& a, int i) {
  Value& v = *new (&a.v[i]) Value;
  if (!o || o == Py_None) {
    v.none = o ? p.dtype == ScalarType::Undefined : p.none;  // randint(dtype=None) is of int64
    if (v.none) return;
    v.integer = p.kind == Kind::Dtype ? static_cast<int64_t>(p.dtype) : p.integer;
    v.real = p.real;
    v.text = p.text;
    if (p.kind == Kind::Scalar) v.scalar = p.is_real ? Scalar(p.real) : Scalar(p.integer);
    if (p.kind == Kind::Ints) {
      v.from = a.int_pool.size();
      v.count = p.list.size();
      a.int_pool.insert(a.int_pool.end(), p.list.begin(), p.list.end());
    }
    return;
  }
  v.none = false;
  switch (p.kind) {
    case Kind::Tensor:
      v.tensor = &tensor_of(o);
      a.work += v.tensor->defined() ? v.tensor->numel() : 0;
      break;
    case Kind::Scalar:
      v.scalar = scalar_from(o);
      break;
    case Kind::Int:
      v.integer = integer_from(o);
      break;
    case Kind::Real:
      v.real = real_from(o);
      break;
    case Kind::Flag:
      v.integer = PyObject_IsTrue(o);
      break;
    case Kind::Text:
      v.text = text_from(o);
      break;
    case Kind::Dtype: {
      ScalarType t;
      is_dtype(o, &t);
      v.integer = static_cast<int64_t>(t);
      break;
    }
    case Kind::Device:
      check_device(o);
      break;
    case Kind::Layout:
      break;
    case Kind::MemoryFormat:
      v.integer = py::handle(o).attr("value").cast<int64_t>();
      break;
    case Kind::Generator:
      v.from = a.generators.size();
      a.generators.push_back(py::handle(o).cast<Generator>());
      break;
    case Kind::Tensors:
    case Kind::Indices: {
      v.from = a.tensor_pool.size();
      v.count = static_cast<size_t>(PySequence_Fast_GET_SIZE(o));
      for (size_t k = 0; k < v.count; k++) {
        PyObject* e = PySequence_Fast_ITEMS(o)[k];
        a.tensor_pool.push_back(e == Py_None ? Tensor() : tensor_of(e));
        if (e != Py_None) a.work += tensor_of(e).numel();
      }
      break;
    }
    case Kind::Ints:
      v.from = a.int_pool.size();
      if (!is_list(o)) {
        v.count = static_cast<size_t>(p.sized);
        a.int_pool.insert(a.int_pool.end(), v.count, integer_from(o));
      } else {
        v.count = static_cast<size_t>(PySequence_Fast_GET_SIZE(o));
        for (size_t k = 0; k < v.count; k++) a.int_pool.push_back(integer_from(PySequence_Fast_ITEMS(o)[k]));
        // the sizes of what a factory makes are work as well
        int64_t n = 1;
        for (size_t k = 0; k < v.count && k < 6; k++)
          n *= std::max<int64_t>(std::min<int64_t>(a.int_pool[v.from + k], 1 << 20), 0) + 1;
        a.work = std::max(a.work, n);
      }
      break;
    case Kind::Reals:
      v.from = a.real_pool.size();
      v.count = static_cast<size_t>(PySequence_Fast_GET_SIZE(o));
      for (size_t k = 0; k < v.count; k++) a.real_pool.push_back(real_from(PySequence_Fast_ITEMS(o)[k]));
      break;
  }
}

// --- a call ----------------------------------------------------------------------------------------------------------

struct FunctionObject {
  PyObject_HEAD vectorcallfunc vectorcall;
  std::vector<Signature>* signatures;
  PyObject *name, *shown;  // the signatures, a line each
  const char* place;
};
PyTypeObject* function_type;

const char* short_name(PyObject* o) {
  const char* dot = std::strrchr(Py_TYPE(o)->tp_name, '.');
  return dot ? dot + 1 : Py_TYPE(o)->tp_name;
}
// view(2, 3): from which argument on the numbers are one list; -1 where they are not.
int list_of_numbers(const Signature& s, PyObject* const* args, Py_ssize_t n) {
  const auto is_list_at = [&](int i) { return s.positional > i && s.parameters[i].kind == Kind::Ints; };
  const int at = is_list_at(0) ? 0 : is_list_at(1) ? 1 : -1;
  if (at < 0 || n <= at || s.parameters[at].sized >= 0) return -1;
  if (at == 1 && !(s.parameters[0].kind == Kind::Tensor && is_tensor(args[0]))) return -1;
  return std::all_of(args + at, args + n, is_integer) ? at : -1;
}
// The position of the parameter that a keyword names; -1 for none.
int named_parameter(const Signature& s, PyObject* key) {
  const auto found = [&](const auto& f) {
    const auto p = std::find_if(s.parameters.begin(), s.parameters.end(), f);
    return p == s.parameters.end() ? -1 : static_cast<int>(p - s.parameters.begin());
  };
  int at = found([&](const Parameter& p) { return p.key == key; });  // interned, as a program's words are
  if (at < 0) at = found([&](const Parameter& p) { return PyUnicode_Compare(p.key, key) == 0; });
  if (at >= 0) return at;
  static const std::pair<std::string_view, std::string_view> others[] = {// NumPy's names, as PyTorch takes them
                                                                         {"axis", "dim"},
                                                                         {"keepdims", "keepdim"},
                                                                         {"x", "input"},
                                                                         {"x2", "other"},
                                                                         {"self", "input"}};
  const std::string_view word = text_from(key);
  for (auto& [other, name] : others)
    if (word == other) return found([&, name = name](const Parameter& p) { return p.name == name; });
  return -1;
}

// The objects in the order of the signature's parameters; null: the default. Says what is wrong where it does not fit.
bool match(const Signature& s, PyObject* const* args, Py_ssize_t n, PyObject* names, PyObject** slots,
           PyObject*& varargs, std::string* wrong) {
  const int count = static_cast<int>(s.parameters.size());
  const Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
  for (int i = 0; i < count; i++) slots[i] = nullptr;
  const int list = list_of_numbers(s, args, n);
  if (list < 0 && n > s.positional) {
    if (wrong)
      *wrong = str("takes ", s.positional, " positional argument", s.positional == 1 ? "" : "s", " but ", n,
                   n == 1 ? " was" : " were", " given");
    return false;
  }
  for (Py_ssize_t i = 0; i < (list < 0 ? n : list); i++) slots[i] = args[i];
  if (list >= 0) {
    varargs = checked(PyTuple_New(n - list));
    for (Py_ssize_t i = list; i < n; i++) {
      Py_INCREF(args[i]);
      PyTuple_SET_ITEM(varargs, i - list, args[i]);
    }
    slots[list] = varargs;
  }
  for (Py_ssize_t k = 0; k < named; k++) {
    PyObject* key = PyTuple_GET_ITEM(names, k);
    const int at = named_parameter(s, key);
    if (at < 0 || slots[at]) {
      if (wrong)
        *wrong = str(at < 0 ? "got an unexpected keyword argument '" : "got multiple values for argument '",
                     text_from(key), "'");
      return false;
    }
    slots[at] = args[n + k];
  }
  for (int i = 0; i < count; i++) {
    const Parameter& p = s.parameters[i];
    if (!slots[i]) {
      if (p.optional) continue;
      if (wrong)
        *wrong = str("missing 1 required ", p.keyword ? "keyword" : "positional", " arguments: \"", p.name, "\"");
      return false;
    }
    if (!fits(p, slots[i])) {
      if (wrong) {
        std::string want = p.type.substr(0, p.type.find('?'));
        want = p.kind == Kind::Ints      ? "tuple of ints"
               : p.kind == Kind::Scalar  ? "Number"
               : p.kind == Kind::Tensors ? "tuple of Tensors"
               : p.kind == Kind::Dtype   ? "torch.dtype"
                                         : want;
        *wrong = str("argument '", p.name, "'", i < n ? str(" (position ", i + 1, ")") : std::string(), " must be ",
                     want, ", not ", short_name(slots[i]));
      }
      return false;
    }
  }
  return true;
}

PyObject* object_of(Tensor& t, const Args& a) {
  if (t.defined())
    for (int i = 0; i < a.count; i++)
      if (a.v[i].tensor && a.v[i].tensor->is_same(t)) {
        Py_INCREF(a.given[i]);
        return a.given[i];
      }
  return wrap(std::move(t));
}
PyObject* object_of(Result& r, const Args& a, const Signature& s) {
  switch (r.form) {
    case Result::Form::Tensor:
      return object_of(r.one, a);
    case Result::Form::Number:
      return number_object(r.number);
    case Result::Form::Tuple: {
      PyObject* y =
          s.result_type ? PyStructSequence_New(s.result_type) : PyTuple_New(static_cast<Py_ssize_t>(r.tensors.size()));
      for (size_t i = 0; y && i < r.tensors.size(); i++) {
        PyObject* e = object_of(r.tensors[i], a);
        s.result_type ? PyStructSequence_SetItem(y, static_cast<Py_ssize_t>(i), e)
                      : PyTuple_SET_ITEM(y, static_cast<Py_ssize_t>(i), e);
      }
      return y;
    }
  }
  return nullptr;
}
void write_out(PyObject* out, const Tensor& y, const Signature& s) {
  TORCH_CHECK_TYPE(is_tensor(out), s.name, "(): argument 'out' must be Tensor, not ", Py_TYPE(out)->tp_name);
  Tensor& to = tensor_of(out);
  TORCH_CHECK(!(GradMode::is_enabled() && (y.requires_grad() || to.requires_grad())), s.name,
              "(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
              "requires grad.");
  TORCH_CHECK(canCast(y.scalar_type(), to.scalar_type()), "result type ", toString(y.scalar_type()),
              " can't be cast to the desired output type ", toString(to.scalar_type()));
  NoGradGuard off;
  if (to.sizes() != y.sizes()) to.resize_(y.sizes());
  to.copy_(y);
}

}  // namespace
// What PyTorch calls the node of a function that is put together of others here, whose last one's name is `made`.
struct NodeName {
  const char *function, *made, *shown;
};
namespace {
constexpr NodeName kNodeNames[] = {
    {"addcdiv", "AddBackward0", "AddcdivBackward0"},
    {"addcmul", "AddBackward0", "AddcmulBackward0"},
    {"cdist", "NormBackward0", "CdistBackward0"},
    {"cross", "SubBackward0", "LinalgCrossBackward0"},
    {"flip", "IndexSelectBackward0", "FlipBackward0"},
    {"im2col", "ViewBackward0", "Im2ColBackward0"},
    {"index_fill", "MaskedFillBackward0", "IndexFillBackward0"},
    {"kron", "ReshapeAliasBackward0", "UnsafeViewBackward0"},
    {"kthvalue", "SqueezeBackward1", "KthvalueBackward0"},
    {"lerp", "SubBackward0", "LerpBackward0"},
    {"logcumsumexp", "CatBackward0", "LogcumsumexpBackward0"},
    {"masked_select", "IndexBackward0", "MaskedSelectBackward0"},
    {"matrix_norm", "NormBackward0", "LinalgVectorNormBackward0"},
    {"mode", "SqueezeBackward1", "ModeBackward0"},
    {"norm", "NormBackward0", "NormBackward1"},
    {"pairwise_distance", "NormBackward0", "NormBackward1"},
    {"pixel_shuffle", "ViewBackward0", "PixelShuffleBackward0"},
    {"renorm", "MulBackward0", "RenormBackward0"},
    {"repeat", "ViewBackward0", "RepeatBackward0"},
    {"roll", "ViewBackward0", "RollBackward0"},
    {"rrelu", "LeakyReluBackward0", "RreluWithNoiseBackward0"},
    {"rsub", "SubBackward0", "RsubBackward1"},
    {"soft_margin_loss", "MeanBackward0", "SoftMarginLossBackward0"},
    {"sort", "GatherBackward0", "SortBackward0"},
    {"std_mean", "StdBackward0", "StdMeanBackward0"},
    {"take", "ViewBackward0", "TakeBackward0"},
    {"topk", "GatherBackward0", "TopkBackward0"},
    {"trace", "SumBackward0", "TraceBackward0"},
    {"tril", "MaskedFillBackward0", "TrilBackward0"},
    {"triu", "MaskedFillBackward0", "TriuBackward0"},
    {"unfold", "AsStridedBackward0", "UnfoldBackward0"},
    {"upsample_bicubic2d", "UpsampleBicubic2DBackward0", "UpsampleBicubic2DBackward1"},
    {"upsample_bilinear2d", "UpsampleBilinear2DBackward0", "UpsampleBilinear2DBackward1"},
    {"upsample_linear1d", "UpsampleLinear1DBackward0", "UpsampleLinear1DBackward1"},
    {"upsample_nearest1d", "UpsampleNearest1DBackward0", "UpsampleNearest1DBackward1"},
    {"upsample_nearest2d", "UpsampleNearest2DBackward0", "UpsampleNearest2DBackward1"},
    {"upsample_nearest3d", "UpsampleNearest3DBackward0", "UpsampleNearest3DBackward1"},
    {"var", "DivBackward1", "VarBackward0"},
    {"var_mean", "DivBackward1", "VarMeanBackward0"},
    {"vector_norm", "NormBackward0", "LinalgVectorNormBackward0"}};
void name_node(const Tensor& y, const Signature& s, const Args& a) {
  if (!y.defined() || !y.requires_grad()) return;
  const auto node = y.grad_fn();
  if (!node || node->name() != s.node->made) return;
  for (int i = 0; i < a.count; i++)  // a result that is an argument's keeps its name
    if (a.v[i].tensor && a.v[i].tensor->defined() && a.v[i].tensor->grad_fn() == node) return;
  node->op_name = s.node->shown;
}

PyObject* run(const Signature& s, PyObject** slots) {
  Args a;
  a.count = static_cast<int>(s.parameters.size());
  a.given = slots;
  for (int i = 0; i < a.count; i++) read(s.parameters[static_cast<size_t>(i)], slots[i], a, i);
  if (s.requires_grad >= 0) a.requires_grad = a.v[s.requires_grad].integer != 0;
  PyObject* out = s.out >= 0 && slots[s.out] != Py_None ? slots[s.out] : nullptr;
  Result r = [&] {
    const Unlocked free(a.work);
    return s.call(a);
  }();
  if (s.node) {
    if (r.form == Result::Form::Tensor) name_node(r.one, s, a);
    if (r.form == Result::Form::Tuple)
      for (const Tensor& t : r.tensors) name_node(t, s, a);
  }
  if (!out) return object_of(r, a, s);
  if (r.form == Result::Form::Tuple) {
    TORCH_CHECK_TYPE(is_list(out) && PySequence_Fast_GET_SIZE(out) == static_cast<Py_ssize_t>(r.tensors.size()), s.name,
                     "(): argument 'out' must be tuple of ", r.tensors.size(), " Tensors");
    for (size_t i = 0; i < r.tensors.size(); i++) write_out(PySequence_Fast_ITEMS(out)[i], r.tensors[i], s);
  } else {
    write_out(out, r.one, s);
  }
  Py_INCREF(out);
  return out;
}

std::string types_of(PyObject* const* args, Py_ssize_t n, PyObject* names) {
  std::string t;
  for (Py_ssize_t i = 0; i < n; i++) t += str(i ? ", " : "", short_name(args[i]));
  for (Py_ssize_t k = 0; names && k < PyTuple_GET_SIZE(names); k++)
    t += str(t.empty() ? "" : ", ", text_from(PyTuple_GET_ITEM(names, k)), "=", short_name(args[n + k]));
  return t;
}
PyObject* call_function(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* names) {
  const auto& signatures = *reinterpret_cast<FunctionObject*>(self)->signatures;
  const Py_ssize_t n = PyVectorcall_NARGS(nargsf);
  PyObject* slots[Args::kMost];
  PyObject* varargs = nullptr;
  try {
    for (const Signature& s : signatures) {
      if (match(s, args, n, names, slots, varargs, nullptr)) {
        PyObject* result = run(s, slots);
        Py_XDECREF(varargs);
        return result;
      }
      Py_CLEAR(varargs);
      PyErr_Clear();
    }
    const Signature& first = signatures[0];
    std::string wrong;
    if (signatures.size() == 1) {
      match(first, args, n, names, slots, varargs, &wrong);
      Py_CLEAR(varargs);
      PyErr_Format(PyExc_TypeError, "%s()%s %s", first.name.c_str(), wrong.rfind("argument", 0) == 0 ? ":" : "",
                   wrong.c_str());
    } else {
      wrong = str(first.name, "() received an invalid combination of arguments - got (", types_of(args, n, names),
                  "), but expected one of:\n");
      for (const Signature& s : signatures) wrong += str(" * ", s.text.substr(s.name.size()), "\n");
      PyErr_SetString(PyExc_TypeError, wrong.c_str());
    }
  } catch (...) {
    raise_python();
  }
  Py_XDECREF(varargs);
  return nullptr;
}
PyObject* bind(PyObject* self, PyObject* object, PyObject*) {
  if (!object || object == Py_None) {
    Py_INCREF(self);
    return self;
  }
  return PyMethod_New(self, object);
}
PyObject* show(PyObject* self) {
  return PyUnicode_FromFormat("<built-in method %U>", reinterpret_cast<FunctionObject*>(self)->name);
}
PyObject* reduce(PyObject* self, PyObject*) {  // copies are the function itself; pickle finds it by its name
  PyObject* name = reinterpret_cast<FunctionObject*>(self)->name;
  Py_INCREF(name);
  return name;
}
// The signatures and what rectify._descriptions says, which is loaded when somebody asks.
PyObject* describe(PyObject* self, void*) {
  const auto* f = reinterpret_cast<FunctionObject*>(self);
  PyObject* module = PyImport_ImportModule("rectify._descriptions");
  PyObject* text = module ? PyObject_CallMethod(module, "describe", "Os", f->name, f->place) : nullptr;
  Py_XDECREF(module);
  PyObject* doc = text && PyUnicode_GetLength(text) ? PyUnicode_FromFormat("%U\n\n%U", f->shown, text) : nullptr;
  if (text && !doc && !PyErr_Occurred()) Py_INCREF(doc = f->shown);
  Py_XDECREF(text);
  return doc;
}
PyGetSetDef properties_of_function[] = {{"__doc__", describe, nullptr, nullptr, nullptr},
                                        {nullptr, nullptr, nullptr, nullptr, nullptr}};
PyMethodDef methods_of_function[] = {{"__reduce__", reduce, METH_NOARGS, nullptr}, {nullptr, nullptr, 0, nullptr}};
PyMemberDef members[] = {{"__name__", T_OBJECT, offsetof(FunctionObject, name), READONLY, nullptr},
                         {"__qualname__", T_OBJECT, offsetof(FunctionObject, name), READONLY, nullptr},
                         {"signatures", T_OBJECT, offsetof(FunctionObject, shown), READONLY, nullptr},
                         {"__vectorcalloffset__", T_PYSSIZET, offsetof(FunctionObject, vectorcall), READONLY, nullptr},
                         {nullptr, 0, 0, 0, nullptr}};
PyType_Slot slots_of_function[] = {{Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
                                   {Py_tp_descr_get, reinterpret_cast<void*>(bind)},
                                   {Py_tp_repr, reinterpret_cast<void*>(show)},
                                   {Py_tp_members, members},
                                   {Py_tp_getset, properties_of_function},
                                   {Py_tp_methods, methods_of_function},
                                   {0, nullptr}};
PyType_Spec function_spec = {"rectify.builtin_function", sizeof(FunctionObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
                             slots_of_function};

}  // namespace

Signature parse_signature(const Row& row) {
  Signature s;
  s.text = row.signature;
  s.call = row.call;
  const size_t open = s.text.find('(');
  s.name = s.text.substr(0, open);
  for (const NodeName& n : kNodeNames)
    if (s.name == n.function) s.node = &n;
  bool keyword = false;
  size_t at = open + 1;
  const size_t end = s.text.rfind(')');
  while (at < end) {
    size_t comma = at;
    for (int depth = 0; comma < end && (s.text[comma] != ',' || depth); comma++)
      depth += (s.text[comma] == '[') - (s.text[comma] == ']');
    const std::string part = s.text.substr(at, comma - at);
    at = comma + 1;
    while (at < end && s.text[at] == ' ') at++;
    if (part == "*") {
      keyword = true;
      continue;
    }
    Parameter p;
    const size_t space = part.find(' '), equals = part.find('=');
    p.type = part.substr(0, space);
    p.name = part.substr(space + 1, equals == std::string::npos ? std::string::npos : equals - space - 1);
    std::string kind = p.type;
    if (kind.back() == '?') {
      p.may_be_none = true;
      kind.pop_back();
    }
    p.kind = kind_of(kind);
    if (p.kind == Kind::Ints && kind.size() > 5) p.sized = kind[4] - '0';
    p.keyword = keyword;
    if (!keyword) s.positional++;
    p.key = PyUnicode_InternFromString(p.name.c_str());
    if (equals != std::string::npos) set_default(p, part.substr(equals + 1));
    if (p.name == "out") s.out = static_cast<int>(s.parameters.size());
    if (p.name == "requires_grad" && keyword) s.requires_grad = static_cast<int>(s.parameters.size());
    s.parameters.push_back(std::move(p));
  }
  if (s.out >= 0 && *row.names) s.parameters[s.out].kind = Kind::Layout;  // a tuple: write_out looks at it
  TORCH_CHECK(s.parameters.size() <= static_cast<size_t>(Args::kMost), s.text, " has too many parameters");
  if (*row.names) {
    std::vector<std::string>* kept = new std::vector<std::string>;
    std::istringstream in(row.names);
    for (std::string part; std::getline(in, part, ',');) kept->push_back(part);
    auto* fields = new std::vector<PyStructSequence_Field>;
    for (auto& k : *kept) fields->push_back({k.c_str(), nullptr});
    fields->push_back({nullptr, nullptr});
    auto* full = new std::string("torch.return_types." + s.name);
    PyStructSequence_Desc d{full->c_str(), nullptr, fields->data(), static_cast<int>(kept->size())};
    s.result_type = PyStructSequence_NewType(&d);
    if (!s.result_type) throw PythonRaised();
    s.result_type->tp_repr = s.result_type->tp_str = [](PyObject* o) -> PyObject* {  // a part on each line
      PyObject* text = PyUnicode_FromFormat("%s(\n", Py_TYPE(o)->tp_name);
      const Py_ssize_t n = PyTuple_GET_SIZE(o);
      for (Py_ssize_t i = 0; text && i < n; i++) {
        PyObject* part = PyObject_Repr(PyTuple_GET_ITEM(o, i));
        PyUnicode_AppendAndDel(
            &text, part ? PyUnicode_FromFormat("%s=%U%s", Py_TYPE(o)->tp_members[i].name, part, i + 1 < n ? ",\n" : ")")
                        : nullptr);
        Py_XDECREF(part);
      }
      return text;
    };
  }
  return s;
}

PyObject* make_function(const std::string& name, std::vector<Signature> signatures, const char* place) {
  if (!function_type) function_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&function_spec)));
  auto* f = PyObject_New(FunctionObject, function_type);
  f->vectorcall = call_function;
  std::string shown;
  for (auto& s : signatures) shown += (shown.empty() ? "" : "\n") + s.text;
  f->signatures = new std::vector<Signature>(std::move(signatures));
  f->name = PyUnicode_FromString(name.c_str());
  f->shown = PyUnicode_FromString(shown.c_str());
  f->place = place;
  return reinterpret_cast<PyObject*>(f);
}

}  // namespace rectify::python
