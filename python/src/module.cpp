// The extension module: dtypes, devices, tensors from Python's data, errors, state.
#include <dlpack/dlpack.h>
#include <rectify/core/signal_stack.h>

#include <algorithm>
#include <cstring>

#include "args.h"

namespace rectify::python {
namespace {

struct DtypeObject {
  ScalarType type;
};
struct LayoutObject {};
struct DeviceObject {
  std::string type;
  int index;
};
struct Format {
  int64_t value;
  std::string name;
};
constexpr struct {
  ScalarType type;
  const char* name;
  const char* format;  // in buffers
} kDtypes[] = {
    {kFloat, "float32", "f"}, {kDouble, "float64", "d"}, {kHalf, "float16", "e"}, {kBFloat16, "bfloat16", nullptr},
    {kByte, "uint8", "B"},    {kChar, "int8", "b"},      {kShort, "int16", "h"},  {kInt, "int32", "i"},
    {kLong, "int64", "q"},    {kBool, "bool", "?"}};
PyObject* dtypes[64];
PyTypeObject* dtype_type;

ScalarType dtype_of_buffer(const Py_buffer& b) {
  const std::string_view whole = b.format ? b.format : "B";
  const std::string_view f = whole.substr(!whole.empty() && std::strchr("@=<", whole[0]) ? 1 : 0);
  if (f == "l") return b.itemsize == 8 ? kLong : kInt;
  for (auto& k : kDtypes)
    if (k.format && f == k.format) return k.type;
  TORCH_CHECK_TYPE(
      false, "can't convert an array of format '", whole,
      "'. The supported types are: float64, float32, float16, int64, int32, int16, int8, uint8, and bool.");
}

// --- torch.tensor ----------------------------------------------------------------------------------------------------

struct Data {  // of nested sequences: the shape, and the dtype that its numbers ask for
  std::vector<int64_t> sizes;
  int level = -1;  // 0 bool, 1 int, 2 float
  ScalarType exact = ScalarType::Undefined;
};
void look(PyObject* o, size_t depth, Data& d, bool first) {
  if (is_tensor(o) && tensor_of(o).dim() == 0) {
    const ScalarType t = tensor_of(o).scalar_type();
    d.exact = d.exact == ScalarType::Undefined ? t : promoteTypes(d.exact, t);
    return;
  }
  if (PyBool_Check(o)) return void(d.level = std::max(d.level, 0));
  if (PyLong_Check(o)) return void(d.level = std::max(d.level, 1));
  if (PyFloat_Check(o)) return void(d.level = std::max(d.level, 2));
  if (PySequence_Check(o) && !PyUnicode_Check(o)) {
    const Py_ssize_t n = PySequence_Length(o);
    if (n < 0) throw PythonRaised();
    TORCH_CHECK_VALUE(depth < 64, "too many dimensions");
    if (first && depth == d.sizes.size()) d.sizes.push_back(n);
    TORCH_CHECK_VALUE(depth < d.sizes.size(), "expected a number but found a sequence at dim ", depth);
    TORCH_CHECK_VALUE(d.sizes[depth] == n, "expected sequence of length ", d.sizes[depth], " at dim ", depth, " (got ",
                      n, ")");
    py::object fast = py::reinterpret_steal<py::object>(checked(PySequence_Fast(o, "expected a sequence")));
    for (Py_ssize_t i = 0; i < n; i++) look(PySequence_Fast_ITEMS(fast.ptr())[i], depth + 1, d, first && i == 0);
    return;
  }
  if (PyObject_HasAttrString(o, "dtype") &&
      (PyIndex_Check(o) || PyFloat_Check(o) || PyNumber_Check(o))) {  // a NumPy scalar
    const std::string name = py::str(py::handle(o).attr("dtype").attr("name"));
    for (auto& [t, text, format] : kDtypes)
      if (name == text) d.exact = d.exact == ScalarType::Undefined ? t : promoteTypes(d.exact, t);
    return;
  }
  TORCH_CHECK_TYPE(!PyUnicode_Check(o) || depth > 0, "new(): invalid data type 'str'");
  TORCH_CHECK_VALUE(!PyUnicode_Check(o), "too many dimensions 'str'");
  TORCH_CHECK(false, "Could not infer dtype of ", Py_TYPE(o)->tp_name);
}
template <class T>
void fill(PyObject* o, size_t depth, const std::vector<int64_t>& sizes, T*& to) {
  if (depth == sizes.size()) {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
      if (PyFloat_CheckExact(o)) return void(*to++ = static_cast<T>(PyFloat_AS_DOUBLE(o)));
    const Scalar s = scalar_from(o);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      *to++ = s.to<T>();  // in its range
    else
      *to++ = s.cast<T>();
    return;
  }
  TORCH_CHECK_VALUE(PySequence_Check(o) && !PyUnicode_Check(o) && !(is_tensor(o) && tensor_of(o).dim() == 0),
                    "expected sequence of length ", sizes[depth], " at dim ", depth);
  py::object fast = py::reinterpret_steal<py::object>(checked(PySequence_Fast(o, "expected a sequence")));
  TORCH_CHECK_VALUE(PySequence_Fast_GET_SIZE(fast.ptr()) == sizes[depth], "expected sequence of length ", sizes[depth],
                    " at dim ", depth, " (got ", PySequence_Fast_GET_SIZE(fast.ptr()), ")");
  for (int64_t i = 0; i < sizes[depth]; i++) fill(PySequence_Fast_ITEMS(fast.ptr())[i], depth + 1, sizes, to);
}

struct HeldBuffer {
  Py_buffer view;
  ~HeldBuffer() { PyBuffer_Release(&view); }
};

}  // namespace

const char* format_of(ScalarType t) {
  return std::find_if(std::begin(kDtypes), std::end(kDtypes), [&](auto& k) { return k.type == t; })->format;
}
PyObject* dtype_object(ScalarType t) {
  PyObject* o = dtypes[static_cast<int>(t)];
  Py_INCREF(o);
  return o;
}
bool is_dtype(PyObject* o, ScalarType* to) {
  ScalarType t = ScalarType::Undefined;
  if (Py_TYPE(o) == dtype_type)
    t = py::handle(o).cast<DtypeObject&>().type;
  else if (o == reinterpret_cast<PyObject*>(&PyFloat_Type))
    t = kDouble;
  else if (o == reinterpret_cast<PyObject*>(&PyBool_Type))
    t = kBool;
  else if (o == reinterpret_cast<PyObject*>(&PyLong_Type))
    t = kLong;
  else
    return false;
  if (to) *to = t;
  return true;
}

Tensor tensor_over_buffer(PyObject* data) {
  auto held = std::make_unique<HeldBuffer>();
  if (PyObject_GetBuffer(data, &held->view, PyBUF_FULL)) {
    PyErr_Clear();
    if (PyObject_GetBuffer(data, &held->view, PyBUF_FULL_RO)) throw PythonRaised();
  }
  const Py_buffer& b = held->view;
  const ScalarType t = dtype_of_buffer(b);
  std::vector<int64_t> sizes(b.shape, b.shape + b.ndim), strides;
  for (int i = 0; i < b.ndim; i++) {
    TORCH_CHECK_VALUE(
        b.strides[i] >= 0 || sizes[static_cast<size_t>(i)] < 2,
        "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently "
        "supported. (You can probably work around this by making a copy of your array  with array.copy().) ");
    TORCH_CHECK_VALUE(b.strides[i] % b.itemsize == 0,
                      "given numpy array strides not a multiple of the element byte size. Copy the numpy array to "
                      "reallocate the memory.");
    strides.push_back(std::max<int64_t>(b.strides[i] / b.itemsize, 0));
  }
  void* memory = b.buf;
  HeldBuffer* kept = held.release();
  return from_blob(
      memory, sizes, strides,
      [kept](void*) {
        if (!Py_IsInitialized()) return;
        const py::gil_scoped_acquire lock;
        delete kept;
      },
      TensorOptions(t));
}

Tensor tensor_from(PyObject* data, optional<ScalarType> dtype) {
  if (is_tensor(data)) {
    const Tensor t = tensor_of(data).detach();
    return dtype && *dtype != t.scalar_type() ? t.to(*dtype) : t.clone();
  }
  if (PyObject_CheckBuffer(data) && !PyBytes_Check(data)) {  // NumPy, array.array, memoryview
    const Tensor t = tensor_over_buffer(data);
    return dtype && *dtype != t.scalar_type() ? t.to(*dtype) : t.clone();
  }
  Data d;
  look(data, 0, d, true);
  const ScalarType of_level = d.level == 2 ? get_default_dtype_as_scalartype() : d.level == 1 ? kLong : kBool;
  ScalarType t = dtype                              ? *dtype
                 : d.exact == ScalarType::Undefined ? (d.level < 0 ? get_default_dtype_as_scalartype() : of_level)
                 : d.level < 0                      ? d.exact
                                                    : promoteTypes(d.exact, of_level);
  Tensor y = new_tensor(d.sizes, t);
  visit_dtype(t, "tensor", [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* to = reinterpret_cast<T*>(y.impl()->data());
    if (y.numel() > 0 || d.sizes.empty()) fill(data, 0, d.sizes, to);
  });
  return y;
}

void raise_python() {
  try {
    throw;
  } catch (const PythonRaised&) {
  } catch (py::error_already_set& e) {
    e.restore();
  } catch (const IndexError& e) {
    PyErr_SetString(PyExc_IndexError, e.what_without_backtrace());
  } catch (const ValueError& e) {
    PyErr_SetString(PyExc_ValueError, e.what_without_backtrace());
  } catch (const TypeError& e) {
    PyErr_SetString(PyExc_TypeError, e.what_without_backtrace());
  } catch (const NotImplementedError& e) {
    // a kernel without this dtype: RuntimeError, as in PyTorch 1.13
    PyErr_SetString(*e.what_without_backtrace() == '"' ? PyExc_RuntimeError : PyExc_NotImplementedError,
                    e.what_without_backtrace());
  } catch (const LinAlgError& e) {
    PyErr_SetString(py::module_::import("rectify._types").attr("LinAlgError").ptr(), e.what_without_backtrace());
  } catch (const Error& e) {
    std::string words = e.what_without_backtrace();
    const size_t at = words.find("operation: [CPU"), end = words.find("Type [", at);  // a type by its name in Python
    if (at != std::string::npos && end != std::string::npos) {
      words.replace(end, 4, "Tensor");
      words.replace(at + 12, 3, "torch.");
    }
    PyErr_SetString(PyExc_RuntimeError, words.c_str());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  }
}

namespace {

// --- DLPack ----------------------------------------------------------------------------------------------------------

struct Exported {
  DLManagedTensor managed;
  Tensor tensor;
  std::vector<int64_t> sizes, strides;
};
DLDataType dl_type(ScalarType t) {
  const auto bits = static_cast<uint8_t>(elementSize(t) * 8);
  switch (t) {
    case kByte:
      return {kDLUInt, bits, 1};
    case kBool:
      return {kDLUInt, bits, 1};
    case kBFloat16:
      return {kDLBfloat, bits, 1};
    case kHalf:
    case kFloat:
    case kDouble:
      return {kDLFloat, bits, 1};
    default:
      return {kDLInt, bits, 1};
  }
}
py::capsule to_dlpack(const Tensor& t) {
  TORCH_CHECK_VALUE(!t.requires_grad(), "Can't export tensors that require gradient, use tensor.detach()");
  TORCH_CHECK_TYPE(t.scalar_type() != kBool, "Bool type is not supported by dlpack");
  auto* e = new Exported;
  e->tensor = t;
  e->sizes = t.sizes().vec();
  e->strides = t.strides().vec();
  for (size_t i = 0; i < e->sizes.size(); i++)
    if (e->sizes[i] < 2) e->strides[i] = 1;
  e->managed.dl_tensor = {t.data_ptr(),
                          {kDLCPU, 0},
                          static_cast<int>(t.dim()),
                          dl_type(t.scalar_type()),
                          e->sizes.data(),
                          e->strides.data(),
                          0};
  e->managed.manager_ctx = e;
  e->managed.deleter = [](DLManagedTensor* m) { delete static_cast<Exported*>(m->manager_ctx); };
  return py::capsule(&e->managed, "dltensor", [](PyObject* c) {
    if (!PyCapsule_IsValid(c, "dltensor")) return;  // somebody took it
    auto* m = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(c, "dltensor"));
    m->deleter(m);
  });
}
Tensor from_dlpack(py::capsule c) {
  TORCH_CHECK(PyCapsule_IsValid(c.ptr(), "dltensor"),
              "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you "
              "might have already constructed a tensor from it once.");
  auto* m = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(c.ptr(), "dltensor"));
  const DLTensor& d = m->dl_tensor;
  TORCH_CHECK(d.device.device_type == kDLCPU, "Unsupported device_type: ", static_cast<int>(d.device.device_type),
              "; rectify computes on the CPU");
  TORCH_CHECK(d.dtype.lanes == 1, "rectify does not support lanes != 1");
  ScalarType t = ScalarType::Undefined;
  for (auto& [type, name, format] : kDtypes) {
    const DLDataType k = dl_type(type);
    if (type != kBool && k.code == d.dtype.code && k.bits == d.dtype.bits) t = type;
  }
  TORCH_CHECK(t != ScalarType::Undefined, "Unsupported DLPack dtype: code ", int{d.dtype.code}, ", ", int{d.dtype.bits},
              " bits");
  const IntArrayRef sizes(d.shape, static_cast<size_t>(d.ndim));
  void* memory = static_cast<char*>(d.data) + d.byte_offset;
  auto free = [m](void*) {
    if (!m->deleter) return;
    const py::gil_scoped_acquire lock;
    m->deleter(m);
  };
  Tensor y = d.strides
                 ? from_blob(memory, sizes, IntArrayRef(d.strides, static_cast<size_t>(d.ndim)), free, TensorOptions(t))
                 : from_blob(memory, sizes, free, TensorOptions(t));
  PyCapsule_SetName(c.ptr(), "used_dltensor");
  return y;
}

}  // namespace
}  // namespace rectify::python

namespace {
template <class Options>
constexpr bool has_inplace = requires(const Options& o) {
  o.inplace();
};
}  // namespace
PYBIND11_MODULE(_C, m) {
  using namespace rectify;
  using namespace rectify::python;
  use_signal_stack();  // Python's handlers ask for it
  py::register_exception_translator([](std::exception_ptr p) {
    if (!p) return;
    try {
      std::rethrow_exception(p);
    } catch (const py::builtin_exception&) {
      throw;
    } catch (...) {
      raise_python();
    }
  });

  py::class_<DtypeObject> dtype(m, "dtype", "The type of a tensor's elements, such as torch.float32.");
  const auto name_of = [](const DtypeObject& d) {
    return std::string(
        std::find_if(std::begin(kDtypes), std::end(kDtypes), [&](auto& k) { return k.type == d.type; })->name);
  };
  dtype.def("__repr__", [=](const DtypeObject& d) { return "torch." + name_of(d); })
      .def("__reduce__", name_of)
      .def_property_readonly(
          "is_floating_point", [](const DtypeObject& d) { return isFloatingType(d.type); },
          "Whether it is a float of 16, 32 or 64 bits.")
      .def_property_readonly(
          "is_complex", [](const DtypeObject&) { return false; }, "False: there are no complex dtypes.")
      .def_property_readonly(
          "is_signed", [](const DtypeObject& d) { return d.type != kByte && d.type != kBool; },
          "Whether it has negative numbers.")
      .def_property_readonly(
          "itemsize", [](const DtypeObject& d) { return elementSize(d.type); }, "Bytes of an element.");
  dtype_type = reinterpret_cast<PyTypeObject*>(dtype.ptr());
  for (auto& [t, name, format] : kDtypes) {
    py::object o = py::cast(DtypeObject{t});
    dtypes[static_cast<int>(t)] = o.inc_ref().ptr();
    m.attr(name) = o;
  }
  py::class_<Format>(m, "memory_format", "In what order elements lie in memory.")
      .def_readonly("value", &Format::value, "The library's number of it.")
      .def("__repr__", [](const Format& f) { return "torch." + f.name; });
  for (auto& [f, name] : {std::pair{MemoryFormat::Contiguous, "contiguous_format"},
                          {MemoryFormat::Preserve, "preserve_format"},
                          {MemoryFormat::ChannelsLast, "channels_last"},
                          {MemoryFormat::ChannelsLast3d, "channels_last_3d"}})
    m.attr(name) = Format{static_cast<int64_t>(f), name};
  py::class_<LayoutObject>(m, "layout", "How a tensor lies in memory: strided is the only one.")
      .def("__repr__", [](const LayoutObject&) { return "torch.strided"; });
  m.attr("strided") = LayoutObject{};

  py::class_<Generator>(m, "Generator", "A source of random numbers with a state of its own, PyTorch's for the CPU.")
      .def(py::init([](const std::string&) { return detail::createCPUGenerator(); }), py::arg("device") = "cpu")
      .def(
          "manual_seed",
          [](py::object self, int64_t s) {
            self.cast<Generator&>().set_current_seed(static_cast<uint64_t>(s));
            return self;
          },
          "Begins anew with this seed, and returns the generator.")
      .def(
          "initial_seed", [](Generator& g) { return g.current_seed(); }, "The seed that it began with.")
      .def("seed", &Generator::seed, "Begins anew with a seed that the system draws, and returns that.")
      .def(
          "get_state",
          [](Generator& g) {
            const auto bytes = g.state_bytes();
            Tensor t = new_tensor({static_cast<int64_t>(bytes.size())}, kByte);
            std::copy(bytes.begin(), bytes.end(), t.data_ptr<uint8_t>());
            return t;
          },
          "The state, a tensor of bytes.")
      .def(
          "set_state",
          [](Generator& g, const Tensor& t) {
            TORCH_CHECK_TYPE(t.defined() && t.scalar_type() == kByte, "expected a torch.ByteTensor");
            const Tensor c = t.contiguous();
            g.set_state(std::vector<uint8_t>(c.data_ptr<uint8_t>(), c.data_ptr<uint8_t>() + c.numel()));
          },
          "Takes over a state that get_state gave.");
  m.attr("default_generator") = default_generator();

  add_tensor(m.ptr());
  add_functions(m.ptr());
  add_autograd(m);
  add_training(m);
#ifndef RECTIFY_WITHOUT_INSPECT
  add_inspect(m);
#endif

  m.def(
      "tensor",
      [](py::handle data, py::object dtype, bool requires_grad) {
        optional<ScalarType> t;
        if (!dtype.is_none()) {
          ScalarType s;
          TORCH_CHECK_TYPE(is_dtype(dtype.ptr(), &s), "tensor(): argument 'dtype' must be torch.dtype, not ",
                           Py_TYPE(dtype.ptr())->tp_name);
          t = s;
        }
        Tensor y = tensor_from(data.ptr(), t);
        if (requires_grad) y.set_requires_grad(true);
        return y;
      },
      py::arg("data"), py::arg("dtype"), py::arg("requires_grad"));
  m.def("over_buffer", [](py::handle data) { return tensor_over_buffer(data.ptr()); });
  m.def("to_dlpack", to_dlpack);
  m.def("capsule_to_tensor", from_dlpack);
  m.def("to", [](const Tensor& t, py::object dtype, bool copy, py::object format) {
    ScalarType s = t.scalar_type();
    if (!dtype.is_none())
      TORCH_CHECK_TYPE(is_dtype(dtype.ptr(), &s), "to(): expected a dtype, not ", Py_TYPE(dtype.ptr())->tp_name);
    optional<MemoryFormat> f;
    if (!format.is_none()) f = static_cast<MemoryFormat>(format.attr("value").cast<int64_t>());
    return t.to(s, false, copy, f);
  });
  m.def("result_type", [](py::handle a, py::handle b) {
    const bool x = is_tensor(a.ptr()), y = is_tensor(b.ptr());
    const ScalarType t = x && y ? result_type(tensor_of(a.ptr()), tensor_of(b.ptr()))
                         : x    ? result_type(tensor_of(a.ptr()), scalar_from(b.ptr()))
                         : y    ? result_type(scalar_from(a.ptr()), tensor_of(b.ptr()))
                                : result_type(scalar_from(a.ptr()), scalar_from(b.ptr()));
    return py::reinterpret_steal<py::object>(dtype_object(t));
  });
  m.def("promote_types", [](py::handle a, py::handle b) {
    ScalarType x, y;
    TORCH_CHECK_TYPE(is_dtype(a.ptr(), &x) && is_dtype(b.ptr(), &y),
                     "promote_types(): both arguments must be torch.dtype");
    return py::reinterpret_steal<py::object>(dtype_object(promoteTypes(x, y)));
  });
  m.def("get_default_dtype",
        [] { return py::reinterpret_steal<py::object>(dtype_object(get_default_dtype_as_scalartype())); });
  m.def("set_default_dtype", [](py::handle d) {
    ScalarType t;
    TORCH_CHECK_TYPE(Py_TYPE(d.ptr()) == dtype_type && is_dtype(d.ptr(), &t),
                     "invalid dtype object: only floating-point types are supported as the default type");
    set_default_dtype(t);
  });
  m.def("manual_seed", [](int64_t s) { manual_seed(static_cast<uint64_t>(s)); });
  m.def("set_num_threads", [](int n) { set_num_threads(n); });
  m.def("get_num_threads", [] { return get_num_threads(); });
  m.attr("version") = std::string(version());

  constexpr bool inplace[] = {
#define RECTIFY_ACTIVATION(name, Module, methods) has_inplace<activations::name::Options>,
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  };
  py::list activations;
  for (int i = 0; i < kActivations; i++) {
    const auto& r = *activations::kTable[i].record;
    py::list parameters;
    for (int k = 0; k < r.parameters; k++) parameters.append(py::make_tuple(r.parameter[k], r.defaults[k]));
    py::dict row;
    row["id"] = i;
    row["name"] = r.name;
    row["module"] = r.module;
    row["parameters"] = parameters;
    row["inplace"] = inplace[i];
    row["names_shown"] = r.printed_names;
    row["formula"] = r.formula;
    row["slope"] = r.slope;
    row["source"] = r.source;
    row["gain"] = r.gain;
    activations.append(row);
  }
  m.attr("activations") = activations;
  m.def("activate", [](int id, const Tensor& x, double a, double b, double c, bool inplace) {
    TORCH_CHECK(0 <= id && id < kActivations, "no such activation");
    TORCH_CHECK_TYPE(x.defined(), activations::kTable[id].record->name,
                     "(): argument 'input' (position 1) must be Tensor, not NoneType");
    const kernels::Params p{a, b, c};
    const Unlocked free(x.numel());
    if (!inplace) return rectify::detail::activate(static_cast<Activation>(id), x, p);
    Tensor y = x;
    rectify::detail::activate_(static_cast<Activation>(id), y, p);
    return y;
  });
}
