// The class Tensor: life, operators, indexing, properties, buffers.
#include <cstring>

#include "args.h"

namespace rectify::python {

PyTypeObject* tensor_type;
PyTypeObject* size_type;

PyObject* wrap_as(PyTypeObject* type, Tensor t) {
  auto* o = reinterpret_cast<TensorObject*>(type->tp_alloc(type, 0));
  if (!o) return nullptr;
  new (&o->tensor) Tensor(std::move(t));
  return reinterpret_cast<PyObject*>(o);
}
PyObject* wrap(Tensor t) {
  if (!t.defined()) Py_RETURN_NONE;
  return wrap_as(tensor_type, std::move(t));
}
PyObject* size_of(IntArrayRef sizes) {
  PyObject* tuple = PyTuple_New(static_cast<Py_ssize_t>(sizes.size()));
  for (size_t i = 0; tuple && i < sizes.size(); i++)
    PyTuple_SET_ITEM(tuple, static_cast<Py_ssize_t>(i), PyLong_FromLongLong(sizes[i]));
  PyObject* args = tuple ? PyTuple_Pack(1, tuple) : nullptr;
  PyObject* size = args ? PyTuple_Type.tp_new(size_type, args, nullptr) : nullptr;
  Py_XDECREF(args);
  Py_XDECREF(tuple);
  return size;
}
Scalar scalar_from(PyObject* o) {
  if (PyBool_Check(o)) return o == Py_True;
  if (PyFloat_Check(o)) return PyFloat_AS_DOUBLE(o);
  if (is_tensor(o)) return tensor_of(o).item();
  if (PyIndex_Check(o)) {
    try {
      return whole_from(o);
    } catch (const PythonRaised&) {  // too large: as a float
      if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw;
      PyErr_Clear();
    }
  }
  const double d = PyFloat_AsDouble(o);
  if (d == -1 && PyErr_Occurred()) throw PythonRaised();
  return d;
}
PyObject* number_object(const Scalar& s) {
  return s.isFloatingPoint() ? PyFloat_FromDouble(s.toDouble())
         : s.isBoolean()     ? PyBool_FromLong(s.toBool())
                             : PyLong_FromLongLong(s.toLong());
}

namespace {

// Runs f, turning C++ exceptions into Python's.
template <class F>
auto guarded(F f, decltype(f()) failed = {}) -> decltype(f()) {
  try {
    return f();
  } catch (...) {
    raise_python();
    return failed;
  }
}

// --- life ------------------------------------------------------------------------------------------------------------

void tensor_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  auto* self = reinterpret_cast<TensorObject*>(o);
  if (self->weak) PyObject_ClearWeakRefs(o);
  Py_CLEAR(self->dict);
  self->tensor.~Tensor();
  PyTypeObject* type = Py_TYPE(o);
  type->tp_free(o);
  Py_DECREF(type);
}
int tensor_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(reinterpret_cast<TensorObject*>(o)->dict);
  Py_VISIT(Py_TYPE(o));
  return 0;
}
int tensor_clear(PyObject* o) {
  Py_CLEAR(reinterpret_cast<TensorObject*>(o)->dict);
  return 0;
}
// Tensor(), Tensor(2, 3), Tensor([1, 2]): the old constructor, of the default dtype.
PyObject* tensor_new(PyTypeObject* type, PyObject* args, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n == 1 && is_tensor(PyTuple_GET_ITEM(args, 0)))
      return wrap_as(type, alias(tensor_of(PyTuple_GET_ITEM(args, 0))));
    if (n == 1 && !PyLong_Check(PyTuple_GET_ITEM(args, 0)) && Py_TYPE(PyTuple_GET_ITEM(args, 0)) != size_type)
      return wrap_as(type, tensor_from(PyTuple_GET_ITEM(args, 0), get_default_dtype_as_scalartype()));
    PyObject* sizes = n == 1 && PyTuple_Check(PyTuple_GET_ITEM(args, 0)) ? PyTuple_GET_ITEM(args, 0) : args;
    std::vector<int64_t> s;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sizes); i++) s.push_back(whole_from(PyTuple_GET_ITEM(sizes, i)));
    if (n == 0) s = {0};
    return wrap_as(type, torch::empty(IntArrayRef(s)));
  });
}
Py_hash_t tensor_hash(PyObject* o) { return _Py_HashPointer(o); }

// --- operators -------------------------------------------------------------------------------------------------------

bool is_plain_number(PyObject* o) {
  if (PyFloat_Check(o) || PyLong_Check(o)) return true;
  return !is_tensor(o) && has_float(o) && PyObject_HasAttrString(o, "dtype") && !PySequence_Check(o);
}
int64_t work_of(const Tensor& a) { return a.defined() ? a.numel() : 0; }
// tensors(a, b), right(a, number) and left(number, b).
template <class TT, class TS, class ST>
PyObject* binary(PyObject* a, PyObject* b, TT tensors, TS right, ST left) {
  return guarded([&]() -> PyObject* {
    Tensor y;
    if (is_tensor(a) && is_tensor(b)) {
      const Unlocked free(std::max(work_of(tensor_of(a)), work_of(tensor_of(b))));
      y = tensors(tensor_of(a), tensor_of(b));
    } else if (is_tensor(a) && is_plain_number(b)) {
      const Scalar s = scalar_from(b);
      const Unlocked free(work_of(tensor_of(a)));
      y = right(tensor_of(a), s);
    } else if (is_tensor(b) && is_plain_number(a)) {
      const Scalar s = scalar_from(a);
      const Unlocked free(work_of(tensor_of(b)));
      y = left(s, tensor_of(b));
    } else {
      Py_RETURN_NOTIMPLEMENTED;
    }
    return wrap(std::move(y));
  });
}
template <class TT, class TS>
PyObject* inplace(PyObject* a, PyObject* b, TT tensors, TS right) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(a) || !(is_tensor(b) || is_plain_number(b))) Py_RETURN_NOTIMPLEMENTED;
    if (is_tensor(b)) {
      const Unlocked free(work_of(tensor_of(a)));
      tensors(tensor_of(a), tensor_of(b));
    } else {
      const Scalar s = scalar_from(b);
      const Unlocked free(work_of(tensor_of(a)));
      right(tensor_of(a), s);
    }
    Py_INCREF(a);
    return a;
  });
}
template <class F>
PyObject* unary(PyObject* a, F f) {
  return guarded([&]() -> PyObject* {
    const Tensor& t = tensor_of(a);
    Tensor y;
    {
      const Unlocked free(work_of(t));
      y = f(t);
    }
    return wrap(std::move(y));
  });
}
Tensor full_of(const Scalar& s, const Tensor& like) {  // the number as a tensor that does not decide the dtype
  return scalar_tensor(s, s.isFloatingPoint() ? get_default_dtype_as_scalartype()
                          : s.isBoolean()     ? kBool
                                              : kLong)
      .to(result_type(s, like));
}
// A new result, with the name that PyTorch's node has.
Tensor with_node(Tensor y, const char* name) {
  if (y.requires_grad())
    if (const auto node = y.grad_fn()) node->op_name = name;
  return y;
}
#define BINARY(name, f, left)                                             \
  PyObject* op_##name(PyObject* a, PyObject* b) {                         \
    return binary(                                                        \
        a, b, [](const Tensor& x, const Tensor& y) { return f(x, y); },   \
        [](const Tensor& x, const Scalar& y) { return f(x, y); },         \
        [](const Scalar& x, const Tensor& y) -> Tensor { return left; }); \
  }
BINARY(add, torch::add, torch::add(y, x))
BINARY(sub, torch::sub, with_node(torch::rsub(y, x), "RsubBackward1"))
BINARY(mul, torch::mul, torch::mul(y, x))
BINARY(div, torch::div, torch::mul(torch::reciprocal(y), x))
BINARY(and, torch::bitwise_and, torch::bitwise_and(y, x))
BINARY(or, torch::bitwise_or, torch::bitwise_or(y, x))
BINARY(xor, torch::bitwise_xor, torch::bitwise_xor(y, x))
BINARY(shl, torch::bitwise_left_shift, torch::bitwise_left_shift(full_of(x, y), y))
BINARY(shr, torch::bitwise_right_shift, torch::bitwise_right_shift(full_of(x, y), y))
BINARY(floordiv, torch::floor_divide, torch::floor_divide(full_of(x, y), y))
BINARY(mod, torch::remainder, torch::remainder(x, y))
PyObject* op_pow(PyObject* a, PyObject* b, PyObject*) {
  return binary(
      a, b, [](const Tensor& x, const Tensor& y) { return torch::pow(x, y); },
      [](const Tensor& x, const Scalar& y) { return torch::pow(x, y); },
      [](const Scalar& x, const Tensor& y) { return with_node(torch::pow(x, y), "PowBackward1"); });
}
PyObject* op_matmul(PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(a) || !is_tensor(b)) Py_RETURN_NOTIMPLEMENTED;
    Tensor y;
    {
      const Unlocked free(std::max(work_of(tensor_of(a)), work_of(tensor_of(b))) * 16);
      y = torch::matmul(tensor_of(a), tensor_of(b));
    }
    return wrap(std::move(y));
  });
}
#define INPLACE(name, f)                                                                               \
  PyObject* op_i##name(PyObject* a, PyObject* b) {                                                     \
    return inplace(                                                                                    \
        a, b, [](Tensor& x, const Tensor& y) { x.f(y); }, [](Tensor& x, const Scalar& y) { x.f(y); }); \
  }
INPLACE(add, add_)
INPLACE(sub, sub_)
INPLACE(mul, mul_)
INPLACE(div, div_)
INPLACE(and, bitwise_and_)
INPLACE(or, bitwise_or_)
INPLACE(xor, bitwise_xor_)
INPLACE(floordiv, floor_divide_)
INPLACE(mod, remainder_)
PyObject* op_ipow(PyObject* a, PyObject* b, PyObject*) {
  return inplace(
      a, b, [](Tensor& x, const Tensor& y) { x.pow_(y); }, [](Tensor& x, const Scalar& y) { x.pow_(y); });
}
PyObject* op_neg(PyObject* a) {
  return unary(a, [](const Tensor& t) { return torch::neg(t); });
}
PyObject* op_pos(PyObject* a) {
  return unary(a, [](const Tensor& t) { return torch::positive(t); });
}
PyObject* op_abs(PyObject* a) {
  return unary(a, [](const Tensor& t) { return torch::abs(t); });
}
PyObject* op_invert(PyObject* a) {
  return unary(a, [](const Tensor& t) { return torch::bitwise_not(t); });
}
int op_bool(PyObject* a) {
  return guarded([&] { return tensor_of(a).is_nonzero() ? 1 : 0; }, -1);
}
PyObject* op_float(PyObject* a) {
  return guarded([&]() -> PyObject* {
    TORCH_CHECK_VALUE(tensor_of(a).numel() == 1, "only one element tensors can be converted to Python scalars");
    return PyFloat_FromDouble(tensor_of(a).item().toDouble());
  });
}
PyObject* op_int(PyObject* a) {
  return guarded([&]() -> PyObject* {
    TORCH_CHECK_VALUE(tensor_of(a).numel() == 1, "only one element tensors can be converted to Python scalars");
    const Scalar s = tensor_of(a).item();
    return s.isFloatingPoint() ? PyLong_FromDouble(s.toDouble()) : PyLong_FromLongLong(s.toLong());
  });
}
PyObject* op_index(PyObject* a) {
  return guarded([&]() -> PyObject* {
    TORCH_CHECK_TYPE(tensor_of(a).numel() == 1 && isIntegralType(tensor_of(a).scalar_type(), true),
                     "only integer tensors of a single element can be converted to an index");
    return PyLong_FromLongLong(tensor_of(a).item().toLong());
  });
}
PyObject* tensor_compare(PyObject* a, PyObject* b, int op) {
  if (!is_tensor(a) || !(is_tensor(b) || is_plain_number(b))) Py_RETURN_NOTIMPLEMENTED;
#define COMPARE(f)                                                           \
  return binary(                                                             \
      a, b, [](const Tensor& x, const Tensor& y) { return torch::f(x, y); }, \
      [](const Tensor& x, const Scalar& y) { return torch::f(x, y); },       \
      [](const Scalar& x, const Tensor& y) { return torch::f(y, x); })
  switch (op) {
    case Py_LT:
      COMPARE(lt);
    case Py_LE:
      COMPARE(le);
    case Py_EQ:
      COMPARE(eq);
    case Py_NE:
      COMPARE(ne);
    case Py_GT:
      COMPARE(gt);
    default:
      COMPARE(ge);
  }
}

// --- indexing --------------------------------------------------------------------------------------------------------

PyObject* get_item(PyObject* o, PyObject* key) {
  return guarded([&]() -> PyObject* {
    const Tensor& t = tensor_of(o);
    if (PyLong_CheckExact(key)) {
      TORCH_CHECK_INDEX(t.dim() > 0,
                        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ "
                        "to convert a 0-dim tensor to a number");
      const int64_t i = whole_from(key);
      TORCH_CHECK_INDEX(-t.size(0) <= i && i < t.size(0), "index ", i, " is out of bounds for dimension 0 with size ",
                        t.size(0));
      return wrap(t.select(0, i));
    }
    const auto indices = indices_from(key);
    Tensor y;
    {
      const Unlocked free(work_of(t));
      y = t.index(indices);
    }
    return wrap(std::move(y));
  });
}
int set_item(PyObject* o, PyObject* key, PyObject* value) {
  return guarded(
      [&]() -> int {
        TORCH_CHECK_TYPE(value, "Tensor does not support deleting items");
        Tensor& t = tensor_of(o);
        const auto indices = indices_from(key);
        if (is_tensor(value)) {
          const Unlocked free(work_of(t));
          t.index_put_(indices, tensor_of(value));
        } else if (is_plain_number(value)) {
          const Scalar s = scalar_from(value);
          const Unlocked free(work_of(t));
          t.index_put_(indices, s);
        } else {
          t.index_put_(indices, tensor_from(value, t.scalar_type()));
        }
        return 0;
      },
      -1);
}
Py_ssize_t tensor_length(PyObject* o) {
  return guarded(
      [&]() -> Py_ssize_t {
        TORCH_CHECK_TYPE(tensor_of(o).dim() > 0, "len() of a 0-d tensor");
        return tensor_of(o).size(0);
      },
      Py_ssize_t{-1});
}
PyObject* tensor_iter(PyObject* o) {
  return guarded([&]() -> PyObject* {
    TORCH_CHECK_TYPE(tensor_of(o).dim() > 0, "iteration over a 0-d tensor");
    const auto parts = tensor_of(o).unbind(0);
    py::list list;
    for (const Tensor& t : parts) list.append(t);
    return PyObject_GetIter(list.ptr());
  });
}
int tensor_contains(PyObject* o, PyObject* value) {
  return guarded(
      [&]() -> int {
        TORCH_CHECK(is_tensor(value) || is_plain_number(value),
                    "Tensor.__contains__ only supports Tensor or scalar, but you passed in a <class '",
                    Py_TYPE(value)->tp_name, "'>.");
        const Tensor& t = tensor_of(o);
        return (is_tensor(value) ? t.eq(tensor_of(value)) : t.eq(scalar_from(value))).any().item().toBool();
      },
      -1);
}

// --- buffers ---------------------------------------------------------------------------------------------------------

struct Shape {
  std::vector<Py_ssize_t> sizes, strides;
};
int get_buffer(PyObject* o, Py_buffer* view, int flags) {
  const Tensor& t = tensor_of(o);
  view->obj = nullptr;
  if (!t.defined() || !format_of(t.scalar_type())) {
    PyErr_SetString(PyExc_BufferError, "this dtype has no buffer format");
    return -1;
  }
  if (t.requires_grad()) {
    PyErr_SetString(PyExc_BufferError,
                    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
    return -1;
  }
  if (!(flags & PyBUF_STRIDES) && !t.is_contiguous()) {
    PyErr_SetString(PyExc_BufferError, "the tensor is not contiguous");
    return -1;
  }
  auto* shape = new Shape;
  for (int64_t d = 0; d < t.dim(); d++) {
    shape->sizes.push_back(t.size(d));
    shape->strides.push_back(t.stride(d) * t.element_size());
  }
  view->buf = t.data_ptr();
  view->len = static_cast<Py_ssize_t>(t.nbytes());
  view->itemsize = t.element_size();
  view->readonly = 0;
  view->ndim = static_cast<int>(t.dim());
  view->format = flags & PyBUF_FORMAT ? const_cast<char*>(format_of(t.scalar_type())) : nullptr;
  view->shape = flags & PyBUF_ND ? shape->sizes.data() : nullptr;
  view->strides = flags & PyBUF_STRIDES ? shape->strides.data() : nullptr;
  view->suboffsets = nullptr;
  view->internal = shape;
  Py_INCREF(o);
  view->obj = o;
  return 0;
}
void release_buffer(PyObject*, Py_buffer* view) { delete static_cast<Shape*>(view->internal); }

// --- properties ------------------------------------------------------------------------------------------------------

template <class F>
PyObject* value_of(PyObject* o, F f) {
  return guarded([&]() -> PyObject* { return f(tensor_of(o)); });
}
PyObject* yes(bool b) { return PyBool_FromLong(b); }
#define GETTER(name, expression)                                                             \
  PyObject* get_##name(PyObject* o, void*) {                                                 \
    return value_of(o, [&]([[maybe_unused]] Tensor& t) -> PyObject* { return expression; }); \
  }
GETTER(shape, size_of(t.sizes()))
GETTER(dtype, dtype_object(t.scalar_type()))
GETTER(ndim, PyLong_FromLongLong(t.dim()))
GETTER(requires_grad, yes(t.requires_grad()))
GETTER(is_leaf, yes(t.is_leaf()))
GETTER(retains_grad, yes(t.retains_grad()))
GETTER(output_nr, PyLong_FromLongLong(t.output_nr()))
GETTER(version, PyLong_FromLongLong(t._version()))
GETTER(base, t.is_view() ? wrap(t._base()) : wrap(Tensor()))
GETTER(T, wrap(t.numpy_T()))
GETTER(real, wrap(t))
GETTER(mT, wrap(t.transpose(-2, -1)))
GETTER(itemsize, PyLong_FromLongLong(t.element_size()))
GETTER(nbytes, PyLong_FromLongLong(static_cast<int64_t>(t.nbytes())))
GETTER(data, wrap(t.variable_data()))
GETTER(false, yes(false))
GETTER(true, yes(true))
PyObject* get_grad(PyObject* o, void*) {
  return value_of(o, [](Tensor& t) { return wrap(t.grad()); });
}
PyObject* get_grad_fn(PyObject* o, void*) {
  return value_of(o, [](Tensor& t) { return node_object(t.grad_fn()); });
}
int set_grad(PyObject* o, PyObject* value, void*) {
  return guarded(
      [&]() -> int {
        Tensor& t = tensor_of(o);
        if (!value || value == Py_None) {
          if (t.grad().defined()) t.mutable_grad() = Tensor();
          return 0;
        }
        TORCH_CHECK_TYPE(is_tensor(value), "assigned grad expected to be a Tensor or None but got grad of type ",
                         Py_TYPE(value)->tp_name);
        const Tensor& g = tensor_of(value);
        TORCH_CHECK(!g.is_same(t), "can't assign Variable as its own grad");
        TORCH_CHECK(g.scalar_type() == t.scalar_type(), "assigned grad has data of a different type");
        TORCH_CHECK(g.sizes() == t.sizes(), "assigned grad has data of a different size");
        t.mutable_grad() = g;
        return 0;
      },
      -1);
}
int set_requires_grad(PyObject* o, PyObject* value, void*) {
  return guarded(
      [&]() -> int {
        TORCH_CHECK_TYPE(value && PyBool_Check(value), "requires_grad must be a bool");
        tensor_of(o).set_requires_grad(value == Py_True);
        return 0;
      },
      -1);
}
int set_data(PyObject* o, PyObject* value, void*) {
  return guarded(
      [&]() -> int {
        TORCH_CHECK_TYPE(value && is_tensor(value), "Variable data has to be a tensor, but got ",
                         value ? Py_TYPE(value)->tp_name : "nothing");
        tensor_of(o).set_data(tensor_of(value));
        return 0;
      },
      -1);
}
PyGetSetDef properties[] = {
    {"shape", get_shape, nullptr, "the sizes, a torch.Size", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {"dtype", get_dtype, nullptr, "the type of the elements", nullptr},
    {"ndim", get_ndim, nullptr, "how many dimensions there are", nullptr},
    {"requires_grad", get_requires_grad, set_requires_grad, "whether gradients are recorded for this tensor", nullptr},
    {"grad", get_grad, set_grad, "the gradient that backward() has added up for this leaf, or None", nullptr},
    {"_grad", get_grad, set_grad, nullptr, nullptr},
    {"grad_fn", get_grad_fn, nullptr, "the node of the graph that made this tensor, or None", nullptr},
    {"is_leaf", get_is_leaf, nullptr, "whether the user made this tensor, or nothing records gradients for it",
     nullptr},
    {"retains_grad", get_retains_grad, nullptr, "whether this tensor keeps its gradient though it is no leaf", nullptr},
    {"output_nr", get_output_nr, nullptr, "which of its node's results this tensor is", nullptr},
    {"_version", get_version, nullptr, "how often the memory was changed in place", nullptr},
    {"_base", get_base, nullptr, "the tensor that this one is a view of, or None", nullptr},
    {"data", get_data, set_data, "the same memory without history; assigning puts other memory in its place", nullptr},
    {"T", get_T, nullptr, "the dimensions in turned order, a view", nullptr},
    {"real", get_real, nullptr, "the tensor itself: there are no complex numbers", nullptr},
    {"H", get_mT, nullptr, "the last two dimensions exchanged, a view", nullptr},
    {"mT", get_mT, nullptr, "the last two dimensions exchanged, a view", nullptr},
    {"mH", get_mT, nullptr, "the last two dimensions exchanged, a view", nullptr},
    {"itemsize", get_itemsize, nullptr, "bytes of an element", nullptr},
    {"nbytes", get_nbytes, nullptr, "bytes of all elements", nullptr},
    {"is_cpu", get_true, nullptr, "True: the CPU is the only device", nullptr},
    {"is_cuda", get_false, nullptr, "False: the CPU is the only device", nullptr},
    {"is_mps", get_false, nullptr, "False: the CPU is the only device", nullptr},
    {"is_sparse", get_false, nullptr, "False: elements lie in plain memory", nullptr},
    {"is_quantized", get_false, nullptr, "False: there are no quantised dtypes", nullptr},
    {"is_meta", get_false, nullptr, "False: every tensor has memory", nullptr},
    {"is_mkldnn", get_false, nullptr, "False: how a tensor lies in memory inside is not shown", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

// --- methods that are not of a signature -----------------------------------------------------------------------------

PyObject* tensor_item(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Tensor& t = tensor_of(o);
    TORCH_CHECK_VALUE(t.numel() == 1, "only one element tensors can be converted to Python scalars");
    return number_object(t.item());
  });
}
template <class T>
PyObject* list_of(const T* p, IntArrayRef sizes, IntArrayRef strides) {
  if (sizes.empty()) {
    if constexpr (std::is_same_v<T, bool>)
      return PyBool_FromLong(*p);
    else if constexpr (std::is_integral_v<T>)
      return PyLong_FromLongLong(*p);
    else
      return PyFloat_FromDouble(static_cast<double>(static_cast<opmath_t<T>>(*p)));
  }
  PyObject* list = checked(PyList_New(sizes[0]));
  for (int64_t i = 0; i < sizes[0]; i++)
    PyList_SET_ITEM(list, i, list_of(p + i * strides[0], sizes.slice(1), strides.slice(1)));
  return list;
}
PyObject* tensor_tolist(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Tensor t = tensor_of(o).detach();
    return visit_dtype(t.scalar_type(), "tolist", [&](auto tag) {
      using T = typename decltype(tag)::type;
      return list_of(t.data_ptr<T>(), t.sizes(), t.strides());
    });
  });
}
PyObject* tensor_size(PyObject* o, PyObject* args, PyObject* names) {
  return guarded([&]() -> PyObject* {
    PyObject* dim = nullptr;
    static const char* keys[] = {"dim", nullptr};
    if (!PyArg_ParseTupleAndKeywords(args, names, "|O:size", const_cast<char**>(keys), &dim)) return nullptr;
    if (!dim || dim == Py_None) return size_of(tensor_of(o).sizes());
    return PyLong_FromLongLong(tensor_of(o).size(whole_from(dim)));
  });
}
PyObject* tensor_stride(PyObject* o, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject* dim = nullptr;
    if (!PyArg_ParseTuple(args, "|O:stride", &dim)) return nullptr;
    const Tensor& t = tensor_of(o);
    if (dim && dim != Py_None) return PyLong_FromLongLong(t.stride(whole_from(dim)));
    py::tuple s(t.dim());
    for (int64_t i = 0; i < t.dim(); i++) s[static_cast<size_t>(i)] = t.stride(i);
    return s.release().ptr();
  });
}
#define SIMPLE(name, expression)                                                             \
  PyObject* tensor_##name(PyObject* o, PyObject*) {                                          \
    return value_of(o, [&]([[maybe_unused]] Tensor& t) -> PyObject* { return expression; }); \
  }
SIMPLE(dim, PyLong_FromLongLong(t.dim()))
SIMPLE(numel, PyLong_FromLongLong(t.numel()))
SIMPLE(element_size, PyLong_FromLongLong(t.element_size()))
SIMPLE(data_ptr, PyLong_FromVoidPtr(t.data_ptr()))
SIMPLE(storage_offset, PyLong_FromLongLong(t.storage_offset()))
SIMPLE(is_floating_point, yes(t.is_floating_point()))
SIMPLE(is_signed, yes(t.is_signed()))
SIMPLE(is_complex, yes(false))
SIMPLE(is_inference, yes(t.is_inference()))
PyObject* tensor_is_contiguous(PyObject* o, PyObject* args, PyObject* names) {
  return guarded([&]() -> PyObject* {
    PyObject* format = nullptr;
    static const char* keys[] = {"memory_format", nullptr};
    if (!PyArg_ParseTupleAndKeywords(args, names, "|O:is_contiguous", const_cast<char**>(keys), &format))
      return nullptr;
    const auto f =
        format ? static_cast<MemoryFormat>(py::handle(format).attr("value").cast<int64_t>()) : MemoryFormat::Contiguous;
    return yes(tensor_of(o).is_contiguous(f));
  });
}
PyObject* tensor_retain_grad(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    tensor_of(o).retain_grad();
    Py_RETURN_NONE;
  });
}
PyObject* tensor_same(PyObject* o, PyObject* other) {
  return yes(is_tensor(other) && tensor_of(o).is_same(tensor_of(other)));
}
// _make(cls, tensor, requires_grad): a new object of a subclass over the same memory, a leaf.
PyObject* tensor_make(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *type, *data;
    int requires_grad;
    if (!PyArg_ParseTuple(args, "OOp:_make", &type, &data, &requires_grad)) return nullptr;
    TORCH_CHECK_TYPE(is_tensor(data), "expected a Tensor, not ", Py_TYPE(data)->tp_name);
    Tensor t = tensor_of(data).detach();
    t.set_requires_grad(requires_grad);
    return wrap_as(reinterpret_cast<PyTypeObject*>(type), std::move(t));
  });
}
PyMethodDef methods[] = {
    {"item", tensor_item, METH_NOARGS, "the number of a tensor of one element"},
    {"tolist", tensor_tolist, METH_NOARGS, "nested lists of Python's numbers"},
    {"size", (PyCFunction)(void*)(tensor_size), METH_VARARGS | METH_KEYWORDS,
     "the sizes, a torch.Size, or the size of a dimension"},
    {"stride", tensor_stride, METH_VARARGS, "the strides in elements, or that of a dimension"},
    {"dim", tensor_dim, METH_NOARGS, "how many dimensions there are"},
    {"ndimension", tensor_dim, METH_NOARGS, "how many dimensions there are"},
    {"numel", tensor_numel, METH_NOARGS, "how many elements there are"},
    {"nelement", tensor_numel, METH_NOARGS, "how many elements there are"},
    {"element_size", tensor_element_size, METH_NOARGS, "bytes of an element"},
    {"data_ptr", tensor_data_ptr, METH_NOARGS, "the address of the first element"},
    {"storage_offset", tensor_storage_offset, METH_NOARGS, "where in its storage the first element is, in elements"},
    {"is_floating_point", tensor_is_floating_point, METH_NOARGS, "whether the dtype is a float of 16, 32 or 64 bits"},
    {"is_signed", tensor_is_signed, METH_NOARGS, "whether the dtype has negative numbers"},
    {"is_complex", tensor_is_complex, METH_NOARGS, "False: there are no complex dtypes"},
    {"is_inference", tensor_is_inference, METH_NOARGS, "whether the tensor was made in inference mode"},
    {"is_contiguous", (PyCFunction)(void*)(tensor_is_contiguous), METH_VARARGS | METH_KEYWORDS,
     "whether the elements lie in row-major order, or in that of memory_format"},
    {"retain_grad", tensor_retain_grad, METH_NOARGS, "keeps the gradient of a tensor that is no leaf in grad"},
    {"_is_same", tensor_same, METH_O, "whether both are one tensor"},
    {"_make", tensor_make, METH_VARARGS | METH_STATIC, nullptr},
    {nullptr, nullptr, 0, nullptr}};
PyMemberDef members[] = {{"__dictoffset__", T_PYSSIZET, offsetof(TensorObject, dict), READONLY, nullptr},
                         {"__weaklistoffset__", T_PYSSIZET, offsetof(TensorObject, weak), READONLY, nullptr},
                         {nullptr, 0, 0, 0, nullptr}};
#define SLOT(slot, f) \
  { slot, reinterpret_cast<void*>(f) }
PyType_Slot slots[] = {SLOT(Py_tp_new, tensor_new),
                       SLOT(Py_tp_dealloc, tensor_dealloc),
                       SLOT(Py_tp_traverse, tensor_traverse),
                       SLOT(Py_tp_clear, tensor_clear),
                       SLOT(Py_tp_hash, tensor_hash),
                       SLOT(Py_tp_richcompare, tensor_compare),
                       SLOT(Py_tp_iter, tensor_iter),
                       SLOT(Py_tp_getset, properties),
                       SLOT(Py_tp_methods, methods),
                       SLOT(Py_tp_members, members),
                       SLOT(Py_mp_length, tensor_length),
                       SLOT(Py_mp_subscript, get_item),
                       SLOT(Py_mp_ass_subscript, set_item),
                       SLOT(Py_sq_contains, tensor_contains),
                       SLOT(Py_bf_getbuffer, get_buffer),
                       SLOT(Py_bf_releasebuffer, release_buffer),
                       SLOT(Py_nb_add, op_add),
                       SLOT(Py_nb_subtract, op_sub),
                       SLOT(Py_nb_multiply, op_mul),
                       SLOT(Py_nb_true_divide, op_div),
                       SLOT(Py_nb_floor_divide, op_floordiv),
                       SLOT(Py_nb_remainder, op_mod),
                       SLOT(Py_nb_power, op_pow),
                       SLOT(Py_nb_matrix_multiply, op_matmul),
                       SLOT(Py_nb_and, op_and),
                       SLOT(Py_nb_or, op_or),
                       SLOT(Py_nb_xor, op_xor),
                       SLOT(Py_nb_lshift, op_shl),
                       SLOT(Py_nb_rshift, op_shr),
                       SLOT(Py_nb_inplace_add, op_iadd),
                       SLOT(Py_nb_inplace_subtract, op_isub),
                       SLOT(Py_nb_inplace_multiply, op_imul),
                       SLOT(Py_nb_inplace_true_divide, op_idiv),
                       SLOT(Py_nb_inplace_floor_divide, op_ifloordiv),
                       SLOT(Py_nb_inplace_remainder, op_imod),
                       SLOT(Py_nb_inplace_power, op_ipow),
                       SLOT(Py_nb_inplace_and, op_iand),
                       SLOT(Py_nb_inplace_or, op_ior),
                       SLOT(Py_nb_inplace_xor, op_ixor),
                       SLOT(Py_nb_negative, op_neg),
                       SLOT(Py_nb_positive, op_pos),
                       SLOT(Py_nb_absolute, op_abs),
                       SLOT(Py_nb_invert, op_invert),
                       SLOT(Py_nb_bool, op_bool),
                       SLOT(Py_nb_float, op_float),
                       SLOT(Py_nb_int, op_int),
                       SLOT(Py_nb_index, op_index),
                       {0, nullptr}};
PyType_Spec spec = {"rectify.Tensor", sizeof(TensorObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, slots};

}  // namespace

// --- index objects ---------------------------------------------------------------------------------------------------

namespace {
indexing::TensorIndex index_from(PyObject* o) {
  using indexing::TensorIndex;
  if (o == Py_None) return nullopt;
  if (o == Py_Ellipsis) return indexing::Ellipsis;
  if (PyBool_Check(o)) return o == Py_True;
  if (PySlice_Check(o)) {
    auto* s = reinterpret_cast<PySliceObject*>(o);
    const auto part = [](PyObject* p) -> optional<int64_t> {
      if (p == Py_None) return nullopt;
      Py_ssize_t v;
      if (!_PyEval_SliceIndex(p, &v)) throw PythonRaised();
      return static_cast<int64_t>(v);
    };
    const auto step = part(s->step);
    TORCH_CHECK_VALUE(!step || *step > 0, "step must be greater than zero");
    return indexing::Slice(part(s->start), part(s->stop), step);
  }
  if (is_tensor(o)) return tensor_of(o);
  if (PyIndex_Check(o) && !PySequence_Check(o)) return whole_from(o);
  TORCH_CHECK_TYPE(!PyUnicode_Check(o), "new(): invalid data type 'str'");
  TORCH_CHECK_INDEX(
      PySequence_Check(o),
      "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got ",
      Py_TYPE(o)->tp_name, ")");
  Tensor t = tensor_from(o, nullopt);
  if (t.numel() == 0 && t.is_floating_point()) t = t.to(kLong);
  return t;
}
}  // namespace
std::vector<indexing::TensorIndex> indices_from(PyObject* o) {
  std::vector<indexing::TensorIndex> list;
  const bool many = PyTuple_Check(o) || (PyList_Check(o) && [&] {  // a list with a slice in it is a tuple
                      for (Py_ssize_t i = 0; i < PyList_GET_SIZE(o) && PyList_GET_SIZE(o) < 32; i++) {
                        PyObject* e = PyList_GET_ITEM(o, i);
                        if (PySlice_Check(e) || e == Py_None || e == Py_Ellipsis || is_tensor(e) || PyList_Check(e) ||
                            PyTuple_Check(e))
                          return true;
                      }
                      return false;
                    }());
  if (!many) return {index_from(o)};
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); i++) list.push_back(index_from(PySequence_Fast_ITEMS(o)[i]));
  if (list.empty()) list.emplace_back(indexing::Ellipsis);  // t[()]
  return list;
}

void add_tensor(PyObject* module) {
  PyObject* size = checked(PyObject_GetAttrString(py::module_::import("rectify._types").ptr(), "Size"));
  size_type = reinterpret_cast<PyTypeObject*>(size);
  tensor_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)));
  tensor_type->tp_name = "Tensor";  // as errors call it
  if (PyObject_SetAttrString(reinterpret_cast<PyObject*>(tensor_type), "__module__", py::str("rectify").ptr()))
    throw PythonRaised();
  if (PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(tensor_type))) throw PythonRaised();
}

}  // namespace rectify::python
